// The cross-entropy head: linear layer, softmax and loss in one, with the gradients of both its inputs. Narrow rows in
// bfloat16 go through two fused kernels, wide ones through chunks of rows, float32 through plain products.
//
// Fused: 8 N V C operations (products, dx; products again, d_weight) and 2 N V exponentials; x, dx and W are all that
// moves. Chunks: 6 N V C, but the exponentials go through memory, 10 V bytes a row. The narrower the rows, the more the
// bytes would weigh.
#include "cuda/choices.h"
#include "cuda/gemm_columns.h"
#include "cuda/head_chunks.h"
#include "cuda/head_cublaslt.h"
#include "cuda/head_folded.h"
#include "cuda/head_rows.h"
#include "cuda/head_softmax.h"
#include "cuda/head_warpgroup.h"
#include "cuda/head_weight.h"
#include "cuda/hopper.h"
#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- launchers ----

constexpr size_t kApart = 256;  // bytes; parts of the workspace begin at multiples
size_t apart(size_t bytes) { return ceil_div(bytes, kApart) * kApart; }

// ---- fused ----

using Narrow = HeadShape<64, 2, 4, 3, 2>;
using Middle = HeadShape<128, 2, 4, 2, 2>;

// The rows that a block of the gradient of W works through: so few that all blocks fill a large device of 132
// multiprocessors about three times, but some tiles at least.
template <typename Shape>
int split_rows(const ts_cross_entropy& p) {
  constexpr int kBlocks = 3 * Shape::kBlocks * 132, kLeastTiles = 8;
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
    const size_t numbers = static_cast<size_t>(p.vocab) * static_cast<size_t>(p.width);
    plan.partial_bytes = static_cast<size_t>(plan.splits) * numbers * sizeof(float);
  }
  return plan;
}

ts_status add_partials(ts_context* context, const ts_cross_entropy& p, const FusedPlan& plan, const RowsPass& rows,
                       const WeightPass& weight) {
  if (!weight.partial) return TS_OK;
  const int64_t count = static_cast<int64_t>(p.vocab) * p.width;
  TS_LAUNCH(context, head_add_partials, static_cast<unsigned>(ceil_div(count, 256)), 256, 0, weight.partial, p.d_weight,
            rows.variables, plan.splits, count);
  return TS_OK;
}

template <typename Shape, bool aligned>
ts_status launch_passes(ts_context* context, const ts_cross_entropy& p, const FusedPlan& plan, const RowsPass& rows,
                        const WeightPass& weight) {
  const unsigned blocks = static_cast<unsigned>(ceil_div(p.rows, Shape::kOwn));
  const auto losses_and_dx = head_rows<Shape, true, aligned>, losses_only = head_rows<Shape, false, aligned>;
  if (p.dx) {
    TS_LAUNCH(context, losses_and_dx, blocks, Shape::kThreads, rows_shared<Shape>, rows);
  } else {
    TS_LAUNCH(context, losses_only, blocks, Shape::kThreads, rows_shared<Shape>, rows);
  }
  if (!p.d_weight || p.rows == 0) return TS_OK;
  const dim3 grid(static_cast<unsigned>(ceil_div(p.vocab, Shape::kOwn)), static_cast<unsigned>(plan.splits));
  const auto weighted_gradient = head_weight<Shape, true, aligned>, gradient = head_weight<Shape, false, aligned>;
  if (p.loss_weights) {
    TS_LAUNCH(context, weighted_gradient, grid, Shape::kThreads, Shape::kShared, weight);
  } else {
    TS_LAUNCH(context, gradient, grid, Shape::kThreads, Shape::kShared, weight);
  }
  return add_partials(context, p, plan, rows, weight);
}

template <class Shape>
ts_status launch_warpgroup_passes(ts_context* context, const ts_cross_entropy& p, const FusedPlan& plan, const RowsPass& rows,
                                  const WeightPass& weight) {
  const unsigned blocks = static_cast<unsigned>(ceil_div(p.rows, Shape::kOwn));
  const auto losses_and_dx = head_rows_warpgroup<Shape, true>, losses_only = head_rows_warpgroup<Shape, false>;
  if (p.dx) {
    TS_LAUNCH(context, losses_and_dx, blocks, Shape::kThreads, Shape::kShared, rows);
  } else {
    TS_LAUNCH(context, losses_only, blocks, Shape::kThreads, Shape::kShared, rows);
  }
  if (!p.d_weight || p.rows == 0) return TS_OK;
  const dim3 grid(static_cast<unsigned>(ceil_div(p.vocab, Shape::kOwn)), static_cast<unsigned>(plan.splits));
  const auto weighted_gradient = head_weight_warpgroup<Shape, true>, gradient = head_weight_warpgroup<Shape, false>;
  if (p.loss_weights) {
    TS_LAUNCH(context, weighted_gradient, grid, Shape::kThreads, Shape::kShared, weight);
  } else {
    TS_LAUNCH(context, gradient, grid, Shape::kThreads, Shape::kShared, weight);
  }
  return add_partials(context, p, plan, rows, weight);
}

