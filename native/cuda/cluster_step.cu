// The kernel of cluster_step.h, and how its work and its memory are shared out.
#include "cuda/cluster_step.h"

#include <algorithm>

#include "cuda/cluster_attention.h"
#include "cuda/cluster_products.h"
#include "cuda/hopper_maps.h"
#include "cuda/row_norm.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// ---- computing: the first warpgroup ----

// Rows of the token embedding, as embedding.cu adds them; what is read comes for several places of a thread at once.
__device__ __forceinline__ void embed(const StepBlock& b) {
  constexpr int kEight = 8, kAtOnce = 4;
  const DecodingStep& step = b.step;
  const int in_row = step.width / kEight, count = b.rows * in_row;
#pragma unroll 1
  for (int first = step_thread(); first < count; first += kAtOnce * kStepGroup) {
    float sum[kAtOnce][kEight], place[kAtOnce][kEight];
#pragma unroll
    for (int i = 0; i < kAtOnce; i++) {
      const int at = first + i * kStepGroup, row = at / in_row, column = at % in_row * kEight;
      if (at >= count) continue;
      load_floats<kEight>(step.table + static_cast<int64_t>(step.tokens[b.first_row + row]) * step.width + column, sum[i], true);
      if (step.places) {
        load_floats<kEight>(step.places + static_cast<int64_t>(step.positions[b.first_row + row]) * step.width + column, place[i], true);
      }
    }
#pragma unroll
    for (int i = 0; i < kAtOnce; i++) {
      const int at = first + i * kStepGroup;
      if (at >= count) continue;
      if (step.places) {
#pragma unroll
        for (int j = 0; j < kEight; j++) sum[i][j] += place[i][j];
      }
      store_pack(b.numbers(b.plan.stream) + at * kEight, packed<bf16>(sum[i]));
    }
  }
}

template <bool WIDE, int LANES, int PACKS>
struct StepComputer {
  static constexpr bool kWideAlone = PACKS > 1;  // heads, for which registers would not do
  const StepBlock& b;
  NormFactors<LANES, PACKS> norm;

  // Of all rows, each by a warp: what is added (which < 0: nothing) becomes part of them; the norm goes to put(row, column, pack).
  template <typename Put>
  __device__ __forceinline__ void make_norms(int which, float epsilon, Put put) {
    const int W = b.step.width;
#pragma unroll 1
    for (int r = step_thread() / kWarp; r < b.rows; r += kGroupWarps) {
      bf16* const stream = b.numbers(b.plan.stream) + r * W;
      const bf16* const added = which < 0 ? nullptr : b.numbers(b.added_place(which, r, 0));
      norm_of_row<LANES, PACKS>(
          stream, added, W, b.step.centred != 0, epsilon, [&](int j, int i) { return make_float2(norm.gain[j][i], norm.bias[j][i]); },
          [&](int column, const Pack<bf16, 8>& sum) { store_pack(stream + column, sum); },
          [&](int column, const Pack<bf16, 8>& y) { put(r, column, y); });
    }
  }
  __device__ __forceinline__ void make_normed(int which, float epsilon) {
    make_norms(which, epsilon, [&](int row, int column, const Pack<bf16, 8>& y) {
      store_pack(b.numbers(b.plan.normed + StepBlock::panel_place(row, column)), y);
    });
    shared_fence();
    b.meet();
  }

