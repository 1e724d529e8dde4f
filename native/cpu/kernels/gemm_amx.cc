#include "cpu/kernels/gemm_amx.h"

#if TS_LEVEL_amx

#include "cpu/kernels/ahead.h"
#include "cpu/kernels/amx.h"
#include "cpu/kernels/operations.h"

namespace ts::TS_NS {
namespace {

// Where a piece of C of at most kPair rows and columns stands.
struct Piece {
  float* c;
  int64_t ldc;
  int32_t rows, columns;
};

// The piece's sums after `blocks` blocks, in memory: in C itself where it is whole and nothing else becomes of them
// (`plain`), else in `aside`, [kPair][kPair].
template <int Strips>
TS_INLINE void sums(const Piece& piece, Operand left, Operand right, int32_t blocks, bool accumulate, bool plain,
                    float* aside) {
  const bool whole = piece.rows == Strips * kEdge && piece.columns == kPair;
  wrote_for_tiles();
  if (!accumulate) {
    zero_sums<Strips>();
  } else if (whole) {
    load_sums<Strips>(piece.c, piece.ldc);
  } else {
    memset(aside, 0, kPair * kPair * sizeof(float));
    for (int32_t m = 0; m < piece.rows; m++) {
      for (int32_t n = 0; n < piece.columns; n += L)
        store(aside + m * kPair + n, load_n(piece.c + m * piece.ldc + n, piece.columns - n));
    }
    wrote_for_tiles();
    load_sums<Strips>(aside, kPair);
  }
  run<Strips>(left, right, blocks);
  if (whole && plain) {
    store_sums<Strips>(piece.c, piece.ldc);
  } else {
    store_sums<Strips>(aside, kPair);
  }
  if (whole || !plain) return;
  for (int32_t m = 0; m < piece.rows; m++) {
    for (int32_t n = 0; n < piece.columns; n += L)
      store_n(piece.c + m * piece.ldc + n, load(aside + m * kPair + n), piece.columns - n);
  }
}

void piece_sums(const Piece& piece, Operand left, Operand right, int32_t blocks, bool accumulate, bool plain,
                float* aside) {
  // What is written at the end; where the sums go on from it, what the next piece begins with.
  ask_for<kPair>(accumulate ? piece.c + kPair * piece.ldc : piece.c, piece.ldc, kPair);
  if (piece.rows > kEdge) {
    sums<2>(piece, left, right, blocks, accumulate, plain, aside);
  } else {
    sums<1>(piece, left, right, blocks, accumulate, plain, aside);
  }
}

// Bias and activation on their way from `aside` to where they belong.
void finish(const Product& p, int32_t row, int32_t column, const Piece& piece, const float* aside) {
  constexpr int kTogether = 4;  // rows
  F bias[2] = {zero(), zero()};
  for (int v = 0; v < 2 && p.bias; v++) bias[v] = load(p.bias + column + v * L);
  const int32_t right = piece.columns - L;  // columns of the second vector
  for (int32_t m = 0; m < piece.rows; m += kTogether) {
    F x[2 * kTogether];
    float *pre = nullptr, *to = p.c + (row + m) * p.ldc + column;
    if (p.pre && p.activation != TS_IDENTITY) pre = p.pre + (row + m) * p.ldc + column;
#pragma GCC unroll 4
    for (int i = 0; i < kTogether; i++) {
      x[2 * i] = load(aside + (m + i) * kPair) + bias[0];
      x[2 * i + 1] = load(aside + (m + i) * kPair + L) + bias[1];
      if (!pre || m + i >= piece.rows) continue;
      store_n(pre + i * p.ldc, x[2 * i], piece.columns);
      if (right > 0) store_n(pre + i * p.ldc + L, x[2 * i + 1], right);
    }
    if (p.slope_at) {
      F at[2 * kTogether];
#pragma GCC unroll 4
      for (int i = 0; i < kTogether; i++) {
        const float* const from = p.slope_at + (to - p.c) + i * p.ldc;
        const bool there = m + i < piece.rows;
        at[2 * i] = there ? load_n(from, piece.columns) : zero();
        at[2 * i + 1] = there && right > 0 ? load_n(from + L, right) : zero();
      }
      slope_each(p.activation, at);
#pragma GCC unroll 8
      for (int i = 0; i < 2 * kTogether; i++) x[i] = x[i] * at[i];
    } else {
      activate_each(p.activation, x);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kTogether; i++) {
      if (m + i >= piece.rows) break;
      store_n(to + i * p.ldc, x[2 * i], piece.columns);
      if (right > 0) store_n(to + i * p.ldc + L, x[2 * i + 1], right);
    }
  }
}

}  // namespace

void multiply_by_amx(const Product& p) {
  // Rows and steps of A that are rearranged at a time: they stay in the second cache while panels pass by.
  constexpr int32_t kMostRows = 256, kMostSteps = 512;
  alignas(64) uint16_t a[kMostRows / kEdge * (kMostSteps / kSteps) * kBlockElements];
  int32_t most_rows = kMostRows, most_steps = kMostSteps;
  // What the slopes are taken at may stand where C will, so the sums must not wait there.
  static_assert(kMostRows * kMostSteps / kMostSloped >= kPair);
  for (; p.slope_at && most_steps < p.depth; most_steps *= 2) most_rows /= 2;
  alignas(64) float aside[kPair * kPair];
  const int64_t panel = ceil_div(p.panel_depth ? p.panel_depth : p.depth, kSteps) * kBlockElements;
  const auto panels = static_cast<const uint16_t*>(p.b.data) + p.panel_from / kSteps * kBlockElements;
  float* const c0 = p.pre && p.activation != TS_IDENTITY ? p.pre : p.c;
  const TileRegisters registers;
  for (int32_t row = 0; row < p.rows; row += most_rows) {
    const int32_t rows = imin(most_rows, p.rows - row);
    for (int32_t k = 0; k < p.depth; k += most_steps) {
      const int32_t depth = imin(most_steps, p.depth - k);
      const int32_t blocks = static_cast<int32_t>(ceil_div(depth, kSteps));
      const int64_t strip = static_cast<int64_t>(blocks) * kBlockElements;
      const bool last = k + depth == p.depth;
      const bool plain = !last || (!p.bias && !p.slope_at && p.activation == TS_IDENTITY);
      left_blocks(p.a + row * p.lda + k, p.lda, rows, depth, a);
      for (int32_t column = p.begin; column < p.end; column += kPair) {
        const Operand right = {panels + column / kEdge * panel + k / kSteps * kBlockElements, panel};
        for (int32_t m = 0; m < rows; m += kPair) {
          const Piece piece = {c0 + (row + m) * p.ldc + column, p.ldc, imin(kPair, rows - m),
                               imin(kPair, p.end - column)};
          const Operand left = {a + m / kEdge * strip, strip};
          if (!plain && c0 != p.c) ask_for<kPair>(p.c + (row + m) * p.ldc + column, p.ldc, kPair);
          if (!plain && p.slope_at) ask_for<kPair>(p.slope_at + (row + m) * p.ldc + column, p.ldc, kPair);
          piece_sums(piece, left, right, blocks, p.accumulate || k > 0, plain, aside);
          if (!plain) finish(p, row + m, column, piece, aside);
        }
      }
    }
  }
}

void multiply_outer_by_amx(const OuterProduct& o) {
  constexpr int32_t kMostRows = kOuterRows, kMostColumns = 512, kMostSteps = 128;
  alignas(64) uint16_t a[kMostRows / kEdge * (kMostSteps / kSteps) * kBlockElements];
  alignas(64) uint16_t b[kMostColumns / kEdge * (kMostSteps / kSteps) * kBlockElements];
  alignas(64) float aside[kPair * kPair];
  const TileRegisters registers;
  for (int32_t row = 0; row < o.rows; row += kMostRows) {
    const int32_t rows = imin(kMostRows, o.rows - row);
    for (int32_t column = 0; column < o.columns; column += kMostColumns) {
      const int32_t columns = imin(kMostColumns, o.columns - column);
      for (int32_t k = 0; k < o.depth; k += kMostSteps) {
        const int32_t depth = imin(kMostSteps, o.depth - k);
        const int32_t blocks = static_cast<int32_t>(ceil_div(depth, kSteps));
        const int64_t apart = static_cast<int64_t>(blocks) * kBlockElements;
        left_blocks_down(o.a + k * o.lda + row, o.lda, rows, depth, a);
        right_blocks(o.b + k * o.ldb + column, o.ldb, depth, columns, b);
        for (int32_t n = 0; n < columns; n += kPair) {
          // A panel of which nothing is wanted is not there: its neighbour does in its place.
          const Operand right = {b + n / kEdge * apart, columns - n > kEdge ? apart : 0};
          for (int32_t m = 0; m < rows; m += kPair) {
            const Piece piece = {o.c + (row + m) * o.ldc + column + n, o.ldc, imin(kPair, rows - m),
                                 imin(kPair, columns - n)};
            const Operand left = {a + m / kEdge * apart, apart};
            piece_sums(piece, left, right, blocks, o.accumulate || k > 0, true, aside);
          }
        }
      }
    }
  }
}

// The limit of what stands above: the products of as few blocks as the first cache holds. Numbers as in use, for the unit
// works more slowly where it has to switch more transistors.
int64_t tile_products(int64_t rounds) {
  alignas(64) uint16_t blocks[4 * kBlockElements];
  uint32_t state = 1;
  for (uint16_t& x : blocks) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<uint16_t>(0x3e00 | state >> 31 << 15 | (state >> 16 & 0x1ff));  // +-0.125 to 0.5
  }
  wrote_for_tiles();
  const TileRegisters registers;
  for (int64_t round = 0; round < rounds; round++)
    run<2>({blocks, kBlockElements}, {blocks + 2 * kBlockElements, kBlockElements}, 1);
  return rounds * kPair * kPair * kSteps * 2;
}

}  // namespace ts::TS_NS

#endif
