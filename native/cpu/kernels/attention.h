// What the forward and the backward pass of attention share.
#pragma once
#include "cpu/kernels/kernels.h"
#include "cpu/kernels/simd.h"
#include "cpu/kernels/tiles.h"

namespace {

// Keys are visited in tiles aligned to absolute positions; the running maximum of the softmax changes between
// tiles only. So a query's result does not depend on the block of queries it stands in.
constexpr int32_t kKeyTile = 32;
constexpr int32_t kMaxHead = 384;
constexpr float kLowest = -3.0e38f;

// Which absolute positions a query may attend to: [lowest, its own position].
TS_INLINE int32_t lowest_key(const ts_batch& batch, const ts_sequence& s, int32_t i, int32_t window, bool cached) {
  const int32_t position = s.position + i;
  int32_t low = cached ? 0 : s.position;
  if (window > 0) low = imax(low, position - window + 1);
  if (batch.first) low = imax(low, batch.first[s.row + i]);
  return low;
}

}  // namespace

namespace ts::TS_NS {

// Turns pairs (i, i + HD/2) of q and k by position * theta^(-2i/HD) (Su et al. 2021), or back when `back`.
void rotate(ts_context* context, const ts_batch& batch, const ts_attention_shape& shape, float* qkv, bool back);

}  // namespace ts::TS_NS
