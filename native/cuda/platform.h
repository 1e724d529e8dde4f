// CUDA as the compiler at hand gives it: nvcc, or g++ over native/simt, which runs the same kernels as fibers.
#pragma once
#include <cuda_runtime.h>

#ifdef TS_SIMT
#include "simt/simt.h"
#define TS_DYNAMIC_SHARED(T, name) T* name = reinterpret_cast<T*>(simt::dynamic_shared())
#else
#define TS_DYNAMIC_SHARED(T, name)                              \
  extern __shared__ __align__(128) unsigned char ts_dynamic_shared[]; \
  T* name = reinterpret_cast<T*>(ts_dynamic_shared)
#endif
