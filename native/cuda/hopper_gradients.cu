// Gradients of weights and biases by the means of Hopper, with the rows dealt out so that all multiprocessors end together
// (see hopper_shares.h): dW += dy^T x, where both operands run across. Sums of pieces go to the workspace, and a second
// kernel adds them up in order.
//
// The bias' gradient, the sums of dy's columns, is a product with a block of ones that takes an eighth of the time of a
// step. Each of the tiles that share dy's columns makes it over its part of the steps, so that none takes longer.
#include "cuda/hopper.h"

#include "cuda/gradient_target.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_shares.h"

namespace ts::cuda {

namespace {

struct GradientShares {
  CUtensorMap dy, x;
  HopperShares shares;
  int32_t in, out, n_tiles, lag;
  bool wants_bias;
  float* sums;        // [slots][out][in]; nullptr: there is one slot, and sums are added to the gradients
  float* bias_sums;   // [slots][n_tiles][out]
  int32_t end[TS_MAX_PARTS];
  float* d_weight[TS_MAX_PARTS];
  float* d_bias[TS_MAX_PARTS];
};

#ifdef TS_HOPPER_KERNELS

// Two neighbours a lane: 32 bytes of a row by four lanes.
__device__ __forceinline__ void put_sums(const GradientShares& g, const HopperShare& share, int row0, int thread, const float (&acc)[128],
                                         const float (&sums)[4]) {
  const int lane = thread % kWarp, n_tile = share.tile % g.n_tiles, col = n_tile * kHopperCols + lane % 4 * 2;
#pragma unroll
  for (int h = 0; h < 2; h++) {
    const int row = row0 + thread / kWarp * 16 + lane / 4 + 8 * h;
    if (row >= g.out) continue;
    if (g.wants_bias && lane % 4 == 0) g.bias_sums[(static_cast<int64_t>(share.slot) * g.n_tiles + n_tile) * g.out + row] = sums[2 * h];
    float* to = g.sums ? g.sums + (static_cast<int64_t>(share.slot) * g.out + row) * g.in
                       : GradientTarget::row_of(g.d_weight, g.end, row, g.in);
    if (!to) continue;
    to += col;
#pragma unroll
    for (int j = 0; j < 32; j++) {
      if (col + 8 * j >= g.in) break;  // `in` is even
      float2 two = make_float2(acc[4 * j + 2 * h], acc[4 * j + 2 * h + 1]);
      if (!g.sums) {
        const float2 was = *reinterpret_cast<const float2*>(to + 8 * j);
        two.x += was.x;
        two.y += was.y;
      }
      *reinterpret_cast<float2*>(to + 8 * j) = two;
    }
  }
}

__device__ __forceinline__ void multiply_shares(const GradientShares& g, uint32_t ring, uint32_t full, uint32_t empty, uint32_t ones,
                                                int group, int thread) {
  const int lane = thread % kWarp;
  RingPlace place;
  ShareCursor cursor;
  HopperShare share;
  int lag = g.lag;
  while (cursor.next(g.shares, static_cast<int32_t>(blockIdx.x), share)) {
    if (lag > 0 && group == 1) named_barrier_sync(kPartners, 2 * kGroupThreads);
    const int steps = share.end - share.begin, told = group == 0 && lag > 0 ? share.begin + min(lag, steps) - 1 : -1;
    lag = 0;
    // The steps over which this tile makes the sums of dy's columns.
    const int n_tile = share.tile % g.n_tiles;
    const int sums_begin = share.begin + (g.wants_bias ? steps * n_tile / g.n_tiles : 0);
    const int sums_end = g.wants_bias ? share.begin + steps * (n_tile + 1) / g.n_tiles : sums_begin;
    float acc[128], sums[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    if (share.begin < sums_begin) {
      multiply_steps<kHopperCols, true, true, 1, false>(acc, sums, place, ring, full, empty, group, lane, 0, share.begin, sums_begin, told,
                                                        share.begin);
    }
    if (sums_begin < sums_end) {
      multiply_steps<kHopperCols, true, true, 1, true>(acc, sums, place, ring, full, empty, group, lane, ones, sums_begin, sums_end, told,
                                                       share.begin);
    }
    if (sums_end < share.end) {
      multiply_steps<kHopperCols, true, true, 1, false>(acc, sums, place, ring, full, empty, group, lane, 0, sums_end, share.end, told,
                                                        share.begin);
    }
    put_sums(g, share, share.tile / g.n_tiles * kHopperRows + group * 64, thread, acc, sums);
  }
}

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

__global__ void __launch_bounds__(kHopperThreads, 1) gradients_hopper(const __grid_constant__ GradientShares g) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const uint32_t given = shared_address(shared), ring = (given + 1023) & ~1023u;
  const uint32_t full = ring + kBarriersAt, empty = full + kMostStages * 8;
  if (threadIdx.x == 0) {
    init_ring<kHopperCols>(full, empty, 1);
    barrier_init_fence();
  }
  // A block of ones for each multiplying warpgroup, of which a product reads 8 rows.
  uint32_t* const ones = reinterpret_cast<uint32_t*>(shared + (ring - given) + kResultsAt);
  for (int i = static_cast<int>(threadIdx.x); i < 1024 / 4; i += kHopperThreads) ones[i] = ones[i + 2 * kBlockBytes / 4] = 0x3f803f80u;
  shared_fence();
  __syncthreads();
  const int group = __shfl_sync(~0u, static_cast<int>(threadIdx.x) / kGroupThreads, 0);
  if (group == 0) {
    give_registers<40>();
    if (threadIdx.x == 0) copy_shares(g.shares, g.n_tiles, g.dy, g.x, ring, full, empty);
    return;  // where the two roles met again, they would have the same number of registers
  } else {
    take_registers<232>();
    multiply_shares(g, ring, full, empty, ring + kResultsAt + (group - 1) * 2 * kBlockBytes, group - 1,
                    static_cast<int>(threadIdx.x) % kGroupThreads);
    return;
  }
#endif
}

// The gradients += the slots' sums: four neighbours of a weight's row a thread in the first `weight_blocks` blocks, a bias
// a thread in the others.
constexpr int kAddShareThreads = 256;
__global__ void __launch_bounds__(kAddShareThreads) add_shares(int weight_blocks, const __grid_constant__ GradientShares g) {
  const int block = static_cast<int>(blockIdx.x);
  if (block >= weight_blocks) {
    const int row = (block - weight_blocks) * kAddShareThreads + static_cast<int>(threadIdx.x);
    if (row >= g.out) return;
    float sum = 0.0f;
    for (int tile = 0; tile < g.n_tiles; tile++) {
      const int slots = g.shares.slots_of(row / kHopperRows * g.n_tiles + tile);
      for (int slot = 0; slot < slots; slot++) sum += g.bias_sums[(static_cast<int64_t>(slot) * g.n_tiles + tile) * g.out + row];
    }
    if (float* const to = GradientTarget::row_of(g.d_bias, g.end, row, 1)) *to += sum;
    return;
  }
  const int64_t size = static_cast<int64_t>(g.out) * g.in, at = (static_cast<int64_t>(block) * kAddShareThreads + threadIdx.x) * 4;
  if (at >= size) return;
  const int row = static_cast<int>(at / g.in), col = static_cast<int>(at % g.in);
  const int slots = g.shares.slots_of(row / kHopperRows * g.n_tiles + col / kHopperCols);
  constexpr int kAtOnce = 4;
  float4 sum = {};
  for (int first = 0; first < slots; first += kAtOnce) {
    float4 some[kAtOnce] = {};
#pragma unroll
    for (int j = 0; j < kAtOnce; j++) {
      if (first + j < slots) some[j] = *reinterpret_cast<const float4*>(g.sums + (first + j) * size + at);
    }
#pragma unroll
    for (int j = 0; j < kAtOnce; j++) {
      sum.x += some[j].x;
      sum.y += some[j].y;
      sum.z += some[j].z;
      sum.w += some[j].w;
    }
  }
  float* const row_of = GradientTarget::row_of(g.d_weight, g.end, row, g.in);
  if (!row_of) return;
  float2* const to = reinterpret_cast<float2*>(row_of + col);
  const float2 left = to[0], right = to[1];
  to[0] = make_float2(left.x + sum.x, left.y + sum.y);
  to[1] = make_float2(right.x + sum.z, right.y + sum.w);
}

// ---- launchers ----

// Multiprocessors are guessed, so that two devices deal out alike.
HopperShares shares_of(const HopperColumns& p) {
  constexpr int32_t kProcessors = 132;
  HopperShares shares = {};
  const int32_t tiles = ceil_div(p.out, kHopperRows) * ceil_div(p.in, kHopperCols);
  if (p.rows > 0) deal_out(shares, 0, kProcessors, 0, tiles, 0, 0, ceil_div(p.rows, kHopperDepth));
  return shares;
}
bool wants_any(const HopperColumns& p) {
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    if (p.d_weight[i] || p.d_bias[i]) return true;
  }
  return false;
}
size_t sum_floats(const HopperColumns& p, const HopperShares& shares) {
  return shares.slots < 2 ? 0 : static_cast<size_t>(shares.slots) * static_cast<size_t>(p.out) * static_cast<size_t>(p.in);
}

}  // namespace

