// What launch.cc, runtime.cc and trials.cc share.
#pragma once
#include <stddef.h>

#include "simt/cuda_runtime.h"

namespace simt {

// Notes in words what `error` is about; cudaGetErrorString tells it to the same thread. Returns `error`.
cudaError_t explain(cudaError_t error, const char* format, ...) __attribute__((format(printf, 2, 3)));

// See control.h.
const char* trial(const char* name, const float* in, size_t in_count, float* out, size_t out_count);

}  // namespace simt
