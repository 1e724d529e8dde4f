// The products of gemm.h by AMX, whose tiles multiply numbers of bfloat16: see thirds.h for how those of 32 bits become
// such. Every element of a result is one chain of sums over blocks of K in order, the six products of a block in the
// order below; so its bits depend neither on the tile it falls into nor on how many rows there are.
#pragma once
#include "cpu/kernels/gemm.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {

// For panels in thirds.
void multiply_by_amx(const Product& product);
void multiply_outer_by_amx(const OuterProduct& product);

// Whether the next function takes two products of these widths, and gains by it.
bool both_fit(int32_t in, int32_t between, int32_t out);
// Of rows of `first`, which has an activation, what `second` makes. What stands between is stored nowhere, but for what is
// kept from before the activation. No sums begin with what C held.
void multiply_both_by_amx(const Product& first, const Product& second);

}  // namespace ts::TS_NS

#endif
