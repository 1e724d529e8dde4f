// The two warpgroups that own keys in the gradient of wide attention (see attention_backward_work.h): probabilities,
// gradients of scores, and in registers the gradients of keys and values. Both run the same code.
//
// AHEAD: what is added to scores is there with the queries, and is read before the scores are: shared memory is busy with
// operands then, and a read takes a hundred cycles and more. TOGETHER: both groups weigh at the same time.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_WARPGROUP_CODE

template <int WIDTH, bool AHEAD, bool TOGETHER>
struct KeyOwner {
  static constexpr int kSteps = WIDTH / 16;
  static constexpr int kSums = WIDTH / 2;  // of a lane, of 64 rows of a head's numbers

  // What of scores is not seen: nothing, what is before or behind bounds that are a lane's own, or what documents say.
  enum Mask { kNone, kBounds, kDocuments };

  const Backward<bf16>& b;
  const WorkMaps& maps;
  const Work& w;
  int group;
  float scale2;
  WarpRows gradients;  // where the warp's rows of them go
  int32_t row, pair;   // of the lane: its first key of the tile, and the first of its two queries of eight

  uint32_t p[4][4], ds[4][4];  // probabilities and gradients of scores, as left sides
  float x[32], dp[32];         // scores, and products of values with dy: [key][query]
  float dk[kSums], dv[kSums];

  __device__ __forceinline__ KeyOwner(const Backward<bf16>& given, const WorkMaps& maps, const Work& w, int group)
      : b(given), maps(maps), w(w), group(group), scale2(given.forward.sign ? -given.forward.scale2 : given.forward.scale2),
        gradients(w.gradients_of(group) + thread_asked() % kGroup / kWarp * kPieceBytes),
        row(thread_asked() % kGroup / kWarp * 16 + thread_asked() % kWarp / 4), pair(thread_asked() % 4 * 2) {}

  __device__ __forceinline__ void begin_scores(int stage, const unsigned char* keys) {
    const unsigned char* const queries = w.queries_at(stage);
    const Operand k = along(keys), v = along(keys + kBlockSize), q = along(queries), dy = along(queries + kBlockSize);
    product_fence();
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(x, further<false>(k, i), further<false>(q, i), i > 0);
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(dp, further<false>(v, i), further<false>(dy, i), i > 0);
    product_commit();
  }

  // What is added to the scores of two queries of each eight, and taken off their gradients.
  struct Sums {
    const float4* at;
    float4 two[AHEAD ? 8 : 1];

    __device__ __forceinline__ explicit Sums(const float2* sums) : at(reinterpret_cast<const float4*>(sums)) {
#pragma unroll
      for (int j = 0; j < (AHEAD ? 8 : 1); j++) two[j] = at[4 * j];
    }
    __device__ __forceinline__ float4 take(int j) {
      if (AHEAD) return two[AHEAD ? j : 0];
      const float4 now = two[0];
      if (j < 7) two[0] = at[4 * (j + 1)];
      return now;
    }
  };

