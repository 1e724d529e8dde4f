// The cross-entropy head by multiply-adds.
#include "cpu/kernels/cross_entropy_amx.h"
#include "cpu/kernels/head_passes.h"
#include "cpu/kernels/linear.h"
#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

constexpr int kTogether = 4;  // vectors of logits that are worked on side by side
// Columns whose logits become exponentials while they are in the first cache.
constexpr int32_t kSome = 64;
constexpr int32_t kTileRows = (L == 16 ? 8 : 16) * kRows;
static_assert(kTileRows <= kMostHeadRows && kSome % kPanel == 0 && kSome % (kTogether * L) == 0);

// A row's logits become exponentials.
TS_INLINE void row_exponentials(float* z, int32_t width, float reference, float* sums) {
  const F from = set1(reference), references[kTogether] = {from, from, from, from};
  F total = load(sums);
  for (int32_t v = 0; v < width; v += kTogether * L) {
    F e[kTogether];
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) e[j] = load(z + v + j * L);
    exponentials(e, references);
    total = total + ((e[0] + e[1]) + (e[2] + e[3]));
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) store(z + v + j * L, e[j]);
  }
  store(sums, total);
}

TS_INLINE void row_maxima(const float* z, int32_t width, float* high) {
  for (int32_t v = 0; v < width; v += L) store(high, vmax(load(z + v), load(high)));
}

// The widest weights and their gradients had better pass by rarely, for many rows.
int32_t band_rows(int32_t width) { return width > 768 ? 1024 : 512; }

struct PlainHead : Head {
  static constexpr bool thirds = false;
  // Whole tiles of the weight's gradient.
  static constexpr int32_t kPart = L == 16 ? 16 * kRows : 96, kBlock = L == 16 ? 2 * kPart : 5 * kPart;
  static_assert(kPart % kRows == 0 && kPart <= kOuterRows && kBlock % kPanel == 0 && kBlock % (kTogether * L) == 0);

  int32_t most_rows;    // that a band can have
  float* exponentials;  // [block][row of the band][kBlock]; without a gradient of the weight [worker][kTileRows][kBlock]
  float* scaled;        // x times each row's factor, [panel of the width][row of the band][kPanel]

  void cut_rows(int32_t threads) {
    constexpr int32_t kStrips = kTileRows / kRows;
    cut = row_tiles(p->rows, kStrips, threads, kRows);
    band = cut.count;
    most_rows = p->rows;
    if (!p->d_weight) return;
    const int32_t bands = static_cast<int32_t>(ceil_div(p->rows, band_rows(p->width)));
    band = static_cast<int32_t>(round_up(ceil_div(cut.strips, bands * kStrips), threads));
    cut.count = imin(bands * band, cut.strips);
    // A bound that does not fall where there are more rows: what was enough for them is enough for fewer.
    most_rows = imin(p->rows, imax(band_rows(p->width) + 2 * kRows, threads * kRows));
  }

  void take(Layout& layout, int32_t threads) {
    const int64_t rows = p->d_weight ? static_cast<int64_t>(blocks) * most_rows : static_cast<int64_t>(threads) * kTileRows;
    layout.take(exponentials, rows * kBlock);
    if (p->d_weight) layout.take(scaled, round_up(p->width, kPanel) * most_rows);
  }

  float* row_of_band(int32_t block, int32_t row) const {
    return exponentials + (static_cast<int64_t>(block) * most_rows + (row - first_row())) * kBlock;
  }

  void begin(int32_t, int32_t) const {}

