#include "text/crc32c.h"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define TS_CRC_INSTRUCTION 1
#include <nmmintrin.h>
#endif

namespace tinystories::text {
namespace {

// Slicing by eight: table k takes a byte that has k more bytes after it.
struct Tables {
  uint32_t at[8][256];

  Tables() {
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t crc = byte;
      for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82f63b78u & (0u - (crc & 1)));
      at[0][byte] = crc;
    }
    for (int k = 1; k < 8; k++)
      for (uint32_t byte = 0; byte < 256; byte++)
        at[k][byte] = (at[k - 1][byte] >> 8) ^ at[0][at[k - 1][byte] & 0xff];
  }
};

const Tables kTables;

#ifdef TS_CRC_INSTRUCTION
__attribute__((target("sse4.2"))) uint32_t by_instruction(const uint8_t* p, size_t size, uint32_t seed) {
  uint64_t crc = ~seed, word;
  for (; size >= 8; p += 8, size -= 8) {
    std::memcpy(&word, p, 8);
    crc = _mm_crc32_u64(crc, word);
  }
  for (; size > 0; p++, size--) crc = _mm_crc32_u8(static_cast<uint32_t>(crc), *p);
  return ~static_cast<uint32_t>(crc);
}
#endif

}  // namespace

uint32_t crc32c_portable(const void* bytes, size_t size, uint32_t seed) {
  const uint8_t* p = static_cast<const uint8_t*>(bytes);
  const auto& t = kTables.at;
  uint32_t crc = ~seed;
  for (; size >= 8; p += 8, size -= 8) {
    crc ^= p[0] | p[1] << 8 | p[2] << 16 | static_cast<uint32_t>(p[3]) << 24;
    crc = t[7][crc & 0xff] ^ t[6][crc >> 8 & 0xff] ^ t[5][crc >> 16 & 0xff] ^ t[4][crc >> 24] ^ t[3][p[4]] ^
          t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]];
  }
  for (; size > 0; p++, size--) crc = (crc >> 8) ^ t[0][(crc ^ *p) & 0xff];
  return ~crc;
}

uint32_t crc32c(const void* bytes, size_t size, uint32_t seed) {
#ifdef TS_CRC_INSTRUCTION
  static const bool here = __builtin_cpu_supports("sse4.2");
  if (here) return by_instruction(static_cast<const uint8_t*>(bytes), size, seed);
#endif
  return crc32c_portable(bytes, size, seed);
}

}  // namespace tinystories::text
