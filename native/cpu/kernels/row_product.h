// How the rows and columns of a product with many rows are cut into tiles.
#pragma once
#include "cpu/kernels/gemm.h"
#include "cpu/kernels/tiles.h"

namespace {

// What a product of so many rows costs, as each_tile counts it. Few rows wait for the weights to be read.
inline double product_work(int32_t rows, int32_t depth, int32_t columns, ts_precision precision) {
  const double reading = precision == TS_INT8 ? 4 : precision == TS_BF16 ? 6 : 10;
  return (rows + reading) * depth * columns / L;
}

// Rows of a tile. Weights that are larger than the second cache are read anew for each tile, so it is a tall one.
inline int32_t tile_rows_for(int32_t depth, int32_t columns) {
  constexpr int64_t kLarge = 1 << 19;
  return (static_cast<int64_t>(depth) * columns > kLarge ? 16 : 8) * kRows;
}

// A grid of tiles over [rows, columns]: enough of them to keep all threads busy to the end.
struct Grid {
  int32_t rows, columns, tile_rows, tile_columns, across;
  int64_t tiles;
};

inline Grid grid(const ts_context* context, int32_t rows, int32_t columns, double work,
                 int32_t tile_rows = 8 * kRows) {
  Grid g = {rows, columns, tile_rows, columns, 1, 0};
  const int32_t threads = useful_threads(context, work);
  const int64_t down = ceil_div(rows, g.tile_rows);
  int64_t wanted = threads == 1 ? 1 : 4 * threads;
  // Few rows are done several panels at a time, as long as there are enough for all threads.
  if (rows <= kFewRows) wanted = imin(wanted, imax(threads, columns / (few_panels(rows) * kPanel)));
  if (down < wanted) {
    const int64_t groups = ceil_div(wanted, down);
    g.tile_columns = static_cast<int32_t>(round_up(ceil_div(columns, groups), kPanel));
  }
  g.across = static_cast<int32_t>(ceil_div(columns, g.tile_columns));
  g.tiles = down * g.across;
  return g;
}

struct GridTile {
  int32_t row, rows, begin, end;
};

TS_INLINE GridTile grid_tile(const Grid& g, int32_t tile) {
  const int32_t row = tile / g.across * g.tile_rows;
  const int32_t begin = tile % g.across * g.tile_columns;
  return {row, imin(g.tile_rows, g.rows - row), begin, imin(g.columns, begin + g.tile_columns)};
}

}  // namespace
