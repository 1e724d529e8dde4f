// How the rows of a norm are spread over threads: `lanes` neighbouring lanes hold a row, each `packs` packs of 16 bytes
// of it, pack j of a lane at (j * lanes + lane) * P; a thread has `rows` rows in hand at once, so that enough bytes are
// under way whatever the width.
#pragma once
#include "cuda/operation.h"
#include "cuda/pack.h"

namespace ts::cuda {

template <int lanes_, int packs_, int rows_>
struct RowLayout {
  static constexpr int lanes = lanes_, packs = packs_, rows = rows_;
};

// The widest row that threads hold in registers; wider ones, and those that do not end with a pack, are read again.
template <typename T>
bool fits_registers(int32_t width) {
  return width % kPack<T> == 0 && width <= 1024;
}

// d_gain and d_bias (either may be nullptr) += the sums of the `count` rows of partial, [count][2][width], in an order that
// depends on `count` alone.
ts_status add_norm_partials(ts_context* context, const float* partial, int32_t count, int32_t width, float* d_gain, float* d_bias);

// Calls run(layout) with the layout of that width.
template <typename T, typename Run>
ts_status with_layout(int32_t width, Run run) {
  const int32_t packs = width / kPack<T>;
  if (packs <= 8) return run(RowLayout<8, 1, 4>{});
  if (packs <= 16) return run(RowLayout<16, 1, 4>{});
  if (packs <= 32) return run(RowLayout<32, 1, 4>{});
  if (packs <= 64) return run(RowLayout<32, 2, 2>{});
  if constexpr (sizeof(T) == 2) {
    if (packs <= 96) return run(RowLayout<32, 3, 1>{});
    return run(RowLayout<32, 4, 1>{});
  } else {
    return run(RowLayout<32, 8, 1>{});
  }
}

}  // namespace ts::cuda
