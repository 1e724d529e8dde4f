// What a set of CPU kernels is: one table per instruction-set level, with the operations of
// native/program/backend.h, and what such an operation may ask of the backend.
//
// The files of this folder are compiled once per level. Whatever the linker could merge across levels (inline
// functions, templates) must therefore stand in an anonymous namespace: else the baseline could end up
// running instructions that the machine does not have.
#pragma once
#include "program/backend.h"

#define TS_PASTE2(a, b) a##b
#define TS_PASTE(a, b) TS_PASTE2(a, b)
#ifdef TS_LEVEL
#define TS_KERNELS TS_PASTE(kernels_, TS_LEVEL)  // the level's table
#define TS_NS TS_PASTE(level_, TS_LEVEL)         // the level's functions
#define TS_STRING2(a) #a
#define TS_STRING(a) TS_STRING2(a)
#endif

namespace ts {

struct Kernels {
  const char* level;
  int32_t key_tile;
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
  ts_mlp_keeps (*mlp_keeps)(ts_context*, const ts_mlp_shape*);
  ts_status (*mlp)(ts_context*, const ts_mlp*, ts_workspace*);
  ts_status (*mlp_backward)(ts_context*, const ts_mlp_backward*, ts_workspace*);
  // Does multiply-adds in registers for `rounds` rounds; returns how many floating-point operations those
  // were.
  int64_t (*multiply_adds)(int64_t rounds);
  // The same of products by AMX, which stand for products of float32 (thirds.h); NULL at other levels.
  int64_t (*tile_products)(int64_t rounds);
  // Goes once over `floats` floats of finite numbers: 0 reads them, 1 copies one half to the other, 2 adds two
  // thirds into the last. Returns the bytes read and written.
  int64_t (*memory_pass)(int32_t kind, float* memory, int64_t floats);
};

extern const Kernels kernels_base;
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
extern const Kernels kernels_amx;

// ---- what the backend offers to an operation ----

// Runs task(arg, tile, worker) for every tile in [0, tiles), on at most `threads` threads with the caller
// among them. Tiles are handed out dynamically; `worker` is in [0, threads) and no two threads share one at a
// time.
typedef void (*Task)(void* arg, int32_t tile, int32_t worker);
void parallel(ts_context* context, int32_t threads, int32_t tiles, Task task, void* arg);

// The context's threads, and how its products keep weights.
int32_t context_threads(const ts_context* context);
ts_precision context_precision(const ts_context* context);
bool context_whole_texts(const ts_context* context);
const ts_variables& context_variables(const ts_context* context);

// Where the floats of a parameter stand.
const float* parameter_data(const ts_parameter& parameter);

// Notes why an operation failed and returns `status`.
ts_status failed(ts_context* context, ts_status status, const char* format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

// Weights rearranged for the matrix kernels. `parts` weights of equal width stand below one another. The copy
// is kept with the arena until its version changes.
struct PanelSource {
  int32_t parts;
  ts_parameter part[TS_MAX_PARTS];
  int32_t transposed;  // 1: W^T, columns are the weights' rows (forward); 0: W itself (gradient of the input)
  ts_precision precision;
  int32_t thirds;  // 1: float32 weights as AMX multiplies them
  int32_t once;    // 1: for this operation alone, even where another batch of the same step will want the same
};
// Bytes that the copy takes, and how to make it: kernels know, the backend stores.
typedef void (*PanelPack)(ts_context* context, const PanelSource* source, void* to);
// nullptr when there is no memory. The copy stays valid until the operation ends.
const void* panels(ts_context* context, const PanelSource* source, size_t bytes, PanelPack pack);
// The operation needs none of them any longer.
void done_with_panels(ts_context* context);

// Memory of the context for small needs of operations that have no workspace; nullptr when there is none.
// Valid until the next call.
void* context_scratch(ts_context* context, size_t bytes);

// Nothing derived from these weights is valid any more.
void weights_were_changed(ts_weights* weights);
float* weights_floats(ts_weights* weights);

}  // namespace ts
