// The core of Hopper's products: C[m, n] = sum over k of A[m, k] B[n, k], bfloat16 in, float32 sums.
//
// A block has three warpgroups and stays on its multiprocessor. One thread of the first copies: panels of 128 rows of A
// and 256 of B, 64 of k deep, go around a ring of four stages (64 of B and eight stages where there are few rows, so that
// the weights come through more multiprocessors). The other two warpgroups multiply, 64 rows of a tile each, and then hand their sums to `Result` by themselves, while the other one still multiplies and the ring fills for the
// next tile. The second starts `lag` steps late, so that they do not both come to their results at once.
//
// Everything in shared memory is a block of 64 x 64 numbers, as one copy brings it: 64 rows of 128 bytes, whose 16-byte
// chunk c of row r stands at chunk c ^ (r % 8). A stage is two blocks of A and those of B.
//
// With `cluster` == 2 two blocks work on tiles below one another: each copies half of B's panel, for both.
#pragma once
#include "cuda/operation.h"
#include "cuda/ptx_hopper.h"

namespace ts::cuda {
namespace {

constexpr int kHopperRows = 128, kHopperCols = 256, kHopperNarrow = 64, kHopperDepth = 64, kBlockBytes = 8192;
template <int cols>
struct Ring {
  static constexpr int stage_bytes = (2 + cols / 64) * kBlockBytes, stages = cols == kHopperCols ? 4 : 8;
};
constexpr int kRingBytes = Ring<kHopperCols>::stages * Ring<kHopperCols>::stage_bytes, kMostStages = 8;
static_assert(Ring<kHopperNarrow>::stages * Ring<kHopperNarrow>::stage_bytes <= kRingBytes);
constexpr int kGroupThreads = 128, kHopperThreads = 3 * kGroupThreads;
// Shared memory: the ring; two blocks of results for each multiplying warpgroup; a row of 256 floats for each; barriers.
constexpr int kResultsAt = kRingBytes, kRowAt = kResultsAt + 4 * kBlockBytes;
constexpr int kBarriersAt = kRowAt + 2 * kHopperCols * 4, kHopperUsed = kBarriersAt + 2 * kMostStages * 8;
// The most that a block may have; its beginning is aligned to 128 bytes, and the ring's must be to 1024.
constexpr size_t kHopperShared = 227 << 10;
static_assert(kHopperUsed + 1024 - 128 <= static_cast<int>(kHopperShared));

struct HopperPlan {
  CUtensorMap a, b[TS_MAX_PARTS];
  int32_t m_tiles, n_tiles, splits, split_steps, steps;  // of a cluster's rows; of k, in steps
  int32_t segment_end[TS_MAX_PARTS];  // of k, in steps, where each has a map of B; else `steps`
  int32_t segment_start[TS_MAX_PARTS];  // where A's k of a segment begins
  int32_t part_end[TS_MAX_PARTS];       // of n, in tiles, where each has a map of B; else `n_tiles`
  int32_t lag;
};

// What a cluster works on: one tile of each of its blocks, over some steps.
struct HopperItem {
  int m, n, split, begin, end;
};
template <int cols, int cluster>
__device__ __forceinline__ HopperItem item_at(const HopperPlan& plan, int index, int rank) {
  const int tiles = plan.m_tiles * plan.n_tiles, split = index / tiles, tile = index % tiles;
  const int begin = split * plan.split_steps;
  return {(tile / plan.n_tiles * cluster + rank) * kHopperRows, tile % plan.n_tiles * cols, split, begin,
          min(plan.steps, begin + plan.split_steps)};
}

// A place in the ring. Barriers are waited for by the parity of their phase.
struct RingPlace {
  int stage = 0;
  uint32_t parity = 0;
  template <int stages>
  __device__ __forceinline__ void advance() {
    advance(stages);
  }
  __device__ __forceinline__ void advance(int stages) {
    if (++stage == stages) {
      stage = 0;
      parity ^= 1;
    }
  }
};

// A multiplying warpgroup's part of a tile, and what it has to itself.
struct HopperCorner {
  int m, n, split;
  int thread;         // of 128
  int number;         // of its barrier
  uint32_t results;   // two blocks
  float* row;         // 256 floats
};

#ifdef TS_HOPPER_KERNELS

// A block's number, its threads' and its shared memory. In native/simt blocks that are launched together are one, their threads
// one after another and so their shared memory.
#ifdef TS_SIMT
inline int hopper_thread() { return static_cast<int>(threadIdx.x) % kHopperThreads; }
inline int hopper_part() { return static_cast<int>(threadIdx.x) / kHopperThreads; }
inline int hopper_block() { return static_cast<int>(blockIdx.x * (blockDim.x / kHopperThreads)) + hopper_part(); }
inline int hopper_blocks() { return static_cast<int>(gridDim.x * (blockDim.x / kHopperThreads)); }
inline unsigned char* hopper_shared(unsigned char* given) { return given + static_cast<size_t>(hopper_part()) * kHopperShared; }
#else
__device__ __forceinline__ int hopper_thread() { return static_cast<int>(threadIdx.x); }
__device__ __forceinline__ int hopper_block() { return static_cast<int>(blockIdx.x); }
__device__ __forceinline__ int hopper_blocks() { return static_cast<int>(gridDim.x); }
__device__ __forceinline__ unsigned char* hopper_shared(unsigned char* given) { return given; }
#endif

// The barriers of a ring's stages, by one thread: filled by copies, emptied by the multiplying warps of `blocks` blocks.
template <int cols>
__device__ __forceinline__ void init_ring(uint32_t full, uint32_t empty, int blocks) {
  for (int i = 0; i < Ring<cols>::stages; i++) {
    barrier_init(full + i * 8, 1);
    barrier_init(empty + i * 8, 2 * (kGroupThreads / kWarp) * blocks);
  }
}

template <int cols, bool a_across, bool b_across, int cluster>
__device__ __forceinline__ void copy_panels(const HopperPlan& plan, uint32_t ring, uint32_t full, uint32_t empty, int rank) {
  RingPlace place;
  fetch_map(plan.a);
  fetch_map(plan.b[0]);
  const int items = plan.m_tiles * plan.n_tiles * plan.splits, stride = hopper_blocks() / cluster;
  for (int index = hopper_block() / cluster; index < items; index += stride) {
    const HopperItem item = item_at<cols, cluster>(plan, index, rank);
    int part = 0, n = item.n;
#pragma unroll
    for (int i = 1; i < TS_MAX_PARTS; i++) {
      if (item.n >= plan.part_end[i - 1] * cols) {
        part = i;
        n = item.n - plan.part_end[i - 1] * cols;
      }
    }
    for (int step = item.begin; step < item.end; step++) {
      int segment = 0, first = 0;
#pragma unroll
      for (int i = 1; i < TS_MAX_PARTS; i++) {
        if (step >= plan.segment_end[i - 1]) {
          segment = i;
          first = plan.segment_end[i - 1];
        }
      }
      const int k = (step - first) * kHopperDepth, a_k = plan.segment_start[segment] + k;
      const CUtensorMap& b_map = plan.b[part + segment];  // one of them is 0
      const uint32_t stage = ring + place.stage * Ring<cols>::stage_bytes, barrier = full + place.stage * 8;
      barrier_wait(empty + place.stage * 8, place.parity ^ 1);
      barrier_expect(barrier, Ring<cols>::stage_bytes);
#pragma unroll
      for (int i = 0; i < 2; i++) {
        const int m = item.m + i * 64;
        load_box(stage + i * kBlockBytes, plan.a, a_across ? m : a_k, a_across ? a_k : m, barrier);
      }
#pragma unroll
      for (int i = 0; i < cols / 64 / cluster; i++) {
        const int block = rank * (cols / 64 / cluster) + i, row = n + block * 64;
        const uint32_t to = stage + (2 + block) * kBlockBytes;
        if constexpr (cluster == 1) {
          load_box(to, b_map, b_across ? row : k, b_across ? k : row, barrier);
        } else {
          load_box_to(to, b_map, b_across ? row : k, b_across ? k : row, barrier, (1 << cluster) - 1);
        }
      }
      place.advance<Ring<cols>::stages>();
    }
  }
}

constexpr int kPartners = 3;  // the number of the two multiplying warpgroups' barrier

// Done with a stage: the copying threads of all blocks that fill it are told, by one lane of each warp.
template <int cluster>
__device__ __forceinline__ void release_stage(uint32_t barrier, int lane) {
  if constexpr (cluster == 1) {
    if (lane == 0) barrier_arrive(barrier);
  } else {
    if (lane < cluster) barrier_arrive_at(barrier, static_cast<uint32_t>(lane));
  }
}

// acc += A B^T over steps [begin, end), or = where they begin with `first`; the same for the sums of A's rows. Products are
// done afterwards.
template <int cols, bool a_across, bool b_across, int cluster, bool with_sums>
__device__ __forceinline__ void multiply_steps(float (&acc)[cols / 2], float (&sums)[4], RingPlace& place, uint32_t ring, uint32_t full,
                                               uint32_t empty, int group, int lane, uint32_t ones, int begin, int end, int told,
                                               int first) {
  constexpr int kEach = 16;  // of k, by one product
  int last = 0;
  for (int step = begin; step < end; step++) {
    barrier_wait(full + place.stage * 8, place.parity);
    const uint32_t a = ring + place.stage * Ring<cols>::stage_bytes + group * kBlockBytes;
    const uint32_t b = ring + place.stage * Ring<cols>::stage_bytes + 2 * kBlockBytes;
    product_fence();
#pragma unroll
    for (int i = 0; i < kHopperDepth / kEach; i++) {
      const uint64_t rows = operand<a_across>(a + i * (a_across ? 2048 : 32));
      product<a_across, b_across>(acc, rows, operand<b_across>(b + i * (b_across ? 2048 : 32)), step > first || i > 0);
      if constexpr (with_sums) product<a_across, false>(sums, rows, operand<false>(ones), step > begin || i > 0);
    }
    product_commit();
    if (step > begin) {
      product_wait<1>();
      release_stage<cluster>(empty + last * 8, lane);
    }
    if (step == told) named_barrier_arrive(kPartners, 2 * kGroupThreads);
    last = place.stage;
    place.advance<Ring<cols>::stages>();
  }
  product_finish(acc);
  if constexpr (with_sums) product_finish(sums);
  release_stage<cluster>(empty + last * 8, lane);
}

template <int cols, bool a_across, bool b_across, int cluster, class Result>
__device__ __forceinline__ void multiply_tiles(const HopperPlan& plan, const Result& result, uint32_t ring, uint32_t full,
                                               uint32_t empty, int rank, int group, HopperCorner corner) {
  const int lane = corner.thread % kWarp;
  RingPlace place;
  const int items = plan.m_tiles * plan.n_tiles * plan.splits, stride = hopper_blocks() / cluster;
  int lag = plan.lag;
  for (int index = hopper_block() / cluster; index < items; index += stride) {
    const HopperItem item = item_at<cols, cluster>(plan, index, rank);
    corner.m = item.m + group * 64;
    corner.n = item.n;
    corner.split = item.split;
    const auto held = result.before(corner);
    if (lag > 0 && group == 1) named_barrier_sync(kPartners, 2 * kGroupThreads);
    const int told = group == 0 && lag > 0 ? item.begin + min(lag, item.end - item.begin) - 1 : -1;
    lag = 0;
    float acc[cols / 2], sums[4];
    if (Result::kSums && result.wants_sums(corner)) {
      multiply_steps<cols, a_across, b_across, cluster, true>(acc, sums, place, ring, full, empty, group, lane, result.ones(corner),
                                                        item.begin, item.end, told, item.begin);
    } else {
      multiply_steps<cols, a_across, b_across, cluster, false>(acc, sums, place, ring, full, empty, group, lane, 0, item.begin, item.end,
                                                         told, item.begin);
    }
    result.finish(corner, acc, sums, held);
  }
  store_wait<0>();  // the results' memory is the block's
}

// A block must be there as long as the other copies into it or arrives at its barriers.
template <int cluster>
__device__ __forceinline__ void leave() {
  if constexpr (cluster > 1) cluster_sync();
}

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

// Result: `before(corner)`, read before the products; `finish(corner, acc, sums, held)`; with kSums also the sums of A's
// rows where wants_sums(corner): a product with the block of ones that prepare() has written.
template <int cols, bool a_across, bool b_across, int cluster, class Result>
__global__ void __launch_bounds__(kHopperThreads, 1)
    multiply_hopper(const __grid_constant__ HopperPlan plan, const __grid_constant__ Result result) {
  (void)Result::kSums;
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, given_shared);
  unsigned char* const shared = hopper_shared(given_shared);
  const uint32_t given = shared_address(shared), ring = (given + 1023) & ~1023u;
  unsigned char* const base = shared + (ring - given);
  const uint32_t full = ring + kBarriersAt, empty = full + kMostStages * 8;
  const int rank = cluster == 1 ? 0 : static_cast<int>(cluster_rank());
  if (hopper_thread() == 0) {
    init_ring<cols>(full, empty, cluster);
    barrier_init_fence();
  }
  result.prepare(base + kResultsAt);
  if constexpr (cluster == 1) {
    __syncthreads();
  } else {
    cluster_sync();
  }
  const int group = __shfl_sync(~0u, hopper_thread() / kGroupThreads, 0);
  if (group == 0) {
    give_registers<40>();
    if (hopper_thread() == 0) copy_panels<cols, a_across, b_across, cluster>(plan, ring, full, empty, rank);
    leave<cluster>();
    return;  // where the two roles met again, they would have the same number of registers
  } else {
    take_registers<232>();
    HopperCorner corner = {};
    corner.thread = hopper_thread() % kGroupThreads;
    corner.number = group;
    corner.results = ring + kResultsAt + (group - 1) * 2 * kBlockBytes;
    corner.row = reinterpret_cast<float*>(base + kRowAt) + (group - 1) * kHopperCols;
    multiply_tiles<cols, a_across, b_across, cluster>(plan, result, ring, full, empty, rank, group - 1, corner);
    leave<cluster>();
    return;
  }
#endif
}

}  // namespace
}  // namespace ts::cuda
