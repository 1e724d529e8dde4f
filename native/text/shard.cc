#include "text/shard.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>

#include "program/failure.h"
#include "text/crc32c.h"

// Fields and ids are copied as they lie in memory.
static_assert(std::endian::native == std::endian::little, "token shards need a little-endian machine");

namespace tinystories::text {
namespace {

constexpr char kMagic[8] = {'T', 'S', 'T', 'O', 'K', 'E', 'N', 'S'};
constexpr uint32_t kVersion = 1, kWithResponses = 2;
constexpr uint64_t kHeader = 128;
constexpr size_t kHashAt = 80, kZeroAt = 112, kResponsesAt = 112, kHeaderCrcAt = 124;

template <typename T>
T load(const uint8_t* p) {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}

template <typename T>
void store(uint8_t* p, T value) {
  std::memcpy(p, &value, sizeof(T));
}

template <typename T>
void append(std::vector<uint8_t>& to, T value) {
  const uint8_t* p = reinterpret_cast<const uint8_t*>(&value);
  to.insert(to.end(), p, p + sizeof(T));
}

size_t width_of(uint32_t vocab) { return vocab <= 0xffff ? 2 : 4; }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

[[noreturn]] void misuse(const std::string& message) {
  throw Failure("INVALID_ARGUMENT", "token shard: " + message);
}

}  // namespace

ShardWriter::ShardWriter(ShardInfo info) : info_(std::move(info)), width_(width_of(info_.vocab)) {
  if (info_.vocab == 0 || info_.vocab > 0x7fffffff) misuse("the vocabulary must be between 1 and 2^31-1");
  if (info_.end_of_text >= info_.vocab) misuse("the end token is outside of the vocabulary");
  if (info_.tokenizer_hash.size() != 64) misuse("the tokenizer's hash must be 64 hexadecimal digits");
  for (const char c : info_.tokenizer_hash)
    if (digit(c) < 0) misuse("the tokenizer's hash must be 64 hexadecimal digits");
  file_.resize(kHeader);
}

void ShardWriter::add(const int32_t* ids, size_t count) {
  const size_t at = file_.size();
  file_.resize(at + count * width_);
  for (size_t i = 0; i < count; i++) {
    if (ids[i] < 0 || static_cast<uint32_t>(ids[i]) >= info_.vocab)
      misuse("id " + std::to_string(ids[i]) + " is outside of the vocabulary of " +
             std::to_string(info_.vocab));
    if (width_ == 2)
      store(&file_[at + i * 2], static_cast<uint16_t>(ids[i]));
    else
      store(&file_[at + i * 4], static_cast<uint32_t>(ids[i]));
  }
}

std::vector<uint8_t> ShardWriter::finish(const std::vector<uint32_t>& story_tokens,
                                         const std::vector<uint32_t>& story_bytes,
                                         const std::vector<Response>& responses) {
  const uint64_t tokens = (file_.size() - kHeader) / width_;
  const uint64_t stories = story_tokens.size();
  if (story_bytes.size() != stories) misuse("one number of tokens and one of bytes a story are needed");
  const bool has_responses = !responses.empty();
  if (has_responses && responses.size() != stories) misuse("one response a story is needed, or none at all");
  while (file_.size() % 8 != 0) file_.push_back(0);
  const uint64_t index_at = file_.size();
  uint64_t offset = 0, bytes = 0;
  for (uint64_t i = 0; i < stories; i++) {
    append(file_, offset);
    offset += story_tokens[i];
    bytes += story_bytes[i];
    if (story_tokens[i] == 0) misuse("story " + std::to_string(i) + " has no tokens, not even the end token");
    if (offset > tokens) misuse("the stories have more tokens than were added");
    const uint8_t* last = &file_[kHeader + (offset - 1) * width_];
    if ((width_ == 2 ? load<uint16_t>(last) : load<uint32_t>(last)) != info_.end_of_text)
      misuse("story " + std::to_string(i) + " does not end with the end token");
  }
  if (offset != tokens) misuse("the stories have fewer tokens than were added");
  append(file_, offset);
  for (const uint32_t count : story_bytes) append(file_, count);
  const uint64_t responses_at = file_.size();
  for (uint64_t i = 0; i < responses.size(); i++) {
    const Response& response = responses[i];
    if (response.begin > response.end || response.end > story_tokens[i] || response.bytes > story_bytes[i])
      misuse("the response of story " + std::to_string(i) + " is not a part of it");
    append(file_, response.begin);
    append(file_, response.end);
    append(file_, response.bytes);
  }

  uint8_t* header = file_.data();
  std::memcpy(header, kMagic, sizeof(kMagic));
  store(header + 8, has_responses ? kWithResponses : kVersion);
  store(header + 12, info_.vocab);
  store(header + 16, static_cast<uint32_t>(width_));
  store(header + 20, info_.end_of_text);
  store(header + 24, tokens);
  store(header + 32, stories);
  store(header + 40, bytes);
  store(header + 48, kHeader);
  store(header + 56, index_at);
  store(header + 64, static_cast<uint64_t>(file_.size()));
  store(header + 72, crc32c(header + kHeader, index_at - kHeader));
  store(header + 76, crc32c(header + index_at, responses_at - index_at));
  for (size_t i = 0; i < 32; i++)
    header[kHashAt + i] = static_cast<uint8_t>(digit(info_.tokenizer_hash[i * 2]) << 4 |
                                               digit(info_.tokenizer_hash[i * 2 + 1]));
  if (has_responses) {
    store(header + kResponsesAt, responses_at);
    store(header + kResponsesAt + 8, crc32c(header + responses_at, file_.size() - responses_at));
  }
  store(header + kHeaderCrcAt, crc32c(header, kHeaderCrcAt));
  return std::move(file_);
}

Shard::Shard(const std::string& path) : path_(path) {
  open();
  try {
    check();
    check_index();
    if (has_responses()) check_responses();
  } catch (...) {
    munmap(const_cast<uint8_t*>(map_), size_);
    throw;
  }
}

Shard::~Shard() { munmap(const_cast<uint8_t*>(map_), size_); }

void Shard::refuse(const std::string& why) const {
  throw Failure("FORMAT", path_ + ": " + why + "; make the data set again with `data prepare`");
}

void Shard::open() {
  const auto failed = [this](const char* what) {
    throw Failure("FILE", path_ + ": could not be " + what + ": " + std::strerror(errno));
  };
  // A pipe of that name must not make the call wait for somebody who writes.
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) failed("opened");
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(file);
    throw Failure("FILE", path_ + ": not a regular file; expected a token shard");
  }
  size_ = static_cast<uint64_t>(status.st_size);
  if (size_ < kHeader) {
    close(file);
    refuse("only " + std::to_string(size_) + " bytes, less than the " + std::to_string(kHeader) +
           " of a token shard's header");
  }
  void* map = mmap(nullptr, size_, PROT_READ, MAP_SHARED, file, 0);
  const int reason = errno;
  close(file);
  errno = reason;
  if (map == MAP_FAILED) failed("mapped into memory");
  map_ = static_cast<const uint8_t*>(map);
}

