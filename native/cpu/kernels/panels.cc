#include "cpu/kernels/panels.h"

#include <float.h>

#include "cpu/kernels/thirds.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

struct Shape {
  int64_t depth, columns;  // the latter filled up to whole panels
};

Shape shape_of(const PanelSource& source) {
  int64_t below = 0;
  for (int32_t i = 0; i < source.parts; i++) below += source.part[i].rows;
  const int64_t across = source.part[0].cols;
  if (source.transposed) return {across, round_up(below, kPanel)};
  return {below, round_up(across, kPanel)};
}

size_t element_bytes(ts_precision precision) {
  return precision == TS_INT8 ? sizeof(int8_t) : precision == TS_BF16 ? sizeof(uint16_t) : sizeof(float);
}

// The scales stand behind the panels.
size_t scales_offset(const Shape& shape, ts_precision precision) {
  return static_cast<size_t>(round_up(shape.depth * shape.columns, 16)) * element_bytes(precision);
}

// The rows of all parts, below one another.
struct Rows {
  const float* row[kPanel];
  int32_t count;
};
Rows rows_of(const PanelSource& source, int64_t from, int32_t most) {
  Rows rows = {};
  for (int32_t i = 0; i < source.parts && rows.count < most; i++) {
    const ts_parameter& part = source.part[i];
    const float* const w = parameter_data(part);
    for (int64_t r = from; r < part.rows && rows.count < most; r++) rows.row[rows.count++] = w + r * part.cols;
    from = from < part.rows ? 0 : from - part.rows;
  }
  return rows;
}

// Columns [v, v + L) of a panel of W^T: so many of its rows side by side. False where they do not stand at equal
// distances.
bool pack_together(const Rows& rows, int32_t v, int64_t depth, float* panel) {
  if (v + L > rows.count) return false;
  const float* const first = rows.row[v];
  const int64_t stride = rows.row[v + 1] - first;
  for (int i = 2; i < L; i++) {
    if (rows.row[v + i] != first + i * stride) return false;
  }
  const int64_t whole = depth / 4 * 4;
  for (int64_t k = 0; k < whole; k += 4) {
    F x[4];
    load_columns4(first + k, stride, L, x);
    for (int d = 0; d < 4; d++) store(panel + (k + d) * kPanel + v, x[d]);
  }
  for (int64_t k = whole; k < depth; k++) {
    for (int i = 0; i < L; i++) panel[k * kPanel + v + i] = first[i * stride + k];
  }
  return true;
}

void pack_float32_panel(const PanelSource& source, const Shape& shape, int64_t number, void* to) {
  float* const panel = static_cast<float*>(to) + number * shape.depth * kPanel;
  const Rows rows = rows_of(source, number * kPanel, kPanel);
  for (int32_t v = 0; v < kPanel; v += L) {
    if (pack_together(rows, v, shape.depth, panel)) continue;
    for (int64_t k = 0; k < shape.depth; k++) {
      for (int32_t i = v; i < v + L; i++) panel[k * kPanel + i] = i < rows.count ? rows.row[i][k] : 0;
    }
  }
}

// Some rows of W, which are cut to the panels' width.
void pack_float32_rows(const PanelSource& source, const Shape& shape, int64_t from, void* to) {
  const int32_t across = source.part[0].cols;
  const Rows rows = rows_of(source, from, kPanel);
  for (int32_t i = 0; i < rows.count; i++) {
    float* panel = static_cast<float*>(to) + (from + i) * kPanel;
    for (int32_t n = 0; n < across; n += kPanel, panel += shape.depth * kPanel) {
      for (int v = 0; v < kPanelVectors; v++) {
        const int32_t left = across - n - v * L;
        store(panel + v * L, left > 0 ? load_n(rows.row[i] + n + v * L, left) : zero());
      }
    }
  }
}

// To the nearest bfloat16, ties to even.
uint16_t to_bf16(float x) {
  uint32_t word;
  memcpy(&word, &x, sizeof word);
  if (x != x) return static_cast<uint16_t>(word >> 16 | 0x40);  // must not round to infinity
  return static_cast<uint16_t>((word + 0x7fff + (word >> 16 & 1)) >> 16);
}

void pack_bf16_panel(const PanelSource& source, const Shape& shape, int64_t number, void* to) {
  uint16_t* const panel = static_cast<uint16_t*>(to) + number * shape.depth * kPanel;
  memset(panel, 0, static_cast<size_t>(shape.depth * kPanel) * sizeof(uint16_t));
  const Rows rows = rows_of(source, number * kPanel, kPanel);
  for (int32_t i = 0; i < rows.count; i++) {
    uint16_t* const column = panel + Bf16Row::place(i);
    for (int64_t k = 0; k < shape.depth; k++) column[k * kPanel] = to_bf16(rows.row[i][k]);
  }
}

