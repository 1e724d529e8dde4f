// Attention by the products of a warpgroup, for heads of 24 to 64 numbers. Which kernel a query meets depends on the
// head's size and the device alone, never on how many queries there are: these products need not round as a warp's do.
#pragma once
#include "cuda/attention_wide_rows.h"

namespace ts::cuda {
namespace {

constexpr int kWideRing = 3;

template <int GROUPS>
constexpr size_t attend_wide_shared() {
  constexpr int kAlignment = 1024, kAligned = 128;  // what blocks of 64 x 64 want, and what there is
  return (GROUPS + 2 * kWideRing) * kBlockSize + GROUPS * (kGroup / kWarp) * sizeof(int32_t) + kAlignment - kAligned;
}

// ---- kernels ----

// A block: GROUPS times 64 queries of a sequence, for a head. Tiles of 64 keys go round a ring. While a warpgroup has
// products of values and the next scores under way, others have their exponentials.
template <int WIDTH, int GROUPS>
__global__ void __launch_bounds__(GROUPS* kGroup, GROUPS == 2 ? 2 : 3) attend_wide(Attention<bf16> p) {
#ifdef TS_HOPPER_KERNELS
  constexpr int kQueries = GROUPS * kBlockSide, kThreads = GROUPS * kGroup;
  constexpr int kWarps = kThreads / kWarp, kTile = kBlockSide, kPair = 2 * kBlockSize;
  static_assert(kTile == kKeyTile);
  TS_DYNAMIC_SHARED(unsigned char, shared);
  unsigned char* const queries = shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
  unsigned char* const ring = queries + GROUPS * kBlockSize;  // of keys and values
  int32_t* const lowest = reinterpret_cast<int32_t*>(ring + kWideRing * kPair);  // key of each warp
  const int warp = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kWarp, 0), lane = threadIdx.x % kWarp;
  const int group = warp / 4;
  const int32_t block = static_cast<int32_t>(blockIdx.x), rest = block / p.tiles;
  const int32_t NH = p.shape.heads, HD = p.shape.head_size, head = rest % NH, kv_head = head / (NH / p.shape.kv_heads);
  ts_sequence s = p.sequences[rest / NH];
  s.row = __shfl_sync(kAll, s.row, 0);
  s.length = __shfl_sync(kAll, s.length, 0);
  s.position = __shfl_sync(kAll, s.position, 0);
  // The last queries of a sequence have most keys: they come first.
  const int32_t i0 = (p.tiles - 1 - block % p.tiles) * kQueries;
  if (i0 >= s.length) return;

#pragma unroll
  for (int n = 0; n < GROUPS; n++) {
    const int32_t at = i0 + n * kTile;
    copy_block<WIDTH, kThreads>(queries + n * kBlockSize, p.qkv + (s.row + at) * p.width + head * HD, p.width, 0, s.length - at, HD);
  }
  const int32_t w0 = i0 + warp * 16;
  const WideView seen(p, s, w0);
  if (lane == 0) lowest[warp] = seen.begin;
  __syncthreads();
  int32_t from = lowest[0];
#pragma unroll
  for (int i = 1; i < kWarps; i++) from = min(from, lowest[i]);
  from = __shfl_sync(kAll, from, 0);
  const int32_t to = s.position + min(i0 + kQueries, s.length);

  const auto fetch = [&](int32_t tile, int stage) {
    const int32_t at = tile * kTile;
    if (at < to) {
      const int64_t row = key_row(p, s, at) * p.stride + kv_head * HD;
      unsigned char* const into = ring + stage * kPair;
      copy_block<WIDTH, kThreads>(into, p.keys + row, p.stride, from - at, to - at, HD);
      copy_block<WIDTH, kThreads>(into + kBlockSize, p.values + row, p.stride, from - at, to - at, HD);
    }
    cp_async_commit();
  };

  WideRows<WIDTH> rows;
  const Operand q = along(queries + group * kBlockSize);
  const auto arrive = [] {
    shared_fence();
    __syncthreads();
  };

  // Tiles that the warpgroup's queries see, and with them the other's.
  int32_t group_from = lowest[group * 4];
#pragma unroll
  for (int i = 1; i < 4; i++) group_from = min(group_from, lowest[group * 4 + i]);
  group_from = __shfl_sync(kAll, group_from, 0) / kTile;
  const int32_t group_to = (s.position + min(i0 + (group + 1) * kTile, s.length) - 1) / kTile;
  const auto sees = [&](int32_t tile) { return tile >= group_from && tile <= group_to; };
  const int32_t first_tile = from / kTile, last_tile = (to - 1) / kTile;
  fetch(first_tile, 0);
  fetch(first_tile + 1, 1);
  cp_async_wait<1>();
  arrive();
  if (sees(first_tile)) rows.begin_scores(q, along(ring));
  rows.finish();
  int stage = 0;
#pragma unroll 1
  for (int32_t tile = first_tile; tile <= last_tile; tile++) {
    const int next = stage + 1 < kWideRing ? stage + 1 : 0, then = next + 1 < kWideRing ? next + 1 : 0;
    if (sees(tile)) rows.weigh(p, s, seen, tile * kTile);
    // The next tile is there, and nobody needs the one before this.
    cp_async_wait<0>();
    arrive();
    if (sees(tile)) rows.begin_mixture(across(ring + stage * kPair + kBlockSize));
    if (sees(tile + 1)) rows.begin_scores(q, along(ring + next * kPair));
    fetch(tile + 2, then);
    rows.finish();
    stage = next;
  }
  __syncthreads();  // nobody reads queries any more

  rows.give(p, s, head, w0, queries + warp * 2048);
#endif
}

// ---- launchers ----

// Whether a head's size and the device suit.
bool takes_wide_head(const ts_context* context, int32_t head_size) {
  return has_warpgroups(context) && head_size > 16 && head_size <= 64 && head_size % 8 == 0 && attend_wide_shared<2>() <= shared_limit(context);
}

template <int WIDTH, int GROUPS>
ts_status launch_attend_wide(ts_context* context, const ts_batch& batch, Attention<bf16> a, int32_t longest) {
  const auto attend = attend_wide<WIDTH, GROUPS>;
  a.tiles = ceil_div(longest, GROUPS * kBlockSide);
  const int64_t blocks = static_cast<int64_t>(batch.sequence_count) * a.shape.heads * a.tiles;
  TS_LAUNCH(context, attend, static_cast<unsigned>(blocks), GROUPS * kGroup, attend_wide_shared<GROUPS>(), a);
  return TS_OK;
}

template <int WIDTH>
ts_status attend_in_blocks(ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  // Two warpgroups share what is loaded; one has no tile of which only the other sees anything. The same bits.
  if (longest <= kBlockSide) return launch_attend_wide<WIDTH, 1>(context, batch, a, longest);
  return launch_attend_wide<WIDTH, 2>(context, batch, a, longest);
}

ts_status attend_widely(ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  const int32_t HD = a.shape.head_size;
  if (HD <= 32) return attend_in_blocks<32>(context, batch, a, longest);
  if (HD <= 48) return attend_in_blocks<48>(context, batch, a, longest);
  return attend_in_blocks<64>(context, batch, a, longest);
}

}  // namespace
}  // namespace ts::cuda
