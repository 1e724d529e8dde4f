// The third warpgroup in the gradient of wide attention (see attention_backward_wide.h): it has tiles brought, computes
// what is to be added to scores and taken off their gradients, and adds up dq.
#pragma once
#include "cuda/attention_backward_add.h"

namespace ts::cuda {
namespace {

#ifdef TS_WARPGROUP_CODE

template <int WIDTH>
struct QueryOwner : QuerySums<WIDTH> {
  using Base = QuerySums<WIDTH>;
  using Base::b, Base::maps, Base::w, Base::kColumns;
  static constexpr int kRows = kWorkTile * 8 / kGroup;  // of a lane, 16 apart

  const bf16* y;
  const float* lse;
  float2* all_sums;

  __device__ __forceinline__ QueryOwner(const Backward<bf16>& given, const WorkMaps& maps, const Work& w, const bf16* y, const float* lse,
                                        float2* all_sums)
      : Base(given, maps, w), y(y), lse(lse), all_sums(all_sums) {}

  // ---- what comes next ----

  __device__ __forceinline__ void bring_queries(const WorkEntry& e, int stage) const {
    if (!w.there(e.of)) return;
    const Arrival arrival = w.arrival_of(stage);
    unsigned char* const to = w.queries_at(stage);
    const int32_t row = e.of.s.row + w.tile_of(e) * kWorkTile;
    announce(arrival, 2);
    bring(maps.qkv, to, e.of.head, row, arrival);
    bring(maps.dy, to + kBlockSize, e.of.head, row, arrival);
  }

  // ---- sums of rows ----

  // What a lane needs of its rows of a tile for their sums: 8 numbers of y of each, and the log of one of them.
  struct Outputs {
    uint4 y[kRows];
    float lse;
  };

  // Those of rows that come up for the first time are computed, the others were kept.
  __device__ __forceinline__ void fetch_sums(const WorkEntry& e, int stage, Outputs& outputs) const {
    if (!w.there(e.of)) return;
    const int32_t tile = w.tile_of(e), i0 = tile * kWorkTile, HD = b.forward.shape.head_size, NH = w.heads;
    const int32_t length = e.of.s.length, head = e.of.head;
    const int64_t row = e.of.s.row + i0, width = static_cast<int64_t>(NH) * HD;
    const int32_t thread = thread_asked() % kGroup;
    if (tile >= e.fresh) {
      const int32_t chunk = thread % 8, first = thread / 8, logged = first + chunk * 16;
#pragma unroll
      for (int n = 0; n < kRows; n++) {
        const int32_t i = first + n * 16;
        outputs.y[n] = make_uint4(0, 0, 0, 0);
        if (i0 + i < length && chunk * 8 < HD) {
          outputs.y[n] = *reinterpret_cast<const uint4*>(y + (row + i) * width + head * HD + chunk * 8);
        }
      }
      outputs.lse = INFINITY;  // whose exponentials are zeros
      if (chunk < kRows && i0 + logged < length) outputs.lse = lse[(row + logged) * NH + head];
    } else if (thread < kWorkTile) {
      float2* const to = w.sums_at(stage) + thread;
      if (i0 + thread < length) {
        cp_async<8>(to, all_sums + (row + thread) * NH + head, true);
      } else {
        *to = make_float2(-INFINITY, 0);
      }
    }
    cp_async_commit();
  }
  __device__ __forceinline__ void finish_sums(const WorkEntry& e, const WorkTurn& at, const Outputs& outputs) const {
    if (!w.there(e.of)) return;
    const int32_t tile = w.tile_of(e), thread = thread_asked() % kGroup, chunk = thread % 8;
    cp_async_wait<0>();
    if (tile < e.fresh) return;
    await(w.arrival_of(at.stage), at.turn);
    const unsigned char* const outer = w.queries_at(at.stage) + kBlockSize;
#pragma unroll
    for (int n = 0; n < kRows; n++) {
      const int32_t i = thread / 8 + n * 16;
      uint4 dy = make_uint4(0, 0, 0, 0);
      if (chunk < kColumns) dy = *reinterpret_cast<const uint4*>(outer + chunk_place(i, chunk));
      float sum = dot_eight(dy, outputs.y[n]);
#pragma unroll
      for (int by = 1; by < 8; by *= 2) sum += __shfl_xor_sync(kAll, sum, by);
      if (chunk == n) {
        const float2 two = make_float2(-kLog2e * outputs.lse, sum);
        w.sums_at(at.stage)[i] = two;
        const int32_t row = tile * kWorkTile + i;
        if (row < e.of.s.length) all_sums[static_cast<int64_t>(e.of.s.row + row) * w.heads + e.of.head] = two;
      }
    }
  }

  // ---- the whole ----

  // Of the entry's first half what comes two entries later is asked for, in the second its sums are made. Keys come when
  // their place's last contents have been read by the stores.
  __device__ __forceinline__ void go() {
    Outputs outputs, next_outputs;
    WorkTurn at, next_at;
    next_at.advance();
    WorkEntry now = w.begin(w.first()), next = w.after(now);
    bring_queries(now, at.stage);
    bring_keys(w, maps, now.of, 0, 0);
    bring_keys(w, maps, now.of, 0, 1);
    bring_queries(next, next_at.stage);
    fetch_sums(now, at.stage, outputs);
    fetch_sums(next, next_at.stage, next_outputs);
    all_meet();
    finish_sums(now, at, outputs);
    all_meet();
    finish_sums(next, next_at, next_outputs);
    all_meet();
    at = next_at;  // of what is asked for
    while (w.there(now.of)) {
      const WorkEntry ahead = w.after(next);
      at.advance();
      this->begin_product(now, 0, this->take(now));
      bring_queries(ahead, at.stage);
      fetch_sums(ahead, at.stage, outputs);
      if (w.next_item_comes(now) && now.step == 1) bring_keys(w, maps, w.after(now.of), 0, 1);
      pieces_read();
      this->finish_product();
      all_meet();
      this->begin_product(now, 1, true);
      if (now.step < 3) {
        if (w.next_item_comes(now) && now.step == 0) bring_keys(w, maps, w.after(now.of), 0, 0);
        if (now.pair + 1 < now.of.pairs && now.step > 0) bring_keys(w, maps, now.of, now.pair + 1, now.step - 1);
      }
      finish_sums(ahead, at, outputs);
      this->finish_product();
      this->put(now);
      all_meet();
      now = next;
      next = ahead;
    }
    pieces_read();
  }
};

#endif  // TS_WARPGROUP_CODE

}  // namespace
}  // namespace ts::cuda
