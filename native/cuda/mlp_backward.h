// All gradients of y = act(x W1^T + b1) W2^T + b2 from x and dy alone. A block holds a slice of the hidden numbers: its
// part of both weights in shared memory, the sums of their gradients in registers. Of each tile of rows it makes
//   pre = x W1^T + b1, act, d = (dy W2) act'(pre)           into shared memory, then
//   dW1 += d^T x (half of the warps), dW2^T += act^T dy (the others), dx += d W1 (all).
// Slices come one after the other and add up in dx. Rows are dealt out by the shape alone, so the sums' bits are the
// same on every device; each block leaves its sums in the workspace (see add_mlp_sums).
#pragma once
#include "cuda/mlp_forward.h"
#include "cuda/mlp_sums.h"

namespace ts::cuda {
namespace {

struct MlpGradients {
  int32_t rows, hidden;
  ts_activation activation;
  const bf16* x;
  const bf16* dy;
  bf16* dx;         // or nullptr
  bool accumulate;  // add to dx
  const bf16* weight1;
  const bf16* weight2;
  const float* bias1;  // or nullptr
  bool aligned;        // weights can be reached 16 bytes at a time
  // [blocks], of each the sums for dW1, for dW2, for db1 and for db2
  float* partial;

  __host__ __device__ int64_t weight(int32_t width) const { return static_cast<int64_t>(hidden) * width; }
  __host__ __device__ int64_t sums(int32_t width) const { return 2 * weight(width) + hidden + width; }
};

template <int Width, int Slice, int Rows>
struct MlpGradientShape {
  static constexpr int stages = 2;  // of x and dy
  static constexpr int width = Width, slice = Slice, rows = Rows, warps = 8, threads = kWarp * warps;
  static constexpr int weight = Slice * Width, tile = rows * Width, made = rows * Slice;
  // Of a warp: hidden numbers it makes of 32 rows; the part of a weight's gradient it sums, 64 x 64; of dx, half of the
  // rows and a quarter of the columns.
  static constexpr int makers = warps * 32 / Rows, makes = Slice / makers, w_mi = 4, w_ni = 8, w_cols = Width / 64;
  static constexpr int x_rows = Rows / 2, x_mi = x_rows / 16, x_ni = Width / 4 / 8;
  static constexpr int sum_mi = Slice / 16 / warps;  // and of the sums of columns
  static_assert(makes % 32 == 0 && Slice / 64 * w_cols == 4 && x_ni % 2 == 0);
  static constexpr size_t bytes = sizeof(bf16) * (2 * weight + 2 * made + stages * 2 * tile) + sizeof(float) * (2 * Slice + Width);
};

// ---- kernels ----

// act = the activation of x, x becomes its slope.
template <int count>
__device__ __forceinline__ void activate_with_slope(ts_activation kind, float (&x)[count], float (&act)[count]) {
  if (kind == TS_GELU_TANH) {
#pragma unroll
    for (int i = 0; i < count; i++) {
      // One function instead of two: waiting for them is what this costs. Its error vanishes in the roundings to bfloat16.
      const float s = fmaf(0.5f, tanh_fast(x[i] * fmaf(kGeluScale * kGeluCubic, x[i] * x[i], kGeluScale)), 0.5f);
      act[i] = x[i] * s;
      x[i] = fmaf(fmaf(-act[i], s, act[i]), fmaf(6 * kGeluScale * kGeluCubic, x[i] * x[i], 2 * kGeluScale), s);
    }
    return;
  }
#pragma unroll
  for (int i = 0; i < count; i++) act[i] = x[i];
  activate(kind, act);
  slope(kind, x);
}

// sums[16] += 16 columns over a tile's rows: a product with ones. One warp's work; the sums are its own.
template <int rows, int cols>
__device__ __forceinline__ void add_column_sums(float* sums, const bf16* panel, int col) {
  constexpr uint32_t kOnes = 0x3f803f80u;
  const uint32_t ones[2] = {kOnes, kOnes};
  float acc[4] = {0.0f, 0.0f, 0.0f, 0.0f};
#pragma unroll
  for (int k8 = 0; k8 < rows / 8; k8 += 2) {
    uint32_t a[4];
    load_a<true, cols>(a, panel, col, k8);
    mma_bf16(acc, a, ones);
  }
  if (lane_index() % 4 == 0) {
    sums[lane_index() / 4] += acc[0];
    sums[lane_index() / 4 + 8] += acc[2];
  }
}

template <class S>
__device__ __forceinline__ void load_gradient_slice(bf16* w1, bf16* w2, float* bias, const MlpGradients& g, int first) {
  load_weights<S::slice, S::width, S::threads, false>(w1, g.weight1 + first * S::width, S::width, g.aligned);
  load_weights<S::width, S::slice, S::threads, false>(w2, g.weight2 + first, g.hidden, g.aligned);
  for (int i = static_cast<int>(threadIdx.x); i < S::slice; i += S::threads) bias[i] = g.bias1 ? g.bias1[first + i] : 0.0f;
}

// act and d of 32 rows and 32 hidden numbers of the slice.
template <class S, int kind>
__device__ __forceinline__ void make_hidden(const MlpGradients& g, const bf16* x, const bf16* dy, const bf16* w1, const bf16* w2,
                                            const float* bias, bf16* act, bf16* d, int m, int h) {
  const int lane = lane_index(), row = lane / 4, t = lane % 4;
  float pre[2][4][4], made[2][4][4];
#pragma unroll
  for (int j = 0; j < 4; j++) {
    const float2 two = *reinterpret_cast<const float2*>(bias + h + 8 * j + 2 * t);
#pragma unroll
    for (int i = 0; i < 2; i++) {
      pre[i][j][0] = pre[i][j][2] = two.x;
      pre[i][j][1] = pre[i][j][3] = two.y;
    }
  }
  clear(made);
#pragma unroll 4
  for (int k8 = 0; k8 < S::width / 8; k8 += 2) {
    uint32_t a[2][4];
#pragma unroll
    for (int i = 0; i < 2; i++) load_a_along<S::width>(a[i], x, m + 16 * i, k8);
#pragma unroll
    for (int j = 0; j < 4; j += 2) {
      uint32_t b[4];
      load_b_along<S::width>(b, w1, h + 8 * j, k8);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int i = 0; i < 2; i++) {
        mma_bf16(pre[i][j], a[i], left);
        mma_bf16(pre[i][j + 1], a[i], right);
      }
    }
  }
#pragma unroll 4
  for (int k8 = 0; k8 < S::width / 8; k8 += 2) {
    uint32_t a[2][4];
#pragma unroll
    for (int i = 0; i < 2; i++) load_a_along<S::width>(a[i], dy, m + 16 * i, k8);
#pragma unroll
    for (int j = 0; j < 4; j += 2) {
      uint32_t b[4];
      load_b<true, S::slice>(b, w2, h + 8 * j, k8);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int i = 0; i < 2; i++) {
        mma_bf16(made[i][j], a[i], left);
        mma_bf16(made[i][j + 1], a[i], right);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < 2; i++) {
#pragma unroll
    for (int j = 0; j < 4; j++) {
      float a[4];
      activate_with_slope(kind_of<kind>(g.activation), pre[i][j], a);
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
        const int at = panel_at<S::slice>(m + 16 * i + 8 * lower + row, h / 8 + j) + 2 * t;
        *reinterpret_cast<uint32_t*>(act + at) = pack_bf16(a[2 * lower], a[2 * lower + 1]);
        *reinterpret_cast<uint32_t*>(d + at) =
            pack_bf16(made[i][j][2 * lower] * pre[i][j][2 * lower], made[i][j][2 * lower + 1] * pre[i][j][2 * lower + 1]);
      }
    }
  }
}

// acc += a^T b over a tile's rows, 64 x 64 of it from (m, n) on.
template <class S>
__device__ __forceinline__ void add_weight_gradient(float (&acc)[S::w_mi][S::w_ni][4], const bf16* a_panel, const bf16* b_panel, int m,
                                                    int n) {
#pragma unroll 2
  for (int k8 = 0; k8 < S::rows / 8; k8 += 2) {
    uint32_t a[S::w_mi][4];
#pragma unroll
    for (int i = 0; i < S::w_mi; i++) load_a<true, S::slice>(a[i], a_panel, m + 16 * i, k8);
#pragma unroll
    for (int j = 0; j < S::w_ni; j += 2) {
      uint32_t b[4];
      load_b<true, S::width>(b, b_panel, n + 8 * j, k8);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int i = 0; i < S::w_mi; i++) {
        mma_bf16(acc[i][j], a[i], left);
        mma_bf16(acc[i][j + 1], a[i], right);
      }
    }
  }
}

