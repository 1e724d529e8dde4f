// The third warpgroup in the gradient of wide attention (see attention_backward_wide.h): it has tiles brought, computes
// what is to be added to scores and taken off their gradients, and adds up dq.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_WARPGROUP_CODE

template <int WIDTH>
struct QueryOwner {
  static constexpr int kColumns = WIDTH / 8, kSums = WIDTH / 2;
  static constexpr int kRows = kWorkTile * 8 / kGroup;  // of a lane, 16 apart

  const Backward<bf16>& b;
  const WorkMaps& maps;
  const Work& w;
  const bf16* y;
  const float* lse;
  float2* all_sums;

  float dq[kSums];

  __device__ __forceinline__ QueryOwner(const Backward<bf16>& given, const WorkMaps& maps, const Work& w, const bf16* y, const float* lse,
                                        float2* all_sums)
      : b(given), maps(maps), w(w), y(y), lse(lse), all_sums(all_sums) {}

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
  __device__ __forceinline__ void bring_keys(const WorkItem& of, int32_t pair, int group) const {
    if (!w.there(of)) return;
    const Arrival arrival = w.arrival_of_keys(pair, group);
    unsigned char* const to = w.keys_of(pair, group);
    const int32_t row = of.s.row + (2 * pair + group) * kWorkTile, heads = w.heads;
    announce(arrival, 2);
    bring(maps.qkv, to, heads + of.head, row, arrival);
    bring(maps.qkv, to + kBlockSize, 2 * heads + of.head, row, arrival);
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
      const uint4 out = outputs.y[n];
      float sum = fmaf(low(dy.x), low(out.x), high(dy.x) * high(out.x)) + fmaf(low(dy.y), low(out.y), high(dy.y) * high(out.y));
      sum += fmaf(low(dy.z), low(out.z), high(dy.z) * high(out.z)) + fmaf(low(dy.w), low(out.w), high(dy.w) * high(out.w));
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

  // ---- dq ----

  // Where a warp has the sums of its rows of a tile.
  __device__ __forceinline__ unsigned char* sums_of(int32_t tile) const {
    return w.places + (tile + 2) * kWorkPlace + thread_asked() % kGroup / kWarp * (kWorkPlace / 4);
  }
  // What dq of the entry's queries begins with; false: nothing.
  __device__ __forceinline__ bool take(const WorkEntry& e) {
    const int32_t tile = w.tile_of(e);
    if (tile >= e.fresh || tile >= e.of.tiles) return false;
    const float4* const sum = reinterpret_cast<const float4*>(sums_of(tile)) + thread_asked() % kWarp;
#pragma unroll
    for (int j = 0; j < kColumns; j++) {
      const float4 was = sum[j * kWarp];
      dq[4 * j] = was.x, dq[4 * j + 1] = was.y, dq[4 * j + 2] = was.z, dq[4 * j + 3] = was.w;
    }
    return true;
  }
  __device__ __forceinline__ void begin_product(const WorkEntry& e, int group, bool adds) {
    const Operand left = across(w.gradients_of(group)), keys = across(w.keys_of(e.pair, group));
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true, true>(dq, further<true>(left, i), further<true>(keys, i), adds || i > 0);
    product_commit();
  }
  __device__ __forceinline__ void finish_product() {
    product_wait<0>();
    settled(dq);
  }
  // Back to the sums of the entry's tile, or where they are complete to where they belong.
  __device__ __forceinline__ void put(const WorkEntry& e) {
    const int32_t tile = w.tile_of(e);
    if (tile >= e.of.tiles) return;
    unsigned char* const mine = sums_of(tile);
    if (e.step >= 2) {
      float4* const sum = reinterpret_cast<float4*>(mine) + thread_asked() % kWarp;
#pragma unroll
      for (int j = 0; j < kColumns; j++) sum[j * kWarp] = make_float4(dq[4 * j], dq[4 * j + 1], dq[4 * j + 2], dq[4 * j + 3]);
      return;
    }
    const Attention<bf16>& a = b.forward;
    const int32_t HD = a.shape.head_size, i0 = tile * kWorkTile + thread_asked() % kGroup / kWarp * kPieceRows, row = e.of.s.row + i0;
    put_piece_of<WIDTH>(mine, dq, a.shape.scale);  // all lanes have taken what was there
    shared_fence();
    __syncwarp();
    send_piece(maps.d_qkv, mine, e.of.head, row, e.of.s.length - i0, b.d_qkv + row * a.width + e.of.head * HD, a.width, HD);
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
    bring_keys(now.of, 0, 0);
    bring_keys(now.of, 0, 1);
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
      begin_product(now, 0, take(now));
      bring_queries(ahead, at.stage);
      fetch_sums(ahead, at.stage, outputs);
      if (w.next_item_comes(now) && now.step == 1) bring_keys(w.after(now.of), 0, 1);
      pieces_read();
      finish_product();
      all_meet();
      begin_product(now, 1, true);
      if (now.step < 3) {
        if (w.next_item_comes(now) && now.step == 0) bring_keys(w.after(now.of), 0, 0);
        if (now.pair + 1 < now.of.pairs && now.step > 0) bring_keys(now.of, now.pair + 1, now.step - 1);
      }
      finish_sums(ahead, at, outputs);
      finish_product();
      put(now);
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
