// The cross-entropy head by AMX. Blocks of the vocabulary pass by while a tile of rows stays, as in cross_entropy.cc;
// but a piece of logits becomes exponentials while the next one is multiplied, and these leave the registers in the two
// layouts that their own products want: rows by vocabulary for dx, and with rows as the steps for the weight's gradient.
//
// No running maximum: exponentials are relative to the target's logit, so their sum is 1 at least. Where it is more than
// kMostTotal, the row is done again relative to its largest logit.
#include "cpu/kernels/cross_entropy_amx.h"

#if TS_LEVEL_amx

#include "cpu/kernels/amx.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/panels.h"

namespace ts::TS_NS {
namespace {

constexpr int32_t kMostRows = 256;   // of a tile
constexpr int32_t kGroup = 512;      // rows whose products are one sum of the weight's gradient
constexpr int32_t kGroupBlocks = kGroup / kSteps;
constexpr int32_t kBlock = 512;      // of the vocabulary
constexpr int32_t kBlockBlocks = kBlock / kSteps;
constexpr int32_t kPart = 512;       // of the vocabulary, whose gradient one thread adds up
// Bytes of panels of a kind. Where all fit they are made once; else for some blocks at a time, again for each band.
constexpr size_t kAllPanels = 16 << 20, kSomePanels = 5 << 20;
constexpr float kMostTotal = 0x1p40f;
// Shares of the target's that are less count for nothing.
constexpr float kNothing = -64;  // as a power of two

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

int64_t group_exponentials(const ts_cross_entropy& p) {
  return round_up(p.vocab, kPair) * kGroup;
}
int64_t group_scaled(int32_t width) { return static_cast<int64_t>(width) / kEdge * kGroupBlocks * kBlockElements; }

// Columns of exponentials that are rearranged at a time, while others are multiplied.
int32_t turned_columns(int32_t width) { return width > 512 ? 128 : 64; }

float row_weight(const Head& h, int32_t row) {
  if (h.p->targets[row] < 0) return 0;
  return h.scale * (h.p->loss_weights ? h.p->loss_weights[row] : 1.0f);
}

// What comes next, asked for a little at a time: `lines` of the second cache in every call.
struct Ahead {
  const uint16_t* next;
  int32_t lines;

