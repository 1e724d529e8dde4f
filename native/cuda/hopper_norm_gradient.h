// The gradient of a norm within the product that makes its dy, dy = dz W, by the means of Hopper: d_sum += the norm's gradient
// at dy. Two passes over a tile's dy, which wait in registers: one for the rows' sums, of which blocks tell one another, and
// for the columns' (d_gain, d_bias), which each warp adds up in memory, since a block's tiles all have the same 256; one for
// d_sum. What can be read again is, for registers are what is short.
#pragma once
#include "cuda/hopper_exchange.h"
#include "cuda/hopper_trailing.h"
#include "cuda/ptx.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

struct NormGradientResult {
  CUtensorMap x, d_sum;      // x: what was normalised
  const float* gain;
  const float* mean;         // or nullptr, where it was not subtracted
  const float* rstd;
  RowExchange rows;
  float* partial;            // [warps that multiply, of all blocks of a row][2][n], d_gain before d_bias; or nullptr
  int32_t m, n;
  float share;               // 1 / n
  bool asks_ahead;           // as NormedResult's
};

#ifdef TS_HOPPER_KERNELS

// Sums over the eight lanes of a warp that have the same columns, of which each lane keeps four: of four numbers for each of
// eight groups of columns, lane g = lane / 4 has group g. Two groups become one at a time, so few wait in registers.
struct ColumnSums {
  float level[3][4];

  static __device__ __forceinline__ void join(float (&first)[4], const float (&second)[4], int mask) {
    const bool upper = hopper_thread() & mask;
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const float mine = upper ? second[i] : first[i], other = upper ? first[i] : second[i];
      first[i] = mine + __shfl_xor_sync(~0u, other, mask);
    }
  }
  // Groups come in order; with the last of them the sums are in level[2].
  __device__ __forceinline__ void put(int group, float (&v)[4]) {
    int at = 0;
#pragma unroll
    for (int mask = 4; mask <= 16; mask *= 2, at++) {
      if (!(group >> at & 1)) break;
      join(level[at], v, mask);
#pragma unroll
      for (int i = 0; i < 4; i++) v[i] = level[at][i];
    }
#pragma unroll
    for (int i = 0; i < 4; i++) level[at < 3 ? at : 2][i] = v[i];
  }
};

struct NormGradientPieces {
  // Four quarters of sums; then of each quarter of d_sum one part that asks for what it takes, and one that makes it.
  static constexpr int kParts = 12, kRegisters = 240;
  const NormGradientResult& r;
  uint32_t loaded;  // a barrier for each block
  float one[2] = {}, same[2] = {};  // of rows g and g + 8

  __device__ __forceinline__ NormGradientPieces(const NormGradientResult& result, uint32_t l) : r(result), loaded(l) {}

  __device__ __forceinline__ void begin(const HopperCorner& c) const {
    if (c.thread == 0) fetch(c, r.x, c.m, c.n, 0, 0);
    if (!r.partial) return;
    float* const columns = columns_of(c);
#pragma unroll
    for (int piece = 0; piece < 4; piece++) {
      *reinterpret_cast<float2*>(columns + piece * 64) = make_float2(0.0f, 0.0f);
      *reinterpret_cast<float2*>(columns + r.n + piece * 64) = make_float2(0.0f, 0.0f);
    }
  }
  __device__ __forceinline__ void prepare(int, int) const {}
  __device__ __forceinline__ void lay_down(const HopperCorner&) const {}
  __device__ __forceinline__ void round(const float (&acc)[128], uint32_t (&before)[4][16], const HopperCorner&) const {
#pragma unroll
    for (int j = 0; j < 64; j++) before[j / 16][j % 16] = pack_bf16(acc[2 * j], acc[2 * j + 1]);
  }

  // Block 0 gets quarters 0 and 2 of x, then all four; block 1 quarters 1 and 3, then those of d_sum.
  __device__ __forceinline__ void take(int part, const uint32_t (&before)[4][16], const HopperCorner& c, const TrailingPlace& next) {
    if (part < 4) {
      if (part == 0) {
        one[0] = one[1] = same[0] = same[1] = 0;
        if (r.asks_ahead && next.any && c.thread == 0) {
          prefetch_row(r.x, next.m, next.n);
          prefetch_row(r.d_sum, next.m, next.n);
        }
      }
      named_barrier_sync(c.number, kGroupThreads);  // all have read the block's last
      if (c.thread == 0 && part < 3) {
        store_wait<0>();
        fetch(c, r.x, c.m, c.n, part + 1, (part + 1) % 2);
      }
      add_up(part, before[part], c);
      if (part == 3) tell(c);
    } else if (part % 2 == 0) {
      const int piece = part / 2 - 2;
      if (piece == 0) named_barrier_sync(c.number, kGroupThreads);
      if (c.thread == 0) {
        store_wait<0>();
        fetch(c, r.x, c.m, c.n, piece, 0);
        fetch(c, r.d_sum, c.m, c.n, piece, 1);
      }
      if (piece == 0) hear(c);
    } else {
      const int piece = part / 2 - 2;
      give(piece, before[piece], c);
      if (piece == 3 && next.any) {
        if (c.thread == 0) fetch(c, r.x, next.m, next.n, 0, 0);
      }
    }
  }

