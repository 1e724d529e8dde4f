// y = act(x W1^T + b1) W2^T + b2 as one operation, where its weights are small enough that what stands between costs
// more to store than to make again. Wider ones are those of mlp_wide.cu.
#include "cuda/choices.h"
#include "cuda/mlp_backward.h"
#include "cuda/mlp_cluster.h"
#include "cuda/mlp_stream.h"
#include "cuda/mlp_whole.h"
#include "cuda/mlp_wide.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// Below this many rows a launch costs more than what is read and written.
constexpr int32_t kFewRows = 1024;

// ---- launchers ----

// run(shape of the forward pass) for rows of that width, or `none`. Of TINYSTORIES_CUDA_MLP 1 is rows of 64 numbers, 2 of 128.
template <typename Result, typename Run>
Result with_mlp_shape(int32_t in, int32_t out, Result none, const Run& run) {
  if (in != out) return none;
  const int on = choice("MLP", 3);
  if (in == 64 && on & 1) return run(Mlp64{});
  if (in == 128 && on & 2) return run(Mlp128{});
  return none;
}

bool narrow(int32_t in, int32_t out) {
  return with_mlp_shape(in, out, false, [](auto) { return true; });
}

// How gradients are made: by the products of a warpgroup where there are such; rows of 64 numbers also without.
enum class GradientWay { none, rows, block, cluster };
GradientWay gradient_way(const ts_context* context, int32_t width, int32_t hidden, ts_activation activation) {
  if (takes_cluster(context, width, hidden, activation)) return GradientWay::cluster;
  if (takes_whole(context, width, hidden, activation)) return GradientWay::block;
  return width == 64 && mlp_gradients_fit<MlpGradients64>(context, hidden) ? GradientWay::rows : GradientWay::none;
}

}  // namespace

ts_mlp_keeps mlp_keeps(ts_context* context, const ts_mlp_shape* shape) {
  if (!narrow(shape->in, shape->out)) return mlp_wide_keeps(context, shape);
  if (!computes_bf16(context)) return TS_MLP_NONE;
  if (!shape->train && shape->rows > 0 && shape->rows < kFewRows) return TS_MLP_NONE;
  return with_mlp_shape(shape->in, shape->out, TS_MLP_NONE, [&](auto forward) {
    const bool fits = mlp_fits<decltype(forward)>(context, shape->hidden);
    const bool trains = gradient_way(context, shape->in, shape->hidden, shape->activation) != GradientWay::none;
    return fits && (trains || !shape->train) ? TS_MLP_RECOMPUTES : TS_MLP_NONE;
  });
}

ts_status mlp(ts_context* context, const ts_mlp* o, ts_workspace* workspace) {
  if (!narrow(o->in, o->out)) return mlp_wide(context, o, workspace);
  if (!workspace->base) {
    workspace->bytes = 0;
    return TS_OK;
  }
  const int64_t from = static_cast<int64_t>(o->rows.begin) * o->in;
  Mlp p = {};
  p.rows = o->rows.end - o->rows.begin;
  p.hidden = o->hidden;
  p.activation = o->activation;
  p.x = reinterpret_cast<const bf16*>(o->x) + from;
  p.y = reinterpret_cast<bf16*>(o->y) + from;
  p.weight1 = parameter_bf16(context, o->weight1);
  p.weight2 = parameter_bf16(context, o->weight2);
  if (!p.weight1 || !p.weight2) return TS_OUT_OF_MEMORY;
  if (o->bias1.weights) p.bias1 = parameter_floats(o->bias1);
  if (o->bias2.weights) p.bias2 = parameter_floats(o->bias2);
  p.aligned = aligned_rows(p.weight1, 8) && aligned_rows(p.weight2, 8);
  if (p.rows <= 0) return TS_OK;
  if (o->in == Stream128::width && takes_stream<Stream128>(context, p)) return launch_stream<Stream128>(context, p);
  return with_mlp_shape(o->in, o->out, TS_UNSUPPORTED,
                        [&](auto forward) { return launch_mlp<decltype(forward)>(context, p); });
}

ts_status mlp_backward(ts_context* context, const ts_mlp_backward* o, ts_workspace* workspace) {
  if (!narrow(o->in, o->out)) return mlp_wide_backward(context, o, workspace);
  MlpGradients g = {};
  g.rows = o->rows;
  g.hidden = o->hidden;
  const GradientWay way = gradient_way(context, o->in, o->hidden, o->activation);
  if (way == GradientWay::none) return TS_UNSUPPORTED;
  if (!workspace->base) {
    const int32_t blocks = way == GradientWay::cluster ? mlp_clusters(g.rows) : mlp_gradient_blocks<MlpGradients64>(g.rows);
    workspace->bytes = sizeof(float) * static_cast<size_t>(blocks * g.sums(o->in));
    return TS_OK;
  }
  g.activation = o->activation;
  g.x = reinterpret_cast<const bf16*>(o->x);
  g.dy = reinterpret_cast<const bf16*>(o->dy);
  g.dx = reinterpret_cast<bf16*>(o->dx);
  g.accumulate = o->accumulate != 0;
  g.weight1 = parameter_bf16(context, o->weight1);
  g.weight2 = parameter_bf16(context, o->weight2);
  if (!g.weight1 || !g.weight2) return TS_OUT_OF_MEMORY;
  if (o->bias1.weights) g.bias1 = parameter_floats(o->bias1);
  g.aligned = aligned_rows(g.weight1, 8) && aligned_rows(g.weight2, 8);
  g.partial = static_cast<float*>(workspace->base);
  float* const gradients[4] = {o->d_weight1, o->d_weight2, o->d_bias1, o->d_bias2};
  if (g.rows <= 0) return TS_OK;
  if (way == GradientWay::cluster) return launch_mlp_gradients_by_cluster(context, g, gradients);
  if (way == GradientWay::block) return launch_mlp_gradients_by_block(context, g, gradients);
  return launch_mlp_gradients<MlpGradients64>(context, g, gradients);
}

}  // namespace ts::cuda
