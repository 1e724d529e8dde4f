// The gradient of layer norm and RMS norm. Each block goes over rows that the shape gives it and keeps the column sums
// of d_gain and d_bias in registers meanwhile; then it leaves one row of partial sums, and these are added in order.
#include "cuda/choices.h"
#include "cuda/norm.h"
#include "cuda/operations.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

// Rows of partial sums, so blocks: a number of the shape, because the order of sums depends on it. A multiple of the
// 132 multiprocessors of an H100, all blocks resident at once; other devices are only a little slower for it.
constexpr int32_t kProcessors = 132;
constexpr int32_t kMostPartials = 3 * kProcessors;

// Threads of a block and blocks of a multiprocessor for a layout: wide rows take many registers.
template <typename Layout>
constexpr int kThreads = Layout::packs <= 2 ? 256 : 128;
template <typename Layout>
constexpr int kResident = Layout::packs == 2 || Layout::packs == 8 ? 2 : 3;
template <typename Layout>
constexpr int kRows = Layout::packs == 1 ? 2 : 1;  // in hand at once
constexpr int kResidentStreams = 2;                // blocks whose rows are on their way while others are computed

constexpr int kAnyThreads = 256;
constexpr int kColumns = 32, kStripes = 32;  // of the block that adds the partial sums up

template <typename T>
struct NormBackward {
  const T* sum;
  const T* dy;
  T* d_sum;
  const float* gain;
  const float* mean;
  const float* rstd;
  float* partial;  // [blocks][2][C], gain before bias; NULL when both are frozen
  int32_t rows, width;
  bool centred, accumulate;
};

// ---- kernels ----

