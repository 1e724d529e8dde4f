// The head's products of a chunk of rows by the means of Hopper.
#include "cuda/hopper.h"

#ifndef TS_SIMT
#include "cuda/head_rows.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_results.h"
#include "cuda/vectors.h"
#endif

namespace ts::cuda {

#ifdef TS_SIMT

bool hopper_takes_head(const ts_context*, int32_t, const bf16*, const bf16*, const float*) { return false; }
size_t hopper_head_bytes(const ts_context*, const HopperHead&) { return 0; }
ts_status hopper_head_exponentials(ts_context*, const HopperHead&) { return TS_UNSUPPORTED; }
ts_status hopper_head_gradients(ts_context*, const HopperHead&, void*) { return TS_UNSUPPORTED; }

#else

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
  bool stores;

#ifdef TS_HOPPER_CODE
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
        if (stores) finish_turn(c, piece);
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
      if (stores) put_piece(c, p, first, piece % 2, v);
    }
  }
#endif
};

// Sums of a split, float32, two neighbours a lane: 32 bytes of a row by four lanes.
struct SplitResult {
  static constexpr bool kSums = false;
  struct Held {};
  float* sums;  // [splits][m][n]
  int32_t m, n;

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
      if (row >= m) continue;
      float* const to = sums + (static_cast<int64_t>(c.split) * m + row) * n + col;
#pragma unroll
      for (int j = 0; j < count / 4; j++) {
        if (col + 8 * j < n) *reinterpret_cast<float2*>(to + 8 * j) = make_float2(acc[4 * j + 2 * h], acc[4 * j + 2 * h + 1]);
      }
    }
  }
#endif
};

// y = the sum of the splits, eight numbers a thread.
__global__ void __launch_bounds__(256) add_row_splits(const float* sums, bf16* y, int splits, int64_t count) {
  const int64_t i = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * 8;
  if (i >= count) return;
  float total[8] = {};
  for (int split = 0; split < splits; split++) {
    float v[8];
    load_eight(sums + split * count + i, v);
#pragma unroll
    for (int j = 0; j < 8; j++) total[j] += v[j];
  }
  store_eight(y + i, total);
}

// ---- launchers ----

// How k of dx is cut: by the shape of W alone, as for the rows of a whole chunk on a large device.
int32_t dx_splits(const HopperHead& p) {
  constexpr int64_t kProcessors = 132, kChunkRows = 4096;
  const int64_t tiles = kChunkRows / kHopperRows * ceil_div(p.width, kHopperCols);
  int32_t wanted = 1;
  double best = 0;
  for (int32_t count = 1; count <= 8; count++) {
    const int64_t items = tiles * count;
    const double used = static_cast<double>(items) / static_cast<double>(ceil_div(items, kProcessors) * kProcessors);
    if (used > best + 0.05) {
      best = used;
      wanted = count;
    }
  }
  const int32_t steps = ceil_div(p.group_count * 64, kHopperDepth), each = ceil_div(steps, wanted);
  return ceil_div(steps, each);
}

ts_status launch_dx(ts_context* context, const HopperHead& p, float* sums) {
  const int32_t k = p.group_count * 64, splits = dx_splits(p);
  if (splits == 1) {
    HopperRows rows = {p.rows, p.width, k, true, p.p, 1, {p.w}, {p.vocab}, {}, TS_IDENTITY, p.dx, nullptr, false};
    return hopper_rows(context, rows);
  }
  HopperPlan plan = {};
  plan_whole(plan, p.rows, p.width, k, hopper_cluster(context));
  plan.splits = splits;
  plan.split_steps = ceil_div(plan.steps, splits);
  ts_status status = make_map(context, &plan.a, p.p, p.rows, k);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.w, p.vocab, p.width);
  if (status != TS_OK) return status;
  status = launch_hopper<false, true>(context, plan, SplitResult{sums, p.rows, p.width});
  if (status != TS_OK) return status;
  const int64_t count = static_cast<int64_t>(p.rows) * p.width;
  TS_LAUNCH(context, add_row_splits, static_cast<unsigned>(ceil_div(count, 256 * 8)), 256, 0, sums, p.dx, splits, count);
  return TS_OK;
}

}  // namespace

bool hopper_takes_head(const ts_context* context, int32_t width, const bf16* x, const bf16* w, const float* d_weight) {
  static const int wanted = choice("HOPPER_HEAD", 1);
  return wanted && hopper_cluster(context) && width >= 256 && width % 8 == 0 && aligned_rows(x, width) && aligned_rows(w, width) &&
         reinterpret_cast<uintptr_t>(d_weight) % 8 == 0;
}

size_t hopper_head_bytes(const ts_context*, const HopperHead& p) {
  const int32_t splits = dx_splits(p);
  return !p.dx || splits == 1 ? 0 : static_cast<size_t>(splits) * static_cast<size_t>(p.rows) * static_cast<size_t>(p.width) * sizeof(float);
}

ts_status hopper_head_exponentials(ts_context* context, const HopperHead& p) {
  HopperPlan plan = {};
  plan_whole(plan, p.rows, p.vocab, p.width, hopper_cluster(context));
  ts_status status = make_map(context, &plan.a, p.x, p.rows, p.width);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.w, p.vocab, p.width);
  ExponentialsResult result = {};
  if (status == TS_OK && p.p) status = make_map(context, &result.p, p.p, p.rows, p.group_count * 64);
  if (status != TS_OK) return status;
  result.targets = p.targets;
  result.at_target = p.at_target;
  result.groups = reinterpret_cast<float2*>(p.groups);
  result.rows = p.rows;
  result.vocab = p.vocab;
  result.group_count = p.group_count;
  result.stores = p.p != nullptr;
  return launch_hopper<false, false>(context, plan, result);
}

ts_status hopper_head_gradients(ts_context* context, const HopperHead& p, void* workspace) {
  if (p.dx) {
    const ts_status status = launch_dx(context, p, static_cast<float*>(workspace));
    if (status != TS_OK) return status;
  }
  if (!p.d_weight) return TS_OK;
  const int32_t vocab = p.vocab;
  // A chunk's rows are few: no splits, whose sums would be as many bytes as the gradient each.
  return hopper_columns_whole(context, {p.rows, p.width, vocab, p.group_count * 64, p.p, p.x, {vocab, vocab, vocab, vocab}, {p.d_weight}, {}});
}

#endif

}  // namespace ts::cuda
