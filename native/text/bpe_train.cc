#include "text/bpe_train.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

#include "program/failure.h"
#include "text/parallel.h"
#include "text/pretokenizer.h"

namespace tinystories::text {
namespace {

struct Pair {
  uint32_t left, right;
  bool operator==(const Pair& other) const { return left == other.left && right == other.right; }
};

struct PairHash {
  size_t operator()(const Pair& pair) const { return mix(pair.left, pair.right); }
};

struct PairUse {
  int64_t count = 0;
  std::vector<uint32_t> words;  // where it occurs or occurred; may repeat
};

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

// A word's tokens lie in `tokens` from `begin` on; merging shortens it in place.
struct Word {
  size_t begin;
  uint32_t length;
  int64_t count;
};

class Merger {
 public:
  void add_word(const uint8_t* bytes, size_t length, int64_t count, const uint32_t* byte_id) {
    const size_t begin = tokens_.size();
    for (size_t i = 0; i < length; i++) tokens_.push_back(byte_id[bytes[i]]);
    words_.push_back({begin, static_cast<uint32_t>(length), count});
  }

  void count_pairs() {
    for (uint32_t w = 0; w < words_.size(); w++) {
      const uint32_t* t = tokens_.data() + words_[w].begin;
      for (uint32_t i = 0; i + 1 < words_[w].length; i++) change({t[i], t[i + 1]}, w, words_[w].count);
    }
    for (const auto& [pair, use] : uses_) heap_.push({use.count, pair});
    changed_.clear();
  }

  // The pair to merge next; false when none occurs twice.
  bool best(Pair* pair) {
    while (!heap_.empty()) {
      const Candidate top = heap_.top();
      heap_.pop();
      const auto use = uses_.find(top.pair);
      const int64_t count = use == uses_.end() ? 0 : use->second.count;
      if (count < 2) continue;
      if (count != top.count) {
        // Counts that fell are put right only here; those that rose were pushed again.
        if (count < top.count) heap_.push({count, top.pair});
        continue;
      }
      *pair = top.pair;
      return true;
    }
    return false;
  }

  void merge(Pair pair, uint32_t result) {
    const std::vector<uint32_t> where = std::move(uses_[pair].words);
    changed_.clear();
    for (const uint32_t w : where) merge_word(w, pair, result);
    uses_.erase(pair);
    for (const Pair& other : changed_) {
      const auto use = uses_.find(other);
      if (use != uses_.end() && use->second.count > 1) heap_.push({use->second.count, other});
    }
  }

 private:
  void change(Pair pair, uint32_t word, int64_t by) {
    PairUse& use = uses_[pair];
    use.count += by;
    if (by < 0) return;
    if (use.words.empty() || use.words.back() != word) use.words.push_back(word);
    changed_.push_back(pair);
  }

  void merge_word(uint32_t w, Pair pair, uint32_t result) {
    Word& word = words_[w];
    uint32_t* t = tokens_.data() + word.begin;
    uint32_t to = 0;
    for (uint32_t from = 0; from < word.length; from++) {
      if (from + 1 == word.length || t[from] != pair.left || t[from + 1] != pair.right) {
        t[to++] = t[from];
        continue;
      }
      if (to > 0) {
        change({t[to - 1], pair.left}, w, -word.count);
        change({t[to - 1], result}, w, word.count);
      }
      if (from + 2 < word.length) {
        change({pair.right, t[from + 2]}, w, -word.count);
        change({result, t[from + 2]}, w, word.count);
      }
      t[to++] = result;
      from++;
    }
    word.length = to;
  }

  std::vector<uint32_t> tokens_;
  std::vector<Word> words_;
  std::unordered_map<Pair, PairUse, PairHash> uses_;
  std::priority_queue<Candidate> heap_;
  std::vector<Pair> changed_;
};

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
  if (counters_.size() < threads) counters_.resize(threads);
  parallel(texts.count(), 64, threads, [&](size_t thread, size_t first, size_t last) {
    Counter& counter = counters_[thread];
    for (size_t i = first; i < last; i++) {
      const uint8_t *p = texts.begin(i), *end = p + texts.size(i);
      while (p < end) {
        const size_t length = piece_length(p, end);
        const uint32_t word = counter.words.add(p, length);
        if (word == counter.counts.size()) counter.counts.push_back(0);
        counter.counts[word]++;
        p += length;
      }
    }
  });
}

BpeDefinition BpeTrainer::train(uint32_t vocab, const std::vector<std::string>& special,
                                const std::function<bool(uint32_t, uint32_t)>& progress) {
  if (vocab < 256 + special.size())
    throw Failure("INVALID_ARGUMENT", "a vocabulary of " + std::to_string(vocab) +
                                          " cannot hold the 256 bytes and " + std::to_string(special.size()) +
                                          " special tokens; ask for more");
  BpeDefinition made;
  WordTable tokens;
  uint32_t byte_id[256];
  for (const uint8_t byte : byte_order()) byte_id[byte] = tokens.add(&byte, 1);

  WordTable all;
  std::vector<uint64_t> counts;
  for (const Counter& counter : counters_) {
    for (uint32_t i = 0; i < counter.words.size(); i++) {
      const uint32_t word = all.add(counter.words.bytes(i), counter.words.length(i));
      if (word == counts.size()) counts.push_back(0);
      counts[word] += counter.counts[i];
    }
  }
  Merger merger;
  for (uint32_t i = 0; i < all.size(); i++)
    merger.add_word(all.bytes(i), all.length(i), static_cast<int64_t>(counts[i]), byte_id);
  merger.count_pairs();

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
  return made;
}

}  // namespace tinystories::text
