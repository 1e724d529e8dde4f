// Eight neighbours of a row at a time, in memory of either kind.
#pragma once
#include "cuda/bf16.h"

namespace ts::cuda {
namespace {

__device__ __forceinline__ void load_eight(const bf16* from, float (&v)[8]) {
  const uint4 bits = *reinterpret_cast<const uint4*>(from);
  const uint32_t pairs[4] = {bits.x, bits.y, bits.z, bits.w};
#pragma unroll
  for (int j = 0; j < 4; j++) {
    v[2 * j] = low(pairs[j]);
    v[2 * j + 1] = high(pairs[j]);
  }
}
__device__ __forceinline__ void load_eight(const float* from, float (&v)[8]) {
#pragma unroll
  for (int j = 0; j < 2; j++) {
    const float4 four = reinterpret_cast<const float4*>(from)[j];
    v[4 * j] = four.x;
    v[4 * j + 1] = four.y;
    v[4 * j + 2] = four.z;
    v[4 * j + 3] = four.w;
  }
}
__device__ __forceinline__ void store_eight(bf16* to, const float (&v)[8]) {
  *reinterpret_cast<uint4*>(to) =
      make_uint4(pack_bf16(v[0], v[1]), pack_bf16(v[2], v[3]), pack_bf16(v[4], v[5]), pack_bf16(v[6], v[7]));
}
__device__ __forceinline__ void store_eight(float* to, const float (&v)[8]) {
#pragma unroll
  for (int j = 0; j < 2; j++) {
    reinterpret_cast<float4*>(to)[j] = make_float4(v[4 * j], v[4 * j + 1], v[4 * j + 2], v[4 * j + 3]);
  }
}

// The first `count` of eight; `whole`: all eight are there and the place is aligned to 16 bytes.
template <typename T>
__device__ __forceinline__ void load_some(const T* from, float (&v)[8], int count, bool whole) {
  if (whole) {
    load_eight(from, v);
    return;
  }
#pragma unroll
  for (int j = 0; j < 8; j++) v[j] = j < count ? load(from[j]) : 0.0f;
}
template <typename T>
__device__ __forceinline__ void store_some(T* to, const float (&v)[8], int count, bool whole) {
  if (whole) {
    store_eight(to, v);
    return;
  }
#pragma unroll
  for (int j = 0; j < 8; j++) {
    if (j < count) store(to + j, v[j]);
  }
}

// Whether rows of `width` numbers from `base` on can be reached 16 bytes at a time.
template <typename T>
__host__ __device__ inline bool aligned_rows(const T* base, int64_t width) {
  return reinterpret_cast<uintptr_t>(base) % 16 == 0 && width * static_cast<int64_t>(sizeof(T)) % 16 == 0;
}

}  // namespace
}  // namespace ts::cuda
