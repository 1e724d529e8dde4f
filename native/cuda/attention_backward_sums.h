// What the gradient of attention by warpgroups adds to the scores of each row and head and takes off their gradients, made by a
// kernel of its own.
#pragma once
#include "cuda/attention_backward.h"

namespace ts::cuda {
namespace {

constexpr int kSumTile = 64;

// Of each row and head what is added to scores and taken off their gradients, [NH][padded rows]: a sequence begins with a
// multiple of a tile, and what is behind its end has exponentials of zero. Room for `count` sequences is enough, since
// they ascend.
struct RowSums {
  const float2* all;
  int64_t rows;  // of a head

  __host__ __device__ __forceinline__ static int64_t rows_of(int64_t rows, int32_t count) {
    return (rows / kSumTile + count) * kSumTile;
  }
  __device__ __forceinline__ static int64_t place(int64_t rows, int32_t head, int32_t sequence, int32_t row) {
    return head * rows + (row / kSumTile + sequence) * int64_t{kSumTile};
  }
  __device__ __forceinline__ const float2* of(int32_t head, int32_t sequence, int32_t row) const {
    return all + place(rows, head, sequence, row);
  }
};

// ---- kernels ----

// What each row and head adds to scores and takes off their gradients. A block has some rows of a sequence and some heads: its
// threads go over pieces of eight numbers as they lie in memory, and then over rows and heads.
constexpr int kSumRows = 32, kSumPieces = 96;  // of a row, some 96: heads are not divided
__global__ void __launch_bounds__(256) sum_rows_of_heads(const bf16* dy, const bf16* y, const float* lse, const ts_sequence* sequences,
                                                          float2* to, int64_t padded, int32_t heads, int32_t head_size, int32_t parts,
                                                          int32_t tiles) {
  constexpr int kThreads = 256, kAtOnce = 4;
  __shared__ float products[kSumRows * (kSumPieces + 8)];  // a head has 8 pieces at most
  const int32_t part = static_cast<int32_t>(blockIdx.x) % parts, tile = static_cast<int32_t>(blockIdx.x) / parts;
  const int32_t sequence = tile / tiles, i0 = tile % tiles * kSumRows, of_head = head_size / 8;
  const ts_sequence s = sequences[sequence];
  const int32_t most = ceil_div(heads, parts), head0 = part * most, count = min(most, heads - head0);
  if (i0 >= ceil_div(s.length, kSumTile) * kSumTile || count <= 0) return;
  const int32_t pieces = count * of_head, stride = pieces | 1, rows = min(kSumRows, s.length - i0);
  const int64_t width = static_cast<int64_t>(heads) * head_size, origin = (s.row + i0) * width + head0 * head_size;
  for (int32_t e0 = threadIdx.x; e0 < rows * pieces; e0 += kAtOnce * kThreads) {
    uint4 one[kAtOnce], other[kAtOnce];
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t e = min(e0 + n * kThreads, rows * pieces - 1);
      const int64_t at = origin + e / pieces * width + e % pieces * 8;
      one[n] = *reinterpret_cast<const uint4*>(dy + at);
      other[n] = *reinterpret_cast<const uint4*>(y + at);
    }
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t e = e0 + n * kThreads;
      if (e < rows * pieces) products[e / pieces * stride + e % pieces] = dot_eight(one[n], other[n]);
    }
  }
  __syncthreads();
  for (int32_t e = threadIdx.x; e < kSumRows * count; e += kThreads) {
    const int32_t i = e % kSumRows, head = e / kSumRows;
    float sum = 0, shift = -INFINITY;  // whose exponentials are zeros
    if (i < rows) {
      for (int32_t n = 0; n < of_head; n++) sum += products[i * stride + head * of_head + n];
      shift = -kLog2e * lse[static_cast<int64_t>(s.row + i0 + i) * heads + head0 + head];
    }
    to[RowSums::place(padded, head0 + head, sequence, s.row) + i0 + i] = make_float2(shift, sum);
  }
}

// ---- launchers ----

ts_status sum_rows(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y, const float* lse, float2* to,
                   int32_t longest, RowSums* sums) {
  const int32_t NH = b.forward.shape.heads, HD = b.forward.shape.head_size;
  const int32_t tiles = ceil_div(longest, kSumTile) * (kSumTile / kSumRows), parts = ceil_div(NH * (HD / 8), kSumPieces);
  *sums = {to, RowSums::rows_of(batch.rows, batch.sequence_count)};
  TS_LAUNCH(context, sum_rows_of_heads, static_cast<unsigned>(batch.sequence_count * tiles * parts), 256, 0, b.dy, y, lse,
            b.forward.sequences, to, sums->rows, NH, HD, parts, tiles);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
