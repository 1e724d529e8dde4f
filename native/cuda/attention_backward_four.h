// The gradient of attention by the products of a warpgroup, as attention_backward_wide.h has it, with a role less for each:
// one warpgroup only adds up dq, a fourth only has tiles brought. What is added to scores is made before, by a kernel of
// its own, and comes with the tiles.
//
// Heads of 8 to 64 numbers. Of narrow ones, whose products take little time, both groups that own keys weigh at the same
// time and multiply at the same time, and dq of both is made while they multiply.
#pragma once
#include "cuda/attention_backward_add.h"
#include "cuda/attention_backward_bring.h"
#include "cuda/attention_backward_keys.h"

namespace ts::cuda {
namespace {

constexpr int kFourThreads = 4 * kGroup;
constexpr int kTogetherUpTo = 32;  // numbers of a head

// ---- kernels ----

// A block makes the sums of a tile of a sequence's rows for all heads; eight lanes for each, with eight numbers.
__global__ void __launch_bounds__(256) work_row_sums(const bf16* dy, const bf16* y, const float* lse, const ts_sequence* sequences,
                                                     float2* to, int64_t padded, int32_t heads, int32_t head_size, int32_t tiles) {
  constexpr int kLanes = 8, kUnits = 256 / kLanes, kAtOnce = 4;
  const int32_t sequence = static_cast<int32_t>(blockIdx.x) / tiles, i0 = static_cast<int32_t>(blockIdx.x) % tiles * kWorkTile;
  const ts_sequence s = sequences[sequence];
  if (i0 >= s.length) return;
  const int32_t chunk = threadIdx.x % kLanes, count = kWorkTile * heads;
#pragma unroll 1
  for (int32_t unit0 = threadIdx.x / kLanes; unit0 < count; unit0 += kAtOnce * kUnits) {
    uint4 one[kAtOnce], other[kAtOnce];
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t unit = unit0 + n * kUnits, i = i0 + unit / heads;
      one[n] = other[n] = make_uint4(0, 0, 0, 0);
      if (unit >= count || i >= s.length || chunk * 8 >= head_size) continue;
      const int64_t at = (static_cast<int64_t>(s.row + i) * heads + unit % heads) * head_size + chunk * 8;
      one[n] = *reinterpret_cast<const uint4*>(dy + at);
      other[n] = *reinterpret_cast<const uint4*>(y + at);
    }
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t unit = unit0 + n * kUnits, i = i0 + unit / heads, head = unit % heads;
      float sum = dot_eight(one[n], other[n]);
#pragma unroll
      for (int by = 1; by < kLanes; by *= 2) sum += __shfl_xor_sync(kAll, sum, by);
      if (unit >= count || chunk != 0) continue;
      const float shift = i < s.length ? -kLog2e * lse[static_cast<int64_t>(s.row + i) * heads + head] : -INFINITY;
      to[RowSums::place(padded, head, sequence, s.row) + i] = make_float2(shift, sum);
    }
  }
}

// Blocks take heads of sequences by turns. `tiles`: of the longest sequence.
template <int WIDTH>
__global__ void __launch_bounds__(kFourThreads, 1) four_gradients(const __grid_constant__ WorkMaps maps, Backward<bf16> b,
                                                                   RowSums sums, int32_t items, int32_t tiles) {
#ifdef TS_WARPGROUP_CODE
  constexpr bool kTogether = WIDTH <= kTogetherUpTo;
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const Work w(b, items, tiles, shared);
  const int group = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kGroup, 0);
  if (threadIdx.x == 0) prepare_arrivals(w.barriers, kWorkBarriers);
  all_meet();
  if (group == 3) {
    give_registers<40>();
    const Bringer<kTogether> bringer(maps, w, sums);
    bringer.go();
  } else if (group == 2) {
    give_registers<72>();
    QueryAdder<WIDTH, kTogether> adder(b, maps, w);
    adder.go();
  } else {
    take_registers<200>();
    KeyOwner<WIDTH, true, kTogether> owner(b, maps, w, group);
    owner.go();
  }
#endif
}

// ---- launchers ----

bool takes_four(const ts_context* context, const ts_attention_shape& shape, int32_t longest) {
  return takes_work(context, shape, 8, longest);
}

template <int WIDTH>
ts_status launch_four(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const RowSums& sums, int32_t longest) {
  WorkMaps maps = {};
  const ts_status status = make_work_maps(context, batch, b, &maps);
  if (status != TS_OK) return status;
  const auto four = four_gradients<WIDTH>;
  const int32_t items = batch.sequence_count * b.forward.shape.heads, tiles = ceil_div(longest, kWorkTile);
  TS_LAUNCH(context, four, work_blocks(context, batch, items, longest), kFourThreads, work_shared(tiles), maps, b, sums, items, tiles);
  return TS_OK;
}

ts_status backward_by_four(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y, const float* lse,
                           float2* sums, int32_t longest) {
  const int32_t NH = b.forward.shape.heads, HD = b.forward.shape.head_size, tiles = ceil_div(longest, kWorkTile);
  if (longest <= 0) return TS_OK;
  const RowSums rows = {sums, RowSums::rows_of(batch.rows, batch.sequence_count)};
  TS_LAUNCH(context, work_row_sums, static_cast<unsigned>(batch.sequence_count * tiles), 256, 0, b.dy, y, lse, b.forward.sequences,
            sums, rows.rows, NH, HD, tiles);
  if (HD <= 16) return launch_four<16>(context, batch, b, rows, longest);
  if (HD <= 32) return launch_four<32>(context, batch, b, rows, longest);
  if (HD <= 48) return launch_four<48>(context, batch, b, rows, longest);
  return launch_four<64>(context, batch, b, rows, longest);
}

}  // namespace
}  // namespace ts::cuda
