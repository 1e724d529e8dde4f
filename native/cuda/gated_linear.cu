// y = act(x Wg^T) * (x Wu^T): SwiGLU (Shazeer 2020) when the activation is SiLU. Both products are one, whose columns
// come eight of the gate and eight of the other by turns.
#include "cuda/gemm_columns.h"
#include "cuda/gemm_results.h"
#include "cuda/gemm_rows.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// What was before the activation and the product becomes its gradient, eight numbers a thread.
template <typename T>
__global__ void __launch_bounds__(256)
    through_gate(ts_activation activation, const T* dy, T* gate, T* up, int64_t count, bool aligned) {
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x * 8;
  for (int64_t i = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * 8; i < count; i += stride) {
    const int left = count - i < 8 ? static_cast<int>(count - i) : 8;
    const bool whole = aligned && left == 8;
    float d[8], g[8], u[8], active[8];
    load_some(dy + i, d, left, whole);
    load_some(gate + i, g, left, whole);
    load_some(up + i, u, left, whole);
#pragma unroll
    for (int j = 0; j < 8; j++) active[j] = g[j];
    activate(activation, active);
    slope(activation, g);
#pragma unroll
    for (int j = 0; j < 8; j++) {
      g[j] *= d[j] * u[j];
      active[j] *= d[j];
    }
    store_some(gate + i, g, left, whole);
    store_some(up + i, active, left, whole);
  }
}

// ---- launchers ----

template <typename T>
ts_status launch_gated_linear(ts_context* context, const ts_gated_linear& p) {
  const T* const gate = parameter_as<T>(context, p.gate);
  const T* const up = parameter_as<T>(context, p.up);
  if (!gate || !up) return TS_OUT_OF_MEMORY;
  const int64_t to = static_cast<int64_t>(p.rows.begin) * p.out;
  const T* const x = reinterpret_cast<const T*>(p.x) + static_cast<int64_t>(p.rows.begin) * p.in;
  const RowShape shape = {p.rows.end - p.rows.begin, ceil_div(p.out, 8) * 16, 1, {p.in}};
  const DenseRows<T> a = {{x}, p.in};
  const InterleavedRows<T> b = {{gate, up}, p.out, p.in};
  GatedResult<T> result = {};
  result.y = reinterpret_cast<T*>(p.y) + to;
  result.gate_pre = p.gate_pre ? reinterpret_cast<T*>(p.gate_pre) + to : nullptr;
  result.up_pre = p.up_pre ? reinterpret_cast<T*>(p.up_pre) + to : nullptr;
  result.out = p.out;
  result.activation = p.activation;
  result.aligned =
      aligned_rows(result.y, p.out) && aligned_rows(result.gate_pre, p.out) && aligned_rows(result.up_pre, p.out);
  const bool aligned = aligned_rows(x, p.in) && aligned_rows(gate, p.in) && aligned_rows(up, p.in);
  return product_rows<false>(context, aligned, shape, a, b, result);
}

template <typename T>
WeightGradient<T> weight_part(const ts_gated_linear_backward& p, const float* dy, float* d_weight) {
  return {p.rows,
          p.in,
          p.out,
          reinterpret_cast<const T*>(dy),
          reinterpret_cast<const T*>(p.x),
          {p.out, p.out, p.out, p.out},
          {d_weight},
          {}};
}

template <typename T>
ts_status launch_gated_linear_backward(ts_context* context, const ts_gated_linear_backward& p, ts_workspace* workspace) {
  const WeightGradient<T> for_gate = weight_part<T>(p, p.gate_pre, p.d_gate), for_up = weight_part<T>(p, p.up_pre, p.d_up);
  if (!workspace->base) {
    const size_t gate_bytes = weight_gradient_bytes(context, for_gate), up_bytes = weight_gradient_bytes(context, for_up);
    workspace->bytes = gate_bytes < up_bytes ? up_bytes : gate_bytes;
    return TS_OK;
  }
  T* const d_gate = reinterpret_cast<T*>(p.gate_pre);
  T* const d_up = reinterpret_cast<T*>(p.up_pre);
  const T* const dy = reinterpret_cast<const T*>(p.dy);
  const int64_t count = static_cast<int64_t>(p.rows) * p.out;
  const auto through = through_gate<T>;
  TS_LAUNCH(context, through, static_cast<unsigned>(ceil_div(count, 256 * 8)), 256, 0, p.activation, dy, d_gate, d_up, count,
            aligned_rows(dy, 8) && aligned_rows(d_gate, 8) && aligned_rows(d_up, 8));
  if (p.dx) {
    const T* const gate = parameter_as<T>(context, p.gate);
    const T* const up = parameter_as<T>(context, p.up);
    if (!gate || !up) return TS_OUT_OF_MEMORY;
    T* const dx = reinterpret_cast<T*>(p.dx);
    const RowShape shape = {p.rows, p.in, 2, {p.out, p.out}};
    const DenseRows<T> a = {{d_gate, d_up}, p.out}, b = {{gate, up}, p.in};
    const bool aligned = aligned_rows(d_gate, p.out) && aligned_rows(d_up, p.out) && aligned_rows(gate, p.in) && aligned_rows(up, p.in);
    const PlainResult<T> result = {dx, p.in, p.accumulate != 0, aligned_rows(dx, p.in)};
    const ts_status status = product_rows<true>(context, aligned, shape, a, b, result);
    if (status != TS_OK) return status;
  }
  const ts_status status = weight_gradient(context, for_gate, workspace->base);
  return status != TS_OK ? status : weight_gradient(context, for_up, workspace->base);
}

}  // namespace

ts_status gated_linear(ts_context* context, const ts_gated_linear* p, ts_workspace* workspace) {
  if (!workspace->base) {
    workspace->bytes = 0;
    return TS_OK;
  }
  return computes_bf16(context) ? launch_gated_linear<bf16>(context, *p) : launch_gated_linear<float>(context, *p);
}
ts_status gated_linear_backward(ts_context* context, const ts_gated_linear_backward* p, ts_workspace* workspace) {
  return computes_bf16(context) ? launch_gated_linear_backward<bf16>(context, *p, workspace)
                                : launch_gated_linear_backward<float>(context, *p, workspace);
}

}  // namespace ts::cuda
