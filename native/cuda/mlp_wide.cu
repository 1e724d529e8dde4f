#include "cuda/mlp_wide.h"

#include "cuda/choices.h"
#include "cuda/hopper.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- launchers ----

// pre = (dy W2) gelu'(pre).
HopperRows through_activation_of(const ts_mlp_backward& p, const bf16* weight2) {
  HopperRows h = {};
  h.m = p.rows;
  h.n = p.hidden;
  h.k = p.out;
  h.across = true;
  h.a = reinterpret_cast<const bf16*>(p.dy);
  h.count = 1;
  h.weight[0] = weight2;
  h.weight_rows[0] = p.out;
  h.activation = p.activation;
  h.y = reinterpret_cast<bf16*>(p.pre);
  h.slopes = true;
  h.slope_at = h.y;
  return h;
}

ts_linear layer(ts_rows rows, const ts_parameter& weight, const ts_parameter& bias, const float* x, float* y) {
  ts_linear o = {};
  o.rows = rows;
  o.in = weight.cols;
  o.out = weight.rows;
  o.part_count = 1;
  o.weight[0] = weight;
  o.bias[0] = bias;
  o.activation = TS_IDENTITY;
  o.x = x;
  o.y = y;
  return o;
}
ts_linear first_layer(const ts_mlp& p, float* act) {
  ts_linear first = layer(p.rows, p.weight1, p.bias1, p.x, act);
  first.activation = p.activation;
  first.pre = p.pre;
  return first;
}
ts_linear_backward layer_backward(int32_t rows, const ts_parameter& weight, const float* x, float* d_weight, float* d_bias) {
  ts_linear_backward o = {};
  o.rows = rows;
  o.in = weight.cols;
  o.out = weight.rows;
  o.part_count = 1;
  o.weight[0] = weight;
  o.activation = TS_IDENTITY;
  o.x = x;
  o.d_weight[0] = d_weight;
  o.d_bias[0] = d_bias;
  return o;
}

// The products' workspace comes first; behind it, where the gradient does not go through the activation within its
// product, stands that gradient. `norm`, or nullptr: the gradient of what made x, at dx.
ts_status gradients(ts_context* context, const ts_mlp_backward* p, const ts_norm_backward* norm, ts_workspace* workspace) {
  HopperRows through = through_activation_of(*p, nullptr);
  const bool fused = p->weight2.offset % 8 == 0 && hopper_takes(context, through);  // an arena's copy begins aligned
  if (norm && !fused) return TS_UNSUPPORTED;
  ts_linear_backward second = layer_backward(p->rows, p->weight2, p->act, p->d_weight2, p->d_bias2);
  second.dy = const_cast<float*>(p->dy);  // left as it is where there is no activation
  ts_linear_backward first = layer_backward(p->rows, p->weight1, p->x, p->d_weight1, p->d_bias1);
  first.dx = p->dx;
  first.accumulate = p->accumulate;
  first.activation = fused ? TS_IDENTITY : p->activation;
  first.pre = fused ? nullptr : p->pre;
  first.dy = p->pre;
  if (!fused) second.dx = first.dy = const_cast<float*>(p->act);  // any array: only the bytes are asked for
  const auto through_first = [&](ts_workspace* space) {
    if (!norm) return linear_backward(context, &first, space);
    const ts_linear_norm_backward both = {first, *norm};
    return linear_norm_backward(context, &both, space);
  };
  ts_workspace of_second = {}, of_first = {};
  ts_status status = linear_backward(context, &second, &of_second);
  if (status == TS_OK) status = through_first(&of_first);
  if (status != TS_OK) return status;
  const size_t bytes = of_first.bytes > of_second.bytes ? of_first.bytes : of_second.bytes, behind = (bytes + 63) / 64 * 64;
  if (!workspace->base) {
    workspace->bytes = fused ? bytes : behind + static_cast<size_t>(p->rows) * static_cast<size_t>(p->hidden) * sizeof(bf16);
    return TS_OK;
  }
  if (!fused) second.dx = first.dy = reinterpret_cast<float*>(static_cast<char*>(workspace->base) + behind);
  of_first = of_second = {workspace->base, bytes};
  through.weight[0] = parameter_bf16(context, p->weight2);
  if (!through.weight[0]) return TS_OUT_OF_MEMORY;
  status = linear_backward(context, &second, &of_second);
  if (status == TS_OK && fused) status = hopper_rows(context, through);
  return status == TS_OK ? through_first(&of_first) : status;
}

}  // namespace

// What the weights' alignment has to say is known only later; see mlp_wide_backward.
ts_mlp_keeps mlp_wide_keeps(ts_context* context, const ts_mlp_shape* shape) {
  static const int wanted = choice("MLP_WIDE", 1);
  if (!wanted || !shape->train || !computes_bf16(context) || shape->activation != TS_GELU_TANH) return TS_MLP_NONE;
  ts_mlp_backward p = {};
  p.hidden = shape->hidden;
  p.out = shape->out;
  p.activation = shape->activation;
  return hopper_takes(context, through_activation_of(p, nullptr)) ? TS_MLP_KEEPS : TS_MLP_NONE;
}

ts_status mlp_wide(ts_context* context, const ts_mlp* p, ts_workspace* workspace) {
  if (!workspace->base) {
    // Where nothing is kept, what stands between goes there. Rows are counted from the first of all.
    workspace->bytes = p->act ? 0 : static_cast<size_t>(p->rows.end) * static_cast<size_t>(p->hidden) * sizeof(bf16);
    return TS_OK;
  }
  float* const act = p->act ? p->act : static_cast<float*>(workspace->base);
  const ts_linear first = first_layer(*p, act);
  const ts_linear second = layer(p->rows, p->weight2, p->bias2, act, p->y);
  const ts_status status = linear(context, &first);
  return status == TS_OK ? linear(context, &second) : status;
}

ts_status mlp_wide_backward(ts_context* context, const ts_mlp_backward* p, ts_workspace* workspace) {
  return gradients(context, p, nullptr, workspace);
}

// Of MLPs that keep what stands between alone.
ts_status mlp_norm(ts_context* context, const ts_mlp_norm* p, ts_workspace* workspace) {
  const ts_mlp& m = p->mlp;
  if (!m.act) return TS_UNSUPPORTED;
  const ts_linear_norm second = {layer(m.rows, m.weight2, m.bias2, m.act, m.y), p->norm};
  if (!workspace->base) return linear_norm(context, &second, workspace);
  const ts_linear first = first_layer(m, m.act);
  const ts_status status = linear(context, &first);
  return status == TS_OK ? linear_norm(context, &second, workspace) : status;
}

ts_status mlp_norm_backward(ts_context* context, const ts_mlp_norm_backward* p, ts_workspace* workspace) {
  return p->mlp.act && p->mlp.pre ? gradients(context, &p->mlp, &p->norm, workspace) : TS_UNSUPPORTED;
}

}  // namespace ts::cuda
