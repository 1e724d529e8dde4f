// The cross-entropy head by AMX: what its parts share. A piece of logits becomes exponentials while the next one is
// multiplied, and these leave the registers in the layouts that their own products want.
#pragma once
#include "cpu/kernels/amx.h"
#include "cpu/kernels/head.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {

struct AmxHead : Head {
  static constexpr bool thirds = true;
  static constexpr int32_t kBlock = 512, kPart = 512;  // of the vocabulary
  static constexpr int32_t kBlockBlocks = kBlock / kSteps;

  int32_t width;        // whole pairs of panels
  int32_t tile_rows;    // a power of two
  int32_t group;        // rows whose products are one sum of the weight's gradient; whole tiles
  float* dx;            // [tile][tile_rows][width]
  float* exponentials;  // [group][panel of the vocabulary][row][kEdge]
  uint16_t* scaled;     // x times each row's factor, [group][strip of the width][step block of rows]
  uint16_t* x;          // [worker], rows by width
  uint16_t* e;          // [worker], rows by a block
  uint16_t* turned_e;   // [worker][2], a group by some panels, with rows as the steps

  // Of a group.
  int64_t group_exponentials() const { return round_up(p->vocab, kPair) * group; }
  int64_t group_scaled() const { return static_cast<int64_t>(width) / kEdge * (group / kSteps) * kBlockElements; }
  // Columns of exponentials that are rearranged at a time, while others are multiplied.
  int32_t turned_columns() const { return p->width > 512 ? 128 : 64; }
  int64_t x_strip() const { return ceil_div(p->width, kSteps) * kBlockElements; }
  int64_t x_elements() const { return tile_rows / kEdge * x_strip(); }
  int64_t e_elements() const { return static_cast<int64_t>(tile_rows) / kEdge * kBlockBlocks * kBlockElements; }
  int64_t turned_elements() const {
    return static_cast<int64_t>(turned_columns()) / kEdge * (group / kSteps) * kBlockElements;
  }
  // Where a tile's rows of the group's exponentials begin.
  float* exponentials_of(int32_t tile) const {
    const int32_t row = tile * tile_rows;
    return exponentials + row / group * group_exponentials() + row % group * kEdge;
  }
  float* dx_of(int32_t tile, int32_t i) const {
    return dx + (static_cast<int64_t>(tile) * tile_rows + i) * width;
  }

  void cut_rows(int32_t threads);
  void take(Layout& layout, int32_t threads);
  void begin(int32_t tile, int32_t worker) const;
  void pass_by(int32_t tile, int32_t block, int32_t worker) const;
  void put_target(int32_t tile, int32_t i, float at_target) const;
  void scale_rows(int32_t tile, const float* factors) const;
  void part_weight(int32_t part, int32_t worker) const;

  // Exponentials of a tile's logits of a block: for dx in `e`, for the weight's gradient in `right`, unless NULL.
  void block_logits(HeadTile& t, int32_t block, const uint16_t* x, uint16_t* e, float* right) const;
  // dx of the tile grows by its exponentials times a block of W.
  void block_dx(const HeadTile& t, int32_t block, const uint16_t* e, float* dx) const;
};

}  // namespace ts::TS_NS

#endif
