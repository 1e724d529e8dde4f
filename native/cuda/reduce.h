// Sums over lanes and blocks, in one order whatever happens.
#pragma once
#include "cuda/operation.h"

namespace ts::cuda {

// Over each `lanes` neighbouring lanes (a power of two); every lane gets the sum.
template <int lanes, typename T>
__device__ __forceinline__ T lane_sum(T value) {
#pragma unroll
  for (int mask = lanes / 2; mask > 0; mask /= 2) value += __shfl_xor_sync(~0u, value, mask);
  return value;
}

// Over a block of `threads`; `scratch` holds threads / 32 numbers of shared memory. Thread 0 gets the sum.
template <int threads, typename T>
__device__ __forceinline__ T block_sum(T value, T* scratch) {
  value = lane_sum<kWarp>(value);
  if (threadIdx.x % kWarp == 0) scratch[threadIdx.x / kWarp] = value;
  __syncthreads();
  T total = 0;
  if (threadIdx.x == 0) {
    for (int i = 0; i < threads / kWarp; i++) total += scratch[i];
  }
  return total;
}

// Up to and with this lane's value.
__device__ __forceinline__ int32_t lane_prefix(int32_t value, int lane) {
  for (unsigned by = 1; by < kWarp; by *= 2) {
    const int32_t before = __shfl_up_sync(~0u, value, by);
    if (lane >= static_cast<int>(by)) value += before;
  }
  return value;
}

}  // namespace ts::cuda
