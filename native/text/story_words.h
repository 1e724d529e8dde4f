// The words of a story as duplicates are looked for: runs of letters, marks and numbers in lower case. Everything
// else only parts them, so texts that differ in case, punctuation, quotation marks or white space have the same words.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

// The character as a part of words: its lower case where that is one character, else itself; 0: it parts words.
uint32_t folded(uint32_t code);

// The words of a text as UTF-8, one after another, each with a space behind it: the first bytes of `room`, which
// grows as needed. Returns how many. Bytes that are no UTF-8 part words.
size_t fold_words(const uint8_t* text, size_t size, std::vector<uint8_t>& room);

// A hash of all words that `fold_words` made, in their order; never 0.
uint64_t story_hash(const uint8_t* words, size_t size);

// A hash of each of them.
void word_hashes(const uint8_t* words, size_t size, std::vector<uint64_t>& hashes);

}  // namespace tinystories::text
