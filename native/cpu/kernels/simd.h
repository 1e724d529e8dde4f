// The vector type of a level: F holds L floats, I as many 32-bit integers, M says which lanes. `widen` makes an I
// of L integers of 8 bits.
//
// AVX-512: 16 lanes; AVX2: 8; base: 4, in the compiler's own portable vectors, without fused multiply-add.
// Everything is in an anonymous namespace, see kernels.h.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#if TS_LEVEL_avx512 || TS_LEVEL_avx2
#include <immintrin.h>
#endif

#define TS_INLINE inline __attribute__((always_inline))
#define TS_ALWAYS __attribute__((always_inline))

namespace {

#if TS_LEVEL_avx512
constexpr int L = 16;
#elif TS_LEVEL_avx2
constexpr int L = 8;
#else
constexpr int L = 4;
#endif

typedef float F __attribute__((vector_size(L * 4), may_alias));
typedef int32_t I __attribute__((vector_size(L * 4), may_alias));
typedef uint32_t U __attribute__((vector_size(L * 4), may_alias));
typedef float FU __attribute__((vector_size(L * 4), may_alias, aligned(4)));
typedef int32_t IU __attribute__((vector_size(L * 4), may_alias, aligned(4)));

TS_INLINE F zero() { return F{}; }
TS_INLINE F set1(float x) { return x - F{}; }  // x - 0 is x, bit for bit, -0 included
TS_INLINE I set1i(int32_t x) { return x - I{}; }
TS_INLINE F load(const float* p) { return *reinterpret_cast<const FU*>(p); }
TS_INLINE void store(float* p, F v) { *reinterpret_cast<FU*>(p) = v; }
TS_INLINE I loadi(const int32_t* p) { return *reinterpret_cast<const IU*>(p); }
TS_INLINE I bits(F v) { return reinterpret_cast<I>(v); }
TS_INLINE F from_bits(I v) { return reinterpret_cast<F>(v); }
TS_INLINE F to_float(I v) { return __builtin_convertvector(v, F); }

TS_INLINE I at_least(I a, I b) { return a > b ? a : b; }
TS_INLINE I at_most(I a, int32_t b) { return a < b ? a : set1i(b); }

// 0, 1, 2, ...
TS_INLINE I iota() {
  I v;
  for (int i = 0; i < L; i++) v[i] = i;
  return v;
}

#if TS_LEVEL_avx512

typedef __mmask16 M;
TS_INLINE M first_lanes(int n) { return n >= L ? 0xffff : static_cast<M>((1u << (n < 0 ? 0 : n)) - 1); }
TS_INLINE F load_some(const float* p, int n) { return _mm512_maskz_loadu_ps(first_lanes(n), p); }
TS_INLINE void store_some(float* p, F v, int n) { _mm512_mask_storeu_ps(p, first_lanes(n), v); }
TS_INLINE F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
TS_INLINE F fnma(F a, F b, F c) { return _mm512_fnmadd_ps(a, b, c); }
TS_INLINE F vmax(F a, F b) { return _mm512_max_ps(a, b); }
TS_INLINE F vmin(F a, F b) { return _mm512_min_ps(a, b); }
TS_INLINE F vsqrt(F a) { return _mm512_sqrt_ps(a); }
TS_INLINE F select(M m, F a, F b) { return _mm512_mask_blend_ps(m, b, a); }
TS_INLINE M less(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
TS_INLINE M lessi(I a, I b) { return _mm512_cmplt_epi32_mask((__m512i)a, (__m512i)b); }
TS_INLINE M both(M a, M b) { return a & b; }
TS_INLINE bool all(M m) { return m == 0xffff; }
TS_INLINE I nearest(F a) { return (I)_mm512_cvtps_epi32(a); }

TS_INLINE I widen(const int8_t* p) {
  return (I)_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}

#elif TS_LEVEL_avx2

typedef I M;
TS_INLINE M first_lanes(int n) { return iota() < set1i(n); }
TS_INLINE F load_some(const float* p, int n) { return _mm256_maskload_ps(p, (__m256i)first_lanes(n)); }
TS_INLINE void store_some(float* p, F v, int n) { _mm256_maskstore_ps(p, (__m256i)first_lanes(n), v); }
TS_INLINE F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
TS_INLINE F fnma(F a, F b, F c) { return _mm256_fnmadd_ps(a, b, c); }
TS_INLINE F vmax(F a, F b) { return _mm256_max_ps(a, b); }
TS_INLINE F vmin(F a, F b) { return _mm256_min_ps(a, b); }
TS_INLINE F vsqrt(F a) { return _mm256_sqrt_ps(a); }
TS_INLINE F select(M m, F a, F b) { return _mm256_blendv_ps(b, a, (__m256)m); }
TS_INLINE M less(F a, F b) { return a < b; }
TS_INLINE M lessi(I a, I b) { return a < b; }
TS_INLINE M both(M a, M b) { return a & b; }
TS_INLINE bool all(M m) { return _mm256_movemask_ps((__m256)m) == 0xff; }
TS_INLINE I nearest(F a) { return (I)_mm256_cvtps_epi32(a); }
TS_INLINE I widen(const int8_t* p) {
  return (I)_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
}

#else

typedef I M;
TS_INLINE M first_lanes(int n) { return iota() < set1i(n); }
TS_INLINE F load_some(const float* p, int n) {
  F v = zero();
  for (int i = 0; i < n; i++) v[i] = p[i];
  return v;
}
TS_INLINE void store_some(float* p, F v, int n) {
  for (int i = 0; i < n; i++) p[i] = v[i];
}
TS_INLINE F fma(F a, F b, F c) { return a * b + c; }
TS_INLINE F fnma(F a, F b, F c) { return c - a * b; }
TS_INLINE F select(M m, F a, F b) { return from_bits((bits(a) & m) | (bits(b) & ~m)); }
TS_INLINE F vmax(F a, F b) { return select(a > b, a, b); }  // as x86 does it: b when one is not a number
TS_INLINE F vmin(F a, F b) { return select(a < b, a, b); }
TS_INLINE F vsqrt(F a) {
  F r;
  for (int i = 0; i < L; i++) r[i] = sqrtf(a[i]);
  return r;
}
TS_INLINE M less(F a, F b) { return a < b; }
TS_INLINE M lessi(I a, I b) { return a < b; }
TS_INLINE M both(M a, M b) { return a & b; }
TS_INLINE bool all(M m) {
  bool whole = true;
  for (int i = 0; i < L; i++) whole = whole && m[i];
  return whole;
}
// To the nearest whole number, for |a| below 2^22: the addition drops the fraction.
TS_INLINE I nearest(F a) {
  const F shift = set1(12582912.0f);
  return bits(a + shift) - bits(shift);
}
TS_INLINE I widen(const int8_t* p) {
  I v;
  for (int i = 0; i < L; i++) v[i] = p[i];
  return v;
}

#endif

// While one is there, this thread's results that are too small for a normal float become 0. Without it the processor
// takes more than a hundred cycles for each of them, where kernels of this level let them occur.
struct FlushTiny {
#if TS_LEVEL_avx512
  static constexpr unsigned kFlush = 0x8000;
  const unsigned before = _mm_getcsr();
  FlushTiny() { _mm_setcsr(before | kFlush); }
  ~FlushTiny() { _mm_setcsr(before); }
  FlushTiny(const FlushTiny&) = delete;
#else
  FlushTiny() {}
  ~FlushTiny() {}
#endif
};

// The first n lanes, all where n >= L. Whole vectors go the plain way: masked stores are slow on some
// machines, and what they wrote is slow to read back.
TS_INLINE F load_n(const float* p, int n) { return n >= L ? load(p) : load_some(p, n); }
TS_INLINE void store_n(float* p, F v, int n) { n >= L ? store(p, v) : store_some(p, v, n); }

// Sum and maximum of all lanes, halves first: one fixed order.
#if TS_LEVEL_avx512
TS_INLINE float sum(F v) { return _mm512_reduce_add_ps(v); }
TS_INLINE float largest(F v) { return _mm512_reduce_max_ps(v); }
#else
TS_INLINE float sum(F v) {
  float x[L];
  memcpy(x, &v, sizeof x);
#pragma GCC unroll 4
  for (int half = L / 2; half > 0; half /= 2) {
#pragma GCC unroll 4
    for (int i = 0; i < half; i++) x[i] += x[i + half];
  }
  return x[0];
}
TS_INLINE float largest(F v) {
  float x[L];
  memcpy(x, &v, sizeof x);
  for (int half = L / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) x[i] = x[i] > x[i + half] ? x[i] : x[i + half];
  }
  return x[0];
}
#endif

// The sums of several vectors' lanes, each in the order of `sum`.
template <int Count>
TS_INLINE void sums(const F (&v)[Count], float* to) {
#if TS_LEVEL_avx512
  // Halves of two vectors are added at once.
  static_assert(Count == 16);
  __m512 x[8], y[4], z[2];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++)
    x[i] = _mm512_mask_blend_ps(0xff00, v[i], v[i + 8]) + _mm512_shuffle_f32x4(v[i], v[i + 8], 0x4e);
  const __m512i quarters = _mm512_setr_epi32(4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 24, 25, 26, 27);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    y[i] = _mm512_mask_blend_ps(0xf0f0, x[i], x[i + 4]) + _mm512_permutex2var_ps(x[i], quarters, x[i + 4]);
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) z[i] = _mm512_mask_blend_ps(0xcccc, y[i], y[i + 2]) + _mm512_shuffle_ps(y[i], y[i + 2], 0x4e);
  _mm512_storeu_ps(to, _mm512_mask_blend_ps(0xaaaa, z[0], z[1]) +
                           _mm512_permute_ps(_mm512_mask_blend_ps(0xaaaa, z[1], z[0]), 0xb1));
