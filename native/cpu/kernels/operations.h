// The operations of one level, each in the file of its name; table.cc lists them.
#pragma once
#include "cpu/kernels/kernels.h"

namespace ts::TS_NS {

ts_status embedding(ts_context*, const ts_embedding*);
ts_status embedding_backward(ts_context*, const ts_embedding_backward*, ts_workspace*);
ts_status norm(ts_context*, const ts_norm*);
ts_status norm_backward(ts_context*, const ts_norm_backward*, ts_workspace*);
ts_status linear(ts_context*, const ts_linear*);
ts_status linear_backward(ts_context*, const ts_linear_backward*, ts_workspace*);
ts_status gated_linear(ts_context*, const ts_gated_linear*, ts_workspace*);
ts_status gated_linear_backward(ts_context*, const ts_gated_linear_backward*, ts_workspace*);
ts_status attention(ts_context*, const ts_attention*, ts_workspace*);
ts_status attention_backward(ts_context*, const ts_attention_backward*, ts_workspace*);
ts_status dropout(ts_context*, const ts_dropout*);
ts_status add(ts_context*, const ts_add*);
ts_status cross_entropy(ts_context*, const ts_cross_entropy*, ts_workspace*);
ts_status logits(ts_context*, const ts_logits*);
ts_status adamw(ts_context*, const ts_adamw*, ts_workspace*);
ts_mlp_keeps mlp_keeps(ts_context*, const ts_mlp_shape*);
ts_status mlp(ts_context*, const ts_mlp*, ts_workspace*);
ts_status mlp_backward(ts_context*, const ts_mlp_backward*, ts_workspace*);
int64_t multiply_adds(int64_t rounds);
#if TS_LEVEL_amx
int64_t tile_products(int64_t rounds);
#else
constexpr int64_t (*tile_products)(int64_t) = nullptr;
#endif
int64_t memory_pass(int32_t kind, float* memory, int64_t floats);

}  // namespace ts::TS_NS
