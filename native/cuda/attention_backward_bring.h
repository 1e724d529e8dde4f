// The fourth warpgroup in the gradient of attention (see attention_backward_work.h): a warp of it has tiles and what is added
// to their scores brought, and asks the second cache for the next item's tiles meanwhile.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

constexpr int kSumsBytes = kWorkTile * sizeof(float2);

struct Bringer {
  const WorkMaps& maps;
  const Work& w;
  const RowSums sums;

  __device__ __forceinline__ Bringer(const WorkMaps& maps, const Work& w, const RowSums& sums) : maps(maps), w(w), sums(sums) {}

  // A tile behind the sequence's end has no sums: nobody uses its scores.
  __device__ __forceinline__ void bring_queries(const WorkEntry& e, int stage) const {
    if (!w.there(e.of)) return;
    const Gate came = w.came(stage);
    unsigned char* const to = w.queries_at(stage);
    const int32_t tile = w.tile_of(e), row = e.of.s.row + tile * kWorkTile;
    const bool has_sums = tile < e.of.tiles;
    announce(came, 2, has_sums ? kSumsBytes : 0);
    bring(maps.qkv, to, e.of.head, row, came);
    bring(maps.dy, to + kBlockSize, e.of.head, row, came);
    if (has_sums) {
      const float2* const from = sums.of(e.of.head, e.of.sequence, e.of.s.row) + tile * kWorkTile;
      bring_bytes<kSumsBytes>(w.sums_at(stage), from, came);
    }
  }
  // The keys and values of a group's tile of a pair.
  __device__ __forceinline__ void bring_keys(const WorkItem& of, int32_t pair, int group) const {
    if (!w.there(of)) return;
    const Gate came = w.keys_came(pair, group);
    unsigned char* const to = w.keys_of(pair, group);
    const int32_t row = of.s.row + (2 * pair + group) * kWorkTile;
    announce(came, 2);
    bring(maps.qkv, to, w.heads + of.head, row, came);
    bring(maps.qkv, to + kBlockSize, 2 * w.heads + of.head, row, came);
  }
  __device__ __forceinline__ void expect(const WorkItem& of, int32_t tile) const {
    if (!w.there(of) || tile >= of.tiles) return;
    const int32_t row = of.s.row + tile * kWorkTile;
    expect_box(maps.dy, of.head, row);
    for (int part = 0; part < 3; part++) expect_box(maps.qkv, part * w.heads + of.head, row);
  }

  // When an entry has been left, the queries of the entry that takes its stage come, and keys whose place's last contents have
  // been read.
  __device__ __forceinline__ void go() const {
    if (!brings_tiles()) return;
    WorkEntry now = w.begin(w.first()), ahead = now;
    bring_queries(ahead, 0);
    for (int group = 0; group < kOwners; group++) bring_keys(now.of, 0, group);
    for (int stage = 1; stage < kWorkStages; stage++) {
      ahead = w.after(ahead);
      bring_queries(ahead, stage);
    }
    meet_in_simt();
    WorkTurn at;
    WorkItem following = w.there(now.of) ? w.after(now.of) : now.of;
    int32_t expected = 0;  // tiles of the following item
    while (w.there(now.of)) {
      ahead = w.after(ahead);
      meet_in_simt();
      meet_in_simt();
      w.left(at.stage).await(at.turn);
      bring_queries(ahead, at.stage);
      if (w.next_item_comes(now) && now.step == 0) {
        for (int group = 0; group < kOwners; group++) bring_keys(following, 0, group);
      }
      if (now.step > 0 && now.step < 3 && now.pair + 1 < now.of.pairs) bring_keys(now.of, now.pair + 1, now.step - 1);
      if (now.pair > 0) expect(following, expected++);
      const int32_t index = now.of.index;
      now = w.after(now);
      at.advance();
      if (now.of.index != index && w.there(now.of)) following = w.after(now.of), expected = 0;
    }
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
