// Characters of UTF-8 text, one at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

// Bytes of the well-formed character that begins at p, p < end; 0 when none does. Overlong forms, surrogates and
// what lies past U+10FFFF are not well-formed.
inline size_t utf8_length(const uint8_t* p, const uint8_t* end) {
  const uint8_t c = *p;
  if (c < 0x80) return 1;
  const size_t length = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
  if (length == 0 || static_cast<size_t>(end - p) < length) return 0;
  for (size_t i = 1; i < length; i++)
    if ((p[i] & 0xc0) != 0x80) return 0;
  if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) || (c == 0xf0 && p[1] < 0x90) ||
      (c == 0xf4 && p[1] > 0x8f))
    return 0;
  return length;
}

// The code point of a well-formed character of so many bytes.
inline uint32_t utf8_code(const uint8_t* p, size_t length) {
  if (length == 1) return p[0];
  if (length == 2) return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
  if (length == 3) return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
  return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
}

// Writes a character, at most four bytes; returns how many.
inline size_t utf8_write(uint8_t* out, uint32_t code) {
  if (code < 0x80) {
    out[0] = static_cast<uint8_t>(code);
    return 1;
  }
  const size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = length - 1; i > 0; i--, code >>= 6) out[i] = static_cast<uint8_t>(0x80 | (code & 0x3f));
  constexpr uint8_t kLead[] = {0, 0, 0xc0, 0xe0, 0xf0};
  out[0] = static_cast<uint8_t>(kLead[length] | code);
  return length;
}

inline void utf8_append(std::vector<uint8_t>& out, uint32_t code) {
  uint8_t bytes[4];
  out.insert(out.end(), bytes, bytes + utf8_write(bytes, code));
}

// The property White_Space.
inline bool is_white_space(uint32_t code) {
  if (code < 0x80) return code == ' ' || (code >= 0x09 && code <= 0x0d);
  return code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
         code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

}  // namespace tinystories::text
