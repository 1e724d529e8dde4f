// What the forward and the backward pass of attention share: which keys a query sees, where rows stand, and products of
// tiles of rows in bfloat16.
//
// A tile holds rows of WIDTH numbers for the tensor cores. A head takes SLOT of them: all, or 4 or 8 of 16, and then
// several heads stand side by side and share what is loaded. A warp owns MT times 16 rows of one side and goes along
// the rows of the other, so that probabilities pass from one product to the next in registers.
#pragma once
#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

constexpr int32_t kMaxHead = 384;
constexpr float kLowest = -1.0e30f;  // below every score; times log2(e) and a scale it is still a number
constexpr float kLog2e = 1.44269504f;
constexpr float kLn2 = 0.693147181f;
constexpr unsigned kAll = 0xffffffffu;  // lanes of a warp

template <typename T>
struct Attention {
  ts_attention_shape shape;
  const ts_sequence* sequences;
  const int32_t* first;  // or nullptr
  const T* qkv;
  int64_t width;  // numbers of a row of qkv
  // Keys and values: of this batch, or a ring of `capacity` positions for each slot (0: no ring).
  const T* keys;
  const T* values;
  int64_t stride;  // numbers from one key to the next
  int32_t capacity;
  int32_t tiles;   // of the longest sequence; for plain kernels its rows
  int32_t groups;  // of heads, see Tile; for plain kernels the number of sequences
  float scale2;    // |scale| log2(e): scores are in units of log2, so that the exponential is a power of two
  uint32_t sign;   // to be flipped in pairs of q or k where the scale is negative
  T* y;
  float* lse;  // or nullptr
};

template <typename T>
Attention<T> attention_of(const ts_batch& batch, const ts_attention_shape& shape, const float* qkv) {
  Attention<T> a = {};
  a.shape = shape;
  a.sequences = batch.placed;
  a.first = batch.first;
  a.qkv = reinterpret_cast<const T*>(qkv);
  a.width = static_cast<int64_t>(shape.heads + 2 * shape.kv_heads) * shape.head_size;
  a.keys = a.qkv + static_cast<int64_t>(shape.heads) * shape.head_size;
  a.values = a.keys + static_cast<int64_t>(shape.kv_heads) * shape.head_size;
  a.stride = a.width;
  // A scale of 0 makes all scores equal; it must not turn minus infinity into no number.
  a.scale2 = fmaxf(fabsf(shape.scale) * kLog2e, 1.0e-30f);
  a.sign = shape.scale < 0 ? 0x80008000u : 0;
  return a;
}

inline int32_t longest_sequence(const ts_batch& batch) {
  int32_t longest = 0;
  for (int32_t i = 0; i < batch.sequence_count; i++) longest = max(longest, batch.sequences[i].length);
  return longest;
}

// Items, `each` of a sequence, that blocks take by turns: the first from `index` on that is this block's and whose sequence,
// which is left in `s`, holds anything; at least `items`: there is none.
__device__ __forceinline__ int32_t item_that_holds(const ts_sequence* sequences, int32_t index, int32_t items, int32_t each, ts_sequence& s) {
  for (; index < items; index += static_cast<int32_t>(gridDim.x)) {
    s = sequences[index / each];
    if (s.length > 0) break;
  }
  return index;
}

// The row of keys and values that holds a position; where a tile of kKeyTile begins there, the rest of it follows.
template <typename T>
__device__ __forceinline__ int64_t key_row(const Attention<T>& p, const ts_sequence& s, int32_t position) {
  if (p.capacity) return static_cast<int64_t>(s.slot) * p.capacity + position % p.capacity;
  return static_cast<int64_t>(s.row) + position - s.position;
}

// The lowest cached position that a new one sees; `window`: of how many, or 0.
__device__ __forceinline__ int32_t lowest_seen(int32_t window, int32_t position) {
  return window > 0 ? max(0, position - window + 1) : 0;
}

// The lowest position that the i-th query of a sequence sees; the highest is its own.
template <typename T>
__device__ __forceinline__ int32_t lowest_key(const Attention<T>& p, const ts_sequence& s, int32_t i) {
  int32_t low = p.capacity ? 0 : s.position;
  if (p.shape.window > 0) low = max(low, s.position + i - p.shape.window + 1);
  if (p.first) low = max(low, p.first[s.row + i]);
  return low;
}

__device__ __forceinline__ float quad_sum(float x) {
  x += __shfl_xor_sync(kAll, x, 1);
  return x + __shfl_xor_sync(kAll, x, 2);
}
__device__ __forceinline__ float quad_max(float x) {
  x = fmaxf(x, __shfl_xor_sync(kAll, x, 1));
  return fmaxf(x, __shfl_xor_sync(kAll, x, 2));
}

// ---- tiles of rows in shared memory ----

