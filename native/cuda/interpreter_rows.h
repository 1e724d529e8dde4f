// What a block of the interpreter does for its one row: norms, products with weights in shared memory, attention over
// cached keys. Every sum is formed as in norm.cu, gemm.h, attention_steady.h and attention_softmax.h.
#pragma once
#include <type_traits>

#include "cuda/activation.h"
#include "cuda/attend_row.h"
#include "cuda/interpreter.h"
#include "cuda/row_norm.h"

namespace ts::cuda {
namespace {

constexpr int kInterpreterWarps = 16, kInterpreterThreads = kInterpreterWarps * kWarp;
constexpr int kWeightPad = 8;  // numbers behind a row of weights: ldmatrix meets no bank twice

// ---- norm ----

// One warp.
template <int G, int V>
__device__ __forceinline__ void norm_row(const Instruction& o, bf16* values, const float* constants, int row) {
  const Norm& n = o.norm;
  const int64_t first = static_cast<int64_t>(row) * o.stride;
  norm_of_row<G, V>(
      values + o.x, n.other >= 0 ? values + n.other : nullptr, o.width, n.centred, n.epsilon,
      [&](int j, int i) {
        const float* const at = constants + norm_column<G>(j) + i;
        return make_float2(at[n.gain], n.bias >= 0 ? at[n.bias] : 0.0f);
      },
      [&](int column, const Pack<bf16, 8>& sum) {
        store_pack(values + n.sum + column, sum);
        if (n.sum_out) store_pack(n.sum_out + first + column, sum);
      },
      [&](int column, const Pack<bf16, 8>& y) {
        store_pack(values + o.y + column, y);
        if (o.out) store_pack(o.out + first + column, y);
      });
}

__device__ __forceinline__ void norm(const Instruction& o, bf16* values, const float* constants, int row) {
  const int packs = o.width / 8;
  if (packs <= 8) return norm_row<8, 1>(o, values, constants, row);
  if (packs <= 16) return norm_row<16, 1>(o, values, constants, row);
  if (packs <= 32) return norm_row<32, 1>(o, values, constants, row);
  norm_row<32, 2>(o, values, constants, row);
}

// ---- products ----

// Begins to bring a product's weights to shared memory: of each part what lies there as one.
__device__ __forceinline__ void fetch_weights(const Instruction& o, bf16* to) {
  const Product& p = o.product;
  const int in_row = p.depth / 8, stride = p.depth + kWeightPad, thread = static_cast<int>(threadIdx.x);
  const int row = thread / in_row, chunk = thread % in_row;
  const int rows_on = kInterpreterThreads / in_row, chunks_on = kInterpreterThreads % in_row;
  int first = 0;
  for (int part = 0; part < TS_MAX_PARTS && first < o.width; part++) {
    const int end = p.end[part];
    const bf16* from = p.weight[part] + thread * 8;
    int r = first + row, c = chunk;
    while (r < end) {
      cp_async<16>(to + r * stride + c * 8, from, true);
      from += kInterpreterThreads * 8;
      r += rows_on;
      c += chunks_on;
      if (c >= in_row) {
        c -= in_row;
        r++;
      }
    }
    first = end;
  }
}

// 32 of k for eight results; the row is the first of sixteen, of which the others are zeros.
__device__ __forceinline__ void multiply_32(float (&d)[4], const uint32_t (&left)[4], const uint32_t (&right)[4],
                                            const bf16* weights) {
  uint32_t b[4];
  ldmatrix_x4<false>(b, weights);
  const uint32_t first[2] = {b[0], b[1]}, second[2] = {b[2], b[3]};
  mma_bf16(d, left, first);
  mma_bf16(d, right, second);
}

__device__ __forceinline__ void take_results(const Instruction& o, bf16* y, float (&d)[4], int at, int row) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  if (lane >= 4) return;
  float v[2] = {d[0], d[1]};
  activate(o.product.activation, v);
  const uint32_t pair = pack_bf16(v[0], v[1]);
  put_pair(y + at + 2 * lane, pair);
  if (o.out) put_pair(o.out + static_cast<int64_t>(row) * o.stride + at + 2 * lane, pair);
}

// A warp makes eight results at a time, and eight more beside them where there are as many.
__device__ __forceinline__ void product(const Instruction& o, bf16* values, const float* constants, const bf16* weights,
                                        int row) {
  const Product& p = o.product;
  const int warp = static_cast<int>(threadIdx.x) / kWarp, lane = static_cast<int>(threadIdx.x) % kWarp;
  const int t = lane % 4, stride = p.depth + kWeightPad, depth = p.depth;
  const bool mine = lane < 4;
  const bf16* const x = values + o.x + 2 * t;
  for (int at = warp * 8; at < o.width; at += 2 * kInterpreterWarps * 8) {
    const int other = at + kInterpreterWarps * 8;
    const bool both = other < o.width;
    float d[4] = {}, e[4] = {};
    if (p.bias >= 0) {
      const float* const bias = constants + p.bias + 2 * t;
      d[0] = d[2] = bias[at];
      d[1] = d[3] = bias[at + 1];
      if (both) {
        e[0] = e[2] = bias[other];
        e[1] = e[3] = bias[other + 1];
      }
    }
    const bf16* from = weights + (at + lane % 8) * stride + lane / 8 * 8;
    const int apart = kInterpreterWarps * 8 * stride;
#pragma unroll 2
    for (int k = 0; k < depth; k += 32, from += 32) {
      const uint32_t left[4] = {mine ? pair_at(x + k) : 0, 0, mine ? pair_at(x + k + 8) : 0, 0};
      const uint32_t right[4] = {mine ? pair_at(x + k + 16) : 0, 0, mine ? pair_at(x + k + 24) : 0, 0};
      multiply_32(d, left, right, from);
      if (both) multiply_32(e, left, right, from + apart);
    }
    take_results(o, values + o.y, d, at, row);
    if (both) take_results(o, values + o.y, e, other, row);
  }
}

// ---- attention ----

static_assert(kInterpreterWarps * 2 * kKeyTile * sizeof(float) <= kInterpreterScratch);

__device__ __forceinline__ void attend(const Instruction& o, bf16* values, float* scratch, const ts_sequence& s, int row) {
  const Attend& p = o.attend;
  const int kv = p.kv_heads * p.head_size, warp = static_cast<int>(threadIdx.x) / kWarp;
  float* const mine = scratch + warp * 2 * kKeyTile;
  const auto go = [&](auto slot, int heads) {
    constexpr int kSlot = decltype(slot)::value;
    for (int h = heads * warp; h < p.heads; h += heads * kInterpreterWarps) {
      bf16* const out = o.out ? o.out + static_cast<int64_t>(row) * o.stride + h * kSlot : nullptr;
      const Head head = head_of<kSlot>(p, values + o.x, s, h);
      attend_heads<kSlot>(p, head, values + o.x + h * kSlot, values + o.y + h * kSlot, out, mine,
                          [&](auto& keys, int tile) { load_keys(keys, head, tile); });
    }
  };
  if (p.head_size == 4) {
    go(std::integral_constant<int, 4>(), 2);
  } else if (p.head_size == 8) {
    go(std::integral_constant<int, 8>(), 1);
  } else {
    go(std::integral_constant<int, 16>(), 1);
  }
  // The new key and value to their places in the ring; nobody reads them there before the next step.
  const int64_t at = (static_cast<int64_t>(s.slot) * p.capacity + s.position % p.capacity) * kv;
  const bf16* const from = values + o.x + p.heads * p.head_size;
  for (int d = static_cast<int>(threadIdx.x); d < kv; d += kInterpreterThreads) {
    p.keys[at + d] = from[d];
    p.values[at + d] = from[kv + d];
  }
}

}  // namespace
}  // namespace ts::cuda
