// cuBLASLt for kernels that run on the CPU: what native/cuda/cublaslt.cu calls, by NVIDIA's documentation and in plain
// loops. Arrays are column by column. The library offers it where TINYSTORIES_CUBLASLT names the library itself.
//
// It is strict: what the documentation does not allow, or what would not be the same on every run, is refused.
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <vector>

#include "simt/launch.h"
#include "simt/memory.h"

#define TS_OFFERED extern "C" __attribute__((visibility("default")))

namespace {

enum Status { success = 0, invalid = 7, execution_failed = 13, unsupported = 15 };
enum Number { real = 0, bf16 = 14 };
enum Epilogue : uint32_t { plain = 1, add_bias = 4, gelu = 32, keep_gelu_input = 128 };

struct Description {
  int32_t turned_a = 0, turned_b = 0;
  uint32_t epilogue = plain;
  const void* bias = nullptr;
  void* aux = nullptr;
  int64_t aux_stride = 0;
};
struct Layout {
  int number;
  int64_t rows, columns, stride;
};
struct Preference {
  uint64_t workspace = 0;
  uint32_t reductions = 7, alignment[4] = {256, 256, 256, 256};
};
struct Algorithm {
  uint64_t data[8];
};
struct Proposal {
  Algorithm algorithm;
  size_t workspace;
  int state;
  float waves;
  int reserved[4];
};
constexpr uint64_t kAlgorithm = 0x73696d74;
constexpr size_t kWorkspace = 4096;

struct Array {
  char* base;
  Layout layout;
  float get(int64_t row, int64_t column) const {
    const int64_t at = row + column * layout.stride;
    if (layout.number == real) return reinterpret_cast<const float*>(base)[at];
    const uint32_t bits = static_cast<uint32_t>(reinterpret_cast<const uint16_t*>(base)[at]) << 16;
    float value;
    memcpy(&value, &bits, 4);
    return value;
  }
  void put(int64_t row, int64_t column, float value) const {
    const int64_t at = row + column * layout.stride;
    if (layout.number == real) {
      reinterpret_cast<float*>(base)[at] = value;
      return;
    }
    uint32_t bits;
    memcpy(&bits, &value, 4);
    reinterpret_cast<uint16_t*>(base)[at] = static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }
  bool usable() const {
    const int64_t bytes = layout.number == real ? 4 : 2;
    const int64_t numbers = (layout.columns - 1) * layout.stride + layout.rows;
    const auto at = reinterpret_cast<uintptr_t>(base);
    return at % 16 == 0 && layout.stride * bytes % 16 == 0 && simt::memory::within(at, static_cast<size_t>(numbers * bytes));
  }
};

struct Product {
  Description description;
  Array a, b, d;
  float alpha, beta;
};

Status fits(const Description& how, const Layout& a, const Layout& b, const Layout& d) {
  const int64_t m = how.turned_a ? a.columns : a.rows, k = how.turned_a ? a.rows : a.columns;
  const int64_t n = how.turned_b ? b.rows : b.columns, other = how.turned_b ? b.columns : b.rows;
  if (m != d.rows || n != d.columns || k != other) return invalid;
  if (a.number != bf16 || b.number != bf16 || (d.number != bf16 && how.epilogue != plain)) return unsupported;
  if (how.epilogue & keep_gelu_input && (how.aux_stride < m || how.aux_stride % 8 != 0)) return invalid;
  return success;
}

Status multiply(const Product& p) {
  const Description& how = p.description;
  const int64_t k = how.turned_a ? p.a.layout.rows : p.a.layout.columns;
  const Layout& d = p.d.layout;
  const Array bias = {static_cast<char*>(const_cast<void*>(how.bias)), {bf16, d.rows, 1, (d.rows + 7) / 8 * 8}};
  const Array aux = {static_cast<char*>(how.aux), {bf16, d.rows, d.columns, how.aux_stride}};
  if (!p.a.usable() || !p.b.usable() || !p.d.usable()) return execution_failed;
  if (how.epilogue & add_bias && !bias.usable()) return execution_failed;
  if (how.epilogue & keep_gelu_input && !aux.usable()) return execution_failed;
  std::vector<float> row(static_cast<size_t>(k));
  for (int64_t i = 0; i < d.rows; i++) {
    for (int64_t l = 0; l < k; l++) row[static_cast<size_t>(l)] = how.turned_a ? p.a.get(l, i) : p.a.get(i, l);
    for (int64_t j = 0; j < d.columns; j++) {
      float sum = 0;
      for (int64_t l = 0; l < k; l++) sum += row[static_cast<size_t>(l)] * (how.turned_b ? p.b.get(j, l) : p.b.get(l, j));
      float value = p.alpha * sum;
      if (p.beta != 0) value += p.beta * p.d.get(i, j);
      if (how.epilogue & add_bias) value += bias.get(i, 0);
      if (how.epilogue & keep_gelu_input) aux.put(i, j, value);
      if (how.epilogue & gelu) value *= 0.5f * (1 + tanhf(0.7978845608f * (value + 0.044715f * value * value * value)));
      p.d.put(i, j, value);
    }
  }
  return success;
}

template <typename T>
Status take(T& to, const void* from, size_t bytes) {
  if (bytes != sizeof to) return invalid;
  memcpy(&to, from, sizeof to);
  return success;
}
template <typename T, typename... Values>
Status make(void** made, Values... values) {
  *made = new T{values...};
  return success;
}
template <typename T>
Status end(void* made) {
  delete static_cast<T*>(made);
  return success;
}

}  // namespace

