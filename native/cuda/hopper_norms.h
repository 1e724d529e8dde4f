// Products by the means of Hopper that take in the norm beside them: what linear_norm.cu asks first, as of hopper.h.
#pragma once
#include "cuda/hopper.h"

namespace ts::cuda {

// sum = other + a W^T + bias, y = normalise(sum) gain + shift.
struct HopperNormed {
  int32_t m, n, k;
  const bf16* a;      // [m, k]
  const bf16* weight; // [n, k]
  const float* bias;  // [n] or nullptr
  const bf16* other;  // [m, n]; may be sum
  bf16* sum;
  bf16* y;
  const float* gain;   // [n]
  const float* shift;  // or nullptr
  float* mean;         // [m]; nullptr: RMS norm
  float* rstd;
  float epsilon;
};

// d_sum += the gradient of a norm at dy = dz W; d_gain and d_bias are added to. W comes in `count` weights of n columns.
struct HopperNormGradient {
  int32_t m, n, k;
  const bf16* dz;  // [m, k]
  int32_t count;
  const bf16* weight[TS_MAX_PARTS];
  int32_t weight_rows[TS_MAX_PARTS];
  const bf16* x;  // [m, n]: what was normalised
  bf16* d_sum;
  const float* gain;
  const float* mean;  // nullptr: RMS norm
  const float* rstd;
  float* d_gain;  // or nullptr
  float* d_bias;  // or nullptr
};

bool hopper_takes(const ts_context* context, const HopperNormed& p);
size_t hopper_normed_bytes(const HopperNormed& p);
ts_status hopper_normed(ts_context* context, const HopperNormed& p, void* workspace);

bool hopper_takes(const ts_context* context, const HopperNormGradient& p);
size_t hopper_norm_gradient_bytes(const ts_context* context, const HopperNormGradient& p);
ts_status hopper_norm_gradient(ts_context* context, const HopperNormGradient& p, void* workspace);

}  // namespace ts::cuda
