// Attention for a few queries, as in decoding. The arithmetic is that of attention.cc, number by number and
// in the same order, but vectors lie across keys and a head's numbers, or across heads where those are
// narrow.
#include "cpu/kernels/attention.h"

namespace ts::TS_NS {
namespace {

// Heads of four numbers: four vectors hold one row of L heads. With rows and columns exchanged, a vector
// holds one number of L heads; head i * (L / 4) + g stands in lane 4 g + i.
constexpr int32_t kNarrow = 4;

bool heads_fill_lanes(const ts_attention_shape& shape) {
  return shape.head_size == kNarrow && shape.heads == shape.kv_heads && shape.heads % L == 0;
}

TS_INLINE int32_t head_of_lane(int32_t lane) { return lane % 4 * (L / 4) + lane / 4; }

// Lane 4 g + i of x, in all four lanes of group g: x of the heads that the i-th vector of a row holds.
template <int Which>
TS_INLINE F spread(F x) {
#if TS_LEVEL_avx512
  return _mm512_permute_ps(x, Which * 0x55);
#elif TS_LEVEL_avx2
  return _mm256_permute_ps(x, Which * 0x55);
#else
  return set1(x[Which]);
#endif
}

TS_INLINE void load_heads(const float* row, F (&x)[4]) {
  for (int i = 0; i < 4; i++) x[i] = load(row + i * L);
  transpose4(x);
}

// One query for L heads.
void attend_heads(const ts_attention& p, const ts_sequence& s, const KeyRows& rows, int32_t head, int32_t i) {
  const int64_t width = 3LL * p.shape.heads * kNarrow;
  F q[4], o[4];
  load_heads(p.qkv + (s.row + i) * width + static_cast<int64_t>(head) * kNarrow, q);
  for (int d = 0; d < 4; d++) q[d] = q[d] * set1(p.shape.scale * kLog2e);
  const int32_t begin = lowest_key(*p.batch, s, i, p.shape.window, p.cache != nullptr);
  const int32_t end = s.position + i + 1;
  F start = zero(), total = zero();
  for (bool again = false;; again = true) {
    F top = set1(-INFINITY);
    for (F& x : o) x = zero();
    total = zero();
    for (int32_t tile = begin / kKeyTile * kKeyTile; tile < end; tile += kKeyTile) {
      const int32_t from = imax(begin, tile);
      const int32_t keys = imin(end, tile + kKeyTile) - from;
      const int64_t at = row_of(rows, from) * rows.stride;
      for (int32_t j = 0; j < keys; j++) {
        F k[4], e[1] = {start};
        load_heads(rows.keys + at + j * rows.stride, k);
#pragma GCC unroll 4
        for (int d = 0; d < 4; d++) e[0] = fma(k[d], q[d], e[0]);
        top = vmax(e[0], top);
        vexp2_any(e);
        total = total + e[0];
        const float* const v = rows.values + at + j * rows.stride;
        o[0] = fma(load(v), spread<0>(e[0]), o[0]);
        o[1] = fma(load(v + L), spread<1>(e[0]), o[1]);
        o[2] = fma(load(v + 2 * L), spread<2>(e[0]), o[2]);
        o[3] = fma(load(v + 3 * L), spread<3>(e[0]), o[3]);
      }
    }
    const M fine = in_range(total);
    if (again || all(fine)) break;
    start = select(fine, zero(), start_at(top));
  }
  const F inverse = set1(1.0f) / total;
  const int64_t at = static_cast<int64_t>(s.row + i) * p.shape.heads + head;
  float* const y = p.y + at * kNarrow;
  store(y, o[0] * spread<0>(inverse));
  store(y + L, o[1] * spread<1>(inverse));
  store(y + 2 * L, o[2] * spread<2>(inverse));
  store(y + 3 * L, o[3] * spread<3>(inverse));
  if (!p.lse) return;
  const F log_sum = (vlog2(total) - start) * set1(kLn2);
  for (int lane = 0; lane < L; lane++) p.lse[at + head_of_lane(lane)] = log_sum[lane];
}

// Scores of `count` keys, at most L of them: a key in each lane. Lanes past the end repeat the last key.
TS_INLINE F key_scores(const float* k, int64_t stride, int32_t count, const float* q, int32_t HD, float start) {
  F x = set1(start);
  int32_t d = 0;
  for (; d + 4 <= HD; d += 4) {
    F columns[4];
    load_columns4(k + d, stride, count, columns);
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) x = fma(columns[j], set1(q[d + j]), x);
  }
  for (; d < HD; d++) {
    F column;
    for (int32_t j = 0; j < L; j++) column[j] = k[imin(j, count - 1) * stride + d];
    x = fma(column, set1(q[d]), x);
  }
  return x;
}

// o[d] += sum over keys of v[key][d] e[key], for `Vectors` vectors of d, `lanes` of them all
// in all.
template <int Vectors>
TS_INLINE void mix_keys(const float* v, int64_t stride, const float* e, int32_t keys, int32_t lanes,
                        float* o) {
  F acc[Vectors];
#pragma GCC unroll 4
  for (int i = 0; i < Vectors; i++) acc[i] = load(o + i * L);
  for (int32_t j = 0; j < keys; j++) {
    const F x = set1(e[j]);
#pragma GCC unroll 4
    for (int i = 0; i < Vectors; i++) acc[i] = fma(load_n(v + j * stride + i * L, lanes - i * L), x, acc[i]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < Vectors; i++) store(o + i * L, acc[i]);
}

// One query of one head.
void attend_one(const ts_attention& p, const ts_sequence& s, const KeyRows& rows, int32_t head, int32_t i) {
  const int32_t HD = p.shape.head_size;
  const int64_t width = static_cast<int64_t>(p.shape.heads + 2 * p.shape.kv_heads) * HD;
  alignas(64) float q[kMaxHead], o[kMaxHead + L], e[kKeyTile];
  const float* const from_q = p.qkv + (s.row + i) * width + static_cast<int64_t>(head) * HD;
  for (int32_t d = 0; d < HD; d++) q[d] = from_q[d] * (p.shape.scale * kLog2e);
  const int32_t begin = lowest_key(*p.batch, s, i, p.shape.window, p.cache != nullptr);
  const int32_t end = s.position + i + 1;
  float start = 0, total = 0;
  for (bool again = false;; again = true) {
    F top = set1(-INFINITY);
    total = 0;
    memset(o, 0, static_cast<size_t>(HD + L) * sizeof(float));
    for (int32_t tile = begin / kKeyTile * kKeyTile; tile < end; tile += kKeyTile) {
      const int32_t from = imax(begin, tile);
      const int32_t keys = imin(end, tile + kKeyTile) - from;
      const int64_t at = row_of(rows, from) * rows.stride;
      const float* const k = rows.keys + at;
      for (int g = 0; g * L < keys; g++) {
        F x[1] = {key_scores(k + g * L * rows.stride, rows.stride, keys - g * L, q, HD, start)};
        top = vmax(x[0], top);
        vexp2_any(x);
        store(e + g * L, x[0]);
      }
      for (int32_t j = 0; j < keys; j++) total += e[j];
      const float* const v = rows.values + at;
      int32_t d = 0;
      for (; d + 4 * L <= HD; d += 4 * L) mix_keys<4>(v + d, rows.stride, e, keys, HD - d, o + d);
      for (; d < HD; d += L) mix_keys<1>(v + d, rows.stride, e, keys, HD - d, o + d);
    }
    if (again || all(in_range(set1(total)))) break;
    start = start_at(largest(top));
  }
  const float inverse = 1.0f / total;
  const int64_t at = static_cast<int64_t>(s.row + i) * p.shape.heads + head;
  for (int32_t d = 0; d < HD; d++) p.y[at * HD + d] = o[d] * inverse;
  if (p.lse) p.lse[at] = ((vlog2(set1(total)) - set1(start)) * set1(kLn2))[0];
}

// Sums in order make one head wait for itself at every key. Heads of few vectors are taken together, so that each
// computes while the others wait.
constexpr int32_t kTogether = 4;
constexpr int32_t kMostVectors = 4;

bool heads_go_together(const ts_attention_shape& shape) {
  const int32_t HD = shape.head_size;
  return shape.heads == shape.kv_heads && shape.heads % kTogether == 0 && (HD <= L || HD % L == 0) &&
         HD <= kMostVectors * L;
}

// One query for kTogether heads of `Vectors` vectors each; each as attend_one would.
template <int Vectors>
void attend_together(const ts_attention& p, const ts_sequence& s, const KeyRows& rows, int32_t head, int32_t i) {
  const int32_t HD = p.shape.head_size;
  const int64_t width = 3LL * p.shape.heads * HD;
  alignas(64) float q[kTogether][kMostVectors * L], e[kTogether][kKeyTile];
  const float* const from_q = p.qkv + (s.row + i) * width + static_cast<int64_t>(head) * HD;
  for (int h = 0; h < kTogether; h++) {
    for (int32_t d = 0; d < HD; d++) q[h][d] = from_q[h * HD + d] * (p.shape.scale * kLog2e);
  }
  const int32_t begin = lowest_key(*p.batch, s, i, p.shape.window, p.cache != nullptr);
  const int32_t end = s.position + i + 1;
  F o[kTogether][Vectors];
  float start[kTogether] = {}, total[kTogether];
  for (bool again = false;; again = true) {
    F top[kTogether];
    for (int h = 0; h < kTogether; h++) {
      top[h] = set1(-INFINITY);
      total[h] = 0;
      for (int v = 0; v < Vectors; v++) o[h][v] = zero();
    }
    for (int32_t tile = begin / kKeyTile * kKeyTile; tile < end; tile += kKeyTile) {
      const int32_t from = imax(begin, tile);
      const int32_t keys = imin(end, tile + kKeyTile) - from;
      const int64_t at = row_of(rows, from) * rows.stride;
      for (int g = 0; g * L < keys; g++) {
        F x[kTogether];
        for (int h = 0; h < kTogether; h++) {
          const float* const k = rows.keys + at + g * L * rows.stride + h * HD;
          x[h] = key_scores(k, rows.stride, keys - g * L, q[h], HD, start[h]);
          top[h] = vmax(x[h], top[h]);
        }
        vexp2_any(x);
        for (int h = 0; h < kTogether; h++) store(e[h] + g * L, x[h]);
      }
      for (int32_t j = 0; j < keys; j++) {
        const float* const value = rows.values + at + j * rows.stride;
#pragma GCC unroll 4
        for (int h = 0; h < kTogether; h++) {
          const F x = set1(e[h][j]);
          total[h] += e[h][j];
#pragma GCC unroll 4
          for (int v = 0; v < Vectors; v++)
            o[h][v] = fma(load_n(value + h * HD + v * L, HD - v * L), x, o[h][v]);
        }
      }
    }
    bool fine = true;
    for (int h = 0; h < kTogether; h++) {
      const bool mine = all(in_range(set1(total[h])));
      if (!mine && !again) start[h] = start_at(largest(top[h]));
      fine = fine && mine;
    }
    if (again || fine) break;
  }
  const int64_t at = static_cast<int64_t>(s.row + i) * p.shape.heads + head;
  for (int h = 0; h < kTogether; h++) {
    const F inverse = set1(1.0f / total[h]);
    for (int v = 0; v < Vectors; v++) store_n(p.y + (at + h) * HD + v * L, o[h][v] * inverse, HD - v * L);
    if (p.lse) p.lse[at + h] = ((vlog2(set1(total[h])) - set1(start[h])) * set1(kLn2))[0];
  }
}

using AttendHeads = void (*)(const ts_attention&, const ts_sequence&, const KeyRows&, int32_t, int32_t);

AttendHeads together_for(int32_t HD) {
  static constexpr AttendHeads by_vectors[kMostVectors] = {attend_together<1>, attend_together<2>, attend_together<3>,
                                                           attend_together<4>};
  return by_vectors[ceil_div(HD, L) - 1];
}

}  // namespace

int32_t few_heads(const ts_attention_shape& shape) {
  return heads_fill_lanes(shape) ? L : heads_go_together(shape) ? kTogether : 1;
}

void attend_few(const Piece& piece) {
  const ts_attention& p = *piece.p;
  const KeyRows rows = key_rows(p, *piece.s, piece.kv_head);
  const int32_t group = p.shape.heads / p.shape.kv_heads;
  for (int32_t i = piece.begin; i < piece.end; i++) {
    if (heads_fill_lanes(p.shape)) {
      attend_heads(p, *piece.s, rows, piece.kv_head, i);
    } else if (heads_go_together(p.shape)) {
      together_for(p.shape.head_size)(p, *piece.s, rows, piece.kv_head, i);
    } else {
      for (int32_t h = piece.kv_head * group; h < (piece.kv_head + 1) * group; h++)
        attend_one(p, *piece.s, rows, h, i);
    }
  }
}

}  // namespace ts::TS_NS
