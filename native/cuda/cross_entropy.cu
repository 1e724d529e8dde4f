// The cross-entropy head: linear layer, softmax and loss in one, with the gradients of both its inputs. Narrow rows in
// bfloat16 go through two fused kernels, wide ones through chunks of rows, float32 through plain products.
#include "cuda/head_chunks.h"
#include "cuda/head_plain.h"
#include "cuda/head_rows.h"
#include "cuda/head_weight.h"
#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- launchers ----

constexpr size_t kApart = 256;  // bytes; parts of the workspace begin at multiples
size_t apart(size_t bytes) { return ceil_div(bytes, kApart) * kApart; }

// ---- fused ----

using Narrow = HeadShape<64, 2, 4, 4>;
using Middle = HeadShape<128, 2, 4, 3>;
using Wide = HeadShape<256, 1, 8, 2>;

// Into how many parts the rows are split for the gradient of W: so many that the blocks fill a large device (two on
// each of 132 multiprocessors) about three times, with enough rows each.
template <typename Shape>
int split_rows(const ts_cross_entropy& p) {
  constexpr int kBlocks = 3 * 2 * 132, kLeastTiles = 8;
  const int tiles = ceil_div(p.rows, Shape::kStream), wanted = kBlocks / ceil_div(p.vocab, Shape::kOwn);
  const int each = ceil_div(tiles, wanted < 1 ? 1 : wanted);
  return (each < kLeastTiles ? kLeastTiles : each) * Shape::kStream;
}

struct FusedPlan {
  int split_rows, splits;
  size_t lse_bytes, partial_bytes;
};
template <typename Shape>
FusedPlan plan_fused(const ts_cross_entropy& p) {
  FusedPlan plan = {};
  if (!p.d_weight) return plan;
  plan.split_rows = split_rows<Shape>(p);
  plan.splits = ceil_div(p.rows, plan.split_rows);
  plan.lse_bytes = apart(static_cast<size_t>(p.rows) * sizeof(float));
  if (plan.splits > 1) {
    plan.partial_bytes = static_cast<size_t>(plan.splits) * static_cast<size_t>(p.vocab) * static_cast<size_t>(p.width) * sizeof(float);
  }
  return plan;
}

template <typename Shape>
ts_status launch_fused(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  const FusedPlan plan = plan_fused<Shape>(p);
  if (!workspace->base) {
    workspace->bytes = plan.lse_bytes + plan.partial_bytes;
    return TS_OK;
  }
  const bf16* const w = parameter_bf16(context, p.weight);
  if (!w) return TS_OUT_OF_MEMORY;
  float* const lse = p.d_weight ? static_cast<float*>(workspace->base) : nullptr;
  RowsPass rows = {};
  rows.x = reinterpret_cast<const bf16*>(p.x);
  rows.w = w;
  rows.targets = p.targets;
  rows.weights = p.loss_weights;
  rows.variables = variables_of(context);
  rows.losses = p.losses;
  rows.lse = lse;
  rows.dx = reinterpret_cast<bf16*>(p.dx);
  rows.rows = p.rows;
  rows.width = p.width;
  rows.vocab = p.vocab;
  rows.x_aligned = aligned_rows(p.x, p.width);
  rows.w_aligned = aligned_rows(w, p.width);
  const unsigned blocks = static_cast<unsigned>(ceil_div(p.rows, Shape::kOwn));
  const auto losses_and_dx = head_rows<Shape, true>, losses_only = head_rows<Shape, false>;
  if (p.dx) {
    TS_LAUNCH(context, losses_and_dx, blocks, Shape::kThreads, Shape::kShared, rows);
  } else {
    TS_LAUNCH(context, losses_only, blocks, Shape::kThreads, Shape::kShared, rows);
  }
  if (!p.d_weight || p.rows == 0) return TS_OK;

  WeightPass weight = {};
  weight.x = rows.x;
  weight.w = w;
  weight.targets = p.targets;
  weight.weights = p.loss_weights;
  weight.lse = lse;
  weight.variables = rows.variables;
  weight.partial = plan.splits > 1 ? reinterpret_cast<float*>(static_cast<char*>(workspace->base) + plan.lse_bytes) : nullptr;
  weight.d_weight = p.d_weight;
  weight.rows = p.rows;
  weight.width = p.width;
  weight.vocab = p.vocab;
  weight.split_rows = plan.split_rows;
  weight.x_aligned = rows.x_aligned;
  weight.w_aligned = rows.w_aligned;
  const dim3 grid(static_cast<unsigned>(ceil_div(p.vocab, Shape::kOwn)), static_cast<unsigned>(plan.splits));
  const auto weighted_gradient = head_weight<Shape, true>, gradient = head_weight<Shape, false>;
  if (p.loss_weights) {
    TS_LAUNCH(context, weighted_gradient, grid, Shape::kThreads, Shape::kShared, weight);
  } else {
    TS_LAUNCH(context, gradient, grid, Shape::kThreads, Shape::kShared, weight);
  }
  if (!weight.partial) return TS_OK;
  const int64_t count = static_cast<int64_t>(p.vocab) * p.width;
  TS_LAUNCH(context, head_add_partials, static_cast<unsigned>(ceil_div(count, 256)), 256, 0, weight.partial, p.d_weight,
            rows.variables, plan.splits, count);
  return TS_OK;
}

