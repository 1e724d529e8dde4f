#include "program/document.h"

#include <cmath>
#include <limits>
#include <unordered_set>

#include "program/failure.h"
#include "program/json.h"

namespace tinystories {

namespace {

constexpr const char* kFormat = "tinystories-program";
constexpr int kVersion = 1;
constexpr int64_t kMaxSize = int64_t(1) << 28;   // rows or columns of a parameter, width of a value
constexpr int64_t kMaxFloats = int64_t(1) << 38; // of the arena: a terabyte
constexpr int kMaxHeadSize = 384;
constexpr int64_t kAlignment = 16;  // floats: a cache line

struct OpName {
  const char* name;
  Op op;
};
constexpr OpName kOps[] = {
    {"embedding", Op::embedding}, {"norm", Op::norm},       {"linear", Op::linear}, {"gated_linear", Op::gated_linear},
    {"attention", Op::attention}, {"dropout", Op::dropout}, {"add", Op::add},       {"head", Op::head},
};

struct ActivationName {
  const char* name;
  ts_activation activation;
};
constexpr ActivationName kActivations[] = {
    {"identity", TS_IDENTITY}, {"gelu_tanh", TS_GELU_TANH}, {"gelu_erf", TS_GELU_ERF}, {"silu", TS_SILU}, {"relu", TS_RELU},
};

// An object of the document with the place it stands at, for messages.
class Node {
 public:
  Node(const Json& json, std::string at) : json_(json), at_(std::move(at)) {
    if (json.kind != Json::Kind::object) fail(format("expected an object, got %s", json.kind_name()));
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw Failure("INVALID_ARGUMENT", format("program document, %s: %s", at_.c_str(), why.c_str()));
  }
  void rename(std::string at) { at_ = std::move(at); }
  const std::string& at() const { return at_; }

  const Json& get(const char* key, Json::Kind kind, const char* expected) const {
    const Json* value = json_.find(key);
    if (!value) fail(format("`%s` is missing", key));
    if (value->kind != kind) fail(format("`%s`: expected %s, got %s", key, expected, value->kind_name()));
    return *value;
  }
  const std::string& string(const char* key) const { return get(key, Json::Kind::string, "a string").string; }
  const std::vector<Json>& array(const char* key) const { return get(key, Json::Kind::array, "an array").array; }
  bool boolean(const char* key) const { return get(key, Json::Kind::boolean, "true or false").boolean; }
  double number(const char* key) const { return get(key, Json::Kind::number, "a number").number; }

  int64_t whole(const char* key, int64_t low, int64_t high) const { return whole(key, number(key), low, high); }
  int64_t whole(const char* key, double value, int64_t low, int64_t high) const {
    if (value != std::floor(value) || value < double(low) || value > double(high)) {
      fail(format("`%s`: expected a whole number from %lld to %lld, got %g", key, (long long)low, (long long)high, value));
    }
    return int64_t(value);
  }
  bool is_null(const char* key) const {
    const Json* value = json_.find(key);
    if (!value) fail(format("`%s` is missing", key));
    return value->kind == Json::Kind::null;
  }

 private:
  const Json& json_;
  std::string at_;
};

class Builder {
 public:
  std::shared_ptr<const Document> build(const Json& json) {
    Node root(json, "top level");
    if (root.string("format") != kFormat) root.fail(format("`format`: expected \"%s\"", kFormat));
    double version = root.number("version");
    if (version != kVersion) {
      throw Failure("UNSUPPORTED", format("program document: version %g is not known here; expected %d. A newer release "
                                          "of the package may read it.", version, kVersion));
    }
    d_.name = root.string("name");
    d_.vocab = int32_t(root.whole("vocab", 1, kMaxSize));
    d_.max_positions = int32_t(root.whole("maxPositions", 0, kMaxSize));
    read_parameters(root);
    read_values(root);
    const auto& operations = root.array("operations");
    if (operations.empty()) root.fail("`operations`: expected at least a head");
    for (size_t i = 0; i < operations.size(); ++i) read_operation(operations[i], i, i + 1 == operations.size());
    for (auto& value : d_.values) {
      if (value.maker < 0) root.fail(format("value \"%s\" is made by no operation", value.name.c_str()));
    }
    return std::make_shared<const Document>(std::move(d_));
  }

