// The door of this library for tests, beside that of the backend: in which order things run, what ran, and kernels of
// its own on which what it finds is tried (trials.cc). C ABI, opened by the addon.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ts_simulator_settings {
  // "ascending", "descending" or a number that seeds; NULL: as TINYSTORIES_SIMT_ORDER says.
  const char* order;
  // When a stream does its work. NULL: at once; "all": when somebody waits for it; "kernels": the same, but a copy that
  // nothing stands before at once.
  const char* late;
  int32_t threads;  // of the host; 0: as TINYSTORIES_SIMT_THREADS says, or as many as there are processors
  int32_t failing;  // the launch that fails, counted from 1; 0: none
} ts_simulator_settings;

typedef struct ts_simulator {
  size_t size;  // of this table
  // From now on. Returns 0 for words that are none of those below.
  int32_t (*configure)(const ts_simulator_settings*);
  // Since the process began: launches, mma instructions of warps, boxes that bulk copies brought, and copies to the device that
  // were asked for while another stream had something to do.
  void (*counts)(uint64_t* launches, uint64_t* mma, uint64_t* boxes, uint64_t* ahead);
  // Runs a trial: `out` holds what its kernel wrote. Returns "", or why the launch failed; NULL: no such trial.
  const char* (*trial)(const char* name, const float* in, size_t in_count, float* out, size_t out_count);
} ts_simulator;

typedef const ts_simulator* (*ts_simulator_open_function)(void);

#ifdef __cplusplus
}
#endif