// What stands in dx of the warp's rows and columns, two neighbours at once; zeros where nothing is to be added to.
template <class S>
__device__ __forceinline__ void load_dx(uint32_t (&before)[S::x_mi][2][S::x_ni], const MlpGradients& g, int row, int n, bool add) {
  row += lane_index() / 4;
#pragma unroll
  for (int i = 0; i < S::x_mi; i++) {
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
      const int r = row + 16 * i + 8 * lower;
      const bf16* const from = g.dx + static_cast<int64_t>(r) * S::width + n + lane_index() % 4 * 2;
#pragma unroll
      for (int j = 0; j < S::x_ni; j++) {
        before[i][lower][j] = add && r < g.rows ? *reinterpret_cast<const uint32_t*>(from + 8 * j) : 0;
      }
    }
  }
}

// dx of the warp's rows and columns, begun from what stands there.
template <class S>
__device__ __forceinline__ void multiply_mlp_dx(const MlpGradients& g, const bf16* d, const bf16* w1, int first_row, int m, int n,
                                                const uint32_t (&before)[S::x_mi][2][S::x_ni]) {
  const int lane = lane_index();
  float acc[S::x_mi][S::x_ni][4];
#pragma unroll
  for (int i = 0; i < S::x_mi; i++) {
#pragma unroll
    for (int j = 0; j < S::x_ni; j++) {
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
        acc[i][j][2 * lower] = low(before[i][lower][j]);
        acc[i][j][2 * lower + 1] = high(before[i][lower][j]);
      }
    }
  }
  // 64 of k at a time: where chunks stand repeats itself after as many.