 private:
  void read_parameters(const Node& root) {
    std::unordered_set<std::string> names;
    const auto& list = root.array("parameters");
    for (size_t i = 0; i < list.size(); ++i) {
      Node node(list[i], format("parameter %zu", i));
      Parameter p;
      p.name = node.string("name");
      node.rename(format("parameter %zu (\"%s\")", i, p.name.c_str()));
      if (p.name.empty()) node.fail("`name` is empty");
      if (!names.insert(p.name).second) node.fail("the name stands for another parameter already");
      const auto& shape = node.array("shape");
      if (shape.empty() || shape.size() > 2) node.fail("`shape`: expected one or two sizes");
      p.count = 1;
      for (auto& size : shape) {
        if (size.kind != Json::Kind::number) node.fail(format("`shape`: expected numbers, got %s", size.kind_name()));
        p.shape.push_back(int32_t(node.whole("shape", size.number, 1, kMaxSize)));
        p.count *= p.shape.back();  // at most 2^56
      }
      Node init(node.get("init", Json::Kind::object, "an object"), node.at() + ", `init`");
      const std::string& kind = init.string("kind");
      if (kind == "normal") {
        p.normal = true;
        p.init = init.number("std");
        if (p.init < 0) init.fail(format("`std`: expected 0 or more, got %g", p.init));
      } else if (kind == "constant") {
        p.init = init.number("value");
      } else {
        init.fail(format("`kind`: expected \"normal\" or \"constant\", got \"%s\"", kind.c_str()));
      }
      if (std::fabs(p.init) > double(std::numeric_limits<float>::max())) init.fail("a number that float32 cannot hold");
      p.decay = node.boolean("decay");
      p.frozen = node.boolean("frozen");
      p.offset = d_.floats;
      d_.floats += (p.count + kAlignment - 1) / kAlignment * kAlignment;
      if (d_.floats > kMaxFloats) node.fail("the parameters together are larger than any machine's memory");
      d_.parameters.push_back(std::move(p));
    }
  }

  void read_values(const Node& root) {
    std::unordered_set<std::string> names;
    const auto& list = root.array("values");
    for (size_t i = 0; i < list.size(); ++i) {
      Node node(list[i], format("value %zu", i));
      Value v;
      v.name = node.string("name");
      node.rename(format("value %zu (\"%s\")", i, v.name.c_str()));
      if (v.name.empty()) node.fail("`name` is empty");
      if (!names.insert(v.name).second) node.fail("the name stands for another value already");
      v.width = int32_t(node.whole("width", 1, kMaxSize));
      d_.values.push_back(std::move(v));
    }
  }

  // An input: made by an operation before this one.
  int32_t input(const Node& node, const char* key) {
    int32_t index = int32_t(node.whole(key, 0, int64_t(d_.values.size()) - 1));
    if (d_.values[index].maker < 0) {
      node.fail(format("`%s` reads value \"%s\" before any operation made it", key, d_.values[index].name.c_str()));
    }
    return index;
  }

  int32_t output(const Node& node, const char* key, int64_t width) {
    int32_t index = int32_t(node.whole(key, 0, int64_t(d_.values.size()) - 1));
    Value& value = d_.values[index];
    if (value.maker >= 0) node.fail(format("`%s` makes value \"%s\" a second time", key, value.name.c_str()));
    if (value.width != width) {
      node.fail(format("`%s`: value \"%s\" is declared %d wide, but the operation makes it %lld wide", key,
                       value.name.c_str(), value.width, (long long)width));
    }
    value.maker = int32_t(at_);
    return index;
  }

  int32_t parameter(const Node& node, const char* key, double number) {
    return int32_t(node.whole(key, number, 0, int64_t(d_.parameters.size()) - 1));
  }

