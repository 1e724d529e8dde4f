// The gradients of a chunk of the head's rows (head_chunks.h) by cuBLASLt.
#pragma once
#include "cuda/cublaslt.h"
#include "cuda/head_chunks.h"

namespace ts::cuda {
namespace {

inline bool cublaslt_takes_head(ts_context* context, const ts_cross_entropy& p) {
  constexpr int32_t kLeastRows = 1024;
  const auto aligned = [](const void* pointer) { return reinterpret_cast<uintptr_t>(pointer) % 16 == 0; };
  return p.rows >= kLeastRows && p.width % 8 == 0 && p.vocab % 8 == 0 && p.weight.offset % 8 == 0 && (p.dx || p.d_weight) &&
         aligned(p.x) && aligned(p.dx) && aligned(p.d_weight) && cublaslt_makes(context, kHeadGradients);
}

// `pass.p` holds the gradients of the logits, G [rows, V]: dx [rows, C] = G W and dW [V, C] += G^T x. By columns, G is
// V x rows, W and dW are C x V, x and dx are C x rows:
//   dx = W G, so A is W as it is (m = C, k = V), B is G as it is (n = rows);
//   dW = x G^T, so A is x as it is (m = C, k = rows), B is G turned (n = V).
inline ts_status cublaslt_head_gradients(ts_context* context, const ChunkPass& pass, bf16* dx) {
  ColumnProduct product = {};
  product.m = pass.width;
  product.a_stride = pass.width;
  product.b = pass.p;
  product.b_stride = int64_t{pass.group_count} * kGroup;
  product.d_stride = pass.width;
  if (dx) {
    product.n = pass.rows;
    product.k = pass.vocab;
    product.a = pass.w;
    product.d = dx;
    const ts_status status = cublaslt_multiply(context, product);
    if (status != TS_OK) return status;
  }
  if (!pass.d_weight) return TS_OK;
  product.n = pass.vocab;
  product.k = pass.rows;
  product.a = pass.x;
  product.b_turned = true;
  product.d = pass.d_weight;
  product.float_sums = true;
  product.accumulate = true;
  product.split = true;
  return cublaslt_multiply(context, product);
}

}  // namespace
}  // namespace ts::cuda
