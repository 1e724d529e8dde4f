// Adds up what splits of the rows have left of a gradient.
#pragma once
#include "cuda/gradient_target.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// Gradient += the splits' sums, of weights so small that their splits are many and their numbers few. 32 neighbours a
// block; 32 threads share the splits of each, and one adds up in order.
constexpr int kSharers = 32;
__global__ void __launch_bounds__(kWarp* kSharers) add_splits(int splits, const __grid_constant__ GradientTarget target) {
  TS_DYNAMIC_SHARED(float, shared);
  const int lane = static_cast<int>(threadIdx.x) % kWarp, sharer = static_cast<int>(threadIdx.x) / kWarp;
  const int64_t size = target.partial_size(), at = static_cast<int64_t>(blockIdx.x) * kWarp + lane;
  float sum = 0.0f;
  if (at < size) {
    // Many at once: this kernel is nothing but waiting for memory.
    constexpr int kAtOnce = 5;
    for (int first = sharer; first < splits; first += kAtOnce * kSharers) {
      float some[kAtOnce];
#pragma unroll
      for (int j = 0; j < kAtOnce; j++) {
        const int split = first + j * kSharers;
        some[j] = split < splits ? target.partial[split * size + at] : 0.0f;
      }
#pragma unroll
      for (int j = 0; j < kAtOnce; j++) sum += some[j];
    }
  }
  shared[sharer * kWarp + lane] = sum;
  __syncthreads();
  if (sharer == 0 && at < size) {
    sum = 0.0f;
    for (int i = 0; i < kSharers; i++) sum += shared[i * kWarp + lane];
    target.add(at, sum);
  }
}

// The same for larger weights, a number a thread.
constexpr int kAddThreads = 256;
__global__ void __launch_bounds__(kAddThreads) add_splits_of_many(int splits, const __grid_constant__ GradientTarget target) {
  const int64_t size = target.partial_size(), at = static_cast<int64_t>(blockIdx.x) * kAddThreads + threadIdx.x;
  if (at >= size) return;
  constexpr int kAtOnce = 8;
  float sum = 0.0f;
  for (int first = 0; first < splits; first += kAtOnce) {
    float some[kAtOnce];
#pragma unroll
    for (int j = 0; j < kAtOnce; j++) some[j] = first + j < splits ? target.partial[(first + j) * size + at] : 0.0f;
#pragma unroll
    for (int j = 0; j < kAtOnce; j++) sum += some[j];
  }
  target.add(at, sum);
}

// ---- launchers ----

inline ts_status add_up_splits(ts_context* context, int32_t splits, const GradientTarget& target) {
  // A block of add_splits takes as long for 32 numbers as one of add_splits_of_many for 256.
  constexpr int64_t kMany = 32768;
  const int64_t size = static_cast<int64_t>(target.out) * (target.in + 1);
  if (size >= kMany) {
    TS_LAUNCH(context, add_splits_of_many, static_cast<unsigned>(ceil_div(size, kAddThreads)), kAddThreads, 0, splits, target);
    return TS_OK;
  }
  TS_LAUNCH(context, add_splits, static_cast<unsigned>(ceil_div(size, kWarp)), kWarp * kSharers, kWarp * kSharers * sizeof(float),
            splits, target);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