  TS_INLINE void ask() {
    for (int32_t i = 0; i < lines; i++, next += 32) __builtin_prefetch(next, 0, 2);
  }
};
// So that two panels have been asked for when `rows` have been multiplied with two others.
int32_t lines_for(int32_t rows) { return static_cast<int32_t>(ceil_div(16, ceil_div(rows, kPair))); }

// A piece of logits whose exponentials are not yet made.
struct Logits {
  alignas(64) float z[kPair][kPair];
  Tile* tile;
  int32_t row;         // of the tile
  uint16_t* left;      // where the piece's first strip goes; NULL: nowhere
  int64_t left_apart;  // from there to the second
  float* right;        // and of the first panel; NULL: nowhere
  int32_t next;  // row that is not done
};

// 2^((z - reference) log2 e), nothing where that is below kNothing.
template <int Count>
TS_INLINE void exponentials(F (&z)[Count], const F (&reference)[Count]) {
  constexpr float kCoefficients[] = {1.8671302133184103e-3f, 9.01703001879362e-3f, 5.579991332066547e-2f,
                                     2.401644500957059e-1f, 6.931513118094635e-1f, 1.0f};
  F r[Count], power[Count];
  __mmask16 counts[Count];
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) {
    z[i] = (z[i] - reference[i]) * set1(kToLog2);
    counts[i] = _mm512_cmp_ps_mask(z[i], set1(kNothing), _CMP_NLT_UQ);
    r[i] = _mm512_reduce_ps(z[i], _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    power[i] = set1(kCoefficients[0]);
  }
#pragma GCC unroll 5
  for (int c = 1; c < 6; c++) {
#pragma GCC unroll 8
    for (int i = 0; i < Count; i++) power[i] = fma(power[i], r[i], set1(kCoefficients[c]));
  }
#pragma GCC unroll 8
  for (int i = 0; i < Count; i++) z[i] = _mm512_maskz_scalef_ps(counts[i], power[i], z[i]);
}

// Two rows of a piece.
TS_INLINE void two_rows(Logits& l) {
  const int32_t m = l.next;
  l.next += 2;
  float* const reference = l.tile->reference + l.row + m;
  const F r[4] = {set1(reference[0]), set1(reference[0]), set1(reference[1]), set1(reference[1])};
  F e[4] = {load(l.z[m]), load(l.z[m] + L), load(l.z[m + 1]), load(l.z[m + 1] + L)};
  exponentials(e, r);
  float* const sums = l.tile->sums[l.row + m];
  store(sums, load(sums) + e[0] + e[1]);
  store(sums + L, load(sums + L) + e[2] + e[3]);
  if (l.left) {
    uint16_t* const row = l.left + m / kEdge * l.left_apart + m % kEdge * kSteps;
    store_in_order(thirds_of(e[0]), thirds_of(e[1]), row);
    store_in_order(thirds_of(e[2]), thirds_of(e[3]), row + kSteps);
  }
  if (l.right) {
    float* const row = l.right + m * kEdge;
    store(row, e[0]);
    store(row + kEdge, e[2]);
    store(row + kGroup * kEdge, e[1]);
    store(row + (kGroup + 1) * kEdge, e[3]);
  }
}

// What is to be done with a piece before its exponentials are made: targets are kept and left out, and so is what is
// beyond the vocabulary.
void look_at(const Head& h, Logits& l, int32_t column) {
  const ts_cross_entropy& p = *h.p;
  Tile& t = *l.tile;
  for (int32_t v = p.vocab - column; v < kPair; v++) {
    for (int32_t m = 0; m < kPair; m++) l.z[m][v] = -INFINITY;
  }
  if (h.pass == Pass::kMaxima) return;
  const int32_t rows = imin(kPair, t.rows - l.row);
  const int32_t* const targets = p.targets + t.row + l.row;
  for (int32_t m = 0; m < rows; m += L) {
    const __mmask16 there = first_lanes(rows - m);
    const __m512i at = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(there, targets + m), _mm512_set1_epi32(column));
    uint32_t here = _mm512_mask_cmplt_epu32_mask(there, at, _mm512_set1_epi32(kPair));
    for (; here; here &= here - 1) {
      const int32_t row = m + __builtin_ctz(here);
      float& z = l.z[row][targets[row] - column];
      t.at_target[l.row + row] = z;
      z = -INFINITY;
    }
  }
}

void raise_maxima(const Logits& l) {
  for (int32_t m = 0; m < kPair; m++) {
    float* const high = l.tile->sums[l.row + m];
    store(high, vmax(load(l.z[m]), vmax(load(l.z[m] + L), load(high))));
  }
}

// A block of logits; the exponentials of each piece are made during the next one's products.
void block_logits(const Head& h, Tile& t, int32_t block, const uint16_t* x, uint16_t* e, float* right) {
  const int32_t depth = static_cast<int32_t>(ceil_div(h.p->width, kSteps));
  const int64_t strip = static_cast<int64_t>(depth) * kBlockElements;
  const int32_t columns = imin(kBlock, h.p->vocab - block * kBlock);
  const Panels panels = panels_from(h.forward, h.p->width, (block - h.first) * kBlock);
  const auto w = static_cast<const uint16_t*>(panels.data);
  Logits pieces[2];
  pieces[0].next = pieces[1].next = kPair;
  int now = 0;
  const TileRegisters registers;
  for (int32_t n = 0; n < columns; n += kPair) {
    Ahead ahead = {w + (n + kPair) / kEdge * strip, lines_for(t.rows)};
    for (int32_t m = 0; m < t.rows; m += kPair, now ^= 1) {
      Logits &l = pieces[now], &before = pieces[now ^ 1];
      const Operand a = {x + m / kEdge * strip, strip}, b = {w + n / kEdge * strip, strip};
      const int pairs = depth > 2 ? 1 : 2;
      wrote_for_tiles();
      zero_sums<2>();
      run<2>(a, b, depth, [&before, &ahead, pairs] TS_ALWAYS {
        ahead.ask();
        for (int i = 0; i < pairs && before.next < kPair; i++) two_rows(before);
      });
      while (before.next < kPair) two_rows(before);
      store_sums<2>(l.z[0], kPair);
      wrote_for_tiles();
      l.tile = &t;
      l.row = m;
      l.left = e ? e + (m / kEdge * kBlockBlocks + n / kSteps) * kBlockElements : nullptr;
      l.left_apart = kBlockBlocks * kBlockElements;
      l.right = right ? right + static_cast<int64_t>(block * kBlock + n) * kGroup + m * kEdge : nullptr;
      l.next = 0;
      look_at(h, l, block * kBlock + n);
      if (h.pass != Pass::kMaxima) continue;
      raise_maxima(l);
      l.next = kPair;
    }
  }
  for (Logits& l : pieces) {
    while (l.next < kPair) two_rows(l);
  }
}

// dx of the tile grows by its exponentials times a block of W.
void block_dx(const Head& h, const Tile& t, int32_t block, const uint16_t* e, float* dx) {
  const int64_t panel = ceil_div(h.rows, kSteps) * kBlockElements;
  const int32_t depth = static_cast<int32_t>(ceil_div(imin(kBlock, h.p->vocab - block * kBlock), kSteps));
  const auto w = static_cast<const uint16_t*>(h.backward.data) + (block - h.first) * kBlockBlocks * kBlockElements;
  const TileRegisters registers;
  wrote_for_tiles();
  for (int32_t c = 0; c < h.width; c += kPair) {
    Ahead ahead = {w + (c + kPair) / kEdge * panel, lines_for(t.rows)};
    for (int32_t m = 0; m < t.rows; m += kPair) {
      float* const to = dx + static_cast<int64_t>(m) * h.width + c;
      if (block > 0) {
        load_sums<2>(to, h.width);
      } else {
        zero_sums<2>();
      }
      run<2>({e + m / kEdge * kBlockBlocks * kBlockElements, kBlockBlocks * kBlockElements},
             {w + c / kEdge * panel, panel}, depth, [&ahead] TS_ALWAYS { ahead.ask(); });
      store_sums<2>(to, h.width);
    }
  }
  wrote_for_tiles();
}

// A row's loss and dx, and its factor: what makes its exponentials gradients. `others` times the factor are dx but for the
// target's share.
float finish_row(const Head& h, const Tile& t, int32_t i, float total, float at_target, const float* others,
                 float* target_gradient) {
  const ts_cross_entropy& p = *h.p;
  const int32_t n = t.row + i, target = p.targets[n];
  const float weight = row_weight(h, n);
  p.losses[n] =
      target < 0 ? 0 : t.reference[i] - t.at_target[i] + (vlog2(set1(total)) * set1(1 / kToLog2))[0];
  const float factor = weight != 0 ? weight / total : 0;
  const float gradient = weight != 0 ? (at_target / total - 1) * weight : 0;
  if (target_gradient) *target_gradient = gradient;
  if (!p.dx) return factor;
  float* const dx = p.dx + static_cast<int64_t>(n) * p.width;
  if (weight == 0) {
    memset(dx, 0, static_cast<size_t>(p.width) * sizeof(float));
    return factor;
  }
  const float* const w = parameter_data(p.weight) + static_cast<int64_t>(target) * p.width;
  for (int32_t c = 0; c < p.width; c += L) {
    const int32_t left = p.width - c;
    store_n(dx + c, fma(set1(gradient), load_n(w + c, left), load(others + c) * set1(factor)), left);
  }
  return factor;
}

// The rows of x times their factors, with rows as the steps.
void scale_rows(const Head& h, const Tile& t, const float* factors, uint16_t* to) {
  const int32_t C = h.p->width;
  for (int32_t k = 0; k < t.rows; k += kSteps) {
    for (int32_t c = 0; c < C; c += kEdge) {
      alignas(64) float x[kSteps][kEdge] = {};
      for (int32_t i = 0; i < imin(kSteps, t.rows - k); i++) {
        const float* const from = h.p->x + static_cast<int64_t>(t.row + k + i) * C + c;
        store(x[i], load_n(from, C - c) * set1(factors[k + i]));
      }
      left_blocks_down(x[0], kEdge, kEdge, kSteps, to + (c / kEdge * kGroupBlocks + k / kSteps) * kBlockElements);
    }
  }
}

// All of the vocabulary has passed by, and no sum is out of bounds or none was found for the first time.
void finish_tile(const Head& h, Tile& t, const float* dx, float* target_gradient, uint16_t* scaled) {
  float totals[kMostRows], at_target[kMostRows], factors[kMostRows];
  t.again = false;
  for (int32_t i = 0; i < t.rows; i++) {
    F e[1] = {set1(t.at_target[i])};
    exponentials(e, {set1(t.reference[i])});
    at_target[i] = e[0][0];
    totals[i] = sum(load(t.sums[i])) + at_target[i];
    t.over[i] = h.pass == Pass::kFirst && h.p->targets[t.row + i] >= 0 && !(totals[i] < kMostTotal);
    t.again = t.again || t.over[i];
  }
  if (t.again) {
    // Next, the largest logits come to stand there.
    for (int32_t i = 0; i < kMostRows; i++) store(t.sums[i], set1(-INFINITY));
    return;
  }
  for (int32_t i = 0; i < t.rows; i++) {
    factors[i] = finish_row(h, t, i, totals[i], at_target[i], dx + static_cast<int64_t>(i) * h.width,
                            target_gradient ? target_gradient + i : nullptr);
  }
  if (scaled) scale_rows(h, t, factors, scaled);
}

// The largest logits are known: rows whose sums were out of bounds are done again relative to them, the others as before.
void refer_to_maxima(Tile& t) {
  for (int32_t i = 0; i < kMostRows; i++) {
    if (t.over[i]) t.reference[i] = largest(load(t.sums[i]));
    store(t.sums[i], zero());
  }
}

// The target's logit, or what makes all exponentials of the row nothing.
float first_reference(const ts_cross_entropy& p, int32_t row) {
  if (p.targets[row] < 0) return INFINITY;
  const float* const x = p.x + static_cast<int64_t>(row) * p.width;
  const float* const w = parameter_data(p.weight) + static_cast<int64_t>(p.targets[row]) * p.width;
  F total = zero();
  for (int32_t c = 0; c < p.width; c += L) total = fma(load_n(x + c, p.width - c), load_n(w + c, p.width - c), total);
  return sum(total);
}

void begin_tile(const Head& h, int32_t tile) {
  Tile& t = h.tile[tile];
  t.row = (h.from + tile) * h.tile_rows;
  t.rows = imin(h.tile_rows, h.p->rows - t.row);
  t.again = false;
  for (int32_t i = 0; i < kMostRows; i++) {
    t.over[i] = false;
    t.reference[i] = i < t.rows ? first_reference(*h.p, t.row + i) : INFINITY;
    t.at_target[i] = 0;
    store(t.sums[i], zero());
  }
}

// Blocks [first, last) pass by a tile.
void head_tile(const Head& h, int32_t tile, int32_t worker) {
  const ts_cross_entropy& p = *h.p;
  Tile& t = h.tile[tile];
  if (h.pass != Pass::kFirst && !t.again) return;
  const bool exponentials = h.pass != Pass::kMaxima;
  const int64_t strip = ceil_div(p.width, kSteps) * kBlockElements;
  uint16_t* const x = h.x + worker * (h.tile_rows / kEdge) * strip;
  left_blocks(p.x + static_cast<int64_t>(t.row) * p.width, p.width, t.rows, p.width, x);
  // Pieces have two strips.
  const int64_t strips = ceil_div(t.rows, kEdge);
  if (strips % 2) memset(x + strips * strip, 0, static_cast<size_t>(strip) * sizeof(uint16_t));
  uint16_t* const e = p.dx && exponentials ? h.e + worker * (h.tile_rows / kEdge) * kBlockBlocks * kBlockElements : nullptr;
  const int64_t group = tile * h.tile_rows / kGroup, in_group = tile * h.tile_rows % kGroup;
  float* const right =
      p.d_weight && exponentials ? h.exponentials + group * group_exponentials(p) + in_group * kEdge : nullptr;
  float* const dx = p.dx ? h.dx + static_cast<int64_t>(tile) * h.tile_rows * h.width : nullptr;
  for (int32_t block = h.first; block < h.last; block++) {
    block_logits(h, t, block, x, e, right);
    if (e) block_dx(h, t, block, e, dx);
  }
  if (h.last < h.blocks) return;
  if (!exponentials) return refer_to_maxima(t);
  finish_tile(h, t, dx, p.d_weight ? h.target_gradient + tile * h.tile_rows : nullptr,
              p.d_weight ? h.scaled + group * group_scaled(h.width) + in_group / kSteps * kBlockElements : nullptr);
}

// A piece of the weight's gradient, turned: [width][vocabulary].
struct Turned {
  alignas(64) float sums[kPair][kPair];
  float* to;
  int32_t rows, columns;  // of the gradient
  int32_t next;           // quarter that is not yet added
};

TS_INLINE void add_quarter(Turned& t, int32_t C) {
  const int32_t v = t.next / 2 * kEdge, c = t.next % 2 * kEdge;
  t.next++;
  __m512i x[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) x[i] = (__m512i)load(t.sums[c + i] + v);
  transpose(x);
  for (int i = 0; i < imin(kEdge, t.rows - v); i++) {
    float* const to = t.to + static_cast<int64_t>(v + i) * C + c;
    if (c < t.columns) store_n(to, load_n(to, t.columns - c) + (F)x[i], t.columns - c);
  }
}

// What will be added to.
TS_INLINE void ask_for_sums(const Turned& t, int32_t C) {
  for (int32_t v = 0; v < imin(kPair, t.rows); v++) {
    __builtin_prefetch(t.to + static_cast<int64_t>(v) * C, 1);
    __builtin_prefetch(t.to + static_cast<int64_t>(v) * C + L, 1);
  }
}

// Panels of a group's exponentials on their way into blocks with rows as the steps.
struct Turning {
  const float* from;
  uint16_t* to;
  int32_t depth;  // blocks of a panel
  int32_t next, end;  // pair of rows, of all panels
};

TS_INLINE void turn_pair(Turning& t) {
  const int32_t panel = t.next / (kGroup / 2), pair = t.next % (kGroup / 2);
  t.next++;
  const float* const e = t.from + (static_cast<int64_t>(panel) * kGroup + pair * 2) * kEdge;
  __builtin_prefetch(e + 128 * kEdge,0,2); __builtin_prefetch(e + 129 * kEdge,0,2);
  uint16_t* const row = t.to + (static_cast<int64_t>(panel) * kGroupBlocks + pair / kEdge) * kBlockElements + pair % kEdge * kSteps;
  store_pairs(thirds_of(load(e)), thirds_of(load(e + kEdge)), row);
}

Turning turning(const Head& h, int32_t item, int32_t columns, int32_t begin, int32_t end, uint16_t* to) {
  const int32_t items = static_cast<int32_t>(ceil_div(end - begin, columns)), group = item / items;
  const int32_t from = begin + item % items * columns, panels = static_cast<int32_t>(round_up(imin(columns, end - from), kPair)) / kEdge;
  return {h.exponentials + group * group_exponentials(*h.p) + static_cast<int64_t>(from) * kGroup, to, kGroupBlocks, 0,
          panels * kGroup / 2};
}

// A band's share of the gradient of [begin, end) of the vocabulary: some columns of a group after another.
void part_weight(const Head& h, int32_t begin, int32_t end, int32_t worker) {
  const ts_cross_entropy& p = *h.p;
  constexpr int64_t kApart = kGroupBlocks * kBlockElements;
  const int32_t C = p.width, columns = turned_columns(C);
  const int32_t first_row = h.from * h.tile_rows, end_row = imin(p.rows, (h.from + h.tiles) * h.tile_rows);
  const int32_t items = static_cast<int32_t>(ceil_div(end - begin, columns)), all = items * static_cast<int32_t>(ceil_div(end_row - first_row, kGroup));
  const int64_t buffer = columns / kEdge * kApart;
  uint16_t* const e = h.turned_e + 2 * worker * buffer;
  Turned pieces[2];
  pieces[0].next = pieces[1].next = 4;
  int now = 0;
  const TileRegisters registers;
  Turning next = turning(h, 0, columns, begin, end, e);
  for (int32_t item = 0; item < all; item++) {
    while (next.next < next.end) turn_pair(next);
    const int32_t group = item / items, from = begin + item % items * columns, width = imin(columns, end - from);
    const int32_t depth = static_cast<int32_t>(ceil_div(imin(kGroup, end_row - first_row - group * kGroup), kSteps));
    const uint16_t* const x = h.scaled + group * group_scaled(h.width);
    const uint16_t* const e_now = e + item % 2 * buffer;
    if (item + 1 < all) next = turning(h, item + 1, columns, begin, end, e + (item + 1) % 2 * buffer);
    const int32_t calls = h.width / kPair * static_cast<int32_t>(ceil_div(width, kPair)) * depth * 6;
    const int32_t at_once = static_cast<int32_t>(ceil_div(next.end, calls));
    for (int32_t c = 0; c < h.width; c += kPair) {
      for (int32_t v = 0; v < width; v += kPair, now ^= 1) {
        Turned &t = pieces[now], &before = pieces[now ^ 1];
        wrote_for_tiles();
        zero_sums<2>();
        run<2>({x + c / kEdge * kApart, kApart}, {e_now + v / kEdge * kApart, kApart}, depth, [&before, &next, at_once, C] TS_ALWAYS {
          if (before.next < 4) add_quarter(before, C);
          for (int32_t i = 0; i < at_once && next.next < next.end; i++) turn_pair(next);
        });
        store_sums<2>(t.sums[0], kPair);
        wrote_for_tiles();
        t.to = p.d_weight + static_cast<int64_t>(from + v) * C + c;
        t.rows = width - v;
        t.columns = C - c;
        t.next = 0;
        ask_for_sums(t, C);
      }
    }
  }
  while (pieces[now ^ 1].next < 4) add_quarter(pieces[now ^ 1], C);
  for (int32_t row = first_row; row < end_row; row++) {
    const int32_t target = p.targets[row];
    if (target < begin || target >= end) continue;
    const F gradient = set1(h.target_gradient[row - first_row]);
    float* const d = p.d_weight + static_cast<int64_t>(target) * C;
    const float* const from = p.x + static_cast<int64_t>(row) * C;
    for (int32_t c = 0; c < C; c += L)
      store_n(d + c, fma(gradient, load_n(from + c, C - c), load_n(d + c, C - c)), C - c);
  }
}

// Parts of the workspace one after another.
struct Room {
  char* base;  // NULL: nothing is there, the sizes are summed up
  size_t bytes;

