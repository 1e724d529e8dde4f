// A block of cluster_step.cu: its part of the cluster's work, its shared memory, and how it hands over what it has made.
//
// What comes from the cluster is announced at a barrier for each kind (`came`), which all blocks wait for in every layer. It is
// written over in the next layer once every block is done with it, which each tells all others (`done`) after the layer's
// first norm: by then it needs nothing of the layer before.
#pragma once
#include "cuda/attention.h"
#include "cuda/cluster_step.h"
#include "cuda/hopper_product.h"
#include "cuda/ptx_warpgroup.h"

namespace ts::cuda {
namespace {

constexpr int kStepGroup = 128, kStepThreads = 2 * kStepGroup;  // a warpgroup computes, another brings weights
constexpr int kGroupWarps = kStepGroup / kWarp;
constexpr int kPanelBytes = kClusterRows * 128;  // rows of 64 numbers, turned as in blocks of 64 x 64

// What is computed with weights, in that order, and what comes of it or of attention.
enum StepPart { kQkvPart, kOutPart, kUpPart, kDownPart };
enum Coming { kQkvCame, kMixedCame, kOutCame, kMiddleCame, kDownCame, kComings };
constexpr int kDoneBarrier = kComings, kRingBarriers = kDoneBarrier + 1;  // numbers of barriers

#ifdef TS_HOPPER_KERNELS

#ifdef TS_SIMT
inline int step_thread() { return static_cast<int>(threadIdx.x) % kStepThreads; }
inline int step_cluster(int) { return static_cast<int>(blockIdx.x); }
#else
__device__ __forceinline__ int step_thread() { return static_cast<int>(threadIdx.x); }
__device__ __forceinline__ int step_cluster(int blocks) { return static_cast<int>(blockIdx.x) / blocks; }
#endif

// A row and a head. Of its sequence it sees keys from low(window) to the new one, in tiles of kKeyTile.
struct StepItem {
  int row, head;
  ts_sequence s;
  __device__ __forceinline__ int low(const StepLayer& layer) const { return lowest_seen(layer.window, s.position); }
};

struct StepBlock {
  const DecodingStep& step;
  const ClusterPlan& plan;
  unsigned char* shared;
  int rank, first_row, rows;

  __device__ __forceinline__ bf16* numbers(int at) const { return reinterpret_cast<bf16*>(shared + at); }
  __device__ __forceinline__ uint32_t barrier(int number) const { return shared_address(shared + plan.barriers) + static_cast<uint32_t>(number) * 8; }
  __device__ __forceinline__ uint32_t came(int what) const { return barrier(what); }
  __device__ __forceinline__ uint32_t full(int stage) const { return barrier(kRingBarriers + 2 * stage); }
  __device__ __forceinline__ uint32_t empty(int stage) const { return barrier(kRingBarriers + 2 * stage + 1); }
  __device__ __forceinline__ unsigned char* stage(int i) const { return shared + plan.ring + i * kBlockSize; }

  // ---- shares: tiles of 64 results are dealt out to blocks in one go through all of a layer's products ----

  __device__ __forceinline__ int tiles_of(int part) const {
    const int wide = step.width / kBlockSide;
    return part == kQkvPart ? 3 * wide : part == kUpPart ? step.middle / kBlockSide : wide;
  }
  __device__ __forceinline__ int first_tile(int part) const {
    int before = 0;
    for (int i = 0; i < part; i++) before += tiles_of(i);
    const int first = (rank - before) % plan.blocks;
    return first < 0 ? first + plan.blocks : first;
  }
  __device__ __forceinline__ int depth_of(int part) const { return part == kDownPart ? step.middle : step.width; }
  // The weights that a tile's results are made with, and their biases (or nullptr).
  __device__ __forceinline__ StepProduct weights_of(const StepLayer& layer, int part, int tile) const {
    int row = tile * kBlockSide;
    StepProduct p = part == kOutPart ? layer.out : part == kUpPart ? layer.up : layer.down;
    if (part == kQkvPart) {
      const int which = row / step.width;
      p = which == 0 ? layer.qkv[0] : which == 1 ? layer.qkv[1] : layer.qkv[2];
      row -= which * step.width;
    }
    return {p.weight + static_cast<int64_t>(row) * depth_of(part), p.bias ? p.bias + row : nullptr};
  }

