// The two warpgroups that own keys in the gradient of wide attention (see attention_backward_three.h): probabilities,
// gradients of scores, and in registers the gradients of keys and values.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_WARPGROUP_CODE

template <int WIDTH>
struct KeyOwner {
  static constexpr int kSteps = WIDTH / 16;
  static constexpr int kSums = WIDTH / 2;  // of a lane, of 64 rows of a head's numbers

  const Backward<bf16>& b;
  const WorkMaps& maps;
  const Work& w;
  int group;
  float scale2;

  uint32_t p[4][4], ds[4][4];  // probabilities and gradients of scores, as left sides
  float x[32], dp[32];         // scores, and products of values with dy: [key][query]
  float dk[kSums], dv[kSums];

  __device__ __forceinline__ KeyOwner(const Backward<bf16>& given, const WorkMaps& maps, const Work& w, int group)
      : b(given), maps(maps), w(w), group(group), scale2(given.forward.sign ? -given.forward.scale2 : given.forward.scale2) {}

  __device__ __forceinline__ void begin_scores(const WorkEntry& e) {
    const unsigned char* const keys = w.keys_of(e.pair, group);
    const unsigned char* const queries = w.queries_of(e);
    // Beyond the last entry nobody reads the scores.
    if (w.there(e)) {
      await(w.arrival_of(e), e.turn);
      if (e.step == 0) w.await_keys(e, group);
    }
    const Operand k = along(keys), v = along(keys + kBlockSize), q = along(queries), dy = along(queries + kBlockSize);
    product_fence();
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(x, further<false>(k, i), further<false>(q, i), i > 0);
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(dp, further<false>(v, i), further<false>(dy, i), i > 0);
    product_commit();
  }

