// Cases of the operations that are matrix products.
#pragma once
#include "driver/operation_cases.h"

namespace tinystories::driver {

// `together`: the parts lie directly below one another, without biases, as in the programs of models.
OperationCase linear_case(int32_t N, int32_t K, int32_t M, int32_t parts, ts_activation activation, bool backward,
                          bool together = false);
// Against two linears, which also stand in where a backend has no such operation.
OperationCase mlp_case(int32_t N, int32_t C, int32_t hidden, ts_activation activation, bool backward);
OperationCase gated_case(int32_t N, int32_t K, int32_t M, bool backward);
// `spread`: of the weight; with 4 and more, logits are far apart. `weighted`: rows have weights, some of them 0.
OperationCase cross_entropy_case(int32_t N, int32_t C, int32_t V, bool train, float spread = 0.5f, bool weighted = false);
OperationCase logits_case(int32_t N, int32_t C, int32_t V, int32_t count);

}  // namespace tinystories::driver
