// The products of a chunk of the head's rows (head_folded.h) by the means of Hopper.
#include "cuda/head_folded.h"

#include "cuda/choices.h"
#include "cuda/hopper.h"
#include "cuda/vectors.h"
#include "cuda/hopper_exponentials.h"
#include "cuda/hopper_folded_weight.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_results.h"

namespace ts::cuda {

namespace {

// dx = s * the sums - the target's share of its row of W.
struct FoldedRows {
  static constexpr bool kSums = false;
  struct Held {  // of rows g and g + 8
    float scale[2], share[2];
    const bf16* towards[2];  // the target's row
  };
  CUtensorMap dx;
  const bf16* w;
  const int32_t* targets;
  const float* scales;
  const float* shares;
  int32_t m, n;

#ifdef TS_HOPPER_KERNELS
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }
  __device__ __forceinline__ Held before(const HopperCorner& c) const {
    Held held = {};
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = c.m + c.thread / kWarp * 16 + c.thread % kWarp / 4 + 8 * h;
      if (row >= m) continue;
      held.scale[h] = scales[row];
      held.share[h] = shares[row];
      const int target = targets[row];
      held.towards[h] = w + static_cast<int64_t>(target < 0 ? 0 : target) * n;
    }
    return held;
  }
  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
    const int pair = c.thread % 4 * 2;
#pragma unroll
    for (int piece = 0; piece < count / 32; piece++) {
      const int col = c.n + piece * 64;
      if (col >= n) {
        finish_turn(c, piece);
        break;
      }
      float v[32];
#pragma unroll
      for (int h = 0; h < 2; h++) {
        const float scale = held.scale[h];
#pragma unroll
        for (int j = 0; j < 8; j++) {
          const int at = col + pair + 8 * j;
          float2 two = make_float2(0, 0);
          if (scale != 0 && at < n) {  // n is even
            const uint32_t towards = *reinterpret_cast<const uint32_t*>(held.towards[h] + at);
            two.x = acc[piece * 32 + 4 * j + 2 * h] * scale - held.share[h] * low(towards);
            two.y = acc[piece * 32 + 4 * j + 2 * h + 1] * scale - held.share[h] * high(towards);
          }
          v[4 * j + 2 * h] = two.x;
          v[4 * j + 2 * h + 1] = two.y;
        }
      }
      put_piece(c, dx, col, piece % 2, v);
      if (piece + 1 == count / 32) finish_turn(c, count / 32);
    }
  }
#endif
};

// ---- kernels ----

// What the gradient of W reads: x times s, and in E the target's share, which dx has without it. One warp a row.
constexpr int kScaleThreads = 256;
__global__ void __launch_bounds__(kScaleThreads) scale_rows(FoldedHead p, bf16* scaled) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int64_t row = static_cast<int64_t>(blockIdx.x) * (kScaleThreads / kWarp) + threadIdx.x / kWarp;
  if (row >= p.rows) return;
  const float scale = p.scales[row];
  const int target = p.targets[row];
  if (lane == 0 && target >= 0) {
    store(p.e + row * p.group_count * kFoldedGroup + target, scale != 0 ? -p.shares[row] / scale : 0.0f);
  }
  for (int column = lane * 8; column < p.width; column += kWarp * 8) {
    float v[8];
    load_some(p.x + row * p.width + column, v, 8, true);
#pragma unroll
    for (int i = 0; i < 8; i++) v[i] *= scale;
    store_some(scaled + row * p.width + column, v, 8, true);
  }
}

// ---- launchers ----

HopperColumns scaled_columns(const FoldedHead& p, int32_t rows, const bf16* scaled) {
  HopperColumns c = {};
  c.rows = rows;
  c.in = p.width;
  c.out = p.vocab;
  c.stride = p.group_count * kFoldedGroup;
  c.dy = p.e;
  c.x = scaled;
  for (int i = 0; i < TS_MAX_PARTS; i++) c.end[i] = p.vocab;
  c.d_weight[0] = p.d_weight;
  return c;
}
bool scales_rows(const ts_context* context, const FoldedHead& p) {
  static const int least_width = choice("HEAD_SCALED_ROWS", 256);
  return p.width >= least_width && hopper_takes(context, scaled_columns(p, p.rows, p.x));
}
// d_weight += E^T (s x).
ts_status launch_scaled(ts_context* context, const FoldedHead& p, void* workspace) {
  bf16* const scaled = static_cast<bf16*>(workspace);
  TS_LAUNCH(context, scale_rows, static_cast<unsigned>(ceil_div(p.rows, kScaleThreads / kWarp)), kScaleThreads, 0, p, scaled);
  return hopper_columns(context, scaled_columns(p, p.rows, scaled), scaled + static_cast<int64_t>(p.rows) * p.width);
}

