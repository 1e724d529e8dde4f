#include <algorithm>

#include "program/failure.h"
#include "program/pass.h"

namespace tinystories {

namespace {

class Forward {
 public:
  explicit Forward(Pass& pass) : p_(pass) {}

  void build() {
    p_.plan.value_buffer.assign(p_.document.values.size(), -1);
    for (size_t i = 0; i + 1 < p_.document.operations.size(); ++i) {
      if (p_.analysis.run[i]) add(int32_t(i));
    }
    p_.plan.head_input = buffer_of(p_.document.head().x);
  }

 private:
  int32_t buffer_of(int32_t value) const { return value < 0 ? -1 : p_.plan.value_buffer[value]; }

  int32_t fresh(int32_t value) {
    const Value& v = p_.document.values[value];
    return p_.plan.value_buffer[value] = p_.buffer(v.name, v.width);
  }

  // Whether the operation may write over that input: nobody reads it, or what shares its memory, again.
  bool reusable(int32_t value, int32_t operation) const {
    int32_t id = buffer_of(value);
    for (size_t v = 0; v < p_.document.values.size(); ++v) {
      if (p_.plan.value_buffer[v] != id) continue;
      if (p_.analysis.kept[v] || p_.analysis.last_reader[v] > operation) return false;
    }
    return true;
  }

  void add(int32_t index) {
    const Operation& o = p_.document.operations[index];
    if (p_.analysis.mlp[index + 1] != TS_MLP_NONE) return;  // the next step does both
    bool differs = p_.request.train && p_.analysis.differs[index];
    Step s;
    s.operation = index;
    s.x = buffer_of(o.x);
    s.residual = buffer_of(o.residual);
    auto named = [&](const char* what) { return p_.document.values[o.y].name + what; };
    switch (o.op) {
      case Op::norm: {
        if (o.sum >= 0) s.sum = in_place(o.sum, index, {o.x, o.residual});
        if (o.sum >= 0 && !p_.request.train && p_.request.replaced[o.sum]) split_sum(o, s);
        s.y = fresh(o.y);
        if (differs && p_.analysis.has_grad[o.y]) {
          if (o.norm_kind == TS_LAYER_NORM) s.kept = p_.statistics(named(" (mean)"), 1);
          s.kept2 = p_.statistics(named(" (rstd)"), 1);
        }
        break;
      }
      case Op::linear:
        if (p_.analysis.mlp[index] != TS_MLP_NONE) add_mlp(o, index, s);
        s.y = fresh(o.y);
        if (differs && o.activation != TS_IDENTITY) s.kept = p_.buffer(named(" (before activation)"), width(o.y));
        break;
      case Op::gated_linear:
        s.y = fresh(o.y);
        if (differs) {
          s.kept = p_.buffer(named(" (gate)"), width(o.y));
          s.kept2 = p_.buffer(named(" (up)"), width(o.y));
        }
        break;
      case Op::attention:
        check_rotation(o, index);
        s.y = fresh(o.y);
        if (differs) s.kept = p_.statistics(named(" (log-sum-exp)"), o.attention.heads);
        if (!p_.request.train && p_.request.wanted_probabilities[o.y]) {
          s.probabilities = p_.statistics(named(".probabilities"), int64_t(o.attention.heads) * p_.request.max_length);
        }
        break;
      case Op::dropout: add_dropout(o, index, s); break;
      case Op::add: s.y = in_place(o.y, index, {o.x, o.residual}); break;
      default: s.y = fresh(o.y);
    }
    p_.emit(s);
  }

  void add_mlp(const Operation& second, int32_t index, Step& s) {
    const Value& between = p_.document.values[second.x];
    bool differs = p_.request.train && p_.analysis.differs[index];
    s.mlp = true;
    s.x = buffer_of(p_.document.operations[index - 1].x);
    // Of few rows a backend may want the two linears after all.
    ts_mlp_keeps keeps = differs ? p_.analysis.mlp[index] : TS_MLP_RECOMPUTES;
    if (keeps != TS_MLP_RECOMPUTES) s.kept = p_.buffer(between.name + " (before activation)", between.width);
    if (keeps == TS_MLP_KEEPS || !p_.request.train) s.kept2 = p_.buffer(between.name, between.width);
  }

  // What stands in for the sum is also what gets normalised, so the addition comes first, as a step of its own.
  void split_sum(const Operation& o, Step& s) {
    p_.emit_add(s.x, s.residual, s.sum, width(o.sum));
    p_.plan.steps.back().operation = s.operation;
    s.x = s.sum;
    s.residual = s.sum = -1;
  }

