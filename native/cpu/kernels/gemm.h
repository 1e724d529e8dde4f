// Matrix products. Every element of a result is one chain of multiply-adds over K in order, starting from
// zero or from what C held; so its bits depend neither on the tile it falls into nor on how many rows there
// are.
#pragma once
#include "cpu/kernels/kernels.h"
#include "cpu/kernels/simd.h"

namespace {

// Width of a panel of B in vectors and floats, and rows of A that a microkernel takes at once: as many
// accumulators as the registers hold beside a row of the panel.
constexpr int kPanelVectors = 2;
constexpr int kPanel = kPanelVectors * L;
#if TS_LEVEL_avx512
constexpr int kRows = 14;
#elif TS_LEVEL_avx2
constexpr int kRows = 6;
#else
constexpr int kRows = 4;
#endif

constexpr int32_t kOuterRows = 8 * kRows;

}  // namespace

namespace ts::TS_NS {

// C[m, n] = act(sum_k A[m, k] B[k, n] + bias[n]) for m in [0, rows), n in [begin, end); begin is a multiple
// of kPanel. B stands in panels: element (k, n) at b[(n / kPanel * depth + k) * kPanel + n % kPanel].
struct Product {
  int32_t rows, depth, begin, end;
  const float* a;
  int64_t lda;
  const float* b;
  float* c;
  int64_t ldc;
  bool accumulate;    // start from C
  const float* bias;  // padded to whole panels; or NULL
  ts_activation activation;
  float* pre;  // as C, before the activation; or NULL
};
void multiply(const Product& product);

// Floats of the panels of a [depth, columns] matrix.
int64_t panel_floats(int64_t depth, int64_t columns);
// Panels of W (all parts below one another) or its transpose.
const float* weight_panels(ts_context* context, int32_t parts, const ts_parameter* part, bool transposed);

// C[o, i] += sum_n A[n, o] B[n, i] over rows n in order: the gradient of a weight. Best with at most
// kOuterRows rows of C.
struct OuterProduct {
  int32_t depth;          // rows of A and B
  int32_t rows, columns;  // of C
  const float* a;
  int64_t lda;
  const float* b;
  int64_t ldb;
  float* c;
  int64_t ldc;
  bool accumulate;
};
void multiply_outer(const OuterProduct& product);

}  // namespace ts::TS_NS
