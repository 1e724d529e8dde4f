#include "cpu/kernels/gemm.h"

#include "cpu/kernels/math.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

// acc += A B over `depth` steps. A(m, k) stands at a[m * lda + k], or at a[k * lda + m] when Down.
template <int MR, bool Down>
TS_INLINE void run(F (&acc)[MR][kPanelVectors], int32_t depth, const float* a, int64_t lda, const float* b,
                   int64_t ldb) {
  for (int32_t k = 0; k < depth; k++) {
    F row[kPanelVectors];
#pragma GCC unroll 2
    for (int v = 0; v < kPanelVectors; v++) row[v] = load(b + v * L);
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

// One tile of C. With `Whole` all columns of the panel are there.
template <int MR, bool Down, bool Whole>
TS_INLINE void tile(const Product& p, int32_t column, const float* a, int64_t lda, const float* b,
                    int64_t ldb, float* c) {
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
  run<MR, Down>(acc, p.depth, a, lda, b, ldb);
  if (p.bias) {
#pragma GCC unroll 2
    for (int v = 0; v < kPanelVectors; v++) {
      const F bias = load(p.bias + column + v * L);
#pragma GCC unroll 16
      for (int m = 0; m < MR; m++) acc[m][v] = acc[m][v] + bias;
    }
  }
#pragma GCC unroll 16
  for (int m = 0; m < MR; m++) {
#pragma GCC unroll 2
    for (int v = 0; v < kPanelVectors; v++) {
      if (width > v * L) store_n(c + m * p.ldc + v * L, acc[m][v], width - v * L);
    }
  }
}

template <int MR, bool Down>
void micro(const Product& p, int32_t column, const float* a, int64_t lda, const float* b, int64_t ldb,
           float* c) {
  if (p.end - column >= kPanel) {
    tile<MR, Down, true>(p, column, a, lda, b, ldb, c);
  } else {
    tile<MR, Down, false>(p, column, a, lda, b, ldb, c);
  }
}

// Few rows: a chain of multiply-adds waits for itself, so several panels are worked on at once. The chains
// are the same as above. All panels are whole.
template <int MR, int Panels>
void micro_few(const Product& p, int32_t column, const float* b, float* c) {
  constexpr int N = Panels * kPanelVectors;
  const int64_t apart = static_cast<int64_t>(p.depth) * kPanel;
  F acc[MR][N];
#pragma GCC unroll 4
  for (int m = 0; m < MR; m++) {
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) acc[m][v] = p.accumulate ? load(c + m * p.ldc + v * L) : zero();
  }
  for (int32_t k = 0; k < p.depth; k++) {
    F row[N];
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) row[v] = load(b + v / kPanelVectors * apart + v % kPanelVectors * L);
#pragma GCC unroll 4
    for (int m = 0; m < MR; m++) {
      const F x = set1(p.a[m * p.lda + k]);
#pragma GCC unroll 8
      for (int v = 0; v < N; v++) acc[m][v] = fma(x, row[v], acc[m][v]);
    }
    b += kPanel;
  }
#pragma GCC unroll 4
  for (int m = 0; m < MR; m++) {
#pragma GCC unroll 8
    for (int v = 0; v < N; v++) {
      const F y = p.bias ? acc[m][v] + load(p.bias + column + v * L) : acc[m][v];
      store(c + m * p.ldc + v * L, y);
    }
  }
}

// Panels that micro_few takes for so many rows, and its kernel.
constexpr int32_t kFewRows = 2;
TS_INLINE int32_t few_panels(int32_t rows) { return rows == 1 ? 4 : 2; }
TS_INLINE void few(const Product& p, int32_t column, const float* b, float* c) {
  p.rows == 1 ? micro_few<1, 4>(p, column, b, c) : micro_few<2, 2>(p, column, b, c);
}

// The activation of a tile that was just written and is still in the first cache.
void activate_tile(const Product& p, int32_t rows, int32_t column, const float* from, float* to) {
  const int32_t width = imin(kPanel, p.end - column);
  int32_t m = 0;
  if (width == kPanel) {
    constexpr int kTogether = 4 / kPanelVectors;
    for (; m + kTogether <= rows; m += kTogether) {
      F x[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) x[i] = load(from + (m + i / kPanelVectors) * p.ldc + i % kPanelVectors * L);
      activate_each(p.activation, x);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) store(to + (m + i / kPanelVectors) * p.ldc + i % kPanelVectors * L, x[i]);
    }
  }
  for (; m < rows; m++) {
    for (int32_t n = 0; n < width; n += L) {
      F x[1] = {load_n(from + m * p.ldc + n, width - n)};
      activate_each(p.activation, x);
      store_n(to + m * p.ldc + n, x[0], width - n);
    }
  }
}

typedef void (*Micro)(const Product&, int32_t, const float*, int64_t, const float*, int64_t, float*);

template <bool Down>
Micro micro_for(int32_t rows) {
  static constexpr Micro table[] = {
      micro<1, Down>,  micro<2, Down>,  micro<3, Down>,  micro<4, Down>,
#if TS_LEVEL_avx2 || TS_LEVEL_avx512
      micro<5, Down>,  micro<6, Down>,
#endif
#if TS_LEVEL_avx512
      micro<7, Down>,  micro<8, Down>,  micro<9, Down>,  micro<10, Down>,
      micro<11, Down>, micro<12, Down>, micro<13, Down>, micro<14, Down>,
#endif
  };
  return table[rows - 1];
}

