// The gradient of attention of narrow heads: what a warp does that owns a tile of keys, for strips of 16 queries one after
// another.
//
// A Strip says where its queries stand: `queries()` and `outer()`, rows of q and of dy as row_place has them; `added(shift,
// mean)`, what is added to exponents of two queries, and to products of dy of these twice, for each eight queries; `begin(dq)`
// and `end(dq)`, the sums of dq before this warp's share and behind it, as accumulators have them.
#pragma once
#include <utility>

#include "cuda/attention_backward.h"
#include "cuda/attention_backward_strips.h"

namespace ts::cuda {
namespace {

// A barrier of the block, which its warps come to from different places.
__device__ __forceinline__ void end_phase() { __syncthreads(); }

// A warp's keys and values, and the sums of their gradients.
template <typename W>
struct Keys {
  static constexpr int MT = W::kTimes, kColumns = W::kColumns;
  uint32_t k[MT][W::kFragment], v[MT][W::kFragment];
  uint32_t turned[MT][kColumns][2];  // keys as the right side of a product
  float dk[MT][kColumns][4], dv[MT][kColumns][4];

  // `stride` bytes from one row to the next. Keys past the end repeat the last: no query sees them.
  __device__ __forceinline__ void load(const bf16* keys, const bf16* values, uint32_t stride, int32_t count,
                                       uint32_t sign) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    // In place of numbers that a row of keys or values of head size 4 lacks: 1, 1, 1, 0.
    const uint32_t more = t == 2 ? 0x3f803f80u : 0x3f80u;
    const bool there = !W::kExtended || t < 2;
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const uint32_t row = min(m * 16 + half * 8 + g, count - 1) * stride;
        const auto pair_of = [&](const bf16* rows, int column) {
          return *reinterpret_cast<const uint32_t*>(reinterpret_cast<const unsigned char*>(rows + column) + row);
        };
#pragma unroll
        for (int n = 0; n < kColumns; n++) {
          k[m][n * 2 + half] = there ? pair_of(keys + 2 * t, n * 8) : more;
          v[m][n * 2 + half] = there ? pair_of(values + 2 * t, n * 8) : more;
        }
      }
    }
    begin(there, sign);
  }
  // Of rows in shared memory, as row_place has them.
  __device__ __forceinline__ void load_rows(const bf16* keys, const bf16* values, uint32_t sign) {
    static_assert(W::kRow == 16);
    const int lane = threadIdx.x % kWarp, at = row_place<W>(lane % 16, lane / 16);
#pragma unroll
    for (int m = 0; m < MT; m++) {
      ldmatrix_x4<false>(k[m], keys + m * 16 * W::kRow + at);
      ldmatrix_x4<false>(v[m], values + m * 16 * W::kRow + at);
    }
    begin(true, sign);
  }

 private:
  __device__ __forceinline__ void begin(bool there, uint32_t sign) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int i = 0; i < W::kFragment; i++) {
        turned[m][i / 2][i % 2] = movmatrix(k[m][i]);
        if (there) k[m][i] ^= sign;
      }
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) dk[m][n][i] = dv[m][n][i] = 0;
      }
    }
  }

 public:
  __device__ __forceinline__ void store(bf16* keys, bf16* values, uint32_t stride, int32_t count,
                                        float scale) const {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    if (W::kHead == 4 && t >= 2) return;
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        if (m * 16 + half * 8 + g >= count) continue;
        const uint32_t row = (m * 16 + half * 8 + g) * stride;
        const auto put = [&](bf16* rows, int column, float x, float z) {
          unsigned char* const at = reinterpret_cast<unsigned char*>(rows + column) + row;
          *reinterpret_cast<uint32_t*>(at) = pack_bf16(x, z);
        };
#pragma unroll
        for (int n = 0; n < kColumns; n++) {
          put(keys + 2 * t, n * 8, dk[m][n][2 * half] * scale, dk[m][n][2 * half + 1] * scale);
          put(values + 2 * t, n * 8, dv[m][n][2 * half], dv[m][n][2 * half + 1]);
        }
      }
    }
  }

  // What the queries of a strip (see above), of which i0 is the first, give and get. `w0`: the warp's first key. ALL keys are
  // seen by all queries, SOME as positions and documents have it; else the strip is that of the warp's own tile with this
  // number, and as many keys before it are seen.
  static constexpr int kAll = MT, kSome = -1;
  template <int SEEN, class Strip>
  __device__ __forceinline__ void step(const Strip& strip, const Attention<bf16>& p, const ts_sequence& s,
                                       int32_t i0, int32_t w0) {
    const int lane = threadIdx.x % kWarp;
    uint32_t q[2][kColumns], dy[2][kColumns];               // of eight queries: right sides of scores
    uint32_t q_turned[kColumns][2], dy_turned[kColumns][2];  // of all: right sides of mixtures
    const bf16* const queries = strip.queries();
    const bf16* const outer = strip.outer();
    uint32_t a[4];
    if constexpr (kColumns == 1) {
      ldmatrix_x4<false>(a, queries + lane * 8);
      q[0][0] = a[0], q[1][0] = a[1], dy[0][0] = a[2], dy[1][0] = a[3];
      ldmatrix_x4<true>(a, queries + lane * 8);
      q_turned[0][0] = a[0], q_turned[0][1] = a[1], dy_turned[0][0] = a[2], dy_turned[0][1] = a[3];
    } else {
      const int at = row_place<W>(lane % 16, lane / 16);
      ldmatrix_x4<false>(a, queries + at);
      q[0][0] = a[0], q[1][0] = a[1], q[0][1] = a[2], q[1][1] = a[3];
      ldmatrix_x4<false>(a, outer + at);
      dy[0][0] = a[0], dy[1][0] = a[1], dy[0][1] = a[2], dy[1][1] = a[3];
      ldmatrix_x4<true>(a, queries + at);
      q_turned[0][0] = a[0], q_turned[0][1] = a[1], q_turned[1][0] = a[2], q_turned[1][1] = a[3];
      ldmatrix_x4<true>(a, outer + at);
      dy_turned[0][0] = a[0], dy_turned[0][1] = a[1], dy_turned[1][0] = a[2], dy_turned[1][1] = a[3];
    }
    float shift[2][2], mean[2][4], dq[kColumns][4];
    strip.added(shift, mean);
    strip.begin(dq);
    const int32_t window = p.shape.window > 0 ? p.shape.window : 0x7fffffff;
#pragma unroll
    for (int m = 0; m < MT; m++) {
      const int32_t ahead = i0 - w0 - m * 16;  // of the first query over the first key
      if (SEEN == kSome ? ahead < 0 || ahead - 15 >= window : m > SEEN) continue;
      float x[2][4], dp[2][4];
      const float zero[4] = {0, 0, 0, 0};
#pragma unroll
      for (int n = 0; n < 2; n++) {
        product<W>(x[n], zero, k[m], q[n]);
        product<W>(dp[n], mean[n], v[m], dy[n]);
      }
#pragma unroll
      for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
          x[n][j] = exp2_fast(W::kExtended ? x[n][j] * p.scale2 : fmaf(x[n][j], p.scale2, shift[n][j % 2]));
        }
      }
      if (m == SEEN) hide_own(x);
      if (SEEN == kSome && (p.first || ahead == 0 || ahead + 15 >= window)) {
        hide(x, ahead, window);
        if (p.first) hide_documents(x, p, s, i0, w0 + m * 16);
      }
