// The head's gradient of W: a block owns rows of W, rows of x stream past, and the softmax is formed again from the
// denominators that the pass over rows has left. The rows of x are split at boundaries that the shape alone fixes;
// several splits leave partial sums that are added in order.
#pragma once
#include "cuda/head_tile.h"

namespace ts::cuda {
namespace {

struct WeightPass {
  const bf16* x;
  const bf16* w;
  const int32_t* targets;
  const float* weights;  // or NULL
  const float* lse;      // as head_rows leaves it
  const ts_variables* variables;
  float* partial;   // [splits][V][C]; NULL with one split
  float* d_weight;  // added to when there are no partial sums
  int rows, width, vocab;
  int split_rows;  // a multiple of Shape::kStream
  bool x_aligned, w_aligned;
};

// What goes with a stage of rows: log2 of the denominators, the targets, the weights.
template <typename Shape>
struct Notes {
  float lse[Shape::kStream];
  int32_t target[Shape::kStream];
  float weight[Shape::kStream];
};

template <typename Shape, bool weighted>
__device__ __forceinline__ void load_notes(Notes<Shape>* to, const WeightPass& p, int64_t first) {
  for (int i = static_cast<int>(threadIdx.x); i < Shape::kStream; i += Shape::kThreads) {
    const bool there = first + i < p.rows;
    const int64_t n = there ? first + i : 0;
    cp_async<4>(&to->lse[i], p.lse + n, there);
    cp_async<4>(&to->target[i], p.targets + n, there);
    if constexpr (weighted) cp_async<4>(&to->weight[i], p.weights + n, there);
  }
}

// Products become gradients of logits (before loss_scale): weight * (softmax - one at the target).
template <typename Shape, bool weighted>
__device__ __forceinline__ void logit_gradients(float (&z)[Shape::kFragments][Shape::kSub / 8][4], const Notes<Shape>& notes,
                                                int sub, int first_word) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp, at = sub + lane % 4 * 2;
#pragma unroll
  for (int j = 0; j < Shape::kSub / 8; j++) {
#pragma unroll
    for (int i = 0; i < 2; i++) {
      const float lse = notes.lse[at + j * 8 + i];
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) {
        z[m][j][i] = exp2_fast(fmaf(z[m][j][i], kLog2e, -lse));
        z[m][j][2 + i] = exp2_fast(fmaf(z[m][j][2 + i], kLog2e, -lse));
      }
    }
  }
  // Few targets are among a warp's words: each lane looks at one, and all look closer where one is.
  const int place = notes.target[sub + lane] - first_word;
  static_assert(Shape::kSub == kWarp);
  if (__any_sync(~0u, place >= 0 && place < Shape::kFragments * 16)) {
#pragma unroll
    for (int j = 0; j < Shape::kSub / 8; j++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        const int word = notes.target[at + j * 8 + i] - first_word - lane / 4;
#pragma unroll
        for (int m = 0; m < Shape::kFragments; m++) {
          if (word == m * 16) z[m][j][i] -= 1;
          if (word == m * 16 + 8) z[m][j][2 + i] -= 1;
        }
      }
    }
  }
  if constexpr (weighted) {
#pragma unroll
    for (int j = 0; j < Shape::kSub / 8; j++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        const float weight = notes.weight[at + j * 8 + i];
#pragma unroll
        for (int m = 0; m < Shape::kFragments; m++) {
          z[m][j][i] *= weight;
          z[m][j][2 + i] *= weight;
        }
      }
    }
  }
}

