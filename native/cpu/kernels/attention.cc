// Causal attention with an online softmax over tiles of keys (Milakov & Gimelshein 2018; Dao et al. 2022).
#include "cpu/kernels/attention.h"

#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

// Copies the keys and values of positions [begin, end) close together.
template <int Size>
KeyRows pack(const KeyRows& rows, int32_t head_size, int32_t begin, int32_t end, float* to) {
  const int32_t HD = Size ? Size : head_size;
  const int64_t count = end - begin;
  float* values = to + count * HD;
  const KeyRows packed = {to, values, HD, begin, 0};
  const float* key = rows.keys + (begin - rows.first) * rows.stride;
  const float* value = rows.values + (begin - rows.first) * rows.stride;
  for (int64_t j = 0; j < count; j++) {
    memcpy(to, key, static_cast<size_t>(HD) * sizeof(float));
    memcpy(values, value, static_cast<size_t>(HD) * sizeof(float));
    to += HD;
    values += HD;
    key += rows.stride;
    value += rows.stride;
  }
  return packed;
}

// The slow variant: the probabilities of one head for a block of queries. `q` is in units of log2.
void write_probabilities(const ts_sequence& s, const Block& block, const KeyRows& rows, const float* q,
                         int32_t HD, const F* top, const F* inverse, float* to) {
  for (int32_t key = 0; key < s.length; key++) {
    F x[1][kQueryVectors];
    const bool here = key + s.position >= rows.first && key + s.position < block.end;
    if (here) dots<1>(rows.keys + row_of(rows, s.position + key) * rows.stride, 0, q, HD, x);
    for (int v = 0; v < kQueryVectors; v++) {
      const F p = here
                      ? select(sees(block, v, s.position + key), vexp2(x[0][v] - top[v]) * inverse[v], zero())
                      : zero();
      for (int i = v * L; i < imin(block.count, (v + 1) * L); i++) {
        to[static_cast<int64_t>(block.i0 + i) * s.length + key] = p[i - v * L];
      }
    }
  }
}

// The scores of keys [from, from + Keys), and their maximum so far.
template <int Keys, bool Masked>
TS_INLINE void score(const Block& block, const float* k, int64_t stride, const float* q, int32_t HD,
                     int32_t from, float* s, F* high) {
  F x[Keys][kQueryVectors];
  dots<Keys>(k, stride, q, HD, x);
#pragma GCC unroll 8
  for (int j = 0; j < Keys; j++) {
#pragma GCC unroll 2
    for (int v = 0; v < kQueryVectors; v++) {
      if (Masked) x[j][v] = select(sees(block, v, from + j), x[j][v], set1(-INFINITY));
      high[v] = vmax(high[v], x[j][v]);
      store(s + j * kQueries + v * L, x[j][v]);
    }
  }
}

// e^(score - top) in place of the scores of some keys, added to the totals key by key.
template <int Keys, bool Masked>
TS_INLINE void exponentials(float* s, const F* top, F* total) {
  F e[Keys * kQueryVectors];
#pragma GCC unroll 8
  for (int i = 0; i < Keys * kQueryVectors; i++) e[i] = load(s + i * L) - top[i % kQueryVectors];
  vexp2_each(e);
#pragma GCC unroll 8
  for (int i = 0; i < Keys * kQueryVectors; i++) {
    if (Masked) e[i] = select(less(load(s + i * L), set1(kLowest)), zero(), e[i]);
    store(s + i * L, e[i]);
    total[i % kQueryVectors] = total[i % kQueryVectors] + e[i];
  }
}

// One tile of keys: scores, new maximum, exponentials, and their share of the mixture `o`.
template <bool Masked>
TS_INLINE void key_tile(const Block& block, const KeyRows& rows, const float* q, int32_t HD, int32_t from,
                        int32_t to, F* top, F* total, float* o) {
  alignas(64) float s[kKeyTile * kQueries];
  const int64_t at = row_of(rows, from) * rows.stride;
  const float* const k = rows.keys + at;
  const int32_t keys = to - from;
  F high[kQueryVectors];
  for (int v = 0; v < kQueryVectors; v++) high[v] = top[v];
  int32_t j = 0;
  for (; j + kStep <= keys; j += kStep) {
    score<kStep, Masked>(block, k + j * rows.stride, rows.stride, q, HD, from + j, s + j * kQueries, high);
  }
  for (; j < keys; j++) {
    score<1, Masked>(block, k + j * rows.stride, rows.stride, q, HD, from + j, s + j * kQueries, high);
  }
  F shrink[kQueryVectors];
#pragma GCC unroll 2
  for (int v = 0; v < kQueryVectors; v++) {
    shrink[v] = vexp2(top[v] - high[v]);
    top[v] = high[v];
    total[v] = total[v] * shrink[v];
  }
  for (j = 0; j + 4 <= keys; j += 4) exponentials<4, Masked>(s + j * kQueries, top, total);
  for (; j < keys; j++) exponentials<1, Masked>(s + j * kQueries, top, total);
  mix_all<true>(rows.values + at, rows.stride, s, keys, shrink, HD, o);
}

