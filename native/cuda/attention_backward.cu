// The gradient of attention: what the ways to it by tiles need of each row, and which way is taken.
#include "cuda/attention_backward.h"

#include "cuda/attention_backward_groups.h"
#include "cuda/attention_backward_lines.h"
#include "cuda/attention_backward_plain.h"
#include "cuda/attention_backward_whole.h"
#include "cuda/choices.h"
#include "cuda/pack.h"
#include "cuda/rotary.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// Products of four numbers, or of one.
template <int STEP, typename T>
__device__ __forceinline__ float dot_some(const T* a, const T* b) {
  if constexpr (STEP == 1) return load(*a) * load(*b);
  const uint2 x = *reinterpret_cast<const uint2*>(a), y = *reinterpret_cast<const uint2*>(b);
  return fmaf(low(x.x), low(y.x), high(x.x) * high(y.x)) + fmaf(low(x.y), low(y.y), high(x.y) * high(y.y));
}
// The sums of each row and head; `lanes` neighbouring lanes for each.
template <typename T, int STEP>
__global__ void row_sums(const T* dy, const T* y, const float* lse, float2* sums, int64_t count, int32_t head_size,
                         int32_t lanes) {
  const int64_t at = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) / lanes;
  float sum = 0;
  if (at < count) {
    for (int32_t d = threadIdx.x % lanes * STEP; d < head_size; d += lanes * STEP) {
      sum += dot_some<STEP>(dy + at * head_size + d, y + at * head_size + d);
    }
  }
  for (int32_t by = lanes / 2; by > 0; by /= 2) sum += __shfl_xor_sync(kAll, sum, by);
  if (at < count && threadIdx.x % lanes == 0) sums[at] = make_float2(-kLog2e * lse[at], sum);
}

// ---- launchers ----

template <typename L>
ts_status backward_in_tiles(ts_context* context, const ts_batch& batch, Backward<bf16> b, int32_t longest) {
  constexpr int kWarps = 4;
  // As much of a row's side as registers hold: more would spill.
  constexpr int kKeyTimes = 1, kKeyPart = L::kSteps < 4 ? 32 : 16;
  constexpr int kQueryTimes = L::kNarrow || L::kSteps > 4 ? 1 : 2, kQueryPart = L::kSteps < 3 ? 32 : 16;
  const int64_t sequences = batch.sequence_count;
  const auto key_tiles = key_gradients<L, kKeyTimes, kWarps, kKeyPart>;
  b.forward.tiles = ceil_div(longest, kWarps * kKeyTimes * 16);
  b.forward.groups = ceil_div(b.forward.shape.kv_heads, L::kHeads);
  TS_LAUNCH(context, key_tiles, static_cast<unsigned>(sequences * b.forward.groups * b.forward.tiles), kWarps * kWarp,
            (keys_shared<L, kKeyTimes, kWarps>()), b);
  const auto query_tiles = query_gradients<L, kQueryTimes, kWarps, kQueryPart>;
  b.forward.tiles = ceil_div(longest, kWarps * kQueryTimes * 16);
  b.forward.groups = ceil_div(b.forward.shape.heads, L::kHeads);
  TS_LAUNCH(context, query_tiles, static_cast<unsigned>(sequences * b.forward.groups * b.forward.tiles), kWarps * kWarp,
            (queries_shared<L, kQueryTimes, kWarps>()), b);
  return TS_OK;
}

bool backward_whole_if_small(ts_context* context, const ts_batch& batch, const ts_attention_backward& p,
                             const Backward<bf16>& b, int32_t longest, ts_status& status) {
  const int HD = p.shape.head_size;
  if (HD == 4) return try_whole<Whole<4, 2, 2>>(context, batch, p, b, longest, status);
  if (HD == 8) return try_whole<Whole<8, 2, 2>>(context, batch, p, b, longest, status);
  if (HD != 16) return false;
  return try_whole<Whole<16, 2, 1>>(context, batch, p, b, longest, status) ||
         try_whole<Whole<16, 1, 1>>(context, batch, p, b, longest, status);
}

