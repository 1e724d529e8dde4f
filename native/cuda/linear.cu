// y = act(x W^T + b), several weights side by side, and its gradients.
#include "cuda/gemm_results.h"
#include "cuda/gemm_rows.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- launchers ----

template <typename T>
ts_status launch_linear(ts_context* context, const ts_linear& p) {
  const RowShape shape = {p.rows.end - p.rows.begin, p.out, 1, {p.in}};
  const T* const x = reinterpret_cast<const T*>(p.x) + static_cast<int64_t>(p.rows.begin) * p.in;
  const int64_t to = static_cast<int64_t>(p.rows.begin) * p.out;
  const DenseRows<T> a = {{x}, p.in};
  StackedRows<T> b = {{}, {}, p.in};
  LinearResult<T> result = {};
  result.y = reinterpret_cast<T*>(p.y) + to;
  result.pre = p.pre ? reinterpret_cast<T*>(p.pre) + to : nullptr;
  result.n = p.out;
  result.activation = p.activation;
  result.aligned = aligned_rows(result.y, p.out) && aligned_rows(result.pre, p.out);
  bool aligned = aligned_rows(x, p.in);
  int32_t end = 0;
  for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
    if (i < p.part_count) {
      b.part[i] = parameter_as<T>(context, p.weight[i]);
      if (!b.part[i]) return TS_OUT_OF_MEMORY;
      aligned = aligned && aligned_rows(b.part[i], p.in);
      if (p.bias[i].weights) result.bias[i] = parameter_floats(p.bias[i]);
      result.any_bias = result.any_bias || result.bias[i];
      end += p.weight[i].rows;
    }
    b.end[i] = result.end[i] = end;
  }
  return product_rows<false>(context, aligned, shape, a, b, result);
}

}  // namespace

ts_status linear(ts_context* context, const ts_linear* p) {
  return computes_bf16(context) ? launch_linear<bf16>(context, *p) : launch_linear<float>(context, *p);
}

ts_status linear_backward(ts_context* c, const ts_linear_backward*, ts_workspace*) { return failed(c, TS_UNSUPPORTED, "not yet"); }

}  // namespace ts::cuda
