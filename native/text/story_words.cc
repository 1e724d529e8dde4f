#include "text/story_words.h"

#include <algorithm>
#include <iterator>

#include "text/case_tables.h"
#include "text/hash.h"
#include "text/utf8.h"

namespace tinystories::text {
namespace {

constexpr uint32_t kLowPlane = 0x10000;
constexpr uint64_t kBegin = 0xcbf29ce484222325u, kFactor = 0x9e3779b97f4a7c15u;

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
  Folding() {
    for (uint32_t code = 0; code < kLowPlane; code++) low[code] = looked_up(code);
  }
};

const Folding& folding() {
  static const Folding made;
  return made;
}

}  // namespace

uint32_t folded(uint32_t code) { return code < kLowPlane ? folding().low[code] : looked_up(code); }

void word_hashes(const uint8_t* text, size_t size, std::vector<uint64_t>& hashes) {
  const uint32_t* low = folding().low.data();
  const uint8_t* const end = text + size;
  uint64_t hash = kBegin;
  for (const uint8_t* p = text; p < end;) {
    size_t length = 1;
    uint32_t part = 0;
    if (*p < 0x80) {
      part = low[*p];
    } else if ((length = utf8_length(p, end)) != 0) {
      part = folded(utf8_code(p, length));
    } else {
      length = 1;
    }
    p += length;
    if (part != 0) {
      hash = (hash ^ part) * kFactor;
    } else if (hash != kBegin) {
      hashes.push_back(mix(hash, 0));
      hash = kBegin;
    }
  }
  if (hash != kBegin) hashes.push_back(mix(hash, 0));
}

uint64_t story_hash(const std::vector<uint64_t>& words) {
  uint64_t hash = words.size();
  for (const uint64_t word : words) hash = mix(hash, word);
  return hash != 0 ? hash : 1;
}

}  // namespace tinystories::text