  template <class T>
  void take(T*& part, int64_t count) {
    part = base ? reinterpret_cast<T*>(base + bytes) : nullptr;
    bytes += static_cast<size_t>(round_up(count * static_cast<int64_t>(sizeof(T)), 64));
  }
};

struct Parts {
  void *forward, *backward;
  int32_t blocks;  // with panels at a time
  int32_t band;    // tiles
  size_t bytes;
};

// Tiles are of a power of two rows, so that groups are whole tiles; how large they are does not matter to the bits, nor
// how many there are in a band.
Parts lay_out(Head& h, int32_t threads, void* base) {
  const ts_cross_entropy& p = *h.p;
  const int32_t most = p.width > 512 ? kMostRows / 2 : kMostRows;
  for (h.tile_rows = kPair; h.tile_rows < most && h.tile_rows * threads < p.rows;) h.tile_rows *= 2;
  const int32_t all = static_cast<int32_t>(ceil_div(p.rows, h.tile_rows)), of_group = kGroup / h.tile_rows;
  Parts parts = {};
  parts.band = p.d_weight ? imin(all, static_cast<int32_t>(round_up(threads, of_group))) : all;
  parts.blocks = h.blocks;
  const int64_t groups = ceil_div(parts.band, of_group), strips = h.tile_rows / kEdge;
  Room room = {static_cast<char*>(base), 0};
  room.take(h.tile, parts.band);
  room.take(h.x, threads * strips * ceil_div(p.width, kSteps) * kBlockElements);
  if (p.dx) {
    const int32_t fit = static_cast<int32_t>(kSomePanels / panel_bytes(kBlock, p.width, true));
    if (panel_bytes(h.blocks * kBlock, p.width, true) > kAllPanels)
      parts.blocks = static_cast<int32_t>(ceil_div(h.blocks, ceil_div(h.blocks, imax(fit, 1))));
    const int64_t bytes = static_cast<int64_t>(panel_bytes(parts.blocks * kBlock, p.width, true));
    char *forward, *backward;
    room.take(forward, bytes);
    room.take(backward, bytes);
    parts.forward = forward;
    parts.backward = backward;
    room.take(h.dx, static_cast<int64_t>(parts.band) * h.tile_rows * h.width);
    room.take(h.e, threads * strips * kBlockBlocks * kBlockElements);
  }
  if (p.d_weight) {
    room.take(h.target_gradient, parts.band * h.tile_rows);
    room.take(h.exponentials, groups * group_exponentials(p));
    room.take(h.scaled, groups * group_scaled(h.width));
    room.take(h.turned_e, 2 * threads * turned_columns(p.width) / kEdge * kGroupBlocks * kBlockElements);
  }
  parts.bytes = room.bytes;
  return parts;
}

// Panels of the blocks from `first` to `last`.
void make_chunk(ts_context* context, Head& h, const Parts& parts) {
  ts_parameter part = h.p->weight;
  part.rows = h.rows = imin(h.last * kBlock, h.p->vocab) - h.first * kBlock;
  part.offset += static_cast<int64_t>(h.first) * kBlock * part.cols;
  h.forward = make_panels(context, part, true, true, parts.forward);
  h.backward = make_panels(context, part, false, true, parts.backward);
}

void pass_by(ts_context* context, Head& h, const Parts& parts, Pass pass, double work) {
  h.pass = pass;
  for (h.first = 0; h.first < h.blocks; h.first = h.last) {
    h.last = imin(h.blocks, h.first + parts.blocks);
    if (h.p->dx && !(h.backward.data && parts.blocks == h.blocks)) make_chunk(context, h, parts);
    each_tile(context, h.tiles, work * (h.last - h.first) / h.blocks,
              [&h](int32_t tile, int32_t worker) { head_tile(h, tile, worker); });
  }
}

}  // namespace