// The widest rows that go through the products of a warpgroup.
int32_t warpgroup_width(const ts_context* context) {
#ifndef TS_SIMT
  if (capability_of(context) != 90) return 0;
#else
  (void)context;
#endif
  return choice("HEAD_WARPGROUP", 0);
}

template <typename Shape, class Warpgroup>
ts_status launch_fused(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  const bf16* const x = reinterpret_cast<const bf16*>(p.x);
  // By how many rows, and so how many numbers of the workspace, must be known before the arrays are.
  const bool by_warpgroups = p.width <= warpgroup_width(context) && p.width % 8 == 0 && p.weight.offset % 8 == 0;
  const FusedPlan plan = by_warpgroups ? plan_fused<Warpgroup>(p) : plan_fused<Shape>(p);
  if (!workspace->base) {
    workspace->bytes = plan.lse_bytes + plan.partial_bytes;
    return TS_OK;
  }
  const bf16* const w = parameter_bf16(context, p.weight);
  if (!w) return TS_OUT_OF_MEMORY;
  float* const lse = p.d_weight ? static_cast<float*>(workspace->base) : nullptr;
  RowsPass rows = {};
  rows.x = x;
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
  const bool aligned = aligned_rows(rows.x, p.width) && aligned_rows(w, p.width);
  if (by_warpgroups && aligned && aligned_rows(rows.dx, p.width)) {
    return launch_warpgroup_passes<Warpgroup>(context, p, plan, rows, weight);
  }
  return aligned ? launch_passes<Shape, true>(context, p, plan, rows, weight)
                 : launch_passes<Shape, false>(context, p, plan, rows, weight);
}

// ---- chunks ----

