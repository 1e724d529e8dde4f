// The instructions of Hopper (compute capability 9.0, code for sm_90a): bulk copies of tiles, their barriers, products of a
// warpgroup. What uses it stands between TS_HOPPER_KERNELS and is empty in code for other devices; the twins for native/simt
// are those of ptx_hopper_simt.h.
#pragma once
#include <stdint.h>

#include "cuda/platform.h"

#ifdef TS_SIMT
#include "cuda/ptx_hopper_simt.h"
#else
#include <cuda.h>
#endif

#ifdef __CUDA_ARCH_FEAT_SM90_ALL
#define TS_HOPPER_CODE 1
#endif
#if defined(TS_HOPPER_CODE) || defined(TS_SIMT)
#define TS_HOPPER_KERNELS 1
#endif

namespace ts::cuda {

#ifdef TS_HOPPER_CODE

__device__ __forceinline__ uint32_t shared_address(const void* shared) {
  return static_cast<uint32_t>(__cvta_generic_to_shared(shared));
}

// ---- barriers in shared memory: a phase ends when all have arrived and all announced bytes are there ----

__device__ __forceinline__ void barrier_init(uint32_t barrier, uint32_t arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}
// Makes the barriers known to copies and to the other blocks of the cluster; a barrier of all threads follows.
__device__ __forceinline__ void barrier_init_fence() { asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory"); }
__device__ __forceinline__ void barrier_expect(uint32_t barrier, uint32_t bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}
__device__ __forceinline__ void barrier_arrive(uint32_t barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}
// The barrier at the same place of block `rank` of the cluster.
__device__ __forceinline__ void barrier_arrive_at(uint32_t barrier, uint32_t rank) {
  asm volatile(
      "{\n.reg .b32 there;\n"
      "mapa.shared::cluster.u32 there, %0, %1;\n"
      "mbarrier.arrive.release.cluster.shared::cluster.b64 _, [there];\n}" ::"r"(barrier), "r"(rank) : "memory");
}
// The same where what was read before may be written by who waits, and nothing else is handed over.
__device__ __forceinline__ void barrier_release_at(uint32_t barrier, uint32_t rank) {
  asm volatile(
      "{\n.reg .b32 there;\n"
      "mapa.shared::cluster.u32 there, %0, %1;\n"
      "mbarrier.arrive.relaxed.cluster.shared::cluster.b64 _, [there];\n}" ::"r"(barrier), "r"(rank) : "memory");
}
__device__ __forceinline__ bool barrier_passed(uint32_t barrier, uint32_t parity) {
  uint32_t passed;
  asm volatile(
      "{\n.reg .pred p;\n"
      "mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n"
      "selp.u32 %0, 1, 0, p;\n}"
      : "=r"(passed) : "r"(barrier), "r"(parity) : "memory");
  return passed != 0;
}
// A wait of seconds is a fault of ours, at which the kernel fails: by a store to nowhere, since with a trap in it a kernel's
// roles no longer get registers of their own.
__device__ __forceinline__ void fail_after_seconds(long long start) {
  if (clock64() - start > 4000000000ll) asm volatile("st.global.u32 [%0], %1;" ::"l"(0ull), "r"(0) : "memory");
}
// Until the phase of that parity is over.
__device__ __forceinline__ void barrier_wait(uint32_t barrier, uint32_t parity) {
  if (barrier_passed(barrier, parity)) return;
  const long long start = clock64();
  while (!barrier_passed(barrier, parity)) fail_after_seconds(start);
}

// Two neighbours of an array that nobody writes meanwhile. Read when it is their turn, not all at once ahead: registers are
// what is short.
__device__ __forceinline__ float2 load_unwritten(const float* at) {
  float2 pair;
  asm volatile("ld.global.nc.v2.f32 {%0, %1}, [%2];" : "=f"(pair.x), "=f"(pair.y) : "l"(at));
  return pair;
}

// ---- words in global memory that blocks tell one another: whole, and nothing else is handed over with them ----

__device__ __forceinline__ unsigned long long load_relaxed(const unsigned long long* at) {
  unsigned long long word;
  asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];" : "=l"(word) : "l"(at) : "memory");
  return word;
}
__device__ __forceinline__ void store_relaxed(unsigned long long* at, unsigned long long word) {
  asm volatile("st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(at), "l"(word) : "memory");
}
// Until another word than `from` stands there.
__device__ __forceinline__ unsigned long long await_other(const unsigned long long* at, unsigned long long from) {
  const long long start = clock64();
  for (;;) {
    const unsigned long long word = load_relaxed(at);
    if (word != from) return word;
    fail_after_seconds(start);
  }
}

// A barrier of `threads` threads of a block, by number.
__device__ __forceinline__ void named_barrier_sync(int number, int threads) {
  asm volatile("bar.sync %0, %1;" ::"r"(number), "r"(threads) : "memory");
}
__device__ __forceinline__ void named_barrier_arrive(int number, int threads) {
  asm volatile("bar.arrive %0, %1;" ::"r"(number), "r"(threads) : "memory");
}

__device__ __forceinline__ uint32_t cluster_rank() {
  uint32_t rank;
  asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  return rank;
}
__device__ __forceinline__ void cluster_sync() {
  asm volatile("barrier.cluster.arrive.release.aligned;\nbarrier.cluster.wait.acquire.aligned;" ::: "memory");
}

// Sixteen bytes to the same place of block `rank` of the cluster, announced to the barrier at the same place there.
__device__ __forceinline__ void store_to_block(uint32_t at, uint32_t barrier, uint32_t rank, uint4 v) {
  asm volatile(
      "{\n.reg .b32 there, told;\n"
      "mapa.shared::cluster.u32 there, %0, %2;\n"
      "mapa.shared::cluster.u32 told, %1, %2;\n"
      "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.b32 [there], {%3, %4, %5, %6}, [told];\n}" ::"r"(at),
      "r"(barrier), "r"(rank), "r"(v.x), "r"(v.y), "r"(v.z), "r"(v.w)
      : "memory");
}

// ---- copies of boxes of a tensor map ----

__device__ __forceinline__ void fetch_map(const CUtensorMap& map) {
  asm volatile("prefetch.tensormap [%0];" ::"l"(reinterpret_cast<uint64_t>(&map)) : "memory");
}
// The box that begins at (column, row): what lies outside of the tensor is zero.
__device__ __forceinline__ void load_box(uint32_t to, const CUtensorMap& map, int column, int row, uint32_t barrier) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];" ::"r"(to),
      "l"(reinterpret_cast<uint64_t>(&map)), "r"(column), "r"(row), "r"(barrier)
      : "memory");
}
// The same to all blocks of the cluster that `mask` names, and to the barriers at the same place there.
__device__ __forceinline__ void load_box_to(uint32_t to, const CUtensorMap& map, int column, int row, uint32_t barrier,
                                            uint16_t mask) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster [%0], [%1, {%2, %3}], "
      "[%4], %5;" ::"r"(to),
      "l"(reinterpret_cast<uint64_t>(&map)), "r"(column), "r"(row), "r"(barrier), "h"(mask)
      : "memory");
}
// The first of a tensor of three sizes.
__device__ __forceinline__ void load_box(uint32_t to, const CUtensorMap& map, int column, int middle, int row, uint32_t barrier) {
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], [%5];" ::"r"(to),
      "l"(reinterpret_cast<uint64_t>(&map)), "r"(column), "r"(middle), "r"(row), "r"(barrier)
      : "memory");
}
// The same to the second cache.
__device__ __forceinline__ void prefetch_box(const CUtensorMap& map, int column, int row) {
  asm volatile("cp.async.bulk.prefetch.tensor.2d.L2.global [%0, {%1, %2}];" ::"l"(reinterpret_cast<uint64_t>(&map)), "r"(column), "r"(row)
               : "memory");
}
__device__ __forceinline__ void prefetch_box(const CUtensorMap& map, int column, int middle, int row) {
  asm volatile("cp.async.bulk.prefetch.tensor.3d.L2.global [%0, {%1, %2, %3}];" ::"l"(reinterpret_cast<uint64_t>(&map)), "r"(column),
               "r"(middle), "r"(row)
               : "memory");
}
// A multiple of 16 bytes from and to multiples of 16.
__device__ __forceinline__ void load_bytes(uint32_t to, const void* from, int bytes, uint32_t barrier) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(to), "l"(from), "r"(bytes),
               "r"(barrier)
               : "memory");
}
// Writes a box; what lies outside of the tensor is left out.
__device__ __forceinline__ void store_box(const CUtensorMap& map, int column, int row, uint32_t from) {
  asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];" ::"l"(
                   reinterpret_cast<uint64_t>(&map)),
               "r"(column), "r"(row), "r"(from)
               : "memory");
}
__device__ __forceinline__ void store_box(const CUtensorMap& map, int column, int middle, int row, uint32_t from) {
  asm volatile("cp.async.bulk.tensor.3d.global.shared::cta.bulk_group [%0, {%1, %2, %3}], [%4];" ::"l"(
                   reinterpret_cast<uint64_t>(&map)),
               "r"(column), "r"(middle), "r"(row), "r"(from)
               : "memory");
}
__device__ __forceinline__ void store_commit() { asm volatile("cp.async.bulk.commit_group;" ::: "memory"); }
// Until all but this thread's last `pending` groups of stores have read their shared memory.
template <int pending>
__device__ __forceinline__ void store_wait() {
  asm volatile("cp.async.bulk.wait_group.read %0;" ::"n"(pending) : "memory");
}
// What was written to shared memory by this thread is seen by copies and products that follow a barrier.
__device__ __forceinline__ void shared_fence() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }

