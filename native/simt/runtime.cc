// The twin of CUDA's runtime (see cuda_runtime.h).
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simt/launch.h"
#include "simt/memory.h"
#include "simt/shared.h"

namespace simt {
namespace {

// Of the thread that asked: everything here is done before the call returns.
thread_local cudaError_t last = cudaSuccess;
thread_local cudaError_t explained = cudaSuccess;
thread_local char words[320] = "";  // about `explained`

bool is_device(const void* memory, size_t bytes) { return memory::within(reinterpret_cast<uintptr_t>(memory), bytes); }

cudaError_t no_device(const char* what, const void* memory, size_t bytes) {
  char where[120];
  memory::describe(reinterpret_cast<uintptr_t>(memory), bytes, where, sizeof where);
  return explain(cudaErrorInvalidValue, "%s %zu bytes %s", what, bytes, where);
}

cudaError_t fill(void* to, int value, size_t bytes) {
  if (!is_device(to, bytes)) return no_device("a fill of", to, bytes);
  memset(to, value, bytes);
  return cudaSuccess;
}

cudaError_t copy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  if (kind != cudaMemcpyDeviceToHost && !is_device(to, bytes)) return no_device("a copy to", to, bytes);
  if (kind != cudaMemcpyHostToDevice && !is_device(from, bytes)) return no_device("a copy from", from, bytes);
  memcpy(to, from, bytes);
  return cudaSuccess;
}

}  // namespace

cudaError_t remember(cudaError_t error) {
  if (error != cudaSuccess) last = error;
  return error;
}

cudaError_t explain(cudaError_t error, const char* format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(words, sizeof words, format, args);
  va_end(args);
  explained = error;
  return error;
}

}  // namespace simt

using simt::remember;

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation: return "cudaErrorMemoryAllocation";
    case cudaErrorLaunchFailure: return "cudaErrorLaunchFailure";
    case cudaErrorInvalidValue: return "cudaErrorInvalidValue";
    case cudaErrorInvalidConfiguration: return "cudaErrorInvalidConfiguration";
    case cudaErrorNotReady: return "cudaErrorNotReady";
    default: return "cudaError";
  }
}
const char* cudaGetErrorString(cudaError_t error) {
  if (error != cudaSuccess && error == simt::explained) return simt::words;
  return error == cudaErrorMemoryAllocation ? "out of memory" : "failed";
}
cudaError_t cudaGetLastError() {
  const cudaError_t error = simt::last;
  simt::last = cudaSuccess;
  return error;
}
cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) { return cudaDriverGetVersion(version); }
cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  *properties = {"fibers", 9, 0, 4, simt::memory::kTotal, simt::kSharedMost};
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) { return device == 0 ? cudaSuccess : cudaErrorInvalidValue; }
cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
  *total = simt::memory::kTotal;
  *free = *total - simt::memory::used();
  return cudaSuccess;
}
cudaError_t cudaMalloc(void** memory, size_t bytes) {
  *memory = simt::memory::allocate(bytes);
  if (!*memory) return remember(simt::explain(cudaErrorMemoryAllocation, "no %zu bytes of device memory are left", bytes));
  memset(*memory, 0xff, bytes);  // no numbers: reads before writes show up
  return cudaSuccess;
}
cudaError_t cudaFree(void* memory) {
  if (!memory || simt::memory::release(memory)) return cudaSuccess;
  return remember(simt::explain(cudaErrorInvalidValue, "cudaFree of %p, where nothing is allocated", memory));
}
// Kernels reach it like device memory, and so it is some.
cudaError_t cudaMallocHost(void** memory, size_t bytes) { return cudaMalloc(memory, bytes); }
cudaError_t cudaFreeHost(void* memory) { return cudaFree(memory); }
cudaError_t cudaMemset(void* to, int value, size_t bytes) { return remember(simt::fill(to, value, bytes)); }
cudaError_t cudaMemsetAsync(void* to, int value, size_t bytes, cudaStream_t stream) {
  return remember(simt::submit(stream, [=] { return simt::fill(to, value, bytes); }));
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return remember(simt::submit_copy(stream, kind, [=] { return simt::copy(to, from, bytes, kind); }));
}
cudaError_t cudaFuncSetAttribute(const void*, cudaFuncAttribute, int value) {
  return static_cast<size_t>(value) <= simt::kSharedMost ? cudaSuccess : cudaErrorInvalidValue;
}