void Shard::check() {
  if (std::memcmp(map_, kMagic, sizeof(kMagic)) != 0)
    throw Failure("FORMAT", path_ +
                                ": not a token shard (it does not begin with TSTOKENS); expected a file that "
                                "`data prepare` made");
  version_ = load<uint32_t>(map_ + 8);
  if (version_ != kVersion && version_ != kWithResponses)
    throw Failure("FORMAT", path_ + ": a token shard of version " + std::to_string(version_) +
                                ", this package reads versions 1 and 2; update the package or make the data set again with `data prepare`");
  if (load<uint32_t>(map_ + kHeaderCrcAt) != crc32c(map_, kHeaderCrcAt))
    refuse("the header does not match its checksum: the file is damaged");
  info_.vocab = load<uint32_t>(map_ + 12);
  width_ = load<uint32_t>(map_ + 16);
  info_.end_of_text = load<uint32_t>(map_ + 20);
  tokens_ = load<uint64_t>(map_ + 24);
  stories_ = load<uint64_t>(map_ + 32);
  bytes_ = load<uint64_t>(map_ + 40);
  index_at_ = load<uint64_t>(map_ + 56);
  tokens_crc_ = load<uint32_t>(map_ + 72);
  index_crc_ = load<uint32_t>(map_ + 76);
  for (size_t i = 0; i < 32; i++) {
    info_.tokenizer_hash += "0123456789abcdef"[map_[kHashAt + i] >> 4];
    info_.tokenizer_hash += "0123456789abcdef"[map_[kHashAt + i] & 15];
  }
  // From here on the header says what its writer meant, who may still be hostile: nothing is added up before
  // each part is known to be small.
  const uint64_t stated = load<uint64_t>(map_ + 64);
  if (stated != size_)
    refuse("the file has " + std::to_string(size_) + " bytes, its header says " + std::to_string(stated) +
           ": it was cut short or grew");
  if (info_.vocab == 0 || info_.vocab > 0x7fffffff || info_.end_of_text >= info_.vocab)
    refuse("a vocabulary of " + std::to_string(info_.vocab) + " with the end token " +
           std::to_string(info_.end_of_text) + " cannot be");
  if (width_ != width_of(info_.vocab))
    refuse(std::to_string(width_) + " bytes per id do not suit a vocabulary of " +
           std::to_string(info_.vocab));
  if (has_responses()) {
    responses_at_ = load<uint64_t>(map_ + kResponsesAt);
    responses_crc_ = load<uint32_t>(map_ + kResponsesAt + 8);
  } else {
    responses_at_ = size_;
    for (size_t at = kZeroAt; at < kHeaderCrcAt; at++)
      if (map_[at] != 0) refuse("reserved bytes of the header are not zero");
  }
  const uint64_t room = size_ - kHeader;
  if (load<uint64_t>(map_ + 48) != kHeader || tokens_ > room / width_ || stories_ > room / 12 ||
      index_at_ != (kHeader + tokens_ * width_ + 7) / 8 * 8 || index_at_ > size_ || responses_at_ > size_ ||
      responses_at_ < index_at_ || responses_at_ - index_at_ != (stories_ + 1) * 8 + stories_ * 4 ||
      size_ - responses_at_ != (has_responses() ? stories_ * 12 : 0))
    refuse("the sections that the header describes do not fill the file");
}

