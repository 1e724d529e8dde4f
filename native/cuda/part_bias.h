// The biases of weights that stand side by side, by column of what they make together.
#pragma once
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

struct PartBias {
  const float* part[TS_MAX_PARTS];  // or nullptr
  int32_t end[TS_MAX_PARTS];        // of the parts' columns; what is not used ends where the last part does
  bool any;

  __device__ __forceinline__ float at(int col) const {
    const float* base = part[0];
    int first = 0;
#pragma unroll
    for (int i = 1; i < TS_MAX_PARTS; i++) {
      if (col >= end[i - 1]) {
        base = part[i];
        first = end[i - 1];
      }
    }
    return base && col < end[TS_MAX_PARTS - 1] ? base[col - first] : 0.0f;
  }
};

// `columns`: how many each of `count` parts makes.
inline PartBias part_bias(int32_t count, const int32_t* columns, const float* const* bias) {
  PartBias b = {};
  int32_t end = 0;
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    if (i < count) {
      b.part[i] = bias[i];
      b.any = b.any || bias[i];
      end += columns[i];
    }
    b.end[i] = end;
  }
  return b;
}

}  // namespace
}  // namespace ts::cuda
