// The gradient of attention for narrow heads. A vector holds one number of L keys; a key's dk and dv stay in
// registers while the queries pass by. Every query's dq is kept as a vector of partial sums, one for each
// lane, and summed across lanes once at the end.
#include "cpu/kernels/attention_backward.h"

namespace ts::TS_NS {
namespace {

// Queries that pass before dk and dv are put aside: their dq vectors stay in the first cache meanwhile.
constexpr int32_t kPass = 64;

// What the loop over queries reads of one query, side by side: q for the scores (in units of log2), q times
// the scale for dk, dy, minus the log of the softmax's denominator (in units of log2) and dy · y.
template <int HD>
struct Row {
  static constexpr int kScore = 0, kKey = HD, kOut = 2 * HD, kSum = 3 * HD, kDot = 3 * HD + 1,
                       kFloats = 3 * HD + 4;
};

typedef float Four __attribute__((vector_size(16), may_alias, aligned(4)));
TS_INLINE Four four(const float* p) { return *reinterpret_cast<const Four*>(p); }
TS_INLINE void put(float* p, Four x) { *reinterpret_cast<Four*>(p) = x; }

template <int HD>
void gather_rows(const HeadTask& t, int32_t head, float* rows, float* dq) {
  const int32_t length = t.s->length;
  const float scale = t.p->shape.scale;
  const float* q = t.p->qkv + t.query(0, head);
  const float* dy = t.p->dy + t.mixed(0, head);
  const float* y = t.p->y + t.mixed(0, head);
  const float* lse = t.p->lse + t.sum(0, head);
  const int64_t heads = t.p->shape.heads;
  float* row = rows;
  for (int32_t i = 0; i < length; i += L) {
    const int32_t count = imin(L, length - i);
    F dot = zero();
    for (int d = 0; d < HD; d += 4) {
      F a[4], b[4];
      load_columns4(dy + d, heads * HD, count, a);
      load_columns4(y + d, heads * HD, count, b);
      for (int j = 0; j < 4; j++) dot = fma(a[j], b[j], dot);
    }
    alignas(64) float dots[L];
    store(dots, dot);
    for (int32_t j = 0; j < count; j++) {
      for (int d = 0; d < HD; d += 4) {
        put(row + Row<HD>::kScore + d, four(q + d) * (scale * kLog2e));
        put(row + Row<HD>::kKey + d, four(q + d) * scale);
        put(row + Row<HD>::kOut + d, four(dy + d));
      }
      row[Row<HD>::kSum] = *lse * -kLog2e;
      row[Row<HD>::kDot] = dots[j];
      q += t.width;
      dy += heads * HD;
      lse += heads;
      row += Row<HD>::kFloats;
    }
    y += L * heads * HD;
  }
  memset(dq, 0, static_cast<size_t>(length) * HD * L * sizeof(float));
}

// The keys of a pass, and what they gather.
template <int HD>
struct Keys {
  F k[HD], v[HD], dk[HD], dv[HD];
  I position;
};

// `Count` queries from the i-th on against the keys. Their exponentials run side by side: one alone would
// leave the machine waiting for its chain of dependent steps.
template <int HD, int Count, bool Masked>
TS_INLINE void queries(const float* rows, const int32_t* low, int32_t position, int32_t i, Keys<HD>& m,
                       float* dq) {
  const float* const row = rows + static_cast<int64_t>(i) * Row<HD>::kFloats;
  float* const mine = dq + static_cast<int64_t>(i) * HD * L;
  F p[Count], ds[Count];
#pragma GCC unroll 4
  for (int j = 0; j < Count; j++) {
    const float* const r = row + j * Row<HD>::kFloats;
    p[j] = set1(r[Row<HD>::kSum]);
    ds[j] = zero();
  }
#pragma GCC unroll 8
  for (int d = 0; d < HD; d++) {
#pragma GCC unroll 4
    for (int j = 0; j < Count; j++) {
      const float* const r = row + j * Row<HD>::kFloats;
      p[j] = fma(set1(r[Row<HD>::kScore + d]), m.k[d], p[j]);
      ds[j] = fma(set1(r[Row<HD>::kOut + d]), m.v[d], ds[j]);
    }
  }
  vexp2_each(p);
#pragma GCC unroll 4
  for (int j = 0; j < Count; j++) {
    if (Masked) {
      const M seen =
          both(lessi(set1i(low[i + j] - 1), m.position), lessi(m.position, set1i(position + i + j + 1)));
      p[j] = select(seen, p[j], zero());
    }
    ds[j] = p[j] * (ds[j] - set1(row[j * Row<HD>::kFloats + Row<HD>::kDot]));
  }
#pragma GCC unroll 4
  for (int j = 0; j < Count; j++) {
    const float* const r = row + j * Row<HD>::kFloats;
#pragma GCC unroll 8
    for (int d = 0; d < HD; d++) {
      m.dv[d] = fma(p[j], set1(r[Row<HD>::kOut + d]), m.dv[d]);
      m.dk[d] = fma(ds[j], set1(r[Row<HD>::kKey + d]), m.dk[d]);
      float* const q = mine + (j * HD + d) * L;
      store(q, fma(ds[j], m.k[d], load(q)));
    }
  }
}

template <int HD, bool Masked>
TS_INLINE void pass(const float* rows, const int32_t* low, int32_t position, int32_t begin, int32_t end,
                    Keys<HD>& m, float* dq) {
  constexpr int kTogether = L == 16 ? 3 : 2;
  int32_t i = begin;
  for (; i + kTogether <= end; i += kTogether) queries<HD, kTogether, Masked>(rows, low, position, i, m, dq);
  for (; i < end; i++) queries<HD, 1, Masked>(rows, low, position, i, m, dq);
}

template <int HD>
void backward(const HeadTask& t, float* scratch) {
  const ts_sequence& s = *t.s;
  const int32_t blocks = static_cast<int32_t>(ceil_div(s.length, L));
  // k, v, dk and dv as [block][HD][L]; keys past the end repeat the last one: they are masked and
  // never written.
  const int64_t packed = static_cast<int64_t>(blocks) * HD * L;
  float* const k = scratch;
  float* const v = k + packed;
  float* const dk = v + packed;
  float* const dv = dk + packed;
  float* const dq = dv + packed;
  float* const rows = dq + static_cast<int64_t>(s.length) * HD * L;
  int32_t* const low =
      reinterpret_cast<int32_t*>(rows + round_up(static_cast<int64_t>(s.length) * Row<HD>::kFloats, 16));
  for (int32_t block = 0; block < blocks; block++) {
    const int32_t count = imin(L, s.length - block * L);
    const int64_t from = static_cast<int64_t>(block) * L * t.width;
    for (int d = 0; d < HD; d += 4) {
      const int64_t at = (static_cast<int64_t>(block) * HD + d) * L;
      F columns[4];
      load_columns4(t.keys + from + d, t.width, count, columns);
      for (int j = 0; j < 4; j++) store(k + at + j * L, columns[j]);
      load_columns4(t.values + from + d, t.width, count, columns);
      for (int j = 0; j < 4; j++) store(v + at + j * L, columns[j]);
    }
  }
  memset(dk, 0, static_cast<size_t>(2 * packed) * sizeof(float));
  for (int32_t i = 0; i < s.length; i++) low[i] = lowest_key(*t.p->batch, s, i, t.p->shape.window, false);

  for (int32_t h = t.kv_head * t.group; h < (t.kv_head + 1) * t.group; h++) {
    gather_rows<HD>(t, h, rows, dq);
    for (int32_t from = 0; from < s.length; from += kPass) {
      const int32_t to = imin(s.length, from + kPass);
      int32_t lowest = low[from], highest = low[from];
      for (int32_t i = from + 1; i < to; i++) {
        lowest = imin(lowest, low[i]);
        highest = imax(highest, low[i]);
      }
      for (int32_t block = (lowest - s.position) / L; block * L < to; block++) {
        const int64_t at = static_cast<int64_t>(block) * HD * L;
        const int32_t first = s.position + block * L;
        const int32_t begin = imax(from, block * L);
        Keys<HD> m;
        m.position = set1i(first) + iota();
        for (int d = 0; d < HD; d++) {
          m.k[d] = load(k + at + d * L);
          m.v[d] = load(v + at + d * L);
          m.dk[d] = load(dk + at + d * L);
          m.dv[d] = load(dv + at + d * L);
        }
        // The first L queries see some of these keys only; the others all of them, window and mask
        // permitting.
        const int32_t edge = highest > first ? to : imin(to, imax(begin, block * L + L - 1));
        pass<HD, true>(rows, low, s.position, begin, edge, m, dq);
        pass<HD, false>(rows, low, s.position, edge, to, m, dq);
        for (int d = 0; d < HD; d++) {
          store(dk + at + d * L, m.dk[d]);
          store(dv + at + d * L, m.dv[d]);
        }
      }
    }
    const float scale = t.p->shape.scale;
    float* to = t.p->d_qkv + t.query(0, h);
    const float* mine = dq;
    for (int32_t i = 0; i < s.length; i++) {
      for (int d = 0; d < HD; d += 4) {
        const F partial[4] = {load(mine), load(mine + L), load(mine + 2 * L), load(mine + 3 * L)};
        sums4(partial, to + d);
        put(to + d, four(to + d) * scale);
        mine += 4 * L;
      }
      to += t.width;
    }
  }
  const int64_t kv = static_cast<int64_t>(t.p->shape.kv_heads) * HD;
  for (int32_t block = 0; block < blocks; block++) {
    const int64_t at = static_cast<int64_t>(block) * HD * L;
    const int32_t count = imin(L, s.length - block * L);
    float* const to = t.p->d_qkv + t.query(block * L, t.p->shape.heads + t.kv_head);
    for (int d = 0; d < HD; d += 4) {
      const float* const keys = dk + at + d * L;
      const float* const values = dv + at + d * L;
      const F by_key[4] = {load(keys), load(keys + L), load(keys + 2 * L), load(keys + 3 * L)};
      store_columns4(by_key, to + d, t.width, count);
      const F by_value[4] = {load(values), load(values + L), load(values + 2 * L), load(values + 3 * L)};
      store_columns4(by_value, to + kv + d, t.width, count);
    }
  }
}

}  // namespace

bool is_narrow(int32_t head_size) { return head_size < L && (head_size == 4 || head_size == 8); }

int64_t narrow_floats(int32_t longest, int32_t head_size) {
  const int64_t keys = round_up(longest, L) * head_size;
  return 4 * keys + static_cast<int64_t>(longest) * (head_size * L + 3 * head_size + 4 + 1) + 32;
}

void narrow_backward(const HeadTask& task, float* scratch) {
  task.HD == 4 ? backward<4>(task, scratch) : backward<8>(task, scratch);
}

}  // namespace ts::TS_NS
