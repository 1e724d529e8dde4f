// What becomes of a row product's sums (see Result in gemm_rows.h).
#pragma once
#include "cuda/activation.h"
#include "cuda/gemm.h"
#include "cuda/gemm_operands.h"
#include "cuda/part_bias.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

// y = act(sum + bias), and the value before the activation where it is wanted.
template <typename N>
struct LinearResult {
  static constexpr int width = 8;
  N* y;
  N* pre;  // or nullptr
  PartBias bias;
  int32_t n;
  ts_activation activation;
  bool aligned;

  __device__ __forceinline__ bool starts() const { return bias.any; }
  __device__ __forceinline__ float start(int col) const { return bias.at(col); }
  __device__ __forceinline__ void operator()(int row, int col, float (&v)[8]) const {
    const int64_t at = static_cast<int64_t>(row) * n + col;
    const bool whole = aligned && n - col >= 8;
    if (pre) store_some(pre + at, v, n - col, whole);
    activate(activation, v);
    store_some(y + at, v, n - col, whole);
  }
  // The same for a whole tile at once.
  template <class T, typename Inside>
  __device__ __forceinline__ void take(float (&acc)[T::mi][T::ni][4], int m, int first, const Inside& inside) const {
    const auto put = [&](N* to) {
      for_each_row<T, 8>(acc, nullptr, [&](int row, int col, float(&v)[8]) {
        if (!inside(row, col)) return;
        store_some(to + static_cast<int64_t>(m + row) * n + first + col, v, n - first - col, aligned && n - first - col >= 8);
      });
    };
    if (pre) put(pre);
    activate(activation, reinterpret_cast<float(&)[T::mi * T::ni * 4]>(acc));
    put(y);
  }
};

// y = sum, or y += sum.
template <typename T>
struct PlainResult {
  static constexpr int width = 8;
  T* y;
  int32_t n;
  bool accumulate, aligned;

  __device__ __forceinline__ bool starts() const { return false; }
  __device__ __forceinline__ float start(int) const { return 0.0f; }
  __device__ __forceinline__ void operator()(int row, int col, float (&v)[8]) const {
    T* const to = y + static_cast<int64_t>(row) * n + col;
    const bool whole = aligned && n - col >= 8;
    if (accumulate) {
      float before[8];
      load_some(to, before, n - col, whole);
#pragma unroll
      for (int j = 0; j < 8; j++) v[j] += before[j];
    }
    store_some(to, v, n - col, whole);
  }
  template <class Tile, typename Inside>
  __device__ __forceinline__ void take(float (&acc)[Tile::mi][Tile::ni][4], int m, int first, const Inside& inside) const {
    for_each_row<Tile, 8>(acc, nullptr, [&](int row, int col, float(&v)[8]) {
      if (inside(row, col)) (*this)(m + row, first + col, v);
    });
  }
};

// y = act(gate) * up of sums that come interleaved (InterleavedRows).
template <typename T>
struct GatedResult {
  static constexpr int width = 16;
  T* y;
  T* gate_pre;  // or nullptr
  T* up_pre;
  int32_t out;
  ts_activation activation;
  bool aligned;

  __device__ __forceinline__ bool starts() const { return false; }
  __device__ __forceinline__ float start(int) const { return 0.0f; }
  __device__ __forceinline__ void operator()(int row, int col, float (&v)[16]) const {
    const int own = col / 2, count = out - own;
    const int64_t at = static_cast<int64_t>(row) * out + own;
    const bool whole = aligned && count >= 8;
    float gate[8], up[8];
#pragma unroll
    for (int j = 0; j < 8; j++) {
      gate[j] = v[j];
      up[j] = v[8 + j];
    }
    if (gate_pre) store_some(gate_pre + at, gate, count, whole);
    if (up_pre) store_some(up_pre + at, up, count, whole);
    activate(activation, gate);
#pragma unroll
    for (int j = 0; j < 8; j++) gate[j] *= up[j];
    store_some(y + at, gate, count, whole);
  }
};

}  // namespace
}  // namespace ts::cuda
