#include "cpu/kernels/gemm.h"

#include "cpu/kernels/ahead.h"
#include "cpu/kernels/gemm_amx.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

// acc += A B over `depth` steps. A(m, k) stands at a[m * lda + k], or at a[k * lda + m] when Down. Rows of A are many
// streams, too many for the processor to foresee, and a panel comes from the second cache or from farther: both are
// asked for ahead. When Down, both were just copied to where they are near, or their rows stand close together.
template <class Row, int MR, bool Down>
TS_INLINE void run(F (&acc)[MR][kPanelVectors], int32_t depth, const float* a, int64_t lda,
                   const typename Row::Element* b, int64_t ldb) {
  constexpr int32_t kAhead = 32;  // rows of the panel
  constexpr int32_t kLineElements = 64 / sizeof(typename Row::Element);
  for (int32_t from = 0; from < depth; from += kLine) {
    if (!Down) ask_for<MR>(a + kLine, lda, 1);
    const int32_t steps = imin(kLine, depth - from);
    for (int32_t k = 0; k < steps; k++) {
      F row[kPanelVectors];
      Row::load_row(b, row);
      if (!Down) {
#pragma GCC unroll 2
        for (int32_t i = 0; i < kPanel; i += kLineElements) __builtin_prefetch(b + kAhead * ldb + i);
      }
#pragma GCC unroll 16
      for (int m = 0; m < MR; m++) {
        const F x = set1(Down ? a[m] : a[m * lda]);
#pragma GCC unroll 2
        for (int v = 0; v < kPanelVectors; v++) acc[m][v] = fma(x, row[v], acc[m][v]);
      }
      a += Down ? lda : 1;
      b += ldb;
    }
  }
}

// What becomes of a sum before the activation.
TS_INLINE F finish(const Product& p, F sum, int32_t column) {
  if (p.b.scales) sum = sum * load(p.b.scales + column);
  return p.bias ? sum + load(p.bias + column) : sum;
}

// One tile of C. With `Whole` all columns of the panel are there.
template <class Row, int MR, bool Down, bool Whole>
TS_INLINE void tile(const Product& p, int32_t column, const float* a, int64_t lda,
                    const typename Row::Element* b, int64_t ldb, float* c) {
  F acc[MR][kPanelVectors];
  const int32_t width = Whole ? kPanel : p.end - column;
  if (p.accumulate) {
#pragma GCC unroll 16
    for (int m = 0; m < MR; m++) {
#pragma GCC unroll 2
      for (int v = 0; v < kPanelVectors; v++) acc[m][v] = load_n(c + m * p.ldc + v * L, width - v * L);
    }
  } else {
#pragma GCC unroll 16
    for (int m = 0; m < MR; m++) {
#pragma GCC unroll 2
      for (int v = 0; v < kPanelVectors; v++) acc[m][v] = zero();
    }
  }
  // What is written may, for all the compiler knows, be where these stand: read now, they are not read for every store.
  const int64_t ldc = p.ldc;
  const float *const bias = p.bias, *const scales = p.b.scales;
  // What is written at the end; where the sums go on from it, what the next tile begins with.
  ask_for<MR>(p.accumulate ? c + MR * ldc : c, ldc, kPanel);
  run<Row, MR, Down>(acc, p.depth, a, lda, b, ldb);
  if (scales) {
#pragma GCC unroll 2
    for (int v = 0; v < kPanelVectors; v++) {
      const F by = load(scales + column + v * L);
#pragma GCC unroll 16
      for (int m = 0; m < MR; m++) acc[m][v] = acc[m][v] * by;
    }
  }
  if (bias) {
#pragma GCC unroll 2
    for (int v = 0; v < kPanelVectors; v++) {
      const F more = load(bias + column + v * L);
#pragma GCC unroll 16
      for (int m = 0; m < MR; m++) acc[m][v] = acc[m][v] + more;
    }
  }
#pragma GCC unroll 16
  for (int m = 0; m < MR; m++) {
#pragma GCC unroll 2
    for (int v = 0; v < kPanelVectors; v++) {
      if (width > v * L) store_n(c + m * ldc + v * L, acc[m][v], width - v * L);
    }
  }
}

template <class Row, int MR, bool Down>
void micro(const Product& p, int32_t column, const float* a, int64_t lda, const void* b, int64_t ldb,
           float* c) {
  const auto from = static_cast<const typename Row::Element*>(b);
  if (p.end - column >= kPanel) {
    tile<Row, MR, Down, true>(p, column, a, lda, from, ldb, c);
  } else {
    tile<Row, MR, Down, false>(p, column, a, lda, from, ldb, c);
  }
}

