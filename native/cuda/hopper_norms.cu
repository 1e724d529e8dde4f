#include "cuda/hopper_norms.h"

#include "cuda/hopper_maps.h"
#include "cuda/hopper_norm_gradient.h"
#include "cuda/hopper_normed.h"
#include "cuda/norm.h"

namespace ts::cuda {
namespace {

constexpr int32_t kWidest = kMostTiles * kHopperCols;

// 1: what comes before a norm, 2: norms' gradients; 4: they ask the second cache ahead. None of it has run on a GPU yet, so it is
// not the usual way.
int wanted() { return choice("NORMED", 0); }

// Rows of whole tiles, of such a width.
bool takes_width(const ts_context* context, int32_t n, int32_t k) {
  const int32_t tiles = n / kHopperCols;
  return hopper_cluster(context) == 1 && n % kHopperCols == 0 && n <= kWidest && tiles <= processors_of(context) && k >= 256 &&
         k % 8 == 0;
}
// Blocks, all resident at once: those with the tiles of a row are neighbours.
int32_t blocks_for(const ts_context* context, int32_t m, int32_t tiles) {
  const int32_t room = processors_of(context) / tiles, rows = ceil_div(m, kHopperRows);
  return (rows < room ? rows : room) * tiles;
}
size_t told_bytes(int32_t m, int32_t n) {
  const int32_t tiles = n / kHopperCols;
  if (tiles == 1) return 0;
  return static_cast<size_t>(ceil_div(m, kHopperRows) * kHopperRows) * static_cast<size_t>(tiles) * sizeof(unsigned long long);
}
// Rows of partial sums of the gain's and the bias' gradient: the multiplying warps of all blocks with a row's tiles make one each.
int32_t partials_of(const ts_context* context, const HopperNormGradient& p) {
  const int32_t tiles = p.n / kHopperCols;
  return blocks_for(context, p.m, tiles) / tiles * (2 * kGroupThreads / kWarp);
}
ts_status forget_told(ts_context* context, void* told, int32_t m, int32_t n) {
  const size_t bytes = told_bytes(m, n);
  if (bytes == 0) return TS_OK;
  return checked(context, cudaMemsetAsync(told, kUntoldByte, bytes, stream_of(context)), "filling memory");
}

}  // namespace

bool hopper_takes(const ts_context* context, const HopperNormed& p) {
  return wanted() & 1 && takes_width(context, p.n, p.k) && aligned_rows(p.a, p.k) && aligned_rows(p.weight, 8) &&
         aligned_rows(p.other, p.n) && aligned_rows(p.sum, p.n) && aligned_rows(p.y, p.n) &&
         reinterpret_cast<uintptr_t>(p.gain) % 8 == 0 && reinterpret_cast<uintptr_t>(p.shift) % 8 == 0;
}
size_t hopper_normed_bytes(const HopperNormed& p) { return told_bytes(p.m, p.n); }

ts_status hopper_normed(ts_context* context, const HopperNormed& p, void* workspace) {
  if (p.m <= 0) return TS_OK;
  HopperPlan plan = {};
  plan_whole(plan, p.m, p.n, p.k, 1);
  NormedResult result = {};
  ts_status status = make_map(context, &plan.a, p.a, p.m, p.k);
  if (status == TS_OK) status = make_map(context, &plan.b[0], p.weight, p.n, p.k);
  if (status == TS_OK) status = make_map(context, &result.other, p.other, p.m, p.n);
  if (status == TS_OK) status = make_map(context, &result.sum, p.sum, p.m, p.n);
  if (status == TS_OK) status = make_map(context, &result.y, p.y, p.m, p.n);
  if (status == TS_OK) status = forget_told(context, workspace, p.m, p.n);
  if (status != TS_OK) return status;
  result.bias = part_bias(1, &p.n, &p.bias);
  result.gain = p.gain;
  result.shift = p.shift;
  result.mean = p.mean;
  result.rstd = p.rstd;
  result.rows = {static_cast<unsigned long long*>(workspace), p.m, plan.n_tiles};
  result.m = p.m;
  result.n = p.n;
  result.asks_ahead = wanted() & 4;
  result.share = 1.0f / static_cast<float>(p.n);
  result.tile_share = 1.0f / static_cast<float>(plan.n_tiles);
  result.epsilon = p.epsilon;
  return launch_blocks(context, "multiply_normed", multiply_normed, blocks_for(context, p.m, plan.n_tiles), 1, plan.n_tiles > 1, plan,
                       result);
}

bool hopper_takes(const ts_context* context, const HopperNormGradient& p) {
  if (!(wanted() & 2) || !takes_width(context, p.n, p.k) || !aligned_rows(p.dz, p.k) || !aligned_rows(p.x, p.n) ||
      !aligned_rows(p.d_sum, p.n) || reinterpret_cast<uintptr_t>(p.gain) % 8 != 0) {
    return false;
  }
  for (int i = 0; i < p.count; i++) {
    if (!aligned_rows(p.weight[i], 8) || (p.count > 1 && p.weight_rows[i] % kHopperDepth != 0)) return false;
  }
  return true;
}

size_t hopper_norm_gradient_bytes(const ts_context* context, const HopperNormGradient& p) {
  return told_bytes(p.m, p.n) + static_cast<size_t>(partials_of(context, p)) * 2 * static_cast<size_t>(p.n) * sizeof(float);
}

ts_status hopper_norm_gradient(ts_context* context, const HopperNormGradient& p, void* workspace) {
  if (p.m <= 0) return TS_OK;
  HopperPlan plan = {};
  plan_whole(plan, p.m, p.n, p.k, 1);
  NormGradientResult result = {};
  ts_status status = make_map(context, &plan.a, p.dz, p.m, p.k);
  int32_t start = 0;
  for (int32_t i = 0; i < p.count && status == TS_OK; i++) {
    status = make_map(context, &plan.b[i], p.weight[i], p.weight_rows[i], p.n);
    plan.segment_start[i] = start;
    start += p.weight_rows[i];
    if (i + 1 < p.count) plan.segment_end[i] = start / kHopperDepth;
  }
  if (status == TS_OK) status = make_map(context, &result.x, p.x, p.m, p.n);
  if (status == TS_OK) status = make_map(context, &result.d_sum, p.d_sum, p.m, p.n);
  if (status == TS_OK) status = forget_told(context, workspace, p.m, p.n);
  if (status != TS_OK) return status;
  float* const partial = reinterpret_cast<float*>(static_cast<char*>(workspace) + told_bytes(p.m, p.n));
  result.gain = p.gain;
  result.mean = p.mean;
  result.rstd = p.rstd;
  result.rows = {static_cast<unsigned long long*>(workspace), p.m, plan.n_tiles};
  result.partial = p.d_gain || p.d_bias ? partial : nullptr;
  result.m = p.m;
  result.n = p.n;
  result.asks_ahead = wanted() & 4;
  result.share = 1.0f / static_cast<float>(p.n);
  status = launch_blocks(context, "multiply_norm_gradient", multiply_norm_gradient, blocks_for(context, p.m, plan.n_tiles), 1,
                         plan.n_tiles > 1, plan, result);
  if (status != TS_OK || !result.partial) return status;
  return add_norm_partials(context, partial, partials_of(context, p), p.n, p.d_gain, p.d_bias);
}

}  // namespace ts::cuda