void Shard::check_index() const {
  if (crc32c(map_ + index_at_, responses_at_ - index_at_) != index_crc_)
    refuse("the story index does not match its checksum: the file is damaged");
  uint64_t before = 0, bytes = 0;
  for (uint64_t i = 0; i <= stories_; i++) {
    const uint64_t offset = story_offset(i);
    if (i == 0 ? offset != 0 : offset <= before || offset > tokens_)
      refuse("the offset of story " + std::to_string(i) + " is impossible");
    before = offset;
    if (i < stories_) bytes += story_bytes(i);
  }
  if (before != tokens_) refuse("the story index does not cover all tokens");
  if (bytes != bytes_) refuse("the bytes of the stories do not add up to what the header says");
}

void Shard::check_responses() const {
  if (crc32c(map_ + responses_at_, size_ - responses_at_) != responses_crc_)
    refuse("the responses do not match their checksum: the file is damaged");
  for (uint64_t i = 0; i < stories_; i++) {
    const Response part = response(i);
    if (part.begin > part.end || part.end > story_offset(i + 1) - story_offset(i) ||
        part.bytes > story_bytes(i))
      refuse("the response of story " + std::to_string(i) + " is not a part of it");
  }
}

void Shard::verify() const {
  if (crc32c(map_ + kHeader, index_at_ - kHeader) != tokens_crc_)
    refuse("the tokens do not match their checksum: the file is damaged");
}

void Shard::read(uint64_t begin, uint64_t end, int32_t* out) const {
  if (begin > end || end > tokens_)
    misuse("tokens " + std::to_string(begin) + " to " + std::to_string(end) + " were asked for, " + path_ +
           " has " + std::to_string(tokens_));
  const uint8_t* p = map_ + kHeader + begin * width_;
  uint32_t largest = 0;
  for (uint64_t i = 0; i < end - begin; i++) {
    const uint32_t id = width_ == 2 ? load<uint16_t>(p + i * 2) : load<uint32_t>(p + i * 4);
    largest = id > largest ? id : largest;
    out[i] = static_cast<int32_t>(id);
  }
  if (end > begin && largest >= info_.vocab)
    refuse("id " + std::to_string(largest) + " is outside of the vocabulary of " +
           std::to_string(info_.vocab));
}

uint64_t Shard::story_offset(uint64_t story) const {
  if (story > stories_) misuse("story " + std::to_string(story) + " of " + std::to_string(stories_));
  return load<uint64_t>(map_ + index_at_ + story * 8);
}

Response Shard::response(uint64_t story) const {
  if (!has_responses()) misuse(path_ + " does not say which part of a story is a response");
  if (story >= stories_) misuse("story " + std::to_string(story) + " of " + std::to_string(stories_));
  const uint8_t* p = map_ + responses_at_ + story * 12;
  return {load<uint32_t>(p), load<uint32_t>(p + 4), load<uint32_t>(p + 8)};
}

uint32_t Shard::story_bytes(uint64_t story) const {
  if (story >= stories_) misuse("story " + std::to_string(story) + " of " + std::to_string(stories_));
  return load<uint32_t>(map_ + index_at_ + (stories_ + 1) * 8 + story * 4);
}

}  // namespace tinystories::text