// Rows of a chunk: enough of them to fill a large device with tiles, few enough that their exponentials stay small.
int chunk_rows(const ts_cross_entropy& p) {
  constexpr int64_t kNumbers = 48 << 20;
  static const int wanted = choice("HEAD_ROWS", 0);
  if (wanted > 0) return wanted;
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

HopperHead for_hopper(const ChunkPass& pass, bf16* dx) {
  static_assert(kGroup == 64);
  return {pass.rows,      pass.width, pass.vocab, pass.group_count, pass.x, pass.w, pass.targets, pass.at_target,
          &pass.groups->reference, pass.p, dx, pass.d_weight};
}

ts_status launch_hopper_chunk(ts_context* context, const ChunkPass& pass, bf16* dx, void* workspace) {
  constexpr int kThreads = 256;
  const HopperHead head = for_hopper(pass, dx);
  const ts_status status = hopper_head_exponentials(context, head);
  if (status != TS_OK) return status;
  TS_LAUNCH(context, head_gradients, static_cast<unsigned>(ceil_div(pass.rows, kThreads / kWarp)), kThreads, 0, pass);
  return hopper_head_gradients(context, head, workspace);
}

ts_status launch_cublaslt_chunk(ts_context* context, const ChunkPass& pass, bf16* dx, bool hopper) {
  constexpr int kThreads = 256;
  if (hopper) {
    const ts_status status = hopper_head_exponentials(context, for_hopper(pass, dx));
    if (status != TS_OK) return status;
  } else {
    const auto exponentials = head_exponentials<ChunkTile, true>;
    const dim3 grid(static_cast<unsigned>(ceil_div(pass.rows, ChunkTile::rows)),
                    static_cast<unsigned>(ceil_div(pass.vocab, ChunkTile::cols)));
    TS_LAUNCH(context, exponentials, grid, ChunkTile::threads, kChunkShared, pass);
  }
  TS_LAUNCH(context, head_gradients, static_cast<unsigned>(ceil_div(pass.rows, kThreads / kWarp)), kThreads, 0, pass);
  return cublaslt_head_gradients(context, pass, dx);
}

ts_status launch_chunks(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  const int most = chunk_rows(p), rows = p.rows < most ? p.rows : most;
  const size_t group_count = static_cast<size_t>(ceil_div(p.vocab, kGroup)), count = static_cast<size_t>(rows);
  const bool gradient = p.dx || p.d_weight;
  const size_t group_bytes = apart(count * group_count * sizeof(Group)), target_bytes = apart(count * sizeof(float));
  const size_t p_bytes = gradient ? apart(count * group_count * kGroup * sizeof(bf16)) : 0;
  if (!workspace->base) {
    workspace->bytes = group_bytes + target_bytes + p_bytes;
    if (hopper_takes_head(context, p.width, nullptr, nullptr, nullptr)) {
      ChunkPass pass = {};
      pass.rows = rows;
      pass.width = p.width;
      pass.vocab = p.vocab;
      pass.group_count = static_cast<int>(group_count);
      workspace->bytes += hopper_head_bytes(context, for_hopper(pass, reinterpret_cast<bf16*>(p.dx)));
    }
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
  const bool hopper = hopper_takes_head(context, p.width, x, pass.w, p.d_weight);
  const bool cublaslt = cublaslt_takes_head(context, p);
  for (int first = 0; first < p.rows; first += most) {
    const int64_t offset = static_cast<int64_t>(first) * p.width;
    pass.x = x + offset;
    pass.targets = p.targets + first;
    pass.weights = p.loss_weights ? p.loss_weights + first : nullptr;
    pass.losses = p.losses + first;
    pass.rows = p.rows - first < most ? p.rows - first : most;
    bf16* const dx = p.dx ? reinterpret_cast<bf16*>(p.dx) + offset : nullptr;
    const ts_status status = cublaslt  ? launch_cublaslt_chunk(context, pass, dx, hopper)
                             : hopper  ? launch_hopper_chunk(context, pass, dx, base + group_bytes + target_bytes + p_bytes)
                             : aligned ? launch_chunk<true>(context, p, pass, dx)
                                       : launch_chunk<false>(context, p, pass, dx);
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

ts_status launch_plain(ts_context* context, const ts_cross_entropy& p, ts_workspace* workspace) {
  constexpr int kThreads = 128;
  const int most = plain_rows(p), rows_together = p.rows < most ? p.rows : most, V = p.vocab, C = p.width;
  const size_t logit_bytes = apart(static_cast<size_t>(rows_together) * static_cast<size_t>(V) * sizeof(float));
  WeightGradient<float> gradient = {};
  gradient.in = C;
  gradient.out = V;
  for (int i = 0; i < TS_MAX_PARTS; i++) gradient.end[i] = V;
  gradient.d_weight[0] = p.d_weight;
  if (!workspace->base) {
    size_t most_bytes = 0;
    for (const int rows : {rows_together, p.rows % most}) {
      gradient.rows = rows;
      const size_t bytes = weight_gradient_bytes(context, gradient);
      if (bytes > most_bytes) most_bytes = bytes;
    }
    workspace->bytes = logit_bytes + most_bytes;
    return TS_OK;
  }
  float* const logits = static_cast<float*>(workspace->base);
  const DenseRows<float> w = {{parameter_floats(p.weight)}, C};
  for (int first = 0; first < p.rows; first += most) {
    const int rows = p.rows - first < most ? p.rows - first : most;
    const int64_t offset = static_cast<int64_t>(first) * C;
    const DenseRows<float> x = {{p.x + offset}, C}, z = {{logits}, V};
    const PlainResult<float> to_logits = {logits, V, false, false};
    ts_status status = product_rows<false>(context, false, {rows, V, 1, {C}}, x, w, to_logits);
    if (status != TS_OK) return status;
    TS_LAUNCH(context, head_softmax, static_cast<unsigned>(rows), kThreads, kThreads / kWarp * sizeof(float), logits,
              p.targets + first, p.loss_weights ? p.loss_weights + first : nullptr, variables_of(context), p.losses + first, V,
              p.dx || p.d_weight);
    if (p.dx) {
      const PlainResult<float> dx = {p.dx + offset, C, false, false};
      status = product_rows<true>(context, false, {rows, C, 1, {V}}, z, w, dx);
      if (status != TS_OK) return status;
    }
    gradient.rows = rows;
    gradient.dy = logits;
    gradient.x = p.x + offset;
    status = weight_gradient(context, gradient, static_cast<char*>(workspace->base) + logit_bytes);
    if (status != TS_OK) return status;
  }
  return TS_OK;
}

}  // namespace

ts_status cross_entropy(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace) {
  if (!computes_bf16(context)) return launch_plain(context, *p, workspace);
  if (takes_folded(*p)) return folded_head(context, *p, workspace);
  const auto fits = [&](size_t bytes) { return bytes <= shared_limit(context); };
  if (p->width <= Narrow::C && fits(rows_shared<Narrow>)) return launch_fused<Narrow, WarpgroupHead<1>>(context, *p, workspace);
  if (p->width <= Middle::C && fits(rows_shared<Middle>)) return launch_fused<Middle, WarpgroupHead<2>>(context, *p, workspace);
  return launch_chunks(context, *p, workspace);
}

}  // namespace ts::cuda
