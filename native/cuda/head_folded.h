// The head where rows are wide: a chunk of rows at a time, whose exponentials E stand in the workspace as bfloat16, written
// once and read by two products. E is told in a reference that is guessed for each row before its logits are known, its
// target's logit, so that what E lacks to be the logits' gradients is one factor a row. dx's results are multiplied by
// it, and for the gradient of W it goes into E's fragments on their way to the tensor cores:
//   dx = s (E W), dW += (s E)^T x, s = weight * loss_scale / (the softmax's denominator, told in the reference).
// Hopper's kernels for wide rows multiply x by it instead, which rounds x once more, and read E as it is, which is faster.
// The target takes no part in E, where it stands as 0, nor in the sums. Its share is s times the sum of the others, which
// keeps all digits when the target is nearly certain (see head_rows.h): dx gets it in float32, and for the gradient of W
// it is put into the fragments.
//
// A group of 64 columns whose logits are out of the guess's reach gets a reference of its own; such rows' exponentials
// are brought to one reference afterwards, in place.
#pragma once
#include "cuda/operation.h"

namespace ts::cuda {

constexpr int kFoldedGroup = 64;
// How far the reference is above the target's logit, in powers of two. Exponentials of 2 and more are out of reach,
// those of logits less than 126 below the reference vanish.
constexpr float kFoldedAbove = 40;

struct FoldedHead {
  int32_t rows, width, vocab, group_count;
  const bf16* x;  // [rows, width]
  const bf16* w;  // [vocab, width]
  const int32_t* targets;
  const float* weights;  // or nullptr
  const ts_variables* variables;
  float* losses;
  float* references;  // [rows]: log2 of what a row's exponentials are told in; infinite without a target
  float* at_target;   // [rows]: the target's logit
  float* sums;        // [rows][group_count]: of a group's exponentials; negative where they have a reference of their own
  float* own;         // [rows][group_count]: which is here then
  float* scales;      // [rows, up to a multiple of 64]: s; 0 where there is no gradient
  float* shares;      // [rows, up to a multiple of 64]: s times the sum of the others
  bf16* e;            // [rows][group_count * 64]; nullptr: losses only
  bf16* dx;           // [rows, width] or nullptr
  float* d_weight;    // [vocab, width] or nullptr
};

bool hopper_takes_folded(const ts_context* context, int32_t width, const bf16* x, const bf16* w, const bf16* dx, const float* d_weight);
// For hopper_folded_gradients of chunks of p.rows rows, and of a last one of `last_rows`.
size_t hopper_folded_bytes(const FoldedHead& p, int32_t last_rows);
ts_status hopper_folded_exponentials(ts_context* context, const FoldedHead& p);
ts_status hopper_folded_gradients(ts_context* context, const FoldedHead& p, void* workspace);

ts_status folded_head(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace);

}  // namespace ts::cuda
