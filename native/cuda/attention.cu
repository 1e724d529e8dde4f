// Causal attention with an online softmax over tiles of keys (Milakov & Gimelshein 2018; Dao et al. 2022). Tiles begin at
// multiples of kKeyTile positions and are visited in ascending order, so that a query gets the same bits in training, in
// a prompt and in decoding. A tile that a query does not see at all changes nothing of it.
#include "cuda/attention.h"

#include "cuda/attention_plain.h"
#include "cuda/rotary.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// 8 N keys for 16 queries of a head: scores become exponentials, and what was mixed so far is brought to the new
// maximum. `total` is each lane's share.
template <int N, int COLUMNS>
__device__ __forceinline__ void exponentials(float (&s)[N][4], float (&top)[2], float (&total)[2],
                                             float (&o)[COLUMNS][4], float scale2) {
#pragma unroll
  for (int half = 0; half < 2; half++) {
    float high = top[half];
#pragma unroll
    for (int n = 0; n < N; n++) high = fmaxf(high, fmaxf(s[n][2 * half], s[n][2 * half + 1]));
    high = quad_max(high);
    const float shrink = exp2_fast((top[half] - high) * scale2), shift = -(high * scale2);
    top[half] = high;
    float sum = 0;
#pragma unroll
    for (int n = 0; n < N; n++) {
#pragma unroll
      for (int i = 2 * half; i < 2 * half + 2; i++) {
        s[n][i] = exp2_fast(fmaf(s[n][i], scale2, shift));
        sum += s[n][i];
      }
    }
    total[half] = fmaf(total[half], shrink, sum);
#pragma unroll
    for (int n = 0; n < COLUMNS; n++) {
      o[n][2 * half] *= shrink;
      o[n][2 * half + 1] *= shrink;
    }
  }
}

// How a block shares its work. Each warp has MT * 16 queries of its own and all heads of the group; where they are few,
// all warps have the same 16 and a head each. Tiles of keys are fetched STAGES - 1 ahead.
template <int MT_, int WARPS_, int STAGES_, bool FEW_>
struct Shares {
  static constexpr int kTimes = MT_, kWarps = WARPS_, kStages = STAGES_;
  static constexpr bool kFew = FEW_;
  static constexpr int kQueries = (FEW_ ? 1 : WARPS_) * MT_ * 16;
};

template <typename L, typename S>
constexpr size_t attend_shared() {
  return (S::kQueries + 2 * S::kStages * kKeyTile) * L::kStride * sizeof(bf16) +
         (S::kQueries + S::kWarps) * sizeof(int32_t);
}

// A block: S::kQueries queries of a sequence, for a group of heads.
template <typename L, typename S>
__global__ void __launch_bounds__(S::kWarps * kWarp) attend(Attention<bf16> p) {
  constexpr int MT = S::kTimes, WARPS = S::kWarps, kQueries = S::kQueries, kStages = S::kStages;
  constexpr int kTile = kKeyTile * L::kStride, kHeads = S::kFew ? 1 : L::kHeads;  // of a warp
  TS_DYNAMIC_SHARED(bf16, shared);
  bf16* const queries = shared;
  bf16* const keys = queries + kQueries * L::kStride;  // kStages tiles of keys, then as many of values
  bf16* const values = keys + kStages * kTile;
  int32_t* const low = reinterpret_cast<int32_t*>(values + kStages * kTile);  // the lowest key of each query
  int32_t* const lowest = low + kQueries;                               // of each warp
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  const int32_t block = static_cast<int32_t>(blockIdx.x), rest = block / p.tiles;
  const int32_t NH = p.shape.heads, HD = p.shape.head_size, group = NH / p.shape.kv_heads;
  const int32_t head = rest % p.groups * L::kHeads;
  const ts_sequence s = p.sequences[rest / p.groups];
  // The last queries of a sequence have most keys: they come first.
  const int32_t i0 = (p.tiles - 1 - block % p.tiles) * kQueries;
  if (i0 >= s.length) return;

  const Copier<L, WARPS * kWarp> copy_queries(head, NH, 1, 1, HD), copy_keys(head, NH, 1, group, HD);
  copy_queries.copy(queries, p.qkv + (s.row + i0) * p.width, p.width, kQueries, 0, s.length - i0);

  // Which positions the warp's queries see together. Rows past the end repeat the last.
  const int row0 = S::kFew ? 0 : warp * MT * 16;  // of the warp, in the block
  const int32_t w0 = i0 + row0;
  int32_t begin = 0x7fffffff, all_from = 0;
  for (int32_t i = lane; i < MT * 16; i += kWarp) {
    const int32_t mine = lowest_key(p, s, min(w0 + i, s.length - 1));
    low[row0 + i] = mine;
    begin = min(begin, mine);
    all_from = max(all_from, mine);
  }
#pragma unroll
  for (int by = 1; by < kWarp; by *= 2) {
    begin = min(begin, __shfl_xor_sync(kAll, begin, by));
    all_from = max(all_from, __shfl_xor_sync(kAll, all_from, by));
  }
  const int32_t all_to = s.position + min(w0, s.length - 1);
  const int32_t end = s.position + min(w0 + MT * 16, s.length);
  if (lane == 0) lowest[warp] = begin;
  __syncthreads();
  int32_t from = lowest[0];
#pragma unroll
  for (int i = 1; i < WARPS; i++) from = min(from, lowest[i]);
  const int32_t to = s.position + min(i0 + kQueries, s.length);

  const auto fetch = [&](int32_t tile, int into) {
    const int32_t at = tile * kKeyTile;
    if (at < to) {
      const int64_t row = key_row(p, s, at) * p.stride;
      copy_keys.copy(keys + into * kTile, p.keys + row, p.stride, kKeyTile, from - at, to - at);
      copy_keys.copy(values + into * kTile, p.values + row, p.stride, kKeyTile, from - at, to - at);
    }
    cp_async_commit();
  };

  uint32_t q[MT][L::kSteps][4];
  float o[kHeads][MT][L::kColumns][4], top[kHeads][MT][2], total[kHeads][MT][2];
#pragma unroll
  for (int h = 0; h < kHeads; h++) {
#pragma unroll
    for (int m = 0; m < MT; m++) {
      top[h][m][0] = top[h][m][1] = kLowest;
      total[h][m][0] = total[h][m][1] = 0;
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) o[h][m][n][0] = o[h][m][n][1] = o[h][m][n][2] = o[h][m][n][3] = 0;
    }
  }

  const int32_t first_tile = from / kKeyTile;
