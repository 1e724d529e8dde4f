// Products whose result has a row for each token: blocks that stay and take one tile after another, while the next
// steps' panels are on their way. The weights' panels stay in shared memory for the block's life where they fit, so
// that activations are all that is streamed.
//
// Which tile a product gets depends on its shape and on the device; its bits do not (see gemm.h).
#pragma once
#include "cuda/choices.h"
#include "cuda/gemm.h"
#include "cuda/gemm_float.h"
#include "cuda/gemm_operands.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// The steps along k of a block's tiles, one after another.
struct Cursor {
  int tile, segment, k;
  __device__ __forceinline__ void advance(const RowShape& shape, int stride) {
    k += kDepth;
    if (k < shape.k[segment]) return;
    k = 0;
    if (++segment < shape.segments) return;
    segment = 0;
    tile += stride;
  }
};

inline __host__ __device__ int32_t steps_of(const RowShape& shape) {
  int32_t steps = 0;
  for (int i = 0; i < shape.segments; i++) steps += ceil_div(shape.k[i], kDepth);
  return steps;
}

// A panel of weights across, [64][cols], with its columns in a direct tile's order.
template <class T, typename RowOf>
__device__ __forceinline__ void load_direct_panel(bf16* panel, const RowOf& row_of, int row_count, int col, int col_count) {
  constexpr int kInRow = T::cols / 8;
#pragma unroll 4
  for (int at = static_cast<int>(threadIdx.x); at < kDepth * kInRow; at += T::threads) {
    const int r = at / kInRow, chunk = at % kInRow, c = col + 8 * chunk;
    uint4 eight = make_uint4(0, 0, 0, 0);
    const bf16* const from = r < row_count && c < col_count ? row_of(r) : nullptr;  // nullptr: a row of zeros
    if (from) eight = *reinterpret_cast<const uint4*>(from + c);
    const uint32_t pairs[4] = {eight.x, eight.y, eight.z, eight.w};
#pragma unroll
    for (int j = 0; j < 4; j++) {
      *reinterpret_cast<uint32_t*>(panel + panel_at<T::cols>(r, chunk / 4 * 4 + j) + chunk % 4 * 2) = pairs[j];
    }
  }
}

