// Many texts at once.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "text/encoder.h"

namespace tinystories::text {

// Texts one after another: text i is bytes [ends[i - 1], ends[i]).
struct Texts {
  std::vector<uint8_t> bytes;
  std::vector<uint32_t> ends;

  size_t count() const { return ends.size(); }
  const uint8_t* begin(size_t i) const { return bytes.data() + (i == 0 ? 0 : ends[i - 1]); }
  size_t size(size_t i) const { return ends[i] - (i == 0 ? 0 : ends[i - 1]); }
};

// The ids of texts one after another, and how many each has.
struct EncodedTexts {
  std::vector<int32_t> ids;
  std::vector<uint32_t> counts;
};

// Encodes all texts with `threads` threads, on which the result does not depend. Throws Failure (ABORTED)
// once `stop` is set.
EncodedTexts encode_texts(const Encoder& encoder, const Texts& texts, bool special, size_t threads,
                          const std::atomic<bool>& stop);

}  // namespace tinystories::text
