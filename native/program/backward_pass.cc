// Reverse-mode differentiation of the recorded operations (Griewank & Walther 2008, chapter 3), with one twist: an
// addition hands its gradient on without a copy, so several values may share one gradient buffer. It is written
// into only when none of the others still has to be read.
#include <algorithm>
#include <map>

#include "program/pass.h"

namespace tinystories {

namespace {

// Parameters whose gradients end together are reduced together, in portions of about this many floats.
constexpr int64_t kBucketFloats = int64_t(1) << 20;

class Backward {
 public:
  explicit Backward(Pass& pass)
      : p_(pass),
        grad_(pass.document.values.size(), -1),
        read_(pass.document.values.size(), false),
        remade_(pass.document.values.size(), -1) {}

  void build() {
    add_loss();
    for (int32_t i = int32_t(p_.document.operations.size()) - 2; i >= 0; --i) {
      if (p_.analysis.differs[i]) add(i);
    }
    add_buckets();
  }

 private:
  // Where an operation writes the gradient of its input. `then_add`: what has to be added afterwards.
  struct Target {
    int32_t buffer = -1;
    bool accumulate = false;
    int32_t then_add = -1;
  };

  int32_t width(int32_t value) const { return p_.document.values[value].width; }

  int32_t fresh(int32_t value) {
    return p_.buffer("gradient of " + p_.document.values[value].name, width(value));
  }

  // Another value's gradient, still to be read, lies in the same buffer.
  bool shared(int32_t buffer, int32_t value) const {
    for (int32_t v = 0; v < int32_t(grad_.size()); ++v) {
      if (v != value && grad_[v] == buffer && !read_[v]) return true;
    }
    return false;
  }

  Target target(int32_t value, int32_t also_read) {
    int32_t have = grad_[value];
    Target t;
    if (have >= 0 && have != also_read && !shared(have, value)) {
      t.buffer = have;
      t.accumulate = true;
      return t;
    }
    t.buffer = fresh(value);
    t.then_add = have;
    grad_[value] = t.buffer;
    return t;
  }

  void finish(const Target& t, int32_t value) {
    if (t.then_add >= 0) p_.emit_add(t.buffer, t.then_add, t.buffer, width(value));
  }

  // Adds a whole gradient to that of `value`. `again`: `gradient` is handed on to another value afterwards.
  void contribute(int32_t value, int32_t gradient, bool again = false) {
    if (!p_.analysis.has_grad[value]) return;
    int32_t have = grad_[value];
    if (have < 0) {
      grad_[value] = gradient;
      return;
    }
    bool in_place = !shared(have, value) && !(again && have == gradient);
    int32_t y = in_place ? have : fresh(value);
    p_.emit_add(have, gradient, y, width(value));
    grad_[value] = y;
  }

  // Where a value of the forward pass, which `have` held, is now; -1 where nobody will read it.
  int32_t input(int32_t value, int32_t have) {
    if (p_.analysis.kept[value]) return have;
    const int32_t norm = p_.analysis.remade[value];
    if (norm < 0) return -1;
    if (remade_[value] >= 0) return remade_[value];
    Step s = forward_step(p_.plan, norm);
    if (s.sum >= 0) s.x = s.sum;
    s.residual = s.sum = s.kept = s.kept2 = -1;
    s.y = remade_[value] = p_.buffer(p_.document.values[value].name + " again", width(value));
    p_.emit(s);
    return s.y;
  }

  // The gradient of an operation's output; from now on nobody waits for it.
  int32_t take(int32_t value) {
    read_[value] = true;
    return grad_[value];
  }

  void add_loss() {
    const Operation& head = p_.document.head();
    Step s;
    s.kind = StepKind::loss;
    s.operation = int32_t(p_.document.operations.size()) - 1;
    s.x = p_.plan.head_input;
    s.y = p_.plan.losses;
    bool trained = !p_.document.parameters[head.parameter].frozen;
    if (p_.analysis.has_grad[head.x]) {
      s.dx = grad_[head.x] = fresh(head.x);
    } else if (trained) {
      s.dx = fresh(head.x);  // the head forms both gradients or none
    }
    p_.emit(s);
  }

  void add(int32_t index) {
    const Operation& o = p_.document.operations[index];
    if (p_.analysis.mlp[index + 1] != TS_MLP_NONE) return;  // done with the next one
    if (p_.analysis.mlp[index] != TS_MLP_NONE) return add_mlp(index);
    Step s = forward_step(p_.plan, index);
    s.kind = StepKind::backward;
    switch (o.op) {
      case Op::embedding:
        s = Step{};
        s.kind = StepKind::backward;
        s.operation = index;
        s.dy = take(o.y);
        p_.emit(s);
        break;
      case Op::norm: add_norm(o, s); break;
      case Op::linear: add_linear(o, s); break;
      case Op::gated_linear: add_gated_linear(o, s); break;
      case Op::attention: add_attention(o, s); break;
      case Op::dropout: add_dropout(o, s); break;
      case Op::add: {
        int32_t dy = take(o.y);
        contribute(o.x, dy, true);
        contribute(o.residual, dy);
        break;
      }
      case Op::head: break;
    }
  }

