// The program document (lib/models/program.ts), parsed and checked completely: whoever holds a Document may trust
// every index, width and size in it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "program/backend.h"

namespace tinystories {

struct Parameter {
  std::string name;
  std::vector<int32_t> shape;  // one or two sizes
  bool normal = false;         // N(0, init²), else the constant `init`
  double init = 0;
  bool decay = false;
  bool frozen = false;
  int64_t offset = 0;  // in the arena, floats; a multiple of 16
  int64_t count = 0;

  int32_t rows() const { return shape.size() == 2 ? shape[0] : 1; }
  int32_t cols() const { return shape.back(); }
};

struct Value {
  std::string name;
  int32_t width = 0;
  int32_t maker = -1;  // the operation that makes it
};

enum class Op { embedding, norm, linear, gated_linear, attention, dropout, add, head };

// One operation. Numbers are entries of `values` and `parameters`, -1 where there is none.
struct Operation {
  Op op = Op::head;
  int32_t x = -1;         // the input; `a` of add
  int32_t residual = -1;  // of a norm; `b` of add
  int32_t sum = -1;       // of a norm with a residual
  int32_t y = -1;
  // embedding: table, positions · norm: gain, bias · gated linear: gate, up · head: weight
  int32_t parameter = -1, parameter2 = -1;
  std::vector<int32_t> weights, biases;  // linear
  ts_activation activation = TS_IDENTITY;
  ts_norm_kind norm_kind = TS_LAYER_NORM;
  float epsilon = 0;
  float probability = 0;
  ts_attention_shape attention{};
};

struct Document {
  std::string name;
  int32_t vocab = 0;
  int32_t max_positions = 0;  // 0: no limit
  std::vector<Parameter> parameters;
  std::vector<Value> values;
  std::vector<Operation> operations;  // the head is the last
  int64_t floats = 0;                 // of the arena

  // Throws Failure INVALID_ARGUMENT (UNSUPPORTED for a newer version), naming the operation and the value.
  static std::shared_ptr<const Document> parse(std::string_view json);

  const Operation& head() const { return operations.back(); }
  int32_t find_value(std::string_view name) const;  // -1: none
};

// "linear", ...
const char* op_name(Op op);

}  // namespace tinystories
