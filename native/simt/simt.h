// What a kernel sees when it is compiled for the CPU: CUDA's keywords, built-in variables, vectors and intrinsics.
// Every thread of a block is a fiber (fibers.h) of one thread of the host, and blocks run in parallel (pool.h). A
// fiber runs until it waits for others. docs/simt.md says what this finds and what it cannot.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include <source_location>
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
using Spot = std::source_location;

// What a fiber knows of itself and its block. `const`: the answers never change while a fiber lives, so that the
// compiler asks once.
__attribute__((const)) uint3 thread_index();
__attribute__((const)) uint3 block_index();
__attribute__((const)) dim3 block_size();
__attribute__((const)) dim3 grid_size();
__attribute__((const)) unsigned lane();
unsigned char* dynamic_shared();

void block_barrier(Spot spot);
// A barrier at which votes are counted.
unsigned block_count(bool vote, Spot spot);
void warp_barrier(Spot spot);
// Every lane of the warp hands in `bytes` (at most 8) and takes those of lane `source`.
void exchange(const void* mine, void* theirs, unsigned bytes, unsigned source, Spot spot);
uint32_t ballot(bool vote, Spot spot);

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

// Barriers in shared memory that `count` arrivals end (see gates.cc).
void gate_prepare(const void* at, int count);
void gate_arrive(const void* at);
void gate_await(const void* at, uint32_t phase, Spot spot);

// The same of a kernel that tells phases apart by their parity, and of which some bring bytes: what is over has also brought all
// bytes that were announced. These, and barriers of a part of a block by number, order memory for all of the block.
void barrier_prepare(uint32_t at, int count);
void barrier_arrive(uint32_t at, int64_t announced);
void barrier_await(uint32_t at, uint32_t parity, Spot spot);
void numbered_barrier(int number, int threads, bool waits, Spot spot);
// Until a word of device memory is another one.
void await_other(const unsigned long long* at, unsigned long long word, Spot spot);

// Boxes of a tensor of up to three sizes, the innermost first, and what Hopper does with them (see engine.cc). Places in
// shared memory are bytes from its beginning.
struct Box {
  uintptr_t base;
  uint64_t sizes[3];
  uint32_t box[3];
};
uint32_t shared_offset(const void* at);
uint32_t shared_word(uint32_t at);
void set_shared_word(uint32_t at, uint32_t word);
void load_box(uint32_t to, const Box& box, const int (&first)[3], uint32_t barrier);  // to which it brings its bytes
void store_box(uint32_t from, const Box& box, const int (&first)[3]);
// Which of its cluster's blocks a thread is of, and the place in another one's shared memory that stands where `at` does here.
uint32_t cluster_part();
uint32_t in_block(uint32_t at, uint32_t part);
// Sixteen bytes, of which the barrier is told as of a box.
void send_words(uint32_t to, const uint32_t (&words)[4], uint32_t barrier);
void store_commit();
void store_wait(int pending);
// Products of a warpgroup, of 64 x 16 numbers and 2 x `count` x 16. An operand is a place, and above it whether its rows are k;
// or of the left one the two rows of this lane, by pairs of numbers.
using Operand64 = uint64_t;
void product(float* sums, int count, Operand64 a, Operand64 b, bool adds);
void product(float* sums, int count, const uint32_t (&rows)[2][8], Operand64 b, bool adds);
// `rows` rows of an operand from `first` on are read now, by the lanes of a warp together.
void product_reads(Operand64 operand, int first, int rows);
void product_commit();
void product_wait(int pending);

int32_t atomic_add(int32_t* to, int32_t value);
uint32_t atomic_add(uint32_t* to, uint32_t value);

// Runs `call(arguments)` once a thread; what went wrong is in `cudaGetErrorString`.
// `cluster` blocks at a time are one: their threads one after another, and their shared memory.
cudaError_t run(const char* name, unsigned cluster, dim3 grid, dim3 block, size_t shared, void (*call)(const void*),
                const void* arguments, size_t argument_bytes);
