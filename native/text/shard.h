// Token shards: the file that training reads. Little-endian throughout:
//
//   header  128 bytes                                          offset
//     "TSTOKENS"                                                 0
//     u32 version (1), u32 vocabulary, u32 bytes per id (2, 4)   8
//     u32 id of the end token                                   20
//     u64 tokens, u64 stories, u64 UTF-8 bytes of the stories   24
//     u64 offset of the tokens (128), u64 of the index          48
//     u64 size of the file                                      64
//     u32 CRC-32C of the tokens' section, u32 of the index      72
//     32 bytes SHA-256 of the tokenizer                         80
//     12 bytes of zero, u32 CRC-32C of the bytes before it     112
//   tokens  one id each; zeros up to a multiple of 8
//   index   u64 token offset of each story and of the end, then u32 UTF-8 bytes of each story
//
// A story's tokens end with the end token. Stories never cross shards.
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

// Puts a shard together. Copies the ids; `finish` computes the checksums and may run elsewhere.
class ShardWriter {
 public:
  // Throws Failure (INVALID_ARGUMENT).
  explicit ShardWriter(ShardInfo info);
  // Adds ids that belong to the stories whose numbers of tokens and bytes are given to `finish`.
  // Throws Failure (INVALID_ARGUMENT) for an id outside of the vocabulary.
  void add(const int32_t* ids, size_t count);
  // The whole file. `story_tokens` counts the end token, which must be there.
  std::vector<uint8_t> finish(const std::vector<uint32_t>& story_tokens,
                              const std::vector<uint32_t>& story_bytes);

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

 private:
  void open();
  void check();
  void check_index() const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::string path_;
  const uint8_t* map_ = nullptr;
  uint64_t size_ = 0;
  ShardInfo info_{};
  uint32_t version_ = 0, tokens_crc_ = 0, index_crc_ = 0;
  size_t width_ = 0;
  uint64_t tokens_ = 0, stories_ = 0, bytes_ = 0, index_at_ = 0;
};

}  // namespace tinystories::text
