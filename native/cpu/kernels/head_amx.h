// The cross-entropy head by AMX: what its parts share. Blocks of the vocabulary pass by while a tile of rows stays, as
// in cross_entropy.cc; but a piece of logits becomes exponentials while the next one is multiplied, and these leave the
// registers in the layouts that their own products want.
//
// No running maximum: exponentials are relative to the target's logit, so their sum is about 1 at least. Where it is not
// between kLeastTotal and kMostTotal, the row is done again relative to its largest logit.
#pragma once
#include "cpu/kernels/amx.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/panels.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {

constexpr int32_t kMostRows = 256;   // of a tile
constexpr int32_t kBlock = 512;      // of the vocabulary
constexpr int32_t kBlockBlocks = kBlock / kSteps;
constexpr float kLeastTotal = 0.5f, kMostTotal = 0x1p40f;

struct Tile {
  int32_t row, rows;
  bool again;  // some row's sum was out of bounds
  bool over[kMostRows];
  float reference[kMostRows], at_target[kMostRows];
  alignas(64) float sums[kMostRows][L];  // of exponentials, the target's left out
};

// The first time; and for tiles with sums out of bounds the largest logits, then exponentials again.
enum class Pass { kFirst, kMaxima, kAgain };

struct Head {
  const ts_cross_entropy* p;
  Pass pass;
  Panels forward, backward;  // of W^T and of W, rows of the blocks from `first` on
  int32_t first, last, rows;
  float scale;
  int32_t blocks;        // of the vocabulary
  int32_t width;         // whole pairs of panels
  int32_t tile_rows;
  int32_t group;         // rows whose products are one sum of the weight's gradient
  int32_t from, tiles;   // of the band
  Tile* tile;
  float* dx;             // [tile][tile_rows][width]
  float* target_gradient;  // [tile][tile_rows]
  float* exponentials;     // [group][panel of the vocabulary][row][kEdge]
  uint16_t* scaled;        // x times each row's factor, [group][strip of the width][step block of rows]
  uint16_t* x;             // [worker], rows by width
  uint16_t* e;             // [worker], rows by a block
  uint16_t* turned_e;      // [worker][2], a group by some panels, with rows as the steps
};

// Of wide weights, panels and sums are so large that they had better pass by for many rows.
inline int32_t group_rows(int32_t width) { return width > 512 ? 1024 : 512; }
inline int64_t group_exponentials(const Head& h) { return round_up(h.p->vocab, kPair) * h.group; }
inline int64_t group_scaled(const Head& h) {
  return static_cast<int64_t>(h.width) / kEdge * (h.group / kSteps) * kBlockElements;
}

// Columns of exponentials that are rearranged at a time, while others are multiplied.
inline int32_t turned_columns(int32_t width) { return width > 512 ? 128 : 64; }

// Exponentials of a tile's logits of a block: for dx in `e`, for the weight's gradient in `right`, unless NULL.
void block_logits(const Head& h, Tile& t, int32_t block, const uint16_t* x, uint16_t* e, float* right);
// dx of the tile grows by its exponentials times a block of W.
void block_dx(const Head& h, const Tile& t, int32_t block, const uint16_t* e, float* dx);
// The rows of x times their factors, with rows as the steps.
void scale_rows(const Head& h, const Tile& t, const float* factors, uint16_t* to);
// A band's share of the gradient of [begin, end) of the vocabulary.
void part_weight(const Head& h, int32_t begin, int32_t end, int32_t worker);

}  // namespace ts::TS_NS

namespace {

// Shares of the target's that are less count for nothing; as a power of two.
constexpr float kNothing = -64;

// 2^((z - reference) log2 e), nothing where that is below kNothing.
template <int Count>
TS_INLINE void exponentials(F (&z)[Count], const F (&reference)[Count]) {
  F r[Count], power[Count];
  __mmask16 counts[Count];
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    z[i] = (z[i] - reference[i]) * set1(kToLog2);
    counts[i] = _mm512_cmp_ps_mask(z[i], set1(kNothing), _CMP_NLT_UQ);
    r[i] = _mm512_reduce_ps(z[i], _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }
  fraction_powers(r, power);
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) z[i] = _mm512_maskz_scalef_ps(counts[i], power[i], z[i]);
}

}  // namespace

#endif
