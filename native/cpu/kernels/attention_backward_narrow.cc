// The gradient of attention for narrow heads. A vector holds one number of L keys, and a few queries meet the keys of
// two vectors at a time: as many independent chains as keep the machine busy, and what is read serves two of them.
// The probabilities and the scores' gradients of a group of queries are put aside in the first cache; from there dk and
// dv are summed in registers, group by group. When all keys have passed, so is dq, and across lanes once at the end.
#include "cpu/kernels/attention_ahead.h"

namespace ts::TS_NS {
namespace {

// A group of queries sees the same vectors of keys, window and mask permitting.
constexpr int kGroup = L;
// Queries that meet the keys of a pair of vectors together, and those that meet one vector alone.
constexpr int kPair = 2;
constexpr int kTogether = 4;
constexpr int kAlone = kGroup < 8 ? kGroup : 8;
// Queries whose dq is summed together, as far as there are registers.
constexpr int kSummed = L == 16 ? 4 : 2;

typedef float Four __attribute__((vector_size(16), may_alias, aligned(4)));
TS_INLINE Four four(const float* p) { return *reinterpret_cast<const Four*>(p); }
TS_INLINE void put(float* p, Four x) { *reinterpret_cast<Four*>(p) = x; }

// Whatever was read is read again after this. Else the compiler keeps it for later, more than there are registers.
TS_INLINE void forget() { asm volatile("" ::: "memory"); }

// What is read of one query, side by side: q, dy, minus the log of the softmax's denominator (in units of log2) and
// minus dy · y.
template <int HD>
struct Row {
  static constexpr int kQuery = 0, kOut = HD, kSum = 2 * HD, kDot = 2 * HD + 1, kFloats = 2 * HD + 4;
};

// A vector of keys: k times what brings scores to units of log2, v, dk and dv, [HD][L] each.
template <int HD>
struct Keys {
  static constexpr int kKey = 0, kValue = HD * L, kKeyGradient = 2 * HD * L, kValueGradient = 3 * HD * L,
                       kFloats = 4 * HD * L;
};

// to[w][d] += sum over the group's queries of x[w][query] rows[query][d], for four d's.
template <int HD, int Vectors>
TS_INLINE void add_by_keys(const float* rows, const float* x, float* to) {
  F acc[4][Vectors];
#pragma GCC unroll 4
  for (int n = 0; n < 4; n++) {
#pragma GCC unroll 2
    for (int w = 0; w < Vectors; w++) acc[n][w] = load(to + w * Keys<HD>::kFloats + n * L);
  }
#pragma GCC unroll 4
  for (int j = 0; j < kGroup; j++) {
    F column[Vectors];
#pragma GCC unroll 2
    for (int w = 0; w < Vectors; w++) column[w] = load(x + (w * kGroup + j) * L);
#pragma GCC unroll 4
    for (int n = 0; n < 4; n++) {
      const F y = set1(rows[j * Row<HD>::kFloats + n]);
#pragma GCC unroll 2
      for (int w = 0; w < Vectors; w++) acc[n][w] = fma(column[w], y, acc[n][w]);
    }
  }
#pragma GCC unroll 4
  for (int n = 0; n < 4; n++) {
#pragma GCC unroll 2
    for (int w = 0; w < Vectors; w++) store(to + w * Keys<HD>::kFloats + n * L, acc[n][w]);
  }
}

// x[query][w] += sum over d of rows[query][d] y[w][d].
template <int HD, int Queries, int Vectors>
TS_INLINE void add_products(const float* rows, const float* y, F (&x)[Queries * Vectors]) {
#pragma GCC unroll 8
  for (int d = 0; d < HD; d++) {
    F column[Vectors];
#pragma GCC unroll 2
    for (int w = 0; w < Vectors; w++) column[w] = load(y + w * Keys<HD>::kFloats + d * L);
#pragma GCC unroll 8
    for (int j = 0; j < Queries; j++) {
      const F a = set1(rows[j * Row<HD>::kFloats + d]);
#pragma GCC unroll 2
      for (int w = 0; w < Vectors; w++) x[j * Vectors + w] = fma(a, column[w], x[j * Vectors + w]);
    }
  }
}

// `Count` queries, of which the first has this position, against `Vectors` vectors of keys, of which the first key has
// that one: their probabilities and the gradients of the scores, [vector][query of the group][L].
template <int HD, int Count, int Vectors, bool Masked>
TS_INLINE void meet(const float* rows, const int32_t* low, int32_t position, const float* keys, int32_t key,
                    float* weights, float* aside) {
  using K = Keys<HD>;
  using R = Row<HD>;
  F x[Count * Vectors];
#pragma GCC unroll 8
  for (int i = 0; i < Count * Vectors; i++) x[i] = set1(rows[i / Vectors * R::kFloats + R::kSum]);
  add_products<HD, Count, Vectors>(rows + R::kQuery, keys + K::kKey, x);
  forget();
  vexp2_negative(x);
#pragma GCC unroll 8
  for (int i = 0; i < Count * Vectors; i++) {
    const int j = i / Vectors;
    if (Masked) {
      const I at = set1i(key + i % Vectors * L) + iota();
      x[i] = select(both(lessi(set1i(low[j] - 1), at), lessi(at, set1i(position + j + 1))), x[i], zero());
    }
    store(weights + (i % Vectors * kGroup + j) * L, x[i]);
    x[i] = set1(rows[j * R::kFloats + R::kDot]);
  }
  forget();
  add_products<HD, Count, Vectors>(rows + R::kOut, keys + K::kValue, x);
#pragma GCC unroll 8
  for (int i = 0; i < Count * Vectors; i++) {
    const int at = (i % Vectors * kGroup + i / Vectors) * L;
    store(aside + at, load(weights + at) * x[i]);
  }
}

// A group of queries against one or two vectors of keys.
template <int HD, int Vectors, bool Masked>
TS_INLINE void meet_group(const float* rows, const int32_t* low, int32_t position, float* keys, int32_t key,
                          float* aside, Ahead& ahead) {
  using K = Keys<HD>;
  using R = Row<HD>;
  constexpr int kCount = Vectors == kPair ? kTogether : kAlone;
  alignas(64) float weights[Vectors * kGroup * L];
  for (int i = 0; i < kGroup; i += kCount) {
    ahead.step();
    meet<HD, kCount, Vectors, Masked>(rows + i * R::kFloats, low + i, position + i, keys, key, weights + i * L,
                                      aside + i * L);
  }
  for (int d = 0; d < HD; d += 4) {
    forget();
    add_by_keys<HD, Vectors>(rows + R::kOut + d, weights, keys + K::kValueGradient + d * L);
    forget();
    add_by_keys<HD, Vectors>(rows + R::kQuery + d, aside, keys + K::kKeyGradient + d * L);
  }
}

// Four numbers of dq for kSummed queries, from what was put aside for `vectors` vectors.
template <int HD>
TS_INLINE void sum_by_queries(const float* aside, const float* keys, int32_t vectors, float* to) {
  F acc[kSummed * 4];
#pragma GCC unroll 16
  for (int i = 0; i < kSummed * 4; i++) acc[i] = zero();
  for (int32_t w = 0; w < vectors; w++) {
    F column[4];
#pragma GCC unroll 4
    for (int d = 0; d < 4; d++) column[d] = load(keys + d * L);
#pragma GCC unroll 4
    for (int j = 0; j < kSummed; j++) {
      const F ds = load(aside + j * L);
#pragma GCC unroll 4
      for (int d = 0; d < 4; d++) acc[j * 4 + d] = fma(ds, column[d], acc[j * 4 + d]);
    }
    keys += Keys<HD>::kFloats;
    aside += kGroup * L;
  }
  alignas(64) float sum[kSummed * 4];
  sums(acc, sum);
  for (int32_t j = 0; j < kSummed; j++) put(to + j * HD, four(sum + j * 4));
}

// The work on a few heads of a sequence, each with its own keys or all with the same.
template <int HD>
struct Narrow {
  const HeadTask& t;
  int32_t blocks, length;  // vectors of keys, and queries, with what fills the last group
  float* keys;             // [key head][block][Keys<HD>]
  float* rows;             // [head][length][Row<HD>]
  float* dq;               // [head][length][HD]
  float* aside;            // [block][query of a group][L]
  Ahead ahead;

