// The gradient of attention where a block holds all queries of a sequence for some narrow heads: probabilities are
// computed once. Each warp owns keys and goes along the queries that see them; what it gives to the gradient of the
// queries it adds to sums in shared memory, of which no two warps ever have the same part at a time.
#pragma once
#include <type_traits>

#include "cuda/attention_backward.h"
#include "cuda/attention_backward_rows.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// A block: W::kHeads heads of a sequence. `rows`: of the longest sequence, a multiple of W::kBlock.
template <typename W>
__global__ void __launch_bounds__(W::kThreads) whole_gradients(Backward<bf16> b, const bf16* y, const float* lse,
                                                               int32_t rows) {
  constexpr int HD = W::kHead, MT = W::kTimes, kColumns = W::kColumns;
  const Attention<bf16>& p = b.forward;
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  const int32_t block = static_cast<int32_t>(blockIdx.x), NH = p.shape.heads, head0 = block % p.groups * W::kHeads;
  const ts_sequence s = p.sequences[block / p.groups];
  const int64_t width = static_cast<int64_t>(NH) * HD;
  const int32_t blocks = ceil_div(s.length, W::kBlock);

  // Of a head: rows of q, rows of dy, sums of dq, and where rows have no place for them what is to be added to scores
  // and to products of dy: for two queries twice, as the accumulators want it.
  const auto queries_of = [&](int h) { return reinterpret_cast<bf16*>(shared + h * W::bytes(rows)); };
  const auto outer_of = [&](int h) { return queries_of(h) + rows * W::kRow; };
  const auto sums_of = [&](int h) { return reinterpret_cast<float*>(outer_of(h) + rows * W::kRow); };
  const auto shifts_of = [&](int h) { return sums_of(h) + rows * HD; };
  const auto means_of = [&](int h) { return shifts_of(h) + rows * 2; };

  // Several rows of heads a thread at once, so that their loads are under way together.
  constexpr int kAtOnce = HD == 16 ? 2 : 4;
#pragma unroll 1
  for (int32_t e0 = threadIdx.x; e0 < blocks * W::kBlock * W::kHeads; e0 += kAtOnce * W::kThreads) {
    HeadRow<HD> q[kAtOnce], dy[kAtOnce], out[kAtOnce];
    float log_sum[kAtOnce];
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      // Those past the end take the last, and what it gives is set to zero below.
      const int32_t e = e0 + n * W::kThreads, head = min(head0 + e % W::kHeads, NH - 1);
      const int64_t row = s.row + min(e / W::kHeads, s.length - 1);
      q[n].load(p.qkv + row * p.width + head * HD);
      dy[n].load(b.dy + row * width + head * HD);
      out[n].load(y + row * width + head * HD);
      log_sum[n] = lse[row * NH + head];
    }
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t e = e0 + n * W::kThreads, i = e / W::kHeads, h = e % W::kHeads;
      if (i >= blocks * W::kBlock) break;
      const bool there = i < s.length && head0 + h < NH;
      if (!there) q[n].clear(), dy[n].clear();
      // In units of a score: the exponential is of p.scale2 times the sum.
      const float shift = there ? -(log_sum[n] * kLog2e) / p.scale2 : 0;
      float mean = 0;
#pragma unroll
      for (int w = 0; w < HD / 2; w++) {
        const uint32_t one = dy[n].words[w], other = out[n].words[w];
        mean -= fmaf(low(one), low(other), high(one) * high(other));
      }
      bf16* const queries = queries_of(h);
      bf16* const outer = outer_of(h);
      if constexpr (W::kExtended) {
        const uint2 a = in_three(shift), c = in_three(mean);
        *reinterpret_cast<uint4*>(queries + i * 8) = make_uint4(q[n].words[0], q[n].words[1], a.x, a.y);
        *reinterpret_cast<uint4*>(outer + i * 8) = make_uint4(dy[n].words[0], dy[n].words[1], c.x, c.y);
      } else {
#pragma unroll
        for (int piece = 0; piece < kColumns; piece++) {
          const int at = row_place<W>(i, piece);
          *reinterpret_cast<uint4*>(queries + at) = q[n].four(piece);
          *reinterpret_cast<uint4*>(outer + at) = dy[n].four(piece);
        }
        const int at = i / 2 * 4 + i % 2;
        shifts_of(h)[at] = shifts_of(h)[at + 2] = shift;
        means_of(h)[at] = means_of(h)[at + 2] = mean;
      }
#pragma unroll
      for (int d = 0; d < HD; d += 4) *reinterpret_cast<float4*>(sums_of(h) + i * HD + d) = make_float4(0, 0, 0, 0);
    }
  }
  __syncthreads();

  const int h = warp / W::kWarps, part = warp % W::kWarps;
  const int32_t head = head0 + h, many = W::kWarps * W::kKeys;
  const bf16* const queries = queries_of(h);
  const bf16* const outer = outer_of(h);
  float* const sums = sums_of(h);
  const float* const shifts = shifts_of(h);
  const float* const means = means_of(h);
  // In place of numbers that a row of keys or values of head size 4 lacks: 1, 1, 1, 0.
  const uint32_t more = !W::kExtended || t < 2 ? 0 : t == 2 ? 0x3f803f80u : 0x3f80u;
  const bf16* const all_keys = p.keys + s.row * p.width + head * HD;
  const bf16* const all_values = p.values + s.row * p.width + head * HD;
  const auto count_from = [&](int32_t j) { return head < NH ? s.length - j : 0; };

  uint32_t next_k[MT][W::kFragment], next_v[MT][W::kFragment];
  load_keys<W>(next_k, all_keys + part * W::kKeys * p.width, p.width, count_from(part * W::kKeys), more);
  load_keys<W>(next_v, all_values + part * W::kKeys * p.width, p.width, count_from(part * W::kKeys), more);

