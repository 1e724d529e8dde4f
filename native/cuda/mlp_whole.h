// The gradients of mlp_backward.h by the products of a warpgroup, for rows of 64 numbers and 256 hidden ones: a block has all
// of both weights in shared memory and the sums of their gradients in registers, and goes over tiles of 64 rows.
//
// Each of the first two warpgroups owns half of the hidden numbers and works on 64 of them at a time. It first makes act and
// d = (dy W2) act'(pre) from products that are there (`make`), then adds act^T dy and d^T x to its sums and begins the next
// 64 numbers' products (`multiply`). While one makes, the other multiplies. Each forms dx of every second tile, when both
// have left d in shared memory. The third warpgroup copies the tiles.
#pragma once
#include "cuda/mlp_warpgroup.h"

namespace ts::cuda {
namespace {

struct WholeMlp {
  static constexpr int width = 64, hidden = 256, rows = 64, threads = 3 * kMakers, stages = 3;
  // Shared memory, in blocks of 64 x 64: W1 and W2 by hidden numbers; of a stage x and dy; of d all hidden numbers of a tile
  // and of the one before it; of act those that a warpgroup works on.
  static constexpr int weight1_at = 0, weight2_at = 4, stages_at = 8, made_at = stages_at + 2 * stages, act_at = made_at + 8;
  static constexpr size_t shared = (act_at + 2) * size_t{kBlockSize} + 1024 - 128;
};

#ifdef TS_HOPPER_KERNELS

struct WholeBlock {
  using S = WholeMlp;
  const MlpGradients& g;
  unsigned char* shared;
  int count;  // tiles

  __device__ __forceinline__ unsigned char* weight1(int q) const { return shared + (S::weight1_at + q) * kBlockSize; }
  __device__ __forceinline__ unsigned char* weight2(int q) const { return shared + (S::weight2_at + q) * kBlockSize; }
  __device__ __forceinline__ unsigned char* x(int tile) const { return shared + (S::stages_at + tile % S::stages * 2) * kBlockSize; }
  __device__ __forceinline__ unsigned char* dy(int tile) const { return x(tile) + kBlockSize; }
  __device__ __forceinline__ unsigned char* made(int tile, int q) const { return shared + (S::made_at + tile % 2 * 4 + q) * kBlockSize; }
  __device__ __forceinline__ unsigned char* act(int half) const { return shared + (S::act_at + half) * kBlockSize; }
  __device__ __forceinline__ int row_of(int tile) const {
    return static_cast<int>(blockIdx.x + static_cast<unsigned>(tile) * gridDim.x) * S::rows;
  }
  // A barrier of the block, which its warpgroups come to in different places, four times a tile.
  __device__ __forceinline__ void meet() const { __syncthreads(); }
};

// A warpgroup that makes hidden numbers and sums.
struct WholeMaker {
  using S = WholeMlp;
  const WholeBlock& b;
  const int half;
  float pre[32], change[32];  // [hidden][row]: pre, and dy W2; `change` is also where dx is formed
  float sum1[2][32], sum2[2][32], bias_sum[2][2], bias[2][2];

  __device__ __forceinline__ WholeMaker(const WholeBlock& block, int half) : b(block), half(half) {}

  // The first of those that the lane has of the `part`th 64 hidden numbers of the warpgroup.
  __device__ __forceinline__ int hidden_number(int part) const {
    const int thread = thread_asked() % kMakers;
    return (2 * half + part) * kBlockSide + thread / kWarp * 16 + thread % kWarp / 4;
  }
  __device__ __forceinline__ void begin() {
#pragma unroll
    for (int part = 0; part < 2; part++) {
#pragma unroll
      for (int i = 0; i < 32; i++) sum1[part][i] = sum2[part][i] = 0;
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
        bias_sum[part][lower] = 0;
        bias[part][lower] = b.g.bias1 ? b.g.bias1[hidden_number(part) + 8 * lower] : 0.0f;
      }
    }
  }

