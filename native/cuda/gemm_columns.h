// Gradients of weights, dW[out, in] += dy^T x, and of biases, db[out] += the column sums of dy, in one pass: sums over
// all tokens. Their rows are split where the shape alone says; each split leaves its sums in the workspace, and a second
// kernel adds them up in order. Where the tiles are enough for the device there is one split, and no second kernel.
//
// A product that needs it: weight_gradient_bytes(g) for its workspace, then weight_gradient(context, g, base).
#pragma once
#include "cuda/gemm.h"
#include "cuda/gemm_float.h"
#include "cuda/gradient_splits.h"
#include "cuda/hopper.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

template <typename T>
struct WeightGradient {
  int32_t rows, in, out;
  const T* dy;  // [rows, out]
  const T* x;   // [rows, in]
  int32_t end[TS_MAX_PARTS];  // of the parts' rows; what is not used ends where the last part does
  float* d_weight[TS_MAX_PARTS];  // or nullptr
  float* d_bias[TS_MAX_PARTS];    // or nullptr
};

// ---- kernels ----

// Block b does tile b % tiles of split b / tiles: blocks that run together read the same rows.
template <class T, bool aligned, int stages>
__global__ void __launch_bounds__(T::threads, T::blocks)
    multiply_columns(const bf16* dy, const bf16* x, int rows, int split_rows, const __grid_constant__ GradientTarget target) {
  constexpr int kPanelA = T::rows * kDepth, kStage = kPanelA + T::cols * kDepth;
  TS_DYNAMIC_SHARED(bf16, shared);
  const int across_tiles = ceil_div(target.in, T::cols), tiles = ceil_div(target.out, T::rows) * across_tiles;
  const int split = static_cast<int>(blockIdx.x) / tiles, tile = static_cast<int>(blockIdx.x) % tiles;
  const int m = tile / across_tiles * T::rows, n = tile % across_tiles * T::cols;
  const int begin = split * split_rows, end = min(rows, begin + split_rows);
  const int steps = ceil_div(end - begin, kDepth);
  const bool sums_bias = n == 0 && T::warp_col() == 0;

  const auto load_step = [&](int step, int stage) {
    if (step < steps) {
      bf16* const panel = shared + stage * kStage;
      const int row = begin + step * kDepth;
      load_panel<kDepth, T::rows, T::threads, aligned>(
          panel, [&](int r) { return dy + static_cast<int64_t>(row + r) * target.out; }, dy, end - row, m, target.out);
      load_panel<kDepth, T::cols, T::threads, aligned>(
          panel + kPanelA, [&](int r) { return x + static_cast<int64_t>(row + r) * target.in; }, x, end - row, n, target.in);
    }
    cp_async_commit();
  };
#pragma unroll
  for (int step = 0; step < stages - 1; step++) load_step(step, step);
  float acc[T::mi][T::ni][4], sums[T::mi][4];
  clear(acc);
#pragma unroll
  for (int i = 0; i < T::mi; i++) sums[i][0] = sums[i][1] = sums[i][2] = sums[i][3] = 0.0f;
  int stage = 0, free_stage = stages - 1;
  for (int step = 0; step < steps; step++) {
    cp_async_wait<stages - 2>();
    __syncthreads();
    load_step(step + stages - 1, free_stage);
    const bf16* const panel = shared + stage * kStage;
    multiply_panels<T, true, true>(acc, panel, panel + kPanelA);
    if (sums_bias) add_row_sums<T>(sums, panel);
    free_stage = stage;
    stage = stage + 1 == stages ? 0 : stage + 1;
  }
  cp_async_wait<0>();
  __syncthreads();  // the panels' memory becomes staging
  for_each_row<T, 8>(acc, reinterpret_cast<float*>(shared), [&](int row, int col, float(&v)[8]) {
    if (m + row < target.out && n + col < target.in) target.put(split, m + row, n + col, v);
  });
  if (sums_bias && lane_index() % 4 == 0) {
#pragma unroll
    for (int i = 0; i < T::mi; i++) {
      const int row = m + T::warp_row() + 16 * i + lane_index() / 4;
      if (row < target.out) target.put_bias(split, row, sums[i][0]);
      if (row + 8 < target.out) target.put_bias(split, row + 8, sums[i][2]);
    }
  }
}

