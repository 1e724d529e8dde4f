// What becomes of a trailing product's results (see hopper_trailing.h) that are stored, after an activation or its slope: a
// quarter is done at a time; of GELU half a quarter, because a stage of the ring is held all the while and the copies would
// fall behind. The two blocks take the quarters by turns.
#pragma once
#include "cuda/activation.h"
#include "cuda/hopper_trailing_bias.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

// What becomes of a sum s (with its bias), rounded to bfloat16: y = s · y = gelu(s), s being kept where it is wanted ·
// y = s times the slope of gelu at `other`.
enum TrailingKind { kTrailingPlain, kTrailingGelu, kTrailingSlope };

struct TrailingResult {
  CUtensorMap y, other;  // `other`: where s is kept, or what the slope is taken at
  PartBias bias;
  bool keeps;
};

#ifdef TS_HOPPER_KERNELS

// GELU of both, by one reciprocal: special functions are what holds the results up. Exponents are cut so that the product
// of both denominators is finite; what the cut changes is below 2^-60 of x.
__device__ __forceinline__ void gelu_pair(float& x, float& y) {
  const float a = 1.0f + exp2_fast(fminf(63.0f, fmaxf(-63.0f, -gelu_exponent(x))));
  const float b = 1.0f + exp2_fast(fminf(63.0f, fmaxf(-63.0f, -gelu_exponent(y))));
  const float r = reciprocal_fast(a * b);
  x *= r * b;
  y *= r * a;
}

template <TrailingKind kind>
struct ActivatedPieces : BiasedSums {
  static constexpr int kParts = kind == kTrailingGelu ? 8 : 4, kRegisters = 232;
  const TrailingResult& result;
  uint32_t loaded;  // a barrier for each block

  __device__ __forceinline__ ActivatedPieces(const TrailingResult& r, uint32_t l) : BiasedSums{r.bias, {}}, result(r), loaded(l) {}

  __device__ __forceinline__ void begin(const HopperCorner& c) const { fetch(c, c.m, c.n, 0); }

  // The next quarter's factors are asked for first; those of the last are the first of the tile at work.
  __device__ __forceinline__ void take(int part, const uint32_t (&before)[4][16], const HopperCorner& c, const TrailingPlace& next) const {
    const int piece = part * 4 / kParts;
    if (kParts == 4 || part % 2 == 0) {
      if (piece < 3) {
        fetch(c, c.m, c.n, piece + 1);
      } else if (next.any) {
        fetch(c, next.m, next.n, 0);
      }
      put(c, piece, 0, before[piece]);
    }
    if (kParts == 4 || part % 2 == 1) put(c, piece, 1, before[piece]);
  }

  // Has what a quarter is multiplied by brought to its block.
  __device__ __forceinline__ void fetch(const HopperCorner& c, int m, int n, int piece) const {
    if constexpr (kind == kTrailingSlope) {
      if (c.thread != 0) return;
      store_wait<0>();  // the block's last results, a good while ago
      const uint32_t barrier = loaded + piece % 2 * 8;
      barrier_expect(barrier, kBlockBytes);
      load_box(c.results + piece % 2 * kBlockBytes, result.other, n + piece * 64, m, barrier);
    }
  }

  // One half of a quarter, 32 columns; with the second it is stored.
  __device__ __forceinline__ void put(const HopperCorner& c, int piece, int half, const uint32_t (&s)[16]) const {
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

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

template <bool b_across, TrailingKind kind>
__global__ void __launch_bounds__(kHopperThreads, 1)
    multiply_rows_hopper(const __grid_constant__ HopperPlan plan, const __grid_constant__ TrailingResult result) {
#ifdef TS_HOPPER_KERNELS
  run_trailing<b_across, ActivatedPieces<kind>>(plan, result);
#endif
}

}  // namespace
}  // namespace ts::cuda
