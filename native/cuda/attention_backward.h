// The gradient of attention in tiles: probabilities are computed again from the saved log of the softmax's denominator.
// One kernel owns keys and goes along the queries that see them, another owns queries and goes along their keys, so
// nothing is added from two sides.
#pragma once
#include "cuda/attention.h"

namespace ts::cuda {
namespace {

template <typename T>
struct Backward {
  Attention<T> forward;  // without y and lse
  const T* dy;
  // [N, NH]: of each row and head, -log2 of the softmax's denominator, and the sum of dy * y, which the softmax takes
  // off the gradient of each of its scores. Ways that hold whole sequences have sums of their own.
  const float2* sums;
  T* d_qkv;
};

// ---- kernels ----

// Products of eight numbers.
__device__ __forceinline__ float dot_eight(const uint4& a, const uint4& b) {
  const float sum = fmaf(low(a.x), low(b.x), high(a.x) * high(b.x)) + fmaf(low(a.y), low(b.y), high(a.y) * high(b.y));
  return sum + (fmaf(low(a.z), low(b.z), high(a.z) * high(b.z)) + fmaf(low(a.w), low(b.w), high(a.w) * high(b.w)));
}
// From scores x and products dp of dy and values, both [owned][other], to probabilities and the scores' gradients.
// `shift` and `mixed` are the sums of each element's query. A key that is not seen has a score of minus infinity.
__device__ __forceinline__ void gradients(float& x, float& dp, float scale2, float shift, float mixed) {
  x = exp2_fast(fmaf(x, scale2, shift));
  dp = x * (dp - mixed);
}

constexpr int kQueryTile = 64;

template <typename L, int MT, int WARPS>
constexpr size_t keys_shared() {
  return (2 * WARPS * MT * 16 + 4 * kQueryTile) * L::kStride * sizeof(bf16) +
         2 * kQueryTile * (L::kHeads * sizeof(float2) + sizeof(int32_t));
}

// A block: WARPS * MT * 16 keys of a sequence, for a group of key heads; PART queries at a time.
template <typename L, int MT, int WARPS, int PART>
__global__ void __launch_bounds__(WARPS * kWarp) key_gradients(Backward<bf16> b) {
  constexpr int kKeys = WARPS * MT * 16, kTile = kQueryTile * L::kStride, kSums = kQueryTile * L::kHeads;
  const Attention<bf16>& p = b.forward;
  TS_DYNAMIC_SHARED(bf16, shared);
  bf16* const keys = shared;
  bf16* const values = keys + kKeys * L::kStride;
  bf16* const queries = values + kKeys * L::kStride;  // two tiles of them, then two of dy
  bf16* const outer = queries + 2 * kTile;
  float2* const sums = reinterpret_cast<float2*>(outer + 2 * kTile);  // [head][query]
  int32_t* const low = reinterpret_cast<int32_t*>(sums + 2 * kSums);
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  const int32_t block = static_cast<int32_t>(blockIdx.x), rest = block / p.tiles;
  const int32_t NH = p.shape.heads, NKV = p.shape.kv_heads, HD = p.shape.head_size, group = NH / NKV;
  const int32_t head = rest % p.groups * L::kHeads;
  const ts_sequence s = p.sequences[rest / p.groups];
  const int32_t j0 = block % p.tiles * kKeys;  // the first keys are seen by most queries: they come first
  if (j0 >= s.length) return;

  const Copier<L, WARPS * kWarp> copy_keys(head, NKV, 1, 1, HD), copy_queries(head, NKV, group, 1, HD);
  const int64_t row0 = s.row + j0;
  copy_keys.template copy<kKeys>(keys, p.keys + row0 * p.width, p.width, 0, s.length - j0);
  copy_keys.template copy<kKeys>(values, p.values + row0 * p.width, p.width, 0, s.length - j0);

  const int32_t first_tile = j0 / kQueryTile;
  const int32_t last = p.shape.window > 0 ? min(s.length, j0 + kKeys - 1 + p.shape.window) : s.length;
  const int32_t tiles = ceil_div(last, kQueryTile) - first_tile;
  // Tiles of the first query head of each key head, then of the second, ...
  const auto fetch = [&](int32_t step, int into) {
    if (step < tiles * group) {
      const int32_t i0 = (first_tile + step % tiles) * kQueryTile, member = step / tiles;
      const int64_t row = s.row + i0, width = static_cast<int64_t>(NH) * HD;
      copy_queries.template copy<kQueryTile>(queries + into * kTile, p.qkv + row * p.width + member * HD, p.width, 0,
                                             s.length - i0);
      copy_queries.template copy<kQueryTile>(outer + into * kTile, b.dy + row * width + member * HD, width, 0,
                                             s.length - i0);
      for (int32_t e = threadIdx.x; e < kSums; e += WARPS * kWarp) {
        const int32_t i = e / L::kHeads, h = e % L::kHeads;
        const bool there = i0 + i < s.length && head + h < NKV;
        const int64_t from = there ? (row + i) * NH + (head + h) * group + member : 0;
        cp_async<8>(sums + into * kSums + h * kQueryTile + i, b.sums + from, there);
      }
      if (threadIdx.x < kQueryTile) {
        const int32_t i = i0 + static_cast<int32_t>(threadIdx.x);
        low[into * kQueryTile + threadIdx.x] = lowest_key(p, s, min(i, s.length - 1)) - s.position;
      }
    }
    cp_async_commit();
  };

  uint32_t k[MT][L::kSteps][4], v[MT][L::kSteps][4];
  float dk[L::kHeads][MT][L::kColumns][4], dv[L::kHeads][MT][L::kColumns][4];
#pragma unroll
  for (int h = 0; h < L::kHeads; h++) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) dk[h][m][n][i] = dv[h][m][n][i] = 0;
      }
    }
  }
  const int32_t w0 = j0 + warp * MT * 16;
  fetch(0, 0);
  for (int32_t step = 0; step < tiles * group; step++) {
    const int now = step % 2;
    cp_async_wait<0>();
    __syncthreads();  // the tile is there, and nobody needs the one before it any more
    fetch(step + 1, now ^ 1);
    if (step == 0) {
      load_left<L, MT>(k, keys + warp * MT * 16 * L::kStride, p.sign);
      load_left<L, MT>(v, values + warp * MT * 16 * L::kStride, 0);
    }
#pragma unroll 1
    for (int part = 0; part < kQueryTile; part += PART) {
      const int32_t i0 = (first_tile + step % tiles) * kQueryTile + part;
      if (i0 + PART <= w0 || i0 >= last) continue;  // all before the warp's keys, or too far behind them
      const bool masked = p.first || i0 < w0 + MT * 16 - 1 || (p.shape.window > 0 && i0 + PART - p.shape.window > w0);
      const bf16* const q = queries + now * kTile + part * L::kStride;
      const bf16* const dy = outer + now * kTile + part * L::kStride;
#pragma unroll
      for (int h = 0; h < L::kHeads; h++) {
        float x[MT][PART / 8][4], dp[MT][PART / 8][4];
        scores<L>(x, k, q, h);
        scores<L>(dp, v, dy, h);
        if (masked) {
#pragma unroll
          for (int n = 0; n < PART / 8; n++) {
#pragma unroll
            for (int c = 0; c < 2; c++) {
              const int i = part + n * 8 + 2 * t + c;
              const int32_t least = low[now * kQueryTile + i] - w0 - g, most = i0 - part + i - w0 - g;
#pragma unroll
              for (int m = 0; m < MT; m++) {
#pragma unroll
                for (int half = 0; half < 2; half++) {
                  const int key = m * 16 + half * 8;
                  if (key < least || key > most) x[m][n][2 * half + c] = -INFINITY;
                }
              }
            }
          }
        }
#pragma unroll
        for (int n = 0; n < PART / 8; n++) {
          // Of the lane's two queries.
          const int i = part + n * 8 + 2 * t;
          const float4 two = *reinterpret_cast<const float4*>(sums + now * kSums + h * kQueryTile + i);
#pragma unroll
          for (int m = 0; m < MT; m++) {
#pragma unroll
            for (int j = 0; j < 4; j++) {
              const bool odd = j % 2 == 1;
              gradients(x[m][n][j], dp[m][n][j], p.scale2, odd ? two.z : two.x, odd ? two.w : two.y);
            }
          }
        }
        uint32_t left[MT][PART / 16][4];
#pragma unroll
        for (int m = 0; m < MT; m++) to_left(left[m], x[m]);
        mix<L>(dv[h], left, dy, h);
#pragma unroll
        for (int m = 0; m < MT; m++) to_left(left[m], dp[m]);
        mix<L>(dk[h], left, q, h);
      }
    }
  }

  __syncwarp();  // all lanes have read what is written over now
  bf16* const my_keys = keys + warp * MT * 16 * L::kStride;
  bf16* const my_values = values + warp * MT * 16 * L::kStride;
