// Causal attention: blocks of queries against all keys that they see (Dao et al. 2022), without a running maximum.
#include "cpu/kernels/attention.h"

#include "cpu/kernels/ahead.h"
#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

// Copies the keys and values of positions [begin, end) close together, for `heads` key heads from that of `rows` on.
template <int Size>
void pack(const KeyRows& rows, int32_t head_size, int32_t heads, int32_t begin, int32_t end, float* to,
          KeyRows* packed) {
  const int32_t HD = Size ? Size : head_size;
  const int64_t floats = static_cast<int64_t>(end - begin) * HD;
  for (int32_t n = 0; n < heads; n++) packed[n] = {to + 2 * n * floats, to + (2 * n + 1) * floats, HD, begin, 0};
  for (int32_t position = begin; position < end; position++) {
    const int64_t at = row_of(rows, position) * rows.stride;
    for (int32_t n = 0; n < heads; n++) {
      memcpy(to + 2 * n * floats, rows.keys + at + n * HD, static_cast<size_t>(HD) * sizeof(float));
      memcpy(to + (2 * n + 1) * floats, rows.values + at + n * HD, static_cast<size_t>(HD) * sizeof(float));
    }
    to += HD;
  }
}

// One head of a block of queries. Size: the head size where it is worth a kernel of its own, else 0.
template <int Size>
struct Head {
  const Block& block;
  const KeyRows& rows;  // packed
  int32_t head_size;
  const float* q;  // [HD][kQueries], in units of log2, so that the exponential is a power of two
  float* o;        // [HD][kQueries]: the mixture of the values
  F start[kQueryVectors];  // what the scores begin with: 0, or minus their maximum
  F total[kQueryVectors];  // of the exponentials

  TS_INLINE int32_t HD() const { return Size ? Size : head_size; }
  TS_INLINE const float* key(int32_t position) const {
    return rows.keys + static_cast<int64_t>(position - rows.first) * HD();
  }
  TS_INLINE const float* value(int32_t position) const {
    return rows.values + static_cast<int64_t>(position - rows.first) * HD();
  }

  TS_INLINE bool sums_in_range() const {
    bool fine = true;
    for (int w = 0; w < kQueryVectors; w++) fine = fine && all(in_range(total[w]));
    return fine;
  }

  // o[d] += sum over keys of v[key][d] e[key], for `Numbers` d's.
  template <int Numbers, int Keys, int First>
  TS_INLINE void mix(const float* v, const F (&e)[Keys * (kQueryVectors - First)], float* to) const {
    constexpr int kVectors = kQueryVectors - First;
    F acc[Numbers][kVectors];
#pragma GCC unroll 4
    for (int n = 0; n < Numbers; n++) {
#pragma GCC unroll 2
      for (int w = 0; w < kVectors; w++) acc[n][w] = load(to + n * kQueries + (First + w) * L);
    }
#pragma GCC unroll 8
    for (int j = 0; j < Keys; j++) {
#pragma GCC unroll 4
      for (int n = 0; n < Numbers; n++) {
        const F x = set1(v[j * HD() + n]);
#pragma GCC unroll 2
        for (int w = 0; w < kVectors; w++) acc[n][w] = fma(x, e[j * kVectors + w], acc[n][w]);
      }
    }
#pragma GCC unroll 4
    for (int n = 0; n < Numbers; n++) {
#pragma GCC unroll 2
      for (int w = 0; w < kVectors; w++) store(to + n * kQueries + (First + w) * L, acc[n][w]);
    }
  }

  // `Keys` keys from a position on, for the query vectors from `First` on: scores and exponentials stay in registers
  // until they are in the sums.
  template <int Keys, int First, bool Masked>
  TS_INLINE void add_keys(int32_t position) {
    constexpr int kVectors = kQueryVectors - First;
    F e[Keys * kVectors];
#pragma GCC unroll 16
    for (int i = 0; i < Keys * kVectors; i++) e[i] = start[First + i % kVectors];
    add_dots<Keys, First>(key(position), HD(), q, HD(), e);
    vexp2_any(e);
#pragma GCC unroll 16
    for (int i = 0; i < Keys * kVectors; i++) {
      const int w = First + i % kVectors;
      if (Masked) e[i] = select(sees(block, w, position + i / kVectors), e[i], zero());
      total[w] = total[w] + e[i];
    }
    const float* const v = value(position);
    int32_t d = 0;
    for (; d + 4 <= HD(); d += 4) mix<4, Keys, First>(v + d, e, o + d * kQueries);
    for (; d < HD(); d++) mix<1, Keys, First>(v + d, e, o + d * kQueries);
  }

