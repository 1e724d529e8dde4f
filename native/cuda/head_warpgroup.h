// The two fused kernels of the head (see head_rows.h and head_weight.h) by the products of a warpgroup, for aligned rows of
// more than 64 numbers, up to 128. A warpgroup keeps 64 rows of its own as fragments in registers and the rows of the other matrix
// stream past, 64 at a time, in blocks of 64 x 64 numbers.
//
// While the exponentials of a tile are formed, the tensor cores are busy with two things: the products of the next tile,
// and what the last tile's coefficients add to the sums. So there are two sets of products and two of coefficients.
#pragma once
#include "cuda/head_rows.h"
#include "cuda/head_weight.h"
#include "cuda/ptx_warpgroup.h"

namespace ts::cuda {
namespace {

struct WarpgroupHead {
  static constexpr int kParts = 2, C = kParts * kBlockSide, kSteps = C / 16;  // parts: blocks side by side that a row takes
  static constexpr int kThreads = 256, kOwn = 128, kStream = kBlockSide, kBlocks = 1;
  // Of tiles t - 1 to t + 4, where t is worked on.
  static constexpr int kStages = 6, kAhead = 4;
  static constexpr size_t kStageBytes = size_t{kParts} * kBlockSize;
  static constexpr size_t kNotesAt = kStages * kStageBytes;
  static constexpr size_t kShared = kNotesAt + kStages * 3 * kStream * 4 + 1024;  // blocks are aligned to 1 KB
};

#ifdef TS_HOPPER_KERNELS

// Registers that products read are written before this, and, behind those products, are kept until this.
__device__ __forceinline__ void written(uint32_t (&p)[4][4]) {
#ifdef TS_HOPPER_CODE
#pragma unroll
  for (int i = 0; i < 16; i++) asm volatile("" : "+r"(p[i / 4][i % 4])::"memory");
#else
  (void)p;
#endif
}

// The own rows' fragments: rows from `row` on are the warp's, zeros where there is none.
__device__ __forceinline__ void own_rows(uint32_t (&own)[WarpgroupHead::kSteps][4], const bf16* from, int row, int count, int width) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
#pragma unroll
  for (int k = 0; k < WarpgroupHead::kSteps; k++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const int r = row + lane / 4 + i % 2 * 8, column = k * 16 + lane % 4 * 2 + i / 2 * 8;
      own[k][i] = 0;
      if (r < count && column < width) {
        own[k][i] = *reinterpret_cast<const uint32_t*>(from + static_cast<int64_t>(r) * width + column);
      }
    }
  }
}

// Rows [first, first + 64) of those before `end`; zeros behind.
__device__ __forceinline__ void load_blocks(unsigned char* stage, const bf16* from, int first, int end, int width) {
  constexpr int kInRow = WarpgroupHead::C / 8;
#pragma unroll
  for (int i = 0; i < WarpgroupHead::kStream * kInRow / WarpgroupHead::kThreads; i++) {
    const int at = i * WarpgroupHead::kThreads + static_cast<int>(threadIdx.x), row = at / kInRow, chunk = at % kInRow;
    const bool there = first + row < end && chunk * 8 < width;
    cp_async<16>(stage + chunk / 8 * kBlockSize + chunk_place(row, chunk % 8),
                 there ? from + static_cast<int64_t>(first + row) * width + chunk * 8 : from, there);
  }
}

// z = own * stage^T.
__device__ __forceinline__ void multiply_blocks(float (&z)[32], const uint32_t (&own)[WarpgroupHead::kSteps][4], const unsigned char* stage) {
#pragma unroll
  for (int k = 0; k < WarpgroupHead::kSteps; k++) {
    product_of<false>(z, own[k], further<false>(along(stage + k / 4 * kBlockSize), k % 4), k > 0);
  }
}
// sum = p * stage, or += where `adds`.
__device__ __forceinline__ void add_blocks(float (&sum)[WarpgroupHead::kParts][32], const uint32_t (&p)[4][4], const unsigned char* stage,
                                           bool adds) {
#pragma unroll
  for (int k = 0; k < 4; k++) {
#pragma unroll
    for (int part = 0; part < WarpgroupHead::kParts; part++) {
      product_of<true>(sum[part], p[k], further<true>(across(stage + part * kBlockSize), k), adds || k > 0);
    }
  }
}

