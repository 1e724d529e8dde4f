// How the steps of all tiles of a product with a long k are dealt out to blocks, so that all end together: every block
// gets as many steps, and few tiles are cut into many pieces.
//
// Where there are fewer tiles than blocks, as many blocks as possible take a tile each over the same steps, which are as
// many as every block will have; what is left of all tiles goes to the blocks that are left, by the same rule. Where there
// are more tiles than blocks, each block takes whole ones, and the tiles left over are dealt out in the same way: this is
// Euclid's algorithm. Blocks that work at the same time are at few places of k, so that they find one another's panels in
// the cache; a schedule that deals out equal runs of consecutive steps would have each block elsewhere.
//
// The pieces of a tile are numbered; its sum is added up in the order of their numbers (their slots).
#pragma once
#include <stdint.h>

#include "cuda/hopper_product.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

// Blocks [first_block, first_block + blocks) take by turns `splits` pieces of `each` steps of `tiles` tiles.
struct HopperPhase {
  int32_t first_block, blocks, first_tile, tiles, splits, first_slot, begin, each, end;
};
constexpr int32_t kMostPhases = 8;
struct HopperShares {
  int32_t count, slots;
  HopperPhase phase[kMostPhases];

  // How many slots a tile has.
  __device__ __forceinline__ int32_t slots_of(int32_t tile) const {
    int32_t most = 0;
    for (int32_t i = 0; i < count; i++) {
      const HopperPhase& p = phase[i];
      if (tile >= p.first_tile && tile < p.first_tile + p.tiles) most = p.first_slot + p.splits;
    }
    return most;  // phases of a tile come in the order of their slots
  }
};

struct HopperShare {
  int32_t tile, slot, begin, end;
};
// Goes through the shares of a block.
struct ShareCursor {
  int32_t phase = 0, index = -1;
  __device__ __forceinline__ bool next(const HopperShares& shares, int32_t block, HopperShare& share) {
    for (; phase < shares.count; phase++, index = -1) {
      const HopperPhase& p = shares.phase[phase];
      const int32_t place = block - p.first_block;
      if (place < 0 || place >= p.blocks) continue;
      index = index < 0 ? place : index + p.blocks;
      if (index >= p.tiles * p.splits) continue;
      const int32_t split = index / p.tiles, begin = p.begin + split * p.each;
      share = {p.first_tile + index % p.tiles, p.first_slot + split, begin, min(p.end, begin + p.each)};
      return true;
    }
    return false;
  }
};

#ifdef TS_HOPPER_KERNELS

// The copying thread's part: the panels of a's and b's columns, which run across, of all steps of the block's shares.
__device__ __forceinline__ void copy_shares(const HopperShares& shares, int32_t n_tiles, const CUtensorMap& a, const CUtensorMap& b,
                                            uint32_t ring, uint32_t full, uint32_t empty) {
  using Stages = Ring<kHopperCols>;
  RingPlace place;
  ShareCursor cursor;
  HopperShare share;
  fetch_map(a);
  fetch_map(b);
  while (cursor.next(shares, static_cast<int32_t>(blockIdx.x), share)) {
    const int m = share.tile / n_tiles * kHopperRows, n = share.tile % n_tiles * kHopperCols;
    for (int step = share.begin; step < share.end; step++) {
      const uint32_t stage = ring + place.stage * Stages::stage_bytes, barrier = full + place.stage * 8;
      barrier_wait(empty + place.stage * 8, place.parity ^ 1);
      barrier_expect(barrier, Stages::stage_bytes);
#pragma unroll
      for (int i = 0; i < 2; i++) load_box(stage + i * kBlockBytes, a, m + i * 64, step * kHopperDepth, barrier);
#pragma unroll
      for (int i = 0; i < 4; i++) load_box(stage + (2 + i) * kBlockBytes, b, n + i * 64, step * kHopperDepth, barrier);
      place.advance<Stages::stages>();
    }
  }
}

#endif

// ---- the host's side ----

inline void add_phase(HopperShares& shares, const HopperPhase& phase) {
  shares.phase[shares.count++] = phase;
  if (shares.slots < phase.first_slot + phase.splits) shares.slots = phase.first_slot + phase.splits;
}

// Tiles [first_tile, first_tile + tiles) over steps [begin, end), at least one of each, by `blocks` blocks.
inline void deal_out(HopperShares& shares, int32_t first_block, int32_t blocks, int32_t first_tile, int32_t tiles, int32_t slot,
                     int32_t begin, int32_t end) {
  // The steps that a piece has at least: its sums are written and read again.
  constexpr int32_t kLeastSteps = 24;
  const int32_t steps = end - begin;
  const bool room = shares.count + 2 < kMostPhases;
  if (tiles >= blocks) {
    const int32_t whole = room ? tiles - tiles % blocks : tiles;
    add_phase(shares, {first_block, blocks, first_tile, whole, 1, slot, begin, steps, end});
    if (whole < tiles) deal_out(shares, first_block, blocks, first_tile + whole, tiles - whole, slot, begin, end);
    return;
  }
  const int32_t splits = blocks / tiles, left = blocks - splits * tiles;
  const int32_t each = static_cast<int32_t>((int64_t{steps} * tiles + blocks / 2) / blocks);
  // A twenty-fourth of the blocks may be idle.
  if (room && each >= kLeastSteps && 24 * left > blocks && steps - splits * each >= kLeastSteps) {
    const int32_t middle = begin + splits * each;
    add_phase(shares, {first_block, splits * tiles, first_tile, tiles, splits, slot, begin, each, middle});
    deal_out(shares, first_block + splits * tiles, left, first_tile, tiles, slot + splits, middle, end);
    return;
  }
  const int32_t most = steps / kLeastSteps < 1 ? 1 : steps / kLeastSteps, wanted = splits < most ? splits : most;
  const int32_t even = ceil_div(steps, wanted), count = ceil_div(steps, even);
  add_phase(shares, {first_block, count * tiles, first_tile, tiles, count, slot, begin, even, end});
}

}  // namespace
}  // namespace ts::cuda
