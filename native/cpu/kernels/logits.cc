// Logits of chosen rows.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/row_product.h"

namespace ts::TS_NS {

ts_status logits(ts_context* context, const ts_logits* p) {
  const Panels w = forward_panels(context, 1, &p->weight);
  if (!w.data) return TS_OUT_OF_MEMORY;
  const size_t row = static_cast<size_t>(p->width) * sizeof(float);
  float* const x = static_cast<float*>(context_scratch(context, static_cast<size_t>(p->count) * row));
  if (!x) return TS_OUT_OF_MEMORY;
  for (int32_t i = 0; i < p->count; i++) {
    memcpy(x + static_cast<int64_t>(i) * p->width, p->x + static_cast<int64_t>(p->row_index[i]) * p->width,
           row);
  }
  const double work = product_work(p->count, p->width, p->vocab, w.precision);
  const Grid g = grid(context, w, p->count, p->vocab, work);
  each_tile(context, g.tiles, work, [=](int32_t tile, int32_t) {
    const GridTile t = grid_tile(g, tile);
    Product m = {};
    m.rows = t.rows;
    m.depth = p->width;
    m.begin = t.begin;
    m.end = t.end;
    m.a = x + static_cast<int64_t>(t.row) * p->width;
    m.lda = p->width;
    m.b = w;
    m.c = p->y + static_cast<int64_t>(t.row) * p->vocab;
    m.ldc = p->vocab;
    m.activation = TS_IDENTITY;
    multiply(m);
  });
  return TS_OK;
}

}  // namespace ts::TS_NS
