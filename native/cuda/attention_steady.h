// The softmax without a maximum: exponentials of the scores as they are. A row keeps this where the sum shows that
// nothing overflowed and nothing of weight was lost, as with nearly all scores that a model has; where not, it is
// computed again beside a running maximum. So a narrow head spends little more on a score than its exponential.
#pragma once
#include "cuda/attention_softmax.h"

namespace ts::cuda {
namespace {

constexpr int kUnit = 32;  // keys at once
// A sum between these: all of its exponentials were numbers, and those lost are below 2^-60 of it.
constexpr float kLeastTotal = 0x1p-60f, kMostTotal = 0x1p96f;

// 16 rows of HEADS heads whose numbers stand in one piece of a tile's rows.
template <typename L, int HEADS>
struct Steady {
  static constexpr int kLeft = L::kNarrow ? 2 : 4;
  uint32_t q[HEADS][kLeft];
  float o[HEADS][L::kColumns][4], total[HEADS][2];  // each lane's share of a total, until `close`

  // `head`: the first, among those of the tile.
  __device__ __forceinline__ void begin(const uint32_t (&from)[1][L::kSteps][4], int head) {
    const int t = threadIdx.x % 4;
#pragma unroll
    for (int h = 0; h < HEADS; h++) {
      if constexpr (L::kNarrow) {
        const int half = head * L::kSlot / 8;
        const bool mine = L::kSlot == 8 || t / 2 == (head + h) % 2;  // numbers of another head meet zeros
        q[h][0] = mine ? half ? from[0][0][2] : from[0][0][0] : 0;
        q[h][1] = mine ? half ? from[0][0][3] : from[0][0][1] : 0;
      } else {
#pragma unroll
        for (int i = 0; i < 4; i++) q[h][i] = from[0][0][i];
      }
      total[h][0] = total[h][1] = 0;
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) o[h][n][0] = o[h][n][1] = o[h][n][2] = o[h][n][3] = 0;
    }
  }

  __device__ __forceinline__ void close() {
#pragma unroll
    for (int h = 0; h < HEADS; h++) total[h][0] = quad_sum(total[h][0]), total[h][1] = quad_sum(total[h][1]);
  }
  __device__ __forceinline__ bool holds(int h, int half) const {
    return total[h][half] > kLeastTotal && total[h][half] < kMostTotal;
  }
  // Whether every row of the warp does.
  __device__ __forceinline__ bool all_hold() const {
    bool good = true;
#pragma unroll
    for (int h = 0; h < HEADS; h++) good = good && holds(h, 0) && holds(h, 1);
    return !__any_sync(kAll, !good);
  }

  // Rows that hold replace what `r` has of them.
  __device__ __forceinline__ void give(Running<L, 1>& r, int h) const {
    const int t = threadIdx.x % 4;
#pragma unroll
    for (int half = 0; half < 2; half++) {
      if (!holds(h, half)) continue;
      r.top[0][half] = 0;
      r.total[0][half] = t == 0 ? total[h][half] : 0;
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) {
        r.o[0][n][2 * half] = o[h][n][2 * half];
        r.o[0][n][2 * half + 1] = o[h][n][2 * half + 1];
      }
    }
  }

  // kUnit keys from position `at` on; `k` and `v` are their rows in the tile, at the heads' piece.
  template <bool masked>
  __device__ __forceinline__ void unit(const bf16* k, const bf16* v, int32_t at, const Seen& seen, float scale2) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    constexpr int kGroups = kUnit / 16, N = kUnit / 8, kColumns = L::kColumns;
    float x[HEADS][N][4];
    uint32_t right[kGroups][kColumns][2];  // values
#pragma unroll
    for (int h = 0; h < HEADS; h++) {
#pragma unroll
      for (int n = 0; n < N; n++) x[h][n][0] = x[h][n][1] = x[h][n][2] = x[h][n][3] = 0;
    }
    if constexpr (L::kNarrow) {
      uint32_t b[4];
      ldmatrix_x4<false>(b, k + lane * L::kStride);
#pragma unroll
      for (int h = 0; h < HEADS; h++) {
#pragma unroll
        for (int n = 0; n < N; n++) mma_bf16_k8(x[h][n], q[h][0], q[h][1], b[n]);
      }
      ldmatrix_x4<true>(b, v + lane * L::kStride);
      right[0][0][0] = b[0], right[0][0][1] = b[1], right[1][0][0] = b[2], right[1][0][1] = b[3];
    } else {
#pragma unroll
      for (int i = 0; i < kGroups; i++) {
        uint32_t b[4];
        ldmatrix_x4<false>(b, k + (i * 16 + lane / 16 * 8 + lane % 8) * L::kStride + lane / 8 % 2 * 8);
        const uint32_t first[2] = {b[0], b[1]}, second[2] = {b[2], b[3]};
#pragma unroll
        for (int h = 0; h < HEADS; h++) {
          mma_bf16(x[h][2 * i], q[h], first);
          mma_bf16(x[h][2 * i + 1], q[h], second);
        }
        ldmatrix_x4<true>(b, v + (i * 16 + lane % 16) * L::kStride + lane / 16 * 8);
        right[i][0][0] = b[0], right[i][0][1] = b[1], right[i][kColumns - 1][0] = b[2], right[i][kColumns - 1][1] = b[3];
      }
    }
    int32_t least[2], most[2];
    if constexpr (masked) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int row = half * 8 + g;
        least[half] = seen.low[row] - at - 2 * t;
        most[half] = seen.highest + row - at - 2 * t;
      }
    }
#pragma unroll
    for (int i = 0; i < kGroups; i++) {
      // Keys that none of the rows sees add nothing.
      if (masked && (at + i * 16 >= seen.end || at + i * 16 + 16 <= seen.begin)) continue;
#pragma unroll
      for (int h = 0; h < HEADS; h++) {
#pragma unroll
        for (int n = 2 * i; n < 2 * i + 2; n++) {
#pragma unroll
          for (int j = 0; j < 4; j++) {
            float& e = x[h][n][j];
            e = exp2_fast(e * scale2);
            if (masked && (n * 8 + j % 2 < least[j / 2] || n * 8 + j % 2 > most[j / 2])) e = 0;
          }
        }
#pragma unroll
        for (int j = 0; j < 4; j += 2) {
          total[h][j / 2] += (x[h][2 * i][j] + x[h][2 * i][j + 1]) + (x[h][2 * i + 1][j] + x[h][2 * i + 1][j + 1]);
        }
        uint32_t p[4];
        p[0] = pack_bf16(x[h][2 * i][0], x[h][2 * i][1]), p[1] = pack_bf16(x[h][2 * i][2], x[h][2 * i][3]);
        p[2] = pack_bf16(x[h][2 * i + 1][0], x[h][2 * i + 1][1]), p[3] = pack_bf16(x[h][2 * i + 1][2], x[h][2 * i + 1][3]);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(o[h][n], p, right[i][n]);
      }
    }
  }

  // A unit, masked where it has to be.
  __device__ __forceinline__ void unit_as_seen(const bf16* k, const bf16* v, int32_t at, const Seen& seen,
                                               float scale2) {
    if (at >= seen.end || at + kUnit <= seen.begin) return;
    if (at < seen.all_from || at + kUnit - 1 > seen.all_to) {
      unit<true>(k, v, at, seen, scale2);
    } else {
      unit<false>(k, v, at, seen, scale2);
    }
  }
};

}  // namespace
}  // namespace ts::cuda
