// Attention of cluster_step.cu: of the new position of each of a cluster's rows, by the blocks that have the heads. Keys and
// values of earlier positions come through the ring; those of the new one stand beside its queries.
#pragma once
#include "cuda/attend_row.h"
#include "cuda/attention_wide_rows.h"
#include "cuda/cluster_bringer.h"
#include "cuda/pack.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// The new key and value of a head to their places in the slot's ring, by `threads` threads; nobody reads them there before the
// next step, but for what is attended to a second time.
__device__ __forceinline__ void keep_key(const StepBlock& b, const StepLayer& layer, const StepItem& item, int thread, int threads) {
  const int HD = b.step.head_size, W = b.step.width;
  const int64_t at = (static_cast<int64_t>(item.s.slot) * layer.capacity + item.s.position % layer.capacity) * W + item.head * HD;
  for (int i = thread; i < HD / 8 * 2; i += threads) {
    const int eight = i / 2 * 8;
    bf16* const to = (i % 2 ? layer.values : layer.keys) + at + eight;
    store_pack(to, load_pack<bf16, 8>(b.numbers(b.qkv_place(item.row, (1 + i % 2) * W + item.head * HD + eight))));
  }
}

// Eights of numbers of a head's mixture to all blocks.
__device__ __forceinline__ void send_mixture(const StepBlock& b, const StepItem& item, const bf16* from, int thread, int threads) {
  b.send(from, b.step.head_size / 8, kMixedCame, thread, threads, [&](int eight) {
    return b.plan.mixed + StepBlock::panel_place(item.row, item.head * b.step.head_size + eight * 8);
  });
}

// ---- heads of 8 and 16: a warp each ----

template <int SLOT>
struct NarrowHeads {
  const StepBlock& b;
  const StepLayer& layer;
  RingPlace& place;

  // A tile out of the ring.
  __device__ __forceinline__ void load(Keys<SLOT / 8>& to, const Head& head, int tile) const {
    const int lane = step_thread() % kWarp, g = lane / 4, t = lane % 4;
    b.await(place);
    const unsigned char* const stage = b.stage(place.stage);
#pragma unroll
    for (int n = 0; n < 8; n++) {
      const int row = n * 8 + g;
      const bool is_new = tile * kKeyTile + row == head.high;
#pragma unroll
      for (int c = 0; c < SLOT / 8; c++) {
        const auto pair = [&](int chunk, const bf16* new_one) {
          return is_new ? pair_at(new_one + 8 * c + 2 * t) : *reinterpret_cast<const uint32_t*>(stage + chunk_place(row, chunk + c) + 4 * t);
        };
        to.k[n][c] = pair(0, head.new_key);
        to.v[n][c] = pair(kValueChunk, head.new_value);
      }
    }
    pass();
  }
  __device__ __forceinline__ void pass() const {
    b.release(place.stage);
    place.advance(b.plan.stages);
  }

  __device__ __forceinline__ void go() const {
    const int warp = step_thread() / kWarp, lane = step_thread() % kWarp;
    const Attend p = {layer.keys, layer.values, b.step.heads, b.step.heads, SLOT, layer.window, layer.capacity, layer.scale2, layer.sign, false};
    bf16* const staging = b.staging(2) + warp * SLOT;
    float* const scores = reinterpret_cast<float*>(b.shared + b.plan.scores) + warp * 2 * kKeyTile;
#pragma unroll 1
    for (int i = 0; i < b.items(); i++) {
      const StepItem item = b.item(i);
      if (i % kGroupWarps != warp) {  // another warp's
        for (int tile = item.low(layer) / kKeyTile; tile <= item.s.position / kKeyTile; tile++) b.await(place), pass();
        continue;
      }
      keep_key(b, layer, item, lane, kWarp);
      const bf16* const x = b.numbers(b.qkv_place(item.row, 0));
      const Head head = head_of<SLOT>(p, x, item.s, item.head);
      attend_heads<SLOT>(p, head, x + item.head * SLOT, staging, nullptr, scores,
                         [&](Keys<SLOT / 8>& keys, int tile) { load(keys, head, tile); });
      __syncwarp();
      send_mixture(b, item, staging, lane, kWarp);
      __syncwarp();
    }
  }
};

