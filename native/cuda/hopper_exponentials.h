// The exponentials of a chunk of the head's rows (head_folded.h) by the means of Hopper.
#pragma once
#include "cuda/head_folded.h"
#include "cuda/head_rows.h"
#include "cuda/hopper_results.h"

namespace ts::cuda {
namespace {

// E and the sums of its groups, as head_folded_exponentials forms them.
struct FoldedExponentials {
  static constexpr bool kSums = false;
  struct Held {  // of rows g and g + 8
    int target[2];
    float guess[2];
  };
  CUtensorMap e;
  const int32_t* targets;
  const float* references;
  float* at_target;
  float* group_sums;
  float* own;
  int32_t rows, vocab, group_count;
  bool stores;

#ifdef TS_HOPPER_KERNELS
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }
  static __device__ __forceinline__ int first_row(const HopperCorner& c) { return c.m + c.thread / kWarp * 16 + c.thread % kWarp / 4; }
  __device__ __forceinline__ Held before(const HopperCorner& c) const {
    const int row = first_row(c);
    Held held;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const bool there = row + 8 * h < rows;
      held.target[h] = there ? targets[row + 8 * h] : -1;
      held.guess[h] = there ? references[row + 8 * h] : INFINITY;
    }
    return held;
  }

  // v = 2^(z log2(e) - reference) of row half h, and their sum.
  static __device__ __forceinline__ float raise(const float* z, float (&v)[32], int h, float reference, uint32_t& bits) {
    float sum = 0;
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const int at = 4 * j + 2 * h;
      v[at] = exp2_fast(fmaf(z[at], kLog2e, -reference));
      v[at + 1] = exp2_fast(fmaf(z[at + 1], kLog2e, -reference));
      bits |= __float_as_uint(v[at]) | __float_as_uint(v[at + 1]);
      sum += v[at] + v[at + 1];
    }
    return sum;
  }

  // v = E of the 64 columns from `first` on, of whose logits z is what this lane has; their sums, negative where the group
  // has a reference of its own.
  __device__ __forceinline__ void form(const HopperCorner& c, float* z, int first, const Held& held, float (&v)[32], float (&sum)[2]) const {
    const int row = first_row(c), quarter = c.thread % 4, pair = quarter * 2;
    if (first + 64 > vocab) {
#pragma unroll
      for (int i = 0; i < 32; i++) {
        if (first + pair + i / 4 * 8 + i % 2 >= vocab) z[i] = kAbsent;
      }
    }
#pragma unroll
    for (int h = 0; h < 2; h++) {
      if (!__any_sync(~0u, held.target[h] >= first && held.target[h] < first + 64)) continue;
      const int place = held.target[h] - first - pair;  // of the target, from this lane's first column
#pragma unroll
      for (int j = 0; j < 8; j++) {
#pragma unroll
        for (int e = 0; e < 2; e++) {
          if (place != j * 8 + e) continue;
          at_target[row + 8 * h] = z[4 * j + 2 * h + e];
          z[4 * j + 2 * h + e] = kAbsent;
        }
      }
    }
    uint32_t bits[2] = {0, 0};
    sum[0] = raise(z, v, 0, held.guess[0], bits[0]);
    sum[1] = raise(z, v, 1, held.guess[1], bits[1]);
    sum[0] = over_quad(sum[0]);
    sum[1] = over_quad(sum[1]);
    if (!__any_sync(~0u, ((bits[0] | bits[1]) & kOutgrown) != 0)) return;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      uint32_t seen = bits[h];
      float top = kAbsent;
#pragma unroll
      for (int j = 0; j < 8; j++) top = fmaxf(top, fmaxf(z[4 * j + 2 * h], z[4 * j + 2 * h + 1]));
#pragma unroll
      for (int by = 1; by <= 2; by++) {
        seen |= __shfl_xor_sync(~0u, seen, by);
        top = fmaxf(top, __shfl_xor_sync(~0u, top, by));
      }
      const bool within = !(seen & kOutgrown);
      const float reference = within ? held.guess[h] : fmaxf(top * kLog2e, kLowest);
      const float again = over_quad(raise(z, v, h, reference, seen));
      sum[h] = within ? again : -again;
      if (!within && quarter == 0 && row + 8 * h < rows && first / 64 < group_count) {
        own[static_cast<int64_t>(row + 8 * h) * group_count + first / 64] = reference;
      }
    }
  }
  // The sums of four groups, one of which each lane of four has.
  __device__ __forceinline__ void put_sums(const HopperCorner& c, const float (&mine)[2]) const {
    const int row = first_row(c), group = c.n / 64 + c.thread % 4;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      if (group < group_count && row + 8 * h < rows) group_sums[static_cast<int64_t>(row + 8 * h) * group_count + group] = mine[h];
    }
    __syncwarp();
  }

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
    static_assert(count == 128);
    float mine[2] = {0, 0};
#pragma unroll
    for (int piece = 0; piece < 4; piece++) {
      const int first = c.n + piece * 64;
      if (first / 64 >= group_count) {
        if (stores) finish_turn(c, piece);
        break;
      }
      float v[32], sum[2];
      form(c, acc + piece * 32, first, held, v, sum);
      if (c.thread % 4 == piece) {
        mine[0] = sum[0];
        mine[1] = sum[1];
      }
      if (stores) put_piece(c, e, first, piece % 2, v);
    }
    put_sums(c, mine);
  }
#endif
};

}  // namespace
}  // namespace ts::cuda
