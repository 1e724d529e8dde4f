// A context: a device, a stream of work on it, and what the host keeps for both.
#pragma once
#include <stddef.h>

#include <unordered_map>
#include <vector>

#include "cuda/platform.h"
#include "program/backend.h"

namespace ts::cuda {

// A download on its way: from staging to where the caller wants it, once the stream is done.
struct Delivery {
  void* to;
  size_t staged;  // offset
  size_t bytes;
};

class Listing;
// Pinned host memory through which copies go, so that neither end waits for the other. Two of them are used in turn:
// what is asked for after a mark goes through the other one.
struct Staging {
  char* base = nullptr;
  size_t bytes = 0, used = 0;
  char* ahead = nullptr;  // as much device memory, where uploads wait for their turn in the stream; NULL until needed
  std::vector<Delivery> deliveries;
  uint64_t mark = 0;           // that nobody has reached yet, or 0
  cudaEvent_t done = nullptr;  // of the mark
};

// Pinned memory that the caller has.
struct HostPiece {
  char* base;
  size_t bytes;
};

// Work that comes again (see repeat_begin): seen once, then recorded, then replayed.
struct Recording {
  bool seen = false;
  cudaGraphExec_t graph = nullptr;
  Listing* listing = nullptr;  // of the step's instructions; see interpreter.h
};

struct CublasLt;  // of cublaslt.cu

}  // namespace ts::cuda

struct ts_context {
  int device = 0;
  int32_t processors = 0;
  size_t shared_limit = 0;
  int32_t capability = 0;  // 90: 9.0
  ts_precision compute = TS_FLOAT32;
  cudaStream_t stream = nullptr;
  ts_variables* variables = nullptr;  // device memory: those that hold, and the two that they were chosen from
  ts::cuda::Staging staging[2];
  uint64_t marks = 0;              // made so far
  cudaStream_t copies = nullptr;   // of uploads that go ahead, and the end of the last of them
  cudaEvent_t copied = nullptr;
  std::vector<ts::cuda::HostPiece> host_pieces;
  std::unordered_map<uint64_t, ts::cuda::Recording> recordings;
  ts::cuda::Recording* recording = nullptr;  // under way
  bool forgets = false;                      // recordings, when the one under way has ended
  int64_t copies_known = 0;                  // arenas' copies made by then; see copies_made()
  std::vector<ts_weights*> weights;          // whose copies this context's recordings read
  ts::cuda::CublasLt* cublaslt = nullptr;    // where it may make products
  const char* last_kernel = "";
  bool broken = false;  // an error that the device does not get over
  char message[320] = "";
};

namespace ts::cuda {

// recording.cu
void forget_recordings(ts_context* context);
ts_status repeat_begin(ts_context* context, uint64_t key, int32_t* replayed);
ts_status repeat_end(ts_context* context, int32_t abandoned);

// memory.cu
ts_status upload(ts_context* context, void* to, const void* from, size_t bytes);
ts_status download(ts_context* context, void* to, const void* from, size_t bytes);
ts_status finish(ts_context* context);
ts_status mark(ts_context* context, uint64_t* mark);
ts_status reach(ts_context* context, uint64_t mark, int32_t wait, int32_t* reached);
void release_staging(ts_context* context);
void* host_alloc(ts_context* context, size_t bytes);
void host_release(ts_context* context, void* memory);

// variables.cu
constexpr size_t kVariablesBytes = 3 * sizeof(ts_variables);
ts_status set_variables(ts_context* context, const ts_variables* variables, const ts_variables* otherwise,
                        const ts_update* update);

// weights.cu
ts_weights* weights_create(int32_t device, int64_t floats);
void weights_destroy(ts_weights* weights);
float* weights_data(ts_weights* weights);
void weights_changed(ts_weights* weights);
ts_status refresh_copies(ts_context* context);
// How many arenas of this process have got a copy in bfloat16. An optimizer's step that was recorded before one was
// made would leave it behind.
int64_t copies_made();

constexpr size_t kThreadMessage = 320;

}  // namespace ts::cuda
