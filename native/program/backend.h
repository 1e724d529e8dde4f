// The table of operations: what a backend computes for a program. C ABI, so that a backend may be a shared
// library opened at run time. A backend knows nothing of models, of files or of JavaScript.
//
// Rules that hold for every operation:
//  - A row's result depends on that row (and, for attention, on its own sequence) alone, bit for bit: not on N,
//    not on the row's place in the batch, not on the number of threads, not on the cache being used.
//  - Gradients of parameters are added to (+=); gradients of activations are written, or added to where
//    `accumulate` is set.
//  - An operation that needs scratch memory is first called with `workspace->base == NULL`: it then only states
//    the bytes it needs for that call in `workspace->bytes` and returns TS_OK.
//  - No operation ends the process. Failures return a code and fill the context's message (see `message`).
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "program/operations.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TS_BACKEND_ABI = 9 };

typedef enum ts_status { TS_OK = 0, TS_OUT_OF_MEMORY = 1, TS_UNSUPPORTED = 2, TS_DEVICE = 3 } ts_status;

// How weights are kept for a product: as they are, as bfloat16 (rounded to nearest, ties to even), or as whole
// numbers from -127 to 127 times a scale of each row of the weight (its largest magnitude / 127).
typedef enum ts_precision { TS_FLOAT32 = 0, TS_BF16 = 1, TS_INT8 = 2 } ts_precision;

// What of the host's memory operations can read and write beside the backend's own.
typedef enum ts_reach {
  TS_REACHES_NOTHING = 0,
  TS_REACHES_ALL = 1,       // the backend's memory is the host's
  TS_REACHES_ALLOCATED = 2  // what host_alloc gave; more slowly, so it is for results that nobody reads again there
} ts_reach;

typedef struct ts_device {
  char name[128];
  int64_t memory, available;  // bytes; 0 when unknown
  int32_t major, minor;       // compute capability; 0 for a processor
  int32_t processors;         // multiprocessors; 0 for a processor
} ts_device;

typedef struct ts_context_options {
  int32_t device;        // its place in the list of devices; the CPU backend has one
  int32_t threads;       // of the host; 0: as many as the process may use
  ts_precision compute;  // of activations and products: TS_FLOAT32, or TS_BF16 where the backend has it
  int32_t whole_texts;   // 1: for training, and evaluation that need not match what a context that decodes computes: products
                         // may come in other bits
} ts_context_options;

// What differs between two training steps of the same operations. Operations read it when they run.
typedef struct ts_variables {
  uint64_t dropout_seed;  // a number that no other micro-batch of the run has
  int64_t step;           // of AdamW: 1 for the first update
  float learning_rate;
  float loss_scale;       // what the head's gradients are multiplied by
} ts_variables;

typedef struct ts_context ts_context;  // one per program: threads, scratch, message of the last failure

typedef struct ts_workspace {
  void* base;
  size_t bytes;
} ts_workspace;

