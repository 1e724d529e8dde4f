// y = act(x W1^T + b1) W2^T + b2 with nothing of the hidden width outside of registers: a warp keeps 32 rows of x and
// of y as fragments and goes through the hidden numbers 16 at a time. The accumulators of the first product are laid
// out as the second wants its A, so between them stands the activation alone.
//
// Sums begin with the bias and run along k 16 at a time, and what is activated is rounded: y has the bits that the two
// linears give it (see gemm.h).
#pragma once
#include "cuda/activation.h"
#include "cuda/gemm.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

struct Mlp {
  int32_t rows, hidden;
  ts_activation activation;
  const bf16* x;        // [rows, width]
  bf16* y;              // [rows, width]
  const bf16* weight1;  // [hidden, width]
  const bf16* weight2;  // [width, hidden]
  const float* bias1;   // or nullptr
  const float* bias2;   // or nullptr
  bool aligned;         // weights can be reached 16 bytes at a time
};

constexpr int kAnyKind = -1;  // for a kernel's `kind`: the activation that is named at run time

// Rows of `Width` numbers. `Kept`: all weights stay in shared memory and each warp goes its own way; else slices of 64
// hidden numbers come through a ring, for all warps at once.
template <int Width, int Warps, bool Kept>
struct MlpShape {
  static constexpr int width = Width, warps = Warps, threads = kWarp * Warps, mi = 2, warp_rows = 16 * mi, rows = warp_rows * Warps;
  static constexpr bool kept = Kept;
  static constexpr int slice = 64, panel = slice * Width, stages = 4;
  static constexpr size_t bytes(int32_t hidden) {
    return sizeof(bf16) * (size_t{2} * panel * static_cast<size_t>(Kept ? hidden / slice : stages) + size_t{rows} * Width) +
           sizeof(float) * static_cast<size_t>(hidden + Width);
  }
};

// ---- kernels ----

// `rows` rows of a weight, `cols` numbers of each, into a panel; `direct`: in a direct tile's order (see Direct).
template <int rows, int cols, int threads, bool direct>
__device__ __forceinline__ void load_weights(bf16* panel, const bf16* weight, int stride, bool aligned) {
  constexpr int kInRow = cols / 8, kApart = threads / kInRow, kEach = ceil_div(rows, kApart);
  const int first = static_cast<int>(threadIdx.x) / kInRow, chunk = static_cast<int>(threadIdx.x) % kInRow;
  const auto place = [&](int r) { return weight + (direct ? direct_column(r) : r) * stride + chunk * 8; };
  if (aligned) {
    const bf16* from = place(first);
#pragma unroll
    for (int i = 0; i < kEach; i++) {
      const int r = first + i * kApart;
      if (rows % kApart && r >= rows) break;
      if (direct && kApart % 32) from = place(r);
      cp_async<16>(panel + panel_at<cols>(r, chunk), from, true);
      from += kApart * stride;
    }
    return;
  }
#pragma unroll 1
  for (int r = first; r < rows; r += kApart) {
    const bf16* const from = place(r);
    uint32_t pairs[4];
#pragma unroll
    for (int j = 0; j < 4; j++) pairs[j] = from[2 * j].bits | static_cast<uint32_t>(from[2 * j + 1].bits) << 16;
    *reinterpret_cast<uint4*>(panel + panel_at<cols>(r, chunk)) = make_uint4(pairs[0], pairs[1], pairs[2], pairs[3]);
  }
}

// Fragments of panels whose rows run along k and are `cols` wide (see load_a and load_b).
template <int cols>
__device__ __forceinline__ void load_a_along(uint32_t (&a)[4], const bf16* panel, int m, int k8) {
  const int lane = lane_index(), group = lane / 8, i = lane % 8;
  ldmatrix_x4<false>(a, panel + panel_at<cols>(m + group % 2 * 8 + i, k8 + group / 2));
}
template <int cols>
__device__ __forceinline__ void load_b_along(uint32_t (&b)[4], const bf16* panel, int n, int k8) {
  const int lane = lane_index(), group = lane / 8, i = lane % 8;
  ldmatrix_x4<false>(b, panel + panel_at<cols>(n + group / 2 * 8 + i, k8 + group % 2));
}

template <int kind>
__device__ __forceinline__ ts_activation kind_of(ts_activation named) {
  return kind == kAnyKind ? named : static_cast<ts_activation>(kind);
}

