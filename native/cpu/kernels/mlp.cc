// y = act(x W1^T + b1) W2^T + b2, and its gradients. What is as wide as the middle exists for a chunk of rows at a time,
// but for the activation's argument where that is kept: so little memory is enough.
#include "cpu/kernels/gemm_amx.h"
#include "cpu/kernels/linear.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"
#include "cpu/kernels/weight_gradient.h"

namespace ts::TS_NS {
namespace {

// Rows of a chunk: fewer would be cut into too few tiles, and sums of the weights' gradients go to memory and back for each.
int32_t chunk_rows(int32_t rows, int32_t hidden) {
  constexpr int32_t kFewest = 2048, kMost = 4096, kNumbers = 1 << 20;
  return imin(rows, imax(kFewest, imin(kMost, kNumbers / hidden)));
}

// By AMX what stands between the two products of a forward pass is stored nowhere; else a tile of it is, for each thread.
#if TS_LEVEL_amx
constexpr bool kMiddleStored = false;
#else
constexpr bool kMiddleStored = true;
#endif

// Where the weights are so small that the second cache holds them, both products of a forward pass are done for so many
// strips of rows at a time, and what is as wide as the middle is still near when the second one reads it. Else 0.
int32_t strips_near(int32_t in, int32_t hidden, int32_t out) {
#if TS_LEVEL_amx
  return both_fit(in, hidden, out) ? tile_strips_for(in, hidden) : 0;
#else
  constexpr int64_t kNear = 1 << 19, kNumbers = 1 << 17;  // numbers of the weights, and of the middle of a tile
  if ((in + out) * static_cast<int64_t>(hidden) > kNear) return 0;
  return imax(8, imin(20, static_cast<int32_t>(kNumbers / hidden / kStrip)));
#endif
}

int64_t padded(int32_t columns) { return round_up(columns, kPanel); }

void activate_all(ts_context* context, ts_activation kind, const float* from, int64_t count, float* to) {
  constexpr int64_t kNumbers = 1 << 14;
  each_tile(context, ceil_div(count, kNumbers), 4.0 * count / L, [=](int32_t tile, int32_t) {
    const float* const x = from + tile * kNumbers;
    float* const y = to + tile * kNumbers;
    const int64_t left = count - tile * kNumbers;
    by_fours(
        left < kNumbers ? left : kNumbers,
        [=](int64_t i) TS_ALWAYS {
          F v[4] = {load(x + i), load(x + i + L), load(x + i + 2 * L), load(x + i + 3 * L)};
          activate_each(kind, v);
#pragma GCC unroll 4
          for (int j = 0; j < 4; j++) store(y + i + j * L, v[j]);
        },
        [=](int64_t i, int n) TS_ALWAYS {
          F v[1] = {load_n(x + i, n)};
          activate_each(kind, v);
          store_n(y + i, v[0], n);
        });
  });
}

struct Gradients {
  ts_context* context;
  const ts_mlp_backward* p;
  const float* bias1;
  float *pre, *act;  // [chunk, hidden]; the former becomes its gradient
  void* partial;     // of the weights' gradients
  bool one_chunk;    // so panels need not stay
  Panels first, second, first_turned;

