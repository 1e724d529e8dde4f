// How the gradient of attention holds whole sequences of narrow heads: strips of 16 queries in shared memory, keys and
// values in registers.
#pragma once
#include "cuda/attention.h"

namespace ts::cuda {
namespace {

// Head sizes 4, 8 and 16. A block has HEADS heads, one or two, and is one of BLOCKS on a multiprocessor.
template <int HD, int HEADS, int BLOCKS>
struct Whole {
  static constexpr int kHead = HD, kHeads = HEADS, kBlocks = BLOCKS;
  static constexpr int kLine = 8, kThreads = kLine * kWarp;  // warps, each with a tile of keys at a time
  static constexpr int kTimes = 4, kKeys = kTimes * 16;      // of a tile; of queries as many
  // Rows of q and dy in shared memory hold 16 bytes, or 32. Of head size 4 half of them is free: what is to be added to
  // each score, and to each product of dy and values, stands there in three pieces, which meet ones.
  static constexpr bool kExtended = HD == 4;
  static constexpr int kRow = HD == 16 ? 16 : 8;
  static constexpr int kColumns = kRow / 8;       // of eight numbers
  static constexpr int kFragment = kColumns * 2;  // registers of 16 rows
  // A strip, in bytes: rows of q, rows of dy, sums of dq as lanes hold them, and where rows have no place for it what
  // is to be added to exponents (two queries together) and to products of dy (these twice, as accumulators want it).
  static constexpr int kOuterAt = 16 * kRow * 2, kSumsAt = 2 * kOuterAt, kShiftsAt = kSumsAt + 16 * HD * 4;
  static constexpr int kMeansAt = kShiftsAt + (kExtended ? 0 : 64);
  static constexpr int kStrip = kMeansAt + (kExtended ? 0 : 128);
};

// Where a piece of eight numbers of a strip's row stands: eight rows of ldmatrix meet no bank twice.
template <typename W>
__device__ __forceinline__ int row_place(int row, int piece) {
  return W::kRow == 8 ? row * 8 : row * 16 + (piece ^ row / 4 % 2) * 8;
}
// Where a lane's first four sums of a strip's dq stand, in floats; the next four are 128 floats on.
template <typename W>
__device__ __forceinline__ int sums_place(int g, int t) {
  return (W::kHead == 4 ? g * 2 + t % 2 : g * 4 + t) * 4;
}

// A head's numbers of a row.
template <int HD>
struct HeadRow {
  uint32_t words[HD / 2];

  __device__ __forceinline__ void load(const bf16* from) {
    if constexpr (HD == 4) {
      const uint2 two = *reinterpret_cast<const uint2*>(from);
      words[0] = two.x, words[1] = two.y;
    } else {
#pragma unroll
      for (int w = 0; w < HD / 2; w += 4) {
        const uint4 four = *reinterpret_cast<const uint4*>(from + 2 * w);
        words[w] = four.x, words[w + 1] = four.y, words[w + 2] = four.z, words[w + 3] = four.w;
      }
    }
  }
  __device__ __forceinline__ void store(bf16* to) const {
    if constexpr (HD == 4) {
      *reinterpret_cast<uint2*>(to) = make_uint2(words[0], words[1]);
    } else {
#pragma unroll
      for (int w = 0; w < HD / 2; w += 4) *reinterpret_cast<uint4*>(to + 2 * w) = four(w / 4);
    }
  }
  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int w = 0; w < HD / 2; w++) words[w] = 0;
  }
  __device__ __forceinline__ uint4 four(int piece) const {
    return make_uint4(words[4 * piece], words[4 * piece + 1], words[4 * piece + 2], words[4 * piece + 3]);
  }
};

// A number as the sum of three of bfloat16: the first two as a pair, and the third.
__device__ __forceinline__ uint2 in_three(float x) {
  const uint32_t first = pack_bf16(x, 0);
  const float rest = x - low(first);
  const uint32_t second = pack_bf16(rest, 0);
  return make_uint2(first | second << 16, pack_bf16(rest - low(second), 0));
}

// A query's row, its dy and what is added to its scores and products, into its strip; the sums begin with zero.
template <typename W>
__device__ __forceinline__ void put_row(unsigned char* strip, int row, const HeadRow<W::kHead>& q,
                                        const HeadRow<W::kHead>& dy, float shift, float mean) {
  bf16* const queries = reinterpret_cast<bf16*>(strip);
  bf16* const outer = reinterpret_cast<bf16*>(strip + W::kOuterAt);
  if constexpr (W::kExtended) {
    const uint2 a = in_three(shift), c = in_three(mean);
    *reinterpret_cast<uint4*>(queries + row * 8) = make_uint4(q.words[0], q.words[1], a.x, a.y);
    *reinterpret_cast<uint4*>(outer + row * 8) = make_uint4(dy.words[0], dy.words[1], c.x, c.y);
  } else {
#pragma unroll
    for (int piece = 0; piece < W::kColumns; piece++) {
      const int at = row_place<W>(row, piece);
      *reinterpret_cast<uint4*>(queries + at) = q.four(piece);
      *reinterpret_cast<uint4*>(outer + at) = dy.four(piece);
    }
    reinterpret_cast<float*>(strip + W::kShiftsAt)[row] = shift;
    float* const means = reinterpret_cast<float*>(strip + W::kMeansAt) + row / 2 * 4 + row % 2;
    means[0] = means[2] = mean;
  }
  float4* const sums = reinterpret_cast<float4*>(strip + W::kSumsAt) + row;
#pragma unroll
  for (int n = 0; n < W::kHead / 4; n++) sums[n * 16] = make_float4(0, 0, 0, 0);
}

// A query's row of dq from the sums of its strip.
template <typename W>
__device__ __forceinline__ void take_row(HeadRow<W::kHead>& row, const unsigned char* strip, int of, float scale) {
  const float* const sums = reinterpret_cast<const float*>(strip + W::kSumsAt) + of / 8 * 2;
#pragma unroll
  for (int w = 0; w < W::kHead / 2; w++) {
    const float2 two = *reinterpret_cast<const float2*>(sums + w / 4 * 128 + sums_place<W>(of % 8, w % 4));
    row.words[w] = pack_bf16(two.x * scale, two.y * scale);
  }
}

// Products of 16 keys (or values) with 8 queries (or their dy), added to c.
template <typename W>
__device__ __forceinline__ void product(float (&d)[4], const float (&c)[4], const uint32_t (&a)[W::kFragment],
                                        const uint32_t (&b)[W::kColumns]) {
  if constexpr (W::kColumns == 1) {
    mma_bf16_k8_from(d, c, a[0], a[1], b[0]);
  } else {
    mma_bf16_from(d, c, a, b);
  }
}

}  // namespace
}  // namespace ts::cuda
