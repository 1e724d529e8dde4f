// Distinct byte strings, numbered in the order they came; their bytes lie in one arena.
#pragma once
#include <cstring>
#include <vector>

#include "text/hash.h"

namespace tinystories::text {

class WordTable {
 public:
  static constexpr uint32_t kNone = ~0u;

  uint32_t size() const { return static_cast<uint32_t>(words_.size()); }
  const uint8_t* bytes(uint32_t index) const { return arena_.data() + words_[index].offset; }
  size_t length(uint32_t index) const { return words_[index].length; }

  uint32_t find(const uint8_t* p, size_t n) const {
    return slots_.empty() ? kNone : slots_[slot(hash_bytes(p, n), p, n)];
  }

  // The string's number; it is added when it is new.
  uint32_t add(const uint8_t* p, size_t n) {
    if ((words_.size() + 1) * 2 > slots_.size()) grow();
    const uint64_t hash = hash_bytes(p, n);
    uint32_t& place = slots_[slot(hash, p, n)];
    if (place != kNone) return place;
    place = size();
    words_.push_back({arena_.size(), hash, n});
    arena_.insert(arena_.end(), p, p + n);
    return place;
  }

 private:
  struct Word {
    size_t offset;
    uint64_t hash;
    size_t length;
  };

  size_t slot(uint64_t hash, const uint8_t* p, size_t n) const {
    const size_t mask = slots_.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      if (slots_[at] == kNone) return at;
      const Word& word = words_[slots_[at]];
      if (word.hash == hash && word.length == n && std::memcmp(arena_.data() + word.offset, p, n) == 0)
        return at;
    }
  }

  void grow() {
    slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, kNone);
    const size_t mask = slots_.size() - 1;
    for (uint32_t i = 0; i < size(); i++) {
      size_t at = words_[i].hash & mask;
      while (slots_[at] != kNone) at = (at + 1) & mask;
      slots_[at] = i;
    }
  }

  std::vector<uint8_t> arena_;
  std::vector<Word> words_;
  std::vector<uint32_t> slots_;
};

}  // namespace tinystories::text