__global__ void __launch_bounds__(kFloatThreads)
    multiply_columns_float(const float* dy, const float* x, int rows, int split_rows,
                           const __grid_constant__ GradientTarget target) {
  TS_DYNAMIC_SHARED(float, shared);
  float* const a_panel = shared;
  float* const b_panel = shared + kFloatDepth * kFloatTile;
  const int across_tiles = ceil_div(target.in, kFloatTile), tiles = ceil_div(target.out, kFloatTile) * across_tiles;
  const int split = static_cast<int>(blockIdx.x) / tiles, index = static_cast<int>(blockIdx.x) % tiles;
  const int m = index / across_tiles * kFloatTile, n = index % across_tiles * kFloatTile;
  const int begin = split * split_rows, end = min(rows, begin + split_rows), thread = static_cast<int>(threadIdx.x);
  FloatTile<8> tile = {};
  float sum = 0.0f;  // of column m + thread
  for (int row = begin; row < end; row += kFloatDepth) {
    __syncthreads();
    load_float_panel<true>(
        a_panel, [&](int r) { return dy + static_cast<int64_t>(r) * target.out; }, m, target.out, row, end);
    load_float_panel<true>(
        b_panel, [&](int r) { return x + static_cast<int64_t>(r) * target.in; }, n, target.in, row, end);
    __syncthreads();
    multiply_float_panels(tile, a_panel, b_panel);
    if (thread < kFloatTile) {
      for (int depth = 0; depth < kFloatDepth; depth++) sum += a_panel[depth * kFloatTile + thread];
    }
  }
#pragma unroll
  for (int i = 0; i < tile.rows; i++) {
    const int row = m + tile.row() + i, col = n + tile.col();
    if (row < target.out && col < target.in) target.put(split, row, col, tile.acc[i]);
  }
  if (n == 0 && thread < kFloatTile && m + thread < target.out) target.put_bias(split, m + thread, sum);
}

// ---- launchers ----

using ColumnsSmall = Tile<64, 64, 2, 2, 3>;
using ColumnsTall = Tile<128, 64, 4, 2, 2>;
using ColumnsFlat = Tile<64, 128, 2, 4, 2>;
using ColumnsMiddle = Tile<128, 128, 2, 2, 2>;
using ColumnsWide = Tile<128, 256, 2, 4, 1>;

// How the rows are cut. A device's blocks are guessed, so that two devices cut alike.
struct Splits {
  int32_t count, rows;
};
inline Splits splits_of(int32_t rows, int64_t tiles, int32_t blocks) {
  constexpr int32_t kProcessors = 132, kLeastSteps = 8, kMost = 512;
  const int64_t room = int64_t{kProcessors} * blocks;
  const int32_t steps = ceil_div(rows, kDepth);
  // As few as leave at most a tenth of the blocks' time unused; narrow weights take one wave.
  int64_t wanted = ceil_div(room, tiles);
  if (wanted <= 16) {
    double best = 0;
    for (int64_t count = 1; count <= 16; count++) {
      const double used = static_cast<double>(tiles * count) / static_cast<double>(ceil_div(tiles * count, room) * room);
      if (used > best + 0.03) {
        best = used;
        wanted = count;
      }
      if (best >= 0.9) break;
    }
  } else {
    wanted = room / tiles;
  }
  int64_t count = wanted < kMost ? wanted : kMost;
  if (count > steps / kLeastSteps) count = steps / kLeastSteps;
  if (count < 1) count = 1;
  const int32_t each = ceil_div(steps, static_cast<int32_t>(count));
  return {steps ? ceil_div(steps, each) : 1, each * kDepth};
}

template <typename T>
bool wants_gradient(const WeightGradient<T>& g) {
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    if (g.d_weight[i] || g.d_bias[i]) return true;
  }
  return false;
}

struct ColumnTile {
  int32_t rows, cols, blocks;
};
template <class T>
constexpr ColumnTile column_tile() {
  return {T::rows, T::cols, T::blocks};
}
template <class T, int stages>
constexpr size_t column_bytes() {
  constexpr size_t ring = sizeof(bf16) * stages * (T::rows + T::cols) * kDepth, staging = sizeof(float) * T::staging_floats;
  return ring < staging ? staging : ring;
}

template <typename T>
ColumnTile choose_column_tile(const ts_context* context, const WeightGradient<T>& g) {
  if (sizeof(T) == 4) return {kFloatTile, kFloatTile, 4};
  const bool tall = g.out > 64, flat = g.in > 64;
  if (!aligned_rows(g.dy, g.out) || !aligned_rows(g.x, g.in)) return column_tile<ColumnsSmall>();
  if (tall && g.in > 128 && column_bytes<ColumnsWide, 4>() <= shared_limit(context)) return column_tile<ColumnsWide>();
  if (tall && flat && column_bytes<ColumnsMiddle, 3>() <= shared_limit(context)) return column_tile<ColumnsMiddle>();
  if (tall) return column_tile<ColumnsTall>();
  return flat ? column_tile<ColumnsFlat>() : column_tile<ColumnsSmall>();
}
template <typename T>
Splits choose_splits(const ts_context* context, const WeightGradient<T>& g) {
  const ColumnTile tile = choose_column_tile(context, g);
  return splits_of(g.rows, static_cast<int64_t>(ceil_div(g.out, tile.rows)) * ceil_div(g.in, tile.cols), tile.blocks);
}

