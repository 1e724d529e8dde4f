// Which two neighbouring tokens may become one, and which first: merging the tokens of a word.
#pragma once
#include <cstdint>
#include <vector>

#include "text/word_cache.h"

namespace tinystories::text {

class MergeRules {
 public:
  explicit MergeRules(size_t expected);

  // False, and nothing happens, when the pair has a rule already.
  bool add(uint32_t left, uint32_t right, uint32_t rank, uint32_t result);

  // Merges the tokens in `cache.word`: again and again the pair of lowest rank, the leftmost of equals.
  void apply(WordCache& cache) const;

 private:
  struct Rule {
    uint64_t pair;  // left << 32 | right
    uint32_t rank, result;
  };
  static constexpr uint64_t kNoPair = ~0ull;
  static constexpr uint32_t kNoRank = ~0u;

  const Rule* find(uint32_t left, uint32_t right) const;
  void place(const Rule& rule);
  void merge_short(WordCache& cache) const;
  void merge_long(WordCache& cache) const;

  std::vector<Rule> rules_;  // open addressing, a power of two
  size_t count_ = 0;
};

}  // namespace tinystories::text
