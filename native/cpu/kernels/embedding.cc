// Token embedding with learned positions.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

constexpr int32_t kRowsATile = 64;

// d[index[n]] += dy[n] for the indices in [begin, end), rows in order.
void scatter(const int32_t* index, int32_t rows, int32_t begin, int32_t end, int32_t width, const float* dy,
             float* d) {
  for (int32_t n = 0; n < rows; n++) {
    if (index[n] < begin || index[n] >= end) continue;
    float* const to = d + static_cast<int64_t>(index[n]) * width;
    const float* const from = dy + static_cast<int64_t>(n) * width;
    for (int32_t c = 0; c < width; c += L) {
      const int32_t count = width - c;
      store_n(to + c, load_n(to + c, count) + load_n(from + c, count), count);
    }
  }
}

}  // namespace

ts_status embedding(ts_context* context, const ts_embedding* e) {
  const int32_t rows = e->batch->rows;
  const int32_t width = e->table.cols;
  const float* const table = parameter_data(e->table);
  const float* const positions = e->positions.weights ? parameter_data(e->positions) : nullptr;
  each_tile(context, ceil_div(rows, kRowsATile), 1.0 * rows * width / L, [=](int32_t tile, int32_t) {
    for (int32_t n = tile * kRowsATile; n < imin(rows, (tile + 1) * kRowsATile); n++) {
      const float* const from = table + static_cast<int64_t>(e->batch->tokens[n]) * width;
      float* const y = e->y + static_cast<int64_t>(n) * width;
      if (!positions) {
        memcpy(y, from, static_cast<size_t>(width) * sizeof(float));
        continue;
      }
      const float* const at = positions + static_cast<int64_t>(e->batch->positions[n]) * width;
      for (int32_t c = 0; c < width; c += L)
        store_n(y + c, load_n(from + c, width - c) + load_n(at + c, width - c), width - c);
    }
  });
  return TS_OK;
}

// Each tile owns a range of the tables' rows and looks through all tokens, so the sums need no atomics and
// have one order.
ts_status embedding_backward(ts_context* context, const ts_embedding_backward* e, ts_workspace* workspace) {
  if (!workspace->base) {
    workspace->bytes = 0;
    return TS_OK;
  }
  constexpr int32_t kRanges = 16;
  const ts_batch* const batch = e->batch;
  const double work = 2.0 * batch->rows * e->width / L + batch->rows * kRanges;
  each_tile(context, 2 * kRanges, work, [=](int32_t tile, int32_t) {
    const bool tokens = tile < kRanges;
    float* const d = tokens ? e->d_table : e->d_positions;
    if (!d) return;
    const int64_t size = tokens ? e->vocab : e->max_positions;
    const int64_t range = tile % kRanges;
    scatter(tokens ? batch->tokens : batch->positions, batch->rows,
            static_cast<int32_t>(size * range / kRanges), static_cast<int32_t>(size * (range + 1) / kRanges),
            e->width, e->dy, d);
  });
  return TS_OK;
}

}  // namespace ts::TS_NS
