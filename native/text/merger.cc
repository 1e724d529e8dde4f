#include "text/merger.h"

namespace tinystories::text {

void Merger::reserve(size_t words, size_t bytes) {
  words_.reserve(words);
  tokens_.reserve(bytes);
}

void Merger::add_word(const uint8_t* bytes, size_t length, uint64_t count, const uint32_t* byte_id) {
  const size_t begin = tokens_.size();
  for (size_t i = 0; i < length; i++) tokens_.push_back(byte_id[bytes[i]]);
  words_.push_back({begin, static_cast<int64_t>(count), static_cast<uint32_t>(length)});
}

void Merger::count_pairs() {
  for (uint32_t w = 0; w < words_.size(); w++) {
    const uint32_t* t = tokens_.data() + words_[w].begin;
    for (uint32_t i = 0; i + 1 < words_[w].length; i++) change({t[i], t[i + 1]}, w, words_[w].count);
  }
  pairs_.each([&](PairTable::Entry& entry) {
    entry.noted = false;
    if (entry.count > 1) heap_.push({entry.count, entry.pair});
  });
  risen_.clear();
}

bool Merger::best(Pair* pair) {
  while (!heap_.empty()) {
    const Candidate top = heap_.top();
    heap_.pop();
    const PairTable::Entry* entry = pairs_.find(top.pair);
    const int64_t count = entry == nullptr ? 0 : entry->count;
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

void Merger::merge(Pair pair, uint32_t result) {
  pairs_.take_words(*pairs_.find(pair), where_);
  for (const uint32_t word : where_) merge_word(word, pair, result);
  // What is left is of words like "aaa", where a pair stands in its own way.
  if (PairTable::Entry* entry = pairs_.find(pair)) entry->count = 0;
  for (const Pair& other : risen_) {
    PairTable::Entry* entry = pairs_.find(other);
    if (entry == nullptr) continue;
    entry->noted = false;
    if (entry->count > 1) heap_.push({entry->count, other});
  }
  risen_.clear();
}

void Merger::change(Pair pair, uint32_t word, int64_t by) {
  PairTable::Entry& entry = pairs_.add(pair);
  entry.count += by;
  if (by < 0) return;
  pairs_.add_word(entry, word);
  if (entry.noted) return;
  entry.noted = true;
  risen_.push_back(pair);
}

void Merger::merge_word(uint32_t w, Pair pair, uint32_t result) {
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

}  // namespace tinystories::text
