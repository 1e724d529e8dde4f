// Text that went through windows-1252 on its way: bytes that are no UTF-8, and UTF-8 that was read as windows-1252
// and encoded again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

using Bytes = std::vector<uint8_t>;

// Makes any bytes UTF-8: a byte that is not part of a well-formed character is read as windows-1252, or becomes
// U+FFFD where that has no such byte; so does a surrogate (three bytes). Returns how many were replaced.
size_t make_utf8(const uint8_t* text, size_t size, Bytes& out);

// Undoes one turn of reading UTF-8 as windows-1252 (or ISO 8859-1) wherever the result is a character that such
// text has: Latin-1 letters and signs, punctuation and symbols of U+20xx to U+27xx, emoji, a byte order mark.
// `residue`: â€ with a no-break space is left to `repair_residue`. Returns how many sequences were replaced.
size_t repair_mojibake(const uint8_t* text, size_t size, bool residue, Bytes& out);

// What cannot be undone so because a byte was lost on the way, by a table: a closing quotation mark without its
// third byte, Â or à whose no-break space became a space. Returns how many sequences were replaced.
size_t repair_residue(const uint8_t* text, size_t size, Bytes& out);

}  // namespace tinystories::text
