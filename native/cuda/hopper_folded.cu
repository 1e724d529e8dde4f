// The products of a chunk of the head's rows (head_folded.h) by the means of Hopper.
#include "cuda/head_folded.h"

#ifndef TS_SIMT
#include "cuda/head_rows.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_results.h"
#include "cuda/vectors.h"
#endif

namespace ts::cuda {

#ifdef TS_SIMT

bool hopper_takes_folded(const ts_context*, int32_t, const bf16*, const bf16*, const bf16*, const float*) { return false; }
size_t hopper_folded_bytes(const FoldedHead&) { return 0; }
ts_status hopper_folded_exponentials(ts_context*, const FoldedHead&) { return TS_UNSUPPORTED; }
ts_status hopper_folded_gradients(ts_context*, const FoldedHead&, void*) { return TS_UNSUPPORTED; }

#else

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

#ifdef TS_HOPPER_CODE
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

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
    const int row = first_row(c), quarter = c.thread % 4, pair = quarter * 2;
    float mine[2] = {0, 0};  // of the group that this lane of the four writes
#pragma unroll
    for (int piece = 0; piece < count / 32; piece++) {
      const int first = c.n + piece * 64, group = first / 64;
      if (group >= group_count) {
        if (stores) finish_turn(c, piece);
        break;
      }
      float* const z = acc + piece * 32;
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
      float v[32], sum[2];
      uint32_t bits[2] = {0, 0};
      sum[0] = raise(z, v, 0, held.guess[0], bits[0]);
      sum[1] = raise(z, v, 1, held.guess[1], bits[1]);
      sum[0] = over_quad(sum[0]);
      sum[1] = over_quad(sum[1]);
      if (__any_sync(~0u, ((bits[0] | bits[1]) & kOutgrown) != 0)) {
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
          if (!within && quarter == 0 && row + 8 * h < rows) {
            own[static_cast<int64_t>(row + 8 * h) * group_count + group] = reference;
          }
        }
      }
      if (quarter == piece) {
        mine[0] = sum[0];
        mine[1] = sum[1];
      }
      if (stores) put_piece(c, e, first, piece % 2, v);
    }
    static_assert(count / 32 <= 4);
    const int group = c.n / 64 + quarter;
#pragma unroll
    for (int h = 0; h < 2; h++) {
      if (quarter < count / 32 && group < group_count && row + 8 * h < rows) {
        group_sums[static_cast<int64_t>(row + 8 * h) * group_count + group] = mine[h];
      }
    }
    __syncwarp();
  }
#endif
};

// dx = s * the sums.
struct FoldedRows {
  static constexpr bool kSums = false;
  struct Held {
    float scale[2];  // of rows g and g + 8
  };
  CUtensorMap dx;
  const float* scales;
  int32_t m, n;

#ifdef TS_HOPPER_CODE
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }
  __device__ __forceinline__ Held before(const HopperCorner& c) const {
    const int row = c.m + c.thread / kWarp * 16 + c.thread % kWarp / 4;
    return {{row < m ? scales[row] : 0.0f, row + 8 < m ? scales[row + 8] : 0.0f}};
  }
  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
#pragma unroll
    for (int piece = 0; piece < count / 32; piece++) {
      const int col = c.n + piece * 64;
      if (col >= n) {
        finish_turn(c, piece);
        break;
      }
      float v[32];
#pragma unroll
      for (int i = 0; i < 32; i++) {
        const float scale = held.scale[i / 2 % 2];
        v[i] = scale == 0 ? 0.0f : acc[piece * 32 + i] * scale;
      }
      put_piece(c, dx, col, piece % 2, v);
      if (piece + 1 == count / 32) finish_turn(c, count / 32);
    }
  }
#endif
};

