// GPT-2's rule for cutting text into the pieces that byte-pair merges never cross.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tinystories::text {

// Bytes of the first piece of the text [p, end), p < end. The pieces are, tried in this order:
//   's 't 're 've 'm 'll 'd
//   letters, numbers, or other signs (neither letter, number nor space), each with one U+0020 before it
//   white space, without its last character when something else follows
// Letters are the general categories L*, numbers N*, white space the property White_Space. Any bytes are
// accepted: a byte that is not part of well-formed UTF-8 counts as one other sign.
size_t piece_length(const uint8_t* p, const uint8_t* end);

// A piece's length is settled once this many bytes after its end are known.
inline constexpr size_t kPieceLookahead = 8;

}  // namespace tinystories::text
