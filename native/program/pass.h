// Builders of a plan's steps: the forward pass, then its derivative.
#pragma once
#include <string>

#include "program/analysis.h"
#include "program/plan.h"

namespace tinystories {

struct Pass {
  const Document& document;
  const PlanRequest& request;
  const Analysis& analysis;
  Plan& plan;

  int32_t buffer(std::string name, int64_t row_floats) {
    plan.buffers.push_back({std::move(name), row_floats});
    return int32_t(plan.buffers.size()) - 1;
  }
  int32_t statistics(std::string name, int64_t row_floats) {
    int32_t id = buffer(std::move(name), row_floats);
    plan.buffers[id].activation = false;
    return id;
  }
  void emit(const Step& step) { plan.steps.push_back(step); }
  // y = x
  void emit_copy(int32_t x, int32_t y, int32_t width) {
    Step zero;
    zero.kind = StepKind::zero;
    zero.y = y;
    zero.width = width;
    emit(zero);
    emit_add(y, x, y, width);
  }
  void emit_add(int32_t x, int32_t residual, int32_t y, int32_t width) {
    Step add;
    add.kind = StepKind::add;
    add.x = x;
    add.residual = residual;
    add.y = y;
    add.width = width;
    emit(add);
  }
};

void build_forward(Pass& pass);   // all but the head
void build_backward(Pass& pass);  // the head's loss and what follows
// The step of an operation's forward pass, as the backward pass finds it again.
const Step& forward_step(const Plan& plan, int32_t operation);

}  // namespace tinystories
