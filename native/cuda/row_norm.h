// The norm of a row by one warp, in the order of norm.cu: G lanes hold the row, V packs of eight numbers each, as in
// RowLayout<G, V, ...>; the other lanes do the same once more.
#pragma once
#include "cuda/pack.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

constexpr int kNormPack = 8;

template <int G>
__device__ __forceinline__ int norm_column(int j) {
  return (j * G + static_cast<int>(threadIdx.x) % kWarp % G) * kNormPack;
}

// Gains and biases of a lane's columns.
template <int G, int V>
struct NormFactors {
  float gain[V][kNormPack], bias[V][kNormPack];

  // `biases`: nullptr: zeros. Both aligned to 16 bytes.
  __device__ __forceinline__ void load(const float* gains, const float* biases, int width) {
#pragma unroll
    for (int j = 0; j < V; j++) {
      const int column = norm_column<G>(j);
      if (column >= width) continue;
      load_floats<kNormPack>(gains + column, gain[j], true);
      for (int i = 0; i < kNormPack; i++) bias[j][i] = 0;
      if (biases) load_floats<kNormPack>(biases + column, bias[j], true);
    }
  }
};

// Of x + other (nullptr: of x alone), which is handed to keep(column, pack); what the norm makes of it to put(column, pack).
// Both are called after all lanes have read. factors(j, i): the gain and the bias of number i of a lane's pack j.
template <int G, int V, typename Factors, typename Keep, typename Put>
__device__ __forceinline__ void norm_of_row(const bf16* x, const bf16* other, int width, bool centred, float epsilon, Factors factors,
                                            Keep keep, Put put) {
  constexpr int P = kNormPack;
  const bool writes = static_cast<int>(threadIdx.x) % kWarp < G;
  float v[V][P], total = 0;
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int column = norm_column<G>(j);
    if (column < width) {
      unpack(load_pack<bf16, P>(x + column), v[j]);
      if (other) {
        float added[P];
        unpack(load_pack<bf16, P>(other + column), added);
        for (int i = 0; i < P; i++) v[j][i] += added[i];
        unpack(packed<bf16>(v[j]), v[j]);
      }
    } else {
      for (int i = 0; i < P; i++) v[j][i] = 0;
    }
    for (int i = 0; i < P; i++) total += v[j][i];
  }
  __syncwarp();  // what is handed out may go where x was
  const float share = static_cast<float>(width);
  const float mean = centred ? lane_sum<G>(total) / share : 0.0f;
  float squares = 0;
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int column = norm_column<G>(j);
    if (column >= width) continue;
    if (other && writes) keep(column, packed<bf16>(v[j]));
    for (int i = 0; i < P; i++) {
      const float d = v[j][i] - mean;
      squares = fmaf(d, d, squares);
    }
  }
  const float rstd = 1.0f / sqrtf(lane_sum<G>(squares) / share + epsilon);
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int column = norm_column<G>(j);
    if (column >= width || !writes) continue;
    for (int i = 0; i < P; i++) {
      const float2 f = factors(j, i);
      v[j][i] = (v[j][i] - mean) * rstd * f.x + f.y;
    }
    put(column, packed<bf16>(v[j]));
  }
}

}  // namespace
}  // namespace ts::cuda
