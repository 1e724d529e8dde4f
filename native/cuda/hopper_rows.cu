// Row products by the means of Hopper: y = act(x W^T + b), and dx = dy W.
#include "cuda/hopper.h"

#include "cuda/hopper_activated.h"
#include "cuda/hopper_maps.h"
#include "cuda/hopper_results.h"

namespace ts::cuda {

namespace {

template <ts_activation activation>
struct RowsResult {
  static constexpr bool kSums = false;
  struct Held {
    float bias[2];  // of columns `thread` and `thread + 128` of the tile
  };
  CUtensorMap y, pre;
  const bf16* before_y;  // what is added to, or nullptr
  PartBias bias;
  int32_t m, n;
  bool keeps_pre;

#ifdef TS_HOPPER_KERNELS
  __device__ __forceinline__ void prepare(void*) const {}
  __device__ __forceinline__ bool wants_sums(const HopperCorner&) const { return false; }
  __device__ __forceinline__ uint32_t ones(const HopperCorner&) const { return 0; }

  __device__ __forceinline__ Held before(const HopperCorner& c) const {
    if (!bias.any) return {};
    return {{bias.at(c.n + c.thread), bias.at(c.n + c.thread + kGroupThreads)}};
  }

  static __device__ __forceinline__ void activate_piece(float (&v)[32]) {
    static_assert(activation == TS_IDENTITY || activation == TS_GELU_TANH);
    if constexpr (activation == TS_GELU_TANH) {
#pragma unroll
      for (int i = 0; i < 32; i += 2) {
        const uint32_t two = pack_bf16(v[i], v[i + 1]);  // as results that trail
        v[i] = low(two);
        v[i + 1] = high(two);
        gelu_pair(v[i], v[i + 1]);
      }
    }
  }

