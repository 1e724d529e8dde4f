// y = act(x W^T + b), several weights side by side, and its gradients.
#include "cuda/gemm_columns.h"
#include "cuda/gemm_gradients.h"
#include "cuda/gemm_results.h"
#include "cuda/gemm_rows.h"
#include "cuda/hopper.h"
#include "cuda/linear_cublaslt.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// dy *= act'(pre), eight numbers a thread.
template <typename T>
__global__ void __launch_bounds__(256)
    through_activation(ts_activation activation, const T* pre, T* dy, int64_t count, bool aligned) {
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x * 8;
  for (int64_t i = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * 8; i < count; i += stride) {
    const int left = count - i < 8 ? static_cast<int>(count - i) : 8;
    const bool whole = aligned && left == 8;
    float x[8], d[8];
    load_some(pre + i, x, left, whole);
    load_some(dy + i, d, left, whole);
    slope(activation, x);
#pragma unroll
    for (int j = 0; j < 8; j++) d[j] *= x[j];
    store_some(dy + i, d, left, whole);
  }
}

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
  const float* bias[TS_MAX_PARTS] = {};
  int32_t columns[TS_MAX_PARTS] = {}, end = 0;
  for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
    if (i < p.part_count) {
      b.part[i] = parameter_as<T>(context, p.weight[i]);
      if (!b.part[i]) return TS_OUT_OF_MEMORY;
      aligned = aligned && aligned_rows(b.part[i], p.in);
      if (p.bias[i].weights) bias[i] = parameter_floats(p.bias[i]);
      columns[i] = p.weight[i].rows;
      end += columns[i];
    }
    b.end[i] = end;
  }
  result.bias = part_bias(p.part_count, columns, bias);
  if constexpr (sizeof(T) == 2) {
    HopperRows h = {shape.m, p.out, p.in, false, x, p.part_count, {}, {}, {}, p.activation, result.y, result.pre, false};
    for (int32_t i = 0; i < p.part_count; i++) {
      h.weight[i] = b.part[i];
      h.weight_rows[i] = columns[i];
      h.bias[i] = bias[i];
    }
    if (hopper_takes(context, h)) return hopper_rows(context, h);
  }
  return product_rows<false>(context, aligned, shape, a, b, result);
}

template <typename T>
WeightGradient<T> weight_part(const ts_linear_backward& p) {
  WeightGradient<T> g = {p.rows, p.in, p.out, reinterpret_cast<const T*>(p.dy), reinterpret_cast<const T*>(p.x), {}, {}, {}};
  int32_t end = 0;
  for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
    if (i < p.part_count) {
      g.d_weight[i] = p.d_weight[i];
      g.d_bias[i] = p.d_bias[i];
      end += p.weight[i].rows;
    }
    g.end[i] = end;
  }
  return g;
}

// The weights of a backward pass; false (with a message) when there is no memory.
template <typename T>
bool weights_of(ts_context* context, const ts_linear_backward& p, StackedRows<T>* b, bool* aligned) {
  int32_t end = 0;
  b->stride = p.in;
  for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
    if (i < p.part_count) {
      b->part[i] = parameter_as<T>(context, p.weight[i]);
      if (!b->part[i]) return false;
      *aligned = *aligned && aligned_rows(b->part[i], p.in);
      end += p.weight[i].rows;
    }
    b->end[i] = end;
  }
  return true;
}

// All in one pass, where that is possible: *done.
ts_status launch_in_one_pass(ts_context* context, const ts_linear_backward& p, const WeightGradient<bf16>& w, void* workspace,
                             bool* done) {
  *done = false;
  if (p.rows <= 0 || !wants_gradient(w) || !gradients_fit(context, p)) return TS_OK;
  AllGradients g = {};
  g.rows = p.rows;
  g.activation = p.activation;
  g.x = w.x;
  g.dy = w.dy;
  g.pre = p.activation == TS_IDENTITY ? nullptr : reinterpret_cast<const bf16*>(p.pre);
  g.dx = reinterpret_cast<bf16*>(p.dx);
  g.accumulate = p.accumulate != 0;
  g.partial = static_cast<float*>(workspace);
  bool aligned = aligned_rows(g.x, 8) && aligned_rows(g.dy, 8) && aligned_rows(g.pre, 8) && aligned_rows(g.dx, 8);
  if (!weights_of(context, p, &g.weight, &aligned)) return TS_OUT_OF_MEMORY;
  if (!aligned) return TS_OK;
  GradientTarget target = {};
  target.in = p.in;
  target.out = p.out;
  target.partial = g.partial;
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    target.end[i] = w.end[i];
    target.d_weight[i] = w.d_weight[i];
    target.d_bias[i] = w.d_bias[i];
  }
  int32_t splits = 0;
  const ts_status status = launch_all_gradients(context, p.out, p.in, g, &splits);
  if (status != TS_OK) return status;
  *done = true;
  return add_up_splits(context, splits, target);
}
inline ts_status launch_in_one_pass(ts_context*, const ts_linear_backward&, const WeightGradient<float>&, void*, bool* done) {
  *done = false;
  return TS_OK;
}

