#include "text/mojibake.h"

#include <cstring>

#include "text/utf8.h"

namespace tinystories::text {
namespace {

constexpr uint32_t kReplacement = 0xfffd;

// Bytes 0x80 to 0x9f of windows-1252; 0: there is none.
constexpr uint16_t kWindows1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

// A character as the byte that it was read from: `byte` 0 where it was read from none above 0x7f.
struct Origin {
  uint8_t byte = 0;
  size_t length = 0;
};

// Controls U+0080 to U+009f stand for themselves: readers that are not strict pass the bytes without a character
// through, and ISO 8859-1 has no others.
Origin origin(const uint8_t* p, const uint8_t* end) {
  if (p >= end || *p < 0x80) return {};
  const size_t length = utf8_length(p, end);
  if (length == 0) return {};
  const uint32_t code = utf8_code(p, length);
  if (code < 0x100) return {static_cast<uint8_t>(code), length};
  for (size_t i = 0; i < 32; i++)
    if (kWindows1252[i] == code) return {static_cast<uint8_t>(0x80 + i), length};
  return {};
}

bool continues(uint8_t byte) { return (byte & 0xc0) == 0x80; }

// Second bytes of three that begin with 0xe2: punctuation, currency, letter-like, arrows, symbols, dingbats.
bool plausible_after_e2(uint8_t byte) {
  return byte == 0x80 || byte == 0x82 || byte == 0x84 || byte == 0x86 || byte == 0x87 || (byte >= 0x98 && byte <= 0x9e);
}

struct Repair {
  uint32_t code = 0;
  size_t length = 0;  // 0: nothing to repair here
};

Repair repair_at(const uint8_t* p, const uint8_t* end, bool residue) {
  Origin parts[4];
  size_t length = 0;
  const auto next = [&](size_t i) {
    parts[i] = origin(p + length, end);
    length += parts[i].length;
    return parts[i].byte;
  };
  const auto code = [&](size_t count) {
    const uint8_t bytes[4] = {parts[0].byte, parts[1].byte, parts[2].byte, parts[3].byte};
    return utf8_code(bytes, count);
  };
  const uint8_t lead = next(0);
  const uint8_t second = next(1);
  if (!continues(second)) return {};
  if (lead == 0xc2 || lead == 0xc3) {
    const uint32_t letter = code(2);
    return letter >= 0xa0 ? Repair{letter, length} : Repair{};
  }
  if (lead == 0xe2) {
    const uint8_t third = next(2);
    if (!continues(third) || !plausible_after_e2(second)) return {};
    if (residue && second == 0x80 && third == 0xa0) return {};
    return {code(3), length};
  }
  if (lead == 0xef) {
    const uint8_t third = next(2);
    const bool known = (second == 0xbb && third == 0xbf) || (second == 0xbf && third == 0xbd) ||
                       (second == 0xb8 && third == 0x8f);
    return known ? Repair{code(3), length} : Repair{};
  }
  if (lead == 0xf0 && second == 0x9f) {
    if (!continues(next(2)) || !continues(next(3))) return {};
    return {code(4), length};
  }
  return {};
}

// Copies [text, text + size) but for the places where `fix(p, end)` says how many bytes it has replaced itself.
// All that is to be fixed begins with a character of U+00c0 to U+00ff.
template <typename Fix>
size_t rewrite(const uint8_t* text, size_t size, Bytes& out, const Fix& fix) {
  const uint8_t* const end = text + size;
  size_t count = 0;
  for (const uint8_t* p = text; p < end;) {
    const auto* lead = static_cast<const uint8_t*>(std::memchr(p, 0xc3, static_cast<size_t>(end - p)));
    if (lead == nullptr) lead = end;
    out.insert(out.end(), p, lead);
    p = lead;
    if (p == end) break;
    const size_t done = fix(p, end);
    if (done == 0) {
      out.push_back(*p++);
    } else {
      p += done;
      count++;
    }
  }
  return count;
}

struct Residue {
  const char* from;
  const char* to;
};

// The longest first.
constexpr Residue kResidue[] = {
    {"\xc3\xa2\xe2\x82\xac\xc2\xa0", "\xe2\x80\x9d "},         // â€ and a no-break space: ” and a space
    {"\xc3\xa2\xe2\x82\xac\xef\xbf\xbd", "\xe2\x80\x9d"},      // â€ and U+FFFD: ”
    {"\xc3\xa2\xe2\x82\xac", "\xe2\x80\x9d"},                  // â€: ”
    {"\xc3\xa2\xc2\x80\xc2\xa0", "\xe2\x80\x9d "},             // the same read as ISO 8859-1
    {"\xc3\xa2\xc2\x80", "\xe2\x80\x9d"},
    {"\xc3\x82 ", " "},                                        // Â and a space: a no-break space
    {"\xc3\x83 ", "\xc3\xa0 "},                                // Ã and a space: à
};

}  // namespace

size_t make_utf8(const uint8_t* text, size_t size, Bytes& out) {
  const uint8_t* const end = text + size;
  size_t count = 0;
  for (const uint8_t* p = text; p < end;) {
    const uint8_t* good = p;
    size_t length;
    while (good < end && (length = utf8_length(good, end)) != 0) good += length;
    out.insert(out.end(), p, good);
    p = good;
    if (p == end) break;
    count++;
    if (end - p >= 3 && p[0] == 0xed && p[1] >= 0xa0 && p[1] <= 0xbf && continues(p[2])) {
      utf8_append(out, kReplacement);
      p += 3;
    } else {
      const uint32_t code = *p < 0xa0 ? kWindows1252[*p - 0x80] : *p;
      utf8_append(out, code != 0 ? code : kReplacement);
      p++;
    }
  }
  return count;
}

size_t repair_mojibake(const uint8_t* text, size_t size, bool residue, Bytes& out) {
  return rewrite(text, size, out, [&](const uint8_t* p, const uint8_t* end) {
    const Repair repair = repair_at(p, end, residue);
    if (repair.length != 0) utf8_append(out, repair.code);
    return repair.length;
  });
}

size_t repair_residue(const uint8_t* text, size_t size, Bytes& out) {
  return rewrite(text, size, out, [&](const uint8_t* p, const uint8_t* end) -> size_t {
    for (const Residue& residue : kResidue) {
      const size_t length = std::strlen(residue.from);
      if (static_cast<size_t>(end - p) < length || std::memcmp(p, residue.from, length) != 0) continue;
      out.insert(out.end(), residue.to, residue.to + std::strlen(residue.to));
      return length;
    }
    return 0;
  });
}

}  // namespace tinystories::text
