// What a warp of narrow_step.cu does for its row: norms, products and attention, all of them from shared memory.
#pragma once
#include "cuda/activation.h"
#include "cuda/attend_row.h"
#include "cuda/narrow_step.h"
#include "cuda/pack.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

// Weights, keys and values stand in panels of 64 columns, the 16 bytes of chunk c of row r at chunk c ^ (r % 8): ldmatrix
// meets no bank twice. Only 64 rows have more than one panel.
__device__ __forceinline__ int chunk_at(int row, int chunk) {
  return chunk / 8 * (kNarrowWidth * 128) + row * 128 + ((chunk % 8 ^ (row & 7)) << 4);
}

// ---- norm ----

// As norm_row<8, 1>, of the sum of x and `other`, which goes to `sum` where `keeps`. Every group of eight lanes does the
// same; the first one writes.
__device__ __forceinline__ void narrow_norm(const bf16* x, const bf16* other, bf16* sum, bool keeps, const float* gain,
                                            const float* bias, float epsilon, bool centred, bf16* y) {
  constexpr int P = 8;
  const int lane = static_cast<int>(threadIdx.x) % kWarp, column = lane % P * P;
  float v[P], added[P], gains[P], biases[P], total = 0;
  unpack(load_pack<bf16, P>(x + column), v);
  unpack(load_pack<bf16, P>(other + column), added);
  load_floats<P>(gain + column, gains, true);
  load_floats<P>(bias + column, biases, true);
  for (int i = 0; i < P; i++) v[i] += added[i];
  const Pack<bf16, P> rounded = packed<bf16>(v);
  unpack(rounded, v);
  for (int i = 0; i < P; i++) total += v[i];
  constexpr float kShare = kNarrowWidth;
  const float mean = centred ? lane_sum<P>(total) / kShare : 0.0f;
  float squares = 0;
  for (int i = 0; i < P; i++) {
    const float d = v[i] - mean;
    squares = fmaf(d, d, squares);
  }
  const float rstd = 1.0f / sqrtf(lane_sum<P>(squares) / kShare + epsilon);
  for (int i = 0; i < P; i++) v[i] = (v[i] - mean) * rstd * gains[i] + biases[i];
  if (lane < P) {
    store_pack(y + column, packed<bf16>(v));
    if (keeps) store_pack(sum + column, rounded);
  }
  __syncwarp();
}

// ---- products: 16 rows of weights by a row of x, which all eight columns of the mma have, so every lane gets results ----

// Weights, and sums that begin with the biases: those of rows `first` + lane / 4 and eight further.
template <int DEPTH>
struct Sixteen {
  uint32_t a[DEPTH / 16][4];
  float d[4];

  __device__ __forceinline__ void load(const unsigned char* weights, const float* bias, int first) {
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
    d[0] = d[1] = bias[first + lane / 4];
    d[2] = d[3] = bias[first + 8 + lane / 4];
#pragma unroll
    for (int k = 0; k < DEPTH / 16; k++) ldmatrix_x4<false>(a[k], weights + chunk_at(first + lane % 16, 2 * k + lane / 16));
  }
  // The row's result that lanes of t = 0 and of t = 1 are to write.
  __device__ __forceinline__ float result(int t) const { return t ? d[2] : d[0]; }
};

template <int DEPTH>
struct Vector {
  uint32_t b[DEPTH / 32][4];

  __device__ __forceinline__ void load(const bf16* x) {
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
#pragma unroll
    for (int k = 0; k < DEPTH / 32; k++) ldmatrix_x4<false>(b[k], x + 32 * k + lane / 8 * 8);
  }
};

// The first, or all: side by side, so that none waits for its own sums.
template <int DEPTH, int COUNT>
__device__ __forceinline__ void multiply(Sixteen<DEPTH> (&of)[COUNT], const Vector<DEPTH>& x, bool all) {
#pragma unroll
  for (int k = 0; k < DEPTH / 16; k++) {
    const uint32_t b[2] = {x.b[k / 2][k % 2 * 2], x.b[k / 2][k % 2 * 2 + 1]};
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      if (i == 0 || all) mma_bf16(of[i].d, of[i].a[k], b);
    }
  }
}

// ---- attention: a warp has two heads of 4, which stand in one chunk of a row; every row g of an mma is head g % 2 ----

// Exponentials of a tile's scores: those of keys 16 (g / 2) + 2 t, one more, and eight further, as pairs, and their sum.
struct Weighed {
  uint32_t pair[2];
  float sum;
};

struct SeenKeys {
  int low, high;  // positions
  float scale2;
};

__device__ __forceinline__ float pick(int number, float a, float b, float c, float d) {
  const float lower = number & 1 ? b : a, upper = number & 1 ? d : c;
  return number & 2 ? upper : lower;
}

// `first`: the position of the tile's first key; `chunk`: that of the heads; q is zero where a number is the other head's.
__device__ __forceinline__ Weighed weigh_tile(const unsigned char* keys, int chunk, uint32_t q, int first, const SeenKeys& seen) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp, g = lane / 4, t = lane % 4;
  float s[8][4];
#pragma unroll
  for (int half = 0; half < 2; half++) {
    uint32_t k[4];
    ldmatrix_x4<false>(k, keys + chunk_at(half * 32 + lane, chunk));
#pragma unroll
    for (int n = 0; n < 4; n++) {
      float(&d)[4] = s[half * 4 + n];
      d[0] = d[1] = d[2] = d[3] = 0;
      mma_bf16_k8(d, q, 0, k[n]);
    }
  }
  float e[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const float score = pick(g / 2, s[i / 2][i % 2], s[2 + i / 2][i % 2], s[4 + i / 2][i % 2], s[6 + i / 2][i % 2]);
    const int position = first + g / 2 * 16 + i / 2 * 8 + 2 * t + i % 2;
    e[i] = exp2_fast(score * seen.scale2);
    if (position < seen.low || position > seen.high) e[i] = 0;
  }
  return {{pack_bf16(e[0], e[1]), pack_bf16(e[2], e[3])}, (e[0] + e[1]) + (e[2] + e[3])};
}

// Adds a tile to the total, each lane's share of its row's, and to the mixture.
__device__ __forceinline__ void mix_tile(const Weighed& w, const unsigned char* values, int chunk, float& total,
                                         float (&mixed)[4]) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
  for (int half = 0; half < 2; half++) {
    uint32_t v[4];
    ldmatrix_x4<true>(v, values + chunk_at(half * 32 + lane, chunk));
#pragma unroll
    for (int k = 0; k < 2; k++) {
      const int from = (4 * half + 2 * k + g % 2) * 4 + t;
      const uint32_t weights[4] = {__shfl_sync(kAll, w.pair[0], from), 0, __shfl_sync(kAll, w.pair[1], from), 0};
      const uint32_t right[2] = {v[2 * k], v[2 * k + 1]};
      total += __shfl_sync(kAll, w.sum, from);
      mma_bf16(mixed, weights, right);
    }
  }
}

}  // namespace
}  // namespace ts::cuda
