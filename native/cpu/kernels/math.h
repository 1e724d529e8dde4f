// Exponential, logarithm and the activations, on vectors. The same polynomial on every level.
#pragma once
#include "cpu/kernels/simd.h"
#include "program/backend.h"

namespace {

// 2^n for whole n in [-126, 127].
TS_INLINE F power_of_two(I n) { return from_bits((n + 127) << 23); }

// The fraction part of the powers: 2^r for |r| <= 1/2, fitted for least relative error.
TS_INLINE F exp2_fraction(F r) {
  F p = set1(1.5353361959569156e-4f);
  p = fma(p, r, set1(1.3398873852565885e-3f));
  p = fma(p, r, set1(9.61843691766262e-3f));
  p = fma(p, r, set1(5.5503323674201965e-2f));
  p = fma(p, r, set1(2.4022647738456726e-1f));
  p = fma(p, r, set1(6.931471824645996e-1f));
  return fma(p, r, set1(1.0f));
}

// e^x within one unit in the last place; 0 below -87.3, infinity above 88.7, not a number stays so.
TS_INLINE F vexp(F x) {
  const F low = set1(-87.33654f);
  const M tiny = less(x, low);
  const F y = vmin(set1(88.8f), vmax(low, x));
  const I n = nearest(y * set1(1.44269504f));
  const F nf = to_float(n);
  F r = fnma(nf, set1(0.693359375f), y);
  r = fnma(nf, set1(-2.12194440e-4f), r);
  const F p = exp2_fraction(r * set1(1.44269504f));
  // 2^n in two factors: n reaches 128, where one alone would overflow before its time.
  const I half = n >> 1;
  return select(tiny, zero(), p * power_of_two(half) * power_of_two(n - half));
}

// 2^x for x <= 0 with a relative error of 1e-7, for the softmax of attention; of several vectors, step by step
// beside one another. Below -126 it stays near 2^-126, which vanishes beside the 1 that every softmax holds.
template <int Count>
TS_INLINE void vexp2_each(F (&x)[Count]) {
  F r[Count], p[Count];
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    const F y = vmax(set1(-126.0f), x[i]);
    // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits.
    x[i] = y + set1(12582912.0f);
    r[i] = y - (x[i] - set1(12582912.0f));
    p[i] = set1(1.326472731307149e-3f);
  }
  constexpr float kCoefficients[] = {9.671512991189957e-3f, 5.550733581185341e-2f, 2.4022242426872253e-1f,
                                     6.931470036506653e-1f, 1.0f};
#pragma GCC unroll 8
  for (int c = 0; c < 5; c++) {
#pragma GCC unroll 8
    for (int i = 0; i < Count; i++) p[i] = fma(p[i], r[i], set1(kCoefficients[c]));
  }
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) x[i] = from_bits(bits(p[i]) + (bits(x[i]) << 23));
}

TS_INLINE F vexp2(F x) {
  F one[1] = {x};
  vexp2_each(one);
  return one[0];
}

// log2(x) for normal x > 0: 2 atanh(t) / ln 2 by its series, where the mantissa is (1 + t) / (1 - t).
TS_INLINE F vlog2(F x) {
  // The mantissa is taken from [sqrt(1/2), sqrt(2)), where |t| < 0.172.
  const I shifted = bits(x) - 0x3f3504f3;
  const F exponent = to_float(shifted >> 23);
  const F m = from_bits((shifted & 0x007fffff) + 0x3f3504f3);
  const F t = (m - set1(1.0f)) / (m + set1(1.0f));
  const F square = t * t;
  F p = set1(1.0f / 9);
  p = fma(p, square, set1(1.0f / 7));
  p = fma(p, square, set1(1.0f / 5));
  p = fma(p, square, set1(1.0f / 3));
  p = fma(p, square, set1(1.0f));
  return fma(t * p, set1(2 * 1.44269504f), exponent);
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
