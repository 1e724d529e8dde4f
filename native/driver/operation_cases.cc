#include "driver/operation_cases.h"

#include <tuple>

#include "driver/joined_cases.h"
#include "driver/product_cases.h"
#include "driver/scene_arrays.h"
#include "program/failure.h"

namespace tinystories::driver {
namespace {

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
// Long sequences, short ones, and some that hold nothing.
Rows varied_rows(int32_t count, int32_t most) {
  Rows r;
  for (int32_t i = 0; i < count; ++i) {
    const int32_t lengths[] = {most, 1, most / 2 + 1, i % 2 ? 0 : 64, most - most / 3, 65};
    int32_t mine = std::min(lengths[i % 6], most);
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

// `document`: rows of a document, of which a sequence has several; 0: one.
OperationCase attention_of_rows(const Rows& rows, int32_t document, int32_t heads, int32_t kv, int32_t HD, int32_t window, float rope,
                                bool backward, float scale) {
  int32_t wide = (heads + 2 * kv) * HD, C = heads * HD;
  OperationCase c;
  c.prepare = [=](Scene& s, Random& random) {
    batch_arrays(s, rows);
    if (document > 0) {
      Array& first = s.arrays["first"];
      first.kind = Kind::integer;
      for (auto& q : rows.sequences) {
        for (int32_t i = 0; i < q.length; ++i) first.integers.push_back(i - i % document);
      }
    }
    activations(s, random, "qkv", int64_t(rows.rows) * wide);
    output(s, "y", int64_t(rows.rows) * C);
    output(s, "lse", int64_t(rows.rows) * heads, Kind::real);
    if (!backward) return;
    activations(s, random, "dy", int64_t(rows.rows) * C);
    output(s, "d_qkv", int64_t(rows.rows) * wide);
  };
  c.run = [=](Side& s) {
    ts_batch batch = batch_of(s, rows);
    if (document > 0) batch.first = s.integers("first");
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

OperationCase attention(int32_t count, int32_t length, int32_t heads, int32_t kv, int32_t HD, int32_t window, float rope,
                        bool backward, float scale = 0) {
  if (scale == 0) scale = HD > 32 ? 0.125f : 0.5f;
  OperationCase c = attention_of_rows(rows_of(count, length), 0, heads, kv, HD, window, rope, backward, scale);
  c.name = format("%s %dx%d heads=%d/%d HD=%d window=%d rope=%g scale=%g", backward ? "attention_backward" : "attention",
                  count, length, heads, kv, HD, window, double(rope), double(scale));
  return c;
}
OperationCase varied_attention(int32_t count, int32_t most, int32_t heads, int32_t HD, int32_t window, int32_t document) {
  OperationCase c = attention_of_rows(varied_rows(count, most), document, heads, heads, HD, window, 0, true, HD > 32 ? 0.125f : 0.25f);
  c.name = format("attention_backward %d of 0 to %d heads=%d HD=%d window=%d document=%d", count, most, heads, HD, window, document);
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
    list.push_back(linear_case(N, p.K, p.M, p.parts, p.activation, false));
    list.push_back(linear_case(N, p.K, p.M, p.parts, p.activation, true));
  }
  // Wide products, of few rows and of many, with a last tile that is not whole.
  for (auto p : std::vector<Product>{{64, 256, 256, 1, TS_IDENTITY}, {64, 256, 1024, 1, TS_GELU_TANH}, {64, 768, 2304, 3, TS_IDENTITY},
                                     {130, 256, 256, 1, TS_IDENTITY}, {130, 1024, 256, 1, TS_IDENTITY}, {130, 768, 768, 1, TS_IDENTITY},
                                     {1000, 256, 256, 1, TS_IDENTITY}, {1000, 256, 1024, 1, TS_GELU_TANH}, {1000, 768, 2304, 3, TS_IDENTITY},
                                     {1000, 264, 520, 1, TS_IDENTITY}, {1000, 1024, 4096, 1, TS_GELU_TANH}, {5000, 256, 256, 1, TS_IDENTITY},
                                     {5000, 768, 768, 1, TS_GELU_TANH}, {20000, 256, 768, 3, TS_IDENTITY}}) {
    if (small) break;
    list.push_back(linear_case(p.N, p.K, p.M, p.parts, p.activation, false));
    list.push_back(linear_case(p.N, p.K, p.M, p.parts, p.activation, true));
  }
  // So many steps that tiles are dealt out in pieces of several lengths.
  if (!small) list.push_back(linear_case(3457, 3072, 768, 1, TS_IDENTITY, true));
  for (auto [N, C, activation] : std::vector<std::tuple<int32_t, int32_t, ts_activation>>{
           {50, 64, TS_GELU_TANH}, {700, 64, TS_GELU_TANH}, {2200, 64, TS_GELU_TANH}, {300, 64, TS_SILU}, {50, 128, TS_GELU_TANH},
           {700, 128, TS_GELU_TANH}, {2200, 128, TS_GELU_TANH}, {300, 128, TS_RELU},
           {560, 256, TS_GELU_TANH}, {60, 768, TS_GELU_TANH}}) {
    if (small && C > 128) break;
    for (bool backward : {false, true}) list.push_back(mlp_case(N * scale, C, 4 * C, activation, backward));
  }
  for (const OperationCase& c : joined_cases(small)) list.push_back(c);
  for (auto [K, M] : std::vector<std::pair<int32_t, int32_t>>{{20, 28}, {128, 344}, {256, 1024}}) {
    list.push_back(gated_case(70 * scale, K, M, false));
    list.push_back(gated_case(70 * scale, K, M, true));
  }
  for (bool backward : {false, true}) {
    list.push_back(linear_case(140 * scale, 64, 192, 3, TS_IDENTITY, backward, true));
    list.push_back(linear_case(130 * scale, 256, 768, 3, TS_IDENTITY, backward, true));
  }
  for (int32_t HD : {4, 8, 16, 32, 48, 64, 96, 128, 20, 7, 256}) {
    int32_t heads = HD <= 16 ? 16 : 4;
    for (bool backward : {false, true}) {
      list.push_back(attention(3, small ? 70 : 300, heads, heads, HD, 0, 0, backward));
      list.push_back(attention(2, small ? 90 : 512, heads, heads, HD, small ? 33 : 256, 0, backward));
    }
    if (HD % 2 == 0) list.push_back(attention(2, 70, heads, heads / 2, HD, 0, 10000, true));
    // Scores whose exponentials are no numbers.
    if (HD <= 16) list.push_back(attention(2, 130, heads, heads, HD, 0, 0, false, 40));
  }
  // More heads of sequences than a GPU has multiprocessors, of all lengths behind one another.
  for (int32_t HD : {16, 32, 64}) {
    const int32_t count = small ? 13 : 120, most = small ? 200 : 500;
    list.push_back(varied_attention(count, most, 5, HD, 0, 0));
    list.push_back(varied_attention(count, most, 3, HD, small ? 50 : 130, 0));
    list.push_back(varied_attention(count, most, 4, HD, 0, 40));
  }
  // Odd numbers of tiles, few of them, and windows of several lengths.
  for (int32_t HD : {4, 8, 16, 24, 32, 48, 64}) {
    if (small) break;
    list.push_back(attention(9, 65, 3, 3, HD, 0, 0, true));
    list.push_back(attention(3, 130, 3, 3, HD, 1, 0, true));
    list.push_back(attention(3, 200, 3, 3, HD, 64, 0, true));
    list.push_back(attention(3, 511, 3, 3, HD, 100, 0, true));
    list.push_back(attention(200, 450, 3, 3, HD, 256, 0, true));
    list.push_back(attention(2, 700, 3, 3, HD, 300, 0, true));
    if (HD == 16) list.push_back(attention(2, 900, 3, 3, HD, 0, 0, true));  // one head a block
  }
  list.push_back(dropout(90 * scale, 67));
  list.push_back(dropout(64 * scale, 256));
  list.push_back(add(90 * scale, 67));
  list.push_back(add(64 * scale, 256));
  for (auto [C, V] : std::vector<std::pair<int32_t, int32_t>>{{20, 97}, {64, 1000}, {128, 1003}, {256, 1000}, {768, 500}, {1024, 300}}) {
    list.push_back(cross_entropy_case(100 * scale, C, V, false));
    list.push_back(cross_entropy_case(100 * scale, C, V, true));
  }
  for (auto [C, V] : std::vector<std::pair<int32_t, int32_t>>{{72, 331}, {128, 1000}, {136, 259}, {256, 1003}, {264, 190}, {768, 130}}) {
    list.push_back(cross_entropy_case(90 * scale, C, V, true, 4, true));
  }
  // More rows than a chunk has.
  if (!small) list.push_back(cross_entropy_case(33000, 136, 72, true));
  if (!small) list.push_back(cross_entropy_case(3000, 64, 10000, true));
  if (!small) list.push_back(cross_entropy_case(3000, 128, 1000, true));
  if (!small) list.push_back(cross_entropy_case(3000, 768, 10000, true));
  if (!small) list.push_back(cross_entropy_case(5000, 256, 10000, true));
  list.push_back(logits_case(30, 64, 1000, 1));
  list.push_back(logits_case(300, 768, 1003, 64));
  return list;
}

}  // namespace tinystories::driver
