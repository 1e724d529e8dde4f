// What the gradients of MLPs by the products of a warpgroup have in common (mlp_cluster.h, mlp_whole.h).
//
// Hidden numbers are made turned, [hidden][row], 64 of them of 64 rows by a warpgroup, so that what it has made is, as it
// stands in shared memory, the left side of what it adds to its sums.
#pragma once
#include "cuda/hopper_code.h"
#include "cuda/mlp_backward.h"
#include "cuda/ptx_warpgroup.h"

namespace ts::cuda {
namespace {

constexpr int kMakers = 128;  // threads of a warpgroup

#ifdef TS_HOPPER_KERNELS

// 64 x 64 numbers of a weight, by `threads` threads.
template <int threads>
__device__ __forceinline__ void load_weight_block(unsigned char* block, const bf16* from, int stride, bool aligned, int thread) {
#pragma unroll 1
  for (int at = thread; at < kBlockSide * 8; at += threads) {
    const int row = at / 8, chunk = at % 8;
    unsigned char* const to = block + chunk_place(row, chunk);
    const bf16* const eight = from + row * stride + chunk * 8;
    if (aligned) {
      cp_async<16>(to, eight, true);
      continue;
    }
    uint32_t pairs[4];
#pragma unroll
    for (int j = 0; j < 4; j++) pairs[j] = eight[2 * j].bits | static_cast<uint32_t>(eight[2 * j + 1].bits) << 16;
    *reinterpret_cast<uint4*>(to) = make_uint4(pairs[0], pairs[1], pairs[2], pairs[3]);
  }
}

// Sixteen of k, `k` times as many from the first: `apart` blocks lie between 64 of k and the next.
template <bool across, int apart>
__device__ __forceinline__ Operand sixteen(Operand from, int k) { return further<across>(beyond(from, k / 4 * apart), k % 4); }

// sum += made of, over a tile's rows; `of` is x or dy.
template <int count>
__device__ __forceinline__ void add_over_rows(float (&sum)[count], const unsigned char* made, const unsigned char* of) {
  const Operand left = asked(along(made)), right = asked(across(of));
#pragma unroll
  for (int k = 0; k < 4; k++) product_of<false, true>(sum, further<false>(left, k), further<true>(right, k), true);
}

// act and d = (dy W2) act'(pre) into blocks, from `pre` without its bias and `change` = dy W2; the sums of d's rows grow.
//
// `zero`, which the compiler does not know to be one, ties the beginning of eight rows to the end of those kAtOnce before:
// else all functions are begun first, and what waits for its place in shared memory takes all registers.
__device__ __forceinline__ void make_turned(const float (&pre)[32], const float (&change)[32], const float (&bias)[2], float (&bias_sum)[2],
                                            unsigned char* to_act, unsigned char* to_d, int place, uint32_t zero) {
  constexpr int kAtOnce = 2;
  uint32_t done[8];
#pragma unroll
  for (int j = 0; j < 8; j++) {
    float v[4], a[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const uint32_t tie = j < kAtOnce ? 0 : done[j - kAtOnce] & zero;
      v[i] = pre[4 * j + i] + __uint_as_float(__float_as_uint(bias[i / 2]) | tie);
    }
    activate_with_slope(TS_GELU_TANH, v, a);
#pragma unroll
    for (int i = 0; i < 4; i++) {
      v[i] *= change[4 * j + i];
      bias_sum[i / 2] += v[i];
    }
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
      const int at = (place ^ j << 4) + 1024 * lower;
      *reinterpret_cast<uint32_t*>(to_act + at) = pack_bf16(a[2 * lower], a[2 * lower + 1]);
      done[j] = pack_bf16(v[2 * lower], v[2 * lower + 1]);
      *reinterpret_cast<uint32_t*>(to_d + at) = done[j];
    }
  }
  shared_fence();
}
// The lane's place of the first chunk for make_turned(); those of the others differ in three bits.
__device__ __forceinline__ int turned_place() {
  const int thread = thread_asked() % kMakers, lane = thread % kWarp;
  return chunk_place(thread / kWarp * 16 + lane / 4, 0) + lane % 4 * 4;
}


// A lane's sums of the weights' gradients and of d's rows to where the `block`th leaves its own; `hidden`: its first number.
template <class S, int count>
__device__ __forceinline__ void leave_sums(const MlpGradients& g, int block, int hidden, const float (&sum1)[count],
                                           const float (&sum2)[count], const float (&bias_sum)[2]) {
  const int t = thread_asked() % 4;
  float* const to1 = g.partial + block * g.sums(S::width);
  float* const to2 = to1 + g.weight(S::width);
  float* const to_bias = to2 + g.weight(S::width);
#pragma unroll
  for (int i = 0; i < count; i += 2) {
    const int h = hidden + i / 2 % 2 * 8, column = i / 4 * 8 + 2 * t;
    *reinterpret_cast<float2*>(to1 + h * S::width + column) = make_float2(sum1[i], sum1[i + 1]);
    to2[column * S::hidden + h] = sum2[i];
    to2[(column + 1) * S::hidden + h] = sum2[i + 1];
  }
#pragma unroll
  for (int lower = 0; lower < 2; lower++) {
    float sum = bias_sum[lower];
    sum += __shfl_xor_sync(~0u, sum, 1);
    sum += __shfl_xor_sync(~0u, sum, 2);
    if (t == 0) to_bias[hidden + 8 * lower] = sum;
  }
}

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
