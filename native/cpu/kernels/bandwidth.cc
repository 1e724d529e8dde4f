// The machine's limit, for benchmarks: passes over memory that do nothing but read it, copy it, or add two arrays
// into a third.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/simd.h"

namespace ts::TS_NS {

namespace {

// Vectors in flight at once.
constexpr int kUnroll = 8;
constexpr int64_t kBlock = kUnroll * L;

// Sums enough that none waits for itself, few enough for the registers.
#if TS_LEVEL_avx512
constexpr int kSums = 16;
#else
constexpr int kSums = 12;
#endif

float read_pass(const float* a, int64_t floats) {
  F sums[kSums] = {};
  for (int64_t i = 0; i + kSums * L <= floats; i += kSums * L) {
#pragma GCC unroll 16
    for (int u = 0; u < kSums; u++) sums[u] = sums[u] + load(a + i + u * L);
  }
  F total = zero();
  for (int u = 0; u < kSums; u++) total = total + sums[u];
  return sum(total);
}

void copy_pass(float* to, const float* a, int64_t floats) {
  for (int64_t i = 0; i + kBlock <= floats; i += kBlock) {
    F x[kUnroll];
#pragma GCC unroll 8
    for (int u = 0; u < kUnroll; u++) x[u] = load(a + i + u * L);
#pragma GCC unroll 8
    for (int u = 0; u < kUnroll; u++) store(to + i + u * L, x[u]);
  }
}

void triad_pass(float* to, const float* a, const float* b, int64_t floats) {
  const F scale = set1(0.999f);
  for (int64_t i = 0; i + kBlock <= floats; i += kBlock) {
    F x[kUnroll];
#pragma GCC unroll 8
    for (int u = 0; u < kUnroll; u++) x[u] = fma(load(b + i + u * L), scale, load(a + i + u * L));
#pragma GCC unroll 8
    for (int u = 0; u < kUnroll; u++) store(to + i + u * L, x[u]);
  }
}

}  // namespace

int64_t memory_pass(int32_t kind, float* memory, int64_t floats) {
  if (kind == 0) {
    const int64_t whole = floats / (kSums * L) * (kSums * L);
    // The sum is looked at, so that no compiler leaves the work out.
    return read_pass(memory, whole) > 1e30f ? 0 : whole * 4;
  }
  // The arrays of a copy or a triad share the memory, so that the working set is the same for all three.
  const int64_t part = floats / (kind + 1) / kBlock * kBlock;
  float* const to = memory + kind * part;
  if (kind == 1) copy_pass(to, memory, part);
  if (kind == 2) triad_pass(to, memory, memory + part, part);
  return (kind + 1) * part * 4;
}

}  // namespace ts::TS_NS
