#include "cpu/kernels/gemm.h"

#include "cpu/kernels/gemm_amx.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/microkernel.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

// What becomes of a sum before the activation.
TS_INLINE F finish(const Product& p, F sum, int32_t column) {
  if (p.b.scales) sum = sum * load(p.b.scales + column);
  return p.bias ? sum + load(p.bias + column) : sum;
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

// A tile whose sums were just written and are still in the first cache, four vectors at a time: `change` gets what stands
// in `from`, the sums, and a way to put something to the same place of another matrix.
template <class Change>
TS_INLINE void finish_tile(const Product& p, int32_t rows, int32_t column, const float* from, const float* sums,
                           int64_t sums_stride, Change change) {
  const int64_t ldc = p.ldc;
  const int32_t width = imin(kPanel, p.end - column);
  int32_t m = 0;
  if (width == kPanel) {
    constexpr int kTogether = 4 / kPanelVectors;
    for (; m + kTogether <= rows; m += kTogether) {
      F x[4], y[4];
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        x[i] = load(from + (m + i / kPanelVectors) * ldc + i % kPanelVectors * L);
        y[i] = load(sums + (m + i / kPanelVectors) * sums_stride + i % kPanelVectors * L);
      }
      change(x, y, [=](const F(&v)[4], float* to) TS_ALWAYS {
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) store(to + (m + i / kPanelVectors) * ldc + i % kPanelVectors * L, v[i]);
      });
    }
  }
  for (; m < rows; m++) {
    for (int32_t n = 0; n < width; n += L) {
      F x[1] = {load_n(from + m * ldc + n, width - n)}, y[1] = {load_n(sums + m * sums_stride + n, width - n)};
      change(x, y, [=](const F(&v)[1], float* to) TS_ALWAYS { store_n(to + m * ldc + n, v[0], width - n); });
    }
  }
}

void activate_tile(const Product& p, int32_t rows, int32_t column, const float* from, float* to) {
  finish_tile(p, rows, column, from, from, p.ldc, [kind = p.activation, to](auto& x, auto&, auto put) TS_ALWAYS {
    activate_each(kind, x);
    put(x, to);
  });
}

// `sums`: [rows][kPanel]. `active`, or NULL: see Product.
void slope_tile(const Product& p, int32_t rows, int32_t column, const float* at, const float* sums, float* active,
                float* to) {
  finish_tile(p, rows, column, at, sums, kPanel, [kind = p.activation, active, to](auto& x, auto& sum, auto put) TS_ALWAYS {
    constexpr int kCount = sizeof(x) / sizeof(F);
    F slope[kCount];
    activate_with_slopes(kind, x, slope);
    if (active) put(x, active);
#pragma GCC unroll 4
    for (int i = 0; i < kCount; i++) slope[i] = sum[i] * slope[i];
    put(slope, to);
  });
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
          if (p.active) ask_for<kRows>(p.active + at, p.ldc, kPanel);
          micro_for<Row, false>(rows)(aside, column, p.a + m * p.lda, p.lda, b, kPanel, sums);
          slope_tile(p, rows, column, p.slope_at + at, sums, p.active ? p.active + at : nullptr, p.c + at);
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

}  // namespace ts::TS_NS
