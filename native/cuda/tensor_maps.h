// Maps of tensors for bulk copies of boxes, whose rows of 128 bytes are swizzled in shared memory.
#pragma once
#include <cuda.h>

#include "cuda/operation.h"

namespace ts::cuda {
namespace {

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
  const CUresult result = map_encoder()(map, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, RANK, const_cast<bf16*>(base), sizes, strides, box,
                                        every, CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B,
                                        CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  if (result == CUDA_SUCCESS) return TS_OK;
  return failed(context, TS_DEVICE, "a map of a tensor, %lld rows of %lld numbers, was refused (error %d)",
                static_cast<long long>(sizes[RANK - 1]), static_cast<long long>(sizes[0]), static_cast<int>(result));
}

}  // namespace
}  // namespace ts::cuda
