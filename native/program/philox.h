// Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as
// 1, 2, 3"). A number is a function of (key, counter) alone, so results do not depend on threads or order.
// Only + - * / and sqrt of IEEE doubles are used, so the same bits come out on every machine.
// `static inline` on purpose: kernels compiled for several instruction sets include this file, kernels of a GPU too.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __CUDACC__
#define TS_PHILOX_FUNCTION static inline __host__ __device__
#else
#define TS_PHILOX_FUNCTION static inline
#endif

// What a stream of numbers is for, where one seed serves several: the counter's highest 32 bits.
enum { TS_PHILOX_INITIALISE = 1, TS_PHILOX_DROPOUT_KEY = 2 };

typedef struct ts_philox {
  uint32_t word[4];
} ts_philox;

TS_PHILOX_FUNCTION ts_philox ts_philox4x32(uint64_t key, uint64_t counter_low, uint64_t counter_high) {
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  uint32_t c0 = (uint32_t)counter_low, c1 = (uint32_t)(counter_low >> 32);
  uint32_t c2 = (uint32_t)counter_high, c3 = (uint32_t)(counter_high >> 32);
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = (uint64_t)0xD2511F53u * c0;
    const uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;
    const uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    const uint32_t n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)p1;
    c3 = (uint32_t)p0;
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const ts_philox out = {{c0, c1, c2, c3}};
  return out;
}

// The key of a dropout's masks: of operation number `operation` in a micro-batch with that seed.
TS_PHILOX_FUNCTION uint64_t ts_dropout_key(uint64_t seed, int32_t operation) {
  const ts_philox block = ts_philox4x32(seed, (uint64_t)operation, (uint64_t)TS_PHILOX_DROPOUT_KEY << 32);
  return (uint64_t)block.word[1] << 32 | block.word[0];
}

// Uniform in [0, 1) with 53 bits, exact in double.
static inline double ts_uniform53(uint32_t high, uint32_t low) {
  return (double)((((uint64_t)high << 32) | low) >> 11) * 0x1p-53;
}

// Natural logarithm of a positive normal double: m·2^e with m near 1, then 2·artanh((m-1)/(m+1)).
static inline double ts_portable_log(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  int exponent = (int)(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
  double m;
  memcpy(&m, &bits, 8);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent += 1;
  }
  double s = (m - 1.0) / (m + 1.0), s2 = s * s, sum = 0.0;
  for (int n = 23; n >= 1; n -= 2) sum = sum * s2 + 1.0 / (double)n;
  return (double)exponent * 0.6931471805599453 + 2.0 * s * sum;
}

// cos and sin of 2πu for u in [0, 1]: quarter turns exactly, the rest by Taylor's series on [-π/4, π/4].
static inline void ts_portable_turn(double u, double* cosine, double* sine) {
  double t = u * 4.0;
  int quarter = (int)(t + 0.5);
  double a = (t - (double)quarter) * 1.5707963267948966, a2 = a * a, c = 1.0, s = 1.0;
  for (int n = 18; n >= 2; n -= 2) {
    c = 1.0 - c * a2 * (1.0 / (double)(n * (n - 1)));
    s = 1.0 - s * a2 * (1.0 / (double)(n * (n + 1)));
  }
  s *= a;
  switch (quarter & 3) {
    case 0: *cosine = c; *sine = s; break;
    case 1: *cosine = -s; *sine = c; break;
    case 2: *cosine = -c; *sine = -s; break;
    default: *cosine = s; *sine = -c; break;
  }
}

// Four independent N(0, 1) numbers (Box & Muller 1958).
static inline void ts_normals(ts_philox random, double out[4]) {
  for (int pair = 0; pair < 4; pair += 2) {
    double u = ((double)random.word[pair] + 0.5) * 0x1p-32;  // strictly between 0 and 1
    double radius = sqrt(-2.0 * ts_portable_log(u)), c, s;
    ts_portable_turn(((double)random.word[pair + 1] + 0.5) * 0x1p-32, &c, &s);
    out[pair] = radius * c;
    out[pair + 1] = radius * s;
  }
}
