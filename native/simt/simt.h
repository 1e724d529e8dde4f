// Runs CUDA kernels on the CPU: every thread of a block is a fiber of one thread of the host, and blocks run in
// parallel. Threads run one after another, each until it waits for others, so a missing barrier gives wrong numbers at
// once, and one that not all threads reach ends in an error that names the kernel.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __grid_constant__
#define __align__(n) __attribute__((aligned(n)))
#define __shared__ static thread_local  // the fibers of a block live in one thread of the host
#define __restrict__ __restrict

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c) {}
};
struct uint3 {
  unsigned x, y, z;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) float2 {
  float x, y;
};
struct alignas(16) uint4 {
  uint32_t x, y, z, w;
};
struct alignas(8) uint2 {
  uint32_t x, y;
};
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline float2 make_float2(float x, float y) { return {x, y}; }
inline uint4 make_uint4(uint32_t x, uint32_t y, uint32_t z, uint32_t w) { return {x, y, z, w}; }
inline uint2 make_uint2(uint32_t x, uint32_t y) { return {x, y}; }

namespace simt {

constexpr unsigned kLanes = 32;

// What a fiber knows of itself and its block.
struct Place {
  uint3 thread, block;
  dim3 block_size, grid_size;
  unsigned lane;
};
const Place& place();
unsigned char* dynamic_shared();

void block_barrier();
void warp_barrier();
// Every live lane of the warp hands in `bytes` (at most 8) and takes those of lane `source`.
void exchange(const void* mine, void* theirs, unsigned bytes, unsigned source);
uint32_t ballot(bool vote);

uint32_t to_bf16(float value);
void mma_bf16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]);
void ldmatrix_rows(uint32_t* registers, int count, const void* shared, bool trans);
template <int count>
void ldmatrix(uint32_t (&r)[count], const void* shared, bool trans) {
  ldmatrix_rows(r, count, shared, trans);
}
void cp_async(void* shared, const void* global, int bytes, bool there);
void cp_async_commit();
void cp_async_wait(int pending);

void run(const char* name, dim3 grid, dim3 block, size_t shared, const Work& thread);
void enqueue(cudaStream_t stream, Work work);

template <typename... Parameters>
void launch(cudaStream_t stream, const char* name, dim3 grid, dim3 block, size_t shared, void (*kernel)(Parameters...),
            std::type_identity_t<Parameters>... arguments) {
  enqueue(stream, [=] { run(name, grid, block, shared, [=] { kernel(arguments...); }); });
}

template <typename T>
T from_lane(T mine, unsigned source) {
  static_assert(sizeof(T) <= 8);
  T theirs;
  exchange(&mine, &theirs, sizeof(T), source);
  return theirs;
}

}  // namespace simt

#define threadIdx (simt::place().thread)
#define blockIdx (simt::place().block)
#define blockDim (simt::place().block_size)
#define gridDim (simt::place().grid_size)
constexpr int warpSize = 32;

inline void __syncthreads() { simt::block_barrier(); }
inline void __syncwarp(unsigned = ~0u) { simt::warp_barrier(); }
template <typename T>
T __shfl_sync(unsigned, T value, int source, int width = 32) {
  const unsigned lane = simt::place().lane;
  return simt::from_lane(value, (lane & ~unsigned(width - 1)) + (unsigned(source) & unsigned(width - 1)));
}
template <typename T>
T __shfl_xor_sync(unsigned, T value, int mask, int width = 32) {
  const unsigned lane = simt::place().lane, other = lane ^ unsigned(mask);
  return simt::from_lane(value, other / unsigned(width) == lane / unsigned(width) ? other : lane);
}
template <typename T>
T __shfl_down_sync(unsigned, T value, unsigned by, int width = 32) {
  const unsigned lane = simt::place().lane, other = lane + by;
  return simt::from_lane(value, other / unsigned(width) == lane / unsigned(width) ? other : lane);
}
template <typename T>
T __shfl_up_sync(unsigned, T value, unsigned by, int width = 32) {
  const unsigned lane = simt::place().lane;
  return simt::from_lane(value, lane % unsigned(width) >= by ? lane - by : lane);
}
inline unsigned __ballot_sync(unsigned, int vote) { return simt::ballot(vote != 0); }
inline int __any_sync(unsigned, int vote) { return simt::ballot(vote != 0) != 0; }
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }
inline int __clz(int bits) { return bits ? __builtin_clz(static_cast<unsigned>(bits)) : 32; }

inline int atomicAdd(int* to, int value) { return __atomic_fetch_add(to, value, __ATOMIC_RELAXED); }
inline unsigned atomicAdd(unsigned* to, unsigned value) { return __atomic_fetch_add(to, value, __ATOMIC_RELAXED); }
inline void __threadfence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

template <typename T>
T __ldg(const T* from) {
  return *from;
}
inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
inline float __expf(float x) { return expf(x); }
inline float __logf(float x) { return logf(x); }
inline float __fdividef(float x, float y) { return x / y; }
inline float __frcp_rn(float x) { return 1.0f / x; }
inline float __uint_as_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}
inline uint32_t __float_as_uint(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}
template <typename T>
constexpr T min(T a, T b) {
  return b < a ? b : a;
}
template <typename T>
constexpr T max(T a, T b) {
  return a < b ? b : a;
}
