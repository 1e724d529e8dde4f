// How often pairs of neighbouring tokens occur, and in which words: what training of a BPE keeps up to date.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "text/hash.h"

namespace tinystories::text {

struct Pair {
  uint32_t left, right;
  bool operator==(const Pair& other) const { return left == other.left && right == other.right; }
};

class PairTable {
 public:
  struct Entry {
    Pair pair;
    int64_t count;
    uint32_t words;  // the newest of a list of words; kNone: none
    bool noted;      // for whoever collects pairs that changed
  };

  PairTable() { grow(); }

  // Null when the pair never occurred, or no longer does.
  Entry* find(Pair pair) {
    Entry& entry = slots_[slot(pair)];
    return entry.count == 0 ? nullptr : &entry;
  }

  // The pair's entry, new with a count of 0 where there was none. Good until the next `add`.
  Entry& add(Pair pair) {
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    Entry& entry = slots_[slot(pair)];
    if (entry.pair == kFree) {
      entry = {pair, 0, kNone, false};
      used_++;
    }
    return entry;
  }

  // Remembers that the pair occurs in a word. A word may stand in the list more than once.
  void add_word(Entry& entry, uint32_t word) {
    if (entry.words != kNone && node(entry.words).word == word) return;
    const uint32_t made = new_node();
    node(made) = {word, entry.words};
    entry.words = made;
  }

  // Hands out the words of a pair and forgets them.
  void take_words(Entry& entry, std::vector<uint32_t>& words) {
    words.clear();
    while (entry.words != kNone) {
      Node& last = node(entry.words);
      words.push_back(last.word);
      const uint32_t next = last.next;
      last.next = free_;
      free_ = entry.words;
      entry.words = next;
    }
  }

  template <typename Visit>
  void each(const Visit& visit) {
    for (Entry& entry : slots_)
      if (!(entry.pair == kFree) && entry.count != 0) visit(entry);
  }

 private:
  static constexpr uint32_t kNone = ~0u;
  static constexpr Pair kFree{kNone, kNone};
  static constexpr size_t kBlock = 1 << 16;

  struct Node {
    uint32_t word, next;
  };

  // Nodes lie in blocks, which never move: there are many of them, and twice as many would not fit.
  Node& node(uint32_t index) { return blocks_[index / kBlock][index % kBlock]; }

  uint32_t new_node() {
    if (free_ != kNone) {
      const uint32_t made = free_;
      free_ = node(made).next;
      return made;
    }
    if (nodes_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique<Node[]>(kBlock));
    return static_cast<uint32_t>(nodes_++);
  }

  size_t slot(Pair pair) const {
    const size_t mask = slots_.size() - 1;
    size_t at = mix(pair.left, pair.right) & mask;
    while (!(slots_[at].pair == pair) && !(slots_[at].pair == kFree)) at = (at + 1) & mask;
    return at;
  }

  // Pairs that no longer occur are left behind; where they were many, the table need not become larger.
  void grow() {
    std::vector<Entry> before = std::move(slots_);
    std::vector<uint32_t> words;
    size_t live = 0;
    for (Entry& entry : before) {
      if (entry.pair == kFree) continue;
      if (entry.count == 0)
        take_words(entry, words);
      else
        live++;
    }
    size_t size = 1 << 12;
    while (live * 2 >= size) size *= 2;
    slots_.assign(size, {kFree, 0, kNone, false});
    for (const Entry& entry : before)
      if (!(entry.pair == kFree) && entry.count != 0) slots_[slot(entry.pair)] = entry;
    used_ = live;
  }

  std::vector<Entry> slots_;  // open addressing, a power of two
  size_t used_ = 0;           // slots that are not free, also those of pairs that no longer occur
  std::vector<std::unique_ptr<Node[]>> blocks_;
  size_t nodes_ = 0;
  uint32_t free_ = kNone;
};

}  // namespace tinystories::text
