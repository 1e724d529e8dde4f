#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {

ts_status linear(ts_context* c, const ts_linear*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
ts_status linear_backward(ts_context* c, const ts_linear_backward*, ts_workspace*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
}
