#include "program/analysis.h"

#include <algorithm>

namespace tinystories {

std::vector<int32_t> inputs(const Operation& operation) {
  std::vector<int32_t> list;
  if (operation.x >= 0) list.push_back(operation.x);
  if (operation.residual >= 0) list.push_back(operation.residual);
  return list;
}

std::vector<int32_t> outputs(const Operation& operation) {
  std::vector<int32_t> list;
  if (operation.sum >= 0) list.push_back(operation.sum);
  if (operation.y >= 0) list.push_back(operation.y);
  return list;
}

std::vector<int32_t> parameters(const Operation& operation) {
  std::vector<int32_t> list;
  if (operation.parameter >= 0) list.push_back(operation.parameter);
  if (operation.parameter2 >= 0) list.push_back(operation.parameter2);
  list.insert(list.end(), operation.weights.begin(), operation.weights.end());
  for (int32_t bias : operation.biases) {
    if (bias >= 0) list.push_back(bias);
  }
  return list;
}

namespace {

bool any_trainable(const Document& document, const std::vector<int32_t>& list) {
  return std::any_of(list.begin(), list.end(), [&](int32_t p) { return !document.parameters[p].frozen; });
}

}  // namespace

Analysis analyse(const Document& document, const PlanRequest& request) {
  const auto& operations = document.operations;
  Analysis a;
  a.run.assign(operations.size(), false);
  a.differs.assign(operations.size(), false);
  a.has_grad.assign(document.values.size(), false);
  a.kept.assign(document.values.size(), false);
  a.last_reader.assign(document.values.size(), -1);

  // Backwards: what leads to the head, and what leads to anything asked for.
  std::vector<bool> to_head(document.values.size(), false), needed(document.values.size(), false);
  for (size_t v = 0; v < document.values.size(); ++v) {
    if (!request.train) needed[v] = request.wanted[v] || request.wanted_probabilities[v];
  }
  for (size_t i = operations.size(); i-- > 0;) {
    const Operation& o = operations[i];
    bool head = o.op == Op::head, leads = head;
    bool run = head;
    for (int32_t v : outputs(o)) {
      leads = leads || to_head[v];
      run = run || to_head[v] || needed[v];
    }
    a.run[i] = run;
    for (int32_t v : inputs(o)) {
      to_head[v] = to_head[v] || leads;
      needed[v] = needed[v] || run;
      if (run) a.last_reader[v] = std::max(a.last_reader[v], int32_t(i));
    }
  }
  if (!request.train) return a;

  // Forwards: what depends on a parameter that is trained.
  std::vector<bool> depends(document.values.size(), false);
  for (size_t i = 0; i < operations.size(); ++i) {
    const Operation& o = operations[i];
    bool trainable = any_trainable(document, parameters(o));
    for (int32_t v : inputs(o)) trainable = trainable || depends[v];
    for (int32_t v : outputs(o)) {
      depends[v] = trainable;
      a.has_grad[v] = trainable && to_head[v];
      if (a.has_grad[v]) a.differs[i] = true;
    }
    if (o.op == Op::head) a.differs[i] = trainable;
  }

  for (size_t i = 0; i < operations.size(); ++i) {
    const Operation& o = operations[i];
    if (!a.differs[i]) continue;
    switch (o.op) {
      case Op::norm:
        if (a.has_grad[o.y]) a.kept[o.residual >= 0 ? o.sum : o.x] = true;
        break;
      case Op::linear:
        if (any_trainable(document, o.weights)) a.kept[o.x] = true;
        break;
      case Op::gated_linear:
        if (any_trainable(document, parameters(o))) a.kept[o.x] = true;
        break;
      case Op::attention:
        a.kept[o.x] = true;
        a.kept[o.y] = true;
        break;
      default: break;
    }
  }
  return a;
}

}  // namespace tinystories
