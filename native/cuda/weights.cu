// Parameter arenas in device memory, with a copy in bfloat16 for those contexts that compute in it.
#include <atomic>
#include <mutex>
#include <new>

#include "cuda/context.h"
#include "cuda/operation.h"

struct ts_weights {
  int device = 0;
  float* data = nullptr;
  int64_t floats = 0;
  std::mutex mutex;  // guards what follows
  ts::cuda::bf16* copy = nullptr;
  bool stale = true;
};

namespace ts::cuda {
namespace {

std::atomic<int64_t> made_copies{0};

// ---- kernels ----

__global__ void round_arena(const float* from, bf16* to, int64_t count) {
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
    store(to + i, from[i]);
  }
}

// ---- launchers ----

// Other contexts may read the copy from streams of their own, so it is finished before anybody is told of it.
ts_status refresh(ts_context* context, ts_weights* weights) {
  std::lock_guard lock(weights->mutex);
  if (!weights->copy) {
    const cudaError_t error = cudaMalloc(reinterpret_cast<void**>(&weights->copy), static_cast<size_t>(weights->floats) * 2);
    if (error != cudaSuccess) {
      weights->copy = nullptr;
      cudaGetLastError();
      return failed(context, TS_OUT_OF_MEMORY, "no memory for %lld bytes of weights in bfloat16",
                    static_cast<long long>(weights->floats) * 2);
    }
    weights->stale = true;
    made_copies++;
  }
  if (!weights->stale) return TS_OK;
  const int64_t blocks = ceil_div(weights->floats, 256);
  TS_LAUNCH(context, round_arena, static_cast<unsigned>(blocks < 65536 ? blocks : 65536), 256, 0, weights->data, weights->copy,
            weights->floats);
  const ts_status status = checked(context, cudaStreamSynchronize(context->stream), "rounding the weights to bfloat16");
  weights->stale = status != TS_OK;
  return status;
}

}  // namespace

ts_weights* weights_create(int32_t device, int64_t floats) {
  ts_weights* const weights = new (std::nothrow) ts_weights;
  if (!weights) return nullptr;
  weights->device = device;
  weights->floats = floats;
  const size_t bytes = static_cast<size_t>(floats) * sizeof(float);
  if (cudaSetDevice(device) == cudaSuccess && cudaMalloc(reinterpret_cast<void**>(&weights->data), bytes ? bytes : 1) == cudaSuccess &&
      cudaMemset(weights->data, 0, bytes) == cudaSuccess && cudaDeviceSynchronize() == cudaSuccess) {
    return weights;
  }
  cudaGetLastError();
  weights_destroy(weights);
  return nullptr;
}

void weights_destroy(ts_weights* weights) {
  if (!weights) return;
  cudaSetDevice(weights->device);
  cudaFree(weights->copy);
  cudaFree(weights->data);
  delete weights;
}

int64_t copies_made() { return made_copies; }

float* weights_data(ts_weights* weights) { return weights->data; }

void weights_changed(ts_weights* weights) {
  std::lock_guard lock(weights->mutex);
  weights->stale = true;
}

float* arena_floats(ts_weights* weights) { return weights->data; }
bf16* arena_bf16(ts_weights* weights) { return weights->copy; }

const float* parameter_floats(const ts_parameter& parameter) { return parameter.weights->data + parameter.offset; }

const bf16* parameter_bf16(ts_context* context, const ts_parameter& parameter) {
  ts_weights* const weights = parameter.weights;
  bool known = false;
  for (const ts_weights* one : context->weights) known = known || one == weights;
  if (!known) context->weights.push_back(weights);
  // While work is being recorded nothing else may run; repeat_begin has made the copies fresh.
  if (!context->recording || !context->recording->seen) {
    if (refresh(context, weights) != TS_OK) return nullptr;
  }
  return weights->copy + parameter.offset;
}

ts_status refresh_copies(ts_context* context) {
  for (ts_weights* weights : context->weights) {
    const ts_status status = refresh(context, weights);
    if (status != TS_OK) return status;
  }
  return TS_OK;
}

}  // namespace ts::cuda
