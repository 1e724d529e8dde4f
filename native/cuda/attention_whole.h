// Attention where a block holds all keys and values of a sequence for a group of narrow heads: after they are loaded
// its warps wait for nothing.
#pragma once
#include "cuda/attention_softmax.h"

namespace ts::cuda {
namespace {

template <typename L>
constexpr size_t whole_shared(int32_t rows) {
  return rows * (3 * L::kStride * sizeof(bf16) + sizeof(int32_t));
}

// ---- kernels ----

// A block: a sequence that begins at position 0, for a group of heads; a warp has MT * 16 queries at a
// time. `rows`: of the longest sequence, a multiple of kKeyTile.
template <typename L, int MT, int WARPS, int BLOCKS>
__global__ void __launch_bounds__(WARPS * kWarp, BLOCKS) attend_whole(Attention<bf16> p, int32_t rows) {
  TS_DYNAMIC_SHARED(bf16, shared);
  bf16* const queries = shared;
  bf16* const keys = queries + rows * L::kStride;
  bf16* const values = keys + rows * L::kStride;
  int32_t* const low = reinterpret_cast<int32_t*>(values + rows * L::kStride);
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp;
  const int32_t block = static_cast<int32_t>(blockIdx.x);
  const int32_t NH = p.shape.heads, HD = p.shape.head_size, group = NH / p.shape.kv_heads;
  const int32_t head = block % p.groups * L::kHeads;
  const ts_sequence s = p.sequences[block / p.groups];

  const Copier<L, WARPS * kWarp> copy_queries(head, NH, 1, 1, HD), copy_keys(head, NH, 1, group, HD);
  const int64_t first_row = s.row * p.width;
  for (int32_t i = 0; i < s.length; i += kKeyTile) {
    const int64_t from = first_row + i * p.width;
    const int32_t place = i * L::kStride, end = s.length - i;
    copy_queries.template copy<kKeyTile>(queries + place, p.qkv + from, p.width, 0, end);
    copy_keys.template copy<kKeyTile>(keys + place, p.keys + from, p.width, 0, end);
    copy_keys.template copy<kKeyTile>(values + place, p.values + from, p.width, 0, end);
  }
  cp_async_commit();
  // Rows past the end repeat the last.
  for (int32_t i = threadIdx.x; i < rows; i += WARPS * kWarp) low[i] = lowest_key(p, s, min(i, s.length - 1));
  cp_async_wait<0>();
  __syncthreads();

  constexpr int kQueries = MT * 16;
  const int32_t tiles = ceil_div(s.length, kQueries);
#pragma unroll 1
  for (int32_t round = 0; round * WARPS < tiles; round++) {
    // The last queries have most keys and come first; there and back, so that all warps have as much to do.
    const int32_t index = round * WARPS + (round % 2 ? WARPS - 1 - warp : warp);
    if (index >= tiles) continue;
    const int32_t i0 = (tiles - 1 - index) * kQueries;
    Seen seen;
    seen.low = low + i0;
    seen.highest = i0;
    seen.begin = seen.all_from = low[i0 + lane % kQueries];
#pragma unroll
    for (int by = 1; by < kQueries; by *= 2) {
      seen.begin = min(seen.begin, __shfl_xor_sync(kAll, seen.begin, by));
      seen.all_from = max(seen.all_from, __shfl_xor_sync(kAll, seen.all_from, by));
    }
    seen.all_to = i0;
    seen.end = min(i0 + kQueries, s.length);

    bf16* const mine = queries + i0 * L::kStride;
    uint32_t q[MT][L::kSteps][4];
    load_left<L, MT>(q, mine, p.sign);
    __syncwarp();
#pragma unroll 1
    for (int h = 0; h < L::kHeads; h++) {
      if (head + h >= NH) break;
      Running<L, MT> r;
      r.begin();
#pragma unroll 1
      for (int32_t at = seen.begin / L::kLook * L::kLook; at < seen.end; at += L::kLook) {
        const bf16* const k = keys + at * L::kStride;
        look<L, MT>(r, q, k, values + at * L::kStride, h, at, seen, p.scale2);
      }
      float* const lse = p.lse ? p.lse + static_cast<int64_t>(s.row + i0) * NH + head + h : nullptr;
      finish_rows(r, mine, h, lse, NH, s.length - i0, p.scale2);
    }
    __syncwarp();
    const int64_t width = static_cast<int64_t>(NH) * HD;
    take_out<L>(p.y + (s.row + i0) * width + static_cast<int64_t>(head) * HD, width, mine, min(kQueries, s.length - i0),
                NH - head, HD);
  }
}

}  // namespace
}  // namespace ts::cuda
