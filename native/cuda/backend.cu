// The CUDA backend: its table, its contexts, and what it offers to the operations.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <new>

#include "cuda/context.h"
#include "cuda/cublaslt.h"
#include "cuda/interpreter.h"
#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

thread_local char message_of_thread[kThreadMessage] = "";

// Errors after which a device's context answers nothing but them.
bool lasting(cudaError_t error) {
  return error == cudaErrorIllegalAddress || error == cudaErrorLaunchFailure || error == cudaErrorIllegalInstruction ||
         error == cudaErrorMisalignedAddress || error == cudaErrorInvalidAddressSpace || error == cudaErrorInvalidPc ||
         error == cudaErrorHardwareStackError || error == cudaErrorAssert || error == cudaErrorECCUncorrectable ||
         error == cudaErrorLaunchTimeout;
}

ts_status no_context(cudaError_t error, const char* what) {
  int driver = 0, runtime = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&runtime);
  cudaGetLastError();
  if (error == cudaErrorInsufficientDriver || error == cudaErrorNoDevice) {
    if (driver == 0) {
      std::snprintf(message_of_thread, kThreadMessage, "no NVIDIA driver is installed");
    } else if (error == cudaErrorNoDevice) {
      std::snprintf(message_of_thread, kThreadMessage,
                    "the NVIDIA driver shows no GPU (is CUDA_VISIBLE_DEVICES set to hide it?)");
    } else {
      std::snprintf(message_of_thread, kThreadMessage,
                    "the NVIDIA driver supports CUDA %d.%d, this library needs %d.%d; install a newer driver", driver / 1000,
                    driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
    }
    return TS_DEVICE;
  }
  std::snprintf(message_of_thread, kThreadMessage, "%s failed: %s (%s)", what, cudaGetErrorName(error),
                cudaGetErrorString(error));
  return error == cudaErrorMemoryAllocation ? TS_OUT_OF_MEMORY : TS_DEVICE;
}

ts_status devices(ts_device* list, int32_t room, int32_t* count) {
  *count = 0;
  int found = 0;
  cudaError_t error = cudaGetDeviceCount(&found);
  if (error == cudaSuccess && found == 0) error = cudaErrorNoDevice;
  if (error != cudaSuccess) return no_context(error, "looking for GPUs");
  *count = found;
  for (int i = 0; i < found && i < room; i++) {
    cudaDeviceProp properties;
    error = cudaGetDeviceProperties(&properties, i);
    if (error != cudaSuccess) return no_context(error, "asking a GPU what it is");
    list[i] = {};
    std::snprintf(list[i].name, sizeof list[i].name, "%s", properties.name);
    list[i].major = properties.major;
    list[i].minor = properties.minor;
    list[i].processors = properties.multiProcessorCount;
    list[i].memory = static_cast<int64_t>(properties.totalGlobalMem);
    size_t free = 0, total = 0;
    if (cudaSetDevice(i) == cudaSuccess && cudaMemGetInfo(&free, &total) == cudaSuccess) {
      list[i].available = static_cast<int64_t>(free);
    }
  }
  return TS_OK;
}

void context_destroy(ts_context* context) {
  if (!context) return;
  cudaSetDevice(context->device);
  if (context->stream) cudaStreamSynchronize(context->stream);
  forget_recordings(context);
  release_staging(context);
  cublaslt_close(context);
  cudaFree(context->variables);
  if (context->stream) cudaStreamDestroy(context->stream);
  delete context;
}

