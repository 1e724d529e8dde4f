// Causal attention with an online softmax over tiles of keys (Milakov & Gimelshein 2018; Dao et al. 2022).
// A vector holds one number of L queries, so any head size fills it, and no sum runs across lanes.
#include "cpu/kernels/attention.h"

#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

struct Call {
  const ts_attention* p;
  int32_t width, group;  // floats of a row of qkv; query heads that share a key head
};

// Where keys and values of a head stand: position -> row.
struct KeyRows {
  const float* keys;
  const float* values;
  int64_t stride;
  int32_t first;     // position of the first row; with a cache rows are taken modulo its capacity
  int32_t capacity;  // 0: no cache
};

TS_INLINE int64_t row_of(const KeyRows& rows, int32_t position) {
  return rows.capacity ? position % rows.capacity : position - rows.first;
}

KeyRows key_rows(const Call& call, const ts_sequence& s, int32_t kv_head) {
  const ts_attention& p = *call.p;
  const int32_t HD = p.shape.head_size;
  KeyRows rows = {};
  if (p.cache) {
    rows.stride = static_cast<int64_t>(p.shape.kv_heads) * HD;
    const int64_t at = static_cast<int64_t>(s.slot) * p.cache->capacity * rows.stride + static_cast<int64_t>(kv_head) * HD;
    rows.keys = p.cache->keys + at;
    rows.values = p.cache->values + at;
    rows.capacity = p.cache->capacity;
  } else {
    rows.stride = call.width;
    rows.keys = p.qkv + s.row * rows.stride + static_cast<int64_t>(p.shape.heads + kv_head) * HD;
    rows.values = rows.keys + static_cast<int64_t>(p.shape.kv_heads) * HD;
    rows.first = s.position;
  }
  return rows;
}

// The slow variant: the probabilities of one head for a block of queries.
void write_probabilities(const ts_sequence& s, const KeyRows& rows, const float* q, int32_t HD, int32_t i0,
                         int32_t count, I low, I position, F log_sum, float* to) {
  for (int32_t key = 0; key < s.length; key++) {
    const float* const k = rows.keys + row_of(rows, s.position + key) * rows.stride;
    F score = zero();
    for (int32_t d = 0; d < HD; d++) score = fma(load(q + d * L), set1(k[d]), score);
    const I at = set1i(s.position + key);
    const F p = select(both(lessi(low - 1, at), lessi(at, position + 1)), vexp(score - log_sum), zero());
    for (int32_t i = 0; i < count; i++) to[static_cast<int64_t>(i0 + i) * s.length + key] = p[i];
  }
}

// L queries from i0 on of one head. `o` and `q` are [HD][L].
void attend(const Call& call, const ts_sequence& s, const KeyRows& rows, int32_t head, int32_t i0, float* probabilities) {
  const ts_attention& p = *call.p;
  const int32_t HD = p.shape.head_size;
  const int32_t count = imin(L, s.length - i0);
  float q[kMaxHead * L], o[kMaxHead * L];
  int32_t low_of[L], position_of[L];
  for (int32_t i = 0; i < L; i++) {
    const int32_t at = i0 + imin(i, count - 1);  // lanes past the end repeat the last query
    position_of[i] = s.position + at;
    low_of[i] = lowest_key(*p.batch, s, at, p.shape.window, p.cache != nullptr);
    const float* const from = p.qkv + static_cast<int64_t>(s.row + at) * call.width + static_cast<int64_t>(head) * HD;
    for (int32_t d = 0; d < HD; d++) q[d * L + i] = from[d] * p.shape.scale;
  }
  memset(o, 0, static_cast<size_t>(HD * L) * sizeof(float));
  const I low = loadi(low_of), position = loadi(position_of);
  int32_t begin = low_of[0];
  const int32_t end = position_of[L - 1] + 1;
  for (int32_t i = 1; i < L; i++) begin = imin(begin, low_of[i]);

  F top = set1(kLowest), total = zero();
  F score[kKeyTile];
  for (int32_t tile = begin / kKeyTile * kKeyTile; tile < end; tile += kKeyTile) {
    const int32_t from = imax(begin, tile), to = imin(end, tile + kKeyTile);
    F highest = top;
    for (int32_t key = from; key < to; key++) {
      const float* const k = rows.keys + row_of(rows, key) * rows.stride;
      F x = zero();
      for (int32_t d = 0; d < HD; d++) x = fma(load(q + d * L), set1(k[d]), x);
      const I at = set1i(key);
      x = select(both(lessi(low - 1, at), lessi(at, position + 1)), x, set1(-INFINITY));
      score[key - from] = x;
      highest = vmax(highest, x);
    }
    const F shrink = vexp(top - highest);
    top = highest;
    total = total * shrink;
    for (int32_t key = from; key < to; key++) {
      const F e = vexp(score[key - from] - top);
      score[key - from] = e;
      total = total + e;
    }
    for (int32_t d = 0; d < HD; d++) {
      F y = load(o + d * L) * shrink;
      for (int32_t key = from; key < to; key++) {
        y = fma(score[key - from], set1(rows.values[row_of(rows, key) * rows.stride + d]), y);
      }
      store(o + d * L, y);
    }
  }

  for (int32_t d = 0; d < HD; d++) store(o + d * L, load(o + d * L) / total);
  F log_sum;
  for (int32_t i = 0; i < L; i++) log_sum[i] = top[i] + logf(total[i]);
  for (int32_t i = 0; i < count; i++) {
    const int64_t row = s.row + i0 + i;
    float* const y = p.y + (row * p.shape.heads + head) * HD;
    for (int32_t d = 0; d < HD; d++) y[d] = o[d * L + i];
    if (p.lse) p.lse[row * p.shape.heads + head] = log_sum[i];
  }
  if (probabilities) write_probabilities(s, rows, q, HD, i0, count, low, position, log_sum, probabilities);
}

