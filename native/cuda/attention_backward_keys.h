// The two warpgroups that own keys in the gradient of attention (see attention_backward_work.h): probabilities, gradients of
// scores, and in registers the gradients of keys and values. Both run the same code.
//
// What is added to scores is read before the scores are there: shared memory is busy with operands then, and a read takes a
// hundred cycles and more.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

template <int WIDTH>
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

  uint32_t weighed = 0;  // entries

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
    float4 two[8];

    __device__ __forceinline__ explicit Sums(const float2* sums) {
#pragma unroll
      for (int j = 0; j < 8; j++) two[j] = reinterpret_cast<const float4*>(sums)[4 * j];
    }
  };

  // Of queries from i0 on and keys from j0 on.
  template <Mask mask>
  __device__ __forceinline__ void gradients_of_scores(const ts_sequence& s, int32_t i0, int32_t j0, const Sums& sums) {
    // A key is not behind its query, and not before the window's first: bounds of 8 j + c - 8 half.
    const int32_t least = j0 - i0 + row - pair, most = w.window > 0 ? least + w.window - 1 : kWorkTile;
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const float4 two = sums.two[j];
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

  // From scores to probabilities and gradients of scores. `first`: of the pair.
  __device__ __forceinline__ void weigh(const ts_sequence& s, int32_t i0, int32_t j0, int stage, bool first) {
    const Sums sums(w.sums_at(stage) + pair);
    if (weighed > 0) w.added(group).await(weighed - 1);
    product_wait<0>();
    settled(x);
    settled(dp);
    const int32_t last = j0 + kWorkTile - 1, window = w.window;
    if ((window > 0 && i0 - window >= last) || i0 >= s.length) {
      no_gradients();
    } else if (b.forward.first) {
      gradients_of_scores<kDocuments>(s, i0, j0, sums);
    } else if (i0 < last || (window > 0 && i0 + kWorkTile - window > j0)) {
      gradients_of_scores<kBounds>(s, i0, j0, sums);
    } else {
      gradients_of_scores<kNone>(s, i0, j0, sums);
    }
    shared_fence();
    if (first) {
      pieces_read();
      if (group == 1) w.left(stage == 0 ? kWorkStages - 1 : stage - 1).arrive();  // the entry that was passed over
    }
    w.weighed(group).arrive();
    weighed++;
    meet_in_simt();
  }

  // The products with what was weighed; the scores of the next entry come behind them.
  __device__ __forceinline__ void begin_products(bool adds, int stage) {
    const unsigned char* const queries = w.queries_at(stage);
    const Operand q = across(queries), dy = across(queries + kBlockSize);
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dv, p[i], further<true>(dy, i), adds || i > 0);
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dk, ds[i], further<true>(q, i), adds || i > 0);
    product_commit();
  }
  __device__ __forceinline__ void finish_products(int stage) {
    product_wait<1>();
    settled(dv);
    settled(dk);
    w.left(stage).arrive();
    meet_in_simt();
  }

  // The gradients of a pair's keys and values, through the places of these when nothing reads them any more (but, behind a
  // block's last entry, scores that nobody reads).
  __device__ __forceinline__ void write(const WorkItem& of, int32_t key_pair) {
    const Attention<bf16>& a = b.forward;
    const int warp = thread_asked() % kGroup / kWarp;
    const int32_t HD = a.shape.head_size, NH = a.shape.heads, j0 = (2 * key_pair + group) * kWorkTile + warp * kPieceRows;
    const int32_t first = of.s.row + j0, count = of.s.length - j0, head = of.head;
    unsigned char* const piece = w.keys_of(key_pair, group) + warp * kPieceBytes;
    bf16* const to = b.d_qkv + first * a.width + head * HD;
    w.added(group).await(weighed - 1);
    put_piece_of<WIDTH>(piece, dk, a.shape.scale);
    put_piece_of<WIDTH>(piece + kBlockSize, dv, 1.0f);
    shared_fence();
    __syncwarp();
    send_piece(maps.d_qkv, piece, NH + head, first, count, to + NH * HD, a.width, HD);
    send_piece(maps.d_qkv, piece + kBlockSize, 2 * NH + head, first, count, to + 2 * NH * HD, a.width, HD);
  }

  // Until the queries of the group's next entry are there; `passes`: one before it is none of the group's. That is waited for
  // too, for a phase left out could be taken for the one after it.
  __device__ __forceinline__ void await_queries(WorkTurn& at, bool passes) const {
    w.came(at.stage).await(at.turn);
    if (!passes) return;
    at.advance();
    w.came(at.stage).await(at.turn);
  }

  __device__ __forceinline__ void go() {
    WorkTurn now;
    uint32_t items = 0, pairs = 0;  // whose keys have come: the first pairs of items, and the other pairs
    WorkItem item = w.first();
    meet_in_simt();
    if (w.there(item)) {
      w.keys_came(0, group).await(items++);
      await_queries(now, group == 1);
      begin_scores(now.stage, w.keys_of(0, group));
    }
    while (w.there(item)) {
      const WorkItem next_item = w.after(item);
      for (int32_t key_pair = 0; key_pair < item.pairs; key_pair++) {
        const unsigned char* keys = w.keys_of(key_pair, group);
        const int32_t count = w.count_of(item, key_pair), j0 = (2 * key_pair + group) * kWorkTile;
        if (group == 1) meet_in_simt(), meet_in_simt();
#pragma unroll 1
        for (int32_t step = group; step < count; step++) {
          weigh(item.s, (2 * key_pair + step) * kWorkTile, j0, now.stage, step == group);
          begin_products(step > group, now.stage);
          WorkTurn next = now;
          next.advance();
          const bool last = step + 1 == count;
          bool goes_on = true;
          if (last) {
            goes_on = key_pair + 1 < item.pairs || w.there(next_item);
            if (key_pair + 1 < item.pairs) {
              keys = w.keys_of(key_pair + 1, group);
              w.keys_came(key_pair + 1, group).await(pairs++);
            } else if (goes_on) {
              keys = w.keys_of(0, group);
              w.keys_came(0, group).await(items++);
            }
          }
          if (goes_on) await_queries(next, last && group == 1);
          begin_scores(next.stage, keys);  // behind the last entry of what nobody reads
          finish_products(now.stage);
          now = next;
        }
        write(item, key_pair);
      }
      item = next_item;
    }
    product_wait<0>();
    settled(x);
    settled(dp);
    pieces_read();
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
