// The head by chunks of rows whose exponentials are written once (see head_folded.h).
#include "cuda/head_folded.h"

#include "cuda/choices.h"
#include "cuda/head_chunks.h"
#include "cuda/operations.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

static_assert(kGroup == kFoldedGroup);

// ---- kernels ----

// One warp a row: where its reference is guessed to be.
__global__ void head_references(FoldedHead p, bool aligned) {
  const int lane = lane_index();
  const int64_t row = static_cast<int64_t>(blockIdx.x) * (blockDim.x / kWarp) + threadIdx.x / kWarp;
  if (row >= p.rows) return;  // the whole warp
  const int target = p.targets[row];
  float sum = 0;
  if (target >= 0) {
    const bf16* const x = p.x + row * p.width;
    const bf16* const w = p.w + static_cast<int64_t>(target) * p.width;
#pragma unroll 4
    for (int column = lane * 8; column < p.width; column += kWarp * 8) {
      float a[8], b[8];
      load_some(x + column, a, p.width - column, aligned);
      load_some(w + column, b, p.width - column, aligned);
#pragma unroll
      for (int i = 0; i < 8; i++) sum = fmaf(a[i], b[i], sum);
    }
  }
  for (int by = 1; by < kWarp; by *= 2) sum += __shfl_xor_sync(~0u, sum, by);
  // A whole number: logits that are multiples of log(2) have exact exponentials then.
  if (lane == 0) p.references[row] = target >= 0 ? rintf(fmaf(sum, kLog2e, kFoldedAbove)) : INFINITY;
}

template <class T, bool aligned>
__global__ void __launch_bounds__(T::threads, T::blocks) head_folded_exponentials(FoldedHead p) {
  TS_DYNAMIC_SHARED(bf16, ring);
  const int m = static_cast<int>(blockIdx.x) * T::rows, n = static_cast<int>(blockIdx.y) * T::cols;
  float z[T::mi][T::ni][4];
  form_logits<T, aligned>(z, ring, p, m, n);

  const int lane = lane_index(), first = n + T::warp_col(), column = first + lane % 4 * 2, group = first / kGroup;
#pragma unroll
  for (int i = 0; i < T::mi; i++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      const int row = m + T::warp_row() + i * 16 + h * 8 + lane / 4;
      const int target = row < p.rows ? p.targets[row] : -1;
      const float guess = row < p.rows ? p.references[row] : INFINITY;
      const float top = top_of_others(z[i], h, column, target, p.vocab, p.at_target + row);
      const bool within = fmaf(top, kLog2e, -guess) < 1;
      const float reference = within ? guess : fmaxf(top * kLog2e, kLowest);
      const float sum = raise(z[i], h, reference);
      if (lane % 4 == 0 && row < p.rows && group < p.group_count) {
        const int64_t at = static_cast<int64_t>(row) * p.group_count + group;
        p.sums[at] = within ? sum : -sum;
        if (!within) p.own[at] = reference;
      }
    }
  }
  if (!p.e) return;
  const int stride = p.group_count * kGroup;
  for_each_row<T, 8>(z, reinterpret_cast<float*>(ring), [&](int row, int col, float(&v)[8]) {
    if (m + row < p.rows && n + col < stride) store_some(p.e + static_cast<int64_t>(m + row) * stride + n + col, v, 8, true);
  });
}

