#include "cpu/kernels/gemm_amx.h"

#if TS_LEVEL_amx

#include "cpu/kernels/ahead.h"
#include "cpu/kernels/finish.h"
#include "cpu/kernels/operations.h"
#include "cpu/kernels/tile_sums.h"
#include "cpu/memory.h"

namespace ts::TS_NS {
namespace {

// How a left operand is cut: rows and steps that are rearranged at a time, which stay in the second cache while panels pass
// by. Where there is room for two such blocks (`ahead`), one is rearranged while the other is multiplied.
struct LeftCut {
  int32_t rows, steps;
  bool ahead, panels_ahead;
};
constexpr int32_t kMostRows = 256, kMostSteps = 512;
constexpr int32_t kLeftElements = kMostRows * kMostSteps;

LeftCut left_cut(const Product& p) {
  constexpr int64_t kNear = 1280 << 10;  // bytes of panels that the second cache holds beside all else
  const int32_t depth = static_cast<int32_t>(round_up(p.depth, kSteps));
  const bool near = static_cast<int64_t>(depth) * (p.end - p.begin) * 3 * static_cast<int64_t>(sizeof(uint16_t)) <= kNear;
  if (near && depth <= kLeftElements / 2 / kPair) return {kPair, depth, true, false};
  if (depth <= kMostSteps) return {kMostRows / 2, depth, true, true};
  // What the slopes are taken at may stand where C will, so the sums must not wait there.
  static_assert(kLeftElements / kMostSloped >= kPair);
  if (p.slope_at || depth <= 2 * kMostSteps) return {kLeftElements / depth / kPair * kPair, depth, false, true};
  return {kMostRows / 2, even_piece(depth, kMostSteps, kSteps), true, true};
}

struct Room {
  alignas(64) uint16_t left[kLeftElements / kTileElements * kBlockElements];
  alignas(64) float sums[Finish::kFew * kPair * kPair];
};
static_assert(sizeof(Room) <= kThreadMemory);

void multiply_in(const Product& p, Room& room) {
  constexpr int64_t kHalf = kLeftElements / 2 / kTileElements * kBlockElements;
  const LeftCut cut = left_cut(p);
  const int64_t panel = ceil_div(p.panel_depth ? p.panel_depth : p.depth, kSteps) * kBlockElements;
  const auto panels = static_cast<const uint16_t*>(p.b.data) + p.panel_from / kSteps * kBlockElements;
  float* const c0 = p.pre && p.activation != TS_IDENTITY ? p.pre : p.c;
  Finish finish(p, room.sums, Finish::kFew);
  PanelsAhead panels_ahead;
  LeftBlocks left_ahead;
  const TileRegisters registers;
  const int64_t across = ceil_div(p.end - p.begin, kPair);
  const auto rearrange = [&](int32_t row, int32_t k, bool second, int64_t turns) TS_ALWAYS {
    left_ahead.set(p.a + row * p.lda + k, p.lda, imin(cut.rows, p.rows - row), imin(cut.steps, p.depth - k),
                   room.left + second * kHalf, turns);
  };
  bool second = false;
  if (p.rows > 0) rearrange(0, 0, second, 1);
  for (int32_t row = 0; row < p.rows; row += cut.rows) {
    const int32_t rows = imin(cut.rows, p.rows - row);
    const int32_t pieces = static_cast<int32_t>(ceil_div(rows, kPair));
    for (int32_t k = 0; k < p.depth; k += cut.steps) {
      const int32_t depth = imin(cut.steps, p.depth - k);
      const int32_t blocks = static_cast<int32_t>(ceil_div(depth, kSteps));
      const int64_t strip = static_cast<int64_t>(blocks) * kBlockElements;
      const bool last = k + depth == p.depth, first = k == 0 && !p.accumulate;
      const uint16_t* const here = room.left + second * kHalf;
      left_ahead.finish();
      const bool more = !last || row + rows < p.rows;
      if (cut.ahead && more) {
        second = !second;
        rearrange(last ? row + rows : row, last ? 0 : k + depth, second, across * pieces * blocks * kTurns);
      }
      finish.pace(1, blocks * kTurns);
      for (int32_t column = p.begin; column < p.end; column += kPair) {
        const uint16_t* const b = panels + column / kEdge * panel + k / kSteps * kBlockElements;
        if (cut.panels_ahead) panels_ahead.set(b + 2 * panel, panel, blocks, blocks * kTurns * pieces);
        for (int32_t m = 0; m < pieces; m++) {
          const int64_t at = (row + m * kPair) * p.ldc + column;
          const int32_t piece_rows = imin(kPair, rows - m * kPair), columns = imin(kPair, p.end - column);
          const auto meanwhile = [&] TS_ALWAYS {
            finish.turn();
            left_ahead.turn();
            panels_ahead.turn();
          };
          float* const aside = finish.next();
          const Place c = {c0 + at, p.ldc}, to = last ? Place{aside, kPair} : c;
          if (!first) ask_for<kPair>(c.at + kPair * c.stride, c.stride, kPair);  // what the next piece begins with
          // Work that waits for what it reads would keep that of tiles from being seen.
          if (last && p.slope_at) ask_for<kPair>(p.slope_at + at, p.ldc, kPair);
          piece_sums(c, to, !first, piece_rows, columns, {here + m * 2 * strip, strip}, {b, panel}, blocks, aside, meanwhile);
          if (last) finish.add(at, column, piece_rows, columns);
        }
      }
      if (!cut.ahead && more) rearrange(last ? row + rows : row, last ? 0 : k + depth, second, 1);
    }
  }
  finish.finish();
}

}  // namespace

void multiply_by_amx(const Product& product) {
  if (void* const memory = thread_memory()) return multiply_in(product, *static_cast<Room*>(memory));
  Room room;
  multiply_in(product, room);
}

// The limit of what stands above: the products of as few blocks as the first cache holds. Numbers as in use, for the unit
// works more slowly where it has to switch more transistors.
int64_t tile_products(int64_t rounds) {
  alignas(64) uint16_t blocks[4 * kBlockElements];
  uint32_t state = 1;
  for (uint16_t& x : blocks) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<uint16_t>(0x3e00 | state >> 31 << 15 | (state >> 16 & 0x1ff));  // +-0.125 to 0.5
  }
  wrote_for_tiles();
  const TileRegisters registers;
  for (int64_t round = 0; round < rounds; round++)
    run<2>({blocks, kBlockElements}, {blocks + 2 * kBlockElements, kBlockElements}, 1);
  return rounds * kPair * kPair * kSteps * 2;
}

}  // namespace ts::TS_NS

#endif
