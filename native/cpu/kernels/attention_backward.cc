// The gradient of attention: probabilities are computed again from the saved log of the softmax's
// denominator. A tile owns its key heads of a sequence, so nothing is added from two sides.
#include "cpu/kernels/attention_backward.h"

#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

// How a head of this size is best taken, and with how many key heads at a time.
struct Way {
  void (*run)(const HeadTask& task, float* scratch);
  int32_t heads;
  int64_t floats;  // of a worker
};

Way way_for(const ts_attention_shape& shape, int32_t longest) {
  const int32_t HD = shape.head_size;
#if TS_LEVEL_amx
  if (is_tiled(HD)) return {tiled_backward, 1, tiled_floats(longest, HD)};
#endif
  if (!is_narrow(HD)) return {wide_backward, 1, wide_floats(longest, HD)};
  const int32_t heads = heads_of_line(shape);
  return {narrow_backward, heads, narrow_floats(longest, HD, heads)};
}

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
  const Way way = way_for(shape, longest);
  const int32_t heads = way.heads;  // key heads of a tile
  const int64_t floats = round_up(way.floats, 16);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(floats * context_threads(context)) * sizeof(float);
    return TS_OK;
  }
  const double work = 3.0 * p->batch->rows * longest * shape.heads * (HD + 16) / L;
  const int64_t tiles = static_cast<int64_t>(p->batch->sequence_count) * (shape.kv_heads / heads);
  each_tile(context, tiles, work, [=](int32_t tile, int32_t worker) {
    float* const scratch = static_cast<float*>(workspace->base) + worker * floats;
    const FlushTiny flush;
    way.run(head_task(*p, heads, tile), scratch);
  });
  if (shape.rope_theta != 0) rotate(context, *p->batch, shape, p->d_qkv, true);
  return TS_OK;
}

}  // namespace ts::TS_NS
