// The cross-entropy head of wide enough models by AMX.
#pragma once
#include "cpu/kernels/kernels.h"

#if TS_LEVEL_amx

namespace ts::TS_NS {

// As cross_entropy, for weights that are laid out in thirds.
ts_status cross_entropy_by_amx(ts_context* context, const ts_cross_entropy* p, ts_workspace* workspace);

}  // namespace ts::TS_NS

#endif
