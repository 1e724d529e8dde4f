// Exponential, logarithm and the activations, on vectors. The same polynomial on every level.
#pragma once
#include "cpu/kernels/simd.h"
#include "program/backend.h"

namespace {

// e^x to about one unit in the last place; 0 below -87.3, infinity above 88.7, not a number stays so.
TS_INLINE F vexp(F x) {
  const F low = set1(-87.33654f);
  const M tiny = less(x, low);
  const F y = vmin(set1(88.8f), vmax(low, x));
  const I n = nearest(y * set1(1.44269504f));
  const F nf = to_float(n);
  F r = fnma(nf, set1(0.693359375f), y);
  r = fnma(nf, set1(-2.12194440e-4f), r);
  F p = set1(1.0f / 5040);
  p = fma(p, r, set1(1.0f / 720));
  p = fma(p, r, set1(1.0f / 120));
  p = fma(p, r, set1(1.0f / 24));
  p = fma(p, r, set1(1.0f / 6));
  p = fma(p, r, set1(0.5f));
  p = fma(p, r, set1(1.0f));
  p = fma(p, r, set1(1.0f));
  // 2^n in two factors: n reaches 128, where one alone would overflow before its time.
  const I half = n >> 1;
  const F a = from_bits((half + 127) << 23);
  const F b = from_bits((n - half + 127) << 23);
  return select(tiny, zero(), p * a * b);
}

// sqrt(2 / pi) and the cubic coefficient of the tanh form of GELU (Hendrycks & Gimpel 2016).
constexpr float kGeluScale = 0.7978845608f;
constexpr float kGeluCubic = 0.044715f;

// 1 / (1 + e^-x). The bound keeps e^-x finite, so that the derivative below never multiplies infinity by 0.
TS_INLINE F sigmoid(F x, F* complement) {
  const F e = vexp(vmin(set1(80.0f), zero() - x));
  const F s = set1(1.0f) / (set1(1.0f) + e);
  *complement = e * s;
  return s;
}

TS_INLINE F per_lane(F x, float (*f)(float)) {
  for (int i = 0; i < L; i++) x[i] = f(x[i]);
  return x;
}

// The normal distribution function.
TS_INLINE F normal_cdf(F x) { return set1(0.5f) * per_lane(x * set1(-0.70710678f), erfcf); }

TS_INLINE F activate(ts_activation kind, F x) {
  F rest;
  switch (kind) {
    case TS_GELU_TANH:
      // x (1 + tanh u) / 2 = x sigmoid(2u)
      return x * sigmoid(set1(2 * kGeluScale) * x * fma(set1(kGeluCubic) * x, x, set1(1.0f)), &rest);
    case TS_SILU:
      return x * sigmoid(x, &rest);
    case TS_RELU:
      return vmax(zero(), x);
    case TS_GELU_ERF:
      return x * normal_cdf(x);
    case TS_IDENTITY:
      break;
  }
  return x;
}

TS_INLINE F activation_slope(ts_activation kind, F x) {
  F rest;
  switch (kind) {
    case TS_GELU_TANH: {
      const F square = x * x;
      const F u = set1(2 * kGeluScale) * x * fma(set1(kGeluCubic), square, set1(1.0f));
      const F du = set1(2 * kGeluScale) * fma(set1(3 * kGeluCubic), square, set1(1.0f));
      const F s = sigmoid(u, &rest);
      return fma(x * s * rest, du, s);
    }
    case TS_SILU: {
      const F s = sigmoid(x, &rest);
      return fma(x * s, rest, s);
    }
    case TS_RELU:
      return select(less(zero(), x), set1(1.0f), zero());
    case TS_GELU_ERF:
      return fma(x, set1(0.3989422804f) * vexp(set1(-0.5f) * x * x), normal_cdf(x));
    case TS_IDENTITY:
      break;
  }
  return set1(1.0f);
}

}  // namespace
