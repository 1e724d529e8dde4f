// How often each word occurs in texts of any size, in memory that has a bound.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

class WordCounts {
 public:
  uint32_t size() const { return static_cast<uint32_t>(words_.size()); }
  const uint8_t* bytes(uint32_t word) const { return arena_.data() + words_[word].offset; }
  size_t length(uint32_t word) const { return words_[word].length; }
  uint64_t count(uint32_t word) const { return words_[word].count; }
  // Bytes of all the words together.
  size_t total_length() const { return arena_.size(); }

  void add(const uint8_t* p, size_t n, uint64_t count = 1);
  // Adds all words of another table.
  void add(const WordCounts& other);

  // Forgets the rarest words, so that at most `words` of at most `length` bytes together are left. Of words that
  // occur equally often, those of larger hash go first: what stays depends on the words and counts alone, not on
  // their order. Returns the count of the most frequent word that went; 0 when none did.
  uint64_t cut(size_t words, size_t length);

  // Forgets all words. Memory is kept for more of the usual size.
  void clear();

 private:
  struct Word {
    uint64_t count, hash, offset;
    size_t length;
  };

  size_t slot(uint64_t hash, const uint8_t* p, size_t n) const;
  void place_all(size_t slots);

  std::vector<uint8_t> arena_;
  std::vector<Word> words_;
  std::vector<uint32_t> slots_;  // open addressing, a power of two, at most half full
};

}  // namespace tinystories::text
