#include "text/pretokenizer.h"

#include <initializer_list>

#include "text/unicode_tables.h"

namespace tinystories::text {
namespace {

enum Class : uint8_t { kOther, kLetter, kNumber, kSpace };

constexpr uint32_t kLowPlane = 0x10000;

// Classes of the code points below 2^16 by index; the rest are few enough in text to be searched.
struct Classes {
  uint8_t low[kLowPlane] = {};

  Classes() {
    for (uint32_t c = 'a'; c <= 'z'; c++) low[c] = low[c - 32] = kLetter;
    for (uint32_t c = '0'; c <= '9'; c++) low[c] = kNumber;
    fill(kLetters, sizeof(kLetters) / sizeof(Range), kLetter);
    fill(kNumbers, sizeof(kNumbers) / sizeof(Range), kNumber);
    for (uint32_t c = 0x09; c <= 0x0d; c++) low[c] = kSpace;
    for (uint32_t c = 0x2000; c <= 0x200a; c++) low[c] = kSpace;
    for (uint32_t c : {0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000}) low[c] = kSpace;
  }

  void fill(const Range* ranges, size_t count, Class value) {
    for (size_t i = 0; i < count && ranges[i].first < kLowPlane; i++)
      for (uint32_t c = ranges[i].first; c <= ranges[i].last && c < kLowPlane; c++) low[c] = value;
  }
};

const Classes kClasses;

bool holds(const Range* ranges, size_t count, uint32_t code) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (ranges[middle].last < code)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count && ranges[low].first <= code;
}

Class class_of_high(uint32_t code) {
  if (holds(kLetters, sizeof(kLetters) / sizeof(Range), code)) return kLetter;
  if (holds(kNumbers, sizeof(kNumbers) / sizeof(Range), code)) return kNumber;
  return kOther;
}

bool continues(uint8_t byte) { return (byte & 0xc0) == 0x80; }

// Class and length of the character at p, p < end. Overlong forms, surrogates and what lies past U+10FFFF are
// not UTF-8.
Class classify(const uint8_t* p, const uint8_t* end, size_t* length) {
  const uint8_t c = *p;
  *length = 1;
  if (c < 0x80) return static_cast<Class>(kClasses.low[c]);
  const size_t left = static_cast<size_t>(end - p);
  if (c < 0xe0) {
    if (c < 0xc2 || left < 2 || !continues(p[1])) return kOther;
    *length = 2;
    return static_cast<Class>(kClasses.low[(c & 0x1fu) << 6 | (p[1] & 0x3fu)]);
  }
  if (c < 0xf0) {
    if (left < 3 || !continues(p[1]) || !continues(p[2])) return kOther;
    const uint32_t code = (c & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) return kOther;
    *length = 3;
    return static_cast<Class>(kClasses.low[code]);
  }
  if (c > 0xf4 || left < 4 || !continues(p[1]) || !continues(p[2]) || !continues(p[3])) return kOther;
  const uint32_t code = (c & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
  if (code < 0x10000 || code > 0x10ffff) return kOther;
  *length = 4;
  return class_of_high(code);
}

size_t contraction(const uint8_t* p, const uint8_t* end) {
  const size_t left = static_cast<size_t>(end - p);
  if (left < 2) return 0;
  if (p[1] == 's' || p[1] == 't' || p[1] == 'm' || p[1] == 'd') return 2;
  if (left < 3) return 0;
  const bool pair =
      (p[1] == 'r' && p[2] == 'e') || (p[1] == 'v' && p[2] == 'e') || (p[1] == 'l' && p[2] == 'l');
  return pair ? 3 : 0;
}

const uint8_t* skip(const uint8_t* p, const uint8_t* end, Class wanted) {
  while (p < end) {
    if (*p < 0x80) {
      if (kClasses.low[*p] != wanted) break;
      p++;
      continue;
    }
    size_t length;
    if (classify(p, end, &length) != wanted) break;
    p += length;
  }
  return p;
}

size_t space(const uint8_t* begin, const uint8_t* end) {
  const uint8_t *p = begin, *last = begin;
  while (p < end) {
    size_t length;
    if (classify(p, end, &length) != kSpace) break;
    last = p;
    p += length;
  }
  // The last one is left to what follows it, unless there is no other.
  return static_cast<size_t>((p == end || last == begin ? p : last) - begin);
}

}  // namespace

size_t piece_length(const uint8_t* p, const uint8_t* end) {
  if (*p == '\'') {
    const size_t length = contraction(p, end);
    if (length != 0) return length;
  }
  size_t length;
  const uint8_t* q = p;
  Class kind = classify(q, end, &length);
  if (*p == ' ' && p + 1 < end) {
    q = p + 1;
    kind = classify(q, end, &length);
  }
  if (kind == kSpace) return space(p, end);
  return static_cast<size_t>(skip(q + length, end, kind) - p);
}

}  // namespace tinystories::text
