#include "text/sentencepiece.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>

#include "program/failure.h"

namespace tinystories::text {
namespace {

constexpr size_t kLongestText = 0x7fffffff;
// run.c starts its search for the best pair here: what is not above is never merged.
constexpr float kLowestScore = -1e10f;

[[noreturn]] void refuse(const std::string& message) {
  throw Failure("INVALID_ARGUMENT", "tokenizer: " + message);
}

bool continues(uint8_t byte) { return (byte & 0xc0) == 0x80; }

}  // namespace

SentencePiece::SentencePiece(SentencePieceDefinition definition)
    : definition_(std::move(definition)), rules_(vocab()) {
  check_pieces();
  for (uint32_t id = 0; id < vocab(); id++) {
    const uint8_t* p = bytes_of(id);
    const uint32_t number = pieces_.add(p, length_of(id));
    if (number == id_of_piece_.size()) id_of_piece_.push_back(id);
    for (size_t i = 1; i < length_of(id); i++)
      if (p[i] == ' ' && p[i - 1] != ' ') words_part_ = false;
  }
  const uint8_t space = ' ';
  const uint32_t number = pieces_.find(&space, 1);
  if (number == WordTable::kNone) refuse("no piece for the space, which stands before a text");
  space_ = id_of_piece_[number];
  add_rules();
  if (!definition_.end_of_text.empty())
    special_.add(reinterpret_cast<const uint8_t*>(definition_.end_of_text.data()),
                 definition_.end_of_text.size(), kBegin);
}

void SentencePiece::check_pieces() const {
  const size_t count = vocab();
  if (count < kFirstByte + 256 || count >= 0x7fffffff)
    refuse(std::to_string(count) + " pieces; expected at least 259: three special ones and the bytes");
  if (definition_.scores.size() != count) refuse("one score a piece is needed");
  size_t begin = 0;
  for (size_t id = 0; id < count; id++) {
    const size_t end = definition_.piece_ends[id];
    if (end < begin || end > definition_.piece_bytes.size())
      refuse("piece " + std::to_string(id) + " ends outside of the bytes");
    if (end == begin) refuse("piece " + std::to_string(id) + " is empty");
    begin = end;
  }
  if (begin != definition_.piece_bytes.size()) refuse("bytes are left over after the last piece");
  for (uint32_t byte = 0; byte < 256; byte++) {
    char name[8];
    std::snprintf(name, sizeof(name), "<0x%02X>", byte);
    const uint32_t id = kFirstByte + byte;
    if (length_of(id) != 6 || std::memcmp(bytes_of(id), name, 6) != 0)
      refuse("piece " + std::to_string(id) + " is not " + name + "; only vocabularies with byte fallback can be used");
  }
}

const uint8_t* SentencePiece::bytes_of(uint32_t id) const {
  return definition_.piece_bytes.data() + (id == 0 ? 0 : definition_.piece_ends[id - 1]);
}

size_t SentencePiece::length_of(uint32_t id) const {
  return definition_.piece_ends[id] - (id == 0 ? 0 : definition_.piece_ends[id - 1]);
}

// A rule for each way to cut a piece into two others. Its rank is the place of its score among all scores.
void SentencePiece::add_rules() {
  std::vector<float> scores;
  for (const float score : definition_.scores)
    if (score > kLowestScore) scores.push_back(score);
  std::sort(scores.begin(), scores.end(), std::greater<float>());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  for (const uint32_t id : id_of_piece_) {
    const float score = definition_.scores[id];
    if (!(score > kLowestScore)) continue;
    const auto place = std::lower_bound(scores.begin(), scores.end(), score, std::greater<float>());
    const uint32_t rank = static_cast<uint32_t>(place - scores.begin());
    const uint8_t* p = bytes_of(id);
    const size_t length = length_of(id);
    for (size_t cut = 1; cut < length; cut++) {
      const uint32_t left = pieces_.find(p, cut);
      const uint32_t right = left == WordTable::kNone ? left : pieces_.find(p + cut, length - cut);
      if (right != WordTable::kNone) rules_.add(id_of_piece_[left], id_of_piece_[right], rank, id);
    }
  }
}

void SentencePiece::encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const {
  std::unique_ptr<WordCache> cache = caches_.take();
  for (size_t at = 0;;) {
    SpecialTokens::Found found{size, 0, 0};
    if (special && special_.longest() != 0) found = special_.find(text, at, size);
    encode_text(text + at, found.at - at, *cache, out);
    if (found.at == size) break;
    out.push_back(static_cast<int32_t>(found.id));
    at = found.at + found.length;
  }
  caches_.give(std::move(cache));
}

size_t SentencePiece::encode_settled(const uint8_t* text, size_t size, bool special,
                                     std::vector<int32_t>& out) const {
  if (!special || special_.longest() == 0) return 0;
  size_t end = 0;
  for (;;) {
    const SpecialTokens::Found found = special_.find(text, end, size);
    if (found.at == size) break;
    end = found.at + found.length;
  }
  if (end == 0) return 0;
  encode(text, end, true, out);
  return end;
}

void SentencePiece::encode_text(const uint8_t* text, size_t size, WordCache& cache,
                                std::vector<int32_t>& out) const {
  if (size == 0) return;
  if (size > kLongestText) throw Failure("INVALID_ARGUMENT", "a text of more than 2 GiB cannot be encoded");
  std::vector<uint8_t> whole(size + 1);
  whole[0] = ' ';
  std::memcpy(whole.data() + 1, text, size);
  const uint8_t *p = whole.data(), *end = p + whole.size();
  while (p < end) {
    const uint8_t* next = words_part_ ? p + 1 : end;
    while (next < end && !(*next == ' ' && next[-1] != ' ')) next++;
    const uint8_t* word = p;
    const size_t length = static_cast<size_t>(next - p);
    // What is no UTF-8 may begin with bytes that go on, which inside of a text would belong to a space before them.
    const bool odd = word == whole.data() && continues(text[0]);
    p = next;
    if (length > WordCache::kLongestWord || odd) {
      encode_word(word, length, odd, cache);
      out.insert(out.end(), cache.word.begin(), cache.word.end());
      continue;
    }
    WordCache::Entry* entry = cache.lookup(word, length, end);
    if (entry->count == 0) {
      encode_word(word, length, false, cache);
      cache.store(entry, cache.word);
    }
    const int32_t* ids = cache.ids(entry);
    out.insert(out.end(), ids, ids + entry->count);
  }
}

void SentencePiece::encode_word(const uint8_t* word, size_t size, bool prefix, WordCache& cache) const {
  // The characters as run.c finds them, which are those of UTF-8 where the text is that.
  cache.word.clear();
  if (prefix) cache.word.push_back(space_);
  size_t length = 0;
  for (size_t i = prefix ? 1 : 0; i < size; i++) {
    if (!continues(word[i])) length = 0;
    length++;
    if (i + 1 < size && continues(word[i + 1]) && length < 4) continue;
    const uint8_t* character = word + i + 1 - length;
    const uint32_t piece = pieces_.find(character, length);
    if (piece != WordTable::kNone)
      cache.word.push_back(id_of_piece_[piece]);
    else
      for (size_t k = 0; k < length; k++) cache.word.push_back(kFirstByte + character[k]);
    length = 0;
  }
  rules_.apply(cache);
}

void SentencePiece::decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const {
  bool begins = true;
  for (size_t i = 0; i < count; i++) {
    if (ids[i] < 0 || static_cast<size_t>(ids[i]) >= vocab())
      throw Failure("INVALID_ARGUMENT", "id " + std::to_string(ids[i]) + " is outside of the vocabulary of " +
                                            std::to_string(vocab()) + " tokens");
    const uint32_t id = static_cast<uint32_t>(ids[i]);
    const uint8_t *from = bytes_of(id), *end = from + length_of(id);
    if (id >= kFirstByte && id < kFirstByte + 256) {
      out.push_back(static_cast<uint8_t>(id - kFirstByte));
    } else {
      if (begins && *from == ' ') from++;
      out.insert(out.end(), from, end);
    }
    begins = id == kBegin;
  }
}

}  // namespace tinystories::text