 private:
  __device__ __forceinline__ void fetch(const HopperCorner& c, const CUtensorMap& map, int m, int n, int piece, int block) const {
    const uint32_t barrier = loaded + block * 8;
    barrier_expect(barrier, kBlockBytes);
    load_box(c.results + block * kBlockBytes, map, n + piece * 64, m, barrier);
  }
  // Where this thread's two columns of the first quarter are added up: d_gain, and n numbers later d_bias.
  __device__ __forceinline__ float* columns_of(const HopperCorner& c) const {
    const int lane = c.thread % kWarp, warp = (c.number - 1) * (kGroupThreads / kWarp) + c.thread / kWarp;
    const int64_t row = hopper_block() / r.rows.tiles * (2 * kGroupThreads / kWarp) + warp;
    return r.partial + row * 2 * r.n + hopper_block() % r.rows.tiles * kHopperCols + lane * 2;
  }
  // Rows that nobody has, for which dy is zero, are the last one.
  __device__ __forceinline__ void read_rows(const HopperCorner& c, float (&mean)[2], float (&rstd)[2]) const {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = min(row_of(c, c.m, h), r.m - 1);
      mean[h] = r.mean ? r.mean[row] : 0.0f;
      rstd[h] = r.rstd[row];
    }
  }

  __device__ __forceinline__ void add_up(int piece, const uint32_t (&s)[16], const HopperCorner& c) {
    const uint32_t block = c.results + piece % 2 * kBlockBytes;
    const int col = c.n + piece * 64 + c.thread % 4 * 2;
    float mean[2], rstd[2];
    read_rows(c, mean, rstd);
    barrier_wait(loaded + piece % 2 * 8, piece / 2);
    ColumnSums sums;
#pragma unroll
    for (int j = 0; j < 8; j += 2) {
      uint32_t x[4];
      ldmatrix_from(x, piece_place(block, c.thread, j));
#pragma unroll
      for (int k = 0; k < 2; k++) {
        const float2 gain = load_unwritten(r.gain + col + (j + k) * 8);
        float v[4] = {};
#pragma unroll
        for (int h = 0; h < 2; h++) {
          const uint32_t dy = s[2 * (j + k) + h], at = x[2 * k + h];
          const float a = (low(at) - mean[h]) * rstd[h], b = (high(at) - mean[h]) * rstd[h];
          const float da = low(dy) * gain.x, db = high(dy) * gain.y;
          one[h] += da + db;
          same[h] = fmaf(da, a, fmaf(db, b, same[h]));
          v[0] = fmaf(low(dy), a, v[0]);
          v[1] = fmaf(high(dy), b, v[1]);
          v[2] += low(dy);
          v[3] += high(dy);
        }
        sums.put(j + k, v);
      }
    }
    if (!r.partial) return;
    float* const columns = columns_of(c);
    float2* const gains = reinterpret_cast<float2*>(columns + piece * 64);
    float2* const biases = reinterpret_cast<float2*>(columns + r.n + piece * 64);
    const float2 a = *gains, b = *biases;
    *gains = make_float2(a.x + sums.level[2][0], a.y + sums.level[2][1]);
    *biases = make_float2(b.x + sums.level[2][2], b.y + sums.level[2][3]);
  }

  __device__ __forceinline__ void tell(const HopperCorner& c) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      one[h] = row_sum(one[h]);
      same[h] = row_sum(same[h]);
    }
    r.rows.tell(c, one, same);
  }
  __device__ __forceinline__ void hear(const HopperCorner& c) {
    if (r.rows.wanted(c)) {
      float2 pairs[2];
      r.rows.hear(c, pairs);
#pragma unroll
      for (int h = 0; h < 2; h++) {
        one[h] = row_sum(pairs[h].x);
        same[h] = row_sum(pairs[h].y);
      }
    }
#pragma unroll
    for (int h = 0; h < 2; h++) {
      one[h] = r.mean ? one[h] * r.share : 0.0f;
      same[h] *= r.share;
    }
  }

  __device__ __forceinline__ void give(int piece, const uint32_t (&s)[16], const HopperCorner& c) const {
    const uint32_t first = c.results, second = c.results + kBlockBytes;
    const int col = c.n + piece * 64 + c.thread % 4 * 2;
    float mean[2], rstd[2];
    read_rows(c, mean, rstd);
    barrier_wait(loaded, piece % 2);
    barrier_wait(loaded + 8, piece % 2);
#pragma unroll
    for (int j = 0; j < 8; j += 2) {
      const uint32_t place = piece_place(second, c.thread, j);
      uint32_t x[4], d[4];
      ldmatrix_from(x, piece_place(first, c.thread, j));
      ldmatrix_from(d, place);
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const int h = i % 2;
        const float2 gain = load_unwritten(r.gain + col + (j + i / 2) * 8);
        const uint32_t dy = known_anew(s[2 * j + i]);
        const float a = (low(x[i]) - mean[h]) * rstd[h], b = (high(x[i]) - mean[h]) * rstd[h];
        const float da = fmaf(fmaf(-a, same[h], low(dy) * gain.x - one[h]), rstd[h], low(d[i]));
        const float db = fmaf(fmaf(-b, same[h], high(dy) * gain.y - one[h]), rstd[h], high(d[i]));
        d[i] = pack_bf16(da, db);
      }
      stmatrix_x4(place, d[0], d[1], d[2], d[3]);  // a warp's rows are its own
    }
    shared_fence();
    named_barrier_sync(c.number, kGroupThreads);
    if (c.thread == 0) {
      store_box(r.d_sum, c.n + piece * 64, c.m, second);
      store_commit();
    }
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

__global__ void __launch_bounds__(kHopperThreads, 1)
    multiply_norm_gradient(const __grid_constant__ HopperPlan plan, const __grid_constant__ NormGradientResult result) {
#ifdef TS_HOPPER_KERNELS
  run_trailing<true, NormGradientPieces>(plan, result);
#endif
}

}  // namespace
}  // namespace ts::cuda