#pragma unroll 1
  for (int32_t keys = 0; keys < s.length; keys += many) {
    const int32_t w0 = keys + part * W::kKeys;
    uint32_t k[MT][W::kFragment], v[MT][W::kFragment];
    uint32_t turned[MT][kColumns][2];  // keys as the right side of a product
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int i = 0; i < W::kFragment; i++) {
        turned[m][i / 2][i % 2] = movmatrix(next_k[m][i]);
        k[m][i] = W::kExtended && t >= 2 ? next_k[m][i] : next_k[m][i] ^ p.sign;
        v[m][i] = next_v[m][i];
      }
    }
    const int32_t then = w0 + many;
    load_keys<W>(next_k, all_keys + then * p.width, p.width, count_from(then), more);
    load_keys<W>(next_v, all_values + then * p.width, p.width, count_from(then), more);

    float dk[MT][kColumns][4], dv[MT][kColumns][4];
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) dk[m][n][i] = dv[m][n][i] = 0;
      }
    }

    // 16 queries from i0 on.
    const auto step = [&](int32_t i0, auto masking) {
      constexpr bool masked = decltype(masking)::value;
      uint32_t q[2][kColumns], dy[2][kColumns];              // of eight queries: right sides of scores
      uint32_t q_turned[kColumns][2], dy_turned[kColumns][2];  // of all: right sides of mixtures
      if constexpr (kColumns == 1) {
        const bf16* const from = (lane < 16 ? queries : outer) + (i0 + lane % 16) * 8;
        uint32_t both[4];
        ldmatrix_x4<false>(both, from);
        q[0][0] = both[0], q[1][0] = both[1], dy[0][0] = both[2], dy[1][0] = both[3];
        ldmatrix_x4<true>(both, from);
        q_turned[0][0] = both[0], q_turned[0][1] = both[1], dy_turned[0][0] = both[2], dy_turned[0][1] = both[3];
      } else {
        const int at = row_place<W>(i0 + lane % 16, lane / 16);
        uint32_t a[4];
        ldmatrix_x4<false>(a, queries + at);
        q[0][0] = a[0], q[1][0] = a[1], q[0][1] = a[2], q[1][1] = a[3];
        ldmatrix_x4<false>(a, outer + at);
        dy[0][0] = a[0], dy[1][0] = a[1], dy[0][1] = a[2], dy[1][1] = a[3];
        ldmatrix_x4<true>(a, queries + at);
        q_turned[0][0] = a[0], q_turned[0][1] = a[1], q_turned[1][0] = a[2], q_turned[1][1] = a[3];
        ldmatrix_x4<true>(a, outer + at);
        dy_turned[0][0] = a[0], dy_turned[0][1] = a[1], dy_turned[1][0] = a[2], dy_turned[1][1] = a[3];
      }
      float shift[2][4], mean[2][4];
#pragma unroll
      for (int n = 0; n < 2; n++) {
        if constexpr (W::kExtended) {
#pragma unroll
          for (int i = 0; i < 4; i++) shift[n][i] = mean[n][i] = 0;
        } else {
          const int at = (i0 + n * 8 + 2 * t) * 2;
          const float4 a = *reinterpret_cast<const float4*>(shifts + at);
          const float4 c = *reinterpret_cast<const float4*>(means + at);
          shift[n][0] = a.x, shift[n][1] = a.y, shift[n][2] = a.z, shift[n][3] = a.w;
          mean[n][0] = c.x, mean[n][1] = c.y, mean[n][2] = c.z, mean[n][3] = c.w;
        }
      }
      float dq[kColumns][4];
      float4* const mine = reinterpret_cast<float4*>(sums + i0 * HD) + (HD == 4 ? g * 2 + t % 2 : lane);
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
        float4 four = make_float4(0, 0, 0, 0);
        if (HD != 4 || t < 2) four = mine[n * kWarp];
        dq[n][0] = four.x, dq[n][1] = four.y, dq[n][2] = four.z, dq[n][3] = four.w;
      }
      int32_t least[2][2];
      if constexpr (masked) {
#pragma unroll
        for (int n = 0; n < 2; n++) {
#pragma unroll
          for (int c = 0; c < 2; c++) {
            least[n][c] = lowest_key(p, s, min(i0 + n * 8 + 2 * t + c, s.length - 1)) - s.position;
          }
        }
      }
