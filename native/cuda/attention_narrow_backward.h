// The gradient of attention where a block holds all queries of a sequence for some narrow heads, and keys are dealt out
// to its warps strip by strip, so that all have as much to do. Each warp goes along the queries by itself; what the
// warps of a head give to the gradient of some queries they leave in shared memory, and add up together.
#pragma once
#include <type_traits>

#include "cuda/attention_backward.h"
#include "cuda/attention_backward_rows.h"

namespace ts::cuda {
namespace {

// WARPS of a head, each with TIMES strips of 16 keys at once.
template <int HD, int HEADS, int WARPS, int TIMES>
struct Dealt : Whole<HD, HEADS, WARPS, TIMES> {
  using Base = Whole<HD, HEADS, WARPS, TIMES>;
  static constexpr int kStrip = 16 * HD;  // numbers of the gradient of 16 queries
  static constexpr int kGroup = 2;        // strips of queries between two barriers
  static constexpr int kDealt = WARPS * TIMES;
  static_assert(kDealt % kGroup == 0);
  static constexpr int kParts = 2 * WARPS * kGroup * kStrip;  // floats
  // Of a head: rows of q and of dy, sums of dq, what is to be added up to them, and what is to be added to scores and to
  // products of dy, the latter for two queries twice, as the accumulators want it.
  __host__ __device__ static constexpr size_t bytes(int32_t rows) {
    return rows * (2 * Base::kRow * sizeof(bf16) + HD * sizeof(float) + (Base::kExtended ? 0 : 3 * sizeof(float))) +
           kParts * sizeof(float);
  }
};

// ---- kernels ----

// A block: W::kHeads heads of a sequence. `rows`: of the longest sequence, a multiple of W::kBlock. `documents`: queries
// do not see all keys before them.
template <typename W, bool documents>
__global__ void __launch_bounds__(W::kThreads, 2) dealt_gradients(Backward<bf16> b, const bf16* y, const float* lse,
                                                                  int32_t rows) {
  constexpr int HD = W::kHead, MT = W::kTimes, kColumns = W::kColumns, kFours = W::kStrip / 4;
  const Attention<bf16>& p = b.forward;
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const int warp = threadIdx.x / kWarp, lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
  const int32_t block = static_cast<int32_t>(blockIdx.x), NH = p.shape.heads, head0 = block % p.groups * W::kHeads;
  const ts_sequence s = p.sequences[block / p.groups];
  const int64_t width = static_cast<int64_t>(NH) * HD;
  const int32_t blocks = ceil_div(s.length, W::kBlock), window = p.shape.window;
  const uint32_t reach = window > 0 ? window - 1 : 0x7fffffffu;  // the farthest key that a query sees

  const auto queries_of = [&](int h) { return reinterpret_cast<bf16*>(shared + h * W::bytes(rows)); };
  const auto outer_of = [&](int h) { return queries_of(h) + rows * W::kRow; };
  const auto sums_of = [&](int h) { return reinterpret_cast<float*>(outer_of(h) + rows * W::kRow); };
  const auto parts_of = [&](int h) { return sums_of(h) + rows * HD; };
  const auto means_of = [&](int h) { return parts_of(h) + W::kParts; };
  const auto shifts_of = [&](int h) { return means_of(h) + 2 * rows; };

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
      const float shift = there ? -(log_sum[n] * kLog2e) : 0;
      float mean = 0;
#pragma unroll
      for (int w = 0; w < HD / 2; w++) {
        const uint32_t one = dy[n].words[w], other = out[n].words[w];
        mean -= fmaf(low(one), low(other), high(one) * high(other));
      }
      bf16* const queries = queries_of(h);
      bf16* const outer = outer_of(h);
      if constexpr (W::kExtended) {
        // In units of a score: the exponential is of p.scale2 times the sum.
        const uint2 a = in_three(shift / p.scale2), c = in_three(mean);
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
        means_of(h)[at] = means_of(h)[at + 2] = mean;
        shifts_of(h)[i] = shift;
      }
#pragma unroll
      for (int d = 0; d < HD; d += 4) *reinterpret_cast<float4*>(sums_of(h) + i * HD + d) = make_float4(0, 0, 0, 0);
    }
  }
  __syncthreads();

