// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), as in i_s_c_s_i and ext4.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tinystories::text {

// The checksum of `bytes` after others whose checksum is `seed` (0: none before).
uint32_t crc32c(const void* bytes, size_t size, uint32_t seed = 0);

// The same without the processor's instruction; for tests.
uint32_t crc32c_portable(const void* bytes, size_t size, uint32_t seed = 0);

}  // namespace tinystories::text
