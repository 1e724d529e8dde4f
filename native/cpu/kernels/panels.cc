#include "cpu/kernels/panels.h"

#include <float.h>

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

// Calls row(number, floats) for every row of the parts.
template <class Row>
void each_row(const PanelSource& source, Row row) {
  int64_t number = 0;
  for (int32_t i = 0; i < source.parts; i++) {
    const float* w = parameter_data(source.part[i]);
    for (int32_t r = 0; r < source.part[i].rows; r++, w += source.part[i].cols) row(number++, w);
  }
}

void pack_float32(const PanelSource* source, void* memory) {
  float* const to = static_cast<float*>(memory);
  const Shape shape = shape_of(*source);
  const int64_t depth = shape.depth, across = source->part[0].cols;
  memset(to, 0, static_cast<size_t>(depth * shape.columns) * sizeof(float));
  each_row(*source, [=](int64_t row, const float* w) {
    if (source->transposed) {
      float* const panel = to + row / kPanel * depth * kPanel + row % kPanel;
      for (int64_t k = 0; k < across; k++) panel[k * kPanel] = w[k];
      return;
    }
    for (int64_t n = 0; n < across; n += kPanel) {
      const int64_t count = across - n < kPanel ? across - n : kPanel;
      memcpy(to + (n / kPanel * depth + row) * kPanel, w + n, static_cast<size_t>(count) * sizeof(float));
    }
  });
}

// To the nearest bfloat16, ties to even.
uint16_t to_bf16(float x) {
  uint32_t word;
  memcpy(&word, &x, sizeof word);
  if (x != x) return static_cast<uint16_t>(word >> 16 | 0x40);  // must not round to infinity
  return static_cast<uint16_t>((word + 0x7fff + (word >> 16 & 1)) >> 16);
}

void pack_bf16(const PanelSource* source, void* memory) {
  uint16_t* const to = static_cast<uint16_t*>(memory);
  const Shape shape = shape_of(*source);
  memset(to, 0, static_cast<size_t>(shape.depth * shape.columns) * sizeof(uint16_t));
  each_row(*source, [=](int64_t row, const float* w) {
    uint16_t* const panel = to + row / kPanel * shape.depth * kPanel + Bf16Row::place(row % kPanel);
    for (int64_t k = 0; k < shape.depth; k++) panel[k * kPanel] = to_bf16(w[k]);
  });
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

void pack_int8(const PanelSource* source, void* memory) {
  int8_t* const to = static_cast<int8_t*>(memory);
  const Shape shape = shape_of(*source);
  const size_t offset = scales_offset(shape, TS_INT8);
  float* const scales = reinterpret_cast<float*>(static_cast<char*>(memory) + offset);
  memset(to, 0, offset + static_cast<size_t>(shape.columns) * sizeof(float));
  each_row(*source, [=](int64_t row, const float* w) {
    int8_t* const panel = to + row / kPanel * shape.depth * kPanel + row % kPanel;
    const float scale = scales[row] = int8_scale(w, shape.depth);
    if (!(scale > 0)) return;
    for (int64_t k = 0; k < shape.depth; k += L) {
      const int32_t count = imin(L, static_cast<int32_t>(shape.depth - k));
      const I steps = nearest(load_n(w + k, count) / set1(scale));
      for (int32_t i = 0; i < count; i++) panel[(k + i) * kPanel] = static_cast<int8_t>(steps[i]);
    }
  });
}

}  // namespace

Panels weight_panels(ts_context* context, int32_t parts, const ts_parameter* part, bool transposed,
                     ts_precision precision) {
  PanelSource source = {};
  source.parts = parts;
  source.transposed = transposed;
  source.precision = precision;
  for (int32_t i = 0; i < parts; i++) source.part[i] = part[i];
  const Shape shape = shape_of(source);
  const size_t offset = scales_offset(shape, precision);
  const bool scaled = precision == TS_INT8;
  const size_t bytes = offset + (scaled ? static_cast<size_t>(shape.columns) * sizeof(float) : 0);
  const PanelPack pack = scaled ? pack_int8 : precision == TS_BF16 ? pack_bf16 : pack_float32;
  const void* const data = panels(context, &source, bytes, pack);
  const float* scales = nullptr;
  if (data && scaled) scales = reinterpret_cast<const float*>(static_cast<const char*>(data) + offset);
  return {data, precision, scales};
}

}  // namespace ts::TS_NS
