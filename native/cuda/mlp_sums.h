// What the blocks of the gradients of an MLP have summed, added up in order.
#pragma once
#include "cuda/gemm.h"

namespace ts::cuda {
namespace {

constexpr int kMlpSharers = 32;  // at most
struct MlpSums {
  const float* partial;  // [blocks], each of all four parts one after another
  int64_t count[4];      // numbers of a part
  float* gradient[4];    // what a part is added to, or nullptr

  __host__ __device__ int64_t size() const { return count[0] + count[1] + count[2] + count[3]; }
};

// ---- kernels ----

// Gradients += the blocks' sums. 32 neighbours a block; its warps share the blocks' sums of each, one adds up in order.
__global__ void __launch_bounds__(kWarp* kMlpSharers) add_sums(int blocks, const __grid_constant__ MlpSums sums) {
  TS_DYNAMIC_SHARED(float, shared);
  const int lane = lane_index(), sharer = warp_index(), sharers = static_cast<int>(blockDim.x) / kWarp;
  const int64_t size = sums.size(), at = static_cast<int64_t>(blockIdx.x) * kWarp + lane;
  float sum = 0.0f;
  if (at < size) {
#pragma unroll 5
    for (int block = sharer; block < blocks; block += sharers) sum += sums.partial[block * size + at];
  }
  shared[sharer * kWarp + lane] = sum;
  __syncthreads();
  if (sharer != 0 || at >= size) return;
  sum = 0.0f;
  for (int i = 0; i < sharers; i++) sum += shared[i * kWarp + lane];
  int64_t begin = 0;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const int64_t end = begin + sums.count[i];
    if (at >= begin && at < end && sums.gradient[i]) sums.gradient[i][at - begin] += sum;
    begin = end;
  }
}

// ---- launchers ----

inline ts_status add_mlp_sums(ts_context* context, int32_t blocks, const MlpSums& sums) {
  bool any = false;
  for (const float* gradient : sums.gradient) any = any || gradient;
  if (!any) return TS_OK;
  const int32_t threads = kWarp * (blocks < kMlpSharers ? blocks : kMlpSharers);
  TS_LAUNCH(context, add_sums, static_cast<unsigned>(ceil_div(sums.size(), kWarp)), static_cast<unsigned>(threads),
            static_cast<size_t>(threads) * sizeof(float), blocks, sums);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
