// Causal attention with an online softmax over tiles of keys (Milakov & Gimelshein 2018; Dao et al. 2022). Tiles begin
// at multiples of kKeyTile positions and are visited in ascending order, so that a query gets the same bits in
// training, in a prompt and in decoding. A tile that a query does not see at all changes nothing of it.
#include "cuda/attention.h"

#include <type_traits>

#include "cuda/attention_narrow.h"
#include "cuda/attention_plain.h"
#include "cuda/attention_resident.h"
#include "cuda/attention_softmax.h"
#include "cuda/attention_steady.h"
#include "cuda/attention_wide.h"
#include "cuda/choices.h"
#include "cuda/rotary.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// How a block shares its work. Each warp has MT * 16 queries of its own and all heads of the group; where they are few,
// all warps have the same 16 and a head each. Tiles of keys are fetched STAGES - 1 ahead. STEADY: the softmax without a
// maximum first, for one time 16 queries.
template <int MT_, int WARPS_, int STAGES_, bool FEW_, bool STEADY_ = false>
struct Shares {
  static constexpr int kTimes = MT_, kWarps = WARPS_, kStages = STAGES_;
  static constexpr bool kFew = FEW_, kSteady = STEADY_;
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
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp;
  const int32_t block = static_cast<int32_t>(blockIdx.x), rest = block / p.tiles;
  const int32_t NH = p.shape.heads, HD = p.shape.head_size, group = NH / p.shape.kv_heads;
  const int32_t head = rest % p.groups * L::kHeads;
  const ts_sequence s = p.sequences[rest / p.groups];
  // The last queries of a sequence have most keys: they come first.
  const int32_t i0 = (p.tiles - 1 - block % p.tiles) * kQueries;
  if (i0 >= s.length) return;

  const Copier<L, WARPS * kWarp> copy_queries(head, NH, 1, 1, HD), copy_keys(head, NH, 1, group, HD);
  copy_queries.template copy<kQueries>(queries, p.qkv + (s.row + i0) * p.width, p.width, 0, s.length - i0);

  // Which positions the warp's queries see together. Rows past the end repeat the last.
  const int row0 = S::kFew ? 0 : warp * MT * 16;  // of the warp, in the block
  const int32_t w0 = i0 + row0;
  Seen seen;
  seen.low = low + row0;
  seen.highest = s.position + w0;
  seen.begin = 0x7fffffff;
  seen.all_from = 0;
  for (int32_t i = lane; i < MT * 16; i += kWarp) {
    const int32_t mine = lowest_key(p, s, min(w0 + i, s.length - 1));
    low[row0 + i] = mine;
    seen.begin = min(seen.begin, mine);
    seen.all_from = max(seen.all_from, mine);
  }
#pragma unroll
  for (int by = 1; by < kWarp; by *= 2) {
    seen.begin = min(seen.begin, __shfl_xor_sync(kAll, seen.begin, by));
    seen.all_from = max(seen.all_from, __shfl_xor_sync(kAll, seen.all_from, by));
  }
  seen.all_to = s.position + min(w0, s.length - 1);
  seen.end = s.position + min(w0 + MT * 16, s.length);
  if (lane == 0) lowest[warp] = seen.begin;
  __syncthreads();
  int32_t from = lowest[0];
#pragma unroll
  for (int i = 1; i < WARPS; i++) from = min(from, lowest[i]);
  const int32_t to = s.position + min(i0 + kQueries, s.length);

  const auto fetch = [&](int32_t tile, int into) {
    const int32_t at = tile * kKeyTile;
    if (at < to) {
      const int64_t row = key_row(p, s, at) * p.stride;
      copy_keys.template copy<kKeyTile>(keys + into * kTile, p.keys + row, p.stride, from - at, to - at);
      copy_keys.template copy<kKeyTile>(values + into * kTile, p.values + row, p.stride, from - at, to - at);
    }
    cp_async_commit();
  };

  uint32_t q[MT][L::kSteps][4];
  Running<L, MT> running[kHeads];
#pragma unroll
  for (int h = 0; h < kHeads; h++) running[h].begin();

