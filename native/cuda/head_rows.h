// The head's pass over rows of x: losses, and with them dx, while W streams past once. Products with W's rows are
// exponentiated against a reference that is held back per row and moved only when one outgrows it, as in flash
// attention: what has been summed is then scaled down. The target takes no part in the sums. It comes in at the end, in
// float32: dx = weight * (sum over the others of p_v W_v - (1 - p_target) W_target), which keeps all digits when the
// target is nearly certain.
#pragma once
#include "cuda/head_tile.h"

namespace ts::cuda {
namespace {

struct RowsPass {
  const bf16* x;
  const bf16* w;
  const int32_t* targets;
  const float* weights;  // or NULL
  const ts_variables* variables;
  float* losses;
  float* lse;  // [N] for the gradient of W: log2 of the softmax's denominator; infinity where there is no gradient
  bf16* dx;
  int rows, width, vocab;
};

// Stands for the logits of columns past the vocabulary and of the target.
constexpr float kAbsent = -INFINITY;
// A row's reference is 2^8 above its largest logit when it is set; at 2 the exponentials' top exponent bit tells that
// it has to move. It is never minus infinity once there were logits: from that, minus infinity would be no number.
constexpr float kHeadroom = 8, kLowest = -1e30f;
// How far the target's logit may be below the reference and still be what the others are told in, in powers of two.
constexpr float kNear = 64;
constexpr uint32_t kOutgrown = 0x40000000u;

// What a lane knows of its rows: g and g + 8 of each fragment.
template <typename Shape>
struct RowState {
  float reference[Shape::kFragments][2], sum[Shape::kFragments][2];
};

template <typename Shape>
using Logits = float[Shape::kFragments][Shape::kSub / 8][4];

__device__ __forceinline__ float over_quad(float value) {
  value += __shfl_xor_sync(~0u, value, 1);
  return value + __shfl_xor_sync(~0u, value, 2);
}

// Takes out what does not belong to the sums. `target`: of the warp's row `lane`; its logit goes to at_target[lane].
template <typename Shape>
__device__ __forceinline__ void set_aside(Logits<Shape>& z, int target, float* at_target, int first, int vocab) {
  static_assert(Shape::kFragments * 16 <= kWarp);
  const int lane = static_cast<int>(threadIdx.x) % kWarp, column = first + lane % 4 * 2;
  if (first + Shape::kSub > vocab) {
#pragma unroll
    for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
      for (int j = 0; j < Shape::kSub / 8; j++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          if (column + j * 8 + i % 2 >= vocab) z[m][j][i] = kAbsent;
        }
      }
    }
  }
  if (!__any_sync(~0u, target >= first && target < first + Shape::kSub)) return;
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = m * 16 + h * 8 + lane / 4, place = __shfl_sync(~0u, target, row) - column;
#pragma unroll
      for (int j = 0; j < Shape::kSub / 8; j++) {
#pragma unroll
        for (int i = 0; i < 2; i++) {
          if (place != j * 8 + i) continue;
          at_target[row] = z[m][j][2 * h + i];
          z[m][j][2 * h + i] = kAbsent;
        }
      }
    }
  }
}

// p = 2^(z log2(e) - reference), rounded; `part` sums them unrounded, `bits` gathers their bits.
template <typename Shape>
__device__ __forceinline__ void exponentials(const Logits<Shape>& z, const RowState<Shape>& row, Coefficients<Shape>& p,
                                             float (&part)[Shape::kFragments][2], uint32_t (&bits)[Shape::kFragments][2]) {
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      part[m][h] = 0;
      bits[m][h] = 0;
    }
#pragma unroll
    for (int j = 0; j < Shape::kSub / 8; j++) {
#pragma unroll
      for (int h = 0; h < 2; h++) {
        const float a = exp2_fast(fmaf(z[m][j][2 * h], kLog2e, -row.reference[m][h]));
        const float b = exp2_fast(fmaf(z[m][j][2 * h + 1], kLog2e, -row.reference[m][h]));
        bits[m][h] |= __float_as_uint(a) | __float_as_uint(b);
        part[m][h] += a + b;
        p[m][j / 2][j % 2 * 2 + h] = pack_bf16(a, b);
      }
    }
  }
}

// Moves the references of those rows that have outgrown theirs, whatever the warp's other rows do.
template <typename Shape, bool gradient>
__device__ __forceinline__ void move_references(const Logits<Shape>& z, RowState<Shape>& row,
                                                const uint32_t (&bits)[Shape::kFragments][2],
                                                float (&dx)[Shape::kFragments][Shape::C / 8][4]) {
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      uint32_t seen = bits[m][h];
      float top = z[m][0][2 * h];
#pragma unroll
      for (int j = 0; j < Shape::kSub / 8; j++) top = fmaxf(top, fmaxf(z[m][j][2 * h], z[m][j][2 * h + 1]));
#pragma unroll
      for (int by = 1; by <= 2; by++) {
        seen |= __shfl_xor_sync(~0u, seen, by);
        top = fmaxf(top, __shfl_xor_sync(~0u, top, by));
      }
      const float to = seen & kOutgrown ? fmaxf(fmaf(top, kLog2e, kHeadroom), kLowest) : row.reference[m][h];
      const float factor = seen & kOutgrown ? exp2_fast(row.reference[m][h] - to) : 1.0f;
      row.reference[m][h] = to;
      row.sum[m][h] *= factor;
      if constexpr (gradient) {
#pragma unroll
        for (int c = 0; c < Shape::C / 8; c++) {
          dx[m][c][2 * h] *= factor;
          dx[m][c][2 * h + 1] *= factor;
        }
      }
    }
  }
}

