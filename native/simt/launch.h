// What launch.cc, runtime.cc, streams.cc and trials.cc share.
#pragma once
#include <stddef.h>

#include "simt/cuda_runtime.h"

namespace simt {

// Notes in words what `error` is about; cudaGetErrorString tells it to the same thread. Returns `error`.
cudaError_t explain(cudaError_t error, const char* format, ...) __attribute__((format(printf, 2, 3)));

// What cudaGetLastError tells the same thread. Returns `error`.
cudaError_t remember(cudaError_t error);

// Does the work, or has the stream keep it. A copy by its kind.
cudaError_t submit(cudaStream_t stream, Work work);
cudaError_t submit_copy(cudaStream_t stream, cudaMemcpyKind kind, Work work);

// See control.h.
enum class Lateness { none, all, kernels };
void set_lateness(Lateness wanted);
uint64_t uploads_ahead();
const char* trial(const char* name, const float* in, size_t in_count, float* out, size_t out_count);

}  // namespace simt