// Whether heads of such a size go by the products of a warpgroup, where they can.
bool by_groups(int32_t HD) {
  static const bool wanted = choice("ATTENTION_WIDE_BACKWARD", 1) != 0;
  return wanted && HD > 16 && HD <= 64;
}

template <typename T>
ts_status launch_backward(ts_context* context, const ts_attention_backward& p, float2* sums) {
  const ts_batch& batch = *p.batch;
  const int32_t longest = longest_sequence(batch), HD = p.shape.head_size;
  if (longest <= 0) return TS_OK;
  Backward<T> b = {};
  b.forward = attention_of<T>(batch, p.shape, p.qkv);
  b.dy = reinterpret_cast<const T*>(p.dy);
  b.sums = sums;
  b.d_qkv = reinterpret_cast<T*>(p.d_qkv);

  ts_status status = TS_OK;
  if constexpr (sizeof(T) == 2) {
    const bool aligned = aligned16(p.qkv, p.y, p.dy, p.d_qkv);
    const bool groups = aligned && by_groups(HD) && takes_work(context, p.shape, longest);
    const bool lines = aligned && by_lines(HD) && takes_lines(context, p.shape, longest);
    const bf16* const y = reinterpret_cast<const bf16*>(p.y);
    if (groups) {
      RowSums rows = {};
      status = sum_rows(context, batch, b, y, p.lse, sums, longest, &rows);
      if (status == TS_OK) status = backward_by_groups(context, batch, b, rows, longest);
    } else if (lines) {
      status = backward_by_lines(context, batch, b, y, p.lse);
    }
    if (groups || lines || backward_whole_if_small(context, batch, p, b, longest, status)) {
      if (status == TS_OK && p.shape.rope_theta != 0) status = rotate(context, batch, p.shape, b.d_qkv, true);
      return status;
    }
  }
  const bool fours = sizeof(T) == 2 && HD % 4 == 0;
  const auto sum_rows = fours ? row_sums<T, sizeof(T) == 2 ? 4 : 1> : row_sums<T, 1>;
  int32_t lanes = 1;
  while (lanes < kWarp && lanes * (fours ? 4 : 1) < HD) lanes *= 2;
  const int64_t count = static_cast<int64_t>(batch.rows) * p.shape.heads;
  TS_LAUNCH(context, sum_rows, static_cast<unsigned>(ceil_div(count * lanes, 256)), 256, 0, b.dy,
            reinterpret_cast<const T*>(p.y), p.lse, sums, count, HD, lanes);

  bool tiled = false;
  if constexpr (sizeof(T) == 2) {
    tiled = with_tile(HD, [&](auto tile) {
      using L = decltype(tile);
      status = backward_in_tiles<L>(context, batch, b, longest);
    });
  }
  if (!tiled) status = backward_plainly(context, batch, b, longest);
  if (status == TS_OK && p.shape.rope_theta != 0) status = rotate(context, batch, p.shape, b.d_qkv, true);
  return status;
}

}  // namespace

ts_status attention_backward(ts_context* context, const ts_attention_backward* p, ts_workspace* workspace) {
  const int32_t HD = p->shape.head_size;
  if (HD > kMaxHead) {
    return failed(context, TS_UNSUPPORTED, "head size %d: this backend supports up to %d", HD, kMaxHead);
  }
  if (!workspace->base) {
    const ts_batch& batch = *p->batch;
    const int64_t rows = by_groups(HD) ? RowSums::rows_of(batch.rows, batch.sequence_count) : batch.rows;
    workspace->bytes = static_cast<size_t>(rows) * p->shape.heads * sizeof(float2);
    return TS_OK;
  }
  float2* const sums = static_cast<float2*>(workspace->base);
  return computes_bf16(context) ? launch_backward<bf16>(context, *p, sums) : launch_backward<float>(context, *p, sums);
}

}  // namespace ts::cuda
