// Token shards: the file that training reads. Little-endian throughout:
//
//   header  128 bytes                                          offset
//     "TSTOKENS"                                                 0
//     u32 version (1, 2), u32 vocabulary, u32 bytes per id       8
//     u32 id of the end token                                   20
//     u64 tokens, u64 stories, u64 UTF-8 bytes of the stories   24
//     u64 offset of the tokens (128), u64 of the index          48
//     u64 size of the file                                      64
//     u32 CRC-32C of the tokens' section, u32 of the index      72
//     32 bytes SHA-256 of the tokenizer                         80
//     12 bytes of zero, u32 CRC-32C of the bytes before it     112
//   tokens  one id each, 2 bytes or 4; zeros up to a multiple of 8
//   index   u64 token offset of each story and of the end, then u32 UTF-8 bytes of each story
//
// A story's tokens end with the end token. Stories never cross shards. A shard of version 2 also says which part of each
// story is a response, for training on responses alone; its header ends with
//
//     u64 offset of the responses, u32 CRC-32C of them         112
//     u32 CRC-32C of the bytes before it                       124
//
// and after the index stand, for each story, u32 first token of the response, u32 token past its last one (both
// counted within the story), u32 UTF-8 bytes of the response.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tinystories::text {

struct ShardInfo {
  uint32_t vocab, end_of_text;
  std::string tokenizer_hash;  // 64 hexadecimal digits
};

// The tokens of a story, counted within it, that are a response, and the response's UTF-8 bytes.
struct Response {
  uint32_t begin, end, bytes;
};

// Puts a shard together. Copies the ids; `finish` computes the checksums and may run elsewhere.
class ShardWriter {
 public:
  // Throws Failure (INVALID_ARGUMENT).
  explicit ShardWriter(ShardInfo info);
  // Adds ids that belong to the stories whose numbers of tokens and bytes are given to `finish`.
  // Throws Failure (INVALID_ARGUMENT) for an id outside of the vocabulary.
  void add(const int32_t* ids, size_t count);
  // The whole file. `story_tokens` counts the end token, which must be there. `responses`: one a story, or none.
  std::vector<uint8_t> finish(const std::vector<uint32_t>& story_tokens,
                              const std::vector<uint32_t>& story_bytes,
                              const std::vector<Response>& responses = {});

 private:
  ShardInfo info_;
  size_t width_;
  std::vector<uint8_t> file_;
};

// A shard mapped into memory. The file must not be changed while it is open (a file that is cut short then
// ends the process, as with every mapping); ours never are: new content comes by rename.
class Shard {
 public:
  // Checks all but the tokens' checksum. Throws Failure (FILE, FORMAT) that names the file.
  explicit Shard(const std::string& path);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  const ShardInfo& info() const { return info_; }
  uint32_t version() const { return version_; }
  uint64_t tokens() const { return tokens_; }
  uint64_t stories() const { return stories_; }
  uint64_t bytes() const { return bytes_; }
  size_t bytes_per_id() const { return width_; }
  uint64_t file_size() const { return size_; }

  // Compares the tokens with their checksum. Throws Failure (FORMAT).
  void verify() const;
  // Copies tokens [begin, end). Throws Failure: INVALID_ARGUMENT for a range outside, FORMAT for a hostile
  // id.
  void read(uint64_t begin, uint64_t end, int32_t* out) const;
  // Offset of the first token of a story; of the end for `stories()`.
  uint64_t story_offset(uint64_t story) const;
  uint32_t story_bytes(uint64_t story) const;
  bool has_responses() const { return version_ >= 2; }
  // Of a shard that has responses.
  Response response(uint64_t story) const;

 private:
  void open();
  void check();
  void check_index() const;
  void check_responses() const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::string path_;
  const uint8_t* map_ = nullptr;
  uint64_t size_ = 0;
  ShardInfo info_{};
  uint32_t version_ = 0, tokens_crc_ = 0, index_crc_ = 0, responses_crc_ = 0;
  size_t width_ = 0;
  uint64_t tokens_ = 0, stories_ = 0, bytes_ = 0, index_at_ = 0, responses_at_ = 0;
};

}  // namespace tinystories::text
