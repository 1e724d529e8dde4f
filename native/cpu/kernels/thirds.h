// Numbers of 32 bits as sums of three of bfloat16, which AMX multiplies. A third has 8 of the 24 bits of the significand:
// cut off from above, each difference is exact, and so is their sum (unless the number is so small that a third of it is
// denormal, which AMX takes for 0). Of the nine products of two such sums the six largest are kept; the others are below
// 2^-24 of the whole, so what comes out is as exact as products of float32 (Henry, Tang and Heinecke 2019).
//
// A block stands for 16 rows and 32 steps of K, or for 32 steps and 16 columns: three tiles of AMX, one for each third,
// the highest first. A tile is 16 rows of 64 bytes: of a left operand, row m holds its 32 steps; of a right one, row k
// holds steps 2k and 2k + 1 of each column.
#pragma once
#include "cpu/kernels/simd.h"

#if TS_LEVEL_amx

namespace {

constexpr int32_t kEdge = 16;   // rows or columns of a block
constexpr int32_t kSteps = 32;  // of K
constexpr int32_t kTileElements = kEdge * kSteps;
constexpr int32_t kBlockElements = 3 * kTileElements;

struct Thirds {
  __m512i part[3];  // each in the upper halves of 32-bit words
};

TS_INLINE Thirds thirds_of(F x) {
  const __m512i upper = _mm512_set1_epi32(static_cast<int32_t>(0xffff0000));
  Thirds t;
  t.part[0] = _mm512_and_si512((__m512i)x, upper);
  const F rest = x - (F)t.part[0];
  t.part[1] = _mm512_and_si512((__m512i)rest, upper);
  t.part[2] = (__m512i)(rest - (F)t.part[1]);
  return t;
}

alignas(64) constexpr uint16_t kUpperHalves[32] = {1,  3,  5,  7,  9,  11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31,
                                                  33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63};

// The thirds of 32 numbers in order, into the same row of three tiles.
TS_INLINE void store_in_order(const Thirds& first, const Thirds& second, uint16_t* row) {
  const __m512i upper = _mm512_load_si512(kUpperHalves);
#pragma GCC unroll 3
  for (int i = 0; i < 3; i++) {
    _mm512_storeu_si512(row + i * kTileElements, _mm512_permutex2var_epi16(first.part[i], upper, second.part[i]));
  }
}

// Upper halves of both, those of `even` at even places.
TS_INLINE __m512i interleaved(__m512i even, __m512i odd) {
  const __m512i upper = _mm512_set1_epi32(static_cast<int32_t>(0xffff0000));
  return _mm512_ternarylogic_epi32(_mm512_srli_epi32(even, 16), odd, upper, 0xf8);  // even | odd & upper
}

// The thirds of 16 columns at two steps of K, into the same row of three tiles.
TS_INLINE void store_pairs(const Thirds& even, const Thirds& odd, uint16_t* row) {
#pragma GCC unroll 3
  for (int i = 0; i < 3; i++) _mm512_storeu_si512(row + i * kTileElements, interleaved(even.part[i], odd.part[i]));
}

// Words of 32 bits: what stood in row i, column j comes to row j, column i.
TS_INLINE void transpose(__m512i (&x)[16]) {
  __m512i y[16];
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    x[i] = _mm512_unpacklo_epi64(y[i], y[i + 2]);
    x[i + 1] = _mm512_unpackhi_epi64(y[i], y[i + 2]);
    x[i + 2] = _mm512_unpacklo_epi64(y[i + 1], y[i + 3]);
    x[i + 3] = _mm512_unpackhi_epi64(y[i + 1], y[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    y[i] = _mm512_shuffle_i32x4(x[i], x[i + 4], 0x88);
    y[i + 4] = _mm512_shuffle_i32x4(x[i], x[i + 4], 0xdd);
    y[i + 8] = _mm512_shuffle_i32x4(x[i + 8], x[i + 12], 0x88);
    y[i + 12] = _mm512_shuffle_i32x4(x[i + 8], x[i + 12], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    x[i] = _mm512_shuffle_i32x4(y[i], y[i + 8], 0x88);
    x[i + 8] = _mm512_shuffle_i32x4(y[i], y[i + 8], 0xdd);
    x[i + 4] = _mm512_shuffle_i32x4(y[i + 4], y[i + 12], 0x88);
    x[i + 12] = _mm512_shuffle_i32x4(y[i + 4], y[i + 12], 0xdd);
  }
}

}  // namespace

#endif
