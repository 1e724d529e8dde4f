// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): random numbers as a function of
// a key and a counter, so that nothing depends on the order or the thread they are drawn in. Only + - * / and sqrt
// of IEEE doubles are used, so the same bits come out on every machine. Plain C: kernels include it as well.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

// What a stream of numbers is for; the last word of the counter.
enum { TS_PHILOX_INITIALISE = 1, TS_PHILOX_DROPOUT_KEY = 2, TS_PHILOX_SAMPLE = 3, TS_PHILOX_DROPOUT = 4 };

typedef struct ts_philox_block {
  uint32_t word[4];
} ts_philox_block;

static inline ts_philox_block ts_philox(uint64_t key, uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3) {
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; ++round) {
    uint64_t a = (uint64_t)0xD2511F53u * c0, b = (uint64_t)0xCD9E8D57u * c2;
    uint32_t n0 = (uint32_t)(b >> 32) ^ c1 ^ k0, n2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
    c0 = n0;
    c1 = (uint32_t)b;
    c2 = n2;
    c3 = (uint32_t)a;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  ts_philox_block out = {{c0, c1, c2, c3}};
  return out;
}

// Strictly between 0 and 1.
static inline double ts_uniform(uint32_t word) { return ((double)word + 0.5) * (1.0 / 4294967296.0); }
// In [0, 1), 53 bits.
static inline double ts_uniform53(uint32_t high, uint32_t low) {
  return (double)((((uint64_t)high << 32) | low) >> 11) * (1.0 / 9007199254740992.0);
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

// cos and sin of 2πu for u in [0, 1]: a quarter turn exactly, the rest by Taylor's series on [-π/4, π/4].
static inline void ts_portable_turn(double u, double* cosine, double* sine) {
  double t = u * 4.0;
  int quarter = (int)(t + 0.5);
  double a = (t - (double)quarter) * 1.5707963267948966, a2 = a * a, c = 1.0, s = 1.0;
  for (int n = 18; n >= 2; n -= 2) {
    c = 1.0 - c * a2 / (double)(n * (n - 1));
    s = 1.0 - s * a2 / (double)(n * (n + 1));
  }
  s = s * a;
  switch (quarter & 3) {
    case 0: *cosine = c; *sine = s; break;
    case 1: *cosine = -s; *sine = c; break;
    case 2: *cosine = -c; *sine = -s; break;
    default: *cosine = s; *sine = -c; break;
  }
}

// Four independent N(0, 1) numbers (Box & Muller 1958).
static inline void ts_normals(ts_philox_block block, double out[4]) {
  for (int pair = 0; pair < 2; ++pair) {
    double radius = sqrt(-2.0 * ts_portable_log(ts_uniform(block.word[2 * pair])));
    double c, s;
    ts_portable_turn(ts_uniform(block.word[2 * pair + 1]), &c, &s);
    out[2 * pair] = radius * c;
    out[2 * pair + 1] = radius * s;
  }
}
