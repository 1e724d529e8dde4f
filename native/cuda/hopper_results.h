// How a multiplying warpgroup hands out bfloat16 results: 64 columns at a time, through its two blocks of shared memory by
// turns. Registers are put down as a map's box lies there, and one thread has the copy engine write the box.
#pragma once
#include "cuda/hopper_product.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// v: the 64 x 64 numbers from column `col` on, as product_256 leaves them. Blocks are used by turns: this one is free once
// all but the last store have read theirs.
__device__ __forceinline__ void put_piece(const HopperCorner& c, const CUtensorMap& map, int col, int block, const float (&v)[32]) {
  const int lane = c.thread % kWarp, warp = c.thread / kWarp, matrix = lane / 8;
  const int row = warp * 16 + matrix % 2 * 8 + lane % 8;
  const uint32_t to = c.results + block * kBlockBytes;
  if (c.thread == 0) store_wait<1>();
  named_barrier_sync(c.number, kGroupThreads);
#pragma unroll
  for (int j = 0; j < 8; j += 2) {
    const int chunk = (j + matrix / 2) ^ (row & 7);
    stmatrix_x4(to + row * 128 + chunk * 16, pack_bf16(v[4 * j], v[4 * j + 1]), pack_bf16(v[4 * j + 2], v[4 * j + 3]),
                pack_bf16(v[4 * j + 4], v[4 * j + 5]), pack_bf16(v[4 * j + 6], v[4 * j + 7]));
  }
  shared_fence();
  named_barrier_sync(c.number, kGroupThreads);
  if (c.thread == 0) {
    store_box(map, col, c.m, to);
    store_commit();
  }
}

// After a tile of which only `pieces` were put: the next begins with the first block again, so an empty group takes the
// place of a store from the second.
__device__ __forceinline__ void finish_turn(const HopperCorner& c, int pieces) {
  if (pieces % 2 == 1 && c.thread == 0) store_commit();
}

#endif

}  // namespace
}  // namespace ts::cuda