  // Of queries from i0 on and keys from j0 on.
  template <Mask mask>
  __device__ __forceinline__ void gradients_of_scores(const ts_sequence& s, int32_t i0, int32_t j0, Sums& sums) {
    // A key is not behind its query, and not before the window's first: bounds of 8 j + c - 8 half.
    const int32_t least = j0 - i0 + row - pair, most = w.window > 0 ? least + w.window - 1 : kWorkTile;
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const float4 two = sums.take(j);
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const int c = i % 2, at = 8 * j + c - 8 * (i / 2);
        float& score = x[4 * j + i];
        score = exp2_fast(fmaf(score, scale2, c ? two.z : two.x));
        if (mask == kBounds && (at < least || at > most)) score = 0;
        if (mask == kDocuments) {
          const int32_t query = i0 + 8 * j + pair + c, key = j0 + row + 8 * (i / 2);
          if (key > query || key < lowest_key(b.forward, s, min(query, s.length - 1)) - s.position) score = 0;
        }
        dp[4 * j + i] = score * (dp[4 * j + i] - (c ? two.w : two.y));
      }
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int i = 4 * j + 2 * half;
        p[j / 2][j % 2 * 2 + half] = pack_bf16(x[i], x[i + 1]);
        ds[j / 2][j % 2 * 2 + half] = pack_bf16(dp[i], dp[i + 1]);
      }
      if (j % 2 == 1) gradients.put(j / 2, ds[j / 2][0], ds[j / 2][1], ds[j / 2][2], ds[j / 2][3]);
    }
  }
  // Where no query sees a key.
  __device__ __forceinline__ void no_gradients() {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      p[i][0] = p[i][1] = p[i][2] = p[i][3] = ds[i][0] = ds[i][1] = ds[i][2] = ds[i][3] = 0;
      gradients.put(i, 0, 0, 0, 0);
    }
  }

  // From scores to probabilities and gradients of scores.
  __device__ __forceinline__ void weigh(const ts_sequence& s, int32_t i0, int32_t j0, int stage) {
    Sums sums(w.sums_at(stage) + pair);
    product_wait<0>();
    settled(x);
    settled(dp);
    const int32_t last = j0 + kWorkTile - 1, window = w.window;
    if (i0 < j0 || (window > 0 && i0 - window >= last) || i0 >= s.length) {
      no_gradients();
    } else if (b.forward.first) {
      gradients_of_scores<kDocuments>(s, i0, j0, sums);
    } else if (i0 < last || (window > 0 && i0 + kWorkTile - window > j0)) {
      gradients_of_scores<kBounds>(s, i0, j0, sums);
    } else {
      gradients_of_scores<kNone>(s, i0, j0, sums);
    }
    shared_fence();
  }

  // The products with them, and the scores of the next entry.
  __device__ __forceinline__ void multiply(bool adds, int stage, int next_stage, const unsigned char* next_keys) {
    const unsigned char* const queries = w.queries_at(stage);
    const Operand q = across(queries), dy = across(queries + kBlockSize);
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dv, p[i], further<true>(dy, i), adds || i > 0);
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dk, ds[i], further<true>(q, i), adds || i > 0);
    product_commit();
    begin_scores(next_stage, next_keys);
    product_wait<1>();
    settled(dv);
    settled(dk);
  }

  // The gradients of a pair's keys and values, through the places of these, which nothing reads any more.
  __device__ __forceinline__ void write(const WorkItem& of, int32_t key_pair) {
    const Attention<bf16>& a = b.forward;
    const int warp = thread_asked() % kGroup / kWarp;
    const int32_t HD = a.shape.head_size, NH = a.shape.heads, j0 = (2 * key_pair + group) * kWorkTile + warp * kPieceRows;
    const int32_t first = of.s.row + j0, count = of.s.length - j0, head = of.head;
    unsigned char* const piece = w.keys_of(key_pair, group) + warp * kPieceBytes;
    bf16* const to = b.d_qkv + first * a.width + head * HD;
    put_piece_of<WIDTH>(piece, dk, a.shape.scale);
    put_piece_of<WIDTH>(piece + kBlockSize, dv, 1.0f);
    shared_fence();
    __syncwarp();
    send_piece(maps.d_qkv, piece, NH + head, first, count, to + NH * HD, a.width, HD);
    send_piece(maps.d_qkv, piece + kBlockSize, 2 * NH + head, first, count, to + 2 * NH * HD, a.width, HD);
  }

  __device__ __forceinline__ void go() {
    WorkTurn now;
    uint32_t items = 0, pairs = 0;  // whose keys have come: the first pairs of items, and the other pairs
    WorkItem item = w.first();
    all_meet();
    if (!AHEAD) all_meet();
    if (w.there(item)) {
      await(w.arrival_of_keys(0, group), items++);
      await(w.arrival_of(now.stage), now.turn);
      begin_scores(now.stage, w.keys_of(0, group));
    }
    if (!TOGETHER && group == 1) all_meet();
    while (w.there(item)) {
      const WorkItem next_item = w.after(item);
      for (int32_t key_pair = 0; key_pair < item.pairs; key_pair++) {
        const unsigned char* keys = w.keys_of(key_pair, group);
        const int32_t count = w.count_of(item, key_pair), j0 = (2 * key_pair + group) * kWorkTile;
#pragma unroll 1
        for (int32_t step = 0; step < count; step++) {
          weigh(item.s, (2 * key_pair + step) * kWorkTile, j0, now.stage);
          all_meet();
          WorkTurn next = now;
          next.advance();
          bool goes_on = true;
          if (step + 1 == count) {
            goes_on = key_pair + 1 < item.pairs || w.there(next_item);
            if (key_pair + 1 < item.pairs) {
              keys = w.keys_of(key_pair + 1, group);
              await(w.arrival_of_keys(key_pair + 1, group), pairs++);
            } else if (goes_on) {
              keys = w.keys_of(0, group);
              await(w.arrival_of_keys(0, group), items++);
            }
          }
          // Behind the last entry nobody reads the scores.
          if (goes_on) await(w.arrival_of(next.stage), next.turn);
          multiply(step > 0, now.stage, next.stage, keys);
          if (step == 0) pieces_read();
          all_meet();
          now = next;
        }
        write(item, key_pair);
      }
      item = next_item;
    }
    product_wait<0>();
    settled(x);
    settled(dp);
    if (TOGETHER || group == 0) all_meet();
    pieces_read();
  }
};

#endif  // TS_WARPGROUP_CODE

}  // namespace
}  // namespace ts::cuda