  bool through() const { return p->dx || p->d_weight1 || p->d_bias1; }
};

// The panels as they are needed; where there are more chunks, all of them stay.
bool have(const Gradients& g, Panels& panels, const ts_parameter& weight, bool transposed) {
  if (panels.data) return true;
  if (g.one_chunk) done_with_panels(g.context);
  panels = training_panels(g.context, 1, &weight, transposed, true);
  return panels.data;
}

// Rows [from, from + rows).
ts_status chunk_gradients(Gradients& g, int64_t from, int32_t rows) {
  const ts_mlp_backward& p = *g.p;
  const float* const x = p.x + from * p.in;
  const float* const dy = p.dy + from * p.out;
  float* const pre = p.pre ? p.pre + from * p.hidden : g.pre;
  // Where the slopes are taken, what is activated comes along from the same sigmoids.
  const bool with_slopes = g.through() && p.activation != TS_IDENTITY;
  if (!p.pre) {
    if (!have(g, g.first, p.weight1, true)) return TS_OUT_OF_MEMORY;
    Product m = plain_product(rows, p.in, p.hidden, x, g.first, with_slopes ? pre : g.act);
    m.bias = g.bias1;
    if (!with_slopes) m.activation = p.activation;
    multiply_rows(g.context, m);
  } else if (!with_slopes && p.d_weight2) {
    activate_all(g.context, p.activation, pre, static_cast<int64_t>(rows) * p.hidden, g.act);
  }
  if (g.through()) {
    if (!have(g, g.second, p.weight2, false)) return TS_OUT_OF_MEMORY;
    Product m = plain_product(rows, p.out, p.hidden, dy, g.second, pre);
    m.activation = p.activation;
    m.slope_at = pre;
    if (with_slopes && p.d_weight2) m.active = g.act;
    multiply_rows(g.context, m);
  }
  weight_gradient(g.context, one_weight(rows, p.hidden, p.out, g.act, dy, &p.d_weight2, &p.d_bias2), g.partial);
  if (!g.through()) return TS_OK;
  if (p.dx) {
    if (!have(g, g.first_turned, p.weight1, false)) return TS_OUT_OF_MEMORY;
    Product d = plain_product(rows, p.hidden, p.in, pre, g.first_turned, p.dx + from * p.in);
    d.accumulate = p.accumulate;
    multiply_rows(g.context, d);
  }
  weight_gradient(g.context, one_weight(rows, p.in, p.hidden, x, pre, &p.d_weight1, &p.d_bias1), g.partial);
  return TS_OK;
}

struct Forward {
  const ts_mlp* p;
  Panels first, second;
  const float *bias1, *bias2;

