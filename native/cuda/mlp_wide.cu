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

ts_linear_backward second_backward(const ts_mlp_backward& p) {
  ts_linear_backward o = {};
  o.rows = p.rows;
  o.in = p.hidden;
  o.out = p.out;
  o.part_count = 1;
  o.weight[0] = p.weight2;
  o.activation = TS_IDENTITY;
  o.x = p.act;
  o.dy = const_cast<float*>(p.dy);  // left as it is where there is no activation
  o.d_weight[0] = p.d_weight2;
  o.d_bias[0] = p.d_bias2;
  return o;
}
ts_linear_backward first_backward(const ts_mlp_backward& p) {
  ts_linear_backward o = {};
  o.rows = p.rows;
  o.in = p.in;
  o.out = p.hidden;
  o.part_count = 1;
  o.weight[0] = p.weight1;
  o.x = p.x;
  o.dx = p.dx;
  o.accumulate = p.accumulate;
  o.d_weight[0] = p.d_weight1;
  o.d_bias[0] = p.d_bias1;
  return o;
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
  ts_linear first = {};
  first.rows = p->rows;
  first.in = p->in;
  first.out = p->hidden;
  first.part_count = 1;
  first.weight[0] = p->weight1;
  first.bias[0] = p->bias1;
  first.activation = p->activation;
  first.x = p->x;
  first.y = act;
  first.pre = p->pre;
  ts_linear second = {};
  second.rows = p->rows;
  second.in = p->hidden;
  second.out = p->out;
  second.part_count = 1;
  second.weight[0] = p->weight2;
  second.bias[0] = p->bias2;
  second.activation = TS_IDENTITY;
  second.x = act;
  second.y = p->y;
  const ts_status status = linear(context, &first);
  return status == TS_OK ? linear(context, &second) : status;
}

// The products' workspace comes first; behind it, where the gradient does not go through the activation within its
// product, stands that gradient.
ts_status mlp_wide_backward(ts_context* context, const ts_mlp_backward* p, ts_workspace* workspace) {
  HopperRows through = through_activation_of(*p, nullptr);
  const bool fused = p->weight2.offset % 8 == 0 && hopper_takes(context, through);  // an arena's copy begins aligned
  ts_linear_backward second = second_backward(*p), first = first_backward(*p);
  first.activation = fused ? TS_IDENTITY : p->activation;
  first.pre = fused ? nullptr : p->pre;
  first.dy = p->pre;
  if (!fused) second.dx = first.dy = const_cast<float*>(p->act);  // any array: only the bytes are asked for
  ts_workspace of_second = {}, of_first = {};
  ts_status status = linear_backward(context, &second, &of_second);
  if (status == TS_OK) status = linear_backward(context, &first, &of_first);
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
  return status == TS_OK ? linear_backward(context, &first, &of_first) : status;
}

}  // namespace ts::cuda
