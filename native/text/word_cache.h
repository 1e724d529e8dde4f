// Ids of words met before, and the scratch space of merging. Text repeats few words often: nearly every word
// costs one look-up.
#pragma once
#include <cstring>
#include <vector>

#include "text/hash.h"

namespace tinystories::text {

class WordCache {
 public:
  // Longer words are rare and are merged anew each time.
  static constexpr size_t kLongestWord = 15;

  struct Entry {
    uint64_t key[2];  // the bytes, zeros, and the length as last byte; all zero: free
    uint32_t count;
    int32_t ids[3];  // more than three: ids[0] is where they start in `ids()`
  };

  WordCache() : entries_(kEntries) {}

  // The entry of a word of at most kLongestWord bytes; a free one (count 0) with the key set when it is new.
  Entry* lookup(const uint8_t* word, size_t size, const uint8_t* readable) {
    uint64_t key[2] = {0, 0};
    if (word + 16 <= readable) {
      // One wide load, then what is not the word's is masked away.
      std::memcpy(key, word, 16);
      const unsigned low = size >= 8 ? 0u : static_cast<unsigned>(8 - size) * 8;
      const unsigned high = size >= 8 ? static_cast<unsigned>(16 - size) * 8 : 64;
      key[0] = key[0] << low >> low;
      key[1] = high >= 64 ? 0 : key[1] << high >> high;
    } else {
      std::memcpy(key, word, size);
    }
    key[1] |= static_cast<uint64_t>(size) << 56;
    for (size_t at = mix(key[0], key[1]) & kMask;; at = (at + 1) & kMask) {
      Entry& entry = entries_[at];
      if (entry.key[0] == key[0] && entry.key[1] == key[1]) return &entry;
      if (entry.key[1] != 0) continue;
      if (used_ == kMostUsed) {
        clear();
        return lookup(word, size, readable);
      }
      used_++;
      entry.key[0] = key[0];
      entry.key[1] = key[1];
      return &entry;
    }
  }

  void store(Entry* entry, const std::vector<uint32_t>& ids) {
    entry->count = static_cast<uint32_t>(ids.size());
    if (ids.size() > 3) entry->ids[0] = static_cast<int32_t>(ids_.size());
    for (size_t i = 0; i < ids.size(); i++) {
      if (ids.size() > 3)
        ids_.push_back(static_cast<int32_t>(ids[i]));
      else
        entry->ids[i] = static_cast<int32_t>(ids[i]);
    }
  }

  const int32_t* ids(const Entry* entry) const {
    return entry->count > 3 ? ids_.data() + entry->ids[0] : entry->ids;
  }

  struct Node {
    uint32_t id, before, after;
  };
  struct Candidate {
    uint32_t rank, at, left, right;
  };
  std::vector<uint32_t> word;  // ids of the word being merged
  std::vector<uint32_t> ranks;
  std::vector<Node> nodes;
  std::vector<Candidate> heap;

 private:
  static constexpr size_t kEntries = 1 << 16, kMask = kEntries - 1, kMostUsed = kEntries / 8 * 5;

  void clear() {
    std::memset(entries_.data(), 0, entries_.size() * sizeof(Entry));
    ids_.clear();
    used_ = 0;
  }

  std::vector<Entry> entries_;
  std::vector<int32_t> ids_;
  size_t used_ = 0;
};

}  // namespace tinystories::text
