// What linear layers, MLPs and the head share.
#pragma once
#include "cpu/kernels/gemm.h"

namespace ts::TS_NS {

// c = a b, [rows, columns], of whole rows that stand close together.
inline Product plain_product(int32_t rows, int32_t depth, int32_t columns, const float* a, const Panels& b, float* c) {
  Product m = {};
  m.rows = rows;
  m.depth = depth;
  m.end = columns;
  m.a = a;
  m.lda = depth;
  m.b = b;
  m.c = c;
  m.ldc = columns;
  m.activation = TS_IDENTITY;
  return m;
}

// The product of all rows, columns [0, end), by all threads.
void multiply_rows(ts_context* context, const Product& whole);

// The parts' biases one after another in `to`, padded to whole panels; NULL without any.
const float* joined_bias(int32_t parts, const ts_parameter* weight, const ts_parameter* bias, float* to);

}  // namespace ts::TS_NS