#pragma unroll
  for (int i = 0; i < kStages - 1; i++) fetch(first_tile + i, i);
  for (int32_t tile = first_tile; tile * kKeyTile < to; tile++) {
    const int now = (tile - first_tile) % kStages;
    fetch(tile + kStages - 1, (now + kStages - 1) % kStages);
    cp_async_wait<kStages - 1>();
    __syncthreads();
    if (tile == first_tile) load_left<L, MT>(q, queries + row0 * L::kStride, p.sign);
#pragma unroll 1
    for (int part = 0; part < kKeyTile; part += L::kLook) {
      const int32_t at = tile * kKeyTile + part;
      if (at >= end || at + L::kLook <= begin) continue;
      const bool masked = at < all_from || at + L::kLook - 1 > all_to;
      const bf16* const k = keys + now * kTile + part * L::kStride;
      const bf16* const v = values + now * kTile + part * L::kStride;
#pragma unroll
      for (int own = 0; own < kHeads; own++) {
        const int h = S::kFew ? warp : own;
        float x[MT][L::kLook / 8][4];
        scores<L>(x, q, k, h);
        uint32_t e[MT][L::kLook / 16][4];
#pragma unroll
        for (int m = 0; m < MT; m++) {
          if (masked) {
#pragma unroll
            for (int half = 0; half < 2; half++) {
              const int row = row0 + m * 16 + half * 8 + g;
              const int32_t least = low[row] - at - 2 * t, most = s.position + i0 + row - at - 2 * t;
#pragma unroll
              for (int n = 0; n < L::kLook / 8; n++) {
#pragma unroll
                for (int c = 0; c < 2; c++) {
                  if (n * 8 + c < least || n * 8 + c > most) x[m][n][2 * half + c] = -INFINITY;
                }
              }
            }
          }
          exponentials(x[m], top[own][m], total[own][m], o[own][m], p.scale2);
          to_left(e[m], x[m]);
        }
        mix<L>(o[own], e, v, h);
      }
    }
    __syncthreads();
  }

  // Their rows of `queries` are free by now.
  bf16* const mine = queries + row0 * L::kStride;
#pragma unroll
  for (int own = 0; own < kHeads; own++) {
    const int h = S::kFew ? warp : own;
#pragma unroll
    for (int m = 0; m < MT; m++) {
      const float upper = quad_sum(total[own][m][0]), lower = quad_sum(total[own][m][1]);
      put<L>(mine + m * 16 * L::kStride, o[own][m], h, 1.0f / upper, 1.0f / lower);
      if (p.lse && t < 2 && head + h < NH) {
        const int32_t i = w0 + m * 16 + t * 8 + g;
        const float log_sum = (t ? top[own][m][1] : top[own][m][0]) * p.scale2 + log2f(t ? lower : upper);
        if (i < s.length) p.lse[static_cast<int64_t>(s.row + i) * NH + head + h] = log_sum * kLn2;
      }
    }
  }
  if constexpr (S::kFew) {
    __syncthreads();
    if (warp > 0) return;
  } else {
    __syncwarp();
  }
  const int64_t width = static_cast<int64_t>(NH) * HD;
  take_out<L>(p.y + (s.row + w0) * width + static_cast<int64_t>(head) * HD, width, mine,
              min(MT * 16, s.length - w0), NH - head, HD);
}

