// What the forward and the backward pass of attention share.
//
// A vector holds one number of L queries, so any head size fills it and no sum runs across lanes. Queries are
// taken kQueries at a time, and each adds its keys in their order. So a query's result does not depend on the block it
// stands in.
//
// The softmax's exponentials are e^score itself, without the maximum that keeps them in range: scores are rarely so
// large, and then no exponential waits for one. Where a query's sum leaves (kLeastSum, kMostSum), which that query alone
// decides, all is done again relative to the maximum.
#pragma once
#include "cpu/kernels/math.h"
#include "cpu/kernels/tiles.h"

namespace {

// Keys that stand together in a cache, however it wraps around; and that the gradient of wide heads takes at a time.
constexpr int32_t kKeyTile = 32;
constexpr int32_t kMaxHead = 384;
constexpr int32_t kQueryVectors = 2;
constexpr int32_t kQueries = kQueryVectors * L;
constexpr float kLeastSum = 0x1p-80f, kMostSum = 0x1p80f;
constexpr float kLog2e = 1.44269504f;
constexpr float kLn2 = 0.693147181f;
// Keys, or numbers of a head, that a microkernel takes at once: kQueryVectors accumulators for each.
#if TS_LEVEL_avx512
constexpr int32_t kStep = 8;
#else
constexpr int32_t kStep = 4;
#endif

// Which absolute positions a query may attend to: [lowest, its own position].
TS_INLINE int32_t lowest_key(const ts_batch& batch, const ts_sequence& s, int32_t i, int32_t window,
                             bool cached) {
  const int32_t position = s.position + i;
  int32_t low = cached ? 0 : s.position;
  if (window > 0) low = imax(low, position - window + 1);
  if (batch.first) low = imax(low, batch.first[s.row + i]);
  return low;
}

// The same for L queries from the i-th on, and their positions; from the `count`-th on they repeat the last one.
TS_INLINE void lowest_keys(const ts_batch& batch, const ts_sequence& s, int32_t i, int32_t count, int32_t window,
                           bool cached, I* low, I* position) {
  const I at = i + at_most(iota(), count - 1);
  *position = s.position + at;
  *low = set1i(cached ? 0 : s.position);
  if (window > 0) *low = at_least(*low, *position - (window - 1));
  if (batch.first) {
    for (int lane = 0; lane < L; lane++) (*low)[lane] = imax((*low)[lane], batch.first[s.row + at[lane]]);
  }
}

// A block of queries of one sequence, from its i0-th on; lanes past the end repeat the last query.
struct Block {
  int32_t i0, count;
  alignas(64) int32_t low[kQueries];
  alignas(64) int32_t position[kQueries];
  int32_t begin, end;  // keys that some query sees
  int32_t all_from;    // the lowest key that all see, as far as `low` goes

  Block(const ts_batch& batch, const ts_sequence& s, int32_t from, int32_t window, bool cached) : i0(from) {
    count = imin(kQueries, s.length - from);
    for (int v = 0; v < kQueryVectors; v++) {
      // A vector without a query of its own repeats the last one.
      const int32_t first = imin(v * L, count - 1);
      I at, position_of;
      lowest_keys(batch, s, from + first, count - first, window, cached, &at, &position_of);
      *reinterpret_cast<I*>(low + v * L) = at;
      *reinterpret_cast<I*>(position + v * L) = position_of;
    }
    begin = low[0];
    all_from = low[kQueries - 1];
    for (int32_t i = 0; batch.first && i < kQueries; i++) {
      begin = imin(begin, low[i]);
      all_from = imax(all_from, low[i]);
    }
    end = position[kQueries - 1] + 1;
  }
  // Whether every query sees every key of [from, to).
  bool sees_all(int32_t from, int32_t to) const { return position[0] >= to - 1 && all_from <= from; }
};

// [HD][kQueries] from the rows of a block: x[row * stride + d] * scale.
TS_INLINE void gather(const Block& block, const float* x, int64_t stride, int32_t HD, float scale,
                      float* to) {
#pragma GCC unroll 2
  for (int v = 0; v < kQueryVectors; v++) {
    // A vector without a query of its own repeats the last one.
    const int32_t row = imin(v * L, block.count - 1);
    const float* const from = x + row * stride;
    const int32_t count = imax(1, block.count - v * L);
    int32_t d = 0;
    for (; d + 4 <= HD; d += 4) {
      F columns[4];
      load_columns4(from + d, stride, count, columns);
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) store(to + (d + j) * kQueries + v * L, columns[j] * set1(scale));
    }
    for (; d < HD; d++) {
      for (int32_t i = 0; i < L; i++)
        to[d * kQueries + v * L + i] = from[imin(i, count - 1) * stride + d] * scale;
    }
  }
}

