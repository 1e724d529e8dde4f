#include "cpu/kernels/weight_gradient.h"

#include "cpu/kernels/gemm.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

int32_t tile_out(int32_t out) { return even_piece(out, kOuterRows, kStrip); }

// How a shape is cut: output tiles, and splits of the rows where the output alone would occupy too few
// threads. A function of the shape only, so the sums have the same order on every machine.
struct Cut {
  int32_t tile_in, across, tiles, splits, split_rows;
};

Cut cut(const WeightGradient& g) {
  Cut c = {};
  c.tile_in = even_piece(g.in, kOuterColumns, kPanel);
  c.across = static_cast<int32_t>(ceil_div(g.in, c.tile_in));
  for (int32_t i = 0; i < g.part_count; i++)
    c.tiles += static_cast<int32_t>(ceil_div(g.part_out[i], tile_out(g.part_out[i]))) * c.across;
  constexpr int32_t kWantedTiles = 16, kFewestRows = 256;  // adding parts takes long
  c.splits = imin(static_cast<int32_t>(ceil_div(g.rows, kFewestRows)),
                  static_cast<int32_t>(ceil_div(kWantedTiles, imax(c.tiles, 1))));
  c.splits = imax(c.splits, 1);
  c.split_rows = static_cast<int32_t>(ceil_div(g.rows, c.splits));
  return c;
}

// Some whole rows at a time: one column of vectors after another would go through all of dy for each.
void sum_rows(const float* dy, int64_t stride, int32_t rows, int32_t width, float* to, bool add) {
  constexpr int32_t kTogether = 8;
  if (!add) memset(to, 0, static_cast<size_t>(width) * sizeof(float));
  for (int32_t n = 0; n < rows; n += kTogether, dy += kTogether * stride) {
    const int32_t count = imin(kTogether, rows - n);
    for (int32_t c = 0; c < width; c += L) {
      F total = load_n(to + c, width - c);
      for (int32_t i = 0; i < count; i++) total = total + load_n(dy + i * stride + c, width - c);
      store_n(to + c, total, width - c);
    }
  }
}

}  // namespace

WeightGradient one_weight(int32_t rows, int32_t in, int32_t out, const float* x, const float* dy, float* const* d_weight,
                          float* const* d_bias) {
  WeightGradient g = {};
  g.rows = rows;
  g.in = in;
  g.out = out;
  g.part_count = 1;
  g.part_out[0] = out;
  g.x = x;
  g.dy = dy;
  g.d_weight = d_weight;
  g.d_bias = d_bias;
  return g;
}

size_t weight_gradient_bytes(const WeightGradient& g) {
  const Cut c = cut(g);
  if (c.splits == 1) return 0;
  return static_cast<size_t>(c.splits) * static_cast<size_t>(g.out) * static_cast<size_t>(g.in + 1) *
         sizeof(float);
}

void weight_gradient(ts_context* context, const WeightGradient& g, void* workspace) {
  const Cut c = cut(g);
  const int64_t whole = static_cast<int64_t>(g.out) * (g.in + 1);  // floats of a split: weights, then biases
  float* const partial = static_cast<float*>(workspace);
  const double work = 1.0 * g.rows * g.out * g.in / L;
  each_tile(context, static_cast<int64_t>(c.tiles) * c.splits, work, [=](int32_t tile, int32_t) {
    const int32_t split = tile / c.tiles;
    const int32_t in_from = tile % c.tiles % c.across * c.tile_in;
    int32_t part = 0, part_from = 0, out_from = 0;
    for (int32_t block = tile % c.tiles / c.across;; part_from += g.part_out[part++]) {
      out_from = block * tile_out(g.part_out[part]);
      if (out_from < g.part_out[part]) break;
      block -= static_cast<int32_t>(ceil_div(g.part_out[part], tile_out(g.part_out[part])));
    }
    const int32_t begin = imin(g.rows, split * c.split_rows);
    const int32_t end = imin(g.rows, begin + c.split_rows);
    const bool direct = c.splits == 1;
    float* const base = partial + split * whole;
    OuterProduct o = {};
    o.depth = end - begin;
    o.rows = imin(tile_out(g.part_out[part]), g.part_out[part] - out_from);
    o.columns = imin(c.tile_in, g.in - in_from);
    const float* const dy = g.dy + part_from + out_from;
    if (g.d_weight[part]) {
      o.a = dy + static_cast<int64_t>(begin) * g.out;
      o.lda = g.out;
      o.b = g.x + static_cast<int64_t>(begin) * g.in + in_from;
      o.ldb = g.in;
      o.ldc = g.in;
      o.accumulate = direct;
      o.thirds = in_thirds(g.in, g.out);
      o.c = direct ? g.d_weight[part] + static_cast<int64_t>(out_from) * g.in + in_from
                   : base + static_cast<int64_t>(part_from + out_from) * g.in + in_from;
      multiply_outer(o);
    }
    if (g.d_bias[part] && in_from == 0) {
      float* const to = direct ? g.d_bias[part] + out_from
                               : base + static_cast<int64_t>(g.out) * g.in + part_from + out_from;
      sum_rows(dy + static_cast<int64_t>(begin) * g.out, g.out, end - begin, o.rows, to, direct);
    }
  });
  if (c.splits == 1) return;
  constexpr int32_t kFloats = 4096;
  int64_t from = 0;
  for (int32_t part = 0; part < g.part_count; part++) {
    for (int which = 0; which < 2; which++) {
      float* const d = which ? g.d_bias[part] : g.d_weight[part];
      if (!d) continue;
      const int32_t count = g.part_out[part] * (which ? 1 : g.in);
      const float* const mine = partial + (which ? static_cast<int64_t>(g.out) * g.in + from : from * g.in);
      each_tile(context, ceil_div(count, kFloats), 1.0 * count * c.splits / L, [=](int32_t tile, int32_t) {
        for (int32_t i = tile * kFloats; i < imin(count, (tile + 1) * kFloats); i += L) {
          F total = zero();
          for (int32_t s = 0; s < c.splits; s++) total = total + load_n(mine + s * whole + i, count - i);
          store_n(d + i, load_n(d + i, count - i) + total, count - i);
        }
      });
    }
    from += g.part_out[part];
  }
}

}  // namespace ts::TS_NS