ts_status launch_dx(ts_context* context, const FoldedHead& p) {
  const int32_t k = p.group_count * kFoldedGroup;
  // Where wide tiles would leave most of the device idle, narrow ones share the work.
  const bool narrow = 2 * ceil_div(p.rows, kHopperRows) * ceil_div(p.width, kHopperCols) <= processors_of(context);
  const int32_t cols = narrow ? kHopperNarrow : kHopperCols;
  HopperPlan plan = {};
  plan_whole(plan, p.rows, p.width, k, 1, cols);
  FoldedRows result = {};
  result.w = p.w;
  result.targets = p.targets;
  result.scales = p.scales;
  result.shares = p.shares;
  result.m = p.rows;
  result.n = p.width;
  ts_status status = make_map(context, &plan.a, p.e, p.rows, k);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.w, p.vocab, p.width);
  if (status == TS_OK) status = make_map(context, &result.dx, p.dx, p.rows, p.width);
  if (status != TS_OK) return status;
  return narrow ? launch_hopper_in<kHopperNarrow, false, true, 1>(context, plan, result)
                : launch_hopper_in<kHopperCols, false, true, 1>(context, plan, result);
}

}  // namespace

bool hopper_takes_folded(const ts_context* context, int32_t width, const bf16* x, const bf16* w, const bf16* dx, const float* d_weight) {
  return hopper_cluster(context) && width > 128 && width % 8 == 0 && aligned_rows(x, width) && aligned_rows(w, width) &&
         aligned_rows(dx, width) && reinterpret_cast<uintptr_t>(d_weight) % 8 == 0;
}

size_t hopper_folded_bytes(const FoldedHead& p, int32_t last_rows) {
  if (!p.d_weight) return 0;
  const size_t chunk = sums_bytes(p, deal_out(p, p.rows)), last = last_rows > 0 ? sums_bytes(p, deal_out(p, last_rows)) : 0;
  const size_t columns = hopper_columns_bytes(scaled_columns(p, p.rows, p.x));
  const size_t columns_last = last_rows > 0 ? hopper_columns_bytes(scaled_columns(p, last_rows, p.x)) : 0;
  const size_t scaled = static_cast<size_t>(p.rows) * static_cast<size_t>(p.width) * sizeof(bf16);
  const size_t most = chunk > last ? chunk : last, most_columns = columns > columns_last ? columns : columns_last;
  return most > scaled + most_columns ? most : scaled + most_columns;
}

ts_status hopper_folded_exponentials(ts_context* context, const FoldedHead& p) {
  HopperPlan plan = {};
  plan_whole(plan, p.rows, p.vocab, p.width, 1);
  ts_status status = make_map(context, &plan.a, p.x, p.rows, p.width);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.w, p.vocab, p.width);
  FoldedExponentials result = {};
  if (status == TS_OK && p.e) status = make_map(context, &result.e, p.e, p.rows, p.group_count * kFoldedGroup);
  if (status != TS_OK) return status;
  result.targets = p.targets;
  result.references = p.references;
  result.at_target = p.at_target;
  result.group_sums = p.sums;
  result.own = p.own;
  result.rows = p.rows;
  result.vocab = p.vocab;
  result.group_count = p.group_count;
  result.stores = p.e != nullptr;
  return launch_hopper_in<kHopperCols, false, false, 1>(context, plan, result);
}

ts_status hopper_folded_gradients(ts_context* context, const FoldedHead& p, void* workspace) {
  if (p.dx) {
    const ts_status status = launch_dx(context, p);
    if (status != TS_OK) return status;
  }
  if (p.d_weight && scales_rows(context, p)) return launch_scaled(context, p, workspace);
  return p.d_weight ? launch_d_weight(context, p, static_cast<float*>(workspace)) : TS_OK;
}

}  // namespace ts::cuda
