#include "text/story_words.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

#include "text/case_tables.h"
#include "text/hash.h"
#include "text/utf8.h"

namespace tinystories::text {
namespace {

constexpr uint32_t kLowPlane = 0x10000;

template <size_t N>
bool holds(const Range (&ranges)[N], uint32_t code) {
  const Range* found = std::lower_bound(std::begin(ranges), std::end(ranges), code,
                                        [](const Range& range, uint32_t c) { return range.last < c; });
  return found != std::end(ranges) && found->first <= code;
}

uint32_t lower(uint32_t code) {
  const LowerRun* run = std::lower_bound(std::begin(kLower), std::end(kLower), code,
                                         [](const LowerRun& one, uint32_t c) { return one.last < c; });
  if (run == std::end(kLower) || code < run->first || (code - run->first) % run->step != 0) return code;
  return code + static_cast<uint32_t>(run->distance);
}

uint32_t looked_up(uint32_t code) {
  if (code < 0x80) {
    if (code >= 'A' && code <= 'Z') return code + 32;
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') ? code : 0;
  }
  return holds(kLetters, code) || holds(kNumbers, code) || holds(kMarks, code) ? lower(code) : 0;
}

// The answers for all but the rarest characters by index.
struct Folding {
  std::vector<uint32_t> low = std::vector<uint32_t>(kLowPlane);
  uint8_t ascii[128];  // a space for what parts words
  Folding() {
    for (uint32_t code = 0; code < kLowPlane; code++) low[code] = looked_up(code);
    for (uint32_t code = 0; code < 128; code++) ascii[code] = low[code] != 0 ? static_cast<uint8_t>(low[code]) : ' ';
  }
};

const Folding& folding() {
  static const Folding made;
  return made;
}

}  // namespace

uint32_t folded(uint32_t code) { return code < kLowPlane ? folding().low[code] : looked_up(code); }

size_t fold_words(const uint8_t* text, size_t size, std::vector<uint8_t>& room) {
  const uint8_t* ascii = folding().ascii;
  // No character becomes longer, but for a few of two bytes that become three.
  if (room.size() < size + size / 2 + 2) room.resize(size + size / 2 + 2);
  uint8_t* const begin = room.data();
  uint8_t* out = begin;
  const uint8_t* const end = text + size;
  // Puts down every sign, and goes on past it unless it is a second space, without a branch.
  uint8_t before = ' ';
  const auto put = [&](uint8_t sign) {
    *out = sign;
    out += (sign != ' ') | (before != ' ');
    before = sign;
  };
  for (const uint8_t* p = text; p < end;) {
    if (*p < 0x80) {
      put(ascii[*p++]);
      continue;
    }
    const size_t length = utf8_length(p, end);
    const uint32_t part = length == 0 ? 0 : folded(utf8_code(p, length));
    if (part == 0) {
      put(' ');
    } else {
      out += utf8_write(out, part);
      before = 0;
    }
    p += length == 0 ? 1 : length;
  }
  put(' ');
  return static_cast<size_t>(out - begin);
}

uint64_t story_hash(const uint8_t* words, size_t size) {
  const uint64_t hash = hash_bytes(words, size);
  return hash != 0 ? hash : 1;
}

void word_hashes(const uint8_t* words, size_t size, std::vector<uint64_t>& hashes) {
  constexpr uint64_t kSpaces = 0x2020202020202020u, kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
  const uint8_t* const end = words + size;
  for (const uint8_t* p = words; p < end;) {
    size_t length;
    if (end - p >= 8) {
      // Where among eight bytes the first space is, and with it the hash of a short word, without a branch for each.
      uint64_t eight;
      std::memcpy(&eight, p, 8);
      const uint64_t other = eight ^ kSpaces;
      const uint64_t zeros = (other - kOnes) & ~other & kHighs;
      if (zeros != 0) {
        length = static_cast<size_t>(std::countr_zero(zeros)) / 8;
        hashes.push_back(mix(length, eight & ((uint64_t{1} << (8 * length)) - 1)));
        p += length + 1;
        continue;
      }
    }
    length = static_cast<size_t>(static_cast<const uint8_t*>(std::memchr(p, ' ', static_cast<size_t>(end - p))) - p);
    hashes.push_back(hash_bytes(p, length));
    p += length + 1;
  }
}

}  // namespace tinystories::text
