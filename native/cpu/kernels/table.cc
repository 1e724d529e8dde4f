#include "cpu/kernels/attention.h"
#include "cpu/kernels/operations.h"

namespace ts {

using namespace TS_NS;

const Kernels TS_KERNELS = {
    TS_STRING(TS_LEVEL),
    kKeyTile,
    embedding,
    embedding_backward,
    norm,
    norm_backward,
    linear,
    linear_backward,
    gated_linear,
    gated_linear_backward,
    attention,
    attention_backward,
    dropout,
    add,
    cross_entropy,
    logits,
    adamw,
    mlp_keeps,
    mlp,
    mlp_backward,
    multiply_adds,
    tile_products,
    memory_pass,
};

}  // namespace ts