#pragma unroll
  for (int h = 0; h < L::kHeads; h++) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
      put<L>(my_keys + m * 16 * L::kStride, dk[h][m], h, p.shape.scale, p.shape.scale);
      put<L>(my_values + m * 16 * L::kStride, dv[h][m], h, 1.0f, 1.0f);
    }
  }
  __syncwarp();
  bf16* const to = b.d_qkv + (s.row + w0) * p.width + static_cast<int64_t>(NH + head) * HD;
  take_out<L>(to, p.width, my_keys, min(MT * 16, s.length - w0), NKV - head, HD);
  take_out<L>(to + NKV * HD, p.width, my_values, min(MT * 16, s.length - w0), NKV - head, HD);
}

template <typename L, int MT, int WARPS>
constexpr size_t queries_shared() {
  constexpr int queries = WARPS * MT * 16;
  return (2 * queries + 4 * kKeyTile) * L::kStride * sizeof(bf16) + (queries + WARPS) * sizeof(int32_t);
}

// A block: WARPS * MT * 16 queries of a sequence, for a group of heads; PART keys at a time.
template <typename L, int MT, int WARPS, int PART>
__global__ void __launch_bounds__(WARPS * kWarp) query_gradients(Backward<bf16> b) {
  constexpr int kQueries = WARPS * MT * 16, kTile = kKeyTile * L::kStride;
  const Attention<bf16>& p = b.forward;
  TS_DYNAMIC_SHARED(bf16, shared);
  bf16* const queries = shared;
  bf16* const outer = queries + kQueries * L::kStride;  // dy
  bf16* const keys = outer + kQueries * L::kStride;     // two tiles of keys, then two of values
  bf16* const values = keys + 2 * kTile;
  int32_t* const low = reinterpret_cast<int32_t*>(values + 2 * kTile);
  int32_t* const lowest = low + kQueries;
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  const int32_t block = static_cast<int32_t>(blockIdx.x), rest = block / p.tiles;
  const int32_t NH = p.shape.heads, HD = p.shape.head_size, group = NH / p.shape.kv_heads;
  const int32_t head = rest % p.groups * L::kHeads;
  const ts_sequence s = p.sequences[rest / p.groups];
  const int32_t i0 = (p.tiles - 1 - block % p.tiles) * kQueries;
  if (i0 >= s.length) return;

  const int64_t row0 = s.row + i0, width = static_cast<int64_t>(NH) * HD;
  const Copier<L, WARPS * kWarp> copy_queries(head, NH, 1, 1, HD), copy_keys(head, NH, 1, group, HD);
  copy_queries.template copy<kQueries>(queries, p.qkv + row0 * p.width, p.width, 0, s.length - i0);
  copy_queries.template copy<kQueries>(outer, b.dy + row0 * width, width, 0, s.length - i0);

  // Keys are counted from the sequence's beginning.
  const int32_t w0 = i0 + warp * MT * 16;
  int32_t begin = 0x7fffffff, all_from = 0;
  for (int32_t i = lane; i < MT * 16; i += kWarp) {
    const int32_t mine = lowest_key(p, s, min(w0 + i, s.length - 1)) - s.position;
    low[warp * MT * 16 + i] = mine;
    begin = min(begin, mine);
    all_from = max(all_from, mine);
  }
#pragma unroll
  for (int by = 1; by < kWarp; by *= 2) {
    begin = min(begin, __shfl_xor_sync(kAll, begin, by));
    all_from = max(all_from, __shfl_xor_sync(kAll, all_from, by));
  }
  const int32_t end = min(w0 + MT * 16, s.length);
  if (lane == 0) lowest[warp] = begin;
  float shift[L::kHeads][MT][2], mixed[L::kHeads][MT][2];
#pragma unroll
  for (int h = 0; h < L::kHeads; h++) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int32_t i = w0 + m * 16 + half * 8 + g;
        const bool there = i < s.length && head + h < NH;
        const int64_t at = there ? static_cast<int64_t>(s.row + i) * NH + head + h : 0;
        const float2 both = there ? b.sums[at] : make_float2(0, 0);
        shift[h][m][half] = both.x;
        mixed[h][m][half] = both.y;
      }
    }
  }
  __syncthreads();
  int32_t from = lowest[0];