template <typename T, typename Layout>
__global__ void __launch_bounds__(kThreads<Layout>, kResident<Layout>) norm_backward_rows(NormBackward<T> p) {
  constexpr int P = kPack<T>, G = Layout::lanes, V = Layout::packs, R = kRows<Layout>;
  constexpr int kGroups = kThreads<Layout> / G;
  const int lane = static_cast<int>(threadIdx.x) % G, group = static_cast<int>(threadIdx.x) / G;
  // The gain waits in shared memory, because registers are what is short: four numbers of each lane side by side.
  TS_DYNAMIC_SHARED(float, shared);
  for (int at = static_cast<int>(threadIdx.x); at < V * G * P; at += kThreads<Layout>) {
    const int32_t column = (at / (G * P) * G + at / 4 % G) * P + at / (G * 4) % (P / 4) * 4 + at % 4;
    shared[at] = column < p.width ? p.gain[column] : 0.0f;
  }
  __syncthreads();
  const auto gain_of = [&](int j, float(&gain)[P]) {
    for (int i = 0; i < P; i += 4) {
      float four[4];
      unpack(load_pack<float, 4>(shared + ((j * (P / 4) + i / 4) * G + lane) * 4), four);
      for (int k = 0; k < 4; k++) gain[i + k] = four[k];
    }
  };
  float d_gain[V][P] = {}, d_bias[V][P] = {};
  const float share = 1.0f / static_cast<float>(p.width);
  for (int64_t base = static_cast<int64_t>(blockIdx.x) * (kGroups * R); base < p.rows;
       base += static_cast<int64_t>(gridDim.x) * (kGroups * R)) {
    Pack<T, P> x[R][V], dy[R][V], before[R][V];
    float mean[R], rstd[R];
#pragma unroll
    for (int r = 0; r < R; r++) {
      const int64_t row = base + r * kGroups + group, at = row * p.width + lane * P;
      mean[r] = row < p.rows && p.centred ? p.mean[row] : 0.0f;
      rstd[r] = row < p.rows ? p.rstd[row] : 0.0f;
#pragma unroll
      for (int j = 0; j < V; j++) {
        const bool mine = row < p.rows && (j * G + lane) * P < p.width;
        x[r][j] = mine ? load_pack<T, P>(p.sum + at + j * G * P) : Pack<T, P>{};
        dy[r][j] = mine ? load_pack<T, P>(p.dy + at + j * G * P) : Pack<T, P>{};
        before[r][j] = mine && p.accumulate ? load_pack<T, P>(p.d_sum + at + j * G * P) : Pack<T, P>{};
      }
    }
#pragma unroll
    for (int r = 0; r < R; r++) {
      const int64_t row = base + r * kGroups + group, at = row * p.width + lane * P;
      float one = 0, same = 0;
#pragma unroll
      for (int j = 0; j < V; j++) {
        float normal[P], g[P], gain[P];
        gain_of(j, gain);
        unpack(x[r][j], normal);
        unpack(dy[r][j], g);
#pragma unroll
        for (int i = 0; i < P; i++) {
          normal[i] = (normal[i] - mean[r]) * rstd[r];
          const float dn = g[i] * gain[i];
          one += dn;
          same = fmaf(dn, normal[i], same);
          d_gain[j][i] = fmaf(g[i], normal[i], d_gain[j][i]);
          d_bias[j][i] += g[i];
        }
      }
      one = p.centred ? lane_sum<G>(one) * share : 0.0f;
      same = lane_sum<G>(same) * share;
      __syncwarp();  // so that the gain is read again instead of kept
      if (row >= p.rows) continue;
#pragma unroll
      for (int j = 0; j < V; j++) {
        if ((j * G + lane) * P >= p.width) continue;
        float normal[P], d[P], old[P], gain[P];
        gain_of(j, gain);
        unpack(x[r][j], normal);
        unpack(dy[r][j], d);
        unpack(before[r][j], old);
#pragma unroll
        for (int i = 0; i < P; i++) {
          normal[i] = (normal[i] - mean[r]) * rstd[r];
          d[i] = fmaf(-normal[i], same, d[i] * gain[i] - one) * rstd[r];
          if (p.accumulate) d[i] += old[i];
        }
        store_pack(p.d_sum + at + j * G * P, packed<T>(d));
      }
    }
  }
  if (!p.partial) return;
  // Groups of a warp by shuffles, then warp after warp.
  float* const columns = shared + V * G * P;
#pragma unroll
  for (int j = 0; j < V; j++) {
#pragma unroll
    for (int i = 0; i < P; i++) {
#pragma unroll
      for (int mask = G; mask < kWarp; mask *= 2) {
        d_gain[j][i] += __shfl_xor_sync(~0u, d_gain[j][i], mask);
        d_bias[j][i] += __shfl_xor_sync(~0u, d_bias[j][i], mask);
      }
    }
  }
  for (unsigned warp = 0; warp < kThreads<Layout> / kWarp; warp++) {
    if (threadIdx.x / kWarp == warp && threadIdx.x % kWarp < G) {
#pragma unroll
      for (int j = 0; j < V; j++) {
        const int32_t column = (j * G + lane) * P;
        if (column >= p.width) continue;
#pragma unroll
        for (int i = 0; i < P; i++) {
          columns[column + i] = (warp ? columns[column + i] : 0.0f) + d_gain[j][i];
          columns[p.width + column + i] = (warp ? columns[p.width + column + i] : 0.0f) + d_bias[j][i];
        }
      }
    }
    __syncthreads();
  }
  float* const partial = p.partial + static_cast<int64_t>(blockIdx.x) * 2 * p.width;
  for (int32_t c = static_cast<int32_t>(threadIdx.x); c < 2 * p.width; c += kThreads<Layout>) partial[c] = columns[c];
}

