// The gradient of attention by the products of a warpgroup, for heads of 24 to 64 numbers: probabilities are computed once, and
// a block holds the sums of dq for a whole sequence and head in shared memory.
//
// Two warpgroups own keys: while one computes probabilities and gradients of scores ("weighs") the other has its products under
// way, so that tensor cores and exponentials are both at work. A third adds up dq, a fourth only has tiles brought. What is
// added to scores is made before, by a kernel of its own, and comes with the tiles. Who waits for whom is in
// attention_backward_work.h.
#pragma once
#include "cuda/attention_backward_add.h"
#include "cuda/attention_backward_bring.h"
#include "cuda/attention_backward_keys.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// Blocks take heads of sequences by turns. `tiles`: of the longest sequence.
template <int WIDTH>
__global__ void __launch_bounds__(kWorkThreads, 1) group_gradients(const __grid_constant__ WorkMaps maps, Backward<bf16> b,
                                                                    RowSums sums, int32_t items, int32_t tiles) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const Work w(b, items, tiles, shared);
  const int group = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kGroup, 0);
  if (threadIdx.x == 0) w.prepare();
  __syncthreads();
  if (group == 3) {
    give_registers<40>();
    const Bringer bringer(maps, w, sums);
    bringer.go();
  } else if (group == 2) {
    give_registers<72>();
    QueryAdder<WIDTH> adder(b, maps, w);
    adder.go();
  } else {
    take_registers<200>();
    KeyOwner<WIDTH> owner(b, maps, w, group);
    owner.go();
  }
#endif
}

// ---- launchers ----

template <int WIDTH>
ts_status launch_groups(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const RowSums& sums, int32_t longest) {
  WorkMaps maps = {};
  const ts_status status = make_work_maps(context, batch, b, &maps);
  if (status != TS_OK) return status;
  const auto groups = group_gradients<WIDTH>;
  const int32_t items = batch.sequence_count * b.forward.shape.heads, tiles = ceil_div(longest, kWorkTile);
  TS_LAUNCH(context, groups, work_blocks(context, batch, items, longest), kWorkThreads, work_shared(tiles), maps, b, sums, items, tiles);
  return TS_OK;
}

ts_status backward_by_groups(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const RowSums& rows, int32_t longest) {
  const int32_t HD = b.forward.shape.head_size;
  if (HD <= 32) return launch_groups<32>(context, batch, b, rows, longest);
  if (HD <= 48) return launch_groups<48>(context, batch, b, rows, longest);
  return launch_groups<64>(context, batch, b, rows, longest);
}

}  // namespace
}  // namespace ts::cuda
