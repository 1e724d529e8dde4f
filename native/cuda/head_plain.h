// The head in float32, for checking: a chunk of rows at a time with its logits in the workspace. Plain products that
// run along K in order, so that a row's bits depend on nothing else.
#pragma once
#include "cuda/bf16.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

// A matrix by the distances of its rows and columns.
struct Strided {
  const float* data;
  int64_t row, column;
};
constexpr int kPlainTile = 16;

// c[m][n] = sum over k of a[m][k] b[k][n], or added to.
template <bool accumulate>
__global__ void head_product(Strided a, Strided b, float* c, int M, int N, int K) {
  TS_DYNAMIC_SHARED(float, tiles);
  float* const left = tiles;
  float* const right = tiles + kPlainTile * (kPlainTile + 1);
  const int x = static_cast<int>(threadIdx.x) % kPlainTile, y = static_cast<int>(threadIdx.x) / kPlainTile;
  const int64_t m0 = static_cast<int64_t>(blockIdx.y) * kPlainTile, n0 = static_cast<int64_t>(blockIdx.x) * kPlainTile;
  float sum = 0;
  for (int k0 = 0; k0 < K; k0 += kPlainTile) {
    left[y * (kPlainTile + 1) + x] = m0 + y < M && k0 + x < K ? a.data[(m0 + y) * a.row + (k0 + x) * a.column] : 0;
    right[y * (kPlainTile + 1) + x] = k0 + y < K && n0 + x < N ? b.data[(k0 + y) * b.row + (n0 + x) * b.column] : 0;
    __syncthreads();
    const int depth = K - k0 < kPlainTile ? K - k0 : kPlainTile;
    for (int k = 0; k < depth; k++) sum = fmaf(left[y * (kPlainTile + 1) + k], right[k * (kPlainTile + 1) + x], sum);
    __syncthreads();
  }
  if (m0 + y >= M || n0 + x >= N) return;
  float* const to = c + (m0 + y) * N + n0 + x;
  *to = accumulate ? *to + sum : sum;
}
constexpr size_t kPlainShared = 2 * kPlainTile * (kPlainTile + 1) * sizeof(float);

// A value of every thread of the block combined over all of them, in a fixed order.
template <typename Combine>
__device__ __forceinline__ float over_block(float value, float* scratch, Combine combine) {
  for (int by = 1; by < kWarp; by *= 2) value = combine(value, __shfl_xor_sync(~0u, value, by));
  __syncthreads();
  if (threadIdx.x % kWarp == 0) scratch[threadIdx.x / kWarp] = value;
  __syncthreads();
  value = scratch[0];
  for (int i = 1; i < static_cast<int>(blockDim.x) / kWarp; i++) value = combine(value, scratch[i]);
  return value;
}
struct Larger {
  __device__ float operator()(float a, float b) const { return a > b ? a : b; }
};
struct Sum {
  __device__ float operator()(float a, float b) const { return a + b; }
};

// One block a row: its loss, and its logits become their gradient in place.
__global__ void head_softmax(float* logits, const int32_t* targets, const float* weights, const ts_variables* variables,
                             float* losses, int vocab, int gradient) {
  TS_DYNAMIC_SHARED(float, scratch);
  const int64_t n = blockIdx.x;
  float* const z = logits + n * vocab;
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  float top = -INFINITY, sum = 0;
  for (int v = thread; v < vocab; v += threads) top = Larger()(top, z[v]);
  top = over_block(top, scratch, Larger());
  // The others' sum: it keeps all its digits beside a target that is nearly certain.
  const int target = targets[n];
  for (int v = thread; v < vocab; v += threads) sum += v == target ? 0.0f : expf(z[v] - top);
  sum = over_block(sum, scratch, Sum());
  const float at_target = target < 0 ? top : z[target], weight = weights ? weights[n] : 1.0f;
  const float all = sum + (target < 0 ? 0.0f : expf(at_target - top));
  __syncthreads();  // all have read the target's logit
  if (thread == 0) losses[n] = target < 0 ? 0.0f : at_target == top ? log1pf(sum) : top - at_target + logf(all);
  if (!gradient) return;
  const bool counts = target >= 0 && weight != 0;
  const float scale = weight * variables->loss_scale;
  for (int v = thread; v < vocab; v += threads) {
    z[v] = counts ? scale * ((v == target ? -sum : expf(z[v] - top)) / all) : 0.0f;
  }
}

}  // namespace
}  // namespace ts::cuda
