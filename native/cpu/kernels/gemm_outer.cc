// Products of columns with columns, as the gradient of a weight wants them: steps are rows of both operands.
#include "cpu/kernels/gemm_amx.h"
#include "cpu/kernels/microkernel.h"
#include "cpu/kernels/tiles.h"
#include "cpu/memory.h"

namespace ts::TS_NS {
namespace {

constexpr int32_t kDepth = L == 16 ? 192 : 256;  // steps at a time: a panel of them and a strip of A stay in the first cache
// What is read often is copied side by side: where it stands, its rows fight for the same cache sets. Of narrow matrices,
// where that takes long beside the products, rows that lie close together are read in place.
constexpr int32_t kNarrow = 64;
constexpr int64_t kClose = 256;
// A strip of A, [kDepth][L] with kRows of L in use, and a line, so that strips do not fall into the same cache sets.
constexpr int32_t kStripFloats = kDepth * L + kLine;
static_assert(kRows <= L);

struct Room {
  alignas(64) float panel[kDepth * kPanel];
  alignas(64) float strips[kOuterRows / kRows * kStripFloats + kStripFloats];
};
static_assert(sizeof(Room) <= kThreadMemory);

// Rows that lie apart, which will be read soon; those who work on something else meanwhile ask for some at a time.
struct RowsAhead {
  const float* from;
  int64_t stride;
  int32_t rows, width;
  int32_t each;  // at a time

  TS_INLINE void ask() {
    const int32_t now = imin(each, rows);
    for (int32_t i = 0; i < now; i++, from += stride) {
      for (int32_t n = 0; n < width; n += kLine) __builtin_prefetch(from + n, 0, 2);
    }
    rows -= now;
  }
};

// [depth][rows] of A into strips, row by row: each is read in one go.
void copy_strips(const float* a, int64_t lda, int32_t depth, int32_t rows, float* strips) {
  for (int32_t k = 0; k < depth; k++, a += lda, strips += L) {
    float* to = strips;
    int32_t m = 0;
    for (; m + L <= rows; m += kRows, to += kStripFloats) store(to, load(a + m));
    for (; m < rows; m += kRows, to += kStripFloats) store(to, load_n(a + m, rows - m));
  }
}

void copy_panel(const float* b, int64_t ldb, int32_t depth, int32_t width, float* panel) {
  for (int32_t k = 0; k < depth; k++, b += ldb, panel += kPanel) {
    for (int v = 0; v < kPanelVectors; v++)
      store(panel + v * L, width > v * L ? load_n(b + v * L, width - v * L) : zero());
  }
}

void multiply_in(const OuterProduct& o, Room& room) {
  Product p = {};
  p.end = o.columns;
  p.ldc = o.ldc;
  p.accumulate = o.accumulate;
  p.activation = TS_IDENTITY;
  const bool a_in_place = o.columns <= kPanel || (o.columns <= kNarrow && o.lda <= kClose);
  const int32_t strips = static_cast<int32_t>(ceil_div(o.rows, kRows));
  const int32_t panels = static_cast<int32_t>(ceil_div(o.columns, kPanel));
  const int32_t steps = even_piece(o.depth, kDepth);
  for (int32_t k = 0; k < o.depth; k += steps) {
    p.depth = imin(steps, o.depth - k);
    const int32_t next_depth = imin(steps, o.depth - k - p.depth);
    const float* const a = o.a + k * o.lda;
    RowsAhead next_strips = {a + steps * o.lda, o.lda, a_in_place ? 0 : next_depth, o.rows,
                             static_cast<int32_t>(ceil_div(next_depth, strips * panels))};
    if (!a_in_place) copy_strips(a, o.lda, p.depth, o.rows, room.strips);
    for (int32_t column = 0; column < o.columns; column += kPanel) {
      const int32_t width = o.columns - column;
      const float* const from = o.b_panel ? o.b + column / kPanel * o.b_panel + k * kPanel : o.b + k * o.ldb + column;
      const int64_t ldb = o.b_panel ? kPanel : o.ldb;
      const bool b_in_place = o.b_panel || (ldb <= kNarrow && width >= kPanel);
      if (!b_in_place) copy_panel(from, ldb, p.depth, width, room.panel);
      const bool more = width > kPanel;
      const int32_t next_rows = b_in_place ? 0 : more ? p.depth : next_depth;
      RowsAhead next_panel = {more ? from + kPanel : o.b + (k + steps) * o.ldb, o.ldb, next_rows, kPanel,
                              static_cast<int32_t>(ceil_div(next_rows, strips))};
      const float* strip = room.strips;
      for (int32_t m = 0; m < o.rows; m += kRows, strip += kStripFloats) {
        next_panel.ask();
        next_strips.ask();
        micro_for<Float32Row, true>(imin(kRows, o.rows - m))(
            p, column, a_in_place ? a + m : strip, a_in_place ? o.lda : L, b_in_place ? from : room.panel,
            b_in_place ? ldb : kPanel, o.c + m * o.ldc + column);
      }
    }
    p.accumulate = true;
  }
}

}  // namespace

void multiply_outer(const OuterProduct& product) {
#if TS_LEVEL_amx
  if (product.thirds) return multiply_outer_by_amx(product);
#endif
  if (void* const memory = thread_memory()) return multiply_in(product, *static_cast<Room*>(memory));
  Room room;
  multiply_in(product, room);
}

}  // namespace ts::TS_NS