  template <int Keys, int First, bool Masked>
  TS_INLINE void add_range(int32_t from, int32_t to) {
    for (; from + Keys <= to; from += Keys) add_keys<Keys, First, Masked>(from);
    for (; from < to; from++) add_keys<1, First, true>(from);
  }

  TS_INLINE void add_all() {
    constexpr int kKeys = Size && Size <= 16 ? 4 : kStep;
    memset(o, 0, static_cast<size_t>(HD() * kQueries) * sizeof(float));
    for (int w = 0; w < kQueryVectors; w++) total[w] = zero();
    // Keys that some queries do not see, those that all see, and those that only the second half of the queries sees:
    // none of them, if they are so few that all stand in the first.
    const int32_t half = imin(block.end, block.position[L - 1] + 1);
    const int32_t from = imin(half, imax(block.begin, block.all_from));
    const int32_t to = from + imax(0, imin(half, block.position[0] + 1) - from) / kKeys * kKeys;
    add_range<kKeys, 0, true>(block.begin, from);
    add_range<kKeys, 0, false>(from, to);
    add_range<kKeys, 0, true>(to, half);
    add_range<kStep, 1, true>(half, block.end);
  }
};

// Minus the largest score of each query whose sum is out of range; 0 for all others, so that they come out as before.
__attribute__((noinline)) void find_start(const Block& block, const KeyRows& rows, const float* q, int32_t HD,
                                          const F* total, F* start) {
  F top[kQueryVectors];
  for (int w = 0; w < kQueryVectors; w++) top[w] = set1(-INFINITY);
  for (int32_t key = block.begin; key < block.end; key++) {
    F x[kQueryVectors] = {};
    add_dots<1>(rows.keys + static_cast<int64_t>(key - rows.first) * HD, 0, q, HD, x);
    for (int w = 0; w < kQueryVectors; w++) top[w] = vmax(select(sees(block, w, key), x[w], top[w]), top[w]);
  }
  for (int w = 0; w < kQueryVectors; w++) start[w] = select(in_range(total[w]), zero(), start_at(top[w]));
}

// The slow variant: the probabilities of one head for a block of queries.
void write_probabilities(const ts_sequence& s, const Block& block, const KeyRows& rows, const float* q, int32_t HD,
                         const F* start, const F* inverse, float* to) {
  for (int32_t key = 0; key < s.length; key++) {
    const int32_t position = s.position + key;
    F p[kQueryVectors] = {};
    if (position >= rows.first && position < block.end) {
      for (int w = 0; w < kQueryVectors; w++) p[w] = start[w];
      add_dots<1>(rows.keys + static_cast<int64_t>(position - rows.first) * HD, 0, q, HD, p);
      vexp2_any(p);
      for (int w = 0; w < kQueryVectors; w++) p[w] = select(sees(block, w, position), p[w] * inverse[w], zero());
    }
    for (int32_t i = 0; i < block.count; i++)
      to[static_cast<int64_t>(block.i0 + i) * s.length + key] = p[i / L][i % L];
  }
}

