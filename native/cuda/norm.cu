// Layer norm (Ba et al. 2016) and RMS norm (Zhang & Sennrich 2019), with the residual add fused: every number is read
// and written once. What is normalised is the sum as it is stored, so that the gradient, which reads it, agrees.
#include "cuda/norm.h"

#include "cuda/choices.h"
#include "cuda/operations.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

constexpr int kThreads = 256;
// Blocks of a multiprocessor at a time, and so how many there are of them in all.
template <typename Layout>
constexpr int kResident = Layout::packs == 1 ? 3 : Layout::packs == 8 ? 1 : 2;

template <typename T>
struct Norm {
  const T* x;
  const T* residual;
  const float* gain;
  const float* bias;
  T* sum;
  T* y;
  float* mean;
  float* rstd;
  int32_t begin, end, width;
  float epsilon;
  bool centred;
};

// ---- kernels ----

template <typename T, typename Layout>
__global__ void __launch_bounds__(kThreads, kResident<Layout>) norm_rows(Norm<T> p) {
  constexpr int P = kPack<T>, G = Layout::lanes, V = Layout::packs, R = Layout::rows;
  constexpr int kGroups = kThreads / G;
  const int lane = static_cast<int>(threadIdx.x) % G, group = static_cast<int>(threadIdx.x) / G;
  float gain[V][P], bias[V][P];
  bool there[V];
#pragma unroll
  for (int j = 0; j < V; j++) {
    const int32_t column = (j * G + lane) * P;
    there[j] = column < p.width;
    for (int i = 0; i < P; i++) {
      gain[j][i] = there[j] ? p.gain[column + i] : 0.0f;
      bias[j][i] = there[j] && p.bias ? p.bias[column + i] : 0.0f;
    }
  }
  const float share = static_cast<float>(p.width);
  for (int64_t base = p.begin + static_cast<int64_t>(blockIdx.x) * (kGroups * R); base < p.end;
       base += static_cast<int64_t>(gridDim.x) * (kGroups * R)) {
    Pack<T, P> x[R][V], residual[R][V];
#pragma unroll
    for (int r = 0; r < R; r++) {
      const int64_t row = base + r * kGroups + group, at = row * p.width + lane * P;
#pragma unroll
      for (int j = 0; j < V; j++) {
        const bool mine = row < p.end && there[j];
        x[r][j] = mine ? load_pack<T, P>(p.x + at + j * G * P) : Pack<T, P>{};
        residual[r][j] = mine && p.residual ? load_pack<T, P>(p.residual + at + j * G * P) : Pack<T, P>{};
      }
    }
#pragma unroll
    for (int r = 0; r < R; r++) {
      const int64_t row = base + r * kGroups + group, at = row * p.width + lane * P;
      float v[V][P], total = 0;
#pragma unroll
      for (int j = 0; j < V; j++) {
        unpack(x[r][j], v[j]);
        if (p.residual) {
          float other[P];
          unpack(residual[r][j], other);
          for (int i = 0; i < P; i++) v[j][i] += other[i];
          const Pack<T, P> rounded = packed<T>(v[j]);
          if (row < p.end && there[j]) store_pack(p.sum + at + j * G * P, rounded);
          unpack(rounded, v[j]);
        }
        for (int i = 0; i < P; i++) total += v[j][i];
      }
      const float mean = p.centred ? lane_sum<G>(total) / share : 0.0f;
      float squares = 0;
#pragma unroll
      for (int j = 0; j < V; j++) {
        if (!there[j]) continue;
        for (int i = 0; i < P; i++) {
          const float d = v[j][i] - mean;
          squares = fmaf(d, d, squares);
        }
      }
      const float rstd = 1.0f / sqrtf(lane_sum<G>(squares) / share + p.epsilon);
      if (row >= p.end) continue;
#pragma unroll
      for (int j = 0; j < V; j++) {
        if (!there[j]) continue;
        for (int i = 0; i < P; i++) v[j][i] = (v[j][i] - mean) * rstd * gain[j][i] + bias[j][i];
        store_pack(p.y + at + j * G * P, packed<T>(v[j]));
      }
      if (lane == 0 && p.mean) p.mean[row] = mean;
      if (lane == 0 && p.rstd) p.rstd[row] = rstd;
    }
  }
}

