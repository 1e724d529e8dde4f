#include "cpu/kernels/attention.h"

namespace ts::TS_NS {

void rotate(ts_context* context, const ts_batch& batch, const ts_attention_shape& shape, float* qkv,
            bool back) {
  constexpr int32_t kRowsATile = 16;
  const int32_t half = shape.head_size / 2;
  const int32_t heads = shape.heads + shape.kv_heads;
  const int64_t width = static_cast<int64_t>(shape.heads + 2 * shape.kv_heads) * shape.head_size;
  const double work = 1.0 * batch.rows * half * (60.0 + heads);
  each_tile(context, ceil_div(batch.rows, kRowsATile), work, [=, &batch](int32_t tile, int32_t) {
    float cosine[kMaxHead / 2], sine[kMaxHead / 2];
    for (int32_t n = tile * kRowsATile; n < imin(batch.rows, (tile + 1) * kRowsATile); n++) {
      for (int32_t i = 0; i < half; i++) {
        const float exponent = static_cast<float>(2 * i) / static_cast<float>(shape.head_size);
        const float angle =
            static_cast<float>(batch.positions[n]) * (1.0f / powf(shape.rope_theta, exponent));
        cosine[i] = cosf(angle);
        sine[i] = back ? -sinf(angle) : sinf(angle);
      }
      for (int32_t h = 0; h < heads; h++) {
        float* const x = qkv + n * width + static_cast<int64_t>(h) * shape.head_size;
        for (int32_t i = 0; i < half; i++) {
          const float a = x[i], b = x[i + half];
          x[i] = a * cosine[i] - b * sine[i];
          x[i + half] = b * cosine[i] + a * sine[i];
        }
      }
    }
  });
}

}  // namespace ts::TS_NS
