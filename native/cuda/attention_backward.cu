#include "cuda/operation.h"
#include "cuda/operations.h"
namespace ts::cuda {
ts_status attention_backward(ts_context* c, const ts_attention_backward*, ts_workspace*) { return failed(c, TS_UNSUPPORTED, "not yet"); }
}
