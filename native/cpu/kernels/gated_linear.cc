// y = act(x Wg^T) * (x Wu^T): SwiGLU (Shazeer 2020) when the activation is SiLU.
#include "cpu/kernels/linear.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"
#include "cpu/kernels/weight_gradient.h"

namespace ts::TS_NS {
namespace {

constexpr int32_t kStrips = 4;
constexpr int32_t kTile = kStrips * kStrip;

WeightGradient weight_part(const ts_gated_linear_backward& p, const float* dy, float* const* d_weight) {
  static float* const none[1] = {nullptr};
  return one_weight(p.rows, p.in, p.out, p.x, dy, d_weight, none);
}

}  // namespace

ts_status gated_linear(ts_context* context, const ts_gated_linear* p, ts_workspace* workspace) {
  const int64_t block = static_cast<int64_t>(kTile) * p->out;
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(2 * block * context_threads(context)) * sizeof(float);
    return TS_OK;
  }
  const Panels gate = forward_panels(context, 1, &p->gate);
  const Panels up = forward_panels(context, 1, &p->up);
  if (!gate.data || !up.data) return TS_OUT_OF_MEMORY;
  float* const scratch = static_cast<float*>(workspace->base);
  const int32_t rows = p->rows.end - p->rows.begin;
  if (rows <= 0) return TS_OK;
  const double work = 2 * product_work(rows, p->in, p->out, gate.precision);
  const Grid cut = grid(context, gate, rows, p->out, work, kStrips);
  each_tile(context, cut.tiles, work, [=](int32_t tile, int32_t worker) {
    const GridTile t = grid_tile(cut, tile);
    const int64_t row = p->rows.begin + t.row;
    const float* const x = p->x + row * p->in;
    float* const g = p->gate_pre ? p->gate_pre + row * p->out : scratch + 2 * worker * block;
    float* const u = p->up_pre ? p->up_pre + row * p->out : scratch + (2 * worker + 1) * block;
    float* const y = p->y + row * p->out;
    Product m = plain_product(t.rows, p->in, p->out, x, gate, g);
    m.begin = t.begin;
    m.end = t.end;
    multiply(m);
    m.b = up;
    m.c = u;
    multiply(m);
    for (int32_t r = 0; r < t.rows; r++) {
      const int64_t from = static_cast<int64_t>(r) * p->out;
      for (int32_t n = t.begin; n < t.end; n += L) {
        const int count = t.end - n;
        F v[1] = {load_n(g + from + n, count)};
        activate_each(p->activation, v);
        store_n(y + from + n, v[0] * load_n(u + from + n, count), count);
      }
    }
  });
  return TS_OK;
}

ts_status gated_linear_backward(ts_context* context, const ts_gated_linear_backward* p,
                                ts_workspace* workspace) {
  const WeightGradient for_gate = weight_part(*p, p->gate_pre, &p->d_gate);
  const WeightGradient for_up = weight_part(*p, p->up_pre, &p->d_up);
  if (!workspace->base) {
    workspace->bytes = weight_gradient_bytes(for_gate);
    return TS_OK;
  }
  Panels gate = {}, up = {};
  if (p->dx) {
    gate = training_panels(context, 1, &p->gate, false);
    up = training_panels(context, 1, &p->up, false);
  }
  if (p->dx && (!gate.data || !up.data)) return TS_OUT_OF_MEMORY;
  const double work = 1.0 * p->rows * p->out * ((p->dx ? 2 * p->in : 0) + 20) / L;
  const RowTiles tiles = row_tiles(p->rows, kStrips, useful_threads(context, work));
  each_tile(context, tiles.count, work, [=](int32_t tile, int32_t) {
    const int64_t row = tiles.begin(tile);
    const int32_t rows = tiles.begin(tile + 1) - tiles.begin(tile);
    float* const g = p->gate_pre + row * p->out;
    float* const u = p->up_pre + row * p->out;
    const float* const dy = p->dy + row * p->out;
    const int64_t floats = static_cast<int64_t>(rows) * p->out;
    for (int64_t i = 0; i < floats; i += L) {
      const int n = static_cast<int>(floats - i < L ? floats - i : L);
      const F d = load_n(dy + i, n);
      const F other = load_n(u + i, n);
      F active[1] = {load_n(g + i, n)}, slope[1];
      activate_with_slopes(p->activation, active, slope);
      store_n(u + i, d * active[0], n);
      store_n(g + i, d * other * slope[0], n);
    }
    if (!p->dx) return;
    float* const dx = p->dx + row * p->in;
    Product m = plain_product(rows, p->out, p->in, g, gate, dx);
    m.accumulate = p->accumulate;
    multiply(m);
    m.a = u;
    m.b = up;
    m.accumulate = true;
    multiply(m);
  });
  weight_gradient(context, for_gate, workspace->base);
  weight_gradient(context, for_up, workspace->base);
  return TS_OK;
}

}  // namespace ts::TS_NS
