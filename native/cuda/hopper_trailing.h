// Row products by the means of Hopper whose results trail: a tile's sums are rounded to bfloat16 at once, and what becomes
// of them (the activation, its slope, the stores) is done while the next tile is multiplied, a quarter at a time between
// its steps; of GELU half a quarter, because a stage of the ring is held all the while and the copies would fall behind.
// The tensor cores wait for the rounding alone.
//
// A multiplying warpgroup holds 128 sums of the tile at work and 64 registers of the tile before. Its two blocks of shared
// memory take the quarters (64 rows by 64 columns) by turns.
#pragma once
#include "cuda/activation.h"
#include "cuda/hopper_product.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

// What becomes of a sum s (with its bias), rounded to bfloat16: y = s · y = gelu(s), s being kept where it is wanted ·
// y = s times the slope of gelu at `other`.
enum TrailingKind { kTrailingPlain, kTrailingGelu, kTrailingSlope };

struct TrailingResult {
  CUtensorMap y, other;  // `other`: where s is kept, or what the slope is taken at
  const float* bias[TS_MAX_PARTS];
  int32_t end[TS_MAX_PARTS];  // of the parts' columns
  int32_t n;
  bool any_bias, keeps;

  __device__ __forceinline__ float bias_of(int col) const {
    const float* base = bias[0];
    int first = 0;
#pragma unroll
    for (int i = 1; i < TS_MAX_PARTS; i++) {
      if (col >= end[i - 1]) {
        base = bias[i];
        first = end[i - 1];
      }
    }
    return base && col < n ? base[col - first] : 0.0f;
  }
};

#ifdef TS_HOPPER_CODE

// GELU of both, by one reciprocal: special functions are what holds the results up. Exponents are cut so that the product
// of both denominators is finite; what the cut changes is below 2^-60 of x.
__device__ __forceinline__ void gelu_pair(float& x, float& y) {
  const float a = 1.0f + exp2_fast(fminf(63.0f, fmaxf(-63.0f, -gelu_exponent(x))));
  const float b = 1.0f + exp2_fast(fminf(63.0f, fmaxf(-63.0f, -gelu_exponent(y))));
  const float r = reciprocal_fast(a * b);
  x *= r * b;
  y *= r * a;
}

// A quarter's place in a block, of 64 x 64 numbers as a map's box lies there: this lane's row for the matrices of 16
// columns from 8 j on, j even.
__device__ __forceinline__ uint32_t piece_place(uint32_t block, int thread, int j) {
  const int lane = thread % kWarp, matrix = lane / 8, row = thread / kWarp * 16 + matrix % 2 * 8 + lane % 8;
  return block + row * 128 + ((j + matrix / 2) ^ (row & 7)) * 16;
}

template <TrailingKind kind>
struct TrailingPieces {
  const TrailingResult& result;
  const HopperCorner& c;  // of the tile before
  uint32_t loaded;        // a barrier for each block

  // Has what a quarter is multiplied by brought to its block.
  __device__ __forceinline__ void fetch(int m, int n, int piece) const {
    if constexpr (kind == kTrailingSlope) {
      if (c.thread != 0) return;
      store_wait<0>();  // the block's last results, a good while ago
      const uint32_t barrier = loaded + piece % 2 * 8;
      barrier_expect(barrier, kBlockBytes);
      load_box(c.results + piece % 2 * kBlockBytes, result.other, n + piece * 64, m, barrier);
    }
  }

