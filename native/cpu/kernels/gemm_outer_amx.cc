// Outer products by AMX.
#include "cpu/kernels/ahead.h"
#include "cpu/kernels/gemm_amx.h"
#include "cpu/kernels/meanwhile.h"
#include "cpu/kernels/tile_sums.h"
#include "cpu/memory.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {
namespace {

// Blocks of both operands of an outer product, 32 steps after another, a quarter of a block a unit of work.
class OuterBlocks {
 public:
  struct Side {
    const float* from;
    int64_t stride;
    int32_t width;
    uint16_t* to;
  };
  TS_INLINE void set(const Side& left, const Side& right, int32_t depth, int64_t turns) {
    left_ = left;
    right_ = right;
    depth_ = depth;
    blocks_ = static_cast<int32_t>(ceil_div(depth, kSteps));
    of_left_ = static_cast<int32_t>(ceil_div(left.width, kEdge)) * kParts;
    group_ = of_left_ + static_cast<int32_t>(ceil_div(right.width, kEdge)) * kParts;
    block_ = done_ = 0;
    pace_.set(group_ * blocks_, turns);
  }
  TS_INLINE void turn() {
    if (const int32_t units = pace_.turn()) {
      if (block_ < blocks_) work(units);
    }
  }
  TS_INLINE void finish() {
    if (block_ < blocks_) work(group_ * blocks_);
  }

 private:
  static constexpr int32_t kParts = 4;

  void work(int32_t units) __attribute__((noinline)) {
    for (; units > 0 && block_ < blocks_; units--) {
      if (done_ < of_left_) {
        part<true>(left_, done_);
      } else {
        part<false>(right_, done_ - of_left_);
      }
      if (++done_ < group_) continue;
      done_ = 0;
      block_++;
    }
  }

  template <bool Left>
  TS_INLINE void part(const Side& side, int32_t number) {
    const int64_t stride = side.stride;
    const int32_t at = number / kParts * kEdge, row = number % kParts * 4;
    const int32_t width = imin(kEdge, side.width - at), depth = imin(kSteps, depth_ - block_ * kSteps);
    const float* const steps = side.from + block_ * kSteps * stride;
    uint16_t* const to = side.to + (static_cast<int64_t>(number / kParts) * blocks_ + block_) * kBlockElements;
    ask(side, steps + kSteps * stride, number);
    if (width < kEdge || depth < kSteps) {
      if (row > 0) return;
      Left ? left_blocks_down(steps + at, stride, width, depth, to) : right_blocks(steps + at, stride, depth, width, to);
    } else if (Left) {
      F x[2][4];
      load_columns4(steps + at + row, stride, L, x[0]);
      load_columns4(steps + at + row + L * stride, stride, L, x[1]);
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) store_in_order(thirds_of(x[0][i]), thirds_of(x[1][i]), to + (row + i) * kSteps);
    } else {
#pragma GCC unroll 4
      for (int i = row; i < row + 4; i++) {
        const float* const even = steps + at + 2 * i * stride;
        store_pairs(thirds_of(load(even)), thirds_of(load(even + stride)), to + i * kSteps);
      }
    }
  }

  // The part's share of the next 32 steps, whose lines are asked for in order: else too few are under way at a time.
  TS_INLINE static void ask(const Side& side, const float* next, int32_t number) {
    constexpr int32_t kEach = kSteps / kParts;
    const int32_t lines = static_cast<int32_t>(ceil_div(side.width, kLine));
    int32_t line = number * kEach % lines;
    const float* row = next + number * kEach / lines * side.stride;
#pragma GCC unroll 8
    for (int i = 0; i < kEach; i++) {
      __builtin_prefetch(row + line * kLine, 0, 2);
      if (++line < lines) continue;
      line = 0;
      row += side.stride;
    }
  }

  Side left_ = {}, right_ = {};
  int32_t depth_ = 0, blocks_ = 0, of_left_ = 0, group_ = 0, block_ = 0, done_ = 0;
  Pace pace_;
};

constexpr int32_t kMostSteps = 64;
constexpr int64_t kLeft = kOuterRows / kEdge * (kMostSteps / kSteps) * kBlockElements;
constexpr int64_t kRight = kOuterColumns / kEdge * (kMostSteps / kSteps) * kBlockElements;
constexpr int64_t kPiece = kPair * kPair;

struct Room {
  alignas(64) uint16_t blocks[2][kLeft + kRight];
  // Sums on their way wait side by side: where rows stand apart, many fall into the same sets of a cache.
  alignas(64) float sums[kOuterRows / kPair * (kOuterColumns / kPair) * kPiece];
};
static_assert(sizeof(Room) <= kThreadMemory);

void multiply_in(const OuterProduct& o, Room& room) {
  const TileRegisters registers;
  OuterBlocks ahead;
  for (int32_t row = 0; row < o.rows; row += kOuterRows) {
    for (int32_t column = 0; column < o.columns; column += kOuterColumns) {
      const int32_t rows = imin(kOuterRows, o.rows - row), columns = imin(kOuterColumns, o.columns - column);
      const auto rearrange = [&](int32_t k, uint16_t* to, int64_t turns) TS_ALWAYS {
        ahead.set({o.a + k * o.lda + row, o.lda, rows, to}, {o.b + k * o.ldb + column, o.ldb, columns, to + kLeft},
                  imin(kMostSteps, o.depth - k), turns);
      };
      uint16_t *here = room.blocks[0], *next = room.blocks[1];
      rearrange(0, here, 1);
      for (int32_t k = 0; k < o.depth; k += kMostSteps) {
        const int32_t blocks = static_cast<int32_t>(ceil_div(imin(kMostSteps, o.depth - k), kSteps));
        const int64_t apart = static_cast<int64_t>(blocks) * kBlockElements;
        const bool last = k + kMostSteps >= o.depth;
        ahead.finish();
        if (!last) rearrange(k + kMostSteps, next, ceil_div(rows, kPair) * ceil_div(columns, kPair) * blocks * kTurns);
        float* sums = room.sums;
        for (int32_t n = 0; n < columns; n += kPair) {
          // A panel of which nothing is wanted is not there: its neighbour does in its place.
          const Operand right = {here + kLeft + n / kEdge * apart, columns - n > kEdge ? apart : 0};
          for (int32_t m = 0; m < rows; m += kPair, sums += kPiece) {
            const Operand left = {here + m / kEdge * apart, apart};
            const Place c = {o.c + (row + m) * o.ldc + column + n, o.ldc}, aside = {sums, kPair};
            piece_sums(k > 0 ? aside : c, last ? c : aside, o.accumulate || k > 0, imin(kPair, rows - m),
                       imin(kPair, columns - n), left, right, blocks, sums, [&] TS_ALWAYS { ahead.turn(); });
          }
        }
        uint16_t* const free = here;
        here = next;
        next = free;
      }
    }
  }
}

}  // namespace

void multiply_outer_by_amx(const OuterProduct& product) {
  if (void* const memory = thread_memory()) return multiply_in(product, *static_cast<Room*>(memory));
  Room room;
  multiply_in(product, room);
}

}  // namespace ts::TS_NS

#endif
