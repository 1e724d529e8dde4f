// The gradient of attention: probabilities are computed again from the saved log of the softmax's denominator.
// A vector holds one number of L keys; a tile owns a sequence's key head, so nothing is added from two sides.
#include "cpu/kernels/attention.h"
#include "cpu/kernels/math.h"
#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

// dk and dv of L keys from j0 on, and their share of every dq.
void key_block(const ts_attention_backward& p, const ts_sequence& s, int32_t kv_head, int32_t j0, const float* dot) {
  const ts_attention_shape& shape = p.shape;
  const int32_t HD = shape.head_size, group = shape.heads / shape.kv_heads;
  const int64_t width = static_cast<int64_t>(shape.heads + 2 * shape.kv_heads) * HD;
  const int64_t kv = static_cast<int64_t>(shape.kv_heads) * HD;
  const int32_t count = imin(L, s.length - j0);
  float k[kMaxHead * L], v[kMaxHead * L], dk[kMaxHead * L], dv[kMaxHead * L];
  for (int32_t j = 0; j < L; j++) {
    const float* const from = p.qkv + (s.row + j0 + imin(j, count - 1)) * width + static_cast<int64_t>(shape.heads + kv_head) * HD;
    for (int32_t d = 0; d < HD; d++) {
      k[d * L + j] = from[d];
      v[d * L + j] = from[kv + d];
    }
  }
  memset(dk, 0, static_cast<size_t>(HD * L) * sizeof(float));
  memset(dv, 0, static_cast<size_t>(HD * L) * sizeof(float));
  const I key = set1i(s.position + j0) + iota();
  const M real = first_lanes(count);
  for (int32_t i = j0; i < s.length; i++) {
    const int32_t low = lowest_key(*p.batch, s, i, shape.window, false);
    if (low > s.position + j0 + count - 1) continue;
    const M seen = both(real, both(lessi(set1i(low - 1), key), lessi(key, set1i(s.position + i + 1))));
    for (int32_t h = kv_head * group; h < (kv_head + 1) * group; h++) {
      const int64_t row = s.row + i;
      const float* const q = p.qkv + row * width + static_cast<int64_t>(h) * HD;
      const float* const dy = p.dy + (row * shape.heads + h) * HD;
      float* const dq = p.d_qkv + row * width + static_cast<int64_t>(h) * HD;
      F score = zero(), dp = zero();
      for (int32_t d = 0; d < HD; d++) {
        score = fma(set1(q[d] * shape.scale), load(k + d * L), score);
        dp = fma(set1(dy[d]), load(v + d * L), dp);
      }
      const F e = select(seen, vexp(score - set1(p.lse[row * shape.heads + h])), zero());
      const F ds = e * (dp - set1(dot[i * group + h - kv_head * group])) * set1(shape.scale);
      for (int32_t d = 0; d < HD; d++) {
        store(dv + d * L, fma(e, set1(dy[d]), load(dv + d * L)));
        store(dk + d * L, fma(ds, set1(q[d]), load(dk + d * L)));
        dq[d] += sum(ds * load(k + d * L));
      }
    }
  }
  for (int32_t j = 0; j < count; j++) {
    float* const to = p.d_qkv + (s.row + j0 + j) * width + static_cast<int64_t>(shape.heads + kv_head) * HD;
    for (int32_t d = 0; d < HD; d++) {
      to[d] = dk[d * L + j];
      to[kv + d] = dv[d * L + j];
    }
  }
}

}  // namespace

ts_status attention_backward(ts_context* context, const ts_attention_backward* p, ts_workspace* workspace) {
  const ts_attention_shape& shape = p->shape;
  const int32_t group = shape.heads / shape.kv_heads;
  int32_t longest = 0;
  for (int32_t i = 0; i < p->batch->sequence_count; i++) longest = imax(longest, p->batch->sequences[i].length);
  const int64_t floats = round_up(static_cast<int64_t>(longest) * group, 16);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(floats * context_threads(context)) * sizeof(float);
    return TS_OK;
  }
  const int32_t HD = shape.head_size;
  const int64_t width = static_cast<int64_t>(shape.heads + 2 * shape.kv_heads) * HD;
  const double work = 3.0 * p->batch->rows * longest * shape.heads * (HD + 16) / L;
  const int64_t tiles = static_cast<int64_t>(p->batch->sequence_count) * shape.kv_heads;
  each_tile(context, tiles, work, [=](int32_t tile, int32_t worker) {
    const ts_sequence& s = p->batch->sequences[tile / shape.kv_heads];
    const int32_t kv_head = tile % shape.kv_heads;
    float* const dot = static_cast<float*>(workspace->base) + worker * floats;
    for (int32_t i = 0; i < s.length; i++) {
      for (int32_t g = 0; g < group; g++) {
        const int64_t row = s.row + i;
        const int64_t at = (row * shape.heads + kv_head * group + g) * HD;
        F total = zero();
        for (int32_t d = 0; d < HD; d++) total = fma(set1(p->dy[at + d]), set1(p->y[at + d]), total);
        dot[i * group + g] = total[0];
        memset(p->d_qkv + row * width + static_cast<int64_t>(kv_head * group + g) * HD, 0, static_cast<size_t>(HD) * sizeof(float));
      }
    }
    for (int32_t j0 = 0; j0 < s.length; j0 += L) key_block(*p, s, kv_head, j0, dot);
  });
  if (shape.rope_theta != 0) rotate(context, *p->batch, shape, p->d_qkv, true);
  return TS_OK;
}

}  // namespace ts::TS_NS