  template <int count>
  __device__ __forceinline__ void finish(const HopperCorner& c, float (&acc)[count], const float (&)[4], const Held& held) const {
    const int lane = c.thread % kWarp, row = c.m + c.thread / kWarp * 16 + lane / 4, pair = lane % 4 * 2;
    if (bias.any) {
      c.row[c.thread] = held.bias[0];
      c.row[c.thread + kGroupThreads] = held.bias[1];
      named_barrier_sync(c.number, kGroupThreads);
    }
#pragma unroll
    for (int piece = 0; piece < count / 32; piece++) {
      const int col = c.n + piece * 64;
      if (col >= n) {
        finish_turn(c, piece);
        break;
      }
      float v[32];
#pragma unroll
      for (int i = 0; i < 32; i++) v[i] = acc[piece * 32 + i];
      if (bias.any) {
#pragma unroll
        for (int j = 0; j < 8; j++) {
          const float2 two = *reinterpret_cast<const float2*>(c.row + piece * 64 + j * 8 + pair);
          v[4 * j] += two.x;
          v[4 * j + 1] += two.y;
          v[4 * j + 2] += two.x;
          v[4 * j + 3] += two.y;
        }
      }
      if (before_y) {
#pragma unroll
        for (int h = 0; h < 2; h++) {
          if (row + 8 * h >= m) continue;
          const bf16* const from = before_y + static_cast<int64_t>(row + 8 * h) * n + col + pair;
#pragma unroll
          for (int j = 0; j < 8; j++) {
            if (col + pair + 8 * j >= n) continue;  // n is even
            const uint32_t two = *reinterpret_cast<const uint32_t*>(from + 8 * j);
            v[4 * j + 2 * h] += low(two);
            v[4 * j + 2 * h + 1] += high(two);
          }
        }
      }
      if (activation != TS_IDENTITY && keeps_pre) {
        put_piece(c, pre, col, 0, v);
        activate_piece(v);
        put_piece(c, y, col, 1, v);
      } else {
        activate_piece(v);
        put_piece(c, y, col, piece % 2, v);
        if (piece + 1 == count / 32) finish_turn(c, count / 32);
      }
    }
  }
#endif
};

// ---- launchers ----

template <bool b_across, TrailingKind kind>
ts_status launch_trailing_in(ts_context* context, const HopperPlan& plan, const TrailingResult& result) {
  const int32_t items = plan.m_tiles * plan.n_tiles, room = processors_of(context);
  return launch_blocks(context, "multiply_rows_hopper", multiply_rows_hopper<b_across, kind>, items < room ? items : room, 1, false, plan,
                       result);
}
ts_status launch_trailing(ts_context* context, const HopperRows& p, const HopperPlan& plan) {
  TrailingResult result = {};
  const bf16* const other = p.slopes ? p.slope_at : p.pre ? p.pre : p.y;
  ts_status status = make_map(context, &result.y, p.y, p.m, p.n);
  if (status == TS_OK) status = make_map(context, &result.other, other, p.m, p.n);
  if (status != TS_OK) return status;
  result.bias = part_bias(p.count, p.weight_rows, p.bias);
  result.keeps = p.pre != nullptr;
  if (p.slopes) return launch_trailing_in<true, kTrailingSlope>(context, plan, result);
  if (p.across) return launch_trailing_in<true, kTrailingPlain>(context, plan, result);
  return p.activation == TS_GELU_TANH ? launch_trailing_in<false, kTrailingGelu>(context, plan, result)
                                      : launch_trailing_in<false, kTrailingPlain>(context, plan, result);
}

template <ts_activation activation>
ts_status launch_result(ts_context* context, const HopperRows& p, const HopperPlan& plan, bool narrow) {
  RowsResult<activation> result = {};
  ts_status status = make_map(context, &result.y, p.y, p.m, p.n);
  if (status == TS_OK) status = make_map(context, &result.pre, p.pre ? p.pre : p.y, p.m, p.n);
  if (status != TS_OK) return status;
  result.before_y = p.accumulate ? p.y : nullptr;
  result.m = p.m;
  result.n = p.n;
  result.keeps_pre = p.pre != nullptr;
  result.bias = part_bias(p.count, p.weight_rows, p.bias);
  if constexpr (activation == TS_IDENTITY) {
    if (p.across && narrow) return launch_hopper_in<kHopperNarrow, false, true, 1>(context, plan, result);
    if (p.across) return launch_hopper<false, true>(context, plan, result);
  }
  if (narrow) return launch_hopper_in<kHopperNarrow, false, false, 1>(context, plan, result);
  return launch_hopper<false, false>(context, plan, result);
}

}  // namespace

bool hopper_takes(const ts_context* context, const HopperRows& p) {
  if (!hopper_cluster(context) || p.n < 256 || p.k < 256 || p.n % 8 != 0 || p.k % 8 != 0) return false;
  if (p.slopes) {
    if (!p.across || p.accumulate || p.count != 1 || p.activation != TS_GELU_TANH || !aligned_rows(p.slope_at, p.n)) return false;
  } else if (p.activation != TS_IDENTITY && (p.activation != TS_GELU_TANH || p.across)) {
    return false;
  }
  if (p.pre && p.activation == TS_IDENTITY) return false;
  if (!aligned_rows(p.a, p.k) || !aligned_rows(p.y, p.n) || !aligned_rows(p.pre, p.n)) return false;
  for (int i = 0; i < p.count; i++) {
    if (!aligned_rows(p.weight[i], 8)) return false;
    // Parts begin with a tile, segments with a step.
    if (p.count > 1 && p.weight_rows[i] % (p.across ? kHopperDepth : kHopperCols) != 0) return false;
  }
  return true;
}

ts_status hopper_rows(ts_context* context, const HopperRows& p) {
  if (p.m <= 0) return TS_OK;
  // Where wide tiles would leave most of the device idle, narrow ones bring in the weights sooner.
  static const int may_be_narrow = choice("HOPPER_NARROW", 1);
  const bool narrow = !p.slopes && may_be_narrow && 2 * ceil_div(p.m, kHopperRows) * ceil_div(p.n, kHopperCols) <= processors_of(context);
  const int32_t cols = narrow ? kHopperNarrow : kHopperCols;
  HopperPlan plan = {};
  plan_whole(plan, p.m, p.n, p.k, narrow || p.slopes ? 1 : hopper_cluster(context), cols);
  ts_status status = make_map(context, &plan.a, p.a, p.m, p.k);
  int32_t start = 0;
  for (int i = 0; i < p.count && status == TS_OK; i++) {
    status = make_map(context, &plan.b[i], p.weight[i], p.weight_rows[i], p.across ? p.n : p.k);
    plan.segment_start[i] = p.across ? start : 0;
    start += p.weight_rows[i];
    if (i + 1 == p.count) break;
    if (p.across) {
      plan.segment_end[i] = start / kHopperDepth;
    } else {
      plan.part_end[i] = start / cols;
    }
  }
  if (status != TS_OK) return status;
  // What is added to is read when a tile is done; few rows, and clusters, are not worth a way of their own.
  if (p.slopes || (!narrow && !p.accumulate && hopper_cluster(context) == 1)) return launch_trailing(context, p, plan);
  return p.activation == TS_GELU_TANH ? launch_result<TS_GELU_TANH>(context, p, plan, narrow)
                                      : launch_result<TS_IDENTITY>(context, p, plan, narrow);
}

}  // namespace ts::cuda
