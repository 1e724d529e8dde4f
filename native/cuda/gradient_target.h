// Where the sums of a weight's and a bias' gradient go.
#pragma once
#include "cuda/vectors.h"
#include "program/backend.h"

namespace ts::cuda {
namespace {

// Where the sums of a split of the rows go.
struct GradientTarget {
  int32_t in, out;
  float* partial;     // [splits][out * in + out], or nullptr: straight to the gradients
  bool aligned;       // all rows of what is written, to 16 bytes
  int32_t end[TS_MAX_PARTS];
  float* d_weight[TS_MAX_PARTS];
  float* d_bias[TS_MAX_PARTS];

  __device__ __forceinline__ int64_t partial_size() const { return static_cast<int64_t>(out) * (in + 1); }
  // Row `row` of the parts' arrays, each `width` wide; nullptr where a part has none.
  static __device__ __forceinline__ float* row_of(float* const (&parts)[TS_MAX_PARTS], const int32_t (&end)[TS_MAX_PARTS],
                                                  int row, int width) {
    float* base = parts[0];
    int first = 0;
#pragma unroll
    for (int i = 1; i < TS_MAX_PARTS; i++) {
      if (row >= end[i - 1]) {
        base = parts[i];
        first = end[i - 1];
      }
    }
    return base ? base + static_cast<int64_t>(row - first) * width : nullptr;
  }
  __device__ __forceinline__ void put(int split, int row, int col, float (&v)[8]) const {
    const bool whole = aligned && in - col >= 8;
    if (partial) {
      store_some(partial + split * partial_size() + static_cast<int64_t>(row) * in + col, v, in - col, whole);
    } else if (float* const to = row_of(d_weight, end, row, in)) {
      float before[8];
      load_some(to + col, before, in - col, whole);
#pragma unroll
      for (int j = 0; j < 8; j++) v[j] += before[j];
      store_some(to + col, v, in - col, whole);
    }
  }
  // Number `at` of a split's sums.
  __device__ __forceinline__ void add(int64_t at, float sum) const {
    const int64_t weights = static_cast<int64_t>(out) * in;
    const bool bias = at >= weights;
    const int row = static_cast<int>(bias ? at - weights : at / in);
    const int col = static_cast<int>(bias ? 0 : at % in);
    float* const to = bias ? row_of(d_bias, end, row, 1) : row_of(d_weight, end, row, in);
    if (to) to[col] += sum;
  }
  __device__ __forceinline__ void put_bias(int split, int row, float sum) const {
    if (partial) {
      partial[split * partial_size() + static_cast<int64_t>(out) * in + row] = sum;
    } else if (float* const to = row_of(d_bias, end, row, 1)) {
      *to += sum;
    }
  }
};

}  // namespace
}  // namespace ts::cuda
