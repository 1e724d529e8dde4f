// A backend that times another's operations: each is waited for, and counted with the bytes and FLOPs it cannot do
// without.
#pragma once
#include "program/backend.h"

namespace tinystories::driver {

// One at a time in a process. `inner` must outlive it.
const ts_backend* profiled(const ts_backend* inner);
void forget_profile();
// By time: milliseconds a step, share, bytes and FLOPs a second, share of the limit (bytes a second of a copy, FLOPs a
// second of a product).
void print_profile(int32_t steps, double copy_rate, double matrix_rate);

}  // namespace tinystories::driver
