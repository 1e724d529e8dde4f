// Words as tokens that become fewer: which pair of neighbours is the most frequent, and making it one token.
#pragma once
#include <cstdint>
#include <queue>
#include <vector>

#include "text/pair_table.h"

namespace tinystories::text {

class Merger {
 public:
  // Words and bytes to come.
  void reserve(size_t words, size_t bytes);
  // A word and how often it occurs.
  void add_word(const uint8_t* bytes, size_t length, uint64_t count, const uint32_t* byte_id);
  // To be called once all words are there.
  void count_pairs();

  // The pair to merge next: of highest count, then of lowest left id, then of lowest right id. False when none
  // occurs twice.
  bool best(Pair* pair);
  // Makes `result` of the pair everywhere.
  void merge(Pair pair, uint32_t result);

 private:
  struct Candidate {
    int64_t count;
    Pair pair;
    // Order of the heap: what comes later in it is chosen earlier.
    bool operator<(const Candidate& other) const {
      if (count != other.count) return count < other.count;
      if (pair.left != other.pair.left) return pair.left > other.pair.left;
      return pair.right > other.pair.right;
    }
  };

  // A word's tokens lie in `tokens_` from `begin` on; merging shortens it in place.
  struct Word {
    size_t begin;
    int64_t count;
    uint32_t length;
  };

  void change(Pair pair, uint32_t word, int64_t by);
  void merge_word(uint32_t word, Pair pair, uint32_t result);

  std::vector<uint32_t> tokens_;
  std::vector<Word> words_;
  PairTable pairs_;
  std::priority_queue<Candidate> heap_;
  std::vector<Pair> risen_;      // pairs whose count may have risen during a merge, each once
  std::vector<uint32_t> where_;  // words of the pair that is being merged
};

}  // namespace tinystories::text
