// The core of every product: tiles of 16-bit numbers in shared memory, multiplied by tensor cores into float32.
//
// A product makes C[m, n] = sum over k of A[m, k] B[n, k] in steps of 64 along k. An operand is an array of rows in
// memory and comes in one of two ways: its rows run along k ("along"), or each of its rows is one k ("across": the
// fragments are then turned while they are loaded). y = x W^T is along and along, dx = dy W along and across,
// dW = dy^T x across and across.
//
// Whatever the tile, a number of C is the sum over k in the same order (16 at a time, zeros behind the end), so its
// bits do not depend on how many rows a product has.
//
// What a kernel of its own needs:
//   using T = Tile<128, 128, 4, 2>;
//   load_panel<T::rows, kDepth, T::threads>(a_panel, row_of, m - m0, k0, k);   // cp.async, then commit, wait, barrier
//   float acc[T::mi][T::ni][4];  clear(acc);
//   multiply_panels<T, false, false>(acc, a_panel, b_panel);                   // acc += A B^T over 64 of k
//   for_each_row<T, 8>(acc, staging, [&](int row, int col, float (&v)[8]) {}); // 8 neighbours of a row at a time
// A warp's part of the tile begins at (T::warp_row(), T::warp_col()); acc[i][j] is laid out as mma_bf16's d, 16 rows
// further for each i and 8 columns for each j.
#pragma once
#include <stdint.h>

#include "cuda/bf16.h"
#include "cuda/operation.h"
#include "cuda/ptx.h"

