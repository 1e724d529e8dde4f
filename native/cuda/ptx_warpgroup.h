// Products of a warpgroup (Hopper's wgmma) whose operands stand in blocks of 64 x 64 numbers, with twins for native/simt:
// what is built of them alone runs there too. The blocks are those of ptx_hopper.h: 64 rows of 128 bytes, whose 16-byte
// chunk c of row r stands at chunk c ^ (r % 8); aligned to 1 KB.
#pragma once
#include "cuda/platform.h"
#include "cuda/ptx_hopper.h"

namespace ts::cuda {

constexpr int kBlockSide = 64, kBlockSize = kBlockSide * kBlockSide * 2;  // bytes

// The place of a chunk of 16 bytes in a block.
__device__ __forceinline__ int chunk_place(int row, int chunk) { return row * 128 + ((chunk ^ row % 8) << 4); }

#ifdef TS_HOPPER_KERNELS

// threadIdx.x, asked again each time, so that what is computed from it takes no registers between.
__device__ __forceinline__ int thread_asked() {
#ifdef TS_SIMT
  return static_cast<int>(threadIdx.x);
#else
  int thread;
  asm volatile("mov.u32 %0, %%tid.x;" : "=r"(thread));
  return thread;
#endif
}

// A warp's 16 rows of a block, or another 2 KB aligned to 1 KB of the same form, into which 16 columns at a time are put:
// four registers as ptx.h's mma_bf16 has them of its left side.
struct WarpRows {
#ifdef TS_SIMT
  unsigned char* rows;
  explicit WarpRows(unsigned char* rows) : rows(rows) {}
  void put(int step, uint32_t r0, uint32_t r1, uint32_t r2, uint32_t r3) const {
    const int lane = thread_asked() % 32, g = lane / 4, t = lane % 4;
    const uint32_t r[4] = {r0, r1, r2, r3};
    for (int i = 0; i < 4; i++) {
      *reinterpret_cast<uint32_t*>(rows + chunk_place(g + i % 2 * 8, 2 * step + i / 2) + 4 * t) = r[i];
    }
  }
#elif defined(TS_HOPPER_CODE)
  uint32_t place;  // of the row and half that this lane names to the first put
  __device__ __forceinline__ explicit WarpRows(unsigned char* rows) {
    const int lane = thread_asked() % 32;
    place = shared_address(rows) + chunk_place(lane % 16, lane / 16);
  }
  __device__ __forceinline__ void put(int step, uint32_t r0, uint32_t r1, uint32_t r2, uint32_t r3) const {
    stmatrix_x4(place ^ step << 5, r0, r1, r2, r3);
  }
#endif
};

#ifdef TS_HOPPER_CODE

// The lower half of what names an operand; the upper one is the same for all blocks.
struct Operand {
  uint32_t low;
};
// `along`: the rows of the block are rows of the operand. `across`: each of its rows is one k.
__device__ __forceinline__ Operand along(const void* block) { return {static_cast<uint32_t>(operand<false>(shared_address(block)))}; }
__device__ __forceinline__ Operand across(const void* block) { return {static_cast<uint32_t>(operand<true>(shared_address(block)))}; }
// The same `steps` times 16 of k further.
template <bool across>
__device__ __forceinline__ Operand further(Operand from, int steps) {
  return {from.low + static_cast<uint32_t>(steps * ((across ? 2048 : 32) >> 4))};
}
// Some blocks behind it.
__device__ __forceinline__ Operand beyond(Operand from, int blocks) { return {from.low + static_cast<uint32_t>(blocks * (kBlockSize >> 4))}; }
// The same, computed where it stands, so that what lies further takes no registers between.
__device__ __forceinline__ Operand asked(Operand from) {
  asm volatile("mov.b32 %0, %0;" : "+r"(from.low));
  return from;
}
__device__ __forceinline__ uint64_t whole(Operand part) { return (operand<false>(0) >> 32 << 32) | part.low; }

// What reads the sums of products that are done stands behind this.
template <int count>
__device__ __forceinline__ void settled(float (&d)[count]) {
#pragma unroll
  for (int i = 0; i < count; i++) asm volatile("" : "+f"(d[i])::"memory");
}

#define TS_FOUR(d, i) "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3])
#define TS_EIGHT(d, i) TS_FOUR(d, i), TS_FOUR(d, i + 4)
#define TS_SUMS_8 "{%0, %1, %2, %3}"
#define TS_SUMS_16 "{%0, %1, %2, %3, %4, %5, %6, %7}"
#define TS_SUMS_32 "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15}"
#define TS_SUMS_48                                                              \
  "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, " \
  "%17, %18, %19, %20, %21, %22, %23}"
#define TS_SUMS_64                                                              \
  "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, " \
  "%17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}"
#define TS_SUMS_128                                                                  \
  "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, "      \
  "%17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, %32, "  \
  "%33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, %48, "  \
  "%49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}"
#define TS_OUT_8(d) TS_FOUR(d, 0)
#define TS_OUT_16(d) TS_EIGHT(d, 0)
#define TS_OUT_32(d) TS_EIGHT(d, 0), TS_EIGHT(d, 8)
#define TS_OUT_48(d) TS_OUT_32(d), TS_EIGHT(d, 16)
#define TS_OUT_64(d) TS_OUT_48(d), TS_EIGHT(d, 24)
#define TS_OUT_128(d) TS_OUT_64(d), TS_EIGHT(d, 32), TS_EIGHT(d, 40), TS_EIGHT(d, 48), TS_EIGHT(d, 56)

// D (64 x N) = A (64 x 16) B^T, or += where `adds`; A in shared memory, or the registers of ptx.h's mma_bf16 for a
// warp's sixteen rows. D as in ptx_hopper.h.
#define TS_PRODUCTS(N, count, i0, i1, i2, i3, i4, i5, i6)                                                                  \
  template <bool a_across, bool b_across>                                                                                  \
  __device__ __forceinline__ void product_of(float (&d)[count], Operand left, Operand right, bool adds) {                  \
    asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %" i2 ", 0;\n"                                                           \
                 "wgmma.mma_async.sync.aligned.m64n" #N "k16.f32.bf16.bf16 " TS_SUMS_##N ", %" i0 ", %" i1                 \
                 ", p, 1, 1, %" i3 ", %" i4 ";\n}"                                                             \
                 : TS_OUT_##N(d)                                                                                           \
                 : "l"(whole(left)), "l"(whole(right)), "r"(static_cast<int>(adds)), "n"(a_across ? 1 : 0), "n"(b_across ? 1 : 0));      \
  }                                                                                                                        \
  template <bool b_across>                                                                                                 \
  __device__ __forceinline__ void product_of(float (&d)[count], const uint32_t (&left)[4], Operand right, bool adds) {     \
    asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %" i5 ", 0;\n"                                                          \
                 "wgmma.mma_async.sync.aligned.m64n" #N "k16.f32.bf16.bf16 " TS_SUMS_##N ", {%" i0 ", %" i1 ", %" i2       \
                 ", %" i3 "}, %" i4 ", p, 1, 1, %" i6 ";\n}"                                                                \
                 : TS_OUT_##N(d)                                                                                           \
                 : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "l"(whole(right)), "r"(static_cast<int>(adds)),        \
                   "n"(b_across ? 1 : 0));                                                                                 \
  }