// One warp a row, once its sums are known: the loss, the factor s and the target's share.
__global__ void head_finish_rows(FoldedHead p) {
  const int lane = lane_index();
  const int64_t row = static_cast<int64_t>(blockIdx.x) * (blockDim.x / kWarp) + threadIdx.x / kWarp;
  if (row >= p.rows) {  // the whole warp
    if (p.e && lane == 0) p.scales[row] = p.shares[row] = 0;
    return;
  }
  const float* const sums = p.sums + row * p.group_count;
  const float* const own = p.own + row * p.group_count;
  const float guess = p.references[row];
  float reference = guess, sum = 0;
  bool apart = false;
  for (int i = lane; i < p.group_count; i += kWarp) {
    const float one = sums[i];
    sum += one;
    if (one < 0) {
      apart = true;
      reference = fmaxf(reference, own[i]);
    }
  }
  apart = __any_sync(~0u, apart);
  if (apart) {
    for (int by = 1; by < kWarp; by *= 2) reference = fmaxf(reference, __shfl_xor_sync(~0u, reference, by));
    sum = 0;
    for (int i = lane; i < p.group_count; i += kWarp) {
      const float one = sums[i];
      sum += fabsf(one) * exp2_fast((one < 0 ? own[i] : guess) - reference);
    }
  }
  for (int by = 1; by < kWarp; by *= 2) sum += __shfl_xor_sync(~0u, sum, by);

  const int target = p.targets[row];
  const RowResult result = finish_row(sum, reference, target >= 0 ? p.at_target[row] : 0.0f, target >= 0);
  if (lane == 0) p.losses[row] = result.loss;
  if (!p.e) return;
  const float weight = p.weights ? p.weights[row] : 1.0f;
  const bool counts = target >= 0 && weight != 0;
  const float scale = counts ? weight * p.variables->loss_scale * result.scale : 0.0f;
  if (lane == 0) {
    p.scales[row] = scale;
    p.shares[row] = counts ? scale * sum : 0.0f;
  }
  bf16* const e = p.e + row * p.group_count * kGroup;
  // What does not count must at least be a number.
  if (counts ? apart : !(sum < INFINITY)) {
    for (int column = lane * 8; column < p.group_count * kGroup; column += kWarp * 8) {
      const int group = column / kGroup;
      const float factor = exp2_fast((sums[group] < 0 ? own[group] : guess) - reference);
      float v[8];
      load_some(e + column, v, 8, true);
#pragma unroll
      for (int i = 0; i < 8; i++) v[i] = counts ? v[i] * factor : 0.0f;
      store_some(e + column, v, 8, true);
    }
  }
}

// d_weight += (s E)^T x of the chunk.
template <class T, bool aligned>
__global__ void __launch_bounds__(T::threads, T::blocks) head_folded_weight(FoldedHead p) {
  TS_DYNAMIC_SHARED(bf16, ring);
  const int m = static_cast<int>(blockIdx.x) * T::rows, n = static_cast<int>(blockIdx.y) * T::cols;
  const int stride = p.group_count * kGroup;
  float sum[T::mi][T::ni][4];
  const auto load = [&](bf16* a, bf16* b, int step) {
    const int k = step * kDepth;
    load_panel<kDepth, T::rows, T::threads, true>(
        a, [&](int r) { return p.e + static_cast<int64_t>(k + r) * stride; }, p.e, p.rows - k, m, stride);
    load_panel<kDepth, T::cols, T::threads, aligned>(
        b, [&](int r) { return p.x + static_cast<int64_t>(k + r) * p.width; }, p.x, p.rows - k, n, p.width);
  };
  multiply_steps_by<T>(sum, ring, ceil_div(p.rows, kDepth), load, [&](const bf16* a_panel, const bf16* b_panel, int step) {
#pragma unroll
    for (int k8 = 0; k8 < kDepth / 8; k8 += 2) {
      const float* const scales = p.scales + step * kDepth + k8 * 8 + lane_index() % 4 * 2;
      uint32_t a[T::mi][4];
#pragma unroll
      for (int i = 0; i < T::mi; i++) {
        load_a<true, T::rows>(a[i], a_panel, T::warp_row() + 16 * i, k8);
#pragma unroll
        for (int part = 0; part < 4; part++) {
          const int k = part / 2 * 8, row = step * kDepth + k8 * 8 + lane_index() % 4 * 2 + k;
          const int word = m + T::warp_row() + 16 * i + part % 2 * 8 + lane_index() / 4;
          float two[2] = {low(a[i][part]) * scales[k], high(a[i][part]) * scales[k + 1]};
#pragma unroll
          for (int e = 0; e < 2; e++) {
            if (row + e < p.rows && p.targets[row + e] == word) two[e] = -p.shares[row + e];
          }
          a[i][part] = pack_bf16(two[0], two[1]);
        }
      }
#pragma unroll
      for (int j = 0; j < T::ni; j += 2) {
        uint32_t b[4];
        load_b<true, T::cols>(b, b_panel, T::warp_col() + 8 * j, k8);
        const uint32_t left[2] = {b[0], b[1]}, right[2] = {b[2], b[3]};
#pragma unroll
        for (int i = 0; i < T::mi; i++) {
          mma_bf16(sum[i][j], a[i], left);
          mma_bf16(sum[i][j + 1], a[i], right);
        }
      }
    }
  });
  const int word = m + T::warp_row() + lane_index() / 4, column = n + T::warp_col() + lane_index() % 4 * 2;
#pragma unroll
  for (int i = 0; i < T::mi; i++) {
#pragma unroll
    for (int j = 0; j < T::ni; j++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        const int v = word + i * 16 + e / 2 * 8, c = column + j * 8 + e % 2;
        if (v < p.vocab && c < p.width) p.d_weight[static_cast<int64_t>(v) * p.width + c] += sum[i][j][e];
      }
    }
  }
}

