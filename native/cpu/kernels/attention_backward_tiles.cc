// The gradient of attention by AMX: all five products, of blocks of kTokens queries and as many keys. The vector units
// are left with exponentials and with taking numbers apart into thirds.
//
// Scores stand with keys in rows and queries in lanes. So the two vectors of a key's probabilities (or of its scores'
// gradients) are a row of the left operand of dv (or dk), a sum over queries; and those of two keys, 16 apart, are a
// row of the right operand of dq, a sum over keys. Nothing is transposed on the way.
//
// One after the other: the processor does not do both at once. While tiles are at work, half of the units that multiply
// vectors are not.
#include "cpu/kernels/attention_backward.h"

#include "cpu/kernels/attention_tiles.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {
namespace {

constexpr int kTileFloats = kEdge * kEdge;

// What the tiles of a block hand to the vectors, and those to the tiles. What is made of a row takes its place, so that
// as much as possible stays in the first cache.
union Place {
  float sums[4 * kTileFloats];          // [strip of keys][panel of queries][16][16]
  uint16_t thirds[2 * kBlockElements];  // [strip][third]
};
struct Between {
  alignas(64) Place p;   // scores minus the log of the softmax's denominator, then probabilities
  alignas(64) Place ds;  // products of dy and values minus dy · y, then the scores' gradients
  alignas(64) uint16_t ds_queries[2 * kBlockElements];  // [panel of queries][third]
};

// Probabilities and the scores' gradients of the row-th keys of both strips, taken apart.
TS_INLINE void score_gradients(const Block& block, bool masked, int32_t key, int row, Between* m) {
  const int at = row * kEdge, to = row * kSteps;
  F p[4], ds[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) p[i] = load(m->p.sums + i * kTileFloats + at);
  vexp2_negative(p);
  if (masked) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) p[i] = select(sees(block, i % 2, key + i / 2 * kEdge + row), p[i], zero());
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) ds[i] = p[i] * load(m->ds.sums + i * kTileFloats + at);
  Thirds x[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) x[i] = thirds_of(p[i]);
  store_pairs(x[0], x[1], m->p.thirds + to);
  store_pairs(x[2], x[3], m->p.thirds + kBlockElements + to);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) x[i] = thirds_of(ds[i]);
  store_pairs(x[0], x[1], m->ds.thirds + to);
  store_pairs(x[2], x[3], m->ds.thirds + kBlockElements + to);
  store_pairs(x[0], x[2], m->ds_queries + to);
  store_pairs(x[1], x[3], m->ds_queries + kBlockElements + to);
}

// The work on one key head of a sequence with the query heads that share it.
struct Tiled {
  const HeadTask& t;
  const int32_t lines;
  int64_t of_scores, of_tokens, of_sums;  // elements and floats of a block of tokens
  Between* between;
  float *log_sum, *dot;  // of a block of queries: minus the log of the softmax's denominator, minus dy · y
  float* dq;             // [numbers][kTokens]
  float* rows[3];        // of a head's tokens, as they are gathered
  uint16_t *q, *dy, *q_tokens, *dy_tokens;  // of a block of queries
  uint16_t *k, *v, *k_tokens;               // of each block of keys
  float *dk, *dv;                           // [key][numbers]

  static constexpr int64_t kFixedFloats = sizeof(Between) / sizeof(float) + 2 * kTokens;
  static int64_t floats(int32_t longest, int32_t HD) {
    const int64_t lines = lines_of(HD), scores = score_elements(lines_of(HD)), block = kBlockElements / 2;
    const int64_t queries = 2 * scores + 2 * lines * block + 4 * lines * L * kTokens;
    const int64_t keys = 2 * scores + lines * block + 2 * lines * L * kTokens;
    return kFixedFloats + queries + ceil_div(longest, kTokens) * keys;
  }

  Tiled(const HeadTask& task, float* scratch) : t(task), lines(lines_of(task.HD)) {
    const int64_t blocks = ceil_div(t.s->length, kTokens);
    of_scores = 2 * score_elements(lines);
    of_tokens = lines * kBlockElements;
    of_sums = lines * L * kTokens;
    const auto take = [&scratch](int64_t floats) {
      float* const at = scratch;
      scratch += floats;
      return at;
    };
    const auto halves = [&](int64_t elements) { return reinterpret_cast<uint16_t*>(take(elements / 2)); };
    between = reinterpret_cast<Between*>(take(sizeof(Between) / sizeof(float)));
    log_sum = take(kTokens);
    dot = take(kTokens);
    dq = take(of_sums);
    for (float*& x : rows) x = take(of_sums);
    q = halves(of_scores);
    dy = halves(of_scores);
    q_tokens = halves(of_tokens);
    dy_tokens = halves(of_tokens);
    k = halves(blocks * of_scores);
    v = halves(blocks * of_scores);
    k_tokens = halves(blocks * of_tokens);
    dk = take(blocks * of_sums);
    dv = take(blocks * of_sums);
  }

