// The gradient of a weight with so many rows of its own that each block has whole tiles of it, over rows so few that its
// sums are not worth being split (the head's, a chunk at a time): dW += dy^T x, where both operands run across.
#include "cuda/hopper.h"

#ifndef TS_SIMT
#include "cuda/gradient_target.h"
#include "cuda/hopper_maps.h"
#endif

namespace ts::cuda {

#ifdef TS_SIMT

ts_status hopper_columns_whole(ts_context*, const HopperColumns&) { return TS_UNSUPPORTED; }

#else

namespace {

// Sums are added to the gradient, two neighbours a lane: 32 bytes of a row by four lanes.
struct ColumnsResult {
  static constexpr bool kSums = false;
  struct Held {};
  GradientTarget target;

#ifdef TS_HOPPER_CODE
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }
  __device__ __forceinline__ Held before(const HopperCorner&) const { return {}; }

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held&) const {
    const int lane = c.thread % kWarp, col = c.n + lane % 4 * 2;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = c.m + c.thread / kWarp * 16 + lane / 4 + 8 * h;
      if (row >= target.out) continue;
      float* to = target.row_of(target.d_weight, target.end, row, target.in);
      if (!to) continue;
      to += col;
#pragma unroll
      for (int j = 0; j < count / 4; j++) {
        if (col + 8 * j >= target.in) break;  // `in` is even
        const float2 was = *reinterpret_cast<const float2*>(to + 8 * j);
        *reinterpret_cast<float2*>(to + 8 * j) = make_float2(was.x + acc[4 * j + 2 * h], was.y + acc[4 * j + 2 * h + 1]);
      }
    }
  }
#endif
};

}  // namespace

// ---- launchers ----

ts_status hopper_columns_whole(ts_context* context, const HopperColumns& p) {
  if (p.rows <= 0) return TS_OK;
  HopperPlan plan = {};
  plan_whole(plan, p.out, p.in, p.rows, hopper_cluster(context));
  ts_status status = make_map(context, &plan.a, p.dy, p.rows, p.stride);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.x, p.rows, p.in);
  if (status != TS_OK) return status;
  ColumnsResult result = {};
  result.target.in = p.in;
  result.target.out = p.out;
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    result.target.end[i] = p.end[i];
    result.target.d_weight[i] = p.d_weight[i];
  }
  return launch_hopper<true, true>(context, plan, result);
}

#endif

}  // namespace ts::cuda
