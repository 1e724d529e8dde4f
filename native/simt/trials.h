// Kernels on which native/simt itself is tried: right ones (trials.cc), and ones with a fault planted in each
// (planted.cc).
#pragma once
#include <stddef.h>

#include "cuda/platform.h"

namespace simt {

using TrialKernel = void (*)(const float* in, int in_count, float* out, int out_count);

struct Trial {
  const char* name;
  unsigned blocks, threads;
  size_t shared;
  TrialKernel kernel;
  unsigned cluster = 1;  // blocks of each of `blocks`
};

const Trial* find_planted(const char* name);
const Trial* find_planted_engine(const char* name);  // of what engine.cc does

}  // namespace simt
