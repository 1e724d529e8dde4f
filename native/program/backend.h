// The table of operations: what a backend computes for a program. C ABI, so that a backend may be a shared
// library opened at run time. A backend knows nothing of models, of files or of JavaScript.
//
// Letters: N rows (the tokens of all sequences of a batch, one after another), C width of a row, V vocabulary,
// NH heads, HD head size, NKV key/value heads. Every activation is a row-major [N, C] array of the backend's
// memory. Row-wise operations touch rows [begin, end) only, so a backend may run a chain of them tile by tile.
//
// Activations, their gradients and cached keys and values are numbers of `activation_bytes` each: float32, or
// bfloat16 in a context that computes in it. They are written `float*` either way; a caller only ever copies them.
// Statistics (mean, rstd, lse), losses, probabilities, logits, parameters, their gradients and moments are float32.
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
typedef struct ts_weights ts_weights;  // one per parameter arena: the arena and the backend's derived copies

// A parameter inside an arena: `rows` x `cols` floats (a vector has rows == 1) from `offset` floats on.
typedef struct ts_parameter {
  ts_weights* weights;
  int64_t offset;
  int32_t rows, cols;
} ts_parameter;

typedef struct ts_rows {
  int32_t begin, end;
} ts_rows;

typedef struct ts_workspace {
  void* base;
  size_t bytes;
} ts_workspace;

// One sequence of a packed batch: `length` consecutive rows from `row` on, at absolute positions
// `position`, `position + 1`, ... With a cache, `slot` says which of its sequences holds what came before.
typedef struct ts_sequence {
  int32_t row, length, position, slot;
} ts_sequence;

typedef struct ts_batch {
  int32_t rows;
  int32_t sequence_count;
  const ts_sequence* sequences;  // host memory, ascending rows
  const ts_sequence* placed;     // the same in backend memory
  const int32_t* tokens;         // [N], backend memory
  const int32_t* positions;      // [N], absolute positions
  const int32_t* first;          // [N] or NULL: absolute position of the first key a row may attend (document mask)
} ts_batch;

// ---- token embedding (+ learned positions): y[n] = table[tokens[n]] + positions[positions[n]] ----
typedef struct ts_embedding {
  const ts_batch* batch;
  ts_parameter table;      // [V, C]
  ts_parameter positions;  // [P, C]; weights == NULL when the model has none
  float* y;                // [N, C]
} ts_embedding;
typedef struct ts_embedding_backward {
  const ts_batch* batch;
  const float* dy;     // [N, C]
  int32_t vocab, max_positions, width;
  float* d_table;      // [V, C] or NULL (frozen)
  float* d_positions;  // [P, C] or NULL
} ts_embedding_backward;

// ---- layer norm / RMS norm with the residual add fused: s = x + residual; y = normalise(s) * gain + bias ----
typedef enum ts_norm_kind { TS_LAYER_NORM = 0, TS_RMS_NORM = 1 } ts_norm_kind;
typedef struct ts_norm {
  ts_norm_kind kind;
  ts_rows rows;
  int32_t width;
  float epsilon;
  const float* x;
  const float* residual;  // [N, C] or NULL
  ts_parameter gain, bias;  // [C]; bias.weights == NULL for RMS norm or a norm without bias
  float* sum;             // [N, C]: x + residual; NULL without residual. May be the same array as x or residual.
  float* y;               // [N, C]
  float* mean;            // [N] or NULL when no gradient follows (layer norm only)
  float* rstd;            // [N] or NULL
} ts_norm;
typedef struct ts_norm_backward {
  ts_norm_kind kind;
  int32_t rows, width;
  const float* sum;   // [N, C]: what was normalised (x itself without residual)
  ts_parameter gain;
  const float* mean;
  const float* rstd;
  const float* dy;
  float* d_sum;       // [N, C]
  int accumulate;     // add to d_sum
  float* d_gain;      // [C] or NULL
  float* d_bias;      // [C] or NULL
} ts_norm_backward;

