// y = a + b, and gradients that meet.
#include "cuda/operation.h"
#include "cuda/operations.h"
#include "cuda/pack.h"

namespace ts::cuda {
namespace {

constexpr int kThreads = 256;

// ---- kernels ----

// P numbers at once, and what is left at the end one by one.
template <typename T, int P>
__global__ void __launch_bounds__(kThreads) add_numbers(const T* a, const T* b, T* y, int64_t count) {
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  const int64_t stride = static_cast<int64_t>(gridDim.x) * kThreads;
  for (int64_t i = first; i < count / P; i += stride) {
    float left[P], right[P];
    unpack(load_pack<T, P>(a + i * P), left);
    unpack(load_pack<T, P>(b + i * P), right);
    for (int j = 0; j < P; j++) left[j] += right[j];
    store_pack(y + i * P, packed<T>(left));
  }
  if (first < count % P) {
    const int64_t i = count - 1 - first;
    store(y + i, load(a[i]) + load(b[i]));
  }
}

// ---- launchers ----

template <typename T>
ts_status launch_add(ts_context* context, const ts_add& p) {
  const int64_t begin = static_cast<int64_t>(p.rows.begin) * p.width;
  const int64_t count = static_cast<int64_t>(p.rows.end - p.rows.begin) * p.width;
  const T* const a = reinterpret_cast<const T*>(p.a) + begin;
  const T* const b = reinterpret_cast<const T*>(p.b) + begin;
  T* const y = reinterpret_cast<T*>(p.y) + begin;
  const bool whole = aligned16(a, b, y);
  const auto add_rows = whole ? add_numbers<T, kPack<T>> : add_numbers<T, 1>;
  const int64_t blocks = ceil_div(count, (whole ? kPack<T> : 1) * kThreads);
  TS_LAUNCH(context, add_rows, static_cast<unsigned>(blocks < 1 << 30 ? blocks : 1 << 30), kThreads, 0, a, b, y, count);
  return TS_OK;
}

}  // namespace

ts_status add(ts_context* context, const ts_add* p) {
  return computes_bf16(context) ? launch_add<bf16>(context, *p) : launch_add<float>(context, *p);
}

}  // namespace ts::cuda
