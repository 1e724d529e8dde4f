// A step of decoding of a narrow transformer as one launch whose structure is fixed: 64 numbers, heads of 4, an MLP of 256.
// What the interpreter spends on reading instructions, on places and on widths it does not know, this does not; what a
// product reads is on its way four phases before it is used. Blocks, one for each row, need nothing of one another.
//
// Every sum is formed in the order of the operations' own kernels.
#pragma once
#include "cuda/decoding_step.h"
#include "cuda/operation.h"

namespace ts::cuda {

constexpr int32_t kNarrowWidth = 64, kNarrowHead = 4, kNarrowMiddle = 256;

// How many tiles of keys a block of `shared` bytes of shared memory holds at a time; 0: the step is not such a one.
int32_t narrow_step_tiles(const DecodingStep& step, size_t shared);

ts_status launch_narrow_step(ts_context* context, int32_t rows, const DecodingStep& step, int32_t tiles);

}  // namespace ts::cuda