// ---- linear: y = act(x W^T + b). `part_count` weights of equal K stand below one another: their outputs are
//      written side by side (q, k and v of an attention layer are one product). ----
enum { TS_MAX_PARTS = 4 };
typedef enum ts_activation { TS_IDENTITY = 0, TS_GELU_TANH = 1, TS_SILU = 2, TS_RELU = 3, TS_GELU_ERF = 4 } ts_activation;
typedef struct ts_linear {
  ts_rows rows;
  int32_t in, out;  // K, and the sum of the parts' rows
  int32_t part_count;
  ts_parameter weight[TS_MAX_PARTS];  // [out_i, in]
  ts_parameter bias[TS_MAX_PARTS];    // [out_i]; weights == NULL where a part has none
  ts_activation activation;
  const float* x;  // [N, in]
  float* y;        // [N, out]
  float* pre;      // [N, out]: the value before the activation, kept for the gradient; NULL when not needed
} ts_linear;
typedef struct ts_linear_backward {
  int32_t rows, in, out, part_count;
  ts_parameter weight[TS_MAX_PARTS];
  ts_activation activation;
  const float* x;
  const float* pre;  // NULL when the activation is TS_IDENTITY
  float* dy;         // [N, out]; may be overwritten where there is an activation
  float* dx;         // [N, in] or NULL
  int accumulate;    // add to dx
  float* d_weight[TS_MAX_PARTS];  // or NULL
  float* d_bias[TS_MAX_PARTS];    // or NULL
} ts_linear_backward;

// ---- MLP: y = act(x W1^T + b1) W2^T + b2, a linear with an activation and one without as one operation, so that what
//      stands between need not be stored. y is bit for bit what the two linears make of it. ----
typedef enum ts_mlp_keeps {
  TS_MLP_NONE = 0,        // the backend has no such operation for this shape: run the two linears
  TS_MLP_RECOMPUTES = 1,  // `pre` and `act` are NULL; the gradient makes them anew
  TS_MLP_KEEPS = 2,       // forward writes `pre` and `act` where a gradient follows, and backward gets them back
  TS_MLP_KEEPS_PRE = 3    // the same of `pre` alone
} ts_mlp_keeps;
typedef struct ts_mlp_shape {
  int32_t rows;  // of a call; 0: of any. Outside of training the answer for any is asked again for each number
  int32_t in, hidden, out;
  ts_activation activation;
  int32_t train;  // a gradient follows
  int32_t place, count;  // how many such stand before it in the program, and how many there are; of no meaning outside of training
} ts_mlp_shape;
typedef struct ts_mlp {
  ts_rows rows;
  int32_t in, hidden, out;
  ts_parameter weight1, bias1;  // [hidden, in] and [hidden]; bias1.weights == NULL where there is none
  ts_parameter weight2, bias2;  // [out, hidden] and [out]; likewise
  ts_activation activation;
  const float* x;  // [N, in]
  float* y;        // [N, out]
  float* pre;      // [N, hidden]: before the activation; NULL unless it is to be kept
  float* act;      // [N, hidden]: after it; NULL unless it is to be kept
} ts_mlp;
typedef struct ts_mlp_backward {
  int32_t rows, in, hidden, out;
  ts_parameter weight1, bias1, weight2;  // the bias of the second has no say in any gradient
  ts_activation activation;
  const float* x;    // [N, in]
  float* pre;        // as `mlp` left it, or NULL; may be overwritten (with its gradient, say)
  const float* act;  // as `mlp` left it, or NULL
  const float* dy;   // [N, out]
  float* dx;         // [N, in] or NULL; neither x nor dy
  int accumulate;    // add to dx
  float* d_weight1;  // or NULL, like the three below
  float* d_bias1;
  float* d_weight2;
  float* d_bias2;
} ts_mlp_backward;

// ---- products beside a norm, as one operation each, so that what stands between is neither stored nor read. What the norm
//      writes is nothing that the product reads, but d_sum may be an MLP's dy. ----
typedef struct ts_linear_norm {
  ts_linear linear;  // its y is one of the two that `norm` adds; what is there afterwards is left open
  ts_norm norm;
} ts_linear_norm;
typedef struct ts_mlp_norm {
  ts_mlp mlp;  // likewise
  ts_norm norm;
} ts_mlp_norm;
typedef struct ts_linear_norm_backward {
  ts_linear_backward linear;  // its dx is the dy of `norm`; what is there afterwards is left open
  ts_norm_backward norm;
} ts_linear_norm_backward;
typedef struct ts_mlp_norm_backward {
  ts_mlp_backward mlp;  // likewise
  ts_norm_backward norm;
} ts_mlp_norm_backward;

// ---- gated linear (SwiGLU when the activation is SiLU): y = act(x Wg^T) * (x Wu^T) ----
typedef struct ts_gated_linear {
  ts_rows rows;
  int32_t in, out;
  ts_parameter gate, up;  // [out, in]
  ts_activation activation;
  const float* x;
  float* y;             // [N, out]
  float* gate_pre;      // [N, out] or NULL when no gradient follows
  float* up_pre;        // [N, out] or NULL
} ts_gated_linear;
typedef struct ts_gated_linear_backward {
  int32_t rows, in, out;
  ts_parameter gate, up;
  ts_activation activation;
  const float* x;
  float* gate_pre;  // overwritten with their gradients
  float* up_pre;
  const float* dy;
  float* dx;        // or NULL
  int accumulate;
  float* d_gate;    // or NULL
  float* d_up;      // or NULL
} ts_gated_linear_backward;

