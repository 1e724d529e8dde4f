// What a warp does with a look at some keys: scores, exponentials beside a running maximum, and the mixture of values.
// All forward kernels share it, so a query gets the same bits whichever of them has it.
#pragma once
#include "cuda/attention.h"

namespace ts::cuda {
namespace {

// Sums of MT * 16 queries of a head so far. `total` is each lane's share.
template <typename L, int MT>
struct Running {
  float o[MT][L::kColumns][4], top[MT][2], total[MT][2];

  __device__ __forceinline__ void begin() {
#pragma unroll
    for (int m = 0; m < MT; m++) {
      top[m][0] = top[m][1] = kLowest;
      total[m][0] = total[m][1] = 0;
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) o[m][n][0] = o[m][n][1] = o[m][n][2] = o[m][n][3] = 0;
    }
  }
};

// 8 N keys for 16 queries of a head: scores become exponentials, and what was mixed so far is brought to the new
// maximum. Where `masked`, pairs of eight keys outside of [from, to) are seen by none of the queries: their
// exponentials are zeros without being computed.
template <bool masked, int N, int COLUMNS>
__device__ __forceinline__ void exponentials(float (&s)[N][4], float (&top)[2], float (&total)[2],
                                             float (&o)[COLUMNS][4], float scale2, int32_t from, int32_t to) {
#pragma unroll
  for (int half = 0; half < 2; half++) {
    float high = top[half];
#pragma unroll
    for (int n = 0; n < N; n++) high = fmaxf(high, fmaxf(s[n][2 * half], s[n][2 * half + 1]));
    high = quad_max(high);
    const float shrink = exp2_fast((top[half] - high) * scale2), shift = -(high * scale2);
    top[half] = high;
    float sum = 0;
#pragma unroll
    for (int n = 0; n < N; n += 2) {
      if (masked && (n * 8 >= to || n * 8 + 16 <= from)) {
#pragma unroll
        for (int i = 0; i < 4; i++) s[n + i / 2][2 * half + i % 2] = 0;
        continue;
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
        float& x = s[n + i / 2][2 * half + i % 2];
        x = exp2_fast(fmaf(x, scale2, shift));
        sum += x;
      }
    }
    total[half] = fmaf(total[half], shrink, sum);
#pragma unroll
    for (int n = 0; n < COLUMNS; n++) {
      o[n][2 * half] *= shrink;
      o[n][2 * half + 1] *= shrink;
    }
  }
}

// Which keys MT * 16 queries see: of each the lowest, and the highest of the first (of the next ones it is one more
// each); positions, but `low` in shared memory.
struct Seen {
  const int32_t* low;
  int32_t highest;
  int32_t begin, end;      // seen by any of them
  int32_t all_from, all_to;  // the first and the last that all of them see
};

// L::kLook keys from position `at` on.
template <typename L, int MT>
__device__ __forceinline__ void look(Running<L, MT>& r, const uint32_t (&q)[MT][L::kSteps][4], const bf16* k,
                                     const bf16* v, int head, int32_t at, const Seen& seen, float scale2) {
  const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  constexpr int N = L::kLook / 8;
  float x[MT][N][4];
  scores<L>(x, q, k, head);
  uint32_t e[MT][N / 2][4];
  if (at < seen.all_from || at + L::kLook - 1 > seen.all_to) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int row = m * 16 + half * 8 + g;
        const int32_t least = seen.low[row] - at - 2 * t, most = seen.highest + row - at - 2 * t;
#pragma unroll
        for (int n = 0; n < N; n++) {
#pragma unroll
          for (int c = 0; c < 2; c++) {
            if (n * 8 + c < least || n * 8 + c > most) x[m][n][2 * half + c] = -INFINITY;
          }
        }
      }
      exponentials<true>(x[m], r.top[m], r.total[m], r.o[m], scale2, seen.begin - at,
                                min(seen.highest + m * 16 + 16, seen.end) - at);
      to_left(e[m], x[m]);
    }
  } else {
#pragma unroll
    for (int m = 0; m < MT; m++) {
      exponentials<false>(x[m], r.top[m], r.total[m], r.o[m], scale2, 0, 0);
      to_left(e[m], x[m]);
    }
  }
  mix<L>(r.o, e, v, head);
}

// The queries' mixtures into their slot of `rows`, and the logs of the sums for the gradient. `to_lse`: of the first
// row; nullptr: none.
template <typename L, int MT>
__device__ __forceinline__ void finish_rows(const Running<L, MT>& r, bf16* rows, int head, float* to_lse, int32_t heads,
                                            int32_t count, float scale2) {
  const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
  for (int m = 0; m < MT; m++) {
    const float upper = quad_sum(r.total[m][0]), lower = quad_sum(r.total[m][1]);
    put<L>(rows + m * 16 * L::kStride, r.o[m], head, 1.0f / upper, 1.0f / lower);
    if (to_lse && t < 2) {
      const int32_t i = m * 16 + t * 8 + g;
      const float log_sum = (t ? r.top[m][1] : r.top[m][0]) * scale2 + log2f(t ? lower : upper);
      if (i < count) to_lse[static_cast<int64_t>(i) * heads] = log_sum * kLn2;
    }
  }
}

}  // namespace
}  // namespace ts::cuda
