// The cross-entropy head by AMX, from bands of rows down to what is known of a row at the end.
#include "cpu/kernels/cross_entropy_amx.h"

#if TS_LEVEL_amx

#include "cpu/kernels/head_amx.h"
#include "cpu/kernels/head_rows.h"
#include "cpu/kernels/meanwhile.h"
#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

constexpr int32_t kPart = 512;  // of the vocabulary, whose gradient one thread adds up
// Bytes of panels of a kind. Where all fit they are made once; else for some blocks at a time, again for each band.
constexpr size_t kAllPanels = 16 << 20, kSomePanels = 5 << 20;

// A row's loss and dx, and its factor: what makes its exponentials gradients. `others` times the factor are dx but for
// the target's share.
float finish_row(const Head& h, const Tile& t, int32_t i, float total, float at_target, const float* others,
                 float* target_gradient) {
  const ts_cross_entropy& p = *h.p;
  const int32_t n = t.row + i;
  const float weight = row_weight(p, h.scale, n);
  p.losses[n] = p.targets[n] < 0 ? 0 : t.reference[i] - t.at_target[i] + logarithm(total);
  const float factor = weight != 0 ? weight / total : 0;
  const float gradient = weight != 0 ? (at_target / total - 1) * weight : 0;
  if (target_gradient) *target_gradient = gradient;
  if (p.dx) finish_dx(p, n, weight, others, factor, gradient);
  return factor;
}

// All of the vocabulary has passed by. A tile in which a sum is out of bounds for the first time is not finished.
void finish_tile(const Head& h, Tile& t, const float* dx, float* target_gradient, uint16_t* scaled) {
  float totals[kMostRows], at_target[kMostRows], factors[kMostRows];
  t.again = false;
  for (int32_t i = 0; i < t.rows; i++) {
    F e[1] = {set1(t.at_target[i])};
    exponentials(e, {set1(t.reference[i])});
    at_target[i] = e[0][0];
    totals[i] = sum(load(t.sums[i])) + at_target[i];
    const bool within = totals[i] > kLeastTotal && totals[i] < kMostTotal;
    t.over[i] = h.pass == Pass::kFirst && h.p->targets[t.row + i] >= 0 && !within;
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

// The largest logits are known: rows whose sums were out of bounds are done again relative to them, the others as they
// were.
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
  LeftBlocks left;
  left.set(p.x + static_cast<int64_t>(t.row) * p.width, p.width, t.rows, p.width, x, 1);
  left.finish();
  // Pieces have two strips.
  const int64_t strips = ceil_div(t.rows, kEdge);
  if (strips % 2) memset(x + strips * strip, 0, static_cast<size_t>(strip) * sizeof(uint16_t));
  const int64_t of_worker = static_cast<int64_t>(h.tile_rows) / kEdge * kBlockBlocks * kBlockElements;
  uint16_t* const e = p.dx && exponentials ? h.e + worker * of_worker : nullptr;
  const int64_t group = tile * h.tile_rows / h.group, in_group = tile * h.tile_rows % h.group;
  float* const right =
      p.d_weight && exponentials ? h.exponentials + group * group_exponentials(h) + in_group * kEdge : nullptr;
  float* const dx = p.dx ? h.dx + static_cast<int64_t>(tile) * h.tile_rows * h.width : nullptr;
  for (int32_t block = h.first; block < h.last; block++) {
    block_logits(h, t, block, x, e, right);
    if (e) block_dx(h, t, block, e, dx);
  }
  if (h.last < h.blocks) return;
  if (!exponentials) return refer_to_maxima(t);
  finish_tile(h, t, dx, p.d_weight ? h.target_gradient + tile * h.tile_rows : nullptr,
              p.d_weight ? h.scaled + group * group_scaled(h) + in_group / kSteps * kBlockElements : nullptr);
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
  const int32_t all = static_cast<int32_t>(ceil_div(p.rows, h.tile_rows));
  h.group = imin(group_rows(p.width), all * h.tile_rows);
  const int32_t of_group = h.group / h.tile_rows;
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
    room.take(h.exponentials, groups * group_exponentials(h));
    room.take(h.scaled, groups * group_scaled(h));
    room.take(h.turned_e, 2LL * threads * turned_columns(p.width) / kEdge * (h.group / kSteps) * kBlockElements);
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
  if (h.pass != Pass::kMaxima) h.backward = make_panels(context, part, false, true, parts.backward);
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
    each_tile(context, ceil_div(p->vocab, kPart), rows * p->vocab * p->width / L,
              [&h, p](int32_t part, int32_t worker) {
                part_weight(h, part * kPart, imin(p->vocab, (part + 1) * kPart), worker);
              });
  }
  return TS_OK;
}

}  // namespace ts::TS_NS

#endif