// ---- chunks ----

// Rows of a chunk: enough of them to fill a large device with tiles, few enough that their exponentials stay small.
int chunk_rows(const ts_cross_entropy& p) {
  constexpr int64_t kNumbers = 48 << 20;
  const int64_t rows = kNumbers / p.vocab / ChunkTile::rows * ChunkTile::rows;
  return static_cast<int>(rows < ChunkTile::rows ? ChunkTile::rows : rows > 4096 ? 4096 : rows);
}

template <bool aligned>
ts_status launch_chunk(ts_context* context, const ts_cross_entropy& p, const ChunkPass& pass, bf16* dx) {
  constexpr int kThreads = 256;
  const unsigned word_tiles = static_cast<unsigned>(ceil_div(p.vocab, ChunkTile::cols));
  const auto exponentials = head_exponentials<ChunkTile, aligned>, weight = head_chunk_weight<ChunkTile, aligned>;
  TS_LAUNCH(context, exponentials, dim3(static_cast<unsigned>(ceil_div(pass.rows, ChunkTile::rows)), word_tiles),
            ChunkTile::threads, kChunkShared, pass);
  TS_LAUNCH(context, head_gradients, static_cast<unsigned>(ceil_div(pass.rows, kThreads / kWarp)), kThreads, 0, pass);
  if (dx) {
    const int stride = pass.group_count * kGroup;
    const RowShape shape = {pass.rows, p.width, 1, {stride}};
    const DenseRows<bf16> a = {{pass.p}, stride};
    const WordRows b = {pass.w, p.width, p.vocab};
    const PlainResult<bf16> result = {dx, p.width, false, aligned_rows(dx, p.width)};
    const ts_status status = product_rows<true>(context, aligned, shape, a, b, result);
    if (status != TS_OK) return status;
  }
  if (p.d_weight) {
    TS_LAUNCH(context, weight, dim3(word_tiles, static_cast<unsigned>(ceil_div(p.width, ChunkTile::cols))), ChunkTile::threads,
              kChunkShared, pass);
  }
  return TS_OK;
}