ts_status context_create(const ts_context_options* options, ts_context** out) {
  *out = nullptr;
  int found = 0;
  cudaError_t error = cudaGetDeviceCount(&found);
  if (error != cudaSuccess || found == 0) return no_context(error == cudaSuccess ? cudaErrorNoDevice : error, "looking for GPUs");
  if (options->device >= found) {
    std::snprintf(message_of_thread, kThreadMessage, "there is no GPU %d; this process sees %d", options->device, found);
    return TS_UNSUPPORTED;
  }
  cudaDeviceProp properties;
  error = cudaGetDeviceProperties(&properties, options->device);
  if (error != cudaSuccess) return no_context(error, "asking a GPU what it is");
  if (properties.major < 8) {
    std::snprintf(message_of_thread, kThreadMessage,
                  "%s has compute capability %d.%d; 8.0 (Ampere) or newer is needed", properties.name, properties.major,
                  properties.minor);
    return TS_UNSUPPORTED;
  }
  if (options->compute != TS_FLOAT32 && options->compute != TS_BF16) {
    std::snprintf(message_of_thread, kThreadMessage, "the CUDA backend computes in float32 or bf16");
    return TS_UNSUPPORTED;
  }
  ts_context* const context = new (std::nothrow) ts_context;
  if (!context) return TS_OUT_OF_MEMORY;
  context->device = options->device;
  context->compute = options->compute;
  context->processors = properties.multiProcessorCount;
  context->shared_limit = properties.sharedMemPerBlockOptin;
  context->capability = properties.major * 10 + properties.minor;
  error = cudaSetDevice(options->device);
  if (error == cudaSuccess) error = cudaStreamCreateWithFlags(&context->stream, cudaStreamNonBlocking);
  if (error == cudaSuccess) error = cudaMalloc(reinterpret_cast<void**>(&context->variables), kVariablesBytes);
  // In the context's own stream: zeros in the usual one could come after what is set next.
  if (error == cudaSuccess) error = cudaMemsetAsync(context->variables, 0, kVariablesBytes, context->stream);
  if (error != cudaSuccess) {
    context_destroy(context);
    return no_context(error, "opening the GPU");
  }
  const ts_status status = cublaslt_open(context);
  if (status != TS_OK) {
    std::snprintf(message_of_thread, kThreadMessage, "%s", context->message);
    context_destroy(context);
    return status;
  }
  *out = context;
  return TS_OK;
}

const char* message(const ts_context* context) { return context ? context->message : message_of_thread; }
int32_t activation_bytes(const ts_context* context) { return context->compute == TS_BF16 ? 2 : 4; }

int64_t available_memory(ts_context* context) {
  size_t free = 0, total = 0;
  if (cudaSetDevice(context->device) != cudaSuccess || cudaMemGetInfo(&free, &total) != cudaSuccess) return 0;
  return static_cast<int64_t>(free);
}

// Streams of their own share the device as it sees fit; decoding gets the higher of its priorities.
void set_priority(ts_context* context, int32_t priority) {
  int least = 0, greatest = 0;
  cudaStream_t stream = nullptr;
  if (priority == 0 || cudaSetDevice(context->device) != cudaSuccess ||
      cudaDeviceGetStreamPriorityRange(&least, &greatest) != cudaSuccess ||
      cudaStreamCreateWithPriority(&stream, cudaStreamNonBlocking, greatest) != cudaSuccess) {
    cudaGetLastError();
    return;
  }
  cudaStreamSynchronize(context->stream);
  cudaStreamDestroy(context->stream);
  context->stream = stream;
}

ts_status set_weight_precision(ts_context* context, ts_precision precision) {
  // bfloat16 is what products read already when the context computes in it.
  if (precision == TS_FLOAT32 || precision == context->compute) return TS_OK;
  return failed(context, TS_UNSUPPORTED, "the CUDA backend keeps weights as it computes (float32 or bf16); %s was asked for",
                precision == TS_INT8 ? "int8" : "bf16");
}

void* context_alloc(ts_context* context, size_t bytes) {
  void* memory = nullptr;
  cudaError_t error = cudaSetDevice(context->device);
  if (error == cudaSuccess) error = cudaMalloc(&memory, bytes ? bytes : 1);
  if (error == cudaSuccess) return memory;
  cudaGetLastError();
  failed(context, TS_OUT_OF_MEMORY, "no memory for %zu bytes on the GPU (%s)", bytes, cudaGetErrorName(error));
  return nullptr;
}

void context_release(ts_context* context, void* memory) {
  if (!memory) return;
  cudaSetDevice(context->device);
  cudaStreamSynchronize(context->stream);
  forget_recordings(context);  // they name this memory
  cudaFree(memory);
}

ts_status zero(ts_context* context, void* to, size_t bytes) {
  if (bytes == 0) return TS_OK;
  if (context->recording && context->recording->listing) context->recording->listing->refuse();
  return checked(context, cudaMemsetAsync(to, 0, bytes, context->stream), "filling with zeros");
}

int32_t key_tile() { return kKeyTile; }

// Brackets what a caller asks of a context.
template <auto function, typename... Args>
ts_status call(ts_context* context, Args... args) {
  context->message[0] = 0;
  if (context->broken) {
    return failed(context, TS_DEVICE, "an earlier failure left the GPU unusable for this process; start it anew");
  }
  const cudaError_t error = cudaSetDevice(context->device);
  if (error != cudaSuccess) return checked(context, error, "choosing the GPU");
  return function(context, args...);
}

