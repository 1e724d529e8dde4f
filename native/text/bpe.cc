#include "text/bpe.h"

#include <algorithm>
#include <cstring>

#include "program/failure.h"
#include "text/pretokenizer.h"
#include "text/word_cache.h"

namespace tinystories::text {
namespace {

// Above this many parts a word is merged with a heap. Below, scanning for the best pair is faster.
constexpr size_t kShortWord = 48;
// Merging holds 32-bit positions.
constexpr size_t kLongestWord = 0x7fffffff;

[[noreturn]] void refuse(const std::string& message) {
  throw Failure("INVALID_ARGUMENT", "tokenizer: " + message);
}

}  // namespace

Bpe::Bpe(BpeDefinition definition) : definition_(std::move(definition)) {
  const size_t count = vocab();
  if (count >= 0x7fffffff) refuse("more tokens than 32-bit ids can name");
  size_t begin = 0;
  for (size_t id = 0; id < count; id++) {
    const size_t end = definition_.token_ends[id];
    if (end < begin || end > definition_.token_bytes.size())
      refuse("token " + std::to_string(id) + " ends outside of the token bytes");
    if (end == begin) refuse("token " + std::to_string(id) + " is empty");
    begin = end;
  }
  if (begin != definition_.token_bytes.size()) refuse("bytes are left over after the last token");

  std::vector<bool> is_special(count, false);
  for (uint32_t id : definition_.special) {
    if (id >= count) refuse("special token " + std::to_string(id) + " is not in the vocabulary");
    is_special[id] = true;
    starts_special_[*bytes_of(id)] = true;
    longest_special_ = std::max(longest_special_, length_of(id));
  }

  WordTable tokens;
  std::vector<uint32_t> id_of_word;
  std::fill(std::begin(byte_id_), std::end(byte_id_), kNoRank);
  for (uint32_t id = 0; id < count; id++) {
    // A special token has no part in merging, even one that is spelt like a byte.
    if (is_special[id]) continue;
    if (tokens.add(bytes_of(id), length_of(id)) != id_of_word.size())
      refuse("tokens " + std::to_string(id_of_word[tokens.find(bytes_of(id), length_of(id))]) + " and " +
             std::to_string(id) + " stand for the same bytes");
    id_of_word.push_back(id);
    if (length_of(id) == 1) byte_id_[*bytes_of(id)] = id;
  }
  for (int byte = 0; byte < 256; byte++)
    if (byte_id_[byte] == kNoRank)
      refuse("no token for the byte " + std::to_string(byte) + "; a byte-level BPE has all 256");
  add_merges(tokens, id_of_word);
}

Bpe::~Bpe() = default;

void Bpe::add_merges(const WordTable& tokens, const std::vector<uint32_t>& id_of_word) {
  const std::vector<uint32_t>& merges = definition_.merges;
  if (merges.size() % 2 != 0) refuse("merges are pairs, their list has an odd length");
  size_t slots = 16;
  while (slots < merges.size()) slots *= 2;
  merges_.assign(slots * 2, {kNoPair, kNoRank, 0});
  std::vector<uint8_t> joined;
  for (size_t rank = 0; rank < merges.size() / 2; rank++) {
    const uint32_t left = merges[rank * 2], right = merges[rank * 2 + 1];
    const std::string name = "merge " + std::to_string(rank);
    if (left >= vocab() || right >= vocab()) refuse(name + " names a token that is not in the vocabulary");
    joined.assign(bytes_of(left), bytes_of(left) + length_of(left));
    joined.insert(joined.end(), bytes_of(right), bytes_of(right) + length_of(right));
    const uint32_t word = tokens.find(joined.data(), joined.size());
    if (word == WordTable::kNone) refuse("the result of " + name + " is not in the vocabulary");
    if (find(left, right) != nullptr) refuse(name + " stands twice in the list");
    const uint64_t pair = static_cast<uint64_t>(left) << 32 | right;
    size_t at = mix(left, right) & (merges_.size() - 1);
    while (merges_[at].pair != kNoPair) at = (at + 1) & (merges_.size() - 1);
    merges_[at] = {pair, static_cast<uint32_t>(rank), id_of_word[word]};
  }
}

const uint8_t* Bpe::bytes_of(uint32_t id) const {
  return definition_.token_bytes.data() + (id == 0 ? 0 : definition_.token_ends[id - 1]);
}

size_t Bpe::length_of(uint32_t id) const {
  return definition_.token_ends[id] - (id == 0 ? 0 : definition_.token_ends[id - 1]);
}

const Bpe::Merge* Bpe::find(uint32_t left, uint32_t right) const {
  const uint64_t pair = static_cast<uint64_t>(left) << 32 | right;
  const size_t mask = merges_.size() - 1;
  for (size_t at = mix(left, right) & mask;; at = (at + 1) & mask) {
    if (merges_[at].pair == pair) return &merges_[at];
    if (merges_[at].pair == kNoPair) return nullptr;
  }
}

// Where the next special token starts, at or after `from`; `size` when there is none.
size_t Bpe::find_special(const uint8_t* text, size_t from, size_t size, uint32_t* found) const {
  const bool one = definition_.special.size() == 1;
  for (size_t at = from; at < size; at++) {
    if (one) {
      const void* next = std::memchr(text + at, *bytes_of(definition_.special[0]), size - at);
      if (next == nullptr) return size;
      at = static_cast<size_t>(static_cast<const uint8_t*>(next) - text);
    } else if (!starts_special_[text[at]]) {
      continue;
    }
    size_t longest = 0;
    for (uint32_t id : definition_.special) {
      const size_t length = length_of(id);
      if (length <= longest || length > size - at || std::memcmp(text + at, bytes_of(id), length) != 0)
        continue;
      longest = length;
      *found = id;
    }
    if (longest != 0) return at;
  }
  return size;
}

void Bpe::encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const {
  encode_until(text, size, special, size, out);
}

size_t Bpe::encode_settled(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const {
  const size_t unsure = kPieceLookahead + (special ? longest_special_ : 0);
  return encode_until(text, size, special, size < unsure ? 0 : size - unsure, out);
}

// Encodes the pieces that end at or before `settled`.
size_t Bpe::encode_until(const uint8_t* text, size_t size, bool special, size_t settled,
                         std::vector<int32_t>& out) const {
  std::unique_ptr<WordCache> cache = take_cache();
  size_t at = 0;
  for (;;) {
    uint32_t id = 0;
    size_t next = special && longest_special_ != 0 ? find_special(text, at, size, &id) : size;
    // Near the end of a part, a longer or an earlier special token may still complete itself.
    if (settled < size && next + longest_special_ > size) next = size;
    // A special token parts the text for good.
    const size_t limit = next < size ? next : settled;
    at += encode_pieces(text + at, next - at, limit - std::min(at, limit), *cache, out);
    if (next == size) break;
    out.push_back(static_cast<int32_t>(id));
    at = next + length_of(id);
  }
  give_cache(std::move(cache));
  return at;
}

size_t Bpe::encode_pieces(const uint8_t* text, size_t size, size_t settled, WordCache& cache,
                          std::vector<int32_t>& out) const {
  size_t at = 0;
  while (at < size) {
    const size_t length = piece_length(text + at, text + size);
    if (at + length > settled) break;
    const uint8_t* word = text + at;
    at += length;
    if (length > WordCache::kLongestWord) {
      encode_word(word, length, cache);
      out.insert(out.end(), cache.word.begin(), cache.word.end());
      continue;
    }
    WordCache::Entry* entry = cache.lookup(word, length, text + size);
    if (entry->count == 0) {
      encode_word(word, length, cache);
      cache.store(entry, cache.word);
    }
    const int32_t* ids = cache.ids(entry);
    out.insert(out.end(), ids, ids + entry->count);
  }
  return at;
}

void Bpe::encode_word(const uint8_t* word, size_t size, WordCache& cache) const {
  if (size > kLongestWord) throw Failure("INVALID_ARGUMENT", "a word of more than 2 GiB cannot be encoded");
  cache.word.resize(size);
  for (size_t i = 0; i < size; i++) cache.word[i] = byte_id_[word[i]];
  if (size < 2) return;
  if (size <= kShortWord)
    merge_short(cache);
  else
    merge_long(cache);
}

// Both ways of merging apply, again and again, the pair of lowest rank, the leftmost of equals.
void Bpe::merge_short(WordCache& cache) const {
  std::vector<uint32_t>& word = cache.word;
  uint32_t ranks[kShortWord], results[kShortWord];
  size_t count = word.size();
  const auto look = [&](size_t i) {
    const Merge* merge = find(word[i], word[i + 1]);
    ranks[i] = merge == nullptr ? kNoRank : merge->rank;
    results[i] = merge == nullptr ? 0 : merge->result;
  };
  for (size_t i = 0; i + 1 < count; i++) look(i);
  while (count > 1) {
    const size_t best = static_cast<size_t>(std::min_element(ranks, ranks + count - 1) - ranks);
    if (ranks[best] == kNoRank) break;
    word[best] = results[best];
    count--;
    for (size_t i = best + 1; i < count; i++) word[i] = word[i + 1];
    for (size_t i = best + 1; i + 1 < count; i++) {
      ranks[i] = ranks[i + 1];
      results[i] = results[i + 1];
    }
    if (best > 0) look(best - 1);
    if (best + 1 < count) look(best);
  }
  word.resize(count);
}

void Bpe::merge_long(WordCache& cache) const {
  using Candidate = WordCache::Candidate;
  constexpr uint32_t kEnd = ~0u;
  std::vector<uint32_t>& word = cache.word;
  std::vector<WordCache::Node>& nodes = cache.nodes;
  std::vector<Candidate>& heap = cache.heap;
  const uint32_t size = static_cast<uint32_t>(word.size());
  nodes.resize(size);
  heap.clear();
  const auto later = [](const Candidate& a, const Candidate& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.at > b.at;
  };
  const auto candidate = [&](uint32_t at, Candidate* found) {
    const uint32_t left = nodes[at].id, right = nodes[nodes[at].after].id;
    const Merge* merge = find(left, right);
    if (merge != nullptr) *found = {merge->rank, at, left, right};
    return merge != nullptr;
  };
  for (uint32_t i = 0; i < size; i++)
    nodes[i] = {word[i], i == 0 ? kEnd : i - 1, i + 1 == size ? kEnd : i + 1};
  Candidate next;
  for (uint32_t i = 0; i + 1 < size; i++)
    if (candidate(i, &next)) heap.push_back(next);
  std::make_heap(heap.begin(), heap.end(), later);

  constexpr uint32_t kGone = ~0u;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    const Candidate best = heap.back();
    heap.pop_back();
    WordCache::Node& node = nodes[best.at];
    // Outdated: one of the two was merged with another neighbour since.
    if (node.id != best.left || node.after == kEnd || nodes[node.after].id != best.right) continue;
    node.id = find(best.left, best.right)->result;
    WordCache::Node& right = nodes[node.after];
    right.id = kGone;
    node.after = right.after;
    if (node.after != kEnd) nodes[node.after].before = best.at;
    for (const uint32_t at : {node.before, best.at}) {
      if (at == kEnd || nodes[at].after == kEnd || !candidate(at, &next)) continue;
      heap.push_back(next);
      std::push_heap(heap.begin(), heap.end(), later);
    }
  }
  word.clear();
  for (uint32_t at = 0; at != kEnd; at = nodes[at].after) word.push_back(nodes[at].id);
}

void Bpe::decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const {
  for (size_t i = 0; i < count; i++) {
    if (ids[i] < 0 || static_cast<size_t>(ids[i]) >= vocab())
      throw Failure("INVALID_ARGUMENT", "id " + std::to_string(ids[i]) + " is outside of the vocabulary of " +
                                            std::to_string(vocab()) + " tokens");
    const uint8_t* bytes = bytes_of(static_cast<uint32_t>(ids[i]));
    out.insert(out.end(), bytes, bytes + length_of(static_cast<uint32_t>(ids[i])));
  }
}

std::unique_ptr<WordCache> Bpe::take_cache() const {
  {
    const std::lock_guard<std::mutex> guard(lock_);
    if (!caches_.empty()) {
      std::unique_ptr<WordCache> cache = std::move(caches_.back());
      caches_.pop_back();
      return cache;
    }
  }
  return std::make_unique<WordCache>();
}

void Bpe::give_cache(std::unique_ptr<WordCache> cache) const {
  // A word of many megabytes would leave its scratch space behind.
  if (cache->nodes.capacity() > 1 << 20) return;
  const std::lock_guard<std::mutex> guard(lock_);
  caches_.push_back(std::move(cache));
}

}  // namespace tinystories::text
