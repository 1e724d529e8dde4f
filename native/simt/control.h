// The door of this library for tests, beside that of the backend: in which order things run, what ran, and kernels of
// its own on which what it finds is tried (trials.cc). C ABI, opened by the addon.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ts_simulator {
  size_t size;  // of this table
  // "ascending", "descending" or a number that seeds; NULL: as TINYSTORIES_SIMT_ORDER says. Returns 0 for what is none
  // of them. `threads` of the host; 0: as TINYSTORIES_SIMT_THREADS says, or as many as there are processors.
  int32_t (*configure)(const char* order, int32_t threads);
  // Since the process began: launches, and mma instructions of warps.
  void (*counts)(uint64_t* launches, uint64_t* mma);
  // Runs a trial: `out` holds what its kernel wrote. Returns "", or why the launch failed; NULL: no such trial.
  const char* (*trial)(const char* name, const float* in, size_t in_count, float* out, size_t out_count);
} ts_simulator;

typedef const ts_simulator* (*ts_simulator_open_function)(void);

#ifdef __cplusplus
}
#endif
