// Training of a byte-level BPE.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "text/bpe.h"
#include "text/texts.h"
#include "text/word_table.h"

namespace tinystories::text {

// The rule, which Hugging Face's trainer shares: texts are cut into words (pretokenizer.h); the tokens are
// the 256 bytes, in GPT-2's order; then, again and again, the pair of neighbouring tokens that occurs most
// often in all words becomes a token, and among pairs of equal count the one with the lowest left id, then
// the lowest right id. It ends at the size asked for, or when no pair occurs twice. Special tokens come last.
// The result depends on the texts alone, not on their order, grouping or the threads.
class BpeTrainer {
 public:
  // Counts the words of texts, with `threads` threads.
  void add(const Texts& texts, size_t threads);

  // Chooses the tokens. `progress(done, total)` counts tokens and returns false to stop (Failure ABORTED).
  // Throws Failure (INVALID_ARGUMENT) for a vocabulary that cannot hold the bytes and special tokens.
  BpeDefinition train(uint32_t vocab, const std::vector<std::string>& special,
                      const std::function<bool(uint32_t, uint32_t)>& progress);

 private:
  struct Counter {
    WordTable words;
    std::vector<uint64_t> counts;
  };
  std::vector<Counter> counters_;  // one a thread
};

}  // namespace tinystories::text
