#include "cuda/operation.h"
#include "cuda/operations.h"

namespace ts::cuda {

ts_status embedding(ts_context* c, const ts_embedding*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
ts_status embedding_backward(ts_context* c, const ts_embedding_backward*, ts_workspace*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
}
