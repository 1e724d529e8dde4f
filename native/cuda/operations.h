// The operations of the backend, each in the file of its name; backend.cu lists them.
#pragma once
#include "program/backend.h"

namespace ts::cuda {

ts_status embedding(ts_context*, const ts_embedding*);
ts_status embedding_backward(ts_context*, const ts_embedding_backward*, ts_workspace*);
ts_status norm(ts_context*, const ts_norm*);
ts_status norm_backward(ts_context*, const ts_norm_backward*, ts_workspace*);
ts_status linear(ts_context*, const ts_linear*);
ts_status linear_backward(ts_context*, const ts_linear_backward*, ts_workspace*);
ts_mlp_keeps mlp_keeps(ts_context*, const ts_mlp_shape*);
ts_status mlp(ts_context*, const ts_mlp*, ts_workspace*);
ts_status mlp_backward(ts_context*, const ts_mlp_backward*, ts_workspace*);
ts_status linear_norm(ts_context*, const ts_linear_norm*, ts_workspace*);
ts_status mlp_norm(ts_context*, const ts_mlp_norm*, ts_workspace*);
ts_status linear_norm_backward(ts_context*, const ts_linear_norm_backward*, ts_workspace*);
ts_status mlp_norm_backward(ts_context*, const ts_mlp_norm_backward*, ts_workspace*);
ts_status gated_linear(ts_context*, const ts_gated_linear*, ts_workspace*);
ts_status gated_linear_backward(ts_context*, const ts_gated_linear_backward*, ts_workspace*);
ts_status attention(ts_context*, const ts_attention*, ts_workspace*);
ts_status attention_backward(ts_context*, const ts_attention_backward*, ts_workspace*);
ts_status dropout(ts_context*, const ts_dropout*);
ts_status add(ts_context*, const ts_add*);
ts_status cross_entropy(ts_context*, const ts_cross_entropy*, ts_workspace*);
ts_status logits(ts_context*, const ts_logits*);
ts_status adamw(ts_context*, const ts_adamw*, ts_workspace*);

// Whether attention of such heads is by the products of a warpgroup, however many queries there are.
bool attends_by_warpgroups(const ts_context* context, int32_t head_size);

constexpr int32_t kKeyTile = 64;  // cache capacities are multiples of this

}  // namespace ts::cuda
