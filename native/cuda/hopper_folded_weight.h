// The gradient of W from a chunk's exponentials (head_folded.h) by the means of Hopper: d_weight += (s E)^T x. E comes
// through registers, where it is multiplied by s, and the rows are dealt out so that all multiprocessors end together.
#pragma once
#include "cuda/head_folded.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_shares.h"

namespace ts::cuda {
namespace {

// The product for the gradient of W: how its steps are dealt out, what E's fragments are multiplied by, where sums go.
struct FoldedColumns {
  CUtensorMap e, x;
  HopperShares dealt;
  const int32_t* targets;
  const float* scales;
  const float* shares;
  float* sums;  // [slots][m][n]; nullptr: there is one slot, and sums are added to d_weight
  float* d_weight;
  int32_t rows, m, n, n_tiles;
};

#ifdef TS_HOPPER_KERNELS

using Fragments = uint32_t[4][4];  // of 16 words and 64 rows

// Registers that products read are written before this, and, behind those products, are kept until this.
__device__ __forceinline__ void written(Fragments& a) {
#ifdef TS_SIMT
  (void)a;
#else
#pragma unroll
  for (int i = 0; i < 16; i++) asm volatile("" : "+r"(a[i / 4][i % 4])::"memory");
#endif
}

// What goes with the rows of a step: their factors, and two lanes' worth of targets.
struct FoldedNotes {
  float2 scales[8];  // of rows 8 i + 2 t and the next
  int targets[2];    // of rows `lane` and `lane` + 32
};
// Asked for a step ahead: under way they take as long as a step.
__device__ __forceinline__ FoldedNotes notes_of(const FoldedColumns& g, int step, int lane) {
  const int row = step * kHopperDepth;
  FoldedNotes notes;
#pragma unroll
  for (int i = 0; i < 8; i++) notes.scales[i] = *reinterpret_cast<const float2*>(g.scales + row + 8 * i + lane % 4 * 2);
  notes.targets[0] = row + lane < g.rows ? g.targets[row + lane] : -1;
  notes.targets[1] = row + kWarp + lane < g.rows ? g.targets[row + kWarp + lane] : -1;
  return notes;
}

// s E of rows [64 step, 64 step + 64) and the warp's words [word, word + 16), with the targets' shares in place. `block`:
// of E, 64 rows by 64 words, of which the warp's are the columns from 16 * warp on; it is there when `full` is over.
__device__ __forceinline__ void scale_fragments(Fragments& a, const FoldedColumns& g, const FoldedNotes& notes, const unsigned char* block,
                                                int step, int word, int warp, int lane, uint32_t full, uint32_t parity) {
  const int row = step * kHopperDepth, pair = lane % 4 * 2;
  barrier_wait(full, parity);
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const int r = 16 * i + lane / 16 * 8 + lane % 8, chunk = 2 * warp + lane / 8 % 2;
    ldmatrix_x4<true>(a[i], block + r * 128 + ((chunk ^ r % 8) << 4));
#pragma unroll
    for (int part = 0; part < 4; part++) {
      const float2 scale = notes.scales[2 * i + part / 2];
      a[i][part] = pack_bf16(low(a[i][part]) * scale.x, high(a[i][part]) * scale.y);
    }
  }
  const auto mine = [word](int target) { return target >= word && target < word + 16; };
  if (!__any_sync(~0u, mine(notes.targets[0]) || mine(notes.targets[1]))) return;
#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
#pragma unroll
      for (int e = 0; e < 2; e++) {
        const int k = 16 * i + 8 * half + e;  // and `pair` further
        const int target = __shfl_sync(~0u, notes.targets[k / kWarp], k % kWarp + pair) - word - lane / 4;
        if (target != 0 && target != 8) continue;
        const uint32_t share = pack_bf16(-g.shares[row + k + pair], 0.0f) & 0xffffu;
#pragma unroll
        for (int lower = 0; lower < 2; lower++) {
          uint32_t& both = a[i][2 * half + lower];
          if (target == 8 * lower) both = e ? (both & 0xffffu) | share << 16 : (both & 0xffff0000u) | share;
        }
      }
    }
  }
  __syncwarp();
}