#elif TS_LEVEL_avx2
  static_assert(Count == 8);
  __m256 x[4], y[2];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    x[i] = _mm256_blend_ps(v[i], v[i + 4], 0xf0) + _mm256_permute2f128_ps(v[i], v[i + 4], 0x21);
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) y[i] = _mm256_blend_ps(x[i], x[i + 2], 0xcc) + _mm256_shuffle_ps(x[i], x[i + 2], 0x4e);
  _mm256_storeu_ps(to, _mm256_blend_ps(y[0], y[1], 0xaa) + _mm256_permute_ps(_mm256_blend_ps(y[1], y[0], 0xaa), 0xb1));
#else
  for (int i = 0; i < Count; i++) to[i] = sum(v[i]);
#endif
}

// Four vectors of which each group of four lanes is a row: rows become columns.
TS_INLINE void transpose4(F (&x)[4]) {
#if TS_LEVEL_avx512
  const __m512 a = _mm512_unpacklo_ps(x[0], x[1]), b = _mm512_unpackhi_ps(x[0], x[1]);
  const __m512 c = _mm512_unpacklo_ps(x[2], x[3]), d = _mm512_unpackhi_ps(x[2], x[3]);
  x[0] = _mm512_shuffle_ps(a, c, 0x44);
  x[1] = _mm512_shuffle_ps(a, c, 0xee);
  x[2] = _mm512_shuffle_ps(b, d, 0x44);
  x[3] = _mm512_shuffle_ps(b, d, 0xee);
#elif TS_LEVEL_avx2
  const __m256 a = _mm256_unpacklo_ps(x[0], x[1]), b = _mm256_unpackhi_ps(x[0], x[1]);
  const __m256 c = _mm256_unpacklo_ps(x[2], x[3]), d = _mm256_unpackhi_ps(x[2], x[3]);
  x[0] = _mm256_shuffle_ps(a, c, 0x44);
  x[1] = _mm256_shuffle_ps(a, c, 0xee);
  x[2] = _mm256_shuffle_ps(b, d, 0x44);
  x[3] = _mm256_shuffle_ps(b, d, 0xee);
#else
  F y[4];
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 4; j++) y[i][j] = x[j][i];
  }
  for (int i = 0; i < 4; i++) x[i] = y[i];
