// Asking the caches for what is needed soon.
#pragma once
#include "cpu/kernels/simd.h"

namespace {

constexpr int64_t kLine = 64 / sizeof(float);  // floats of a cache line

// Asks for the lines of `Rows` rows of `width` floats, which are soon needed.
template <int Rows>
TS_INLINE void ask_for(const float* p, int64_t stride, int64_t width) {
#pragma GCC unroll 16
  for (int m = 0; m < Rows; m++) {
#pragma GCC unroll 2
    for (int64_t n = 0; n < width; n += kLine) __builtin_prefetch(p + m * stride + n);
  }
}

// The same for any number of rows, to be written: a store whose line is not there holds up those behind it.
TS_INLINE void ask_for_rows(const float* p, int64_t stride, int32_t rows, int32_t width) {
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t n = 0; n < width; n += kLine) __builtin_prefetch(p + i * stride + n);
  }
}

}  // namespace
