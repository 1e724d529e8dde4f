// The gradient of attention for heads of about a vector's width and more: blocks of queries by tiles of keys,
// all five products with the matrix microkernels' shape. dq has queries in its lanes, dk and dv a head's
// numbers.
#include "cpu/kernels/attention_ahead.h"

namespace ts::TS_NS {
namespace {

// c[row][0, Vectors * L) += sum over k of a[row * lda + k] b[k * ldb + ...], for `Rows` rows.
template <int Rows, int Vectors>
TS_INLINE void accumulate(const float* a, int64_t lda, const float* b, int64_t ldb, int32_t depth, float* c,
                          int64_t ldc) {
  F acc[Rows][Vectors];
#pragma GCC unroll 16
  for (int i = 0; i < Rows; i++) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; v++) acc[i][v] = load(c + i * ldc + v * L);
  }
  for (int32_t k = 0; k < depth; k++) {
    F row[Vectors];
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; v++) row[v] = load(b + k * ldb + v * L);
#pragma GCC unroll 16
    for (int i = 0; i < Rows; i++) {
      const F x = set1(a[i * lda + k]);
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; v++) acc[i][v] = fma(x, row[v], acc[i][v]);
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < Rows; i++) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; v++) store(c + i * ldc + v * L, acc[i][v]);
  }
}

// c[key][d] += sum over queries of a[key][query] b[query][d]; rows of b and c are `padded` floats.
TS_INLINE void add_by_keys(const float* a, const float* b, int32_t keys, int32_t queries, int64_t padded, float* c) {
  int64_t d = 0;
  for (; d + 2 * L <= padded; d += 2 * L) {
    int32_t j = 0;
    for (; j + kStep <= keys; j += kStep) {
      accumulate<kStep, 2>(a + j * kQueries, kQueries, b + d, padded, queries, c + j * padded + d, padded);
    }
    for (; j < keys; j++)
      accumulate<1, 2>(a + j * kQueries, kQueries, b + d, padded, queries, c + j * padded + d, padded);
  }
  for (; d < padded; d += L) {
    int32_t j = 0;
    for (; j + 2 * kStep <= keys; j += 2 * kStep) {
      accumulate<2 * kStep, 1>(a + j * kQueries, kQueries, b + d, padded, queries, c + j * padded + d, padded);
    }
    for (; j + kStep <= keys; j += kStep) {
      accumulate<kStep, 1>(a + j * kQueries, kQueries, b + d, padded, queries, c + j * padded + d, padded);
    }
    for (; j < keys; j++)
      accumulate<1, 1>(a + j * kQueries, kQueries, b + d, padded, queries, c + j * padded + d, padded);
  }
}

// o[d][query] += sum over keys of v[key][d] p[key][query], for `Numbers` d's.
template <int Numbers>
TS_INLINE void mix(const float* v, int64_t stride, const float* p, int32_t keys, float* o) {
  F acc[Numbers][kQueryVectors];
#pragma GCC unroll 8
  for (int d = 0; d < Numbers; d++) {
#pragma GCC unroll 2
    for (int w = 0; w < kQueryVectors; w++) acc[d][w] = load(o + d * kQueries + w * L);
  }
  for (int32_t j = 0; j < keys; j++) {
    F row[kQueryVectors];
#pragma GCC unroll 2
    for (int w = 0; w < kQueryVectors; w++) row[w] = load(p + j * kQueries + w * L);
#pragma GCC unroll 8
    for (int d = 0; d < Numbers; d++) {
      const F x = set1(v[j * stride + d]);
#pragma GCC unroll 2
      for (int w = 0; w < kQueryVectors; w++) acc[d][w] = fma(x, row[w], acc[d][w]);
    }
  }
#pragma GCC unroll 8
  for (int d = 0; d < Numbers; d++) {
#pragma GCC unroll 2
    for (int w = 0; w < kQueryVectors; w++) store(o + d * kQueries + w * L, acc[d][w]);
  }
}