  // Two rows of scores' gradients, from column 8 j on, to where the third group reads them.
  __device__ __forceinline__ void put_gradients(unsigned char* to, int g, int j) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      *reinterpret_cast<uint32_t*>(to + half * 1024 + ((j ^ g) << 4)) = ds[j / 2][j % 2 * 2 + half];
    }
  }
  template <bool masked>
  __device__ __forceinline__ void gradients_of_scores(const ts_sequence& s, int32_t i0, int32_t j0, const float2* of_queries) {
    const int thread = thread_asked() % kGroup, g = thread % kWarp / 4, t = thread % 4, row = thread / kWarp * 16 + g;
    unsigned char* const to = w.gradients_of(group) + row * 128 + 4 * t;
    const float4* const both = reinterpret_cast<const float4*>(of_queries) + t;
    float4 next = both[0];
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const float4 two = next;
      if (j < 7) next = both[4 * (j + 1)];
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const bool odd = i % 2 == 1;
        float& score = x[4 * j + i];
        float& change = dp[4 * j + i];
        score = exp2_fast(fmaf(score, scale2, odd ? two.z : two.x));
        change = score * (change - (odd ? two.w : two.y));
      }
      if constexpr (masked) {
#pragma unroll
        for (int c = 0; c < 2; c++) {
          const int32_t query = i0 + 8 * j + 2 * t + c;
          int32_t least = w.window > 0 ? query - w.window + 1 : 0;
          if (b.forward.first) least = lowest_key(b.forward, s, min(query, s.length - 1)) - s.position;
#pragma unroll
          for (int half = 0; half < 2; half++) {
            const int32_t key = j0 + row + 8 * half;
            if (key <= query && key >= least && query < s.length) continue;
            x[4 * j + 2 * half + c] = 0;
            dp[4 * j + 2 * half + c] = 0;
          }
        }
      }
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int i = 4 * j + 2 * half;
        p[j / 2][j % 2 * 2 + half] = pack_bf16(x[i], x[i + 1]);
        ds[j / 2][j % 2 * 2 + half] = pack_bf16(dp[i], dp[i + 1]);
      }
      put_gradients(to, g, j);
    }
  }
  // Of an entry of which no query sees a key of the group's.
  __device__ __forceinline__ void no_gradients() {
    const int thread = thread_asked() % kGroup, g = thread % kWarp / 4, t = thread % 4, row = thread / kWarp * 16 + g;
    unsigned char* const to = w.gradients_of(group) + row * 128 + 4 * t;
#pragma unroll
    for (int j = 0; j < 8; j++) {
      p[j / 2][j % 2 * 2] = p[j / 2][j % 2 * 2 + 1] = ds[j / 2][j % 2 * 2] = ds[j / 2][j % 2 * 2 + 1] = 0;
      put_gradients(to, g, j);
    }
    shared_fence();
  }

  // From scores to probabilities and gradients of scores; behind the last entry of a pair first its results.
  __device__ __forceinline__ void weigh(const WorkEntry& e, const WorkEntry& before) {
    product_wait<0>();
    settled(x);
    settled(dp);
    if (before.step + 1 == before.count) write(before);
    if (!w.there(e)) return;
    const ts_sequence& s = e.of.s;
    const int32_t i0 = w.tile_of(e) * kWorkTile, j0 = (2 * e.pair + group) * kWorkTile, last = j0 + kWorkTile - 1;
    const float2* const of_queries = w.sums_of(e);
    if (i0 < j0 || (w.window > 0 && i0 - w.window >= last) || i0 >= s.length) {
      no_gradients();
      return;
    }
    if (b.forward.first || i0 < last || (w.window > 0 && i0 + kWorkTile - w.window > j0) || i0 + kWorkTile > s.length) {
      gradients_of_scores<true>(s, i0, j0, of_queries);
    } else {
      gradients_of_scores<false>(s, i0, j0, of_queries);
    }
    shared_fence();
  }

  // The products with them, and the scores of the next entry.
  __device__ __forceinline__ void multiply(const WorkEntry& e, const WorkEntry& next) {
    const unsigned char* const queries = w.queries_of(e);
    const Operand q = across(queries), dy = across(queries + kBlockSize);
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dv, p[i], further<true>(dy, i), e.step > 0 || i > 0);
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dk, ds[i], further<true>(q, i), e.step > 0 || i > 0);
    product_commit();
    begin_scores(next);
    if (e.step == 0) pieces_read();
    product_wait<1>();
    settled(dv);
    settled(dk);
  }

  // The gradients of the pair's keys and values, through the places of these, which nothing reads any more.
  __device__ __forceinline__ void write(const WorkEntry& e) {
    const Attention<bf16>& a = b.forward;
    const int warp = thread_asked() % kGroup / kWarp;
    const int32_t HD = a.shape.head_size, NH = a.shape.heads, j0 = (2 * e.pair + group) * kWorkTile + warp * kPieceRows;
    const int32_t row = e.of.s.row + j0, count = e.of.s.length - j0, head = e.of.head;
    unsigned char* const piece = w.keys_of(e.pair, group) + warp * kPieceBytes;
    bf16* const to = b.d_qkv + row * a.width + head * HD;
    put_piece_of<WIDTH>(piece, dk, a.shape.scale);
    put_piece_of<WIDTH>(piece + kBlockSize, dv, 1.0f);
    send_piece(maps.d_qkv, piece, NH + head, row, count, to + NH * HD, a.width, HD);
    send_piece(maps.d_qkv, piece + kBlockSize, 2 * NH + head, row, count, to + 2 * NH * HD, a.width, HD);
  }

  // One group weighs while the other multiplies: the second is half an entry ahead.
  __device__ __forceinline__ void go() {
    WorkEntry now = w.first(), before = {};
    all_meet();
    if (group == 0) {
      all_meet();
      begin_scores(now);
      while (w.there(now)) {
        const WorkEntry next = w.after(now);
        weigh(now, before);
        all_meet();
        multiply(now, next);
        all_meet();
        before = now;
        now = next;
      }
      weigh(now, before);
    } else {
      no_gradients();  // of its first entry
      all_meet();
      while (w.there(now)) {
        const WorkEntry next = w.after(now);
        multiply(now, next);
        all_meet();
        weigh(next, now);
        all_meet();
        now = next;
      }
    }
    pieces_read();
  }
};

#endif  // TS_WARPGROUP_CODE

}  // namespace
}  // namespace ts::cuda
