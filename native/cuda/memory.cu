// Copies between host and device: through pinned memory, in the stream's order, so that neither side waits before
// `finish` or the mark that it wants to reach.
#include <algorithm>
#include <cstring>

#include "cuda/context.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

constexpr size_t kFirst = size_t{1} << 20;
constexpr size_t kMost = size_t{64} << 20;  // what is larger is copied at once, and waited for
constexpr size_t kLine = 256;
constexpr size_t kAhead = size_t{4} << 10;  // uploads of this size may overtake what is under way

Staging& staging_of(ts_context* context, uint64_t mark) { return context->staging[mark % 2]; }
// Through which copies go now, and what was marked last.
Staging& current(ts_context* context) { return staging_of(context, context->marks + 1); }
Staging& marked(ts_context* context) { return staging_of(context, context->marks); }

// Its copies are done, or never will be.
void settle(Staging& staging, bool done) {
  for (const Delivery& delivery : staging.deliveries) {
    if (done) std::memcpy(delivery.to, staging.base + delivery.staged, delivery.bytes);
  }
  staging.deliveries.clear();
  staging.used = 0;
  staging.mark = 0;
}

ts_status wait_for(ts_context* context, Staging& staging) {
  const ts_status status = checked(context, cudaEventSynchronize(staging.done), "the work that was asked for");
  settle(staging, status == TS_OK);
  return status;
}

void release(Staging& staging) {
  cudaFree(staging.ahead);
  cudaFreeHost(staging.base);
  staging.ahead = staging.base = nullptr;
  staging.bytes = 0;
}

// Room for `bytes` in the staging memory; nullptr when the copy has to go without.
char* stage(ts_context* context, size_t bytes) {
  Staging& staging = current(context);
  if (staging.mark && wait_for(context, staging) != TS_OK) return nullptr;
  if (bytes > kMost) return nullptr;
  const size_t need = (bytes + kLine - 1) / kLine * kLine;
  if (staging.used + need > staging.bytes) {
    if (staging.used > 0 && finish(context) != TS_OK) return nullptr;
    if (need > staging.bytes) {
      const size_t grown = std::min(kMost, std::max(kFirst, 4 * need));
      release(staging);
      void* base = nullptr;
      if (cudaMallocHost(&base, grown) != cudaSuccess) {
        cudaGetLastError();
        return nullptr;
      }
      staging.base = static_cast<char*>(base);
      staging.bytes = grown;
    }
  }
  char* const at = staging.base + staging.used;
  staging.used += need;
  return at;
}

// Whether there is what uploads need to go ahead of the stream.
bool may_go_ahead(ts_context* context, Staging& staging) {
  if (!context->copies && cudaStreamCreateWithFlags(&context->copies, cudaStreamNonBlocking) != cudaSuccess) {
    context->copies = nullptr;
  }
  if (!context->copied && cudaEventCreateWithFlags(&context->copied, cudaEventDisableTiming) != cudaSuccess) {
    context->copied = nullptr;
  }
  if (!staging.ahead && cudaMalloc(reinterpret_cast<void**>(&staging.ahead), staging.bytes) != cudaSuccess) {
    staging.ahead = nullptr;
  }
  if (context->copies && context->copied && staging.ahead) return true;
  cudaGetLastError();
  return false;
}

// While what was marked is computed, the bytes cross to the device already; in the stream's order they only move there.
ts_status upload_ahead(ts_context* context, void* to, const char* staged, size_t bytes) {
  const Staging& staging = current(context);
  char* const waiting = staging.ahead + (staged - staging.base);
  cudaError_t error = cudaMemcpyAsync(waiting, staged, bytes, cudaMemcpyHostToDevice, context->copies);
  if (error == cudaSuccess) error = cudaEventRecord(context->copied, context->copies);
  if (error == cudaSuccess) error = cudaStreamWaitEvent(context->stream, context->copied, 0);
  if (error == cudaSuccess) error = cudaMemcpyAsync(to, waiting, bytes, cudaMemcpyDeviceToDevice, context->stream);
  return checked(context, error, "a copy to the device");
}

bool is_pinned(const ts_context* context, const void* to, size_t bytes) {
  const char* const at = static_cast<const char*>(to);
  for (const HostPiece& piece : context->host_pieces) {
    if (at >= piece.base && at + bytes <= piece.base + piece.bytes) return true;
  }
  return false;
}

}  // namespace

