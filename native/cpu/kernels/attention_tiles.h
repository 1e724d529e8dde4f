// The operands of attention as AMX multiplies them.
//
// A line is 16 numbers of a head; what a head lacks of whole lines is 0. Vectors that meet in a tile's row are packed by
// interleaving their lanes: what is summed over may stand in any order, as long as both operands have the same.
//
// Sums over a head's numbers (scores): two lines fill the 32 steps of a block. Of an odd line the six products of thirds
// stand beside one another, two in each of three tiles. Sums over tokens: a block of 32 of them, in two strips or panels.
#pragma once
#include "cpu/kernels/amx.h"
#include "cpu/kernels/attention.h"

#if TS_LEVEL_amx

namespace {

constexpr int32_t kTokens = 32;  // queries or keys of a block
static_assert(kTokens == kQueries && kTokens == kKeyTile && kTokens == kSteps);

TS_INLINE int32_t lines_of(int32_t head_size) { return static_cast<int32_t>(ceil_div(head_size, L)); }
// Blocks that a strip or panel of 16 tokens takes in a product that sums over a head's numbers.
TS_INLINE int32_t score_blocks(int32_t lines) { return (lines + 1) / 2; }

// Upper halves of both, those of `even` at even places.
TS_INLINE __m512i interleaved(__m512i even, __m512i odd) {
  const __m512i upper = _mm512_set1_epi32(static_cast<int32_t>(0xffff0000));
  return _mm512_ternarylogic_epi32(_mm512_srli_epi32(even, 16), odd, upper, 0xf8);  // even | odd & upper
}

// The same row of the three tiles of a block.
TS_INLINE void put_rows(__m512i first, __m512i second, __m512i third, uint16_t* row) {
  _mm512_store_si512(row, first);
  _mm512_store_si512(row + kTileElements, second);
  _mm512_store_si512(row + 2 * kTileElements, third);
}
TS_INLINE void put_two(const Thirds& even, const Thirds& odd, uint16_t* row) {
  put_rows(interleaved(even.part[0], odd.part[0]), interleaved(even.part[1], odd.part[1]),
           interleaved(even.part[2], odd.part[2]), row);
}
// Of a line without a second one: such that a left and a right operand's tiles meet in all six products.
TS_INLINE void put_left(const Thirds& x, uint16_t* row) {
  put_rows(interleaved(x.part[2], x.part[1]), interleaved(x.part[0], x.part[1]), interleaved(x.part[0], x.part[0]), row);
}
TS_INLINE void put_right(const Thirds& x, uint16_t* row) {
  put_rows(interleaved(x.part[0], x.part[1]), interleaved(x.part[2], x.part[0]), interleaved(x.part[1], x.part[0]), row);
}

// Numbers of one head of up to kTokens tokens; past their ends all is 0.
struct HeadRows {
  const float* at;
  int64_t stride;
  int32_t numbers, tokens;

  TS_INLINE F get(int32_t token, int32_t line) const {
    return token < tokens ? load_n(at + token * stride + line * L, numbers - line * L) : zero();
  }
  // For 16 tokens: vectors of each number of a line.
  TS_INLINE void columns(int32_t token, int32_t line, F factor, __m512i (&x)[16]) const {
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) x[i] = (__m512i)(get(token + i, line) * factor);
    transpose(x);
  }
};

// A left operand of scores, [strip][block].
inline void left_of_scores(const HeadRows& x, uint16_t* to) {
  const int32_t lines = lines_of(x.numbers);
  for (int32_t i = 0; i < kTokens; i++) {
    uint16_t* row = to + i / kEdge * score_blocks(lines) * kBlockElements + i % kEdge * kSteps;
    for (int32_t line = 0; line < lines; line += 2, row += kBlockElements) {
      const Thirds even = thirds_of(x.get(i, line));
      line + 1 < lines ? put_two(even, thirds_of(x.get(i, line + 1)), row) : put_left(even, row);
    }
  }
}

// A right operand of scores, [panel][block].
inline void right_of_scores(const HeadRows& x, F factor, uint16_t* to) {
  const int32_t lines = lines_of(x.numbers);
  for (int32_t panel = 0; panel < kTokens; panel += kEdge) {
    for (int32_t line = 0; line < lines; line += 2, to += kBlockElements) {
      __m512i even[16], odd[16];
      x.columns(panel, line, factor, even);
      if (line + 1 < lines) {
        x.columns(panel, line + 1, factor, odd);
#pragma GCC unroll 16
        for (int j = 0; j < 16; j++) put_two(thirds_of((F)even[j]), thirds_of((F)odd[j]), to + j * kSteps);
      } else {
#pragma GCC unroll 16
        for (int j = 0; j < 16; j++) put_right(thirds_of((F)even[j]), to + j * kSteps);
      }
    }
  }
}

