// Maps of tensors for bulk copies of boxes, whose rows of 128 or 32 bytes are swizzled in shared memory.
#pragma once
#include "cuda/operation.h"
#include "cuda/ptx_hopper.h"

namespace ts::cuda {
namespace {

inline ts_status refused_map(ts_context* context, uint64_t width, uint64_t rows, int error) {
  return failed(context, TS_DEVICE, "a map of a tensor, %lld rows of %lld numbers, was refused (error %d)", static_cast<long long>(rows),
                static_cast<long long>(width), error);
}

#ifdef TS_SIMT

using cuuint64_t = uint64_t;
using cuuint32_t = uint32_t;

template <int RANK>
ts_status make_map_of(ts_context* context, CUtensorMap* map, const bf16* base, const cuuint64_t (&sizes)[RANK],
                      const cuuint32_t (&box)[RANK]) {
  static_assert(RANK == 2 || RANK == 3);
  *map = {reinterpret_cast<uintptr_t>(base), {sizes[0], sizes[1], RANK > 2 ? sizes[RANK - 1] : 1}, {box[0], box[1], RANK > 2 ? box[RANK - 1] : 1}};
  const bool whole = map->base % 16 == 0 && sizes[0] % 8 == 0 && sizes[0] > 0 && sizes[RANK - 1] > 0;
  return whole ? TS_OK : refused_map(context, sizes[0], sizes[RANK - 1], 1);
}

#else

// cuTensorMapEncodeTiled, from the driver that the runtime has loaded: the library itself must load without a driver.
using MapEncoder = CUresult (*)(CUtensorMap*, CUtensorMapDataType, cuuint32_t, void*, const cuuint64_t*, const cuuint64_t*,
                                const cuuint32_t*, const cuuint32_t*, CUtensorMapInterleave, CUtensorMapSwizzle,
                                CUtensorMapL2promotion, CUtensorMapFloatOOBfill);
inline MapEncoder map_encoder() {
  static const MapEncoder encoder = [] {
    void* function = nullptr;
    cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
#if CUDART_VERSION >= 12050
    cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &function, 12000, cudaEnableDefault, &found);
#elif CUDART_VERSION >= 12000
    cudaGetDriverEntryPoint("cuTensorMapEncodeTiled", &function, cudaEnableDefault, &found);
#endif
    return reinterpret_cast<MapEncoder>(found == cudaDriverEntryPointSuccess ? function : nullptr);
  }();
  return encoder;
}

// Boxes out of a tensor of RANK sizes, the innermost first, that stands without gaps. What a box has outside of it is zero.
template <int RANK>
ts_status make_map_of(ts_context* context, CUtensorMap* map, const bf16* base, const cuuint64_t (&sizes)[RANK],
                      const cuuint32_t (&box)[RANK]) {
  cuuint64_t strides[RANK - 1];
  cuuint32_t every[RANK];
  for (int i = 0; i < RANK; i++) {
    every[i] = 1;
    if (i > 0) strides[i - 1] = sizes[i - 1] * (i > 1 ? strides[i - 2] : sizeof(bf16));
  }
  const CUtensorMapSwizzle swizzle = box[0] * sizeof(bf16) == 32 ? CU_TENSOR_MAP_SWIZZLE_32B : CU_TENSOR_MAP_SWIZZLE_128B;
  const CUresult result = map_encoder()(map, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, RANK, const_cast<bf16*>(base), sizes, strides, box,
                                        every, CU_TENSOR_MAP_INTERLEAVE_NONE, swizzle,
                                        CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  return result == CUDA_SUCCESS ? TS_OK : refused_map(context, sizes[0], sizes[RANK - 1], static_cast<int>(result));
}

#endif

}  // namespace
}  // namespace ts::cuda