// dx = s * sum - the target's share of its row of W.
struct FoldedResult {
  static constexpr int width = 8;
  bf16* y;
  const bf16* w;
  const int32_t* targets;
  const float* scales;
  const float* shares;
  int32_t n;
  bool aligned;

  __device__ __forceinline__ bool starts() const { return false; }
  __device__ __forceinline__ float start(int) const { return 0.0f; }
  __device__ __forceinline__ void operator()(int row, int col, float (&v)[8]) const {
    const float scale = scales[row], share = shares[row];
    const int target = targets[row];
    const bool whole = aligned && n - col >= 8;
    if (scale == 0) {
#pragma unroll
      for (int i = 0; i < 8; i++) v[i] = 0;
    } else {
      float towards[8];
      load_some(w + static_cast<int64_t>(target) * n + col, towards, n - col, whole);
#pragma unroll
      for (int i = 0; i < 8; i++) v[i] = v[i] * scale - share * towards[i];
    }
    store_some(y + static_cast<int64_t>(row) * n + col, v, n - col, whole);
  }
  template <class Tile, typename Inside>
  __device__ __forceinline__ void take(float (&acc)[Tile::mi][Tile::ni][4], int m, int first, const Inside& inside) const {
    for_each_row<Tile, 8>(acc, nullptr, [&](int row, int col, float(&v)[8]) {
      if (inside(row, col)) (*this)(m + row, first + col, v);
    });
  }
};

// ---- launchers ----

// Rows of a chunk. The more, the less often d_weight is read and written, and the less of the device waits for a chunk's
// last tiles.
int32_t folded_rows(const ts_cross_entropy& p) {
  constexpr int64_t kNumbers = 320 << 20;
  const int32_t wanted = choice("HEAD_ROWS", 32768);
  const int64_t rows = kNumbers / p.vocab / ChunkTile::rows * ChunkTile::rows;
  const int32_t most = static_cast<int32_t>(rows < ChunkTile::rows ? ChunkTile::rows : rows > wanted ? wanted : rows);
  return p.rows < most ? p.rows : most;
}

template <bool aligned>
ts_status launch_exponentials(ts_context* context, const FoldedHead& p) {
  const auto exponentials = head_folded_exponentials<ChunkTile, aligned>;
  const dim3 grid(static_cast<unsigned>(ceil_div(p.rows, ChunkTile::rows)), static_cast<unsigned>(ceil_div(p.vocab, ChunkTile::cols)));
  TS_LAUNCH(context, exponentials, grid, ChunkTile::threads, kChunkShared, p);
  return TS_OK;
}

template <bool aligned>
ts_status launch_gradients(ts_context* context, const FoldedHead& p) {
  const int stride = p.group_count * kGroup;
  if (p.dx) {
    const RowShape shape = {p.rows, p.width, 1, {stride}};
    const DenseRows<bf16> a = {{p.e}, stride};
    const WordRows b = {p.w, p.width, p.vocab};
    const FoldedResult result = {p.dx, p.w, p.targets, p.scales, p.shares, p.width, aligned && aligned_rows(p.dx, p.width)};
    const ts_status status = product_rows<true>(context, aligned, shape, a, b, result);
    if (status != TS_OK) return status;
  }
  if (!p.d_weight) return TS_OK;
  const auto weight = head_folded_weight<ChunkTile, aligned>;
  const dim3 grid(static_cast<unsigned>(ceil_div(p.vocab, ChunkTile::cols)), static_cast<unsigned>(ceil_div(p.width, ChunkTile::cols)));
  TS_LAUNCH(context, weight, grid, ChunkTile::threads, kChunkShared, p);
  return TS_OK;
}

