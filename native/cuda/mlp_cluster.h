// The gradients of mlp_backward.h by the products of a warpgroup, for rows of 128 numbers and 512 hidden ones. A cluster of
// four blocks goes over the tiles of 64 rows together, each block with 128 of the hidden numbers: its part of both weights
// in shared memory, the sums of their gradients in registers.
//
// Of a block's first two warpgroups each owns 64 hidden numbers. Of a tile it first makes act and d = (dy W2) act'(pre) from
// products that are there (`make`), then adds act^T dy and d^T x to its sums and begins the products of the next tile
// (`multiply`). While one makes, the other multiplies; the second is half a tile behind.
//
// From d, which both leave in shared memory, each also forms half of the columns of dx. A block has a part of the sum over the
// hidden numbers and sends of it, as bfloat16, 16 rows to each block, where the third warpgroup adds up the four parts. That
// one also copies the tiles.
#pragma once
#include "cuda/mlp_warpgroup.h"
#include "cuda/ptx_cluster.h"

namespace ts::cuda {
namespace {

struct ClusterMlp {
  static constexpr int width = 128, hidden = 512, slice = 128, rows = 64, blocks = hidden / slice;
  static constexpr int threads = 3 * kMakers, stages = 3;
  // Shared memory, in bytes: blocks of 64 x 64 of W1, by hidden numbers first, and of W2, by columns first; of a stage the two
  // of x and those of dy; of d those of a tile and of the one before it; what each block has sent of either half of the
  // columns; the warpgroups' blocks of act; barriers.
  static constexpr int weights = 4 * kBlockSize, stage = 4 * kBlockSize, made = 2 * kBlockSize;
  static constexpr int sent = 2048, exchange = blocks * sent;
  static constexpr int weight2_at = weights, stages_at = 2 * weights, made_at = stages_at + stages * stage;
  static constexpr int exchange_at = made_at + 2 * made, act_at = exchange_at + 2 * exchange, barriers_at = act_at + 2 * kBlockSize;
  static constexpr int bytes = barriers_at + 1024;
  static constexpr size_t shared = bytes + 1024 - 128;
};

#ifdef TS_HOPPER_KERNELS

using MlpCluster = Cluster<ClusterMlp::blocks, ClusterMlp::threads, ClusterMlp::bytes>;

// What the warpgroups of a block have in common.
struct MlpBlock {
  using S = ClusterMlp;
  const MlpGradients& g;
  unsigned char* shared;
  int rank, first, stride, count;  // the cluster's tiles

  __device__ __forceinline__ unsigned char* weight1(int h, int c) const { return shared + (2 * h + c) * kBlockSize; }
  __device__ __forceinline__ unsigned char* weight2(int c, int h) const { return shared + S::weight2_at + (2 * c + h) * kBlockSize; }
  __device__ __forceinline__ unsigned char* x(int tile) const { return shared + S::stages_at + tile % S::stages * S::stage; }
  __device__ __forceinline__ unsigned char* dy(int tile) const { return x(tile) + 2 * kBlockSize; }
  __device__ __forceinline__ unsigned char* made(int tile, int h) const {
    return shared + S::made_at + (tile & 1) * S::made + h * kBlockSize;
  }
  __device__ __forceinline__ unsigned char* act(int h) const { return shared + S::act_at + h * kBlockSize; }
  __device__ __forceinline__ unsigned char* exchange(int columns) const { return shared + S::exchange_at + columns * S::exchange; }
  // Barriers: what the blocks send has arrived here; it has been read by all of them.
  __device__ __forceinline__ unsigned char* arrived(int columns) const { return shared + S::barriers_at + columns * 8; }
  __device__ __forceinline__ unsigned char* read(int columns) const { return arrived(2 + columns); }
  __device__ __forceinline__ int row_of(int tile) const { return (first + tile * stride) * S::rows; }