// `Result`: `width`; start(col), where the sum of a column begins; (row, col, v) takes `width` sums, those from n on
// being of no use.
template <class T, bool b_across, bool aligned, bool kept, int stages, class A, class B, class Result>
__global__ void __launch_bounds__(T::threads, T::blocks)
    multiply_rows(const __grid_constant__ RowShape shape, const __grid_constant__ A a, const __grid_constant__ B b,
                  const __grid_constant__ Result result) {
  constexpr int kPanelA = T::rows * kDepth, kPanelB = T::cols * kDepth, kStage = kPanelA + (kept ? 0 : kPanelB);
  TS_DYNAMIC_SHARED(bf16, shared);
  const int steps = steps_of(shape), stride = static_cast<int>(gridDim.x);
  const int across_tiles = ceil_div(shape.n, T::cols), tiles = ceil_div(shape.m, T::rows) * across_tiles;
  bf16* const ring = shared + (kept ? steps * kPanelB : 0);
  float* const staging = reinterpret_cast<float*>(ring + stages * kStage);

  const auto load_weights = [&](bf16* panel, const Cursor& at) {
    const int n = at.tile % across_tiles * T::cols;
    if constexpr (T::direct && b_across) {
      static_assert(kept && aligned);  // once, so it may take its time
      load_direct_panel<T>(panel, [&](int r) { return b.row(at.segment, at.k + r); }, shape.k[at.segment] - at.k, n, shape.n);
    } else if constexpr (T::direct) {
      load_panel<T::cols, kDepth, T::threads, aligned>(
          panel,
          [&](int r) {
            const int own = n + direct_column(r);
            return own < shape.n ? b.row(at.segment, own) : nullptr;
          },
          b.any(), T::cols, at.k, shape.k[at.segment]);
    } else if constexpr (b_across) {
      load_panel<kDepth, T::cols, T::threads, aligned>(
          panel, [&](int r) { return b.row(at.segment, at.k + r); }, b.any(), shape.k[at.segment] - at.k, n, shape.n);
    } else {
      load_panel<T::cols, kDepth, T::threads, aligned>(
          panel, [&](int r) { return b.row(at.segment, n + r); }, b.any(), shape.n - n, at.k, shape.k[at.segment]);
    }
  };
  Cursor next = {static_cast<int>(blockIdx.x), 0, 0};
  if constexpr (kept) {
    // The grid is a multiple of the tiles side by side: a block's columns stay the same.
    Cursor at = next;
    for (int step = 0; step < steps; step++) {
      load_weights(shared + step * kPanelB, at);
      at.advance(shape, stride);
    }
  }
  const auto load_next = [&](int stage) {
    if (next.tile < tiles) {
      bf16* const panel = ring + stage * kStage;
      const int m = next.tile / across_tiles * T::rows;
      load_panel<T::rows, kDepth, T::threads, aligned>(
          panel, [&](int r) { return a.row(next.segment, m + r); }, a.any(), shape.m - m, next.k, shape.k[next.segment]);
      if constexpr (!kept) load_weights(panel + kPanelA, next);
      next.advance(shape, stride);
    }
    cp_async_commit();
  };
#pragma unroll
  for (int stage = 0; stage < stages - 1; stage++) load_next(stage);

  int stage = 0, free_stage = stages - 1;
  for (int tile = static_cast<int>(blockIdx.x); tile < tiles; tile += stride) {
    const int m = tile / across_tiles * T::rows, n = tile % across_tiles * T::cols;
    float acc[T::mi][T::ni][4];
    if (result.starts()) {
      const int first = T::warp_col() + lane_index() % 4 * 2;
#pragma unroll
      for (int j = 0; j < T::ni; j++) {
        const int col = n + (T::direct ? direct_column(first + 8 * j) : first + 8 * j);
        const float left = result.start(col), right = result.start(col + 1);
#pragma unroll
        for (int i = 0; i < T::mi; i++) {
          acc[i][j][0] = acc[i][j][2] = left;
          acc[i][j][1] = acc[i][j][3] = right;
        }
      }
    } else {
      clear(acc);
    }
    for (int step = 0; step < steps; step++) {
      cp_async_wait<stages - 2>();
      __syncthreads();
      load_next(free_stage);
      const bf16* const panel = ring + stage * kStage;
      multiply_panels<T, false, b_across>(acc, panel, kept ? shared + step * kPanelB : panel + kPanelA);
      free_stage = stage;
      stage = stage + 1 == stages ? 0 : stage + 1;
    }
    const auto inside = [&](int row, int col) { return m + row < shape.m && n + col < shape.n; };
    if constexpr (T::direct) {
      result.template take<T>(acc, m, n, inside);
    } else {
      for_each_row<T, Result::width>(acc, staging, [&](int row, int col, float(&v)[Result::width]) {
        if (inside(row, col)) result(m + row, n + col, v);
      });
    }
  }
  cp_async_wait<0>();
}

// ---- launchers ----

template <class T, bool kept, int stages>
size_t row_product_bytes(const RowShape& shape) {
  const size_t a = size_t{T::rows} * kDepth * sizeof(bf16), b = size_t{T::cols} * kDepth * sizeof(bf16);
  return (kept ? static_cast<size_t>(steps_of(shape)) * b : 0) + stages * (a + (kept ? 0 : b)) +
         T::staging_floats * sizeof(float);
}

template <class T, bool b_across, bool aligned, bool kept, int stages, class A, class B, class Result>
ts_status launch_rows(ts_context* context, const RowShape& shape, const A& a, const B& b, const Result& result) {
  const int32_t beside = ceil_div(shape.n, T::cols), tiles = ceil_div(shape.m, T::rows) * beside;
  const int32_t room = processors_of(context) * T::blocks;
  int32_t blocks = tiles < room ? tiles : room;
  if (kept && blocks < tiles) blocks = room < beside ? beside : room / beside * beside;
  const auto row_product = multiply_rows<T, b_across, aligned, kept, stages, A, B, Result>;
  TS_LAUNCH(context, row_product, static_cast<unsigned>(blocks), T::threads, (row_product_bytes<T, kept, stages>(shape)), shape,
            a, b, result);
  return TS_OK;
}