namespace ts::cuda {
namespace {

constexpr int kDepth = 64;  // of a step along k: 128 bytes, one row of all banks

__device__ __forceinline__ int lane_index() { return static_cast<int>(threadIdx.x % kWarp); }
// The same for all lanes, and the compiler is told so.
__device__ __forceinline__ int warp_index() { return __shfl_sync(~0u, static_cast<int>(threadIdx.x / kWarp), 0); }

// `Rows` x `Cols` of C for a block of WarpsM x WarpsN warps, of which `blocks` share a multiprocessor.
template <int Rows, int Cols, int WarpsM, int WarpsN, int Blocks>
struct Tile {
  static constexpr int rows = Rows, cols = Cols, warps = WarpsM * WarpsN, threads = kWarp * warps, blocks = Blocks;
  static constexpr int warp_rows = Rows / WarpsM, warp_cols = Cols / WarpsN;
  static constexpr int mi = warp_rows / 16, ni = warp_cols / 8;
  static_assert(mi * 16 * WarpsM == Rows && ni * 8 * WarpsN == Cols && ni % 2 == 0 &&
                warp_cols % (warp_cols < 32 ? warp_cols : 32) == 0);
  // A warp's results go through shared memory 8 rows and at most 32 columns at a time.
  static constexpr int staged_cols = warp_cols < 32 ? warp_cols : 32;
  static constexpr int staging_floats = warps * 8 * staged_cols;
  static constexpr bool direct = false;
  static __device__ __forceinline__ int warp_row() { return warp_index() / WarpsN * warp_rows; }
  static __device__ __forceinline__ int warp_col() { return warp_index() % WarpsN * warp_cols; }
};

// A tile whose B comes with its columns in another order, so that a lane has eight neighbours of a row in its own
// accumulators and writes them without a detour: column 8 j + 2 t + e of each 32 is number 8 t + 2 j + e of C.
template <class T>
struct Direct : T {
  static_assert(T::warp_cols % 32 == 0);
  static constexpr int staging_floats = 0;
  static constexpr bool direct = true;
};
__host__ __device__ constexpr int direct_column(int at) {
  return (at & ~31) | (at >> 1 & 3) << 3 | (at >> 3 & 3) << 1 | (at & 1);
}

// ---- panels: [rows][cols] in shared memory; the 16 bytes of chunk c of row r stand at chunk c ^ (r % 8), so that
//      neither the copies nor ldmatrix (eight rows, one chunk of each) meet in a bank ----

template <int cols>
__device__ __forceinline__ int panel_at(int row, int chunk) {
  return row * cols + ((chunk ^ (row & 7)) << 3);
}

// Fills a panel: row r from `row_of(r)` (nullptr: zeros), columns [col, col + cols) of it; rows from `row_count` on and
// columns from `col_count` on are zeros. Aligned: rows begin at, and have, multiples of 16 bytes. `any`: a readable
// place.
template <int rows, int cols, int threads, bool aligned, typename RowOf>
__device__ __forceinline__ void load_panel(bf16* panel, const RowOf& row_of, const bf16* any, int row_count, int col,
                                           int col_count) {
  // A thread has the same chunk of every row that it copies.
  constexpr int kInRow = cols / 8, kRowsApart = threads / kInRow;
  static_assert(threads % kInRow == 0 && rows % kRowsApart == 0);
  const int first = static_cast<int>(threadIdx.x / kInRow), chunk = static_cast<int>(threadIdx.x % kInRow);
  const int c = col + chunk * 8;
  const int count = c < col_count ? row_count : 0;
#pragma unroll
  for (int i = 0; i < rows / kRowsApart; i++) {
    const int r = first + i * kRowsApart;
    const bf16* const from = r < count ? row_of(r) : nullptr;
    bf16* const to = panel + panel_at<cols>(r, chunk);
    if constexpr (aligned) {
      cp_async<16>(to, from ? from + c : any, from != nullptr);
    } else {
      uint32_t pairs[4];
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const uint32_t low_bits = from && c + 2 * j < col_count ? from[c + 2 * j].bits : 0;
        const uint32_t high_bits = from && c + 2 * j + 1 < col_count ? from[c + 2 * j + 1].bits : 0;
        pairs[j] = low_bits | high_bits << 16;
      }
      *reinterpret_cast<uint4*>(to) = make_uint4(pairs[0], pairs[1], pairs[2], pairs[3]);
    }
  }
}

// ---- fragments ----

template <int mi, int ni>
__device__ __forceinline__ void clear(float (&acc)[mi][ni][4]) {
#pragma unroll
  for (int i = 0; i < mi; i++) {
#pragma unroll
    for (int j = 0; j < ni; j++) {
#pragma unroll
      for (int e = 0; e < 4; e++) acc[i][j][e] = 0.0f;
    }
  }
}

// A's 16x16 at row m, chunk k8 of k: panel [rows][64] along, [64][cols] across.
template <bool across, int cols>
__device__ __forceinline__ void load_a(uint32_t (&a)[4], const bf16* panel, int m, int k8) {
  const int lane = lane_index(), group = lane / 8, i = lane % 8;
  if constexpr (across) {
    ldmatrix_x4<true>(a, panel + panel_at<cols>(k8 * 8 + group / 2 * 8 + i, m / 8 + group % 2));
  } else {
    ldmatrix_x4<false>(a, panel + panel_at<kDepth>(m + group % 2 * 8 + i, k8 + group / 2));
  }
}
// B's 16x16 at column n: two fragments of mma_bf16 beside one another.
template <bool across, int cols>
__device__ __forceinline__ void load_b(uint32_t (&b)[4], const bf16* panel, int n, int k8) {
  const int lane = lane_index(), group = lane / 8, i = lane % 8;
  if constexpr (across) {
    ldmatrix_x4<true>(b, panel + panel_at<cols>(k8 * 8 + group % 2 * 8 + i, n / 8 + group / 2));
  } else {
    ldmatrix_x4<false>(b, panel + panel_at<kDepth>(n + group / 2 * 8 + i, k8 + group % 2));
  }
}

// acc += A B^T over the 64 of k that the panels hold.
template <class T, bool a_across, bool b_across>
__device__ __forceinline__ void multiply_panels(float (&acc)[T::mi][T::ni][4], const bf16* a_panel, const bf16* b_panel) {
  const int row = T::warp_row(), col = T::warp_col();
#pragma unroll
  for (int k8 = 0; k8 < kDepth / 8; k8 += 2) {
    uint32_t a[T::mi][4];
#pragma unroll
    for (int i = 0; i < T::mi; i++) load_a<a_across, T::rows>(a[i], a_panel, row + 16 * i, k8);
#pragma unroll
    for (int j = 0; j < T::ni; j += 2) {
      uint32_t b[4];
      load_b<b_across, T::cols>(b, b_panel, col + 8 * j, k8);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int i = 0; i < T::mi; i++) {
        mma_bf16(acc[i][j], a[i], left);
        mma_bf16(acc[i][j + 1], a[i], right);
      }
    }
  }
}

