// What the two fused kernels of the head have in common. A block keeps some rows ("its own") and lets the rows of
// another matrix stream past; of every tile it forms products own * stream^T in registers, turns them into
// coefficients, and adds coefficients * stream to what it accumulates. The forward pass owns rows of x and streams W;
// the gradient of W owns rows of W and streams x. Neither ever stores a logit.
#pragma once
#include "cuda/bf16.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

constexpr float kLog2e = 1.4426950408889634f, kLn2 = 0.6931471805599453f;

// How a width is worked on. C: columns, those past the real width are zeros; kFragments: of 16 own rows a warp. More of
// them share what is read of the stream (256 bytes of shared memory for every m16n8k16), but take registers.
template <int width, int fragments, int warps, int stages>
struct HeadShape {
  static constexpr int C = width, kFragments = fragments, kWarps = warps, kStages = stages;
  static constexpr int kThreads = warps * kWarp;
  static constexpr int kOwn = warps * fragments * 16;  // rows of a block
  static constexpr int kStream = 64;                   // rows of a stage
  static constexpr int kSub = 32;                      // of which this many at a time are in registers
  static constexpr int kStride = width + 8;            // 16 bytes of padding: no conflicts between ldmatrix's rows
  static constexpr bool kHeld = fragments * width <= 128;  // the own rows stay in registers
  static constexpr int kHeldSteps = kHeld ? width / 16 : 1;
  static constexpr int kNotes = 3 * kStream;           // 32-bit words that go with a stage (gradient of W)
  static constexpr size_t kOwnBytes = size_t{kOwn} * kStride * 2;
  static constexpr size_t kStageBytes = size_t{kStream} * kStride * 2 + kNotes * 4;
  static constexpr size_t kShared = kOwnBytes + kStages * kStageBytes;
};

// Rows [first, first + rows) of a matrix of `count` rows into shared memory; zeros where there is none. `aligned`: rows
// begin at multiples of 16 bytes. The caller commits.
template <typename Shape, int rows>
__device__ __forceinline__ void load_rows(bf16* to, const bf16* from, int64_t first, int64_t count, int width, bool aligned) {
  constexpr int kChunks = Shape::C / 8;
  if (aligned) {
#pragma unroll
    for (int i = 0; i < rows * kChunks / Shape::kThreads; i++) {
      const int at = i * Shape::kThreads + static_cast<int>(threadIdx.x);
      const int row = at / kChunks, column = at % kChunks * 8;
      const bool there = first + row < count && column < width;
      cp_async<16>(to + row * Shape::kStride + column, there ? from + (first + row) * width + column : from, there);
    }
  } else {
    for (int at = static_cast<int>(threadIdx.x); at < rows * Shape::C; at += Shape::kThreads) {
      const int row = at / Shape::C, column = at % Shape::C;
      const bool there = first + row < count && column < width;
      to[row * Shape::kStride + column] = there ? from[(first + row) * width + column] : bf16{0};
    }
  }
}

// Step k (16 columns) of the own rows from `own` on, as operands of mma_bf16.
template <typename Shape>
__device__ __forceinline__ void own_fragments(uint32_t (&a)[Shape::kFragments][4], const bf16* own, int k) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
    ldmatrix_x4<false>(a[m], own + (m * 16 + lane % 16) * Shape::kStride + k * 16 + lane / 16 * 8);
  }
}

// z = own * stream^T for the rows of a warp and kSub rows of the stream, K in order.
template <typename Shape>
__device__ __forceinline__ void multiply_own(float (&z)[Shape::kFragments][Shape::kSub / 8][4], const bf16* own,
                                              const uint32_t (&held)[Shape::kHeldSteps][Shape::kFragments][4],
                                              const bf16* stream) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const bf16* const from = stream + (lane / 16 * 8 + lane % 8) * Shape::kStride + lane / 8 % 2 * 8;
#pragma unroll
  for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
    for (int j = 0; j < Shape::kSub / 8; j++) z[m][j][0] = z[m][j][1] = z[m][j][2] = z[m][j][3] = 0;
  }
#pragma unroll
  for (int k = 0; k < Shape::C / 16; k++) {
    uint32_t a[Shape::kFragments][4];
    if constexpr (Shape::kHeld) {
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) {
#pragma unroll
        for (int i = 0; i < 4; i++) a[m][i] = held[k][m][i];
      }
    } else {
      own_fragments<Shape>(a, own, k);
    }
#pragma unroll
    for (int j = 0; j < Shape::kSub / 16; j++) {
      uint32_t b[4];
      ldmatrix_x4<false>(b, from + j * 16 * Shape::kStride + k * 16);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) {
        mma_bf16(z[m][2 * j], a[m], left);
        mma_bf16(z[m][2 * j + 1], a[m], right);
      }
    }
  }
}

// Where an accumulator's four numbers go when it becomes an operand: products of two neighbouring tiles of 8 columns
// are the left and right half of one step of 16.
template <typename Shape>
using Coefficients = uint32_t[Shape::kFragments][Shape::kSub / 16][4];

// sum += coefficients * stream.
template <typename Shape>
__device__ __forceinline__ void add_rows(float (&sum)[Shape::kFragments][Shape::C / 8][4], const Coefficients<Shape>& p,
                                         const bf16* stream) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const bf16* const from = stream + lane % 16 * Shape::kStride + lane / 16 * 8;
#pragma unroll
  for (int k = 0; k < Shape::kSub / 16; k++) {
#pragma unroll
    for (int c = 0; c < Shape::C / 16; c++) {
      uint32_t b[4];
      ldmatrix_x4<true>(b, from + k * 16 * Shape::kStride + c * 16);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int m = 0; m < Shape::kFragments; m++) {
        mma_bf16(sum[m][2 * c], p[m][k], left);
        mma_bf16(sum[m][2 * c + 1], p[m][k], right);
      }
    }
  }
}

}  // namespace
}  // namespace ts::cuda