// Any width and alignment: a warp for each row, which it reads three times.
template <typename T>
__global__ void __launch_bounds__(kThreads) norm_any(Norm<T> p) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int64_t row = p.begin + static_cast<int64_t>(blockIdx.x) * (kThreads / kWarp) + threadIdx.x / kWarp;
  if (row >= p.end) return;
  const int64_t at = row * p.width;
  const T* x = p.x + at;
  float total = 0;
  if (p.residual) {
    for (int32_t c = lane; c < p.width; c += kWarp) store(p.sum + at + c, load(x[c]) + load(p.residual[at + c]));
    x = p.sum + at;
  }
  for (int32_t c = lane; c < p.width; c += kWarp) total += load(x[c]);
  const float share = static_cast<float>(p.width), mean = p.centred ? lane_sum<kWarp>(total) / share : 0.0f;
  float squares = 0;
  for (int32_t c = lane; c < p.width; c += kWarp) {
    const float d = load(x[c]) - mean;
    squares = fmaf(d, d, squares);
  }
  const float rstd = 1.0f / sqrtf(lane_sum<kWarp>(squares) / share + p.epsilon);
  for (int32_t c = lane; c < p.width; c += kWarp) {
    store(p.y + at + c, (load(x[c]) - mean) * rstd * p.gain[c] + (p.bias ? p.bias[c] : 0.0f));
  }
  if (lane == 0 && p.mean) p.mean[row] = mean;
  if (lane == 0 && p.rstd) p.rstd[row] = rstd;
}

// ---- launchers ----

template <typename T>
ts_status launch_norm(ts_context* context, const ts_norm& o) {
  Norm<T> p;
  p.x = reinterpret_cast<const T*>(o.x);
  p.residual = reinterpret_cast<const T*>(o.residual);
  p.gain = parameter_floats(o.gain);
  p.bias = o.bias.weights ? parameter_floats(o.bias) : nullptr;
  p.sum = reinterpret_cast<T*>(o.sum);
  p.y = reinterpret_cast<T*>(o.y);
  p.mean = o.mean;
  p.rstd = o.rstd;
  p.begin = o.rows.begin;
  p.end = o.rows.end;
  p.width = o.width;
  p.epsilon = o.epsilon;
  p.centred = o.kind == TS_LAYER_NORM;
  if (p.begin >= p.end) return TS_OK;
  const int32_t rows = p.end - p.begin;
  if (!fits_registers<T>(p.width) || !aligned16(p.x, p.residual, p.sum, p.y)) {
    const auto any = norm_any<T>;
    TS_LAUNCH(context, any, static_cast<unsigned>(ceil_div(rows, kThreads / kWarp)), kThreads, 0, p);
    return TS_OK;
  }
  return with_layout<T>(p.width, [&](auto layout) -> ts_status {
    using Layout = decltype(layout);
    const int32_t blocks = ceil_div(rows, kThreads / Layout::lanes * Layout::rows);
    const int32_t most = processors_of(context) * kResident<Layout>;
    if constexpr (Layout::packs == 1) {
      if (choice("NORM", 2) > 1) {
        using Short = RowLayout<Layout::lanes, 1, 2>;
        const auto short_kernel = norm_rows<T, Short>;
        TS_LAUNCH(context, short_kernel, static_cast<unsigned>(ceil_div(rows, kThreads / Short::lanes * Short::rows)), kThreads, 0, p);
        return TS_OK;
      }
    }
    const bool stay = blocks > most && choice("NORM", 2) == 0;
    const auto kernel = norm_rows<T, Layout>;
    TS_LAUNCH(context, kernel, static_cast<unsigned>(stay ? most : blocks), kThreads, 0, p);
    return TS_OK;
  });
}

}  // namespace

ts_status norm(ts_context* context, const ts_norm* p) {
  return computes_bf16(context) ? launch_norm<bf16>(context, *p) : launch_norm<float>(context, *p);
}

}  // namespace ts::cuda
