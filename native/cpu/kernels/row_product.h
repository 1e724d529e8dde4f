// How the rows and columns of a product with many rows are cut into tiles.
#pragma once
#include "cpu/kernels/gemm.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {

// Rows cut into tiles of whole strips, as even as can be: threads that begin with equal shares end together.
struct RowTiles {
  int32_t rows, strip, strips, count;

  TS_INLINE int32_t begin(int32_t tile) const {
    return imin(rows, static_cast<int32_t>(static_cast<int64_t>(strips) * tile / count) * strip);
  }
};

}  // namespace ts::TS_NS

namespace {

// What a product of so many rows costs, as each_tile counts it. Few rows wait for the weights to be read.
inline double product_work(int32_t rows, int32_t depth, int32_t columns, ts_precision precision) {
  const double reading = precision == TS_INT8 ? 4 : precision == TS_BF16 ? 6 : 10;
  return (rows + reading) * depth * columns / L;
}

// Tiles of at most `most` strips, a multiple of `threads` where there are strips enough.
inline ts::TS_NS::RowTiles row_tiles(int32_t rows, int32_t most, int32_t threads, int32_t strip = kStrip) {
  const int32_t strips = static_cast<int32_t>(ceil_div(rows, strip));
  const int32_t count = static_cast<int32_t>(round_up(ceil_div(strips, most), threads));
  return {rows, strip, strips, imin(count, imax(strips, 1))};
}

// Strips of a tile. Weights that are larger than the second cache are read anew for each tile, so it is a tall one, of as
// many rows as take half of that cache; by AMX the first rows of a tile are rearranged before others are multiplied.
inline int32_t tile_strips_for([[maybe_unused]] int32_t depth, [[maybe_unused]] int32_t columns) {
#if TS_LEVEL_amx
  return 20;
#else
  constexpr int64_t kLarge = 1 << 19, kRowsFloats = 1 << 18;
  if (static_cast<int64_t>(depth) * columns <= kLarge) return 8;
  return imax(4, imin(20, static_cast<int32_t>(kRowsFloats / kRows / depth)));
#endif
}

// A grid of tiles over [rows, columns]: enough of them to keep all threads busy to the end.
struct Grid {
  ts::TS_NS::RowTiles down;
  int32_t columns, tile_columns, across;
  int64_t tiles;
};

inline Grid grid(const ts_context* context, const ts::TS_NS::Panels& panels, int32_t rows, int32_t columns, double work,
                 int32_t strips = 8) {
  const int32_t threads = useful_threads(context, work);
  Grid g = {row_tiles(rows, strips, threads, panels.thirds ? kStrip : kRows), columns, columns, 1, 0};
  int64_t wanted = threads == 1 ? 1 : 4 * threads;
  // Few rows are done several panels at a time, as long as there are enough for all threads.
  if (rows <= kFewRows) wanted = imin(wanted, imax(threads, columns / (few_panels(rows) * kPanel)));
  if (g.down.count < wanted) {
    const int64_t groups = ceil_div(wanted, g.down.count);
    g.tile_columns = static_cast<int32_t>(round_up(ceil_div(columns, groups), kPanel));
  }
  g.across = static_cast<int32_t>(ceil_div(columns, g.tile_columns));
  g.tiles = static_cast<int64_t>(g.down.count) * g.across;
  return g;
}

struct GridTile {
  int32_t row, rows, begin, end;
};

TS_INLINE GridTile grid_tile(const Grid& g, int32_t tile) {
  const int32_t row = g.down.begin(tile / g.across);
  const int32_t begin = tile % g.across * g.tile_columns;
  return {row, g.down.begin(tile / g.across + 1) - row, begin, imin(g.columns, begin + g.tile_columns)};
}

}  // namespace
