// What a block of the gradient of attention by warpgroups works on (see attention_backward_groups.h), in which order, and where
// in shared memory.
//
// Heads of sequences ("items") are dealt out to blocks by turns. Of each a block goes over pairs of tiles of 64 keys, in
// ascending order, and for each over the tiles of 64 queries that see them ("entries").
//
// Two warpgroups own keys, one of the pair's tiles each. None of the first tile of queries sees keys of the second group, which
// passes over that entry. Gates order what they, the third warpgroup, which makes dq, and the fourth, which has tiles
// brought, do:
//   came(stage)     the queries of an entry are there
//   keys_came       a group's keys and values of a pair are
//   weighed(group)  the group's gradients of scores are
//   added(group)    they are in dq, and so nobody reads them or, of this entry, the group's keys
//   left(stage)     nobody needs the stage any more, and what the third group wrote before this entry has been read; of the first
//                   entry of a pair: so has what the owners wrote of the last pair
// A group is at most as far ahead of the others as there are stages. In native/simt the block meets when all have weighed, and
// when all have multiplied.
//
// Shared memory is divided into places of 16 KB. Keys and values of tile j are at place j, sums of dq of tile i at place
// i + 2. Those are complete when the pair with keys i has been through its first two entries, and once the stores of them have
// read them the place is free for keys of the next pair. The first two places are free when the first entry of the second
// pair has been left: from then on the keys of the next item's first pair may come there.
#pragma once
#include "cuda/attention_backward_sums.h"
#include "cuda/attention_tiles.h"

namespace ts::cuda {
namespace {

constexpr int kWorkTile = kSumTile, kWorkStages = 3, kWorkThreads = 4 * kGroup;
static_assert(kWorkTile == kBlockSide);
constexpr int kWorkPlace = 2 * kBlockSize;
constexpr int kOwners = 2, kWorkGates = 2 * kWorkStages + 4 * kOwners;

struct WorkMaps {
  HeadMap qkv, dy;  // of tiles
  HeadMap d_qkv;    // of pieces
};

__host__ __device__ constexpr size_t work_shared(int32_t tiles) {
  constexpr int kAlignment = 1024, kAligned = 128;  // what blocks of 64 x 64 want, and what there is
  return (tiles + 2 + kWorkStages) * static_cast<size_t>(kWorkPlace) + 2 * kBlockSize +
         kWorkStages * kWorkTile * sizeof(float2) + kWorkGates * 8 + kAlignment - kAligned;
}

// ---- the host's side ----

// Whether heads of 64 numbers at most, of sequences of such a length, can be worked on in this way.
inline bool takes_work(const ts_context* context, const ts_attention_shape& shape, int32_t longest) {
  return has_warpgroups(context) && has_tensor_maps() && shape.heads == shape.kv_heads && shape.head_size % 8 == 0 &&
         work_shared(ceil_div(longest, kWorkTile)) <= shared_limit(context);
}

// How many blocks share `items`. The places of a single pair's keys are not free before its end: such items are not
// followed by others.
inline unsigned work_blocks(const ts_context* context, const ts_batch& batch, int32_t items, int32_t longest) {
  int32_t shortest = longest;
  for (int32_t i = 0; i < batch.sequence_count; i++) {
    if (batch.sequences[i].length > 0) shortest = min(shortest, batch.sequences[i].length);
  }
  const int32_t room = processors_of(context);
  return static_cast<unsigned>(shortest > 2 * kWorkTile && items > room ? room : items);
}

inline ts_status make_work_maps(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, WorkMaps* maps) {
  const int32_t NH = b.forward.shape.heads, HD = b.forward.shape.head_size;
  ts_status status = make_head_map(context, &maps->qkv, b.forward.qkv, batch.rows, 3 * NH, HD, kWorkTile);
  if (status == TS_OK) status = make_head_map(context, &maps->dy, b.dy, batch.rows, NH, HD, kWorkTile);
  if (status == TS_OK) status = make_head_map(context, &maps->d_qkv, b.d_qkv, batch.rows, 3 * NH, HD, kPieceRows);
  return status;
}

#ifdef TS_HOPPER_KERNELS

// A head of a sequence.
struct WorkItem {
  int32_t index;  // of all
  ts_sequence s;
  int32_t sequence, head, tiles, pairs;
};

// A tile of queries beside a pair of tiles of keys.
struct WorkEntry {
  WorkItem of;
  int32_t pair, step, count;  // `count` steps has the pair
  int32_t fresh;              // tiles from this one on were not seen by pairs before
};

// A place in a ring, and how often it was used before.
struct WorkTurn {
  int32_t stage = 0;
  uint32_t turn = 0;
  __device__ __forceinline__ void advance() {
    if (++stage == kWorkStages) stage = 0, turn++;
  }
};

struct Work {
  const ts_sequence* sequences;
  int32_t heads, items, window;
  unsigned char* places;
  unsigned char* stages;     // of each: queries, then dy
  unsigned char* gradients;  // of scores, of both groups: [key][query]
  float2* sums;              // of the stages' queries
  unsigned char* gates;