template <typename Shape, bool weighted>
__global__ void __launch_bounds__(Shape::kThreads) head_weight(WeightPass p) {
  TS_DYNAMIC_SHARED(unsigned char, shared);
  bf16* const own = reinterpret_cast<bf16*>(shared);
  const auto stage = [shared](int i) {
    return reinterpret_cast<bf16*>(shared + Shape::kOwnBytes + static_cast<size_t>(i % Shape::kStages) * Shape::kStageBytes);
  };
  const auto notes = [stage](int i) { return reinterpret_cast<Notes<Shape>*>(stage(i) + Shape::kStream * Shape::kStride); };
  const int lane = static_cast<int>(threadIdx.x) % kWarp, warp = static_cast<int>(threadIdx.x) / kWarp;
  const int first = static_cast<int>(blockIdx.x) * Shape::kOwn;
  const int64_t begin = static_cast<int64_t>(blockIdx.y) * p.split_rows;
  const int64_t end = begin + p.split_rows < p.rows ? begin + p.split_rows : p.rows;
  const int tiles = static_cast<int>(ceil_div(end - begin, Shape::kStream));
  const auto load_stage = [&](int tile) {
    if (tile < tiles) {
      const int64_t from = begin + static_cast<int64_t>(tile) * Shape::kStream;
      load_rows<Shape, Shape::kStream>(stage(tile), p.x, from, p.rows, p.width, p.x_aligned);
      load_notes<Shape, weighted>(notes(tile), p, from);
    }
    cp_async_commit();
  };

  load_rows<Shape, Shape::kOwn>(own, p.w, first, p.vocab, p.width, p.w_aligned);
  cp_async_commit();
  for (int i = 0; i < Shape::kStages - 1; i++) load_stage(i);

  const bf16* const mine = own + warp * Shape::kFragments * 16 * Shape::kStride;
  const int first_word = first + warp * Shape::kFragments * 16;
  float sum[Shape::kFragments][Shape::C / 8][4] = {};
  uint32_t held[Shape::kHeldSteps][Shape::kFragments][4];
  cp_async_wait<Shape::kStages - 1>();
  __syncthreads();
  if constexpr (Shape::kHeld) {
#pragma unroll
    for (int k = 0; k < Shape::C / 16; k++) own_fragments<Shape>(held[k], mine, k);
  }

  for (int tile = 0; tile < tiles; tile++) {
    cp_async_wait<Shape::kStages - 2>();
    __syncthreads();
    load_stage(tile + Shape::kStages - 1);
#pragma unroll 1
    for (int sub = 0; sub < Shape::kStream; sub += Shape::kSub) {
      const bf16* const stream = stage(tile) + sub * Shape::kStride;
      float z[Shape::kFragments][Shape::kSub / 8][4];
      multiply_own<Shape>(z, mine, held, stream);
      logit_gradients<Shape, weighted>(z, *notes(tile), sub, first_word);
      Coefficients<Shape> coefficients;
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
        for (int j = 0; j < Shape::kSub / 8; j++) {
          coefficients[m][j / 2][j % 2 * 2] = pack_bf16(z[m][j][0], z[m][j][1]);
          coefficients[m][j / 2][j % 2 * 2 + 1] = pack_bf16(z[m][j][2], z[m][j][3]);
        }
      }
      add_rows<Shape>(sum, coefficients, stream);
    }
  }

  const float scale = p.variables->loss_scale;
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int c = 0; c < Shape::C / 8; c++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const int word = first_word + m * 16 + lane / 4 + i / 2 * 8, column = c * 8 + lane % 4 * 2 + i % 2;
        if (word >= p.vocab || column >= p.width) continue;
        const int64_t at = static_cast<int64_t>(word) * p.width + column;
        if (p.partial) {
          p.partial[static_cast<int64_t>(blockIdx.y) * p.vocab * p.width + at] = sum[m][c][i];
        } else {
          p.d_weight[at] += scale * sum[m][c][i];
        }
      }
    }
  }
}

// d_weight += loss_scale * the partial sums, in their order.
__global__ void head_add_partials(const float* partial, float* d_weight, const ts_variables* variables, int splits, int64_t count) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  float sum = 0;
  for (int s = 0; s < splits; s++) sum += partial[s * count + i];
  d_weight[i] += variables->loss_scale * sum;
}

}  // namespace
}  // namespace ts::cuda
