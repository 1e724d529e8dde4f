#include "text/bpe_train.h"

#include "program/failure.h"
#include "text/merger.h"
#include "text/parallel.h"
#include "text/pretokenizer.h"
#include "text/word_table.h"

namespace tinystories::text {
namespace {

// Bytes of a word for which the limit of words has room.
constexpr size_t kBytesOfWord = 16;

// GPT-2's order of the bytes: those that print in Latin-1 first, then the rest.
std::vector<uint8_t> byte_order() {
  std::vector<uint8_t> order;
  const auto prints = [](int byte) { return (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte != 0xad); };
  for (int byte = 0; byte < 256; byte++)
    if (prints(byte)) order.push_back(static_cast<uint8_t>(byte));
  for (int byte = 0; byte < 256; byte++)
    if (!prints(byte)) order.push_back(static_cast<uint8_t>(byte));
  return order;
}

}  // namespace

void BpeTrainer::add(const Texts& texts, size_t threads) {
  if (parts_.size() < threads) parts_.resize(threads);
  std::vector<uint64_t> pieces(threads, 0);
  parallel(texts.count(), 64, threads, [&](size_t thread, size_t first, size_t last) {
    WordCounts& words = parts_[thread];
    for (size_t i = first; i < last; i++) {
      const uint8_t *p = texts.begin(i), *end = p + texts.size(i);
      while (p < end) {
        const size_t length = piece_length(p, end);
        words.add(p, length);
        pieces[thread]++;
        p += length;
      }
    }
  });
  // A small table for each part, rather than a large one for each thread: most words are in the cache, and whether
  // the limit is reached does not depend on the threads.
  for (WordCounts& part : parts_) {
    words_.add(part);
    part.clear();
  }
  for (const uint64_t count : pieces) counted_.words += count;
  if (words_.size() <= limit_ && words_.total_length() <= limit_ * kBytesOfWord) return;
  counted_.undercount += words_.cut(limit_ / 2, limit_ / 2 * kBytesOfWord);
  counted_.cuts++;
}

BpeTrainer::Trained BpeTrainer::train(uint32_t vocab, const std::vector<std::string>& special,
                                      const std::function<bool(uint32_t, uint32_t)>& progress) {
  if (vocab < 256 + special.size())
    throw Failure("INVALID_ARGUMENT", "a vocabulary of " + std::to_string(vocab) +
                                          " cannot hold the 256 bytes and " + std::to_string(special.size()) +
                                          " special tokens; ask for more");
  WordTable tokens;
  uint32_t byte_id[256];
  for (const uint8_t byte : byte_order()) byte_id[byte] = tokens.add(&byte, 1);

  Merger merger;
  merger.reserve(words_.size(), words_.total_length());
  for (uint32_t i = 0; i < words_.size(); i++)
    merger.add_word(words_.bytes(i), words_.length(i), words_.count(i), byte_id);
  counted_.distinct = words_.size();
  words_ = {};
  parts_ = {};
  merger.count_pairs();

  Trained trained{{}, counted_};
  BpeDefinition& made = trained.definition;
  const uint32_t wanted = vocab - static_cast<uint32_t>(special.size());
  std::vector<uint8_t> joined;
  Pair pair;
  while (tokens.size() < wanted && merger.best(&pair)) {
    joined.assign(tokens.bytes(pair.left), tokens.bytes(pair.left) + tokens.length(pair.left));
    joined.insert(joined.end(), tokens.bytes(pair.right),
                  tokens.bytes(pair.right) + tokens.length(pair.right));
    // Two ways to the same bytes share a token.
    const uint32_t result = tokens.add(joined.data(), joined.size());
    made.merges.push_back(pair.left);
    made.merges.push_back(pair.right);
    merger.merge(pair, result);
    if (!progress(tokens.size(), wanted)) throw Failure("ABORTED", "training of the tokenizer was aborted");
  }

  for (uint32_t id = 0; id < tokens.size(); id++) {
    made.token_bytes.insert(made.token_bytes.end(), tokens.bytes(id), tokens.bytes(id) + tokens.length(id));
    made.token_ends.push_back(static_cast<uint32_t>(made.token_bytes.size()));
  }
  for (const std::string& token : special) {
    made.special.push_back(static_cast<uint32_t>(made.token_ends.size()));
    made.token_bytes.insert(made.token_bytes.end(), token.begin(), token.end());
    made.token_ends.push_back(static_cast<uint32_t>(made.token_bytes.size()));
  }
  return trained;
}

}  // namespace tinystories::text
