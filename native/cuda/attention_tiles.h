// Tiles of a head's rows by bulk copies: blocks of 64 x 64 numbers (see ptx_warpgroup.h) that one thread asks for and
// whose arrival a gate tells, and pieces of them that one thread has written. In native/simt a warpgroup's threads copy, and
// what they copied is there when the block has met.
#pragma once
#include "cuda/attention_blocks.h"
#include "cuda/gate.h"

namespace ts::cuda {
namespace {

// Heads side by side, [rows][heads][head_size]. A box of them: a head's numbers of some rows, and zeros up to 64.
struct HeadMap {
#ifdef TS_SIMT
  const bf16* base;
  int64_t width;
  int32_t head_size, rows;
#else
  CUtensorMap map;
#endif
};

// A warp's rows of a block, as they are written.
constexpr int kPieceRows = 16, kPieceBytes = kPieceRows * 128;

#ifdef TS_HOPPER_KERNELS

// ---- what is brought ----

#ifdef TS_SIMT

// Whether the thread is one of those of its warpgroup that bring tiles.
inline bool brings_tiles() { return true; }
inline void announce(Gate gate, int, int = 0) { gate.announce(0); }
inline void bring(const HeadMap& m, unsigned char* block, int32_t head, int32_t row, Gate) {
  copy_block<kBlockSide, kGroup>(block, m.base + row * m.width + head * m.head_size, m.width, 0, m.rows - row, m.head_size);
  cp_async_commit();
  cp_async_wait<0>();
}
template <int bytes>
inline void bring_bytes(void* to, const void* from, Gate) {
  const int at = thread_asked() % kGroup * 16;
  if (at < bytes) cp_async<16>(static_cast<unsigned char*>(to) + at, static_cast<const unsigned char*>(from) + at, true);
  cp_async_commit();
  cp_async_wait<0>();
}
inline void expect_box(const HeadMap&, int32_t, int32_t) {}
inline void pieces_read() {}

#else

// Whether the thread is one of those of its warpgroup that bring tiles: a warp, one of whose lanes asks.
__device__ __forceinline__ bool brings_tiles() { return thread_asked() % kGroup < kWarp; }
__device__ __forceinline__ bool asks() { return thread_asked() % kWarp == 0; }
// What is about to be asked for: blocks, and bytes.
__device__ __forceinline__ void announce(Gate gate, int blocks, int bytes = 0) {
  if (asks()) gate.announce(blocks * kBlockSize + bytes);
}
// 64 rows of a head from `row` on.
__device__ __forceinline__ void bring(const HeadMap& m, unsigned char* block, int32_t head, int32_t row, Gate gate) {
  if (asks()) load_box(shared_address(block), m.map, 0, head, row, shared_address(gate.at));
}
// Bytes, both places multiples of 16.
template <int bytes>
__device__ __forceinline__ void bring_bytes(void* to, const void* from, Gate gate) {
  if (asks()) load_bytes(shared_address(to), from, bytes, shared_address(gate.at));
}
// Asks the second cache for what `bring` will want.
__device__ __forceinline__ void expect_box(const HeadMap& m, int32_t head, int32_t row) {
  if (asks()) prefetch_box(m.map, 0, head, row);
}
// Until what this thread has had written has been read.
__device__ __forceinline__ void pieces_read() { store_wait<0>(); }

#endif

// ---- pieces ----

// A warp's 16 rows of sums, times a factor, into its piece of a block.
template <int WIDTH>
__device__ __forceinline__ void put_piece_of(unsigned char* piece, const float (&d)[WIDTH / 2], float factor) {
  const WarpRows rows(piece);
#pragma unroll
  for (int i = 0; i < WIDTH / 16; i++) {
    uint32_t r[4];
#pragma unroll
    for (int n = 0; n < 4; n++) r[n] = pack_bf16(d[8 * i + 2 * n] * factor, d[8 * i + 2 * n + 1] * factor);
    rows.put(i, r[0], r[1], r[2], r[3]);
  }
}
// The first `count` rows of a piece, which all lanes have put and fenced, to where they belong: `to` the first one's
// numbers, which is row `row` of `m`'s head.
__device__ __forceinline__ void send_piece(const HeadMap& m, unsigned char* piece, int32_t head, int32_t row, int32_t count, bf16* to,
                                           int64_t stride, int32_t head_size) {
  const int lane = thread_asked() % kWarp;
#ifdef TS_SIMT
  (void)m, (void)head, (void)row;
#else
  if (count >= kPieceRows) {
    if (lane == 0) {
      store_box(m.map, 0, head, row, shared_address(piece));
      store_commit();
    }
    return;
  }
#endif
#pragma unroll 1
  for (int e = lane; e < kPieceRows * 8; e += kWarp) {
    const int i = e / 8, chunk = e % 8;
    if (i >= count || chunk * 8 >= head_size) continue;
    *reinterpret_cast<uint4*>(to + i * stride + chunk * 8) = *reinterpret_cast<const uint4*>(piece + chunk_place(i, chunk));
  }
}

#endif  // TS_HOPPER_KERNELS

// ---- the host's side ----

// Boxes of `box_rows` rows.
inline ts_status make_head_map(ts_context* context, HeadMap* to, const bf16* base, int32_t rows, int32_t heads, int32_t head_size,
                               int32_t box_rows) {
#ifdef TS_SIMT
  (void)context, (void)box_rows;
  *to = {base, int64_t{heads} * head_size, head_size, rows};
  return TS_OK;
#else
  const cuuint64_t sizes[3] = {static_cast<cuuint64_t>(head_size), static_cast<cuuint64_t>(heads), static_cast<cuuint64_t>(rows)};
  const cuuint32_t box[3] = {kBlockSide, 1, static_cast<cuuint32_t>(box_rows)};
  return make_map_of<3>(context, &to->map, base, sizes, box);
#endif
}

}  // namespace
}  // namespace ts::cuda
