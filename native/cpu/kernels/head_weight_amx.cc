// The gradient of the head's weight by AMX: exponentials, with rows as the steps, times rows of x that are scaled. Its
// pieces come out turned and are turned back on their way to the sum.
#include "cpu/kernels/head_amx.h"
#include "cpu/kernels/head_rows.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {
namespace {

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
  int32_t group;      // rows of a panel
  int32_t pairs;      // of rows, of a panel, that are there
  int32_t next, end;  // pair of rows, of all panels
};

TS_INLINE void turn_pair(Turning& t) {
  constexpr int32_t kAhead = 128;  // rows, from the third cache to the second
  const int32_t panel = t.next / t.pairs, pair = t.next % t.pairs;
  t.next++;
  const float* const e = t.from + (static_cast<int64_t>(panel) * t.group + pair * 2) * kEdge;
  __builtin_prefetch(e + kAhead * kEdge, 0, 2);
  __builtin_prefetch(e + (kAhead + 1) * kEdge, 0, 2);
  const int64_t block = static_cast<int64_t>(panel) * (t.group / kSteps) + pair / kEdge;
  store_pairs(thirds_of(load(e)), thirds_of(load(e + kEdge)), t.to + block * kBlockElements + pair % kEdge * kSteps);
}

// The work of a thread: some columns of a group are an item, and one comes after another.
struct Part {
  const Head* h;
  int32_t begin, end;      // of the vocabulary
  int32_t columns, items;  // of an item; of a group
  int32_t first_row, end_row;

  int32_t groups() const { return static_cast<int32_t>(ceil_div(end_row - first_row, h->group)); }
  int32_t from(int32_t item) const { return begin + item % items * columns; }
  int32_t width(int32_t item) const { return imin(columns, end - from(item)); }
  // Step blocks of its group.
  int32_t depth(int32_t item) const {
    return static_cast<int32_t>(ceil_div(imin(h->group, end_row - first_row - item / items * h->group), kSteps));
  }
  Turning turning(int32_t item, uint16_t* to) const {
    const float* const group = h->exponentials + item / items * group_exponentials(*h);
    const int32_t panels = static_cast<int32_t>(round_up(width(item), kPair)) / kEdge;
    const int32_t pairs = depth(item) * kSteps / 2;
    return {group + static_cast<int64_t>(from(item)) * h->group, to, h->group, pairs, 0, panels * pairs};
  }
};

// The gradient grows by an item's; meanwhile the next item is turned.
void multiply_item(const Part& part, int32_t item, const uint16_t* e, Turning& next, Turned (&pieces)[2], int& now) {
  const Head& h = *part.h;
  const int64_t apart = static_cast<int64_t>(h.group / kSteps) * kBlockElements;
  const int32_t C = h.p->width, from = part.from(item), width = part.width(item), depth = part.depth(item);
  const uint16_t* const x = h.scaled + item / part.items * group_scaled(h);
  const int64_t calls = ceil_div(h.width, kPair) * ceil_div(width, kPair) * depth * kTurns;
  const int32_t at_once = static_cast<int32_t>(ceil_div(next.end - next.next, calls));
  for (int32_t c = 0; c < h.width; c += kPair) {
    for (int32_t v = 0; v < width; v += kPair, now ^= 1) {
      Turned &t = pieces[now], &before = pieces[now ^ 1];
      const Operand left = {x + c / kEdge * apart, apart}, right = {e + v / kEdge * apart, apart};
      wrote_for_tiles();
      zero_sums<2>();
      run<2>(left, right, depth, [&before, &next, at_once, C] TS_ALWAYS {
        if (before.next < 4) add_quarter(before, C);
        for (int32_t i = 0; i < at_once && next.next < next.end; i++) turn_pair(next);
      });
      store_sums<2>(t.sums[0], kPair);
      wrote_for_tiles();
      t.to = h.p->d_weight + static_cast<int64_t>(from + v) * C + c;
      t.rows = width - v;
      t.columns = C - c;
      t.next = 0;
      ask_for_sums(t, C);
    }
  }
}

// What the targets' logits of a group contribute, whose exponentials were left out.
void add_targets(const Part& part, int32_t group) {
  const ts_cross_entropy& p = *part.h->p;
  const int32_t first = part.first_row + group * part.h->group;
  for (int32_t row = first; row < imin(part.end_row, first + part.h->group); row++) {
    const int32_t target = p.targets[row];
    if (target >= part.begin && target < part.end) add_target(p, row, part.h->target_gradient[row - part.first_row]);
  }
}

}  // namespace

void scale_rows(const Head& h, const Tile& t, const float* factors, uint16_t* to) {
  const int32_t C = h.p->width;
  for (int32_t k = 0; k < t.rows; k += kSteps) {
    for (int32_t c = 0; c < C; c += kEdge) {
      alignas(64) float x[kSteps][kEdge] = {};
      for (int32_t i = 0; i < imin(kSteps, t.rows - k); i++) {
        const float* const from = h.p->x + static_cast<int64_t>(t.row + k + i) * C + c;
        store(x[i], load_n(from, C - c) * set1(factors[k + i]));
      }
      const int64_t block = static_cast<int64_t>(c) / kEdge * (h.group / kSteps) + k / kSteps;
      left_blocks_down(x[0], kEdge, kEdge, kSteps, to + block * kBlockElements);
    }
  }
}

void part_weight(const Head& h, int32_t begin, int32_t end, int32_t worker) {
  const int32_t columns = turned_columns(h.p->width), first_row = h.from * h.tile_rows;
  const Part part = {&h, begin, end, columns, static_cast<int32_t>(ceil_div(end - begin, columns)),
                     first_row, imin(h.p->rows, first_row + h.tiles * h.tile_rows)};
  const int64_t buffer = static_cast<int64_t>(columns) / kEdge * (h.group / kSteps) * kBlockElements;
  uint16_t* const e = h.turned_e + 2 * worker * buffer;
  Turned pieces[2];
  pieces[0].next = pieces[1].next = 4;
  int now = 0;
  const TileRegisters registers;
  Turning next = part.turning(0, e);
  const int32_t all = part.items * part.groups();
  for (int32_t item = 0; item < all; item++) {
    while (next.next < next.end) turn_pair(next);
    if (item + 1 < all) next = part.turning(item + 1, e + (item + 1) % 2 * buffer);
    multiply_item(part, item, e + item % 2 * buffer, next, pieces, now);
    if ((item + 1) % part.items) continue;
    // The order of the sums must not depend on how many groups a band has.
    while (pieces[now ^ 1].next < 4) add_quarter(pieces[now ^ 1], h.p->width);
    add_targets(part, item / part.items);
  }
}

}  // namespace ts::TS_NS

#endif