  // A parameter of that shape; rows 0: a vector; rows -1: any.
  int32_t parameter(const Node& node, const char* key, double number, int64_t rows, int64_t cols) {
    int32_t index = parameter(node, key, number);
    const Parameter& p = d_.parameters[index];
    bool vector = p.shape.size() == 1;
    if (vector != (rows == 0) || p.cols() != cols || (rows > 0 && p.shape[0] != rows)) {
      std::string got = vector ? format("[%d]", p.shape[0]) : format("[%d, %d]", p.shape[0], p.shape[1]);
      std::string expected = rows == 0   ? format("[%lld]", (long long)cols)
                             : rows < 0 ? format("[any, %lld]", (long long)cols)
                                        : format("[%lld, %lld]", (long long)rows, (long long)cols);
      node.fail(format("`%s`: parameter \"%s\" has the shape %s, expected %s", key, p.name.c_str(), got.c_str(),
                       expected.c_str()));
    }
    return index;
  }
  int32_t parameter(const Node& node, const char* key, int64_t rows, int64_t cols) {
    return parameter(node, key, node.number(key), rows, cols);
  }
  int32_t maybe_parameter(const Node& node, const char* key, int64_t rows, int64_t cols) {
    return node.is_null(key) ? -1 : parameter(node, key, rows, cols);
  }

  int32_t width(int32_t value) const { return d_.values[value].width; }

  ts_activation activation(const Node& node) {
    const std::string& name = node.string("activation");
    for (auto& entry : kActivations) {
      if (name == entry.name) return entry.activation;
    }
    node.fail(format("`activation`: \"%s\" is none of identity, gelu_tanh, gelu_erf, silu, relu", name.c_str()));
  }

  float real(const Node& node, const char* key, double low, double high) {
    double value = node.number(key);
    if (!(value >= low && value <= high)) {
      node.fail(format("`%s`: expected a number from %g to %g, got %g", key, low, high, value));
    }
    return float(value);
  }

  void read_operation(const Json& json, size_t index, bool last) {
    at_ = index;
    Node node(json, format("operation %zu", index));
    const std::string& name = node.string("op");
    const OpName* found = nullptr;
    for (auto& entry : kOps) {
      if (name == entry.name) found = &entry;
    }
    if (!found) node.fail(format("`op`: \"%s\" is no operation of this version", name.c_str()));
    std::string at = format("operation %zu (%s", index, found->name);
    const Json* y = json.find("y");
    bool known = y && y->kind == Json::Kind::number && y->number >= 0 && y->number < double(d_.values.size());
    if (known) at += format(" that makes \"%s\"", d_.values[size_t(y->number)].name.c_str());
    node.rename(at + ")");
    if ((found->op == Op::head) != last) node.fail("the head must be the last operation, and no other");

    Operation o;
    o.op = found->op;
    switch (o.op) {
      case Op::embedding: read_embedding(node, o); break;
      case Op::norm: read_norm(node, o); break;
      case Op::linear: read_linear(node, o); break;
      case Op::gated_linear: read_gated_linear(node, o); break;
      case Op::attention: read_attention(node, o); break;
      case Op::dropout:
        o.x = input(node, "x");
        o.probability = real(node, "probability", 0, 0.999);
        o.y = output(node, "y", width(o.x));
        break;
      case Op::add:
        o.x = input(node, "a");
        o.residual = input(node, "b");
        same_width(node, "b", o.residual, o.x);
        o.y = output(node, "y", width(o.x));
        break;
      case Op::head:
        o.x = input(node, "x");
        o.parameter = parameter(node, "weight", d_.vocab, width(o.x));
        break;
    }
    d_.operations.push_back(std::move(o));
  }

  void same_width(const Node& node, const char* key, int32_t value, int32_t other) {
    if (width(value) == width(other)) return;
    node.fail(format("`%s`: value \"%s\" is %d wide, \"%s\" is %d", key, d_.values[value].name.c_str(), width(value),
                     d_.values[other].name.c_str(), width(other)));
  }

  void read_embedding(const Node& node, Operation& o) {
    int32_t table = parameter(node, "table", node.number("table"));
    int32_t columns = d_.parameters[table].cols();
    o.parameter = parameter(node, "table", d_.vocab, columns);
    o.parameter2 = maybe_parameter(node, "positions", -1, columns);
    if (o.parameter2 >= 0) {
      int32_t rows = d_.parameters[o.parameter2].rows();
      if (d_.max_positions == 0 || d_.max_positions > rows) {
        node.fail(format("`positions` has %d rows, so `maxPositions` must be from 1 to that, got %d", rows,
                         d_.max_positions));
      }
    }
    o.y = output(node, "y", columns);
  }

