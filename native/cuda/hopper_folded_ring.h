// What the kernels of hopper_exponentials.h and hopper_folded_weight.h begin with.
#pragma once
#include "cuda/hopper_product.h"

namespace ts::cuda {
namespace {

using FoldedRing = Ring<kHopperCols>;

#ifdef TS_HOPPER_CODE

__device__ __forceinline__ void begin_barriers(uint32_t full, uint32_t empty) {
  if (threadIdx.x == 0) {
    for (int i = 0; i < FoldedRing::stages; i++) {
      barrier_init(full + i * 8, 1);
      barrier_init(empty + i * 8, 2 * (kGroupThreads / kWarp));
    }
    barrier_init_fence();
  }
  __syncthreads();
}

#endif

}  // namespace
}  // namespace ts::cuda
