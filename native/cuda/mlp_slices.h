// How the forward pass of mlp_stream.h has slices of weights brought: blocks of 64 x 64 numbers by bulk copies, whose arrival
// a gate tells. In native/simt a warpgroup's threads copy.
#pragma once
#include "cuda/gate.h"
#include "cuda/hopper_code.h"
#include "cuda/mlp_warpgroup.h"

namespace ts::cuda {
namespace {

// A weight, [rows][width].
struct WeightMap {
#ifdef TS_SIMT
  const bf16* base;
  int32_t width;
#else
  CUtensorMap map;
#endif
};

#ifdef TS_HOPPER_KERNELS

// Whether the thread is one of those of its warpgroup that bring weights.
__device__ __forceinline__ bool brings_weights() {
#ifdef TS_SIMT
  return true;
#else
  return thread_asked() % kMakers == 0;
#endif
}

// `rows` rows of 64 numbers from (column, row) on into blocks that follow one another.
template <int rows>
__device__ __forceinline__ void bring_weights(const WeightMap& m, unsigned char* to, int column, int row, Gate gate) {
#ifdef TS_SIMT
  (void)gate;
  for (int i = 0; i < rows; i += kBlockSide) {
    load_weight_block<kMakers>(to + i / kBlockSide * kBlockSize, m.base + int64_t{row + i} * m.width + column, m.width, true,
                               thread_asked() % kMakers);
  }
  cp_async_commit();
  cp_async_wait<0>();
#else
  load_box(shared_address(to), m.map, column, row, shared_address(gate.at));
#endif
}

#endif  // TS_HOPPER_KERNELS

// ---- the host's side ----

// For pieces of `piece_rows` rows of 64 numbers.
inline ts_status make_weight_map(ts_context* context, WeightMap* to, const bf16* base, int32_t rows, int32_t width, int32_t piece_rows) {
#ifdef TS_SIMT
  (void)context, (void)rows, (void)piece_rows;
  *to = {base, width};
  return TS_OK;
#else
  const cuuint64_t sizes[2] = {static_cast<cuuint64_t>(width), static_cast<cuuint64_t>(rows)};
  const cuuint32_t box[2] = {kBlockSide, static_cast<cuuint32_t>(piece_rows)};
  return make_map_of<2>(context, &to->map, base, sizes, box);
#endif
}

}  // namespace
}  // namespace ts::cuda
