// The gradient of attention: probabilities are computed again from the saved log of the softmax's
// denominator. A tile owns its key heads of a sequence, so nothing is added from two sides.
#include "cpu/kernels/attention_backward.h"

#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

HeadTask head_task(const ts_attention_backward& p, int32_t heads, int32_t tile) {
  const ts_attention_shape& shape = p.shape;
  const int32_t across = shape.kv_heads / heads;
  HeadTask t = {};
  t.p = &p;
  t.s = &p.batch->sequences[tile / across];
  t.kv_head = tile % across * heads;
  t.kv_heads = heads;
  t.group = shape.heads / shape.kv_heads;
  t.HD = shape.head_size;
  t.width = static_cast<int64_t>(shape.heads + 2 * shape.kv_heads) * t.HD;
  t.keys = p.qkv + t.query(0, shape.heads + t.kv_head);
  t.values = t.keys + static_cast<int64_t>(shape.kv_heads) * t.HD;
  return t;
}

}  // namespace

ts_status attention_backward(ts_context* context, const ts_attention_backward* p, ts_workspace* workspace) {
  const ts_attention_shape& shape = p->shape;
  const int32_t HD = shape.head_size;
  if (HD > kMaxHead) {
    return failed(context, TS_UNSUPPORTED, "head size %d: this backend supports up to %d", HD, kMaxHead);
  }
  int32_t longest = 0;
  for (int32_t i = 0; i < p->batch->sequence_count; i++)
    longest = imax(longest, p->batch->sequences[i].length);
  const bool narrow = is_narrow(HD);
  const int32_t heads = narrow ? heads_of_line(shape) : 1;  // key heads of a tile
  const int64_t floats = round_up(narrow ? narrow_floats(longest, HD, heads) : wide_floats(longest, HD), 16);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(floats * context_threads(context)) * sizeof(float);
    return TS_OK;
  }
  const double work = 3.0 * p->batch->rows * longest * shape.heads * (HD + 16) / L;
  const int64_t tiles = static_cast<int64_t>(p->batch->sequence_count) * (shape.kv_heads / heads);
  each_tile(context, tiles, work, [=](int32_t tile, int32_t worker) {
    float* const scratch = static_cast<float*>(workspace->base) + worker * floats;
    const FlushTiny flush;
    const HeadTask task = head_task(*p, heads, tile);
    narrow ? narrow_backward(task, scratch) : wide_backward(task, scratch);
  });
  if (shape.rope_theta != 0) rotate(context, *p->batch, shape, p->d_qkv, true);
  return TS_OK;
}

}  // namespace ts::TS_NS
