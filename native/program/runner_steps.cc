// A step of the plan as a call of the backend's table.
#include "program/analysis.h"
#include "program/runner.h"

namespace tinystories {

float* Runner::at(const Call& call, int32_t buffer) const {
  if (buffer < 0) return nullptr;
  uintptr_t base = reinterpret_cast<uintptr_t>(measuring_ ? nullptr : arena_.data());
  if (measuring_) base = 64;  // an address that is not null, for a call that only states its workspace
  return reinterpret_cast<float*>(base + uintptr_t(call.plan->buffers[buffer].offset));
}

float* Runner::gradient(const Call& call, int32_t parameter) const {
  if (parameter < 0 || document().parameters[parameter].frozen) return nullptr;
  return call.gradients + document().parameters[parameter].offset;
}

void Runner::run_update(const ts_adamw* update) { with_workspace(backend_->adamw, update); }

void Runner::execute(const Call& call, const Step& step) {
  int32_t rows = call.batch.rows;
  switch (step.kind) {
    case StepKind::forward: forward_step(call, step); break;
    case StepKind::backward: backward_step(call, step); break;
    case StepKind::loss: cross_entropy(call, step, at(call, step.dx), gradient(call, document().head().parameter)); break;
    case StepKind::zero:
      if (!measuring_) check(backend_->zero(context_.get(), at(call, step.y), size_t(rows) * size_t(step.width) * size_t(activation_bytes_)));
      break;
    case StepKind::add: {
      if (measuring_) break;
      ts_add operation{};
      operation.rows = {0, rows};
      operation.width = step.width;
      operation.a = at(call, step.x);
      operation.b = at(call, step.residual);
      operation.y = at(call, step.y);
      check(backend_->add(context_.get(), &operation));
    }
  }
}

void Runner::cross_entropy(const Call& call, const Step& step, float* dx, float* d_weight) {
  const tinystories::Operation& head = document().head();
  ts_cross_entropy operation{};
  operation.rows = call.batch.rows;
  operation.width = document().values[head.x].width;
  operation.vocab = document().vocab;
  operation.weight = weights_->parameter(head.parameter);
  operation.x = at(call, step.x);
  operation.targets = call.targets;
  operation.loss_weights = call.loss_weights;
  operation.losses = at(call, step.y);
  operation.dx = dx;
  operation.d_weight = d_weight;
  with_workspace(backend_->cross_entropy, &operation);
}

ts_linear Runner::linear_of(const Call& call, const tinystories::Operation& o, float* x, float* y, float* pre) const {
  ts_linear operation{};
  operation.rows = {0, call.batch.rows};
  operation.in = document().values[o.x].width;
  operation.out = document().values[o.y].width;
  operation.part_count = int32_t(o.weights.size());
  for (size_t i = 0; i < o.weights.size(); ++i) {
    operation.weight[i] = weights_->parameter(o.weights[i]);
    operation.bias[i] = weights_->parameter(o.biases[i]);
  }
  operation.activation = o.activation;
  operation.x = x;
  operation.y = y;
  operation.pre = pre;
  return operation;
}

void Runner::linear(const Call& call, const tinystories::Operation& o, float* x, float* y, float* pre) {
  const ts_linear operation = linear_of(call, o, x, y, pre);
  if (!measuring_) check(backend_->linear(context_.get(), &operation));
}

ts_norm Runner::norm_of(const Call& call, const Step& step) const {
  const tinystories::Operation& o = document().operations[step.operation];
  ts_norm operation{};
  operation.kind = o.norm_kind;
  operation.rows = {0, call.batch.rows};
  operation.width = document().values[o.x].width;
  operation.epsilon = o.epsilon;
  operation.x = at(call, step.x);
  operation.residual = at(call, step.residual);
  operation.gain = weights_->parameter(o.parameter);
  operation.bias = weights_->parameter(o.parameter2);
  operation.sum = at(call, step.sum);
  operation.y = at(call, step.y);
  operation.mean = at(call, step.kept);
  operation.rstd = at(call, step.kept2);
  return operation;
}

void Runner::mlp(const Call& call, const Step& step) {
  const Document& d = document();
  const tinystories::Operation& first = d.operations[step.operation - 1];
  const tinystories::Operation& second = d.operations[step.operation];
  ts_mlp_shape shape{};
  mlp_shape(d, step.operation, shape);
  shape.rows = call.batch.rows;
  if (!call.gradients && mlp_keeps(shape) == TS_MLP_NONE) {
    linear(call, first, at(call, step.x), at(call, step.kept2), nullptr);
    linear(call, second, at(call, step.kept2), at(call, step.y), nullptr);
    return;
  }
  const ts_mlp operation = mlp_of(call, step);
  with_workspace(backend_->mlp, &operation);
}

ts_mlp Runner::mlp_of(const Call& call, const Step& step) const {
  const Document& d = document();
  const tinystories::Operation& first = d.operations[step.operation - 1];
  const tinystories::Operation& second = d.operations[step.operation];
  ts_mlp_shape shape{};
  mlp_shape(d, step.operation, shape);
  ts_mlp operation{};
  operation.rows = {0, call.batch.rows};
  operation.in = shape.in;
  operation.hidden = shape.hidden;
  operation.out = shape.out;
  operation.weight1 = weights_->parameter(first.weights[0]);
  operation.bias1 = weights_->parameter(first.biases[0]);
  operation.weight2 = weights_->parameter(second.weights[0]);
  operation.bias2 = weights_->parameter(second.biases[0]);
  operation.activation = shape.activation;
  operation.x = at(call, step.x);
  operation.y = at(call, step.y);
  operation.pre = at(call, step.kept);
  operation.act = call.gradients ? at(call, step.kept2) : nullptr;
  return operation;
}

ts_mlp_backward Runner::mlp_backward_of(const Call& call, const Step& step) const {
  const Document& d = document();
  const tinystories::Operation& first = d.operations[step.operation - 1];
  const tinystories::Operation& second = d.operations[step.operation];
  ts_mlp_backward operation{};
  operation.rows = call.batch.rows;
  operation.in = d.values[first.x].width;
  operation.hidden = d.values[first.y].width;
  operation.out = d.values[second.y].width;
  operation.weight1 = weights_->parameter(first.weights[0]);
  operation.bias1 = weights_->parameter(first.biases[0]);
  operation.weight2 = weights_->parameter(second.weights[0]);
  operation.activation = first.activation;
  operation.x = at(call, step.x);
  operation.pre = at(call, step.kept);
  operation.act = at(call, step.kept2);
  operation.dy = at(call, step.dy);
  operation.dx = at(call, step.dx);
  operation.accumulate = step.accumulate;
  operation.d_weight1 = gradient(call, first.weights[0]);
  operation.d_bias1 = gradient(call, first.biases[0]);
  operation.d_weight2 = gradient(call, second.weights[0]);
  operation.d_bias2 = gradient(call, second.biases[0]);
  return operation;
}

ts_linear_backward Runner::linear_backward_of(const Call& call, const Step& step) const {
  const tinystories::Operation& o = document().operations[step.operation];
  ts_linear_backward operation{};
  operation.rows = call.batch.rows;
  operation.in = document().values[o.x].width;
  operation.out = document().values[o.y].width;
  operation.part_count = int32_t(o.weights.size());
  for (size_t i = 0; i < o.weights.size(); ++i) {
    operation.weight[i] = weights_->parameter(o.weights[i]);
    operation.d_weight[i] = gradient(call, o.weights[i]);
    operation.d_bias[i] = gradient(call, o.biases[i]);
  }
  operation.activation = o.activation;
  operation.x = at(call, step.x);
  operation.pre = at(call, step.kept);
  operation.dy = at(call, step.dy);
  operation.dx = at(call, step.dx);
  operation.accumulate = step.accumulate;
  return operation;
}

ts_norm_backward Runner::norm_backward_of(const Call& call, const Step& step) const {
  const tinystories::Operation& o = document().operations[step.operation];
  ts_norm_backward operation{};
  operation.kind = o.norm_kind;
  operation.rows = call.batch.rows;
  operation.width = document().values[o.x].width;
  operation.sum = at(call, step.x);
  operation.gain = weights_->parameter(o.parameter);
  operation.mean = at(call, step.kept);
  operation.rstd = at(call, step.kept2);
  operation.dy = at(call, step.dy);
  operation.d_sum = at(call, step.dx);
  operation.accumulate = step.accumulate;
  operation.d_gain = gradient(call, o.parameter);
  operation.d_bias = gradient(call, o.parameter2);
  return operation;
}

void Runner::forward_step(const Call& call, const Step& step) {
  const Document& d = document();
  const tinystories::Operation& o = d.operations[step.operation];
  ts_rows rows{0, call.batch.rows};
  switch (o.op) {
    case Op::embedding: {
      ts_embedding operation{};
      operation.batch = &call.batch;
      operation.table = weights_->parameter(o.parameter);
      operation.positions = weights_->parameter(o.parameter2);
      operation.y = at(call, step.y);
      if (!measuring_) check(backend_->embedding(context_.get(), &operation));
      break;
    }
    case Op::norm: {
      const ts_norm operation = norm_of(call, step);
      if (!measuring_) check(backend_->norm(context_.get(), &operation));
      break;
    }
    case Op::linear:
      if (step.mlp) {
        mlp(call, step);
      } else {
        linear(call, o, at(call, step.x), at(call, step.y), at(call, step.kept));
      }
      break;
    case Op::gated_linear: {
      ts_gated_linear operation{};
      operation.rows = rows;
      operation.in = d.values[o.x].width;
      operation.out = d.values[o.y].width;
      operation.gate = weights_->parameter(o.parameter);
      operation.up = weights_->parameter(o.parameter2);
      operation.activation = o.activation;
      operation.x = at(call, step.x);
      operation.y = at(call, step.y);
      operation.gate_pre = at(call, step.kept);
      operation.up_pre = at(call, step.kept2);
      with_workspace(backend_->gated_linear, &operation);
      break;
    }
    case Op::attention: {
      ts_attention operation{};
      operation.batch = &call.batch;
      operation.shape = o.attention;
      operation.qkv = at(call, step.x);
      operation.cache = call.caches ? &call.caches[attention_rank_[step.operation]] : nullptr;
      operation.y = at(call, step.y);
      operation.lse = at(call, step.kept);
      operation.probabilities = at(call, step.probabilities);
      with_workspace(backend_->attention, &operation);
      break;
    }
    case Op::dropout: {
      // Off outside of training, and without effect at 0: the plan gave both ends the same memory.
      if (!call.gradients || o.probability == 0 || measuring_) break;
      ts_dropout operation{};
      operation.rows = rows;
      operation.width = d.values[o.x].width;
      operation.probability = o.probability;
      operation.operation = step.operation;
      operation.x = at(call, step.x);
      operation.y = at(call, step.y);
      check(backend_->dropout(context_.get(), &operation));
      break;
    }
    case Op::add: {
      ts_add operation{};
      operation.rows = rows;
      operation.width = d.values[o.x].width;
      operation.a = at(call, step.x);
      operation.b = at(call, step.residual);
      operation.y = at(call, step.y);
      if (!measuring_) check(backend_->add(context_.get(), &operation));
      break;
    }
    case Op::head: cross_entropy(call, step, nullptr, nullptr); break;
  }
}

void Runner::backward_step(const Call& call, const Step& step) {
  const Document& d = document();
  const tinystories::Operation& o = d.operations[step.operation];
  int32_t rows = call.batch.rows;
  switch (o.op) {
    case Op::embedding: {
      ts_embedding_backward operation{};
      operation.batch = &call.batch;
      operation.dy = at(call, step.dy);
      operation.vocab = d.vocab;
      operation.max_positions = o.parameter2 < 0 ? 0 : d.parameters[o.parameter2].rows();
      operation.width = d.values[o.y].width;
      operation.d_table = gradient(call, o.parameter);
      operation.d_positions = gradient(call, o.parameter2);
      with_workspace(backend_->embedding_backward, &operation);
      break;
    }
    case Op::norm: {
      const ts_norm_backward operation = norm_backward_of(call, step);
      with_workspace(backend_->norm_backward, &operation);
      break;
    }
    case Op::linear: {
      if (step.mlp) {
        const ts_mlp_backward operation = mlp_backward_of(call, step);
        with_workspace(backend_->mlp_backward, &operation);
        break;
      }
      const ts_linear_backward operation = linear_backward_of(call, step);
      with_workspace(backend_->linear_backward, &operation);
      break;
    }
    case Op::gated_linear: {
      ts_gated_linear_backward operation{};
      operation.rows = rows;
      operation.in = d.values[o.x].width;
      operation.out = d.values[o.y].width;
      operation.gate = weights_->parameter(o.parameter);
      operation.up = weights_->parameter(o.parameter2);
      operation.activation = o.activation;
      operation.x = at(call, step.x);
      operation.gate_pre = at(call, step.kept);
      operation.up_pre = at(call, step.kept2);
      operation.dy = at(call, step.dy);
      operation.dx = at(call, step.dx);
      operation.accumulate = step.accumulate;
      operation.d_gate = gradient(call, o.parameter);
      operation.d_up = gradient(call, o.parameter2);
      with_workspace(backend_->gated_linear_backward, &operation);
      break;
    }
    case Op::attention: {
      ts_attention_backward operation{};
      operation.batch = &call.batch;
      operation.shape = o.attention;
      operation.qkv = at(call, step.x);
      operation.y = at(call, step.y);
      operation.lse = at(call, step.kept);
      operation.dy = at(call, step.dy);
      operation.d_qkv = at(call, step.dx);
      with_workspace(backend_->attention_backward, &operation);
      break;
    }
    case Op::dropout: {
      if (measuring_) break;
      ts_dropout operation{};
      operation.rows = {0, rows};
      operation.width = d.values[o.x].width;
      operation.probability = o.probability;
      operation.operation = step.operation;
      operation.x = at(call, step.dy);
      operation.y = at(call, step.dx);
      operation.accumulate = step.accumulate;
      check(backend_->dropout(context_.get(), &operation));
      break;
    }
    case Op::add:
    case Op::head: break;
  }
}

}  // namespace tinystories