  const int h = warp / W::kWarps, part = warp % W::kWarps;
  const int32_t head = head0 + h, strips = ceil_div(s.length, 16);
  const bf16* const queries = queries_of(h);
  const bf16* const outer = outer_of(h);
  const float* const means = means_of(h);
  const float* const shifts = shifts_of(h);
  float4* const sums = reinterpret_cast<float4*>(sums_of(h));
  float4* const parts = reinterpret_cast<float4*>(parts_of(h));
  // In place of numbers that a row of keys or values of head size 4 lacks: 1, 1, 1, 0.
  const uint32_t more = !W::kExtended || t < 2 ? 0 : t == 2 ? 0x3f803f80u : 0x3f80u;
  const bf16* const all_keys = p.keys + s.row * p.width + head * HD;
  const bf16* const all_values = p.values + s.row * p.width + head * HD;
  int turn = 0;  // of the two halves of `parts`

#pragma unroll 1
  for (int32_t base = 0; base < strips; base += W::kDealt) {
    uint32_t k[MT][W::kFragment], v[MT][W::kFragment];
    uint32_t turned[MT][kColumns][2];  // keys as the right side of a product
    float dk[MT][kColumns][4], dv[MT][kColumns][4];
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int i = 0; i < W::kFragment; i++) {
        const int32_t row = (base + m * W::kWarps + part) * 16 + i % 2 * 8 + g, column = i / 2 * 8 + 2 * t;
        k[m][i] = v[m][i] = more;
        if (row < s.length && head < NH && column < HD) {
          k[m][i] = *reinterpret_cast<const uint32_t*>(all_keys + row * p.width + column);
          v[m][i] = *reinterpret_cast<const uint32_t*>(all_values + row * p.width + column);
        }
      }
#pragma unroll
      for (int i = 0; i < W::kFragment; i++) {
        turned[m][i / 2][i % 2] = movmatrix(k[m][i]);
        if (!W::kExtended || t < 2) k[m][i] ^= p.sign;
      }
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) dk[m][n][i] = dv[m][n][i] = 0;
      }
    }

    // 16 queries, the i-th strip; what they get of the warp's keys to `to`.
    const auto along = [&](int32_t strip, float4* to) {
      const int32_t i0 = strip * 16;
      uint32_t q[2][kColumns], dy[2][kColumns];              // of eight queries: right sides of scores
      uint32_t q_turned[kColumns][2], dy_turned[kColumns][2];  // of all: right sides of mixtures
      if constexpr (kColumns == 1) {
        const bf16* const from = (lane < 16 ? queries : outer) + (i0 + lane % 16) * 8;
        uint32_t a[4];
        ldmatrix_x4<false>(a, from);
        q[0][0] = a[0], q[1][0] = a[1], dy[0][0] = a[2], dy[1][0] = a[3];
        ldmatrix_x4<true>(a, from);
        q_turned[0][0] = a[0], q_turned[0][1] = a[1], dy_turned[0][0] = a[2], dy_turned[0][1] = a[3];
      } else {
        // Pairs that a product takes come into neighbouring registers.
        const int by_rows = row_place<W>(i0 + lane / 16 * 8 + lane % 8, lane / 8 % 2);
        const int at = row_place<W>(i0 + lane % 16, lane / 16);
        uint32_t a[4];
        ldmatrix_x4<false>(a, queries + by_rows);
        q[0][0] = a[0], q[0][1] = a[1], q[1][0] = a[2], q[1][1] = a[3];
        ldmatrix_x4<false>(a, outer + by_rows);
        dy[0][0] = a[0], dy[0][1] = a[1], dy[1][0] = a[2], dy[1][1] = a[3];
        ldmatrix_x4<true>(a, queries + at);
        q_turned[0][0] = a[0], q_turned[0][1] = a[1], q_turned[1][0] = a[2], q_turned[1][1] = a[3];
        ldmatrix_x4<true>(a, outer + at);
        dy_turned[0][0] = a[0], dy_turned[0][1] = a[1], dy_turned[1][0] = a[2], dy_turned[1][1] = a[3];
      }
      float shift[2][2], mean[2][4];
#pragma unroll
      for (int n = 0; n < 2; n++) {
        shift[n][0] = shift[n][1] = mean[n][0] = mean[n][1] = mean[n][2] = mean[n][3] = 0;
        if constexpr (!W::kExtended) {
          const float2 two = *reinterpret_cast<const float2*>(shifts + i0 + n * 8 + 2 * t);
          const float4 four = *reinterpret_cast<const float4*>(means + (i0 + n * 8 + 2 * t) * 2);
          shift[n][0] = two.x, shift[n][1] = two.y;
          mean[n][0] = four.x, mean[n][1] = four.y, mean[n][2] = four.z, mean[n][3] = four.w;
        }
      }
      float dq[kColumns][4];
#pragma unroll
      for (int n = 0; n < kColumns; n++) dq[n][0] = dq[n][1] = dq[n][2] = dq[n][3] = 0;

      // Scores and products of dy of the next strip of keys are on their way while this one's exponentials are computed.
      float x[2][2][4], dp[2][2][4];
      const auto multiply = [&](int m) {
        const float nothing[4] = {0, 0, 0, 0};
#pragma unroll
        for (int n = 0; n < 2; n++) {
          product<W>(x[m % 2][n], nothing, k[m], q[n]);
          product<W>(dp[m % 2][n], mean[n], v[m], dy[n]);
        }
      };
      const auto add = [&](int m, int32_t keys, auto masking) {
        constexpr bool masked = decltype(masking)::value;
        float(&e)[2][4] = x[m % 2];
        float(&de)[2][4] = dp[m % 2];
#pragma unroll
        for (int n = 0; n < 2; n++) {
#pragma unroll
          for (int j = 0; j < 4; j++) {
            e[n][j] = exp2_fast(W::kExtended ? e[n][j] * p.scale2 : fmaf(e[n][j], p.scale2, shift[n][j % 2]));
            // A key that comes later is very far away, seen as a number without a sign.
            const int32_t away = i0 - keys + 2 * t - g + n * 8 + j % 2 - j / 2 * 8;
            if (masked && static_cast<uint32_t>(away) > reach) e[n][j] = 0;
          }
        }
        if constexpr (masked && documents) {
#pragma unroll
          for (int n = 0; n < 2; n++) {
#pragma unroll
            for (int c = 0; c < 2; c++) {
              const int32_t least = p.first[s.row + min(i0 + n * 8 + 2 * t + c, s.length - 1)] - s.position;
              if (keys + g < least) e[n][c] = 0;
              if (keys + 8 + g < least) e[n][2 + c] = 0;
            }
          }
        }
#pragma unroll
        for (int n = 0; n < 2; n++) {
#pragma unroll
          for (int j = 0; j < 4; j++) {
            de[n][j] *= e[n][j];
          }
        }
        uint32_t left[1][4], back[4];
        to_left(left, e);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(dv[m][n], left[0], dy_turned[n]);
        to_left(left, de);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(dk[m][n], left[0], q_turned[n]);
        back[0] = movmatrix(left[0][0]), back[1] = movmatrix(left[0][2]);
        back[2] = movmatrix(left[0][1]), back[3] = movmatrix(left[0][3]);
#pragma unroll
        for (int n = 0; n < kColumns; n++) mma_bf16(dq[n], back, turned[m][n]);
      };
      multiply(0);
#pragma unroll
      for (int m = 0; m < MT; m++) {
        if (m + 1 < MT) multiply(m + 1);
        const int32_t keys = (base + m * W::kWarps + part) * 16;
        if (keys > i0 || (window > 0 && keys + 15 + window <= i0)) continue;  // none of them is seen
        if (documents || keys == i0 || (window > 0 && keys + window < i0 + 16)) {
          add(m, keys, std::true_type());
        } else {
          add(m, keys, std::false_type());
        }
      }
      float4* const mine = to + (HD == 4 ? g * 2 + t % 2 : lane);
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
        if (HD != 4 || t < 2) mine[n * kWarp] = make_float4(dq[n][0], dq[n][1], dq[n][2], dq[n][3]);
      }
    };

    const int32_t last = window > 0 ? min(strips, ((base + W::kDealt) * 16 + window - 2) / 16 + 1) : strips;
