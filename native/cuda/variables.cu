// What differs between two steps, on its way to the device. Where it depends on how the step before ended, and that step
// is still being computed, both possibilities go there and the device chooses.
#include "cuda/context.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

__global__ void choose_variables(const ts_variables* usual, const ts_update* update, ts_variables* variables) {
  *variables = usual[update->skipped ? 1 : 0];
}

}  // namespace

// ---- launchers ----

ts_status set_variables(ts_context* context, const ts_variables* variables, const ts_variables* otherwise,
                        const ts_update* update) {
  if (!otherwise) return upload(context, context->variables, variables, sizeof *variables);
  const ts_variables both[2] = {*variables, *otherwise};
  const ts_status status = upload(context, context->variables + 1, both, sizeof both);
  if (status != TS_OK) return status;
  TS_LAUNCH(context, choose_variables, 1, 1, 0, context->variables + 1, update, context->variables);
  return TS_OK;
}

}  // namespace ts::cuda
