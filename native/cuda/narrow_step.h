// A step of decoding of a narrow transformer as one launch whose structure is fixed: 64 numbers, heads of 4, an MLP of 256.
// What the interpreter spends on reading instructions, on places and on widths it does not know, this does not; what a
// product reads is on its way four phases before it is used. Blocks, one for each row, need nothing of one another.
//
// Every sum is formed in the order of the operations' own kernels.
#pragma once
#include <stdint.h>

#include "cuda/bf16.h"
#include "cuda/operation.h"

namespace ts::cuda {

constexpr int32_t kNarrowLayers = 16;  // their description has to fit a kernel's parameters
constexpr int32_t kNarrowWidth = 64, kNarrowHead = 4, kNarrowMiddle = 256;

struct NarrowNorm {
  const float* gain;
  const float* bias;  // or nullptr
};
struct NarrowProduct {
  const bf16* weight;
  const float* bias;  // or nullptr
};
struct NarrowLayer {
  NarrowNorm before_attention, before_mlp;
  NarrowProduct qkv[3], out, up, down;
  bf16* keys;
  bf16* values;
  int32_t window, capacity;
  float scale2;  // as in Attention
  uint32_t sign;
  float epsilon[2];
};

struct NarrowStep {
  const int32_t* tokens;
  const int32_t* positions;
  const ts_sequence* sequences;
  const float* table;
  const float* places;  // of positions, or nullptr
  NarrowNorm last;
  float last_epsilon;
  bf16* out;
  int32_t layers, tiles;  // of keys, that shared memory holds at a time
  int32_t centred;        // norms
  ts_activation activation;
  NarrowLayer layer[kNarrowLayers];
};

// Shared memory for so many tiles of keys.
size_t narrow_step_bytes(int32_t tiles);

ts_status launch_narrow_step(ts_context* context, int32_t rows, const NarrowStep& step);

}  // namespace ts::cuda
