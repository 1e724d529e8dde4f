// Barriers in shared memory at which warps of a block wait for one another, or for what bulk copies bring. In native/simt they
// hold back, but do not order memory: there the whole block meets as well, and copies are made at once.
#pragma once
#include "cuda/ptx_warpgroup.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// Phase 0 is over when all of `count` have arrived and all announced bytes are there, then comes phase 1, and so on. Who waits
// for a phase knows that the one before it is over, and nobody ends the one behind it meanwhile.
struct Gate {
  unsigned char* at;

#ifdef TS_SIMT
  // By one thread of a warpgroup, whoever calls.
  void prepare(int count) const {
    if (one_calls()) simt::gate_prepare(at, count);
  }
  void announce(int) const {
    if (one_calls()) simt::gate_arrive(at);
  }
  void await(uint32_t phase, simt::Spot spot = simt::Spot::current()) const { simt::gate_await(at, phase, spot); }
  void arrive_alone() const { simt::gate_arrive(at); }
  static bool one_calls() { return thread_asked() % 128 == 0; }
#else
  // By one thread; a barrier of the block follows.
  __device__ __forceinline__ void prepare(int count) const {
    barrier_init(shared_address(at), static_cast<uint32_t>(count));
    barrier_init_fence();
  }
  // Arrives, and says what is about to be asked for. By one thread.
  __device__ __forceinline__ void announce(int bytes) const { barrier_expect(shared_address(at), static_cast<uint32_t>(bytes)); }
  __device__ __forceinline__ void await(uint32_t phase) const { barrier_wait(shared_address(at), phase & 1); }
  __device__ __forceinline__ void arrive_alone() const { barrier_arrive(shared_address(at)); }
#endif

  // A warp, by its first lane.
  __device__ __forceinline__ void arrive() const {
    __syncwarp();
    if (thread_asked() % 32 == 0) arrive_alone();
  }
};

// Where the whole block comes between what gates order.
__device__ __forceinline__ void meet_in_simt() {
#ifdef TS_SIMT
  __syncthreads();
#endif
}

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