  void read_norm(const Node& node, Operation& o) {
    const std::string& kind = node.string("kind");
    if (kind != "layer" && kind != "rms") node.fail(format("`kind`: expected \"layer\" or \"rms\", got \"%s\"", kind.c_str()));
    o.norm_kind = kind == "layer" ? TS_LAYER_NORM : TS_RMS_NORM;
    o.x = input(node, "x");
    int32_t columns = width(o.x);
    if (!node.is_null("residual")) {
      o.residual = input(node, "residual");
      same_width(node, "residual", o.residual, o.x);
    }
    if (node.is_null("sum") != node.is_null("residual")) node.fail("`sum` and `residual` belong together: both or neither");
    o.parameter = parameter(node, "gain", 0, columns);
    o.parameter2 = maybe_parameter(node, "bias", 0, columns);
    if (o.norm_kind == TS_RMS_NORM && o.parameter2 >= 0) node.fail("an RMS norm has no `bias`");
    o.epsilon = real(node, "epsilon", 0, 1);
    if (o.residual >= 0) o.sum = output(node, "sum", columns);
    o.y = output(node, "y", columns);
  }

  void read_linear(const Node& node, Operation& o) {
    o.x = input(node, "x");
    o.activation = activation(node);
    const auto& weights = node.array("weights");
    const auto& biases = node.array("biases");
    if (weights.empty() || weights.size() > TS_MAX_PARTS) {
      node.fail(format("`weights`: expected 1 to %d, got %zu", int(TS_MAX_PARTS), weights.size()));
    }
    if (biases.size() != weights.size()) node.fail("`biases`: expected an entry for each weight");
    int64_t out = 0;
    for (size_t i = 0; i < weights.size(); ++i) {
      if (weights[i].kind != Json::Kind::number) node.fail("`weights`: expected numbers");
      o.weights.push_back(parameter(node, "weights", weights[i].number, -1, width(o.x)));
      int32_t rows = d_.parameters[o.weights.back()].rows();
      out += rows;
      if (biases[i].kind == Json::Kind::null) {
        o.biases.push_back(-1);
      } else if (biases[i].kind == Json::Kind::number) {
        o.biases.push_back(parameter(node, "biases", biases[i].number, 0, rows));
      } else {
        node.fail("`biases`: expected numbers or null");
      }
    }
    o.y = output(node, "y", out);
  }

  void read_gated_linear(const Node& node, Operation& o) {
    o.x = input(node, "x");
    o.activation = activation(node);
    o.parameter = parameter(node, "gate", -1, width(o.x));
    int32_t rows = d_.parameters[o.parameter].rows();
    o.parameter2 = parameter(node, "up", rows, width(o.x));
    o.y = output(node, "y", rows);
  }

  void read_attention(const Node& node, Operation& o) {
    o.x = input(node, "x");
    auto& shape = o.attention;
    shape.heads = int32_t(node.whole("heads", 1, 65536));
    shape.kv_heads = int32_t(node.whole("kvHeads", 1, shape.heads));
    shape.head_size = int32_t(node.whole("headSize", 1, kMaxHeadSize));
    shape.window = int32_t(node.whole("window", 0, kMaxSize));
    shape.scale = real(node, "scale", -1e6, 1e6);
    shape.rope_theta = real(node, "ropeTheta", 0, 1e12);
    if (shape.heads % shape.kv_heads != 0) {
      node.fail(format("`heads`: expected a multiple of the %d key/value heads, got %d", shape.kv_heads, shape.heads));
    }
    if (shape.rope_theta > 0 && shape.head_size % 2 != 0) node.fail("`ropeTheta`: rotary embedding needs an even `headSize`");
    int64_t packed = (int64_t(shape.heads) + 2 * int64_t(shape.kv_heads)) * shape.head_size;
    if (packed != width(o.x)) {
      node.fail(format("`x`: value \"%s\" is %d wide; q, k and v of these heads are %lld", d_.values[o.x].name.c_str(),
                       width(o.x), (long long)packed));
    }
    o.y = output(node, "y", int64_t(shape.heads) * shape.head_size);
  }

  Document d_;
  size_t at_ = 0;
};

}  // namespace

std::shared_ptr<const Document> Document::parse(std::string_view json) {
  return Builder().build(Json::parse(json, "the program document"));
}

int32_t Document::find_value(std::string_view name) const {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].name == name) return int32_t(i);
  }
  return -1;
}

const char* op_name(Op op) {
  for (auto& entry : kOps) {
    if (entry.op == op) return entry.name;
  }
  return "";
}

}  // namespace tinystories
