// Whether the device runs code that was compiled for Hopper (sm_90a).
#pragma once
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

#ifdef TS_SIMT

// The products of a warpgroup have twins there.
inline bool has_warpgroups(const ts_context*) { return true; }

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

#endif

}  // namespace
}  // namespace ts::cuda