  // Without effect the output is the input under another name, unless the caller may write into it.
  void add_dropout(const Operation& o, int32_t index, Step& s) {
    bool active = p_.request.train && o.probability > 0;
    if (active) {
      s.y = in_place(o.y, index, {o.x});
    } else if (!p_.request.train && p_.request.replaced[o.y]) {
      s.y = fresh(o.y);
      p_.emit_copy(s.x, s.y, width(o.y));
      s.x = s.y;
    } else {
      s.y = p_.plan.value_buffer[o.y] = s.x;
    }
  }

  int32_t in_place(int32_t value, int32_t operation, std::initializer_list<int32_t> candidates) {
    for (int32_t candidate : candidates) {
      if (reusable(candidate, operation)) return p_.plan.value_buffer[value] = buffer_of(candidate);
    }
    return fresh(value);
  }

  // Rotary embedding turns q and k where they stand, so nobody else may read them afterwards.
  void check_rotation(const Operation& o, int32_t index) const {
    if (o.attention.rope_theta == 0) return;
    int32_t id = buffer_of(o.x);
    for (int32_t i = 0; i < int32_t(p_.document.operations.size()); ++i) {
      if (i == index || !p_.analysis.run[i]) continue;
      for (int32_t v : inputs(p_.document.operations[i])) {
        bool later = i > index || p_.analysis.kept[v];
        if (buffer_of(v) != id || !later) continue;
        // An effectless dropout before the attention only renames the value.
        if (i < index && p_.document.operations[i].op == Op::dropout) continue;
        throw Failure("UNSUPPORTED",
                      format("program document, operation %d: rotary attention changes value \"%s\" in place, and "
                             "operation %d (%s) reads it as well; record a linear operation of its own for each",
                             index, p_.document.values[o.x].name.c_str(), i, op_name(p_.document.operations[i].op)));
      }
    }
  }

  int32_t width(int32_t value) const { return p_.document.values[value].width; }

  Pass& p_;
};

}  // namespace

void build_forward(Pass& pass) { Forward(pass).build(); }

// Marks products whose result only the norm after them reads, and those whose input's gradient only that norm's gradient
// does.
void join_norms(const Document& document, const Analysis& analysis, Plan& plan) {
  for (size_t i = 0; i + 1 < plan.steps.size(); ++i) {
    Step& product = plan.steps[i];
    const Step& norm = plan.steps[i + 1];
    if (product.kind != norm.kind || product.operation < 0 || norm.operation < 0) continue;
    const Operation& o = document.operations[product.operation];
    if (o.op != Op::linear || document.operations[norm.operation].op != Op::norm) continue;
    if (product.kind == StepKind::forward) {
      bool adds = norm.sum >= 0 && (norm.x == product.y) != (norm.residual == product.y);
      // The whole of what a product reads is read until all of it is done.
      adds = adds && norm.sum != product.x;
      product.joins = adds && !analysis.kept[o.y] && analysis.last_reader[o.y] == norm.operation;
    } else if (product.kind == StepKind::backward) {
      // Of an MLP's dy another product makes what the joined one reads.
      const bool apart = norm.dx != product.dx && (product.mlp || norm.dx != product.dy);
      product.joins = product.dx >= 0 && !product.accumulate && norm.dy == product.dx && apart;
    }
  }
}

const Step& forward_step(const Plan& plan, int32_t operation) {
  return *std::find_if(plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
    return step.kind == StepKind::forward && step.operation == operation;
  });
}

Plan make_plan(const Document& document, const PlanRequest& request) {
  Plan plan;
  Analysis analysis = analyse(document, request);
  Pass pass{document, request, analysis, plan};
  build_forward(pass);
  plan.losses = pass.statistics("losses", 1);
  if (request.train) {
    build_backward(pass);
    if (request.join_norms) join_norms(document, analysis, plan);
  } else {
    Step head;
    head.operation = int32_t(document.operations.size()) - 1;
    head.x = plan.head_input;
    head.y = plan.losses;
    pass.emit(head);
  }
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& s = plan.steps[i];
    // Two steps that may be one touch all of theirs at the same time.
    const int32_t begin = int32_t(i) - (i > 0 && plan.steps[i - 1].joins), end = int32_t(i) + s.joins;
    for (int32_t id : {s.x, s.residual, s.sum, s.y, s.kept, s.kept2, s.probabilities, s.dy, s.dx}) {
      if (id < 0) continue;
      Buffer& buffer = plan.buffers[id];
      if (buffer.first < 0) buffer.first = begin;
      buffer.last = std::max(buffer.last, end);
    }
  }
  // They are fetched when all is done, so that nothing interrupts the steps.
  plan.buffers[plan.losses].last = int32_t(plan.steps.size()) - 1;
  return plan;
}

}  // namespace tinystories
