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

}  // namespace ts::TS_NS

#endif
