// The cross-entropy head: linear layer, softmax and loss in one, with the gradients of both its inputs. The logits are
// never stored: as in attention (FlashAttention, Dao 2022, whose keys and values are here both the weight), blocks of the
// vocabulary pass by while a tile of rows stays. What its ways, by multiply-adds and by AMX, share.
//
// No running maximum: exponentials are relative to the target's logit, so their sum is about 1 at least. Where it is not
// between kLeastTotal and kMostTotal, the row is done again relative to its largest logit.
//
// A row's exponentials times one factor are its logits' gradient, that of the target's logit put in its place at the end:
// the sum of all others, negated. So a band's exponentials wait for the weight's gradient, which is their product with the
// rows of x, each times its factor.
#pragma once
#include "cpu/kernels/math.h"
#include "cpu/kernels/panels.h"
#include "cpu/kernels/row_product.h"

namespace ts::TS_NS {

constexpr int32_t kMostHeadRows = 256;  // of a tile
constexpr float kLeastTotal = 0.5f, kMostTotal = 0x1p40f;
// Shares of the target's that are less count for nothing, as a power of two: left in, their products would become denormal
// numbers, with which processors are slow.
constexpr float kNothing = -64;

// A tile of rows on its way through the vocabulary.
struct HeadTile {
  int32_t row, rows;
  bool again;  // some row's sum was out of bounds
  bool over[kMostHeadRows];
  float reference[kMostHeadRows], at_target[kMostHeadRows];
  // Of exponentials, the target's left out; or the largest logits.
  alignas(64) float sums[kMostHeadRows][L];
};

// The first time; and for tiles with sums out of bounds the largest logits, then exponentials again.
enum class Pass { kFirst, kMaxima, kAgain };

struct Head {
  const ts_cross_entropy* p;
  float scale;
  int32_t blocks;  // of the vocabulary
  RowTiles cut;    // of all rows; neither its edges nor how many tiles a band has matter to the bits
  int32_t band;    // tiles of a band
  int32_t from, tiles;  // the first of this band, and how many there are
  HeadTile* tile;
  Pass pass;
  Panels forward, backward;             // of W^T and of W, its `rows` rows of the blocks [first, last)
  int32_t panel_blocks;                 // of which there are panels at a time
  int32_t first, last, rows;
  void *forward_memory, *backward_memory;

  int32_t first_row() const { return cut.begin(from); }
  int32_t end_row() const { return cut.begin(from + tiles); }
};

// Parts of the workspace one after another.
struct Layout {
  char* base;  // NULL: nothing is there, the sizes are summed up
  size_t bytes;

  template <class T>
  void take(T*& part, int64_t count) {
    part = base ? reinterpret_cast<T*>(base + bytes) : nullptr;
    bytes += static_cast<size_t>(round_up(count * static_cast<int64_t>(sizeof(T)), 64));
  }
};

}  // namespace ts::TS_NS

namespace {

// 2^((z - reference) log2 e), nothing where that is below kNothing.
template <int Count>
TS_INLINE void exponentials(F (&z)[Count], const F (&reference)[Count]) {
  F r[Count], power[Count];
#if TS_LEVEL_avx512
  __mmask16 counts[Count];
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    z[i] = (z[i] - reference[i]) * set1(kToLog2);
    counts[i] = _mm512_cmp_ps_mask(z[i], set1(ts::TS_NS::kNothing), _CMP_NLT_UQ);
    r[i] = _mm512_reduce_ps(z[i], _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }
  fraction_powers(r, power);
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) z[i] = _mm512_maskz_scalef_ps(counts[i], power[i], z[i]);
#else
  F whole[Count];
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    z[i] = (z[i] - reference[i]) * set1(kToLog2);
    // What is more than this makes a sum out of bounds. Adding 1.5 * 2^23 rounds to a whole number, which then stands in
    // the lowest bits.
    const F within = vmin(set1(126.0f), z[i]);
    whole[i] = within + set1(12582912.0f);
    r[i] = within - (whole[i] - set1(12582912.0f));
  }
  fraction_powers(r, power);
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    const F e = from_bits(bits(power[i]) + (bits(whole[i]) << 23));
    z[i] = select(less(z[i], set1(ts::TS_NS::kNothing)), zero(), e);
  }
#endif
}

}  // namespace