  // `tiles`: of the longest sequence.
  __device__ __forceinline__ Work(const Backward<bf16>& b, int32_t items, int32_t tiles, unsigned char* shared)
      : sequences(b.forward.sequences), heads(b.forward.shape.heads), items(items), window(b.forward.shape.window) {
    places = shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
    stages = places + (tiles + 2) * kWorkPlace;
    gradients = stages + kWorkStages * kWorkPlace;
    sums = reinterpret_cast<float2*>(gradients + 2 * kBlockSize);
    gates = reinterpret_cast<unsigned char*>(sums + kWorkStages * kWorkTile);
  }

  // ---- entries ----

  // The first item from `index` on that the block has and that holds anything.
  __device__ __forceinline__ WorkItem item_from(int32_t index) const {
    WorkItem item = {};
    for (; index < items; index += static_cast<int32_t>(gridDim.x)) {
      item.sequence = index / heads;
      item.s = sequences[item.sequence];
      item.s.row = __shfl_sync(kAll, item.s.row, 0);  // so that the compiler knows that lanes agree
      item.s.length = __shfl_sync(kAll, item.s.length, 0);
      item.s.position = __shfl_sync(kAll, item.s.position, 0);
      if (item.s.length > 0) break;
    }
    item.index = index;
    item.head = index - item.sequence * heads;
    item.tiles = ceil_div(item.s.length, kWorkTile);
    item.pairs = ceil_div(item.tiles, 2);
    return item;
  }
  __device__ __forceinline__ int32_t count_of(const WorkItem& of, int32_t pair) const {
    const int32_t last_key = min(of.s.length, (pair + 1) * 2 * kWorkTile) - 1;
    const int32_t last = window > 0 ? min(of.s.length - 1, last_key + window - 1) : of.s.length - 1;
    // Those of the next pair's keys that come last do so when the third entry is left, and the owners ask for them before they
    // leave the last; those of the next item come when the first is left.
    return max(last / kWorkTile - 2 * pair + 1, pair + 1 < of.pairs ? 4 : 2);
  }
  __device__ __forceinline__ bool there(const WorkItem& item) const { return item.index < items; }
  __device__ __forceinline__ WorkItem first() const { return item_from(static_cast<int32_t>(blockIdx.x)); }
  __device__ __forceinline__ WorkItem after(const WorkItem& item) const {
    return item_from(item.index + static_cast<int32_t>(gridDim.x));
  }
  __device__ __forceinline__ WorkEntry begin(const WorkItem& item) const { return {item, 0, 0, count_of(item, 0), 0}; }
  __device__ __forceinline__ WorkEntry after(WorkEntry e) const {
    if (__builtin_expect(++e.step < e.count, true)) return e;
    if (e.pair + 1 == e.of.pairs) return begin(after(e.of));
    e.fresh = 2 * e.pair + e.count;
    e.pair++;
    e.step = 0;
    e.count = count_of(e.of, e.pair);
    return e;
  }
  __device__ __forceinline__ static int32_t tile_of(const WorkEntry& e) { return 2 * e.pair + e.step; }
  // The pair of an item during which the keys of the next item come: as early as may be.
  __device__ __forceinline__ static bool next_item_comes(const WorkEntry& e) { return e.pair == max(e.of.pairs - 2, 1); }

  // ---- places ----

  __device__ __forceinline__ unsigned char* queries_at(int stage) const { return stages + stage * kWorkPlace; }
  __device__ __forceinline__ float2* sums_at(int stage) const { return sums + stage * kWorkTile; }
  __device__ __forceinline__ unsigned char* keys_of(int32_t pair, int group) const { return places + (2 * pair + group) * kWorkPlace; }
  __device__ __forceinline__ unsigned char* gradients_of(int group) const { return gradients + group * kBlockSize; }

  // ---- gates ----

  __device__ __forceinline__ Gate gate(int i) const { return {gates + 8 * i}; }
  __device__ __forceinline__ Gate came(int stage) const { return gate(stage); }
  __device__ __forceinline__ Gate left(int stage) const { return gate(kWorkStages + stage); }
  // Of the first pair of an item, and of the others.
  __device__ __forceinline__ Gate keys_came(int32_t pair, int group) const {
    return gate(2 * kWorkStages + (pair > 0 ? kOwners : 0) + group);
  }
  __device__ __forceinline__ Gate weighed(int group) const { return gate(2 * kWorkStages + 2 * kOwners + group); }
  __device__ __forceinline__ Gate added(int group) const { return gate(2 * kWorkStages + 3 * kOwners + group); }
  // By one thread; a barrier of the block follows.
  __device__ __forceinline__ void prepare() const {
    constexpr int kWarps = kGroup / kWarp;
#pragma unroll 1
    for (int i = 0; i < kWorkGates; i++) {
      const bool left = i >= kWorkStages && i < 2 * kWorkStages;
      gate(i).prepare(left ? (kOwners + 1) * kWarps : i < 2 * (kWorkStages + kOwners) ? 1 : kWarps);
    }
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