  // ---- heads: dealt out to blocks by turns; an item is a row and a head ----

  __device__ __forceinline__ int heads() const { return (step.heads - rank + plan.blocks - 1) / plan.blocks; }
  __device__ __forceinline__ int items() const { return rows * heads(); }
  __device__ __forceinline__ StepItem item(int index) const {
    const int row = index / heads();
    return {row, rank + index % heads() * plan.blocks, step.sequences[first_row + row]};
  }

  // ---- barriers ----

  // By one thread: what the layer's phases of each kind will bring.
  __device__ __forceinline__ void announce() const {
    const uint32_t row = static_cast<uint32_t>(rows * step.width * 2);
    barrier_expect(came(kQkvCame), 3 * row);
    barrier_expect(came(kMixedCame), row);
    barrier_expect(came(kOutCame), row);
    barrier_expect(came(kMiddleCame), static_cast<uint32_t>(rows * step.middle * 2));
    barrier_expect(came(kDownCame), row);
  }
  // Every computing warp waits for every stage in its turn, and lets go of it, also where others use it: so nobody is a phase
  // behind.
  __device__ __forceinline__ void await(const RingPlace& place) const { barrier_wait(full(place.stage), place.parity); }
  __device__ __forceinline__ void release(int stage) const {
    __syncwarp();
    if (step_thread() % kWarp == 0) barrier_arrive(empty(stage));
  }
  __device__ __forceinline__ void await(int what, int layer) const {
    barrier_wait(came(what), static_cast<uint32_t>(layer & 1));
    shared_fence();  // products may read it
  }
  // By a warp: of this layer's predecessor nothing is needed here any more.
  __device__ __forceinline__ void tell_done() const {
    const int lane = step_thread() % kWarp;
    if (lane < plan.blocks) barrier_release_at(barrier(kDoneBarrier), static_cast<uint32_t>(lane));
  }
  __device__ __forceinline__ void await_done(int layer) const {
    if (layer > 0) barrier_wait(barrier(kDoneBarrier), static_cast<uint32_t>((layer - 1) & 1));
  }
  // The computing warps.
  __device__ __forceinline__ void meet() const { named_barrier_sync(1, kStepGroup); }

  // ---- places ----

  // Of eight numbers from a column on, in panels.
  static __device__ __forceinline__ int panel_place(int row, int column) {
    return column / kBlockSide * kPanelBytes + chunk_place(row, column % kBlockSide / 8);
  }
  __device__ __forceinline__ int qkv_place(int row, int column) const { return plan.qkv + (row * 3 * step.width + column) * 2; }
  __device__ __forceinline__ int added_place(int which, int row, int column) const {
    return plan.added[which] + (row * step.width + column) * 2;
  }

  // ---- sending ----

  // What is about to be sent: of tiles, two by turns, so that a block that has enough to go on writes to another than is read;
  // 2: of heads.
  __device__ __forceinline__ bf16* staging(int which) const { return numbers(plan.staging) + which * (kClusterRows * kBlockSide); }

  // `count` eights of numbers from `from` on to all blocks, by `threads` threads: the i-th to place(i).
  template <typename Place>
  __device__ __forceinline__ void send(const bf16* from, int count, int what, int thread, int threads, Place place) const {
#pragma unroll 1
    for (int i = thread; i < count * plan.blocks; i += threads) {
      const int eight = i % count, to = i / count;
      const uint4 v = *reinterpret_cast<const uint4*>(from + eight * 8);
      store_to_block(shared_address(shared + place(eight)), came(what), static_cast<uint32_t>(to), v);
    }
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
