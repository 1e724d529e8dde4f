// BPE by scores, as SentencePiece trains it and llama2.c's run.c encodes and decodes with it.
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

// Pieces by id, spaces as U+0020. Ids 1 and 2 begin and end a text; from 3 on stand the bytes, spelt <0x00> to <0xFF>.
struct SentencePieceDefinition {
  std::vector<uint8_t> piece_bytes;
  std::vector<uint32_t> piece_ends;
  std::vector<float> scores;
  std::string end_of_text;  // the text that stands for the token 1
};

// A text that is not empty gets a space in front. Its characters become pieces, those that are none their bytes;
// then, again and again, the two neighbours whose joined text is the piece of highest score become that piece, the
// leftmost of equals. A text starts anew after each special token.
class SentencePiece : public Encoder {
 public:
  static constexpr uint32_t kBegin = 1, kFirstByte = 3;

  // Throws Failure (INVALID_ARGUMENT) for a definition that contradicts itself or lacks the bytes or the space.
  explicit SentencePiece(SentencePieceDefinition definition);

  size_t vocab() const override { return definition_.piece_ends.size(); }
  void encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const override;
  // Goes on to the last special token only: where a text starts is not known in its middle.
  size_t encode_settled(const uint8_t* text, size_t size, bool special,
                        std::vector<int32_t>& out) const override;
  // Without the space in front of a text, at the beginning and after token 1.
  void decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const override;

 private:
  const uint8_t* bytes_of(uint32_t id) const;
  size_t length_of(uint32_t id) const;
  void check_pieces() const;
  void add_rules();
  void encode_text(const uint8_t* text, size_t size, WordCache& cache, std::vector<int32_t>& out) const;
  // `prefix`: the first byte is the space in front of the text, and no part of its first character.
  void encode_word(const uint8_t* word, size_t size, bool prefix, WordCache& cache) const;

  SentencePieceDefinition definition_;
  WordTable pieces_;
  uint32_t space_ = 0;
  std::vector<uint32_t> id_of_piece_;  // by number in pieces_; the lowest of several equal ones
  MergeRules rules_;
  SpecialTokens special_;
  // No piece has a space after something else, so no merge crosses the beginning of a word.
  bool words_part_ = true;
  mutable CachePool caches_;
};

}  // namespace tinystories::text
