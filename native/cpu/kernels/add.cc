// y = a + b.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {

ts_status add(ts_context* context, const ts_add* p) {
  constexpr int64_t kFloats = 16384;
  const int64_t begin = static_cast<int64_t>(p->rows.begin) * p->width;
  const int64_t end = static_cast<int64_t>(p->rows.end) * p->width;
  each_tile(context, ceil_div(end - begin, kFloats), 2.0 * static_cast<double>(end - begin) / L,
            [=](int32_t tile, int32_t) {
              int64_t i = begin + tile * kFloats;
              const int64_t stop = i + kFloats < end ? i + kFloats : end;
              for (; i + L <= stop; i += L) store(p->y + i, load(p->a + i) + load(p->b + i));
              const int n = static_cast<int>(stop - i);
              if (n > 0) store_n(p->y + i, load_n(p->a + i, n) + load_n(p->b + i, n), n);
            });
  return TS_OK;
}

}  // namespace ts::TS_NS
