// Attention by the products of a warpgroup, for heads of 24 to 64 numbers. Which kernel a query meets depends on the
// head's size and the device alone, never on how many queries there are: these products need not round as a warp's do.
#pragma once
#include "cuda/attention_blocks.h"
#include "cuda/attention_softmax.h"
#include "cuda/choices.h"

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
  constexpr int kSteps = WIDTH / 16, kQueries = GROUPS * kBlockSide, kThreads = GROUPS * kGroup;
  constexpr int kWarps = kThreads / kWarp, kTile = kBlockSide, kPair = 2 * kBlockSize;
  static_assert(kTile == kKeyTile);
  TS_DYNAMIC_SHARED(unsigned char, shared);
  unsigned char* const queries = shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
  unsigned char* const ring = queries + GROUPS * kBlockSize;  // of keys and values
  int32_t* const lowest = reinterpret_cast<int32_t*>(ring + kWideRing * kPair);  // key of each warp
  const int warp = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kWarp, 0), lane = threadIdx.x % kWarp, g = lane / 4;
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
  // What the warp's queries see: of the lane's two rows the lowest and highest keys. Rows past the end repeat the last.
  const int32_t w0 = i0 + warp * 16;
  const int32_t row0 = min(w0 + g, s.length - 1), row1 = min(w0 + g + 8, s.length - 1);
  const int32_t low0 = lowest_key(p, s, row0), low1 = lowest_key(p, s, row1);
  int32_t begin = min(low0, low1), all_from = max(low0, low1);
#pragma unroll
  for (int by = 4; by < kWarp; by *= 2) {
    begin = min(begin, __shfl_xor_sync(kAll, begin, by));
    all_from = max(all_from, __shfl_xor_sync(kAll, all_from, by));
  }
  const int32_t all_to = s.position + min(w0, s.length - 1);
  if (lane == 0) lowest[warp] = begin;
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

  float x[8][4], o[WIDTH / 8][4], top[2] = {kLowest, kLowest}, total[2] = {0, 0};
#pragma unroll
  for (int n = 0; n < WIDTH / 8; n++) o[n][0] = o[n][1] = o[n][2] = o[n][3] = 0;
  float(&scores)[32] = reinterpret_cast<float(&)[32]>(x);
  float(&mixed)[WIDTH / 2] = reinterpret_cast<float(&)[WIDTH / 2]>(o);
  const Operand q = along(queries + group * kBlockSize);
  const auto begin_scores = [&](int stage) {
    const Operand k = along(ring + stage * kPair);
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(scores, further<false>(q, i), further<false>(k, i), i > 0);
  };
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
  const auto seen = [&](int32_t tile) { return tile >= group_from && tile <= group_to; };
  const int32_t first_tile = from / kTile, last_tile = (to - 1) / kTile;
  fetch(first_tile, 0);
  fetch(first_tile + 1, 1);
  cp_async_wait<1>();
  arrive();
  if (seen(first_tile)) {
    product_fence();
    begin_scores(0);
    product_commit();
  }
  const auto finish = [&] {
    product_wait<0>();
    settled(scores);
    settled(mixed);
  };
  finish();
  int stage = 0;
  uint32_t e[4][4];
#pragma unroll 1
  for (int32_t tile = first_tile; tile <= last_tile; tile++) {
    const int next = stage + 1 < kWideRing ? stage + 1 : 0, then = next + 1 < kWideRing ? next + 1 : 0;
    if (seen(tile)) {
      if (p.sign) {
#pragma unroll
        for (int i = 0; i < 32; i++) scores[i] = -scores[i];
      }
      const int32_t at = tile * kTile;
      if (at < all_from || at + kTile - 1 > all_to) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
          const int32_t start = at + 2 * (lane % 4), least = (half ? low1 : low0) - start;
          const int32_t most = s.position + (half ? row1 : row0) - start;
#pragma unroll
          for (int n = 0; n < 8; n++) {
#pragma unroll
            for (int c = 0; c < 2; c++) {
              if (n * 8 + c < least || n * 8 + c > most) x[n][2 * half + c] = -INFINITY;
            }
          }
        }
      }
      exponentials<false>(x, top, total, o, p.scale2, 0, 0);
      to_left(e, x);
    }
    // The next tile is there, and nobody needs the one before this.
    cp_async_wait<0>();
    arrive();
    if (seen(tile)) {
      const Operand v = across(ring + stage * kPair + kBlockSize);
      product_fence();
#pragma unroll
      for (int i = 0; i < 4; i++) product_of<true>(mixed, e[i], further<true>(v, i), true);
      product_commit();
    }
    if (seen(tile + 1)) {
      product_fence();
      begin_scores(next);
      product_commit();
    }
    fetch(tile + 2, then);
    finish();
    stage = next;
  }
  __syncthreads();  // nobody reads queries any more

  const float upper = quad_sum(total[0]), lower = quad_sum(total[1]);
  const int t = lane % 4;
  if (p.lse && t < 2) {
    const int32_t i = w0 + t * 8 + g;
    const float log_sum = (t ? top[1] : top[0]) * p.scale2 + log2f(t ? lower : upper);
    if (i < s.length) p.lse[static_cast<int64_t>(s.row + i) * NH + head] = log_sum * kLn2;
  }
  const int64_t width = static_cast<int64_t>(NH) * HD;
  take_out_of_block<WIDTH>(queries + warp * 2048, mixed, 1.0f / upper, 1.0f / lower,
                           p.y + (s.row + w0) * width + static_cast<int64_t>(head) * HD, width, s.length - w0, HD);
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
