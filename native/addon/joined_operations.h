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

ts_norm_backward norm_before(Call& c, int32_t width) {
  ts_norm_backward p = {};
  p.kind = static_cast<ts_norm_kind>(c.integer("kind"));
  p.rows = c.integer("rows");
  p.width = width;
  p.sum = c.activations("sum", true);
  p.gain = c.parameter("gain", width);
  p.mean = c.floats("mean");
  p.rstd = c.floats("rstd", true);
  p.dy = c.activations("between", true);
  p.d_sum = c.activations("dSum", true);
  p.accumulate = 1;
  p.d_gain = c.floats("dGain");
  p.d_bias = c.floats("dShift");
  return p;
}

ts_status run_linear_norm(Scene& s) {
  Call& c = s.call;
  c.place({"weight", "bias", "gain", "shift"});
  ts_linear p = {};
  p.rows = c.rows(c.integer("rows"));
  p.in = c.integer("in");
  p.part_count = 1;
  p.weight[0] = c.parameter("weight", p.in);
  p.out = p.weight[0].rows;
  p.bias[0] = c.parameter("bias", p.out);
  p.x = c.activations("x", true);
  p.y = c.activations("between", true);
  return run_joined(s, s.table->linear_norm, ts_linear_norm{p, norm_after(c, p.out)});
}

ts_status run_mlp_norm(Scene& s) {
  Call& c = s.call;
  c.place({"weight1", "bias1", "weight2", "bias2", "gain", "shift"});
  ts_mlp p = {};
  p.rows = c.rows(c.integer("rows"));
  p.in = p.out = c.integer("in");
  p.hidden = c.integer("hidden");
  p.weight1 = c.parameter("weight1", p.in);
  p.bias1 = c.parameter("bias1", p.hidden);
  p.weight2 = c.parameter("weight2", p.hidden);
  p.bias2 = c.parameter("bias2", p.out);
  p.activation = TS_GELU_TANH;
  p.x = c.activations("x", true);
  p.y = c.activations("between", true);
  p.pre = c.activations("pre");
  p.act = c.activations("act");
  return run_joined(s, s.table->mlp_norm, ts_mlp_norm{p, norm_after(c, p.out)});
}

ts_status run_linear_norm_backward(Scene& s) {
  Call& c = s.call;
  ts_linear_backward p = {};
  p.part_count = c.integer("parts", 1);
  std::vector<std::string> names = part_names("weight", p.part_count);
  names.push_back("gain");
  c.place(names);
  p.rows = c.integer("rows");
  p.in = c.integer("in");
  for (int32_t i = 0; i < p.part_count; i++) {
    p.weight[i] = c.parameter("weight" + std::to_string(i), p.in);
    p.d_weight[i] = c.floats("dWeight" + std::to_string(i));
    p.d_bias[i] = c.floats("dBias" + std::to_string(i));
    p.out += p.weight[i].rows;
  }
  p.x = c.activations("x", true);
  p.dy = c.activations("dy", true);
  p.dx = c.activations("between", true);
  return run_joined(s, s.table->linear_norm_backward, ts_linear_norm_backward{p, norm_before(c, p.in)});
}

ts_status run_mlp_norm_backward(Scene& s) {
  Call& c = s.call;
  c.place({"weight1", "weight2", "gain"});
  ts_mlp_backward p = {};
  p.rows = c.integer("rows");
  p.in = p.out = c.integer("in");
  p.hidden = c.integer("hidden");
  p.weight1 = c.parameter("weight1", p.in);
  p.weight2 = c.parameter("weight2", p.hidden);
  p.activation = TS_GELU_TANH;
  p.x = c.activations("x", true);
  p.pre = c.activations("pre");
  p.act = c.activations("act");
  p.dy = c.activations("dy", true);
  p.dx = c.activations("between", true);
  p.d_weight1 = c.floats("dWeight1");
  p.d_bias1 = c.floats("dBias1");
  p.d_weight2 = c.floats("dWeight2");
  p.d_bias2 = c.floats("dBias2");
  return run_joined(s, s.table->mlp_norm_backward, ts_mlp_norm_backward{p, norm_before(c, p.in)});
}

}  // namespace