// A block of queries of one head. Size: the head size where it is worth a kernel of its own, else 0.
template <int Size>
void attend(const ts_attention& p, const ts_sequence& s, const Block& block, const KeyRows& rows,
            int32_t head, float* scratch, float* probabilities) {
  const int32_t HD = Size ? Size : p.shape.head_size;
  // A wide head's would take much of a thread's stack.
  alignas(64) float own[Size ? 2 * Size * kQueries : 1];
  float* const q = Size ? own : scratch;
  float* const o = q + HD * kQueries;
  const int64_t width = static_cast<int64_t>(p.shape.heads + 2 * p.shape.kv_heads) * HD;
  // Scores are in units of log2, so that the exponential is a power of two.
  gather(block, p.qkv + (s.row + block.i0) * width + static_cast<int64_t>(head) * HD, width, HD,
         p.shape.scale * kLog2e, q);
  memset(o, 0, static_cast<size_t>(HD * kQueries) * sizeof(float));
  F top[kQueryVectors], total[kQueryVectors];
  for (int v = 0; v < kQueryVectors; v++) {
    top[v] = set1(kLowest);
    total[v] = zero();
  }
  for (int32_t tile = block.begin / kKeyTile * kKeyTile; tile < block.end; tile += kKeyTile) {
    const int32_t from = imax(block.begin, tile), to = imin(block.end, tile + kKeyTile);
    if (block.sees_all(from, to)) {
      key_tile<false>(block, rows, q, HD, from, to, top, total, o);
    } else {
      key_tile<true>(block, rows, q, HD, from, to, top, total, o);
    }
  }

  alignas(64) float log_sum[kQueries];
#pragma GCC unroll 2
  for (int v = 0; v < kQueryVectors; v++) {
    store(log_sum + v * L, (top[v] + vlog2(total[v])) * set1(kLn2));
    total[v] = set1(1.0f) / total[v];
  }
  const int64_t at = static_cast<int64_t>(s.row + block.i0) * p.shape.heads + head;
  scatter(block, o, total, HD, p.y + at * HD, static_cast<int64_t>(p.shape.heads) * HD);
  for (int32_t i = 0; p.lse && i < block.count; i++)
    p.lse[at + static_cast<int64_t>(i) * p.shape.heads] = log_sum[i];
  if (probabilities) write_probabilities(s, block, rows, q, HD, top, total, probabilities);
}

template <int Size>
void attend_piece(const Piece& piece) {
  const ts_attention& p = *piece.p;
  const ts_sequence& s = *piece.s;
  KeyRows rows = key_rows(p, s, piece.kv_head);
  if (!p.cache) {
    int32_t low = s.position + s.length;
    for (int32_t i = piece.begin; i < piece.end; i++) {
      low = imin(low, lowest_key(*p.batch, s, i, p.shape.window, false));
    }
    rows = pack<Size>(rows, p.shape.head_size, low, s.position + piece.end,
                      piece.scratch + 2 * p.shape.head_size * kQueries);
  }
  const int32_t group = p.shape.heads / p.shape.kv_heads;
  for (int32_t i0 = piece.begin; i0 < piece.end; i0 += kQueries) {
    const Block block(*p.batch, s, i0, p.shape.window, p.cache != nullptr);
    for (int32_t h = piece.kv_head * group; h < (piece.kv_head + 1) * group; h++) {
      const int64_t square = static_cast<int64_t>(s.length) * s.length;
      attend<Size>(p, s, block, rows, h, piece.scratch,
                   piece.probabilities ? piece.probabilities + h * square : nullptr);
    }
  }
}

typedef void (*AttendPiece)(const Piece&);

AttendPiece attend_for(int32_t head_size) {
  switch (head_size) {
    case 4:
      return attend_piece<4>;
    case 8:
      return attend_piece<8>;
    case 16:
      return attend_piece<16>;
    case 32:
      return attend_piece<32>;
    case 64:
      return attend_piece<64>;
    default:
      return attend_piece<0>;
  }
}

