// Logits of chosen rows, float32.
#include "cuda/gemm_results.h"
#include "cuda/gemm_rows.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- launchers ----

// The rows' numbers go with the launch, as many as fit.
template <typename T>
ts_status launch_logits(ts_context* context, const ts_logits& p) {
  const T* const weight = parameter_as<T>(context, p.weight);
  if (!weight) return TS_OUT_OF_MEMORY;
  const T* const x = reinterpret_cast<const T*>(p.x);
  const bool aligned = aligned_rows(x, p.width) && aligned_rows(weight, p.width);
  const DenseRows<T> b = {{weight}, p.width};
  for (int32_t first = 0; first < p.count; first += kMaxChosen) {
    const int32_t count = p.count - first < kMaxChosen ? p.count - first : kMaxChosen;
    ChosenRows<T> a = {x, p.width, {}};
    for (int32_t i = 0; i < count; i++) a.index[i] = p.row_index[first + i];
    const PlainResult<float> result = {p.y + static_cast<int64_t>(first) * p.vocab, p.vocab, false, aligned_rows(p.y, p.vocab)};
    const ts_status status = product_rows<false>(context, aligned, {count, p.vocab, 1, {p.width}}, a, b, result);
    if (status != TS_OK) return status;
  }
  return TS_OK;
}

}  // namespace

ts_status logits(ts_context* context, const ts_logits* p) {
  return computes_bf16(context) ? launch_logits<bf16>(context, *p) : launch_logits<float>(context, *p);
}

}  // namespace ts::cuda
