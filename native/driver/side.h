// One side of a comparison: a backend with a context, and arrays by name in its memory.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "program/backend.h"
#include "program/failure.h"
#include "program/memory.h"

namespace tinystories::driver {

// Opens "cpu", or the library of that name beside this program (or in TINYSTORIES_LIBRARIES). Throws Failure.
const ts_backend* open_backend(const std::string& name);

// What such a library offers beside its table; nullptr when it does not.
void* symbol_of(const std::string& name, const char* symbol);

// Numbers that both sides start from; the same ones under the same seed everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ull + 1) {}
  uint32_t bits();
  float between(float low, float high) { return low + (high - low) * float(bits() >> 8) * 0x1p-24f; }
  int32_t below(int32_t n) { return int32_t(uint64_t(bits()) * uint64_t(n) >> 32); }

 private:
  uint64_t state_;
};

// To the nearest bfloat16, ties to even.
float rounded(float value);

enum class Kind { activation, real, integer };

struct Array {
  Kind kind;
  std::vector<float> reals;
  std::vector<int32_t> integers;
  bool compared = false;  // an output
};

// What an operation is run on, in host memory.
struct Scene {
  std::map<std::string, Array> arrays;
  std::map<std::string, std::vector<float>> parameters;
  ts_variables variables{};
};

class Side {
 public:
  Side(const Place& place, const Scene& scene);

  const ts_backend* table() const { return place_.backend; }
  ts_context* context() const { return context_.get(); }
  // nullptr when the scene has no such array.
  float* at(const std::string& name);
  int32_t* integers(const std::string& name) { return reinterpret_cast<int32_t*>(at(name)); }
  ts_parameter parameter(const std::string& name, int32_t rows, int32_t cols);
  ts_weights* weights() const { return arena_.get(); }

  // Runs an operation, with a workspace if it takes one, and waits. Throws Failure.
  template <typename Operation>
  void run(ts_status (*function)(ts_context*, const Operation*), const Operation& operation) {
    check(function(context(), &operation));
    check(table()->finish(context()));
  }
  template <typename Operation>
  void run(ts_status (*function)(ts_context*, const Operation*, ts_workspace*), const Operation& operation) {
    ts_workspace workspace{nullptr, 0};
    check(function(context(), &operation, &workspace));
    Memory memory(table(), context(), workspace.bytes + 64, "the workspace");
    workspace.base = memory.data();
    check(function(context(), &operation, &workspace));
    check(table()->finish(context()));
  }
  std::vector<float> read(const std::string& name);
  std::vector<float> read_parameter(const std::string& name);

 private:
  void check(ts_status status) { check_status(table(), context(), status); }

  Place place_;
  const Scene& scene_;
  Context context_;
  size_t activation_bytes_;
  std::map<std::string, Memory> memory_;
  std::map<std::string, int64_t> offsets_;
  Arena arena_;
};

}  // namespace tinystories::driver