  // One half of a quarter, 32 columns; with the second it is stored.
  __device__ __forceinline__ void put(int piece, int half, const uint32_t (&s)[16]) const {
    const uint32_t block = c.results + piece % 2 * kBlockBytes, first = c.results, second = c.results + kBlockBytes;
    const int col = c.n + piece * 64, begin = half * 4;
    if (half == 0) {
      if constexpr (kind == kTrailingSlope) {
        barrier_wait(loaded + piece % 2 * 8, piece / 2);
      } else {
        if (c.thread == 0) store_wait<kind == kTrailingGelu ? 0 : 1>();
        named_barrier_sync(c.number, kGroupThreads);
      }
    }
#pragma unroll
    for (int j = begin; j < begin + 4; j += 2) {
      uint32_t v[4] = {s[2 * j], s[2 * j + 1], s[2 * j + 2], s[2 * j + 3]};
      if constexpr (kind == kTrailingSlope) {
        const uint32_t place = piece_place(block, c.thread, j);
        uint32_t at[4];
        ldmatrix_from(at, place);
#pragma unroll
        for (int i = 0; i < 4; i++) {
          float x[2] = {low(at[i]), high(at[i])};
          slope(TS_GELU_TANH, x);
          v[i] = pack_bf16(low(v[i]) * x[0], high(v[i]) * x[1]);
        }
        stmatrix_x4(place, v[0], v[1], v[2], v[3]);  // a warp's rows are its own
      } else {
        if constexpr (kind == kTrailingGelu) {
          if (result.keeps) stmatrix_x4(piece_place(first, c.thread, j), v[0], v[1], v[2], v[3]);
#pragma unroll
          for (int i = 0; i < 4; i++) {
            float x = low(v[i]), y = high(v[i]);
            gelu_pair(x, y);
            v[i] = pack_bf16(x, y);
          }
        }
        stmatrix_x4(piece_place(kind == kTrailingGelu ? second : block, c.thread, j), v[0], v[1], v[2], v[3]);
      }
    }
    if (half == 0) return;
    shared_fence();
    named_barrier_sync(c.number, kGroupThreads);
    if (c.thread == 0) {
      if (kind == kTrailingGelu && result.keeps) store_box(result.other, col, c.m, first);
      store_box(result.y, col, c.m, kind == kTrailingGelu ? second : block);
      store_commit();
    }
  }
};

template <bool b_across>
__device__ __forceinline__ void begin_step(float (&acc)[128], const RingPlace& place, uint32_t ring, uint32_t full, int group, bool adds) {
  barrier_wait(full + place.stage * 8, place.parity);
  const uint32_t stage = ring + place.stage * Ring<kHopperCols>::stage_bytes;
  const uint32_t a = stage + group * kBlockBytes, b = stage + 2 * kBlockBytes;
  product_fence();
#pragma unroll
  for (int i = 0; i < kHopperDepth / 16; i++) {
    product<false, b_across>(acc, operand<false>(a + i * 32), operand<b_across>(b + i * (b_across ? 2048 : 32)), adds || i > 0);
  }
  product_commit();
}

