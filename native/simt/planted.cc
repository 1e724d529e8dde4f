// Kernels with one fault each. Most give the right numbers when threads happen to run in a good order, which is why
// they have to be found otherwise than by their numbers.
#include <string.h>
#include <unistd.h>

#include "cuda/gate.h"
#include "cuda/ptx.h"
#include "simt/trials.h"

namespace simt {
namespace {

// ---- barriers ----

__global__ void missing_barrier(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  row[i] = in[i];
  out[i] = row[i ^ 32];  // of another warp
}
__global__ void missing_declared_barrier(const float* in, int, float* out, int) {
  __shared__ float row[64];
  const unsigned i = threadIdx.x;
  row[i] = in[i];
  out[i] = row[i ^ 32];
}
__global__ void missing_second_barrier(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  row[i] = in[i];
  __syncthreads();
  out[i] = row[i ^ 32];
  row[i] = 0;  // which the other may still have to read
}
__global__ void two_writers(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  row[threadIdx.x % 32] = in[threadIdx.x];
  __syncthreads();
  out[threadIdx.x] = row[threadIdx.x % 32];
}
__global__ void warp_for_block(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  row[i] = in[i];
  __syncwarp();
  out[i] = row[i ^ 32];
}
__global__ void missing_warp_barrier(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  row[i] = in[i];
  const float met = __shfl_xor_sync(~0u, in[i], 1);  // which orders no memory
  out[i] = row[i ^ 1] + met;
}
__global__ void missing_barrier_before_ldmatrix(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(uint16_t, numbers);
  const unsigned lane = threadIdx.x % 32;
  for (unsigned i = 0; i < 8; i++) numbers[lane * 8 + i] = static_cast<uint16_t>(in[lane]);  // a row of one's own
  uint32_t r[4];
  ts::cuda::ldmatrix_x4<false>(r, numbers + lane * 8);
  out[threadIdx.x] = static_cast<float>(r[0] & 0xffffu);
}
__global__ void divergent_barrier(const float* in, int, float* out, int) {
  const unsigned i = threadIdx.x;
  if (in[i] < 0) {
    __syncthreads();
    out[i] = 1;
  } else {
    __syncthreads();
    out[i] = 2;
  }
}
__global__ void early_end(const float*, int, float* out, int) {
  const unsigned i = threadIdx.x;
  if (i >= 40) return;
  __syncthreads();
  out[i] = 1;
}

// ---- warps ----

__global__ void divergent_shuffle(const float* in, int, float* out, int) {
  const unsigned i = threadIdx.x;
  float d[4] = {};
  const uint32_t a[4] = {}, b[2] = {};
  if (i % 32 < 16) {
    d[0] = __shfl_xor_sync(~0u, in[i], 1);
  } else {
    ts::cuda::mma_bf16(d, a, b);
  }
  out[i] = d[0];
}
__global__ void shuffle_or_barrier(const float* in, int, float* out, int) {
  const unsigned i = threadIdx.x;
  if (i % 32 < 16) {
    out[i] = __shfl_xor_sync(~0u, in[i], 1);
  } else {
    __syncthreads();
  }
}
__global__ void shuffle_with_ended(const float* in, int, float* out, int) {
  const unsigned i = threadIdx.x;
  if (i % 32 == 31) return;
  out[i] = __shfl_down_sync(~0u, in[i], 1);
}
__global__ void product_of_some(const float*, int, float* out, int) {
  const unsigned i = threadIdx.x;
  if (i % 32 >= 24) return;
  float d[4] = {};
  const uint32_t a[4] = {}, b[2] = {};
  ts::cuda::mma_bf16(d, a, b);
  out[i] = d[0];
}

// ---- memory ----

__global__ void read_behind(const float* in, int in_count, float* out, int) {
  out[threadIdx.x] = in[static_cast<int>(threadIdx.x) + in_count - 63];
}
__global__ void read_before(const float* in, int, float* out, int) { out[threadIdx.x] = in[static_cast<int>(threadIdx.x) - 1]; }
__global__ void write_behind(const float*, int, float* out, int out_count) {
  out[static_cast<int>(threadIdx.x) + out_count - 63] = 1;
}
// The last four bytes are within, the sixteen are not.
__global__ void vector_behind(const float* in, int in_count, float* out, int) {
  const float4 four = *reinterpret_cast<const float4*>(in + in_count / 4 * 4);
  out[threadIdx.x] = four.x + four.w;
}
__global__ void far_copy(const float* in, int in_count, float* out, int) {
  memcpy(out, in, static_cast<size_t>(in_count) * 4096);  // a call that no check of accesses sees
}
__global__ void nowhere(const float* in, int in_count, float* out, int) {
  const float* const none = in_count > 0 ? nullptr : in;
  out[threadIdx.x] = none[threadIdx.x];
}
__global__ void memory_of_the_host(const float* in, int, float* out, int) {
  // Where a launcher keeps something: the frame of the thread that launches, or its heap.
  const float* const host = reinterpret_cast<const float*>(reinterpret_cast<uintptr_t>(&environ));
  out[threadIdx.x] = host[threadIdx.x] + in[0];
}
__global__ void misaligned_vector(const float* in, int, float* out, int) {
  const float4 four = *reinterpret_cast<const float4*>(in + 1);
  out[threadIdx.x] = four.x + four.w;
}
__global__ void behind_shared(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  row[threadIdx.x] = in[threadIdx.x];
  out[threadIdx.x] = row[threadIdx.x];
}
__global__ void behind_array(const float* in, int in_count, float* out, int) {
  __shared__ float row[64];
  row[static_cast<int>(threadIdx.x) + in_count - 63] = in[threadIdx.x];
  __syncthreads();
  out[threadIdx.x] = row[threadIdx.x];
}
__attribute__((noinline)) float deep(const float* in, int level) {
  volatile float kept[64];
  for (int i = 0; i < 64; i++) kept[i] = in[i] + static_cast<float>(level);
  const float below = level > 100000 ? 0.0f : deep(in, level + 1);
  return below + kept[level % 64];
}
__global__ void endless_recursion(const float* in, int, float* out, int) { out[threadIdx.x] = deep(in, 0); }

// ---- cp.async and ldmatrix ----

__global__ void missing_wait(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  ts::cuda::cp_async<4>(row + i, in + i, true);
  ts::cuda::cp_async_commit();
  __syncthreads();
  out[i] = row[i];
}
__global__ void missing_commit(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  ts::cuda::cp_async<4>(row + i, in + i, true);
  ts::cuda::cp_async_wait<0>();
  __syncthreads();
  out[i] = row[i];
}
__global__ void wait_without_barrier(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  const unsigned i = threadIdx.x;
  ts::cuda::cp_async<4>(row + i, in + i, true);
  ts::cuda::cp_async_commit();
  ts::cuda::cp_async_wait<0>();
  out[i] = row[i ^ 1];
}
__global__ void misaligned_copy(const float* in, int, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  ts::cuda::cp_async<16>(row + 4 * threadIdx.x, in + 1, true);
  ts::cuda::cp_async_commit();
  ts::cuda::cp_async_wait<0>();
  out[threadIdx.x] = row[4 * threadIdx.x];
}
__global__ void copy_behind(const float* in, int in_count, float* out, int) {
  TS_DYNAMIC_SHARED(float, row);
  ts::cuda::cp_async<4>(row + threadIdx.x, in + in_count, true);
  ts::cuda::cp_async_commit();
  ts::cuda::cp_async_wait<0>();
  out[threadIdx.x] = row[threadIdx.x];
}
__global__ void misaligned_ldmatrix(const float*, int, float* out, int) {
  TS_DYNAMIC_SHARED(uint16_t, numbers);
  const unsigned lane = threadIdx.x % 32;
  uint32_t r[2];
  ts::cuda::ldmatrix_x2<false>(r, numbers + lane % 16 * 9);
  out[threadIdx.x] = static_cast<float>(r[0] & 0xffffu);
}
__global__ void ldmatrix_of_global(const float* in, int, float* out, int) {
  uint32_t r[2];
  ts::cuda::ldmatrix_x2<false>(r, in);
  out[threadIdx.x] = static_cast<float>(r[0] & 0xffffu);
}

// ---- gates ----

// The second warp waits for a phase of a gate that `count` arrivals end, of which the first warp makes some before.
void wait_at_gate(float* out, int count, int arrivals, uint32_t phase) {
  TS_DYNAMIC_SHARED(unsigned char, places);
  const ts::cuda::Gate gate = {places};
  if (threadIdx.x == 0) gate.prepare(count);
  __syncthreads();
  if (threadIdx.x < 32) {
    for (int i = 0; i < arrivals; i++) gate.arrive();
  }
  __syncthreads();
  if (threadIdx.x >= 32) gate.await(phase);
  out[threadIdx.x] = 1;
}
__global__ void missing_arrival(const float*, int, float* out, int) { wait_at_gate(out, 2, 1, 0); }
__global__ void phase_left_out(const float*, int, float* out, int) { wait_at_gate(out, 1, 1, 1); }
__global__ void phase_gone_by(const float*, int, float* out, int) { wait_at_gate(out, 1, 2, 0); }
__global__ void gate_prepared_again(const float*, int, float* out, int) {
  TS_DYNAMIC_SHARED(unsigned char, places);
  if (threadIdx.x == 0) ts::cuda::Gate{places}.prepare(1), ts::cuda::Gate{places}.prepare(1);
  out[threadIdx.x] = 1;
}
__global__ void unprepared_gate(const float*, int, float* out, int) {
  TS_DYNAMIC_SHARED(unsigned char, places);
  ts::cuda::Gate{places + 8}.await(0);
  out[threadIdx.x] = 1;
}

// ---- trials ----

const Trial planted[] = {
    {"missing-barrier", 2, 64, 256, missing_barrier},
    {"missing-declared-barrier", 2, 64, 0, missing_declared_barrier},
    {"missing-second-barrier", 2, 64, 256, missing_second_barrier},
    {"two-writers", 2, 64, 256, two_writers},
    {"warp-for-block", 2, 64, 256, warp_for_block},
    {"missing-warp-barrier", 2, 64, 256, missing_warp_barrier},
    {"missing-barrier-before-ldmatrix", 2, 32, 512, missing_barrier_before_ldmatrix},
    {"divergent-barrier", 2, 64, 0, divergent_barrier},
    {"early-end", 2, 64, 0, early_end},
    {"divergent-shuffle", 2, 64, 0, divergent_shuffle},
    {"shuffle-or-barrier", 2, 64, 0, shuffle_or_barrier},
    {"shuffle-with-ended", 2, 64, 0, shuffle_with_ended},
    {"product-of-some", 2, 64, 0, product_of_some},
    {"product-of-small-block", 2, 48, 0, product_of_some},
    {"read-behind", 2, 64, 0, read_behind},
    {"read-before", 2, 64, 0, read_before},
    {"write-behind", 2, 64, 0, write_behind},
    {"vector-behind", 2, 64, 0, vector_behind},
    {"far-copy", 1, 1, 0, far_copy},
    {"nowhere", 2, 64, 0, nowhere},
    {"memory-of-the-host", 2, 64, 0, memory_of_the_host},
    {"misaligned-vector", 2, 64, 0, misaligned_vector},
    {"behind-shared", 2, 64, 252, behind_shared},
    {"behind-array", 2, 64, 0, behind_array},
    {"endless-recursion", 2, 64, 0, endless_recursion},
    {"missing-wait", 2, 64, 256, missing_wait},
    {"missing-commit", 2, 64, 256, missing_commit},
    {"wait-without-barrier", 2, 64, 256, wait_without_barrier},
    {"misaligned-copy", 2, 64, 1024, misaligned_copy},
    {"copy-behind", 2, 64, 256, copy_behind},
    {"missing-arrival", 2, 64, 8, missing_arrival},
    {"phase-left-out", 2, 64, 8, phase_left_out},
    {"phase-gone-by", 2, 64, 8, phase_gone_by},
    {"gate-prepared-again", 2, 64, 8, gate_prepared_again},
    {"unprepared-gate", 2, 64, 16, unprepared_gate},
    {"misaligned-ldmatrix", 2, 32, 512, misaligned_ldmatrix},
    {"ldmatrix-of-global", 2, 32, 0, ldmatrix_of_global},
};

}  // namespace

const Trial* find_planted(const char* name) {
  for (const Trial& one : planted) {
    if (strcmp(one.name, name) == 0) return &one;
  }
  return nullptr;
}

}  // namespace simt
