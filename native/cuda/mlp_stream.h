// The forward pass of mlp_forward.h by the products of a warpgroup: hidden numbers, 64 of them of 64 rows at a time, go from
// the accumulators of the first product through the activation into the registers of the second one's left side.
//
// Two warpgroups have 64 rows each: x as fragments, the sums of y, and hidden numbers twice. While a slice of 64 hidden
// numbers is activated, the second product of the slice before and the first of the slice behind it are under way. Every second
// slice of the weights stays in shared memory, the others come through a ring that the third warpgroup fills.
//
// Sums begin with the bias and run along k 16 at a time, as those of the two linears.
#pragma once
#include "cuda/choices.h"
#include "cuda/mlp_slices.h"

namespace ts::cuda {
namespace {

// Rows of `Width` numbers. Odd slices come through the ring.
template <int Width, int Hidden>
struct StreamShape {
  static constexpr int width = Width, hidden = Hidden, slices = Hidden / kBlockSide, columns = Width / kBlockSide;
  static constexpr int groups = 2, warps = groups * kMakers / kWarp, threads = (groups + 1) * kMakers, warp_rows = 16;
  static constexpr int rows = warps * warp_rows, kept = slices / 2, ring = 2;
  // Shared memory, in bytes: slices of W1, of which the 64 columns follow one another, and of W2; of each warp its rows, in
  // pieces of 64 columns; bias1; gates.
  static constexpr int weight = columns * kBlockSize, piece = warp_rows * 128, mine = columns * piece;
  static constexpr int weight2_at = (kept + ring) * weight, rows_at = 2 * weight2_at, bias_at = rows_at + warps * mine;
  static constexpr int gates_at = bias_at + Hidden * static_cast<int>(sizeof(float)), gates = kept + 4 * ring;
  static constexpr size_t shared = gates_at + 8 * gates + 1024 - 128;
  static_assert(slices % 4 == 0);
};
using Stream128 = StreamShape<128, 512>;

struct StreamedMlp {
  int32_t rows;
  const bf16* x;       // [rows, width]
  bf16* y;             // [rows, width]
  const float* bias1;  // or nullptr
  const float* bias2;  // or nullptr
  WeightMap weight1, weight2;
};

#ifdef TS_HOPPER_KERNELS

// What the warpgroups of a block have in common. `n`: how many slices have come through the ring before one.
template <class S>
struct StreamBlock {
  const StreamedMlp& p;
  unsigned char* shared;
  int count;  // tiles

  __device__ __forceinline__ unsigned char* weight1(int place) const { return shared + place * S::weight; }
  __device__ __forceinline__ unsigned char* weight2(int place) const { return shared + S::weight2_at + place * S::weight; }
  __device__ __forceinline__ unsigned char* rows(int warp) const { return shared + S::rows_at + warp * S::mine; }
  __device__ __forceinline__ float* bias1() const { return reinterpret_cast<float*>(shared + S::bias_at); }
  // Of the slices that stay: both parts are there. Of a part of those in the ring: it is there, and nobody needs it any more.
  __device__ __forceinline__ Gate there(int place) const { return {shared + S::gates_at + 8 * place}; }
  __device__ __forceinline__ Gate came(int part, int n) const { return there(S::kept + 2 * part + n % S::ring); }
  __device__ __forceinline__ Gate left(int part, int n) const { return there(S::kept + 4 + 2 * part + n % S::ring); }
  static __device__ __forceinline__ int kept_place(int slice) { return slice / 2; }
  static __device__ __forceinline__ int ring_place(int n) { return S::kept + n % S::ring; }

  __device__ __forceinline__ int row_of(int tile, int warp) const {
    return static_cast<int>(blockIdx.x + static_cast<unsigned>(tile) * gridDim.x) * S::rows + warp * S::warp_rows;
  }
};

// A warpgroup that has rows.
template <class S>
struct StreamMaker {
  const StreamBlock<S>& b;
  const int warp;  // of the block
  uint32_t x[S::width / 16][4];
  float hidden[2][32], y[S::width / 2];