// What a row's whole numbers are multiplied with: not a number when one of its weights is none or infinite, 0
// when all are too small to be told from 0.
float int8_scale(const float* w, int64_t count) {
  F high = zero(), poison = zero();
  for (int64_t k = 0; k < count; k += L) {
    const F x = load_n(w + k, imin(L, static_cast<int32_t>(count - k)));
    high = vmax(high, vmax(x, zero() - x));
    poison = poison + x * zero();
  }
  const float scale = largest(high) / 127;
  return (scale < FLT_MIN ? 0 : scale) + sum(poison);
}

void pack_int8_panel(const PanelSource& source, const Shape& shape, int64_t number, void* to) {
  int8_t* const panel = static_cast<int8_t*>(to) + number * shape.depth * kPanel;
  float* const scales =
      reinterpret_cast<float*>(static_cast<char*>(to) + scales_offset(shape, TS_INT8)) + number * kPanel;
  memset(panel, 0, static_cast<size_t>(shape.depth * kPanel));
  memset(scales, 0, kPanel * sizeof(float));
  const Rows rows = rows_of(source, number * kPanel, kPanel);
  for (int32_t i = 0; i < rows.count; i++) {
    const float* const w = rows.row[i];
    const float scale = scales[i] = int8_scale(w, shape.depth);
    if (!(scale > 0)) continue;
    for (int64_t k = 0; k < shape.depth; k += L) {
      const int32_t count = imin(L, static_cast<int32_t>(shape.depth - k));
      const I steps = nearest(load_n(w + k, count) / set1(scale));
      for (int32_t j = 0; j < count; j++) panel[(k + j) * kPanel + i] = static_cast<int8_t>(steps[j]);
    }
  }
}

#if TS_LEVEL_amx

int64_t thirds_elements(int64_t depth, int64_t columns) {
  return ceil_div(depth, kSteps) * (columns / kEdge) * kBlockElements;
}

// Two panels of blocks of W^T: each weight's row is a column of them.
void pack_thirds_panel(const PanelSource& source, const Shape& shape, int64_t number, void* to) {
  const int64_t blocks = ceil_div(shape.depth, kSteps);
  const Rows rows = rows_of(source, number * kPanel, kPanel);
  uint16_t* block = static_cast<uint16_t*>(to) + number * (kPanel / kEdge) * blocks * kBlockElements;
  for (int32_t n = 0; n < kPanel; n += kEdge) {
    for (int64_t k = 0; k < shape.depth; k += kSteps, block += kBlockElements) {
      const int32_t left = static_cast<int32_t>(shape.depth - k < kSteps ? shape.depth - k : kSteps);
      for (int32_t i = 0; i < kEdge; i++) {
        const float* const w = n + i < rows.count ? rows.row[n + i] + k : nullptr;
        store_in_order(thirds_of(w ? load_n(w, left) : zero()), thirds_of(w && left > L ? load_n(w + L, left - L) : zero()),
                       block + i * kSteps);
      }
      for (int third = 0; third < 3; third++) {
        __m512i x[16];
        uint16_t* const tile = block + third * kTileElements;
        for (int i = 0; i < 16; i++) x[i] = _mm512_loadu_si512(tile + i * kSteps);
        transpose(x);
        for (int i = 0; i < 16; i++) _mm512_storeu_si512(tile + i * kSteps, x[i]);
      }
    }
  }
}

// A block's steps of W: as many of its rows.
void pack_thirds_rows(const PanelSource& source, const Shape& shape, int64_t number, void* to) {
  const int64_t blocks = ceil_div(shape.depth, kSteps);
  const int32_t across = source.part[0].cols;
  const Rows rows = rows_of(source, number * kSteps, kSteps);
  for (int32_t k = 0; k < kSteps; k += 2) {
    const float* const even = k < rows.count ? rows.row[k] : nullptr;
    const float* const odd = k + 1 < rows.count ? rows.row[k + 1] : nullptr;
    uint16_t* row = static_cast<uint16_t*>(to) + number * kBlockElements + k / 2 * kSteps;
    for (int32_t n = 0; n < shape.columns; n += kEdge, row += blocks * kBlockElements) {
      const int32_t left = across - n;
      store_pairs(thirds_of(even && left > 0 ? load_n(even + n, left) : zero()),
                  thirds_of(odd && left > 0 ? load_n(odd + n, left) : zero()), row);
    }
  }
}

#endif

