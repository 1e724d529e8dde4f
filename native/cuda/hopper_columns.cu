// Gradients of weights and biases by the means of Hopper: dW += dy^T x, where both operands run across.
#include "cuda/hopper.h"

#ifndef TS_SIMT
#include "cuda/gemm_columns.h"
#include "cuda/hopper_maps.h"
#endif

namespace ts::cuda {

#ifdef TS_SIMT

bool hopper_takes(const ts_context*, const HopperColumns&) { return false; }
size_t hopper_columns_bytes(const ts_context*, const HopperColumns&) { return 0; }
ts_status hopper_columns(ts_context*, const HopperColumns&, void*) { return TS_UNSUPPORTED; }
ts_status hopper_columns_whole(ts_context*, const HopperColumns&) { return TS_UNSUPPORTED; }

#else

namespace {

// Sums go to the gradients or to a split's part of the workspace, two neighbours a lane: 32 bytes of a row by four lanes.
struct ColumnsResult {
  static constexpr bool kSums = true;
  struct Held {};
  GradientTarget target;
  bool wants_bias;

#ifdef TS_HOPPER_CODE
  // A block of ones, of which a product reads 8 rows.
  __device__ __forceinline__ void prepare(unsigned char* results) const {
    constexpr uint32_t kOnes = 0x3f803f80u;
    uint32_t* const words = reinterpret_cast<uint32_t*>(results);
    for (int i = static_cast<int>(threadIdx.x); i < 1024 / 4; i += kHopperThreads) {
      words[i] = kOnes;
      words[i + 2 * kBlockBytes / 4] = kOnes;
    }
    shared_fence();
  }
  __device__ __forceinline__ uint32_t ones(const HopperCorner& c) const { return c.results; }
  __device__ __forceinline__ bool wants_sums(const HopperCorner& c) const { return wants_bias && c.n == 0; }
  __device__ __forceinline__ Held before(const HopperCorner&) const { return {}; }

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&sums)[4], const Held&) const {
    const int lane = c.thread % kWarp, col = c.n + lane % 4 * 2;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = c.m + c.thread / kWarp * 16 + lane / 4 + 8 * h;
      if (row >= target.out) continue;
      if (wants_sums(c) && lane % 4 == 0) target.put_bias(c.split, row, sums[2 * h]);
      float* to = target.partial ? target.partial + c.split * target.partial_size() + static_cast<int64_t>(row) * target.in
                                 : target.row_of(target.d_weight, target.end, row, target.in);
      if (!to) continue;
      to += col;
#pragma unroll
      for (int j = 0; j < count / 4; j++) {
        if (col + 8 * j >= target.in) break;  // `in` is even
        float2 two = make_float2(acc[4 * j + 2 * h], acc[4 * j + 2 * h + 1]);
        if (!target.partial) {
          const float2 was = *reinterpret_cast<const float2*>(to + 8 * j);
          two.x += was.x;
          two.y += was.y;
        }
        *reinterpret_cast<float2*>(to + 8 * j) = two;
      }
    }
  }
#endif
};

// ---- launchers ----

// Where the rows are cut: into as many splits as fill a device of 132 multiprocessors best (guessed, so that two devices
// cut alike). What a split costs: its sums are written and read again, which takes as long as 600 rows of the product.
Splits hopper_splits(const ts_context* context, const HopperColumns& p) {
  constexpr int64_t kProcessors = 132;
  constexpr int32_t kLeastSteps = 8, kMost = 132;
  const int cluster = hopper_cluster(context);
  const int64_t tiles = int64_t{ceil_div(p.out, kHopperRows * cluster)} * cluster * ceil_div(p.in, kHopperCols);
  static const int by_cost = choice("HOPPER_SPLITS", 0);  // not measured yet
  if (!by_cost) return splits_of(p.rows, tiles, 1);
  const int32_t steps = ceil_div(p.rows, kHopperDepth);
  int32_t wanted = 1;
  double least = 1e9;
  for (int32_t count = 1; count <= kMost && (count == 1 || count <= steps / kLeastSteps); count++) {
    const int64_t items = tiles * count;
    const double waves = static_cast<double>(ceil_div(items, kProcessors) * kProcessors) / static_cast<double>(items);
    const double time = waves + (count > 1 ? count * 600.0 / p.rows : 0);
    if (time < least) {
      least = time;
      wanted = count;
    }
  }
  const int32_t each = ceil_div(steps, wanted);
  return {steps ? ceil_div(steps, each) : 1, each * kHopperDepth};
}

// 0: by splits, all tiles alike; 1: dealt out to end together (hopper_gradients.cu).
bool deals_out() {
  static const int wanted = choice("HOPPER_COLUMNS", 0);
  return wanted != 0;
}

bool wants_any(const HopperColumns& p) {
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    if (p.d_weight[i] || p.d_bias[i]) return true;
  }
  return false;
}

ts_status launch_columns_in(ts_context* context, const HopperColumns& p, const Splits& splits, float* workspace) {
  if (!wants_any(p) || p.rows <= 0) return TS_OK;
  HopperPlan plan = {};
  plan_whole(plan, p.out, p.in, p.rows, hopper_cluster(context));
  plan.splits = splits.count;
  plan.split_steps = splits.rows / kHopperDepth;
  ts_status status = make_map(context, &plan.a, p.dy, p.rows, p.stride);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.x, p.rows, p.in);
  if (status != TS_OK) return status;
  ColumnsResult result = {};
  result.target.in = p.in;
  result.target.out = p.out;
  result.target.partial = splits.count < 2 ? nullptr : workspace;
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    result.target.end[i] = p.end[i];
    result.target.d_weight[i] = p.d_weight[i];
    result.target.d_bias[i] = p.d_bias[i];
    result.wants_bias = result.wants_bias || p.d_bias[i];
  }
  status = launch_hopper<true, true>(context, plan, result);
  if (status != TS_OK || splits.count < 2) return status;
  return add_up_splits(context, splits.count, result.target);
}

}  // namespace

bool hopper_takes(const ts_context* context, const HopperColumns& p) {
  if (!hopper_cluster(context) || p.in < 256 || p.out < 256 || p.in % 8 != 0 || p.out % 8 != 0) return false;
  if (!aligned_rows(p.dy, p.stride) || !aligned_rows(p.x, p.in)) return false;
  for (const float* part : p.d_weight) {
    if (reinterpret_cast<uintptr_t>(part) % 8 != 0) return false;
  }
  return true;
}

size_t hopper_columns_bytes(const ts_context* context, const HopperColumns& p) {
  if (!wants_any(p)) return 0;
  if (deals_out()) return hopper_gradients_bytes(p);
  const Splits splits = hopper_splits(context, p);
  return splits.count < 2 ? 0 : static_cast<size_t>(splits.count) * static_cast<size_t>(p.out) * (static_cast<size_t>(p.in) + 1) * sizeof(float);
}

ts_status hopper_columns(ts_context* context, const HopperColumns& p, void* workspace) {
  if (deals_out()) return hopper_gradients(context, p, workspace);
  return launch_columns_in(context, p, hopper_splits(context, p), static_cast<float*>(workspace));
}
ts_status hopper_columns_whole(ts_context* context, const HopperColumns& p) {
  return launch_columns_in(context, p, {1, ceil_div(p.rows, kHopperDepth) * kHopperDepth}, nullptr);
}

#endif

}  // namespace ts::cuda
