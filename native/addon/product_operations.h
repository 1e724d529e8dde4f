// The harness' operations that are products: linear layers, MLPs, gated layers (see operations.cc). What stands between a
// product and a norm beside it has a name of its own where both are one (see joined_operations.h), whose parameters are
// placed with the product's.
#pragma once
#include <string>
#include <vector>

#include "addon/operation_call.h"

namespace {

std::vector<std::string> part_names(const char* what, int32_t parts) {
  std::vector<std::string> names;
  for (int32_t i = 0; i < parts; i++) names.push_back(what + std::to_string(i));
  return names;
}

ts_linear linear_of(Call& c, const char* y = "y") {
  ts_linear p = {};
  p.in = c.integer("in");
  p.part_count = c.integer("parts", 1);
  std::vector<std::string> names = part_names("weight", p.part_count);
  for (const std::string& name : part_names("bias", p.part_count)) names.push_back(name);
  names.insert(names.end(), {"gain", "shift"});
  c.place(names);
  for (int32_t i = 0; i < p.part_count; i++) {
    p.weight[i] = c.parameter("weight" + std::to_string(i), p.in);
    p.bias[i] = c.parameter("bias" + std::to_string(i), p.weight[i].rows);
    p.out += p.weight[i].rows;
  }
  p.rows = c.rows(c.integer("rows"));
  p.activation = static_cast<ts_activation>(c.integer("activation"));
  p.x = c.activations("x", true);
  p.y = c.activations(y, true);
  p.pre = c.activations("pre");
  return p;
}

ts_status run_linear(Scene& s) {
  const ts_linear p = linear_of(s.call);
  return s.run(s.table->linear, &p);
}

ts_linear_backward linear_backward_of(Call& c, const char* dx = "dx") {
  ts_linear_backward p = {};
  p.in = c.integer("in");
  p.rows = c.integer("rows");
  p.part_count = c.integer("parts", 1);
  std::vector<std::string> names = part_names("weight", p.part_count);
  names.push_back("gain");
  c.place(names);
  for (int32_t i = 0; i < p.part_count; i++) {
    p.weight[i] = c.parameter("weight" + std::to_string(i), p.in);
    p.d_weight[i] = c.floats("dWeight" + std::to_string(i));
    p.d_bias[i] = c.floats("dBias" + std::to_string(i));
    p.out += p.weight[i].rows;
  }
  p.activation = static_cast<ts_activation>(c.integer("activation"));
  p.x = c.activations("x", true);
  p.pre = c.activations("pre");
  p.dy = c.activations("dy", true);
  p.dx = c.activations(dx);
  p.accumulate = c.integer("accumulate");
  return p;
}

ts_status run_linear_backward(Scene& s) {
  const ts_linear_backward p = linear_backward_of(s.call);
  return s.run_in_workspace(s.table->linear_backward, &p);
}

// `keeps`: what the backend has to say of this shape.
void check_mlp(Scene& s, ts_mlp_shape shape) {
  const ts_mlp_keeps keeps = s.table->mlp_keeps ? s.table->mlp_keeps(s.context, &shape) : TS_MLP_NONE;
  if (keeps != s.call.integer("keeps", TS_MLP_RECOMPUTES)) refuse(s.env, "the backend keeps " + std::to_string(keeps) + " of this MLP");
}

ts_mlp mlp_of(Call& c, const char* y = "y") {
  ts_mlp p = {};
  p.in = c.integer("in");
  p.hidden = c.integer("hidden");
  p.out = c.integer("out");
  c.place({"weight1", "bias1", "weight2", "bias2", "gain", "shift"});
  p.weight1 = c.parameter("weight1", p.in);
  p.bias1 = c.parameter("bias1", p.hidden);
  p.weight2 = c.parameter("weight2", p.hidden);
  p.bias2 = c.parameter("bias2", p.out);
  p.rows = c.rows(c.integer("rows"));
  p.activation = static_cast<ts_activation>(c.integer("activation"));
  p.x = c.activations("x", true);
  p.y = c.activations(y, true);
  p.pre = c.activations("pre");
  p.act = c.activations("act");
  return p;
}

ts_status run_mlp(Scene& s) {
  Call& c = s.call;
  const ts_mlp p = mlp_of(c);
  check_mlp(s, {0, p.in, p.hidden, p.out, p.activation, c.integer("train", 0), c.integer("place", 0), c.integer("count", 1)});
  return s.run_in_workspace(s.table->mlp, &p);
}

ts_mlp_backward mlp_backward_of(Call& c, const char* dx = "dx") {
  ts_mlp_backward p = {};
  p.in = c.integer("in");
  p.hidden = c.integer("hidden");
  p.out = c.integer("out");
  p.rows = c.integer("rows");
  c.place({"weight1", "bias1", "weight2", "gain"});
  p.weight1 = c.parameter("weight1", p.in);
  p.bias1 = c.parameter("bias1", p.hidden);
  p.weight2 = c.parameter("weight2", p.hidden);
  p.activation = static_cast<ts_activation>(c.integer("activation"));
  p.x = c.activations("x", true);
  p.pre = c.activations("pre");
  p.act = c.activations("act");
  p.dy = c.activations("dy", true);
  p.dx = c.activations(dx);
  p.accumulate = c.integer("accumulate");
  p.d_weight1 = c.floats("dWeight1");
  p.d_bias1 = c.floats("dBias1");
  p.d_weight2 = c.floats("dWeight2");
  p.d_bias2 = c.floats("dBias2");
  return p;
}

ts_status run_mlp_backward(Scene& s) {
  Call& c = s.call;
  const ts_mlp_backward p = mlp_backward_of(c);
  check_mlp(s, {0, p.in, p.hidden, p.out, p.activation, 1, c.integer("place", 0), c.integer("count", 1)});
  return s.run_in_workspace(s.table->mlp_backward, &p);
}

ts_status run_gated_linear(Scene& s) {
  Call& c = s.call;
  ts_gated_linear p = {};
  p.in = c.integer("in");
  p.out = c.integer("out");
  c.place({"gate", "up"});
  p.gate = c.parameter("gate", p.in);
  p.up = c.parameter("up", p.in);
  p.rows = c.rows(c.integer("rows"));
  p.activation = static_cast<ts_activation>(c.integer("activation"));
  p.x = c.activations("x", true);
  p.y = c.activations("y", true);
  p.gate_pre = c.activations("gatePre");
  p.up_pre = c.activations("upPre");
  return s.run_in_workspace(s.table->gated_linear, &p);
}

ts_status run_gated_linear_backward(Scene& s) {
  Call& c = s.call;
  ts_gated_linear_backward p = {};
  p.rows = c.integer("rows");
  p.in = c.integer("in");
  p.out = c.integer("out");
  c.place({"gate", "up"});
  p.gate = c.parameter("gate", p.in);
  p.up = c.parameter("up", p.in);
  p.activation = static_cast<ts_activation>(c.integer("activation"));
  p.x = c.activations("x", true);
  p.gate_pre = c.activations("gatePre", true);
  p.up_pre = c.activations("upPre", true);
  p.dy = c.activations("dy", true);
  p.dx = c.activations("dx");
  p.accumulate = c.integer("accumulate");
  p.d_gate = c.floats("dGate");
  p.d_up = c.floats("dUp");
  return s.run_in_workspace(s.table->gated_linear_backward, &p);
}

}  // namespace
