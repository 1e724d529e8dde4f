#include "driver/joined_cases.h"

#include "driver/scene_arrays.h"
#include "program/failure.h"

namespace tinystories::driver {
namespace {

int as_one = 0;

// As one where the backend has that; else one after the other.
template <typename Joined, typename Apart>
void run_joined(Side& s, ts_status (*function)(ts_context*, const Joined*, ts_workspace*), const Joined& operation, Apart apart) {
  ts_workspace workspace{nullptr, 0};
  if (!function || function(s.context(), &operation, &workspace) == TS_UNSUPPORTED) return apart();
  s.run(function, operation);
  ++as_one;
}

// K: of what the product maps, forward; of what the norm's result is mapped to, backward.
struct Shape {
  int32_t N, K, C, parts;
  bool rms, mlp;
};

void norm_arrays(Scene& s, Random& random, const Shape& q) {
  const int64_t count = int64_t(q.N) * q.C;
  parameter(s, random, "gain", q.C, 2);
  activations(s, random, "stream", count, 3);
  activations(s, random, "branch", count);
}

ts_norm norm_after(Side& s, const Shape& q, bool swapped) {
  ts_norm o{};
  o.kind = q.rms ? TS_RMS_NORM : TS_LAYER_NORM;
  o.rows = {0, q.N};
  o.width = q.C;
  o.epsilon = 1e-5f;
  o.x = s.at(swapped ? "branch" : "stream");
  o.residual = s.at(swapped ? "stream" : "branch");
  o.gain = s.parameter("gain", 1, q.C);
  if (!q.rms) o.bias = s.parameter("shift", 1, q.C);
  o.sum = s.at("sum");
  o.y = s.at("normal");
  o.mean = q.rms ? nullptr : s.at("mean");
  o.rstd = s.at("rstd");
  return o;
}

OperationCase forward(const Shape& q) {
  OperationCase c;
  const int32_t hidden = 4 * q.C;
  c.name = format("%s_norm N=%d %dx%d%s", q.mlp ? "mlp" : "linear", q.N, q.K, q.C, q.rms ? " rms" : "");
  c.prepare = [=](Scene& s, Random& random) {
    const int64_t count = int64_t(q.N) * q.C;
    norm_arrays(s, random, q);
    parameter(s, random, "shift", q.C, 1);
    activations(s, random, "x", int64_t(q.N) * q.K);
    if (q.mlp) {
      parameter(s, random, "weight1", int64_t(hidden) * q.K, 0.2f);
      parameter(s, random, "bias1", hidden, 1);
      activations(s, random, "pre", int64_t(q.N) * hidden);
      activations(s, random, "act", int64_t(q.N) * hidden);
    }
    parameter(s, random, "weight", int64_t(q.C) * (q.mlp ? hidden : q.K), q.mlp ? 0.05f : 16.0f / float(q.K));
    parameter(s, random, "bias", q.C, 1);
    for (const char* name : {"sum", "normal"}) output(s, name, count);
    if (!q.rms) output(s, "mean", q.N, Kind::real);
    output(s, "rstd", q.N, Kind::real);
  };
  c.run = [=](Side& s) {
    const ts_norm norm = norm_after(s, q, q.N % 3 == 1);
    const ts_parameter bias = s.parameter("bias", 1, q.C);
    if (!q.mlp) {
      const ts_linear linear{{0, q.N}, q.K, q.C, 1, {s.parameter("weight", q.C, q.K)}, {bias}, TS_IDENTITY, s.at("x"), s.at("branch"), nullptr};
      run_joined(s, s.table()->linear_norm, ts_linear_norm{linear, norm}, [&] {
        s.run(s.table()->linear, linear);
        s.run(s.table()->norm, norm);
      });
      return;
    }
    const ts_parameter weight1 = s.parameter("weight1", hidden, q.K), bias1 = s.parameter("bias1", 1, hidden);
    const ts_parameter weight2 = s.parameter("weight", q.C, hidden);
    const ts_mlp mlp{{0, q.N}, q.K, hidden, q.C, weight1, bias1, weight2, bias, TS_GELU_TANH, s.at("x"), s.at("branch"), s.at("pre"),
                     s.at("act")};
    run_joined(s, s.table()->mlp_norm, ts_mlp_norm{mlp, norm}, [&] {
      s.run(s.table()->linear, ts_linear{{0, q.N}, q.K, hidden, 1, {weight1}, {bias1}, TS_GELU_TANH, s.at("x"), s.at("act"), s.at("pre")});
      s.run(s.table()->linear, ts_linear{{0, q.N}, hidden, q.C, 1, {weight2}, {bias}, TS_IDENTITY, s.at("act"), s.at("branch"), nullptr});
      s.run(s.table()->norm, norm);
    });
  };
  c.float32_roundings = 4096;
  c.bf16_roundings = 8;
  return c;
}

OperationCase backward(const Shape& q) {
  OperationCase c;
  const int32_t each = q.K / q.parts;
  c.name = format("%s_norm_backward N=%d %dx%d parts=%d%s", q.mlp ? "mlp" : "linear", q.N, q.C, q.K, q.parts, q.rms ? " rms" : "");
  c.prepare = [=](Scene& s, Random& random) {
    const int64_t count = int64_t(q.N) * q.C;
    norm_arrays(s, random, q);
    activations(s, random, "x", count);
    reals(s, random, "mean", q.N, -0.1f, 0.1f);
    reals(s, random, "rstd", q.N, 0.4f, 0.6f);
    const float scale = 8.0f / float(q.K);
    for (int32_t i = 0; i < q.parts; ++i) {
      parameter(s, random, format("weight%d", i), int64_t(each) * q.C, scale);
      output(s, format("d_weight%d", i), int64_t(each) * q.C, Kind::real);
      output(s, format("d_bias%d", i), each, Kind::real);
    }
    activations(s, random, "dy", int64_t(q.N) * (q.mlp ? q.C : q.K));
    if (q.mlp) {
      activations(s, random, "pre", int64_t(q.N) * q.K, 2);
      activations(s, random, "act", int64_t(q.N) * q.K);
      activations(s, random, "d_act", int64_t(q.N) * q.K);
      parameter(s, random, "weight_out", int64_t(q.C) * q.K, 0.1f);
      output(s, "d_weight_out", int64_t(q.C) * q.K, Kind::real);
      output(s, "d_bias_out", q.C, Kind::real);
    }
    output(s, "d_sum", count);
    output(s, "d_gain", q.C, Kind::real);
    if (!q.rms) output(s, "d_shift", q.C, Kind::real);
  };
  c.run = [=](Side& s) {
    const ts_norm_backward norm{q.rms ? TS_RMS_NORM : TS_LAYER_NORM, q.N, q.C, s.at("stream"), s.parameter("gain", 1, q.C),
                                q.rms ? nullptr : s.at("mean"), s.at("rstd"), s.at("branch"), s.at("d_sum"), 1, s.at("d_gain"),
                                q.rms ? nullptr : s.at("d_shift")};
    if (!q.mlp) {
      ts_linear_backward linear{};
      linear.rows = q.N;
      linear.in = q.C;
      linear.out = q.K;
      linear.part_count = q.parts;
      for (int32_t i = 0; i < q.parts; ++i) {
        linear.weight[i] = s.parameter(format("weight%d", i), each, q.C);
        linear.d_weight[i] = s.at(format("d_weight%d", i));
        linear.d_bias[i] = s.at(format("d_bias%d", i));
      }
      linear.x = s.at("x");
      linear.dy = s.at("dy");
      linear.dx = s.at("branch");
      run_joined(s, s.table()->linear_norm_backward, ts_linear_norm_backward{linear, norm}, [&] {
        s.run(s.table()->linear_backward, linear);
        s.run(s.table()->norm_backward, norm);
      });
      return;
    }
    const ts_parameter weight1 = s.parameter("weight0", q.K, q.C), weight2 = s.parameter("weight_out", q.C, q.K);
    const ts_mlp_backward mlp{q.N, q.C, q.K, q.C, weight1, {}, weight2, TS_GELU_TANH, s.at("x"), s.at("pre"), s.at("act"), s.at("dy"),
                              s.at("branch"), 0, s.at("d_weight0"), s.at("d_bias0"), s.at("d_weight_out"), s.at("d_bias_out")};
    run_joined(s, s.table()->mlp_norm_backward, ts_mlp_norm_backward{mlp, norm}, [&] {
      const ts_linear_backward second{q.N, q.K, q.C, 1, {weight2}, TS_IDENTITY, s.at("act"), nullptr, s.at("dy"), s.at("d_act"), 0,
                                      {s.at("d_weight_out")}, {s.at("d_bias_out")}};
      s.run(s.table()->linear_backward, second);
      const ts_linear_backward first{q.N, q.C, q.K, 1, {weight1}, TS_GELU_TANH, s.at("x"), s.at("pre"), s.at("d_act"), s.at("branch"), 0,
                                     {s.at("d_weight0")}, {s.at("d_bias0")}};
      s.run(s.table()->linear_backward, first);
      s.run(s.table()->norm_backward, norm);
    });
  };
  c.float32_roundings = 4096;
  c.bf16_roundings = 8;
  return c;
}

}  // namespace

int joined_runs() { return as_one; }

// Rows that fill no tile, one, and more of them than there are blocks; rows of one tile to four.
std::vector<OperationCase> joined_cases(bool small) {
  std::vector<OperationCase> list;
  for (const Shape& q : std::vector<Shape>{{70, 256, 256, 1, false, false}, {130, 512, 512, 1, true, false}, {200, 768, 768, 1, false, false},
                                           {100, 64, 64, 1, false, false}}) {
    list.push_back(forward(q));
    list.push_back(backward({q.N, 3 * q.C, q.C, 3, q.rms, false}));
  }
  if (small) return list;
  for (const Shape& q : std::vector<Shape>{{20000, 256, 256, 1, false, false}, {3001, 256, 256, 1, true, false}, {9000, 768, 768, 1, false, false},
                                           {5000, 1024, 1024, 1, false, false}, {40000, 512, 512, 1, false, false}}) {
    list.push_back(forward(q));
    list.push_back(backward({q.N, 3 * q.C, q.C, 3, q.rms, false}));
  }
  for (const Shape& q : std::vector<Shape>{{4480, 256, 256, 1, false, true}, {600, 768, 768, 1, false, true}}) {
    list.push_back(forward(q));
    list.push_back(backward({q.N, 4 * q.C, q.C, 1, q.rms, true}));
  }
  return list;
}

}  // namespace tinystories::driver