ts_status cross_entropy_by_amx(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  Head h = {};
  h.p = p;
  h.blocks = static_cast<int32_t>(ceil_div(p->vocab, kBlock));
  h.width = static_cast<int32_t>(round_up(p->width, kPair));
  const Parts parts = lay_out(h, context_threads(context), workspace->base);
  if (!workspace->base) {
    workspace->bytes = parts.bytes;
    return TS_OK;
  }
  h.scale = context_variables(context).loss_scale;
  if (!p->dx) {
    // Who evaluates reads the same weights again and again.
    h.forward = training_panels(context, 1, &p->weight, true);
    if (!h.forward.data) return TS_OUT_OF_MEMORY;
  }
  const int32_t all = static_cast<int32_t>(ceil_div(p->rows, h.tile_rows));
  for (h.from = 0; h.from < all; h.from += h.tiles) {
    h.tiles = imin(parts.band, all - h.from);
    const double rows = 1.0 * h.tiles * h.tile_rows;
    const double work = rows * p->vocab * (p->width * (p->dx ? 2 : 1) + 20) / L;
    for (int32_t tile = 0; tile < h.tiles; tile++) begin_tile(h, tile);
    pass_by(context, h, parts, Pass::kFirst, work);
    bool again = false;
    for (int32_t tile = 0; tile < h.tiles; tile++) again = again || h.tile[tile].again;
    if (again) {
      pass_by(context, h, parts, Pass::kMaxima, work);
      pass_by(context, h, parts, Pass::kAgain, work);
    }
    if (!p->d_weight) continue;
    each_tile(context, ceil_div(p->vocab, kPart), rows * p->vocab * p->width / L, [&h, p](int32_t part, int32_t worker) {
      part_weight(h, part * kPart, imin(p->vocab, (part + 1) * kPart), worker);
    });
  }
  return TS_OK;
}

}  // namespace ts::TS_NS

#endif
