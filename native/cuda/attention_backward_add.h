// dq in the gradient of wide attention: the products of what those that own keys have weighed, and their sums. By four
// warpgroups (see attention_backward_four.h) the third does nothing else.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_WARPGROUP_CODE

// dq of a tile of queries: what both ways do with it.
template <int WIDTH>
struct QuerySums {
  static constexpr int kColumns = WIDTH / 8, kSums = WIDTH / 2;

  const Backward<bf16>& b;
  const WorkMaps& maps;
  const Work& w;

  float dq[kSums];

  __device__ __forceinline__ QuerySums(const Backward<bf16>& given, const WorkMaps& maps, const Work& w) : b(given), maps(maps), w(w) {}

  // Where a warp has the sums of its rows of a tile.
  __device__ __forceinline__ unsigned char* sums_of(int32_t tile) const {
    return w.places + (tile + 2) * kWorkPlace + thread_asked() % kGroup / kWarp * (kWorkPlace / 4);
  }
  // What dq of the entry's queries begins with; false: nothing.
  __device__ __forceinline__ bool take(const WorkEntry& e) {
    const int32_t tile = w.tile_of(e);
    if (tile >= e.fresh || tile >= e.of.tiles) return false;
    const float4* const sum = reinterpret_cast<const float4*>(sums_of(tile)) + thread_asked() % kWarp;
#pragma unroll
    for (int j = 0; j < kColumns; j++) {
      const float4 was = sum[j * kWarp];
      dq[4 * j] = was.x, dq[4 * j + 1] = was.y, dq[4 * j + 2] = was.z, dq[4 * j + 3] = was.w;
    }
    return true;
  }
  __device__ __forceinline__ void begin_product(const WorkEntry& e, int group, bool adds) {
    const Operand left = across(w.gradients_of(group)), keys = across(w.keys_of(e.pair, group));
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true, true>(dq, further<true>(left, i), further<true>(keys, i), adds || i > 0);
    product_commit();
  }
  __device__ __forceinline__ void finish_product() {
    product_wait<0>();
    settled(dq);
  }
  // Back to the sums of the entry's tile, or where they are complete to where they belong.
  __device__ __forceinline__ void put(const WorkEntry& e) {
    const int32_t tile = w.tile_of(e);
    if (tile >= e.of.tiles) return;
    unsigned char* const mine = sums_of(tile);
    if (e.step >= 2) {
      float4* const sum = reinterpret_cast<float4*>(mine) + thread_asked() % kWarp;
#pragma unroll
      for (int j = 0; j < kColumns; j++) sum[j * kWarp] = make_float4(dq[4 * j], dq[4 * j + 1], dq[4 * j + 2], dq[4 * j + 3]);
      return;
    }
    const Attention<bf16>& a = b.forward;
    const int32_t HD = a.shape.head_size, i0 = tile * kWorkTile + thread_asked() % kGroup / kWarp * kPieceRows, row = e.of.s.row + i0;
    put_piece_of<WIDTH>(mine, dq, a.shape.scale);  // all lanes have taken what was there
    shared_fence();
    __syncwarp();
    send_piece(maps.d_qkv, mine, e.of.head, row, e.of.s.length - i0, b.d_qkv + row * a.width + e.of.head * HD, a.width, HD);
  }
};

template <int WIDTH, bool TOGETHER>
struct QueryAdder : QuerySums<WIDTH> {
  using QuerySums<WIDTH>::QuerySums;

  // What was written goes out before the meeting at the end of the next entry's first half: behind it comes what takes
  // its place.
  __device__ __forceinline__ void go() {
    const Work& w = this->w;
    WorkEntry now = w.begin(w.first());
    all_meet();
    all_meet();
    while (w.there(now.of)) {
      this->begin_product(now, 0, this->take(now));
      if (TOGETHER) this->begin_product(now, 1, true);
      pieces_read();
      this->finish_product();
      all_meet();
      if (!TOGETHER) this->begin_product(now, 1, true);
      const WorkEntry next = w.after(now);
      this->finish_product();
      this->put(now);
      all_meet();
      now = next;
    }
    pieces_read();
  }
};

#endif  // TS_WARPGROUP_CODE

}  // namespace
}  // namespace ts::cuda
