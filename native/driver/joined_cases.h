// Cases of a product and the norm beside it as one operation, against the two of them.
#pragma once
#include "driver/operation_cases.h"

namespace tinystories::driver {

std::vector<OperationCase> joined_cases(bool small);

}  // namespace tinystories::driver