// `loaded`: this warpgroup's two barriers.
template <bool b_across, TrailingKind kind>
__device__ __forceinline__ void multiply_trailing(const HopperPlan& plan, const TrailingResult& result, uint32_t ring, uint32_t full,
                                                  uint32_t empty, uint32_t loaded, int group, HopperCorner corner) {
  constexpr int kStages = Ring<kHopperCols>::stages, kParts = kind == kTrailingGelu ? 8 : 4;
  const int lane = corner.thread % kWarp, items = plan.m_tiles * plan.n_tiles, steps = plan.steps;
  const TrailingPieces<kind> pieces = {result, corner, loaded};
  RingPlace place;
  int lag = plan.lag, last = 0;
  uint32_t before[4][16] = {};
  corner.m = plan.m_tiles * kHopperRows;  // before the first tile: rows that nobody has, which are not stored
  corner.n = 0;
  pieces.fetch(corner.m, corner.n, 0);
  for (int index = static_cast<int>(blockIdx.x); index < items; index += static_cast<int>(gridDim.x)) {
    const int m = index / plan.n_tiles * kHopperRows + group * 64, n = index % plan.n_tiles * kHopperCols;
    float held[2] = {};
    if (result.any_bias) {
      held[0] = result.bias_of(n + corner.thread);
      held[1] = result.bias_of(n + corner.thread + kGroupThreads);
    }
    if (lag > 0 && group == 1) named_barrier_sync(kPartners, 2 * kGroupThreads);
    const int told = group == 0 && lag > 0 ? min(lag, steps) - 1 : -1;
    lag = 0;
    float acc[128];
#pragma unroll
    for (int part = 0; part < kParts; part++) {
      const int begin = steps * part / kParts, end = steps * (part + 1) / kParts, piece = part * 4 / kParts;
      const auto take_step = [&](int step) {
        begin_step<b_across>(acc, place, ring, full, group, step > 0);
        if (step > 0) {
          product_wait<1>();
          release_stage<1>(empty + last * 8, lane);
        }
        if (step == told) named_barrier_arrive(kPartners, 2 * kGroupThreads);
        last = place.stage;
        place.advance<kStages>();
      };
      int step = begin;
      if (step < end) take_step(step++);
      // The next quarter's factors, which for the last is the first of this tile.
      if (kParts == 4 || part % 2 == 0) pieces.fetch(piece < 3 ? corner.m : m, piece < 3 ? corner.n : n, (piece + 1) % 4);
      if (kParts == 4 || part % 2 == 0) pieces.put(piece, 0, before[piece]);
      if (kParts == 4 || part % 2 == 1) pieces.put(piece, 1, before[piece]);
#pragma unroll 1
      for (; step < end; step++) take_step(step);
    }
    if (result.any_bias) {
      corner.row[corner.thread] = held[0];
      corner.row[corner.thread + kGroupThreads] = held[1];
      named_barrier_sync(corner.number, kGroupThreads);
    }
    product_finish(acc);
    release_stage<1>(empty + last * 8, lane);
#pragma unroll
    for (int j = 0; j < 32; j++) {
      float2 two = make_float2(0.0f, 0.0f);
      if (result.any_bias) two = *reinterpret_cast<const float2*>(corner.row + j * 8 + lane % 4 * 2);
      before[j / 8][j % 8 * 2] = pack_bf16(acc[4 * j] + two.x, acc[4 * j + 1] + two.y);
      before[j / 8][j % 8 * 2 + 1] = pack_bf16(acc[4 * j + 2] + two.x, acc[4 * j + 3] + two.y);
    }
    corner.m = m;
    corner.n = n;
  }
#pragma unroll
  for (int piece = 0; piece < 4; piece++) {
    if (piece < 3) pieces.fetch(corner.m, corner.n, piece + 1);
    pieces.put(piece, 0, before[piece]);
    pieces.put(piece, 1, before[piece]);
  }
  store_wait<0>();  // the results' memory is the block's
}

#endif  // TS_HOPPER_CODE

// ---- kernels ----

template <bool b_across, TrailingKind kind>
__global__ void __launch_bounds__(kHopperThreads, 1)
    multiply_rows_hopper(const __grid_constant__ HopperPlan plan, const __grid_constant__ TrailingResult result) {
#ifdef TS_HOPPER_CODE
  TS_DYNAMIC_SHARED(unsigned char, shared);
  static_assert(Ring<kHopperCols>::stages + 4 <= kMostStages);
  const uint32_t given = shared_address(shared), ring = (given + 1023) & ~1023u;
  const uint32_t full = ring + kBarriersAt, empty = full + kMostStages * 8, loaded = full + Ring<kHopperCols>::stages * 8;
  if (threadIdx.x == 0) {
    init_ring<kHopperCols>(full, empty, 1);
    for (int i = 0; i < 4; i++) barrier_init(loaded + i * 8, 1);
    barrier_init_fence();
  }
  __syncthreads();
  const int group = __shfl_sync(~0u, static_cast<int>(threadIdx.x) / kGroupThreads, 0);
  if (group == 0) {
    give_registers<40>();
    if (threadIdx.x == 0) copy_panels<kHopperCols, false, b_across, 1>(plan, ring, full, empty, 0);
    return;  // where the two roles met again, they would have the same number of registers
  } else {
    take_registers<232>();
    HopperCorner corner = {};
    corner.thread = static_cast<int>(threadIdx.x) % kGroupThreads;
    corner.number = group;
    corner.results = ring + kResultsAt + (group - 1) * 2 * kBlockBytes;
    corner.row = reinterpret_cast<float*>(shared + (ring - given) + kRowAt) + (group - 1) * kHopperCols;
    multiply_trailing<b_across, kind>(plan, result, ring, full, empty, loaded + (group - 1) * 16, group - 1, corner);
    return;
  }
#endif
}

}  // namespace
}  // namespace ts::cuda
