// Clusters of Hopper: blocks that run at the same time, each of which can write to the shared memory of the others. With twins
// for native/simt, where one block of the simulator is a whole cluster: its threads are those of the cluster's blocks one after
// another, so is its shared memory, and a barrier of its threads is one of the cluster.
#pragma once
#include "cuda/operation.h"
#include "cuda/ptx_warpgroup.h"

namespace ts::cuda {

#ifdef TS_WARPGROUP_CODE

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
  // To the same place of block `to`.
  static __device__ __forceinline__ void store(unsigned char* at, int to, uint4 v) { store_to_block(shared_address(at), static_cast<uint32_t>(to), v); }
  // What all threads have written before they arrive is seen by all that have waited.
  static __device__ __forceinline__ void arrive() { cluster_arrive(); }
  static __device__ __forceinline__ void wait() { cluster_wait(); }
#else
  static_assert(bytes % 1024 == 0);
  static int rank() { return static_cast<int>(threadIdx.x) / threads; }
  static int index() { return static_cast<int>(blockIdx.x); }
  static int count() { return static_cast<int>(gridDim.x); }
  static unsigned char* shared(unsigned char* given) { return given + rank() * bytes; }
  static void store(unsigned char* at, int to, uint4 v) { *reinterpret_cast<uint4*>(at + (to - rank()) * bytes) = v; }
  // A barrier of the block comes between the two.
  static void arrive() {}
  static void wait() {}
#endif
};

#endif  // TS_WARPGROUP_CODE

// As launch() of operation.h, of `count` clusters of a kernel with __cluster_dims__(blocks, 1, 1).
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
