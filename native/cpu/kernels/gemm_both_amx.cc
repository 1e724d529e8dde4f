// Two products, the second of what the first makes: 32 rows at a time, so what stands between is split into thirds as it
// comes out of the first and stays in the second cache.
#include "cpu/kernels/finish.h"
#include "cpu/kernels/gemm_amx.h"
#include "cpu/kernels/tile_sums.h"
#include "cpu/memory.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {
namespace {

constexpr int32_t kMostDepth = 512;  // of both

struct Room {
  static constexpr int32_t kBlocks = kPair / kEdge * (kMostDepth / kSteps) * kBlockElements;
  alignas(64) uint16_t left[2][kBlocks], between[2][kBlocks];
  alignas(64) float sums[2][Finish::kMost * kPair * kPair];
};
static_assert(sizeof(Room) <= kThreadMemory);

// The columns of a product for the rows of `left`.
template <class Meanwhile, class Done>
TS_INLINE void across(const Product& p, Finish& finish, const uint16_t* left, int32_t rows, Meanwhile meanwhile, Done done) {
  const int32_t blocks = static_cast<int32_t>(ceil_div(p.depth, kSteps));
  const int64_t strip = static_cast<int64_t>(blocks) * kBlockElements;
  for (int32_t column = 0; column < p.end; column += kPair) {
    float* const aside = finish.next();
    const int32_t columns = imin(kPair, p.end - column);
    piece_sums({aside, kPair}, {aside, kPair}, false, rows, columns, {left, strip},
               {static_cast<const uint16_t*>(p.b.data) + column / kEdge * strip, strip}, blocks, aside, meanwhile);
    done(column, columns);
  }
}

void multiply_in(const Product& first, const Product& second, Room& room) {
  Finish one(first, room.sums[0], Finish::kMost), other(second, room.sums[1], Finish::kFew);
  LeftBlocks left_ahead;
  const TileRegisters registers;
  const auto meanwhile = [&] TS_ALWAYS {
    one.turn();
    other.turn();
    left_ahead.turn();
  };
  const int64_t strip = static_cast<int64_t>(second.depth / kSteps) * kBlockElements;
  const int32_t pairs = static_cast<int32_t>(ceil_div(first.rows, kPair));
  const int32_t pieces = static_cast<int32_t>(ceil_div(first.end, kPair));
  const int64_t turns = kTurns * (ceil_div(first.depth, kSteps) * pieces + second.depth / kSteps * ceil_div(second.end, kPair));
  one.pace(pieces, turns);
  other.pace(1, kTurns * (second.depth / kSteps));
  const auto rows_of = [&](int32_t pair) TS_ALWAYS { return imin(kPair, first.rows - pair * kPair); };
  const auto rearrange = [&](int32_t pair, int64_t all) TS_ALWAYS {
    left_ahead.set(first.a + pair * kPair * first.lda, first.lda, rows_of(pair), first.depth, room.left[pair % 2], all);
  };
  rearrange(0, 1);
  // The second product is a step behind, so that the first has both for finishing the rows.
  for (int32_t pair = 0; pair <= pairs; pair++) {
    if (pair < pairs) {
      left_ahead.finish();
      if (pair + 1 < pairs) rearrange(pair + 1, turns);
      across(first, one, room.left[pair % 2], rows_of(pair), meanwhile, [&](int32_t column, int32_t columns) TS_ALWAYS {
        one.add(pair * kPair * first.ldc + column, column, rows_of(pair), columns,
                room.between[pair % 2] + column / kSteps * kBlockElements, strip);
      });
    }
    if (pair == 0) continue;
    one.finish(static_cast<int64_t>(pair) * pieces);
    const int32_t before = pair - 1;
    across(second, other, room.between[before % 2], rows_of(before), meanwhile, [&](int32_t column, int32_t columns) TS_ALWAYS {
      other.add(before * kPair * second.ldc + column, column, rows_of(before), columns);
    });
  }
  other.finish();
}

}  // namespace

bool both_fit(int32_t in, int32_t between, int32_t out) {
  constexpr int64_t kNear = 1 << 20;  // bytes of panels that the second cache holds beside all else
  const int64_t bytes = (in + out) * static_cast<int64_t>(between) * 3 * static_cast<int64_t>(sizeof(uint16_t));
  return in_thirds(in, between) && in_thirds(between, out) && in <= kMostDepth && between <= kMostDepth &&
         between % kPair == 0 && bytes <= kNear;
}

void multiply_both_by_amx(const Product& first, const Product& second) {
  if (void* const memory = thread_memory()) return multiply_in(first, second, *static_cast<Room*>(memory));
  Room room;
  multiply_in(first, second, room);
}

}  // namespace ts::TS_NS

#endif
