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

#if TS_LEVEL_avx512
// Of 2^fraction. The fraction is cut off downwards, as the instruction that scales by 2^x does it with the exponent.
constexpr float kPowerCoefficients[] = {1.8671302133184103e-3f, 9.01703001879362e-3f, 5.579991332066547e-2f,
                                   2.401644500957059e-1f, 6.931513118094635e-1f, 1.0f};
#else
constexpr float kPowerCoefficients[] = {1.326472731307149e-3f, 9.671512991189957e-3f, 5.550733581185341e-2f,
                                   2.4022242426872253e-1f, 6.931470036506653e-1f, 1.0f};
#endif

// 2^r for fractions r, step by step beside one another.
template <int Count>
TS_INLINE void fraction_powers(const F (&r)[Count], F (&p)[Count]) {
#pragma GCC unroll 16
  for (int i = 0; i < Count; i++) p[i] = set1(kPowerCoefficients[0]);
#pragma GCC unroll 8
  for (int c = 1; c < 6; c++) {
#pragma GCC unroll 16
    for (int i = 0; i < Count; i++) p[i] = fma(p[i], r[i], set1(kPowerCoefficients[c]));
  }
}

// 2^x with a relative error of 1e-7 for several vectors, step by step beside one another: one alone would
// leave the machine waiting for its chain of dependent steps. x is cut to at least -126 (Low), at most 126 (High).
template <bool Low, bool High, int Count>
TS_INLINE void powers_at_once(F* x) {
  F r[Count], p[Count];
#pragma GCC unroll 16
  for (int i = 0; i < Count; i++) {
    if (Low) x[i] = vmax(set1(-126.0f), x[i]);
    if (High) x[i] = vmin(set1(126.0f), x[i]);
#if TS_LEVEL_avx512
    r[i] = _mm512_reduce_ps(x[i], _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
#else
    // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits.
    const F y = x[i];
    x[i] = y + set1(12582912.0f);
    r[i] = y - (x[i] - set1(12582912.0f));
#endif
  }
  fraction_powers(r, p);
#pragma GCC unroll 16
  for (int i = 0; i < Count; i++) {
#if TS_LEVEL_avx512
    x[i] = _mm512_scalef_ps(p[i], x[i]);
#else
    x[i] = from_bits(bits(p[i]) + (bits(x[i]) << 23));
#endif
  }
}

// As many at once as there are registers for.
template <bool Low, bool High, int Count>
TS_INLINE void powers(F (&x)[Count]) {
  constexpr int kMost = L == 16 ? 8 : 4;
#pragma GCC unroll 4
  for (int i = 0; i + kMost <= Count; i += kMost) powers_at_once<Low, High, kMost>(x + i);
  if constexpr (Count % kMost != 0) powers_at_once<Low, High, Count % kMost>(x + Count / kMost * kMost);
}

// For attention, where FlushTiny is in force. For any x: from 2^126 on the result is that or more, below 2^-126 that or
// less.
template <int Count>
TS_INLINE void vexp2_any(F (&x)[Count]) {
  powers<L != 16, L != 16>(x);
}
// For x that is at most 0 wherever the result is used.
template <int Count>
TS_INLINE void vexp2_negative(F (&x)[Count]) {
  powers<L != 16, false>(x);
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

// The natural logarithm of a sum of exponentials. vlog2 would take NaN and infinity for large numbers.
TS_INLINE float logarithm(float sum) { return (vlog2(set1(sum)) * set1(1 / 1.44269504f))[0] + (sum - sum); }

// sqrt(2 / pi) and the cubic coefficient of the tanh form of GELU (Hendrycks & Gimpel 2016).
constexpr float kGeluScale = 0.7978845608f;
constexpr float kGeluCubic = 0.044715f;

constexpr float kToLog2 = 1.44269504f;

TS_INLINE F per_lane(F x, float (*f)(float)) {
  for (int i = 0; i < L; i++) x[i] = f(x[i]);
  return x;
}

// The normal distribution function.
TS_INLINE F normal_cdf(F x) { return set1(0.5f) * per_lane(x * set1(-0.70710678f), erfcf); }

// For the activations that multiply by one: s = 1 / (1 + 2^-z) and rest = 1 - s, where x (1 + tanh u) / 2 = x sigmoid(2u).
// The exponent is cut, so that neither becomes infinity times 0 further on.
template <int Count>
TS_INLINE void sigmoids(ts_activation kind, const F (&x)[Count], F (&s)[Count], F (&rest)[Count]) {
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    if (kind == TS_GELU_TANH) {
      const F square = x[i] * x[i];
      rest[i] =
          x[i] * fma(set1(-2 * kGeluScale * kGeluCubic * kToLog2), square, set1(-2 * kGeluScale * kToLog2));
    } else {
      rest[i] = x[i] * set1(-kToLog2);
    }
  }
  powers<true, true>(rest);
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    s[i] = set1(1.0f) / (set1(1.0f) + rest[i]);
    rest[i] = rest[i] * s[i];
  }
}

// Activations of several vectors, in place, and their slopes.
template <int Count>
TS_INLINE void activate_with_slopes(ts_activation kind, F (&x)[Count], F (&slope)[Count]) {
  F s[Count], rest[Count];
  switch (kind) {
    case TS_GELU_TANH:
      sigmoids(TS_GELU_TANH, x, s, rest);
#pragma GCC unroll 8
      for (int i = 0; i < Count; i++) {
        const F square = x[i] * x[i];
        const F dz = fma(set1(6 * kGeluScale * kGeluCubic), square, set1(2 * kGeluScale));
        x[i] = x[i] * s[i];
        slope[i] = fma(x[i] * rest[i], dz, s[i]);
      }
      break;
    case TS_SILU:
      sigmoids(TS_SILU, x, s, rest);
#pragma GCC unroll 8
      for (int i = 0; i < Count; i++) {
        x[i] = x[i] * s[i];
        slope[i] = fma(x[i], rest[i], s[i]);
      }
      break;
    case TS_RELU:
      for (int i = 0; i < Count; i++) {
        slope[i] = select(less(zero(), x[i]), set1(1.0f), zero());
        x[i] = vmax(zero(), x[i]);
      }
      break;
    case TS_GELU_ERF:
      for (int i = 0; i < Count; i++) {
        const F cdf = normal_cdf(x[i]);
        slope[i] = fma(x[i], set1(0.3989422804f) * vexp(set1(-0.5f) * x[i] * x[i]), cdf);
        x[i] = x[i] * cdf;
      }
      break;
    case TS_IDENTITY:
      for (int i = 0; i < Count; i++) slope[i] = set1(1.0f);
      break;
  }
}

// One of both, in place: what the other alone needs, the compiler leaves out.
template <int Count>
TS_INLINE void activate_each(ts_activation kind, F (&x)[Count]) {
  F slope[Count];
  activate_with_slopes(kind, x, slope);
}
template <int Count>
TS_INLINE void slope_each(ts_activation kind, F (&x)[Count]) {
  F slope[Count];
  activate_with_slopes(kind, x, slope);
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) x[i] = slope[i];
}

// Over [0, count) floats: four(at) for whole groups of four vectors, then one(at, lanes) for what is left.
template <class Four, class One>
TS_INLINE void by_fours(int64_t count, Four four, One one) {
  int64_t i = 0;
  for (; i + 4 * L <= count; i += 4 * L) four(i);
  for (; i < count; i += L) one(i, static_cast<int>(count - i < L ? count - i : L));
}

}  // namespace
