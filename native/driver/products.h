// Times the products of `linear` and of its gradients at the widths of the paper's models.
#pragma once
#include "program/memory.h"

namespace tinystories::driver {

// `copy_rate`: bytes a second of a copy, to say what share of it a product reaches.
void time_products(const Place& place, int32_t rows, double copy_rate);

}  // namespace tinystories::driver
