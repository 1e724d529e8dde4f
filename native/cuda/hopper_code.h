// Whether the device runs code that was compiled for Hopper (sm_90a), and whether its driver gives maps of tensors.
#pragma once
#include "cuda/operation.h"
#include "cuda/tensor_maps.h"

namespace ts::cuda {
namespace {

#ifdef TS_SIMT

// They have twins there.
inline bool has_hopper_code() { return true; }
inline bool has_warpgroups(const ts_context*) { return true; }
inline bool has_tensor_maps() { return true; }

#else

// Compiled from PTX of an older architecture, the kernels are there without what they do.
__global__ void whose_code() {}
inline bool has_hopper_code() {
  static const bool has = [] {
    cudaFuncAttributes found = {};
    return cudaFuncGetAttributes(&found, whose_code) == cudaSuccess && found.ptxVersion >= 90;
  }();
  return has;
}
inline bool has_warpgroups(const ts_context* context) { return capability_of(context) == 90 && has_hopper_code(); }
inline bool has_tensor_maps() { return map_encoder() != nullptr; }

#endif

}  // namespace
}  // namespace ts::cuda
