#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {
ts_status dropout(ts_context* c, const ts_dropout*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
}