// Rows of one pack a lane: the next rows are on their way while a thread computes this one; the gain stays in registers.
template <typename T, typename Layout>
__global__ void __launch_bounds__(kThreads<Layout>, kResidentStreams) norm_backward_streamed(NormBackward<T> p) {
  constexpr int P = kPack<T>, G = Layout::lanes, kThreads_ = kThreads<Layout>, kGroups = kThreads_ / G, kAhead = 2;
  TS_DYNAMIC_SHARED(float, shared);
  const int thread = static_cast<int>(threadIdx.x), lane = thread % G, group = thread / G;
  const int32_t column = lane * P;
  const bool there = column < p.width;
  const int64_t step = static_cast<int64_t>(gridDim.x) * kGroups;
  struct Row {
    Pack<T, P> x, dy, before;
    float mean, rstd;
  };
  const auto fetch = [&](int64_t row) {
    Row r = {};
    if (row < p.rows) {
      const int64_t at = row * p.width + column;
      if (p.centred) r.mean = p.mean[row];
      r.rstd = p.rstd[row];
      if (there) {
        r.x = load_pack<T, P>(p.sum + at);
        r.dy = load_pack<T, P>(p.dy + at);
        if (p.accumulate) r.before = load_pack<T, P>(p.d_sum + at);
      }
    }
    return r;
  };
  float gain[P], d_gain[P] = {}, d_bias[P] = {};
  for (int i = 0; i < P; i++) gain[i] = there ? p.gain[column + i] : 0.0f;
  const float share = 1.0f / static_cast<float>(p.width);
  // All threads of a warp go on until the block's last row is done: they add up together.
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kGroups;
  Row next[kAhead];
#pragma unroll
  for (int n = 0; n < kAhead; n++) next[n] = fetch(first + group + n * step);
#pragma unroll 1
  for (int64_t base = first; base < p.rows; base += kAhead * step) {
#pragma unroll
    for (int n = 0; n < kAhead; n++) {
      const int64_t row = base + n * step + group;
      const Row now = next[n];
      next[n] = fetch(row + kAhead * step);
      float normal[P], dn[P], one = 0, same = 0;
      unpack(now.x, normal);
      unpack(now.dy, dn);
#pragma unroll
      for (int i = 0; i < P; i++) {
        normal[i] = (normal[i] - now.mean) * now.rstd;
        d_gain[i] = fmaf(dn[i], normal[i], d_gain[i]);
        d_bias[i] += dn[i];
        dn[i] *= gain[i];
        one += dn[i];
        same = fmaf(dn[i], normal[i], same);
      }
      one = p.centred ? lane_sum<G>(one) * share : 0.0f;
      same = lane_sum<G>(same) * share;
      if (row >= p.rows || !there) continue;
      float old[P];
      unpack(now.before, old);
#pragma unroll
      for (int i = 0; i < P; i++) {
        dn[i] = fmaf(fmaf(-normal[i], same, dn[i] - one), now.rstd, p.accumulate ? old[i] : 0.0f);
      }
      store_pack(p.d_sum + row * p.width + column, packed<T>(dn));
    }
  }
  if (!p.partial) return;
  // Groups of a warp by shuffles, then the warps in order.
  constexpr int kWarps = kThreads_ / kWarp;
#pragma unroll
  for (int i = 0; i < P; i++) {
#pragma unroll
    for (int mask = G; mask < kWarp; mask *= 2) {
      d_gain[i] += __shfl_xor_sync(~0u, d_gain[i], mask);
      d_bias[i] += __shfl_xor_sync(~0u, d_bias[i], mask);
    }
  }
  if (thread % kWarp < G && there) {
    float* const mine = shared + thread / kWarp * 2 * p.width;
    for (int i = 0; i < P; i++) {
      mine[column + i] = d_gain[i];
      mine[p.width + column + i] = d_bias[i];
    }
  }
  __syncthreads();
  float* const partial = p.partial + static_cast<int64_t>(blockIdx.x) * 2 * p.width;
  for (int32_t c = thread; c < 2 * p.width; c += kThreads_) {
    float total = 0;
#pragma unroll
    for (int warp = 0; warp < kWarps; warp++) total += shared[warp * 2 * p.width + c];
    partial[c] = total;
  }
}