// `mix` for all HD numbers of a head.
TS_INLINE void mix_all(const float* v, const float* p, int32_t keys, int32_t HD, float* o) {
  int32_t d = 0;
  for (; d + kStep <= HD; d += kStep) mix<kStep>(v + d, HD, p, keys, o + d * kQueries);
  if (d + 4 <= HD) {
    mix<4>(v + d, HD, p, keys, o + d * kQueries);
    d += 4;
  }
  for (; d < HD; d++) mix<1>(v + d, HD, p, keys, o + d * kQueries);
}

// Scratch of one worker.
struct Scratch {
  float *k, *v;             // [length][HD]
  float *dk, *dv;           // [length][padded]
  float *q, *dy, *o;        // [HD][kQueries]: scores' q, the output's gradient, then y and dq
  float *q_rows, *dy_rows;  // [kQueries][padded]

  Scratch(float* base, int64_t length, int64_t HD, int64_t padded) {
    const auto take = [&base](int64_t floats) {
      float* const at = base;
      base += round_up(floats, 16);
      return at;
    };
    k = take(length * HD);
    v = take(length * HD);
    dk = take(length * padded);
    dv = take(length * padded);
    q = take(HD * kQueries);
    dy = take(HD * kQueries);
    o = take(HD * kQueries);
    q_rows = take(padded * kQueries);
    dy_rows = take(padded * kQueries);
  }
};

// Probabilities and the gradients of the scores for keys [from, from + Keys), j0 of them on in p and ds.
template <int Keys>
TS_INLINE void score_gradients(const Block& block, bool masked, const Scratch& m, int32_t HD, int32_t key,
                               const float* k, const float* v, const F* log_sum, const F* dot, float* p,
                               float* ds) {
  F x[Keys * kQueryVectors], g[Keys * kQueryVectors];
#pragma GCC unroll 16
  for (int i = 0; i < Keys * kQueryVectors; i++) x[i] = zero() - log_sum[i % kQueryVectors];
  add_dots<Keys>(k, HD, m.q, HD, x);
  vexp2_negative(x);
#pragma GCC unroll 16
  for (int i = 0; i < Keys * kQueryVectors; i++) {
    if (masked) x[i] = select(sees(block, i % kQueryVectors, key + i / kQueryVectors), x[i], zero());
    store(p + i * L, x[i]);
    g[i] = zero() - dot[i % kQueryVectors];
  }
  add_dots<Keys>(v, HD, m.dy, HD, g);
#pragma GCC unroll 16
  for (int i = 0; i < Keys * kQueryVectors; i++) store(ds + i * L, load(p + i * L) * g[i]);
}

// One block of queries of one head against all keys they see. Size: the head size where it is worth a kernel of its
// own, else 0.
template <int Size>
void query_block(const HeadTask& t, const Block& block, int32_t head, const Scratch& m, Ahead& ahead) {
  const int32_t HD = Size ? Size : t.HD;
  const int64_t padded = round_up(HD, L);
  const float scale = t.p->shape.scale;
  const float* const q = t.p->qkv + t.query(block.i0, head);
  const float* const dy = t.p->dy + t.mixed(block.i0, head);
  const int64_t mixed = static_cast<int64_t>(t.p->shape.heads) * HD;
  gather(block, dy, mixed, HD, 1.0f, m.dy);
  gather(block, t.p->y + t.mixed(block.i0, head), mixed, HD, 1.0f, m.o);
  F dot[kQueryVectors], log_sum[kQueryVectors];
  mixture_dots(m.dy, m.o, HD, dot);
  gather(block, q, t.width, HD, scale * kLog2e, m.q);
  alignas(64) float sums[kQueries];
  for (int32_t i = 0; i < kQueries; i++) sums[i] = t.p->lse[t.sum(block.i0 + imin(i, block.count - 1), head)];
  for (int w = 0; w < kQueryVectors; w++) log_sum[w] = load(sums + w * L) * set1(kLog2e);
  memset(m.o, 0, static_cast<size_t>(HD * kQueries) * sizeof(float));
  for (int32_t i = 0; i < block.count; i++) {
    for (int32_t d = 0; d < HD; d += L) {
      store(m.q_rows + i * padded + d, load_n(q + i * t.width + d, HD - d) * set1(scale));
      store(m.dy_rows + i * padded + d, load_n(dy + i * mixed + d, HD - d));
    }
  }

  alignas(64) float p[kKeyTile * kQueries];
  alignas(64) float ds[kKeyTile * kQueries];
  for (int32_t tile = block.begin / kKeyTile * kKeyTile; tile < block.end; tile += kKeyTile) {
    const int32_t from = imax(block.begin, tile), to = imin(block.end, tile + kKeyTile);
    const bool masked = !block.sees_all(from, to);
    const int64_t first = from - t.s->position;
    int32_t j = 0;
    for (; j + kStep <= to - from; j += kStep) {
      const int64_t at = (first + j) * HD;
      ahead.step();
      score_gradients<kStep>(block, masked, m, HD, from + j, m.k + at, m.v + at, log_sum, dot,
                             p + j * kQueries, ds + j * kQueries);
    }
    for (; j < to - from; j++) {
      const int64_t at = (first + j) * HD;
      score_gradients<1>(block, masked, m, HD, from + j, m.k + at, m.v + at, log_sum, dot, p + j * kQueries,
                         ds + j * kQueries);
    }
    mix_all(m.k + first * HD, ds, to - from, HD, m.o);
    add_by_keys(ds, m.q_rows, to - from, block.count, padded, m.dk + first * padded);
    add_by_keys(p, m.dy_rows, to - from, block.count, padded, m.dv + first * padded);
  }
  const F factor[kQueryVectors] = {set1(scale), set1(scale)};
  scatter(block, m.o, factor, HD, t.p->d_qkv + t.query(block.i0, head), t.width);
}

