#include "driver/product_cases.h"

#include <algorithm>
#include <memory>

#include "driver/scene_arrays.h"
#include "program/failure.h"

namespace tinystories::driver {

OperationCase linear_case(int32_t N, int32_t K, int32_t M, int32_t parts, ts_activation activation, bool backward,
                          bool together) {
  OperationCase c;
  int32_t each = M / parts;
  c.name = format("%s N=%d %dx%d parts=%d%s activation=%d", backward ? "linear_backward" : "linear", N, K, M, parts,
                  together ? " (together)" : "", int(activation));
  c.prepare = [=](Scene& s, Random& random) {
    if (together) parameter(s, random, "weight", int64_t(M) * K, 0.2f);
    for (int32_t i = 0; i < parts && !together; ++i) {
      parameter(s, random, format("weight%d", i), int64_t(each) * K, 0.2f);
      if (!backward) parameter(s, random, format("bias%d", i), each, 1);
    }
    activations(s, random, "x", int64_t(N) * K);
    if (backward) {
      activations(s, random, "pre", int64_t(N) * M, 3);
      activations(s, random, "dy", int64_t(N) * M);
      s.arrays["dy"].compared = activation == TS_IDENTITY;
      output(s, "dx", int64_t(N) * K);
      if (together) output(s, "d_weight", int64_t(M) * K, Kind::real);
      for (int32_t i = 0; i < parts && !together; ++i) {
        output(s, format("d_weight%d", i), int64_t(each) * K, Kind::real);
        output(s, format("d_bias%d", i), each, Kind::real);
      }
      return;
    }
    output(s, "y", int64_t(N) * M);
    output(s, "alone", int64_t(N) * M);
    if (activation != TS_IDENTITY) output(s, "pre", int64_t(N) * M);
  };
  auto weight = [=](Side& s, int32_t i) {
    if (!together) return s.parameter(format("weight%d", i), each, K);
    ts_parameter part = s.parameter("weight", each, K);
    part.offset += int64_t(i) * each * K;
    return part;
  };
  c.run = [=](Side& s) {
    if (backward) {
      ts_linear_backward o{};
      o.rows = N;
      o.in = K;
      o.out = M;
      o.part_count = parts;
      for (int32_t i = 0; i < parts; ++i) {
        o.weight[i] = weight(s, i);
        o.d_weight[i] = together ? s.at("d_weight") + int64_t(i) * each * K : s.at(format("d_weight%d", i));
        o.d_bias[i] = s.at(format("d_bias%d", i));
      }
      o.activation = activation;
      o.x = s.at("x");
      o.pre = activation == TS_IDENTITY ? nullptr : s.at("pre");
      o.dy = s.at("dy");
      o.dx = s.at("dx");
      o.accumulate = N < 5000;
      s.run(s.table()->linear_backward, o);
      return;
    }
    ts_linear o{};
    o.rows = {0, N};
    o.in = K;
    o.out = M;
    o.part_count = parts;
    for (int32_t i = 0; i < parts; ++i) {
      o.weight[i] = weight(s, i);
      o.bias[i] = s.parameter(format("bias%d", i), 1, each);
    }
    o.activation = activation;
    o.x = s.at("x");
    o.y = s.at("y");
    o.pre = s.at("pre");
    s.run(s.table()->linear, o);
    // A row's bits must not depend on how many others there are.
    o.y = s.at("alone");
    int32_t from = N / 3;
    for (int32_t end : {from + 1, std::min(N, from + 7)}) {
      if (end == from) continue;
      o.rows = {from, end};
      s.run(s.table()->linear, o);
      from = end;
    }
    std::vector<float> y = s.read("y"), alone = s.read("alone");
    for (size_t i = size_t(N / 3) * size_t(M); i < size_t(from) * size_t(M); ++i) {
      if (y[i] != alone[i]) throw Failure("MISMATCH", format("number %zu is %.9g, and %.9g where rows are few", i, double(y[i]), double(alone[i])));
    }
  };
  c.float32_roundings = 2048;  // sums of thousands of terms
  return c;
}

namespace {

struct MlpParameters {
  ts_parameter weight1, bias1, weight2, bias2;
};

void forward_as_linears(Side& s, const MlpParameters& q, int32_t N, int32_t C, int32_t hidden, ts_activation activation,
                        float* pre, float* act, float* y) {
  ts_linear first{{0, N}, C, hidden, 1, {q.weight1}, {q.bias1}, activation, s.at("x"), act, pre};
  s.run(s.table()->linear, first);
  ts_linear second{{0, N}, hidden, C, 1, {q.weight2}, {q.bias2}, TS_IDENTITY, act, y, nullptr};
  s.run(s.table()->linear, second);
}

}  // namespace

OperationCase mlp_case(int32_t N, int32_t C, int32_t hidden, ts_activation activation, bool backward) {
  OperationCase c;
  c.name = format("%s N=%d %dx%d activation=%d", backward ? "mlp_backward" : "mlp", N, C, hidden, int(activation));
  c.prepare = [=](Scene& s, Random& random) {
    parameter(s, random, "weight1", int64_t(hidden) * C, 0.2f);
    parameter(s, random, "bias1", hidden, 1);
    parameter(s, random, "weight2", int64_t(C) * hidden, 0.2f);
    parameter(s, random, "bias2", C, 1);
    activations(s, random, "x", int64_t(N) * C);
    for (const char* name : {"pre", "act", "d_act"}) activations(s, random, name, int64_t(N) * hidden);
    output(s, "y", int64_t(N) * C);
    if (!backward) {
      activations(s, random, "as_linears", int64_t(N) * C);
      return;
    }
    activations(s, random, "dy", int64_t(N) * C);
    output(s, "dx", int64_t(N) * C);
    output(s, "d_weight1", int64_t(hidden) * C, Kind::real);
    output(s, "d_bias1", hidden, Kind::real);
    output(s, "d_weight2", int64_t(C) * hidden, Kind::real);
    output(s, "d_bias2", C, Kind::real);
  };
  c.run = [=](Side& s) {
    MlpParameters q{s.parameter("weight1", hidden, C), s.parameter("bias1", 1, hidden), s.parameter("weight2", C, hidden),
                    s.parameter("bias2", 1, C)};
    ts_mlp_shape shape{0, C, hidden, C, activation, backward, 0, 1};
    ts_mlp_keeps keeps = s.table()->mlp_keeps ? s.table()->mlp_keeps(s.context(), &shape) : TS_MLP_NONE;
    if (keeps == TS_MLP_NONE) {
      forward_as_linears(s, q, N, C, hidden, activation, s.at("pre"), s.at("act"), s.at("y"));
      if (!backward) return;
      ts_linear_backward second{N, hidden, C, 1, {q.weight2}, TS_IDENTITY, s.at("act"), nullptr, s.at("dy"), s.at("d_act"), 0,
                                {s.at("d_weight2")}, {s.at("d_bias2")}};
      s.run(s.table()->linear_backward, second);
      ts_linear_backward first{N, C, hidden, 1, {q.weight1}, activation, s.at("x"), s.at("pre"), s.at("d_act"), s.at("dx"), 1,
                               {s.at("d_weight1")}, {s.at("d_bias1")}};
      s.run(s.table()->linear_backward, first);
      return;
    }
    float* pre = keeps == TS_MLP_RECOMPUTES ? nullptr : s.at("pre");
    float* act = keeps == TS_MLP_KEEPS ? s.at("act") : nullptr;
    ts_mlp forward{{0, N}, C, hidden, C, q.weight1, q.bias1, q.weight2, q.bias2, activation, s.at("x"), s.at("y"), pre, act};
    s.run(s.table()->mlp, forward);
    if (!backward) {
      forward_as_linears(s, q, N, C, hidden, activation, nullptr, s.at("act"), s.at("as_linears"));
      if (s.read("y") != s.read("as_linears")) throw Failure("MISMATCH", "y is not bit for bit what two linears make of it");
      return;
    }
    ts_mlp_backward o{N, C, hidden, C, q.weight1, q.bias1, q.weight2, activation, s.at("x"), pre, act, s.at("dy"), s.at("dx"),
                      1, s.at("d_weight1"), s.at("d_bias1"), s.at("d_weight2"), s.at("d_bias2")};
    s.run(s.table()->mlp_backward, o);
  };
  c.float32_roundings = 2048;
  return c;
}

OperationCase gated_case(int32_t N, int32_t K, int32_t M, bool backward) {
  OperationCase c;
  c.name = format("%s N=%d %dx%d", backward ? "gated_linear_backward" : "gated_linear", N, K, M);
  c.prepare = [=](Scene& s, Random& random) {
    parameter(s, random, "gate", int64_t(M) * K, 0.2f);
    parameter(s, random, "up", int64_t(M) * K, 0.2f);
    activations(s, random, "x", int64_t(N) * K);
    if (backward) {
      activations(s, random, "gate_pre", int64_t(N) * M, 3);
      activations(s, random, "up_pre", int64_t(N) * M, 2);
      activations(s, random, "dy", int64_t(N) * M);
      output(s, "dx", int64_t(N) * K);
      output(s, "d_gate", int64_t(M) * K, Kind::real);
      output(s, "d_up", int64_t(M) * K, Kind::real);
      return;
    }
    for (const char* name : {"y", "gate_pre", "up_pre"}) output(s, name, int64_t(N) * M);
  };
  c.run = [=](Side& s) {
    if (backward) {
      ts_gated_linear_backward o{N, K, M, s.parameter("gate", M, K), s.parameter("up", M, K), TS_SILU, s.at("x"),
                                 s.at("gate_pre"), s.at("up_pre"), s.at("dy"), s.at("dx"), 0, s.at("d_gate"), s.at("d_up")};
      s.run(s.table()->gated_linear_backward, o);
      return;
    }
    ts_gated_linear o{{0, N}, K, M, s.parameter("gate", M, K), s.parameter("up", M, K), TS_SILU, s.at("x"), s.at("y"),
                      s.at("gate_pre"), s.at("up_pre")};
    s.run(s.table()->gated_linear, o);
  };
  c.float32_roundings = 2048;
  c.bf16_roundings = 8;
  return c;
}

OperationCase cross_entropy_case(int32_t N, int32_t C, int32_t V, bool train, float spread, bool weighted) {
  OperationCase c;
  c.name = format("cross_entropy%s N=%d C=%d V=%d", train ? " with gradients" : "", N, C, V);
  if (spread > 0.5f) c.name += format(" spread %g", double(spread));
  if (weighted) c.name += " weighted";
  c.prepare = [=](Scene& s, Random& random) {
    parameter(s, random, "weight", int64_t(V) * C, spread);
    activations(s, random, "x", int64_t(N) * C);
    tokens(s, random, "targets", N, V);
    s.arrays["targets"].integers[0] = -1;
    if (weighted) {
      reals(s, random, "loss_weights", N, 0, 2);
      for (int32_t n = 1; n < N; n += 5) s.arrays["loss_weights"].reals[size_t(n)] = 0;
    }
    output(s, "losses", N, Kind::real);
    s.variables.loss_scale = 1.0f / float(N);
    if (!train) return;
    output(s, "dx", int64_t(N) * C);
    output(s, "d_weight", int64_t(V) * C, Kind::real, 0);
  };
  c.run = [=](Side& s) {
    ts_cross_entropy o{N, C, V, s.parameter("weight", V, C), s.at("x"), s.integers("targets"), s.at("loss_weights"), s.at("losses"),
                       s.at("dx"), s.at("d_weight")};
    s.run(s.table()->cross_entropy, o);
  };
  c.float32_roundings = 4096;
  c.bf16_roundings = 8;
  return c;
}

OperationCase logits_case(int32_t N, int32_t C, int32_t V, int32_t count) {
  OperationCase c;
  auto chosen = std::make_shared<std::vector<int32_t>>();
  for (int32_t i = 0; i < count; ++i) chosen->push_back(int32_t(int64_t(i) * 7 % N));
  c.name = format("logits C=%d V=%d rows=%d", C, V, count);
  c.prepare = [=](Scene& s, Random& random) {
    parameter(s, random, "weight", int64_t(V) * C, 0.5f);
    activations(s, random, "x", int64_t(N) * C);
    output(s, "y", int64_t(count) * V, Kind::real);
  };
  c.run = [=](Side& s) {
    ts_logits o{count, C, V, s.parameter("weight", V, C), s.at("x"), chosen->data(), s.at("y")};
    s.run(s.table()->logits, o);
  };
  c.float32_roundings = 2048;
  return c;
}

}  // namespace tinystories::driver