  __device__ __forceinline__ StreamMaker(const StreamBlock<S>& block, int warp) : b(block), warp(warp) {}

  // ---- a warp's own rows ----

  // run(its 16 bytes in shared memory, its first number in x or y, whether there is such a row) for each of a tile.
  template <typename Run>
  __device__ __forceinline__ void each_chunk(int tile, const Run& run) const {
    constexpr int kInRow = S::width / 8;
    const int lane = thread_asked() % kWarp;
#pragma unroll
    for (int i = 0; i < S::warp_rows * kInRow / kWarp; i++) {
      const int at = i * kWarp + lane, r = at / kInRow, chunk = at % kInRow, row = b.row_of(tile, warp) + r;
      run(b.rows(warp) + chunk / 8 * S::piece + chunk_place(r, chunk % 8), static_cast<int64_t>(row) * S::width + chunk * 8,
          row < b.p.rows);
    }
  }
  // Zeros behind the last row.
  __device__ __forceinline__ void bring_x(int tile) const {
    each_chunk(tile, [&](unsigned char* to, int64_t from, bool there) { cp_async<16>(to, b.p.x + (there ? from : 0), there); });
    cp_async_commit();
  }
  __device__ __forceinline__ void take_x() {
    cp_async_wait<0>();
    __syncwarp();
    const int lane = thread_asked() % kWarp;
#pragma unroll
    for (int k = 0; k < S::width / 16; k++) {
      ldmatrix_x4<false>(x[k], b.rows(warp) + k / 4 * S::piece + chunk_place(lane % 16, k % 4 * 2 + lane / 16));
    }
    __syncwarp();
  }
  // Through the place of x, which has been taken.
  __device__ __forceinline__ void write_y(int tile) const {
#pragma unroll
    for (int c = 0; c < S::columns; c++) {
      const WarpRows piece(b.rows(warp) + c * S::piece);
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const float* const v = y + 32 * c + 8 * i;
        piece.put(i, pack_bf16(v[0], v[1]), pack_bf16(v[2], v[3]), pack_bf16(v[4], v[5]), pack_bf16(v[6], v[7]));
      }
    }
    __syncwarp();
    each_chunk(tile, [&](unsigned char* from, int64_t to, bool there) {
      if (there) *reinterpret_cast<uint4*>(b.p.y + to) = *reinterpret_cast<const uint4*>(from);
    });
    __syncwarp();
  }

  // ---- sums ----

  // What products are added to, from what a lane has of the biases: those of columns 2 t and 2 t + 1 of every eight.
  template <int count>
  static __device__ __forceinline__ void begin_sums(float (&sums)[count], const float* bias) {
    const float* const from = bias + thread_asked() % 4 * 2;
#pragma unroll
    for (int j = 0; j < count / 4; j++) {
      const float2 two = *reinterpret_cast<const float2*>(from + 8 * j);
      sums[4 * j] = sums[4 * j + 2] = two.x;
      sums[4 * j + 1] = sums[4 * j + 3] = two.y;
    }
  }
  __device__ __forceinline__ void begin_y() {
    if (b.p.bias2) {
      begin_sums(y, b.p.bias2);
      return;
    }
#pragma unroll
    for (int i = 0; i < S::width / 2; i++) y[i] = 0;
  }
  // The first product of a slice.
  __device__ __forceinline__ void begin_hidden(float (&h)[32], int place) {
    const Operand right = asked(along(b.weight1(place)));
#pragma unroll
    for (int k = 0; k < S::width / 16; k++) product_of<false>(h, x[k], sixteen<false, 1>(right, k), true);
  }
  // The second.
  __device__ __forceinline__ void add_hidden(const uint32_t (&act)[4][4], int place) {
    const Operand right = asked(along(b.weight2(place)));
#pragma unroll
    for (int k = 0; k < 4; k++) product_of<false>(y, act[k], further<false>(right, k), true);
  }