ts_status launch_chunks(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  const int most = chunk_rows(p), rows = p.rows < most ? p.rows : most;
  const size_t group_count = static_cast<size_t>(ceil_div(p.vocab, kGroup)), count = static_cast<size_t>(rows);
  const bool gradient = p.dx || p.d_weight;
  const size_t group_bytes = apart(count * group_count * sizeof(Group)), target_bytes = apart(count * sizeof(float));
  if (!workspace->base) {
    workspace->bytes = group_bytes + target_bytes + (gradient ? count * group_count * kGroup * sizeof(bf16) : 0);
    return TS_OK;
  }
  char* const base = static_cast<char*>(workspace->base);
  ChunkPass pass = {};
  pass.w = parameter_bf16(context, p.weight);
  if (!pass.w) return TS_OUT_OF_MEMORY;
  pass.groups = reinterpret_cast<Group*>(base);
  pass.at_target = reinterpret_cast<float*>(base + group_bytes);
  if (gradient) pass.p = reinterpret_cast<bf16*>(base + group_bytes + target_bytes);
  pass.variables = variables_of(context);
  pass.d_weight = p.d_weight;
  pass.width = p.width;
  pass.vocab = p.vocab;
  pass.group_count = static_cast<int>(group_count);
  const bf16* const x = reinterpret_cast<const bf16*>(p.x);
  const bool aligned = aligned_rows(x, p.width) && aligned_rows(pass.w, p.width);
  for (int first = 0; first < p.rows; first += most) {
    const int64_t offset = static_cast<int64_t>(first) * p.width;
    pass.x = x + offset;
    pass.targets = p.targets + first;
    pass.weights = p.loss_weights ? p.loss_weights + first : nullptr;
    pass.losses = p.losses + first;
    pass.rows = p.rows - first < most ? p.rows - first : most;
    bf16* const dx = p.dx ? reinterpret_cast<bf16*>(p.dx) + offset : nullptr;
    const ts_status status = aligned ? launch_chunk<true>(context, p, pass, dx) : launch_chunk<false>(context, p, pass, dx);
    if (status != TS_OK) return status;
  }
  return TS_OK;
}

// ---- float32 ----

int plain_rows(const ts_cross_entropy& p) {
  constexpr int64_t kFloats = 16 << 20;
  const int64_t rows = kFloats / p.vocab;
  return static_cast<int>(rows < 16 ? 16 : rows > 4096 ? 4096 : rows);
}

template <bool accumulate>
ts_status plain_product(ts_context* context, Strided a, Strided b, float* c, int M, int N, int K) {
  const dim3 grid(static_cast<unsigned>(ceil_div(N, kPlainTile)), static_cast<unsigned>(ceil_div(M, kPlainTile)));
  const auto product = head_product<accumulate>;
  TS_LAUNCH(context, product, grid, kPlainTile * kPlainTile, kPlainShared, a, b, c, M, N, K);
  return TS_OK;
}

ts_status launch_plain(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  constexpr int kThreads = 128;
  const int chunk = plain_rows(p), V = p.vocab, C = p.width;
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(chunk) * static_cast<size_t>(V) * sizeof(float);
    return TS_OK;
  }
  float* const logits = static_cast<float*>(workspace->base);
  const float* const w = parameter_floats(p.weight);
  for (int first = 0; first < p.rows; first += chunk) {
    const int rows = p.rows - first < chunk ? p.rows - first : chunk;
    const float* const x = p.x + static_cast<int64_t>(first) * C;
    ts_status status = plain_product<false>(context, {x, C, 1}, {w, 1, C}, logits, rows, V, C);
    if (status != TS_OK) return status;
    TS_LAUNCH(context, head_softmax, static_cast<unsigned>(rows), kThreads, kThreads / kWarp * sizeof(float), logits,
              p.targets + first, p.loss_weights ? p.loss_weights + first : nullptr, variables_of(context), p.losses + first, V,
              p.dx || p.d_weight);
    if (p.dx) {
      status = plain_product<false>(context, {logits, V, 1}, {w, C, 1}, p.dx + static_cast<int64_t>(first) * C, rows, C, V);
      if (status != TS_OK) return status;
    }
    if (p.d_weight) {
      status = plain_product<true>(context, {logits, 1, V}, {x, C, 1}, p.d_weight, V, C, rows);
      if (status != TS_OK) return status;
    }
  }
  return TS_OK;
}

}  // namespace

ts_status cross_entropy(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  if (!computes_bf16(context)) return launch_plain(context, *p, workspace);
  const auto fits = [&](size_t bytes) { return bytes <= shared_limit(context); };
  if (p->width <= Narrow::C && fits(Narrow::kShared)) return launch_fused<Narrow>(context, *p, workspace);
  if (p->width <= Middle::C && fits(Middle::kShared)) return launch_fused<Middle>(context, *p, workspace);
  if (p->width <= Wide::C && fits(Wide::kShared)) return launch_fused<Wide>(context, *p, workspace);
  return launch_chunks(context, *p, workspace);
}

}  // namespace ts::cuda
