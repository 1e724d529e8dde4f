// The exponentials of a chunk of the head's rows (head_folded.h) by the means of Hopper.
#pragma once
#include "cuda/head_folded.h"
#include "cuda/head_rows.h"
#include "cuda/hopper_folded_ring.h"
#include "cuda/hopper_results.h"
#include "cuda/hopper_trailing.h"

namespace ts::cuda {
namespace {

// E and the sums of its groups, as head_folded_exponentials forms them.
struct FoldedExponentials {
  static constexpr bool kSums = false;
  struct Held {  // of rows g and g + 8
    int target[2];
    float guess[2];
  };
  CUtensorMap e;
  const int32_t* targets;
  const float* references;
  float* at_target;
  float* group_sums;
  float* own;
  int32_t rows, vocab, group_count;
  bool stores;

#ifdef TS_HOPPER_CODE
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }
  static __device__ __forceinline__ int first_row(const HopperCorner& c) { return c.m + c.thread / kWarp * 16 + c.thread % kWarp / 4; }
  __device__ __forceinline__ Held before(const HopperCorner& c) const {
    const int row = first_row(c);
    Held held;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const bool there = row + 8 * h < rows;
      held.target[h] = there ? targets[row + 8 * h] : -1;
      held.guess[h] = there ? references[row + 8 * h] : INFINITY;
    }
    return held;
  }

  // v = 2^(z log2(e) - reference) of row half h, and their sum.
  static __device__ __forceinline__ float raise(const float* z, float (&v)[32], int h, float reference, uint32_t& bits) {
    float sum = 0;
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const int at = 4 * j + 2 * h;
      v[at] = exp2_fast(fmaf(z[at], kLog2e, -reference));
      v[at + 1] = exp2_fast(fmaf(z[at + 1], kLog2e, -reference));
      bits |= __float_as_uint(v[at]) | __float_as_uint(v[at + 1]);
      sum += v[at] + v[at + 1];
    }
    return sum;
  }

  // v = E of the 64 columns from `first` on, of whose logits z is what this lane has; their sums, negative where the group
  // has a reference of its own.
  __device__ __forceinline__ void form(const HopperCorner& c, float* z, int first, const Held& held, float (&v)[32], float (&sum)[2]) const {
    const int row = first_row(c), quarter = c.thread % 4, pair = quarter * 2;
    if (first + 64 > vocab) {
#pragma unroll
      for (int i = 0; i < 32; i++) {
        if (first + pair + i / 4 * 8 + i % 2 >= vocab) z[i] = kAbsent;
      }
    }
#pragma unroll
    for (int h = 0; h < 2; h++) {
      if (!__any_sync(~0u, held.target[h] >= first && held.target[h] < first + 64)) continue;
      const int place = held.target[h] - first - pair;  // of the target, from this lane's first column
#pragma unroll
      for (int j = 0; j < 8; j++) {
#pragma unroll
        for (int e = 0; e < 2; e++) {
          if (place != j * 8 + e) continue;
          at_target[row + 8 * h] = z[4 * j + 2 * h + e];
          z[4 * j + 2 * h + e] = kAbsent;
        }
      }
    }
    uint32_t bits[2] = {0, 0};
    sum[0] = raise(z, v, 0, held.guess[0], bits[0]);
    sum[1] = raise(z, v, 1, held.guess[1], bits[1]);
    sum[0] = over_quad(sum[0]);
    sum[1] = over_quad(sum[1]);
    if (!__any_sync(~0u, ((bits[0] | bits[1]) & kOutgrown) != 0)) return;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      uint32_t seen = bits[h];
      float top = kAbsent;
#pragma unroll
      for (int j = 0; j < 8; j++) top = fmaxf(top, fmaxf(z[4 * j + 2 * h], z[4 * j + 2 * h + 1]));
#pragma unroll
      for (int by = 1; by <= 2; by++) {
        seen |= __shfl_xor_sync(~0u, seen, by);
        top = fmaxf(top, __shfl_xor_sync(~0u, top, by));
      }
      const bool within = !(seen & kOutgrown);
      const float reference = within ? held.guess[h] : fmaxf(top * kLog2e, kLowest);
      const float again = over_quad(raise(z, v, h, reference, seen));
      sum[h] = within ? again : -again;
      if (!within && quarter == 0 && row + 8 * h < rows && first / 64 < group_count) {
        own[static_cast<int64_t>(row + 8 * h) * group_count + first / 64] = reference;
      }
    }
  }
  // The sums of four groups, one of which each lane of four has.
  __device__ __forceinline__ void put_sums(const HopperCorner& c, const float (&mine)[2]) const {
    const int row = first_row(c), group = c.n / 64 + c.thread % 4;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      if (group < group_count && row + 8 * h < rows) group_sums[static_cast<int64_t>(row + 8 * h) * group_count + group] = mine[h];
    }
    __syncwarp();
  }

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
    static_assert(count == 128);
    float mine[2] = {0, 0};
