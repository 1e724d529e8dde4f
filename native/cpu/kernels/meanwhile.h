// What the other units of the processor do while tiles are multiplied: little by little, for its instructions are taken in
// order, and those of the tiles must not wait behind many others.
#pragma once
#include "cpu/kernels/amx.h"

#if TS_LEVEL_amx

namespace {

// Work that is done a unit at a time, evenly over a number of turns.
class Pace {
 public:
  TS_INLINE void set(int64_t units, int64_t turns) { step_ = static_cast<int32_t>(ceil_div(units * kWhole, turns)); }
  // Units that are due now.
  TS_INLINE int32_t turn() {
    due_ += step_;
    const int32_t units = due_ / kWhole;
    due_ %= kWhole;
    return units;
  }

 private:
  static constexpr int32_t kWhole = 1 << 12;
  int32_t due_ = 0, step_ = 0;
};

// Two panels that are needed soon, on their way to the second cache.
class PanelsAhead {
 public:
  TS_INLINE void set(const uint16_t* panels, int64_t apart, int32_t blocks, int64_t turns) {
    from_ = panels;
    apart_ = apart;
    left_ = blocks * (kBlockElements / kLineElements);
    each_ = static_cast<int32_t>(ceil_div(left_, turns));
  }
  TS_INLINE void turn() {
    for (int32_t i = 0; i < each_ && left_ > 0; i++, left_--, from_ += kLineElements) {
      __builtin_prefetch(from_, 0, 2);
      __builtin_prefetch(from_ + apart_, 0, 2);
    }
  }

 private:
  static constexpr int32_t kLineElements = 32;
  const uint16_t* from_ = nullptr;
  int64_t apart_ = 0;
  int32_t left_ = 0, each_ = 0;
};

// Blocks of a left operand, [strip of rows][step block], some rows at a time: A(m, k) at a[m * lda + k].
class LeftBlocks {
 public:
  static constexpr int32_t kTogether = 4;  // rows of a unit of work
  TS_INLINE void set(const float* a, int64_t lda, int32_t rows, int32_t depth, uint16_t* to, int64_t turns) {
    a_ = a;
    lda_ = lda;
    rows_ = rows;
    depth_ = depth;
    to_ = to;
    row_ = step_ = 0;
    left_ = static_cast<int32_t>(round_up(rows, kEdge) / kTogether * ceil_div(depth, kSteps));
    pace_.set(left_, turns);
  }
  TS_INLINE void turn() {
    if (const int32_t units = pace_.turn()) {
      if (left_ > 0) work(units);
    }
  }
  TS_INLINE void finish() {
    if (left_ > 0) work(left_);
  }

 private:
  void work(int32_t units) __attribute__((noinline)) {
    const int64_t lda = lda_;
    int32_t row = row_, step = step_;
    uint16_t* to = to_;
    units = imin(units, left_);
    left_ -= units;
    for (; units > 0; units--) {
      const int32_t left = depth_ - step;
      const float* const from = a_ + row * lda + step;
      if (row + kTogether <= rows_ && left >= kSteps) {
#pragma GCC unroll 4
        for (int32_t i = 0; i < kTogether; i++)
          store_in_order(thirds_of(load(from + i * lda)), thirds_of(load(from + i * lda + L)), to + i * kSteps);
      } else {
        for (int32_t i = 0; i < kTogether; i++) {
          const int32_t here = row + i < rows_ ? left : 0;
          store_in_order(thirds_of(here > 0 ? load_n(from + i * lda, here) : zero()),
                         thirds_of(here > L ? load_n(from + i * lda + L, here - L) : zero()), to + i * kSteps);
        }
      }
      row += kTogether;
      to += kTogether * kSteps;
      if (row % kEdge) continue;
      to += kBlockElements - kTileElements;
      step += kSteps;
      row -= kEdge;
      if (step < depth_) continue;
      step = 0;
      row += kEdge;
    }
    row_ = row;
    step_ = step;
    to_ = to;
  }

  const float* a_ = nullptr;
  uint16_t* to_ = nullptr;
  int64_t lda_ = 0;
  int32_t rows_ = 0, depth_ = 0, row_ = 0, step_ = 0, left_ = 0;
  Pace pace_;
};

}  // namespace

#endif
