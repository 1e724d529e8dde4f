// The cross-entropy head by AMX: where everything stands, and how a tile begins.
#include "cpu/kernels/cross_entropy_amx.h"

#if TS_LEVEL_amx

#include "cpu/kernels/head_amx.h"
#include "cpu/kernels/head_passes.h"
#include "cpu/kernels/meanwhile.h"

namespace ts::TS_NS {

// Tiles are of a power of two rows, so that groups are whole tiles.
void AmxHead::cut_rows(int32_t threads) {
  width = static_cast<int32_t>(round_up(p->width, kPair));
  const int32_t most = p->width > 512 ? kMostHeadRows / 2 : kMostHeadRows;
  for (tile_rows = kPair; tile_rows < most && tile_rows * threads < p->rows;) tile_rows *= 2;
  const int32_t all = static_cast<int32_t>(ceil_div(p->rows, tile_rows));
  cut = {p->rows, tile_rows, all, all};
  // Of wide weights, panels and sums are so large that they had better pass by for many rows.
  group = imin(p->width > 512 ? 1024 : 512, all * tile_rows);
  band = p->d_weight ? imin(all, static_cast<int32_t>(round_up(threads, group / tile_rows))) : all;
}

void AmxHead::take(Layout& layout, int32_t threads) {
  layout.take(x, threads * x_elements());
  if (p->dx) {
    layout.take(dx, static_cast<int64_t>(band) * tile_rows * width);
    layout.take(e, threads * e_elements());
  }
  if (p->d_weight) {
    const int64_t groups = ceil_div(band, group / tile_rows);
    layout.take(exponentials, groups * group_exponentials());
    layout.take(scaled, groups * group_scaled());
    layout.take(turned_e, 2 * threads * turned_elements());
  }
}

void AmxHead::begin(int32_t tile, int32_t worker) const {
  const HeadTile& t = this->tile[tile];
  uint16_t* const to = x + worker * x_elements();
  LeftBlocks left;
  left.set(p->x + static_cast<int64_t>(t.row) * p->width, p->width, t.rows, p->width, to, 1);
  left.finish();
  // Pieces have two strips.
  const int64_t strips = ceil_div(t.rows, kEdge);
  if (strips % 2) memset(to + strips * x_strip(), 0, static_cast<size_t>(x_strip()) * sizeof(uint16_t));
}

void AmxHead::pass_by(int32_t tile, int32_t block, int32_t worker) const {
  HeadTile& t = this->tile[tile];
  const bool wanted = pass != Pass::kMaxima;
  uint16_t* const left = p->dx && wanted ? e + worker * e_elements() : nullptr;
  block_logits(t, block, x + worker * x_elements(), left,
               p->d_weight && wanted ? exponentials_of(tile) : nullptr);
  if (left) block_dx(t, block, left, dx_of(tile, 0));
}

void AmxHead::put_target(int32_t tile, int32_t i, float at_target) const {
  const int32_t target = p->targets[this->tile[tile].row + i];
  exponentials_of(tile)[target / kEdge * static_cast<int64_t>(group) * kEdge + i * kEdge + target % kEdge] = at_target;
}

ts_status cross_entropy_by_amx(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  return cross_entropy_by<AmxHead>(context, p, workspace);
}

}  // namespace ts::TS_NS

#endif