  // ---- slices ----

  // Ends what is under way, the products of the slice before this and the first of the one behind, and begins this slice's
  // second and the first of the slice after next, to be under way while the next is activated. `more`: there is one after
  // next; else it is made of what stands there, and nobody reads it. `odd`: whether the slice's number is.
  template <int odd>
  __device__ __forceinline__ void multiply(int tile, int slice, bool more) {
    float(&h)[32] = hidden[odd];
    product_wait<0>();
    settled(hidden[0]);
    settled(hidden[1]);
    settled(y);
    meet_in_simt();
    const int n = (tile * S::slices + slice) / 2;  // of the odd slice of the pair
    if constexpr (!odd) {
      b.left(0, n).arrive();
      if (n > 0) b.left(1, n - 1).arrive();
    }
    if (!odd && slice == 0) {
      if (tile > 0) write_y(tile - 1);
      if (tile + 1 < b.count) bring_x(tile + 1);
      begin_y();
    }
    if (!odd && slice + 2 == S::slices && more) take_x();
    uint32_t act[4][4];
#pragma unroll
    for (int i = 0; i < 16; i++) act[i / 4][i % 4] = pack_bf16(h[2 * i], h[2 * i + 1]);
    const int then = slice + 2 < S::slices ? slice + 2 : odd;
    begin_sums(h, b.bias1() + then * kBlockSide);
    if constexpr (odd) {
      b.came(1, n).await(n / S::ring);
      if (more) b.came(0, n + 1).await((n + 1) / S::ring);
      product_fence();
      add_hidden(act, b.ring_place(n));
      begin_hidden(h, b.ring_place(n + 1));
    } else {
      if (tile == 0) b.there(b.kept_place(then)).await(0);
      product_fence();
      add_hidden(act, b.kept_place(slice));
      begin_hidden(h, b.kept_place(then));
    }
    product_commit();
  }

  __device__ __forceinline__ void go() {
    take_x();
    begin_sums(hidden[0], b.bias1());
    begin_sums(hidden[1], b.bias1() + kBlockSide);
    b.there(0).await(0);
    product_fence();
    begin_hidden(hidden[0], 0);
    product_commit();
    product_wait<0>();
    settled(hidden[0]);
    b.came(0, 0).await(0);
    product_fence();
    begin_hidden(hidden[1], b.ring_place(0));
    product_commit();
    activate(TS_GELU_TANH, hidden[0]);
#pragma unroll 1
    for (int tile = 0; tile < b.count; tile++) {
#pragma unroll 1
      for (int slice = 0; slice < S::slices; slice += 2) {
        const bool more = slice + 2 < S::slices || tile + 1 < b.count;
        multiply<0>(tile, slice, more);
        activate(TS_GELU_TANH, hidden[1]);
        multiply<1>(tile, slice + 1, more);
        activate(TS_GELU_TANH, hidden[0]);
      }
    }
    product_wait<0>();
    settled(hidden[1]);
    settled(y);
    write_y(b.count - 1);
  }
};

// The warpgroup that brings weights.
template <class S>
struct StreamFeeder {
  const StreamBlock<S>& b;

  __device__ __forceinline__ explicit StreamFeeder(const StreamBlock<S>& block) : b(block) {}

  __device__ __forceinline__ void bring1(int slice, int place, Gate gate) const {
#pragma unroll
    for (int c = 0; c < S::columns; c++) {
      bring_weights<kBlockSide>(b.p.weight1, b.weight1(place) + c * kBlockSize, c * kBlockSide, slice * kBlockSide, gate);
    }
  }
  __device__ __forceinline__ void bring2(int slice, int place, Gate gate) const {
    bring_weights<S::width>(b.p.weight2, b.weight2(place), slice * kBlockSide, 0, gate);
  }
  // A part of the `n`th slice of the ring, when nobody needs what was in its place.
  __device__ __forceinline__ void bring_part(int part, int n) const {
    const int slice = 2 * n % S::slices + 1;
    const Gate gate = b.came(part, n);
    if (n >= S::ring) b.left(part, n).await(n / S::ring - 1);
    gate.announce(S::weight);
    if (part == 0) bring1(slice, b.ring_place(n), gate);
    else bring2(slice, b.ring_place(n), gate);
  }

