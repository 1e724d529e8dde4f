// The head where rows are wide: a chunk of rows at a time, whose exponentials stand in the workspace as bfloat16. They
// are made against the largest logit of each group of 64 columns; once all groups of a row are known, one factor a group
// turns them into the gradients of the logits in place. The target takes no part in them (see head_rows.h).
#pragma once
#include "cuda/gemm.h"
#include "cuda/gemm_results.h"
#include "cuda/gemm_rows.h"
#include "cuda/head_rows.h"

namespace ts::cuda {
namespace {

using ChunkTile = Tile<128, 128, 2, 2, 2>;
constexpr int kChunkStages = 3;
constexpr size_t kChunkShared = size_t{kChunkStages} * (ChunkTile::rows + ChunkTile::cols) * kDepth * sizeof(bf16);
static_assert(kChunkShared >= ChunkTile::staging_floats * sizeof(float));
constexpr int kGroup = ChunkTile::warp_cols;

struct Group {
  float reference, sum;  // log2 of what the exponentials are told in, and what they come to
};

struct ChunkPass {
  const bf16* x;
  const bf16* w;
  const int32_t* targets;
  const float* weights;  // or NULL
  const ts_variables* variables;
  float* losses;
  bf16* p;        // [rows][groups * kGroup]: exponentials, then gradients; NULL: losses only
  Group* groups;  // [rows][group_count]
  float* at_target;
  float* d_weight;
  int rows, width, vocab, group_count;
};

// The loop of a product: panels of step `step` are loaded by load(a_panel, b_panel, step) and multiplied by
// multiply(a_panel, b_panel, step).
template <class T, typename Load, typename Multiply>
__device__ __forceinline__ void multiply_steps_by(float (&acc)[T::mi][T::ni][4], bf16* ring, int steps, const Load& load,
                                                  const Multiply& multiply) {
  constexpr int kPanelA = T::rows * kDepth, kStage = kPanelA + T::cols * kDepth;
  const auto load_step = [&](int step) {
    bf16* const panel = ring + step % kChunkStages * kStage;
    if (step < steps) load(panel, panel + kPanelA, step);
    cp_async_commit();
  };
  clear(acc);
#pragma unroll
  for (int step = 0; step < kChunkStages - 1; step++) load_step(step);
  for (int step = 0; step < steps; step++) {
    cp_async_wait<kChunkStages - 2>();
    __syncthreads();
    load_step(step + kChunkStages - 1);
    const bf16* const panel = ring + step % kChunkStages * kStage;
    multiply(panel, panel + kPanelA, step);
  }
  cp_async_wait<0>();
  __syncthreads();
}
template <class T, bool across, typename Load>
__device__ __forceinline__ void multiply_steps(float (&acc)[T::mi][T::ni][4], bf16* ring, int steps, const Load& load) {
  multiply_steps_by<T>(acc, ring, steps, load, [&](const bf16* a, const bf16* b, int) { multiply_panels<T, across, across>(acc, a, b); });
}

// Logits of a tile, x W^T: rows of x from `m` on, of W from `n` on. P: ChunkPass or FoldedHead.
template <class T, bool aligned, class P>
__device__ __forceinline__ void form_logits(float (&z)[T::mi][T::ni][4], bf16* ring, const P& p, int m, int n) {
  multiply_steps<T, false>(z, ring, ceil_div(p.width, kDepth), [&](bf16* a, bf16* b, int step) {
    load_panel<T::rows, kDepth, T::threads, aligned>(
        a, [&](int r) { return p.x + static_cast<int64_t>(m + r) * p.width; }, p.x, p.rows - m, step * kDepth, p.width);
    load_panel<T::cols, kDepth, T::threads, aligned>(
        b, [&](int r) { return p.w + static_cast<int64_t>(n + r) * p.width; }, p.w, p.vocab - n, step * kDepth, p.width);
  });
}
// The largest of half a fragment's logits in the quad, without the target's, which is handed out, and what is beyond the
// vocabulary: those are absent from then on. `column`: this lane's first.
template <int ni>
__device__ __forceinline__ float top_of_others(float (&z)[ni][4], int h, int column, int target, int vocab, float* at_target) {
  float top = kAbsent;
#pragma unroll
  for (int j = 0; j < ni; j++) {
#pragma unroll
    for (int e = 0; e < 2; e++) {
      float& one = z[j][2 * h + e];
      if (column + j * 8 + e == target) *at_target = one;
      if (column + j * 8 + e == target || column + j * 8 + e >= vocab) one = kAbsent;
      top = fmaxf(top, one);
    }
  }
  top = fmaxf(top, __shfl_xor_sync(~0u, top, 1));
  return fmaxf(top, __shfl_xor_sync(~0u, top, 2));
}
// They become 2^(z log2(e) - reference); their sum.
template <int ni>
__device__ __forceinline__ float raise(float (&z)[ni][4], int h, float reference) {
  float sum = 0;
#pragma unroll
  for (int j = 0; j < ni; j++) {
#pragma unroll
    for (int e = 0; e < 2; e++) {
      float& one = z[j][2 * h + e];
      one = exp2_fast(fmaf(one, kLog2e, -reference));
      sum += one;
    }
  }
  return over_quad(sum);
}

template <class T, bool aligned>
__global__ void __launch_bounds__(T::threads, T::blocks) head_exponentials(ChunkPass p) {
  TS_DYNAMIC_SHARED(bf16, ring);
  const int m = static_cast<int>(blockIdx.x) * T::rows, n = static_cast<int>(blockIdx.y) * T::cols;
  float z[T::mi][T::ni][4];
  form_logits<T, aligned>(z, ring, p, m, n);

  const int lane = lane_index(), first = n + T::warp_col(), column = first + lane % 4 * 2, group = first / kGroup;
#pragma unroll
  for (int i = 0; i < T::mi; i++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = m + T::warp_row() + i * 16 + h * 8 + lane / 4;
      const int target = row < p.rows ? p.targets[row] : -1;
      const float top = top_of_others(z[i], h, column, target, p.vocab, p.at_target + row);
      const float reference = fmaxf(top * kLog2e, kLowest);
      const float sum = raise(z[i], h, reference);
      if (lane % 4 == 0 && row < p.rows && group < p.group_count) {
        p.groups[static_cast<int64_t>(row) * p.group_count + group] = {reference, sum};
      }
    }
  }
  if (!p.p) return;
  const int stride = p.group_count * kGroup;
  for_each_row<T, 8>(z, reinterpret_cast<float*>(ring), [&](int row, int col, float(&v)[8]) {
    if (m + row < p.rows && n + col < stride) store_some(p.p + static_cast<int64_t>(m + row) * stride + n + col, v, 8, true);
  });
}

// One warp a row: its loss, and its exponentials become the gradients of its logits.
[[maybe_unused]] __global__ void head_gradients(ChunkPass p) {
  const int lane = lane_index();
  const int64_t row = static_cast<int64_t>(blockIdx.x) * (blockDim.x / kWarp) + threadIdx.x / kWarp;
  if (row >= p.rows) return;  // the whole warp
  const Group* const groups = p.groups + row * p.group_count;
  float reference = kLowest, sum = 0;
  for (int i = lane; i < p.group_count; i += kWarp) reference = fmaxf(reference, groups[i].reference);
  for (int by = 1; by < kWarp; by *= 2) reference = fmaxf(reference, __shfl_xor_sync(~0u, reference, by));
  for (int i = lane; i < p.group_count; i += kWarp) sum += groups[i].sum * exp2_fast(groups[i].reference - reference);
  for (int by = 1; by < kWarp; by *= 2) sum += __shfl_xor_sync(~0u, sum, by);

  const int target = p.targets[row];
  const RowResult result = finish_row(sum, reference, target >= 0 ? p.at_target[row] : 0.0f, target >= 0);
  if (lane == 0) p.losses[row] = result.loss;
  if (!p.p) return;
  const float weight = p.weights ? p.weights[row] : 1.0f, scale = weight * p.variables->loss_scale;
  const bool counts = target >= 0 && weight != 0;
  bf16* const to = p.p + row * p.group_count * kGroup;
#pragma unroll 4
  for (int column = lane * 8; column < p.group_count * kGroup; column += kWarp * 8) {
    const float factor = scale * result.scale * exp2_fast(groups[column / kGroup].reference - reference);
    float v[8];
    load_some(to + column, v, 8, true);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      v[i] *= factor;
      if (column + i == target) v[i] = -scale * result.others;
      if (!counts) v[i] = 0;
    }
    store_some(to + column, v, 8, true);
  }
}

// W as the rows of a product's k: zeros past the vocabulary.
struct WordRows {
  using Number = bf16;
  const bf16* base;
  int64_t stride;
  int32_t count;
  __device__ __forceinline__ const bf16* any() const { return base; }
  __device__ __forceinline__ const bf16* row(int, int r) const { return r < count ? base + r * stride : nullptr; }
};

}  // namespace
}  // namespace ts::cuda
