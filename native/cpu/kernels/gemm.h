// Matrix products. Every element of a result is one chain of multiply-adds over K in order, starting from
// zero or from what C held; so its bits depend neither on the tile it falls into nor on how many rows there
// are.
#pragma once
#include "cpu/kernels/panels.h"

namespace {

// Rows of A that a microkernel takes at once: as many accumulators as the registers hold beside a row of a
// panel.
#if TS_LEVEL_avx512
constexpr int kRows = 14;
#elif TS_LEVEL_avx2
constexpr int kRows = 6;
#else
constexpr int kRows = 4;
#endif

// Rows of a tile of training's products come in whole strips of so many; of C of an outer product so many rows and columns
// are best.
#if TS_LEVEL_amx
constexpr int32_t kStrip = 16;
#else
constexpr int32_t kStrip = kRows;
#endif
static_assert(kStrip >= kRows);
constexpr int32_t kOuterRows = (L == 16 ? 16 : 32) * kStrip;
#if TS_LEVEL_amx
constexpr int32_t kOuterColumns = 12 * kPanel;
#else
constexpr int32_t kOuterColumns = (L == 16 ? 16 : 24) * kPanel;
#endif

// So few rows are multiplied with several panels at a time, up to so many.
#if TS_LEVEL_avx512
constexpr int32_t kFewRows = 4;
#else
constexpr int32_t kFewRows = 2;
#endif
TS_INLINE int32_t few_panels(int32_t rows) { return rows == 1 ? 4 : 2; }

}  // namespace

namespace ts::TS_NS {

// C[m, n] = act(sum_k A[m, k] B[k, n] + bias[n]) for m in [0, rows), n in [begin, end); begin is a multiple
// of kPanel. Panels with scales stand for B times those; then C starts from nothing.
struct Product {
  int32_t rows, depth, begin, end;
  const float* a;
  int64_t lda;
  Panels b;
  int32_t panel_depth, panel_from;  // the panels' own depth and its first row here; 0 and 0: depth is all of it
  float* c;
  int64_t ldc;
  bool accumulate;    // start from C
  const float* bias;  // padded to whole panels; or NULL
  ts_activation activation;
  float* pre;  // as C, before the activation; or NULL
  // As C, or NULL: what was activated once; sums are multiplied by the activation's slope there instead of being activated.
  // May be C; the depth is kMostSloped at most, and nothing is accumulated or kept from before the activation.
  const float* slope_at;
  float* active;  // as C, or NULL: for what was activated then, activated again; not C
};
constexpr int32_t kMostSloped = 4096;
void multiply(const Product& product);

// C[o, i] += sum_n A[n, o] B[n, i] over rows n in order: the gradient of a weight. Best with at most
// kOuterRows rows and kOuterColumns columns of C.
struct OuterProduct {
  int32_t depth;          // rows of A and B
  int32_t rows, columns;  // of C
  const float* a;
  int64_t lda;
  const float* b;
  int64_t ldb;
  int64_t b_panel;  // 0, or B stands in panels of kPanel columns so far apart, whose rows follow one another
  float* c;
  int64_t ldc;
  bool accumulate;
  bool thirds;  // by AMX, B row by row
};
void multiply_outer(const OuterProduct& product);

}  // namespace ts::TS_NS
