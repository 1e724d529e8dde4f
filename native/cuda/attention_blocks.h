// Rows of a wide head as blocks of 64 x 64 numbers for the products of a warpgroup (see ptx_warpgroup.h): WIDTH of the 64
// columns are used.
#pragma once
#include "cuda/attention.h"
#include "cuda/hopper_code.h"
#include "cuda/ptx_warpgroup.h"

namespace ts::cuda {
namespace {

constexpr int kGroup = 128;  // threads of a warpgroup

#ifdef TS_HOPPER_KERNELS

// 64 rows of head_size numbers into a block; those outside of [begin, end), and columns past the head, become zeros.
template <int WIDTH, int THREADS>
__device__ __forceinline__ void copy_block(unsigned char* block, const bf16* from, int64_t stride, int32_t begin,
                                           int32_t end, int32_t head_size) {
  const int thread = thread_asked() % THREADS, chunk = thread % 8;
  if (chunk >= WIDTH / 8) return;
#pragma unroll 2
  for (int n = 0; n < kBlockSide * 8 / THREADS; n++) {
    const int row = thread / 8 + n * (THREADS / 8);
    const bool there = row >= begin && row < end && chunk * 8 < head_size;
    cp_async<16>(block + chunk_place(row, chunk), from + row * stride + chunk * 8, there);
  }
}

// A warp's 16 rows of sums, times a factor for each half of them, into its rows of a block, and `count` of them from
// there to where they belong.
template <int WIDTH>
__device__ __forceinline__ void take_out_of_block(unsigned char* rows, const float (&d)[WIDTH / 2], float upper,
                                                  float lower, bf16* to, int64_t stride, int32_t count,
                                                  int32_t head_size) {
  const int lane = thread_asked() % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
  for (int j = 0; j < WIDTH / 8; j++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      const int i = 4 * j + 2 * half;
      const float factor = half ? lower : upper;
      *reinterpret_cast<uint32_t*>(rows + chunk_place(g + 8 * half, j) + 4 * t) = pack_bf16(d[i] * factor, d[i + 1] * factor);
    }
  }
  __syncwarp();
#pragma unroll 1
  for (int e = lane; e < 16 * 8; e += kWarp) {
    const int row = e / 8, chunk = e % 8;
    if (row >= count || chunk * 8 >= head_size) continue;
    *reinterpret_cast<uint4*>(to + row * stride + chunk * 8) = *reinterpret_cast<const uint4*>(rows + chunk_place(row, chunk));
  }
  __syncwarp();
}

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
