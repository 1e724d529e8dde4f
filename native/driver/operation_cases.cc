#include "driver/operation_cases.h"

#include <algorithm>
#include <memory>

#include "program/failure.h"

namespace tinystories::driver {
namespace {

void activations(Scene& s, Random& random, const std::string& name, int64_t count, float scale = 1) {
  Array& array = s.arrays[name];
  array.kind = Kind::activation;
  array.reals.resize(size_t(count));
  for (float& value : array.reals) value = rounded(random.between(-scale, scale));
}
void reals(Scene& s, Random& random, const std::string& name, int64_t count, float low, float high) {
  Array& array = s.arrays[name];
  array.kind = Kind::real;
  array.reals.resize(size_t(count));
  for (float& value : array.reals) value = random.between(low, high);
}
void output(Scene& s, const std::string& name, int64_t count, Kind kind = Kind::activation, float start = 0.5f) {
  Array& array = s.arrays[name];
  array.kind = kind;
  array.reals.assign(size_t(count), start);
  array.compared = true;
}
void parameter(Scene& s, Random& random, const std::string& name, int64_t count, float scale) {
  std::vector<float>& values = s.parameters[name];
  values.resize(size_t(count));
  for (float& value : values) value = rounded(random.between(-scale, scale));
}

// `count` sequences of `length`, one shorter, at position 0.
struct Rows {
  std::vector<ts_sequence> sequences;
  int32_t rows = 0;
};
Rows rows_of(int32_t count, int32_t length) {
  Rows r;
  for (int32_t i = 0; i < count; ++i) {
    int32_t mine = i == 1 ? length - length / 3 : length;
    r.sequences.push_back({r.rows, mine, 0, i});
    r.rows += mine;
  }
  return r;
}
void batch_arrays(Scene& s, const Rows& rows) {
  Array& placed = s.arrays["sequences"];
  Array& positions = s.arrays["positions"];
  placed.kind = positions.kind = Kind::integer;
  for (auto& q : rows.sequences) {
    placed.integers.insert(placed.integers.end(), {q.row, q.length, q.position, q.slot});
    for (int32_t i = 0; i < q.length; ++i) positions.integers.push_back(q.position + i);
  }
}
ts_batch batch_of(Side& s, const Rows& rows) {
  ts_batch batch{};
  batch.rows = rows.rows;
  batch.sequence_count = int32_t(rows.sequences.size());
  batch.sequences = rows.sequences.data();
  batch.placed = reinterpret_cast<const ts_sequence*>(s.integers("sequences"));
  batch.tokens = s.integers("tokens");
  batch.positions = s.integers("positions");
  return batch;
}
void tokens(Scene& s, Random& random, const std::string& name, int32_t rows, int32_t vocab) {
  Array& array = s.arrays[name];
  array.kind = Kind::integer;
  for (int32_t i = 0; i < rows; ++i) {
    // As in text: few tokens are most of it.
    float u = random.between(0, 1);
    array.integers.push_back(int32_t(u * u * u * float(vocab)));
  }
}

OperationCase embedding(int32_t count, int32_t length, int32_t vocab, int32_t C, bool backward) {
  Rows rows = rows_of(count, length);
  OperationCase c;
  c.name = format("%s N=%d V=%d C=%d", backward ? "embedding_backward" : "embedding", rows.rows, vocab, C);
  c.prepare = [=](Scene& s, Random& random) {
    batch_arrays(s, rows);
    tokens(s, random, "tokens", rows.rows, vocab);
    if (backward) {
      activations(s, random, "dy", int64_t(rows.rows) * C);
      output(s, "d_table", int64_t(vocab) * C, Kind::real);
      output(s, "d_positions", int64_t(length) * C, Kind::real);
    } else {
      parameter(s, random, "table", int64_t(vocab) * C, 1);
      parameter(s, random, "places", int64_t(length) * C, 1);
      output(s, "y", int64_t(rows.rows) * C);
    }
  };
  c.run = [=](Side& s) {
    ts_batch batch = batch_of(s, rows);
    if (backward) {
      ts_embedding_backward o{&batch, s.at("dy"), vocab, length, C, s.at("d_table"), s.at("d_positions")};
      s.run(s.table()->embedding_backward, o);
    } else {
      ts_embedding o{&batch, s.parameter("table", vocab, C), s.parameter("places", length, C), s.at("y")};
      s.run(s.table()->embedding, o);
    }
  };
  c.float32_roundings = 256;
  c.bf16_roundings = 2;
  return c;
}

OperationCase norm(int32_t N, int32_t C, bool rms, bool backward) {
  OperationCase c;
  c.name = format("%s%s N=%d C=%d", rms ? "rms_norm" : "layer_norm", backward ? "_backward" : "", N, C);
  c.prepare = [=](Scene& s, Random& random) {
    int64_t count = int64_t(N) * C;
    parameter(s, random, "gain", C, 2);
    if (backward) {
      activations(s, random, "sum", count);
      activations(s, random, "dy", count);
      reals(s, random, "mean", N, -0.1f, 0.1f);
      reals(s, random, "rstd", N, 0.8f, 1.2f);
      output(s, "d_sum", count);
      output(s, "d_gain", C, Kind::real);
      output(s, "d_bias", C, Kind::real);
      return;
    }
    parameter(s, random, "bias", C, 1);
    activations(s, random, "x", count);
    activations(s, random, "residual", count);
    output(s, "sum", count);
    output(s, "y", count);
    output(s, "mean", N, Kind::real);
    output(s, "rstd", N, Kind::real);
  };
  c.run = [=](Side& s) {
    if (backward) {
      ts_norm_backward o{};
      o.kind = rms ? TS_RMS_NORM : TS_LAYER_NORM;
      o.rows = N;
      o.width = C;
      o.sum = s.at("sum");
      o.gain = s.parameter("gain", 1, C);
      o.mean = s.at("mean");
      o.rstd = s.at("rstd");
      o.dy = s.at("dy");
      o.d_sum = s.at("d_sum");
      o.accumulate = 1;
      o.d_gain = s.at("d_gain");
      o.d_bias = rms ? nullptr : s.at("d_bias");
      s.run(s.table()->norm_backward, o);
      return;
    }
    ts_norm o{};
    o.kind = rms ? TS_RMS_NORM : TS_LAYER_NORM;
    o.rows = {0, N};
    o.width = C;
    o.epsilon = 1e-5f;
    o.x = s.at("x");
    o.residual = s.at("residual");
    o.gain = s.parameter("gain", 1, C);
    if (!rms) o.bias = s.parameter("bias", 1, C);
    o.sum = s.at("sum");
    o.y = s.at("y");
    o.mean = rms ? nullptr : s.at("mean");
    o.rstd = s.at("rstd");
    s.run(s.table()->norm, o);
  };
  c.float32_roundings = 256;
  return c;
}

// `together`: the parts lie directly below one another, without biases, as in the programs of models.
OperationCase linear(int32_t N, int32_t K, int32_t M, int32_t parts, ts_activation activation, bool backward,
                     bool together = false) {
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
      o.accumulate = 1;
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

OperationCase gated(int32_t N, int32_t K, int32_t M, bool backward) {
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

OperationCase attention(int32_t count, int32_t length, int32_t heads, int32_t kv, int32_t HD, int32_t window, float rope,
                        bool backward) {
  Rows rows = rows_of(count, length);
  int32_t wide = (heads + 2 * kv) * HD, C = heads * HD;
  float scale = HD > 32 ? 0.125f : 0.5f;
  OperationCase c;
  c.name = format("%s %dx%d heads=%d/%d HD=%d window=%d rope=%g", backward ? "attention_backward" : "attention", count, length,
                  heads, kv, HD, window, double(rope));
  c.prepare = [=](Scene& s, Random& random) {
    batch_arrays(s, rows);
    activations(s, random, "qkv", int64_t(rows.rows) * wide);
    output(s, "y", int64_t(rows.rows) * C);
    output(s, "lse", int64_t(rows.rows) * heads, Kind::real);
    if (!backward) return;
    activations(s, random, "dy", int64_t(rows.rows) * C);
    output(s, "d_qkv", int64_t(rows.rows) * wide);
  };
  c.run = [=](Side& s) {
    ts_batch batch = batch_of(s, rows);
    ts_attention_shape shape{heads, kv, HD, window, scale, rope};
    ts_attention forward{&batch, shape, s.at("qkv"), nullptr, s.at("y"), s.at("lse"), nullptr};
    s.run(s.table()->attention, forward);
    if (!backward) return;
    ts_attention_backward o{&batch, shape, s.at("qkv"), s.at("y"), s.at("lse"), s.at("dy"), s.at("d_qkv")};
    s.run(s.table()->attention_backward, o);
  };
  c.float32_roundings = 1024;
  c.bf16_roundings = 8;
  return c;
}

OperationCase dropout(int32_t N, int32_t C) {
  OperationCase c;
  c.name = format("dropout N=%d C=%d", N, C);
  c.prepare = [=](Scene& s, Random& random) {
    activations(s, random, "x", int64_t(N) * C);
    output(s, "y", int64_t(N) * C);
    s.variables.dropout_seed = 0x123456789abcdefull;
  };
  c.run = [=](Side& s) {
    ts_dropout o{{0, N}, C, 0.3f, 5, s.at("x"), s.at("y"), 0};
    s.run(s.table()->dropout, o);
  };
  c.bf16_roundings = 1;
  return c;
}

OperationCase add(int32_t N, int32_t C) {
  OperationCase c;
  c.name = format("add N=%d C=%d", N, C);
  c.prepare = [=](Scene& s, Random& random) {
    activations(s, random, "a", int64_t(N) * C);
    activations(s, random, "b", int64_t(N) * C);
    output(s, "y", int64_t(N) * C);
  };
  c.run = [=](Side& s) {
    ts_add o{{0, N}, C, s.at("a"), s.at("b"), s.at("y")};
    s.run(s.table()->add, o);
  };
  c.bf16_roundings = 1;
  return c;
}

OperationCase cross_entropy(int32_t N, int32_t C, int32_t V, bool train) {
  OperationCase c;
  c.name = format("cross_entropy%s N=%d C=%d V=%d", train ? " with gradients" : "", N, C, V);
  c.prepare = [=](Scene& s, Random& random) {
    parameter(s, random, "weight", int64_t(V) * C, 0.5f);
    activations(s, random, "x", int64_t(N) * C);
    tokens(s, random, "targets", N, V);
    s.arrays["targets"].integers[0] = -1;
    output(s, "losses", N, Kind::real);
    s.variables.loss_scale = 1.0f / float(N);
    if (!train) return;
    output(s, "dx", int64_t(N) * C);
    output(s, "d_weight", int64_t(V) * C, Kind::real, 0);
  };
  c.run = [=](Side& s) {
    ts_cross_entropy o{N, C, V, s.parameter("weight", V, C), s.at("x"), s.integers("targets"), nullptr, s.at("losses"),
                       s.at("dx"), s.at("d_weight")};
    s.run(s.table()->cross_entropy, o);
  };
  c.float32_roundings = 4096;
  c.bf16_roundings = 8;
  return c;
}

OperationCase logits(int32_t N, int32_t C, int32_t V, int32_t count) {
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

}  // namespace

std::vector<OperationCase> operation_cases(bool small) {
  std::vector<OperationCase> list;
  int32_t scale = small ? 1 : 8;
  for (auto [V, C] : std::vector<std::pair<int32_t, int32_t>>{{97, 20}, {1000, 64}, {2000, 768}}) {
    list.push_back(embedding(3, 40 * scale, V, C, false));
    list.push_back(embedding(3, 40 * scale, V, C, true));
  }
  for (int32_t C : {20, 64, 67, 128, 256, 768, 1024}) {
    for (bool rms : {false, true}) {
      list.push_back(norm(37 * scale, C, rms, false));
      list.push_back(norm(37 * scale, C, rms, true));
    }
  }
  struct Product {
    int32_t N, K, M, parts;
    ts_activation activation;
  };
  // Those of 2,200 rows times `scale` are enough for the kernels of many rows.
  for (auto p : std::vector<Product>{{50, 20, 30, 1, TS_IDENTITY}, {130, 67, 33, 1, TS_RELU}, {200, 64, 192, 3, TS_IDENTITY},
                                     {200, 64, 256, 1, TS_GELU_TANH}, {200, 256, 64, 1, TS_IDENTITY}, {2200, 64, 64, 1, TS_IDENTITY},
                                     {300, 128, 128, 1, TS_GELU_TANH}, {2200, 64, 256, 1, TS_GELU_TANH},
                                     {2200, 64, 192, 3, TS_IDENTITY}, {2200, 128, 128, 1, TS_RELU},
                                     {2200, 256, 64, 1, TS_IDENTITY}, {2200, 128, 512, 1, TS_GELU_TANH},
                                     {150, 128, 512, 1, TS_GELU_ERF}, {150, 256, 1024, 1, TS_SILU},
                                     {140, 1024, 256, 1, TS_IDENTITY}, {260, 768, 2304, 3, TS_IDENTITY},
                                     {260, 768, 768, 1, TS_GELU_TANH}, {1, 256, 768, 3, TS_IDENTITY}}) {
    int32_t N = p.N == 1 ? 1 : p.N * scale;
    list.push_back(linear(N, p.K, p.M, p.parts, p.activation, false));
    list.push_back(linear(N, p.K, p.M, p.parts, p.activation, true));
  }
  // Wide products, of few rows and of many, with a last tile that is not whole.
  for (auto p : std::vector<Product>{{64, 256, 256, 1, TS_IDENTITY}, {64, 256, 1024, 1, TS_GELU_TANH}, {64, 768, 2304, 3, TS_IDENTITY},
                                     {130, 256, 256, 1, TS_IDENTITY}, {130, 1024, 256, 1, TS_IDENTITY}, {130, 768, 768, 1, TS_IDENTITY},
                                     {1000, 256, 256, 1, TS_IDENTITY}, {1000, 256, 1024, 1, TS_GELU_TANH}, {1000, 768, 2304, 3, TS_IDENTITY},
                                     {1000, 264, 520, 1, TS_IDENTITY}, {1000, 1024, 4096, 1, TS_GELU_TANH}, {5000, 256, 256, 1, TS_IDENTITY},
                                     {5000, 768, 768, 1, TS_GELU_TANH}, {20000, 256, 768, 3, TS_IDENTITY}}) {
    if (small) break;
    list.push_back(linear(p.N, p.K, p.M, p.parts, p.activation, false));
    list.push_back(linear(p.N, p.K, p.M, p.parts, p.activation, true));
  }
  for (auto [K, M] : std::vector<std::pair<int32_t, int32_t>>{{20, 28}, {128, 344}, {256, 1024}}) {
    list.push_back(gated(70 * scale, K, M, false));
    list.push_back(gated(70 * scale, K, M, true));
  }
  for (bool backward : {false, true}) {
    list.push_back(linear(140 * scale, 64, 192, 3, TS_IDENTITY, backward, true));
    list.push_back(linear(130 * scale, 256, 768, 3, TS_IDENTITY, backward, true));
  }
  for (int32_t HD : {4, 8, 16, 32, 48, 64, 96, 128, 20, 7, 256}) {
    int32_t heads = HD <= 16 ? 16 : 4;
    for (bool backward : {false, true}) {
      list.push_back(attention(3, small ? 70 : 300, heads, heads, HD, 0, 0, backward));
      list.push_back(attention(2, small ? 90 : 512, heads, heads, HD, small ? 33 : 256, 0, backward));
    }
    if (HD % 2 == 0) list.push_back(attention(2, 70, heads, heads / 2, HD, 0, 10000, true));
  }
  list.push_back(dropout(90 * scale, 67));
  list.push_back(dropout(64 * scale, 256));
  list.push_back(add(90 * scale, 67));
  list.push_back(add(64 * scale, 256));
  for (auto [C, V] : std::vector<std::pair<int32_t, int32_t>>{{20, 97}, {64, 1000}, {128, 1003}, {256, 1000}, {768, 500}, {1024, 300}}) {
    list.push_back(cross_entropy(100 * scale, C, V, false));
    list.push_back(cross_entropy(100 * scale, C, V, true));
  }
  if (!small) list.push_back(cross_entropy(3000, 64, 10000, true));
  if (!small) list.push_back(cross_entropy(3000, 768, 10000, true));
  if (!small) list.push_back(cross_entropy(5000, 256, 10000, true));
  list.push_back(logits(30, 64, 1000, 1));
  list.push_back(logits(300, 768, 1003, 64));
  return list;
}

}  // namespace tinystories::driver
