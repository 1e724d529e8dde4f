// y = act(x W^T + b), several weights side by side.
#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"
#include "cpu/kernels/weight_gradient.h"

namespace ts::TS_NS {
namespace {

// The parts' biases one after another, padded to whole panels. NULL without any; `failed` when out of memory.
const float* joined_bias(ts_context* context, const ts_linear& p, bool* failed) {
  *failed = false;
  bool any = false;
  for (int32_t i = 0; i < p.part_count; i++) any = any || p.bias[i].weights;
  if (!any) return nullptr;
  const size_t bytes = static_cast<size_t>(round_up(p.out, kPanel)) * sizeof(float);
  float* const joined = static_cast<float*>(context_scratch(context, bytes));
  if (!joined) {
    *failed = true;
    return nullptr;
  }
  memset(joined, 0, bytes);
  int32_t from = 0;
  for (int32_t i = 0; i < p.part_count; i++) {
    const int32_t out = p.weight[i].rows;
    if (p.bias[i].weights)
      memcpy(joined + from, parameter_data(p.bias[i]), static_cast<size_t>(out) * sizeof(float));
    from += out;
  }
  return joined;
}

WeightGradient weight_part(const ts_linear_backward& p) {
  WeightGradient g = {};
  g.rows = p.rows;
  g.in = p.in;
  g.out = p.out;
  g.part_count = p.part_count;
  for (int32_t i = 0; i < p.part_count; i++) g.part_out[i] = p.weight[i].rows;
  g.dy = p.dy;
  g.x = p.x;
  g.d_weight = p.d_weight;
  g.d_bias = p.d_bias;
  return g;
}

}  // namespace

ts_status linear(ts_context* context, const ts_linear* p) {
  const Panels w = forward_panels(context, p->part_count, p->weight);
  if (!w.data) return TS_OUT_OF_MEMORY;
  bool no_memory;
  const float* const bias = joined_bias(context, *p, &no_memory);
  if (no_memory) return TS_OUT_OF_MEMORY;
  const int32_t rows = p->rows.end - p->rows.begin;
  if (rows <= 0) return TS_OK;
  const double work = product_work(rows, p->in, p->out, w.precision);
  const Grid g = grid(context, w, rows, p->out, work, tile_strips_for(p->in, p->out));
  each_tile(context, g.tiles, work, [=](int32_t tile, int32_t) {
    const GridTile t = grid_tile(g, tile);
    const int64_t row = p->rows.begin + t.row;
    Product m = {};
    m.rows = t.rows;
    m.depth = p->in;
    m.begin = t.begin;
    m.end = t.end;
    m.a = p->x + row * p->in;
    m.lda = p->in;
    m.b = w;
    m.c = p->y + row * p->out;
    m.ldc = p->out;
    m.bias = bias;
    m.activation = p->activation;
    m.pre = p->pre ? p->pre + row * p->out : nullptr;
    multiply(m);
  });
  return TS_OK;
}

ts_status linear_backward(ts_context* context, const ts_linear_backward* p, ts_workspace* workspace) {
  const WeightGradient g = weight_part(*p);
  if (!workspace->base) {
    workspace->bytes = weight_gradient_bytes(g);
    return TS_OK;
  }
  Panels w = {};
  if (p->dx) w = training_panels(context, p->part_count, p->weight, false);
  if (p->dx && !w.data) return TS_OUT_OF_MEMORY;
  const double work = 1.0 * p->rows * p->out * ((p->dx ? p->in : 0) + 20) / L;
  const RowTiles tiles = row_tiles(p->rows, tile_strips_for(p->out, p->in), useful_threads(context, work));
  each_tile(context, tiles.count, work, [=](int32_t tile, int32_t) {
    const int64_t row = tiles.begin(tile);
    const int32_t rows = tiles.begin(tile + 1) - tiles.begin(tile);
    float* const dy = p->dy + row * p->out;
    if (p->activation != TS_IDENTITY) {
      const float* const pre = p->pre + row * p->out;
      by_fours(
          static_cast<int64_t>(rows) * p->out,
          [=](int64_t i) TS_ALWAYS {
            F x[4] = {load(pre + i), load(pre + i + L), load(pre + i + 2 * L), load(pre + i + 3 * L)};
            slope_each(p->activation, x);
#pragma GCC unroll 4
            for (int j = 0; j < 4; j++) store(dy + i + j * L, load(dy + i + j * L) * x[j]);
          },
          [=](int64_t i, int n) TS_ALWAYS {
            F x[1] = {load_n(pre + i, n)};
            slope_each(p->activation, x);
            store_n(dy + i, load_n(dy + i, n) * x[0], n);
          });
    }
    if (!p->dx) return;
    Product m = {};
    m.rows = rows;
    m.depth = p->out;
    m.end = p->in;
    m.a = dy;
    m.lda = p->out;
    m.b = w;
    m.c = p->dx + row * p->in;
    m.ldc = p->in;
    m.accumulate = p->accumulate;
    m.activation = TS_IDENTITY;
    multiply(m);
  });
  weight_gradient(context, g, workspace->base);
  return TS_OK;
}

}  // namespace ts::TS_NS