#pragma unroll
  for (int i = 1; i < WARPS; i++) from = min(from, lowest[i]);
  const int32_t to = min(i0 + kQueries, s.length);

  const auto fetch = [&](int32_t tile, int into) {
    const int32_t at = tile * kKeyTile;
    if (at < to) {
      const int64_t row = (s.row + at) * p.width;
      copy_keys.template copy<kKeyTile>(keys + into * kTile, p.keys + row, p.width, 0, to - at);
      copy_keys.template copy<kKeyTile>(values + into * kTile, p.values + row, p.width, 0, to - at);
    }
    cp_async_commit();
  };

  uint32_t q[MT][L::kSteps][4], dy[MT][L::kSteps][4];
  float dq[L::kHeads][MT][L::kColumns][4];
#pragma unroll
  for (int h = 0; h < L::kHeads; h++) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) dq[h][m][n][i] = 0;
      }
    }
  }
  const int32_t first_tile = from / kKeyTile;
  fetch(first_tile, 0);
  for (int32_t tile = first_tile; tile * kKeyTile < to; tile++) {
    const int now = (tile - first_tile) % 2;
    cp_async_wait<0>();
    __syncthreads();  // the tile is there, and nobody needs the one before it any more
    fetch(tile + 1, now ^ 1);
    if (tile == first_tile) {
      load_left<L, MT>(q, queries + warp * MT * 16 * L::kStride, p.sign);
      load_left<L, MT>(dy, outer + warp * MT * 16 * L::kStride, 0);
    }
#pragma unroll 1
    for (int part = 0; part < kKeyTile; part += PART) {
      const int32_t at = tile * kKeyTile + part;
      if (at >= end || at + PART <= begin) continue;
      const bool masked = at < all_from || at + PART - 1 > w0;
      const bf16* const k = keys + now * kTile + part * L::kStride;
      const bf16* const v = values + now * kTile + part * L::kStride;
#pragma unroll
      for (int h = 0; h < L::kHeads; h++) {
        float x[MT][PART / 8][4], dp[MT][PART / 8][4];
        scores<L>(x, q, k, h);
        scores<L>(dp, dy, v, h);
        if (masked) {
#pragma unroll
          for (int m = 0; m < MT; m++) {
#pragma unroll
            for (int half = 0; half < 2; half++) {
              const int row = warp * MT * 16 + m * 16 + half * 8 + g;
              const int32_t least = low[row] - at - 2 * t, most = i0 + row - at - 2 * t;
#pragma unroll
              for (int n = 0; n < PART / 8; n++) {
#pragma unroll
                for (int c = 0; c < 2; c++) {
                  if (n * 8 + c < least || n * 8 + c > most) x[m][n][2 * half + c] = -INFINITY;
                }
              }
            }
          }
        }
#pragma unroll
        for (int m = 0; m < MT; m++) {
#pragma unroll
          for (int n = 0; n < PART / 8; n++) {
#pragma unroll
            for (int i = 0; i < 4; i++) {
              gradients(x[m][n][i], dp[m][n][i], p.scale2, shift[h][m][i / 2], mixed[h][m][i / 2]);
            }
          }
        }
        uint32_t left[MT][PART / 16][4];
#pragma unroll
        for (int m = 0; m < MT; m++) to_left(left[m], dp[m]);
        mix<L>(dq[h], left, k, h);
      }
    }
  }

  __syncwarp();  // all lanes have read what is written over now
  bf16* const mine = queries + warp * MT * 16 * L::kStride;
#pragma unroll
  for (int h = 0; h < L::kHeads; h++) {
#pragma unroll
    for (int m = 0; m < MT; m++) put<L>(mine + m * 16 * L::kStride, dq[h][m], h, p.shape.scale, p.shape.scale);
  }
  __syncwarp();
  take_out<L>(b.d_qkv + (s.row + w0) * p.width + static_cast<int64_t>(head) * HD, p.width, mine,
              min(MT * 16, s.length - w0), NH - head, HD);
}

}  // namespace
}  // namespace ts::cuda
