// All gradients of y = act(x W^T + b) in one pass over the rows, for weights so small that a block holds them and the
// sums of their gradient: x, dy and what was before the activation are read once, dx is written once. Somewhat larger
// weights go slice by slice; slices of `out` add up in dx.
//
// Some of a block's warps turn the next tile's dy into the gradient before the activation and make dx of this tile;
// the others add this tile to dW and db. A barrier a tile is all they share. Rows are dealt out by the shape alone,
// so the sums' bits are the same on every device; each block leaves its sums in the workspace (see add_splits).
#pragma once
#include "cuda/activation.h"
#include "cuda/choices.h"
#include "cuda/gemm_columns.h"
#include "cuda/gemm_operands.h"
#include "cuda/pack.h"

namespace ts::cuda {
namespace {

struct AllGradients {
  int32_t rows;
  int32_t first_in, first_out;  // of the slice
  ts_activation activation;
  const bf16* x;     // [rows, in]
  const bf16* dy;    // [rows, out]
  const bf16* pre;   // [rows, out]; nullptr: identity
  bf16* dx;          // [rows, in] or nullptr
  bool accumulate;   // add to dx
  StackedRows<bf16> weight;
  float* partial;    // [blocks][out * in + out]
};

// Weights of AllOut x AllIn by slices of Out x In, and `Rows` of a tile; dx is Rows x In by XRows x XCols warps, dW is
// Out x In by WRows x WCols. `Ahead`: packs of dy and of what was before the activation that a thread has under way; 0:
// there is no activation.
template <int AllOut, int AllIn, int Out, int In, int Rows, int XRows, int XCols, int WRows, int WCols, int Ahead>
struct GradientShape {
  static constexpr int all_out = AllOut, all_in = AllIn, out = Out, in = In, rows = Rows, stages = 3;
  static constexpr int x_cols = XCols, w_cols = WCols;
  static constexpr int x_mi = Rows / XRows / 16, x_ni = In / XCols / 8, w_mi = Out / WRows / 16, w_ni = In / WCols / 8;
  static constexpr int x_threads = kWarp * XRows * XCols, w_threads = kWarp * WRows * WCols, threads = x_threads + w_threads;
  static_assert(x_ni % 4 == 0 && w_ni % 2 == 0 && Out % 64 == 0 && In % 64 == 0);
  static_assert(x_mi * XRows * 16 == Rows && w_mi * WRows * 16 == Out);
  static constexpr int ahead = Ahead, turned = Rows * Out / 8 / x_threads;  // packs of dy that a thread turns in a tile
  static_assert(AllOut % Out == 0 && AllIn % In == 0 && (ahead == 0 || (turned * x_threads * 8 == Rows * Out && turned % ahead == 0)));
  // Where the slice begins; nothing to compute with where it is all.
  static __device__ __forceinline__ int first_out(const AllGradients& g) { return Out < AllOut ? g.first_out : 0; }
  static __device__ __forceinline__ int first_in(const AllGradients& g) { return In < AllIn ? g.first_in : 0; }
  template <bool active>
  static constexpr int ring = Rows * (active ? In : In + Out);
  template <bool active>
  static constexpr size_t bytes = sizeof(bf16) * (Out * In + (active ? 2 * Rows * Out : 0) + stages * ring<active>);
};

// ---- kernels ----

// Rows [row, row + rows) of `cols` columns of an array; those from `end` on are zeros.
template <int rows, int cols, int threads>
__device__ __forceinline__ void load_tile(bf16* panel, const bf16* from, int stride, int row, int end) {
  constexpr int kInRow = cols / 8, kPacks = rows * kInRow;
#pragma unroll
  for (int i = 0; i < ceil_div(kPacks, threads); i++) {
    const int at = i * threads + static_cast<int>(threadIdx.x), r = at / kInRow, chunk = at % kInRow;
    if (kPacks % threads && at >= kPacks) break;
    const bool there = row + r < end;
    cp_async<16>(panel + panel_at<cols>(r, chunk), there ? from + (static_cast<int64_t>(row) + r) * stride + chunk * 8 : from, there);
  }
}

// The weights [out][in], columns in a direct tile's order, by the warps of dW.
template <class S>
__device__ __forceinline__ void load_gradient_weights(bf16* panel, const AllGradients& g) {
  constexpr int kInRow = S::in / 8;
#pragma unroll 4
  for (int at = static_cast<int>(threadIdx.x) - S::x_threads; at < S::out * kInRow; at += S::w_threads) {
    const int r = at / kInRow, chunk = at % kInRow;
    const uint4 eight = *reinterpret_cast<const uint4*>(g.weight.row(0, S::first_out(g) + r) + S::first_in(g) + chunk * 8);
    const uint32_t pairs[4] = {eight.x, eight.y, eight.z, eight.w};
#pragma unroll
    for (int j = 0; j < 4; j++) {
      *reinterpret_cast<uint32_t*>(panel + panel_at<S::in>(r, chunk / 4 * 4 + j) + chunk % 4 * 2) = pairs[j];
    }
  }
}

// dx of a tile: d (rows x out) times the weights, and out it goes.
template <class S>
__device__ __forceinline__ void multiply_dx(const AllGradients& g, const bf16* d, const bf16* weights, int row, int warp) {
  const int lane = lane_index(), group = lane / 8, i8 = lane % 8;
  const int m = warp / S::x_cols * S::x_mi * 16, n = warp % S::x_cols * S::x_ni * 8;
  float acc[S::x_mi][S::x_ni][4];
  clear(acc);
#pragma unroll 2
  for (int k8 = 0; k8 < S::out / 8; k8 += 2) {
    uint32_t a[S::x_mi][4];
#pragma unroll
    for (int i = 0; i < S::x_mi; i++) {
      ldmatrix_x4<false>(a[i], d + panel_at<S::out>(m + 16 * i + group % 2 * 8 + i8, k8 + group / 2));
    }
#pragma unroll
    for (int j = 0; j < S::x_ni; j += 2) {
      uint32_t b[4];
      load_b<true, S::in>(b, weights, n + 8 * j, k8);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int i = 0; i < S::x_mi; i++) {
        mma_bf16(acc[i][j], a[i], left);
        mma_bf16(acc[i][j + 1], a[i], right);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < S::x_mi; i++) {
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
      const int r = row + m + 16 * i + 8 * lower + lane / 4;
      if (r >= g.rows) continue;
      bf16* const to = g.dx + static_cast<int64_t>(r) * S::all_in + S::first_in(g) + n + lane % 4 * 8;
#pragma unroll
      for (int first = 0; first < S::x_ni; first += 4) {
        float v[8];
#pragma unroll
        for (int j = 0; j < 4; j++) {
          v[2 * j] = acc[i][first + j][2 * lower];
          v[2 * j + 1] = acc[i][first + j][2 * lower + 1];
        }
        if (g.accumulate || S::first_out(g) > 0) {
          float before[8];
          load_eight(to + 8 * first, before);
#pragma unroll
          for (int j = 0; j < 8; j++) v[j] += before[j];
        }
        store_eight(to + 8 * first, v);
      }
    }
  }
}

// dW += d^T x over a tile's rows, and db.
template <class S>
__device__ __forceinline__ void add_dw(float (&acc)[S::w_mi][S::w_ni][4], float (&sums)[S::w_mi][4], const bf16* d,
                                       const bf16* x, int m, int n, bool sums_bias) {
  constexpr uint32_t kOnes = 0x3f803f80u;
  const uint32_t ones[2] = {kOnes, kOnes};
#pragma unroll 1
  for (int k8 = 0; k8 < S::rows / 8; k8 += 2) {
    uint32_t a[S::w_mi][4];
#pragma unroll
    for (int i = 0; i < S::w_mi; i++) load_a<true, S::out>(a[i], d, m + 16 * i, k8);
    if (sums_bias) {
#pragma unroll
      for (int i = 0; i < S::w_mi; i++) mma_bf16(sums[i], a[i], ones);
    }
#pragma unroll
    for (int j = 0; j < S::w_ni; j += 2) {
      uint32_t b[4];
      load_b<true, S::in>(b, x, n + 8 * j, k8);
      const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
      for (int i = 0; i < S::w_mi; i++) {
        mma_bf16(acc[i][j], a[i], left);
        mma_bf16(acc[i][j + 1], a[i], right);
      }
    }
  }
}

// `kind`: an activation, or kAnyActivation for the one that `g` names.
constexpr int kAnyActivation = -1;
template <class S, int kind>
__global__ void __launch_bounds__(S::threads, 1) all_gradients(const __grid_constant__ AllGradients g) {
  constexpr bool active = kind != TS_IDENTITY;
  constexpr int kRing = S::template ring<active>, kTile = S::rows * S::out;
  TS_DYNAMIC_SHARED(bf16, weights);
  bf16* const turned = weights + S::out * S::in;              // active: dy of this tile and of the next, turned
  bf16* const ring = turned + (active ? 2 * kTile : 0);       // x, and dy where it is used as it is
  const int tiles = ceil_div(g.rows, S::rows), stride = static_cast<int>(gridDim.x), warp = warp_index();
  const int first = static_cast<int>(blockIdx.x);
  const auto load = [&](int tile, int stage) {
    if (tile < tiles) {
      bf16* const panel = ring + stage * kRing;
      load_tile<S::rows, S::in, S::threads>(panel, g.x + S::first_in(g), S::all_in, tile * S::rows, g.rows);
      if constexpr (!active) {
        load_tile<S::rows, S::out, S::threads>(panel + S::rows * S::in, g.dy + S::first_out(g), S::all_out, tile * S::rows, g.rows);
      }
    }
    cp_async_commit();
  };
#pragma unroll
  for (int stage = 0; stage < S::stages - 1; stage++) load(first + stage * stride, stage);
  int stage = 0, free_stage = S::stages - 1;
  const auto next_stage = [&] {
    free_stage = stage;
    stage = stage + 1 == S::stages ? 0 : stage + 1;
  };
  // The tile is there for all, and nobody reads the one before it any more.
  const auto begin = [&](int tile) {
    cp_async_wait<S::stages - 2>();
    __syncthreads();
    load(tile + (S::stages - 1) * stride, free_stage);
  };

  if (warp < S::x_threads / kWarp) {
    const int thread = static_cast<int>(threadIdx.x);
    constexpr int kAhead = active ? S::ahead : 1;
    uint4 dy[kAhead], pre[kAhead];
    const auto fetch = [&](int slot, int tile, int pack) {
      const int at = (pack * S::x_threads + thread) * 8, row = tile * S::rows + at / S::out;
      const bool there = row < g.rows;
      const int64_t from = S::out == S::all_out ? static_cast<int64_t>(tile) * kTile + at
                                                : static_cast<int64_t>(row) * S::all_out + S::first_out(g) + at % S::out;
      dy[slot] = there ? *reinterpret_cast<const uint4*>(g.dy + from) : make_uint4(0, 0, 0, 0);
      pre[slot] = there ? *reinterpret_cast<const uint4*>(g.pre + from) : make_uint4(0, 0, 0, 0);
    };
    // Of a tile whose first packs are in hand; those of the block's next one are, afterwards.
    const auto turn = [&](int tile, bf16* to) {
#pragma unroll
      for (int round = 0; round < S::turned; round += kAhead) {
#pragma unroll
        for (int slot = 0; slot < kAhead; slot++) {
          const int pack = round + slot, at = (pack * S::x_threads + thread) * 8;
          float d[8], x[8];
          unpack(Pack<bf16, 8>{dy[slot]}, d);
          unpack(Pack<bf16, 8>{pre[slot]}, x);
          slope(kind == kAnyActivation ? g.activation : static_cast<ts_activation>(kind), x);
#pragma unroll
          for (int j = 0; j < 8; j++) d[j] *= x[j];
          store_pack(to + panel_at<S::out>(at / S::out, at % S::out / 8), packed<bf16>(d));
          const int ahead = pack + kAhead;
          fetch(slot, ahead < S::turned ? tile : tile + stride, ahead % S::turned);
        }
      }
    };
    if constexpr (active) {
#pragma unroll
      for (int slot = 0; slot < kAhead; slot++) fetch(slot, first, slot);
      turn(first, turned);
    }
    int buffer = 0;
    for (int tile = first; tile < tiles; tile += stride) {
      begin(tile);
      if constexpr (active) {
        // Two warps of a scheduler: one turns while the other multiplies.
#pragma unroll 1
        for (int part = 0; part < 2; part++) {
          if ((part ^ warp / 4) & 1) {
            if (g.dx) multiply_dx<S>(g, turned + buffer * kTile, weights, tile * S::rows, warp);
          } else {
            turn(tile + stride, turned + (buffer ^ 1) * kTile);
          }
        }
        buffer ^= 1;
      } else if (g.dx) {
        multiply_dx<S>(g, ring + stage * kRing + S::rows * S::in, weights, tile * S::rows, warp);
      }
      next_stage();
    }
  } else {
    const int mine = warp - S::x_threads / kWarp, m = mine / S::w_cols * S::w_mi * 16, n = mine % S::w_cols * S::w_ni * 8;
    const bool sums_bias = n == 0 && S::first_in(g) == 0;
    float acc[S::w_mi][S::w_ni][4], sums[S::w_mi][4];
    load_gradient_weights<S>(weights, g);  // meanwhile the others turn their first tile
    clear(acc);
#pragma unroll
    for (int i = 0; i < S::w_mi; i++) sums[i][0] = sums[i][1] = sums[i][2] = sums[i][3] = 0.0f;
    int buffer = 0;
    for (int tile = first; tile < tiles; tile += stride) {
      begin(tile);
      const bf16* const x = ring + stage * kRing;
      add_dw<S>(acc, sums, active ? turned + buffer * kTile : x + S::rows * S::in, x, m, n, sums_bias);
      buffer ^= 1;
      next_stage();
    }
    float* const to = g.partial + static_cast<int64_t>(blockIdx.x) * (S::all_out * (S::all_in + 1));
    const int lane = lane_index();
#pragma unroll
    for (int i = 0; i < S::w_mi; i++) {
#pragma unroll
      for (int lower = 0; lower < 2; lower++) {
        const int r = m + 16 * i + 8 * lower + lane / 4;
#pragma unroll
        for (int j = 0; j < S::w_ni; j++) {
          *reinterpret_cast<float2*>(to + (S::first_out(g) + r) * S::all_in + S::first_in(g) + n + 8 * j + lane % 4 * 2) =
              make_float2(acc[i][j][2 * lower], acc[i][j][2 * lower + 1]);
        }
        if (sums_bias && lane % 4 == 0) to[S::all_out * S::all_in + S::first_out(g) + r] = sums[i][2 * lower];
      }
    }
  }
  cp_async_wait<0>();
}

// ---- launchers ----

// The blocks of a device are guessed, so that two devices cut alike.
template <class S>
int32_t gradient_blocks(int32_t rows) {
  constexpr int32_t kProcessors = 132, kLeastTiles = 4;  // for which a block fetches the weights
  const int32_t blocks = ceil_div(ceil_div(rows, S::rows), kLeastTiles);
  return blocks < kProcessors ? blocks : kProcessors;
}

// run(shape) with the shape that makes the gradients of out x in weights in one pass, or `none` where there is none.
template <typename Result, typename Run>
Result with_gradient_shape(int32_t out, int32_t in, Result none, const Run& run) {
  const auto is = [&](int32_t o, int32_t i) { return out == o && in == i; };
  if (is(64, 64)) return run(GradientShape<64, 64, 64, 64, 128, 4, 2, 4, 2, 4>{});
  if (is(192, 64)) return run(GradientShape<192, 64, 192, 64, 64, 4, 2, 4, 2, 0>{});
  if (is(256, 64)) return run(GradientShape<256, 64, 256, 64, 64, 4, 2, 4, 2, 4>{});
  if (is(64, 256)) return run(GradientShape<64, 256, 64, 256, 64, 2, 4, 2, 4, 0>{});
  if (is(128, 128)) return run(GradientShape<128, 128, 128, 128, 64, 2, 4, 4, 2, 4>{});
  if (choice("THIN", 2) < 3) return none;
  if (is(384, 128)) return run(GradientShape<384, 128, 192, 128, 64, 2, 2, 4, 2, 0>{});
  if (is(512, 128)) return run(GradientShape<512, 128, 256, 128, 32, 2, 2, 8, 1, 8>{});
  if (is(128, 512)) return run(GradientShape<128, 512, 128, 256, 32, 2, 2, 4, 2, 0>{});
  return none;
}

// Whether this product takes that way: what its result's bits depend on is its shape alone, for parts of whole steps.
inline bool gradients_fit(const ts_context* context, const ts_linear_backward& p) {
  if (!computes_bf16(context) || choice("THIN", 2) < 2) return false;
  for (int32_t i = 0; i < p.part_count; i++) {
    if (p.weight[i].rows % 16 != 0) return false;
  }
  return with_gradient_shape(p.out, p.in, false, [&](auto shape) {
    using S = decltype(shape);
    if (p.activation != TS_IDENTITY && S::ahead == 0) return false;
    return (p.activation == TS_IDENTITY ? S::template bytes<false> : S::template bytes<true>) <= shared_limit(context);
  });
}
inline size_t all_gradients_bytes(const ts_linear_backward& p) {
  return with_gradient_shape(p.out, p.in, size_t{0}, [&](auto shape) {
    return sizeof(float) * static_cast<size_t>(gradient_blocks<decltype(shape)>(p.rows)) * static_cast<size_t>(p.out) *
           (static_cast<size_t>(p.in) + 1);
  });
}

template <class S, int kind>
ts_status launch_all_gradients(ts_context* context, const AllGradients& g) {
  const auto gradients = all_gradients<S, kind>;
  TS_LAUNCH(context, gradients, static_cast<unsigned>(gradient_blocks<S>(g.rows)), S::threads,
            S::template bytes<kind != TS_IDENTITY>, g);
  return TS_OK;
}
// A slice after the other.
template <class S, int kind>
ts_status launch_slices(ts_context* context, AllGradients g) {
  for (g.first_out = 0; g.first_out < S::all_out; g.first_out += S::out) {
    for (g.first_in = 0; g.first_in < S::all_in; g.first_in += S::in) {
      const ts_status status = launch_all_gradients<S, kind>(context, g);
      if (status != TS_OK) return status;
    }
  }
  return TS_OK;
}
// The blocks' sums stand at `partial` afterwards; `splits`: how many there are.
inline ts_status launch_all_gradients(ts_context* context, int32_t out, int32_t in, const AllGradients& g, int32_t* splits) {
  return with_gradient_shape(out, in, TS_UNSUPPORTED, [&](auto shape) -> ts_status {
    using S = decltype(shape);
    *splits = gradient_blocks<S>(g.rows);
    if (!g.pre) return launch_slices<S, TS_IDENTITY>(context, g);
    if constexpr (S::ahead > 0) {
      return g.activation == TS_GELU_TANH ? launch_slices<S, TS_GELU_TANH>(context, g) : launch_slices<S, kAnyActivation>(context, g);
    }
    return TS_UNSUPPORTED;
  });
}

}  // namespace
}  // namespace ts::cuda
