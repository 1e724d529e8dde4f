// Hashing of short byte strings for tables in memory. Never stored: free to change.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tinystories::text {

inline uint64_t mix(uint64_t a, uint64_t b) {
  uint64_t h = (a ^ 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  h = (h ^ (h >> 29) ^ b) * 0x94d049bb133111ebu;
  return h ^ (h >> 32);
}

inline uint64_t hash_bytes(const uint8_t* p, size_t n) {
  uint64_t h = n, word;
  for (; n >= 8; p += 8, n -= 8) {
    std::memcpy(&word, p, 8);
    h = mix(h, word);
  }
  word = 0;
  std::memcpy(&word, p, n);
  return mix(h, word);
}

}  // namespace tinystories::text
