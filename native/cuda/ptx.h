// Every line of inline PTX of the project, each with a twin for native/simt.
#pragma once
#include <stdint.h>

#include "cuda/platform.h"

namespace ts::cuda {

// Two floats as bfloat16, `low` in the lower half.
__device__ __forceinline__ uint32_t pack_bf16(float low, float high) {
#ifdef __CUDA_ARCH__
  uint32_t pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
#elif defined(TS_SIMT)
  return simt::to_bf16(low) | static_cast<uint32_t>(simt::to_bf16(high)) << 16;
#else
  return 0;
#endif
}

// x, of which the compiler knows nothing any more: what was made of it before (its two halves, say) is made again instead
// of being kept in registers.
__device__ __forceinline__ uint32_t known_anew(uint32_t x) {
#ifdef __CUDA_ARCH__
  asm volatile("" : "+r"(x));
#endif
  return x;
}

// 2^x to about two units in the last place.
__device__ __forceinline__ float exp2_fast(float x) {
#ifdef __CUDA_ARCH__
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#elif defined(TS_SIMT)
  return exp2f(x);
#else
  return 0;
#endif
}

// D (16x8, float32) += A (16x16, bfloat16, by rows) * B (16x8, bfloat16, by columns), spread over a warp:
// a[0..3] hold rows g, g+8, g, g+8 at columns 2t.. of the left and right half, b[0..1] rows 2t.. and 2t+8.. of column
// g, d[0..3] (g, 2t), (g, 2t+1), (g+8, 2t), (g+8, 2t+1), where g = lane / 4 and t = lane % 4.
__device__ __forceinline__ void mma_bf16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#ifdef __CUDA_ARCH__
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#elif defined(TS_SIMT)
  simt::mma_bf16(d, a, b);
#endif
}

// Loads 8x8 matrices of 16-bit numbers from shared memory: lane i of group j (of 8) names row i of matrix j (16
// bytes, aligned); register j of each lane then holds its pair of matrix j. `trans` turns each matrix.
template <bool trans>
__device__ __forceinline__ void ldmatrix_x4(uint32_t (&r)[4], const void* shared) {
#ifdef __CUDA_ARCH__
  const uint32_t at = static_cast<uint32_t>(__cvta_generic_to_shared(shared));
  if constexpr (trans) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(at) : "memory");
  } else {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(at) : "memory");
  }
#elif defined(TS_SIMT)
  simt::ldmatrix<4>(r, shared, trans);
#endif
}
template <bool trans>
__device__ __forceinline__ void ldmatrix_x2(uint32_t (&r)[2], const void* shared) {
#ifdef __CUDA_ARCH__
  const uint32_t at = static_cast<uint32_t>(__cvta_generic_to_shared(shared));
  if constexpr (trans) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0,%1}, [%2];"
                 : "=r"(r[0]), "=r"(r[1]) : "r"(at) : "memory");
  } else {
    asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
                 : "=r"(r[0]), "=r"(r[1]) : "r"(at) : "memory");
  }
#elif defined(TS_SIMT)
  simt::ldmatrix<2>(r, shared, trans);
#endif
}

// `bytes` (4, 8 or 16, both ends so aligned) from global to shared memory, asynchronously; where `there` is false
// zeros are written instead and nothing is read.
template <int bytes>
__device__ __forceinline__ void cp_async(void* shared, const void* global, bool there) {
  static_assert(bytes == 4 || bytes == 8 || bytes == 16);
#ifdef __CUDA_ARCH__
  const uint32_t at = static_cast<uint32_t>(__cvta_generic_to_shared(shared));
  const int size = there ? bytes : 0;
  if constexpr (bytes == 16) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(at), "l"(global), "r"(size) : "memory");
  } else {
    asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(at), "l"(global), "n"(bytes), "r"(size)
                 : "memory");
  }
#elif defined(TS_SIMT)
  simt::cp_async(shared, global, bytes, there);
#endif
}
__device__ __forceinline__ void cp_async_commit() {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.commit_group;" ::: "memory");
#elif defined(TS_SIMT)
  simt::cp_async_commit();
#endif
}
// Until at most `pending` of this thread's latest groups are under way.
template <int pending>
__device__ __forceinline__ void cp_async_wait() {
#ifdef __CUDA_ARCH__
  asm volatile("cp.async.wait_group %0;" ::"n"(pending) : "memory");
#elif defined(TS_SIMT)
  simt::cp_async_wait(pending);
#endif
}

// mma_bf16 with half the depth: D (16x8) += A (16x8) * B (8x8). a0 and a1 hold rows g and g+8 at columns 2t.., b rows
// 2t.. of column g.
__device__ __forceinline__ void mma_bf16_k8(float (&d)[4], uint32_t a0, uint32_t a1, uint32_t b) {
#ifdef __CUDA_ARCH__
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a0), "r"(a1), "r"(b));
#elif defined(TS_SIMT)
  simt::mma_bf16(d, {a0, a1, 0, 0}, {b, 0});
#endif
}
// 1 / x to about one unit in the last place.
__device__ __forceinline__ float reciprocal_fast(float x) {
#ifdef __CUDA_ARCH__
  float y;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#elif defined(TS_SIMT)
  return 1.0f / x;
#else
  return 0;
#endif
}

// tanh(x), wrong by at most 2^-11 of it.
__device__ __forceinline__ float tanh_fast(float x) {
#ifdef __CUDA_ARCH__
  float y;
  asm("tanh.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#elif defined(TS_SIMT)
  return tanhf(x);
#else
  return 0;
#endif
}

// mma_bf16 and mma_bf16_k8 that begin from other numbers: D = C + A * B.
__device__ __forceinline__ void mma_bf16_from(float (&d)[4], const float (&c)[4], const uint32_t (&a)[4],
                                              const uint32_t (&b)[2]) {
#ifdef __CUDA_ARCH__
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%10,%11,%12,%13};"
      : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "f"(c[0]), "f"(c[1]), "f"(c[2]), "f"(c[3]));
#elif defined(TS_SIMT)
  for (int i = 0; i < 4; i++) d[i] = c[i];
  simt::mma_bf16(d, a, b);
#endif
}
__device__ __forceinline__ void mma_bf16_k8_from(float (&d)[4], const float (&c)[4], uint32_t a0, uint32_t a1,
                                                 uint32_t b) {
#ifdef __CUDA_ARCH__
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%7,%8,%9,%10};"
      : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
      : "r"(a0), "r"(a1), "r"(b), "f"(c[0]), "f"(c[1]), "f"(c[2]), "f"(c[3]));
#elif defined(TS_SIMT)
  for (int i = 0; i < 4; i++) d[i] = c[i];
  simt::mma_bf16(d, {a0, a1, 0, 0}, {b, 0});
#endif
}
// An 8x8 matrix of 16-bit numbers turned: lane i holds, and gets, columns 2 (i % 4).. of row i / 4.
__device__ __forceinline__ uint32_t movmatrix(uint32_t pair) {
#ifdef __CUDA_ARCH__
  uint32_t turned;
  asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(turned) : "r"(pair));
  return turned;
#elif defined(TS_SIMT)
  const unsigned lane = simt::lane(), g = lane / 4, t = lane % 4;
  const uint32_t upper = __shfl_sync(~0u, pair, static_cast<int>(8 * t + g / 2));
  const uint32_t lower = __shfl_sync(~0u, pair, static_cast<int>(8 * t + 4 + g / 2));
  const unsigned shift = g % 2 * 16;
  return (upper >> shift & 0xffffu) | (lower >> shift & 0xffffu) << 16;
#else
  return 0;
#endif
}

}  // namespace ts::cuda
