// What the operations of a backend are given, forward and backward; backend.h has the table of them and the rules that hold
// for each. Plain C.
//
// Letters: N rows (the tokens of all sequences of a batch, one after another), C width of a row, V vocabulary,
// NH heads, HD head size, NKV key/value heads. Every activation is a row-major [N, C] array of the backend's
// memory. Row-wise operations touch rows [begin, end) only, so a backend may run a chain of them tile by tile.
//
// Activations, their gradients and cached keys and values are numbers of `activation_bytes` each: float32, or
// bfloat16 in a context that computes in it. They are written `float*` either way; a caller only ever copies them.
// Statistics (mean, rstd, lse), losses, probabilities, logits, parameters, their gradients and moments are float32.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif
