// Products by the means of Hopper (compute capability 9.0): copies of whole tiles, products of a warpgroup. What an
// operation asks first and hands its product to; where the answer is no, the kernels of gemm_rows.h and gemm_columns.h do it.
//
// The answer depends on the weights' shape and on how arrays are aligned, never on how many rows there are: these
// kernels need not round as the others do, and a row's bits must not depend on the other rows.
#pragma once
#include <stdint.h>

#include "cuda/operation.h"

namespace ts::cuda {

// y[m, n] = act(a B + bias), or y += a B. B comes in `count` weights: side by side along n (`across` is false, every
// weight has rows of k numbers), or below one another along k (`across`: every weight has rows of n numbers).
struct HopperRows {
  int32_t m, n, k;
  bool across;
  const bf16* a;  // [m, k]
  int32_t count;
  const bf16* weight[TS_MAX_PARTS];
  int32_t weight_rows[TS_MAX_PARTS];
  const float* bias[TS_MAX_PARTS];  // or nullptr
  ts_activation activation;
  bf16* y;    // [m, n]
  bf16* pre;  // or nullptr
  bool accumulate;
  bool slopes = false;    // y = (a B) gelu'(slope_at), a B being rounded to bfloat16
  const bf16* slope_at = nullptr;  // [m, n]; may be y
};

// d_weight[out, in] += dy^T x over all rows, d_bias[out] += the sums of dy's columns. dy has `stride` columns, of which
// the first `out` count.
struct HopperColumns {
  int32_t rows, in, out, stride;
  const bf16* dy;
  const bf16* x;
  int32_t end[TS_MAX_PARTS];  // of the parts' rows; what is not used ends where the last part does
  float* d_weight[TS_MAX_PARTS];  // or nullptr
  float* d_bias[TS_MAX_PARTS];    // or nullptr
};

bool hopper_takes(const ts_context* context, const HopperRows& p);
ts_status hopper_rows(ts_context* context, const HopperRows& p);

bool hopper_takes(const ts_context* context, const HopperColumns& p);
size_t hopper_columns_bytes(const HopperColumns& p);
ts_status hopper_columns(ts_context* context, const HopperColumns& p, void* workspace);

// A chunk of the head (see head_chunks.h): the exponentials of its logits.
struct HopperHead {
  int32_t rows, width, vocab, group_count;
  const bf16* x;  // [rows, width]
  const bf16* w;  // [vocab, width]
  const int32_t* targets;
  float* at_target;
  float* groups;  // [rows][group_count][2]
  bf16* p;        // [rows][group_count * 64]
};

bool hopper_takes_head(const ts_context* context, int32_t width, const bf16* x, const bf16* w);
ts_status hopper_head_exponentials(ts_context* context, const HopperHead& p);

}  // namespace ts::cuda
