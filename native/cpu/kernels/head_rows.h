// What every way to the cross-entropy head does with a row.
#pragma once
#include "cpu/kernels/kernels.h"
#include "cpu/kernels/simd.h"

namespace {

// What a row's gradients are multiplied by.
TS_INLINE float row_weight(const ts_cross_entropy& p, float scale, int32_t row) {
  if (p.targets[row] < 0) return 0;
  return scale * (p.loss_weights ? p.loss_weights[row] : 1.0f);
}

// dx of a row: `others`, which may be dx itself, times its factor, and what the target's logit contributes.
TS_INLINE void finish_dx(const ts_cross_entropy& p, int32_t row, float weight, const float* others, float factor,
                         float target_gradient) {
  float* const dx = p.dx + static_cast<int64_t>(row) * p.width;
  if (weight == 0) {
    memset(dx, 0, static_cast<size_t>(p.width) * sizeof(float));
    return;
  }
  const float* const w = ts::parameter_data(p.weight) + static_cast<int64_t>(p.targets[row]) * p.width;
  for (int32_t c = 0; c < p.width; c += L) {
    const int32_t left = p.width - c;
    store_n(dx + c, fma(set1(target_gradient), load_n(w + c, left), load_n(others + c, left) * set1(factor)), left);
  }
}

// The weight's gradient grows by what a row's target contributes.
TS_INLINE void add_target(const ts_cross_entropy& p, int32_t row, float target_gradient) {
  float* const d = p.d_weight + static_cast<int64_t>(p.targets[row]) * p.width;
  const float* const x = p.x + static_cast<int64_t>(row) * p.width;
  for (int32_t c = 0; c < p.width; c += L) {
    const int32_t left = p.width - c;
    store_n(d + c, fma(set1(target_gradient), load_n(x + c, left), load_n(d + c, left)), left);
  }
}

}  // namespace
