// The gradient of attention by plain sums, a warp for each row of a head (see attention_plain.h).
#pragma once
#include "cuda/attention_plain.h"

namespace ts::cuda {
namespace {

template <typename T>
struct Backward {
  Attention<T> forward;  // without y and lse
  const T* dy;
  // [N, NH]: of each row and head, -log2 of the softmax's denominator, and the sum of dy * y, which the softmax takes off
  // the gradient of each of its scores.
  const float2* sums;
  T* d_qkv;
};

// ---- kernels ----

// dq of one query of a head.
template <typename T, int NUMBERS>
__global__ void plain_query_gradients(Attention<T> p, Backward<T> b) {
  const int32_t NH = p.shape.heads, HD = p.shape.head_size;
  const PlainTask task = plain_task(p, NH);
  const ts_sequence& s = task.s;
  if (task.i >= s.length) return;  // the whole warp
  const int32_t lane = threadIdx.x % kWarp;
  const int64_t row = s.row + task.i, index = row * NH + task.head;
  const int64_t of_head = s.row * p.width + static_cast<int64_t>(task.head / (NH / p.shape.kv_heads)) * HD;
  const T* const q = p.qkv + row * p.width + static_cast<int64_t>(task.head) * HD;
  const T* const dy = b.dy + index * HD;
  const int32_t low = lowest_key(p, s, task.i) - s.position;
  const float2 sums = b.sums[index];
  float dq[NUMBERS];
#pragma unroll
  for (int n = 0; n < NUMBERS; n++) dq[n] = 0;
  for (int32_t j0 = low / kWarp * kWarp; j0 <= task.i; j0 += kWarp) {
    const int32_t j = j0 + lane;
    float ds = 0;
    if (j >= low && j <= task.i) {
      const int64_t at = of_head + j * p.width;
      const float probability = exp2_fast(fmaf(dot(q, p.keys + at, HD), p.shape.scale * kLog2e, sums.x));
      ds = probability * (dot(dy, p.values + at, HD) - sums.y) * p.shape.scale;
    }
    const int32_t from = max(low, j0), to = min(task.i + 1, j0 + kWarp);
    for (int32_t key = from; key < to; key++) {
      const float x = __shfl_sync(kAll, ds, key - j0);
#pragma unroll
      for (int n = 0; n < NUMBERS; n++) {
        const int32_t d = n * kWarp + lane;
        if (d < HD) dq[n] = fmaf(x, load(p.keys[of_head + key * p.width + d]), dq[n]);
      }
    }
  }
#pragma unroll
  for (int n = 0; n < NUMBERS; n++) {
    const int32_t d = n * kWarp + lane;
    if (d < HD) store(b.d_qkv + row * p.width + static_cast<int64_t>(task.head) * HD + d, dq[n]);
  }
}

// dk and dv of one key of a key head: from its query heads one after another.
template <typename T, int NUMBERS>
__global__ void plain_key_gradients(Attention<T> p, Backward<T> b) {
  const int32_t NH = p.shape.heads, NKV = p.shape.kv_heads, HD = p.shape.head_size, group = NH / NKV;
  const PlainTask task = plain_task(p, NKV);
  const ts_sequence& s = task.s;
  if (task.i >= s.length) return;  // the whole warp
  const int32_t lane = threadIdx.x % kWarp, j = task.i;
  const int64_t key_at = (s.row + j) * p.width + static_cast<int64_t>(task.head) * HD;
  const T* const k = p.keys + key_at;
  const T* const v = p.values + key_at;
  const int32_t end = p.shape.window > 0 ? min(s.length, j + p.shape.window) : s.length;
  float dk[NUMBERS], dv[NUMBERS];
#pragma unroll
  for (int n = 0; n < NUMBERS; n++) dk[n] = dv[n] = 0;
  for (int32_t head = task.head * group; head < (task.head + 1) * group; head++) {
    const T* const q = p.qkv + s.row * p.width + static_cast<int64_t>(head) * HD;
    const T* const dy = b.dy + (static_cast<int64_t>(s.row) * NH + head) * HD;
    const int64_t dy_width = static_cast<int64_t>(NH) * HD;
    for (int32_t i0 = j; i0 < end; i0 += kWarp) {
      const int32_t i = i0 + lane;
      float probability = 0, ds = 0;
      if (i < end && lowest_key(p, s, i) - s.position <= j) {
        const float2 sums = b.sums[static_cast<int64_t>(s.row + i) * NH + head];
        probability = exp2_fast(fmaf(dot(q + i * p.width, k, HD), p.shape.scale * kLog2e, sums.x));
        ds = probability * (dot(dy + i * dy_width, v, HD) - sums.y) * p.shape.scale;
      }
      const int32_t count = min(kWarp, end - i0);
      for (int32_t l = 0; l < count; l++) {
        const float x = __shfl_sync(kAll, probability, l), y = __shfl_sync(kAll, ds, l);
#pragma unroll
        for (int n = 0; n < NUMBERS; n++) {
          const int32_t d = n * kWarp + lane;
          if (d >= HD) continue;
          dv[n] = fmaf(x, load(dy[(i0 + l) * dy_width + d]), dv[n]);
          dk[n] = fmaf(y, load(q[(i0 + l) * p.width + d]), dk[n]);
        }
      }
    }
  }
  T* const to = b.d_qkv + (s.row + j) * p.width + static_cast<int64_t>(NH + task.head) * HD;
#pragma unroll
  for (int n = 0; n < NUMBERS; n++) {
    const int32_t d = n * kWarp + lane;
    if (d >= HD) continue;
    store(to + d, dk[n]);
    store(to + static_cast<int64_t>(NKV) * HD + d, dv[n]);
  }
}

// ---- launchers ----

template <typename T>
ts_status backward_plainly(ts_context* context, const ts_batch& batch, const Backward<T>& b, int32_t longest) {
  const ts_attention_shape& shape = b.forward.shape;
  return with_pieces(shape.head_size, [&](auto pieces) {
    constexpr int kPieces = decltype(pieces)::value;
    const ts_status status =
        launch_plainly(context, plain_key_gradients<T, kPieces>, batch, b.forward, shape.kv_heads, longest, b);
    if (status != TS_OK) return status;
    return launch_plainly(context, plain_query_gradients<T, kPieces>, batch, b.forward, shape.heads, longest, b);
  });
}

}  // namespace
}  // namespace ts::cuda
