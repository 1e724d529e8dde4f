// The third warpgroup in the gradient of attention (see attention_backward_work.h) makes dq: the products of what those that
// own keys have weighed, and their sums.
#pragma once
#include "cuda/attention_backward_work.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

template <int WIDTH>
struct QueryAdder {
  static constexpr int kColumns = WIDTH / 8, kSums = WIDTH / 2;

  const Backward<bf16>& b;
  const WorkMaps& maps;
  const Work& w;

  float dq[kSums];

  __device__ __forceinline__ QueryAdder(const Backward<bf16>& given, const WorkMaps& maps, const Work& w) : b(given), maps(maps), w(w) {}

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

  __device__ __forceinline__ void go() {
    WorkEntry now = w.begin(w.first());
    WorkTurn at;
    uint32_t added[kOwners] = {0, 0};
    meet_in_simt();
    while (w.there(now.of)) {
      const bool adds = take(now);
      w.weighed(0).await(added[0]++);
      meet_in_simt();
      begin_product(now, 0, adds);
      pieces_read();  // what was put of the last entry
      w.left(at.stage).arrive();
      finish_product();
      w.added(0).arrive();
      if (now.step > 0) {
        w.weighed(1).await(added[1]++);
        begin_product(now, 1, true);
        finish_product();
        w.added(1).arrive();
      }
      meet_in_simt();
      put(now);
      now = w.after(now);
      at.advance();
    }
    pieces_read();
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
