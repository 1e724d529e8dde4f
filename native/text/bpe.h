// Byte-level BPE: bytes to token ids and back.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "text/cache_pool.h"
#include "text/encoder.h"
#include "text/merge_rules.h"
#include "text/special_tokens.h"
#include "text/word_table.h"

namespace tinystories::text {

// Tokens by id as bytes; merges by rank as pairs of ids, each giving the token of the joined bytes.
struct BpeDefinition {
  std::vector<uint8_t> token_bytes;
  std::vector<uint32_t> token_ends;
  std::vector<uint32_t> merges;   // [merges, 2]
  std::vector<uint32_t> special;  // ids matched whole in the text before anything else

  // A vocabulary restricted to some of the tokens; none: all of them. Text is cut with all merges, then tokens that
  // were not kept are replaced: by one token <unk>, or by the kept tokens they were merged from, down to bytes.
  // The ids are then places in `kept`, after them <unk> where there is one, then the special tokens.
  std::vector<uint32_t> kept;
  bool unknown = false;
};

class Bpe : public Encoder {
 public:
  // Throws Failure (INVALID_ARGUMENT) for a definition that contradicts itself or lacks one of the 256 bytes.
  explicit Bpe(BpeDefinition definition);

  size_t vocab() const override { return restricted() ? base_of_.size() : tokens(); }
  void encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const override;
  size_t encode_settled(const uint8_t* text, size_t size, bool special,
                        std::vector<int32_t>& out) const override;
  void decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const override;

 private:
  // The tokens of the definition, whether kept or not.
  size_t tokens() const { return definition_.token_ends.size(); }
  bool restricted() const { return !definition_.kept.empty(); }
  const uint8_t* bytes_of(uint32_t id) const;
  size_t length_of(uint32_t id) const;
  void check_tokens() const;
  void add_merges(const WordTable& tokens, const std::vector<uint32_t>& id_of_word);
  void add_special();
  void restrict(const std::vector<bool>& is_special);
  void add_parts(uint32_t id, const std::vector<uint32_t>& place);
  size_t encode_pieces(const uint8_t* text, size_t size, size_t settled, WordCache& cache,
                       std::vector<int32_t>& out) const;
  size_t encode_until(const uint8_t* text, size_t size, bool special, size_t settled,
                      std::vector<int32_t>& out) const;
  void encode_word(const uint8_t* word, size_t size, WordCache& cache) const;

  BpeDefinition definition_;
  uint32_t byte_id_[256];
  MergeRules rules_;
  std::vector<uint32_t> merge_of_;  // by token: the first merge that makes it; kNone
  SpecialTokens special_;
  // Of a restricted vocabulary: the token of each id (kNone: <unk>), and the ids of token i from
  // replaced_ends_[i - 1] to replaced_ends_[i].
  std::vector<uint32_t> base_of_, replaced_, replaced_ends_;
  mutable CachePool caches_;
};

}  // namespace tinystories::text
