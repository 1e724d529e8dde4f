// The fourth warpgroup in the gradient of wide attention by four (see attention_backward_four.h): one thread of it has
// tiles and what is added to their scores brought, and asks the second cache for those of the next item.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

// Of each row and head what is added to scores and taken off their gradients, [NH][padded rows]: a sequence begins with a
// multiple of a tile, and what is behind its end has exponentials of zero. Room for `count` sequences is enough, since
// they ascend.
struct RowSums {
  const float2* all;
  int64_t rows;  // of a head

  __host__ __device__ __forceinline__ static int64_t rows_of(int64_t rows, int32_t count) {
    return (rows / kWorkTile + count) * kWorkTile;
  }
  __device__ __forceinline__ static int64_t place(int64_t rows, int32_t head, int32_t sequence, int32_t row) {
    return head * rows + (row / kWorkTile + sequence) * int64_t{kWorkTile};
  }
  __device__ __forceinline__ const float2* of(int32_t head, int32_t sequence, int32_t row) const {
    return all + place(rows, head, sequence, row);
  }
};

#ifdef TS_WARPGROUP_CODE

constexpr int kSumsBytes = kWorkTile * sizeof(float2);

template <bool TOGETHER>
struct Bringer {
  const WorkMaps& maps;
  const Work& w;
  const RowSums sums;

  __device__ __forceinline__ Bringer(const WorkMaps& maps, const Work& w, const RowSums& sums) : maps(maps), w(w), sums(sums) {}

  // A tile behind the sequence's end has no sums: nobody uses its scores.
  __device__ __forceinline__ void bring_queries(const WorkEntry& e, int stage) const {
    if (!w.there(e.of)) return;
    const Arrival arrival = w.arrival_of(stage);
    unsigned char* const to = w.queries_at(stage);
    const int32_t tile = w.tile_of(e), row = e.of.s.row + tile * kWorkTile;
    const bool has_sums = tile < e.of.tiles;
    announce(arrival, 2, has_sums ? kSumsBytes : 0);
    bring(maps.qkv, to, e.of.head, row, arrival);
    bring(maps.dy, to + kBlockSize, e.of.head, row, arrival);
    if (has_sums) {
      const float2* const from = sums.of(e.of.head, e.of.index / w.heads, e.of.s.row) + tile * kWorkTile;
      bring_bytes<kSumsBytes>(w.sums_at(stage), from, arrival);
    }
  }
  __device__ __forceinline__ void expect(const WorkItem& of, int32_t tile) const {
    if (!w.there(of) || tile >= of.tiles) return;
    const int32_t row = of.s.row + tile * kWorkTile;
    expect_box(maps.dy, of.head, row);
    for (int part = 0; part < 3; part++) expect_box(maps.qkv, part * w.heads + of.head, row);
  }

  // What is brought in an entry's halves: in the first the queries of two entries later. Keys come when their place's last
  // contents have been read by the stores; those of the second group are wanted half an entry later than those of the
  // first, or together with them.
  __device__ __forceinline__ void go() const {
    WorkEntry now = w.begin(w.first()), next = w.after(now);
    WorkItem following = w.there(now.of) ? w.after(now.of) : now.of;
    WorkTurn at;
    bring_queries(now, at.stage);
    bring_keys(w, maps, now.of, 0, 0);
    bring_keys(w, maps, now.of, 0, 1);
    at.advance();
    bring_queries(next, at.stage);
    all_meet();
    all_meet();
    int32_t expected = 0;  // tiles of the following item
    while (w.there(now.of)) {
      const WorkEntry ahead = w.after(next);
      at.advance();
      bring_queries(ahead, at.stage);
      if (!TOGETHER && w.next_item_comes(now) && now.step == 1) bring_keys(w, maps, following, 0, 1);
      all_meet();
      if (w.next_item_comes(now) && now.step == 0) {
        bring_keys(w, maps, following, 0, 0);
        if (TOGETHER) bring_keys(w, maps, following, 0, 1);
      }
      if (now.step > 0 && now.step < 3 && now.pair + 1 < now.of.pairs) bring_keys(w, maps, now.of, now.pair + 1, now.step - 1);
      if (now.pair > 0) expect(following, expected++);
      all_meet();
      if (next.of.index != now.of.index && w.there(next.of)) following = w.after(next.of), expected = 0;
      now = next;
      next = ahead;
    }
  }
};

#endif  // TS_WARPGROUP_CODE

}  // namespace
}  // namespace ts::cuda
