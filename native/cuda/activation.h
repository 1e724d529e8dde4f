// The activations and their slopes, by the formulas of native/cpu/kernels/math.h.
#pragma once
#include <math.h>

#include "cuda/ptx.h"
#include "program/backend.h"

namespace ts::cuda {
namespace {

constexpr float kToLog2 = 1.44269504f;
// sqrt(2 / pi) and the cubic coefficient of the tanh form of GELU (Hendrycks & Gimpel 2016).
constexpr float kGeluScale = 0.7978845608f, kGeluCubic = 0.044715f;

// s = 1 / (1 + 2^-x) and 1 - s; the exponent is cut, so that no infinity comes to be multiplied by 0.
__device__ __forceinline__ void sigmoid(float x, float& s, float& rest) {
  const float power = exp2_fast(fminf(126.0f, -x));
  s = reciprocal_fast(1.0f + power);
  rest = power * s;
}
__device__ __forceinline__ float normal_cdf(float x) { return 0.5f * erfcf(x * -0.70710678f); }
// z of x sigmoid(z) = x (1 + tanh u) / 2, in powers of two.
__device__ __forceinline__ float gelu_exponent(float x) {
  return x * fmaf(2 * kGeluScale * kGeluCubic * kToLog2, x * x, 2 * kGeluScale * kToLog2);
}

template <int count>
__device__ __forceinline__ void activate(ts_activation kind, float (&x)[count]) {
  float s, rest;
  switch (kind) {
    case TS_GELU_TANH:
#pragma unroll
      for (int i = 0; i < count; i++) {
        sigmoid(gelu_exponent(x[i]), s, rest);
        x[i] *= s;
      }
      break;
    case TS_SILU:
#pragma unroll
      for (int i = 0; i < count; i++) {
        sigmoid(x[i] * kToLog2, s, rest);
        x[i] *= s;
      }
      break;
    case TS_RELU:
#pragma unroll
      for (int i = 0; i < count; i++) x[i] = x[i] > 0 || x[i] != x[i] ? x[i] : 0.0f;
      break;
    case TS_GELU_ERF:
#pragma unroll
      for (int i = 0; i < count; i++) x[i] *= normal_cdf(x[i]);
      break;
    case TS_IDENTITY:
      break;
  }
}

// Their slopes, in place.
template <int count>
__device__ __forceinline__ void slope(ts_activation kind, float (&x)[count]) {
  float s, rest;
  switch (kind) {
    case TS_GELU_TANH:
#pragma unroll
      for (int i = 0; i < count; i++) {
        sigmoid(gelu_exponent(x[i]), s, rest);
        const float dz = fmaf(6 * kGeluScale * kGeluCubic, x[i] * x[i], 2 * kGeluScale);
        x[i] = fmaf(x[i] * s * rest, dz, s);
      }
      break;
    case TS_SILU:
#pragma unroll
      for (int i = 0; i < count; i++) {
        sigmoid(x[i] * kToLog2, s, rest);
        x[i] = fmaf(x[i] * s, rest, s);
      }
      break;
    case TS_RELU:
#pragma unroll
      for (int i = 0; i < count; i++) x[i] = x[i] > 0 ? 1.0f : 0.0f;
      break;
    case TS_GELU_ERF:
#pragma unroll
      for (int i = 0; i < count; i++) {
        x[i] = fmaf(x[i], 0.3989422804f * exp2_fast(-0.5f * kToLog2 * x[i] * x[i]), normal_cdf(x[i]));
      }
      break;
    case TS_IDENTITY:
#pragma unroll
      for (int i = 0; i < count; i++) x[i] = 1.0f;
      break;
  }
}

}  // namespace
}  // namespace ts::cuda
