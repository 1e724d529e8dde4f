// Tokens that are matched whole in a text before anything else, such as <|endoftext|>.
#pragma once
#include <cstring>
#include <string>
#include <vector>

namespace tinystories::text {

class SpecialTokens {
 public:
  void add(const uint8_t* bytes, size_t length, uint32_t id) {
    tokens_.push_back({std::string(reinterpret_cast<const char*>(bytes), length), id});
    starts_[*bytes] = true;
    if (length > longest_) longest_ = length;
  }

  // 0 when there are none.
  size_t longest() const { return longest_; }

  struct Found {
    size_t at, length;
    uint32_t id;
  };

  // The first at or after `from`, the longest of several there; `at` is `size` when there is none.
  Found find(const uint8_t* text, size_t from, size_t size) const {
    const bool one = tokens_.size() == 1;
    for (size_t at = from; at < size; at++) {
      if (one) {
        const void* next = std::memchr(text + at, tokens_[0].bytes[0], size - at);
        if (next == nullptr) break;
        at = static_cast<size_t>(static_cast<const uint8_t*>(next) - text);
      } else if (!starts_[text[at]]) {
        continue;
      }
      Found found{at, 0, 0};
      for (const Token& token : tokens_) {
        const size_t length = token.bytes.size();
        if (length <= found.length || length > size - at) continue;
        if (std::memcmp(text + at, token.bytes.data(), length) == 0) found = {at, length, token.id};
      }
      if (found.length != 0) return found;
    }
    return {size, 0, 0};
  }

 private:
  struct Token {
    std::string bytes;
    uint32_t id;
  };
  std::vector<Token> tokens_;
  bool starts_[256] = {};
  size_t longest_ = 0;
};

}  // namespace tinystories::text
