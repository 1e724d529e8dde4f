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

// Which linears are run together. A value between them that a caller may ask for or supply has to be there.
void find_mlps(const Document& document, const PlanRequest& request, Analysis& a) {
  a.mlp.assign(document.operations.size(), TS_MLP_NONE);
  if (!request.mlp_keeps) return;
  std::vector<std::pair<size_t, ts_mlp_shape>> found;
  for (size_t i = 1; i < document.operations.size(); ++i) {
    ts_mlp_shape shape{};
    if (!a.run[i] || !mlp_shape(document, int32_t(i), shape)) continue;
    int32_t between = document.operations[i].x;
    if (!request.train && (request.wanted[between] || request.replaced[between])) continue;
    shape.train = request.train;
    shape.place = int32_t(found.size());
    found.emplace_back(i, shape);
  }
  for (auto& [operation, shape] : found) {
    shape.count = int32_t(found.size());
    a.mlp[operation] = request.mlp_keeps(shape);
  }
}

}  // namespace

bool mlp_shape(const Document& document, int32_t operation, ts_mlp_shape& shape) {
  if (operation < 1) return false;
  const Operation& first = document.operations[operation - 1];
  const Operation& second = document.operations[operation];
  if (first.op != Op::linear || second.op != Op::linear || second.x != first.y) return false;
  if (first.weights.size() != 1 || second.weights.size() != 1) return false;
  if (first.activation == TS_IDENTITY || second.activation != TS_IDENTITY) return false;
  int32_t readers = 0;
  for (const Operation& o : document.operations) {
    for (int32_t v : inputs(o)) readers += v == first.y;
  }
  if (readers != 1) return false;
  shape.in = document.values[first.x].width;
  shape.hidden = document.values[first.y].width;
  shape.out = document.values[second.y].width;
  shape.activation = first.activation;
  return true;
}

Analysis analyse(const Document& document, const PlanRequest& request) {
  const auto& operations = document.operations;
  Analysis a;
  a.run.assign(operations.size(), false);
  a.differs.assign(operations.size(), false);
  a.has_grad.assign(document.values.size(), false);
  a.kept.assign(document.values.size(), false);
  a.remade.assign(document.values.size(), -1);
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
  find_mlps(document, request, a);
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

  // What a norm is made of is kept for its own gradient, so its output can be had again.
  auto read_again = [&](int32_t value) {
    for (size_t i = 0; i < operations.size() && request.remake_norms; ++i) {
      const Operation& o = operations[i];
      if (o.op == Op::norm && o.y == value && a.has_grad[value]) a.remade[value] = int32_t(i);
    }
    if (a.remade[value] < 0) a.kept[value] = true;
  };
  for (size_t i = 0; i < operations.size(); ++i) {
    const Operation& o = operations[i];
    if (!a.differs[i]) continue;
    switch (o.op) {
      case Op::norm:
        if (a.has_grad[o.y]) a.kept[o.residual >= 0 ? o.sum : o.x] = true;
        break;
      case Op::linear:
        if (a.mlp[i] != TS_MLP_NONE) {
          bool needed = a.mlp[i] != TS_MLP_KEEPS_PRE || any_trainable(document, operations[i - 1].weights);
          if (needed) read_again(operations[i - 1].x);
        } else if (a.mlp[i + 1] == TS_MLP_NONE && any_trainable(document, o.weights)) {
          read_again(o.x);
        }
        break;
      case Op::gated_linear:
        if (any_trainable(document, parameters(o))) read_again(o.x);
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
