// How the gradient of attention holds whole sequences of narrow heads: rows of queries in shared memory, keys and values
// in registers.
#pragma once
#include "cuda/attention.h"

namespace ts::cuda {
namespace {

// Head sizes 4, 8 and 16. HEADS of a block, WARPS for each, each with TIMES * 16 keys at a time.
template <int HD, int HEADS, int WARPS, int TIMES>
struct Whole {
  static constexpr int kHead = HD, kHeads = HEADS, kWarps = WARPS, kTimes = TIMES;
  static constexpr int kThreads = HEADS * WARPS * kWarp;
  static constexpr int kKeys = TIMES * 16;  // of a warp at a time
  // Rows of q and dy in shared memory hold 16 bytes, or 32. Of head size 4 half of them is free: what is to be added to
  // each score, and to each product of dy and values, stands there in three pieces, which meet ones.
  static constexpr bool kExtended = HD == 4;
  static constexpr int kRow = HD == 16 ? 16 : 8;
  static constexpr int kColumns = kRow / 8;      // of eight numbers
  static constexpr int kFragment = kColumns * 2;  // registers of 16 rows
  static constexpr int kDqLanes = HD == 4 ? 16 : 32;  // that hold gradients of 16 queries in `kColumns` times 4 floats
  // Shared memory of a head, for queries in multiples of kBlock.
  static constexpr int kBlock = 64;
  __host__ __device__ static constexpr size_t bytes(int32_t rows) {
    return rows * (2 * kRow * sizeof(bf16) + HD * sizeof(float) + (kExtended ? 0 : 4 * sizeof(float)));
  }
};

// Where a piece of eight numbers of a row stands: eight rows of ldmatrix meet no bank twice.
template <typename W>
__device__ __forceinline__ int row_place(int row, int piece) {
  return W::kRow == 8 ? row * 8 : row * 16 + (piece ^ row / 4 % 2) * 8;
}

// A head's numbers of a row.
template <int HD>
struct HeadRow {
  uint32_t words[HD / 2];

  __device__ __forceinline__ void load(const bf16* from) {
    if constexpr (HD == 4) {
      const uint2 two = *reinterpret_cast<const uint2*>(from);
      words[0] = two.x, words[1] = two.y;
    } else {
#pragma unroll
      for (int w = 0; w < HD / 2; w += 4) {
        const uint4 four = *reinterpret_cast<const uint4*>(from + 2 * w);
        words[w] = four.x, words[w + 1] = four.y, words[w + 2] = four.z, words[w + 3] = four.w;
      }
    }
  }
  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int w = 0; w < HD / 2; w++) words[w] = 0;
  }
  __device__ __forceinline__ uint4 four(int piece) const {
    return make_uint4(words[4 * piece], words[4 * piece + 1], words[4 * piece + 2], words[4 * piece + 3]);
  }
};

// A number as the sum of three of bfloat16: the first two as a pair, and the third.
__device__ __forceinline__ uint2 in_three(float x) {
  const uint32_t first = pack_bf16(x, 0);
  const float rest = x - low(first);
  const uint32_t second = pack_bf16(rest, 0);
  return make_uint2(first | second << 16, pack_bf16(rest - low(second), 0));
}

// Products of 16 keys (or values) with 8 queries (or their dy), added to c.
template <typename W>
__device__ __forceinline__ void product(float (&d)[4], const float (&c)[4], const uint32_t (&a)[W::kFragment],
                                        const uint32_t (&b)[W::kColumns]) {
  if constexpr (W::kColumns == 1) {
    mma_bf16_k8_from(d, c, a[0], a[1], b[0]);
  } else {
    mma_bf16_from(d, c, a, b);
  }
}

// The warp's keys (or values) from global memory as the left side of products; `more` completes rows of head size 4.
template <typename W>
__device__ __forceinline__ void load_keys(uint32_t (&a)[W::kTimes][W::kFragment], const bf16* from, int64_t stride,
                                          int32_t count, uint32_t more) {
  const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
  for (int m = 0; m < W::kTimes; m++) {
#pragma unroll
    for (int i = 0; i < W::kFragment; i++) {
      const int row = m * 16 + i % 2 * 8 + g, column = i / 2 * 8 + 2 * t;
      a[m][i] = more;
      if (row < count && column < W::kHead) {
        a[m][i] = *reinterpret_cast<const uint32_t*>(from + row * stride + column);
      }
    }
  }
}

}  // namespace
}  // namespace ts::cuda