// ---- heads of 48 to 64: all of the warpgroup one after another, as attend_wide does ----

struct WideHeads {
  const StepBlock& b;
  const StepLayer& layer;
  RingPlace& place;
  Attention<bf16> p;

  __device__ __forceinline__ WideHeads(const StepBlock& block, const StepLayer& of, RingPlace& at) : b(block), layer(of), place(at), p{} {
    p.shape.window = layer.window;
    p.capacity = layer.capacity;
    p.scale2 = layer.scale2;
    p.sign = layer.sign;
  }

  // The next stage of the ring, with the new position's row, keys (0) or values (1).
  __device__ __forceinline__ int take(const StepItem& item, int tile, int which) const {
    const int row = item.s.position - tile * kBlockSide, chunk = step_thread(), HD = b.step.head_size, stage = place.stage;
    b.await(place);
    place.advance(b.plan.stages);
    if (row < kBlockSide && chunk * 8 < HD) {
      const int column = (1 + which) * b.step.width + item.head * HD + chunk * 8;
      *reinterpret_cast<uint4*>(b.stage(stage) + chunk_place(row, chunk)) = *reinterpret_cast<const uint4*>(b.shared + b.qkv_place(item.row, column));
    }
    return stage;
  }
  __device__ __forceinline__ void arrive() const {
    shared_fence();
    b.meet();
  }

  template <int WIDTH>
  __device__ __forceinline__ void attend(const StepItem& item) const {
    const int thread = step_thread(), HD = b.step.head_size, lane = thread % kWarp;
    if (thread < WIDTH / 8) {
      uint4 v = make_uint4(0, 0, 0, 0);
      if (thread * 8 < HD) v = *reinterpret_cast<const uint4*>(b.shared + b.qkv_place(item.row, item.head * HD + thread * 8));
      *reinterpret_cast<uint4*>(b.shared + b.plan.query + chunk_place(0, thread)) = v;
    }
    keep_key(b, layer, item, thread, kStepGroup);
    ts_sequence s = item.s;
    const WideView seen(p, s, 0);
    WideRows<WIDTH> rows;
    const Operand q = along(b.shared + b.plan.query);
    const int first = item.low(layer) / kBlockSide, last = s.position / kBlockSide;
    int keys = take(item, first, 0);
    arrive();
    rows.begin_scores(q, along(b.stage(keys)));
    rows.finish();
    b.release(keys);
#pragma unroll 1
    for (int tile = first; tile <= last; tile++) {
      rows.weigh(p, s, seen, tile * kBlockSide);
      const int values = take(item, tile, 1);
      if (tile < last) keys = take(item, tile + 1, 0);
      arrive();
      rows.begin_mixture(across(b.stage(values)));
      if (tile < last) rows.begin_scores(q, along(b.stage(keys)));
      rows.finish();
      b.release(values);
      if (tile < last) b.release(keys);
    }
    const float share = 1.0f / quad_sum(rows.total[0]);
    bf16* const staging = b.staging(2);
    if (thread < 4) {
#pragma unroll
      for (int n = 0; n < WIDTH / 8; n++) {
        if (n * 8 < HD) put_pair(staging + n * 8 + lane * 2, pack_bf16(rows.o[n][0] * share, rows.o[n][1] * share));
      }
    }
    b.meet();
    send_mixture(b, item, staging, thread, kStepGroup);
  }

  __device__ __forceinline__ void go() const {
#pragma unroll 1
    for (int i = 0; i < b.items(); i++) {
      const StepItem item = b.item(i);
      if (b.step.head_size <= 48) {
        attend<48>(item);
      } else {
        attend<64>(item);
      }
    }
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
