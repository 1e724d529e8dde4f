// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy
// as 1, 2, 3" (SC 2011). A block of four words is a function of its key and counter alone, so a random number
// depends on what it is for, never on how many were drawn before it or by which thread.
#pragma once
#include <stdint.h>

namespace tinystories {

struct PhiloxBlock {
  uint32_t word[4];
};

inline PhiloxBlock philox4x32(uint32_t key0, uint32_t key1, PhiloxBlock counter) {
  constexpr uint32_t kMultiply0 = 0xD2511F53u, kMultiply1 = 0xCD9E8D57u;
  constexpr uint32_t kWeyl0 = 0x9E3779B9u, kWeyl1 = 0xBB67AE85u;
  uint32_t* c = counter.word;
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = static_cast<uint64_t>(kMultiply0) * c[0];
    const uint64_t product1 = static_cast<uint64_t>(kMultiply1) * c[2];
    const uint32_t next0 = static_cast<uint32_t>(product1 >> 32) ^ c[1] ^ key0;
    const uint32_t next2 = static_cast<uint32_t>(product0 >> 32) ^ c[3] ^ key1;
    c[1] = static_cast<uint32_t>(product1);
    c[3] = static_cast<uint32_t>(product0);
    c[0] = next0;
    c[2] = next2;
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return counter;
}

// The block of a 64-bit key (a seed) at a counter of two 64-bit halves: (which stream, where in it).
inline PhiloxBlock philox(uint64_t seed, uint64_t stream, uint64_t index) {
  return philox4x32(static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32),
                    {{static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32),
                      static_cast<uint32_t>(stream), static_cast<uint32_t>(stream >> 32)}});
}

// Two words as a number in [0, 1) with 53 random bits.
inline double philox_uniform(uint32_t low, uint32_t high) {
  const uint64_t bits = (static_cast<uint64_t>(high) << 32) | low;
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

}  // namespace tinystories
