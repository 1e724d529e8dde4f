// The gradient of attention where a block holds all queries of a sequence for some narrow heads: probabilities are
// computed once. Each warp owns a tile of keys and goes along the tiles of queries that see them; what it gives to the
// gradient of the queries it adds to sums in shared memory.
//
// In every phase the warps of a head are all as far ahead of their own tiles, so that no two of them ever add to the
// same queries. The first tiles have most queries. So a line of warps takes two heads: the second mirrored, tiles in
// descending order and back in time, to the phase in which all warps come to their own tiles. Together a warp's two
// tiles have as many queries as any other's.
#pragma once
#include <utility>

#include "cuda/attention_backward.h"
#include "cuda/attention_backward_strips.h"

namespace ts::cuda {
namespace {

// A barrier of the block, which its warps come to from different places.
__device__ __forceinline__ void end_phase() { __syncthreads(); }

// A warp's keys and values, and the sums of their gradients.
template <typename W>
struct Keys {
  static constexpr int MT = W::kTimes, kColumns = W::kColumns;
  uint32_t k[MT][W::kFragment], v[MT][W::kFragment];
  uint32_t turned[MT][kColumns][2];  // keys as the right side of a product
  float dk[MT][kColumns][4], dv[MT][kColumns][4];

  // `stride` bytes from one row to the next. Keys past the end repeat the last: no query sees them.
  __device__ __forceinline__ void load(const bf16* keys, const bf16* values, uint32_t stride, int32_t count,
                                       uint32_t sign) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    // In place of numbers that a row of keys or values of head size 4 lacks: 1, 1, 1, 0.
    const uint32_t more = t == 2 ? 0x3f803f80u : 0x3f80u;
    const bool there = !W::kExtended || t < 2;
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const uint32_t row = min(m * 16 + half * 8 + g, count - 1) * stride;
        const auto pair_of = [&](const bf16* rows, int column) {
          return *reinterpret_cast<const uint32_t*>(reinterpret_cast<const unsigned char*>(rows + column) + row);
        };
#pragma unroll
        for (int n = 0; n < kColumns; n++) {
          k[m][n * 2 + half] = there ? pair_of(keys + 2 * t, n * 8) : more;
          v[m][n * 2 + half] = there ? pair_of(values + 2 * t, n * 8) : more;
        }
      }
    }
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int i = 0; i < W::kFragment; i++) {
        turned[m][i / 2][i % 2] = movmatrix(k[m][i]);
        if (there) k[m][i] ^= sign;
      }
#pragma unroll
      for (int n = 0; n < kColumns; n++) {
#pragma unroll
        for (int i = 0; i < 4; i++) dk[m][n][i] = dv[m][n][i] = 0;
      }
    }
  }

  __device__ __forceinline__ void store(bf16* keys, bf16* values, uint32_t stride, int32_t count,
                                        float scale) const {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    if (W::kHead == 4 && t >= 2) return;
#pragma unroll
    for (int m = 0; m < MT; m++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        if (m * 16 + half * 8 + g >= count) continue;
        const uint32_t row = (m * 16 + half * 8 + g) * stride;
        const auto put = [&](bf16* rows, int column, float x, float z) {
          unsigned char* const at = reinterpret_cast<unsigned char*>(rows + column) + row;
          *reinterpret_cast<uint32_t*>(at) = pack_bf16(x, z);
        };
#pragma unroll
        for (int n = 0; n < kColumns; n++) {
          put(keys + 2 * t, n * 8, dk[m][n][2 * half] * scale, dk[m][n][2 * half + 1] * scale);
          put(values + 2 * t, n * 8, dv[m][n][2 * half], dv[m][n][2 * half + 1]);
        }
      }
    }
  }

  // What the queries of a strip, of which i0 is the first, give and get. `w0`: the warp's first key. ALL keys are seen
  // by all queries, SOME as positions and documents have it; else the strip is that of the warp's own tile with this
  // number, and as many keys before it are seen.
  static constexpr int kAll = MT, kSome = -1;
  template <int SEEN>
  __device__ __forceinline__ void step(unsigned char* strip, const Attention<bf16>& p, const ts_sequence& s,
                                       int32_t i0, int32_t w0) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    uint32_t q[2][kColumns], dy[2][kColumns];               // of eight queries: right sides of scores
    uint32_t q_turned[kColumns][2], dy_turned[kColumns][2];  // of all: right sides of mixtures
    const bf16* const queries = reinterpret_cast<const bf16*>(strip);
    const bf16* const outer = reinterpret_cast<const bf16*>(strip + W::kOuterAt);
    uint32_t a[4];
    if constexpr (kColumns == 1) {
      ldmatrix_x4<false>(a, queries + lane * 8);
      q[0][0] = a[0], q[1][0] = a[1], dy[0][0] = a[2], dy[1][0] = a[3];
      ldmatrix_x4<true>(a, queries + lane * 8);
      q_turned[0][0] = a[0], q_turned[0][1] = a[1], dy_turned[0][0] = a[2], dy_turned[0][1] = a[3];
    } else {
      const int at = row_place<W>(lane % 16, lane / 16);
      ldmatrix_x4<false>(a, queries + at);
      q[0][0] = a[0], q[1][0] = a[1], q[0][1] = a[2], q[1][1] = a[3];
      ldmatrix_x4<false>(a, outer + at);
      dy[0][0] = a[0], dy[1][0] = a[1], dy[0][1] = a[2], dy[1][1] = a[3];
      ldmatrix_x4<true>(a, queries + at);
      q_turned[0][0] = a[0], q_turned[0][1] = a[1], q_turned[1][0] = a[2], q_turned[1][1] = a[3];
      ldmatrix_x4<true>(a, outer + at);
      dy_turned[0][0] = a[0], dy_turned[0][1] = a[1], dy_turned[1][0] = a[2], dy_turned[1][1] = a[3];
    }
    float shift[2][2], mean[2][4];