#pragma unroll
    for (int piece = 0; piece < 4; piece++) {
      const int first = c.n + piece * 64;
      if (first / 64 >= group_count) {
        if (stores) finish_turn(c, piece);
        break;
      }
      float v[32], sum[2];
      form(c, acc + piece * 32, first, held, v, sum);
      if (c.thread % 4 == piece) {
        mine[0] = sum[0];
        mine[1] = sum[1];
      }
      if (stores) put_piece(c, e, first, piece % 2, v);
    }
    put_sums(c, mine);
  }
#endif
};

// Where rows of x are so short that 128 of them stay in shared memory ("resident"), a block takes tiles that follow one
// another, of the same rows of x for as long as possible, and W alone goes around the ring.
constexpr int kResidentSteps = 4, kResidentBytes = kResidentSteps * 2 * kBlockBytes, kResidentStage = 4 * kBlockBytes;
static_assert(kResidentBytes + FoldedRing::stages * kResidentStage <= kRingBytes);

#ifdef TS_HOPPER_CODE

// The same with stores that trail (see hopper_trailing.h): exponentials are formed when a tile is done, and put down a
// quarter at a time while the next tile is multiplied. Four steps or more.
__device__ __forceinline__ void put_quarter(const HopperCorner& c, const CUtensorMap& map, int piece, const uint32_t (&pairs)[16]) {
  const uint32_t block = c.results + piece % 2 * kBlockBytes;
  if (c.thread == 0) store_wait<1>();
  named_barrier_sync(c.number, kGroupThreads);
  put_pairs(block, c.thread, pairs);
  shared_fence();
  named_barrier_sync(c.number, kGroupThreads);
  if (c.thread == 0) {
    store_box(map, c.n + piece * 64, c.m, block);  // what is behind the last column or row is left out
    store_commit();
  }
}

// A block's tiles: by turns, or a run of them.
struct FoldedRun {
  int begin, end, by;
};
template <bool resident>
__device__ __forceinline__ FoldedRun run_of(const HopperPlan& plan) {
  const int items = plan.m_tiles * plan.n_tiles, block = static_cast<int>(blockIdx.x), blocks = static_cast<int>(gridDim.x);
  if (!resident) return {block, items, blocks};
  const auto begins = [&](int at) { return static_cast<int>(static_cast<int64_t>(items) * at / blocks); };
  return {begins(block), begins(block + 1), 1};
}

// `rows_full`, `rows_empty`: barriers of the rows of x that stay.
__device__ __forceinline__ void copy_resident(const HopperPlan& plan, uint32_t ring, uint32_t full, uint32_t empty, uint32_t rows_full,
                                              uint32_t rows_empty) {
  const FoldedRun run = run_of<true>(plan);
  RingPlace place;
  uint32_t turn = 0;
  int before = -1;
  fetch_map(plan.a);
  fetch_map(plan.b[0]);
  for (int index = run.begin; index < run.end; index++) {
    const int m = index / plan.n_tiles, n = index % plan.n_tiles * kHopperCols;
    if (m != before) {
      barrier_wait(rows_empty, (turn++ & 1) ^ 1);
      barrier_expect(rows_full, static_cast<uint32_t>(plan.steps) * 2 * kBlockBytes);
      for (int i = 0; i < 2 * plan.steps; i++) {
        load_box(ring + i * kBlockBytes, plan.a, i / 2 * kHopperDepth, m * kHopperRows + i % 2 * 64, rows_full);
      }
      before = m;
    }
    for (int step = 0; step < plan.steps; step++) {
      const uint32_t stage = ring + kResidentBytes + place.stage * kResidentStage, barrier = full + place.stage * 8;
      barrier_wait(empty + place.stage * 8, place.parity ^ 1);
      barrier_expect(barrier, kResidentStage);
#pragma unroll
      for (int i = 0; i < 4; i++) load_box(stage + i * kBlockBytes, plan.b[0], step * kHopperDepth, n + i * 64, barrier);
      place.advance<FoldedRing::stages>();
    }
  }
}

template <bool resident>
__device__ __forceinline__ void begin_exponentials(float (&acc)[128], const RingPlace& place, uint32_t ring, uint32_t full, int group,
                                                   int step, bool adds) {
  if constexpr (!resident) {
    begin_step<false>(acc, place, ring, full, group, adds);
  } else {
    barrier_wait(full + place.stage * 8, place.parity);
    const uint32_t a = ring + (2 * step + group) * kBlockBytes, b = ring + kResidentBytes + place.stage * kResidentStage;
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product<false, false>(acc, operand<false>(a + i * 32), operand<false>(b + i * 32), adds || i > 0);
    product_commit();
  }
}