  __device__ __forceinline__ void load_weights(int thread) const {
#pragma unroll 1
    for (int i = 0; i < 4; i++) {
      const int a = i / 2, b = i % 2, row = a * kBlockSide, column = b * kBlockSide, first = rank * S::slice;
      load_weight_block<S::threads>(weight1(a, b), g.weight1 + (first + row) * S::width + column, S::width, g.aligned, thread);
      load_weight_block<S::threads>(weight2(a, b), g.weight2 + row * S::hidden + first + column, S::hidden, g.aligned, thread);
    }
  }
  // A barrier of the block, which its warpgroups come to in different places at the end of each half of a tile.
  __device__ __forceinline__ void meet() const { __syncthreads(); }
};

// A warpgroup that makes hidden numbers and sums.
struct MlpMaker {
  using S = ClusterMlp;
  const MlpBlock& b;
  const int half;             // which of the block's hidden numbers
  float pre[32], change[32];  // [hidden][row]: pre, and dy W2; `change` is also where a part of dx is formed
  float sum1[64], sum2[64], bias_sum[2], bias[2];
  int place;

  __device__ __forceinline__ MlpMaker(const MlpBlock& block, int half) : b(block), half(half) {}

  __device__ __forceinline__ int hidden_number() const {
    const int thread = thread_asked() % kMakers;
    return b.rank * S::slice + half * kBlockSide + thread / kWarp * 16 + thread % kWarp / 4;
  }
  __device__ __forceinline__ void begin() {
    place = turned_place();
#pragma unroll
    for (int i = 0; i < 64; i++) sum1[i] = sum2[i] = 0;
#pragma unroll
    for (int lower = 0; lower < 2; lower++) {
      bias_sum[lower] = 0;
      bias[lower] = b.g.bias1 ? b.g.bias1[hidden_number() + 8 * lower] : 0.0f;
    }
  }

  __device__ __forceinline__ void begin_pre(int tile) {
    const Operand left = asked(along(b.weight1(half, 0))), right = asked(along(b.x(tile)));
#pragma unroll
    for (int k = 0; k < 8; k++) product_of<false, false>(pre, sixteen<false, 1>(left, k), sixteen<false, 1>(right, k), k > 0);
    product_commit();
  }
  __device__ __forceinline__ void begin_change(int tile) {
    const Operand left = asked(across(b.weight2(0, half))), right = asked(along(b.dy(tile)));
#pragma unroll
    for (int k = 0; k < 8; k++) product_of<true, false>(change, sixteen<true, 2>(left, k), sixteen<false, 1>(right, k), k > 0);
    product_commit();
  }
  __device__ __forceinline__ void begin_dx(int tile) {
    const Operand left = asked(across(b.made(tile, 0))), right = asked(across(b.weight1(0, half)));
#pragma unroll
    for (int k = 0; k < 8; k++) product_of<true, true>(change, sixteen<true, 1>(left, k), sixteen<true, 2>(right, k), k > 0);
  }
  // A warp's 16 rows to the block that adds them up, four pairs of a lane at a time, when what was sent there before has been
  // read.
  __device__ __forceinline__ void send(int time) const {
    MlpCluster::wait(b.read(half), time - 1);
    const int thread = thread_asked() % kMakers;
    unsigned char* const to = b.exchange(half) + b.rank * S::sent + thread % kWarp * 16;
#pragma unroll
    for (int k = 0; k < 4; k++) {
      const auto pair = [&](int j) { return pack_bf16(change[k % 2 * 16 + k / 2 * 2 + 4 * j], change[k % 2 * 16 + k / 2 * 2 + 4 * j + 1]); };
      MlpCluster::store(to + k * 512, b.arrived(half), thread / kWarp, make_uint4(pair(0), pair(1), pair(2), pair(3)));
    }
  }
  // The second warpgroup is so late that dx of its tile can be formed already. What a product is formed in is free by then,
  // and there is always one under way, also when the other warpgroup's turn begins.
  __device__ __forceinline__ void multiply(int tile) {
    product_fence();
    begin_dx(tile - 1 + half);
    add_over_rows(sum2, b.act(half), b.dy(tile));
    add_over_rows(sum1, b.made(tile, half), b.x(tile));
    product_commit();
    begin_pre(tile + 1);
    product_wait<1>();
    settled(change);
    settled(sum1);
    settled(sum2);
    send(tile);
    product_fence();
    begin_change(tile + 1);
    product_wait<1>();
  }
  __device__ __forceinline__ void make(int tile) {
    product_wait<0>();
    settled(pre);
    settled(change);
    make_turned(pre, change, bias, bias_sum, b.act(half), b.made(tile, half), place, static_cast<uint32_t>(b.g.rows >> 31));
  }

