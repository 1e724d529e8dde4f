// The norm of a row by one warp, in the order of norm.cu: G lanes hold the row, V packs of eight numbers each, as in
// RowLayout<G, V, ...>; the other lanes do the same once more.
#pragma once
#include "cuda/pack.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

template <int G, int V>
struct RowNorm {
  static constexpr int P = 8;
  float gain[V][P], bias[V][P];

  static __device__ __forceinline__ int column(int j) { return (j * G + static_cast<int>(threadIdx.x) % kWarp % G) * P; }

  // `biases`: nullptr: zeros. Both aligned to 16 bytes.
  __device__ __forceinline__ void load(const float* gains, const float* biases, int width) {
#pragma unroll
    for (int j = 0; j < V; j++) {
      if (column(j) >= width) continue;
      load_floats<P>(gains + column(j), gain[j], true);
      for (int i = 0; i < P; i++) bias[j][i] = 0;
      if (biases) load_floats<P>(biases + column(j), bias[j], true);
    }
  }

  // Of x + other (nullptr: of x alone), which is handed to keep(column, pack); what the norm makes of it to put(column, pack).
  // Both are called after all lanes have read.
  template <typename Keep, typename Put>
  __device__ __forceinline__ void make(const bf16* x, const bf16* other, int width, bool centred, float epsilon, Keep keep,
                                       Put put) const {
    const bool writes = static_cast<int>(threadIdx.x) % kWarp < G;
    float v[V][P], total = 0;
#pragma unroll
    for (int j = 0; j < V; j++) {
      if (column(j) < width) {
        unpack(load_pack<bf16, P>(x + column(j)), v[j]);
        if (other) {
          float added[P];
          unpack(load_pack<bf16, P>(other + column(j)), added);
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
      if (column(j) >= width) continue;
      if (other && writes) keep(column(j), packed<bf16>(v[j]));
      for (int i = 0; i < P; i++) {
        const float d = v[j][i] - mean;
        squares = fmaf(d, d, squares);
      }
    }
    const float rstd = 1.0f / sqrtf(lane_sum<G>(squares) / share + epsilon);
#pragma unroll
    for (int j = 0; j < V; j++) {
      if (column(j) >= width || !writes) continue;
      for (int i = 0; i < P; i++) v[j][i] = (v[j][i] - mean) * rstd * gain[j][i] + bias[j][i];
      put(column(j), packed<bf16>(v[j]));
    }
  }
};

}  // namespace
}  // namespace ts::cuda
