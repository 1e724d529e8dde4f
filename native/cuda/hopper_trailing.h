// Row products by the means of Hopper whose results trail: a tile's sums are rounded to bfloat16 at once, and what becomes
// of them is done while the next tile is multiplied, a part at a time between its steps. The tensor cores wait for the
// rounding alone.
//
// A multiplying warpgroup holds 128 sums of the tile at work and 64 registers of the tile before, by quarters of 64 columns:
// pair 2 j + h of a quarter is at row g + 8 h of the warp's sixteen and column 8 j + 2 t, where g = lane / 4 and t = lane % 4.
// Its two blocks of shared memory are its results' on their way out and of what they are joined with on its way in.
//
// What becomes of results is `Pieces`: `kParts`, how many parts; `kRegisters`, of a multiplying thread; `begin(corner)`, once;
// `prepare(n, thread)` and `lay_down(corner)`, before and after a tile's products; `round(acc, before, corner)`; `take(part,
// before, corner, next)`, where `corner` is that of the tile before and `next` that of the tile at work, or of none.
#pragma once
#include "cuda/hopper_product.h"
#include "cuda/ptx_hopper.h"

namespace ts::cuda {
namespace {

// Where a warpgroup's part of a tile begins.
struct TrailingPlace {
  int m, n;
  bool any;
};

#ifdef TS_HOPPER_KERNELS

// A quarter's place in a block, of 64 x 64 numbers as a map's box lies there: this lane's row for the matrices of 16
// columns from 8 j on, j even.
__device__ __forceinline__ uint32_t piece_place(uint32_t block, int thread, int j) {
  const int lane = thread % kWarp, matrix = lane / 8, row = thread / kWarp * 16 + matrix % 2 * 8 + lane % 8;
  return block + row * 128 + ((j + matrix / 2) ^ (row & 7)) * 16;
}

// A warpgroup's part of a tile to the second cache.
__device__ __forceinline__ void prefetch_row(const CUtensorMap& map, int m, int n) {
#pragma unroll
  for (int piece = 0; piece < kHopperCols / 64; piece++) prefetch_box(map, n + piece * 64, m);
}

template <bool b_across>
__device__ __forceinline__ void begin_step(float (&acc)[128], const RingPlace& place, uint32_t ring, uint32_t full, int group, bool adds) {
  barrier_wait(full + place.stage * 8, place.parity);
  const uint32_t stage = ring + place.stage * Ring<kHopperCols>::stage_bytes;
  const uint32_t a = stage + group * kBlockBytes, b = stage + 2 * kBlockBytes;
  product_fence();
#pragma unroll
  for (int i = 0; i < kHopperDepth / 16; i++) {
    product<false, b_across>(acc, operand<false>(a + i * 32), operand<b_across>(b + i * (b_across ? 2048 : 32)), adds || i > 0);
  }
  product_commit();
}

template <bool b_across, class Pieces>
__device__ __forceinline__ void multiply_trailing(const HopperPlan& plan, Pieces& pieces, uint32_t ring, uint32_t full, uint32_t empty,
                                                  int group, HopperCorner corner) {
  constexpr int kStages = Ring<kHopperCols>::stages, kParts = Pieces::kParts;
  const int lane = corner.thread % kWarp, items = plan.m_tiles * plan.n_tiles, steps = plan.steps;
  RingPlace place;
  int lag = plan.lag, last = 0;
  uint32_t before[4][16] = {};
  corner.m = plan.m_tiles * kHopperRows;  // before the first tile: rows that nobody has, which are not stored
  corner.n = 0;
  pieces.begin(corner);
  for (int index = hopper_block(); index < items; index += hopper_blocks()) {
    const int m = index / plan.n_tiles * kHopperRows + group * 64, n = index % plan.n_tiles * kHopperCols;
    pieces.prepare(n, corner.thread);
    if (lag > 0 && group == 1) named_barrier_sync(kPartners, 2 * kGroupThreads);
    const int told = group == 0 && lag > 0 ? min(lag, steps) - 1 : -1;
    lag = 0;
    float acc[128];
#pragma unroll
    for (int part = 0; part < kParts; part++) {
      const int begin = steps * part / kParts, end = steps * (part + 1) / kParts;
      const auto take_step = [&](int step) {
        begin_step<b_across>(acc, place, ring, full, group, step > 0);
        if (step > 0) {
          product_wait<1>();
          release_stage<1>(empty + last * 8, lane);
        }
        if (step == told) named_barrier_arrive(kPartners, 2 * kGroupThreads);
        last = place.stage;
        place.advance<kStages>();
      };
      int step = begin;
      if (step < end) take_step(step++);
      pieces.take(part, before, corner, {m, n, true});
#pragma unroll 1
      for (; step < end; step++) take_step(step);
    }
    pieces.lay_down(corner);
    product_finish(acc);
    release_stage<1>(empty + last * 8, lane);
    pieces.round(acc, before, corner);
    corner.m = m;
    corner.n = n;
  }
#pragma unroll
  for (int part = 0; part < kParts; part++) pieces.take(part, before, corner, {0, 0, false});
  store_wait<0>();  // the results' memory is the block's
}

constexpr int kRegistersOfThree = 504;  // of a thread of each warpgroup, which begin with 168 each

// A kernel's two roles. Pieces(result, loaded): a warpgroup's, with its two barriers for what comes to its blocks.
template <bool b_across, class Pieces, class Result>
__device__ __forceinline__ void run_trailing(const HopperPlan& plan, const Result& result) {
  TS_DYNAMIC_SHARED(unsigned char, given_shared);
  unsigned char* const shared = hopper_shared(given_shared);
  static_assert(Ring<kHopperCols>::stages + 4 <= kMostStages);
  const uint32_t given = shared_address(shared), ring = (given + 1023) & ~1023u;
  const uint32_t full = ring + kBarriersAt, empty = full + kMostStages * 8, loaded = full + Ring<kHopperCols>::stages * 8;
  if (hopper_thread() == 0) {
    init_ring<kHopperCols>(full, empty, 1);
    for (int i = 0; i < 4; i++) barrier_init(loaded + i * 8, 1);
    barrier_init_fence();
  }
  __syncthreads();
  const int group = __shfl_sync(~0u, hopper_thread() / kGroupThreads, 0);
  if (group == 0) {
    give_registers<kRegistersOfThree - 2 * Pieces::kRegisters>();
    if (hopper_thread() == 0) copy_panels<kHopperCols, false, b_across, 1>(plan, ring, full, empty, 0);
    return;  // where the two roles met again, they would have the same number of registers
  } else {
    take_registers<Pieces::kRegisters>();
    HopperCorner corner = {};
    corner.thread = hopper_thread() % kGroupThreads;
    corner.number = group;
    corner.results = ring + kResultsAt + (group - 1) * 2 * kBlockBytes;
    corner.row = reinterpret_cast<float*>(shared + (ring - given) + kRowAt) + (group - 1) * kHopperCols;
    Pieces pieces(result, loaded + (group - 1) * 16);
    multiply_trailing<b_across>(plan, pieces, ring, full, empty, group - 1, corner);
    return;
  }
}

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
