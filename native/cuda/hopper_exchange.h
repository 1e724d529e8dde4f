// Pairs of sums of a row that the blocks with the row's tiles tell one another, so that each knows the whole row's. They
// stand in global memory, [rows][tiles of a row], and are told once in a launch: what is not told yet is kUntold.
//
// Who waits must not keep away whom it waits for: all blocks are resident at once, and each goes over its tiles in the
// same order of rows as the others.
#pragma once
#include "cuda/hopper_product.h"

namespace ts::cuda {
namespace {

// All bits set. No sum is that: what arithmetic makes of no number has a sign of 0.
constexpr int kUntoldByte = 0xff;
constexpr unsigned long long kUntold = ~0ull;
constexpr int kMostTiles = 4;  // of a row, and lanes that hold one

#ifdef TS_HOPPER_KERNELS

// Of a warpgroup whose rows begin with m: row g of this thread's warp, for h = 0, or g + 8.
__device__ __forceinline__ int row_of(const HopperCorner& c, int m, int h) {
  return m + c.thread / kWarp * 16 + c.thread % kWarp / 4 + 8 * h;
}

// Of the four lanes that hold a row of a warp.
__device__ __forceinline__ float row_sum(float x) {
  x += __shfl_xor_sync(~0u, x, 1);
  return x + __shfl_xor_sync(~0u, x, 2);
}

#endif

struct RowExchange {
  unsigned long long* told;  // [rows of whole tiles][tiles], where a row has more than one
  int32_t m, tiles;          // of a row

#ifdef TS_HOPPER_KERNELS
  // Before the first tile there is nothing to tell.
  __device__ __forceinline__ bool wanted(const HopperCorner& c) const { return tiles > 1 && c.m < m; }

  // Both sums of rows g and g + 8, by one of the four lanes that have them.
  __device__ __forceinline__ void tell(const HopperCorner& c, const float (&first)[2], const float (&second)[2]) const {
    if (!wanted(c) || c.thread % 4 != 0) return;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      unsigned long long* const at = told + static_cast<int64_t>(row_of(c, c.m, h)) * tiles + c.n / kHopperCols;
      const unsigned long long pair = static_cast<unsigned long long>(__float_as_uint(second[h])) << 32 | __float_as_uint(first[h]);
      store_relaxed(at, pair);
    }
  }

  // What the four lanes of each row are told: lane t, of tile t. What is not there is zero.
  __device__ __forceinline__ void hear(const HopperCorner& c, float2 (&pairs)[2]) const {
    const int tile = c.thread % kMostTiles;
    const unsigned long long* at[2];
    unsigned long long words[2];
#pragma unroll
    for (int h = 0; h < 2; h++) {
      at[h] = told + static_cast<int64_t>(row_of(c, c.m, h)) * tiles + tile;
      words[h] = tile < tiles ? load_relaxed(at[h]) : 0;
    }
#pragma unroll
    for (int h = 0; h < 2; h++) {
      if (words[h] == kUntold) words[h] = await_other(at[h], kUntold);
      pairs[h] = make_float2(__uint_as_float(static_cast<uint32_t>(words[h])), __uint_as_float(static_cast<uint32_t>(words[h] >> 32)));
    }
    __syncwarp();  // products follow, to which a warp comes as one
  }
#endif
};

}  // namespace
}  // namespace ts::cuda