// Few rows: a chain of multiply-adds waits for itself, and one panel after another keeps few cache lines under
// way, so several panels are worked on at once. The chains are the same as above. The last panel may be cut.
template <class Row, int MR, int Panels>
void micro_few(const Product& p, int32_t column, const void* from, float* c) {
  constexpr int N = Panels * kPanelVectors;
  // Half a page: what the processor asks for by itself ends with each page, and begins anew in the next.
  constexpr size_t kAhead = 2048, kOneLine = kLine * sizeof(float);
  const int64_t apart = static_cast<int64_t>(p.panel_depth) * kPanel;
  // From there on what comes later is of the panels behind these.
  const int32_t last = p.panel_depth - static_cast<int32_t>(kAhead / (kPanel * sizeof(typename Row::Element)));
  const int64_t next = (Panels - 1) * apart;
  const int32_t width = p.end - column;
  auto b = static_cast<const typename Row::Element*>(from);
  F acc[MR][N];
#pragma GCC unroll 4
  for (int m = 0; m < MR; m++) {
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) acc[m][v] = p.accumulate ? load_n(c + m * p.ldc + v * L, width - v * L) : zero();
  }
#pragma GCC unroll 2
  for (int32_t k = 0; k < p.depth; k++) {
    F row[Panels][kPanelVectors];
#pragma GCC unroll 4
    for (int i = 0; i < Panels; i++) {
      Row::load_row(b + i * apart, row[i]);
      const char* const later = reinterpret_cast<const char*>(b + i * apart + (k < last ? 0 : next)) + kAhead;
#pragma GCC unroll 2
      for (size_t at = 0; at < kPanel * sizeof(*b); at += kOneLine) __builtin_prefetch(later + at);
    }
#pragma GCC unroll 4
    for (int m = 0; m < MR; m++) {
      const F x = set1(p.a[m * p.lda + k]);
#pragma GCC unroll 8
      for (int v = 0; v < N; v++) acc[m][v] = fma(x, row[v / kPanelVectors][v % kPanelVectors], acc[m][v]);
    }
    b += kPanel;
  }
#pragma GCC unroll 4
  for (int m = 0; m < MR; m++) {
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) {
      if (width > v * L) store_n(c + m * p.ldc + v * L, finish(p, acc[m][v], column + v * L), width - v * L);
    }
  }
}

// The next panels for micro_few when so many are left: two middling groups rather than a large and a small one.
TS_INLINE int32_t next_panels(int32_t rows, int32_t left) {
  const int32_t most = few_panels(rows);
  return left <= most ? left : left < 2 * most ? (left + 1) / 2 : most;
}

template <class Row>
void few(const Product& p, int32_t panels, int32_t column, const void* b, float* c) {
  typedef void (*Few)(const Product&, int32_t, const void*, float*);
  static constexpr Few one_row[] = {micro_few<Row, 1, 1>, micro_few<Row, 1, 2>, micro_few<Row, 1, 3>,
                                    micro_few<Row, 1, 4>};
  static constexpr Few more_rows[][2] = {
      {micro_few<Row, 2, 1>, micro_few<Row, 2, 2>},
#if TS_LEVEL_avx512
      {micro_few<Row, 3, 1>, micro_few<Row, 3, 2>},
      {micro_few<Row, 4, 1>, micro_few<Row, 4, 2>},
#endif
  };
  (p.rows == 1 ? one_row[panels - 1] : more_rows[p.rows - 2][panels - 1])(p, column, b, c);
}

// A tile whose sums were just written and are still in the first cache, four vectors at a time: `change` makes of what
// stands in `from` and of the sums that which is stored in `to`.
template <class Change>
TS_INLINE void finish_tile(const Product& p, int32_t rows, int32_t column, const float* from, const float* sums,
                           int64_t sums_stride, float* to, Change change) {
  const int32_t width = imin(kPanel, p.end - column);
  int32_t m = 0;
  if (width == kPanel) {
    constexpr int kTogether = 4 / kPanelVectors;
    for (; m + kTogether <= rows; m += kTogether) {
      F x[4], y[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        x[i] = load(from + (m + i / kPanelVectors) * p.ldc + i % kPanelVectors * L);
        y[i] = load(sums + (m + i / kPanelVectors) * sums_stride + i % kPanelVectors * L);
      }
      change(x, y);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) store(to + (m + i / kPanelVectors) * p.ldc + i % kPanelVectors * L, x[i]);
    }
  }
  for (; m < rows; m++) {
    for (int32_t n = 0; n < width; n += L) {
      F x[1] = {load_n(from + m * p.ldc + n, width - n)}, y[1] = {load_n(sums + m * sums_stride + n, width - n)};
      change(x, y);
      store_n(to + m * p.ldc + n, x[0], width - n);
    }
  }
}

