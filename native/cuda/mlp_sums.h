// What the blocks of the gradients of an MLP have summed, added up in order.
#pragma once
#include "cuda/gemm.h"

namespace ts::cuda {
namespace {

constexpr int kMlpSharers = 8, kMlpNeighbours = 4 * kWarp;
struct MlpSums {
  const float* partial;  // [blocks], each of all four parts one after another
  int64_t count[4];      // numbers of a part, all together a multiple of four
  float* gradient[4];    // what a part is added to, or nullptr

  __host__ __device__ int64_t size() const { return count[0] + count[1] + count[2] + count[3]; }
};

// ---- kernels ----

// Gradients += the blocks' sums. kMlpNeighbours a block, four a lane; its warps share the blocks' sums of each, and what they
// have is added up in order.
__global__ void __launch_bounds__(kWarp* kMlpSharers) add_sums(int blocks, const __grid_constant__ MlpSums sums) {
  __shared__ float4 shared[kMlpSharers][kWarp];
  const int lane = lane_index(), sharer = warp_index(), thread = static_cast<int>(threadIdx.x);
  const int64_t size = sums.size(), first = static_cast<int64_t>(blockIdx.x) * kMlpNeighbours;
  float4 sum = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  if (first + 4 * lane < size) {
#pragma unroll 4
    for (int block = sharer; block < blocks; block += kMlpSharers) {
      const float4 four = *reinterpret_cast<const float4*>(sums.partial + block * size + first + 4 * lane);
      sum.x += four.x;
      sum.y += four.y;
      sum.z += four.z;
      sum.w += four.w;
    }
  }
  shared[sharer][lane] = sum;
  __syncthreads();
  const int64_t at = first + thread;
  if (thread >= kMlpNeighbours || at >= size) return;
  float all = 0.0f;
#pragma unroll
  for (int i = 0; i < kMlpSharers; i++) all += reinterpret_cast<const float*>(shared[i])[thread];
  int64_t begin = 0;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const int64_t end = begin + sums.count[i];
    if (at >= begin && at < end && sums.gradient[i]) sums.gradient[i][at - begin] += all;
    begin = end;
  }
}

// ---- launchers ----

inline ts_status add_mlp_sums(ts_context* context, int32_t blocks, const MlpSums& sums) {
  bool any = false;
  for (const float* gradient : sums.gradient) any = any || gradient;
  if (!any) return TS_OK;
  TS_LAUNCH(context, add_sums, static_cast<unsigned>(ceil_div(sums.size(), kMlpNeighbours)), kWarp * kMlpSharers, 0, blocks, sums);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