void* host_alloc(ts_context* context, size_t bytes) {
  void* memory = nullptr;
  cudaError_t error = cudaSetDevice(context->device);
  if (error == cudaSuccess) error = cudaMallocHost(&memory, bytes ? bytes : 1);
  if (error == cudaSuccess) {
    context->host_pieces.push_back({static_cast<char*>(memory), bytes});
    return memory;
  }
  cudaGetLastError();
  failed(context, TS_OUT_OF_MEMORY, "no memory for %zu bytes that the GPU reaches (%s)", bytes, cudaGetErrorName(error));
  return nullptr;
}

void host_release(ts_context* context, void* memory) {
  if (!memory) return;
  cudaSetDevice(context->device);
  cudaStreamSynchronize(context->stream);
  std::vector<HostPiece>& pieces = context->host_pieces;
  const auto is_it = [&](const HostPiece& piece) { return piece.base == memory; };
  pieces.erase(std::remove_if(pieces.begin(), pieces.end(), is_it), pieces.end());
  cudaFreeHost(memory);
}

void release_staging(ts_context* context) {
  for (Staging& staging : context->staging) {
    release(staging);
    if (staging.done) cudaEventDestroy(staging.done);
  }
  if (context->copied) cudaEventDestroy(context->copied);
  if (context->copies) cudaStreamDestroy(context->copies);
}

ts_status upload(ts_context* context, void* to, const void* from, size_t bytes) {
  if (bytes == 0) return TS_OK;
  if (char* const staged = stage(context, bytes)) {
    std::memcpy(staged, from, bytes);
    const bool ahead = bytes >= kAhead && marked(context).mark && may_go_ahead(context, current(context));
    if (ahead) return upload_ahead(context, to, staged, bytes);
    return checked(context, cudaMemcpyAsync(to, staged, bytes, cudaMemcpyHostToDevice, context->stream), "a copy to the device");
  }
  if (context->broken) return TS_DEVICE;
  const ts_status status =
      checked(context, cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, context->stream), "a copy to the device");
  return status == TS_OK ? finish(context) : status;
}

ts_status download(ts_context* context, void* to, const void* from, size_t bytes) {
  if (bytes == 0) return TS_OK;
  if (is_pinned(context, to, bytes)) {
    return checked(context, cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, context->stream), "a copy from the device");
  }
  if (char* const staged = stage(context, bytes)) {
    const ts_status status = checked(
        context, cudaMemcpyAsync(staged, from, bytes, cudaMemcpyDeviceToHost, context->stream), "a copy from the device");
    Staging& staging = current(context);
    if (status == TS_OK) staging.deliveries.push_back({to, static_cast<size_t>(staged - staging.base), bytes});
    return status;
  }
  if (context->broken) return TS_DEVICE;
  const ts_status status =
      checked(context, cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, context->stream), "a copy from the device");
  return status == TS_OK ? finish(context) : status;
}

ts_status finish(ts_context* context) {
  const ts_status status = checked(context, cudaStreamSynchronize(context->stream), "the work that was asked for");
  if (marked(context).mark) settle(marked(context), status == TS_OK);
  settle(current(context), status == TS_OK);
  return status;
}

ts_status mark(ts_context* context, uint64_t* mark) {
  Staging& staging = current(context);
  if (staging.mark) {
    const ts_status status = wait_for(context, staging);
    if (status != TS_OK) return status;
  }
  cudaError_t error = cudaSuccess;
  // Whoever waits for it has mostly asked for more already, so that the processor may do something else meanwhile.
  if (!staging.done) error = cudaEventCreateWithFlags(&staging.done, cudaEventDisableTiming | cudaEventBlockingSync);
  if (error == cudaSuccess) error = cudaEventRecord(staging.done, context->stream);
  if (error == cudaSuccess) *mark = staging.mark = ++context->marks;
  return checked(context, error, "marking what was asked for");
}

ts_status reach(ts_context* context, uint64_t mark, int32_t wait, int32_t* reached) {
  *reached = 1;
  Staging& staging = staging_of(context, mark);
  if (staging.mark != mark) return TS_OK;  // somebody has waited for all of it
  if (!wait && cudaEventQuery(staging.done) == cudaErrorNotReady) {
    cudaGetLastError();
    *reached = 0;
    return TS_OK;
  }
  Staging& other = staging_of(context, mark + 1);
  if (other.mark && other.mark < mark) {
    const ts_status status = wait_for(context, other);
    if (status != TS_OK) return status;
  }
  return wait_for(context, staging);
}

}  // namespace ts::cuda