void store_in_cache(const ts_attention& p, const ts_sequence& s, int32_t width) {
  const int64_t HD = p.shape.head_size;
  const int64_t kv = p.shape.kv_heads * HD;
  for (int32_t i = 0; i < s.length; i++) {
    const int64_t at = (static_cast<int64_t>(s.slot) * p.cache->capacity + (s.position + i) % p.cache->capacity) * kv;
    const float* const from = p.qkv + static_cast<int64_t>(s.row + i) * width + p.shape.heads * HD;
    memcpy(p.cache->keys + at, from, static_cast<size_t>(kv) * sizeof(float));
    memcpy(p.cache->values + at, from + kv, static_cast<size_t>(kv) * sizeof(float));
  }
}

}  // namespace

ts_status attention(ts_context* context, const ts_attention* p, ts_workspace* workspace) {
  if (!workspace->base) {
    workspace->bytes = 0;
    return TS_OK;
  }
  const ts_attention_shape& shape = p->shape;
  if (shape.head_size > kMaxHead) {
    return failed(context, TS_UNSUPPORTED, "head size %d: this backend supports up to %d", shape.head_size, kMaxHead);
  }
  if (p->probabilities && p->cache) {
    return failed(context, TS_UNSUPPORTED, "attention probabilities are for whole sequences, not for a cache");
  }
  Call call = {p, (shape.heads + 2 * shape.kv_heads) * shape.head_size, shape.heads / shape.kv_heads};
  if (shape.rope_theta != 0) rotate(context, *p->batch, shape, p->qkv, false);
  if (p->cache) {
    for (int32_t i = 0; i < p->batch->sequence_count; i++) store_in_cache(*p, p->batch->sequences[i], call.width);
  }
  int32_t longest = 0;
  for (int32_t i = 0; i < p->batch->sequence_count; i++) longest = imax(longest, p->batch->sequences[i].length);
  constexpr int32_t kBlock = 4 * L;
  const int32_t blocks = static_cast<int32_t>(ceil_div(longest, kBlock));
  const int64_t tiles = static_cast<int64_t>(p->batch->sequence_count) * blocks * shape.kv_heads;
  const double work = 1.0 * p->batch->rows * longest * shape.heads * (shape.head_size + 16) / L;
  each_tile(context, tiles, work, [=](int32_t tile, int32_t) {
    const int32_t kv_head = tile % shape.kv_heads;
    const int32_t block = tile / shape.kv_heads % blocks;
    const int32_t which = tile / shape.kv_heads / blocks;
    const ts_sequence& s = p->batch->sequences[which];
    const KeyRows rows = key_rows(call, s, kv_head);
    float* probabilities = p->probabilities;
    if (probabilities) {
      for (int32_t i = 0; i < which; i++) {
        const int64_t length = p->batch->sequences[i].length;
        probabilities += shape.heads * length * length;
      }
    }
    for (int32_t i0 = block * kBlock; i0 < imin(s.length, (block + 1) * kBlock); i0 += L) {
      for (int32_t h = kv_head * call.group; h < (kv_head + 1) * call.group; h++) {
        const int64_t length = s.length;
        attend(call, s, rows, h, i0, probabilities ? probabilities + h * length * length : nullptr);
      }
    }
  });
  return TS_OK;
}

}  // namespace ts::TS_NS
