// y = a + b, and gradients that meet.
#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

template <typename T>
__global__ void add_numbers(const T* a, const T* b, T* y, int64_t count) {
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
    store(y + i, load(a[i]) + load(b[i]));
  }
}

// ---- launchers ----

template <typename T>
ts_status launch_add(ts_context* context, const ts_add& p) {
  const int64_t begin = static_cast<int64_t>(p.rows.begin) * p.width;
  const int64_t count = static_cast<int64_t>(p.rows.end - p.rows.begin) * p.width;
  const auto sum = add_numbers<T>;
  TS_LAUNCH(context, sum, static_cast<unsigned>(ceil_div(count, 256)), 256, 0, reinterpret_cast<const T*>(p.a) + begin,
            reinterpret_cast<const T*>(p.b) + begin, reinterpret_cast<T*>(p.y) + begin, count);
  return TS_OK;
}

}  // namespace

ts_status add(ts_context* context, const ts_add* p) {
  return computes_bf16(context) ? launch_add<bf16>(context, *p) : launch_add<float>(context, *p);
}

}  // namespace ts::cuda
