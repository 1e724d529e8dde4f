// Asking the caches for what is needed soon.
#pragma once
#include "cpu/kernels/simd.h"

namespace {

constexpr int64_t kLine = 64 / sizeof(float);  // floats of a cache line

// Rows that lie apart, which will be read soon; those who work on something else meanwhile ask for some at a time.
struct Ahead {
  const float* from;
  int64_t stride;
  int32_t rows, width;
  int32_t asked;

  // As many of the rows as make `done` of `all`.
  TS_INLINE void ask(int32_t done, int32_t all) {
    const int32_t until = static_cast<int32_t>(static_cast<int64_t>(rows) * done / all);
    for (; asked < until; asked++) {
      const float* const row = from + asked * stride;
      for (int32_t i = 0; i < width; i += kLine) __builtin_prefetch(row + i, 0, 2);
    }
  }
};

}  // namespace

