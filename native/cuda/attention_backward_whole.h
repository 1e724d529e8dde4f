// The gradient of attention where a block holds all queries of a sequence for some narrow heads: probabilities are
// computed once. Each warp owns a tile of keys and goes along the tiles of queries that see them; what it gives to the
// gradient of the queries it adds to sums in shared memory.
//
// In every phase the warps of a head are all as far ahead of their own tiles, so that no two of them ever add to the
// same queries. The first tiles have most queries. So a line of warps takes two heads: the second mirrored, tiles in
// descending order and back in time, to the phase in which all warps come to their own tiles. Together a warp's two
// tiles have as many queries as any other's.
#pragma once
#include "cuda/attention_backward_narrow.h"

namespace ts::cuda {
namespace {

// A strip as Whole has it: everything of 16 queries behind one another.
template <typename W>
struct WholeStrip {
  unsigned char* at;
  float4* mine;  // this lane's sums
  bool has;      // any

  __device__ __forceinline__ explicit WholeStrip(unsigned char* strip) : at(strip) {
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    mine = reinterpret_cast<float4*>(at + W::kSumsAt + sums_place<W>(g, t) * 4);
    has = W::kHead != 4 || t < 2;
  }
  __device__ __forceinline__ const bf16* queries() const { return reinterpret_cast<const bf16*>(at); }
  __device__ __forceinline__ const bf16* outer() const { return reinterpret_cast<const bf16*>(at + W::kOuterAt); }
  __device__ __forceinline__ void added(float (&shift)[2][2], float (&mean)[2][4]) const {
    const int t = threadIdx.x % 4;
#pragma unroll
    for (int n = 0; n < 2; n++) {
      if constexpr (W::kExtended) {
        shift[n][0] = shift[n][1] = 0;
#pragma unroll
        for (int i = 0; i < 4; i++) mean[n][i] = 0;
      } else {
        const float2 two = reinterpret_cast<const float2*>(at + W::kShiftsAt)[n * 4 + t];
        const float4 four = reinterpret_cast<const float4*>(at + W::kMeansAt)[n * 4 + t];
        shift[n][0] = two.x, shift[n][1] = two.y;
        mean[n][0] = four.x, mean[n][1] = four.y, mean[n][2] = four.z, mean[n][3] = four.w;
      }
    }
  }
  __device__ __forceinline__ void begin(float (&dq)[W::kColumns][4]) const {
#pragma unroll
    for (int n = 0; n < W::kColumns; n++) {
      const float4 four = has ? mine[n * kWarp] : make_float4(0, 0, 0, 0);
      dq[n][0] = four.x, dq[n][1] = four.y, dq[n][2] = four.z, dq[n][3] = four.w;
    }
  }
  __device__ __forceinline__ void end(const float (&dq)[W::kColumns][4]) const {
#pragma unroll
    for (int n = 0; n < W::kColumns; n++) {
      if (has) mine[n * kWarp] = make_float4(dq[n][0], dq[n][1], dq[n][2], dq[n][3]);
    }
  }
};

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
          own(mine, [&](int n) { return WholeStrip<W>(strip + n * W::kStrip); }, p, s, std::make_integer_sequence<int, W::kTimes>());
        } else if (documents || (ahead + 1) * W::kKeys > window) {
#pragma unroll 1
          for (; i0 < end; i0 += 16, strip += W::kStrip) mine.template step<Keys<W>::kSome>(WholeStrip<W>(strip), p, s, i0, w0);
        } else {
#pragma unroll 1
          for (; i0 < end; i0 += 16, strip += W::kStrip) mine.template step<Keys<W>::kAll>(WholeStrip<W>(strip), p, s, i0, w0);
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
