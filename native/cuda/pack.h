// Sixteen bytes of numbers at once, as a thread reads and writes them; or one number, where rows are not so aligned.
#pragma once
#include <stdint.h>

#include "cuda/bf16.h"

namespace ts::cuda {

template <typename T>
constexpr int kPack = static_cast<int>(16 / sizeof(T));

// `count` numbers as they lie in memory.
template <typename T, int count>
struct Pack {
  static_assert(count * sizeof(T) == 16);
  uint4 words;
};
template <typename T>
struct Pack<T, 1> {
  T number;
};

template <typename T, int count>
__device__ __forceinline__ Pack<T, count> load_pack(const T* from) {
  if constexpr (count == 1) {
    return {*from};
  } else {
#ifdef TS_SIMT
    if (reinterpret_cast<uintptr_t>(from) % 16) __builtin_trap();
    Pack<T, count> pack;
    memcpy(&pack, from, 16);
    return pack;
#else
    return {*reinterpret_cast<const uint4*>(from)};
#endif
  }
}
template <typename T, int count>
__device__ __forceinline__ void store_pack(T* to, const Pack<T, count>& pack) {
  if constexpr (count == 1) {
    *to = pack.number;
  } else {
#ifdef TS_SIMT
    if (reinterpret_cast<uintptr_t>(to) % 16) __builtin_trap();
    memcpy(to, &pack, 16);
#else
    *reinterpret_cast<uint4*>(to) = pack.words;
#endif
  }
}

template <typename T, int count>
__device__ __forceinline__ void unpack(const Pack<T, count>& pack, float (&to)[count]) {
  if constexpr (count == 1) {
    to[0] = load(pack.number);
  } else {
    const uint32_t words[4] = {pack.words.x, pack.words.y, pack.words.z, pack.words.w};
    for (int i = 0; i < 4; i++) {
      if constexpr (count == 4) {
        to[i] = bits_to_float(words[i]);
      } else {
        to[2 * i] = low(words[i]);
        to[2 * i + 1] = high(words[i]);
      }
    }
  }
}
// Numbers rounded to what is stored.
template <typename T, int count>
__device__ __forceinline__ Pack<T, count> packed(const float (&from)[count]) {
  Pack<T, count> pack;
  if constexpr (count == 1) {
    store(&pack.number, from[0]);
  } else if constexpr (count == 8) {
    pack.words = make_uint4(pack_bf16(from[0], from[1]), pack_bf16(from[2], from[3]), pack_bf16(from[4], from[5]),
                            pack_bf16(from[6], from[7]));
  } else {
    pack.words = make_uint4(__float_as_uint(from[0]), __float_as_uint(from[1]), __float_as_uint(from[2]),
                            __float_as_uint(from[3]));
  }
  return pack;
}

// Consecutive float32 numbers, `whole`: in accesses of 16 bytes, for which they have to be aligned.
template <int count>
__device__ __forceinline__ void load_floats(const float* from, float (&to)[count], bool whole) {
  if constexpr (count % 4 == 0) {
    if (whole) {
      for (int i = 0; i < count; i += 4) {
        float four[4];
        unpack(load_pack<float, 4>(from + i), four);
        for (int j = 0; j < 4; j++) to[i + j] = four[j];
      }
      return;
    }
  }
  for (int i = 0; i < count; i++) to[i] = from[i];
}
template <int count>
__device__ __forceinline__ void store_floats(float* to, const float (&from)[count], bool whole) {
  if constexpr (count % 4 == 0) {
    if (whole) {
      for (int i = 0; i < count; i += 4) {
        const float four[4] = {from[i], from[i + 1], from[i + 2], from[i + 3]};
        store_pack(to + i, packed<float>(four));
      }
      return;
    }
  }
  for (int i = 0; i < count; i++) to[i] = from[i];
}

template <typename... Pointers>
bool aligned16(Pointers... pointers) {
  return ((reinterpret_cast<uintptr_t>(pointers) % 16 == 0) && ...);
}

}  // namespace ts::cuda
