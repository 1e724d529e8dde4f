// What products read: arrays of rows, by segment of k and by number.
//
// A `Rows` type has `const T* any() const`, a readable place, and `const T* row(int segment, int r) const`, nullptr for
// rows of zeros. A product's k may come in up to four segments, each with arrays of its own; every segment starts a new
// step of 64.
#pragma once
#include <stdint.h>

#include "cuda/operation.h"
#include "program/backend.h"

namespace ts::cuda {
namespace {

constexpr int kMaxSegments = TS_MAX_PARTS;

struct RowShape {
  int32_t m, n;
  int32_t segments;
  int32_t k[kMaxSegments];
};

template <typename T>
struct DenseRows {
  using Number = T;
  const T* base[kMaxSegments];
  int64_t stride;
  __device__ __forceinline__ const T* any() const { return base[0]; }
  __device__ __forceinline__ const T* row(int segment, int r) const { return base[segment] + r * stride; }
};

// Rows of one array, named one by one.
constexpr int kMaxChosen = 64;
template <typename T>
struct ChosenRows {
  using Number = T;
  const T* base;
  int64_t stride;
  int32_t index[kMaxChosen];
  __device__ __forceinline__ const T* any() const { return base; }
  __device__ __forceinline__ const T* row(int, int r) const { return base + index[r] * stride; }
};

// Weights below one another: rows [end[i - 1], end[i]) are part i's; what is not used ends where the last part does.
template <typename T>
struct StackedRows {
  using Number = T;
  const T* part[TS_MAX_PARTS];
  int32_t end[TS_MAX_PARTS];
  int64_t stride;
  __device__ __forceinline__ const T* any() const { return part[0]; }
  __device__ __forceinline__ const T* row(int, int r) const {
    const T* base = part[0];
    int first = 0;
#pragma unroll
    for (int i = 1; i < TS_MAX_PARTS; i++) {
      if (r >= end[i - 1]) {
        base = part[i];
        first = end[i - 1];
      }
    }
    return base + (r - first) * stride;
  }
};

// Two weights of `out` rows each, eight rows of one and eight of the other by turns.
template <typename T>
struct InterleavedRows {
  using Number = T;
  const T* part[2];
  int32_t out;
  int64_t stride;
  __device__ __forceinline__ const T* any() const { return part[0]; }
  __device__ __forceinline__ const T* row(int, int r) const {
    const int own = r / 16 * 8 + r % 8;
    return own < out ? (r & 8 ? part[1] : part[0]) + own * stride : nullptr;
  }
};

}  // namespace
}  // namespace ts::cuda
