// The microkernel of matrix products: a tile of C of a few rows by a panel stays in the registers while A and B pass by.
#pragma once
#include "cpu/kernels/ahead.h"
#include "cpu/kernels/gemm.h"

namespace ts::TS_NS {
namespace {

// acc += A B over `depth` steps. A(m, k) stands at a[m * lda + k], or at a[k * lda + m] when Down; then both were just
// copied to where they are near, but for narrow matrices. Else a panel comes from the second cache or from
// farther, and is asked for ahead. Nothing else belongs into this loop: the processor foresees the rows of A by itself,
// and asking for them line by line, in a loop around a shorter one, cost a tenth of its speed.
template <class Row, int MR, bool Down>
TS_INLINE void run(F (&acc)[MR][kPanelVectors], int32_t depth, const float* a, int64_t lda,
                   const typename Row::Element* b, int64_t ldb) {
  constexpr int32_t kAhead = 32;  // rows of the panel
  constexpr int32_t kLineElements = 64 / sizeof(typename Row::Element);
  for (int32_t k = 0; k < depth; k++) {
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

}  // namespace
}  // namespace ts::TS_NS