template <bool resident>
__device__ __forceinline__ void multiply_exponentials(const HopperPlan& plan, const FoldedExponentials& result, uint32_t ring, uint32_t full,
                                                      uint32_t empty, uint32_t rows_full, uint32_t rows_empty, int group,
                                                      HopperCorner corner) {
  constexpr int kStages = FoldedRing::stages;
  const int lane = corner.thread % kWarp, steps = plan.steps;
  const FoldedRun run = run_of<resident>(plan);
  RingPlace place;
  uint32_t turn = 0;
  int lag = plan.lag, last = 0;
  uint32_t before[4][16] = {};
  corner.m = plan.m_tiles * kHopperRows;  // before the first tile: rows that nobody has, which are not stored
  corner.n = 0;
  for (int index = run.begin; index < run.end; index += run.by) {
    HopperCorner next = corner;
    next.m = index / plan.n_tiles * kHopperRows + group * 64;
    next.n = index % plan.n_tiles * kHopperCols;
    const FoldedExponentials::Held held = result.before(next);
    if (lag > 0 && group == 1) named_barrier_sync(kPartners, 2 * kGroupThreads);
    const int told = group == 0 && lag > 0 ? min(lag, steps) - 1 : -1;
    lag = 0;
    if (resident && (index == run.begin || next.n == 0)) barrier_wait(rows_full, turn++ & 1);
    float acc[128];
#pragma unroll
    for (int piece = 0; piece < 4; piece++) {
      const int end = steps * (piece + 1) / 4;
      int step = steps * piece / 4;
      begin_exponentials<resident>(acc, place, ring, full, group, step, piece > 0);
      if (piece > 0) {
        product_wait<1>();
        release_stage<1>(empty + last * 8, lane);
      }
      if (step == told) named_barrier_arrive(kPartners, 2 * kGroupThreads);
      last = place.stage;
      place.advance<kStages>();
      if (result.stores) put_quarter(corner, result.e, piece, before[piece]);
      for (step++; step < end; step++) {
        begin_exponentials<resident>(acc, place, ring, full, group, step, true);
        product_wait<1>();
        release_stage<1>(empty + last * 8, lane);
        if (step == told) named_barrier_arrive(kPartners, 2 * kGroupThreads);
        last = place.stage;
        place.advance<kStages>();
      }
    }
    product_finish(acc);
    release_stage<1>(empty + last * 8, lane);
    if (resident && next.n + kHopperCols >= plan.n_tiles * kHopperCols) release_stage<1>(rows_empty, lane);  // its rows' last tile
    corner = next;
    float mine[2] = {0, 0};
#pragma unroll
    for (int piece = 0; piece < 4; piece++) {
      float v[32], sum[2];
      result.form(corner, acc + piece * 32, corner.n + piece * 64, held, v, sum);
      if (corner.thread % 4 == piece) {
        mine[0] = sum[0];
        mine[1] = sum[1];
      }
#pragma unroll
      for (int i = 0; i < 16; i++) before[piece][i] = pack_bf16(v[2 * i], v[2 * i + 1]);
    }
    result.put_sums(corner, mine);
  }
  if (result.stores) {
#pragma unroll
    for (int piece = 0; piece < 4; piece++) put_quarter(corner, result.e, piece, before[piece]);
  }
  store_wait<0>();  // the results' memory is the block's
}

#endif  // TS_HOPPER_CODE

// ---- kernels ----

// As multiply_hopper, for exponentials whose stores trail.
template <bool resident>
__global__ void __launch_bounds__(kHopperThreads, 1)
    multiply_exponentials_hopper(const __grid_constant__ HopperPlan plan, const __grid_constant__ FoldedExponentials result) {
#ifdef TS_HOPPER_CODE
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const uint32_t given = shared_address(shared), ring = (given + 1023) & ~1023u;
  const uint32_t full = ring + kBarriersAt, empty = full + kMostStages * 8;
  static_assert(FoldedRing::stages < kMostStages);
  const uint32_t rows_full = full + FoldedRing::stages * 8, rows_empty = empty + FoldedRing::stages * 8;
  if (resident && threadIdx.x == 0) {
    barrier_init(rows_full, 1);
    barrier_init(rows_empty, 2 * (kGroupThreads / kWarp));
  }
  begin_barriers(full, empty);
  const int group = __shfl_sync(~0u, static_cast<int>(threadIdx.x) / kGroupThreads, 0);
  if (group == 0) {
    give_registers<40>();
    if (threadIdx.x == 0) {
      if constexpr (resident) {
        copy_resident(plan, ring, full, empty, rows_full, rows_empty);
      } else {
        copy_panels<kHopperCols, false, false, 1>(plan, ring, full, empty, 0);
      }
    }
    return;  // where the two roles met again, they would have the same number of registers
  } else {
    take_registers<232>();
    HopperCorner corner = {};
    corner.thread = static_cast<int>(threadIdx.x) % kGroupThreads;
    corner.number = group;
    corner.results = ring + kResultsAt + (group - 1) * 2 * kBlockBytes;
    multiply_exponentials<resident>(plan, result, ring, full, empty, rows_full, rows_empty, group - 1, corner);
    return;
  }
#endif
}

}  // namespace
}  // namespace ts::cuda
