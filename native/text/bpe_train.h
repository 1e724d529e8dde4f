// Training of a byte-level BPE.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "text/bpe.h"
#include "text/texts.h"
#include "text/word_counts.h"

namespace tinystories::text {

// The rule, which Hugging Face's trainer shares: texts are cut into words (pretokenizer.h); the tokens are
// the 256 bytes, in GPT-2's order; then, again and again, the pair of neighbouring tokens that occurs most
// often in all words becomes a token, and among pairs of equal count the one with the lowest left id, then
// the lowest right id. It ends at the size asked for, or when no pair occurs twice. Special tokens come last.
//
// At most `limit` different words are told apart, of `limit` times 16 bytes together. Whenever a part of the texts
// (what `add` is given) leaves more, the rarest are forgotten until half of the limit is left; of words that occur
// equally often, hash decides. As long as that does not happen the result depends on the texts alone, not on
// their order or grouping. In any case it does not depend on the threads.
class BpeTrainer {
 public:
  static constexpr size_t kLimit = 1 << 21;

  explicit BpeTrainer(size_t limit = kLimit) : limit_(limit) {}

  // Counts the words of texts, with `threads` threads.
  void add(const Texts& texts, size_t threads);

  struct Counted {
    // In all texts; told apart at the end.
    uint64_t words, distinct;
    // How often words were forgotten, and by how much the count of a word may be too low for that.
    uint64_t cuts, undercount;
  };

  struct Trained {
    BpeDefinition definition;
    Counted counted;
  };

  // Chooses the tokens. `progress(done, total)` counts tokens and returns false to stop (Failure ABORTED).
  // The words are forgotten, so this is done once.
  // Throws Failure (INVALID_ARGUMENT) for a vocabulary that cannot hold the bytes and special tokens.
  Trained train(uint32_t vocab, const std::vector<std::string>& special,
                const std::function<bool(uint32_t, uint32_t)>& progress);

 private:
  size_t limit_;
  WordCounts words_;
  std::vector<WordCounts> parts_;  // of one part of the texts, one a thread
  Counted counted_{};
};

}  // namespace tinystories::text
