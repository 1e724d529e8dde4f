// Products of float32 numbers by plain multiply-adds, for contexts that compute in float32: one number of C is the sum
// over k in order, whatever the shape. Written to be right, not fast.
#pragma once
#include "cuda/gemm_operands.h"

namespace ts::cuda {
namespace {

constexpr int kFloatTile = 64, kFloatDepth = 16, kFloatThreads = 256;
constexpr size_t kFloatShared = 2 * kFloatTile * kFloatDepth * sizeof(float);

// A block's 64x64 of C; a thread has 16 / width rows of `width` neighbours.
template <int width>
struct FloatTile {
  static constexpr int rows = 16 / width, groups = kFloatTile / width;
  float acc[rows][width];
  static __device__ __forceinline__ int row() { return static_cast<int>(threadIdx.x) / groups * rows; }
  static __device__ __forceinline__ int col() { return static_cast<int>(threadIdx.x) % groups * width; }
};

// Fills [depth][64] from rows that run along k or, across, are one k each.
template <bool across, typename RowOf>
__device__ __forceinline__ void load_float_panel(float* panel, const RowOf& row_of, int first, int count, int k, int k_end) {
  for (int at = static_cast<int>(threadIdx.x); at < kFloatTile * kFloatDepth; at += kFloatThreads) {
    const int i = across ? at % kFloatTile : at / kFloatDepth;
    const int depth = across ? at / kFloatTile : at % kFloatDepth;
    float value = 0.0f;
    if (first + i < count && k + depth < k_end) {
      const float* const from = row_of(across ? k + depth : first + i);
      if (from) value = from[across ? first + i : k + depth];
    }
    panel[depth * kFloatTile + i] = value;
  }
}

template <int width>
__device__ __forceinline__ void multiply_float_panels(FloatTile<width>& tile, const float* a, const float* b) {
  const int row = tile.row(), col = tile.col();
  for (int depth = 0; depth < kFloatDepth; depth++) {
#pragma unroll
    for (int i = 0; i < FloatTile<width>::rows; i++) {
#pragma unroll
      for (int j = 0; j < width; j++) {
        tile.acc[i][j] = fmaf(a[depth * kFloatTile + row + i], b[depth * kFloatTile + col + j], tile.acc[i][j]);
      }
    }
  }
}

// ---- kernels ----

template <bool b_across, class A, class B, class Result>
__global__ void __launch_bounds__(kFloatThreads)
    multiply_rows_float(const __grid_constant__ RowShape shape, const __grid_constant__ A a, const __grid_constant__ B b,
                        const __grid_constant__ Result result) {
  constexpr int width = Result::width;
  TS_DYNAMIC_SHARED(float, shared);
  float* const a_panel = shared;
  float* const b_panel = shared + kFloatDepth * kFloatTile;
  const int across_tiles = ceil_div(shape.n, kFloatTile);
  const int m = static_cast<int>(blockIdx.x) / across_tiles * kFloatTile;
  const int n = static_cast<int>(blockIdx.x) % across_tiles * kFloatTile;
  FloatTile<width> tile;
  const int row = tile.row(), col = tile.col();
#pragma unroll
  for (int j = 0; j < width; j++) {
    const float start = result.starts() ? result.start(n + col + j) : 0.0f;
#pragma unroll
    for (int i = 0; i < tile.rows; i++) tile.acc[i][j] = start;
  }
  for (int segment = 0; segment < shape.segments; segment++) {
    const int k_end = shape.k[segment];
    for (int k = 0; k < k_end; k += kFloatDepth) {
      __syncthreads();
      load_float_panel<false>(a_panel, [&](int r) { return a.row(segment, r); }, m, shape.m, k, k_end);
      load_float_panel<b_across>(b_panel, [&](int r) { return b.row(segment, r); }, n, shape.n, k, k_end);
      __syncthreads();
      multiply_float_panels(tile, a_panel, b_panel);
    }
  }
#pragma unroll
  for (int i = 0; i < tile.rows; i++) {
    if (m + row + i < shape.m && n + col < shape.n) result(m + row + i, n + col, tile.acc[i]);
  }
}

// ---- launchers ----

template <bool b_across, class A, class B, class Result>
ts_status product_rows_float(ts_context* context, const RowShape& shape, const A& a, const B& b, const Result& result) {
  const int64_t tiles = static_cast<int64_t>(ceil_div(shape.m, kFloatTile)) * ceil_div(shape.n, kFloatTile);
  const auto row_product_float = multiply_rows_float<b_across, A, B, Result>;
  TS_LAUNCH(context, row_product_float, static_cast<unsigned>(tiles), kFloatThreads, kFloatShared, shape, a, b, result);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
