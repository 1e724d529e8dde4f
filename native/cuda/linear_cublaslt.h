// The products of `linear` by cuBLASLt, in contexts that compute in bfloat16. Few rows stay with our own kernels, and so
// does what is not aligned: whoever asks first whether a product is taken.
#pragma once
#include "program/backend.h"

namespace ts::cuda {

bool cublaslt_takes(ts_context* context, const ts_linear& p);
ts_status cublaslt_linear(ts_context* context, const ts_linear& p);

// Of the gradients: dx, and those of weights and biases. `dy` is the gradient before the activation by then.
bool cublaslt_takes_input(ts_context* context, const ts_linear_backward& p);
ts_status cublaslt_input_gradient(ts_context* context, const ts_linear_backward& p);
bool cublaslt_takes_weights(ts_context* context, const ts_linear_backward& p);
size_t cublaslt_weight_gradient_bytes(const ts_linear_backward& p);
ts_status cublaslt_weight_gradient(ts_context* context, const ts_linear_backward& p, void* workspace);

}  // namespace ts::cuda
