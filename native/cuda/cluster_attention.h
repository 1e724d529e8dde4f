// Attention of cluster_step.cu: of the new position of each of a cluster's rows, by the blocks that have the heads.
#pragma once
#include "cuda/attend_row.h"
#include "cuda/attention_wide_rows.h"
#include "cuda/cluster_block.h"
#include "cuda/pack.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// A row and a head, of those that a block has.
struct StepItem {
  int row, head;
  ts_sequence s;
};
__device__ __forceinline__ int step_heads(const StepBlock& b) { return (b.step.heads - b.rank + b.plan.blocks - 1) / b.plan.blocks; }
__device__ __forceinline__ StepItem step_item(const StepBlock& b, int index) {
  const int heads = step_heads(b), row = index / heads;
  return {row, b.rank + index % heads * b.plan.blocks, b.step.sequences[b.first_row + row]};
}

// The new key and value of a head to their places in the slot's ring, by `threads` threads; nobody reads them there before the
// next step.
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
__device__ __forceinline__ void attend_narrowly(const StepBlock& b, const StepLayer& layer) {
  const int warp = step_thread() / kWarp, lane = step_thread() % kWarp, items = b.rows * step_heads(b);
  const Attend p = {layer.keys, layer.values, b.step.heads, b.step.heads, SLOT, layer.window, layer.capacity, layer.scale2, layer.sign, false};
  bf16* const staging = b.staging(2) + warp * SLOT;
  float* const scores = reinterpret_cast<float*>(b.shared + b.plan.scores) + warp * 2 * kKeyTile;
  for (int i = warp; i < items; i += kGroupWarps) {
    const StepItem item = step_item(b, i);
    keep_key(b, layer, item, lane, kWarp);
    // `x` begins where queries do: keys and values follow at the distance of a row's heads.
    attend_heads<SLOT>(p, b.numbers(b.qkv_place(item.row, 0)), staging, nullptr, scores, item.s, item.head);
    __syncwarp();
    send_mixture(b, item, staging, lane, kWarp);
    __syncwarp();
  }
}

// ---- heads of 48 to 64: all of the warpgroup one after another, as attend_wide does ----

constexpr int kStepPairs = 3;  // of blocks of keys and values

struct WideHeads {
  const StepBlock& b;
  const StepLayer& layer;
  Attention<bf16> p;

  __device__ __forceinline__ WideHeads(const StepBlock& block, const StepLayer& layer) : b(block), layer(layer), p{} {
    p.shape.window = layer.window;
    p.capacity = layer.capacity;
    p.scale2 = layer.scale2;
    p.sign = layer.sign;
  }

  __device__ __forceinline__ unsigned char* pair(int tile) const { return b.shared + b.plan.middle + tile % kStepPairs * 2 * kBlockSize; }
  __device__ __forceinline__ int low(const StepItem& item) const { return lowest_key(p, item.s, 0); }
  // All but the new position's.
  __device__ __forceinline__ void fetch(const StepItem& item, int tile) const {
    const int at = tile * kBlockSide, HD = b.step.head_size;
    if (at <= item.s.position) {
      const int64_t row = key_row(p, item.s, at) * b.step.width + item.head * HD;
      const int begin = low(item) - at, end = item.s.position - at;
      copy_block<kBlockSide, kStepGroup>(pair(tile), layer.keys + row, b.step.width, begin, end, HD);
      copy_block<kBlockSide, kStepGroup>(pair(tile) + kBlockSize, layer.values + row, b.step.width, begin, end, HD);
    }
    cp_async_commit();
  }
  // Before queries, keys and values of the new position are there.
  __device__ __forceinline__ void begin(const StepItem& item) const {
    const int first = low(item) / kBlockSide;
    fetch(item, first);
    fetch(item, first + 1);
  }
  // The new position's, by the threads that have left it out.
  __device__ __forceinline__ void complete(const StepItem& item, int tile) const {
    const int row = item.s.position - tile * kBlockSide, thread = step_thread(), chunk = thread % 8, HD = b.step.head_size;
    if (row < 0 || row >= kBlockSide || thread / 8 != row % (kStepGroup / 8) || chunk * 8 >= HD) return;
    for (int which = 0; which < 2; which++) {
      const int column = (1 + which) * b.step.width + item.head * HD + chunk * 8;
      *reinterpret_cast<uint4*>(pair(tile) + which * kBlockSize + chunk_place(row, chunk)) =
          *reinterpret_cast<const uint4*>(b.shared + b.qkv_place(item.row, column));
    }
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
    const int first = low(item) / kBlockSide, last = s.position / kBlockSide;
    cp_async_wait<1>();
    complete(item, first);
    arrive();
    rows.begin_scores(q, along(pair(first)));
    rows.finish();
#pragma unroll 1
    for (int tile = first; tile <= last; tile++) {
      rows.weigh(p, s, seen, tile * kBlockSide);
      cp_async_wait<0>();
      complete(item, tile + 1);
      arrive();
      rows.begin_mixture(across(pair(tile) + kBlockSize));
      if (tile < last) rows.begin_scores(q, along(pair(tile + 1)));
      fetch(item, tile + 2);
      rows.finish();
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

  // `begin` was called for the first item, if there is one.
  __device__ __forceinline__ void go() const {
    const int items = b.rows * step_heads(b);
#pragma unroll 1
    for (int i = 0; i < items; i++) {
      const StepItem item = step_item(b, i);
      if (i > 0) begin(item);
      if (b.step.head_size <= 48) {
        attend<48>(item);
      } else {
        attend<64>(item);
      }
      b.meet();  // what it was sent from, and its query, are free
    }
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