#pragma unroll
      for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int j = 0; j < 4; j++) dp[n][j] *= x[n][j];
      }
      uint32_t left[1][4], back[4];
      to_left(left, x);
#pragma unroll
      for (int n = 0; n < kColumns; n++) mma_bf16(dv[m][n], left[0], dy_turned[n]);
      to_left(left, dp);
#pragma unroll
      for (int n = 0; n < kColumns; n++) mma_bf16(dk[m][n], left[0], q_turned[n]);
      back[0] = movmatrix(left[0][0]), back[1] = movmatrix(left[0][2]);
      back[2] = movmatrix(left[0][1]), back[3] = movmatrix(left[0][3]);
#pragma unroll
      for (int n = 0; n < kColumns; n++) mma_bf16(dq[n], back, turned[m][n]);
    }
    strip.end(dq);
  }

 private:
  // Probabilities of keys that queries do not see become 0: of those ahead, and behind the window. 16 x 16.
  static __device__ __forceinline__ void hide(float (&x)[2][4], int32_t ahead, int32_t window) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    const int32_t mine = ahead + 2 * t - g;
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const uint32_t over = static_cast<uint32_t>(mine + n * 8 + j % 2 - j / 2 * 8);
        if (over >= static_cast<uint32_t>(window)) x[n][j] = 0;
      }
    }
  }
  // The same for queries and keys of the same positions, where there is no window.
  static __device__ __forceinline__ void hide_own(float (&x)[2][4]) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
    for (int c = 0; c < 2; c++) {
      x[0][2 + c] = 0;
      if (g > 2 * t + c) x[0][c] = x[1][2 + c] = 0;
    }
  }
  static __device__ __forceinline__ void hide_documents(float (&x)[2][4], const Attention<bf16>& p,
                                                        const ts_sequence& s, int32_t i0, int32_t key0) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int c = 0; c < 2; c++) {
        const int32_t i = min(i0 + n * 8 + 2 * t + c, s.length - 1);
        const int32_t least = lowest_key(p, s, i) - s.position - key0 - g;
        if (least > 0) x[n][c] = 0;
        if (least > 8) x[n][2 + c] = 0;
      }
    }
  }
};

// The tile of queries at the positions of the warp's keys.
template <typename W, class StripAt, int... STRIP>
__device__ __forceinline__ void own(Keys<W>& keys, const StripAt& strip_at, const Attention<bf16>& p,
                                    const ts_sequence& s, std::integer_sequence<int, STRIP...>) {
  (keys.template step<STRIP>(strip_at(STRIP), p, s, STRIP * 16, 0), ...);
}

}  // namespace
}  // namespace ts::cuda