// Two neighbours a lane: 32 bytes of a row by four lanes.
__device__ __forceinline__ void put_columns(const FoldedColumns& g, const HopperShare& share, int row, int pair, const float (&acc)[128]) {
  const int col = share.tile % g.n_tiles * kHopperCols + pair;
#pragma unroll
  for (int h = 0; h < 2; h++) {
    if (row + 8 * h >= g.m) continue;
    const int64_t from = static_cast<int64_t>(row + 8 * h) * g.n + col;
    float* const to = g.sums ? g.sums + static_cast<int64_t>(share.slot) * g.m * g.n + from : g.d_weight + from;
#pragma unroll
    for (int j = 0; j < 32; j++) {
      if (col + 8 * j >= g.n) break;  // n is even
      float2 two = make_float2(acc[4 * j + 2 * h], acc[4 * j + 2 * h + 1]);
      if (!g.sums) {
        const float2 was = *reinterpret_cast<const float2*>(to + 8 * j);
        two.x += was.x;
        two.y += was.y;
      }
      *reinterpret_cast<float2*>(to + 8 * j) = two;
    }
  }
  __syncwarp();
}

// A warpgroup's part. While a step's products run, the next one's fragments are made.
__device__ __forceinline__ void multiply_scaled(const FoldedColumns& g, uint32_t ring, const unsigned char* base, uint32_t full,
                                                uint32_t empty, int group, int thread) {
  const int lane = thread % kWarp, warp = thread / kWarp;
  RingPlace place, ahead;  // of the products, of the fragments
  ShareCursor cursor;
  HopperShare share;
  while (cursor.next(g.dealt, static_cast<int32_t>(blockIdx.x), share)) {
    const int word = share.tile / g.n_tiles * kHopperRows + group * 64 + warp * 16;
    float acc[128];
    Fragments even = {}, odd = {};
    FoldedNotes notes = notes_of(g, share.begin, lane);
    const auto make = [&](Fragments& a, int step) {
      const FoldedNotes now = notes;
      notes = notes_of(g, min(step + 1, share.end - 1), lane);
      scale_fragments(a, g, now, base + ahead.stage * Ring<kHopperCols>::stage_bytes + group * kBlockBytes, step, word, warp, lane, full + ahead.stage * 8,
                      ahead.parity);
      ahead.advance<Ring<kHopperCols>::stages>();
    };
    int last = 0;
    const auto multiply = [&](int step, Fragments& now, Fragments& next) {
      const uint32_t b = ring + place.stage * Ring<kHopperCols>::stage_bytes + 2 * kBlockBytes;
      written(now);
      product_fence();
#pragma unroll
      for (int i = 0; i < 4; i++) product<true>(acc, now[i], operand<true>(b + i * 2048), step > share.begin || i > 0);
      product_commit();
      if (step > share.begin) {
        product_wait<1>();
        written(next);  // the last step's
        release_stage<1>(empty + last * 8, lane);
      }
      last = place.stage;
      place.advance<Ring<kHopperCols>::stages>();
      if (step + 1 < share.end) make(next, step + 1);
    };
    make(even, share.begin);
    for (int step = share.begin; step < share.end; step += 2) {
      multiply(step, even, odd);
      if (step + 1 < share.end) multiply(step + 1, odd, even);
    }
    product_finish(acc);
    written(even);
    written(odd);
    release_stage<1>(empty + last * 8, lane);
    put_columns(g, share, word + lane / 4, lane % 4 * 2, acc);
  }
}

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

