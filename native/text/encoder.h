// What all tokenizers do: bytes to token ids and back.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

class Encoder {
 public:
  virtual ~Encoder() = default;

  virtual size_t vocab() const = 0;

  // Appends the ids of the text. `special`: tokens such as <|endoftext|> found in it (leftmost, then longest)
  // become their id; else they are spelt out like other text. Safe to call from several threads at once.
  virtual void encode(const uint8_t* text, size_t size, bool special, std::vector<int32_t>& out) const = 0;

  // For a text that arrives in parts: like `encode`, but stops where what follows could still change the ids,
  // and returns how many bytes are done. The caller goes on with the rest of the bytes and more.
  virtual size_t encode_settled(const uint8_t* text, size_t size, bool special,
                                std::vector<int32_t>& out) const = 0;

  // Appends the bytes of the ids. Throws Failure (INVALID_ARGUMENT) for an id that is none.
  virtual void decode(const int32_t* ids, size_t count, std::vector<uint8_t>& out) const = 0;
};

}  // namespace tinystories::text
