// bfloat16 as storage, and the two kinds of activations seen alike: load(x) gives a float, store(&x, v) rounds to
// nearest, ties to even.
#pragma once
#include <stdint.h>
#include <string.h>

#include "cuda/ptx.h"

namespace ts::cuda {

struct bf16 {
  uint16_t bits;
};
struct alignas(4) bf16x2 {
  uint32_t bits;  // the first number in the lower half
};

__device__ __forceinline__ float bits_to_float(uint32_t bits) {
#ifdef __CUDA_ARCH__
  return __uint_as_float(bits);
#else
  float value;
  memcpy(&value, &bits, 4);
  return value;
#endif
}

__device__ __forceinline__ float load(float value) { return value; }
__device__ __forceinline__ float load(bf16 value) { return bits_to_float(static_cast<uint32_t>(value.bits) << 16); }
__device__ __forceinline__ void store(float* to, float value) { *to = value; }
__device__ __forceinline__ void store(bf16* to, float value) {
  to->bits = static_cast<uint16_t>(pack_bf16(value, 0.0f) & 0xffffu);
}
__device__ __forceinline__ float low(uint32_t pair) { return bits_to_float(pair << 16); }
__device__ __forceinline__ float high(uint32_t pair) { return bits_to_float(pair & 0xffff0000u); }

}  // namespace ts::cuda