  void gather_keys(int32_t block) {
    const int32_t from = block * kTokens;
    const HeadRows keys = gathered(t.keys + from * t.width, t.width, t.HD, t.s->length - from, rows[0]);
    const HeadRows values = gathered(t.values + from * t.width, t.width, t.HD, t.s->length - from, rows[1]);
    left_of_scores(keys, k + block * of_scores);
    left_of_scores(values, v + block * of_scores);
    left_of_tokens(keys, k_tokens + block * of_tokens);
    memset(dk + block * of_sums, 0, of_sums * sizeof(float));
    memset(dv + block * of_sums, 0, of_sums * sizeof(float));
  }

  void gather_queries(const Block& block, int32_t head) {
    const int64_t mixed = static_cast<int64_t>(t.p->shape.heads) * t.HD;
    const int32_t count = block.count;
    const HeadRows queries = gathered(t.p->qkv + t.query(block.i0, head), t.width, t.HD, count, rows[0]);
    const HeadRows y = gathered(t.p->y + t.mixed(block.i0, head), mixed, t.HD, count, rows[1]);
    const HeadRows gradients = gathered(t.p->dy + t.mixed(block.i0, head), mixed, t.HD, count, rows[2]);
    const F factor = set1(t.p->shape.scale * kLog2e), one = set1(1.0f);
    right_of_scores(queries, factor, q);
    right_of_scores(gradients, one, dy);
    right_of_tokens(queries, factor, q_tokens);
    right_of_tokens(gradients, one, dy_tokens);
    for (int32_t from = 0; from < kTokens; from += L) {
      F products[16];
#pragma GCC unroll 16
      for (int i = 0; i < 16; i++) {
        products[i] = zero();
        for (int32_t line = 0; line < lines; line++)
          products[i] = fnma(gradients.get(from + i, line), y.get(from + i, line), products[i]);
      }
      sums(products, dot + from);
    }
    for (int32_t i = 0; i < kTokens; i++)
      log_sum[i] = i < count ? t.p->lse[t.sum(block.i0 + i, head)] * -kLog2e : 0;
    memset(dq, 0, of_sums * sizeof(float));
  }

  void scatter_queries(const Block& block, int32_t head) const {
    float* const to = t.p->d_qkv + t.query(block.i0, head);
    for (int32_t line = 0; line < lines; line++) {
      for (int32_t from = 0; from < block.count; from += L) {
        __m512i x[16];
#pragma GCC unroll 16
        for (int j = 0; j < 16; j++)
          x[j] = (__m512i)(load(dq + (line * L + j) * kTokens + from) * set1(t.p->shape.scale));
        transpose(x);
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
          if (from + i < block.count) store_n(to + (from + i) * t.width + line * L, (F)x[i], t.HD - line * L);
        }
      }
    }
  }

  void scatter_keys() const {
    const int64_t kv = static_cast<int64_t>(t.p->shape.kv_heads) * t.HD;
    for (int32_t i = 0; i < t.s->length; i++) {
      float* const to = t.p->d_qkv + t.query(i, t.p->shape.heads + t.kv_head);
      const int64_t from = static_cast<int64_t>(i) * lines * L;
      for (int32_t d = 0; d < t.HD; d += L) {
        // Queries were in units of log2.
        store_n(to + d, load(dk + from + d) * set1(kLn2), t.HD - d);
        store_n(to + kv + d, load(dv + from + d), t.HD - d);
      }
    }
  }

  void meet_keys(const Block& block) {
    Between* const m = between;
    const int32_t begin = (block.begin - t.s->position) / kTokens;
    const int32_t end = static_cast<int32_t>(ceil_div(block.end - t.s->position, kTokens));
    for (int32_t j = begin; j < end; j++) {
      const int32_t key = t.s->position + j * kTokens;
      const bool masked = !block.sees_all(key, key + kTokens);
      wrote_for_tiles();
      multiply_scores(k + j * of_scores, q, log_sum, lines, m->p.sums);
      multiply_scores(v + j * of_scores, dy, dot, lines, m->ds.sums);
      for (int row = 0; row < kEdge; row++) score_gradients(block, masked, key, row, m);
      wrote_for_tiles();
      add_by_tokens(m->p.thirds, dy_tokens, lines, dv + j * of_sums);
      add_by_tokens(m->ds.thirds, q_tokens, lines, dk + j * of_sums);
      add_by_numbers(k_tokens + j * of_tokens, m->ds_queries, lines, dq);
    }
  }

  void run() {
    const TileRegisters registers;
    for (int32_t i = 0; i < t.group; i++) {
      const int32_t head = t.kv_head * t.group + i;
      for (int32_t from = 0; from < t.s->length; from += kTokens) {
        if (i == 0) gather_keys(from / kTokens);
        const Block block(*t.p->batch, *t.s, from, t.p->shape.window, false);
        gather_queries(block, head);
        meet_keys(block);
        scatter_queries(block, head);
      }
    }
    scatter_keys();
  }
};

}  // namespace

// Below that, what is won by the products is lost by taking their operands apart and moving them.
bool is_tiled(int32_t head_size) { return head_size > L; }

int64_t tiled_floats(int32_t longest, int32_t head_size) { return Tiled::floats(longest, head_size); }

void tiled_backward(const HeadTask& task, float* scratch) { Tiled(task, scratch).run(); }

}  // namespace ts::TS_NS

#endif
