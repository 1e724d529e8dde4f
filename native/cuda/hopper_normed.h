// A row product whose results are added to another array and normalised (layer norm, RMS norm), by the means of Hopper:
// sum = other + x W^T + b, y = normalise(sum) gain + shift. A row's 256 columns of a tile are summed up while the next tile
// is multiplied; where rows are wider, their blocks tell one another these sums.
//
// Mean and variance come from those of every 256 columns (Chan, Golub & LeVeque 1983), which are about their own mean, so
// that a large mean costs no digits.
#pragma once
#include "cuda/hopper_exchange.h"
#include "cuda/hopper_trailing_bias.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

struct NormedResult {
  CUtensorMap other, sum, y;
  PartBias bias;
  const float* gain;
  const float* shift;         // or nullptr
  float* mean;                // or nullptr, where it is not subtracted
  float* rstd;
  RowExchange rows;
  int32_t m, n;
  float share, tile_share;    // 1 / n and 1 / tiles: a division is a call, before which registers are put aside
  float epsilon;
  bool asks_ahead;  // the second cache for what comes with the tile at work
};

#ifdef TS_HOPPER_KERNELS

// 1 / sqrt(x) of a positive x, to about a unit in the last place: what is approximate, and a step of Newton's.
__device__ __forceinline__ float inverse_root(float x) {
  const float y = rsqrtf(x);
  return fmaf(0.5f * y, fmaf(-x * y, y, 1.0f), y);
}

struct NormedPieces : BiasedSums {
  static constexpr int kParts = 8, kRegisters = 240;  // the four quarters are added, then the four are normalised
  const NormedResult& r;
  uint32_t loaded;  // a barrier for each block
  float total[2] = {}, mean[2] = {}, rstd[2] = {};  // of rows g and g + 8

  __device__ __forceinline__ NormedPieces(const NormedResult& result, uint32_t l) : BiasedSums{result.bias, {}}, r(result), loaded(l) {}

  __device__ __forceinline__ void begin(const HopperCorner& c) const { fetch(c, c.m, c.n, 0); }

  __device__ __forceinline__ void take(int part, uint32_t (&before)[4][16], const HopperCorner& c, const TrailingPlace& next) {
    if (part < 4) {
      if (part == 0 && r.asks_ahead && next.any && c.thread == 0) prefetch_row(r.other, next.m, next.n);
      if (part < 3) fetch(c, c.m, c.n, part + 1);
      add(part, before[part], c);
      if (part == 3) tell(before, c);
    } else {
      if (part == 4) hear(c);
      if (part == 7 && next.any) fetch(c, next.m, next.n, 0);
      normalise(part - 4, before[part - 4], c);
    }
  }

 private:
  // Has what a quarter is added to brought to its block.
  __device__ __forceinline__ void fetch(const HopperCorner& c, int m, int n, int piece) const {
    if (c.thread != 0) return;
    store_wait<0>();  // the block's last results
    const uint32_t barrier = loaded + piece % 2 * 8;
    barrier_expect(barrier, kBlockBytes);
    load_box(c.results + piece % 2 * kBlockBytes, r.other, n + piece * 64, m, barrier);
  }

  __device__ __forceinline__ void store(const CUtensorMap& map, const HopperCorner& c, int piece) const {
    shared_fence();
    named_barrier_sync(c.number, kGroupThreads);
    if (c.thread == 0) {
      store_box(map, c.n + piece * 64, c.m, c.results + piece % 2 * kBlockBytes);
      store_commit();
    }
  }

  __device__ __forceinline__ void add(int piece, uint32_t (&s)[16], const HopperCorner& c) {
    const uint32_t block = c.results + piece % 2 * kBlockBytes;
    if (piece == 0) total[0] = total[1] = 0;
    barrier_wait(loaded + piece % 2 * 8, piece / 2);
#pragma unroll
    for (int j = 0; j < 8; j += 2) {
      const uint32_t place = piece_place(block, c.thread, j);
      uint32_t x[4];
      ldmatrix_from(x, place);
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const uint32_t two = pack_bf16(low(x[i]) + low(s[2 * j + i]), high(x[i]) + high(s[2 * j + i]));
        s[2 * j + i] = two;
        total[i % 2] += low(two) + high(two);
      }
      stmatrix_x4(place, s[2 * j], s[2 * j + 1], s[2 * j + 2], s[2 * j + 3]);  // a warp's rows are its own
    }
    store(r.sum, c, piece);
  }

  // Mean and squares about it of the tile's columns, into `mean` and `rstd`.
  __device__ __forceinline__ void tell(const uint32_t (&before)[4][16], const HopperCorner& c) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      mean[h] = r.mean ? row_sum(total[h]) * (1.0f / kHopperCols) : 0.0f;
      float squares = 0;
#pragma unroll
      for (int i = h; i < 64; i += 2) {
        const uint32_t two = known_anew(before[i / 16][i % 16]);
        const float a = low(two) - mean[h], b = high(two) - mean[h];
        squares = fmaf(a, a, fmaf(b, b, squares));
      }
      rstd[h] = row_sum(squares);
    }
    r.rows.tell(c, mean, rstd);
  }

  __device__ __forceinline__ void hear(const HopperCorner& c) {
    if (r.rows.wanted(c)) {
      float2 pairs[2];
      r.rows.hear(c, pairs);
#pragma unroll
      for (int h = 0; h < 2; h++) {
        mean[h] = row_sum(pairs[h].x) * r.tile_share;
        const float d = c.thread % kMostTiles < r.rows.tiles ? pairs[h].x - mean[h] : 0.0f;
        rstd[h] = row_sum(fmaf(d * d, static_cast<float>(kHopperCols), pairs[h].y));
      }
    }
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = row_of(c, c.m, h);
      rstd[h] = inverse_root(fmaf(rstd[h], r.share, r.epsilon));
      if (c.n == 0 && c.thread % 4 == 0 && row < r.m) {
        if (r.mean) r.mean[row] = mean[h];
        r.rstd[row] = rstd[h];
      }
    }
    __syncwarp();
  }

  __device__ __forceinline__ void normalise(int piece, const uint32_t (&s)[16], const HopperCorner& c) const {
    const uint32_t block = c.results + piece % 2 * kBlockBytes;
    const int col = c.n + piece * 64 + c.thread % 4 * 2;
    if (c.thread == 0) store_wait<1>();
    named_barrier_sync(c.number, kGroupThreads);
#pragma unroll
    for (int j = 0; j < 8; j += 2) {
      uint32_t v[4];
#pragma unroll
      for (int k = 0; k < 2; k++) {
        const int at = col + (j + k) * 8;
        const float2 gain = load_unwritten(r.gain + at), shift = r.shift ? load_unwritten(r.shift + at) : make_float2(0.0f, 0.0f);
#pragma unroll
        for (int h = 0; h < 2; h++) {
          const uint32_t two = known_anew(s[2 * (j + k) + h]);
          v[2 * k + h] = pack_bf16((low(two) - mean[h]) * rstd[h] * gain.x + shift.x, (high(two) - mean[h]) * rstd[h] * gain.y + shift.y);
        }
      }
      stmatrix_x4(piece_place(block, c.thread, j), v[0], v[1], v[2], v[3]);
    }
    store(r.y, c, piece);
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

__global__ void __launch_bounds__(kHopperThreads, 1)
    multiply_normed(const __grid_constant__ HopperPlan plan, const __grid_constant__ NormedResult result) {
#ifdef TS_HOPPER_KERNELS
  run_trailing<false, NormedPieces>(plan, result);
#endif
}

}  // namespace
}  // namespace ts::cuda