void store_in_cache(const ts_attention& p, const ts_sequence& s) {
  const int64_t HD = p.shape.head_size;
  const int64_t kv = p.shape.kv_heads * HD;
  const int64_t width = p.shape.heads * HD + 2 * kv;
  for (int32_t i = 0; i < s.length; i++) {
    const int64_t at =
        (static_cast<int64_t>(s.slot) * p.cache->capacity + (s.position + i) % p.cache->capacity) * kv;
    const float* const from = p.qkv + (s.row + i) * width + p.shape.heads * HD;
    memcpy(p.cache->keys + at, from, static_cast<size_t>(kv) * sizeof(float));
    memcpy(p.cache->values + at, from + kv, static_cast<size_t>(kv) * sizeof(float));
  }
}

int32_t longest_sequence(const ts_batch& batch) {
  int32_t longest = 0;
  for (int32_t i = 0; i < batch.sequence_count; i++) longest = imax(longest, batch.sequences[i].length);
  return longest;
}

// Pairs of a query and a key that it may see, for one head.
double visible_pairs(const ts_attention& p) {
  double pairs = 0;
  for (int32_t i = 0; i < p.batch->sequence_count; i++) {
    const ts_sequence& s = p.batch->sequences[i];
    const int32_t keys = p.cache ? s.position + s.length : s.length;
    pairs += 1.0 * s.length * (p.shape.window > 0 ? imin(p.shape.window, keys) : keys);
  }
  return pairs;
}

// Queries of a piece: a sequence's whole, or pieces where there are too few sequences and heads for the
// threads.
int32_t piece_queries(const ts_context* context, const ts_attention& p, int32_t longest) {
  const int64_t tiles = static_cast<int64_t>(p.batch->sequence_count) * p.shape.kv_heads;
  const int64_t pieces = ceil_div(4 * context_threads(context), tiles);
  return static_cast<int32_t>(
      imax(4 * kQueries, static_cast<int32_t>(round_up(ceil_div(longest, pieces), kQueries))));
}

}  // namespace

ts_status attention(ts_context* context, const ts_attention* p, ts_workspace* workspace) {
  const ts_attention_shape& shape = p->shape;
  const int32_t HD = shape.head_size;
  if (HD > kMaxHead) {
    return failed(context, TS_UNSUPPORTED, "head size %d: this backend supports up to %d", HD, kMaxHead);
  }
  if (p->probabilities && p->cache) {
    return failed(context, TS_UNSUPPORTED,
                  "attention probabilities are for whole sequences, not for a cache");
  }
  const int32_t longest = longest_sequence(*p->batch);
  // A worker's: q and the mixture of a block, then the keys and values of a sequence.
  const int64_t floats = 2LL * HD * kQueries + (p->cache ? 0 : round_up(2LL * longest * HD, 16));
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(floats * context_threads(context)) * sizeof(float);
    return TS_OK;
  }
  if (shape.rope_theta != 0) rotate(context, *p->batch, shape, p->qkv, false);
  if (p->cache) {
    for (int32_t i = 0; i < p->batch->sequence_count; i++) store_in_cache(*p, p->batch->sequences[i]);
  }
  const bool few = longest <= kFewQueries && !p->probabilities;
  const AttendPiece attend = few ? attend_few : attend_for(HD);
  const int32_t heads = few ? few_heads(shape) : 1;  // key heads of a tile
  const int32_t across = shape.kv_heads / heads;
  const int32_t step = few ? longest : piece_queries(context, *p, longest);
  const int32_t pieces = static_cast<int32_t>(ceil_div(longest, step));
  const int64_t tiles = static_cast<int64_t>(p->batch->sequence_count) * pieces * across;
  // Of few queries, keys and values are not used again: they come from wherever the cache of the sequence is.
  const double reading = few ? 6 : 1;
  const double work = reading * visible_pairs(*p) * shape.heads * (HD + 16) / L;
  each_tile(context, tiles, work, [=](int32_t tile, int32_t worker) {
    const int32_t which = tile / across / pieces;
    const ts_sequence& s = p->batch->sequences[which];
    Piece piece = {p, &s, tile % across * heads, tile / across % pieces * step, 0, nullptr, p->probabilities};
    piece.end = imin(s.length, piece.begin + step);
    if (piece.begin >= piece.end) return;
    piece.scratch = static_cast<float*>(workspace->base) + worker * floats;
    for (int32_t i = 0; piece.probabilities && i < which; i++) {
      const int64_t earlier = p->batch->sequences[i].length;
      piece.probabilities += shape.heads * earlier * earlier;
    }
    attend(piece);
  });
  return TS_OK;
}

}  // namespace ts::TS_NS
