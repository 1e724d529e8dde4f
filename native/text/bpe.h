// Byte-level BPE: bytes to token ids and back.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "text/word_table.h"

namespace tinystories::text {

// Tokens by id as bytes; merges by rank as pairs of ids, each giving the token of the joined bytes.
struct BpeDefinition {
  std::vector<uint8_t> token_bytes;
  std::vector<uint32_t> token_ends;
  std::vector<uint32_t> merges;   // [merges, 2]
  std::vector<uint32_t> special;  // ids matched whole in the text before anything else
};

class WordCache;

class Bpe {
 public:
  // Throws Failure (INVALID_ARGUMENT) for a definition that contradicts itself or lacks one of the 256 bytes.
  explicit Bpe(BpeDefinition definition);
  ~Bpe();
  Bpe(const Bpe&) = delete;
  Bpe& operator=(const Bpe&) = delete;

  size_t vocab() const { return definition_.token_ends.size(); }

  // Appends the ids of the text. `special`: tokens such as <|endoftext|> found in it (leftmost, then longest)
  // become their id; else they are spelt out like other text. Safe to call from several threads at once.
  void encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const;

  // For a text that arrives in parts: like `encode`, but stops where what follows could still change the ids,
  // and returns how many bytes are done. The caller goes on with the rest of the bytes and more.
  size_t encode_settled(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const;

  // Appends the bytes of the ids. Throws Failure (INVALID_ARGUMENT) for an id that is none.
  void decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const;

 private:
  struct Merge {
    uint64_t pair;  // left << 32 | right
    uint32_t rank, result;
  };
  static constexpr uint64_t kNoPair = ~0ull;
  static constexpr uint32_t kNoRank = ~0u;

  const uint8_t* bytes_of(uint32_t id) const;
  size_t length_of(uint32_t id) const;
  const Merge* find(uint32_t left, uint32_t right) const;
  void add_merges(const WordTable& tokens, const std::vector<uint32_t>& id_of_word);
  size_t find_special(const uint8_t* text, size_t from, size_t size, uint32_t* id) const;
  size_t encode_pieces(const uint8_t* text, size_t size, size_t settled, WordCache& cache,
                       std::vector<int32_t>& out) const;
  size_t encode_until(const uint8_t* text, size_t size, bool special, size_t settled,
                      std::vector<int32_t>& out) const;
  void encode_word(const uint8_t* word, size_t size, WordCache& cache) const;
  void merge_short(WordCache& cache) const;
  void merge_long(WordCache& cache) const;
  std::unique_ptr<WordCache> take_cache() const;
  void give_cache(std::unique_ptr<WordCache> cache) const;

  BpeDefinition definition_;
  uint32_t byte_id_[256];
  std::vector<Merge> merges_;  // open addressing, a power of two
  bool starts_special_[256] = {};
  size_t longest_special_ = 0;
  // Each call borrows a cache, so that none is shared between threads and none starts cold.
  mutable std::mutex lock_;
  mutable std::vector<std::unique_ptr<WordCache>> caches_;
};

}  // namespace tinystories::text