void pack(ts_context*, const PanelSource* source, float* to) {
  int32_t below = 0;
  for (int32_t i = 0; i < source->parts; i++) below += source->part[i].rows;
  const int32_t across = source->part[0].cols;
  const int32_t depth = source->transposed ? across : below;
  const int32_t columns = source->transposed ? below : across;
  memset(to, 0, static_cast<size_t>(panel_floats(depth, columns)) * sizeof(float));
  int32_t from = 0;
  for (int32_t i = 0; i < source->parts; i++) {
    const float* w = parameter_data(source->part[i]);
    for (int32_t r = 0; r < source->part[i].rows; r++, w += across) {
      const int64_t row = from + r;
      if (source->transposed) {
        float* const panel = to + row / kPanel * depth * kPanel + row % kPanel;
        for (int64_t k = 0; k < across; k++) panel[k * kPanel] = w[k];
      } else {
        for (int64_t n = 0; n < across; n += kPanel) {
          const int64_t count = across - n < kPanel ? across - n : kPanel;
          memcpy(to + (n / kPanel * depth + row) * kPanel, w + n, static_cast<size_t>(count) * sizeof(float));
        }
      }
    }
    from += source->part[i].rows;
  }
}

}  // namespace

void multiply(const Product& whole) {
  // A deep product is done in steps of K, C holding the sums meanwhile: else a panel would leave the cache
  // before the next rows need it.
  constexpr int32_t kDeep = 4096;
  constexpr int32_t kStep = 1024;
  const bool deep = whole.depth > kDeep;
  for (int32_t k = 0; k < whole.depth; k += deep ? kStep : whole.depth) {
    Product p = whole;
    p.a += k;
    p.depth = deep ? imin(kStep, whole.depth - k) : whole.depth;
    const bool last = k + p.depth == whole.depth;
    if (!last) p.bias = nullptr;
    p.accumulate = whole.accumulate || k > 0;
    float* const c0 = p.pre && p.activation != TS_IDENTITY ? p.pre : p.c;
    for (int32_t column = p.begin; column < p.end;) {
      const float* const b = p.b + (static_cast<int64_t>(column / kPanel) * whole.depth + k) * kPanel;
      int32_t width = kPanel;
      if (!deep && p.rows <= kFewRows && p.end - column >= few_panels(p.rows) * kPanel) {
        width = few_panels(p.rows) * kPanel;
        few(p, column, b, c0 + column);
        if (p.activation != TS_IDENTITY) {
          for (int32_t n = 0; n < width; n += kPanel) {
            activate_tile(p, p.rows, column + n, c0 + column + n, p.c + column + n);
          }
        }
      } else {
        for (int32_t m = 0; m < p.rows; m += kRows) {
          const int32_t rows = imin(kRows, p.rows - m);
          const int64_t at = m * p.ldc + column;
          micro_for<false>(rows)(p, column, p.a + m * p.lda, p.lda, b, kPanel, c0 + at);
          if (last && p.activation != TS_IDENTITY) activate_tile(p, rows, column, c0 + at, p.c + at);
        }
      }
      column += width;
    }
  }
}

void multiply_outer(const OuterProduct& o) {
  Product p = {};
  p.end = o.columns;
  p.ldc = o.ldc;
  p.accumulate = o.accumulate;
  p.activation = TS_IDENTITY;
  // Rows that lie close together are read where they stand; far ones would each cost a page and fight for the
  // same cache sets, so they are copied side by side.
  constexpr int64_t kClose = 256;
  constexpr int32_t kDepth = 128;
  alignas(64) float panel[kDepth * kPanel];
  alignas(64) float blocks[kOuterRows * kDepth + L];  // of A: [block of kRows rows][depth][kRows]
  const bool a_in_place = o.lda <= kClose || o.rows > kOuterRows || o.columns <= kPanel;
  for (int32_t k = 0; k < o.depth; k += kDepth) {
    p.depth = imin(kDepth, o.depth - k);
    const float* const a = o.a + k * o.lda;
    static_assert(kRows <= L);
    for (int32_t m = 0; !a_in_place && m < o.rows; m += kRows) {
      float* const block = blocks + m * kDepth;
      for (int32_t i = 0; i < p.depth; i++) {
        // A vector may reach into the next row of the block, which is written after it.
        store(block + i * kRows, load_n(a + i * o.lda + m, o.rows - m));
      }
    }
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
      for (int32_t m = 0; m < o.rows; m += kRows) {
        const int32_t rows = imin(kRows, o.rows - m);
        float* const c = o.c + m * o.ldc + column;
        if (a_in_place) {
          micro_for<true>(rows)(p, column, a + m, o.lda, b, ldb, c);
        } else {
          micro_for<true>(rows)(p, column, blocks + m * kDepth, kRows, b, ldb, c);
        }
      }
    }
    p.accumulate = true;
  }
}

int64_t panel_floats(int64_t depth, int64_t columns) { return depth * round_up(columns, kPanel); }

const float* weight_panels(ts_context* context, int32_t parts, const ts_parameter* part, bool transposed) {
  PanelSource source = {};
  source.parts = parts;
  source.transposed = transposed;
  int64_t below = 0;
  for (int32_t i = 0; i < parts; i++) {
    source.part[i] = part[i];
    below += part[i].rows;
  }
  const int64_t across = part[0].cols;
  return panels(context, &source, transposed ? panel_floats(across, below) : panel_floats(below, across),
                pack);
}

}  // namespace ts::TS_NS
