// Attention of heads of 4, 8 and 16 where a block holds all keys and values of a sequence for some of them: after they
// are loaded its warps wait for nothing but the special function units, which compute the exponentials.
#pragma once
#include "cuda/attention_steady.h"

namespace ts::cuda {
namespace {

// Rows of eight numbers, which are one or two heads', without gaps: eight rows of ldmatrix meet no bank twice.
template <int SLOT>
struct Piece {
  static constexpr int kStride = 8, kSlot = SLOT, kHeads = 8 / SLOT, kSteps = 1, kColumns = 1, kLook = kKeyTile;
  static constexpr bool kNarrow = true;
};

// A block has PIECES of L. For 16 numbers a head stands in a Tile.
template <typename L_, int PIECES>
struct Narrow {
  using L = L_;
  static constexpr int kBlocks = 3;  // on a multiprocessor
  static constexpr int kPieces = PIECES, kWarps = 8, kThreads = kWarps * kWarp;
  static constexpr int kSize = L::kHeads * L::kSlot;         // numbers of a piece
  static constexpr int kHeads = PIECES * L::kHeads;          // of a block
  static constexpr int kChunks = PIECES * kSize / 8;         // of 16 bytes in a row of all pieces
  static constexpr size_t bytes(int32_t rows) {
    return 2 * sizeof(bf16) * static_cast<size_t>(rows) * L::kStride * PIECES + kWarps * 16 * sizeof(int32_t);
  }
};

// ---- kernels ----

// A block: sequences that begin at position 0. `rows`: of the longest sequence, a multiple of kKeyTile.
template <typename W>
__global__ void __launch_bounds__(W::kThreads, W::kBlocks) attend_narrow(Attention<bf16> p, int32_t rows) {
  using L = typename W::L;
  constexpr int HEADS = L::kHeads, HD = L::kSlot;
  TS_DYNAMIC_SHARED(bf16, shared);
  bf16* const keys = shared;
  bf16* const values = keys + W::kPieces * rows * L::kStride;
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  int32_t* const low = reinterpret_cast<int32_t*>(values + W::kPieces * rows * L::kStride) + warp * 16;
  const int32_t block = static_cast<int32_t>(blockIdx.x), NH = p.shape.heads;
  const int32_t head0 = block % p.groups * W::kHeads;
  const ts_sequence s = p.sequences[block / p.groups];
  const int32_t padded = ceil_div(s.length, kKeyTile) * kKeyTile;

  const int64_t from = s.row * p.width + head0 * HD;
#pragma unroll 4
  for (int32_t e = threadIdx.x; e < padded * W::kChunks; e += W::kThreads) {
    const int32_t r = e / W::kChunks, column = e % W::kChunks * 8, piece = column / W::kSize;
    const bool there = r < s.length && head0 * HD + column < NH * HD;
    const int32_t to = (piece * rows + r) * L::kStride + column % W::kSize;
    const int64_t at = from + r * p.width + column;
    cp_async<16>(keys + to, p.keys + at, there);
    cp_async<16>(values + to, p.values + at, there);
  }
  cp_async_commit();
  cp_async_wait<0>();
  __syncthreads();

  const int64_t width = static_cast<int64_t>(NH) * HD;
  const int32_t strips = ceil_div(s.length, 16), parts = strips * W::kPieces;
#pragma unroll 1
  for (int32_t round = 0; round * W::kWarps < parts; round++) {
    // The last queries have most keys and come first; there and back, so that all warps have as much to do.
    const int32_t index = round * W::kWarps + (round % 2 ? W::kWarps - 1 - warp : warp);
    if (index >= parts) continue;
    const int32_t i0 = (strips - 1 - index / W::kPieces) * 16, piece = index % W::kPieces;
    const int32_t head = head0 + piece * HEADS;
    if (head >= NH) continue;

    uint32_t q[1][1][4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const int32_t row = i0 + i % 2 * 8 + g;
      q[0][0][i] = 0;
      if (row < s.length && i / 2 * 8 < W::kSize) {
        const bf16* const numbers = p.qkv + (s.row + row) * p.width + head * HD + i / 2 * 8 + 2 * t;
        q[0][0][i] = *reinterpret_cast<const uint32_t*>(numbers) ^ p.sign;
      }
    }
    // Rows past the end repeat the last.
    const int32_t mine = lowest_key(p, s, min(i0 + lane % 16, s.length - 1));
    __syncwarp();
    low[lane % 16] = mine;
    Seen seen;
    seen.low = low;
    seen.highest = seen.all_to = i0;
    seen.end = min(i0 + 16, s.length);
    seen.begin = seen.all_from = mine;
#pragma unroll
    for (int by = 1; by < 16; by *= 2) {
      seen.begin = min(seen.begin, __shfl_xor_sync(kAll, seen.begin, by));
      seen.all_from = max(seen.all_from, __shfl_xor_sync(kAll, seen.all_from, by));
    }
    __syncwarp();

    const bf16* const k = keys + piece * rows * L::kStride;
    const bf16* const v = values + piece * rows * L::kStride;
    Steady<L, HEADS> steady;
    steady.begin(q, 0);
    int32_t at = seen.begin / kUnit * kUnit;
#pragma unroll 1
    for (; at < seen.all_from; at += kUnit) {
      steady.template unit<true>(k + at * L::kStride, v + at * L::kStride, at, seen, p.scale2);
    }
#pragma unroll 1
    for (; at + kUnit <= i0 + 1; at += kUnit) {
      steady.template unit<false>(k + at * L::kStride, v + at * L::kStride, at, seen, p.scale2);
    }
#pragma unroll 1
    for (; at < seen.end; at += kUnit) {
      steady.template unit<true>(k + at * L::kStride, v + at * L::kStride, at, seen, p.scale2);
    }

    // Of two heads, a lane stores numbers of the one whose numbers stand in its columns.
    const auto store_mixture = [&](int half, const float (&o)[L::kColumns][2], float total) {
      const int32_t row = i0 + half * 8 + g;
      const float share = 1.0f / total;
      bf16* const y = p.y + (s.row + row) * width + head * HD + 2 * t;
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) {
        if (row < s.length) reinterpret_cast<bf16x2*>(y + n * 8)->bits = pack_bf16(o[n][0] * share, o[n][1] * share);
      }
    };
    const auto store_log = [&](int h, int half, float total, float top) {
      const int32_t row = i0 + half * 8 + g;
      const float log_sum = top * p.scale2 + log2f(total);
      if (row < s.length) p.lse[static_cast<int64_t>(s.row + row) * NH + head + h] = log_sum * kLn2;
    };
    steady.close();
    const bool other = HEADS == 2 && t >= 2;
#pragma unroll
    for (int half = 0; half < 2; half++) {
      float o[L::kColumns][2];
#pragma unroll
      for (int n = 0; n < L::kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 2; i++) {
          const float first = steady.o[0][n][2 * half + i], second = steady.o[HEADS - 1][n][2 * half + i];
          o[n][i] = other ? second : first;
        }
      }
      const float first = steady.total[0][half], second = steady.total[HEADS - 1][half];
      store_mixture(half, o, other ? second : first);
    }
    if (p.lse && t < 2 * HEADS) {
      const int h = t % HEADS, half = t / HEADS;
      float total = 0;
#pragma unroll
      for (int n = 0; n < 2 * HEADS; n++) total = t == n ? steady.total[n % HEADS][n / HEADS] : total;
      store_log(h, half, total, 0);
    }
    if (steady.all_hold()) continue;
    uint32_t holds = 0;
#pragma unroll
    for (int n = 0; n < 2 * HEADS; n++) holds |= steady.holds(n / 2, n % 2) << n;
#pragma unroll 1
    for (int h = 0; h < HEADS; h++) {
      Running<L, 1> r;
      r.begin();
#pragma unroll 1
      for (int32_t at = seen.begin / L::kLook * L::kLook; at < seen.end; at += L::kLook) {
        look<L, 1>(r, q, k + at * L::kStride, v + at * L::kStride, h, at, seen, p.scale2);
      }
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const float total = quad_sum(r.total[0][half]);
        if (holds >> (2 * h + half) & 1) continue;
        float o[L::kColumns][2];
#pragma unroll
        for (int n = 0; n < L::kColumns; n++) o[n][0] = r.o[0][n][2 * half], o[n][1] = r.o[0][n][2 * half + 1];
        if (HEADS == 1 || t / 2 == h) store_mixture(half, o, total);
        if (p.lse && t == h) store_log(h, half, total, r.top[0][half]);
      }
    }
  }
}

// ---- launchers ----

// Whether every sequence is whole in the batch, from its first position on.
bool starts_at_zero(const ts_batch& batch) {
  for (int32_t i = 0; i < batch.sequence_count; i++) {
    if (batch.sequences[i].position != 0) return false;
  }
  return true;
}

// False where it does not suit.
template <typename W>
bool try_narrow(ts_context* context, const ts_batch& batch, Attention<bf16> a, int32_t longest, ts_status& status) {
  const int32_t rows = ceil_div(longest, kKeyTile) * kKeyTile, NH = a.shape.heads;
  const bool suits = a.capacity == 0 && NH == a.shape.kv_heads && NH % W::L::kHeads == 0 && starts_at_zero(batch);
  if (!suits || W::bytes(rows) > shared_limit(context)) return false;
  const auto launch_it = [&]() -> ts_status {
    const auto narrow = attend_narrow<W>;
    a.groups = ceil_div(NH, W::kHeads);
    TS_LAUNCH(context, narrow, static_cast<unsigned>(batch.sequence_count * a.groups), W::kThreads, W::bytes(rows), a,
              rows);
    return TS_OK;
  };
  status = launch_it();
  return true;
}

}  // namespace
}  // namespace ts::cuda