template <int Size>
void attend(const Piece& piece, const Block& block, const KeyRows& rows, int32_t head) {
  const ts_attention& p = *piece.p;
  const ts_sequence& s = *piece.s;
  const int32_t HD = Size ? Size : p.shape.head_size;
  // A wide head's would take much of a thread's stack.
  alignas(64) float own[Size ? 2 * Size * kQueries : 1];
  float* const q = Size ? own : piece.scratch;
  float* const o = q + HD * kQueries;
  const int64_t width = static_cast<int64_t>(p.shape.heads + 2 * p.shape.kv_heads) * HD;
  gather(block, p.qkv + (s.row + block.i0) * width + static_cast<int64_t>(head) * HD, width, HD,
         p.shape.scale * kLog2e, q);
  const int64_t at = static_cast<int64_t>(s.row + block.i0) * p.shape.heads + head;
  const int64_t out = static_cast<int64_t>(p.shape.heads) * HD;
  ask_for_rows(p.y + at * HD, out, block.count, HD);
  if (p.lse) ask_for_rows(p.lse + at, p.shape.heads, block.count, 1);
  Head<Size> h = {block, rows, HD, q, o, {}, {}};
  for (bool again = false;; again = true) {
    h.add_all();
    if (again || h.sums_in_range()) break;
    find_start(block, rows, q, HD, h.total, h.start);
  }

  alignas(64) float log_sum[kQueries];
  F inverse[kQueryVectors];
#pragma GCC unroll 2
  for (int w = 0; w < kQueryVectors; w++) {
    store(log_sum + w * L, (vlog2(h.total[w]) - h.start[w]) * set1(kLn2));
    inverse[w] = set1(1.0f) / h.total[w];
  }
  scatter(block, o, inverse, HD, p.y + at * HD, out);
  for (int32_t i = 0; p.lse && i < block.count; i++)
    p.lse[at + static_cast<int64_t>(i) * p.shape.heads] = log_sum[i];
  if (piece.probabilities) {
    const int64_t square = static_cast<int64_t>(s.length) * s.length;
    write_probabilities(s, block, rows, q, HD, h.start, inverse, piece.probabilities + head * square);
  }
}

template <int Size>
void attend_piece(const Piece& piece) {
  const ts_attention& p = *piece.p;
  const ts_sequence& s = *piece.s;
  const bool cached = p.cache != nullptr;
  // Windows move on with their queries, masks may not.
  int32_t low = lowest_key(*p.batch, s, piece.begin, p.shape.window, cached);
  for (int32_t i = piece.begin; p.batch->first && i < piece.end; i++)
    low = imin(low, lowest_key(*p.batch, s, i, p.shape.window, cached));
  const int32_t HD = Size ? Size : p.shape.head_size;
  KeyRows rows[kHeadsOfLine];
  pack<Size>(key_rows(p, s, piece.kv_head), HD, piece.kv_heads, low, s.position + piece.end,
             piece.scratch + 2 * HD * kQueries, rows);
  const int32_t group = p.shape.heads / p.shape.kv_heads;
  for (int32_t i0 = piece.begin; i0 < piece.end; i0 += kQueries) {
    const Block block(*p.batch, s, i0, p.shape.window, cached);
    for (int32_t h = 0; h < piece.kv_heads * group; h++)
      attend<Size>(piece, block, rows[h / group], piece.kv_head * group + h);
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
int32_t piece_queries(const ts_context* context, const ts_attention& p, int32_t across, int32_t longest) {
  const int64_t tiles = static_cast<int64_t>(p.batch->sequence_count) * across;
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
  const bool few = longest <= kFewQueries && !p->probabilities;
  const int32_t heads = few ? few_heads(shape) : heads_of_line(shape);  // key heads of a tile
  // A worker's: q and the mixture of a block, then the keys and values of a sequence, which few queries read in place.
  const int64_t keys = few ? 0 : p->cache ? p->cache->capacity : longest;
  const int64_t floats = 2LL * HD * kQueries + round_up(2LL * keys * HD * heads, 16);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(floats * context_threads(context)) * sizeof(float);
    return TS_OK;
  }
  if (shape.rope_theta != 0) rotate(context, *p->batch, shape, p->qkv, false);
  if (p->cache) {
    for (int32_t i = 0; i < p->batch->sequence_count; i++) store_in_cache(*p, p->batch->sequences[i]);
  }
  const AttendPiece attend = few ? attend_few : attend_for(HD);
  const int32_t across = shape.kv_heads / heads;
  const int32_t step = few ? longest : piece_queries(context, *p, across, longest);
  const int32_t pieces = static_cast<int32_t>(ceil_div(longest, step));
  const int64_t tiles = static_cast<int64_t>(p->batch->sequence_count) * pieces * across;
  // Of few queries, keys and values are not used again: they come from wherever the cache of the sequence is.
  const double reading = few ? 6 : 1;
  const double work = reading * visible_pairs(*p) * shape.heads * (HD + 16) / L;
  each_tile(context, tiles, work, [=](int32_t tile, int32_t worker) {
    const int32_t which = tile / across / pieces;
    const ts_sequence& s = p->batch->sequences[which];
    Piece piece = {p, &s, tile % across * heads, heads, tile / across % pieces * step, 0, nullptr, p->probabilities};
    piece.end = imin(s.length, piece.begin + step);
    if (piece.begin >= piece.end) return;
    const FlushTiny flush;
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
