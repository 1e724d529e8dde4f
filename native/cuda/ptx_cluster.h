// Clusters of Hopper: blocks that run at the same time, each of which can write to the shared memory of the others. With twins
// for native/simt, where one block of the simulator is a whole cluster: its threads are those of the cluster's blocks one after
// another, so is its shared memory, and a barrier of its threads is one of the cluster.
#pragma once
#include "cuda/operation.h"
#include "cuda/ptx_warpgroup.h"

// Of a kernel whose blocks come in clusters of so many; the host asks nothing, and other devices have no such kernel.
#if !defined(TS_SIMT) && (!defined(__CUDA_ARCH__) || defined(TS_HOPPER_CODE))
#define TS_CLUSTERS_OF(blocks) __cluster_dims__(blocks, 1, 1)
#else
#define TS_CLUSTERS_OF(blocks)
#endif

namespace ts::cuda {

#ifdef TS_HOPPER_KERNELS

// `blocks` of `threads` threads and `bytes` of shared memory each, these aligned to 1 KB.
template <int blocks, int threads, int bytes>
struct Cluster {
#ifdef TS_HOPPER_CODE
  static __device__ __forceinline__ int rank() { return static_cast<int>(cluster_rank()); }
  static __device__ __forceinline__ int index() { return static_cast<int>(blockIdx.x) / blocks; }
  static __device__ __forceinline__ int count() { return static_cast<int>(gridDim.x) / blocks; }
  static __device__ __forceinline__ unsigned char* shared(unsigned char* given) {
    return given + (-shared_address(given) & 1023);
  }
  // Before the first store, when the barriers are set up: all blocks have begun.
  static __device__ __forceinline__ void begin() {
    barrier_init_fence();
    cluster_sync();
  }
  // A block is there as long as others store to it or arrive at its barriers.
  static __device__ __forceinline__ void end() { cluster_sync(); }
  // Barriers in shared memory. Phase 0 is over when all of `count` have arrived and all announced bytes are there, then comes
  // phase 1; the phase before the first one is over.
  static __device__ __forceinline__ void init(unsigned char* barrier, int count) {
    barrier_init(shared_address(barrier), static_cast<uint32_t>(count));
  }
  static __device__ __forceinline__ void wait(unsigned char* barrier, int phase) {
    barrier_wait(shared_address(barrier), static_cast<uint32_t>(phase & 1));
  }
  // Arrives and announces bytes, by one thread.
  static __device__ __forceinline__ void expect(unsigned char* barrier, int count) {
    barrier_expect(shared_address(barrier), static_cast<uint32_t>(count));
  }
  // To the same place of block `to`, announced to the barrier at the same place there.
  static __device__ __forceinline__ void store(unsigned char* at, unsigned char* barrier, int to, uint4 v) {
    store_to_block(shared_address(at), shared_address(barrier), static_cast<uint32_t>(to), v);
  }
  // Arrives, by a warp, at the barriers at the same place of all blocks: what it has read may be written by who waits there.
  static __device__ __forceinline__ void release(unsigned char* barrier) {
    __syncwarp();
    const int lane = static_cast<int>(threadIdx.x) % kWarp;
    if (lane < blocks) barrier_release_at(shared_address(barrier), static_cast<uint32_t>(lane));
  }
#else
  static_assert(bytes % 1024 == 0);
  static int rank() { return static_cast<int>(threadIdx.x) / threads; }
  static int index() { return static_cast<int>(blockIdx.x); }
  static int count() { return static_cast<int>(gridDim.x); }
  static unsigned char* shared(unsigned char* given) { return given + (-reinterpret_cast<uintptr_t>(given) & 1023) + rank() * bytes; }
  static void begin() { __syncthreads(); }
  static void end() { __syncthreads(); }
  // Barriers order nothing there: one of the block comes between what they order.
  static void init(unsigned char*, int) {}
  static void wait(unsigned char*, int) {}
  static void expect(unsigned char*, int) {}
  static void release(unsigned char*) {}
  static void store(unsigned char* at, unsigned char*, int to, uint4 v) { *reinterpret_cast<uint4*>(at + (to - rank()) * bytes) = v; }
#endif
};

#endif  // TS_HOPPER_KERNELS

// As launch() of operation.h, of `count` clusters of a kernel with TS_CLUSTERS_OF(blocks).
template <typename... Parameters, typename... Arguments>
ts_status launch_clusters(ts_context* context, const char* name, void (*kernel)(Parameters...), int32_t count, int32_t blocks,
                          int32_t threads, size_t shared, Arguments&&... arguments) {
#ifdef TS_SIMT
  const ts_status status = before_launch(context, reinterpret_cast<const void*>(kernel), name, shared);
  if (status != TS_OK) return status;
  simt::launch_clusters(stream_of(context), name, static_cast<unsigned>(blocks), static_cast<unsigned>(count),
                        static_cast<unsigned>(threads), shared, kernel, static_cast<Parameters>(arguments)...);
  return after_launch(context);
#else
  return launch(context, name, kernel, static_cast<unsigned>(count * blocks), static_cast<unsigned>(threads), shared,
                static_cast<Arguments&&>(arguments)...);
#endif
}

}  // namespace ts::cuda
