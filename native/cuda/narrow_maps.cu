// Tensor maps for narrow_step.h, by which Hopper copies whole panels without a thread's help.
#include "cuda/context.h"
#include "cuda/narrow_step.h"

#ifndef TS_SIMT
#include "cuda/hopper_maps.h"
#endif

namespace ts::cuda {

#ifdef TS_SIMT

ts_status place_narrow_maps(ts_context*, NarrowStep*, void**) { return TS_OK; }

#else

ts_status place_narrow_maps(ts_context* context, NarrowStep* step, void** memory) {
  constexpr int32_t W = kNarrowWidth, F = kNarrowMiddle;
  if (capability_of(context) != 90 || !map_encoder() || !has_hopper_code()) return TS_OK;
  std::vector<CUtensorMap> maps(static_cast<size_t>(step->layers) * kNarrowMaps);
  for (int32_t l = 0; l < step->layers; l++) {
    const NarrowLayer& layer = step->layer[l];
    const int64_t positions = int64_t{layer.capacity} * layer.slots;
    const struct {
      int at;
      const bf16* base;
      int64_t rows, width;
    } all[kNarrowMaps] = {{kMapQkv, layer.qkv[0].weight, W, W},     {kMapQkv + 1, layer.qkv[1].weight, W, W},
                          {kMapQkv + 2, layer.qkv[2].weight, W, W}, {kMapOut, layer.out.weight, W, W},
                          {kMapUp, layer.up.weight, F, W},          {kMapDown, layer.down.weight, W, F},
                          {kMapKeys, layer.keys, positions, W},     {kMapValues, layer.values, positions, W}};
    for (const auto& one : all) {
      const ts_status status = make_map(context, &maps[static_cast<size_t>(l * kNarrowMaps + one.at)], one.base, one.rows, one.width);
      if (status != TS_OK) return status;
    }
  }
  const size_t bytes = maps.size() * sizeof(CUtensorMap);
  if (cudaMalloc(memory, bytes) != cudaSuccess) {
    cudaGetLastError();
    *memory = nullptr;
    return TS_OK;
  }
  for (int32_t l = 0; l < step->layers; l++) step->layer[l].maps = static_cast<const CUtensorMap*>(*memory) + l * kNarrowMaps;
  return upload(context, *memory, maps.data(), bytes);
}

#endif

}  // namespace ts::cuda