// How a row comes out. scale: what turns the sums over the others into probabilities; others: their probability; lse:
// log2 of the softmax's denominator.
struct RowResult {
  float loss, lse, scale, others;
};
__device__ __forceinline__ RowResult finish_row(float sum, float reference, float at_target, bool counted) {
  if (!counted) return {0.0f, INFINITY, 0.0f, 0.0f};
  // The target's logit above the reference. What the others come to beside the target keeps all its digits, however
  // small; only where they are beyond all measure beside it, the reference is what both are told in.
  const float above = fmaf(at_target, kLog2e, -reference);
  if (above > -kNear) {
    const float shrink = exp2f(-above), rest = sum * shrink, share = 1 / (1 + rest);
    const float loss = log1pf(rest) + (at_target - at_target);  // no number where the target's logit is infinite
    return {loss, fmaf(at_target, kLog2e, loss * kLog2e), shrink * share, rest * share};
  }
  const float all = sum + exp2f(above);
  return {logf(all) - above * kLn2, reference + log2f(all), 1 / all, sum / all};
}

template <typename Shape>
constexpr size_t rows_shared = Shape::kShared + size_t{Shape::kOwn} * sizeof(float);  // the logits of the targets

template <typename Shape, bool gradient, bool aligned>
__global__ void __launch_bounds__(Shape::kThreads, Shape::kBlocks) head_rows(RowsPass p) {
  TS_DYNAMIC_SHARED(unsigned char, shared);
  bf16* const own = reinterpret_cast<bf16*>(shared);
  const auto stage = [shared](int i) {
    return reinterpret_cast<bf16*>(shared + Shape::kOwnBytes + static_cast<size_t>(i) * Shape::kStageBytes);
  };
  const int lane = static_cast<int>(threadIdx.x) % kWarp, warp = static_cast<int>(threadIdx.x) / kWarp;
  const int first = static_cast<int>(blockIdx.x) * Shape::kOwn;
  const int tiles = ceil_div(p.vocab, Shape::kStream);
  const auto load_stage = [&](int tile) {
    if (tile < tiles) {
      load_rows<Shape, Shape::kStream, aligned>(stage(tile % Shape::kStages), p.w, tile * Shape::kStream, p.vocab, p.width);
    }
    cp_async_commit();
  };

  load_rows<Shape, Shape::kOwn, aligned>(own, p.x, first, p.rows, p.width);
  cp_async_commit();
  for (int i = 0; i < Shape::kStages - 1; i++) load_stage(i);

  const bf16* const mine = own + warp * Shape::kFragments * 16 * Shape::kStride;
  const int warp_first = first + warp * Shape::kFragments * 16;
  float* const at_target = reinterpret_cast<float*>(shared + Shape::kShared) + warp * Shape::kFragments * 16;
  const int target = lane < Shape::kFragments * 16 && warp_first + lane < p.rows ? p.targets[warp_first + lane] : -1;
  RowState<Shape> row;
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      row.reference[m][h] = -INFINITY;
      row.sum[m][h] = 0;
    }
  }
  float dx[Shape::kFragments][Shape::C / 8][4] = {};
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
      const int column = tile * Shape::kStream + sub;
      if (column >= p.vocab) break;
      const bf16* const stream = stage(tile % Shape::kStages) + sub * Shape::kStride;
      Logits<Shape> z;
      multiply_own<Shape>(z, mine, held, stream);
      set_aside<Shape>(z, target, at_target, column, p.vocab);
      Coefficients<Shape> coefficients;
      float part[Shape::kFragments][2];
      uint32_t bits[Shape::kFragments][2], any = 0;
      exponentials<Shape>(z, row, coefficients, part, bits);
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) any |= bits[m][0] | bits[m][1];
      if (__any_sync(~0u, (any & kOutgrown) != 0)) {
        move_references<Shape, gradient>(z, row, bits, dx);
        exponentials<Shape>(z, row, coefficients, part, bits);
      }
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) {
        row.sum[m][0] += part[m][0];
        row.sum[m][1] += part[m][1];
      }
      if constexpr (gradient) add_rows<Shape>(dx, coefficients, stream);
    }
  }

  __syncwarp();  // at_target
  const float loss_scale = p.variables->loss_scale;
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int local = m * 16 + h * 8 + lane / 4, word = __shfl_sync(~0u, target, local);
      const int n = warp_first + local;
      const RowResult result = finish_row(over_quad(row.sum[m][h]), row.reference[m][h], at_target[local], word >= 0);
      if (n >= p.rows) continue;
      const float weight = p.weights ? p.weights[n] : 1.0f;
      const bool counts = word >= 0 && weight != 0;
      if (lane % 4 == 0) {
        p.losses[n] = result.loss;
        if (p.lse) p.lse[n] = counts ? result.lse : INFINITY;
      }
      if constexpr (gradient) {
        const float scale = weight * loss_scale;
#pragma unroll
        for (int c = 0; c < Shape::C / 8; c++) {
#pragma unroll
          for (int i = 0; i < 2; i++) {
            const int column = c * 8 + lane % 4 * 2 + i;
            if (column >= p.width) continue;
            float value = 0;
            if (counts) {
              const float towards = load(p.w[static_cast<int64_t>(word) * p.width + column]);
              value = scale * (dx[m][c][2 * h + i] * result.scale - result.others * towards);
            }
            store(p.dx + static_cast<int64_t>(n) * p.width + column, value);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace ts::cuda
