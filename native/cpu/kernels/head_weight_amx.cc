// The gradient of the head's weight by AMX: exponentials, with rows as the steps, times rows of x that are scaled. Its
// pieces come out turned and are turned back on their way to the sum.
#include "cpu/kernels/head_amx.h"

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
  const AmxHead* h;
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
    const float* const group = h->exponentials + item / items * h->group_exponentials();
    const int32_t panels = static_cast<int32_t>(round_up(width(item), kPair)) / kEdge;
    const int32_t pairs = depth(item) * kSteps / 2;
    return {group + static_cast<int64_t>(from(item)) * h->group, to, h->group, pairs, 0, panels * pairs};
  }
};

// The gradient grows by an item's; meanwhile the next item is turned.
void multiply_item(const Part& part, int32_t item, const uint16_t* e, Turning& next, Turned (&pieces)[2], int& now) {
  const AmxHead& h = *part.h;
  const int64_t apart = static_cast<int64_t>(h.group / kSteps) * kBlockElements;
  const int32_t C = h.p->width, from = part.from(item), width = part.width(item), depth = part.depth(item);
  const uint16_t* const x = h.scaled + item / part.items * h.group_scaled();
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

}  // namespace

void AmxHead::scale_rows(int32_t tile, const float* factors) const {
  const HeadTile& t = this->tile[tile];
  const int32_t C = p->width, first = tile * tile_rows;
  uint16_t* const to = scaled + first / group * group_scaled() + first % group / kSteps * kBlockElements;
  for (int32_t k = 0; k < t.rows; k += kSteps) {
    for (int32_t c = 0; c < C; c += kEdge) {
      alignas(64) float rows_of_x[kSteps][kEdge] = {};
      for (int32_t i = 0; i < imin(kSteps, t.rows - k); i++) {
        const float* const from = p->x + static_cast<int64_t>(t.row + k + i) * C + c;
        store(rows_of_x[i], load_n(from, C - c) * set1(factors[k + i]));
      }
      const int64_t block = static_cast<int64_t>(c) / kEdge * (group / kSteps) + k / kSteps;
      left_blocks_down(rows_of_x[0], kEdge, kEdge, kSteps, to + block * kBlockElements);
    }
  }
}

// A band's share of the gradient of a part of the vocabulary.
void AmxHead::part_weight(int32_t part_number, int32_t worker) const {
  const int32_t from = part_number * kPart, to = imin(p->vocab, from + kPart), columns = turned_columns();
  const Part part = {this, from, to, columns, static_cast<int32_t>(ceil_div(to - from, columns)), first_row(), end_row()};
  uint16_t* const turned = turned_e + 2 * worker * turned_elements();
  Turned pieces[2];
  pieces[0].next = pieces[1].next = 4;
  int now = 0;
  const TileRegisters registers;
  Turning next = part.turning(0, turned);
  const int32_t all = part.items * part.groups();
  for (int32_t item = 0; item < all; item++) {
    while (next.next < next.end) turn_pair(next);
    if (item + 1 < all) next = part.turning(item + 1, turned + (item + 1) % 2 * turned_elements());
    multiply_item(part, item, turned + item % 2 * turned_elements(), next, pieces, now);
  }
  while (pieces[now ^ 1].next < 4) add_quarter(pieces[now ^ 1], p->width);
}

}  // namespace ts::TS_NS

#endif