template <int WIDTH, int SLOT>
struct Tile {
  static constexpr int kStride = WIDTH + 8;  // an odd number of 16 bytes: eight rows of ldmatrix meet no bank twice
  static constexpr int kSlot = SLOT;
  static constexpr int kHeads = WIDTH / SLOT;
  static constexpr bool kNarrow = SLOT < 16;
  static constexpr int kSteps = WIDTH / 16;                  // of a product over a head's numbers
  static constexpr int kColumns = kNarrow ? 1 : WIDTH / 8;  // of eight, of a product that gives a head's numbers
  static constexpr int kChunk = SLOT < 8 ? SLOT : 8;         // numbers copied at once
  static constexpr int kChunks = WIDTH / kChunk;
  // Keys between two looks at the softmax's maximum: a look costs little beside 64 keys, but of wide heads their scores
  // would take too many registers.
  static constexpr int kLook = WIDTH < 48 ? kKeyTile : kKeyTile / 2;
  static_assert(!kNarrow || WIDTH == 16);
};

// Copies rows of a group of heads into a tile. A thread always takes the same column.
template <typename L, int THREADS>
struct Copier {
  static constexpr int kRows = THREADS / L::kChunks;  // at a time
  int32_t row, column;
  int32_t offset;  // of its numbers in a row
  bool here;       // whether there are such

  // Heads from `head` on, `heads` in all; the numbers of the h-th are the h * times / over-th of a row.
  __device__ Copier(int32_t head, int32_t heads, int32_t times, int32_t over, int32_t head_size) {
    const int32_t thread = static_cast<int32_t>(threadIdx.x);
    row = thread / L::kChunks;
    column = thread % L::kChunks * L::kChunk;
    const int32_t mine = head + column / L::kSlot, inside = column % L::kSlot;
    offset = mine * times / over * head_size + inside;
    here = mine < heads && inside < head_size;
  }
  // ROWS rows from `from` on; those outside of [begin, end) become zeros.
  template <int ROWS>
  __device__ __forceinline__ void copy(bf16* to, const bf16* from, int64_t stride, int32_t begin, int32_t end) const {
    if (THREADS % L::kChunks != 0 && row >= kRows) return;
#pragma unroll 8
    for (int n = 0; n < ceil_div(ROWS, kRows); n++) {
      const int32_t r = row + n * kRows;
      if (ROWS % kRows != 0 && r >= ROWS) break;
      // Where nothing is read the address may be anything.
      cp_async<L::kChunk * 2>(to + r * L::kStride + column, from + r * stride + offset, here && r >= begin && r < end);
    }
  }
};

// 16 MT rows from `rows` on as the left side of products over a head's numbers.
template <typename L, int MT>
__device__ __forceinline__ void load_left(uint32_t (&a)[MT][L::kSteps][4], const bf16* rows, uint32_t sign) {
  const int lane = threadIdx.x % kWarp;
#pragma unroll
  for (int m = 0; m < MT; m++) {
#pragma unroll
    for (int k = 0; k < L::kSteps; k++) {
      ldmatrix_x4<false>(a[m][k], rows + (m * 16 + lane % 16) * L::kStride + k * 16 + lane / 16 * 8);
#pragma unroll
      for (int i = 0; i < 4; i++) a[m][k][i] ^= sign;
    }
  }
}

// d = a * rows^T: products over the numbers of one head, for 8 N rows.
template <typename L, int MT, int N>
__device__ __forceinline__ void scores(float (&d)[MT][N][4], const uint32_t (&a)[MT][L::kSteps][4], const bf16* rows,
                                       int head) {
  const int lane = threadIdx.x % kWarp;
#pragma unroll
  for (int m = 0; m < MT; m++) {
#pragma unroll
    for (int n = 0; n < N; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) d[m][n][i] = 0;
    }
  }
  if constexpr (L::kNarrow) {
    // Half of a row's 16 numbers, in which the numbers of other heads meet zeros.
    const int half = head * L::kSlot / 8;
    const bool mine = L::kSlot == 8 || lane % 4 / 2 == head % 2;
#pragma unroll
    for (int n = 0; n < N; n += 4) {
      uint32_t b[4];
      ldmatrix_x4<false>(b, rows + (n * 8 + lane) * L::kStride + half * 8);
#pragma unroll
      for (int m = 0; m < MT; m++) {
        const uint32_t upper = mine ? half ? a[m][0][2] : a[m][0][0] : 0;
        const uint32_t lower = mine ? half ? a[m][0][3] : a[m][0][1] : 0;
#pragma unroll
        for (int i = 0; i < 4; i++) mma_bf16_k8(d[m][n + i], upper, lower, b[i]);
      }
    }
  } else {
#pragma unroll
    for (int n = 0; n < N; n += 2) {
#pragma unroll
      for (int k = 0; k < L::kSteps; k++) {
        uint32_t b[4];
        ldmatrix_x4<false>(b, rows + (n * 8 + lane / 16 * 8 + lane % 8) * L::kStride + k * 16 + lane / 8 % 2 * 8);
        const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
        for (int m = 0; m < MT; m++) {
          mma_bf16(d[m][n], a[m][k], left);
          mma_bf16(d[m][n + 1], a[m][k], right);
        }
      }
    }
  }
}