// Keys and values of new rows to their places in the ring. A block: rows of one sequence.
template <typename T>
__global__ void store_in_cache(Attention<T> p, T* keys, T* values, int32_t rows_a_block, int32_t blocks) {
  const ts_sequence s = p.sequences[blockIdx.x / blocks];
  const int32_t kv = p.shape.kv_heads * p.shape.head_size;
  const T* const from = p.qkv + static_cast<int64_t>(p.shape.heads) * p.shape.head_size;
  const int32_t i0 = blockIdx.x % blocks * rows_a_block, i1 = min(s.length, i0 + rows_a_block);
  for (int32_t i = i0; i < i1; i++) {
    const int64_t to = key_row(p, s, s.position + i) * kv, row = (s.row + i) * p.width;
    for (int32_t d = threadIdx.x; d < kv; d += blockDim.x) {
      keys[to + d] = from[row + d];
      values[to + d] = from[row + kv + d];
    }
  }
}

// ---- launchers ----

template <typename L, typename S>
ts_status launch_attend(ts_context* context, const ts_batch& batch, Attention<bf16> a, int32_t longest) {
  const auto attend_tiles = attend<L, S>;
  a.tiles = ceil_div(longest, S::kQueries);
  a.groups = ceil_div(a.shape.heads, L::kHeads);
  const int64_t blocks = static_cast<int64_t>(batch.sequence_count) * a.groups * a.tiles;
  const size_t shared = attend_shared<L, S>();
  TS_LAUNCH(context, attend_tiles, static_cast<unsigned>(blocks), S::kWarps * kWarp, shared, a);
  return TS_OK;
}

// In bfloat16, for heads that have a tile.
template <typename L>
ts_status attend_in_tiles(ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  if (longest <= 16) return launch_attend<L, Shares<1, L::kHeads, 4, true>>(context, batch, a, longest);
  // Two times 16 rows of a warp share each load of keys where registers allow it.
  constexpr int kTimes = L::kNarrow || L::kSteps > 4 ? 1 : 2;
  return launch_attend<L, Shares<kTimes, 4, 2, false>>(context, batch, a, longest);
}

template <typename T>
ts_status launch_store(ts_context* context, const ts_batch& batch, const Attention<T>& a, const ts_cache& cache,
                       int32_t longest) {
  const auto store = store_in_cache<T>;
  constexpr int32_t kRows = 8;
  const int32_t blocks = ceil_div(longest, kRows);
  TS_LAUNCH(context, store, static_cast<unsigned>(batch.sequence_count * blocks), 128, 0, a,
            reinterpret_cast<T*>(cache.keys), reinterpret_cast<T*>(cache.values), kRows, blocks);
  return TS_OK;
}

template <typename T>
ts_status launch_attention(ts_context* context, const ts_attention& p, const ts_workspace& workspace) {
  const ts_batch& batch = *p.batch;
  const int32_t longest = longest_sequence(batch);
  Attention<T> a = attention_of<T>(batch, p.shape, p.qkv);
  a.y = reinterpret_cast<T*>(p.y);
  a.lse = p.probabilities && !p.lse ? static_cast<float*>(workspace.base) : p.lse;
  if (p.shape.rope_theta != 0) {
    const ts_status status = rotate(context, batch, p.shape, reinterpret_cast<T*>(p.qkv), false);
    if (status != TS_OK) return status;
  }
  if (p.cache) {
    a.capacity = p.cache->capacity;
    const ts_status status = launch_store(context, batch, a, *p.cache, longest);
    if (status != TS_OK) return status;
    a.keys = reinterpret_cast<const T*>(p.cache->keys);
    a.values = reinterpret_cast<const T*>(p.cache->values);
    a.stride = static_cast<int64_t>(p.shape.kv_heads) * p.shape.head_size;
  }
  ts_status status = TS_OK;
  bool tiled = false;
  if constexpr (sizeof(T) == 2) {
    tiled = with_tile(p.shape.head_size, [&](auto tile) {
      status = attend_in_tiles<decltype(tile)>(context, batch, a, longest);
    });
  }
  if (!tiled) status = attend_plainly(context, batch, a, longest);
  if (status == TS_OK && p.probabilities) status = write_probabilities(context, batch, a, longest, p.probabilities);
  return status;
}

}  // namespace

ts_status attention(ts_context* context, const ts_attention* p, ts_workspace* workspace) {
  if (p->shape.head_size > kMaxHead) {
    return failed(context, TS_UNSUPPORTED, "head size %d: this backend supports up to %d", p->shape.head_size, kMaxHead);
  }
  if (p->probabilities && p->cache) {
    return failed(context, TS_UNSUPPORTED, "attention probabilities are for whole sequences, not for a cache");
  }
  if (!workspace->base) {
    const bool own = p->probabilities && !p->lse;
    workspace->bytes = own ? static_cast<size_t>(p->batch->rows) * p->shape.heads * sizeof(float) : 0;
    return TS_OK;
  }
  return computes_bf16(context) ? launch_attention<bf16>(context, *p, *workspace)
                                : launch_attention<float>(context, *p, *workspace);
}

}  // namespace ts::cuda