  Narrow(const HeadTask& task, float* scratch) : t(task), ahead(task) {
    blocks = static_cast<int32_t>(round_up(ceil_div(t.s->length, L), kPair));
    length = static_cast<int32_t>(round_up(t.s->length, kGroup));
    keys = scratch;
    rows = keys + t.kv_heads * keys_floats();
    dq = rows + static_cast<int64_t>(t.kv_heads) * length * Row<HD>::kFloats;
    aside = dq + static_cast<int64_t>(t.kv_heads) * length * HD;
  }
  int64_t keys_floats() const { return static_cast<int64_t>(blocks) * Keys<HD>::kFloats; }

  // Keys past the end repeat the last one: they are masked and never written.
  void gather_keys() {
    for (int32_t block = 0; block < blocks; block++) {
      const int32_t first = imin(block * L, t.s->length - 1);
      const int32_t count = imin(L, t.s->length - first);
      for (int32_t n = 0; n < t.kv_heads; n++) {
        const int64_t from = first * t.width + n * HD;
        float* const to = keys + n * keys_floats() + block * Keys<HD>::kFloats;
        for (int d = 0; d < HD; d += 4) {
          F columns[4];
          load_columns4(t.keys + from + d, t.width, count, columns);
          for (int j = 0; j < 4; j++)
            store(to + Keys<HD>::kKey + (d + j) * L, columns[j] * set1(t.p->shape.scale * kLog2e));
          load_columns4(t.values + from + d, t.width, count, columns);
          for (int j = 0; j < 4; j++) store(to + Keys<HD>::kValue + (d + j) * L, columns[j]);
        }
        memset(to + Keys<HD>::kKeyGradient, 0, 2 * HD * L * sizeof(float));
      }
    }
  }