  // What stays, and the first that does not.
  __device__ __forceinline__ void begin() const {
    if (!brings_weights()) return;
#pragma unroll 1
    for (int i = 0; i < S::kept + 2 * S::ring; i++) b.there(i).prepare(1);
#pragma unroll 1
    for (int i = 0; i < 2 * S::ring; i++) b.there(S::kept + 2 * S::ring + i).prepare(S::warps);
#pragma unroll 1
    for (int place = 0; place < S::kept; place++) {
      const int slice = 2 * place;
      const Gate gate = b.there(place);
      gate.announce(2 * S::weight);
      bring1(slice, place, gate);
      bring2(slice, place, gate);
      if (place == 0) bring_part(0, 0);
    }
  }
  __device__ __forceinline__ void go() const {
    if (!brings_weights()) return;
    const int pairs = b.count * S::slices / 2;
#pragma unroll 1
    for (int n = 0; n < pairs; n++) {
      meet_in_simt();
      bring_part(1, n);
      if (n + 1 < pairs) bring_part(0, n + 1);
      meet_in_simt();
    }
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

template <class S>
__global__ void __launch_bounds__(S::threads, 1) mlp_streamed(const __grid_constant__ StreamedMlp p) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, given);
  const int thread = static_cast<int>(threadIdx.x), tiles = ceil_div(p.rows, S::rows);
  const StreamBlock<S> b = {p, given + (-reinterpret_cast<uintptr_t>(given) & 1023),
                            ceil_div(tiles - static_cast<int>(blockIdx.x), static_cast<int>(gridDim.x))};
  const int warp = __shfl_sync(~0u, thread / kWarp, 0), group = warp / (kMakers / kWarp);  // so the compiler knows that lanes agree
  if (group == S::groups) StreamFeeder<S>(b).begin();
  else StreamMaker<S>(b, warp).bring_x(0);
  for (int i = thread; i < S::hidden; i += S::threads) b.bias1()[i] = p.bias1 ? p.bias1[i] : 0.0f;
  __syncthreads();
  if (group == S::groups) {
    give_registers<40>();
    StreamFeeder<S>(b).go();
  } else {
    take_registers<232>();
    StreamMaker<S>(b, warp).go();
  }
#else
  (void)p;
#endif
}

// ---- launchers ----

// Whether the forward pass of such an MLP is this one.
template <class S>
bool takes_stream(const ts_context* context, const Mlp& p) {
  static const bool wanted = choice("MLP_FORWARD", 1) != 0;
  if (!wanted || p.hidden != S::hidden || p.activation != TS_GELU_TANH || !p.aligned) return false;
  if (!aligned_rows(p.x, 8) || !aligned_rows(p.y, 8) || !aligned_rows(p.bias2, 4)) return false;
  return has_warpgroups(context) && has_tensor_maps() && S::shared <= shared_limit(context);
}

template <class S>
ts_status launch_stream(ts_context* context, const Mlp& p) {
  StreamedMlp s = {p.rows, p.x, p.y, p.bias1, p.bias2, {}, {}};
  ts_status status = make_weight_map(context, &s.weight1, p.weight1, S::hidden, S::width, kBlockSide);
  if (status == TS_OK) status = make_weight_map(context, &s.weight2, p.weight2, S::width, S::hidden, S::width);
  if (status != TS_OK) return status;
  const int32_t tiles = ceil_div(p.rows, S::rows), room = processors_of(context);
  const dim3 grid(static_cast<unsigned>(tiles < room ? tiles : room));
  const auto streamed = mlp_streamed<S>;
  TS_LAUNCH(context, streamed, grid, S::threads, S::shared, s);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