void pack(ts_context* context, const PanelSource* source, void* to) {
  const Shape shape = shape_of(*source);
  const double work = 1.0 * shape.depth * shape.columns / L;
#if TS_LEVEL_amx
  if (source->thirds) {
    const auto pack_piece = source->transposed ? pack_thirds_panel : pack_thirds_rows;
    const int64_t pieces = source->transposed ? shape.columns / kPanel : ceil_div(shape.depth, kSteps);
    each_tile(context, pieces, work, [=](int32_t piece, int32_t) { pack_piece(*source, shape, piece, to); });
    return;
  }
#endif
  if (!source->transposed) {
    each_tile(context, ceil_div(shape.depth, kPanel), work, [=](int32_t tile, int32_t) {
      pack_float32_rows(*source, shape, static_cast<int64_t>(tile) * kPanel, to);
    });
    return;
  }
  const auto pack_panel = source->precision == TS_INT8   ? pack_int8_panel
                          : source->precision == TS_BF16 ? pack_bf16_panel
                                                         : pack_float32_panel;
  each_tile(context, shape.columns / kPanel, work,
            [=](int32_t panel, int32_t) { pack_panel(*source, shape, panel, to); });
}

PanelSource source_of(int32_t parts, const ts_parameter* part, bool transposed) {
  PanelSource source = {};
  source.parts = parts;
  source.transposed = transposed;
  for (int32_t i = 0; i < parts; i++) source.part[i] = part[i];
  return source;
}

}  // namespace

Panels weight_panels(ts_context* context, int32_t parts, const ts_parameter* part, ts_precision precision) {
  PanelSource source = source_of(parts, part, true);
  source.precision = precision;
  const Shape shape = shape_of(source);
  const size_t offset = scales_offset(shape, precision);
  const bool scaled = precision == TS_INT8;
  const size_t bytes = offset + (scaled ? static_cast<size_t>(shape.columns) * sizeof(float) : 0);
  const void* const data = panels(context, &source, bytes, pack);
  const float* scales = nullptr;
  if (data && scaled) scales = reinterpret_cast<const float*>(static_cast<const char*>(data) + offset);
  return {data, precision, scales, false};
}

bool in_thirds([[maybe_unused]] int32_t in, [[maybe_unused]] int32_t out) {
#if TS_LEVEL_amx
  constexpr int32_t kNarrow = 64;
  return in >= kNarrow && out >= kNarrow;
#else
  return false;
#endif
}

Panels training_panels(ts_context* context, int32_t parts, const ts_parameter* part, bool transposed, bool once) {
  PanelSource source = source_of(parts, part, transposed);
  source.once = once;
  const Shape shape = shape_of(source);
  size_t bytes = scales_offset(shape, TS_FLOAT32);
#if TS_LEVEL_amx
  int32_t out = 0;
  for (int32_t i = 0; i < parts; i++) out += part[i].rows;
  if (in_thirds(part[0].cols, out)) {
    source.thirds = 1;
    bytes = static_cast<size_t>(thirds_elements(shape.depth, shape.columns)) * sizeof(uint16_t);
  }
#endif
  return {panels(context, &source, bytes, pack), TS_FLOAT32, nullptr, source.thirds != 0};
}

Panels make_panels(ts_context* context, const ts_parameter& weight, bool transposed, bool thirds, void* to) {
  PanelSource source = source_of(1, &weight, transposed);
  source.thirds = thirds;
  pack(context, &source, to);
  return {to, TS_FLOAT32, nullptr, thirds};
}

size_t panel_bytes(int32_t rows, int32_t width, [[maybe_unused]] bool thirds) {
  const int64_t longer = round_up(rows, kPanel), wider = round_up(width, kPanel);
#if TS_LEVEL_amx
  if (thirds) {
    const int64_t one = thirds_elements(width, longer), other = thirds_elements(rows, wider);
    return static_cast<size_t>(one > other ? one : other) * sizeof(uint16_t);
  }
#endif
  return static_cast<size_t>(longer * wider) * sizeof(float);
}

Panels forward_panels(ts_context* context, int32_t parts, const ts_parameter* part) {
  if (context_whole_texts(context)) return training_panels(context, parts, part, true);
  return weight_panels(context, parts, part, context_precision(context));
}

Panels panels_from(Panels panels, int32_t depth, int32_t column) {
#if TS_LEVEL_amx
  if (panels.thirds) {
    panels.data = static_cast<const uint16_t*>(panels.data) + thirds_elements(depth, column);
    return panels;
  }
#endif
  panels.data = static_cast<const float*>(panels.data) + static_cast<int64_t>(column) * depth;
  return panels;
}

}  // namespace ts::TS_NS
