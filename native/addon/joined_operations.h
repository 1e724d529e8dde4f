// The harness' operations that are a product and the norm beside it (see operations.cc). What stands between is `between`.
#pragma once
#include "addon/product_operations.h"

namespace {

template <typename Operation>
ts_status run_joined(Scene& s, ts_status (*function)(ts_context*, const Operation*, ts_workspace*), const Operation& operation) {
  return function ? s.run_in_workspace(function, &operation) : TS_UNSUPPORTED;
}

// The norm after a product of that many columns; `swapped`: which of the two that it adds comes from the product.
ts_norm norm_after(Call& c, int32_t width) {
  float* const between = c.activations("between", true);
  float* const other = c.activations("other", true);
  ts_norm p = {};
  p.kind = static_cast<ts_norm_kind>(c.integer("kind"));
  p.rows = c.rows(c.integer("rows"));
  p.width = width;
  p.epsilon = static_cast<float>(c.number("epsilon"));
  p.x = c.integer("swapped") ? between : other;
  p.residual = c.integer("swapped") ? other : between;
  p.gain = c.parameter("gain", width);
  p.bias = c.parameter("shift", width);
  p.sum = c.integer("inPlace") ? other : c.activations("sum", true);
  p.y = c.activations("y", true);
  p.mean = c.floats("mean");
  p.rstd = c.floats("rstd");
  return p;
}

// `dy` and `d_bias`: the names of those arrays.
ts_norm_backward norm_backward_of(Call& c, int32_t width, const char* dy, const char* d_bias) {
  ts_norm_backward p = {};
  p.kind = static_cast<ts_norm_kind>(c.integer("kind"));
  p.rows = c.integer("rows");
  p.width = width;
  p.sum = c.activations("sum", true);
  p.gain = c.parameter("gain", width);
  p.mean = c.floats("mean");
  p.rstd = c.floats("rstd", true);
  p.dy = c.activations(dy, true);
  p.d_sum = c.activations("dSum", true);
  p.d_gain = c.floats("dGain");
  p.d_bias = c.floats(d_bias);
  return p;
}
ts_norm_backward norm_before(Call& c, int32_t width) {
  ts_norm_backward p = norm_backward_of(c, width, "between", "dShift");
  p.accumulate = 1;
  return p;
}

ts_status run_linear_norm(Scene& s) {
  const ts_linear p = linear_of(s.call, "between");
  return run_joined(s, s.table->linear_norm, ts_linear_norm{p, norm_after(s.call, p.out)});
}
ts_status run_mlp_norm(Scene& s) {
  const ts_mlp p = mlp_of(s.call, "between");
  return run_joined(s, s.table->mlp_norm, ts_mlp_norm{p, norm_after(s.call, p.out)});
}
ts_status run_linear_norm_backward(Scene& s) {
  const ts_linear_backward p = linear_backward_of(s.call, "between");
  return run_joined(s, s.table->linear_norm_backward, ts_linear_norm_backward{p, norm_before(s.call, p.in)});
}
ts_status run_mlp_norm_backward(Scene& s) {
  const ts_mlp_backward p = mlp_backward_of(s.call, "between");
  return run_joined(s, s.table->mlp_norm_backward, ts_mlp_norm_backward{p, norm_before(s.call, p.in)});
}

}  // namespace