  void scatter_keys() const {
    const int64_t kv = static_cast<int64_t>(t.p->shape.kv_heads) * HD;
    for (int32_t block = 0; block * L < t.s->length; block++) {
      const int32_t count = t.s->length - block * L;
      for (int32_t n = 0; n < t.kv_heads; n++) {
        const float* const from = keys + n * keys_floats() + block * Keys<HD>::kFloats;
        float* const to = t.p->d_qkv + t.query(block * L, t.p->shape.heads + t.kv_head + n);
        for (int d = 0; d < HD; d += 4) {
          F by_key[4], by_value[4];
          for (int j = 0; j < 4; j++) {
            by_key[j] = load(from + Keys<HD>::kKeyGradient + (d + j) * L) * set1(t.p->shape.scale);
            by_value[j] = load(from + Keys<HD>::kValueGradient + (d + j) * L);
          }
          store_columns4(by_key, to + d, t.width, count);
          store_columns4(by_value, to + kv + d, t.width, count);
        }
      }
    }
  }

  // Queries past the end repeat the last one, and see nothing.
  void gather_queries(int32_t head, int32_t heads) {
    using R = Row<HD>;
    const int64_t stride = length * R::kFloats, out = t.mixed(1, 0) - t.mixed(0, 0);
    const float* q = t.p->qkv + t.query(0, head);
    const float* y = t.p->y + t.mixed(0, head);
    const float* dy = t.p->dy + t.mixed(0, head);
    const float* lse = t.p->lse + t.sum(0, head);
    float* to = rows;
    for (int32_t i = 0; i < length; i++) {
      for (int32_t n = 0; n < heads; n++) {
        float* const row = to + n * stride;
        Four dot = {};
#pragma GCC unroll 2
        for (int d = 0; d < HD; d += 4) {
          const Four by_out = four(dy + n * HD + d);
          put(row + R::kQuery + d, four(q + n * HD + d));
          put(row + R::kOut + d, by_out);
          dot = dot - four(y + n * HD + d) * by_out;
        }
        row[R::kSum] = lse[n] * -kLog2e;
        row[R::kDot] = (dot[0] + dot[2]) + (dot[1] + dot[3]);
      }
      to += R::kFloats;
      if (i + 1 >= t.s->length) continue;
      q += t.width;
      y += out;
      dy += out;
      lse += t.p->shape.heads;
    }
  }