  __device__ __forceinline__ void go() {
    RingPlace place;
    Multiplier multiplier = {b, place, 0};
    const int thread = step_thread(), layers = b.step.layers;
    embed(b);
    b.meet();
#pragma unroll 1
    for (int l = 0; l < layers; l++) {
      const StepLayer& layer = b.step.layer[l];
      const auto at_once = [] {};
      norm.load(layer.before_attention.gain, layer.before_attention.bias, b.step.width);
      multiplier.make<WIDE>(
          layer, kQkvPart, b.plan.normed, kQkvCame, TS_IDENTITY,
          [&] {
            if (l > 0) {
              b.await(kDownCame, l - 1);
              if (thread == 0) b.announce();
            }
            make_normed(l > 0 ? 1 : -1, layer.epsilon[0]);
            if (l > 0 && thread < kWarp) b.tell_done();
          },
          [&] { b.await_done(l); }, [&](int row, int column) { return b.qkv_place(row, column); });

      b.await(kQkvCame, l);
      if (kWideAlone || (WIDE && b.step.wide_heads)) {
        WideHeads(b, layer, place).go();
      } else if (b.step.head_size == 8) {
        NarrowHeads<8>{b, layer, place}.go();
      } else {
        NarrowHeads<16>{b, layer, place}.go();
      }

      norm.load(layer.before_mlp.gain, layer.before_mlp.bias, b.step.width);  // long before it is needed
      multiplier.make<WIDE>(
          layer, kOutPart, b.plan.mixed, kOutCame, TS_IDENTITY, [&] { b.await(kMixedCame, l); }, at_once,
          [&](int row, int column) { return b.added_place(0, row, column); });
      multiplier.make<WIDE>(
          layer, kUpPart, b.plan.normed, kMiddleCame, b.step.activation,
          [&] {
            b.await(kOutCame, l);
            make_normed(0, layer.epsilon[1]);
          },
          at_once, [&](int row, int column) { return b.plan.middle + StepBlock::panel_place(row, column); });
      multiplier.make<WIDE>(
          layer, kDownPart, b.plan.middle, kDownCame, TS_IDENTITY, [&] { b.await(kMiddleCame, l); }, at_once,
          [&](int row, int column) { return b.added_place(1, row, column); });
    }

    norm.load(b.step.last.gain, b.step.last.bias, b.step.width);
    b.await(kDownCame, layers - 1);  // also where nothing follows: what is on its way needs a place to come to
    if (b.rank > 0) return;
    make_norms(1, b.step.last_epsilon, [&](int row, int column, const Pack<bf16, 8>& y) {
      store_pack(b.step.out + static_cast<int64_t>(b.first_row + row) * b.step.width + column, y);
    });
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

// WIDE: products as Hopper's kernels form them. A warp's norms as RowLayout<LANES, PACKS, ...>.
template <bool WIDE, int LANES, int PACKS>
__global__ void __launch_bounds__(kStepThreads, 1)
    cluster_step(const __grid_constant__ DecodingStep step, const __grid_constant__ ClusterPlan plan) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, given);
  const int rank = static_cast<int>(cluster_rank()), first_row = step_cluster(plan.blocks) * plan.each;
#ifdef TS_SIMT
  unsigned char* const own = given + static_cast<size_t>(rank) * kHopperShared;
#else
  unsigned char* const own = given;
#endif
  const StepBlock b = {step, plan, own + (-reinterpret_cast<uintptr_t>(own) & 1023), rank, first_row, min(plan.each, plan.rows - first_row)};
  if (step_thread() == 0) {
    for (int i = 0; i < kComings; i++) barrier_init(b.came(i), 1);
    barrier_init(b.barrier(kDoneBarrier), static_cast<uint32_t>(plan.blocks));
    for (int i = 0; i < plan.stages; i++) {
      barrier_init(b.full(i), kGroupWarps);
      barrier_init(b.empty(i), kGroupWarps);
    }
    barrier_init_fence();
    b.announce();
  }
  cluster_sync();
  if (step_thread() < kStepGroup) {
    StepComputer<WIDE, LANES, PACKS> computer = {b, {}};
    computer.go();
  } else {
    Bringer bringer = {b, step_thread() - kStepGroup, {}};
    bringer.go();
  }
  cluster_sync();  // a block is there as long as others write to it
#endif
}

// ---- sharing out ----

constexpr int32_t kUsualBlocks = 16, kMostBlocks = 16, kMostBrought = 24;

// Where a block has what, for so many rows; no stages: there is no room.
ClusterPlan lay_out(const DecodingStep& step, int32_t blocks, int32_t each) {
  ClusterPlan plan = {};
  const int32_t W = step.width, F = step.middle;
  int32_t used = 0;
  const auto take = [&](int32_t bytes) {
    const int32_t at = used;
    used += (bytes + 1023) / 1024 * 1024;
    return at;
  };
  plan.blocks = blocks;
  plan.each = each;
  plan.stream = take(each * W * 2);
  plan.normed = take(W / kBlockSide * kPanelBytes);
  plan.qkv = take(each * 3 * W * 2);
  plan.mixed = take(W / kBlockSide * kPanelBytes);
  for (int32_t& at : plan.added) at = take(each * W * 2);
  plan.middle = take(F / kBlockSide * kPanelBytes);
  plan.query = take(step.wide_heads ? kBlockSize : 0);
  plan.staging = take(3 * kClusterRows * kBlockSide * 2);
  plan.scores = take(kGroupWarps * 2 * kKeyTile * 4);
  plan.barriers = take((kRingBarriers + 2 * kMostBrought) * 8);
  plan.ring = take(0);
  const int32_t room = static_cast<int32_t>(kHopperShared) - (1024 - 128) - used;
  plan.stages = std::min(kMostBrought, room / kBlockSize);
  if (plan.stages < kLeastStages) plan.stages = 0;
  return plan;
}

template <typename Run>
auto with_kernel(const DecodingStep& step, Run run) {
  if (!step.wide_products) return run(cluster_step<false, 16, 1>);
  if (step.width <= 256) return run(cluster_step<true, 32, 1>);
  if (step.width <= 512) return run(cluster_step<true, 32, 2>);
  if (step.width <= 768) return run(cluster_step<true, 32, 3>);
  return run(cluster_step<true, 32, 4>);
}