// The sums of A's rows over the 64 of k: a product with a B of ones.
template <class T>
__device__ __forceinline__ void add_row_sums(float (&sums)[T::mi][4], const bf16* a_panel) {
  constexpr uint32_t kOnes = 0x3f803f80u;
  const uint32_t ones[2] = {kOnes, kOnes};
  const int row = T::warp_row();
#pragma unroll
  for (int k8 = 0; k8 < kDepth / 8; k8 += 2) {
#pragma unroll
    for (int i = 0; i < T::mi; i++) {
      uint32_t a[4];
      load_a<true, T::rows>(a, a_panel, row + 16 * i, k8);
      mma_bf16(sums[i], a, ones);
    }
  }
}

// ---- results ----

// Where four neighbours of a row stand in staging: neither what is written (two neighbours a lane, by four rows) nor
// what is read (eight a lane, by two rows) meets in a bank.
template <int cols>
__device__ __forceinline__ int staged_at(int row, int chunk) {
  return row * cols + ((chunk ^ (((row & 3) << 1 | (row & 1)) & (cols / 4 - 1))) << 2);
}

// Hands out the tile `width` (8 or 16) neighbours of a row at a time: give(row, col, v), counted from the tile's corner.
// The accumulators go through `staging` (Tile::staging_floats), a part for each warp, so no barrier is needed; those of
// a direct tile are handed out where they are.
template <class T, int width, typename Give>
__device__ __forceinline__ void for_each_row(const float (&acc)[T::mi][T::ni][4], float* staging, const Give& give) {
  if constexpr (T::direct) {
    static_assert(width == 8);
    const int row = T::warp_row() + lane_index() / 4, col = T::warp_col() + lane_index() % 4 * 8;
#pragma unroll
    for (int i = 0; i < T::mi; i++) {
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
#pragma unroll
        for (int first = 0; first < T::ni; first += 4) {
          float v[8];
#pragma unroll
          for (int j = 0; j < 4; j++) {
            v[2 * j] = acc[i][first + j][2 * lower];
            v[2 * j + 1] = acc[i][first + j][2 * lower + 1];
          }
          give(row + 16 * i + 8 * lower, col + 8 * first, v);
        }
      }
    }
    return;
  }
  constexpr int kCols = T::staged_cols, kInRow = kCols / width, kBlocks = kCols / 8;
  static_assert(8 * kInRow <= kWarp);
  const int lane = lane_index(), g = lane / 4, t = lane % 4;
  const int row = lane / kInRow, col = lane % kInRow * width;
  const int corner_row = T::warp_row() + row, corner_col = T::warp_col() + col;
  float* const mine = staging + warp_index() * 8 * kCols;
#pragma unroll
  for (int i = 0; i < T::mi; i++) {
#pragma unroll
    for (int first = 0; first < T::ni; first += kBlocks) {
#pragma unroll 1
      for (int lower = 0; lower < 2; lower++) {
#pragma unroll
        for (int j = 0; j < kBlocks; j++) {
          const float(&sums)[4] = acc[i][first + j];
          *reinterpret_cast<float2*>(mine + staged_at<kCols>(g, j * 2 + t / 2) + t % 2 * 2) =
              lower ? make_float2(sums[2], sums[3]) : make_float2(sums[0], sums[1]);
        }
        __syncwarp();
        if (row < 8) {
          float v[width];
#pragma unroll
          for (int c = 0; c < width / 4; c++) {
            const float4 four = *reinterpret_cast<const float4*>(mine + staged_at<kCols>(row, col / 4 + c));
            v[4 * c] = four.x;
            v[4 * c + 1] = four.y;
            v[4 * c + 2] = four.z;
            v[4 * c + 3] = four.w;
          }
          give(corner_row + 16 * i + 8 * lower, corner_col + 8 * first, v);
        }
        __syncwarp();
      }
    }
  }
}

}  // namespace
}  // namespace ts::cuda