#pragma unroll 1
  for (int k = 0; k < S::slice; k += 64) {
#pragma unroll
    for (int k8 = 0; k8 < 8; k8 += 2) {
      uint32_t a[S::x_mi][4];
#pragma unroll
      for (int i = 0; i < S::x_mi; i++) load_a_along<S::slice>(a[i], d + k, m + 16 * i, k8);
#pragma unroll
      for (int j = 0; j < S::x_ni; j += 2) {
        uint32_t b[4];
        load_b<true, S::width>(b, w1 + k * S::width, n + 8 * j, k8);
        const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
        for (int i = 0; i < S::x_mi; i++) {
          mma_bf16(acc[i][j], a[i], left);
          mma_bf16(acc[i][j + 1], a[i], right);
        }
      }
    }
  }
#pragma unroll
  for (int i = 0; i < S::x_mi; i++) {
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
      const int row = first_row + m + 16 * i + 8 * lower + lane / 4;
      if (row >= g.rows) continue;
      bf16* const to = g.dx + static_cast<int64_t>(row) * S::width + n + lane % 4 * 2;
#pragma unroll
      for (int j = 0; j < S::x_ni; j++) {
        *reinterpret_cast<uint32_t*>(to + 8 * j) = pack_bf16(acc[i][j][2 * lower], acc[i][j][2 * lower + 1]);
      }
    }
  }
}