using TileOfFew = Tile<16, 64, 1, 4, 2>;
using TileSmall = Tile<64, 64, 2, 2, 3>;
using TileNarrow = Tile<128, 64, 4, 2, 2>;
using TileMiddle = Tile<128, 128, 4, 2, 2>;
using TileDeep = Tile<128, 128, 2, 2, 2>;  // fewer, larger parts: less shared memory read for each product
using TileWide = Tile<128, 256, 2, 4, 1>;

// Tiles of few columns: what they cost is reading and writing rows.
using TileThin64 = Direct<Tile<128, 64, 4, 2, 2>>;
using TileThin128 = Direct<Tile<128, 128, 4, 2, 2>>;
using TileThin192 = Direct<Tile<64, 192, 2, 2, 3>>;
using TileThin256 = Direct<Tile<64, 256, 2, 4, 2>>;

// Chooses the tile. `aligned`: all of a and b can be reached 16 bytes at a time.
template <bool b_across, class A, class B, class Result>
ts_status product_rows(ts_context* context, bool aligned, const RowShape& shape, const A& a, const B& b, const Result& result) {
  if (shape.m <= 0) return TS_OK;
  if constexpr (sizeof(typename A::Number) == 4) {
    return product_rows_float<b_across>(context, shape, a, b, result);
  } else {
    // Two blocks of a multiprocessor, one of which computes while the other writes; each costs 1 KB by itself.
    const size_t most = shared_limit(context), half = most / 2 - 512;
#define TS_ROWS(T, aligned, kept, stages) launch_rows<T, b_across, aligned, kept, stages>(context, shape, a, b, result)
#define TS_ROWS_IF_FITS(T, kept, stages, room) \
  if (row_product_bytes<T, kept, stages>(shape) <= (room)) return TS_ROWS(T, true, kept, stages)
    if (!aligned) return TS_ROWS(TileSmall, false, false, 3);
    if (shape.m <= 16) return TS_ROWS(TileOfFew, true, false, 6);
    const int32_t processors = processors_of(context);
    if constexpr (Result::width == 8) {
      if (choice("THIN", 2) > 0 && ceil_div(shape.m, 128) >= processors) {
        const int32_t left = shape.n % 256;
        if (shape.n <= 64) TS_ROWS_IF_FITS(TileThin64, true, 3, half);
        if constexpr (!b_across) {  // adding to what is there takes too many registers
          if (shape.n > 128 && shape.n <= 192) TS_ROWS_IF_FITS(TileThin192, true, 4, most / 3 - 512);
        }
        if (left == 0 || left > 128) TS_ROWS_IF_FITS(TileThin256, true, 4, half);
        TS_ROWS_IF_FITS(TileThin128, true, 3, half);
      }
    }
    const auto fills = [&](int32_t cols) { return ceil_div(shape.m, 128) * ceil_div(shape.n, cols) >= processors; };
    if (fills(128)) {
      if (shape.n % 128 == 0 || shape.n > 192) {
        TS_ROWS_IF_FITS(TileMiddle, true, 3, half);
        TS_ROWS_IF_FITS(TileDeep, true, 2, half);
      } else {
        TS_ROWS_IF_FITS(TileNarrow, true, 3, half);
      }
    }
    if (shape.n > 128 && fills(256)) TS_ROWS_IF_FITS(TileWide, false, 3, most);
    if (shape.n > 64 && fills(128)) TS_ROWS_IF_FITS(TileDeep, false, 3, most);
    return TS_ROWS(TileSmall, true, false, 3);
#undef TS_ROWS_IF_FITS
#undef TS_ROWS
  }
}

}  // namespace
}  // namespace ts::cuda
