// Weights in panels, as the matrix kernels read them: element (k, n) of a [depth, columns] matrix stands in
// panel n / kPanel, row k. Columns are filled up with zeros to whole panels. A panel's elements are floats,
// bfloat16 or whole numbers with a scale for each column; a row of them becomes vectors of floats on its way
// into the registers. Or they are laid out in thirds, in the blocks of thirds.h.
#pragma once
#include "cpu/kernels/kernels.h"
#include "cpu/kernels/simd.h"

namespace {

// Width of a panel in vectors and floats.
constexpr int kPanelVectors = 2;
constexpr int kPanel = kPanelVectors * L;

struct Float32Row {
  typedef float Element;
  static TS_INLINE void load_row(const float* p, F (&x)[kPanelVectors]) {
    x[0] = load(p);
    x[1] = load(p + L);
  }
};

// Columns i and L + i share a 32-bit word, the first in its low half: two vectors come out of one load without
// a shuffle.
struct Bf16Row {
  typedef uint16_t Element;
  static TS_INLINE int64_t place(int64_t column) { return column % L * 2 + column / L; }
  static TS_INLINE void load_row(const uint16_t* p, F (&x)[kPanelVectors]) {
    const I words = loadi(reinterpret_cast<const int32_t*>(p));
    x[0] = from_bits(words << 16);
    x[1] = from_bits(words & set1i(static_cast<int32_t>(0xffff0000)));
  }
};

struct Int8Row {
  typedef int8_t Element;
  static TS_INLINE void load_row(const int8_t* p, F (&x)[kPanelVectors]) {
    x[0] = to_float(widen(p));
    x[1] = to_float(widen(p + L));
  }
};

}  // namespace

namespace ts::TS_NS {

struct Panels {
  const void* data;  // NULL: there was no memory
  ts_precision precision;
  const float* scales;  // of the columns, to multiply a sum with; NULL: none
  bool thirds;          // in blocks of thirds.h
};

// Panels of W^T, all parts below one another.
Panels weight_panels(ts_context* context, int32_t parts, const ts_parameter* part, ts_precision precision);
// Whether programs for whole texts multiply by a weight of that shape in thirds.
bool in_thirds(int32_t in, int32_t out);
// Panels of W^T (`transposed`) or of W for products of whole texts, perhaps in thirds. `once`: see PanelSource.
Panels training_panels(ts_context* context, int32_t parts, const ts_parameter* part, bool transposed, bool once = false);
// For forward products, as the context makes them.
Panels forward_panels(ts_context* context, int32_t parts, const ts_parameter* part);
// The same of one weight whose shape the caller has judged, in memory of the caller's: at least panel_bytes().
Panels make_panels(ts_context* context, const ts_parameter& weight, bool transposed, bool thirds, void* to);
size_t panel_bytes(int32_t rows, int32_t width, bool thirds);
// Those of a [depth, columns] float32 matrix from `column` on, a multiple of kPanel.
Panels panels_from(Panels panels, int32_t depth, int32_t column);

}  // namespace ts::TS_NS
