// The bias of a trailing product, which its sums get before they are rounded. It waits in shared memory.
#pragma once
#include "cuda/hopper_trailing.h"
#include "cuda/part_bias.h"
#include "cuda/ptx.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

struct BiasedSums {
  const PartBias& bias;
  float held[2];  // of columns `thread` and `thread + 128` of the tile at work

  __device__ __forceinline__ void prepare(int n, int thread) {
    held[0] = held[1] = 0.0f;
    if (bias.any) {
      held[0] = bias.at(n + thread);
      held[1] = bias.at(n + thread + kGroupThreads);
    }
  }
  __device__ __forceinline__ void lay_down(const HopperCorner& c) const {
    if (!bias.any) return;
    c.row[c.thread] = held[0];
    c.row[c.thread + kGroupThreads] = held[1];
    named_barrier_sync(c.number, kGroupThreads);
  }
  __device__ __forceinline__ void round(const float (&acc)[128], uint32_t (&before)[4][16], const HopperCorner& c) const {
#pragma unroll
    for (int j = 0; j < 32; j++) {
      float2 two = make_float2(0.0f, 0.0f);
      if (bias.any) two = *reinterpret_cast<const float2*>(c.row + j * 8 + c.thread % 4 * 2);
      before[j / 8][j % 8 * 2] = pack_bf16(acc[4 * j] + two.x, acc[4 * j + 1] + two.y);
      before[j / 8][j % 8 * 2 + 1] = pack_bf16(acc[4 * j + 2] + two.x, acc[4 * j + 3] + two.y);
    }
  }
};

#endif

}  // namespace
}  // namespace ts::cuda
