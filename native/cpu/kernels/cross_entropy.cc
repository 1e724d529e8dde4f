// The cross-entropy head: linear layer, softmax and loss in one, with the gradients of both its inputs. The logits are
// never stored: as in attention (FlashAttention, Dao 2022, whose keys and values are here both the weight), blocks of
// the vocabulary pass by while a tile of rows stays, each row with the largest logit and the sum of exponentials so
// far. A tile's exponentials, each block relative to the largest logit known by then, wait for the gradient of the
// weight, which reads them block by block.
#include "cpu/kernels/cross_entropy_amx.h"
#include "cpu/kernels/head_rows.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"

namespace ts::TS_NS {
namespace {

constexpr int kTogether = 4;  // vectors of logits that are worked on side by side
constexpr int32_t kStrips = 8;
constexpr int32_t kTile = kStrips * kStrip;
// Columns of half a block: whole panels, and whole tiles of the weight's gradient.
constexpr int32_t kHalf = kOuterRows > 240 ? kOuterRows : 240 / kOuterRows * kOuterRows;
constexpr int32_t kBlock = 2 * kHalf;
// In training the weight's panels are made for some blocks at a time, which little memory holds.
constexpr size_t kMostPanels = 5 << 20;
static_assert(kHalf % kPanel == 0 && kBlock % (kTogether * L) == 0);
// Shares of the largest that are less count for nothing; left in, their products would become denormal numbers, with
// which processors are slow.
constexpr float kNothing = 0x1p-64f;

// A tile of rows on its way through the vocabulary.
struct Tile {
  int32_t row, rows;
  float top[kTile], total[kTile], at_target[kTile];
};

struct Head {
  const ts_cross_entropy* p;
  Panels forward, backward;  // of W^T and of W, rows of the blocks from `first` on
  int32_t first, last, rows;
  float scale;
  int32_t blocks;
  RowTiles tiles;       // of all rows; their edges are a matter of the bits, so they do not depend on the threads
  int32_t from;         // first tile of the band
  Tile* band;
  float* exponentials;  // [tile][block][kTile][kBlock]; without gradients [worker][kTile][kBlock]
  // [tile][block][kTile]: a row's exponentials of a block times this are its gradient. Behind the blocks stands the
  // gradient of the target's logit, whose exponential is left out: it is a difference that may be nearly nothing.
  float* factors;
};

int32_t block_width(const Head& h, int32_t block) { return imin(kBlock, h.p->vocab - block * kBlock); }

float* tile_factors(const Head& h, int32_t tile) {
  return h.p->d_weight ? h.factors + static_cast<int64_t>(tile) * (h.blocks + 1) * kTile : nullptr;
}

TS_INLINE void without_nothing(F& x) { x = select(less(x, set1(kNothing)), zero(), x); }

// 2^(x - y), no less than nothing.
TS_INLINE F ratio(F x, F y) {
  F power = vexp2((x - y) * set1(kToLog2));
  without_nothing(power);
  return power;
}

// Logits of a block, [rows][kBlock].
void block_logits(const Head& h, const Tile& t, int32_t block, float* z) {
  const int32_t C = h.p->width;
  Product m = {};
  m.rows = t.rows;
  m.depth = C;
  m.end = block_width(h, block);
  m.a = h.p->x + static_cast<int64_t>(t.row) * C;
  m.lda = C;
  m.b = panels_from(h.forward, C, (block - h.first) * kBlock);
  m.c = z;
  m.ldc = kBlock;
  m.activation = TS_IDENTITY;
  multiply(m);
}

// A row's logits of a block become exponentials relative to the largest so far. Returns by what the earlier ones
// have become less.
float block_exponentials(float* z, int32_t width, float* top, float* total) {
  const int32_t whole = static_cast<int32_t>(round_up(width, kTogether * L));
  for (int32_t v = width; v < whole; v++) z[v] = -INFINITY;
  F high[kTogether];
  for (int j = 0; j < kTogether; j++) high[j] = set1(*top);
  for (int32_t v = 0; v < whole; v += kTogether * L) {
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) high[j] = vmax(high[j], load(z + v + j * L));
  }
  const float now = largest(vmax(vmax(high[0], high[1]), vmax(high[2], high[3])));
  F sums[kTogether] = {zero(), zero(), zero(), zero()};
  for (int32_t v = 0; v < whole; v += kTogether * L) {
    F e[kTogether];
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) e[j] = (load(z + v + j * L) - set1(now)) * set1(kToLog2);
    vexp2_each(e);
#pragma GCC unroll 4
    for (int j = 0; j < kTogether; j++) {
      without_nothing(e[j]);
      sums[j] = sums[j] + e[j];
      store(z + v + j * L, e[j]);
    }
  }
  const float less = now == *top ? 1.0f : ratio(set1(*top), set1(now))[0];
  *total = *total * less + sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
  *top = now;
  return less;
}

void scale_row(float* x, int32_t width, float by) {
  for (int32_t c = 0; c < width; c += L) store_n(x + c, load_n(x + c, width - c) * set1(by), width - c);
}