bool suits(ts_context* context, const DecodingStep& step) {
  if (!has_warpgroups(context) || shared_limit(context) < kHopperShared) return false;
  if (step.width % kBlockSide != 0 || step.middle % kBlockSide != 0 || step.width > 1024) return false;
  if (step.heads * step.head_size != step.width || !aligned16(step.table, step.places)) return false;
  for (int32_t l = 0; l < step.layers; l++) {
    // A product's parts have biases together or none has: what is added where one has none is another zero.
    const StepProduct(&qkv)[3] = step.layer[l].qkv;
    if (!qkv[0].bias != !qkv[1].bias || !qkv[0].bias != !qkv[2].bias) return false;
  }
  if (step.wide_products ? step.activation != TS_GELU_TANH && step.activation != TS_IDENTITY : step.width != 128) return false;
  return step.wide_heads ? step.wide_products && step.head_size >= 48 && step.head_size <= 64 && step.head_size % 8 == 0
                         : step.width <= 256 && (step.head_size == 8 || step.head_size == 16);
}

#ifdef TS_SIMT

int32_t clusters_at_once(ts_context*, const DecodingStep&, int32_t) { return 2; }

#else

cudaLaunchConfig_t configuration(ts_context* context, int32_t blocks, int32_t clusters, cudaLaunchAttribute* attribute) {
  attribute->id = cudaLaunchAttributeClusterDimension;
  attribute->val.clusterDim.x = static_cast<unsigned>(blocks);
  attribute->val.clusterDim.y = attribute->val.clusterDim.z = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(static_cast<unsigned>(blocks * clusters));
  config.blockDim = dim3(kStepThreads);
  config.dynamicSmemBytes = kHopperShared;
  config.stream = stream_of(context);
  config.attrs = attribute;
  config.numAttrs = 1;
  return config;
}

// 0: the device has no such clusters.
int32_t clusters_at_once(ts_context* context, const DecodingStep& step, int32_t blocks) {
  return with_kernel(step, [&](auto kernel) {
    cudaLaunchAttribute attribute;
    const cudaLaunchConfig_t config = configuration(context, blocks, 1, &attribute);
    int found = 0;
    const bool asked = cudaFuncSetAttribute(kernel, cudaFuncAttributeNonPortableClusterSizeAllowed, 1) == cudaSuccess &&
                       cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(kHopperShared)) == cudaSuccess &&
                       cudaOccupancyMaxActiveClusters(&found, kernel, &config) == cudaSuccess;
    cudaGetLastError();
    return asked ? found : 0;
  });
}

#endif

}  // namespace

// ---- launchers ----

ClusterPlan plan_cluster_step(ts_context* context, const DecodingStep& step, int32_t rows) {
  ClusterPlan plan = {};
  if (!suits(context, step)) return plan;
  const int32_t blocks = std::min(std::max(choice("DECODE_BLOCKS", kUsualBlocks), 1), kMostBlocks);
  const int32_t found = clusters_at_once(context, step, blocks);
  if (found == 0) return plan;
  // Every cluster reads all weights: so many that they wait for the second cache no longer than for one another.
  constexpr int64_t kMostBytes = int64_t{64} << 20;  // of a layer, by all
  const int64_t layer_bytes = (int64_t{4} * step.width + int64_t{2} * step.middle) * step.width * 2;
  const int32_t few = static_cast<int32_t>(std::max<int64_t>(1, kMostBytes / layer_bytes));
  const int32_t wanted = std::min({found, few, std::max(1, choice("DECODE_CLUSTERS", found))});
  for (int32_t each = std::min(ceil_div(rows, wanted), kClusterRows); each > 0 && ceil_div(rows, each) <= found; each--) {
    plan = lay_out(step, blocks, each);
    plan.rows = rows;
    if (plan.stages > 0) return plan;
  }
  return {};
}

ts_status launch_cluster_step(ts_context* context, const DecodingStep& step, const ClusterPlan& plan) {
  const int32_t clusters = ceil_div(plan.rows, plan.each);
  return with_kernel(step, [&](auto kernel) {
    const ts_status status = before_launch(context, reinterpret_cast<const void*>(kernel), "cluster_step", kHopperShared);
    if (status != TS_OK) return status;
#ifdef TS_SIMT
    simt::launch_clusters(stream_of(context), "cluster_step", static_cast<unsigned>(plan.blocks), static_cast<unsigned>(clusters),
                          kStepThreads, kHopperShared, kernel, step, plan);
    return after_launch(context);
#else
    cudaLaunchAttribute attribute;
    const cudaLaunchConfig_t config = configuration(context, plan.blocks, clusters, &attribute);
    const cudaError_t error = cudaLaunchKernelEx(&config, kernel, step, plan);
    return error == cudaSuccess ? after_launch(context) : checked(context, error, "launching a kernel");
#endif
  });
}

}  // namespace ts::cuda