#pragma unroll 1
    for (int32_t group = base; group < last; group += W::kGroup) {
      float4* const left = parts + turn * W::kWarps * W::kGroup * kFours;
#pragma unroll
      for (int u = 0; u < W::kGroup; u++) {
        if (group + u < last) along(group + u, left + (part * W::kGroup + u) * kFours);
      }
      __syncthreads();
      for (int32_t e = part * kWarp + lane; e < W::kGroup * kFours; e += W::kWarps * kWarp) {
        if (group + e / kFours >= last) continue;
        float4 sum = sums[group * kFours + e];
#pragma unroll
        for (int w = 0; w < W::kWarps; w++) {
          const float4 one = left[w * W::kGroup * kFours + e];
          sum.x += one.x, sum.y += one.y, sum.z += one.z, sum.w += one.w;
        }
        sums[group * kFours + e] = sum;
      }
      turn ^= 1;  // by the barrier after the next nobody reads these any more
    }

#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int32_t row = (base + m * W::kWarps + part) * 16 + half * 8 + g;
        bf16* const to = b.d_qkv + (s.row + row) * p.width + static_cast<int64_t>(NH + head) * HD + 2 * t;
#pragma unroll
        for (int n = 0; n < kColumns; n++) {
          if (row < s.length && head < NH && (HD != 4 || t < 2)) {
            const float one = dk[m][n][2 * half] * p.shape.scale, other = dk[m][n][2 * half + 1] * p.shape.scale;
            reinterpret_cast<bf16x2*>(to + n * 8)->bits = pack_bf16(one, other);
            reinterpret_cast<bf16x2*>(to + n * 8 + NH * HD)->bits =
                pack_bf16(dv[m][n][2 * half], dv[m][n][2 * half + 1]);
          }
        }
      }
    }
  }
  __syncthreads();

  // Pairs of numbers of dq, from where lanes added them up.
  constexpr int kPairs = HD / 2;
  for (int32_t e = threadIdx.x; e < s.length * W::kHeads * kPairs; e += W::kThreads) {
    const int32_t pair = e % kPairs, of_head = e / kPairs % W::kHeads, i = e / (kPairs * W::kHeads);
    if (head0 + of_head >= NH) continue;
    const int32_t of = i % 8 * (HD == 4 ? 2 : 4) + pair % 4;  // the lane that has it, among those that have any
    const float2 two = *reinterpret_cast<const float2*>(sums_of(of_head) + i / 16 * 16 * HD + pair / 4 * kWarp * 4 +
                                                        of * 4 + i % 16 / 8 * 2);
    bf16* const at = b.d_qkv + (s.row + i) * p.width + (head0 + of_head) * HD + 2 * pair;
    reinterpret_cast<bf16x2*>(at)->bits = pack_bf16(two.x * p.shape.scale, two.y * p.shape.scale);
  }
}

// ---- launchers ----

// False where it does not suit.
template <typename W>
bool try_dealt(ts_context* context, const ts_batch& batch, const ts_attention_backward& p, Backward<bf16> b,
               int32_t longest, ts_status& status) {
  const int32_t rows = ceil_div(longest, W::kBlock) * W::kBlock;
  if (p.shape.heads != p.shape.kv_heads || W::bytes(rows) * W::kHeads > shared_limit(context)) return false;
  b.forward.groups = ceil_div(b.forward.shape.heads, W::kHeads);
  const auto launch_it = [&]() -> ts_status {
    const auto dealt = b.forward.first ? dealt_gradients<W, true> : dealt_gradients<W, false>;
    TS_LAUNCH(context, dealt, static_cast<unsigned>(batch.sequence_count * b.forward.groups), W::kThreads,
              W::bytes(rows) * W::kHeads, b, reinterpret_cast<const bf16*>(p.y), p.lse, rows);
    return TS_OK;
  };
  status = launch_it();
  return true;
}

}  // namespace
}  // namespace ts::cuda
