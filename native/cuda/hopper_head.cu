// The exponentials of a chunk of the head's rows by the means of Hopper.
#include "cuda/hopper.h"

#include "cuda/head_rows.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_results.h"
#include "cuda/vectors.h"

namespace ts::cuda {

namespace {

// 2^(z log2(e) - reference) against the largest logit of each 64 columns, without the target, and their sums.
struct ExponentialsResult {
  static constexpr bool kSums = false;
  struct Held {
    int target[2];  // of rows g and g + 8
  };
  CUtensorMap p;
  const int32_t* targets;
  float* at_target;
  float2* groups;
  int32_t rows, vocab, group_count;

#ifdef TS_HOPPER_KERNELS
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }
  static __device__ __forceinline__ int first_row(const HopperCorner& c) { return c.m + c.thread / kWarp * 16 + c.thread % kWarp / 4; }
  __device__ __forceinline__ Held before(const HopperCorner& c) const {
    const int row = first_row(c);
    return {{row < rows ? targets[row] : -1, row + 8 < rows ? targets[row + 8] : -1}};
  }

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
    const int row = first_row(c), pair = c.thread % 4 * 2;
#pragma unroll
    for (int piece = 0; piece < count / 32; piece++) {
      const int first = c.n + piece * 64, group = first / 64;
      if (group >= group_count) {
        finish_turn(c, piece);
        break;
      }
      float v[32];
#pragma unroll
      for (int i = 0; i < 32; i++) v[i] = acc[piece * 32 + i];
      if (first + 64 > vocab) {
#pragma unroll
        for (int i = 0; i < 32; i++) {
          if (first + pair + i / 4 * 8 + i % 2 >= vocab) v[i] = kAbsent;
        }
      }
#pragma unroll
      for (int h = 0; h < 2; h++) {
        const int place = held.target[h] - first - pair;  // of the target, from this lane's first column
        if (__any_sync(~0u, held.target[h] >= first && held.target[h] < first + 64)) {
#pragma unroll
          for (int j = 0; j < 8; j++) {
#pragma unroll
            for (int e = 0; e < 2; e++) {
              if (place != j * 8 + e) continue;
              at_target[row + 8 * h] = v[4 * j + 2 * h + e];
              v[4 * j + 2 * h + e] = kAbsent;
            }
          }
        }
        float top = kAbsent;
#pragma unroll
        for (int j = 0; j < 8; j++) top = fmaxf(top, fmaxf(v[4 * j + 2 * h], v[4 * j + 2 * h + 1]));
        top = fmaxf(top, __shfl_xor_sync(~0u, top, 1));
        top = fmaxf(top, __shfl_xor_sync(~0u, top, 2));
        const float reference = fmaxf(top * kLog2e, kLowest);
        float sum = 0;
#pragma unroll
        for (int j = 0; j < 8; j++) {
#pragma unroll
          for (int e = 0; e < 2; e++) {
            float& one = v[4 * j + 2 * h + e];
            one = exp2_fast(fmaf(one, kLog2e, -reference));
            sum += one;
          }
        }
        sum = over_quad(sum);
        if (pair == 0 && row + 8 * h < rows) {
          groups[static_cast<int64_t>(row + 8 * h) * group_count + group] = make_float2(reference, sum);
        }
      }
      put_piece(c, p, first, piece % 2, v);
    }
  }
#endif
};

}  // namespace

bool hopper_takes_head(const ts_context* context, int32_t width, const bf16* x, const bf16* w) {
  return hopper_cluster(context) && width >= 256 && width % 8 == 0 && aligned_rows(x, width) && aligned_rows(w, width);
}

ts_status hopper_head_exponentials(ts_context* context, const HopperHead& p) {
  HopperPlan plan = {};
  plan_whole(plan, p.rows, p.vocab, p.width, hopper_cluster(context));
  ts_status status = make_map(context, &plan.a, p.x, p.rows, p.width);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.w, p.vocab, p.width);
  ExponentialsResult result = {};
  if (status == TS_OK) status = make_map(context, &result.p, p.p, p.rows, p.group_count * 64);
  if (status != TS_OK) return status;
  result.targets = p.targets;
  result.at_target = p.at_target;
  result.groups = reinterpret_cast<float2*>(p.groups);
  result.rows = p.rows;
  result.vocab = p.vocab;
  result.group_count = p.group_count;
  return launch_hopper<false, false>(context, plan, result);
}

}  // namespace ts::cuda