void enqueue(cudaStream_t stream, Work work);

// `count` clusters of blocks. See cuda/ptx_cluster.h.
template <typename... Parameters>
void launch_clusters(cudaStream_t stream, const char* name, unsigned cluster, dim3 count, dim3 block, size_t shared,
                     void (*kernel)(Parameters...), std::type_identity_t<Parameters>... arguments) {
  const auto thread = [=] { kernel(arguments...); };
  enqueue(stream, [=] {
    return run(name, cluster, count, block, shared, [](const void* given) { (*static_cast<const decltype(thread)*>(given))(); },
               &thread, sizeof thread);
  });
}
template <typename... Parameters>
void launch(cudaStream_t stream, const char* name, dim3 grid, dim3 block, size_t shared, void (*kernel)(Parameters...),
            std::type_identity_t<Parameters>... arguments) {
  launch_clusters(stream, name, 1, grid, block, shared, kernel, arguments...);
}

template <typename T>
T from_lane(T mine, unsigned source, Spot spot) {
  static_assert(sizeof(T) <= 8);
  T theirs;
  exchange(&mine, &theirs, sizeof(T), source, spot);
  return theirs;
}

}  // namespace simt

#define threadIdx (simt::thread_index())
#define blockIdx (simt::block_index())
#define blockDim (simt::block_size())
#define gridDim (simt::grid_size())

inline void __syncthreads(simt::Spot spot = simt::Spot::current()) { simt::block_barrier(spot); }
inline int __syncthreads_count(int vote, simt::Spot spot = simt::Spot::current()) {
  return static_cast<int>(simt::block_count(vote != 0, spot));
}
inline int __syncthreads_or(int vote, simt::Spot spot = simt::Spot::current()) { return simt::block_count(vote != 0, spot) != 0; }
inline void __syncwarp(unsigned = ~0u, simt::Spot spot = simt::Spot::current()) { simt::warp_barrier(spot); }
template <typename T>
T __shfl_sync(unsigned, T value, int source, int width = 32, simt::Spot spot = simt::Spot::current()) {
  const unsigned lane = simt::lane();
  return simt::from_lane(value, (lane & ~unsigned(width - 1)) + (unsigned(source) & unsigned(width - 1)), spot);
}
template <typename T>
T __shfl_xor_sync(unsigned, T value, int mask, int width = 32, simt::Spot spot = simt::Spot::current()) {
  const unsigned lane = simt::lane(), other = lane ^ unsigned(mask);
  return simt::from_lane(value, other / unsigned(width) == lane / unsigned(width) ? other : lane, spot);
}
template <typename T>
T __shfl_down_sync(unsigned, T value, unsigned by, int width = 32, simt::Spot spot = simt::Spot::current()) {
  const unsigned lane = simt::lane(), other = lane + by;
  return simt::from_lane(value, other / unsigned(width) == lane / unsigned(width) ? other : lane, spot);
}
template <typename T>
T __shfl_up_sync(unsigned, T value, unsigned by, int width = 32, simt::Spot spot = simt::Spot::current()) {
  const unsigned lane = simt::lane();
  return simt::from_lane(value, lane % unsigned(width) >= by ? lane - by : lane, spot);
}
inline unsigned __ballot_sync(unsigned, int vote, simt::Spot spot = simt::Spot::current()) { return simt::ballot(vote != 0, spot); }
inline int __any_sync(unsigned, int vote, simt::Spot spot = simt::Spot::current()) { return simt::ballot(vote != 0, spot) != 0; }
inline int __all_sync(unsigned, int vote, simt::Spot spot = simt::Spot::current()) { return simt::ballot(vote == 0, spot) == 0; }
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }

inline int atomicAdd(int* to, int value) { return simt::atomic_add(to, value); }
inline unsigned atomicAdd(unsigned* to, unsigned value) { return simt::atomic_add(to, value); }

inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
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