inline HopperColumns for_hopper(const WeightGradient<bf16>& g) {
  HopperColumns p = {g.rows, g.in, g.out, g.out, g.dy, g.x, {}, {}, {}};
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    p.end[i] = g.end[i];
    p.d_weight[i] = g.d_weight[i];
    p.d_bias[i] = g.d_bias[i];
  }
  return p;
}

template <typename T>
size_t weight_gradient_bytes(const ts_context* context, const WeightGradient<T>& g) {
  if (!wants_gradient(g)) return 0;
  if constexpr (sizeof(T) == 2) {
    const HopperColumns p = for_hopper(g);
    if (hopper_takes(context, p)) return hopper_columns_bytes(p);
  }
  const Splits splits = choose_splits(context, g);
  return splits.count < 2 ? 0 : static_cast<size_t>(splits.count) * static_cast<size_t>(g.out) * (static_cast<size_t>(g.in) + 1) * sizeof(float);
}

template <class T, bool aligned, int stages>
ts_status launch_columns(ts_context* context, const WeightGradient<bf16>& g, const Splits& splits, const GradientTarget& target) {
  const int64_t tiles = static_cast<int64_t>(ceil_div(g.out, T::rows)) * ceil_div(g.in, T::cols);
  const auto column_product = multiply_columns<T, aligned, stages>;
  TS_LAUNCH(context, column_product, static_cast<unsigned>(tiles * splits.count), T::threads, (column_bytes<T, stages>()), g.dy, g.x,
            g.rows, splits.rows, target);
  return TS_OK;
}
inline ts_status launch_column_product(ts_context* context, const WeightGradient<bf16>& g, const Splits& splits,
                                       const GradientTarget& target) {
  const ColumnTile tile = choose_column_tile(context, g);
  const auto is = [&](const ColumnTile& other) { return tile.rows == other.rows && tile.cols == other.cols; };
  if (is(column_tile<ColumnsWide>())) return launch_columns<ColumnsWide, true, 4>(context, g, splits, target);
  if (is(column_tile<ColumnsMiddle>())) return launch_columns<ColumnsMiddle, true, 3>(context, g, splits, target);
  if (is(column_tile<ColumnsTall>())) return launch_columns<ColumnsTall, true, 4>(context, g, splits, target);
  if (is(column_tile<ColumnsFlat>())) return launch_columns<ColumnsFlat, true, 4>(context, g, splits, target);
  if (aligned_rows(g.dy, g.out) && aligned_rows(g.x, g.in)) return launch_columns<ColumnsSmall, true, 4>(context, g, splits, target);
  return launch_columns<ColumnsSmall, false, 4>(context, g, splits, target);
}
inline ts_status launch_column_product(ts_context* context, const WeightGradient<float>& g, const Splits& splits,
                                       const GradientTarget& target) {
  const int64_t tiles = static_cast<int64_t>(ceil_div(g.out, kFloatTile)) * ceil_div(g.in, kFloatTile);
  TS_LAUNCH(context, multiply_columns_float, static_cast<unsigned>(tiles * splits.count), kFloatThreads, kFloatShared, g.dy, g.x,
            g.rows, splits.rows, target);
  return TS_OK;
}

template <typename T>
ts_status weight_gradient(ts_context* context, const WeightGradient<T>& g, void* workspace) {
  if (!wants_gradient(g) || g.rows <= 0) return TS_OK;
  if constexpr (sizeof(T) == 2) {
    const HopperColumns p = for_hopper(g);
    if (hopper_takes(context, p)) return hopper_columns(context, p, workspace);
  }
  const Splits splits = choose_splits(context, g);
  GradientTarget target = {};
  target.in = g.in;
  target.out = g.out;
  target.partial = splits.count < 2 ? nullptr : static_cast<float*>(workspace);
  target.aligned = !target.partial || aligned_rows(target.partial, static_cast<int64_t>(g.out) * (g.in + 1));
  target.aligned = target.aligned && g.in % 4 == 0;
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    target.end[i] = g.end[i];
    target.d_weight[i] = g.d_weight[i];
    target.d_bias[i] = g.d_bias[i];
    if (!target.partial) target.aligned = target.aligned && aligned_rows(g.d_weight[i], g.in);
  }
  const ts_status status = launch_column_product(context, g, splits, target);
  return status != TS_OK || !target.partial ? status : add_up_splits(context, splits.count, target);
}

}  // namespace
}  // namespace ts::cuda
