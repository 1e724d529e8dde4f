// A plan: the steps of one pass over a program, and where every buffer they touch lies in one arena. Buffers are
// linear in rows; two whose lifetimes do not meet may share memory.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "program/document.h"

namespace tinystories {

enum class StepKind {
  forward,   // an operation; of the head: the losses alone
  loss,      // the head in training: losses, and the gradients that begin the backward pass
  backward,  // the derivative of an operation
  zero,      // y = 0
  add,       // y = x + residual, where gradients meet
};

// Numbers are entries of Plan::buffers, -1 where the step has none.
struct Step {
  StepKind kind = StepKind::forward;
  int32_t operation = -1;
  int32_t x = -1, residual = -1, sum = -1, y = -1;
  // Kept for the gradient. norm: mean, rstd · linear: pre · gated linear: gate_pre, up_pre · attention: lse
  // · MLP: pre, act (and act outside of training, for two linears in its place)
  int32_t kept = -1, kept2 = -1;
  int32_t probabilities = -1;
  int32_t dy = -1, dx = -1;  // of a norm, dx is the gradient of what was normalised
  bool accumulate = false;   // add to dx
  bool mlp = false;          // `operation` together with the linear before it; x is that one's
  bool joins = false;        // the next step is the only one to read what this one makes, and a backend may do both as one
  int32_t width = 0;         // of zero and add
};

struct Buffer {
  std::string name;
  int64_t row_floats = 0;
  bool activation = true;         // numbers of the backend's kind; else float32, whatever the backend computes in
  int32_t first = -1, last = -1;  // steps that touch it
  int64_t offset = 0;             // bytes, after `place`
};

// Parameters whose gradients are whole once `step` ran.
struct GradientBucket {
  int32_t step = 0;
  std::vector<std::pair<int64_t, int64_t>> ranges;  // floats of the arena, [begin, end)
};

struct Plan {
  std::vector<Step> steps;
  std::vector<Buffer> buffers;
  std::vector<int32_t> value_buffer;  // of each value in the forward pass; -1: not computed
  int32_t head_input = -1;            // what the head reads
  int32_t losses = -1;
  std::vector<GradientBucket> buckets;  // in the order they are completed

  // Bytes of the arena for that many rows, with activations of `activation_bytes` each; sets the buffers' offsets.
  int64_t place(int64_t rows, int64_t activation_bytes);
  // For tests and the curious: steps and buffers.
  std::string json(const Document& document) const;
};

// What a pass is asked for besides logits and losses.
struct PlanRequest {
  bool train = false;
  int32_t max_length = 0;               // rows of the probabilities of one query
  std::vector<bool> wanted;             // values to hand out
  std::vector<bool> wanted_probabilities;  // of the attention that makes this value
  std::vector<bool> replaced;           // values that the caller may supply
  bool remake_norms = false;            // as the backend says
  bool join_norms = false;              // it may do a product and the norm beside it as one
  std::function<ts_mlp_keeps(const ts_mlp_shape&)> mlp_keeps;  // what the backend says; empty: it has no MLP
};

Plan make_plan(const Document& document, const PlanRequest& request);

}  // namespace tinystories