ts_status launch_chunk(ts_context* context, const FoldedHead& p, bool hopper, void* workspace) {
  constexpr int kThreads = 256;
  const unsigned blocks = static_cast<unsigned>(ceil_div(p.rows, kThreads / kWarp));
  const bool aligned = aligned_rows(p.x, p.width) && aligned_rows(p.w, p.width);
  TS_LAUNCH(context, head_references, blocks, kThreads, 0, p, aligned);
  ts_status status = hopper    ? hopper_folded_exponentials(context, p)
                     : aligned ? launch_exponentials<true>(context, p)
                               : launch_exponentials<false>(context, p);
  if (status != TS_OK) return status;
  const unsigned padded = static_cast<unsigned>(ceil_div(p.rows, kDepth) * kDepth / (kThreads / kWarp));
  TS_LAUNCH(context, head_finish_rows, padded, kThreads, 0, p);
  if (!p.e) return TS_OK;
  return hopper    ? hopper_folded_gradients(context, p, workspace)
         : aligned ? launch_gradients<true>(context, p)
                   : launch_gradients<false>(context, p);
}

// Parts of the workspace, one behind the other.
struct Parts {
  char* base;
  size_t bytes = 0;
  template <typename T>
  T* take(size_t count) {
    constexpr size_t kApart = 256;
    T* const part = reinterpret_cast<T*>(base + bytes);
    bytes += ceil_div(count * sizeof(T), kApart) * kApart;
    return part;
  }
};

}  // namespace

ts_status folded_head(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  const int32_t most = folded_rows(p);
  const size_t rows = static_cast<size_t>(most);
  FoldedHead head = {};
  head.width = p.width;
  head.vocab = p.vocab;
  head.group_count = ceil_div(p.vocab, kGroup);
  head.rows = most;
  head.d_weight = p.d_weight;
  const size_t groups = static_cast<size_t>(head.group_count);
  Parts parts = {static_cast<char*>(workspace->base)};
  head.references = parts.take<float>(rows);
  head.at_target = parts.take<float>(rows);
  head.sums = parts.take<float>(rows * groups);
  head.own = parts.take<float>(rows * groups);
  if (p.dx || p.d_weight) {
    head.scales = parts.take<float>(ceil_div(rows, size_t{kDepth}) * kDepth);
    head.shares = parts.take<float>(ceil_div(rows, size_t{kDepth}) * kDepth);
    head.e = parts.take<bf16>(rows * groups * kGroup);
  }
  if (!workspace->base) {
    workspace->bytes = parts.bytes;
    if (most > 0 && hopper_takes_folded(context, p.width, nullptr, nullptr, nullptr, nullptr)) {
      workspace->bytes += hopper_folded_bytes(head, p.rows % most);
    }
    return TS_OK;
  }
  head.w = parameter_bf16(context, p.weight);
  if (!head.w) return TS_OUT_OF_MEMORY;
  head.variables = variables_of(context);
  const bf16* const x = reinterpret_cast<const bf16*>(p.x);
  bf16* const dx = reinterpret_cast<bf16*>(p.dx);
  const bool hopper = hopper_takes_folded(context, p.width, x, head.w, dx, p.d_weight);
  for (int32_t first = 0; first < p.rows; first += most) {
    const int64_t offset = static_cast<int64_t>(first) * p.width;
    head.rows = p.rows - first < most ? p.rows - first : most;
    head.x = x + offset;
    head.targets = p.targets + first;
    head.weights = p.loss_weights ? p.loss_weights + first : nullptr;
    head.losses = p.losses + first;
    head.dx = dx ? dx + offset : nullptr;
    const ts_status status = launch_chunk(context, head, hopper, parts.base + parts.bytes);
    if (status != TS_OK) return status;
  }
  return TS_OK;
}

}  // namespace ts::cuda
