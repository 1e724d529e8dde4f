// Products of float32 numbers by plain multiply-adds, for contexts that compute in float32: one number of C is the sum
// over k in order, whatever the shape. Written to be right, not fast.
#pragma once
#include "cuda/gemm_operands.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

constexpr int kFloatTile = 64, kFloatDepth = 16, kFloatThreads = 256;

// Tiles of 64x64; a thread has 16 / width rows of `width` neighbours.
template <bool b_across, class A, class B, class Result>
__global__ void __launch_bounds__(kFloatThreads)
    multiply_rows_float(const __grid_constant__ RowShape shape, const __grid_constant__ A a, const __grid_constant__ B b,
                        const __grid_constant__ Result result) {
  constexpr int width = Result::width, rows = 16 / width, groups = kFloatTile / width;
  TS_DYNAMIC_SHARED(float, shared);
  float* const a_tile = shared;                             // [depth][rows]
  float* const b_tile = shared + kFloatDepth * kFloatTile;  // [depth][columns]
  const int thread = static_cast<int>(threadIdx.x);
  const int across_tiles = ceil_div(shape.n, kFloatTile);
  const int m = static_cast<int>(blockIdx.x) / across_tiles * kFloatTile;
  const int n = static_cast<int>(blockIdx.x) % across_tiles * kFloatTile;
  const int row = thread / groups * rows, col = thread % groups * width;
  float acc[rows][width];
#pragma unroll
  for (int j = 0; j < width; j++) {
    const float start = result.starts() ? result.start(n + col + j) : 0.0f;
#pragma unroll
    for (int i = 0; i < rows; i++) acc[i][j] = start;
  }
  for (int segment = 0; segment < shape.segments; segment++) {
    for (int k = 0; k < shape.k[segment]; k += kFloatDepth) {
      __syncthreads();
      for (int at = thread; at < kFloatTile * kFloatDepth; at += kFloatThreads) {
        const int r = at / kFloatDepth, depth = at % kFloatDepth;
        const bool there = m + r < shape.m && k + depth < shape.k[segment];
        a_tile[depth * kFloatTile + r] = there ? a.row(segment, m + r)[k + depth] : 0.0f;
      }
      for (int at = thread; at < kFloatTile * kFloatDepth; at += kFloatThreads) {
        const int c = b_across ? at % kFloatTile : at / kFloatDepth;
        const int depth = b_across ? at / kFloatTile : at % kFloatDepth;
        float value = 0.0f;
        if (n + c < shape.n && k + depth < shape.k[segment]) {
          const float* const from = b.row(segment, b_across ? k + depth : n + c);
          if (from) value = from[b_across ? n + c : k + depth];
        }
        b_tile[depth * kFloatTile + c] = value;
      }
      __syncthreads();
      for (int depth = 0; depth < kFloatDepth; depth++) {
#pragma unroll
        for (int i = 0; i < rows; i++) {
#pragma unroll
          for (int j = 0; j < width; j++) {
            acc[i][j] = fmaf(a_tile[depth * kFloatTile + row + i], b_tile[depth * kFloatTile + col + j], acc[i][j]);
          }
        }
      }
    }
  }
#pragma unroll
  for (int i = 0; i < rows; i++) {
    if (m + row + i < shape.m && n + col < shape.n) result(m + row + i, n + col, acc[i]);
  }
}

// ---- launchers ----

template <bool b_across, class A, class B, class Result>
ts_status product_rows_float(ts_context* context, const RowShape& shape, const A& a, const B& b, const Result& result) {
  const int64_t tiles = static_cast<int64_t>(ceil_div(shape.m, kFloatTile)) * ceil_div(shape.n, kFloatTile);
  const auto row_product_float = multiply_rows_float<b_across, A, B, Result>;
  TS_LAUNCH(context, row_product_float, static_cast<unsigned>(tiles), kFloatThreads,
            2 * kFloatTile * kFloatDepth * sizeof(float), shape, a, b, result);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