void activate_tile(const Product& p, int32_t rows, int32_t column, const float* from, float* to) {
  finish_tile(p, rows, column, from, from, p.ldc, to,
              [&p](auto& x, auto&) TS_ALWAYS { activate_each(p.activation, x); });
}

// `sums`: [rows][kPanel].
void slope_tile(const Product& p, int32_t rows, int32_t column, const float* at, const float* sums, float* to) {
  finish_tile(p, rows, column, at, sums, kPanel, to, [&p](auto& x, auto& sum) TS_ALWAYS {
    slope_each(p.activation, x);
#pragma GCC unroll 4
    for (size_t i = 0; i < sizeof(x) / sizeof(F); i++) x[i] = sum[i] * x[i];
  });
}

typedef void (*Micro)(const Product&, int32_t, const float*, int64_t, const void*, int64_t, float*);

template <class Row, bool Down>
Micro micro_for(int32_t rows) {
  static constexpr Micro table[] = {
      micro<Row, 1, Down>,  micro<Row, 2, Down>,  micro<Row, 3, Down>,  micro<Row, 4, Down>,
#if TS_LEVEL_avx2 || TS_LEVEL_avx512
      micro<Row, 5, Down>,  micro<Row, 6, Down>,
#endif
#if TS_LEVEL_avx512
      micro<Row, 7, Down>,  micro<Row, 8, Down>,  micro<Row, 9, Down>,  micro<Row, 10, Down>,
      micro<Row, 11, Down>, micro<Row, 12, Down>, micro<Row, 13, Down>, micro<Row, 14, Down>,
#endif
  };
  return table[rows - 1];
}

template <class Row>
void multiply_panels(const Product& whole) {
  // A deep product is done in steps of K, C holding the sums meanwhile: else a panel would leave the cache
  // before the next rows need it.
  constexpr int32_t kDeep = kMostSloped;
  constexpr int32_t kStep = 1024;
  const bool deep = whole.depth > kDeep;
  const int32_t panel_depth = whole.panel_depth ? whole.panel_depth : whole.depth;
  for (int32_t k = 0; k < whole.depth; k += deep ? kStep : whole.depth) {
    Product p = whole;
    p.panel_depth = panel_depth;
    p.a += k;
    p.depth = deep ? imin(kStep, whole.depth - k) : whole.depth;
    const bool last = k + p.depth == whole.depth;
    if (!last) p.bias = p.b.scales = nullptr;
    p.accumulate = whole.accumulate || k > 0;
    float* const c0 = p.pre && p.activation != TS_IDENTITY ? p.pre : p.c;
    for (int32_t column = p.begin; column < p.end;) {
      const auto b = static_cast<const typename Row::Element*>(p.b.data) +
                     (static_cast<int64_t>(column / kPanel) * panel_depth + whole.panel_from + k) * kPanel;
      int32_t width = kPanel;
      if (p.slope_at) {
        alignas(64) float sums[kRows * kPanel];
        Product aside = p;
        aside.ldc = kPanel;
        for (int32_t m = 0; m < p.rows; m += kRows) {
          const int32_t rows = imin(kRows, p.rows - m);
          const int64_t at = m * p.ldc + column;
          ask_for<kRows>(p.slope_at + at, p.ldc, kPanel);
          micro_for<Row, false>(rows)(aside, column, p.a + m * p.lda, p.lda, b, kPanel, sums);
          if (p.active) activate_tile(p, rows, column, p.slope_at + at, p.active + at);
          slope_tile(p, rows, column, p.slope_at + at, sums, p.c + at);
        }
      } else if (!deep && p.rows <= kFewRows) {
        const int32_t panels = next_panels(p.rows, static_cast<int32_t>(ceil_div(p.end - column, kPanel)));
        width = panels * kPanel;
        few<Row>(p, panels, column, b, c0 + column);
        if (p.activation != TS_IDENTITY) {
          for (int32_t n = column; n < imin(column + width, p.end); n += kPanel)
            activate_tile(p, p.rows, n, c0 + n, p.c + n);
        }
      } else {
        for (int32_t m = 0; m < p.rows; m += kRows) {
          const int32_t rows = imin(kRows, p.rows - m);
          const int64_t at = m * p.ldc + column;
          micro_for<Row, false>(rows)(p, column, p.a + m * p.lda, p.lda, b, kPanel, c0 + at);
          if (last && p.activation != TS_IDENTITY) activate_tile(p, rows, column, c0 + at, p.c + at);
        }
      }
      column += width;
    }
  }
}

}  // namespace