  // Goes along the tiles; `visit` gets a tile's keys and values and the position of its first.
  const int32_t first_tile = from / kKeyTile;
  const auto go = [&](auto visit) {
#pragma unroll
    for (int i = 0; i < kStages - 1; i++) fetch(first_tile + i, i);
    for (int32_t tile = first_tile; tile * kKeyTile < to; tile++) {
      const int now = (tile - first_tile) % kStages;
      fetch(tile + kStages - 1, (now + kStages - 1) % kStages);
      cp_async_wait<kStages - 1>();
      __syncthreads();
      if (tile == first_tile) load_left<L, MT>(q, queries + row0 * L::kStride, p.sign);
      visit(keys + now * kTile, values + now * kTile, tile * kKeyTile);
      __syncthreads();
    }
  };
  const auto with_maximum = [&](const bf16* k, const bf16* v, int32_t tile) {
#pragma unroll 1
    for (int part = 0; part < kKeyTile; part += L::kLook) {
      const int32_t at = tile + part;
      if (at >= seen.end || at + L::kLook <= seen.begin) continue;
#pragma unroll
      for (int own = 0; own < kHeads; own++) {
        look<L, MT>(running[own], q, k + part * L::kStride, v + part * L::kStride, S::kFew ? warp : own, at, seen,
                    p.scale2);
      }
    }
  };
  if constexpr (S::kSteady) {
    static_assert(MT == 1);
    constexpr int kTogether = S::kFew || !L::kNarrow ? 1 : 8 / L::kSlot;  // heads
    Steady<L, kTogether> steady[kHeads / kTogether];
    bool begun = false;
    go([&](const bf16* k, const bf16* v, int32_t tile) {
#pragma unroll
      for (int i = 0; i < kHeads / kTogether; i++) {
        const int h = S::kFew ? warp : i * kTogether, piece = L::kNarrow ? h * L::kSlot / 8 * 8 : 0;
        if (!begun) steady[i].begin(q, h);
#pragma unroll 1
        for (int part = 0; part < kKeyTile; part += kUnit) {
          steady[i].unit_as_seen(k + part * L::kStride + piece, v + part * L::kStride + piece, tile + part, seen,
                                 p.scale2);
        }
      }
      begun = true;
    });
    bool good = true;
#pragma unroll
    for (int i = 0; i < kHeads / kTogether; i++) steady[i].close(), good = steady[i].all_hold() && good;
    if (__syncthreads_or(!good)) go(with_maximum);
#pragma unroll
    for (int own = 0; own < kHeads; own++) steady[own / kTogether].give(running[own], own % kTogether);
  } else {
    go(with_maximum);
  }

  // Their rows of `queries` are free by now.
  bf16* const mine = queries + row0 * L::kStride;
#pragma unroll
  for (int own = 0; own < kHeads; own++) {
    const int h = S::kFew ? warp : own;
    const bool there = p.lse && head + h < NH;
    float* const lse = there ? p.lse + static_cast<int64_t>(s.row + w0) * NH + head + h : nullptr;
    finish_rows(running[own], mine, h, lse, NH, s.length - w0, p.scale2);
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

// Heads of 4, 8 and 16 in the softmax without a maximum.
template <typename L>
ts_status attend_steadily(ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  if (longest <= 16) return launch_attend<L, Shares<1, L::kHeads, 4, true, true>>(context, batch, a, longest);
  ts_status status = TS_OK;
  if (a.shape.head_size == L::kSlot) {
    using Rows = std::conditional_t<L::kNarrow, Piece<L::kSlot>, L>;
    constexpr int kPieces = L::kNarrow ? 2 : 1;
    if (try_narrow<Narrow<Rows, kPieces>>(context, batch, a, longest, status)) return status;
  }
  return launch_attend<L, Shares<1, 4, 2, false, true>>(context, batch, a, longest);
}

// In bfloat16, for heads that have a tile.
template <typename L>
ts_status attend_in_tiles(ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  if constexpr (L::kSteps == 1) {
    return attend_steadily<L>(context, batch, a, longest);
  } else {
    if (longest <= 16) return launch_attend<L, Shares<1, L::kHeads, 4, true>>(context, batch, a, longest);
    // Two times 16 rows of a warp share each load of keys where registers allow it.
    constexpr int kTimes = L::kSteps > 4 ? 1 : 2;
    return launch_attend<L, Shares<kTimes, 4, 2, false>>(context, batch, a, longest);
  }
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

int wide_choice(int32_t head_size) { return choice("ATTENTION_WIDE", head_size >= 48); }

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
    if (wide_choice(p.shape.head_size) == 2 && takes_resident(context, batch, a, longest)) {
      tiled = true;
      status = attend_residently(context, batch, a, longest);
    } else if (attends_by_warpgroups(context, p.shape.head_size)) {
      tiled = true;
      status = attend_widely(context, batch, a, longest);
    } else {
      tiled = with_tile(p.shape.head_size, [&](auto tile) {
        using L = decltype(tile);
        status = attend_in_tiles<L>(context, batch, a, longest);
      });
    }
  }
  if (!tiled) status = attend_plainly(context, batch, a, longest);
  if (status == TS_OK && p.probabilities) status = write_probabilities(context, batch, a, longest, p.probabilities);
  return status;
}

}  // namespace

bool attends_by_warpgroups(const ts_context* context, int32_t head_size) {
  return wide_choice(head_size) != 0 && takes_wide_head(context, head_size);
}

ts_status attention(ts_context* context, const ts_attention* p, ts_workspace* workspace) {
  const int32_t HD = p->shape.head_size;
  if (HD > kMaxHead) {
    return failed(context, TS_UNSUPPORTED, "head size %d: this backend supports up to %d", HD, kMaxHead);
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