// d += p * rows: mixtures of 16 K rows, the numbers of one head.
template <typename L, int MT, int K>
__device__ __forceinline__ void mix(float (&d)[MT][L::kColumns][4], const uint32_t (&p)[MT][K][4], const bf16* rows,
                                    int head) {
  const int lane = threadIdx.x % kWarp;
  if constexpr (L::kNarrow) {
    const int half = head * L::kSlot / 8;
#pragma unroll
    for (int k = 0; k < K; k += 2) {
      uint32_t b[4];
      ldmatrix_x4<true>(b, rows + (k * 16 + lane) * L::kStride + half * 8);
      const uint32_t first[2] = {b[0], b[1]}, second[2] = {b[2], b[3]};
#pragma unroll
      for (int m = 0; m < MT; m++) {
        mma_bf16(d[m][0], p[m][k], first);
        mma_bf16(d[m][0], p[m][k + 1], second);
      }
    }
  } else {
#pragma unroll
    for (int k = 0; k < K; k++) {
#pragma unroll
      for (int n = 0; n < L::kColumns; n += 2) {
        uint32_t b[4];
        ldmatrix_x4<true>(b, rows + (k * 16 + lane % 16) * L::kStride + n * 8 + lane / 16 * 8);
        const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
        for (int m = 0; m < MT; m++) {
          mma_bf16(d[m][n], p[m][k], left);
          mma_bf16(d[m][n + 1], p[m][k], right);
        }
      }
    }
  }
}

// What `scores` gave, in bfloat16, as the left side of `mix`.
template <int N>
__device__ __forceinline__ void to_left(uint32_t (&p)[N / 2][4], const float (&d)[N][4]) {
#pragma unroll
  for (int k = 0; k < N / 2; k++) {
    p[k][0] = pack_bf16(d[2 * k][0], d[2 * k][1]);
    p[k][1] = pack_bf16(d[2 * k][2], d[2 * k][3]);
    p[k][2] = pack_bf16(d[2 * k + 1][0], d[2 * k + 1][1]);
    p[k][3] = pack_bf16(d[2 * k + 1][2], d[2 * k + 1][3]);
  }
}

// The numbers of a head for 16 rows, times a factor for each half of them, into its slot of `rows`.
template <typename L>
__device__ __forceinline__ void put(bf16* rows, const float (&d)[L::kColumns][4], int head, float upper, float lower) {
  const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  const int half = L::kNarrow ? head * L::kSlot / 8 : 0;
  if (L::kSlot < 8 && t / 2 != head % 2) return;
#pragma unroll
  for (int n = 0; n < L::kColumns; n++) {
    bf16* const to = rows + g * L::kStride + (half + n) * 8 + 2 * t;
    reinterpret_cast<bf16x2*>(to)->bits = pack_bf16(d[n][0] * upper, d[n][1] * upper);
    reinterpret_cast<bf16x2*>(to + 8 * L::kStride)->bits = pack_bf16(d[n][2] * lower, d[n][3] * lower);
  }
}

// `count` of a warp's rows to where they belong: the numbers of `heads` heads, head_size each.
template <typename L>
__device__ __forceinline__ void take_out(bf16* to, int64_t stride, const bf16* rows, int32_t count, int32_t heads,
                                         int32_t head_size) {
  const int lane = threadIdx.x % kWarp;
  for (int32_t i = lane; i < count * L::kChunks; i += kWarp) {
    const int32_t r = i / L::kChunks, column = i % L::kChunks * L::kChunk;
    const int32_t head = column / L::kSlot, inside = column % L::kSlot;
    if (head >= heads || inside >= head_size) continue;
    const bf16* const from = rows + r * L::kStride + column;
    bf16* const at = to + r * stride + static_cast<int64_t>(head) * head_size + inside;
    if constexpr (L::kChunk == 8) {
      *reinterpret_cast<uint4*>(at) = *reinterpret_cast<const uint4*>(from);
    } else {
      *reinterpret_cast<uint2*>(at) = *reinterpret_cast<const uint2*>(from);
    }
  }
}

// Calls `run` with the tile that suits a head; false where there is none, and the plain kernels are meant.
template <typename Run>
bool with_tile(int32_t head_size, Run run) {
  if (head_size == 4) return run(Tile<16, 4>()), true;
  if (head_size == 8) return run(Tile<16, 8>()), true;
  if (head_size % 8 != 0) return false;
  if (head_size <= 16) return run(Tile<16, 16>()), true;
  if (head_size <= 32) return run(Tile<32, 32>()), true;
  if (head_size <= 48) return run(Tile<48, 48>()), true;
  if (head_size <= 64) return run(Tile<64, 64>()), true;
  if (head_size <= 96) return run(Tile<96, 96>()), true;
  if (head_size <= 128) return run(Tile<128, 128>()), true;
  return false;
}

}  // namespace
}  // namespace ts::cuda
