// The gradient of a linear layer's weight and bias: d_weight += dY^T X, d_bias += sum of dY over rows.
#pragma once
#include "cpu/kernels/kernels.h"

namespace ts::TS_NS {

struct WeightGradient {
  int32_t rows, in, out;  // out: width of a row of dy
  int32_t part_count;     // parts stand side by side in dy
  int32_t part_out[TS_MAX_PARTS];
  const float* dy;
  const float* x;
  float* const* d_weight;  // [part_count], each or NULL
  float* const* d_bias;    // [part_count], each or NULL
};

// That of one weight, of whose gradients each may be NULL.
WeightGradient one_weight(int32_t rows, int32_t in, int32_t out, const float* x, const float* dy, float* const* d_weight,
                          float* const* d_bias);

size_t weight_gradient_bytes(const WeightGradient& g);
void weight_gradient(ts_context* context, const WeightGradient& g, void* workspace);

}  // namespace ts::TS_NS
