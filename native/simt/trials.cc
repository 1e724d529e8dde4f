#include "simt/trials.h"

#include <string.h>

#include "cuda/ptx.h"
#include "simt/launch.h"

namespace simt {
namespace {

// ---- kernels ----

// out[i * 32 + lane]: the value that lane took in the i-th way.
__global__ void shuffles(const float* in, int, float* out, int) {
  const int lane = static_cast<int>(threadIdx.x);
  const float mine = in[lane];
  out[lane] = __shfl_sync(~0u, mine, (lane * 7 + 3) % 32);
  out[32 + lane] = __shfl_xor_sync(~0u, mine, 5);
  out[64 + lane] = __shfl_down_sync(~0u, mine, 3);
  out[96 + lane] = __shfl_up_sync(~0u, mine, 3);
  out[128 + lane] = __shfl_xor_sync(~0u, mine, 4, 8);
  out[160 + lane] = __shfl_down_sync(~0u, mine, 2, 8);
  out[192 + lane] = __shfl_sync(~0u, mine, 9, 8);
}

// Whether in[lane] > 0, as every lane hears it: as two halves of the bits, any, all, and counted over the block.
__global__ void votes(const float* in, int, float* out, int) {
  const unsigned i = threadIdx.x;
  const bool mine = in[i] > 0;
  const unsigned all = __ballot_sync(~0u, mine);
  out[i] = static_cast<float>(all & 0xffffu);
  out[64 + i] = static_cast<float>(all >> 16);
  out[128 + i] = static_cast<float>(__any_sync(~0u, mine));
  out[192 + i] = static_cast<float>(__all_sync(~0u, mine));
  out[256 + i] = static_cast<float>(__syncthreads_count(mine));
}

// d = c + a (16x16) * b (16x8), all row by row, one after another in `in`.
__global__ void product(const float* in, int, float* out, int) {
  const unsigned g = threadIdx.x / 4, t = threadIdx.x % 4;
  const float* const b = in + 256;
  const float* const c = in + 384;
  uint32_t left[4], right[2];
  for (unsigned i = 0; i < 4; i++) {
    const float* const pair = in + (g + i % 2 * 8) * 16 + 2 * t + i / 2 * 8;
    left[i] = ts::cuda::pack_bf16(pair[0], pair[1]);
  }
  for (unsigned i = 0; i < 2; i++) {
    const unsigned k = 2 * t + 8 * i;
    right[i] = ts::cuda::pack_bf16(b[k * 8 + g], b[(k + 1) * 8 + g]);
  }
  float d[4];
  for (unsigned i = 0; i < 4; i++) d[i] = c[(g + i / 2 * 8) * 8 + 2 * t + i % 2];
  ts::cuda::mma_bf16(d, left, right);
  for (unsigned i = 0; i < 4; i++) out[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = d[i];
}

// in: four 8x8 matrices. out[(i * 32 + lane) * 2 ..]: the pair of the i-th register, as loaded straight (4 registers),
// turned (4), and by two matrices straight (2) and turned (2).
__global__ void matrices(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(uint16_t, numbers);
  const unsigned lane = threadIdx.x;
  for (unsigned i = lane; i < 256; i += 32) numbers[i] = static_cast<uint16_t>(in[i]);
  __syncwarp();
  uint32_t r[12];
  uint32_t(&straight)[4] = *reinterpret_cast<uint32_t(*)[4]>(r);
  uint32_t(&turned)[4] = *reinterpret_cast<uint32_t(*)[4]>(r + 4);
  uint32_t(&straight_two)[2] = *reinterpret_cast<uint32_t(*)[2]>(r + 8);
  uint32_t(&turned_two)[2] = *reinterpret_cast<uint32_t(*)[2]>(r + 10);
  ts::cuda::ldmatrix_x4<false>(straight, numbers + lane * 8);
  ts::cuda::ldmatrix_x4<true>(turned, numbers + lane * 8);
  ts::cuda::ldmatrix_x2<false>(straight_two, numbers + lane % 16 * 8);
  ts::cuda::ldmatrix_x2<true>(turned_two, numbers + lane % 16 * 8);
  for (unsigned i = 0; i < 12; i++) {
    out[(i * 32 + lane) * 2] = static_cast<float>(r[i] & 0xffffu);
    out[(i * 32 + lane) * 2 + 1] = static_cast<float>(r[i] >> 16);
  }
}

// Copies through shared memory in three stages; every thread takes what its neighbour's copy brought. Beyond
// in_count there is nothing to copy, and zeros come.
__global__ void staged_copies(const float* in, int in_count, float* out, int out_count) {
  TS_DYNAMIC_SHARED(float, stage);
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  const int steps = out_count / threads;
  const auto begin = [&](int step) {
    const int at = step * threads + thread;
    if (step < steps) ts::cuda::cp_async<4>(stage + step % 3 * threads + thread, in + (at < in_count ? at : 0), at < in_count);
    ts::cuda::cp_async_commit();
  };
  begin(0);
  begin(1);
  for (int step = 0; step < steps; step++) {
    ts::cuda::cp_async_wait<1>();
    __syncthreads();
    begin(step + 2);
    const int other = thread ^ 33;
    out[step * threads + other] = stage[step % 3 * threads + other];
  }
}

// Declared shared memory, one round after another with the barriers that it takes.
__global__ void turned_rows(const float* in, int in_count, float* out, int) {
  __shared__ float row[64];
  const int i = static_cast<int>(threadIdx.x);
  for (int begin = 0; begin < in_count; begin += 64) {
    row[i] = in[begin + i];
    __syncthreads();
    out[begin + i] = row[63 - i];
    __syncthreads();
  }
}

// All warps write the same numbers to the same places.
__global__ void agreeing_writers(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  row[threadIdx.x % 32] = in[threadIdx.x % 32];
  __syncthreads();
  out[threadIdx.x] = row[threadIdx.x % 32];
}

// in_count is small, so that nothing is written; a compiler that knew would read zeros.
__global__ void unwritten(const float* in, int in_count, float* out, int) {
  __shared__ float declared[32];
  TS_DYNAMIC_SHARED(float, asked);
  if (in_count > 1000) declared[threadIdx.x] = asked[threadIdx.x] = in[threadIdx.x];
  out[threadIdx.x] = declared[threadIdx.x];
  out[32 + threadIdx.x] = asked[threadIdx.x];
}

// out[place]: who came then, after a counter in out[0].
__global__ void arrivals(const float*, int, float* out, int) {
  const int place = atomicAdd(reinterpret_cast<int*>(out), 1);
  out[1 + place] = static_cast<float>(blockIdx.x * blockDim.x + threadIdx.x);
}

// in[0]: products of every warp, in a chain.
__global__ void many_products(const float* in, int, float* out, int) {
  float d[4] = {};
  const uint32_t a[4] = {0x3f803f80, 0x3f803f80, 0x3f803f80, 0x3f803f80}, b[2] = {0x3f803f80, 0x3f803f80};
  for (int i = static_cast<int>(in[0]); i > 0; i--) ts::cuda::mma_bf16(d, a, b);
  out[blockIdx.x * blockDim.x + threadIdx.x] = d[0];
}

// ---- trials ----

const Trial trials[] = {
    {"shuffles", 1, 32, 0, shuffles},
    {"votes", 1, 64, 0, votes},
    {"product", 1, 32, 0, product},
    {"matrices", 1, 32, 512, matrices},
    {"staged-copies", 1, 128, 3 * 128 * 4, staged_copies},
    {"turned-rows", 1, 64, 0, turned_rows},
    {"agreeing-writers", 1, 64, 128, agreeing_writers},
    {"unwritten", 1, 32, 128, unwritten},
    {"arrivals", 5, 70, 0, arrivals},
    {"many-products", 4, 128, 0, many_products},
};

const Trial* find(const char* name) {
  for (const Trial& one : trials) {
    if (strcmp(one.name, name) == 0) return &one;
  }
  const Trial* const planted = find_planted(name);
  return planted ? planted : find_planted_engine(name);
}

}  // namespace

const char* trial(const char* name, const float* in, size_t in_count, float* out, size_t out_count) {
  const Trial* const wanted = find(name);
  if (!wanted) return nullptr;
  void *given = nullptr, *made = nullptr;
  if (cudaMalloc(&given, in_count * 4) != cudaSuccess || cudaMalloc(&made, out_count * 4) != cudaSuccess) {
    cudaFree(given);
    return cudaGetErrorString(cudaGetLastError());
  }
  cudaMemcpyAsync(given, in, in_count * 4, cudaMemcpyHostToDevice, nullptr);
  cudaMemset(made, 0, out_count * 4);
  launch_clusters(nullptr, wanted->name, wanted->cluster, wanted->blocks, wanted->threads, wanted->shared, wanted->kernel,
                  static_cast<const float*>(given), static_cast<int>(in_count), static_cast<float*>(made), static_cast<int>(out_count));
  const cudaError_t error = cudaGetLastError();
  cudaMemcpyAsync(out, made, out_count * 4, cudaMemcpyDeviceToHost, nullptr);
  cudaFree(given);
  cudaFree(made);
  return error == cudaSuccess ? "" : cudaGetErrorString(error);
}

}  // namespace simt
