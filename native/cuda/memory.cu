// Copies between host and device: through pinned memory, in the stream's order, so that neither side waits before
// `finish`.
#include <algorithm>
#include <cstring>

#include "cuda/context.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

constexpr size_t kFirst = size_t{1} << 20;
constexpr size_t kMost = size_t{64} << 20;  // what is larger is copied at once, and waited for
constexpr size_t kLine = 256;

// Room for `bytes` in the staging memory; nullptr when the copy has to go without.
char* stage(ts_context* context, size_t bytes) {
  Staging& staging = context->staging;
  if (bytes > kMost) return nullptr;
  const size_t need = (bytes + kLine - 1) / kLine * kLine;
  if (staging.used + need > staging.bytes) {
    if (finish(context) != TS_OK) return nullptr;
    if (need > staging.bytes) {
      const size_t grown = std::min(kMost, std::max(kFirst, 4 * need));
      release_staging(context);
      void* base = nullptr;
      if (cudaMallocHost(&base, grown) != cudaSuccess) {
        cudaGetLastError();
        return nullptr;
      }
      staging = {static_cast<char*>(base), grown, 0};
    }
  }
  char* const at = staging.base + staging.used;
  staging.used += need;
  return at;
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
  cudaFreeHost(context->staging.base);
  context->staging = {};
}

ts_status upload(ts_context* context, void* to, const void* from, size_t bytes) {
  if (bytes == 0) return TS_OK;
  if (char* const staged = stage(context, bytes)) {
    std::memcpy(staged, from, bytes);
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
    if (status == TS_OK) context->deliveries.push_back({to, static_cast<size_t>(staged - context->staging.base), bytes});
    return status;
  }
  if (context->broken) return TS_DEVICE;
  const ts_status status =
      checked(context, cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, context->stream), "a copy from the device");
  return status == TS_OK ? finish(context) : status;
}

ts_status finish(ts_context* context) {
  const ts_status status = checked(context, cudaStreamSynchronize(context->stream), "the work that was asked for");
  if (status == TS_OK) {
    for (const Delivery& delivery : context->deliveries) {
      std::memcpy(delivery.to, context->staging.base + delivery.staged, delivery.bytes);
    }
  }
  context->deliveries.clear();
  context->staging.used = 0;
  return status;
}

}  // namespace ts::cuda
