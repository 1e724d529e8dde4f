#include "text/word_counts.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "text/hash.h"

namespace tinystories::text {
namespace {

constexpr uint32_t kNone = ~0u;
constexpr size_t kLeastSlots = 1 << 12;
// A table that once was larger than this gives its memory back when it is cleared.
constexpr size_t kKeptSlots = 1 << 20;

}  // namespace

size_t WordCounts::slot(uint64_t hash, const uint8_t* p, size_t n) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    if (slots_[at] == kNone) return at;
    const Word& word = words_[slots_[at]];
    if (word.hash == hash && word.length == n && std::memcmp(arena_.data() + word.offset, p, n) == 0)
      return at;
  }
}

void WordCounts::place_all(size_t slots) {
  slots_.assign(slots, kNone);
  const size_t mask = slots - 1;
  for (uint32_t i = 0; i < size(); i++) {
    size_t at = words_[i].hash & mask;
    while (slots_[at] != kNone) at = (at + 1) & mask;
    slots_[at] = i;
  }
}

void WordCounts::add(const uint8_t* p, size_t n, uint64_t count) {
  if ((words_.size() + 1) * 2 > slots_.size()) place_all(std::max(kLeastSlots, slots_.size() * 2));
  const uint64_t hash = hash_bytes(p, n);
  const size_t at = slot(hash, p, n);
  if (slots_[at] != kNone) {
    words_[slots_[at]].count += count;
    return;
  }
  slots_[at] = size();
  words_.push_back({count, hash, arena_.size(), n});
  arena_.insert(arena_.end(), p, p + n);
}

void WordCounts::add(const WordCounts& other) {
  for (uint32_t i = 0; i < other.size(); i++) add(other.bytes(i), other.length(i), other.count(i));
}

uint64_t WordCounts::cut(size_t words, size_t length) {
  if (words_.size() <= words && arena_.size() <= length) return 0;
  const auto sooner = [this](uint32_t a, uint32_t b) {
    const Word &one = words_[a], &other = words_[b];
    if (one.count != other.count) return one.count > other.count;
    if (one.hash != other.hash) return one.hash < other.hash;
    if (one.length != other.length) return one.length < other.length;
    return std::memcmp(bytes(a), bytes(b), one.length) < 0;
  };
  std::vector<uint32_t> order(words_.size());
  std::iota(order.begin(), order.end(), 0);
  size_t kept = std::min(words, order.size());
  if (kept < order.size())
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(), sooner);
  const auto end_of_kept = [&] { return order.begin() + static_cast<std::ptrdiff_t>(kept); };
  size_t size = 0;
  for (size_t i = 0; i < kept; i++) size += words_[order[i]].length;
  if (size > length) {
    std::sort(order.begin(), end_of_kept(), sooner);
    size = 0;
    size_t fit = 0;
    while (fit < kept && size + words_[order[fit]].length <= length) size += words_[order[fit++]].length;
    kept = fit;
  }
  uint64_t most = 0;
  for (size_t i = kept; i < order.size(); i++) most = std::max(most, words_[order[i]].count);

  // Back in the order they came, so that the bytes are read in theirs.
  std::sort(order.begin(), end_of_kept());
  std::vector<uint8_t> arena;
  arena.reserve(size);
  for (size_t i = 0; i < kept; i++) {
    Word word = words_[order[i]];
    const uint8_t* from = arena_.data() + word.offset;
    word.offset = arena.size();
    arena.insert(arena.end(), from, from + word.length);
    words_[i] = word;
  }
  words_.resize(kept);
  arena_ = std::move(arena);
  place_all(slots_.size());
  return most;
}

void WordCounts::clear() {
  words_.clear();
  arena_.clear();
  if (slots_.size() > kKeptSlots) {
    words_.shrink_to_fit();
    arena_.shrink_to_fit();
    slots_ = {};
  } else {
    std::fill(slots_.begin(), slots_.end(), kNone);
  }
}

}  // namespace tinystories::text