TS_OFFERED int cublasLtCreate(void** handle) { return make<int>(handle); }
TS_OFFERED int cublasLtDestroy(void* handle) { return end<int>(handle); }
TS_OFFERED size_t cublasLtGetVersion() { return 0; }
TS_OFFERED const char* cublasLtGetStatusName(int status) {
  switch (status) {
    case success: return "CUBLAS_STATUS_SUCCESS";
    case invalid: return "CUBLAS_STATUS_INVALID_VALUE";
    case execution_failed: return "CUBLAS_STATUS_EXECUTION_FAILED";
    default: return "CUBLAS_STATUS_NOT_SUPPORTED";
  }
}

TS_OFFERED int cublasLtMatmulDescCreate(void** description, int compute, int scale) {
  return compute == 68 && scale == real ? make<Description>(description) : unsupported;
}
TS_OFFERED int cublasLtMatmulDescDestroy(void* description) { return end<Description>(description); }
TS_OFFERED int cublasLtMatmulDescSetAttribute(void* description, int attribute, const void* value, size_t bytes) {
  Description& how = *static_cast<Description*>(description);
  switch (attribute) {
    case 3: return take(how.turned_a, value, bytes);
    case 4: return take(how.turned_b, value, bytes);
    case 7: return take(how.epilogue, value, bytes);
    case 8: return take(how.bias, value, bytes);
    case 11: return take(how.aux, value, bytes);
    case 12: return take(how.aux_stride, value, bytes);
    default: return invalid;
  }
}

TS_OFFERED int cublasLtMatrixLayoutCreate(void** layout, int number, uint64_t rows, uint64_t columns, int64_t stride) {
  const auto high = static_cast<int64_t>(rows), wide = static_cast<int64_t>(columns);
  return stride >= high ? make<Layout>(layout, number, high, wide, stride) : invalid;
}
TS_OFFERED int cublasLtMatrixLayoutDestroy(void* layout) { return end<Layout>(layout); }

TS_OFFERED int cublasLtMatmulPreferenceCreate(void** preference) { return make<Preference>(preference); }
TS_OFFERED int cublasLtMatmulPreferenceDestroy(void* preference) { return end<Preference>(preference); }
TS_OFFERED int cublasLtMatmulPreferenceSetAttribute(void* preference, int attribute, const void* value, size_t bytes) {
  Preference& wish = *static_cast<Preference*>(preference);
  if (attribute == 1) return take(wish.workspace, value, bytes);
  if (attribute == 3) return take(wish.reductions, value, bytes);
  return attribute >= 5 && attribute <= 8 ? take(wish.alignment[attribute - 5], value, bytes) : invalid;
}

TS_OFFERED int cublasLtMatmulAlgoGetHeuristic(void*, void* description, void* a, void* b, void* c, void* d, void* preference,
                                              int room, Proposal* proposals, int* count) {
  const Preference& wish = *static_cast<Preference*>(preference);
  const Status status = c == d && room > 0
                            ? fits(*static_cast<Description*>(description), *static_cast<Layout*>(a), *static_cast<Layout*>(b), *static_cast<Layout*>(d))
                            : invalid;
  if (status != success) return status;
  for (uint32_t alignment : wish.alignment) {
    if (alignment > 16) return unsupported;
  }
  if (wish.reductions & 1 || wish.workspace < kWorkspace) return unsupported;
  *proposals = {{{kAlgorithm}}, kWorkspace, success, 1, {}};
  *count = 1;
  return success;
}

TS_OFFERED int cublasLtMatmul(void*, void* description, const void* alpha, const void* a, void* a_layout, const void* b,
                              void* b_layout, const void* beta, const void* c, void* c_layout, void* d, void* d_layout,
                              const Algorithm* algorithm, void* workspace, size_t workspace_bytes, cudaStream_t stream) {
  if (algorithm->data[0] != kAlgorithm || workspace_bytes < kWorkspace || c != d || c_layout != d_layout) return invalid;
  if (!simt::memory::within(reinterpret_cast<uintptr_t>(workspace), kWorkspace)) return invalid;
  const auto array = [](const void* base, const void* layout) {
    return Array{static_cast<char*>(const_cast<void*>(base)), *static_cast<const Layout*>(layout)};
  };
  const Product product = {*static_cast<Description*>(description), array(a, a_layout), array(b, b_layout), array(d, d_layout),
                           *static_cast<const float*>(alpha), *static_cast<const float*>(beta)};
  const Status status = fits(product.description, product.a.layout, product.b.layout, product.d.layout);
  if (status != success) return status;
  const auto work = [product] { return multiply(product) == success ? cudaSuccess : cudaErrorLaunchFailure; };
  return simt::submit(stream, work) == cudaSuccess ? success : execution_failed;
}