bool hopper_takes(const ts_context* context, const HopperColumns& p) {
  if (!hopper_cluster(context) || p.in < 256 || p.out < 256 || p.in % 8 != 0 || p.out % 8 != 0) return false;
  if (!aligned_rows(p.dy, p.stride) || !aligned_rows(p.x, p.in)) return false;
  for (const float* part : p.d_weight) {
    if (reinterpret_cast<uintptr_t>(part) % 8 != 0) return false;
  }
  return true;
}

size_t hopper_columns_bytes(const HopperColumns& p) {
  if (!wants_any(p)) return 0;
  const HopperShares shares = shares_of(p);
  const size_t biases = static_cast<size_t>(shares.slots) * static_cast<size_t>(ceil_div(p.in, kHopperCols)) * static_cast<size_t>(p.out);
  return (sum_floats(p, shares) + biases) * sizeof(float);
}

ts_status hopper_columns(ts_context* context, const HopperColumns& p, void* workspace) {
  if (p.rows <= 0 || !wants_any(p)) return TS_OK;
  GradientShares g = {};
  g.shares = shares_of(p);
  g.in = p.in;
  g.out = p.out;
  g.n_tiles = ceil_div(p.in, kHopperCols);
  g.lag = hopper_lag();
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    g.end[i] = p.end[i];
    g.d_weight[i] = p.d_weight[i];
    g.d_bias[i] = p.d_bias[i];
    g.wants_bias = g.wants_bias || p.d_bias[i];
  }
  const size_t floats = sum_floats(p, g.shares);
  g.sums = floats ? static_cast<float*>(workspace) : nullptr;
  g.bias_sums = static_cast<float*>(workspace) + floats;
  ts_status status = make_map(context, &g.dy, p.dy, p.rows, p.stride);
  if (status == TS_OK) status = make_map(context, &g.x, p.x, p.rows, p.in);
  if (status != TS_OK) return status;
  int32_t blocks = 0;
  for (int32_t i = 0; i < g.shares.count; i++) {
    const HopperPhase& phase = g.shares.phase[i];
    if (blocks < phase.first_block + phase.blocks) blocks = phase.first_block + phase.blocks;
  }
  TS_LAUNCH(context, gradients_hopper, static_cast<unsigned>(blocks), kHopperThreads, kHopperShared, g);
  const int64_t fours = floats ? int64_t{p.out} * p.in / 4 : 0;
  const int weight_blocks = static_cast<int>(ceil_div(fours, kAddShareThreads));
  const int bias_blocks = g.wants_bias ? ceil_div(p.out, kAddShareThreads) : 0;
  TS_LAUNCH(context, add_shares, static_cast<unsigned>(weight_blocks + bias_blocks), kAddShareThreads, 0, weight_blocks, g);
  return TS_OK;
}

}  // namespace ts::cuda