#pragma unroll
    for (int n = 0; n < 2; n++) {
      if constexpr (W::kExtended) {
        shift[n][0] = shift[n][1] = 0;
#pragma unroll
        for (int i = 0; i < 4; i++) mean[n][i] = 0;
      } else {
        const float2 two = reinterpret_cast<const float2*>(strip + W::kShiftsAt)[n * 4 + t];
        const float4 four = reinterpret_cast<const float4*>(strip + W::kMeansAt)[n * 4 + t];
        shift[n][0] = two.x, shift[n][1] = two.y;
        mean[n][0] = four.x, mean[n][1] = four.y, mean[n][2] = four.z, mean[n][3] = four.w;
      }
    }
    float4* const mine = reinterpret_cast<float4*>(strip + W::kSumsAt + sums_place<W>(g, t) * 4);
    const bool has = W::kHead != 4 || t < 2;
    float dq[kColumns][4];
#pragma unroll
    for (int n = 0; n < kColumns; n++) {
      const float4 four = has ? mine[n * kWarp] : make_float4(0, 0, 0, 0);
      dq[n][0] = four.x, dq[n][1] = four.y, dq[n][2] = four.z, dq[n][3] = four.w;
    }
    const int32_t window = p.shape.window > 0 ? p.shape.window : 0x7fffffff;
#pragma unroll
    for (int m = 0; m < MT; m++) {
      const int32_t ahead = i0 - w0 - m * 16;  // of the first query over the first key
      if (SEEN == kSome ? ahead < 0 || ahead - 15 >= window : m > SEEN) continue;
      float x[2][4], dp[2][4];
      const float zero[4] = {0, 0, 0, 0};
#pragma unroll
      for (int n = 0; n < 2; n++) {
        product<W>(x[n], zero, k[m], q[n]);
        product<W>(dp[n], mean[n], v[m], dy[n]);
      }
#pragma unroll
      for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
          x[n][j] = exp2_fast(W::kExtended ? x[n][j] * p.scale2 : fmaf(x[n][j], p.scale2, shift[n][j % 2]));
        }
      }
      if (m == SEEN) hide_own(x);
      if (SEEN == kSome && (p.first || ahead == 0 || ahead + 15 >= window)) {
        hide(x, ahead, window);
        if (p.first) hide_documents(x, p, s, i0, w0 + m * 16);
      }
