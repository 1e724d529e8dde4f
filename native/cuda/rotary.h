// Turns pairs (i, i + HD/2) of q and k by position * theta^(-2i/HD) (Su et al. 2021), or their gradients back.
#pragma once
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

template <typename T>
__global__ void rotate_pairs(T* qkv, const int32_t* positions, ts_attention_shape shape, int64_t pairs, float direction) {
  const int64_t at = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const int32_t HD = shape.head_size, half = HD / 2, heads = shape.heads + shape.kv_heads;
  if (at >= pairs) return;
  const int64_t n = at / half;
  const int32_t i = static_cast<int32_t>(at % half);
  const float exponent = static_cast<float>(2 * i) / static_cast<float>(HD);
  const float angle = static_cast<float>(positions[n]) * (1.0f / powf(shape.rope_theta, exponent));
  const float cosine = cosf(angle), sine = direction * sinf(angle);
  T* x = qkv + n * (heads + shape.kv_heads) * HD + i;
  for (int32_t h = 0; h < heads; h++, x += HD) {
    const float a = load(x[0]), b = load(x[half]);
    store(x, a * cosine - b * sine);
    store(x + half, b * cosine + a * sine);
  }
}

// ---- launchers ----

template <typename T>
ts_status rotate(ts_context* context, const ts_batch& batch, const ts_attention_shape& shape, T* qkv, bool back) {
  const int64_t pairs = static_cast<int64_t>(batch.rows) * (shape.head_size / 2);
  const auto turn = rotate_pairs<T>;
  TS_LAUNCH(context, turn, static_cast<unsigned>(ceil_div(pairs, 128)), 128, 0, qkv, batch.positions, shape, pairs,
            back ? -1.0f : 1.0f);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
