// Products of cluster_step.cu: 64 rows of weights, in blocks of 64 x 64 that come through the ring, by up to eight rows of
// numbers in panels.
#pragma once
#include "cuda/activation.h"
#include "cuda/cluster_block.h"
#include "cuda/hopper_activated.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// ---- multiplying: by the first warpgroup; a lane gets results `lane / 4` and eight further of its warp's sixteen, of rows
//      2 t and 2 t + 1, where t = lane % 4 ----

struct Multiplier {
  const StepBlock& b;
  RingPlace& place;
  uint32_t made = 0;  // tiles

  // By Hopper's products, as hopper_product.h forms a sum.
  __device__ __forceinline__ void multiply_wide(float (&d)[4], int x, int depth) {
    const int blocks = depth / kBlockSide;
    int last = 0;
    d[0] = d[1] = d[2] = d[3] = 0;  // without which the compiler has every product waited for
    for (int k = 0; k < blocks; k++) {
      b.await(place);
      const Operand weights = along(b.stage(place.stage)), panel = along(b.shared + x + k * kPanelBytes);
      product_fence();
#pragma unroll
      for (int i = 0; i < 4; i++) product_of<false, false>(d, further<false>(weights, i), further<false>(panel, i), k > 0 || i > 0);
      product_commit();
      if (k > 0) {
        product_wait<1>();
        b.release(last);
      }
      last = place.stage;
      place.advance(b.plan.stages);
    }
    product_wait<0>();
    settled(d);
    b.release(last);
  }
  // By those of a warp, as gemm.h does.
  __device__ __forceinline__ void multiply_narrow(float (&d)[4], int x, int depth) {
    const int lane = step_thread() % kWarp, row = step_thread() / kWarp * 16 + lane % 16;
#pragma unroll 1
    for (int k = 0; k < depth; k += kBlockSide) {
      b.await(place);
      const unsigned char* const weights = b.stage(place.stage);
      const unsigned char* const panel = b.shared + x + k / kBlockSide * kPanelBytes;
#pragma unroll
      for (int i = 0; i < 4; i += 2) {
        uint32_t right[4];
        ldmatrix_x4<false>(right, panel + chunk_place(lane % 8, 2 * i + lane / 8));
#pragma unroll
        for (int j = 0; j < 2; j++) {
          uint32_t left[4];
          ldmatrix_x4<false>(left, weights + chunk_place(row, 2 * (i + j) + lane / 16));
          mma_bf16(d, left, {right[2 * j], right[2 * j + 1]});
        }
      }
      b.release(place.stage);
      place.advance(b.plan.stages);
    }
  }

  // Results of a part of the layer, of x in panels, to all blocks: eight numbers of a row from a column on to at(row, column).
  // `WIDE`: by Hopper's products. ready() comes before the first product, before() before anything is sent; both in any case.
  template <bool WIDE, typename Ready, typename Before, typename At>
  __device__ __forceinline__ void make(const StepLayer& layer, int part, int x, int what, ts_activation activation, Ready ready,
                                       Before before, At at) {
    const int thread = step_thread(), lane = thread % kWarp, tiles = b.tiles_of(part), depth = b.depth_of(part);
    const int mine = thread / kWarp * 16 + lane / 4;  // result of the tile
    // Long before they are needed, as the way is.
    const auto biases_of = [&](int tile) {
      const float* const biases = tile < tiles ? b.weights_of(layer, part, tile).bias : nullptr;
      const float none = WIDE ? -0.0f : 0.0f;  // added at the end, it changes no sum
      return biases ? make_float2(biases[mine], biases[mine + 8]) : make_float2(none, none);
    };
    int tile = b.first_tile(part);
    float2 bias = biases_of(tile);
    ready();
#pragma unroll 1
    for (; tile < tiles; tile += b.plan.blocks) {
      float d[4];
      if constexpr (WIDE) {
        multiply_wide(d, x, depth);
        d[0] += bias.x, d[1] += bias.x, d[2] += bias.y, d[3] += bias.y;
      } else {
        d[0] = d[1] = bias.x, d[2] = d[3] = bias.y;
        multiply_narrow(d, x, depth);
      }
      finish<WIDE>(d, activation);
      bf16* const staging = b.staging(static_cast<int>(made++ % 2));
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const int row = lane % 4 * 2 + j % 2;
        if (row < b.rows) store(staging + row * kBlockSide + mine + j / 2 * 8, d[j]);
      }
      b.meet();
      before();
      b.send(staging, b.rows * 8, what, thread, kStepGroup, [&](int i) { return at(i / 8, tile * kBlockSide + i % 8 * 8); });
      bias = biases_of(tile + b.plan.blocks);
    }
    before();
  }

  template <bool WIDE>
  static __device__ __forceinline__ void finish(float (&d)[4], ts_activation activation) {
    if constexpr (WIDE) {
      if (activation != TS_GELU_TANH) return;
      // As hopper_rows.cu: of rounded numbers, and by the reciprocal that two neighbours share, of which another lane has one.
#pragma unroll
      for (int j = 0; j < 4; j++) {
        d[j] = low(pack_bf16(d[j], 0.0f));
        float neighbour = __shfl_xor_sync(~0u, d[j], 4);
        gelu_pair(d[j], neighbour);
      }
    } else {
      activate(activation, d);
    }
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