// Any width and alignment: a thread for each column of a chunk of rows, before a warp for each row.
template <typename T>
__global__ void __launch_bounds__(kAnyThreads) norm_backward_columns(NormBackward<T> p, int32_t chunk) {
  const int64_t column = static_cast<int64_t>(blockIdx.x) * kAnyThreads + threadIdx.x;
  if (column >= p.width) return;
  const int64_t from = static_cast<int64_t>(blockIdx.y) * chunk, to = from + chunk < p.rows ? from + chunk : p.rows;
  float d_gain = 0, d_bias = 0;
  for (int64_t row = from; row < to; row++) {
    const int64_t at = row * p.width + column;
    const float normal = (load(p.sum[at]) - (p.centred ? p.mean[row] : 0.0f)) * p.rstd[row], g = load(p.dy[at]);
    d_gain = fmaf(g, normal, d_gain);
    d_bias += g;
  }
  float* const partial = p.partial + static_cast<int64_t>(blockIdx.y) * 2 * p.width;
  partial[column] = d_gain;
  partial[p.width + column] = d_bias;
}

template <typename T>
__global__ void __launch_bounds__(kAnyThreads) norm_backward_any(NormBackward<T> p) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int64_t row = static_cast<int64_t>(blockIdx.x) * (kAnyThreads / kWarp) + threadIdx.x / kWarp;
  if (row >= p.rows) return;
  const int64_t at = row * p.width;
  const float mean = p.centred ? p.mean[row] : 0.0f, rstd = p.rstd[row], share = 1.0f / static_cast<float>(p.width);
  float one = 0, same = 0;
  for (int32_t c = lane; c < p.width; c += kWarp) {
    const float dn = load(p.dy[at + c]) * p.gain[c];
    one += dn;
    same = fmaf(dn, (load(p.sum[at + c]) - mean) * rstd, same);
  }
  one = p.centred ? lane_sum<kWarp>(one) * share : 0.0f;
  same = lane_sum<kWarp>(same) * share;
  for (int32_t c = lane; c < p.width; c += kWarp) {
    const float normal = (load(p.sum[at + c]) - mean) * rstd;
    const float d = fmaf(-normal, same, load(p.dy[at + c]) * p.gain[c] - one) * rstd;
    store(p.d_sum + at + c, p.accumulate ? d + load(p.d_sum[at + c]) : d);
  }
}

// d_gain and d_bias += the partial sums: a thread of a stripe takes every kStripes-th of a column, then the stripes
// are added in order.
__global__ void __launch_bounds__(kColumns* kStripes)
    add_partials(const float* partial, int32_t count, int32_t width, float* d_gain, float* d_bias) {
  TS_DYNAMIC_SHARED(float, stripes);
  const int column = static_cast<int>(threadIdx.x) % kColumns, stripe = static_cast<int>(threadIdx.x) / kColumns;
  const int64_t c = static_cast<int64_t>(blockIdx.x) * kColumns + column, columns = 2 * static_cast<int64_t>(width);
  float total = 0;
  if (c < columns) {
    // Many at once: this kernel is nothing but waiting for memory.
    constexpr int kAtOnce = 8;
    for (int32_t first = stripe; first < count; first += kAtOnce * kStripes) {
      float some[kAtOnce];
#pragma unroll
      for (int j = 0; j < kAtOnce; j++) {
        const int32_t i = first + j * kStripes;
        some[j] = i < count ? partial[i * columns + c] : 0.0f;
      }
#pragma unroll
      for (int j = 0; j < kAtOnce; j++) total += some[j];
    }
  }
  stripes[stripe * kColumns + column] = total;
  __syncthreads();
  float* const d = c < width ? d_gain : d_bias;
  if (stripe != 0 || c >= columns || !d) return;
  for (int i = 1; i < kStripes; i++) total += stripes[i * kColumns + column];
  d[c < width ? c : c - width] += total;
}

// ---- launchers ----

