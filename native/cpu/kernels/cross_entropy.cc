// The cross-entropy head: linear layer, softmax and loss in one, with the gradients of both its inputs. The
// rows are worked through in bands; only one band's logits exist at a time, and its gradients in their place.
#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"

namespace ts::TS_NS {
namespace {

constexpr int kTogether = 4;  // vectors of logits that are worked on side by side

int32_t row_floats(int32_t vocab) { return static_cast<int32_t>(round_up(vocab, kTogether * L)); }

// Rows of a band: about 4 MB of logits, a function of the shape only.
int32_t band_rows(const ts_cross_entropy& p) {
  constexpr int64_t kFloats = 1 << 20;
  int64_t rows = kFloats / p.vocab / kRows * kRows;
  if (rows < 8 * kRows) rows = 8 * kRows;
  if (rows > 32 * kRows) rows = 32 * kRows;
  return static_cast<int32_t>(rows);
}

// One row of logits becomes the gradient in place (when wanted); returns the loss. Rows stand `stride` apart
// and are filled up with minus infinity, so that all vectors are whole.
float softmax_row(float* z, int32_t V, int32_t stride, int32_t target, float weight, bool gradient) {
  for (int32_t v = V; v < stride; v++) z[v] = -INFINITY;
  F high[kTogether];
  for (int j = 0; j < kTogether; j++) high[j] = set1(-INFINITY);
  for (int32_t v = 0; v < stride; v += kTogether * L) {
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) high[j] = vmax(high[j], load(z + v + j * L));
  }
  const float top = largest(vmax(vmax(high[0], high[1]), vmax(high[2], high[3])));
  const float at_target = target < 0 ? top : z[target];
  F total[kTogether] = {zero(), zero(), zero(), zero()};
  for (int32_t v = 0; v < stride; v += kTogether * L) {
    F e[kTogether];
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) e[j] = (load(z + v + j * L) - set1(top)) * set1(kToLog2);
    vexp2_each(e);
    // The filling came out as 2^-126 and counts for nothing beside the largest one's 1.
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) {
      total[j] = total[j] + e[j];
      store(z + v + j * L, e[j]);
    }
  }
  const float all = sum((total[0] + total[1]) + (total[2] + total[3]));
  const float loss = target < 0 ? 0.0f : top - at_target + (vlog2(set1(all)) * set1(1 / kToLog2))[0];
  if (!gradient) return loss;
  if (target < 0 || weight == 0) {
    memset(z, 0, static_cast<size_t>(stride) * sizeof(float));
    return loss;
  }
  const F share = set1(weight / all);
  for (int32_t v = 0; v < stride; v += kTogether * L) {
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) store(z + v + j * L, load(z + v + j * L) * share);
  }
  z[target] -= weight;
  return loss;
}

// A band of rows on its way through the head.
struct Band {
  const ts_cross_entropy* p;
  Panels forward, backward;  // of W^T and of W
  float* z;  // [rows][stride]
  int32_t from, rows, stride;
  float scale;
};

// Logits of rows [row, row + rows) of the band, columns [begin, end).
void band_logits(const Band& b, int32_t row, int32_t rows, int32_t begin, int32_t end) {
  Product m = {};
  m.rows = rows;
  m.depth = b.p->width;
  m.begin = begin;
  m.end = end;
  m.a = b.p->x + static_cast<int64_t>(b.from + row) * b.p->width;
  m.lda = b.p->width;
  m.b = b.forward;
  m.c = b.z + static_cast<int64_t>(row) * b.stride;
  m.ldc = b.stride;
  m.activation = TS_IDENTITY;
  multiply(m);
}

void band_softmax(const Band& b, int32_t row, int32_t rows) {
  const ts_cross_entropy& p = *b.p;
  for (int32_t i = row; i < row + rows; i++) {
    const int32_t n = b.from + i;
    const float weight = b.scale * (p.loss_weights ? p.loss_weights[n] : 1.0f);
    float* const z = b.z + static_cast<int64_t>(i) * b.stride;
    p.losses[n] = softmax_row(z, p.vocab, b.stride, p.targets[n], weight, p.dx || p.d_weight);
  }
}