  void add_norm(const Operation& o, Step s) {
    int32_t normalised = o.residual >= 0 ? o.sum : o.x;
    s.x = o.residual >= 0 ? s.sum : s.x;
    s.residual = s.sum = s.y = -1;
    bool through = p_.analysis.has_grad[o.y];
    int32_t d_sum = -1;
    if (through) {
      s.dy = take(o.y);
      Target t;
      if (o.residual < 0 && !p_.analysis.has_grad[o.x]) {
        t.buffer = fresh(normalised);  // only gain and bias are wanted, but the operation forms all
      } else {
        t = target(normalised, s.dy);
      }
      s.dx = d_sum = t.buffer;
      s.accumulate = t.accumulate;
      p_.emit(s);
      finish(t, normalised);
    }
    if (o.residual < 0) return;
    if (!through) d_sum = grad_[o.sum];
    read_[o.sum] = true;
    contribute(o.x, d_sum, true);
    contribute(o.residual, d_sum);
  }

  void add_linear(const Operation& o, Step s) {
    int32_t dy = take(o.y);
    // The operation may turn dy into the gradient before the activation, in place.
    if (o.activation != TS_IDENTITY && shared(dy, o.y)) {
      int32_t own = fresh(o.y);
      p_.emit_copy(dy, own, width(o.y));
      dy = own;
    }
    s.y = -1;
    s.dy = dy;
    s.x = input(o.x, s.x);
    add_to_input(o, s);
  }

  void add_mlp(int32_t index) {
    Step s = forward_step(p_.plan, index);
    s.kind = StepKind::backward;
    s.x = input(p_.document.operations[index - 1].x, s.x);
    s.y = -1;
    s.dy = take(p_.document.operations[index].y);
    add_to_input(p_.document.operations[index - 1], s);
  }

  void add_gated_linear(const Operation& o, Step s) {
    s.y = -1;
    s.dy = take(o.y);
    s.x = input(o.x, s.x);
    add_to_input(o, s);
  }

  void add_to_input(const Operation& o, Step s) {
    Target t;
    if (p_.analysis.has_grad[o.x]) t = target(o.x, s.dy);
    s.dx = t.buffer;
    s.accumulate = t.accumulate;
    p_.emit(s);
    finish(t, o.x);
  }

  void add_attention(const Operation& o, Step s) {
    s.dy = take(o.y);
    s.dx = fresh(o.x);
    p_.emit(s);
    contribute(o.x, s.dx);
  }

  void add_dropout(const Operation& o, Step s) {
    int32_t dy = take(o.y);
    if (o.probability == 0) {
      contribute(o.x, dy);
      return;
    }
    s.x = s.y = -1;
    s.dy = dy;
    if (grad_[o.x] < 0 && !shared(dy, o.y)) {
      s.dx = grad_[o.x] = dy;
      p_.emit(s);
      return;
    }
    add_to_input(o, s);
  }

  void add_buckets() {
    std::map<int32_t, int32_t> whole;  // parameter: step after which its gradient is whole
    for (size_t i = 0; i < p_.plan.steps.size(); ++i) {
      const Step& s = p_.plan.steps[i];
      if (s.kind != StepKind::loss && s.kind != StepKind::backward) continue;
      for (int32_t operation = s.operation - s.mlp; operation <= s.operation; ++operation) {
        for (int32_t parameter : parameters(p_.document.operations[operation])) {
          if (!p_.document.parameters[parameter].frozen) whole[parameter] = int32_t(i);
        }
      }
    }
    std::vector<std::pair<int32_t, int32_t>> order;  // step, parameter
    for (auto [parameter, step] : whole) order.emplace_back(step, parameter);
    std::sort(order.begin(), order.end());
    int64_t floats = 0;
    for (auto [step, parameter] : order) {
      const Parameter& q = p_.document.parameters[parameter];
      if (p_.plan.buckets.empty() || floats >= kBucketFloats) {
        p_.plan.buckets.emplace_back();
        floats = 0;
      }
      GradientBucket& bucket = p_.plan.buckets.back();
      bucket.step = step;
      bucket.ranges.emplace_back(q.offset, q.offset + q.count);
      floats += q.count;
    }
  }

  Pass& p_;
  std::vector<int32_t> grad_;  // buffer of each value's gradient, -1: none yet
  std::vector<bool> read_;     // the operation that made the value has used its gradient
  std::vector<int32_t> remade_;  // buffer of each value that was made again, -1: none yet
};

}  // namespace

void build_backward(Pass& pass) { Backward(pass).build(); }

}  // namespace tinystories