// `kind`: an activation, or kAnyKind.
template <class S, int kind>
__global__ void __launch_bounds__(S::threads, 1) mlp_gradients(const __grid_constant__ MlpGradients g) {
  TS_DYNAMIC_SHARED(bf16, w1);
  bf16* const w2 = w1 + S::weight;
  bf16* const act = w2 + S::weight;  // of a tile
  bf16* const d = act + S::made;
  bf16* const ring = d + S::made;  // x and dy of tiles
  float* const bias = reinterpret_cast<float*>(ring + S::stages * 2 * S::tile);
  float* const d_sums = bias + S::slice;  // of columns, over the block's rows
  float* const dy_sums = d_sums + S::slice;
  const int thread = static_cast<int>(threadIdx.x), lane = lane_index(), warp = warp_index();
  const int tiles = ceil_div(g.rows, S::rows), stride = static_cast<int>(gridDim.x), first_tile = static_cast<int>(blockIdx.x);
  const auto load = [&](int tile, int stage) {
    if (tile < tiles) {
      constexpr int kInRow = S::width / 8;
#pragma unroll
      for (int i = 0; i < S::rows * kInRow / S::threads; i++) {
        const int at = i * S::threads + thread, r = at / kInRow, chunk = at % kInRow;
        const int row = tile * S::rows + r;
        const int64_t from = static_cast<int64_t>(row) * S::width + chunk * 8;
        const bool there = row < g.rows;
        bf16* const to = ring + stage * 2 * S::tile + panel_at<S::width>(r, chunk);
        cp_async<16>(to, there ? g.x + from : g.x, there);
        cp_async<16>(to + S::tile, there ? g.dy + from : g.dy, there);
      }
    }
    cp_async_commit();
  };
  const bool second = warp >= S::warps / 2;  // sums dW2^T, else dW1
  const int part = warp % (S::warps / 2), m = part / S::w_cols * 64, n = part % S::w_cols * 64;
#pragma unroll 1
  for (int first = 0; first < g.hidden; first += S::slice) {
    load_gradient_slice<S>(w1, w2, bias, g, first);
    load(first_tile, 0);
    for (int i = thread; i < S::slice + S::width; i += S::threads) d_sums[i] = 0.0f;
    float acc[S::w_mi][S::w_ni][4];
    clear(acc);
    int stage = 0;
#pragma unroll 1
    for (int tile = first_tile; tile < tiles; tile += stride, stage ^= 1) {
      const bf16* const x = ring + stage * 2 * S::tile;
      const bf16* const dy = x + S::tile;
      cp_async_wait<0>();
      __syncthreads();  // the tile is there, and nobody reads the one before any more
      load(tile + stride, stage ^ 1);
#pragma unroll 1
      for (int h = 0; h < S::makes; h += 32) {
        make_hidden<S, kind>(g, x, dy, w1, w2, bias, act, d, warp / S::makers * 32, warp % S::makers * S::makes + h);
      }
      __syncthreads();
      const int row = warp / 4 * S::x_rows, col = warp % 4 * S::x_ni * 8;  // of dx
      uint32_t before[S::x_mi][2][S::x_ni];         // is on its way during the first products
      if (g.dx) load_dx<S>(before, g, tile * S::rows + row, col, g.accumulate || first > 0);
      add_weight_gradient<S>(acc, second ? act : d, second ? dy : x, m, n);
#pragma unroll
      for (int i = 0; i < S::sum_mi; i++) {
        const int h = (warp * S::sum_mi + i) * 16;
        add_column_sums<S::rows, S::slice>(d_sums + h, d, h);
      }
      if (first == 0 && warp < S::width / 16) add_column_sums<S::rows, S::width>(dy_sums + warp * 16, dy, warp * 16);
      if (g.dx) multiply_mlp_dx<S>(g, d, w1, tile * S::rows, row, col, before);
    }
    cp_async_wait<0>();
    float* const to1 = g.partial + blockIdx.x * g.sums(S::width);
    float* const to2 = to1 + g.weight(S::width);
    float* const to_biases = to2 + g.weight(S::width);
#pragma unroll
    for (int i = 0; i < S::w_mi; i++) {
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
        const int h = first + m + 16 * i + 8 * lower + lane / 4;
#pragma unroll
        for (int j = 0; j < S::w_ni; j++) {
          const int col = n + 8 * j + lane % 4 * 2;
          const float left = acc[i][j][2 * lower], right = acc[i][j][2 * lower + 1];
          if (second) {
            to2[static_cast<int64_t>(col) * g.hidden + h] = left;
            to2[static_cast<int64_t>(col + 1) * g.hidden + h] = right;
          } else {
            to1[h * S::width + col] = left;
            to1[h * S::width + col + 1] = right;
          }
        }
      }
    }
    __syncthreads();
    for (int i = thread; i < S::slice; i += S::threads) to_biases[first + i] = d_sums[i];
    if (first == 0) {
      for (int i = thread; i < S::width; i += S::threads) to_biases[g.hidden + i] = dy_sums[i];
    }
    __syncthreads();  // nobody needs anything of this slice any more
  }
}

// ---- launchers ----

using MlpGradients64 = MlpGradientShape<64, 256, 64>;

template <class S>
bool mlp_gradients_fit(const ts_context* context, int32_t hidden) {
  return hidden % S::slice == 0 && S::bytes <= shared_limit(context);
}

// The blocks of a device are guessed, so that two devices cut alike.
template <class S>
int32_t mlp_gradient_blocks(int32_t rows) {
  constexpr int32_t kProcessors = 132, kLeastTiles = 4;  // for which a block fetches the weights
  const int32_t blocks = ceil_div(ceil_div(rows, S::rows), kLeastTiles);
  return blocks < kProcessors ? blocks : kProcessors;
}

// `gradients`: of W1, W2, b1 and b2, each or nullptr.
inline MlpSums sums_of(const MlpGradients& g, int32_t width, float* const (&gradients)[4]) {
  return {g.partial, {g.weight(width), g.weight(width), g.hidden, width}, {gradients[0], gradients[1], gradients[2], gradients[3]}};
}

template <class S>
ts_status launch_mlp_gradients(ts_context* context, const MlpGradients& g, float* const (&gradients)[4]) {
  const int32_t blocks = mlp_gradient_blocks<S>(g.rows);
  const dim3 grid(static_cast<unsigned>(blocks));
  if (g.activation == TS_GELU_TANH) {
    const auto mlp_gradients_gelu = mlp_gradients<S, TS_GELU_TANH>;
    TS_LAUNCH(context, mlp_gradients_gelu, grid, S::threads, S::bytes, g);
  } else {
    const auto mlp_gradients_any = mlp_gradients<S, kAnyKind>;
    TS_LAUNCH(context, mlp_gradients_any, grid, S::threads, S::bytes, g);
  }
  return add_mlp_sums(context, blocks, sums_of(g, S::width, gradients));
}

}  // namespace
}  // namespace ts::cuda
