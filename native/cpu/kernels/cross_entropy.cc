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

// One row of logits becomes the gradient in place (when wanted); returns the loss. Rows stand `stride` apart and
// are filled up with minus infinity, so that all vectors are whole.
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
  const float loss = target < 0 ? 0.0f : top - at_target + logf(all);
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

}  // namespace

ts_status cross_entropy(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  const int32_t band = band_rows(*p);
  const int32_t V = p->vocab, C = p->width, stride = row_floats(V);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(band) * static_cast<size_t>(stride) * sizeof(float);
    return TS_OK;
  }
  const bool gradient = p->dx || p->d_weight;
  const float* const forward = weight_panels(context, 1, &p->weight, true);
  const float* const backward = forward && p->dx ? weight_panels(context, 1, &p->weight, false) : forward;
  if (!backward) return TS_OUT_OF_MEMORY;
  float* const z = static_cast<float*>(workspace->base);
  for (int32_t from = 0; from < p->rows; from += band) {
    const int32_t rows = imin(band, p->rows - from);
    const double work = 1.0 * rows * V * (C * (p->dx ? 2 : 1) + 20) / L;
    each_tile(context, ceil_div(rows, kRows), work, [=](int32_t tile, int32_t) {
      const int32_t begin = tile * kRows;
      float* const mine = z + static_cast<int64_t>(begin) * stride;
      Product m = {};
      m.rows = imin(kRows, rows - begin);
      m.depth = C;
      m.end = V;
      m.a = p->x + static_cast<int64_t>(from + begin) * C;
      m.lda = C;
      m.b = forward;
      m.c = mine;
      m.ldc = stride;
      m.activation = TS_IDENTITY;
      multiply(m);
      for (int32_t i = 0; i < m.rows; i++) {
        const int32_t n = from + begin + i;
        const float weight = p->scale * (p->loss_weights ? p->loss_weights[n] : 1.0f);
        p->losses[n] = softmax_row(mine + static_cast<int64_t>(i) * stride, V, stride, p->targets[n], weight, gradient);
      }
      if (!p->dx) return;
      m.depth = V;
      m.end = C;
      m.a = mine;
      m.lda = stride;
      m.b = backward;
      m.c = p->dx + static_cast<int64_t>(from + begin) * C;
      m.ldc = C;
      multiply(m);
    });
    if (!p->d_weight) continue;
    constexpr int32_t kVocab = 8 * kRows;
    each_tile(context, ceil_div(V, kVocab), 1.0 * rows * V * C / L, [=](int32_t tile, int32_t) {
      OuterProduct o = {};
      o.depth = rows;
      o.rows = imin(kVocab, V - tile * kVocab);
      o.columns = C;
      o.a = z + tile * kVocab;
      o.lda = stride;
      o.b = p->x + static_cast<int64_t>(from) * C;
      o.ldb = C;
      o.c = p->d_weight + static_cast<int64_t>(tile) * kVocab * C;
      o.ldc = C;
      o.accumulate = true;
      multiply_outer(o);
    });
  }
  return TS_OK;
}

}  // namespace ts::TS_NS