// dx of the tile grows by its exponentials times a block of W.
void block_dx(const Head& h, const Tile& t, int32_t block, const float* z) {
  const int32_t C = h.p->width;
  Product m = {};
  m.rows = t.rows;
  m.depth = block_width(h, block);
  m.end = C;
  m.a = z;
  m.lda = kBlock;
  m.b = h.backward;
  m.panel_depth = h.rows;
  m.panel_from = (block - h.first) * kBlock;
  m.c = h.p->dx + static_cast<int64_t>(t.row) * C;
  m.ldc = C;
  m.accumulate = block > 0;
  m.activation = TS_IDENTITY;
  multiply(m);
}

// What is known once the whole vocabulary has passed: losses, dx, and the factors that make exponentials gradients.
void finish_tile(const Head& h, const Tile& t, float* factors) {
  const ts_cross_entropy& p = *h.p;
  float share[kTile + L] = {}, target_gradient[kTile] = {};
  for (int32_t i = 0; i < t.rows; i++) {
    const int32_t n = t.row + i, target = p.targets[n];
    const float weight = row_weight(p, h.scale, n);
    p.losses[n] = target < 0 ? 0 : t.top[i] - t.at_target[i] + logarithm(t.total[i]);
    if (weight != 0) {
      share[i] = weight / t.total[i];
      target_gradient[i] = (ratio(set1(t.at_target[i]), set1(t.top[i]))[0] / t.total[i] - 1) * weight;
    }
    if (p.dx) finish_dx(p, n, weight, p.dx + static_cast<int64_t>(n) * p.width, share[i], target_gradient[i]);
  }
  if (!p.d_weight) return;
  for (int32_t block = 0; block < h.blocks; block++) {
    float* const f = factors + block * kTile;
    for (int32_t i = 0; i < t.rows; i += L) {
      const int32_t left = t.rows - i;
      store_n(f + i, ratio(load_n(f + i, left), load_n(t.top + i, left)) * load(share + i), left);
    }
  }
  memcpy(factors + h.blocks * kTile, target_gradient, sizeof(target_gradient));
}

void begin_tile(const Head& h, int32_t tile) {
  Tile& t = h.band[tile];
  t.row = h.tiles.begin(h.from + tile);
  t.rows = h.tiles.begin(h.from + tile + 1) - t.row;
  for (int32_t i = 0; i < t.rows; i++) {
    t.top[i] = -INFINITY;
    t.total[i] = t.at_target[i] = 0;
  }
}

// Blocks [first, last) pass by.
void head_tile(const Head& h, int32_t tile, int32_t worker) {
  const ts_cross_entropy& p = *h.p;
  Tile& t = h.band[tile];
  constexpr int64_t kSize = static_cast<int64_t>(kTile) * kBlock;
  float* const factors = tile_factors(h, tile);
  for (int32_t block = h.first; block < h.last; block++) {
    float* const z = h.exponentials + kSize * (p.d_weight ? static_cast<int64_t>(tile) * h.blocks + block : worker);
    block_logits(h, t, block, z);
    const int32_t width = block_width(h, block);
    for (int32_t i = 0; i < t.rows; i++) {
      const int32_t target = p.targets[t.row + i] - block * kBlock;
      const bool here = target >= 0 && target < width;
      if (here) t.at_target[i] = z[i * kBlock + target];
      const float less = block_exponentials(z + i * kBlock, width, &t.top[i], &t.total[i]);
      if (here) z[i * kBlock + target] = 0;
      if (factors) factors[block * kTile + i] = t.top[i];
      if (p.dx && block > 0 && less != 1)
        scale_row(p.dx + static_cast<int64_t>(t.row + i) * p.width, p.width, less);
    }
    if (p.dx) block_dx(h, t, block, z);
  }
  if (h.last == h.blocks) finish_tile(h, t, factors);
}

// A band's share of d_weight in half a block; `scaled` holds the rows of a tile times their factors.
void half_weight(const Head& h, int32_t tiles, int32_t half, float* scaled) {
  const ts_cross_entropy& p = *h.p;
  const int32_t C = p.width, block = half / 2, begin = half * kHalf;
  const int32_t width = imin(kHalf, p.vocab - begin);
  for (int32_t tile = 0; tile < tiles; tile++) {
    const int32_t row = h.tiles.begin(h.from + tile), rows = h.tiles.begin(h.from + tile + 1) - row;
    const float* const e = h.exponentials + (static_cast<int64_t>(tile) * h.blocks + block) * kTile * kBlock;
    const float* const factors = tile_factors(h, tile);
    const float* const x = p.x + static_cast<int64_t>(row) * C;
    for (int32_t i = 0; i < rows; i++) {
      const F factor = set1(factors[block * kTile + i]);
      for (int32_t c = 0; c < C; c += L) {
        const int64_t place = static_cast<int64_t>(i) * C + c;
        store_n(scaled + place, load_n(x + place, C - c) * factor, C - c);
      }
    }
    for (int32_t v = 0; v < width; v += kOuterRows) {
      OuterProduct o = {};
      o.depth = rows;
      o.rows = imin(kOuterRows, width - v);
      o.columns = C;
      o.a = e + half % 2 * kHalf + v;
      o.lda = kBlock;
      o.b = scaled;
      o.ldb = C;
      o.c = p.d_weight + static_cast<int64_t>(begin + v) * C;
      o.ldc = C;
      o.accumulate = true;
      multiply_outer(o);
    }
    for (int32_t i = 0; i < rows; i++) {
      const int32_t target = p.targets[row + i] - begin;
      if (target >= 0 && target < width) add_target(p, row + i, factors[h.blocks * kTile + i]);
    }
  }
}

