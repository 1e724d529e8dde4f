#include "text/bpe.h"

#include <algorithm>
#include <cstring>

#include "program/failure.h"
#include "text/pretokenizer.h"

namespace tinystories::text {
namespace {

constexpr uint32_t kNone = ~0u;
// Merging holds 32-bit positions.
constexpr size_t kLongestWord = 0x7fffffff;
// What <unk> decodes to.
constexpr char kUnknown[] = "<unk>";

[[noreturn]] void refuse(const std::string& message) {
  throw Failure("INVALID_ARGUMENT", "tokenizer: " + message);
}

}  // namespace

Bpe::Bpe(BpeDefinition definition)
    : definition_(std::move(definition)), rules_(definition_.merges.size() / 2) {
  check_tokens();
  std::vector<bool> is_special(tokens(), false);
  for (uint32_t id : definition_.special) {
    if (id >= tokens()) refuse("special token " + std::to_string(id) + " is not in the vocabulary");
    is_special[id] = true;
  }
  WordTable words;
  std::vector<uint32_t> id_of_word;
  std::fill(std::begin(byte_id_), std::end(byte_id_), kNone);
  for (uint32_t id = 0; id < tokens(); id++) {
    // A special token has no part in merging, even one that is spelt like a byte.
    if (is_special[id]) continue;
    if (words.add(bytes_of(id), length_of(id)) != id_of_word.size())
      refuse("tokens " + std::to_string(id_of_word[words.find(bytes_of(id), length_of(id))]) + " and " +
             std::to_string(id) + " stand for the same bytes");
    id_of_word.push_back(id);
    if (length_of(id) == 1) byte_id_[*bytes_of(id)] = id;
  }
  for (int byte = 0; byte < 256; byte++)
    if (byte_id_[byte] == kNone)
      refuse("no token for the byte " + std::to_string(byte) + "; a byte-level BPE has all 256");
  add_merges(words, id_of_word);
  if (restricted()) restrict(is_special);
  add_special();
}

void Bpe::check_tokens() const {
  if (tokens() >= 0x7fffffff) refuse("more tokens than 32-bit ids can name");
  size_t begin = 0;
  for (size_t id = 0; id < tokens(); id++) {
    const size_t end = definition_.token_ends[id];
    if (end < begin || end > definition_.token_bytes.size())
      refuse("token " + std::to_string(id) + " ends outside of the token bytes");
    if (end == begin) refuse("token " + std::to_string(id) + " is empty");
    begin = end;
  }
  if (begin != definition_.token_bytes.size()) refuse("bytes are left over after the last token");
}

void Bpe::add_merges(const WordTable& words, const std::vector<uint32_t>& id_of_word) {
  const std::vector<uint32_t>& merges = definition_.merges;
  if (merges.size() % 2 != 0) refuse("merges are pairs, their list has an odd length");
  merge_of_.assign(tokens(), kNone);
  std::vector<uint8_t> joined;
  for (uint32_t rank = 0; rank < merges.size() / 2; rank++) {
    const uint32_t left = merges[rank * 2], right = merges[rank * 2 + 1];
    const std::string name = "merge " + std::to_string(rank);
    if (left >= tokens() || right >= tokens())
      refuse(name + " names a token that is not in the vocabulary");
    joined.assign(bytes_of(left), bytes_of(left) + length_of(left));
    joined.insert(joined.end(), bytes_of(right), bytes_of(right) + length_of(right));
    const uint32_t word = words.find(joined.data(), joined.size());
    if (word == WordTable::kNone) refuse("the result of " + name + " is not in the vocabulary");
    const uint32_t result = id_of_word[word];
    if (!rules_.add(left, right, rank, result)) refuse(name + " stands twice in the list");
    if (merge_of_[result] == kNone) merge_of_[result] = rank;
  }
}

// The ids of special tokens are those that people see.
void Bpe::add_special() {
  const size_t first = vocab() - definition_.special.size();
  for (size_t i = 0; i < definition_.special.size(); i++) {
    const uint32_t id = definition_.special[i];
    special_.add(bytes_of(id), length_of(id), restricted() ? static_cast<uint32_t>(first + i) : id);
  }
}

void Bpe::restrict(const std::vector<bool>& is_special) {
  std::vector<uint32_t> place(tokens(), kNone);
  for (const uint32_t id : definition_.kept) {
    const std::string name = "kept token " + std::to_string(id);
    if (id >= tokens()) refuse(name + " is not in the vocabulary");
    if (is_special[id]) refuse(name + " is a special one, which is kept anyway; leave it out of the list");
    if (place[id] != kNone) refuse(name + " stands twice in the list");
    place[id] = static_cast<uint32_t>(base_of_.size());
    base_of_.push_back(id);
  }
  const uint32_t unknown = static_cast<uint32_t>(base_of_.size());
  if (definition_.unknown) base_of_.push_back(kNone);
  base_of_.insert(base_of_.end(), definition_.special.begin(), definition_.special.end());
  for (uint32_t id = 0; id < tokens(); id++) {
    if (place[id] == kNone && definition_.unknown)
      replaced_.push_back(unknown);
    else if (!is_special[id])
      add_parts(id, place);
    replaced_ends_.push_back(static_cast<uint32_t>(replaced_.size()));
  }
}

void Bpe::add_parts(uint32_t id, const std::vector<uint32_t>& place) {
  if (place[id] != kNone) {
    replaced_.push_back(place[id]);
    return;
  }
  const uint32_t rank = merge_of_[id];
  if (rank == kNone)
    refuse("token " + std::to_string(id) +
           " is neither kept nor made of others; without <unk> all bytes must be kept");
  // Both are shorter, so this ends.
  add_parts(definition_.merges[rank * 2], place);
  add_parts(definition_.merges[rank * 2 + 1], place);
}

const uint8_t* Bpe::bytes_of(uint32_t id) const {
  return definition_.token_bytes.data() + (id == 0 ? 0 : definition_.token_ends[id - 1]);
}

size_t Bpe::length_of(uint32_t id) const {
  return definition_.token_ends[id] - (id == 0 ? 0 : definition_.token_ends[id - 1]);
}

void Bpe::encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const {
  encode_until(text, size, special, size, out);
}

size_t Bpe::encode_settled(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const {
  const size_t unsure = kPieceLookahead + (special ? special_.longest() : 0);
  return encode_until(text, size, special, size < unsure ? 0 : size - unsure, out);
}

// Encodes the pieces that end at or before `settled`.
size_t Bpe::encode_until(const uint8_t* text, size_t size, bool special, size_t settled,
                         std::vector<int32_t>& out) const {
  std::unique_ptr<WordCache> cache = caches_.take();
  size_t at = 0;
  for (;;) {
    SpecialTokens::Found found{size, 0, 0};
    if (special && special_.longest() != 0) found = special_.find(text, at, size);
    // Near the end of a part, a longer or an earlier special token may still complete itself.
    if (settled < size && found.at + special_.longest() > size) found.at = size;
    // A special token parts the text for good.
    const size_t limit = found.at < size ? found.at : settled;
    at += encode_pieces(text + at, found.at - at, limit - std::min(at, limit), *cache, out);
    if (found.at == size) break;
    out.push_back(static_cast<int32_t>(found.id));
    at = found.at + found.length;
  }
  caches_.give(std::move(cache));
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
  rules_.apply(cache);
  if (!restricted()) return;
  std::vector<uint32_t> ids;
  for (const uint32_t id : cache.word) {
    const size_t begin = id == 0 ? 0 : replaced_ends_[id - 1];
    ids.insert(ids.end(), replaced_.begin() + static_cast<std::ptrdiff_t>(begin),
               replaced_.begin() + static_cast<std::ptrdiff_t>(replaced_ends_[id]));
  }
  cache.word = std::move(ids);
}

void Bpe::decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const {
  for (size_t i = 0; i < count; i++) {
    if (ids[i] < 0 || static_cast<size_t>(ids[i]) >= vocab())
      throw Failure("INVALID_ARGUMENT", "id " + std::to_string(ids[i]) + " is outside of the vocabulary of " +
                                            std::to_string(vocab()) + " tokens");
    const uint32_t id = restricted() ? base_of_[static_cast<size_t>(ids[i])] : static_cast<uint32_t>(ids[i]);
    if (id == kNone)
      out.insert(out.end(), kUnknown, kUnknown + sizeof(kUnknown) - 1);
    else
      out.insert(out.end(), bytes_of(id), bytes_of(id) + length_of(id));
  }
}

}  // namespace tinystories::text
