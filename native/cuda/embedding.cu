// Token embedding with learned positions. It reads the tables as they are, in float32.
#include "cuda/operation.h"
#include "cuda/operations.h"
#include "cuda/pack.h"

namespace ts::cuda {
namespace {

constexpr int kThreads = 256;

template <typename T>
struct Embedding {
  const int32_t* tokens;
  const int32_t* at;
  const float* table;
  const float* positions;  // or NULL
  T* y;
  int32_t rows, width;
  bool whole;  // tables allow accesses of 16 bytes
};

// ---- kernels ----

// `across` threads (a power of two) for each row.
template <typename T, int P>
__global__ void __launch_bounds__(kThreads) embed(Embedding<T> p, int32_t across) {
  const int32_t thread = static_cast<int32_t>(threadIdx.x), down = kThreads / across;
  const int64_t row = static_cast<int64_t>(blockIdx.x) * down + thread / across;
  if (row >= p.rows) return;
  const float* const table = p.table + static_cast<int64_t>(p.tokens[row]) * p.width;
  const float* const positions = p.positions ? p.positions + static_cast<int64_t>(p.at[row]) * p.width : nullptr;
  T* const y = p.y + row * p.width;
  for (int32_t c = thread % across * P; c < p.width; c += across * P) {
    float sum[P], other[P];
    load_floats(table + c, sum, p.whole);
    if (positions) {
      load_floats(positions + c, other, p.whole);
      for (int i = 0; i < P; i++) sum[i] += other[i];
    }
    store_pack(y + c, packed<T>(sum));
  }
}

// ---- launchers ----

template <typename T>
ts_status launch_embedding(ts_context* context, const ts_embedding& o) {
  Embedding<T> p;
  p.tokens = o.batch->tokens;
  p.at = o.batch->positions;
  p.table = parameter_floats(o.table);
  p.positions = o.positions.weights ? parameter_floats(o.positions) : nullptr;
  p.y = reinterpret_cast<T*>(o.y);
  p.rows = o.batch->rows;
  p.width = o.table.cols;
  p.whole = aligned16(p.table, p.positions);
  const bool packs = p.width % kPack<T> == 0 && aligned16(p.y);
  const int32_t pieces = packs ? p.width / kPack<T> : p.width;
  int32_t across = 1;
  while (across < pieces && across < 128) across *= 2;
  const auto embed_rows = packs ? embed<T, kPack<T>> : embed<T, 1>;
  TS_LAUNCH(context, embed_rows, static_cast<unsigned>(ceil_div(p.rows, kThreads / across)), kThreads, 0, p, across);
  return TS_OK;
}

}  // namespace

ts_status embedding(ts_context* context, const ts_embedding* p) {
  return computes_bf16(context) ? launch_embedding<bf16>(context, *p) : launch_embedding<float>(context, *p);
}

}  // namespace ts::cuda