#pragma unroll
      for (int m = 0; m < MT; m++) {
        if (masked && w0 + m * 16 > i0 + 15) continue;
        float x[2][4], dp[2][4];
#pragma unroll
        for (int n = 0; n < 2; n++) {
          product<W>(x[n], shift[n], k[m], q[n]);
          product<W>(dp[n], mean[n], v[m], dy[n]);
        }
#pragma unroll
        for (int n = 0; n < 2; n++) {
#pragma unroll
          for (int j = 0; j < 4; j++) {
            x[n][j] = exp2_fast(x[n][j] * p.scale2);
            if constexpr (masked) {
              const int32_t key = w0 + m * 16 + j / 2 * 8 + g, query = i0 + n * 8 + 2 * t + j % 2;
              if (key > query || key < least[n][j % 2]) x[n][j] = 0;
            }
            dp[n][j] *= x[n][j];
          }
        }
        uint32_t left[1][4], back[4];
        to_left(left, x);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(dv[m][n], left[0], dy_turned[n]);
        to_left(left, dp);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(dk[m][n], left[0], q_turned[n]);
        back[0] = movmatrix(left[0][0]), back[1] = movmatrix(left[0][2]);
        back[2] = movmatrix(left[0][1]), back[3] = movmatrix(left[0][3]);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(dq[n], back, turned[m][n]);
      }
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
        if (HD != 4 || t < 2) mine[n * kWarp] = make_float4(dq[n][0], dq[n][1], dq[n][2], dq[n][3]);
      }
    };

    const auto run = [&](int32_t from, int32_t to) {
#pragma unroll 1
      for (int32_t i0 = from; i0 < to; i0 += 16) {
        if (p.first || i0 < w0 + W::kKeys - 1 || (p.shape.window > 0 && i0 + 16 - p.shape.window > w0)) {
          step(i0, std::true_type());
        } else {
          step(i0, std::false_type());
        }
      }
    };
    const int32_t last = p.shape.window > 0 ? min(s.length, w0 + W::kKeys - 1 + p.shape.window) : s.length;
    if constexpr (W::kWarps == 1) {
      run(w0 / 16 * 16, last);
    } else {
      // All warps go round the blocks of queries that one of them needs, each ahead of the one before it.
      const int32_t last_of_all = p.shape.window > 0 ? min(s.length, keys + many - 1 + p.shape.window) : s.length;
      const int32_t first_block = keys / W::kBlock, needed = ceil_div(last_of_all, W::kBlock) - first_block;
      const int32_t round = max(needed, W::kWarps);
      int32_t turn = part % round;
#pragma unroll 1
      for (int32_t i = 0; i < round; i++) {
        const int32_t from = (first_block + turn) * W::kBlock;
        run(max(from, w0), min(from + W::kBlock, last));
        turn = turn + 1 == round ? 0 : turn + 1;
        __syncthreads();
      }
    }

    bf16* const to = b.d_qkv + (s.row + w0) * p.width + static_cast<int64_t>(NH + head) * HD;
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int32_t row = m * 16 + half * 8 + g;
#pragma unroll
        for (int n = 0; n < kColumns; n++) {
          if (row < count_from(w0) && (HD != 4 || t < 2)) {
            bf16* const at = to + row * p.width + n * 8 + 2 * t;
            const float x = dk[m][n][2 * half] * p.shape.scale, z = dk[m][n][2 * half + 1] * p.shape.scale;
            reinterpret_cast<bf16x2*>(at)->bits = pack_bf16(x, z);
            reinterpret_cast<bf16x2*>(at + NH * HD)->bits = pack_bf16(dv[m][n][2 * half], dv[m][n][2 * half + 1]);
          }
        }
      }
    }
  }
  __syncthreads();

  // Pairs of numbers of dq, from where lanes added them up.
  constexpr int kPairs = HD / 2;
  for (int32_t e = threadIdx.x; e < s.length * W::kHeads * kPairs; e += W::kThreads) {
    const int32_t pair = e % kPairs, h = e / kPairs % W::kHeads, i = e / (kPairs * W::kHeads);
    if (head0 + h >= NH) continue;
    const int32_t of = i % 8 * (HD == 4 ? 2 : 4) + pair % 4;  // the lane that has it, among those that have any
    const float2 two = *reinterpret_cast<const float2*>(sums_of(h) + i / 16 * 16 * HD + pair / 4 * kWarp * 4 + of * 4 +
                                                        i % 16 / 8 * 2);
    bf16* const at = b.d_qkv + (s.row + i) * p.width + (head0 + h) * HD + 2 * pair;
    reinterpret_cast<bf16x2*>(at)->bits = pack_bf16(two.x * p.shape.scale, two.y * p.shape.scale);
  }
}

// ---- launchers ----

// Whether a block has room for sequences as long as this one.
template <typename W>
bool holds_whole(ts_context* context, const ts_attention_shape& shape, int32_t longest) {
  return shape.heads == shape.kv_heads &&
         W::bytes(ceil_div(longest, W::kBlock) * W::kBlock) * W::kHeads <= shared_limit(context);
}

template <typename W>
ts_status backward_whole(ts_context* context, const ts_batch& batch, Backward<bf16> b, const bf16* y, const float* lse,
                         int32_t longest) {
  const auto whole = whole_gradients<W>;
  const int32_t rows = ceil_div(longest, W::kBlock) * W::kBlock;
  b.forward.groups = ceil_div(b.forward.shape.heads, W::kHeads);
  TS_LAUNCH(context, whole, static_cast<unsigned>(batch.sequence_count * b.forward.groups), W::kThreads,
            W::bytes(rows) * W::kHeads, b, y, lse, rows);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