  __device__ __forceinline__ void go() {
    begin();
    b.meet();
    product_fence();
    begin_pre(0);
    begin_change(0);
    if (half == 1) b.meet();
#pragma unroll 1
    for (int tile = 0; tile < b.count; tile++) {
      make(tile);
      b.meet();
      multiply(tile);
      b.meet();
    }
    if (half == 0) {
      b.meet();
      product_fence();
      begin_dx(b.count - 1);
      product_commit();
      product_wait<0>();
      settled(change);
      send(b.count);
      b.meet();
    } else {
      b.meet();
    }
    product_wait<0>();
    settled(pre);
    settled(change);
    MlpCluster::end();
    leave_sums<S>(b.g, MlpCluster::index(), hidden_number(), sum1, sum2, bias_sum);
  }
};

// The warpgroup that copies tiles and finishes dx.
struct MlpFeeder {
  using S = ClusterMlp;
  const MlpBlock& b;
  float sums[2];

  __device__ __forceinline__ explicit MlpFeeder(const MlpBlock& block) : b(block) {}

  // Zeros behind the last row.
  __device__ __forceinline__ void load(int tile) const {
    const int thread = thread_asked() % kMakers, chunk = thread % 16, r = thread / 16, row = b.row_of(tile) + r;
    unsigned char* const to = b.x(tile) + chunk / 8 * kBlockSize + chunk_place(r, chunk % 8);
    const int64_t from = static_cast<int64_t>(row) * S::width + chunk * 8;
#pragma unroll 2
    for (int i = 0; i < S::rows / 8; i++) {
      const bool there = tile < b.count && row + 8 * i < b.g.rows;
      const int64_t at = there ? from + 8 * i * S::width : 0;
      cp_async<16>(to + i * 1024, b.g.x + at, there);
      cp_async<16>(to + i * 1024 + 2 * kBlockSize, b.g.dy + at, there);
    }
    cp_async_commit();
  }
  // A quarter of dy's columns, of which a lane has two in every eighth row.
  __device__ __forceinline__ void add_columns(int tile) {
    const int thread = thread_asked() % kMakers, pair = thread % 16, row = thread / kWarp + thread % kWarp / 16 * 4;
    const unsigned char* const from = b.dy(tile) + b.rank / 2 * kBlockSize + chunk_place(row, b.rank % 2 * 4 + pair / 4) + pair % 4 * 4;
#pragma unroll
    for (int i = 0; i < S::rows / 8; i++) {
      const uint32_t two = *reinterpret_cast<const uint32_t*>(from + i * 1024);
      sums[0] += low(two);
      sums[1] += high(two);
    }
  }

  // What was sent in the half before, added up in the blocks' order, for the `time`th time, if there is one. Of the tile
  // before the first one comes nothing that counts.
  __device__ __forceinline__ void receive(int tile, int columns, int time) const {
    if (time < 0) return;
    if (thread_asked() % kMakers == 0) MlpCluster::expect(b.arrived(columns), S::exchange);
    MlpCluster::wait(b.arrived(columns), time);
    const int thread = thread_asked() % kMakers, lane = thread % kWarp, warp = thread / kWarp;
    const int row = b.row_of(tile) + b.rank * 16 + warp / 2 * 8 + lane / 4;
    if (tile >= 0 && b.g.dx && row < b.g.rows) {
      bf16* const to = b.g.dx + static_cast<int64_t>(row) * S::width + columns * kBlockSide + warp % 2 * 32 + lane % 4 * 2;
      float v[8];
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const uint32_t before = b.g.accumulate ? *reinterpret_cast<const uint32_t*>(to + 8 * j) : 0;
        v[2 * j] = low(before);
        v[2 * j + 1] = high(before);
      }
#pragma unroll
      for (int i = 0; i < S::blocks; i++) {
        const uint4 eight = *reinterpret_cast<const uint4*>(b.exchange(columns) + i * S::sent + warp * 512 + lane * 16);
        const uint32_t pairs[4] = {eight.x, eight.y, eight.z, eight.w};
#pragma unroll
        for (int j = 0; j < 4; j++) {
          v[2 * j] += low(pairs[j]);
          v[2 * j + 1] += high(pairs[j]);
        }
      }
#pragma unroll
      for (int j = 0; j < 4; j++) *reinterpret_cast<uint32_t*>(to + 8 * j) = pack_bf16(v[2 * j], v[2 * j + 1]);
    }
    MlpCluster::release(b.read(columns));
  }

