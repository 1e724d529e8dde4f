// Attention of one new position over cached keys, of heads of 4, 8 and 16 numbers, by a warp. Every sum is formed as in
// attention_steady.h and attention_softmax.h.
#pragma once
#include <type_traits>

#include "cuda/attention_steady.h"
#include "cuda/interpreter.h"

namespace ts::cuda {
namespace {

__device__ __forceinline__ uint32_t pair_at(const bf16* from) { return reinterpret_cast<const bf16x2*>(from)->bits; }
__device__ __forceinline__ void put_pair(bf16* to, uint32_t pair) { reinterpret_cast<bf16x2*>(to)->bits = pair; }

// Keys and values of 64 positions for a warp's head, as pairs: those of key 8 n + lane / 4, numbers 2 t and 2 t + 1 of
// each eight.
template <int EIGHTS>
struct Keys {
  uint32_t k[8][EIGHTS], v[8][EIGHTS];
};

struct Head {
  const bf16* keys;    // of the slot, the head's numbers
  const bf16* values;
  const bf16* new_key;  // in the block's memory, as is the value
  const bf16* new_value;
  int stride;          // from one position to the next
  int capacity;        // of the slot's ring
  int low, high;       // positions that are seen; the highest is the new one
};

// `x`: queries, keys and values of the new position; `h`: the first head.
template <int SLOT>
__device__ __forceinline__ Head head_of(const Attend& p, const bf16* x, const ts_sequence& s, int h) {
  const int kv = p.kv_heads * SLOT, theirs = h / (p.heads / p.kv_heads) * SLOT;
  const int64_t ring = static_cast<int64_t>(s.slot) * p.capacity * kv + theirs;
  Head head;
  head.keys = p.keys + ring;
  head.values = p.values + ring;
  head.new_key = x + p.heads * SLOT + theirs;
  head.new_value = head.new_key + kv;
  head.stride = kv;
  head.capacity = p.capacity;
  head.high = s.position;
  head.low = lowest_seen(p.window, s.position);
  return head;
}

template <int EIGHTS>
__device__ __forceinline__ void load_keys(Keys<EIGHTS>& to, const Head& head, int tile) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp, g = lane / 4, t = lane % 4;
  const int at = tile * kKeyTile;
  const int64_t first = static_cast<int64_t>(at % head.capacity) * head.stride;
#pragma unroll
  for (int n = 0; n < 8; n++) {
    const int position = at + n * 8 + g;
    const int64_t row = first + static_cast<int64_t>(n * 8 + g) * head.stride + 2 * t;
#pragma unroll
    for (int c = 0; c < EIGHTS; c++) {
      to.k[n][c] = to.v[n][c] = 0;
      if (position >= head.low && position < head.high) {
        to.k[n][c] = pair_at(head.keys + row + 8 * c);
        to.v[n][c] = pair_at(head.values + row + 8 * c);
      } else if (position == head.high) {
        to.k[n][c] = pair_at(head.new_key + 2 * t + 8 * c);
        to.v[n][c] = pair_at(head.new_value + 2 * t + 8 * c);
      }
    }
  }
}

// Heads of a warp: those of 4 numbers in twos, which share eight and what is loaded; the numbers of the other meet zeros.
// They are the first rows of what mma multiplies. Scores are few, so they go through shared memory, where every lane
// takes some of them. `query`: where the numbers of the first one begin; the mixture goes to `y`, and to `out` unless that is
// nullptr. load(keys, tile) is called once for each tile, in ascending order; what it loads has to be cached as well.
template <int SLOT, typename Load>
__device__ __forceinline__ void attend_heads(const Attend& p, const Head& head, const bf16* query, bf16* y, bf16* out,
                                             float* scratch, Load load) {
  constexpr int EIGHTS = SLOT == 16 ? 2 : 1, HEADS = SLOT == 4 ? 2 : 1, LANES = kWarp / HEADS, MINE = kKeyTile / LANES;
  const int lane = static_cast<int>(threadIdx.x) % kWarp, g = lane / 4, t = lane % 4;
  const bool here = g < HEADS && (HEADS == 1 || t / 2 == g);

  uint32_t q[2 * EIGHTS] = {};
#pragma unroll
  for (int c = 0; c < EIGHTS; c++) q[c] = here ? pair_at(query + 8 * c + 2 * t) ^ p.sign : 0;

  // `mixed` and `total` are those of the lane's row; every row's are those of the row of a head.
  float mixed[EIGHTS][4], total;
  float* const of_row = scratch + g % HEADS * kKeyTile + 2 * t;
  float* const of_lane = scratch + lane * MINE;
  const int first_tile = head.low / kKeyTile, last_tile = head.high / kKeyTile;
  // Goes along the tiles. `weigh` makes exponentials of a lane's scores, of which the first belongs to that position;
  // `add` adds them to the total, one row's. The first time the next tile is loaded meanwhile.
  const auto go = [&](auto first_time, auto weigh, auto add) {
    constexpr bool early = decltype(first_time)::value;
    total = 0;
#pragma unroll
    for (int c = 0; c < EIGHTS; c++) mixed[c][0] = mixed[c][1] = mixed[c][2] = mixed[c][3] = 0;
    Keys<EIGHTS> next;
    if constexpr (early) load(next, first_tile);
#pragma unroll 1
    for (int tile = first_tile; tile <= last_tile; tile++) {
      if constexpr (!early) load_keys(next, head, tile);
      const Keys<EIGHTS> now = next;
      if constexpr (early) {
        if (tile < last_tile) load(next, tile + 1);
      }
#pragma unroll
      for (int n = 0; n < 8; n++) {
        float product[4] = {};
        if constexpr (EIGHTS == 1) {
          mma_bf16_k8(product, q[0], 0, now.k[n][0]);
        } else {
          mma_bf16(product, {q[0], 0, q[1], 0}, {now.k[n][0], now.k[n][1]});
        }
        if (g < HEADS) *reinterpret_cast<float2*>(of_row + n * 8) = make_float2(product[0], product[1]);
      }
      __syncwarp();
      weigh(tile * kKeyTile + lane % LANES * MINE);
      __syncwarp();
      float2 e[8];
#pragma unroll
      for (int n = 0; n < 8; n++) e[n] = *reinterpret_cast<const float2*>(of_row + n * 8);
      add(e);
#pragma unroll
      for (int c = 0; c < EIGHTS; c++) {
#pragma unroll
        for (int k = 0; k < 4; k++) {
          const uint32_t weights[4] = {pack_bf16(e[2 * k].x, e[2 * k].y), 0, pack_bf16(e[2 * k + 1].x, e[2 * k + 1].y), 0};
          const uint32_t turned[2] = {movmatrix(now.v[2 * k][c]), movmatrix(now.v[2 * k + 1][c])};
          mma_bf16(mixed[c], weights, turned);
        }
      }
      __syncwarp();
    }
    total = quad_sum(total);
  };
  const auto seen = [&](int position) { return position >= head.low && position <= head.high; };
  const auto give = [&](bool wanted) {
    if (!here || !wanted) return;
    const float part = 1.0f / total;
#pragma unroll
    for (int c = 0; c < EIGHTS; c++) {
      const uint32_t pair = pack_bf16(mixed[c][0] * part, mixed[c][1] * part);
      put_pair(y + 8 * c + 2 * t, pair);
      if (out) put_pair(out + 8 * c + 2 * t, pair);
    }
  };

  // As in Steady.
  go(
      std::true_type(),
      [&](int first) {
#pragma unroll
        for (int i = 0; i < MINE; i++) {
          const float e = exp2_fast(of_lane[i] * p.scale2);
          of_lane[i] = seen(first + i) ? e : 0;
        }
      },
      [&](const float2(&e)[8]) {
#pragma unroll
        for (int k = 0; k < 4; k++) total += (e[2 * k].x + e[2 * k].y) + (e[2 * k + 1].x + e[2 * k + 1].y);
      });
  const bool holds = total > kLeastTotal && total < kMostTotal;
  give(holds);
  if (!__any_sync(kAll, !holds)) return;

  // As in `exponentials`; `top` belongs to the head whose scores the lane has.
  float top = kLowest, shrink = 1;
  go(
      std::false_type(),
      [&](int first) {
        float d[MINE], high = top;
#pragma unroll
        for (int i = 0; i < MINE; i++) {
          d[i] = seen(first + i) ? of_lane[i] : -INFINITY;
          high = fmaxf(high, d[i]);
        }
#pragma unroll
        for (int by = LANES / 2; by > 0; by /= 2) high = fmaxf(high, __shfl_xor_sync(kAll, high, by));
        const float shift = -(high * p.scale2);
        shrink = exp2_fast((top - high) * p.scale2);
        top = high;
#pragma unroll
        for (int i = 0; i < MINE; i++) of_lane[i] = exp2_fast(fmaf(d[i], p.scale2, shift));
        if constexpr (HEADS > 1) shrink = __shfl_sync(kAll, shrink, g % HEADS * LANES);
      },
      [&](const float2(&e)[8]) {
        float sum = 0;
#pragma unroll
        for (int n = 0; n < 8; n++) {
          sum += e[n].x;
          sum += e[n].y;
        }
        total = fmaf(total, shrink, sum);
#pragma unroll
        for (int c = 0; c < EIGHTS; c++) mixed[c][0] *= shrink, mixed[c][1] *= shrink;
      });
  give(!holds);
}

}  // namespace
}  // namespace ts::cuda
