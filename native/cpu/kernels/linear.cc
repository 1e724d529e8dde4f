// y = act(x W^T + b), several weights side by side.
#include "cpu/kernels/linear.h"

#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"
#include "cpu/kernels/weight_gradient.h"

namespace ts::TS_NS {
namespace {

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

const float* joined_bias(int32_t parts, const ts_parameter* weight, const ts_parameter* bias, float* to) {
  bool any = false;
  int32_t columns = 0;
  for (int32_t i = 0; i < parts; i++) {
    any = any || bias[i].weights;
    columns += weight[i].rows;
  }
  if (!any) return nullptr;
  memset(to, 0, static_cast<size_t>(round_up(columns, kPanel)) * sizeof(float));
  for (int32_t i = 0, from = 0; i < parts; from += weight[i++].rows) {
    if (bias[i].weights)
      memcpy(to + from, parameter_data(bias[i]), static_cast<size_t>(weight[i].rows) * sizeof(float));
  }
  return to;
}

void multiply_rows(ts_context* context, const Product& whole) {
  if (whole.rows <= 0) return;
  const double work = product_work(whole.rows, whole.depth, whole.end, whole.b.precision);
  const Grid g = grid(context, whole.b, whole.rows, whole.end, work, tile_strips_for(whole.depth, whole.end));
  each_tile(context, g.tiles, work, [&](int32_t tile, int32_t) {
    const GridTile t = grid_tile(g, tile);
    const int64_t at = t.row * whole.ldc;
    Product m = whole;
    m.rows = t.rows;
    m.begin = t.begin;
    m.end = t.end;
    m.a += t.row * whole.lda;
    m.c += at;
    if (m.pre) m.pre += at;
    if (m.slope_at) m.slope_at += at;
    if (m.active) m.active += at;
    multiply(m);
  });
}

ts_status linear(ts_context* context, const ts_linear* p) {
  const Panels w = forward_panels(context, p->part_count, p->weight);
  if (!w.data) return TS_OUT_OF_MEMORY;
  void* const room = context_scratch(context, static_cast<size_t>(round_up(p->out, kPanel)) * sizeof(float));
  if (!room) return TS_OUT_OF_MEMORY;
  const int64_t row = p->rows.begin;
  Product m = plain_product(p->rows.end - p->rows.begin, p->in, p->out, p->x + row * p->in, w, p->y + row * p->out);
  m.bias = joined_bias(p->part_count, p->weight, p->bias, static_cast<float*>(room));
  m.activation = p->activation;
  m.pre = p->pre ? p->pre + row * p->out : nullptr;
  multiply_rows(context, m);
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
    Product m = plain_product(rows, p->out, p->in, dy, w, p->dx + row * p->in);
    m.accumulate = p->accumulate;
    multiply(m);
  });
  weight_gradient(context, g, workspace->base);
  return TS_OK;
}

}  // namespace ts::TS_NS