// ---- products of a warpgroup: 128 threads, warp w of which has rows 16 w to 16 w + 15 ----

// An operand in shared memory, in blocks of 64 x 64 numbers whose rows of 128 bytes are swizzled (8 KB, aligned to 1 KB).
// `along`: rows run along k, and blocks follow one another by rows. Across: each row is one k, and blocks follow by columns.
// For 16 of k further: 32 bytes along, 2048 across.
template <bool across>
__device__ __forceinline__ uint64_t operand(uint32_t shared) {
  constexpr uint64_t kSwizzled128 = uint64_t{1} << 62, kEightRows = 1024 >> 4, kBlock = 8192 >> 4;
  return kSwizzled128 | kEightRows << 32 | (across ? kBlock : 1) << 16 | (shared & 0x3ffff) >> 4;
}
__device__ __forceinline__ void product_fence() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
__device__ __forceinline__ void product_commit() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
template <int pending>
__device__ __forceinline__ void product_wait() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(pending) : "memory");
}

#define TS_FOUR(d, i) "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3])
#define TS_SIXTEEN(d, i) TS_FOUR(d, i), TS_FOUR(d, i + 4), TS_FOUR(d, i + 8), TS_FOUR(d, i + 12)
// D (64 x 256, or fewer columns) = A (64 x 16) B^T, or += where `adds`. d[4 j + e] is at row g + 8 (e / 2) of the warp's sixteen and column
// 8 j + 2 t + e % 2, where g = lane / 4 and t = lane % 4.
template <bool a_across, bool b_across>
__device__ __forceinline__ void product(float (&d)[128], uint64_t a, uint64_t b, bool adds) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %130, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16 "
      "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "
      "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, "
      "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "
      "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, "
      "%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127}, "
      "%128, %129, p, 1, 1, %131, %132;\n}"
      : TS_SIXTEEN(d, 0), TS_SIXTEEN(d, 16), TS_SIXTEEN(d, 32), TS_SIXTEEN(d, 48), TS_SIXTEEN(d, 64), TS_SIXTEEN(d, 80),
        TS_SIXTEEN(d, 96), TS_SIXTEEN(d, 112)
      : "l"(a), "l"(b), "r"(static_cast<int>(adds)), "n"(a_across ? 1 : 0), "n"(b_across ? 1 : 0));
}
template <bool a_across, bool b_across>
__device__ __forceinline__ void product(float (&d)[32], uint64_t a, uint64_t b, bool adds) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %34, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 "
      "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, "
      "%32, %33, p, 1, 1, %35, %36;\n}"
      : TS_SIXTEEN(d, 0), TS_SIXTEEN(d, 16)
      : "l"(a), "l"(b), "r"(static_cast<int>(adds)), "n"(a_across ? 1 : 0), "n"(b_across ? 1 : 0));
}
template <bool a_across, bool b_across>
__device__ __forceinline__ void product(float (&d)[4], uint64_t a, uint64_t b, bool adds) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %6, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n8k16.f32.bf16.bf16 {%0, %1, %2, %3}, %4, %5, p, 1, 1, %7, %8;\n}"
      : TS_FOUR(d, 0)
      : "l"(a), "l"(b), "r"(static_cast<int>(adds)), "n"(a_across ? 1 : 0), "n"(b_across ? 1 : 0));
}
// The same with A in registers, those of ptx.h's mma_bf16 for a warp's sixteen rows.
template <bool b_across>
__device__ __forceinline__ void product(float (&d)[128], const uint32_t (&a)[4], uint64_t b, bool adds) {
  asm volatile(
      "{\n.reg .pred p;\nsetp.ne.b32 p, %133, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16 "
      "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "
      "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, "
      "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "
      "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, "
      "%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127}, "
      "{%128, %129, %130, %131}, %132, p, 1, 1, %134;\n}"
      : TS_SIXTEEN(d, 0), TS_SIXTEEN(d, 16), TS_SIXTEEN(d, 32), TS_SIXTEEN(d, 48), TS_SIXTEEN(d, 64), TS_SIXTEEN(d, 80),
        TS_SIXTEEN(d, 96), TS_SIXTEEN(d, 112)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(static_cast<int>(adds)), "n"(b_across ? 1 : 0));
}
// All products are done; nothing reads their sums before.
__device__ __forceinline__ void product_finish(float (&d)[128]) {
  asm volatile("wgmma.wait_group.sync.aligned 0;"
               : TS_SIXTEEN(d, 0), TS_SIXTEEN(d, 16), TS_SIXTEEN(d, 32), TS_SIXTEEN(d, 48), TS_SIXTEEN(d, 64), TS_SIXTEEN(d, 80),
                 TS_SIXTEEN(d, 96), TS_SIXTEEN(d, 112)
               :
               : "memory");
}
__device__ __forceinline__ void product_finish(float (&d)[32]) {
  asm volatile("wgmma.wait_group.sync.aligned 0;" : TS_SIXTEEN(d, 0), TS_SIXTEEN(d, 16) : : "memory");
}
__device__ __forceinline__ void product_finish(float (&d)[4]) {
  asm volatile("wgmma.wait_group.sync.aligned 0;" : TS_FOUR(d, 0) : : "memory");
}
#undef TS_SIXTEEN
#undef TS_FOUR

// Stores 8x8 matrices of 16-bit numbers: lane i of group j names row i of matrix j, whose pairs register j holds.
__device__ __forceinline__ void stmatrix_x4(uint32_t to, uint32_t r0, uint32_t r1, uint32_t r2, uint32_t r3) {
  asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(to), "r"(r0), "r"(r1), "r"(r2), "r"(r3)
               : "memory");
}

// Loads what stmatrix_x4 stores.
__device__ __forceinline__ void ldmatrix_from(uint32_t (&r)[4], uint32_t from) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(from)
               : "memory");
}

// How many registers a thread has from here on; all warps of a warpgroup.
template <int count>
__device__ __forceinline__ void take_registers() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(count));
}
template <int count>
__device__ __forceinline__ void give_registers() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(count));
}

#endif  // TS_HOPPER_CODE

}  // namespace ts::cuda