#pragma unroll
      for (int n = 0; n < 2; n++) {
#pragma unroll
        for (int j = 0; j < 4; j++) dp[n][j] *= x[n][j];
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
      if (has) mine[n * kWarp] = make_float4(dq[n][0], dq[n][1], dq[n][2], dq[n][3]);
    }
  }

 private:
  // Probabilities of keys that queries do not see become 0: of those ahead, and behind the window. 16 x 16.
  static __device__ __forceinline__ void hide(float (&x)[2][4], int32_t ahead, int32_t window) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    const int32_t mine = ahead + 2 * t - g;
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const uint32_t over = static_cast<uint32_t>(mine + n * 8 + j % 2 - j / 2 * 8);
        if (over >= static_cast<uint32_t>(window)) x[n][j] = 0;
      }
    }
  }
  // The same for queries and keys of the same positions, where there is no window.
  static __device__ __forceinline__ void hide_own(float (&x)[2][4]) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
    for (int c = 0; c < 2; c++) {
      x[0][2 + c] = 0;
      if (g > 2 * t + c) x[0][c] = x[1][2 + c] = 0;
    }
  }
  static __device__ __forceinline__ void hide_documents(float (&x)[2][4], const Attention<bf16>& p,
                                                        const ts_sequence& s, int32_t i0, int32_t key0) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int c = 0; c < 2; c++) {
        const int32_t i = min(i0 + n * 8 + 2 * t + c, s.length - 1);
        const int32_t least = lowest_key(p, s, i) - s.position - key0 - g;
        if (least > 0) x[n][c] = 0;
        if (least > 8) x[n][2 + c] = 0;
      }
    }
  }
};

// The tile of queries at the positions of the warp's keys.
template <typename W, int... STRIP>
__device__ __forceinline__ void own(Keys<W>& keys, unsigned char* strips, const Attention<bf16>& p,
                                    const ts_sequence& s, std::integer_sequence<int, STRIP...>) {
  (keys.template step<STRIP>(strips + STRIP * W::kStrip, p, s, STRIP * 16, 0), ...);
}

// ---- kernels ----

// A block: W::kHeads heads of a sequence. `strips`: of the longest sequence.
template <typename W>
__global__ void __launch_bounds__(W::kThreads, W::kBlocks) whole_gradients(Backward<bf16> b, const bf16* y,
                                                                           const float* lse, int32_t strips) {
  constexpr int HD = W::kHead;
  const Attention<bf16>& p = b.forward;
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const int warp = threadIdx.x / kWarp;
  const int32_t block = static_cast<int32_t>(blockIdx.x), NH = p.shape.heads, head0 = block % p.groups * W::kHeads;
  const ts_sequence s = p.sequences[block / p.groups];
  const int32_t tiles = ceil_div(s.length, W::kKeys);
  const uint32_t stride = static_cast<uint32_t>(p.width * sizeof(bf16));
  const int32_t heads = min(W::kHeads, NH - head0);
  const auto strips_of = [&](int h) { return shared + h * strips * W::kStrip; };

  // Of the first row and head; from there on offsets are short.
  const int64_t origin = static_cast<int64_t>(s.row) * NH + head0;
  const bf16* const all_queries = p.qkv + s.row * p.width + head0 * HD;
  const bf16* const all_dy = b.dy + origin * HD;
  const bf16* const all_y = y + origin * HD;
  const float* const logs = lse + origin;

  // Several rows of heads a thread at once, so that their loads are under way together.
  constexpr int kAtOnce = HD == 16 ? 2 : 4;
#pragma unroll 1
  for (int32_t e0 = threadIdx.x; e0 < tiles * W::kKeys * W::kHeads; e0 += kAtOnce * W::kThreads) {
    HeadRow<HD> q[kAtOnce], dy[kAtOnce], out[kAtOnce];
    float log_sum[kAtOnce];
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      // Those past the end take the last, and what it gives is set to zero below.
      const int32_t e = e0 + n * W::kThreads;
      const uint32_t h = min(e % W::kHeads, heads - 1), row = min(e / W::kHeads, s.length - 1), at = row * NH + h;
      q[n].load(all_queries + row * static_cast<uint32_t>(p.width) + h * HD);
      dy[n].load(all_dy + at * HD);
      out[n].load(all_y + at * HD);
      log_sum[n] = logs[at];
    }
#pragma unroll
    for (int n = 0; n < kAtOnce; n++) {
      const int32_t e = e0 + n * W::kThreads, i = e / W::kHeads;
      if (i >= tiles * W::kKeys) break;
      const bool there = i < s.length;
      if (!there) q[n].clear(), dy[n].clear();
      float shift = there ? -kLog2e * log_sum[n] : 0, mean = 0;
      if (W::kExtended) shift /= p.scale2;  // in units of a score
#pragma unroll
      for (int w = 0; w < HD / 2; w++) {
        const uint32_t one = dy[n].words[w], other = out[n].words[w];
        mean -= fmaf(low(one), low(other), high(one) * high(other));
      }
      put_row<W>(strips_of(e % W::kHeads) + i / 16 * W::kStrip, i % 16, q[n], dy[n], shift, mean);
    }
  }
  end_phase();

  // How many tiles of queries see a tile of keys, from its own on.
  const int32_t window = p.shape.window > 0 ? min(p.shape.window, s.length) : s.length;
  const auto reach = [&](int32_t tile) { return min(tiles - tile, (W::kKeys + window - 2) / W::kKeys + 1); };
