// The gradient of attention by the products of a warpgroup, for heads of 24 to 64 numbers: probabilities are computed
// once, and a block holds the sums of dq for a whole sequence and head in shared memory.
//
// Two warpgroups own keys: one computes probabilities and gradients of scores ("weighs") while the other has its products
// under way ("multiplies"), so that tensor cores and exponentials are both at work. A third makes dq of what they leave in
// shared memory, and has the tiles brought that come next. Their order is that of attention_backward_work.h.
#pragma once
#include "cuda/attention_backward_keys.h"
#include "cuda/attention_backward_queries.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// Blocks take heads of sequences by turns. `tiles`: of the longest sequence.
template <int WIDTH>
__global__ void __launch_bounds__(kWorkThreads, 1) wide_gradients(const __grid_constant__ WorkMaps maps, Backward<bf16> b,
                                                                   const bf16* y, const float* lse, float2* sums,
                                                                   int32_t items, int32_t tiles) {
#ifdef TS_WARPGROUP_CODE
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const Work w(b, items, tiles, shared);
  const int group = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kGroup, 0);
  if (threadIdx.x == 0) prepare_arrivals(w.barriers, kWorkBarriers);
  all_meet();
  if (group == 2) {
    give_registers<88>();
    QueryOwner<WIDTH> owner(b, maps, w, y, lse, sums);
    owner.go();
  } else {
    take_registers<208>();
    KeyOwner<WIDTH, false, false> owner(b, maps, w, group);
    owner.go();
  }
#endif
}

// ---- launchers ----

bool takes_wide(const ts_context* context, const ts_attention_shape& shape, int32_t longest) {
  return takes_work(context, shape, 24, longest);
}

template <int WIDTH>
ts_status launch_wide(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y, const float* lse,
                      float2* sums, int32_t longest) {
  WorkMaps maps = {};
  const ts_status status = make_work_maps(context, batch, b, &maps);
  if (status != TS_OK) return status;
  const auto wide = wide_gradients<WIDTH>;
  const int32_t items = batch.sequence_count * b.forward.shape.heads, tiles = ceil_div(longest, kWorkTile);
  TS_LAUNCH(context, wide, work_blocks(context, batch, items, longest), kWorkThreads, work_shared(tiles), maps, b, y, lse, sums, items,
            tiles);
  return TS_OK;
}

ts_status backward_wide(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y, const float* lse,
                        float2* sums, int32_t longest) {
  const int32_t HD = b.forward.shape.head_size;
  if (longest <= 0) return TS_OK;
  if (HD <= 32) return launch_wide<32>(context, batch, b, y, lse, sums, longest);
  if (HD <= 48) return launch_wide<48>(context, batch, b, y, lse, sums, longest);
  return launch_wide<64>(context, batch, b, y, lse, sums, longest);
}

}  // namespace
}  // namespace ts::cuda
