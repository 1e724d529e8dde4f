// The ways to the gradient of attention: for narrow heads, for all others, and by AMX.
#pragma once
#include "cpu/kernels/attention.h"

namespace ts::TS_NS {

// The work of one tile: a sequence's key head with the query heads that share it, or a few key heads of one query head
// each.
struct HeadTask {
  const ts_attention_backward* p;
  const ts_sequence* s;
  int32_t kv_head, kv_heads, group, HD;
  int64_t width;  // floats of a row of qkv
  const float* keys;
  const float* values;

  // Of the i-th token's query head h: where q stands in a row of qkv, y and dy, and lse.
  TS_INLINE int64_t query(int32_t i, int32_t h) const {
    return (s->row + i) * width + static_cast<int64_t>(h) * HD;
  }
  TS_INLINE int64_t mixed(int32_t i, int32_t h) const { return sum(i, h) * HD; }
  TS_INLINE int64_t sum(int32_t i, int32_t h) const {
    return static_cast<int64_t>(s->row + i) * p->shape.heads + h;
  }
};

int64_t wide_floats(int32_t longest, int32_t head_size);
void wide_backward(const HeadTask& task, float* scratch);

// Heads so narrow that a vector of one head's numbers would be mostly empty.
bool is_narrow(int32_t head_size);
int64_t narrow_floats(int32_t longest, int32_t head_size, int32_t kv_heads);
void narrow_backward(const HeadTask& task, float* scratch);

#if TS_LEVEL_amx
// Heads wide enough for products by AMX.
bool is_tiled(int32_t head_size);
int64_t tiled_floats(int32_t longest, int32_t head_size);
void tiled_backward(const HeadTask& task, float* scratch);
#endif

}  // namespace ts::TS_NS

namespace {

// sum over d of dy[d] y[d] for each query of a block.
TS_INLINE void mixture_dots(const float* dy, const float* y, int32_t HD, F (&dot)[kQueryVectors]) {
  for (int v = 0; v < kQueryVectors; v++) {
    dot[v] = zero();
    for (int32_t d = 0; d < HD; d++)
      dot[v] = fma(load(dy + d * kQueries + v * L), load(y + d * kQueries + v * L), dot[v]);
  }
}

}  // namespace