// Added to d_weight, or a split's sums, two neighbours a lane: 32 bytes of a row by four lanes.
struct FoldedColumns {
  static constexpr bool kSums = false;
  struct Held {};
  float* sums;  // [splits][m][n], or nullptr
  float* d_weight;
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
      float* const to = sums ? sums + (static_cast<int64_t>(c.split) * m + row) * n + col : d_weight + static_cast<int64_t>(row) * n + col;
#pragma unroll
      for (int j = 0; j < count / 4; j++) {
        if (col + 8 * j >= n) break;  // n is even
        float2 two = make_float2(acc[4 * j + 2 * h], acc[4 * j + 2 * h + 1]);
        if (!sums) {
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

// d_weight += the splits' sums in their order, two numbers a thread.
__global__ void __launch_bounds__(256) add_folded_splits(const float2* sums, float2* d_weight, int splits, int64_t count) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  float2 total = make_float2(0, 0);
  for (int split = 0; split < splits; split++) {
    const float2 one = sums[split * count + i];
    total.x += one.x;
    total.y += one.y;
  }
  float2 was = d_weight[i];
  was.x += total.x;
  was.y += total.y;
  d_weight[i] = was;
}

// ---- launchers ----

// Columns of a tile for a product whose results have the rows' width.
int32_t folded_cols(int32_t width) { return width > kHopperMiddle ? kHopperCols : kHopperMiddle; }

// Into how many splits a chunk's rows are cut for the gradient of W: what fills a device of 132 multiprocessors best
// (guessed, so that two devices cut alike). A split's sums cost as much as 800 rows of the product.
int32_t folded_splits(const FoldedHead& p) {
  constexpr int64_t kProcessors = 132;
  constexpr int32_t kMost = 16, kLeastSteps = 16;
  const int64_t tiles = int64_t{ceil_div(p.vocab, kHopperRows)} * ceil_div(p.width, folded_cols(p.width));
  const int32_t steps = ceil_div(p.chunk_rows, kHopperDepth);
  int32_t wanted = 1;
  double least = 1e9;
  for (int32_t count = 1; count <= kMost && (count == 1 || count <= steps / kLeastSteps); count++) {
    const int64_t items = tiles * count;
    const double waves = static_cast<double>(ceil_div(items, kProcessors) * kProcessors) / static_cast<double>(items);
    const double time = waves + (count > 1 ? count * 800.0 / p.chunk_rows : 0);
    if (time < least) {
      least = time;
      wanted = count;
    }
  }
  return wanted;
}

template <bool a_across, bool b_across, class Result>
ts_status launch_folded(ts_context* context, const HopperPlan& plan, int32_t cols, const Result& result) {
  if (cols == kHopperNarrow) return launch_hopper_in<kHopperNarrow, a_across, b_across, 1>(context, plan, result);
  if (cols == kHopperMiddle) return launch_hopper_in<kHopperMiddle, a_across, b_across, 1>(context, plan, result);
  return launch_hopper_in<kHopperCols, a_across, b_across, 1>(context, plan, result);
}

ts_status launch_dx(ts_context* context, const FoldedHead& p) {
  const int32_t k = p.group_count * kFoldedGroup;
  // Where wide tiles would leave most of the device idle, narrow ones share the work.
  const bool narrow = 2 * ceil_div(p.rows, kHopperRows) * ceil_div(p.width, kHopperCols) <= processors_of(context);
  const int32_t cols = narrow ? kHopperNarrow : folded_cols(p.width);
  HopperPlan plan = {};
  plan_whole(plan, p.rows, p.width, k, 1, cols);
  FoldedRows result = {};
  result.scales = p.scales;
  result.m = p.rows;
  result.n = p.width;
  ts_status status = make_map(context, &plan.a, p.e, p.rows, k);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.w, p.vocab, p.width);
  if (status == TS_OK) status = make_map(context, &result.dx, p.dx, p.rows, p.width);
  return status == TS_OK ? launch_folded<false, true>(context, plan, cols, result) : status;
}

ts_status launch_d_weight(ts_context* context, const FoldedHead& p, float* sums) {
  const int32_t cols = folded_cols(p.width), wanted = folded_splits(p);
  HopperPlan plan = {};
  plan_whole(plan, p.vocab, p.width, p.rows, 1, cols);
  plan.split_steps = ceil_div(plan.steps, wanted);
  plan.splits = ceil_div(plan.steps, plan.split_steps);
  ts_status status = make_map(context, &plan.a, p.e, p.rows, p.group_count * kFoldedGroup);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.scaled_x, p.rows, p.width);
  if (status != TS_OK) return status;
  const FoldedColumns result = {plan.splits > 1 ? sums : nullptr, p.d_weight, p.vocab, p.width};
  status = cols == kHopperMiddle ? launch_hopper_in<kHopperMiddle, true, true, 1>(context, plan, result)
                                 : launch_hopper_in<kHopperCols, true, true, 1>(context, plan, result);
  if (status != TS_OK || plan.splits < 2) return status;
  const int64_t count = static_cast<int64_t>(p.vocab) * p.width / 2;
  TS_LAUNCH(context, add_folded_splits, static_cast<unsigned>(ceil_div(count, 256)), 256, 0, reinterpret_cast<const float2*>(sums),
            reinterpret_cast<float2*>(p.d_weight), plan.splits, count);
  return TS_OK;
}

}  // namespace

bool hopper_takes_folded(const ts_context* context, int32_t width, const bf16* x, const bf16* w, const bf16* dx, const float* d_weight) {
  return hopper_cluster(context) && width > 64 && width % 8 == 0 && aligned_rows(x, width) && aligned_rows(w, width) &&
         aligned_rows(dx, width) && reinterpret_cast<uintptr_t>(d_weight) % 8 == 0;
}

size_t hopper_folded_bytes(const FoldedHead& p) {
  if (!p.d_weight) return 0;
  const int32_t splits = folded_splits(p);
  return splits < 2 ? 0 : static_cast<size_t>(splits) * static_cast<size_t>(p.vocab) * static_cast<size_t>(p.width) * sizeof(float);
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
  return p.d_weight ? launch_d_weight(context, p, static_cast<float*>(workspace)) : TS_OK;
}

#endif

}  // namespace ts::cuda
