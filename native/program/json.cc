#include "program/json.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <unordered_set>

#include "program/failure.h"

namespace tinystories {

namespace {

constexpr size_t kMaxBytes = size_t(64) << 20;
constexpr int kMaxDepth = 32;

class Reader {
 public:
  Reader(std::string_view text, const std::string& what) : text_(text), what_(what) {}

  Json document() {
    Json value = read(0);
    skip_space();
    if (at_ != text_.size()) fail("text after the end");
    return value;
  }

 private:
  [[noreturn]] void fail(const char* why) const {
    throw Failure("INVALID_ARGUMENT", format("%s is not valid JSON: %s at byte %zu", what_.c_str(), why, at_));
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  Json read(int depth) {
    if (depth > kMaxDepth) fail("nested too deeply");
    skip_space();
    Json value;
    switch (peek()) {
      case '{': read_object(value, depth); break;
      case '[': read_array(value, depth); break;
      case '"':
        value.kind = Json::Kind::string;
        value.string = read_string();
        break;
      case 't':
      case 'f':
        value.kind = Json::Kind::boolean;
        value.boolean = peek() == 't';
        if (!take("true") && !take("false")) fail("unknown word");
        break;
      case 'n':
        if (!take("null")) fail("unknown word");
        break;
      default: read_number(value);
    }
    return value;
  }

  void read_object(Json& value, int depth) {
    value.kind = Json::Kind::object;
    std::unordered_set<std::string> seen;
    ++at_;
    skip_space();
    if (peek() == '}') {
      ++at_;
      return;
    }
    for (;;) {
      skip_space();
      if (peek() != '"') fail("expected a key");
      std::string key = read_string();
      if (!seen.insert(key).second) fail("the same key twice");
      skip_space();
      if (!take(":")) fail("expected ':'");
      Json member = read(depth + 1);
      value.object.emplace_back(std::move(key), std::move(member));
      skip_space();
      if (take("}")) return;
      if (!take(",")) fail("expected ',' or '}'");
    }
  }

  void read_array(Json& value, int depth) {
    value.kind = Json::Kind::array;
    ++at_;
    skip_space();
    if (peek() == ']') {
      ++at_;
      return;
    }
    for (;;) {
      value.array.push_back(read(depth + 1));
      skip_space();
      if (take("]")) return;
      if (!take(",")) fail("expected ',' or ']'");
    }
  }

  bool digits() {
    size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  void read_number(Json& value) {
    size_t begin = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (!digits()) {
      at_ = begin;
      fail("expected a value");
    }
    if (peek() == '.') {
      ++at_;
      if (!digits()) fail("expected digits after the point");
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) fail("expected digits in the exponent");
    }
    value.kind = Json::Kind::number;
    auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + at_, value.number);
    if (error != std::errc() || end != text_.data() + at_ || !std::isfinite(value.number)) fail("a number out of range");
  }

  uint32_t read_hex() {
    uint32_t code = 0;
    for (int i = 0; i < 4; ++i) {
      char c = peek();
      uint32_t digit;
      if (c >= '0' && c <= '9') {
        digit = uint32_t(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        digit = uint32_t(c - 'a') + 10;
      } else if (c >= 'A' && c <= 'F') {
        digit = uint32_t(c - 'A') + 10;
      } else {
        fail("expected four hexadecimal digits");
      }
      code = code * 16 + digit;
      ++at_;
    }
    return code;
  }

  void append_code_point(std::string& out, uint32_t code) {
    if (code < 0x80) {
      out += char(code);
    } else if (code < 0x800) {
      out += char(0xc0 | code >> 6);
      out += char(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      out += char(0xe0 | code >> 12);
      out += char(0x80 | (code >> 6 & 0x3f));
      out += char(0x80 | (code & 0x3f));
    } else {
      out += char(0xf0 | code >> 18);
      out += char(0x80 | (code >> 12 & 0x3f));
      out += char(0x80 | (code >> 6 & 0x3f));
      out += char(0x80 | (code & 0x3f));
    }
  }

  std::string read_string() {
    std::string out;
    ++at_;
    for (;;) {
      if (at_ >= text_.size()) fail("a string without an end");
      char c = text_[at_++];
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a string");
      if (c != '\\') {
        out += c;
        continue;
      }
      char escape = peek();
      ++at_;
      switch (escape) {
        case '"':
        case '\\':
        case '/': out += escape; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': {
          uint32_t code = read_hex();
          if (code >= 0xdc00 && code < 0xe000) fail("half of a surrogate pair");
          if (code >= 0xd800 && code < 0xdc00) {
            if (!take("\\u")) fail("half of a surrogate pair");
            uint32_t low = read_hex();
            if (low < 0xdc00 || low >= 0xe000) fail("half of a surrogate pair");
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          }
          append_code_point(out, code);
          break;
        }
        default: fail("an unknown escape");
      }
    }
  }

  std::string_view text_;
  const std::string& what_;
  size_t at_ = 0;
};

}  // namespace

Json Json::parse(std::string_view text, const std::string& what) {
  if (text.size() > kMaxBytes) {
    throw Failure("INVALID_ARGUMENT", format("%s is %zu bytes long; at most %zu are read", what.c_str(), text.size(), kMaxBytes));
  }
  return Reader(text, what).document();
}

const Json* Json::find(std::string_view key) const {
  for (auto& [name, value] : object) {
    if (name == key) return &value;
  }
  return nullptr;
}

const char* Json::kind_name() const {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::number: return "a number";
    case Kind::string: return "a string";
    case Kind::array: return "an array";
    default: return "an object";
  }
}

}  // namespace tinystories