// An operation. Between repeat_begin and repeat_end it may become one of a list's instructions.
template <auto function, typename Operation, typename... Workspace>
ts_status operation(ts_context* context, const Operation* p, Workspace*... workspace) {
  Recording* const recording = context->recording;
  const bool states_workspace = (!workspace->base || ...);
  if (recording && recording->listing && !states_workspace) {
    Listing& listing = *recording->listing;
    if (!recording->seen) {
      listing.note(context, *p);
    } else {
      if (listing.take()) return TS_OK;
      const ts_status status = listing.launch(context);
      if (status != TS_OK) return status;
    }
  }
  return function(context, p, workspace...);
}

const ts_backend table = {
    TS_BACKEND_ABI,
    sizeof(ts_backend),
#ifdef TS_SIMT
    "simt",
#else
    "cuda",
#endif
    0,
    TS_REACHES_ALLOCATED,
    devices,
    context_create,
    context_destroy,
    message,
    activation_bytes,
    available_memory,
    set_priority,
    set_weight_precision,
    context_alloc,
    context_release,
    host_alloc,
    host_release,
    call<upload>,
    call<download>,
    call<zero>,
    call<finish>,
    call<mark>,
    call<reach>,
    call<set_variables>,
    call<repeat_begin>,
    call<repeat_end>,
    weights_create,
    weights_destroy,
    weights_data,
    weights_changed,
    key_tile,
    call<operation<embedding, ts_embedding>>,
    call<operation<embedding_backward, ts_embedding_backward, ts_workspace>>,
    call<operation<norm, ts_norm>>,
    call<operation<norm_backward, ts_norm_backward, ts_workspace>>,
    call<operation<linear, ts_linear>>,
    call<operation<linear_backward, ts_linear_backward, ts_workspace>>,
    call<operation<gated_linear, ts_gated_linear, ts_workspace>>,
    call<operation<gated_linear_backward, ts_gated_linear_backward, ts_workspace>>,
    call<operation<attention, ts_attention, ts_workspace>>,
    call<operation<attention_backward, ts_attention_backward, ts_workspace>>,
    call<operation<dropout, ts_dropout>>,
    call<operation<add, ts_add>>,
    call<operation<cross_entropy, ts_cross_entropy, ts_workspace>>,
    call<operation<logits, ts_logits>>,
    call<operation<adamw, ts_adamw, ts_workspace>>,
    mlp_keeps,
    call<operation<mlp, ts_mlp, ts_workspace>>,
    call<operation<mlp_backward, ts_mlp_backward, ts_workspace>>,
    call<operation<linear_norm, ts_linear_norm, ts_workspace>>,
    call<operation<mlp_norm, ts_mlp_norm, ts_workspace>>,
    call<operation<linear_norm_backward, ts_linear_norm_backward, ts_workspace>>,
    call<operation<mlp_norm_backward, ts_mlp_norm_backward, ts_workspace>>,
};

}  // namespace

ts_status failed(ts_context* context, ts_status status, const char* format, ...) {
  va_list args;
  va_start(args, format);
  std::vsnprintf(context->message, sizeof context->message, format, args);
  va_end(args);
  return status;
}

ts_status checked(ts_context* context, cudaError_t error, const char* what) {
  if (error == cudaSuccess) return TS_OK;
  cudaGetLastError();
  context->broken = context->broken || lasting(error);
  return failed(context, error == cudaErrorMemoryAllocation ? TS_OUT_OF_MEMORY : TS_DEVICE,
                "%s failed: %s (%s); the last kernel launched was %s", what, cudaGetErrorName(error),
                cudaGetErrorString(error), context->last_kernel);
}

cudaStream_t stream_of(const ts_context* context) { return context->stream; }
bool computes_bf16(const ts_context* context) { return context->compute == TS_BF16; }
int32_t processors_of(const ts_context* context) { return context->processors; }
size_t shared_limit(const ts_context* context) { return context->shared_limit; }
int32_t capability_of(const ts_context* context) { return context->capability; }
const ts_variables* variables_of(const ts_context* context) { return context->variables; }

ts_status before_launch(ts_context* context, const void* kernel, const char* name, size_t shared) {
  constexpr size_t kWithoutAsking = 48 << 10;
  context->last_kernel = name;
  if (shared <= kWithoutAsking) return TS_OK;
  return checked(context, cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared)),
                 "asking for shared memory");
}

ts_status after_launch(ts_context* context) {
  const cudaError_t error = cudaGetLastError();
  if (error == cudaSuccess) return TS_OK;
  return checked(context, error, "launching a kernel");
}

}  // namespace ts::cuda

extern "C" __attribute__((visibility("default"))) const ts_backend* ts_backend_open() { return &ts::cuda::table; }
