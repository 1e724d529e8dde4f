// Cases of a product and the norm beside it as one operation, against the two of them.
#pragma once
#include "driver/operation_cases.h"

namespace tinystories::driver {

std::vector<OperationCase> joined_cases(bool small);
// How often a backend has done both as one; else it did one after the other, and nothing of the one is shown.
int joined_runs();

}  // namespace tinystories::driver
