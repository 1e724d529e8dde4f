// What a block of the interpreter does for its one row: norms, products with weights in shared memory, attention over
// cached keys. Every sum is formed as in norm.cu, gemm.h, attention_steady.h and attention_softmax.h.
#pragma once
#include <type_traits>

#include "cuda/activation.h"
#include "cuda/attention_steady.h"
#include "cuda/interpreter.h"
#include "cuda/pack.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

constexpr int kInterpreterWarps = 16, kInterpreterThreads = kInterpreterWarps * kWarp;
constexpr int kWeightPad = 8;  // numbers behind a row of weights: ldmatrix meets no bank twice

__device__ __forceinline__ uint32_t pair_at(const bf16* from) { return reinterpret_cast<const bf16x2*>(from)->bits; }
__device__ __forceinline__ void put_pair(bf16* to, uint32_t pair) { reinterpret_cast<bf16x2*>(to)->bits = pair; }

// ---- norm ----

// One warp. `G` lanes hold the row, as in RowLayout<G, V, ...>; the other lanes do the same once more.
template <int G, int V>
__device__ __forceinline__ void norm_row(const Instruction& o, bf16* values, const float* constants, int row) {
  constexpr int P = 8;
  const int lane = static_cast<int>(threadIdx.x) % kWarp, mine = lane % G;
  const Norm& n = o.norm;
  float v[V][P], total = 0;
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int column = (j * G + mine) * P;
    if (column < o.width) {
      unpack(load_pack<bf16, P>(values + o.x + column), v[j]);
      if (n.other >= 0) {
        float other[P];
        unpack(load_pack<bf16, P>(values + n.other + column), other);
        for (int i = 0; i < P; i++) v[j][i] += other[i];
        unpack(packed<bf16>(v[j]), v[j]);
      }
    } else {
      for (int i = 0; i < P; i++) v[j][i] = 0;
    }
    for (int i = 0; i < P; i++) total += v[j][i];
  }
  __syncwarp();  // the sum may be where x was, and all lanes have read
  const float share = static_cast<float>(o.width);
  const float mean = n.centred ? lane_sum<G>(total) / share : 0.0f;
  float squares = 0;
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int column = (j * G + mine) * P;
    if (column >= o.width) continue;
    if (n.other >= 0 && lane < G) {
      store_pack(values + n.sum + column, packed<bf16>(v[j]));
      if (n.sum_out) store_pack(n.sum_out + static_cast<int64_t>(row) * o.stride + column, packed<bf16>(v[j]));
    }
    for (int i = 0; i < P; i++) {
      const float d = v[j][i] - mean;
      squares = fmaf(d, d, squares);
    }
  }
  const float rstd = 1.0f / sqrtf(lane_sum<G>(squares) / share + n.epsilon);
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int column = (j * G + mine) * P;
    if (column >= o.width || lane >= G) continue;
    for (int i = 0; i < P; i++) {
      const float gain = constants[n.gain + column + i], bias = n.bias >= 0 ? constants[n.bias + column + i] : 0.0f;
      v[j][i] = (v[j][i] - mean) * rstd * gain + bias;
    }
    store_pack(values + o.y + column, packed<bf16>(v[j]));
    if (o.out) store_pack(o.out + static_cast<int64_t>(row) * o.stride + column, packed<bf16>(v[j]));
  }
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

// Keys and values of 64 positions for a warp's head, as pairs: those of key 8 n + lane / 4, numbers 2 t and 2 t + 1 of
// each eight.
template <int EIGHTS>
struct Keys {
  uint32_t k[8][EIGHTS], v[8][EIGHTS];
};

struct Head {
  const bf16* keys;    // of the slot, the head's numbers
  const bf16* values;
  const bf16* new_key;  // in the block's memory, as is the value
  const bf16* new_value;
  int stride;          // from one position to the next
  int low, high;       // positions that are seen; the highest is the new one
};

template <int EIGHTS>
__device__ __forceinline__ void load_keys(Keys<EIGHTS>& to, const Head& head, int tile, int capacity) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp, g = lane / 4, t = lane % 4;
  const int at = tile * kKeyTile;
  const int64_t first = static_cast<int64_t>(at % capacity) * head.stride;
