// AMX: its tile registers, the blocks of thirds.h that they are loaded with, and sums of products in them.
#pragma once
#include "cpu/kernels/math.h"
#include "cpu/kernels/thirds.h"
#include "cpu/kernels/tiles.h"

#if TS_LEVEL_amx

namespace {

constexpr int32_t kPair = 2 * kEdge;  // rows and columns of C that the tile registers hold

// gcc does not know that loading tiles reads memory: what was written for them has to be there by now.
TS_INLINE void wrote_for_tiles() { __asm__ volatile("" ::: "memory"); }

// Tile registers: 0 to 3 hold C, 4 and 5 two strips of rows, 6 and 7 two panels of columns, all of full size.
class TileRegisters {
 public:
  TileRegisters() {
    struct alignas(64) {
      uint8_t palette, first_row, unused[14];
      uint16_t row_bytes[16];
      uint8_t rows[16];
    } config = {};
    config.palette = 1;
    for (int i = 0; i < 8; i++) {
      config.row_bytes[i] = 64;
      config.rows[i] = kEdge;
    }
    __asm__ volatile("" ::"r"(&config) : "memory");  // of it, gcc 12 sees the first 8 bytes read
    _tile_loadconfig(&config);
  }
  ~TileRegisters() { _tile_release(); }
  TileRegisters(const TileRegisters&) = delete;
  TileRegisters& operator=(const TileRegisters&) = delete;
};

// Blocks of a left operand, [strip of rows][step block]: A(m, k) at a[k * lda + m]. Where it is at a[m * lda + k], see
// LeftBlocks.
inline void left_blocks_down(const float* a, int64_t lda, int32_t rows, int32_t depth, uint16_t* to) {
  for (int32_t m = 0; m < rows; m += kEdge) {
    for (int32_t k = 0; k < depth; k += kSteps, to += kBlockElements) {
      __m512i x[2][16];
      for (int32_t half = 0; half < 2; half++) {
#pragma GCC unroll 16
        for (int32_t i = 0; i < 16; i++) {
          const int32_t step = k + half * 16 + i;
          x[half][i] = step < depth ? (__m512i)load_n(a + step * lda + m, rows - m) : _mm512_setzero_si512();
        }
        transpose(x[half]);
      }
#pragma GCC unroll 16
      for (int32_t i = 0; i < 16; i++) store_in_order(thirds_of((F)x[0][i]), thirds_of((F)x[1][i]), to + i * kSteps);
    }
  }
}

// Blocks of a right operand, [panel of 16 columns][step block]: B(k, n) at b[k * ldb + n].
inline void right_blocks(const float* b, int64_t ldb, int32_t depth, int32_t columns, uint16_t* to) {
  const int32_t blocks = static_cast<int32_t>(ceil_div(depth, kSteps));
  const int64_t panel = static_cast<int64_t>(blocks) * kBlockElements;
  for (int32_t k = 0; k < blocks * kSteps; k += 2) {
    uint16_t* row = to + k / kSteps * kBlockElements + k % kSteps / 2 * kSteps;
    const float* const from = b + k * ldb;
    for (int32_t n = 0; n < columns; n += kEdge, row += panel) {
      store_pairs(thirds_of(k < depth ? load_n(from + n, columns - n) : zero()),
                  thirds_of(k + 1 < depth ? load_n(from + ldb + n, columns - n) : zero()), row);
    }
  }
}

struct Operand {
  const uint16_t* block;  // of the first strip or panel
  int64_t apart;          // elements from there to the second
};

#define TS_LEFT(third)                                          \
  _tile_loadd(4, a + (third) * kTileElements, 64);              \
  if (Strips == 2) _tile_loadd(5, a + left.apart + (third) * kTileElements, 64)
#define TS_RIGHT(third)                            \
  _tile_loadd(6, b + (third) * kTileElements, 64); \
  _tile_loadd(7, b + right.apart + (third) * kTileElements, 64)
#define TS_MULTIPLY()                            \
  _tile_dpbf16ps(0, 4, 6);                       \
  _tile_dpbf16ps(1, 4, 7);                       \
  meanwhile();                                   \
  if (Strips == 2) _tile_dpbf16ps(2, 5, 6);      \
  if (Strips == 2) _tile_dpbf16ps(3, 5, 7)

// C of the registers += A B over `blocks` blocks, the smallest products of a block first. What meanwhile() does, kTurns
// times for each block, the other units of the processor do while tiles are multiplied.
constexpr int32_t kTurns = 6;
template <int Strips, class Meanwhile>
TS_INLINE void run(Operand left, Operand right, int32_t blocks, Meanwhile meanwhile) {
  const uint16_t *a = left.block, *b = right.block;
  for (int32_t k = 0; k < blocks; k++, a += kBlockElements, b += kBlockElements) {
    TS_LEFT(2);
    TS_RIGHT(0);
    TS_MULTIPLY();
    TS_LEFT(1);
    TS_MULTIPLY();
    TS_RIGHT(1);
    TS_MULTIPLY();
    TS_LEFT(0);
    TS_MULTIPLY();
    TS_RIGHT(2);
    TS_MULTIPLY();
    TS_RIGHT(0);
    TS_MULTIPLY();
  }
}

template <int Strips>
TS_INLINE void run(Operand left, Operand right, int32_t blocks) {
  run<Strips>(left, right, blocks, [] TS_ALWAYS {});
}

#undef TS_LEFT
#undef TS_RIGHT
#undef TS_MULTIPLY

template <int Strips>
TS_INLINE void zero_sums() {
  _tile_zero(0);
  _tile_zero(1);
  if (Strips == 2) {
    _tile_zero(2);
    _tile_zero(3);
  }
}

template <int Strips>
TS_INLINE void load_sums(const float* c, int64_t ldc) {
  const int64_t stride = ldc * static_cast<int64_t>(sizeof(float));
  _tile_loadd(0, c, stride);
  _tile_loadd(1, c + kEdge, stride);
  if (Strips == 2) {
    _tile_loadd(2, c + kEdge * ldc, stride);
    _tile_loadd(3, c + kEdge * ldc + kEdge, stride);
  }
}

template <int Strips>
TS_INLINE void store_sums(float* c, int64_t ldc) {
  const int64_t stride = ldc * static_cast<int64_t>(sizeof(float));
  _tile_stored(0, c, stride);
  _tile_stored(1, c + kEdge, stride);
  if (Strips == 2) {
    _tile_stored(2, c + kEdge * ldc, stride);
    _tile_stored(3, c + kEdge * ldc + kEdge, stride);
  }
}

}  // namespace

#endif