  // Sums of dy's columns, through what nobody sends to any more.
  __device__ __forceinline__ void write_columns() const {
    constexpr int kPairs = 16, kParts = kMakers / kPairs;
    const int thread = thread_asked() % kMakers;
    float2* const parts = reinterpret_cast<float2*>(b.exchange(1));
    parts[thread] = make_float2(sums[0], sums[1]);
    MlpCluster::end();
    if (thread >= kPairs) return;
    float2 sum = parts[thread];
#pragma unroll
    for (int i = 1; i < kParts; i++) {
      sum.x += parts[i * kPairs + thread].x;
      sum.y += parts[i * kPairs + thread].y;
    }
    float* const to = b.g.partial + (MlpCluster::index() + 1) * b.g.sums(S::width) - S::width + b.rank * 2 * kPairs + 2 * thread;
    to[0] = sum.x;
    to[1] = sum.y;
  }
  __device__ __forceinline__ void go() {
    sums[0] = sums[1] = 0;
    load(0);
    load(1);
    cp_async_wait<0>();
    shared_fence();
    b.meet();
#pragma unroll 1
    for (int tile = 0; tile <= b.count; tile++) {
      add_columns(tile);
      receive(tile - 2, 0, tile - 1);
      cp_async_wait<0>();
      shared_fence();
      b.meet();
      load(tile + 2);
      receive(tile - 1, 1, tile - 1);
      b.meet();
    }
    receive(b.count - 1, 0, b.count);
    write_columns();
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

__global__ void TS_CLUSTERS_OF(ClusterMlp::blocks) __launch_bounds__(ClusterMlp::threads, 1)
    mlp_gradients_by_cluster(const __grid_constant__ MlpGradients g) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, given);
  const int thread = static_cast<int>(threadIdx.x) % ClusterMlp::threads, tiles = ceil_div(g.rows, ClusterMlp::rows);
  const int first = MlpCluster::index(), stride = MlpCluster::count();
  const MlpBlock b = {g, MlpCluster::shared(given), MlpCluster::rank(), first, stride, ceil_div(tiles - first, stride)};
  b.load_weights(thread);
  cp_async_commit();
  cp_async_wait<0>();
  shared_fence();
  if (thread < 2) {
    MlpCluster::init(b.arrived(thread), 1);
    MlpCluster::init(b.read(thread), ClusterMlp::blocks * kMakers / kWarp);
  }
  MlpCluster::begin();
  const int group = __shfl_sync(~0u, thread / kMakers, 0);  // so the compiler knows that lanes agree
  if (group == 2) {
    give_registers<40>();
    MlpFeeder(b).go();
  } else {
    take_registers<232>();
    MlpMaker(b, group).go();
  }
#else
  (void)g;
#endif
}

// ---- launchers ----

// Whether such an MLP's gradients are these.
inline bool takes_cluster(const ts_context* context, int32_t width, int32_t hidden, ts_activation activation) {
  return width == ClusterMlp::width && hidden == ClusterMlp::hidden && activation == TS_GELU_TANH && has_warpgroups(context) &&
         ClusterMlp::shared <= shared_limit(context);
}

// As mlp_gradient_blocks(). An H200 runs 30 clusters at a time: the others of 132 multiprocessors have no three neighbours.
inline int32_t mlp_clusters(int32_t rows) {
  constexpr int32_t kClusters = 30, kLeastTiles = 4;
  const int32_t clusters = ceil_div(ceil_div(rows, ClusterMlp::rows), kLeastTiles);
  return clusters < kClusters ? clusters : kClusters;
}

inline ts_status launch_mlp_gradients_by_cluster(ts_context* context, const MlpGradients& g, float* const (&gradients)[4]) {
  const int32_t clusters = mlp_clusters(g.rows);
  const ts_status status = launch_clusters(context, "mlp_gradients_by_cluster", mlp_gradients_by_cluster, clusters, ClusterMlp::blocks,
                                           ClusterMlp::threads, ClusterMlp::shared, g);
  return status == TS_OK ? add_mlp_sums(context, clusters, sums_of(g, ClusterMlp::width, gradients)) : status;
}

}  // namespace
}  // namespace ts::cuda