  __device__ __forceinline__ void begin_pre(int tile, int part) {
    const Operand left = asked(along(b.weight1(2 * half + part))), right = asked(along(b.x(tile)));
#pragma unroll
    for (int k = 0; k < 4; k++) product_of<false, false>(pre, further<false>(left, k), further<false>(right, k), k > 0);
    product_commit();
  }
  __device__ __forceinline__ void begin_change(int tile, int part) {
    const Operand left = asked(across(b.weight2(2 * half + part))), right = asked(along(b.dy(tile)));
#pragma unroll
    for (int k = 0; k < 4; k++) product_of<true, false>(change, further<true>(left, k), further<false>(right, k), k > 0);
    product_commit();
  }
  __device__ __forceinline__ void begin_dx(int tile) {
    const Operand left = asked(across(b.made(tile, 0))), right = asked(across(b.weight1(0)));
#pragma unroll
    for (int k = 0; k < 16; k++) product_of<true, true>(change, sixteen<true, 1>(left, k), sixteen<true, 1>(right, k), k > 0);
  }
  __device__ __forceinline__ void write_dx(int tile) const {
    const int thread = thread_asked() % kMakers, lane = thread % kWarp;
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
      const int row = b.row_of(tile) + thread / kWarp * 16 + lane / 4 + 8 * lower;
      if (!b.g.dx || row >= b.g.rows) continue;
      bf16* const to = b.g.dx + static_cast<int64_t>(row) * S::width + lane % 4 * 2;
#pragma unroll
      for (int j = 0; j < 8; j++) {
        uint32_t* const two = reinterpret_cast<uint32_t*>(to + 8 * j);
        const uint32_t before = b.g.accumulate ? *two : 0;
        *two = pack_bf16(change[4 * j + 2 * lower] + low(before), change[4 * j + 2 * lower + 1] + high(before));
      }
    }
  }
  template <int part>
  __device__ __forceinline__ void make(int tile) {
    const int place = turned_place();
    product_wait<0>();
    settled(pre);
    settled(change);
    make_turned(pre, change, bias[part], bias_sum[part], b.act(half), b.made(tile, 2 * half + part), place,
                static_cast<uint32_t>(b.g.rows >> 31));
  }
  // `forms`: also dx of the tile before.
  template <int part, bool forms>
  __device__ __forceinline__ void multiply(int tile) {
    const int next = tile + part;
    product_fence();
    if constexpr (forms) begin_dx(tile - 1);
    add_over_rows(sum2[part], b.act(half), b.dy(tile));
    add_over_rows(sum1[part], b.made(tile, 2 * half + part), b.x(tile));
    product_commit();
    begin_pre(next, 1 - part);
    if constexpr (!forms) begin_change(next, 1 - part);
    product_wait<forms ? 1 : 2>();
    settled(sum1[part]);
    settled(sum2[part]);
    if constexpr (forms) {
      settled(change);
      write_dx(tile - 1);
      product_fence();
      begin_change(next, 1 - part);
    }
    product_wait<1>();
  }

  __device__ __forceinline__ void go() {
    begin();
    b.meet();
    product_fence();
    begin_pre(0, 0);
    begin_change(0, 0);
    if (half == 1) b.meet();
#pragma unroll 1
    for (int tile = 0; tile < b.count; tile++) {
      make<0>(tile);
      b.meet();
      if (tile % 2 != half && tile > 0) multiply<0, true>(tile);
      else multiply<0, false>(tile);
      b.meet();
      make<1>(tile);
      b.meet();
      multiply<1, false>(tile);
      b.meet();
    }
    if (half == 0) b.meet();
    product_wait<0>();
    settled(pre);
    settled(change);
    if (b.count % 2 != half) {
      product_fence();
      begin_dx(b.count - 1);
      product_commit();
      product_wait<0>();
      settled(change);
      write_dx(b.count - 1);
    }
    b.meet();
#pragma unroll
    for (int part = 0; part < 2; part++) {
      leave_sums<S>(b.g, static_cast<int>(blockIdx.x), hidden_number(part), sum1[part], sum2[part], bias_sum[part]);
    }
  }
};

// The warpgroup that copies tiles.
struct WholeFeeder {
  using S = WholeMlp;
  const WholeBlock& b;
  float sums[2];

  __device__ __forceinline__ explicit WholeFeeder(const WholeBlock& block) : b(block) {}