TS_PRODUCTS(8, 4, "4", "5", "6", "7", "8", "9", "10")
TS_PRODUCTS(16, 8, "8", "9", "10", "11", "12", "13", "14")
TS_PRODUCTS(32, 16, "16", "17", "18", "19", "20", "21", "22")
TS_PRODUCTS(48, 24, "24", "25", "26", "27", "28", "29", "30")
TS_PRODUCTS(64, 32, "32", "33", "34", "35", "36", "37", "38")
TS_PRODUCTS(128, 64, "64", "65", "66", "67", "68", "69", "70")
#undef TS_PRODUCTS
#undef TS_SUMS_8
#undef TS_SUMS_16
#undef TS_SUMS_32
#undef TS_SUMS_48
#undef TS_SUMS_64
#undef TS_SUMS_128
#undef TS_OUT_8
#undef TS_OUT_16
#undef TS_OUT_32
#undef TS_OUT_48
#undef TS_OUT_64
#undef TS_OUT_128
#undef TS_EIGHT
#undef TS_FOUR

#else  // TS_SIMT

struct Operand {
  const unsigned char* block;
  int k;
  bool across;
  // As the twins of ptx_hopper.h name it.
  uint64_t place() const {
    const int further = across ? k * 128 : k / kBlockSide * kBlockSize + k % kBlockSide * 2;
    const uint32_t at = shared_address(block) + static_cast<uint32_t>(further);
    return across ? operand<true>(at) : operand<false>(at);
  }
};
inline Operand along(const void* block) { return {static_cast<const unsigned char*>(block), 0, false}; }
inline Operand across(const void* block) { return {static_cast<const unsigned char*>(block), 0, true}; }
template <bool>
inline Operand further(Operand from, int steps) { return {from.block, from.k + steps * 16, from.across}; }
inline Operand beyond(Operand from, int blocks) { return {from.block + blocks * kBlockSize, from.k, from.across}; }
inline Operand asked(Operand from) { return from; }
template <int count>
inline void settled(float (&)[count]) {}

// What an operand holds has to be there when a product begins, and to stay until it is waited for.
template <bool b_across, int count>
inline void product_of(float (&d)[count], const uint32_t (&left)[4], Operand right, bool adds) {
  simt::product_reads(right.place(), 0, count * 2);
  product<b_across>(d, left, right.place(), adds);
}
template <bool a_across, bool b_across, int count>
inline void product_of(float (&d)[count], Operand left, Operand right, bool adds) {
  simt::product_reads(left.place(), thread_asked() / 32 % 4 * 16, 16);
  simt::product_reads(right.place(), 0, count * 2);
  product<a_across, b_across>(d, left.place(), right.place(), adds);
}

#endif

#endif  // TS_HOPPER_KERNELS

}  // namespace ts::cuda
