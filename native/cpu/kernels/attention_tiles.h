// The operands of attention as AMX multiplies them.
//
// A line is 16 numbers of a head; what a head lacks of whole lines is 0. Two vectors become a row of a tile by
// interleaving their lanes: what is summed over may stand in any order, as long as both operands have the same.
//
// Sums over a head's numbers (scores): two lines fill the 32 steps of a block. Where one is left, two products of
// thirds stand beside one another in a tile. Sums over tokens: a block of 32 of them, in two strips or panels.
#pragma once
#include "cpu/kernels/amx.h"
#include "cpu/kernels/attention.h"

#if TS_LEVEL_amx

namespace {

constexpr int32_t kTokens = 32;  // queries or keys of a block
static_assert(kTokens == kQueries && kTokens == kKeyTile && kTokens == kSteps);

TS_INLINE int32_t lines_of(int32_t head_size) { return static_cast<int32_t>(ceil_div(head_size, L)); }
// Elements that a strip or panel of 16 tokens takes in a product that sums over a head's numbers.
TS_INLINE int64_t score_elements(int32_t lines) {
  return static_cast<int64_t>(lines / 2) * kBlockElements + lines % 2 * 2 * kTileElements;
}

// Of a line without a second one: thirds of 16 steps beside one another, such that tiles of two that begin at each but
// the last are all that is needed. Rows of a left operand hold the thirds 2, 1, 0 and 0; a right one, 0, 1, 0 and 2.
TS_INLINE void put_left(const Thirds& x, uint16_t* row) {
  const __m512i upper = _mm512_load_si512(kUpperHalves);
  _mm512_store_si512(row, _mm512_permutex2var_epi16(x.part[2], upper, x.part[1]));
  _mm512_store_si512(row + kSteps, _mm512_permutex2var_epi16(x.part[0], upper, x.part[0]));
}
TS_INLINE void put_right(const Thirds& even, const Thirds& odd, uint16_t* row) {
  constexpr int kHalf = kTileElements / 2;
  const __m512i first = interleaved(even.part[0], odd.part[0]);
  _mm512_store_si512(row, first);
  _mm512_store_si512(row + kHalf, interleaved(even.part[1], odd.part[1]));
  _mm512_store_si512(row + 2 * kHalf, first);
  _mm512_store_si512(row + 3 * kHalf, interleaved(even.part[2], odd.part[2]));
}

// Numbers of one head of kTokens tokens, [token][line]; what is missing is 0.
struct HeadRows {
  const float* at;
  int32_t lines;

  TS_INLINE F get(int32_t token, int32_t line) const { return load(at + (token * lines + line) * L); }
  // For 16 tokens: vectors of each number of a line.
  TS_INLINE void columns(int32_t token, int32_t line, F factor, __m512i (&x)[16]) const {
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) x[i] = (__m512i)(get(token + i, line) * factor);
    transpose(x);
  }
};

// From where they stand far apart: all at once, so that as many as possible are on their way here at a time.
inline HeadRows gathered(const float* from, int64_t stride, int32_t HD, int32_t tokens, float* to) {
  const int32_t lines = lines_of(HD);
  for (int32_t i = 0; i < kTokens; i++) {
    for (int32_t line = 0; line < lines; line++)
      store(to + (i * lines + line) * L, i < tokens ? load_n(from + i * stride + line * L, HD - line * L) : zero());
  }
  return {to, lines};
}

// A left operand of scores: two strips.
inline void left_of_scores(const HeadRows& x, uint16_t* to) {
  const int32_t lines = x.lines;
  for (int32_t i = 0; i < kTokens; i++) {
    uint16_t* const strip = to + i / kEdge * score_elements(lines);
    for (int32_t line = 0; line + 1 < lines; line += 2) {
      store_pairs(thirds_of(x.get(i, line)), thirds_of(x.get(i, line + 1)),
                  strip + line / 2 * kBlockElements + i % kEdge * kSteps);
    }
    if (lines % 2)
      put_left(thirds_of(x.get(i, lines - 1)), strip + lines / 2 * kBlockElements + i % kEdge * 2 * kSteps);
  }
}

// A right operand of scores: two panels.
inline void right_of_scores(const HeadRows& x, F factor, uint16_t* to) {
  const int32_t lines = x.lines;
  for (int32_t panel = 0; panel < kTokens; panel += kEdge) {
    __m512i even[16], odd[16];
    for (int32_t line = 0; line + 1 < lines; line += 2, to += kBlockElements) {
      x.columns(panel, line, factor, even);
      x.columns(panel, line + 1, factor, odd);
#pragma GCC unroll 16
      for (int j = 0; j < 16; j++) store_pairs(thirds_of((F)even[j]), thirds_of((F)odd[j]), to + j * kSteps);
    }
    if (lines % 2 == 0) continue;
    x.columns(panel, lines - 1, factor, even);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++) put_right(thirds_of((F)even[2 * j]), thirds_of((F)even[2 * j + 1]), to + j * kSteps);
    to += 2 * kTileElements;
  }
}

// A right operand to be summed over tokens: a block for each line.
inline void right_of_tokens(const HeadRows& x, F factor, uint16_t* to) {
  for (int32_t line = 0; line < x.lines; line++, to += kBlockElements) {
    for (int32_t i = 0; i < kEdge; i++)
      store_pairs(thirds_of(x.get(i, line) * factor), thirds_of(x.get(i + kEdge, line) * factor), to + i * kSteps);
  }
}

// A left one.
inline void left_of_tokens(const HeadRows& x, uint16_t* to) {
  for (int32_t line = 0; line < x.lines; line++, to += kBlockElements) {
    __m512i first[16], second[16];
    x.columns(0, line, set1(1.0f), first);
    x.columns(kEdge, line, set1(1.0f), second);
#pragma GCC unroll 16
    for (int j = 0; j < 16; j++) store_pairs(thirds_of((F)first[j]), thirds_of((F)second[j]), to + j * kSteps);
  }
}

// ---- products ----

// Two thirds of a line without a second one.
TS_INLINE void run_thirds(const uint16_t* left, const uint16_t* right, int64_t apart) {
  _tile_loadd(4, left, 128);
  _tile_loadd(6, right, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(7, right + apart, 64);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, left + apart, 128);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
}

// scores[strip][panel][16][16] = start[column] + sum over a head's numbers.
TS_INLINE void multiply_scores(const uint16_t* left, const uint16_t* right, const float* start, int32_t lines,
                               float* scores) {
  const int64_t apart = score_elements(lines);
  // Every row begins with the same: it is read 16 times.
  _tile_loadd(0, start, 0);
  _tile_loadd(1, start + kEdge, 0);
  _tile_loadd(2, start, 0);
  _tile_loadd(3, start + kEdge, 0);
  run<2>({left, apart}, {right, apart}, lines / 2);
  if (lines % 2) {
    left += lines / 2 * kBlockElements;
    right += lines / 2 * kBlockElements;
    constexpr int kThird = kTileElements / 2;  // of a right operand; of a row of a left one it is kEdge
    run_thirds(left, right, apart);
    run_thirds(left + kEdge, right + 2 * kThird, apart);
    run_thirds(left + 2 * kEdge, right + kThird, apart);
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