  // Zeros behind the last row.
  __device__ __forceinline__ void load(int tile) const {
    const int thread = thread_asked() % kMakers, chunk = thread % 8, r = thread / 8, row = b.row_of(tile) + r;
    unsigned char* const to = b.x(tile) + chunk_place(r, chunk);
    const int64_t from = static_cast<int64_t>(row) * S::width + chunk * 8;
#pragma unroll
    for (int i = 0; i < S::rows; i += 16) {
      const bool there = tile < b.count && row + i < b.g.rows;
      const int64_t at = there ? from + i * S::width : 0;
      cp_async<16>(to + i * 128, b.g.x + at, there);
      cp_async<16>(to + i * 128 + kBlockSize, b.g.dy + at, there);
    }
    cp_async_commit();
  }
  // A lane has two of dy's columns in every fourth row.
  __device__ __forceinline__ void add_columns(int tile) {
    const int thread = thread_asked() % kMakers, lane = thread % kWarp;
#pragma unroll
    for (int row = thread / kWarp; row < S::rows; row += 4) {
      const uint32_t two = *reinterpret_cast<const uint32_t*>(b.dy(tile) + chunk_place(row, lane / 4) + lane % 4 * 4);
      sums[0] += low(two);
      sums[1] += high(two);
    }
  }
  __device__ __forceinline__ void go() {
    sums[0] = sums[1] = 0;
    load(0);
    load(1);
    cp_async_wait<0>();
    shared_fence();
    b.meet();
#pragma unroll 1
    for (int tile = 0; tile < b.count; tile++) {
      cp_async_wait<0>();
      shared_fence();
      add_columns(tile);
      b.meet();
      load(tile + 2);
      b.meet();
      b.meet();
      b.meet();
    }
    b.meet();
    cp_async_wait<0>();
    const int thread = thread_asked() % kMakers;
    float2* const parts = reinterpret_cast<float2*>(b.x(0));
    parts[thread] = make_float2(sums[0], sums[1]);
    b.meet();
    if (thread >= kWarp) return;
    float2 sum = parts[thread];
#pragma unroll
    for (int i = 1; i < kMakers / kWarp; i++) {
      sum.x += parts[i * kWarp + thread].x;
      sum.y += parts[i * kWarp + thread].y;
    }
    *reinterpret_cast<float2*>(b.g.partial + (blockIdx.x + 1) * b.g.sums(S::width) - S::width + 2 * thread) = sum;
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

__global__ void __launch_bounds__(WholeMlp::threads, 1) mlp_gradients_by_block(const __grid_constant__ MlpGradients g) {
#ifdef TS_HOPPER_KERNELS
  using S = WholeMlp;
  TS_DYNAMIC_SHARED(unsigned char, given);
  const int thread = static_cast<int>(threadIdx.x), tiles = ceil_div(g.rows, S::rows);
  const WholeBlock b = {g, given + (-reinterpret_cast<uintptr_t>(given) & 1023),
                        ceil_div(tiles - static_cast<int>(blockIdx.x), static_cast<int>(gridDim.x))};
#pragma unroll 1
  for (int q = 0; q < S::hidden / kBlockSide; q++) {
    load_weight_block<S::threads>(b.weight1(q), g.weight1 + q * kBlockSide * S::width, S::width, g.aligned, thread);
    load_weight_block<S::threads>(b.weight2(q), g.weight2 + q * kBlockSide, S::hidden, g.aligned, thread);
  }
  cp_async_commit();
  cp_async_wait<0>();
  shared_fence();
  const int group = __shfl_sync(~0u, thread / kMakers, 0);  // so the compiler knows that lanes agree
  if (group == 2) {
    give_registers<40>();
    WholeFeeder(b).go();
  } else {
    take_registers<232>();
    WholeMaker(b, group).go();
  }
#else
  (void)g;
#endif
}

// ---- launchers ----

// Whether such an MLP's gradients are these.
inline bool takes_whole(const ts_context* context, int32_t width, int32_t hidden, ts_activation activation) {
  return width == WholeMlp::width && hidden == WholeMlp::hidden && activation == TS_GELU_TANH && has_warpgroups(context) &&
         WholeMlp::shared <= shared_limit(context);
}

inline ts_status launch_mlp_gradients_by_block(ts_context* context, const MlpGradients& g, float* const (&gradients)[4]) {
  const int32_t blocks = mlp_gradient_blocks<MlpGradients64>(g.rows);
  TS_LAUNCH(context, mlp_gradients_by_block, static_cast<unsigned>(blocks), WholeMlp::threads, WholeMlp::shared, g);
  return add_mlp_sums(context, blocks, sums_of(g, WholeMlp::width, gradients));
}

}  // namespace
}  // namespace ts::cuda
