// A backend that times another's operations: each is waited for, and counted with the bytes and FLOPs it cannot do
// without.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "program/backend.h"

namespace tinystories::driver {

// One at a time in a process. `inner` must outlive it.
const ts_backend* profiled(const ts_backend* inner);
void forget_profile();

// All calls of an operation with one shape in a step.
struct OperationTime {
  std::string name;
  double calls, seconds, flops, bytes;

  // Seconds at the limits: bytes a second of a copy, FLOPs a second of a product.
  double least(double copy_rate, double matrix_rate) const { return std::max(flops / matrix_rate, bytes / copy_rate); }
};
// Of `steps` steps since all was forgotten, those that take longest first.
std::vector<OperationTime> take_profile(int32_t steps);
// Milliseconds a step, share, bytes and FLOPs a second, share of the limit.
void print_profile(const std::vector<OperationTime>& profile, double copy_rate, double matrix_rate);

}  // namespace tinystories::driver