// What both kernels do. Load: (stage, notes, tile) begins to copy a tile and what goes with it; Pass: form(z, p, tile,
// notes) makes coefficients of products, moved() tells whether what was summed before them has to be multiplied, by
// factor[h] in row half h. Tiles behind the last one come as zeros and must add nothing. `adds`: the coefficients are wanted.
template <bool adds, class Load, class Pass>
__device__ __forceinline__ void stream_past(unsigned char* shared, const uint32_t (&own)[WarpgroupHead::kSteps][4],
                                            float (&sum)[WarpgroupHead::kParts][32], int tiles, const Load& load, Pass& pass) {
  const auto stage = [shared](int tile) { return shared + (tile + WarpgroupHead::kStages) % WarpgroupHead::kStages * WarpgroupHead::kStageBytes; };
  const auto notes = [shared](int tile) {
    return reinterpret_cast<float*>(shared + WarpgroupHead::kNotesAt) + tile % WarpgroupHead::kStages * 3 * WarpgroupHead::kStream;
  };
  float even[32], odd[32];
  uint32_t even_p[4][4] = {}, odd_p[4][4] = {};
#pragma unroll
  for (int i = 0; i < WarpgroupHead::kAhead; i++) {
    load(stage(i), notes(i), i);
    cp_async_commit();
  }
  cp_async_wait<WarpgroupHead::kAhead - 1>();
  shared_fence();
  __syncthreads();
  product_fence();
  multiply_blocks(even, own, stage(0));
  product_commit();
  product_wait<0>();
  settled(even);

  const auto step = [&](int tile, float (&z)[32], float (&next)[32], uint32_t (&p)[4][4], uint32_t (&last)[4][4]) {
    cp_async_wait<WarpgroupHead::kAhead - 2>();
    shared_fence();
    __syncthreads();
    load(stage(tile + WarpgroupHead::kAhead), notes(tile + WarpgroupHead::kAhead), tile + WarpgroupHead::kAhead);
    cp_async_commit();
    if constexpr (adds) {
      written(last);
#pragma unroll
      for (int part = 0; part < WarpgroupHead::kParts; part++) settled(sum[part]);
    }
    settled(next);
    product_fence();
    multiply_blocks(next, own, stage(tile + 1));
    if constexpr (adds) add_blocks(sum, last, stage(tile - 1), tile > 1);  // before the first tile there was nothing
    product_commit();
    pass.form(z, p, tile, notes(tile));
    product_wait<0>();
    settled(next);
    if constexpr (adds) {
      written(last);
#pragma unroll
      for (int part = 0; part < WarpgroupHead::kParts; part++) settled(sum[part]);
      written(p);
      if (pass.moved()) {
#pragma unroll
        for (int part = 0; part < WarpgroupHead::kParts; part++) {
#pragma unroll
          for (int i = 0; i < 32; i++) sum[part][i] *= pass.factor[i / 2 % 2];
        }
      }
    }
  };
  const int padded = (tiles + 1) / 2 * 2;
  for (int tile = 0; tile < padded; tile += 2) {
    step(tile, even, odd, even_p, odd_p);
    step(tile + 1, odd, even, odd_p, even_p);
  }
  cp_async_wait<0>();
  if constexpr (!adds) return;
  written(odd_p);
#pragma unroll
  for (int part = 0; part < WarpgroupHead::kParts; part++) settled(sum[part]);
  product_fence();
  add_blocks(sum, odd_p, stage(padded - 1), padded > 1);
  product_commit();
  product_wait<0>();
  written(odd_p);
#pragma unroll
  for (int part = 0; part < WarpgroupHead::kParts; part++) settled(sum[part]);
}

// What a lane knows of its rows g and g + 8 of x.
struct RowsState {
  int target[2], vocab;
  float reference[2] = {kLowest, kLowest}, limit[2] = {kLowest, kLowest};  // logits above the limit are out of reach
  float total[2] = {0, 0}, at_target[2] = {0, 0}, factor[2] = {1, 1};
  bool any_moved = false;

