// Attention by plain sums, a warp for each row of a head: for float32, for heads that no tile suits, and for the
// probabilities themselves. Right first; fast enough to check with.
#pragma once
#include "cuda/attention.h"

namespace ts::cuda {
namespace {

constexpr int kPlainWarps = 4;  // of a block

__device__ __forceinline__ float warp_sum(float x) {
#pragma unroll
  for (int by = 1; by < kWarp; by *= 2) x += __shfl_xor_sync(kAll, x, by);
  return x;
}
__device__ __forceinline__ float warp_max(float x) {
#pragma unroll
  for (int by = 1; by < kWarp; by *= 2) x = fmaxf(x, __shfl_xor_sync(kAll, x, by));
  return x;
}

template <typename T>
__device__ __forceinline__ float dot(const T* a, const T* b, int32_t count) {
  float sum = 0;
  for (int32_t d = 0; d < count; d++) sum = fmaf(load(a[d]), load(b[d]), sum);
  return sum;
}

// Which row of which sequence and which head a warp has; none where i is past the sequence's end.
struct PlainTask {
  ts_sequence s;
  int32_t i, head;
};
template <typename T>
__device__ __forceinline__ PlainTask plain_task(const Attention<T>& p, int32_t heads) {
  const int64_t index = static_cast<int64_t>(blockIdx.x) * kPlainWarps + threadIdx.x / kWarp;
  const int64_t row = index / heads;
  return {p.sequences[min(row / p.tiles, static_cast<int64_t>(p.groups) - 1)],
          row / p.tiles < p.groups ? static_cast<int32_t>(row % p.tiles) : 0x7fffffff, static_cast<int32_t>(index % heads)};
}

// ---- kernels ----

// One query of a head; a lane has its numbers lane, lane + 32, ... of NUMBERS * 32.
template <typename T, int NUMBERS>
__global__ void attend_plain(Attention<T> p) {
  const int32_t NH = p.shape.heads, HD = p.shape.head_size;
  const PlainTask task = plain_task(p, NH);
  const ts_sequence& s = task.s;
  if (task.i >= s.length) return;  // the whole warp
  const int32_t lane = threadIdx.x % kWarp;
  const int32_t low = lowest_key(p, s, task.i), position = s.position + task.i;
  const int64_t row = s.row + task.i, of_head = static_cast<int64_t>(task.head / (NH / p.shape.kv_heads)) * HD;
  const T* const q = p.qkv + row * p.width + static_cast<int64_t>(task.head) * HD;
  const float sign = p.sign ? -1.0f : 1.0f;
  float top = kLowest, total = 0, o[NUMBERS];
#pragma unroll
  for (int n = 0; n < NUMBERS; n++) o[n] = 0;
  for (int32_t tile = low / kKeyTile * kKeyTile; tile <= position; tile += kKeyTile) {
    const int64_t at = key_row(p, s, tile) * p.stride + of_head;
    float e[2], high = top;
#pragma unroll
    for (int j = 0; j < 2; j++) {
      const int32_t key = tile + j * kWarp + lane;
      const bool seen = key >= low && key <= position;
      e[j] = seen ? sign * dot(q, p.keys + at + (key - tile) * p.stride, HD) : -INFINITY;
      high = fmaxf(high, e[j]);
    }
    high = warp_max(high);
    const float shrink = exp2_fast((top - high) * p.scale2);
    top = high;
#pragma unroll
    for (int j = 0; j < 2; j++) e[j] = exp2_fast((e[j] - high) * p.scale2);
    total = fmaf(total, shrink, warp_sum(e[0]) + warp_sum(e[1]));
#pragma unroll
    for (int n = 0; n < NUMBERS; n++) o[n] *= shrink;
    const int32_t from = max(low, tile), to = min(position + 1, tile + kKeyTile);
    for (int32_t key = from; key < to; key++) {
      const int32_t j = key - tile;
      const float x = __shfl_sync(kAll, j < kWarp ? e[0] : e[1], j % kWarp);
#pragma unroll
      for (int n = 0; n < NUMBERS; n++) {
        const int32_t d = n * kWarp + lane;
        if (d < HD) o[n] = fmaf(x, load(p.values[at + j * p.stride + d]), o[n]);
      }
    }
  }
  const int64_t index = row * NH + task.head;
#pragma unroll
  for (int n = 0; n < NUMBERS; n++) {
    const int32_t d = n * kWarp + lane;
    if (d < HD) store(p.y + index * HD + d, o[n] / total);
  }
  if (p.lse && lane == 0) p.lse[index] = (top * p.scale2 + log2f(total)) * kLn2;
}

// One query's probabilities for all keys of its sequence. p.lse is there.
template <typename T>
__global__ void plain_probabilities(Attention<T> p, float* to) {
  const int32_t NH = p.shape.heads, HD = p.shape.head_size;
  const PlainTask task = plain_task(p, NH);
  const ts_sequence& s = task.s;
  if (task.i >= s.length) return;
  for (const ts_sequence* one = p.sequences; one->row != s.row; one++) {
    to += static_cast<int64_t>(NH) * one->length * one->length;
  }
  to += (static_cast<int64_t>(task.head) * s.length + task.i) * s.length;
  const int32_t low = lowest_key(p, s, task.i) - s.position;
  const int64_t row = s.row + task.i;
  const T* const q = p.qkv + row * p.width + static_cast<int64_t>(task.head) * HD;
  const T* const k = p.keys + s.row * p.stride + static_cast<int64_t>(task.head / (NH / p.shape.kv_heads)) * HD;
  const float log_sum = p.lse[row * NH + task.head];
  for (int32_t j = threadIdx.x % kWarp; j < s.length; j += kWarp) {
    const bool seen = j >= low && j <= task.i;
    to[j] = seen ? exp2_fast((dot(q, k + j * p.stride, HD) * p.shape.scale - log_sum) * kLog2e) : 0.0f;
  }
}

// ---- launchers ----

// A kernel over all rows of `heads` heads.
template <typename T, typename... More>
ts_status launch_plainly(ts_context* context, void (*kernel)(Attention<T>, More...), const ts_batch& batch,
                         Attention<T> a, int32_t heads, int32_t longest, More... more) {
  a.tiles = longest;
  a.groups = batch.sequence_count;
  const int64_t warps = static_cast<int64_t>(batch.sequence_count) * longest * heads;
  TS_LAUNCH(context, kernel, static_cast<unsigned>(ceil_div(warps, kPlainWarps)), kPlainWarps * kWarp, 0, a, more...);
  return TS_OK;
}

// Calls `run` with the 32-number pieces of a head, as a constant.
template <typename Run>
ts_status with_pieces(int32_t head_size, Run run) {
  if (head_size <= 1 * kWarp) return run(std::integral_constant<int, 1>());
  if (head_size <= 2 * kWarp) return run(std::integral_constant<int, 2>());
  if (head_size <= 4 * kWarp) return run(std::integral_constant<int, 4>());
  return run(std::integral_constant<int, kMaxHead / kWarp>());
}

template <typename T>
ts_status attend_plainly(ts_context* context, const ts_batch& batch, const Attention<T>& a, int32_t longest) {
  return with_pieces(a.shape.head_size, [&](auto pieces) {
    return launch_plainly(context, attend_plain<T, decltype(pieces)::value>, batch, a, a.shape.heads, longest);
  });
}

template <typename T>
ts_status write_probabilities(ts_context* context, const ts_batch& batch, const Attention<T>& a, int32_t longest,
                              float* to) {
  return launch_plainly(context, plain_probabilities<T>, batch, a, a.shape.heads, longest, to);
}

}  // namespace
}  // namespace ts::cuda