template <typename T>
ts_status launch_rows(ts_context* context, const NormBackward<T>& p, int32_t* partials) {
  return with_layout<T>(p.width, [&](auto layout) -> ts_status {
    using Layout = decltype(layout);
    const int32_t rows_a_block = kThreads<Layout> / Layout::lanes * kRows<Layout>;
    const bool streams = Layout::packs == 1 && choice("NORM", 2) > 0;
    *partials = min(ceil_div(p.rows, rows_a_block), kProcessors * (streams ? kResidentStreams : kResident<Layout>));
    if constexpr (Layout::packs == 1) {
      if (streams) {
        const auto streamed = norm_backward_streamed<T, Layout>;
        TS_LAUNCH(context, streamed, static_cast<unsigned>(*partials), static_cast<unsigned>(kThreads<Layout>),
                  static_cast<size_t>(kThreads<Layout> / kWarp * 2 * p.width) * sizeof(float), p);
        return TS_OK;
      }
    }
    const auto kernel = norm_backward_rows<T, Layout>;
    TS_LAUNCH(context, kernel, static_cast<unsigned>(*partials), static_cast<unsigned>(kThreads<Layout>),
              static_cast<size_t>(Layout::packs * Layout::lanes * kPack<T> + 2 * p.width) * sizeof(float), p);
    return TS_OK;
  });
}

template <typename T>
ts_status launch_any(ts_context* context, const NormBackward<T>& p, int32_t* partials) {
  if (p.partial) {
    const int32_t chunk = ceil_div(p.rows, kMostPartials) < 64 ? 64 : ceil_div(p.rows, kMostPartials);
    *partials = ceil_div(p.rows, chunk);
    const dim3 grid(static_cast<unsigned>(ceil_div(p.width, kAnyThreads)), static_cast<unsigned>(*partials));
    const auto columns = norm_backward_columns<T>;
    TS_LAUNCH(context, columns, grid, kAnyThreads, 0, p, chunk);
  }
  const auto any = norm_backward_any<T>;
  TS_LAUNCH(context, any, static_cast<unsigned>(ceil_div(p.rows, kAnyThreads / kWarp)), kAnyThreads, 0, p);
  return TS_OK;
}

template <typename T>
ts_status launch_norm_backward(ts_context* context, const ts_norm_backward& o, float* partial) {
  NormBackward<T> p;
  p.sum = reinterpret_cast<const T*>(o.sum);
  p.dy = reinterpret_cast<const T*>(o.dy);
  p.d_sum = reinterpret_cast<T*>(o.d_sum);
  p.gain = parameter_floats(o.gain);
  p.mean = o.mean;
  p.rstd = o.rstd;
  p.partial = o.d_gain || o.d_bias ? partial : nullptr;
  p.rows = o.rows;
  p.width = o.width;
  p.centred = o.kind == TS_LAYER_NORM;
  p.accumulate = o.accumulate != 0;
  if (p.rows <= 0) return TS_OK;
  int32_t partials = 0;
  const bool registers = fits_registers<T>(p.width) && aligned16(p.sum, p.dy, p.d_sum);
  const ts_status status = registers ? launch_rows(context, p, &partials) : launch_any(context, p, &partials);
  if (status != TS_OK || !p.partial) return status;
  return add_norm_partials(context, p.partial, partials, p.width, o.d_gain, o.d_bias);
}

}  // namespace

ts_status add_norm_partials(ts_context* context, const float* partial, int32_t count, int32_t width, float* d_gain, float* d_bias) {
  const unsigned blocks = static_cast<unsigned>(ceil_div(2 * static_cast<int64_t>(width), kColumns));
  TS_LAUNCH(context, add_partials, blocks, kColumns * kStripes, kColumns * kStripes * sizeof(float), partial, count, width, d_gain,
            d_bias);
  return TS_OK;
}

ts_status norm_backward(ts_context* context, const ts_norm_backward* p, ts_workspace* workspace) {
  if (!workspace->base) {
    const int32_t partials = p->rows < kMostPartials ? p->rows : kMostPartials;
    workspace->bytes = static_cast<size_t>(partials) * 2 * static_cast<size_t>(p->width) * sizeof(float);
    return TS_OK;
  }
  float* const partial = static_cast<float*>(workspace->base);
  return computes_bf16(context) ? launch_norm_backward<bf16>(context, *p, partial)
                                : launch_norm_backward<float>(context, *p, partial);
}

}  // namespace ts::cuda