  __device__ __forceinline__ bool moved() const { return any_moved; }
  __device__ __forceinline__ void form(float (&z)[32], uint32_t (&p)[4][4], int tile, const float*) {
    const int first = tile * kBlockSide, pair = static_cast<int>(threadIdx.x) % 4 * 2;
    if (first + kBlockSide > vocab) {
#pragma unroll
      for (int i = 0; i < 32; i++) {
        if (first + pair + i / 4 * 8 + i % 2 >= vocab) z[i] = kAbsent;
      }
    }
    const auto here = [first](int word) { return word >= first && word < first + kBlockSide; };
    if (__any_sync(~0u, here(target[0]) || here(target[1]))) {
#pragma unroll
      for (int i = 0; i < 32; i++) {
        const int h = i / 2 % 2;
        if (first + pair + i / 4 * 8 + i % 2 != target[h]) continue;
        at_target[h] = z[i];
        z[i] = kAbsent;
      }
    }
    float top[2] = {kAbsent, kAbsent};
#pragma unroll
    for (int i = 0; i < 32; i++) top[i / 2 % 2] = fmaxf(top[i / 2 % 2], z[i]);
    any_moved = __any_sync(~0u, top[0] > limit[0] || top[1] > limit[1]);
    if (any_moved) {
#pragma unroll
      for (int h = 0; h < 2; h++) {
        top[h] = fmaxf(top[h], __shfl_xor_sync(~0u, top[h], 1));
        top[h] = fmaxf(top[h], __shfl_xor_sync(~0u, top[h], 2));
        factor[h] = 1;
        if (top[h] <= limit[h]) continue;
        const float to = fmaxf(fmaf(top[h], kLog2e, kHeadroom), kLowest);
        factor[h] = exp2_fast(reference[h] - to);
        reference[h] = to;
        limit[h] = top[h] + (kHeadroom + 1) * kLn2;
        total[h] *= factor[h];
      }
    }
#pragma unroll
    for (int j = 0; j < 8; j++) {
#pragma unroll
      for (int h = 0; h < 2; h++) {
        const float a = exp2_fast(fmaf(z[4 * j + 2 * h], kLog2e, -reference[h]));
        const float b = exp2_fast(fmaf(z[4 * j + 2 * h + 1], kLog2e, -reference[h]));
        total[h] += a + b;
        p[j / 2][j % 2 * 2 + h] = pack_bf16(a, b);
      }
    }
  }
};

// The gradients of logits, of rows of W and columns that are rows of x.
template <bool weighted>
struct WeightState {
  int first_word;  // the warp's
  float factor[2];
  __device__ __forceinline__ bool moved() const { return false; }
  __device__ __forceinline__ void form(float (&z)[32], uint32_t (&p)[4][4], int, const float* notes) {
    const int lane = static_cast<int>(threadIdx.x) % kWarp, at = lane % 4 * 2;
    const int32_t* const targets = reinterpret_cast<const int32_t*>(notes + kBlockSide);
    const int places[2] = {targets[lane] - first_word, targets[kWarp + lane] - first_word};
    const bool any = __any_sync(~0u, (places[0] >= 0 && places[0] < 16) || (places[1] >= 0 && places[1] < 16));
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const float2 lse = *reinterpret_cast<const float2*>(notes + at + j * 8);
#pragma unroll
      for (int i = 0; i < 4; i++) z[4 * j + i] = exp2_fast(fmaf(z[4 * j + i], kLog2e, i % 2 ? -lse.y : -lse.x));
      if (any) {
#pragma unroll
        for (int i = 0; i < 2; i++) {
          const int place = targets[at + j * 8 + i] - first_word - lane / 4;
          if (place == 0) z[4 * j + i] -= 1;
          if (place == 8) z[4 * j + 2 + i] -= 1;
        }
      }
      if constexpr (weighted) {
        const float2 weight = *reinterpret_cast<const float2*>(notes + 2 * kBlockSide + at + j * 8);
#pragma unroll
        for (int i = 0; i < 4; i++) z[4 * j + i] *= i % 2 ? weight.y : weight.x;
      }
      p[j / 2][j % 2 * 2] = pack_bf16(z[4 * j], z[4 * j + 1]);
      p[j / 2][j % 2 * 2 + 1] = pack_bf16(z[4 * j + 2], z[4 * j + 3]);
    }
  }
};

__device__ __forceinline__ unsigned char* aligned_blocks(unsigned char* shared) {
#ifdef TS_HOPPER_CODE
  const uint32_t at = shared_address(shared);
  return shared + (((at + 1023) & ~1023u) - at);
#else
  return shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
#endif
}

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

template <bool gradient>
__global__ void __launch_bounds__(WarpgroupHead::kThreads, 1) head_rows_warpgroup(RowsPass p) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, given);
  unsigned char* const shared = aligned_blocks(given);
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int row = static_cast<int>(blockIdx.x) * WarpgroupHead::kOwn + static_cast<int>(threadIdx.x) / kWarp * 16;
  uint32_t own[WarpgroupHead::kSteps][4];
  own_rows(own, p.x, row, p.rows, p.width);
  RowsState state;
  state.vocab = p.vocab;
