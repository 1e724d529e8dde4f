// How pieces of a product by AMX are finished.
#pragma once
#include "cpu/kernels/gemm.h"
#include "cpu/kernels/meanwhile.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {
namespace {

enum Way { kCopy, kActivate, kSlope };

// Sums of pieces of C that are done, and what becomes of them while tiles of other pieces are multiplied: bias and
// activation, and the way to where they belong.
class Finish {
 public:
  static constexpr int32_t kFew = 2, kMost = 16;  // pieces there may be at a time, the one that is multiplied among them
  static constexpr int32_t kTogether = 2;         // rows of a unit of work

  // `ring` holds `pieces` of them, kFew or kMost.
  TS_INLINE Finish(const Product& p, float* ring, int32_t pieces) : p_(p), ring_(ring), pieces_(pieces), work_(work_for(p)) {}

  // Room for the next piece, whose rows and columns end there.
  TS_INLINE float* next() {
    finish(done_ + 1 - pieces_);
    return ring_ + place(done_) * kPair * kPair;
  }
  // `blocks`: where what was activated becomes two strips of a left operand, `strip` elements apart, instead of C.
  TS_INLINE void add(int64_t at, int32_t column, int32_t rows, int32_t columns, uint16_t* blocks = nullptr,
                     int64_t strip = 0) {
    const uint32_t there = columns < kPair ? (1u << columns) - 1 : ~0u;
    waiting_[place(done_++)] = {at, blocks, strip, column, rows, static_cast<__mmask16>(there),
                                static_cast<__mmask16>(there >> L)};
  }

  // So many pieces are finished in as many turns.
  TS_INLINE void pace(int32_t pieces, int64_t turns) { pace_.set(pieces * (kPair / kTogether), turns); }
  // As many of all are finished.
  TS_INLINE void finish(int64_t pieces) {
    while (finished_ < pieces) work_(*this, 1);
  }
  TS_INLINE void finish() { finish(done_); }
  TS_INLINE void turn() {
    if (const int32_t units = pace_.turn()) work_(*this, units);
  }

 private:
  typedef void (*Work)(Finish&, int32_t);
  struct Done {
    int64_t at;  // in C
    uint16_t* blocks;
    int64_t strip;
    int32_t column, rows;
    __mmask16 first, second;  // columns that are there
  };

  TS_INLINE int64_t place(int64_t piece) const { return piece & (pieces_ - 1); }

  static Work work_for(const Product& p) {
#define TS_WORK(way)                                                       \
  switch (p.activation) {                                                  \
    case TS_GELU_TANH: return work<way, TS_GELU_TANH>;                     \
    case TS_SILU: return work<way, TS_SILU>;                               \
    case TS_RELU: return work<way, TS_RELU>;                               \
    case TS_GELU_ERF: return work<way, TS_GELU_ERF>;                       \
    case TS_IDENTITY: break;                                               \
  }
    if (p.slope_at) {
      TS_WORK(kSlope)
    } else {
      TS_WORK(kActivate)
    }
#undef TS_WORK
    return work<kCopy, TS_IDENTITY>;
  }

  template <Way way, ts_activation kind>
  static void work(Finish& f, int32_t units) {
    const Product& p = f.p_;
    const int64_t ldc = p.ldc;
    for (; units > 0 && f.finished_ < f.done_; units--) {
      const Done& piece = f.waiting_[f.place(f.finished_)];
      const int32_t row = f.row_;
      const float* const from = f.ring_ + (f.place(f.finished_) * kPair + row) * kPair;
      const int64_t at = piece.at + row * ldc;
      const int64_t below = row + 1 < piece.rows ? ldc : 0;  // an odd row out is done twice
      f.row_ += kTogether;
      if (f.row_ >= piece.rows) {
        f.row_ = 0;
        f.finished_++;
      }
      const float* const from2 = from + (below ? kPair : 0);
      F x[4] = {load(from), load(from + L), load(from2), load(from2 + L)};
      if (p.bias) {
        const F bias[2] = {load(p.bias + piece.column), load(p.bias + piece.column + L)};
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) x[i] = x[i] + bias[i % 2];
      }
      const auto put = [&](const F(&v)[4], float* to) TS_ALWAYS {
        _mm512_mask_storeu_ps(to, piece.first, v[0]);
        _mm512_mask_storeu_ps(to + L, piece.second, v[1]);
        _mm512_mask_storeu_ps(to + below, piece.first, v[2]);
        _mm512_mask_storeu_ps(to + below + L, piece.second, v[3]);
      };
      if constexpr (way == kSlope) {
        const float* const slope = p.slope_at + at;
        F y[4] = {_mm512_maskz_loadu_ps(piece.first, slope), _mm512_maskz_loadu_ps(piece.second, slope + L),
                  _mm512_maskz_loadu_ps(piece.first, slope + below), _mm512_maskz_loadu_ps(piece.second, slope + below + L)};
        F slopes[4];
        activate_with_slopes(kind, y, slopes);
        if (p.active) put(y, p.active + at);
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) x[i] = x[i] * slopes[i];
      } else if constexpr (way == kActivate) {
        if (p.pre) put(x, p.pre + at);
        activate_each(kind, x);
        if (piece.blocks) {
          uint16_t* const left = piece.blocks + row / kEdge * piece.strip + row % kEdge * kSteps;
          store_in_order(thirds_of(x[0]), thirds_of(x[1]), left);
          store_in_order(thirds_of(x[2]), thirds_of(x[3]), left + kSteps);
          continue;
        }
      }
      put(x, p.c + at);
    }
  }

  const Product& p_;
  float* const ring_;
  const int32_t pieces_;
  const Work work_;
  Done waiting_[kMost];
  int64_t done_ = 0, finished_ = 0;
  int32_t row_ = 0;
  Pace pace_;
};

}  // namespace
}  // namespace ts::TS_NS

#endif