#pragma unroll 1
  for (int32_t tile0 = 0; tile0 < tiles; tile0 += W::kLine) {
    const int32_t last = min(W::kLine, tiles - tile0) - 1, middle = last / 2;
    const int32_t phases = W::kHeads == 1 ? reach(tile0) : reach(tile0 + middle) + reach(tile0 + last - middle);
    int32_t phase = 0;
#pragma unroll 1
    for (int h = 0; h < heads; h++) {
      if (warp > last) break;
      const int32_t tile = tile0 + (h == 0 ? warp : last - warp), w0 = tile * W::kKeys;
      const int32_t count = reach(tile), from = h == 0 ? 0 : phases - count, to = from + count;
#pragma unroll 1
      for (; phase < from; phase++) end_phase();
      const int64_t first = (s.row + w0) * p.width + (head0 + h) * HD;
      Keys<W> mine;
      mine.load(p.keys + first, p.values + first, stride, s.length - w0, p.sign);
#pragma unroll 1
      for (; phase < to; phase++) {
        const int32_t ahead = h == 0 ? phase : phases - 1 - phase;
        int32_t i0 = (tile + ahead) * W::kKeys;
        const int32_t end = i0 + W::kKeys;
        unsigned char* strip = strips_of(h) + i0 / 16 * W::kStrip;
        const bool documents = p.first != nullptr;
        if (ahead == 0 && !documents && window >= W::kKeys) {
          own(mine, strip, p, s, std::make_integer_sequence<int, W::kTimes>());
        } else if (documents || (ahead + 1) * W::kKeys > window) {
#pragma unroll 1
          for (; i0 < end; i0 += 16, strip += W::kStrip) mine.template step<Keys<W>::kSome>(strip, p, s, i0, w0);
        } else {
#pragma unroll 1
          for (; i0 < end; i0 += 16, strip += W::kStrip) mine.template step<Keys<W>::kAll>(strip, p, s, i0, w0);
        }
        end_phase();
      }
      bf16* const gradient = b.d_qkv + first + NH * HD;
      mine.store(gradient, gradient + NH * HD, stride, s.length - w0, p.shape.scale);
    }
#pragma unroll 1
    for (; phase < phases; phase++) end_phase();
  }

  bf16* const d_queries = b.d_qkv + s.row * p.width + head0 * HD;
  for (int32_t e = threadIdx.x; e < s.length * W::kHeads; e += W::kThreads) {
    const int32_t i = e / W::kHeads, h = e % W::kHeads;
    if (h >= heads) continue;
    HeadRow<HD> row;
    take_row<W>(row, strips_of(h) + i / 16 * W::kStrip, i % 16, p.shape.scale);
    row.store(d_queries + i * static_cast<uint32_t>(p.width) + h * HD);
  }
}

// ---- launchers ----

template <typename W>
constexpr size_t shared_for(int32_t longest) {
  return ceil_div(longest, W::kKeys) * W::kTimes * static_cast<size_t>(W::kStrip) * W::kHeads;
}

// Tries the way in which a block holds whole sequences; false where it has no room for sequences as long as this one.
template <typename W>
bool try_whole(ts_context* context, const ts_batch& batch, const ts_attention_backward& p, Backward<bf16> b,
               int32_t longest, ts_status& status) {
  if (p.shape.heads != p.shape.kv_heads || shared_for<W>(longest) > shared_limit(context)) return false;
  const auto launch_it = [&]() -> ts_status {
    const auto whole = whole_gradients<W>;
    b.forward.groups = ceil_div(p.shape.heads, W::kHeads);
    TS_LAUNCH(context, whole, static_cast<unsigned>(batch.sequence_count * b.forward.groups), W::kThreads,
              shared_for<W>(longest), b, reinterpret_cast<const bf16*>(p.y), p.lse,
              ceil_div(longest, W::kKeys) * W::kTimes);
    return TS_OK;
  };
  status = launch_it();
  return true;
}

}  // namespace
}  // namespace ts::cuda
