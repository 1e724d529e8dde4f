// Small helpers for cutting work into tiles.
#pragma once
#include "cpu/kernels/kernels.h"
#include "cpu/kernels/simd.h"

namespace {

TS_INLINE int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }
TS_INLINE int64_t round_up(int64_t a, int64_t b) { return ceil_div(a, b) * b; }
TS_INLINE int32_t imin(int32_t a, int32_t b) { return a < b ? a : b; }
TS_INLINE int32_t imax(int32_t a, int32_t b) { return a > b ? a : b; }

// The size of pieces that cut `size` as evenly as whole `unit`s can, none above `most`.
TS_INLINE int32_t even_piece(int32_t size, int32_t most, int32_t unit = 1) {
  return static_cast<int32_t>(round_up(ceil_div(size, imax(1, static_cast<int32_t>(ceil_div(size, most)))), unit));
}

template <class Body>
void run_tile(void* body, int32_t tile, int32_t worker) {
  (*static_cast<Body*>(body))(tile, worker);
}

// Threads worth having. `work` is a rough count of simple vector operations in all: what is done in a few
// microseconds is not worth waking a thread for.
inline int32_t useful_threads(const ts_context* context, double work) {
  constexpr double kWorthAThread = 20000;
  const double useful = work / kWorthAThread;
  const int32_t threads = ts::context_threads(context);
  if (useful >= threads) return threads;
  return useful < 1 ? 1 : static_cast<int32_t>(useful);
}

// Calls body(tile, worker) for every tile. Every worker begins with tiles of its own, the same ones in every call:
// tiles are mostly rows in order, so what they read may still be in its cache, and neighbours that share a cache line
// are not written from two sides. Who is done with those helps the others.
template <class Body>
void each_tile(ts_context* context, int64_t tiles, double work, Body body) {
  constexpr int32_t kMost = 32;
  struct alignas(64) Range {
    int64_t next, end;
  };
  const int32_t threads = useful_threads(context, work);
  if (threads == 1 || threads > kMost) {
    ts::parallel(context, threads, static_cast<int32_t>(tiles), run_tile<Body>, &body);
    return;
  }
  Range ranges[kMost];
  for (int32_t i = 0; i < threads; i++) ranges[i] = {tiles * i / threads, tiles * (i + 1) / threads};
  const auto take = [&](int32_t, int32_t worker) {
    for (int32_t i = 0; i < threads; i++) {
      Range& range = ranges[(worker + i) % threads];
      for (int64_t tile; (tile = __atomic_fetch_add(&range.next, 1, __ATOMIC_RELAXED)) < range.end;)
        body(static_cast<int32_t>(tile), worker);
    }
  };
  ts::parallel(context, threads, threads, run_tile<decltype(take)>, const_cast<void*>(static_cast<const void*>(&take)));
}

}  // namespace