#endif
}

// x[d], lane r: the d-th of four floats of row r, which stands at p + r * stride. Rows from `count` on repeat
// the last one.
TS_INLINE void load_columns4(const float* p, int64_t stride, int count, F (&x)[4]) {
  const auto row = [=](int r) TS_ALWAYS { return p + (r < count ? r : count - 1) * stride; };
#if TS_LEVEL_avx512
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    __m512 v = _mm512_castps128_ps512(_mm_loadu_ps(row(i)));
    v = _mm512_insertf32x4(v, _mm_loadu_ps(row(i + 4)), 1);
    v = _mm512_insertf32x4(v, _mm_loadu_ps(row(i + 8)), 2);
    x[i] = _mm512_insertf32x4(v, _mm_loadu_ps(row(i + 12)), 3);
  }
#elif TS_LEVEL_avx2
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    x[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(row(i))), _mm_loadu_ps(row(i + 4)), 1);
  }
#else
  for (int i = 0; i < 4; i++) x[i] = load(row(i));
#endif
  transpose4(x);
}

// The way back, for the first `count` rows.
TS_INLINE void store_columns4(const F (&from)[4], float* p, int64_t stride, int count) {
  F x[4] = {from[0], from[1], from[2], from[3]};
  transpose4(x);
#if TS_LEVEL_avx512 || TS_LEVEL_avx2
  // Group g of x[i] is row 4 g + i.
  if (count >= L) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
#if TS_LEVEL_avx512
      _mm_storeu_ps(p + i * stride, _mm512_castps512_ps128(x[i]));
      _mm_storeu_ps(p + (i + 4) * stride, _mm512_extractf32x4_ps(x[i], 1));
      _mm_storeu_ps(p + (i + 8) * stride, _mm512_extractf32x4_ps(x[i], 2));
      _mm_storeu_ps(p + (i + 12) * stride, _mm512_extractf32x4_ps(x[i], 3));
#else
      _mm_storeu_ps(p + i * stride, _mm256_castps256_ps128(x[i]));
      _mm_storeu_ps(p + (i + 4) * stride, _mm256_extractf128_ps(x[i], 1));
#endif
    }
    return;
  }
#endif
  float rows[4][L];
  for (int i = 0; i < 4; i++) store(rows[i], x[i]);
  for (int r = 0; r < (count < L ? count : L); r++)
    memcpy(p + r * stride, rows[r % 4] + r / 4 * 4, 4 * sizeof(float));
}

}  // namespace