// A right operand to be summed over tokens: a block for each line.
inline void right_of_tokens(const HeadRows& x, F factor, uint16_t* to) {
  for (int32_t line = 0; line < lines_of(x.numbers); line++, to += kBlockElements) {
    for (int32_t i = 0; i < kEdge; i++)
      put_two(thirds_of(x.get(i, line) * factor), thirds_of(x.get(i + kEdge, line) * factor), to + i * kSteps);
  }
}

// A left one.
inline void left_of_tokens(const HeadRows& x, uint16_t* to) {
  for (int32_t line = 0; line < lines_of(x.numbers); line++, to += kBlockElements) {
    __m512i first[16], second[16];
    x.columns(0, line, set1(1.0f), first);
    x.columns(kEdge, line, set1(1.0f), second);
#pragma GCC unroll 16
    for (int j = 0; j < 16; j++) put_two(thirds_of((F)first[j]), thirds_of((F)second[j]), to + j * kSteps);
  }
}

// ---- products ----

// scores[strip][panel][16][16] = start[column] + sum over a head's numbers.
TS_INLINE void multiply_scores(const uint16_t* left, const uint16_t* right, const float* start, int32_t lines,
                               float* scores) {
  const int64_t apart = score_blocks(lines) * kBlockElements;
  // Every row begins with the same: it is read 16 times.
  _tile_loadd(0, start, 0);
  _tile_loadd(1, start + kEdge, 0);
  _tile_loadd(2, start, 0);
  _tile_loadd(3, start + kEdge, 0);
  run<2>({left, apart}, {right, apart}, lines / 2);
  if (lines % 2) {
    left += lines / 2 * kBlockElements;
    right += lines / 2 * kBlockElements;
    for (int i = 0; i < 3; i++, left += kTileElements, right += kTileElements) {
      _tile_loadd(4, left, 64);
      _tile_loadd(6, right, 64);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(7, right + apart, 64);
      _tile_dpbf16ps(1, 4, 7);
      _tile_loadd(5, left + apart, 64);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, scores, 64);
  _tile_stored(1, scores + kEdge * kEdge, 64);
  _tile_stored(2, scores + 2 * kEdge * kEdge, 64);
  _tile_stored(3, scores + 3 * kEdge * kEdge, 64);
}

// Two strips of C and one panel, as `run` does it for two.
TS_INLINE void run_panel(const uint16_t* left, const uint16_t* right) {
  const uint16_t* const other = left + kBlockElements;
  _tile_loadd(6, right, 64);
  _tile_loadd(4, left + 2 * kTileElements, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(5, other + 2 * kTileElements, 64);
  _tile_dpbf16ps(2, 5, 6);
  _tile_loadd(4, left + kTileElements, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(5, other + kTileElements, 64);
  _tile_dpbf16ps(2, 5, 6);
  _tile_loadd(7, right + kTileElements, 64);
  _tile_dpbf16ps(0, 4, 7);
  _tile_dpbf16ps(2, 5, 7);
  _tile_loadd(4, left, 64);
  _tile_dpbf16ps(0, 4, 7);
  _tile_loadd(5, other, 64);
  _tile_dpbf16ps(2, 5, 7);
  _tile_loadd(7, right + 2 * kTileElements, 64);
  _tile_dpbf16ps(0, 4, 7);
  _tile_dpbf16ps(2, 5, 7);
  _tile_dpbf16ps(0, 4, 6);
  _tile_dpbf16ps(2, 5, 6);
}

// c[token][numbers] += sum over the other tokens; `left` has two strips, `right` a block for each line.
TS_INLINE void add_by_tokens(const uint16_t* left, const uint16_t* right, int32_t lines, float* c) {
  const int64_t ldc = lines * kEdge;
  int32_t line = 0;
  for (; line + 2 <= lines; line += 2, right += 2 * kBlockElements, c += 2 * kEdge) {
    load_sums<2>(c, ldc);
    run<2>({left, kBlockElements}, {right, kBlockElements}, 1);
    store_sums<2>(c, ldc);
  }
  if (line == lines) return;
  const int64_t stride = ldc * static_cast<int64_t>(sizeof(float));
  _tile_loadd(0, c, stride);
  _tile_loadd(2, c + kEdge * ldc, stride);
  run_panel(left, right);
  _tile_stored(0, c, stride);
  _tile_stored(2, c + kEdge * ldc, stride);
}

// c[number][kTokens] += sum over the other tokens; `left` has a block for each line, `right` two panels.
TS_INLINE void add_by_numbers(const uint16_t* left, const uint16_t* right, int32_t lines, float* c) {
  int32_t line = 0;
  for (; line + 2 <= lines; line += 2, left += 2 * kBlockElements, c += 2 * kEdge * kTokens) {
    load_sums<2>(c, kTokens);
    run<2>({left, kBlockElements}, {right, kBlockElements}, 1);
    store_sums<2>(c, kTokens);
  }
  if (line == lines) return;
  load_sums<1>(c, kTokens);
  run<1>({left, 0}, {right, kBlockElements}, 1);
  store_sums<1>(c, kTokens);
}

}  // namespace

#endif
