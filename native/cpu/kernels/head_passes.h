// The head from bands of rows down to what is known of a row at the end. A `Way` is a Head that knows how to multiply:
//   thirds                            whether its panels are laid out for AMX
//   kBlock, kPart                     of the vocabulary: passes by at a time, and has its gradient summed up by a thread
//   void cut_rows(threads)            sets `cut` and `band`
//   void take(Layout&, threads)       its parts of the workspace
//   void begin(tile, worker)          before blocks pass by a tile
//   void pass_by(tile, block, worker) exponentials, or maxima, of a block, and what dx grows by
//   float* dx_of(tile, i)             the sums for dx of a tile's row i
//   void put_target(tile, i, e)       in the place of the exponential of row i's target
//   void scale_rows(tile, factors)    rows of x times their factors
//   void part_weight(part, worker)    a band's share of the gradient of a part of the vocabulary
#pragma once
#include "cpu/kernels/head.h"

namespace ts::TS_NS {
namespace {

// Bytes of panels of a kind. Where all fit they are made once; else for some blocks at a time, again for each band.
constexpr size_t kAllPanels = 16 << 20, kSomePanels = 5 << 20;

// What a row's gradients are multiplied by.
TS_INLINE float row_weight(const Head& h, int32_t row) {
  const ts_cross_entropy& p = *h.p;
  if (p.targets[row] < 0) return 0;
  return h.scale * (p.loss_weights ? p.loss_weights[row] : 1.0f);
}

// dx of a row: `others`, which may be dx itself, times its factor, and what the target's logit contributes.
TS_INLINE void finish_dx(const ts_cross_entropy& p, int32_t row, const float* others, float factor, float at_target) {
  float* const dx = p.dx + static_cast<int64_t>(row) * p.width;
  if (factor == 0) {
    memset(dx, 0, static_cast<size_t>(p.width) * sizeof(float));
    return;
  }
  const float* const w = parameter_data(p.weight) + static_cast<int64_t>(p.targets[row]) * p.width;
  for (int32_t c = 0; c < p.width; c += L) {
    const int32_t left = p.width - c;
    store_n(dx + c, fma(set1(at_target), load_n(w + c, left), load_n(others + c, left)) * set1(factor), left);
  }
}

// The logarithm of the sum, from the target's logit. Where the others are a small part, log(1 + others / at_target) as
// 2 atanh(t) by its series: so a loss near 0 keeps its digits, and none is negative.
TS_INLINE float loss(float from_target, float others, float at_target) {
  if (!(others < 0.4f * at_target)) return from_target + logarithm(others + at_target);
  const float t = others / (2 * at_target + others), square = t * t;
  return 2 * t * (1 + square * (1.0f / 3 + square * (1.0f / 5 + square * (1.0f / 7 + square * (1.0f / 9)))));
}

// All of the vocabulary has passed by. A tile in which a sum is out of bounds for the first time is not finished.
template <class Way>
void finish_tile(const Way& h, int32_t tile) {
  const ts_cross_entropy& p = *h.p;
  HeadTile& t = h.tile[tile];
  float others[kMostHeadRows], at_target[kMostHeadRows], factors[kMostHeadRows];
  t.again = false;
  for (int32_t i = 0; i < t.rows; i++) {
    F e[1] = {set1(t.at_target[i])};
    exponentials(e, {set1(t.reference[i])});
    others[i] = sum(load(t.sums[i]));
    at_target[i] = e[0][0];
    const float total = others[i] + at_target[i];
    const bool within = total > kLeastTotal && total < kMostTotal;
    t.over[i] = h.pass == Pass::kFirst && p.targets[t.row + i] >= 0 && !within;
    t.again = t.again || t.over[i];
  }
  if (t.again) {
    // Next, the largest logits come to stand there.
    for (int32_t i = 0; i < t.rows; i++) store(t.sums[i], set1(-INFINITY));
    return;
  }
  for (int32_t i = 0; i < t.rows; i++) {
    const int32_t row = t.row + i;
    const float weight = row_weight(h, row);
    p.losses[row] = p.targets[row] < 0 ? 0 : loss(t.reference[i] - t.at_target[i], others[i], at_target[i]);
    factors[i] = weight != 0 ? weight / (others[i] + at_target[i]) : 0;
    if (p.dx) finish_dx(p, row, h.dx_of(tile, i), factors[i], -others[i]);
    if (p.d_weight && p.targets[row] >= 0) h.put_target(tile, i, -others[i]);
  }
  if (p.d_weight) h.scale_rows(tile, factors);
}

// The largest logits are known: rows whose sums were out of bounds are done again relative to them, the others as they
// were.
void refer_to_maxima(HeadTile& t) {
  for (int32_t i = 0; i < t.rows; i++) {
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
  HeadTile& t = h.tile[tile];
  t.row = h.cut.begin(h.from + tile);
  t.rows = h.cut.begin(h.from + tile + 1) - t.row;
  t.again = false;
  for (int32_t i = 0; i < kMostHeadRows; i++) {
    t.over[i] = false;
    t.reference[i] = i < t.rows ? first_reference(*h.p, t.row + i) : INFINITY;
    t.at_target[i] = 0;
    store(t.sums[i], zero());
  }
}

// Blocks [first, last) pass by a tile.
template <class Way>
void head_tile(const Way& h, int32_t tile, int32_t worker) {
  if (h.pass == Pass::kFirst && h.first == 0) begin_tile(h, tile);
  HeadTile& t = h.tile[tile];
  if (h.pass != Pass::kFirst && !t.again) return;
  h.begin(tile, worker);
  for (int32_t block = h.first; block < h.last; block++) h.pass_by(tile, block, worker);
  if (h.last < h.blocks) return;
  h.pass == Pass::kMaxima ? refer_to_maxima(t) : finish_tile(h, tile);
}

// Panels of the blocks [first, last).
template <class Way>
void make_chunk(ts_context* context, Way& h) {
  ts_parameter part = h.p->weight;
  part.rows = h.rows = imin(h.last * Way::kBlock, h.p->vocab) - h.first * Way::kBlock;
  part.offset += static_cast<int64_t>(h.first) * Way::kBlock * part.cols;
  h.forward = make_panels(context, part, true, Way::thirds, h.forward_memory);
  if (h.pass != Pass::kMaxima) h.backward = make_panels(context, part, false, Way::thirds, h.backward_memory);
}

template <class Way>
void all_pass_by(ts_context* context, Way& h, Pass pass, double work) {
  h.pass = pass;
  for (h.first = 0; h.first < h.blocks; h.first = h.last) {
    h.last = imin(h.blocks, h.first + h.panel_blocks);
    if (h.p->dx && !(h.backward.data && h.panel_blocks == h.blocks)) make_chunk(context, h);
    each_tile(context, h.tiles, work * (h.last - h.first) / h.blocks,
              [&h](int32_t tile, int32_t worker) { head_tile(h, tile, worker); });
  }
}

// Returns the bytes of the workspace.
template <class Way>
size_t lay_out(Way& h, int32_t threads, void* base) {
  const ts_cross_entropy& p = *h.p;
  Layout layout = {static_cast<char*>(base), 0};
  layout.take(h.tile, h.band);
  h.panel_blocks = h.blocks;
  if (p.dx) {
    const int32_t fit = static_cast<int32_t>(kSomePanels / panel_bytes(Way::kBlock, p.width, Way::thirds));
    if (panel_bytes(h.blocks * Way::kBlock, p.width, Way::thirds) > kAllPanels)
      h.panel_blocks = even_piece(h.blocks, imax(fit, 1));
    const int64_t bytes = static_cast<int64_t>(panel_bytes(h.panel_blocks * Way::kBlock, p.width, Way::thirds));
    char *forward, *backward;
    layout.take(forward, bytes);
    layout.take(backward, bytes);
    h.forward_memory = forward;
    h.backward_memory = backward;
  }
  h.take(layout, threads);
  return layout.bytes;
}

template <class Way>
ts_status cross_entropy_by(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  Way h = {};
  h.p = p;
  h.blocks = static_cast<int32_t>(ceil_div(p->vocab, Way::kBlock));
  h.cut_rows(context_threads(context));
  const size_t bytes = lay_out(h, context_threads(context), workspace->base);
  if (!workspace->base) {
    workspace->bytes = bytes;
    return TS_OK;
  }
  h.scale = context_variables(context).loss_scale;
  if (!p->dx) {
    // Who evaluates reads the same weights again and again.
    h.forward = training_panels(context, 1, &p->weight, true);
    if (!h.forward.data) return TS_OUT_OF_MEMORY;
  }
  for (h.from = 0; h.from < h.cut.count; h.from += h.tiles) {
    h.tiles = imin(h.band, h.cut.count - h.from);
    const double rows = h.end_row() - h.first_row();
    const double work = rows * p->vocab * (p->width * (p->dx ? 2 : 1) + 20) / L;
    all_pass_by(context, h, Pass::kFirst, work);
    bool again = false;
    for (int32_t tile = 0; tile < h.tiles; tile++) again = again || h.tile[tile].again;
    if (again) {
      all_pass_by(context, h, Pass::kMaxima, work);
      all_pass_by(context, h, Pass::kAgain, work);
    }
    if (!p->d_weight) continue;
    each_tile(context, ceil_div(p->vocab, Way::kPart), rows * p->vocab * p->width / L,
              [&h](int32_t part, int32_t worker) { h.part_weight(part, worker); });
  }
  return TS_OK;
}

}  // namespace
}  // namespace ts::TS_NS