// 64 hidden numbers of W1, [64][width], and of W2, [width][64], the latter's rows in a direct tile's order.
template <class S>
__device__ __forceinline__ void load_slice(bf16* to, const Mlp& p, int slice) {
  load_weights<S::slice, S::width, S::threads, false>(to, p.weight1 + slice * S::panel, S::width, p.aligned);
  load_weights<S::width, S::slice, S::threads, true>(to + S::panel, p.weight2 + slice * S::slice, p.hidden, p.aligned);
}

// `kind`: an activation, or kAnyKind.
template <class S, int kind>
__global__ void __launch_bounds__(S::threads, 1) mlp_rows(const __grid_constant__ Mlp p) {
  TS_DYNAMIC_SHARED(bf16, weights);
  const int slices = p.hidden / S::slice;
  bf16* const x_panels = weights + (S::kept ? slices : S::stages) * 2 * S::panel;
  float* const bias1 = reinterpret_cast<float*>(x_panels + S::rows * S::width);
  float* const bias2 = bias1 + p.hidden;
  const int lane = lane_index(), warp = warp_index(), t = lane % 4;
  bf16* const mine = x_panels + warp * S::warp_rows * S::width;
  // Tiles are dealt out to the block's warps one by one where these go their own ways, in such an order that all blocks
  // have equally many of the last ones.
  const int blocks = static_cast<int>(gridDim.x), block = static_cast<int>(blockIdx.x);
  const int tiles = ceil_div(p.rows, S::kept ? S::warp_rows : S::rows);
  const int first = S::kept ? warp * blocks + block : block, stride = S::kept ? S::warps * blocks : blocks;
  const auto row_of = [&](int tile) { return S::kept ? tile * S::warp_rows : tile * S::rows + warp * S::warp_rows; };
  // A warp's own rows of a tile; the next ones come while it works on these.
  const auto load_x = [&](int tile) {
    constexpr int kInRow = S::width / 8;
#pragma unroll
    for (int i = 0; i < S::warp_rows * kInRow / kWarp; i++) {
      const int at = i * kWarp + lane, r = at / kInRow, chunk = at % kInRow;
      const int row = row_of(tile) + r;
      const bool there = row < p.rows;
      cp_async<16>(mine + panel_at<S::width>(r, chunk), there ? p.x + static_cast<int64_t>(row) * S::width + chunk * 8 : p.x, there);
    }
  };

  for (int i = static_cast<int>(threadIdx.x); i < p.hidden; i += S::threads) bias1[i] = p.bias1 ? p.bias1[i] : 0.0f;
  for (int i = static_cast<int>(threadIdx.x); i < S::width; i += S::threads) bias2[i] = p.bias2 ? p.bias2[i] : 0.0f;
  load_x(first);
  int slot = 0, free_slot = S::stages - 1, ahead = S::stages - 1;
  if constexpr (S::kept) {
    for (int slice = 0; slice < slices; slice++) load_slice<S>(weights + slice * 2 * S::panel, p, slice);
    cp_async_commit();
    cp_async_wait<0>();
  } else {
#pragma unroll 1
    for (int stage = 0; stage < S::stages - 1; stage++) {
      load_slice<S>(weights + stage * 2 * S::panel, p, stage);
      cp_async_commit();
    }
  }
  __syncthreads();

  for (int tile = first; tile < tiles; tile += stride) {
    float y[S::mi][S::width / 8][4];
#pragma unroll
    for (int j = 0; j < S::width / 8; j++) {
      const int col = direct_column(8 * j + 2 * t);
      const float left = bias2[col], right = bias2[col + 1];
#pragma unroll
      for (int i = 0; i < S::mi; i++) {
        y[i][j][0] = y[i][j][2] = left;
        y[i][j][1] = y[i][j][3] = right;
      }
    }
    uint32_t x[S::mi][S::width / 16][4];
#pragma unroll 1
    for (int slice = 0; slice < slices; slice++) {
      if constexpr (!S::kept) {
        cp_async_wait<S::stages - 2>();
        __syncthreads();
      }
      if (slice == 0) {
        if constexpr (S::kept) {
          cp_async_wait<0>();
          __syncwarp();
        }
#pragma unroll
        for (int i = 0; i < S::mi; i++) {
#pragma unroll
          for (int k = 0; k < S::width / 16; k++) load_a_along<S::width>(x[i][k], mine, 16 * i, 2 * k);
        }
        __syncwarp();
        load_x(tile + stride);
        if constexpr (S::kept) cp_async_commit();
      }
      if constexpr (!S::kept) {
        load_slice<S>(weights + free_slot * 2 * S::panel, p, ahead);
        cp_async_commit();
        ahead = ahead + 1 == slices ? 0 : ahead + 1;
      }
      const bf16* const w1 = weights + (S::kept ? slice : slot) * 2 * S::panel;
      const bf16* const w2 = w1 + S::panel;
      if constexpr (!S::kept) {
        free_slot = slot;
        slot = slot + 1 == S::stages ? 0 : slot + 1;
      }
#pragma unroll 1
      for (int h = 0; h < S::slice; h += 16) {
        float pre[S::mi][2][4];
#pragma unroll
        for (int j = 0; j < 2; j++) {
          const float2 two = *reinterpret_cast<const float2*>(bias1 + slice * S::slice + h + 8 * j + 2 * t);
#pragma unroll
          for (int i = 0; i < S::mi; i++) {
            pre[i][j][0] = pre[i][j][2] = two.x;
            pre[i][j][1] = pre[i][j][3] = two.y;
          }
        }
#pragma unroll
        for (int k = 0; k < S::width / 16; k++) {
          uint32_t b[4];
          load_b_along<S::width>(b, w1, h, 2 * k);
          const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
          for (int i = 0; i < S::mi; i++) {
            mma_bf16(pre[i][0], x[i][k], left);
            mma_bf16(pre[i][1], x[i][k], right);
          }
        }
        activate(kind_of<kind>(p.activation), reinterpret_cast<float(&)[S::mi * 8]>(pre));
        uint32_t act[S::mi][4];
#pragma unroll
        for (int i = 0; i < S::mi; i++) {
#pragma unroll
          for (int j = 0; j < 2; j++) {
            act[i][2 * j] = pack_bf16(pre[i][j][0], pre[i][j][1]);
            act[i][2 * j + 1] = pack_bf16(pre[i][j][2], pre[i][j][3]);
          }
        }
#pragma unroll
        for (int j = 0; j < S::width / 8; j += 2) {
          uint32_t b[4];
          load_b_along<S::slice>(b, w2, 8 * j, h / 8);
          const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
          for (int i = 0; i < S::mi; i++) {
            mma_bf16(y[i][j], act[i], left);
            mma_bf16(y[i][j + 1], act[i], right);
          }
        }
      }
    }
#pragma unroll
    for (int i = 0; i < S::mi; i++) {
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
        const int row = row_of(tile) + 16 * i + 8 * lower + lane / 4;
        if (row >= p.rows) continue;
#pragma unroll
        for (int first = 0; first < S::width / 8; first += 4) {
          float v[8];
#pragma unroll
          for (int j = 0; j < 4; j++) {
            v[2 * j] = y[i][first + j][2 * lower];
            v[2 * j + 1] = y[i][first + j][2 * lower + 1];
          }
          store_eight(p.y + static_cast<int64_t>(row) * S::width + 8 * first + 8 * t, v);
        }
      }
    }
  }
  cp_async_wait<0>();
}

// ---- launchers ----

using Mlp64 = MlpShape<64, 12, true>;
using Mlp128 = MlpShape<128, 8, false>;

template <class S>
bool mlp_fits(const ts_context* context, int32_t hidden) {
  return hidden % S::slice == 0 && hidden / S::slice >= S::stages && S::bytes(hidden) <= shared_limit(context);
}

template <class S>
ts_status launch_mlp(ts_context* context, const Mlp& p) {
  const int32_t tiles = ceil_div(p.rows, S::rows), room = processors_of(context);
  const dim3 grid(static_cast<unsigned>(tiles < room ? tiles : room));
  if (p.activation == TS_GELU_TANH) {
    const auto mlp_gelu = mlp_rows<S, TS_GELU_TANH>;
    TS_LAUNCH(context, mlp_gelu, grid, S::threads, S::bytes(p.hidden), p);
  } else {
    const auto mlp_any = mlp_rows<S, kAnyKind>;
    TS_LAUNCH(context, mlp_any, grid, S::threads, S::bytes(p.hidden), p);
  }
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
