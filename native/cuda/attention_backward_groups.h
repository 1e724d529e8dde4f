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

// What each row and head adds to scores and takes off their gradients. A block has some rows of a sequence and some heads: its
// threads go over pieces of eight numbers as they lie in memory, and then over rows and heads.
constexpr int kSumRows = 32, kSumPieces = 96;  // of a row, some 96: heads are not divided
__global__ void __launch_bounds__(256) sum_rows_of_groups(const bf16* dy, const bf16* y, const float* lse, const ts_sequence* sequences,
                                                          float2* to, int64_t padded, int32_t heads, int32_t head_size, int32_t parts,
                                                          int32_t tiles) {
  constexpr int kThreads = 256, kAtOnce = 4;
  __shared__ float products[kSumRows * (kSumPieces + 8)];  // a head has 8 pieces at most
  const int32_t part = static_cast<int32_t>(blockIdx.x) % parts, tile = static_cast<int32_t>(blockIdx.x) / parts;
  const int32_t sequence = tile / tiles, i0 = tile % tiles * kSumRows, of_head = head_size / 8;
  const ts_sequence s = sequences[sequence];
  const int32_t most = ceil_div(heads, parts), head0 = part * most, count = min(most, heads - head0);
  if (i0 >= ceil_div(s.length, kWorkTile) * kWorkTile || count <= 0) return;
  const int32_t pieces = count * of_head, stride = pieces | 1, rows = min(kSumRows, s.length - i0);
  const int64_t width = static_cast<int64_t>(heads) * head_size, origin = (s.row + i0) * width + head0 * head_size;
  for (int32_t e0 = threadIdx.x; e0 < rows * pieces; e0 += kAtOnce * kThreads) {
    uint4 one[kAtOnce], other[kAtOnce];
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t e = min(e0 + n * kThreads, rows * pieces - 1);
      const int64_t at = origin + e / pieces * width + e % pieces * 8;
      one[n] = *reinterpret_cast<const uint4*>(dy + at);
      other[n] = *reinterpret_cast<const uint4*>(y + at);
    }
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t e = e0 + n * kThreads;
      if (e < rows * pieces) products[e / pieces * stride + e % pieces] = dot_eight(one[n], other[n]);
    }
  }
  __syncthreads();
  for (int32_t e = threadIdx.x; e < kSumRows * count; e += kThreads) {
    const int32_t i = e % kSumRows, head = e / kSumRows;
    float sum = 0, shift = -INFINITY;  // whose exponentials are zeros
    if (i < rows) {
      for (int32_t n = 0; n < of_head; n++) sum += products[i * stride + head * of_head + n];
      shift = -kLog2e * lse[static_cast<int64_t>(s.row + i0 + i) * heads + head0 + head];
    }
    to[RowSums::place(padded, head0 + head, sequence, s.row) + i0 + i] = make_float2(shift, sum);
  }
}

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

ts_status backward_by_groups(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y, const float* lse,
                             float2* sums, int32_t longest) {
  const int32_t NH = b.forward.shape.heads, HD = b.forward.shape.head_size;
  const int32_t tiles = ceil_div(longest, kWorkTile) * (kWorkTile / kSumRows);
  if (longest <= 0) return TS_OK;
  const RowSums rows = {sums, RowSums::rows_of(batch.rows, batch.sequence_count)};
  const int32_t parts = ceil_div(NH * (HD / 8), kSumPieces);
  TS_LAUNCH(context, sum_rows_of_groups, static_cast<unsigned>(batch.sequence_count * tiles * parts), 256, 0, b.dy, y, lse,
            b.forward.sequences, sums, rows.rows, NH, HD, parts, tiles);
  if (HD <= 32) return launch_groups<32>(context, batch, b, rows, longest);
  if (HD <= 48) return launch_groups<48>(context, batch, b, rows, longest);
  return launch_groups<64>(context, batch, b, rows, longest);
}

}  // namespace
}  // namespace ts::cuda