// The way back: the queries' HD numbers to their rows, times a factor for each query.
TS_INLINE void scatter(const Block& block, const float* from, const F* factor, int32_t HD, float* y,
                       int64_t stride) {
#pragma GCC unroll 2
  for (int v = 0; v < kQueryVectors; v++) {
    const int32_t count = imin(L, block.count - v * L);
    if (count <= 0) break;
    float* const to = y + v * L * stride;
    int32_t d = 0;
    for (; d + 4 <= HD; d += 4) {
      F columns[4];
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) columns[j] = load(from + (d + j) * kQueries + v * L) * factor[v];
      store_columns4(columns, to + d, stride, count);
    }
    for (; d < HD; d++) {
      const F column = load(from + d * kQueries + v * L) * factor[v];
      for (int32_t i = 0; i < count; i++) to[i * stride + d] = column[i];
    }
  }
}

// out[j][query] += sum over d of k[j][d] q[d][query], for `Keys` keys and the query vectors from `First` on.
template <int Keys, int First = 0>
TS_INLINE void add_dots(const float* k, int64_t stride, const float* q, int32_t HD,
                        F (&out)[Keys * (kQueryVectors - First)]) {
  constexpr int kVectors = kQueryVectors - First;
#pragma GCC unroll 8
  for (int32_t d = 0; d < HD; d++) {
    F row[kVectors];
#pragma GCC unroll 2
    for (int w = 0; w < kVectors; w++) row[w] = load(q + d * kQueries + (First + w) * L);
#pragma GCC unroll 8
    for (int j = 0; j < Keys; j++) {
      const F x = set1(k[j * stride + d]);
#pragma GCC unroll 2
      for (int w = 0; w < kVectors; w++) out[j * kVectors + w] = fma(x, row[w], out[j * kVectors + w]);
    }
  }
}

// For which lanes a key at this position is seen.
TS_INLINE M sees(const Block& block, int v, int32_t key) {
  const I at = set1i(key);
  return both(lessi(loadi(block.low + v * L) - 1, at), lessi(at, loadi(block.position + v * L) + 1));
}

// Whether a sum of exponentials is in range; one that is not a number is not.
// What is added to the scores of a query whose sum is not, `top` being the largest. An infinite one makes no number of it.
template <class Number>
TS_INLINE Number start_at(Number top) {
  return (top - top) - top;
}
TS_INLINE M in_range(F sum) { return both(less(set1(kLeastSum), sum), less(sum, set1(kMostSum))); }

}  // namespace

namespace ts::TS_NS {

// Keys and values of one key head: position -> row.
struct KeyRows {
  const float* keys;
  const float* values;
  int64_t stride;
  int32_t first;     // position of the first row
  int32_t capacity;  // of the ring they stand in; 0: no ring
};

// Queries [begin, end) of a sequence, for `kv_heads` key heads from kv_head on with the heads that share them.
struct Piece {
  const ts_attention* p;
  const ts_sequence* s;
  int32_t kv_head, kv_heads, begin, end;
  float* scratch;        // for a block's q and mixture, then packed keys and values
  float* probabilities;  // of this sequence, or NULL
};

// Narrow heads are taken together as far as they share cache lines, which then are read and written once.
constexpr int32_t kHeadsOfLine = 4;
TS_INLINE int32_t heads_of_line(const ts_attention_shape& shape) {
  int32_t heads = kHeadsOfLine;
  while (heads > 1 && (heads * shape.head_size > 16 || shape.kv_heads % heads != 0)) heads /= 2;
  return shape.heads == shape.kv_heads ? heads : 1;
}

// For so few queries of a sequence vectors across queries would be mostly empty (decoding has one). A piece
// is then all of a sequence, for `few_heads` key heads. The same bits as the other way.
constexpr int32_t kFewQueries = 8;
int32_t few_heads(const ts_attention_shape& shape);
void attend_few(const Piece& piece);

// Turns pairs (i, i + HD/2) of q and k by position * theta^(-2i/HD) (Su et al. 2021), or back when `back`.
void rotate(ts_context* context, const ts_batch& batch, const ts_attention_shape& shape, float* qkv,
            bool back);

}  // namespace ts::TS_NS

namespace {

TS_INLINE int64_t row_of(const ts::TS_NS::KeyRows& rows, int32_t position) {
  return rows.capacity ? position % rows.capacity : position - rows.first;
}

TS_INLINE ts::TS_NS::KeyRows key_rows(const ts_attention& p, const ts_sequence& s, int32_t kv_head) {
  const int64_t HD = p.shape.head_size;
  ts::TS_NS::KeyRows rows = {};
  if (p.cache) {
    rows.stride = p.shape.kv_heads * HD;
    const int64_t at = static_cast<int64_t>(s.slot) * p.cache->capacity * rows.stride + kv_head * HD;
    rows.keys = p.cache->keys + at;
    rows.values = p.cache->values + at;
    rows.capacity = p.cache->capacity;
  } else {
    rows.stride = (p.shape.heads + 2 * p.shape.kv_heads) * HD;
    rows.keys = p.qkv + s.row * rows.stride + (p.shape.heads + kv_head) * HD;
    rows.values = rows.keys + p.shape.kv_heads * HD;
    rows.first = s.position;
  }
  return rows;
}

}  // namespace
