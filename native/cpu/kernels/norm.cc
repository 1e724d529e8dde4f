// Layer norm (Ba et al. 2016) and RMS norm (Zhang & Sennrich 2019), with the residual add fused.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

// Rows of a tile; the gradients of gain and bias are summed over these chunks first, then over the chunks.
constexpr int32_t kChunk = 64;

void norm_row(const ts_norm& p, int64_t row, const float* gain, const float* bias) {
  const int32_t C = p.width;
  const float* x = p.x + row * C;
  if (p.residual) {
    const float* const residual = p.residual + row * C;
    float* const total = p.sum + row * C;
    for (int32_t c = 0; c < C; c += L)
      store_n(total + c, load_n(x + c, C - c) + load_n(residual + c, C - c), C - c);
    x = total;
  }
  float mean = 0;
  if (p.kind == TS_LAYER_NORM) {
    F total = zero();
    for (int32_t c = 0; c < C; c += L) total = total + load_n(x + c, C - c);
    mean = sum(total) / static_cast<float>(C);
  }
  const F m = set1(mean);
  F squares = zero();
  for (int32_t c = 0; c < C; c += L) {
    const F d = C - c >= L ? load(x + c) - m : select(first_lanes(C - c), load_n(x + c, C - c) - m, zero());
    squares = fma(d, d, squares);
  }
  const float rstd = 1.0f / sqrtf(sum(squares) / static_cast<float>(C) + p.epsilon);
  const F r = set1(rstd);
  float* const y = p.y + row * C;
  for (int32_t c = 0; c < C; c += L) {
    F v = (load_n(x + c, C - c) - m) * r * load_n(gain + c, C - c);
    if (bias) v = v + load_n(bias + c, C - c);
    store_n(y + c, v, C - c);
  }
  if (p.mean) p.mean[row] = mean;
  if (p.rstd) p.rstd[row] = rstd;
}

// The gradient of one row; d_gain and d_bias are the chunk's own sums.
void norm_row_backward(const ts_norm_backward& p, int64_t row, const float* gain, float* d_gain,
                       float* d_bias) {
  const int32_t C = p.width;
  const bool centred = p.kind == TS_LAYER_NORM;
  const float* const x = p.sum + row * C;
  const float* const dy = p.dy + row * C;
  float* const dx = p.d_sum + row * C;
  const F m = set1(centred ? p.mean[row] : 0.0f);
  const F r = set1(p.rstd[row]);
  F along_one = zero(), along_x = zero();
  for (int32_t c = 0; c < C; c += L) {
    const int32_t n = C - c;
    const F g = load_n(dy + c, n);
    const F normal = (load_n(x + c, n) - m) * r;
    const F dn = g * load_n(gain + c, n);  // 0 past the end
    along_one = along_one + dn;
    along_x = fma(dn, normal, along_x);
    if (d_gain) store_n(d_gain + c, fma(g, normal, load_n(d_gain + c, n)), n);
    if (d_bias) store_n(d_bias + c, g + load_n(d_bias + c, n), n);
  }
  const F one = set1(centred ? sum(along_one) / static_cast<float>(C) : 0.0f);
  const F same = set1(sum(along_x) / static_cast<float>(C));
  for (int32_t c = 0; c < C; c += L) {
    const int32_t n = C - c;
    const F normal = (load_n(x + c, n) - m) * r;
    F d = fnma(normal, same, load_n(dy + c, n) * load_n(gain + c, n) - one) * r;
    if (p.accumulate) d = d + load_n(dx + c, n);
    store_n(dx + c, d, n);
  }
}

}  // namespace

ts_status norm(ts_context* context, const ts_norm* p) {
  const float* const gain = parameter_data(p->gain);
  const float* const bias = p->bias.weights ? parameter_data(p->bias) : nullptr;
  const int32_t rows = p->rows.end - p->rows.begin;
  each_tile(context, ceil_div(rows, kChunk), 8.0 * rows * p->width / L + 20.0 * rows,
            [=](int32_t tile, int32_t) {
              const int32_t begin = p->rows.begin + tile * kChunk;
              for (int32_t row = begin; row < imin(p->rows.end, begin + kChunk); row++)
                norm_row(*p, row, gain, bias);
            });
  return TS_OK;
}

ts_status norm_backward(ts_context* context, const ts_norm_backward* p, ts_workspace* workspace) {
  const int32_t C = p->width;
  const int32_t chunks = static_cast<int32_t>(ceil_div(p->rows, kChunk));
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(chunks) * 2 * static_cast<size_t>(C) * sizeof(float);
    return TS_OK;
  }
  float* const partial = static_cast<float*>(workspace->base);
  const float* const gain = parameter_data(p->gain);
  each_tile(context, chunks, 14.0 * p->rows * C / L + 30.0 * p->rows, [=](int32_t tile, int32_t) {
    float* const mine = partial + static_cast<int64_t>(tile) * 2 * C;
    memset(mine, 0, static_cast<size_t>(2 * C) * sizeof(float));
    for (int32_t row = tile * kChunk; row < imin(p->rows, (tile + 1) * kChunk); row++) {
      norm_row_backward(*p, row, gain, p->d_gain ? mine : nullptr, p->d_bias ? mine + C : nullptr);
    }
  });
  for (int which = 0; which < 2; which++) {
    float* const d = which ? p->d_bias : p->d_gain;
    if (!d) continue;
    for (int32_t c = 0; c < C; c += L) {
      F total = zero();
      for (int32_t i = 0; i < chunks; i++)
        total = total + load_n(partial + (2 * static_cast<int64_t>(i) + which) * C + c, C - c);
      store_n(d + c, load_n(d + c, C - c) + total, C - c);
    }
  }
  return TS_OK;
}

}  // namespace ts::TS_NS
