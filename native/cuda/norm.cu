#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {

ts_status norm(ts_context* c, const ts_norm*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
ts_status norm_backward(ts_context* c, const ts_norm_backward*, ts_workspace*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
}
