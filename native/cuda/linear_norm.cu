// A linear, or an MLP's second, and the norm beside it as one operation, forward and backward.
#include "cuda/hopper_norms.h"
#include "cuda/linear_cublaslt.h"
#include "cuda/operations.h"

namespace ts::cuda {
namespace {

// ---- launchers ----

// Both leave the weights out, of which a call that states its workspace need not have made a copy yet, and are false where
// the two operations are not of the kind.
bool normed_of(const ts_linear_norm& p, HopperNormed* h) {
  const ts_linear& l = p.linear;
  const ts_norm& o = p.norm;
  const bool follows = o.sum && (o.x == l.y) != (o.residual == l.y) && o.width == l.out && o.rows.begin == l.rows.begin &&
                       o.rows.end == l.rows.end;
  if (!follows || !o.rstd || l.part_count != 1 || l.activation != TS_IDENTITY) return false;
  const int64_t row = l.rows.begin;
  *h = {};
  h->m = l.rows.end - l.rows.begin;
  h->n = l.out;
  h->k = l.in;
  h->a = reinterpret_cast<const bf16*>(l.x) + row * l.in;
  h->bias = l.bias[0].weights ? parameter_floats(l.bias[0]) : nullptr;
  h->other = reinterpret_cast<const bf16*>(o.x == l.y ? o.residual : o.x) + row * l.out;
  h->sum = reinterpret_cast<bf16*>(o.sum) + row * l.out;
  h->y = reinterpret_cast<bf16*>(o.y) + row * l.out;
  h->gain = parameter_floats(o.gain);
  h->shift = o.bias.weights ? parameter_floats(o.bias) : nullptr;
  h->mean = o.kind == TS_LAYER_NORM ? o.mean : nullptr;
  h->rstd = o.rstd;
  h->epsilon = o.epsilon;
  return o.kind == TS_RMS_NORM || o.mean;
}

bool gradient_of(const ts_linear_norm_backward& p, HopperNormGradient* h) {
  const ts_linear_backward& l = p.linear;
  const ts_norm_backward& o = p.norm;
  const bool follows = l.dx && o.dy == l.dx && o.width == l.in && o.rows == l.rows;
  if (!follows || l.accumulate || !o.accumulate || l.activation != TS_IDENTITY) return false;
  *h = {};
  h->m = l.rows;
  h->n = l.in;
  h->k = l.out;
  h->dz = reinterpret_cast<const bf16*>(l.dy);
  h->count = l.part_count;
  for (int32_t i = 0; i < l.part_count; i++) h->weight_rows[i] = l.weight[i].rows;
  h->x = reinterpret_cast<const bf16*>(o.sum);
  h->d_sum = reinterpret_cast<bf16*>(o.d_sum);
  h->gain = parameter_floats(o.gain);
  h->mean = o.kind == TS_LAYER_NORM ? o.mean : nullptr;
  h->rstd = o.rstd;
  h->d_gain = o.d_gain;
  h->d_bias = o.d_bias;
  return true;
}

}  // namespace

ts_status linear_norm(ts_context* context, const ts_linear_norm* p, ts_workspace* workspace) {
  HopperNormed h;
  if (!computes_bf16(context) || !normed_of(*p, &h) || cublaslt_takes(context, p->linear) || p->linear.weight[0].offset % 8 != 0 ||
      !hopper_takes(context, h)) {
    return TS_UNSUPPORTED;
  }
  if (!workspace->base) {
    const size_t bytes = hopper_normed_bytes(h);
    workspace->bytes = bytes ? bytes : 64;  // with nothing to stand on this would be asked again
    return TS_OK;
  }
  h.weight = parameter_bf16(context, p->linear.weight[0]);
  return h.weight ? hopper_normed(context, h, workspace->base) : TS_OUT_OF_MEMORY;
}

ts_status linear_norm_backward(ts_context* context, const ts_linear_norm_backward* p, ts_workspace* workspace) {
  HopperNormGradient h;
  if (!computes_bf16(context) || !gradient_of(*p, &h) || cublaslt_takes_input(context, p->linear)) return TS_UNSUPPORTED;
  for (int32_t i = 0; i < h.count; i++) {
    if (p->linear.weight[i].offset % 8 != 0) return TS_UNSUPPORTED;
  }
  if (!hopper_takes(context, h)) return TS_UNSUPPORTED;
  ts_linear_backward rest = p->linear;
  rest.dx = nullptr;
  if (!workspace->base) {
    const ts_status status = linear_backward(context, &rest, workspace);
    const size_t own = hopper_norm_gradient_bytes(context, h);
    if (workspace->bytes < own) workspace->bytes = own;
    return status;
  }
  for (int32_t i = 0; i < h.count; i++) {
    h.weight[i] = parameter_bf16(context, p->linear.weight[i]);
    if (!h.weight[i]) return TS_OUT_OF_MEMORY;
  }
  const ts_status status = hopper_norm_gradient(context, h, workspace->base);
  return status == TS_OK ? linear_backward(context, &rest, workspace) : status;
}

}  // namespace ts::cuda