void band_dx(const Band& b, int32_t row, int32_t rows, int32_t begin, int32_t end) {
  Product m = {};
  m.rows = rows;
  m.depth = b.p->vocab;
  m.begin = begin;
  m.end = end;
  m.a = b.z + static_cast<int64_t>(row) * b.stride;
  m.lda = b.stride;
  m.b = b.backward;
  m.c = b.p->dx + static_cast<int64_t>(b.from + row) * b.p->width;
  m.ldc = b.p->width;
  m.activation = TS_IDENTITY;
  multiply(m);
}

// A small head: a few rows at a time all the way, while they are in the cache.
void narrow_band(ts_context* context, const Band& b) {
  const int32_t V = b.p->vocab, C = b.p->width;
  const double work = 1.0 * b.rows * V * (C * (b.p->dx ? 2 : 1) + 20) / L;
  each_tile(context, ceil_div(b.rows, kRows), work, [&b, V, C](int32_t tile, int32_t) {
    const int32_t row = tile * kRows;
    const int32_t rows = imin(kRows, b.rows - row);
    band_logits(b, row, rows, 0, V);
    band_softmax(b, row, rows);
    if (b.p->dx) band_dx(b, row, rows, 0, C);
  });
}

// A large head: W is read once for many rows, so each stage is finished for the whole band.
void wide_band(ts_context* context, const Band& b) {
  const int32_t V = b.p->vocab, C = b.p->width;
  const double work = 1.0 * b.rows * V * C / L;
  const Grid across = grid(context, b.rows, V, work);
  each_tile(context, across.tiles, work, [&b, across](int32_t tile, int32_t) {
    const GridTile t = grid_tile(across, tile);
    band_logits(b, t.row, t.rows, t.begin, t.end);
  });
  constexpr int32_t kFew = 4;
  each_tile(context, ceil_div(b.rows, kFew), 20.0 * b.rows * V / L,
            [&b](int32_t tile, int32_t) { band_softmax(b, tile * kFew, imin(kFew, b.rows - tile * kFew)); });
  if (!b.p->dx) return;
  const Grid back = grid(context, b.rows, C, work);
  each_tile(context, back.tiles, work, [&b, back](int32_t tile, int32_t) {
    const GridTile t = grid_tile(back, tile);
    band_dx(b, t.row, t.rows, t.begin, t.end);
  });
}

// The band's share of d_weight.
void band_weight(ts_context* context, const Band& b) {
  const int32_t V = b.p->vocab, C = b.p->width;
  constexpr int32_t kVocab =
      kOuterRows / 2;  // small enough that the last tile keeps no thread waiting for long
  each_tile(context, ceil_div(V, kVocab), 1.0 * b.rows * V * C / L, [&b, V, C](int32_t tile, int32_t) {
    OuterProduct o = {};
    o.depth = b.rows;
    o.rows = imin(kVocab, V - tile * kVocab);
    o.columns = C;
    o.a = b.z + tile * kVocab;
    o.lda = b.stride;
    o.b = b.p->x + static_cast<int64_t>(b.from) * C;
    o.ldb = C;
    o.c = b.p->d_weight + static_cast<int64_t>(tile) * kVocab * C;
    o.ldc = C;
    o.accumulate = true;
    multiply_outer(o);
  });
}

}  // namespace

ts_status cross_entropy(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  const int32_t rows = band_rows(*p), stride = row_floats(p->vocab);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(rows) * static_cast<size_t>(stride) * sizeof(float);
    return TS_OK;
  }
  Band band = {p, weight_panels(context, 1, &p->weight, true), {}, static_cast<float*>(workspace->base), 0, 0,
               stride, context_variables(context).loss_scale};
  if (p->dx) band.backward = weight_panels(context, 1, &p->weight, false);
  if (!band.forward.data || (p->dx && !band.backward.data)) return TS_OUT_OF_MEMORY;
  constexpr int64_t kSmall = 1 << 18;  // floats of W that the second cache holds
  const bool small = static_cast<int64_t>(p->vocab) * p->width <= kSmall;
  for (band.from = 0; band.from < p->rows; band.from += rows) {
    band.rows = imin(rows, p->rows - band.from);
    small ? narrow_band(context, band) : wide_band(context, band);
    if (p->d_weight) band_weight(context, band);
  }
  return TS_OK;
}

}  // namespace ts::TS_NS