template <int Size>
void backward(const HeadTask& t, float* scratch) {
  const ts_sequence& s = *t.s;
  const int32_t HD = Size ? Size : t.HD;
  const int64_t padded = round_up(HD, L);
  const Scratch m(scratch, s.length, HD, padded);
  for (int64_t j = 0; j < s.length; j++) {
    memcpy(m.k + j * HD, t.keys + j * t.width, static_cast<size_t>(HD) * sizeof(float));
    memcpy(m.v + j * HD, t.values + j * t.width, static_cast<size_t>(HD) * sizeof(float));
  }
  memset(m.dk, 0, static_cast<size_t>(s.length * padded) * sizeof(float));
  memset(m.dv, 0, static_cast<size_t>(s.length * padded) * sizeof(float));
  memset(m.q_rows, 0, static_cast<size_t>(padded * kQueries) * sizeof(float));
  memset(m.dy_rows, 0, static_cast<size_t>(padded * kQueries) * sizeof(float));
  Ahead ahead(t);
  for (int32_t i0 = 0; i0 < s.length; i0 += kQueries) {
    const Block block(*t.p->batch, s, i0, t.p->shape.window, false);
    // The work so far grows with the square of the queries met.
    const float part = static_cast<float>(i0 + block.count) / static_cast<float>(s.length);
    ahead.plan(part * part, imax(1, (block.end - block.begin) / kStep) * t.group);
    for (int32_t h = t.kv_head * t.group; h < (t.kv_head + 1) * t.group; h++)
      query_block<Size>(t, block, h, m, ahead);
  }
  const int64_t kv = static_cast<int64_t>(t.p->shape.kv_heads) * HD;
  for (int32_t j = 0; j < s.length; j++) {
    float* const to = t.p->d_qkv + t.query(j, t.p->shape.heads + t.kv_head);
    memcpy(to, m.dk + j * padded, static_cast<size_t>(HD) * sizeof(float));
    memcpy(to + kv, m.dv + j * padded, static_cast<size_t>(HD) * sizeof(float));
  }
}

}  // namespace

int64_t wide_floats(int32_t longest, int32_t head_size) {
  const int64_t padded = round_up(head_size, L);
  return 2LL * longest * head_size + 2 * longest * padded + 3LL * head_size * kQueries +
         2 * padded * kQueries + 9 * 16;
}

void wide_backward(const HeadTask& task, float* scratch) {
  task.HD == 16 ? backward<16>(task, scratch) : backward<0>(task, scratch);
}

}  // namespace ts::TS_NS