typedef struct ts_backend {
  uint32_t abi;
  uint32_t size;  // sizeof(ts_backend)
  const char* name;
  // 1: in training, what a norm makes is made again for the gradients that read it, instead of kept until then.
  int32_t remakes_norms;
  ts_reach host_memory;

  // How many devices there are, and the first `room` of them; TS_DEVICE (with a message) when there is none.
  ts_status (*devices)(ts_device* list, int32_t room, int32_t* count);
  // Contexts are used by one thread at a time.
  ts_status (*context_create)(const ts_context_options*, ts_context** out);
  void (*context_destroy)(ts_context*);
  // Why the last call of a context failed; of NULL: why this thread's last context_create, devices or
  // weights_create did.
  const char* (*message)(const ts_context*);
  int32_t (*activation_bytes)(const ts_context*);
  // Bytes that can still be taken; -1: whatever the process may.
  int64_t (*available_memory)(ts_context*);
  // A step of several operations is bracketed: a backend shares its machine between contexts at operation
  // boundaries, those of higher priority first (decoding 1, everything else 0).
  void (*set_priority)(ts_context*, int32_t priority);
  // How the products of linear, gated_linear and logits read their weights from now on; at first TS_FLOAT32.
  // Sums stay in float32, and the rules above hold for each precision. All else reads the arena itself.
  ts_status (*set_weight_precision)(ts_context*, ts_precision);

  void* (*alloc)(ts_context*, size_t bytes);  // 64-byte aligned; NULL when there is no memory
  void (*release)(ts_context*, void*);
  // Memory of the host for what comes again and again: downloads to it need no copy on the way. 64-byte aligned; NULL when
  // there is none.
  void* (*host_alloc)(ts_context*, size_t bytes);
  void (*host_release)(ts_context*, void*);
  // Work is done in the order in which it was asked for, but perhaps later: what `download` brings is there once
  // `finish` returned. `from` of an upload is free again at once.
  ts_status (*upload)(ts_context*, void* to, const void* from, size_t bytes);
  ts_status (*download)(ts_context*, void* to, const void* from, size_t bytes);
  ts_status (*zero)(ts_context*, void* to, size_t bytes);
  ts_status (*finish)(ts_context*);  // wait until all that was asked is done
  // All that was asked until now, as something to wait for while more is asked. Beyond two marks that nobody reached,
  // asking for a copy waits for the oldest.
  ts_status (*mark)(ts_context*, uint64_t* mark);
  // Whether what was marked is done; downloads among it are there then. With `wait` it returns no sooner.
  ts_status (*reach)(ts_context*, uint64_t mark, int32_t wait, int32_t* reached);
  // For the operations that are asked for from now on. `otherwise` (or NULL) holds instead when `update` (backend memory),
  // once these operations run, says that a step was skipped.
  ts_status (*set_variables)(ts_context*, const ts_variables*, const ts_variables* otherwise, const ts_update* update);

  // Work that comes again: the operations between `repeat_begin` and `repeat_end` are a function of `key` alone, of
  // the memory they name and of the variables. A backend may record them; then it sets *replayed and they are done
  // already. Between the two stand operations and `zero` only. `abandoned`: a failure cut them short.
  ts_status (*repeat_begin)(ts_context*, uint64_t key, int32_t* replayed);
  ts_status (*repeat_end)(ts_context*, int32_t abandoned);

  // Parameter arenas. `weights_changed` throws derived copies away; AdamW does so by itself.
  ts_weights* (*weights_create)(int32_t device, int64_t floats);  // zeros; NULL when there is no memory
  void (*weights_destroy)(ts_weights*);
  float* (*weights_data)(ts_weights*);
  void (*weights_changed)(ts_weights*);

  int32_t (*key_tile)(void);  // cache capacities are multiples of this

  ts_status (*embedding)(ts_context*, const ts_embedding*);
  ts_status (*embedding_backward)(ts_context*, const ts_embedding_backward*, ts_workspace*);
  ts_status (*norm)(ts_context*, const ts_norm*);
  ts_status (*norm_backward)(ts_context*, const ts_norm_backward*, ts_workspace*);
  ts_status (*linear)(ts_context*, const ts_linear*);
  ts_status (*linear_backward)(ts_context*, const ts_linear_backward*, ts_workspace*);
  ts_status (*gated_linear)(ts_context*, const ts_gated_linear*, ts_workspace*);
  ts_status (*gated_linear_backward)(ts_context*, const ts_gated_linear_backward*, ts_workspace*);
  ts_status (*attention)(ts_context*, const ts_attention*, ts_workspace*);
  ts_status (*attention_backward)(ts_context*, const ts_attention_backward*, ts_workspace*);
  ts_status (*dropout)(ts_context*, const ts_dropout*);
  ts_status (*add)(ts_context*, const ts_add*);
  ts_status (*cross_entropy)(ts_context*, const ts_cross_entropy*, ts_workspace*);
  ts_status (*logits)(ts_context*, const ts_logits*);
  ts_status (*adamw)(ts_context*, const ts_adamw*, ts_workspace*);

  // All three or none (NULL). The first says what the other two are to be given.
  ts_mlp_keeps (*mlp_keeps)(ts_context*, const ts_mlp_shape*);
  ts_status (*mlp)(ts_context*, const ts_mlp*, ts_workspace*);
  ts_status (*mlp_backward)(ts_context*, const ts_mlp_backward*, ts_workspace*);

  // Training alone; all four or none (NULL). TS_UNSUPPORTED (of the shape, whatever the number of rows): ask for
  // both of it one after the other. What norms make may differ in its last bits from what `norm` makes.
  ts_status (*linear_norm)(ts_context*, const ts_linear_norm*, ts_workspace*);
  ts_status (*mlp_norm)(ts_context*, const ts_mlp_norm*, ts_workspace*);
  ts_status (*linear_norm_backward)(ts_context*, const ts_linear_norm_backward*, ts_workspace*);
  ts_status (*mlp_norm_backward)(ts_context*, const ts_mlp_norm_backward*, ts_workspace*);
} ts_backend;

// What a backend library offers, under the name "ts_backend_open".
typedef const ts_backend* (*ts_backend_open_function)(void);

// The CPU backend, always there. The instruction set is chosen once per process.
const ts_backend* ts_cpu_backend(void);

#ifdef __cplusplus
}
#endif
