// What a block of the gradient of wide attention works on (see attention_backward_three.h): a head of a sequence, in
// which order, and where in shared memory.
//
// A block goes over pairs of tiles of 64 keys, in ascending order, and for each over the tiles of 64 queries that see
// them ("entries").
//
// Shared memory is divided into places of 16 KB. Sums of dq of tile i are at place i + 2. They are complete when the
// pair with keys i has been through its first two entries, and then the place is free for keys of the next pair: those
// of its second tile come to the first of its two places, because they are needed half an entry sooner.
#pragma once
#include "cuda/attention_backward.h"
#include "cuda/attention_tiles.h"

namespace ts::cuda {
namespace {

constexpr int kWorkTile = kBlockSide, kWorkStages = 3, kWorkThreads = 3 * kGroup;
constexpr int kWorkPlace = 2 * kBlockSize;
constexpr int kWorkBarriers = kWorkStages + 2;  // of stages; of keys for each of the two groups that own them

struct WorkMaps {
  HeadMap qkv, dy;  // of tiles
  HeadMap d_qkv;    // of pieces
};

__host__ __device__ constexpr size_t work_shared(int32_t tiles) {
  constexpr int kAlignment = 1024, kAligned = 128;  // what blocks of 64 x 64 want, and what there is
  return (tiles + 2 + kWorkStages) * static_cast<size_t>(kWorkPlace) + 2 * kBlockSize +
         kWorkStages * kWorkTile * sizeof(float2) + kWorkBarriers * 8 + kAlignment - kAligned;
}

#ifdef TS_WARPGROUP_CODE

// A tile of queries beside a pair of tiles of keys.
struct WorkEntry {
  int32_t pair, step, count;  // `count` steps has the pair
  int32_t fresh;              // tiles from this one on were not seen by pairs before
  int32_t stage;              // where its queries and their dy are
  uint32_t turn;              // how often that stage was used before
};

struct Work {
  ts_sequence s;
  int32_t head, window, tiles, pairs;
  unsigned char* places;
  unsigned char* stages;     // of each: queries, then dy
  unsigned char* gradients;  // of scores, of both groups: [key][query]
  float2* sums;              // of the stages' queries
  unsigned char* barriers;

  __device__ __forceinline__ Work(const Backward<bf16>& b, unsigned char* shared) {
    const int32_t block = static_cast<int32_t>(blockIdx.x), heads = b.forward.shape.heads;
    s = b.forward.sequences[block / heads];
    s.row = __shfl_sync(kAll, s.row, 0);  // so that the compiler knows that lanes agree
    s.length = __shfl_sync(kAll, s.length, 0);
    s.position = __shfl_sync(kAll, s.position, 0);
    head = block % heads;
    window = b.forward.shape.window;
    tiles = ceil_div(s.length, kWorkTile);
    pairs = ceil_div(tiles, 2);
    places = shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
    stages = places + (tiles + 2) * kWorkPlace;
    gradients = stages + kWorkStages * kWorkPlace;
    sums = reinterpret_cast<float2*>(gradients + 2 * kBlockSize);
    barriers = reinterpret_cast<unsigned char*>(sums + kWorkStages * kWorkTile);
  }

  // ---- entries ----

  __device__ __forceinline__ int32_t count_of(int32_t pair) const {
    const int32_t last_key = min(s.length, (pair + 1) * 2 * kWorkTile) - 1;
    const int32_t last = window > 0 ? min(s.length - 1, last_key + window - 1) : s.length - 1;
    const int32_t count = last / kWorkTile - 2 * pair + 1;
    // The keys of the next pair come behind the second entry, and need one to arrive.
    return pair + 1 < pairs ? max(count, 4) : count;
  }
  __device__ __forceinline__ WorkEntry first() const { return {0, 0, count_of(0), 0, 0, 0}; }
  __device__ __forceinline__ WorkEntry after(WorkEntry e) const {
    if (++e.stage == kWorkStages) e.stage = 0, e.turn++;
    if (++e.step == e.count) {
      e.fresh = 2 * e.pair + e.count;
      e.pair++;
      e.step = 0;
      e.count = e.pair < pairs ? count_of(e.pair) : 1;
    }
    return e;
  }
  __device__ __forceinline__ int32_t tile_of(const WorkEntry& e) const { return 2 * e.pair + e.step; }
  __device__ __forceinline__ bool there(const WorkEntry& e) const { return e.pair < pairs; }

  // ---- places ----

  __device__ __forceinline__ unsigned char* queries_of(const WorkEntry& e) const { return stages + e.stage * kWorkPlace; }
  __device__ __forceinline__ float2* sums_of(const WorkEntry& e) const { return sums + e.stage * kWorkTile; }
  __device__ __forceinline__ unsigned char* keys_of(int32_t pair, int group) const {
    return places + (2 * pair + 1 - group) * kWorkPlace;
  }
  __device__ __forceinline__ unsigned char* gradients_of(int group) const { return gradients + group * kBlockSize; }
  __device__ __forceinline__ Arrival arrival_of(const WorkEntry& e) const { return arrival_at(barriers, e.stage); }
  __device__ __forceinline__ Arrival arrival_of_keys(int group) const { return arrival_at(barriers, kWorkStages + group); }
};

// A barrier of the block, which its warpgroups come to in different places.
__device__ __forceinline__ void all_meet() { __syncthreads(); }

#endif  // TS_WARPGROUP_CODE

}  // namespace
}  // namespace ts::cuda