// dy becomes the gradient before the activation.
template <typename T>
ts_status launch_activation_backward(ts_context* context, const ts_linear_backward& p) {
  if (p.activation == TS_IDENTITY) return TS_OK;
  T* const dy = reinterpret_cast<T*>(p.dy);
  const T* const pre = reinterpret_cast<const T*>(p.pre);
  const int64_t count = static_cast<int64_t>(p.rows) * p.out;
  const auto through = through_activation<T>;
  TS_LAUNCH(context, through, static_cast<unsigned>(ceil_div(count, 256 * 8)), 256, 0, p.activation, pre, dy, count,
            aligned_rows(pre, 8) && aligned_rows(dy, 8));
  return TS_OK;
}

template <typename T>
ts_status launch_linear_backward(ts_context* context, const ts_linear_backward& p, ts_workspace* workspace) {
  const WeightGradient<T> g = weight_part<T>(p);
  if (!workspace->base) {
    workspace->bytes = weight_gradient_bytes(context, g);
    const size_t whole = gradients_fit(context, p) ? all_gradients_bytes(p) : 0;
    if (workspace->bytes < whole) workspace->bytes = whole;
    return TS_OK;
  }
  bool done;
  const ts_status whole = launch_in_one_pass(context, p, g, workspace->base, &done);
  if (done || whole != TS_OK) return whole;
  const ts_status through = launch_activation_backward<T>(context, p);
  if (through != TS_OK) return through;
  T* const dy = reinterpret_cast<T*>(p.dy);
  if (p.dx) {
    RowShape shape = {p.rows, p.in, p.part_count, {}};
    DenseRows<T> a = {{}, p.out}, b = {{}, p.in};
    T* const dx = reinterpret_cast<T*>(p.dx);
    bool aligned = p.out % 8 == 0;
    int32_t start = 0;
    for (int32_t i = 0; i < p.part_count; i++) {
      shape.k[i] = p.weight[i].rows;
      a.base[i] = dy + start;
      b.base[i] = parameter_as<T>(context, p.weight[i]);
      if (!b.base[i]) return TS_OUT_OF_MEMORY;
      aligned = aligned && aligned_rows(a.base[i], shape.k[i]) && aligned_rows(b.base[i], p.in);
      start += shape.k[i];
    }
    const PlainResult<T> result = {dx, p.in, p.accumulate != 0, aligned_rows(dx, p.in)};
    ts_status status = TS_UNSUPPORTED;
    if constexpr (sizeof(T) == 2) {
      HopperRows h = {p.rows, p.in, p.out, true, dy, p.part_count, {}, {}, {}, TS_IDENTITY, dx, nullptr, p.accumulate != 0};
      for (int32_t i = 0; i < p.part_count; i++) {
        h.weight[i] = b.base[i];
        h.weight_rows[i] = p.weight[i].rows;
      }
      if (hopper_takes(context, h)) {
        status = hopper_rows(context, h);
      } else {
        status = product_rows<true>(context, aligned, shape, a, b, result);
      }
    } else {
      status = product_rows<true>(context, aligned, shape, a, b, result);
    }
    if (status != TS_OK) return status;
  }
  return weight_gradient(context, g, workspace->base);
}

// What cuBLASLt takes of the gradients, then the rest.
ts_status launch_cublaslt_backward(ts_context* context, const ts_linear_backward& p, ts_workspace* workspace) {
  const bool takes_input = cublaslt_takes_input(context, p), takes_weights = cublaslt_takes_weights(context, p);
  if (!workspace->base) {
    const ts_status status = launch_linear_backward<bf16>(context, p, workspace);
    const size_t bytes = takes_weights ? cublaslt_weight_gradient_bytes(p) : 0;
    if (workspace->bytes < bytes) workspace->bytes = bytes;
    return status;
  }
  ts_linear_backward rest = p;
  ts_status status = launch_activation_backward<bf16>(context, p);
  rest.activation = TS_IDENTITY;
  if (takes_input && status == TS_OK) {
    status = cublaslt_input_gradient(context, p);
    rest.dx = nullptr;
  }
  if (takes_weights && status == TS_OK) {
    status = cublaslt_weight_gradient(context, p, workspace->base);
    for (int32_t i = 0; i < TS_MAX_PARTS; i++) rest.d_weight[i] = rest.d_bias[i] = nullptr;
  }
  return status == TS_OK ? launch_linear_backward<bf16>(context, rest, workspace) : status;
}

}  // namespace

ts_status linear(ts_context* context, const ts_linear* p) {
  if (cublaslt_takes(context, *p)) return cublaslt_linear(context, *p);
  return computes_bf16(context) ? launch_linear<bf16>(context, *p) : launch_linear<float>(context, *p);
}
ts_status linear_backward(ts_context* context, const ts_linear_backward* p, ts_workspace* workspace) {
  return computes_bf16(context) ? launch_cublaslt_backward(context, *p, workspace)
                                : launch_linear_backward<float>(context, *p, workspace);
}

}  // namespace ts::cuda
