// The second warpgroup of a block of cluster_step.cu: it brings weights, and keys and values of earlier positions, into the ring,
// in the order in which the first one uses them.
#pragma once
#include "cuda/cluster_block.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

constexpr int kFlying = 6;  // stages on their way
// A stage is told of once so many behind it have been asked for, and who computes holds one while it waits for the next.
constexpr int kLeastStages = kFlying + 2;
// A stage has 64 rows of 64 numbers: of weights; of keys or of values of a wide head; of both of a narrow one, values in the
// second half of a row.
constexpr int kValueChunk = 4;

#ifdef TS_HOPPER_KERNELS

struct Bringer {
  const StepBlock& b;
  int thread;
  RingPlace next;
  int behind = 0, landed = 0;  // stages on their way; the one that comes first of them

  // Sixteen bytes of each of 64 rows, or zeros: chunk(row, which) tells from where (nullptr: zeros).
  template <typename Chunk>
  __device__ __forceinline__ void bring(Chunk chunk) {
    barrier_wait(b.empty(next.stage), next.parity ^ 1);
    unsigned char* const to = b.stage(next.stage);
    const int which = thread % 8;
#pragma unroll
    for (int i = 0; i < kBlockSide * 8 / kStepGroup; i++) {
      const int row = thread / 8 + i * (kStepGroup / 8);
      const bf16* const from = chunk(row, which);
      cp_async<16>(to + chunk_place(row, which), from ? from : b.step.layer[0].out.weight, from != nullptr);
    }
    cp_async_commit();
    next.advance(b.plan.stages);
    if (behind < kFlying) {
      behind++;
    } else {
      cp_async_wait<kFlying>();
      tell();
    }
  }
  // Who computes: the stage has landed.
  __device__ __forceinline__ void tell() {
    shared_fence();
    __syncwarp();
    if (thread % kWarp == 0) barrier_arrive(b.full(landed));
    if (++landed == b.plan.stages) landed = 0;
  }

  __device__ __forceinline__ void bring_weights(const StepLayer& layer, int part) {
    const int depth = b.depth_of(part), tiles = b.tiles_of(part);
    for (int tile = b.first_tile(part); tile < tiles; tile += b.plan.blocks) {
      const bf16* const rows = b.weights_of(layer, part, tile).weight;
#pragma unroll 1
      for (int k = 0; k < depth; k += kBlockSide) {
        bring([&](int row, int which) { return rows + static_cast<int64_t>(row) * depth + k + which * 8; });
      }
    }
  }

  // Of an item, tile by tile; the new position's place, and those that it does not see, are zeros.
  __device__ __forceinline__ void bring_keys(const StepLayer& layer, const StepItem& item) {
    const int W = b.step.width, eights = b.step.head_size / 8, low = item.low(layer), last = item.s.position / kKeyTile;
    for (int tile = low / kKeyTile; tile <= last; tile++) {
      const int at = tile * kKeyTile;
      const int64_t first = (static_cast<int64_t>(item.s.slot) * layer.capacity + at % layer.capacity) * W + item.head * b.step.head_size;
      const auto bring_some = [&](auto has) {
        bring([&](int row, int which) -> const bf16* {
          const int position = at + row;
          const bf16* const from = has(which);
          return from && position >= low && position < item.s.position ? from + first + static_cast<int64_t>(row) * W : nullptr;
        });
      };
      if (b.step.wide_heads) {
        bring_some([&](int which) { return which < eights ? layer.keys + which * 8 : nullptr; });
        bring_some([&](int which) { return which < eights ? layer.values + which * 8 : nullptr; });
      } else {
        bring_some([&](int which) {
          const int eight = which % kValueChunk;
          return eight >= eights ? nullptr : (which < kValueChunk ? layer.keys : layer.values) + eight * 8;
        });
      }
    }
  }

  __device__ __forceinline__ void go() {
#pragma unroll 1
    for (int l = 0; l < b.step.layers; l++) {
      const StepLayer& layer = b.step.layer[l];
      bring_weights(layer, kQkvPart);
#pragma unroll 1
      for (int i = 0; i < b.items(); i++) bring_keys(layer, b.item(i));
#pragma unroll 1
      for (int part = kOutPart; part <= kDownPart; part++) bring_weights(layer, part);
    }
    cp_async_wait<0>();
    for (; behind > 0; behind--) tell();
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
