// The words of a story as duplicates are looked for: runs of letters, marks and numbers in lower case. Everything
// else only parts them, so texts that differ in case, punctuation, quotation marks or white space have the same words.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

// The character as a part of words: its lower case where that is one character, else itself; 0: it parts words.
uint32_t folded(uint32_t code);

// A hash of each word of a text, in order. Bytes that are no UTF-8 part words.
void word_hashes(const uint8_t* text, size_t size, std::vector<uint64_t>& hashes);

// A hash of all of them in their order; never 0.
uint64_t story_hash(const std::vector<uint64_t>& words);

}  // namespace tinystories::text