// As multiply_hopper, but A is E, which goes through registers.
__global__ void __launch_bounds__(kHopperThreads, 1) multiply_folded(const __grid_constant__ FoldedColumns g) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const uint32_t given = shared_address(shared), ring = (given + 1023) & ~1023u;
  const uint32_t full = ring + kBarriersAt, empty = full + kMostStages * 8;
  if (threadIdx.x == 0) {
    init_ring<kHopperCols>(full, empty, 1);
    barrier_init_fence();
  }
  __syncthreads();
  const int group = __shfl_sync(~0u, static_cast<int>(threadIdx.x) / kGroupThreads, 0);
  if (group == 0) {
    give_registers<40>();
    if (threadIdx.x == 0) copy_shares(g.dealt, g.n_tiles, g.e, g.x, ring, full, empty);
    return;  // where the two roles met again, they would have the same number of registers
  } else {
    take_registers<232>();
    multiply_scaled(g, ring, shared + (ring - given), full, empty, group - 1, static_cast<int>(threadIdx.x) % kGroupThreads);
    return;
  }
#endif
}

// d_weight += the slots' sums in their order, two neighbours of a row a thread.
__global__ void __launch_bounds__(256) add_folded_sums(const __grid_constant__ FoldedColumns g) {
  const int64_t at = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * 2, size = static_cast<int64_t>(g.m) * g.n;
  if (at >= size) return;
  const int row = static_cast<int>(at / g.n), col = static_cast<int>(at % g.n);
  const int slots = g.dealt.slots_of(row / kHopperRows * g.n_tiles + col / kHopperCols);
  float2 total = make_float2(0, 0);
#pragma unroll 4
  for (int slot = 0; slot < slots; slot++) {
    const float2 one = *reinterpret_cast<const float2*>(g.sums + slot * size + at);
    total.x += one.x;
    total.y += one.y;
  }
  float2& sum = *reinterpret_cast<float2*>(g.d_weight + at);
  sum = make_float2(sum.x + total.x, sum.y + total.y);
}

// ---- launchers ----

// How a chunk's rows are dealt out for the gradient of W. Multiprocessors are guessed, so that two devices deal out alike.
HopperShares deal_out(const FoldedHead& p, int32_t rows) {
  constexpr int32_t kProcessors = 132;
  HopperShares dealt = {};
  deal_out(dealt, 0, kProcessors, 0, ceil_div(p.vocab, kHopperRows) * ceil_div(p.width, kHopperCols), 0, 0, ceil_div(rows, kHopperDepth));
  return dealt;
}
size_t sums_bytes(const FoldedHead& p, const HopperShares& dealt) {
  return dealt.slots < 2 ? 0 : static_cast<size_t>(dealt.slots) * static_cast<size_t>(p.vocab) * static_cast<size_t>(p.width) * sizeof(float);
}

ts_status launch_d_weight(ts_context* context, const FoldedHead& p, float* sums) {
  FoldedColumns g = {};
  g.dealt = deal_out(p, p.rows);
  ts_status status = make_map(context, &g.e, p.e, p.rows, p.group_count * kFoldedGroup);
  if (status == TS_OK) status = make_map(context, &g.x, p.x, p.rows, p.width);
  if (status != TS_OK) return status;
  g.targets = p.targets;
  g.scales = p.scales;
  g.shares = p.shares;
  g.sums = g.dealt.slots < 2 ? nullptr : sums;
  g.d_weight = p.d_weight;
  g.rows = p.rows;
  g.m = p.vocab;
  g.n = p.width;
  g.n_tiles = ceil_div(p.width, kHopperCols);
  int32_t blocks = 0;
  for (int32_t i = 0; i < g.dealt.count; i++) {
    const HopperPhase& phase = g.dealt.phase[i];
    if (blocks < phase.first_block + phase.blocks) blocks = phase.first_block + phase.blocks;
  }
  TS_LAUNCH(context, multiply_folded, static_cast<unsigned>(blocks), kHopperThreads, kHopperShared, g);
  if (!g.sums) return TS_OK;
  const int64_t pairs = static_cast<int64_t>(p.vocab) * p.width / 2;
  TS_LAUNCH(context, add_folded_sums, static_cast<unsigned>(ceil_div(pairs, 256)), 256, 0, g);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
