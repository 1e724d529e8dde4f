// The host's side of Hopper's products: whether a context has them, maps of matrices, launches.
#pragma once
#include "cuda/choices.h"
#include "cuda/hopper.h"
#include "cuda/hopper_code.h"
#include "cuda/hopper_product.h"
#include "cuda/tensor_maps.h"

namespace ts::cuda {
namespace {

// 0: not at all; 1: every block by itself; 2: clusters of two. In native/simt, where there are no such clusters of these, the
// kernels of all devices are the usual ones.
#ifdef TS_SIMT
constexpr int kUsualCluster = 0, kMostCluster = 1;
#else
constexpr int kUsualCluster = 1, kMostCluster = 2;
#endif
inline int hopper_cluster(const ts_context* context) {
  const int wanted = choice("HOPPER", kUsualCluster);
  if (wanted <= 0 || capability_of(context) != 90 || shared_limit(context) < kHopperShared) return 0;
  if (!has_tensor_maps() || !has_hopper_code()) return 0;
  return wanted > kMostCluster ? kMostCluster : wanted;
}
inline int hopper_lag() {
  static const int steps = choice("HOPPER_LAG", 2);
  return steps < 0 ? 0 : steps > 3 ? 3 : steps;
}

// Boxes of 64 x 64 out of `rows` rows of `width` numbers.
inline ts_status make_map(ts_context* context, CUtensorMap* map, const bf16* base, int64_t rows, int64_t width) {
  const cuuint64_t sizes[2] = {static_cast<cuuint64_t>(width), static_cast<cuuint64_t>(rows)};
  const cuuint32_t box[2] = {64, 64};
  return make_map_of<2>(context, map, base, sizes, box);
}

// One segment, one part, one split.
inline void plan_whole(HopperPlan& plan, int32_t m, int32_t n, int32_t k, int cluster, int32_t cols = kHopperCols) {
  plan.m_tiles = ceil_div(m, kHopperRows * cluster);
  plan.n_tiles = ceil_div(n, cols);
  plan.splits = 1;
  plan.steps = plan.split_steps = ceil_div(k, kHopperDepth);
  plan.lag = hopper_lag();
  for (int i = 0; i < TS_MAX_PARTS; i++) {
    plan.segment_end[i] = plan.steps;
    plan.segment_start[i] = 0;
    plan.part_end[i] = plan.n_tiles;
  }
}

// `together`: they wait for one another, so they are launched at once or not at all.
template <class... Parameters, class... Arguments>
ts_status launch_blocks(ts_context* context, const char* name, void (*kernel)(Parameters...), int32_t blocks, int cluster, bool together,
                        const Arguments&... arguments) {
  const ts_status status = before_launch(context, reinterpret_cast<const void*>(kernel), name, kHopperShared);
  if (status != TS_OK) return status;
#ifdef TS_SIMT
  (void)cluster;
  const int32_t at_once = together ? blocks : 1;
  simt::launch_clusters(stream_of(context), name, static_cast<unsigned>(at_once), static_cast<unsigned>(blocks / at_once), kHopperThreads,
                        kHopperShared, kernel, static_cast<Parameters>(arguments)...);
  return after_launch(context);
#else
  cudaLaunchAttribute attributes[2] = {};
  cudaLaunchConfig_t config = {};
  if (cluster > 1) {
    cudaLaunchAttribute& a = attributes[config.numAttrs++];
    a.id = cudaLaunchAttributeClusterDimension;
    a.val.clusterDim.x = static_cast<unsigned>(cluster);
    a.val.clusterDim.y = a.val.clusterDim.z = 1;
  }
  if (together) {
    cudaLaunchAttribute& a = attributes[config.numAttrs++];
    a.id = cudaLaunchAttributeCooperative;
    a.val.cooperative = 1;
  }
  config.gridDim = dim3(static_cast<unsigned>(blocks));
  config.blockDim = dim3(kHopperThreads);
  config.dynamicSmemBytes = kHopperShared;
  config.stream = stream_of(context);
  config.attrs = attributes;
  const cudaError_t error = cudaLaunchKernelEx(&config, kernel, static_cast<Parameters>(arguments)...);
  return error == cudaSuccess ? after_launch(context) : checked(context, error, "launching a kernel");
#endif
}

template <int cols, bool a_across, bool b_across, int cluster, class Result>
ts_status launch_hopper_in(ts_context* context, const HopperPlan& plan, const Result& result) {
  const int32_t items = plan.m_tiles * plan.n_tiles * plan.splits, room = processors_of(context) / cluster;
  return launch_blocks(context, "multiply_hopper", multiply_hopper<cols, a_across, b_across, cluster, Result>,
                       (items < room ? items : room) * cluster, cluster, false, plan, result);
}
template <bool a_across, bool b_across, class Result>
ts_status launch_hopper(ts_context* context, const HopperPlan& plan, const Result& result) {
  if constexpr (kMostCluster > 1) {
    if (hopper_cluster(context) > 1) return launch_hopper_in<kHopperCols, a_across, b_across, 2>(context, plan, result);
  }
  return launch_hopper_in<kHopperCols, a_across, b_across, 1>(context, plan, result);
}

}  // namespace
}  // namespace ts::cuda