// ---- attention over one packed qkv array: rows hold NH*HD of q, NKV*HD of k, NKV*HD of v ----
typedef struct ts_attention_shape {
  int32_t heads, kv_heads, head_size;
  int32_t window;     // a query sees the last `window` keys, itself included; 0: all before it
  float scale;        // 1 for GPT-Neo
  float rope_theta;   // 0: no rotary embedding; pairs are (i, i + HD/2) as in Hugging Face's Llama
} ts_attention_shape;
// Keys (after rotary embedding) and values of earlier rows. Position p of slot s stands at
// [s][p % capacity][NKV*HD]; `capacity` is a multiple of the backend's key tile and at least window + rows - 1.
typedef struct ts_cache {
  float* keys;
  float* values;
  int32_t slots, capacity;
} ts_cache;
typedef struct ts_attention {
  const ts_batch* batch;
  ts_attention_shape shape;
  float* qkv;            // [N, (NH + 2 NKV) HD]; q and k are rotated in place when rope_theta is set
  const ts_cache* cache; // or NULL: every sequence is whole in this batch. Else new rows are stored, then read.
  float* y;              // [N, NH*HD]
  float* lse;            // [N, NH] log of the softmax's denominator, for the gradient; or NULL
  float* probabilities;  // or NULL: the slow variant writes [sequence][NH][length][length], zero where masked
} ts_attention;
typedef struct ts_attention_backward {
  const ts_batch* batch;
  ts_attention_shape shape;
  const float* qkv;  // as the forward pass left it
  const float* y;
  const float* lse;
  const float* dy;
  float* d_qkv;      // written whole (before the rotation, when there is one)
} ts_attention_backward;

// ---- dropout: counter-based; the mask of (dropout_seed, operation, row * C + column) is the same forward and
//      backward. Its key is ts_dropout_key of program/philox.h. ----
typedef struct ts_dropout {
  ts_rows rows;
  int32_t width;
  float probability;
  int32_t operation;  // its number in the program
  const float* x;
  float* y;        // may be x
  int accumulate;  // add to y (backward)
} ts_dropout;

// ---- y = a + b, and gradients that meet: y += a when b == y ----
typedef struct ts_add {
  ts_rows rows;
  int32_t width;
  const float* a;
  const float* b;
  float* y;  // may be a or b
} ts_add;

// ---- cross-entropy head: logits = x W^T, loss[n] = -log softmax(logits)[target]; logits never stored whole.
//      Rows with weight 0 cost nothing in the gradient; their loss is still written. In training the gradient
//      of `loss_scale * sum(weight[n] * loss[n])` is formed in the same pass. ----
typedef struct ts_cross_entropy {
  int32_t rows, width, vocab;
  ts_parameter weight;       // [V, C]
  const float* x;            // [N, C]
  const int32_t* targets;    // [N]; -1 counts as weight 0 and loss 0
  const float* loss_weights; // [N] or NULL: all 1
  float* losses;             // [N]
  float* dx;                 // [N, C], written; NULL: losses only
  float* d_weight;           // [V, C], added to; or NULL
} ts_cross_entropy;

// ---- logits of chosen rows: y[r] = x[row_index[r]] W^T ----
typedef struct ts_logits {
  int32_t count, width, vocab;
  ts_parameter weight;
  const float* x;
  const int32_t* row_index;  // host memory, [count]
  float* y;                  // [count, V]
} ts_logits;

// ---- AdamW over whole arenas (Loshchilov & Hutter 2019), with the global norm, clipping and the non-finite
//      guard: if the norm of the gradients is not finite, nothing is changed and `skipped` is set. ----
typedef struct ts_segment {  // a run of parameters that share a treatment
  int64_t begin, end;
  int32_t decay;     // 1: weight decay applies
  int32_t trainable; // 0: frozen, left as it is
} ts_segment;
typedef struct ts_update {
  double norm;      // of all gradients, before clipping
  int64_t skipped;  // 1 when it was not finite
} ts_update;
typedef struct ts_adamw {
  ts_weights* weights;
  const float* gradients;
  float* moment1;
  float* moment2;
  const ts_segment* segments;  // host memory, ascending, covering the arena
  int32_t segment_count;
  float beta1, beta2, epsilon, weight_decay;
  float clip;                  // 0: no clipping
  ts_update* update;           // backend memory, written
} ts_adamw;

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

  // Training alone; NULL where a backend has none. TS_UNSUPPORTED (of the shape, whatever the number of rows): ask for
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
