#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
ts_status adamw(ts_context* c, const ts_adamw*, ts_workspace*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
}