void multiply(const Product& product) {
#if TS_LEVEL_amx
  if (product.b.thirds) return multiply_by_amx(product);
#endif
  switch (product.b.precision) {
    case TS_FLOAT32: return multiply_panels<Float32Row>(product);
    case TS_BF16: return multiply_panels<Bf16Row>(product);
    case TS_INT8: return multiply_panels<Int8Row>(product);
  }
}

namespace {

// Rows that lie apart, which will be read soon; those who work on something else meanwhile ask for some at a time.
struct Ahead {
  const float* from;
  int64_t stride;
  int32_t rows, width;
  int32_t asked;

  // As many of the rows as make `done` of `all`.
  TS_INLINE void ask(int32_t done, int32_t all) {
    const int32_t until = static_cast<int32_t>(static_cast<int64_t>(rows) * done / all);
    for (; asked < until; asked++) {
      const float* const row = from + asked * stride;
      for (int32_t i = 0; i < width; i += kLine) __builtin_prefetch(row + i, 0, 2);
    }
  }
};

}  // namespace

void multiply_outer(const OuterProduct& o) {
#if TS_LEVEL_amx
  if (o.thirds) return multiply_outer_by_amx(o);
#endif
  Product p = {};
  p.end = o.columns;
  p.ldc = o.ldc;
  p.accumulate = o.accumulate;
  p.activation = TS_IDENTITY;
  // Rows that lie close together are read where they stand; far ones would each cost a page and fight for the
  // same cache sets, so they are copied side by side, and asked for while others are multiplied.
  constexpr int64_t kClose = 256;
  constexpr int32_t kDepth = 192;
  alignas(64) float panel[kDepth * kPanel];
  alignas(64) float blocks[(kOuterRows + kRows - 1) / kRows * kDepth * L];  // of A: [block of kRows rows][depth][L]
  const bool a_in_place = o.lda <= kClose || o.rows > kOuterRows || o.columns <= kPanel;
  const int32_t strips = static_cast<int32_t>(ceil_div(o.rows, kRows));
  const int32_t tiles = strips * static_cast<int32_t>(ceil_div(o.columns, kPanel));
  for (int32_t k = 0; k < o.depth; k += kDepth) {
    p.depth = imin(kDepth, o.depth - k);
    const int32_t next_depth = imin(kDepth, o.depth - k - p.depth);
    const float* const a = o.a + k * o.lda;
    Ahead next_blocks = {a + kDepth * o.lda, o.lda, a_in_place ? 0 : next_depth, o.rows, 0};
    static_assert(kRows <= L);
    for (int32_t m = 0; !a_in_place && m < o.rows; m += kRows) {
      float* const block = blocks + m / kRows * kDepth * L;
      for (int32_t i = 0; i < p.depth; i++) store(block + i * L, load_n(a + i * o.lda + m, o.rows - m));
    }
    int32_t done = 0;
    for (int32_t column = 0; column < o.columns; column += kPanel) {
      const float* const from = o.b + k * o.ldb + column;
      const int32_t width = o.columns - column;
      const bool b_in_place = o.ldb <= kClose / 2 && width >= kPanel;
      for (int32_t i = 0; !b_in_place && i < p.depth; i++) {
        for (int v = 0; v < kPanelVectors; v++) {
          store(panel + i * kPanel + v * L,
                width > v * L ? load_n(from + i * o.ldb + v * L, width - v * L) : zero());
        }
      }
      const float* const b = b_in_place ? from : panel;
      const int64_t ldb = b_in_place ? o.ldb : kPanel;
      const bool more = width > kPanel;
      Ahead next_panel = {more ? from + kPanel : o.b + (k + kDepth) * o.ldb, o.ldb,
                          b_in_place ? 0 : more ? p.depth : next_depth, kPanel, 0};
      for (int32_t m = 0; m < o.rows; m += kRows) {
        const int32_t rows = imin(kRows, o.rows - m);
        float* const c = o.c + m * o.ldc + column;
        next_panel.ask(m / kRows + 1, strips);
        next_blocks.ask(++done, tiles);
        if (a_in_place) {
          micro_for<Float32Row, true>(rows)(p, column, a + m, o.lda, b, ldb, c);
        } else {
          micro_for<Float32Row, true>(rows)(p, column, blocks + m / kRows * kDepth * L, L, b, ldb, c);
        }
      }
    }
    p.accumulate = true;
  }
}

}  // namespace ts::TS_NS
