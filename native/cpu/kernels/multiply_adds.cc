// The machine's limit, for benchmarks: chains of multiply-adds that stay in registers.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/simd.h"

namespace ts::TS_NS {

int64_t multiply_adds(int64_t rounds) {
  // Enough chains that none waits for itself, few enough for the registers.
#if TS_LEVEL_avx512
  constexpr int kChains = 24;
#else
  constexpr int kChains = 12;
#endif
  F x[kChains];
  for (int i = 0; i < kChains; i++) x[i] = set1(static_cast<float>(i));
  const F keep = set1(0.999f), add = set1(0.001f);
  for (int64_t round = 0; round < rounds; round++) {
#pragma GCC unroll 24
    for (int i = 0; i < kChains; i++) x[i] = fma(x[i], keep, add);
  }
  F total = zero();
  for (int i = 0; i < kChains; i++) total = total + x[i];
  // The sum is looked at, so that no compiler leaves the work out; it is finite, so that adds nothing.
  return rounds * kChains * L * 2 + (sum(total) > 1e30f ? 1 : 0);
}

}  // namespace ts::TS_NS