  void scatter_queries(int32_t head, int32_t heads) const {
    const float* from = dq;
    float* to = t.p->d_qkv + t.query(0, head);
    for (int32_t i = 0; i < t.s->length; i++) {
      for (int32_t n = 0; n < heads; n++) {
        // Keys were in units of log2.
#pragma GCC unroll 2
        for (int d = 0; d < HD; d += 4) put(to + n * HD + d, four(from + n * length * HD + d) * kLn2);
      }
      from += HD;
      to += t.width;
    }
  }

  // The n-th of the heads that were gathered, with these keys.
  void meet_keys(int32_t n, float* with) {
    const ts_sequence& s = *t.s;
    for (int32_t from = 0; from < s.length; from += kGroup) {
      alignas(64) int32_t low[kGroup];
      const int32_t valid = imin(kGroup, s.length - from);
      I lows, positions;
      lowest_keys(*t.p->batch, s, from, valid, t.p->shape.window, false, &lows, &positions);
      *reinterpret_cast<I*>(low) = lows;
      int32_t lowest = low[0], highest = low[0];
      for (int32_t i = 1; i < valid; i++) {
        lowest = imin(lowest, low[i]);
        highest = imax(highest, low[i]);
      }
      for (int32_t i = valid; i < kGroup; i++) low[i] = INT32_MAX;
      const float* const first = rows + (static_cast<int64_t>(n) * length + from) * Row<HD>::kFloats;
      const int32_t position = s.position + from;
      const int32_t begin = (lowest - s.position) / (kPair * L) * kPair;
      const int32_t end = (from + valid - 1) / L + 1;
      // The work so far grows with the square of the queries met.
      const float part = static_cast<float>(from + kGroup) / static_cast<float>(length);
      ahead.plan((static_cast<float>(n) + part * part) / static_cast<float>(t.kv_heads),
                 static_cast<int32_t>(ceil_div(end - begin, kPair)) * (kGroup / kTogether));
      for (int32_t block = begin; block < end; block += kPair) {
        float* const at = with + static_cast<int64_t>(block) * Keys<HD>::kFloats;
        float* const to = aside + static_cast<int64_t>(block - begin) * kGroup * L;
        const int32_t key = s.position + block * L;
        if (block + 1 == end) {
          meet_group<HD, 1, true>(first, low, position, at, key, to, ahead);
        } else if (highest > key || position < key + kPair * L - 1 || valid < kGroup) {
          meet_group<HD, kPair, true>(first, low, position, at, key, to, ahead);
        } else {
          meet_group<HD, kPair, false>(first, low, position, at, key, to, ahead);
        }
      }
      const float* const seen = with + static_cast<int64_t>(begin) * Keys<HD>::kFloats;
      float* const to = dq + (static_cast<int64_t>(n) * length + from) * HD;
      for (int i = 0; i < kGroup; i += kSummed) {
        for (int d = 0; d < HD; d += 4) sum_by_queries<HD>(aside + i * L, seen + d * L, end - begin, to + i * HD + d);
      }
    }
  }

  void run() {
    gather_keys();
    // Either there are several key heads, or several heads that share one.
    for (int32_t i = 0; i < t.group; i++) {
      const int32_t head = t.kv_head * t.group + i;
      gather_queries(head, t.kv_heads);
      for (int32_t n = 0; n < t.kv_heads; n++) meet_keys(n, keys + n * keys_floats());
      scatter_queries(head, t.kv_heads);
    }
    scatter_keys();
  }
};

}  // namespace

bool is_narrow(int32_t head_size) { return L >= 8 && (head_size == 4 || head_size == 8); }

// As Narrow divides them.
int64_t narrow_floats(int32_t longest, int32_t head_size, int32_t kv_heads) {
  const int64_t length = round_up(longest, kPair * L);
  return length * (kv_heads * (4 * head_size + (2 * head_size + 4) + head_size) + kGroup);
}

void narrow_backward(const HeadTask& task, float* scratch) {
  task.HD == 4 ? Narrow<4>(task, scratch).run() : Narrow<8>(task, scratch).run();
}

}  // namespace ts::TS_NS