#pragma unroll
  for (int n = 0; n < 8; n++) {
    const int position = at + n * 8 + g;
    const int64_t row = first + static_cast<int64_t>(n * 8 + g) * head.stride + 2 * t;
#pragma unroll
    for (int c = 0; c < EIGHTS; c++) {
      to.k[n][c] = to.v[n][c] = 0;
      if (position >= head.low && position < head.high) {
        to.k[n][c] = pair_at(head.keys + row + 8 * c);
        to.v[n][c] = pair_at(head.values + row + 8 * c);
      } else if (position == head.high) {
        to.k[n][c] = pair_at(head.new_key + 2 * t + 8 * c);
        to.v[n][c] = pair_at(head.new_value + 2 * t + 8 * c);
      }
    }
  }
}

// Heads of a warp: those of 4 numbers in twos, which share eight and what is loaded; the numbers of the other meet zeros.
// They are the first rows of what mma multiplies. Scores are few, so they go through shared memory, where every lane
// takes some of them.
template <int SLOT>
__device__ __forceinline__ void attend_heads(const Instruction& o, bf16* values, float* scratch, const ts_sequence& s, int h,
                                             int row) {
  constexpr int EIGHTS = SLOT == 16 ? 2 : 1, HEADS = SLOT == 4 ? 2 : 1, LANES = kWarp / HEADS, MINE = kKeyTile / LANES;
  const Attend& p = o.attend;
  const int lane = static_cast<int>(threadIdx.x) % kWarp, g = lane / 4, t = lane % 4;
  const int kv = p.kv_heads * p.head_size, own = h * SLOT, theirs = h / (p.heads / p.kv_heads) * SLOT;
  const bool here = g < HEADS && (HEADS == 1 || t / 2 == g);
  const bf16* const x = values + o.x;
  Head head;
  const int64_t ring = static_cast<int64_t>(s.slot) * p.capacity * kv + theirs;
  head.keys = p.keys + ring;
  head.values = p.values + ring;
  head.new_key = x + p.heads * SLOT + theirs;
  head.new_value = head.new_key + kv;
  head.stride = kv;
  head.high = s.position;
  head.low = p.window > 0 ? max(0, s.position - p.window + 1) : 0;

  uint32_t q[2 * EIGHTS] = {};
#pragma unroll
  for (int c = 0; c < EIGHTS; c++) q[c] = here ? pair_at(x + own + 8 * c + 2 * t) ^ p.sign : 0;

  // `mixed` and `total` are those of the lane's row; every row's are those of the row of a head.
  float mixed[EIGHTS][4], total;
  float* const of_row = scratch + g % HEADS * kKeyTile + 2 * t;
  float* const of_lane = scratch + lane * MINE;
  const int first_tile = head.low / kKeyTile, last_tile = head.high / kKeyTile;
  // Goes along the tiles. `weigh` makes exponentials of a lane's scores, of which the first belongs to that position;
  // `add` adds them to the total, one row's. `meanwhile`: whether the next tile is loaded meanwhile.
  const auto go = [&](auto meanwhile, auto weigh, auto add) {
    constexpr bool early = decltype(meanwhile)::value;
    total = 0;
#pragma unroll
    for (int c = 0; c < EIGHTS; c++) mixed[c][0] = mixed[c][1] = mixed[c][2] = mixed[c][3] = 0;
    Keys<EIGHTS> next;
    if (early) load_keys(next, head, first_tile, p.capacity);
#pragma unroll 1
    for (int tile = first_tile; tile <= last_tile; tile++) {
      if (!early) load_keys(next, head, tile, p.capacity);
      const Keys<EIGHTS> now = next;
      if (early && tile < last_tile) load_keys(next, head, tile + 1, p.capacity);
#pragma unroll
      for (int n = 0; n < 8; n++) {
        float product[4] = {};
        if constexpr (EIGHTS == 1) {
          mma_bf16_k8(product, q[0], 0, now.k[n][0]);
        } else {
          mma_bf16(product, {q[0], 0, q[1], 0}, {now.k[n][0], now.k[n][1]});
        }
        if (g < HEADS) *reinterpret_cast<float2*>(of_row + n * 8) = make_float2(product[0], product[1]);
      }
      __syncwarp();
      weigh(tile * kKeyTile + lane % LANES * MINE);
      __syncwarp();
      float2 e[8];
#pragma unroll
      for (int n = 0; n < 8; n++) e[n] = *reinterpret_cast<const float2*>(of_row + n * 8);
      add(e);
#pragma unroll
      for (int c = 0; c < EIGHTS; c++) {
#pragma unroll
        for (int k = 0; k < 4; k++) {
          const uint32_t weights[4] = {pack_bf16(e[2 * k].x, e[2 * k].y), 0, pack_bf16(e[2 * k + 1].x, e[2 * k + 1].y), 0};
          const uint32_t turned[2] = {movmatrix(now.v[2 * k][c]), movmatrix(now.v[2 * k + 1][c])};
          mma_bf16(mixed[c], weights, turned);
        }
      }
      __syncwarp();
    }
    total = quad_sum(total);
  };
  const auto seen = [&](int position) { return position >= head.low && position <= head.high; };
  const auto give = [&](bool wanted) {
    if (!here || !wanted) return;
    const float part = 1.0f / total;
#pragma unroll
    for (int c = 0; c < EIGHTS; c++) {
      const uint32_t pair = pack_bf16(mixed[c][0] * part, mixed[c][1] * part);
      put_pair(values + o.y + own + 8 * c + 2 * t, pair);
      if (o.out) put_pair(o.out + static_cast<int64_t>(row) * o.stride + own + 8 * c + 2 * t, pair);
    }
  };

  // As in Steady.
  go(
      std::true_type(),
      [&](int first) {
#pragma unroll
        for (int i = 0; i < MINE; i++) {
          const float e = exp2_fast(of_lane[i] * p.scale2);
          of_lane[i] = seen(first + i) ? e : 0;
        }
      },
      [&](const float2(&e)[8]) {
#pragma unroll
        for (int k = 0; k < 4; k++) total += (e[2 * k].x + e[2 * k].y) + (e[2 * k + 1].x + e[2 * k + 1].y);
      });
  const bool holds = total > kLeastTotal && total < kMostTotal;
  give(holds);
  if (!__any_sync(kAll, !holds)) return;

  // As in `exponentials`; `top` belongs to the head whose scores the lane has.
  float top = kLowest, shrink = 1;
  go(
      std::false_type(),
      [&](int first) {
        float d[MINE], high = top;
#pragma unroll
        for (int i = 0; i < MINE; i++) {
          d[i] = seen(first + i) ? of_lane[i] : -INFINITY;
          high = fmaxf(high, d[i]);
        }
#pragma unroll
        for (int by = LANES / 2; by > 0; by /= 2) high = fmaxf(high, __shfl_xor_sync(kAll, high, by));
        const float shift = -(high * p.scale2);
        shrink = exp2_fast((top - high) * p.scale2);
        top = high;
#pragma unroll
        for (int i = 0; i < MINE; i++) of_lane[i] = exp2_fast(fmaf(d[i], p.scale2, shift));
        if constexpr (HEADS > 1) shrink = __shfl_sync(kAll, shrink, g % HEADS * LANES);
      },
      [&](const float2(&e)[8]) {
        float sum = 0;
#pragma unroll
        for (int n = 0; n < 8; n++) {
          sum += e[n].x;
          sum += e[n].y;
        }
        total = fmaf(total, shrink, sum);
#pragma unroll
        for (int c = 0; c < EIGHTS; c++) mixed[c][0] *= shrink, mixed[c][1] *= shrink;
      });
  give(!holds);
}

static_assert(kInterpreterWarps * 2 * kKeyTile * sizeof(float) <= kInterpreterScratch);

__device__ __forceinline__ void attend(const Instruction& o, bf16* values, float* scratch, const ts_sequence& s, int row) {
  const Attend& p = o.attend;
  const int kv = p.kv_heads * p.head_size, warp = static_cast<int>(threadIdx.x) / kWarp;
  float* const mine = scratch + warp * 2 * kKeyTile;
  if (p.head_size == 4) {
    for (int h = 2 * warp; h < p.heads; h += 2 * kInterpreterWarps) attend_heads<4>(o, values, mine, s, h, row);
  } else if (p.head_size == 8) {
    for (int h = warp; h < p.heads; h += kInterpreterWarps) attend_heads<8>(o, values, mine, s, h, row);
  } else {
    for (int h = warp; h < p.heads; h += kInterpreterWarps) attend_heads<16>(o, values, mine, s, h, row);
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
