// The head's products with blocks of the weight, by AMX: exponentials of logits, and dx.
#include "cpu/kernels/head_amx.h"
#include "cpu/kernels/meanwhile.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {
namespace {

// A piece of logits whose exponentials are not yet made.
struct Logits {
  alignas(64) float z[kPair][kPair];
  HeadTile* tile;
  int32_t row;         // of the tile
  uint16_t* left;      // where the piece's first strip goes; NULL: nowhere
  int64_t left_apart;  // from there to the second
  float* right;        // the same of the first panel
  int64_t right_apart;
  int32_t next;  // row that is not done
};

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
    store(row + l.right_apart, e[1]);
    store(row + l.right_apart + kEdge, e[3]);
  }
}

// What is to be done with a piece before its exponentials are made: targets are kept and left out, and so is what is
// beyond the vocabulary.
void look_at(const AmxHead& h, Logits& l, int32_t column) {
  const ts_cross_entropy& p = *h.p;
  HeadTile& t = *l.tile;
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

// While a tile is multiplied with two panels of `depth` blocks.
int64_t turns(const HeadTile& t, int32_t depth) { return ceil_div(t.rows, kPair) * depth * kTurns; }

void raise_maxima(const Logits& l) {
  for (int32_t m = 0; m < kPair; m++) {
    float* const high = l.tile->sums[l.row + m];
    store(high, vmax(load(l.z[m]), vmax(load(l.z[m] + L), load(high))));
  }
}

}  // namespace

// A block of logits; the exponentials of each piece are made during the next one's products.
void AmxHead::block_logits(HeadTile& t, int32_t block, const uint16_t* x, uint16_t* e, float* right) const {
  const int32_t depth = static_cast<int32_t>(ceil_div(p->width, kSteps));
  const int64_t strip = static_cast<int64_t>(depth) * kBlockElements;
  const int32_t columns = imin(kBlock, p->vocab - block * kBlock);
  const Panels panels = panels_from(forward, p->width, (block - first) * kBlock);
  const auto w = static_cast<const uint16_t*>(panels.data);
  Logits pieces[2];
  pieces[0].next = pieces[1].next = kPair;
  int now = 0;
  const TileRegisters registers;
  for (int32_t n = 0; n < columns; n += kPair) {
    PanelsAhead ahead;
    ahead.set(w + (n + kPair) / kEdge * strip, strip, depth, turns(t, depth));
    for (int32_t m = 0; m < t.rows; m += kPair, now ^= 1) {
      Logits &l = pieces[now], &before = pieces[now ^ 1];
      const Operand a = {x + m / kEdge * strip, strip}, b = {w + n / kEdge * strip, strip};
      const int pairs = depth > 2 ? 1 : 2;
      wrote_for_tiles();
      zero_sums<2>();
      run<2>(a, b, depth, [&before, &ahead, pairs] TS_ALWAYS {
        ahead.turn();
        for (int i = 0; i < pairs && before.next < kPair; i++) two_rows(before);
      });
      while (before.next < kPair) two_rows(before);
      store_sums<2>(l.z[0], kPair);
      wrote_for_tiles();
      l.tile = &t;
      l.row = m;
      l.left = e ? e + (m / kEdge * kBlockBlocks + n / kSteps) * kBlockElements : nullptr;
      l.left_apart = kBlockBlocks * kBlockElements;
      l.right = right ? right + static_cast<int64_t>(block * kBlock + n) * group + m * kEdge : nullptr;
      l.right_apart = group * kEdge;
      l.next = 0;
      look_at(*this, l, block * kBlock + n);
      if (pass != Pass::kMaxima) continue;
      raise_maxima(l);
      l.next = kPair;
    }
  }
  for (Logits& l : pieces) {
    while (l.next < kPair) two_rows(l);
  }
}

void AmxHead::block_dx(const HeadTile& t, int32_t block, const uint16_t* e, float* dx) const {
  const int64_t panel = ceil_div(rows, kSteps) * kBlockElements;
  const int32_t depth = static_cast<int32_t>(ceil_div(imin(kBlock, p->vocab - block * kBlock), kSteps));
  const auto w = static_cast<const uint16_t*>(backward.data) + (block - first) * kBlockBlocks * kBlockElements;
  const TileRegisters registers;
  wrote_for_tiles();
  for (int32_t c = 0; c < width; c += kPair) {
    PanelsAhead ahead;
    ahead.set(w + (c + kPair) / kEdge * panel, panel, depth, turns(t, depth));
    for (int32_t m = 0; m < t.rows; m += kPair) {
      float* const to = dx + static_cast<int64_t>(m) * width + c;
      if (block > 0) {
        load_sums<2>(to, width);
      } else {
        zero_sums<2>();
      }
      run<2>({e + m / kEdge * kBlockBlocks * kBlockElements, kBlockBlocks * kBlockElements},
             {w + c / kEdge * panel, panel}, depth, [&ahead] TS_ALWAYS { ahead.turn(); });
      store_sums<2>(to, width);
    }
  }
  wrote_for_tiles();
}

}  // namespace ts::TS_NS

#endif
