// A step of decoding of a transformer whose blocks follow one another, as it is read out of a list of instructions (see
// interpreter.h): what kernels of a fixed structure are given.
#pragma once
#include <stdint.h>

#include <vector>

#include "cuda/bf16.h"
#include "program/backend.h"

namespace ts::cuda {

constexpr int32_t kStepLayers = 16;  // their description has to fit a kernel's parameters

struct StepNorm {
  const float* gain;
  const float* bias;  // or nullptr
};
struct StepProduct {
  const bf16* weight;
  const float* bias;  // or nullptr
};
struct StepLayer {
  StepNorm before_attention, before_mlp;
  StepProduct qkv[3], out, up, down;
  bf16* keys;
  bf16* values;
  int32_t window, capacity;
  float scale2;  // as in Attention
  uint32_t sign;
  float epsilon[2];
};

struct DecodingStep {
  const int32_t* tokens;
  const int32_t* positions;
  const ts_sequence* sequences;
  const float* table;
  const float* places;  // of positions, or nullptr
  StepNorm last;
  float last_epsilon;
  bf16* out;
  int32_t layers, width, middle, heads, head_size;
  int32_t centred;  // norms
  ts_activation activation;
  bool wide_products, wide_heads;  // as Hopper's kernels make them, in whose order they add
  StepLayer layer[kStepLayers];
};

struct Instruction;
struct Constant;

// Whether the list is such a step, and what it is as one (all but tokens, positions and sequences).
bool read_decoding_step(const std::vector<Instruction>& list, const std::vector<Constant>& constants, DecodingStep* step);

}  // namespace ts::cuda