  void pass_by(int32_t tile, int32_t block, int32_t worker) const {
    const int32_t C = p->width, width = imin(kBlock, p->vocab - block * kBlock);
    HeadTile& t = this->tile[tile];
    float* const z =
        p->d_weight ? row_of_band(block, t.row) : exponentials + static_cast<int64_t>(worker) * kTileRows * kBlock;
    Product m = plain_product(t.rows, C, kBlock, p->x + static_cast<int64_t>(t.row) * C,
                              panels_from(forward, C, (block - first) * kBlock), z);
    for (m.begin = 0; m.begin < width; m.begin = m.end) {
      m.end = imin(width, m.begin + kSome);
      multiply(m);
      look_at(t, block * kBlock + m.begin, z + m.begin, m.end - m.begin);
    }
    if (p->dx && pass != Pass::kMaxima) add_to_dx(t, block, z);
  }

  // A tile's logits of the columns from `column` on are there.
  void look_at(HeadTile& t, int32_t column, float* z, int32_t width) const {
    const int32_t whole = static_cast<int32_t>(round_up(width, kTogether * L));
    for (int32_t i = 0; i < t.rows; i++, z += kBlock) {
      for (int32_t v = width; v < whole; v++) z[v] = -INFINITY;
      if (pass == Pass::kMaxima) {
        row_maxima(z, whole, t.sums[i]);
        continue;
      }
      const int32_t target = p->targets[t.row + i] - column;
      if (target >= 0 && target < width) {
        t.at_target[i] = z[target];
        z[target] = -INFINITY;
      }
      row_exponentials(z, whole, t.reference[i], t.sums[i]);
    }
  }

  // dx of the tile grows by its exponentials times a block of W.
  void add_to_dx(const HeadTile& t, int32_t block, const float* e) const {
    Product m = plain_product(t.rows, imin(kBlock, p->vocab - block * kBlock), p->width, e, backward,
                              p->dx + static_cast<int64_t>(t.row) * p->width);
    m.lda = kBlock;
    m.panel_depth = rows;
    m.panel_from = (block - first) * kBlock;
    m.accumulate = block > 0;
    multiply(m);
  }

  const float* dx_of(int32_t tile, int32_t i) const {
    return p->dx + static_cast<int64_t>(this->tile[tile].row + i) * p->width;
  }

  void put_target(int32_t tile, int32_t i, float e) const {
    const int32_t row = this->tile[tile].row + i, target = p->targets[row];
    row_of_band(target / kBlock, row)[target % kBlock] = e;
  }

  void scale_rows(int32_t tile, const float* factors) const {
    const HeadTile& t = this->tile[tile];
    const int64_t panel = static_cast<int64_t>(most_rows) * kPanel;
    for (int32_t i = 0; i < t.rows; i++) {
      const float* const x = p->x + static_cast<int64_t>(t.row + i) * p->width;
      float* to = scaled + static_cast<int64_t>(t.row - first_row() + i) * kPanel;
      for (int32_t c = 0; c < p->width; c += kPanel, to += panel) {
        for (int v = 0; v < kPanelVectors; v++) {
          const int32_t left = p->width - c - v * L;
          store(to + v * L, left > 0 ? load_n(x + c + v * L, left) * set1(factors[i]) : zero());
        }
      }
    }
  }

  void part_weight(int32_t part, int32_t) const {
    const int32_t begin = part * kPart;
    OuterProduct o = {};
    o.depth = end_row() - first_row();
    o.rows = imin(kPart, p->vocab - begin);
    o.columns = p->width;
    o.a = row_of_band(begin / kBlock, first_row()) + begin % kBlock;
    o.lda = kBlock;
    o.b = scaled;
    o.b_panel = static_cast<int64_t>(most_rows) * kPanel;
    o.c = p->d_weight + static_cast<int64_t>(begin) * p->width;
    o.ldc = p->width;
    o.accumulate = true;
    multiply_outer(o);
  }
};

}  // namespace

ts_status cross_entropy(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
#if TS_LEVEL_amx
  if (in_thirds(p->width, p->vocab)) return cross_entropy_by_amx(context, p, workspace);
#endif
  return cross_entropy_by<PlainHead>(context, p, workspace);
}

}  // namespace ts::TS_NS
