// An MLP so wide that its products are Hopper's: what stands before and after its activation is kept, and the gradient
// goes through the activation within the product that makes it. The operations of mlp.cu where mlp_wide_keeps says so.
#pragma once
#include "program/backend.h"

namespace ts::cuda {

ts_mlp_keeps mlp_wide_keeps(ts_context* context, const ts_mlp_shape* shape);
ts_status mlp_wide(ts_context* context, const ts_mlp* p, ts_workspace* workspace);
ts_status mlp_wide_backward(ts_context* context, const ts_mlp_backward* p, ts_workspace* workspace);

}  // namespace ts::cuda
