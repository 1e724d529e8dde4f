// What the file of an operation works with: its context's settings, parameters in the kind that products read, and
// launches that fail as a status with the kernel's name.
#pragma once
#include <stdint.h>

#include <utility>

#include "cuda/bf16.h"
#include "cuda/platform.h"
#include "program/backend.h"

namespace ts::cuda {

// Notes why an operation failed and returns `status`.
ts_status failed(ts_context* context, ts_status status, const char* format, ...) __attribute__((format(printf, 3, 4)));
// The status of a CUDA call; `what` was tried.
ts_status checked(ts_context* context, cudaError_t error, const char* what);

cudaStream_t stream_of(const ts_context* context);
bool computes_bf16(const ts_context* context);      // else float32
int32_t processors_of(const ts_context* context);   // multiprocessors
size_t shared_limit(const ts_context* context);     // bytes a block may have
int32_t capability_of(const ts_context* context);   // 90: 9.0
const ts_variables* variables_of(const ts_context* context);  // device memory

// Where a parameter stands: float32 as it is, or its copy in bfloat16, made anew when the arena has changed. A copy
// lies at the same offsets as its source. nullptr (with a message) when there is no memory.
const float* parameter_floats(const ts_parameter& parameter);
const bf16* parameter_bf16(ts_context* context, const ts_parameter& parameter);
template <typename T>
const T* parameter_as(ts_context* context, const ts_parameter& parameter) {
  if constexpr (sizeof(T) == 4) {
    (void)context;
    return parameter_floats(parameter);
  } else {
    return parameter_bf16(context, parameter);
  }
}
// Both kinds of an arena, for the optimizer; the copy is nullptr when nobody has one.
float* arena_floats(ts_weights* weights);
bf16* arena_bf16(ts_weights* weights);

ts_status before_launch(ts_context* context, const void* kernel, const char* name, size_t shared);
ts_status after_launch(ts_context* context);

template <typename... Parameters, typename... Arguments>
ts_status launch(ts_context* context, const char* name, void (*kernel)(Parameters...), dim3 grid, dim3 block,
                 size_t shared, Arguments&&... arguments) {
  if (grid.x == 0 || grid.y == 0 || grid.z == 0) return TS_OK;
  const ts_status status = before_launch(context, reinterpret_cast<const void*>(kernel), name, shared);
  if (status != TS_OK) return status;
#ifdef TS_SIMT
  simt::launch(stream_of(context), name, grid, block, shared, kernel, static_cast<Parameters>(arguments)...);
#else
  kernel<<<grid, block, shared, stream_of(context)>>>(static_cast<Parameters>(arguments)...);
#endif
  return after_launch(context);
}

// Launches a kernel, or leaves the function with the reason why not. A kernel with template arguments is named first:
// `const auto norm_rows = norm<bf16, 128>; TS_LAUNCH(context, norm_rows, grid, block, 0, ...)`.
#define TS_LAUNCH(context, kernel, grid, block, shared, ...)                                                       \
  do {                                                                                                             \
    const ts_status ts_launch_status = ::ts::cuda::launch(context, #kernel, kernel, grid, block, shared, __VA_ARGS__); \
    if (ts_launch_status != TS_OK) return ts_launch_status;                                                        \
  } while (0)

constexpr int kWarp = 32;
template <typename A, typename B>
__host__ __device__ constexpr auto ceil_div(A a, B b) {
  return (a + b - 1) / b;
}

}  // namespace ts::cuda
