// The twins of ptx_hopper.h for native/simt (see simt/engine.cc and simt/gates.cc). Places in shared memory are bytes from its
// beginning; fences order nothing that is not in order there.
#pragma once
#include "cuda/platform.h"

namespace ts::cuda {

using CUtensorMap = simt::Box;
using simt::Spot;

inline uint32_t shared_address(const void* shared) { return simt::shared_offset(shared); }

inline void barrier_init(uint32_t barrier, uint32_t arrivals) { simt::barrier_prepare(barrier, static_cast<int>(arrivals)); }
inline void barrier_init_fence() {}
inline void barrier_expect(uint32_t barrier, uint32_t bytes) { simt::barrier_arrive(barrier, bytes); }
inline void barrier_arrive(uint32_t barrier) { simt::barrier_arrive(barrier, 0); }
inline void barrier_wait(uint32_t barrier, uint32_t parity, Spot spot = Spot::current()) { simt::barrier_await(barrier, parity, spot); }
inline void named_barrier_sync(int number, int threads, Spot spot = Spot::current()) { simt::numbered_barrier(number, threads, true, spot); }
inline void named_barrier_arrive(int number, int threads, Spot spot = Spot::current()) { simt::numbered_barrier(number, threads, false, spot); }
inline void barrier_arrive_at(uint32_t barrier, uint32_t rank) { simt::barrier_arrive(simt::in_block(barrier, rank), 0); }
inline void barrier_release_at(uint32_t barrier, uint32_t rank) { simt::barrier_arrive(simt::in_block(barrier, rank), 0); }
inline uint32_t cluster_rank() { return simt::cluster_part(); }
inline void cluster_sync(Spot spot = Spot::current()) { simt::block_barrier(spot); }
inline void store_to_block(uint32_t at, uint32_t barrier, uint32_t rank, uint4 v) {
  simt::send_words(simt::in_block(at, rank), {v.x, v.y, v.z, v.w}, simt::in_block(barrier, rank));
}

inline float2 load_unwritten(const float* at) { return *reinterpret_cast<const float2*>(at); }
inline unsigned long long load_relaxed(const unsigned long long* at) { return *at; }
inline void store_relaxed(unsigned long long* at, unsigned long long word) { *at = word; }
inline unsigned long long await_other(const unsigned long long* at, unsigned long long from, Spot spot = Spot::current()) {
  while (*at == from) simt::await_other(at, from, spot);
  return *at;
}

inline void fetch_map(const CUtensorMap&) {}
inline void load_box(uint32_t to, const CUtensorMap& map, int column, int row, uint32_t barrier) {
  simt::load_box(to, map, {column, row, 0}, barrier);
}
inline void load_box(uint32_t to, const CUtensorMap& map, int column, int middle, int row, uint32_t barrier) {
  simt::load_box(to, map, {column, middle, row}, barrier);
}
inline void load_box_to(uint32_t to, const CUtensorMap& map, int column, int row, uint32_t barrier, uint16_t) {
  load_box(to, map, column, row, barrier);
}
inline void prefetch_box(const CUtensorMap&, int, int) {}
inline void store_box(const CUtensorMap& map, int column, int row, uint32_t from) { simt::store_box(from, map, {column, row, 0}); }
inline void store_commit() { simt::store_commit(); }
template <int pending>
inline void store_wait() {
  simt::store_wait(pending);
}
inline void shared_fence() {}

template <bool across>
inline uint64_t operand(uint32_t shared) {
  return shared | uint64_t{across} << 32;
}
// The lanes of a warp come to these together, which orders no memory.
inline void product_fence(Spot spot = Spot::current()) { simt::ballot(true, spot); }
inline void product_commit() { simt::product_commit(); }
template <int pending>
inline void product_wait(Spot spot = Spot::current()) {
  simt::ballot(true, spot);
  simt::product_wait(pending);
}
template <bool a_across, bool b_across, int count>
inline void product(float (&d)[count], uint64_t a, uint64_t b, bool adds) {
  simt::product(d, count, a, b, adds);
}
template <bool b_across, int count>
inline void product(float (&d)[count], const uint32_t (&a)[4], uint64_t b, bool adds) {
  uint32_t rows[2][8];  // of rows g and g + 8, which four lanes have together
  const int first = static_cast<int>(simt::lane()) / 4 * 4;
  for (int i = 0; i < 16; i++) rows[i % 2][i / 4 + i / 2 % 2 * 4] = __shfl_sync(~0u, a[i % 4], first + i / 4);
  simt::product(d, count, rows, b, adds);
}
template <int count>
inline void product_finish(float (&)[count], Spot spot = Spot::current()) {
  simt::ballot(true, spot);
  simt::product_wait(0);
}

// Lane 8 j + g names row g of matrix j; this one has two numbers of row lane / 4.
inline uint32_t named_pair(uint32_t row, int matrix) {
  const int lane = static_cast<int>(simt::lane());
  return __shfl_sync(~0u, row, 8 * matrix + lane / 4) + static_cast<uint32_t>(lane % 4 * 4);
}
inline void stmatrix_x4(uint32_t to, uint32_t r0, uint32_t r1, uint32_t r2, uint32_t r3) {
  const uint32_t r[4] = {r0, r1, r2, r3};
  for (int i = 0; i < 4; i++) simt::set_shared_word(named_pair(to, i), r[i]);
}
inline void ldmatrix_from(uint32_t (&r)[4], uint32_t from) {
  for (int i = 0; i < 4; i++) r[i] = simt::shared_word(named_pair(from, i));
}

template <int>
inline void take_registers() {}
template <int>
inline void give_registers() {}

}  // namespace ts::cuda
