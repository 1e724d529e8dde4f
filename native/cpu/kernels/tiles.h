// Small helpers for cutting work into tiles.
#pragma once
#include "cpu/kernels/kernels.h"
#include "cpu/kernels/simd.h"

namespace {

TS_INLINE int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }
TS_INLINE int64_t round_up(int64_t a, int64_t b) { return ceil_div(a, b) * b; }
TS_INLINE int32_t imin(int32_t a, int32_t b) { return a < b ? a : b; }
TS_INLINE int32_t imax(int32_t a, int32_t b) { return a > b ? a : b; }

template <class Body>
void run_tile(void* body, int32_t tile, int32_t worker) {
  (*static_cast<Body*>(body))(tile, worker);
}

// Calls body(tile, worker) for every tile. `work` is a rough count of simple vector operations in all: what
// is done in a few microseconds is not worth waking a thread for.
template <class Body>
void each_tile(ts_context* context, int64_t tiles, double work, Body body) {
  constexpr double kWorthAThread = 20000;
  const double useful = work / kWorthAThread;
  int32_t threads = ts::context_threads(context);
  if (useful < threads) threads = useful < 1 ? 1 : static_cast<int32_t>(useful);
  ts::parallel(context, threads, static_cast<int32_t>(tiles), run_tile<Body>, &body);
}

}  // namespace