#pragma unroll
  for (int h = 0; h < 2; h++) {
    const int n = row + lane / 4 + 8 * h;
    state.target[h] = n < p.rows ? p.targets[n] : -1;
  }
  const auto load = [&](unsigned char* stage, float*, int tile) {
    load_blocks(stage, p.w, tile * WarpgroupHead::kStream, p.vocab, p.width);
  };
  float dx[WarpgroupHead::kParts][32];
  stream_past<gradient>(shared, own, dx, ceil_div(p.vocab, WarpgroupHead::kStream), load, state);

  const float loss_scale = p.variables->loss_scale;
#pragma unroll
  for (int h = 0; h < 2; h++) {
    const int n = row + lane / 4 + 8 * h, word = state.target[h];
    const RowResult result = finish_row(over_quad(state.total[h]), state.reference[h], over_quad(state.at_target[h]), word >= 0);
    if (n >= p.rows) continue;
    const float weight = p.weights ? p.weights[n] : 1.0f;
    const bool counts = word >= 0 && weight != 0;
    if (lane % 4 == 0) {
      p.losses[n] = result.loss;
      if (p.lse) p.lse[n] = counts ? result.lse : INFINITY;
    }
    if constexpr (gradient) {
      const float scale = weight * loss_scale;
#pragma unroll
      for (int j = 0; j < WarpgroupHead::C / 8; j++) {
        const int column = j * 8 + lane % 4 * 2;
        if (column >= p.width) continue;  // width is even
        float v[2] = {0, 0};
        if (counts) {
          const uint32_t towards = *reinterpret_cast<const uint32_t*>(p.w + static_cast<int64_t>(word) * p.width + column);
#pragma unroll
          for (int i = 0; i < 2; i++) {
            v[i] = scale * (dx[j / 8][j % 8 * 4 + 2 * h + i] * result.scale - result.others * (i ? high(towards) : low(towards)));
          }
        }
        *reinterpret_cast<uint32_t*>(p.dx + static_cast<int64_t>(n) * p.width + column) = pack_bf16(v[0], v[1]);
      }
    }
  }
#endif
}

template <bool weighted>
__global__ void __launch_bounds__(WarpgroupHead::kThreads, 1) head_weight_warpgroup(WeightPass p) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, given);
  unsigned char* const shared = aligned_blocks(given);
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int begin = static_cast<int>(blockIdx.y) * p.split_rows;
  const int end = p.rows - begin < p.split_rows ? p.rows : begin + p.split_rows;
  WeightState<weighted> state;
  state.first_word = static_cast<int>(blockIdx.x) * WarpgroupHead::kOwn + static_cast<int>(threadIdx.x) / kWarp * 16;
  uint32_t own[WarpgroupHead::kSteps][4];
  own_rows(own, p.w, state.first_word, p.vocab, p.width);
  const auto load = [&](unsigned char* stage, float* notes, int tile) {
    const int first = begin + tile * WarpgroupHead::kStream;
    load_blocks(stage, p.x, first, end, p.width);
    const int which = static_cast<int>(threadIdx.x) / WarpgroupHead::kStream, i = static_cast<int>(threadIdx.x) % WarpgroupHead::kStream;
    const bool there = first + i < end;
    const int n = there ? first + i : 0;
    if (which == 0) cp_async<4>(notes + i, p.lse + n, there);
    if (which == 1) cp_async<4>(notes + WarpgroupHead::kStream + i, p.targets + n, there);
    if (weighted && which == 2) cp_async<4>(notes + 2 * WarpgroupHead::kStream + i, p.weights + n, there);
  };
  float sum[WarpgroupHead::kParts][32];
  stream_past<true>(shared, own, sum, ceil_div(end - begin, WarpgroupHead::kStream), load, state);

  const float scale = p.variables->loss_scale;
#pragma unroll
  for (int h = 0; h < 2; h++) {
    const int word = state.first_word + lane / 4 + 8 * h;
    if (word >= p.vocab) continue;
    const int64_t from = static_cast<int64_t>(word) * p.width;
    float* const to = p.partial ? p.partial + static_cast<int64_t>(blockIdx.y) * p.vocab * p.width + from : p.d_weight + from;
#pragma unroll
    for (int j = 0; j < WarpgroupHead::C / 8; j++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        const int column = j * 8 + lane % 4 * 2 + i;
        if (column >= p.width) continue;
        const float one = sum[j / 8][j % 8 * 4 + 2 * h + i];
        if (p.partial) {
          to[column] = one;
        } else {
          to[column] += scale * one;
        }
      }
    }
  }
#endif
}

}  // namespace
}  // namespace ts::cuda
