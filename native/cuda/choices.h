// Kernels of an operation that are told apart by measurement: `choice("NORM", 2)` is the number in the environment
// variable TINYSTORIES_CUDA_NORM, or what stands there. For measuring; the defaults are what was measured to win.
#pragma once
#include <stdio.h>
#include <stdlib.h>

namespace ts::cuda {

inline int choice(const char* name, int usual) {
  char variable[64];
  snprintf(variable, sizeof variable, "TINYSTORIES_CUDA_%s", name);
  const char* const wanted = getenv(variable);
  return wanted && *wanted ? atoi(wanted) : usual;
}

}  // namespace ts::cuda