// Where the parts of the workspace stand, in floats.
struct Layout {
  RowTiles tiles;
  int32_t band;    // tiles at a time
  int32_t blocks;  // with panels at a time
  int64_t exponentials, factors, scaled, panels, states;
};

// The bits do not depend on how many tiles a band has, so it may follow the number of threads. That of all tiles is
// such that bands of usual numbers of threads come out even.
Layout layout(const ts_cross_entropy& p, int32_t threads, int32_t blocks) {
  constexpr int64_t kSize = static_cast<int64_t>(kTile) * kBlock;
  Layout l = {};
  l.tiles = row_tiles(p.rows, kStrips, 4);
  l.band = p.d_weight ? imin(l.tiles.count, 2 * threads) : l.tiles.count;
  l.exponentials = p.d_weight ? kSize * l.band * blocks : kSize * threads;
  l.states = static_cast<int64_t>(l.band * sizeof(Tile) / sizeof(float));
  l.blocks = blocks;
  if (!p.dx) return l;
  const int32_t most = static_cast<int32_t>(kMostPanels / panel_bytes(kBlock, p.width, false));
  l.blocks = static_cast<int32_t>(ceil_div(blocks, ceil_div(blocks, imax(most, 1))));
  l.panels = static_cast<int64_t>(panel_bytes(l.blocks * kBlock, p.width, false) / sizeof(float));
  if (!p.d_weight) return l;
  l.factors = static_cast<int64_t>(l.band) * (blocks + 1) * kTile;
  l.scaled = round_up(static_cast<int64_t>(kTile) * p.width + L, L) * threads;
  return l;
}

// Panels of the blocks from `first` to `last`.
void make_chunk(ts_context* context, Head& h, void* forward, void* backward) {
  ts_parameter part = h.p->weight;
  part.rows = h.rows = imin(h.last * kBlock, h.p->vocab) - h.first * kBlock;
  part.offset += static_cast<int64_t>(h.first) * kBlock * part.cols;
  h.forward = make_panels(context, part, true, false, forward);
  h.backward = make_panels(context, part, false, false, backward);
}

}  // namespace

ts_status cross_entropy(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
#if TS_LEVEL_amx
  if (in_thirds(p->width, p->vocab)) return cross_entropy_by_amx(context, p, workspace);
#endif
  const int32_t threads = context_threads(context);
  Head head = {};
  head.p = p;
  head.blocks = static_cast<int32_t>(ceil_div(p->vocab, kBlock));
  const Layout l = layout(*p, threads, head.blocks);
  if (!workspace->base) {
    workspace->bytes =
        static_cast<size_t>(l.exponentials + l.factors + l.scaled + 2 * l.panels + l.states) * sizeof(float);
    return TS_OK;
  }
  head.scale = context_variables(context).loss_scale;
  head.exponentials = static_cast<float*>(workspace->base);
  head.factors = head.exponentials + l.exponentials;
  float* const scaled = head.factors + l.factors;
  const int64_t scaled_of = l.scaled / threads;
  float* const panels = scaled + l.scaled;
  head.band = reinterpret_cast<Tile*>(panels + 2 * l.panels);
  if (!p->dx) {
    // Who evaluates reads the same weights again and again.
    head.rows = p->vocab;
    head.forward = training_panels(context, 1, &p->weight, true);
    if (!head.forward.data) return TS_OUT_OF_MEMORY;
  }
  head.tiles = l.tiles;
  for (head.from = 0; head.from < l.tiles.count; head.from += l.band) {
    const int32_t tiles = imin(l.band, l.tiles.count - head.from);
    const int32_t rows = l.tiles.begin(head.from + tiles) - l.tiles.begin(head.from);
    const double work = 1.0 * rows * p->vocab * (p->width * (p->dx ? 2 : 1) + 20) / L;
    for (int32_t tile = 0; tile < tiles; tile++) begin_tile(head, tile);
    for (head.first = 0; head.first < head.blocks; head.first = head.last) {
      head.last = imin(head.blocks, head.first + l.blocks);
      if (p->dx) make_chunk(context, head, panels, panels + l.panels);
      each_tile(context, tiles, work * (head.last - head.first) / head.blocks,
                [&head](int32_t tile, int32_t worker) { head_tile(head, tile, worker); });
    }
    if (!p->d_weight) continue;
    each_tile(context, ceil_div(p->vocab, kHalf), 1.0 * rows * p->vocab * p->width / L,
              [&head, tiles, scaled, scaled_of](int32_t half, int32_t worker) {
                half_weight(head, tiles, half, scaled + worker * scaled_of);
              });
  }
  return TS_OK;
}

}  // namespace ts::TS_NS