  // Of rows [from, from + rows) what stands between, to `act`, and what comes of it.
  Product before(int64_t from, int32_t rows, float* act) const {
    Product m = plain_product(rows, p->in, p->hidden, p->x + from * p->in, first, act);
    m.bias = bias1;
    m.activation = p->activation;
    m.pre = p->pre ? p->pre + from * p->hidden : nullptr;
    return m;
  }
  Product after(int64_t from, int32_t rows, const float* act) const {
    Product m = plain_product(rows, p->hidden, p->out, act, second, p->y + from * p->out);
    m.bias = bias2;
    return m;
  }
};

// In training, tile by tile. `room`: where the middle is stored, for `strips` strips of each thread's.
ts_status both(ts_context* context, Forward f, int32_t strips, [[maybe_unused]] float* room) {
  const ts_mlp& p = *f.p;
  f.first = training_panels(context, 1, &p.weight1, true);
  f.second = training_panels(context, 1, &p.weight2, true);
  if (!f.first.data || !f.second.data) return TS_OUT_OF_MEMORY;
  const int32_t rows = p.rows.end - p.rows.begin;
  const double work = product_work(rows, p.hidden, p.in + p.out, TS_FLOAT32);
  const RowTiles tiles = row_tiles(rows, strips, useful_threads(context, work));
  each_tile(context, rows > 0 ? tiles.count : 0, work, [=](int32_t tile, [[maybe_unused]] int32_t worker) {
    const int64_t from = f.p->rows.begin + tiles.begin(tile);
    const int32_t count = tiles.begin(tile + 1) - tiles.begin(tile);
#if TS_LEVEL_amx
    multiply_both_by_amx(f.before(from, count, nullptr), f.after(from, count, nullptr));
#else
    float* const act = room + static_cast<int64_t>(worker) * strips * kStrip * f.p->hidden;
    multiply(f.before(from, count, act));
    multiply(f.after(from, count, act));
#endif
  });
  return TS_OK;
}

}  // namespace

// Making the argument of the activation again costs a sixth of the MLP's products, keeping it the memory of a batch. Of a
// narrow model five of eight are kept; of a model of middling width, of which they would be most of its memory, one; of a
// wide one, beside whose weights they are little, all. By AMX the products cost less, and other workspaces more: none, and
// one of four. Of a single MLP little would be saved.
ts_mlp_keeps mlp_keeps(ts_context*, const ts_mlp_shape* shape) {
  constexpr int32_t kMiddling = 256, kWide = 640;
#if TS_LEVEL_amx
  const int32_t of_middling = 0, of_wide = shape->count / 4;
#else
  const int32_t of_middling = 1, of_wide = shape->count;
#endif
  if (!shape->train || shape->out > kMostSloped) return TS_MLP_NONE;
  if (shape->count == 1) return TS_MLP_KEEPS_PRE;
  const int32_t kept = shape->in >= kWide       ? of_wide
                       : shape->in >= kMiddling ? of_middling
                                                : shape->count * 5 / 8;
  return shape->place < kept ? TS_MLP_KEEPS_PRE : TS_MLP_RECOMPUTES;
}

ts_status mlp(ts_context* context, const ts_mlp* p, ts_workspace* workspace) {
  const int32_t rows = p->rows.end - p->rows.begin;
  const int32_t chunk = chunk_rows(rows, p->hidden);
  const int32_t strips = strips_near(p->in, p->hidden, p->out);
  const int32_t tile_rows = kMiddleStored ? context_threads(context) * strips * kStrip : 0;
  // Few rows are cut into columns as well.
  const bool together =
      context_whole_texts(context) && strips > 0 && p->activation != TS_IDENTITY && rows >= tile_rows;
  const int64_t middle = static_cast<int64_t>(together ? tile_rows : chunk) * p->hidden;
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(middle + padded(p->hidden) + padded(p->out)) * sizeof(float);
    return TS_OK;
  }
  float* const act = static_cast<float*>(workspace->base);
  Forward f = {};
  f.p = p;
  f.bias1 = joined_bias(1, &p->weight1, &p->bias1, act + middle);
  f.bias2 = joined_bias(1, &p->weight2, &p->bias2, act + middle + padded(p->hidden));
  if (together) return both(context, f, strips, act);
  f.first = forward_panels(context, 1, &p->weight1);
  if (!f.first.data) return TS_OUT_OF_MEMORY;
  for (int64_t from = p->rows.begin; from < p->rows.end; from += chunk) {
    const int32_t count = imin(chunk, static_cast<int32_t>(p->rows.end - from));
    multiply_rows(context, f.before(from, count, act));
    if (!f.second.data) {
      if (rows <= chunk) done_with_panels(context);
      f.second = forward_panels(context, 1, &p->weight2);
      if (!f.second.data) return TS_OUT_OF_MEMORY;
    }
    multiply_rows(context, f.after(from, count, act));
  }
  return TS_OK;
}

ts_status mlp_backward(ts_context* context, const ts_mlp_backward* p, ts_workspace* workspace) {
  const int32_t chunk = chunk_rows(p->rows, p->hidden);
  const int64_t middle = static_cast<int64_t>(chunk) * p->hidden;
  if (!workspace->base) {
    const size_t first = weight_gradient_bytes(one_weight(chunk, p->in, p->hidden, nullptr, nullptr, nullptr, nullptr));
    const size_t second = weight_gradient_bytes(one_weight(chunk, p->hidden, p->out, nullptr, nullptr, nullptr, nullptr));
    workspace->bytes =
        static_cast<size_t>((p->pre ? 1 : 2) * middle + padded(p->hidden)) * sizeof(float) + (first > second ? first : second);
    return TS_OK;
  }
  Gradients g = {};
  g.context = context;
  g.p = p;
  g.act = static_cast<float*>(workspace->base);
  float* rest = g.act + middle;
  if (!p->pre) {
    g.pre = rest;
    rest += middle;
  }
  g.bias1 = joined_bias(1, &p->weight1, &p->bias1, rest);
  g.partial = rest + padded(p->hidden);
  g.one_chunk = p->rows <= chunk;
  for (int64_t from = 0; from < p->rows; from += chunk) {
    const ts_status status = chunk_gradients(g, from, imin(chunk, static_cast<int32_t>(p->rows - from)));
    if (status != TS_OK) return status;
  }
  return TS_OK;
}

}  // namespace ts::TS_NS
