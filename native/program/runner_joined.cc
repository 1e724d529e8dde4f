// Two steps of the plan as one operation, where the backend has such a one.
#include "program/runner.h"

namespace tinystories {

// A step that `joins` and the one after it as one operation. False: the backend has none for them.
bool Runner::execute_joined(const Call& call, const Step& step, const Step& next) {
  if (step.kind == StepKind::forward) {
    const ts_norm norm = norm_of(call, next);
    if (step.mlp) {
      const ts_mlp_norm operation{mlp_of(call, step), norm};
      return offered(backend_->mlp_norm, &operation);
    }
    const tinystories::Operation& o = document().operations[step.operation];
    const ts_linear_norm operation{linear_of(call, o, at(call, step.x), at(call, step.y), at(call, step.kept)), norm};
    return offered(backend_->linear_norm, &operation);
  }
  const ts_norm_backward norm = norm_backward_of(call, next);
  if (step.mlp) {
    const ts_mlp_norm_backward operation{mlp_backward_of(call, step), norm};
    return offered(backend_->mlp_norm_backward, &operation);
  }
  const ts_linear_norm_backward operation{linear_backward_of(call, step), norm};
  return offered(backend_->linear_norm_backward, &operation);
}

// The plan's step `i`, or it and the next; returns how many.
size_t Runner::execute_from(const Call& call, size_t i) {
  const std::vector<Step>& steps = call.plan->steps;
  if (steps[i].joins && execute_joined(call, steps[i], steps[i + 1])) return 2;
  execute(call, steps[i]);
  return 1;
}

}  // namespace tinystories
