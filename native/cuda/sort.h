// Rows of a batch in the order of a key of each (their token, their position): a radix sort by digits of eight bits,
// stable, so that the order is a function of the keys alone. Two lists are sorted in the same launches.
#pragma once
#include "cuda/operation.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

constexpr int kSortThreads = 256;
constexpr int kDigits = 256;        // as many as threads
constexpr int kSortRounds = 8;      // of 32 rows, for each warp
constexpr int kSortWarps = kSortThreads / kWarp;
constexpr int kSortRows = kSortThreads * kSortRounds;  // of a block

struct SortList {
  const int32_t* keys;  // [N]
  const int32_t* rows;  // [N] or NULL: the first pass finds the rows in order
  int32_t* keys_to;
  int32_t* rows_to;
  int32_t* counts;  // [kDigits][blocks]: how many rows of a block have a digit; then how many of earlier blocks
  int32_t* totals;  // [kDigits]
};
struct SortLists {
  SortList list[2];
};

// ---- kernels ----

__global__ void __launch_bounds__(kSortThreads) count_digits(SortLists lists, int32_t count, int32_t shift) {
  const SortList list = blockIdx.y == 0 ? lists.list[0] : lists.list[1];
  TS_DYNAMIC_SHARED(int32_t, counts);
  counts[threadIdx.x] = 0;
  __syncthreads();
  const int64_t from = static_cast<int64_t>(blockIdx.x) * kSortRows;
  for (int64_t i = from + threadIdx.x; i < from + kSortRows && i < count; i += kSortThreads) {
    atomicAdd(&counts[list.keys[i] >> shift & (kDigits - 1)], 1);
  }
  __syncthreads();
  list.counts[static_cast<int64_t>(threadIdx.x) * gridDim.x + blockIdx.x] = counts[threadIdx.x];
}

// A warp for each digit: its counts become sums over the blocks before.
__global__ void __launch_bounds__(kSortThreads) add_counts(SortLists lists, int32_t blocks) {
  const SortList list = blockIdx.y == 0 ? lists.list[0] : lists.list[1];
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int64_t digit = static_cast<int64_t>(blockIdx.x) * kSortWarps + threadIdx.x / kWarp;
  int32_t* const counts = list.counts + digit * blocks;
  int32_t total = 0;
  for (int32_t base = 0; base < blocks; base += kWarp) {
    const bool there = base + lane < blocks;
    const int32_t mine = there ? counts[base + lane] : 0, sum = lane_prefix(mine, lane);
    if (there) counts[base + lane] = total + sum - mine;
    total += __shfl_sync(~0u, sum, kWarp - 1);
  }
  if (lane == 0) list.totals[digit] = total;
}

// A row goes behind those of smaller digits, of earlier blocks, of earlier warps, of earlier rounds and lanes.
__global__ void __launch_bounds__(kSortThreads) place_rows(SortLists lists, int32_t count, int32_t shift) {
  const SortList list = blockIdx.y == 0 ? lists.list[0] : lists.list[1];
  TS_DYNAMIC_SHARED(int32_t, shared);
  int32_t* const warp_totals = shared + kSortWarps * kDigits;
  const int lane = static_cast<int>(threadIdx.x) % kWarp, warp = static_cast<int>(threadIdx.x) / kWarp;
  int32_t* const seen = shared + warp * kDigits;
  for (int d = lane; d < kDigits; d += kWarp) seen[d] = 0;
  __syncwarp();
  const int64_t from = static_cast<int64_t>(blockIdx.x) * kSortRows + warp * (kWarp * kSortRounds) + lane;
  int32_t key[kSortRounds], row[kSortRounds], rank[kSortRounds];
#pragma unroll
  for (int round = 0; round < kSortRounds; round++) {
    const int64_t i = from + round * kWarp;
    key[round] = i < count ? list.keys[i] : 0;
    row[round] = i < count && list.rows ? list.rows[i] : static_cast<int32_t>(i);
  }
#pragma unroll
  for (int round = 0; round < kSortRounds; round++) {
    const bool there = from + round * kWarp < count;
    const int digit = key[round] >> shift & (kDigits - 1);
    unsigned same = __ballot_sync(~0u, there);
    for (int bit = 1; bit < kDigits; bit *= 2) {
      const unsigned set = __ballot_sync(~0u, (digit & bit) != 0);
      same &= digit & bit ? set : ~set;
    }
    const int before = __popc(same & ((1u << lane) - 1));
    rank[round] = seen[digit] + before;
    __syncwarp();
    if (there && before == 0) seen[digit] += __popc(same);
    __syncwarp();
  }
  const int32_t total = list.totals[threadIdx.x];
  const int32_t sum = lane_prefix(total, lane);
  if (lane == kWarp - 1) warp_totals[warp] = sum;
  __syncthreads();
  {
    const int digit = static_cast<int>(threadIdx.x);
    int32_t start = sum - total + list.counts[static_cast<int64_t>(digit) * gridDim.x + blockIdx.x];
    for (int w = 0; w < warp; w++) start += warp_totals[w];
    for (int w = 0; w < kSortWarps; w++) {
      const int32_t mine = shared[w * kDigits + digit];
      shared[w * kDigits + digit] = start;
      start += mine;
    }
  }
  __syncthreads();
#pragma unroll
  for (int round = 0; round < kSortRounds; round++) {
    if (from + round * kWarp >= count) continue;
    const int32_t at = seen[key[round] >> shift & (kDigits - 1)] + rank[round];
    list.keys_to[at] = key[round];
    list.rows_to[at] = row[round];
  }
}

// ---- launchers ----

// 32-bit numbers of scratch memory for each list.
inline int64_t sort_scratch(int32_t rows) {
  return 4 * static_cast<int64_t>(rows) + kDigits * (static_cast<int64_t>(ceil_div(rows, kSortRows)) + 1);
}

// Sorts `lists` (1 or 2) lists of `rows` keys below `bound`; sorted[i] gets list i's keys and rows.
inline ts_status sort_rows(ts_context* context, const int32_t* const (&keys)[2], int lists, int32_t rows, int32_t bound,
                           int32_t* const (&scratch)[2], SortList (&sorted)[2]) {
  const int32_t blocks = ceil_div(rows, kSortRows);
  const dim3 grid(static_cast<unsigned>(blocks), static_cast<unsigned>(lists));
  const dim3 digit_grid(kDigits / kSortWarps, static_cast<unsigned>(lists));
  for (int32_t shift = 0, pass = 0; pass == 0 || (shift < 31 && (bound - 1) >> shift > 0); shift += 8, pass++) {
    SortLists work = {};
    for (int i = 0; i < lists; i++) {
      int32_t* const to = scratch[i] + 2 * static_cast<int64_t>(rows) * (pass & 1);
      int32_t* const totals = scratch[i] + 4 * static_cast<int64_t>(rows);
      work.list[i] = {pass ? sorted[i].keys : keys[i], pass ? sorted[i].rows : nullptr, to, to + rows,
                      totals + kDigits, totals};
      sorted[i].keys = to;
      sorted[i].rows = to + rows;
    }
    TS_LAUNCH(context, count_digits, grid, kSortThreads, kDigits * sizeof(int32_t), work, rows, shift);
    TS_LAUNCH(context, add_counts, digit_grid, kSortThreads, 0, work, blocks);
    TS_LAUNCH(context, place_rows, grid, kSortThreads, (kSortWarps * kDigits + kSortWarps) * sizeof(int32_t), work, rows,
              shift);
  }
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
