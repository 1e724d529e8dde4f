// What a test hands to one operation of the CPU backend: arrays between sentinels, attributes, parameters in
// an arena.
#pragma once
#include <napi.h>

#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cpu/memory.h"
#include "program/backend.h"

namespace {

constexpr size_t kGuard = 64;               // sentinel words before and after each array
constexpr uint32_t kSentinel = 0x7fa5c3d1;  // not a number, when read as a float

[[noreturn]] void refuse(Napi::Env env, const std::string& message, const char* code = "INVALID_ARGUMENT") {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", code);
  throw error;
}

struct Guarded {
  uint32_t* base = nullptr;
  size_t words = 0;
  bool floats = true;

  Guarded(Napi::Env env, size_t count, bool is_float) : words(count), floats(is_float) {
    base = static_cast<uint32_t*>(ts::allocate((count + 2 * kGuard) * sizeof(uint32_t)));
    if (!base) refuse(env, "no memory for an array", "OUT_OF_MEMORY");
    for (size_t i = 0; i < count + 2 * kGuard; i++) base[i] = kSentinel;
  }
  ~Guarded() { ts::release(base); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  void* data() { return base + kGuard; }
  bool whole() const {
    for (size_t i = 0; i < kGuard; i++) {
      if (base[i] != kSentinel || base[kGuard + words + i] != kSentinel) return false;
    }
    return true;
  }
};

// One call: its arrays by name, its attributes, its parameters in an arena of their own.
class Call {
 public:
  Call(Napi::Env env, Napi::Object attributes, Napi::Object arrays) : env_(env), attributes_(attributes) {
    const Napi::Array names = arrays.GetPropertyNames();
    for (uint32_t i = 0; i < names.Length(); i++) {
      const std::string name = names.Get(i).ToString();
      const Napi::Value value = arrays.Get(name);
      if (!value.IsTypedArray()) refuse(env, name + ": expected a Float32Array or an Int32Array");
      const Napi::TypedArray array = value.As<Napi::TypedArray>();
      const napi_typedarray_type type = array.TypedArrayType();
      if (type != napi_float32_array && type != napi_int32_array)
        refuse(env, name + ": expected 32-bit numbers");
      auto buffer = std::make_unique<Guarded>(env, array.ElementLength(), type == napi_float32_array);
      const uint8_t* from = static_cast<const uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
      if (array.ByteLength()) std::memcpy(buffer->data(), from, array.ByteLength());
      arrays_[name] = std::move(buffer);
    }
  }
  ~Call() {
    if (weights_) ts_cpu_backend()->weights_destroy(weights_);
  }

  bool has(const std::string& name) const { return arrays_.count(name) > 0; }
  float* floats(const std::string& name, bool needed = false) {
    return static_cast<float*>(find(name, needed));
  }
  int32_t* integers(const std::string& name, bool needed = false) {
    return static_cast<int32_t*>(find(name, needed));
  }
  size_t count(const std::string& name) const {
    const auto found = arrays_.find(name);
    return found == arrays_.end() ? 0 : found->second->words;
  }
  double number(const char* name, double absent = 0) {
    const Napi::Value value = attributes_.Get(name);
    return value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : absent;
  }
  int32_t integer(const char* name, int32_t absent = 0) { return static_cast<int32_t>(number(name, absent)); }
  ts_rows rows(int32_t all) { return {integer("begin", 0), integer("end", all)}; }
  ts_weights* weights() { return weights_; }

  // Copies the named arrays into one arena, apart from one another; call once, before `parameter`.
  void place(const std::vector<std::string>& names) {
    int64_t floats = 7;  // an odd start: nothing may count on alignment
    for (const std::string& name : names) {
      if (!has(name)) continue;
      offsets_[name] = floats;
      floats += static_cast<int64_t>(count(name)) + 9;
    }
    weights_ = ts_cpu_backend()->weights_create(floats);
    if (!weights_) refuse(env_, "no memory for the arena", "OUT_OF_MEMORY");
    float* const arena = ts_cpu_backend()->weights_data(weights_);
    for (const auto& [name, offset] : offsets_) {
      std::memcpy(arena + offset, arrays_[name]->data(), count(name) * sizeof(float));
    }
  }
  ts_parameter parameter(const std::string& name, int32_t cols) {
    const auto found = offsets_.find(name);
    if (found == offsets_.end()) return {nullptr, 0, 0, 0};
    return {weights_, found->second, static_cast<int32_t>(count(name)) / cols, cols};
  }
  void read_back(const std::string& name) {
    std::memcpy(arrays_[name]->data(), ts_cpu_backend()->weights_data(weights_) + offsets_[name],
                count(name) * sizeof(float));
  }
  int64_t offset(const std::string& name) { return offsets_[name]; }

  ts_batch batch(int32_t rows) {
    ts_batch b = {};
    b.rows = rows;
    static_assert(sizeof(ts_sequence) == 4 * sizeof(int32_t));
    b.sequences = reinterpret_cast<const ts_sequence*>(integers("sequences"));
    b.sequence_count = static_cast<int32_t>(count("sequences") / 4);
    b.tokens = integers("tokens");
    b.positions = integers("positions");
    b.first = integers("first");
    return b;
  }

  Napi::Object results() {
    Napi::Object out = Napi::Object::New(env_);
    for (const auto& [name, buffer] : arrays_) {
      if (!buffer->whole()) refuse(env_, name + ": the operation wrote outside this array");
      Napi::ArrayBuffer bytes = Napi::ArrayBuffer::New(env_, buffer->words * sizeof(uint32_t));
      if (buffer->words) std::memcpy(bytes.Data(), buffer->data(), bytes.ByteLength());
      if (buffer->floats) {
        out.Set(name, Napi::Float32Array::New(env_, buffer->words, bytes, 0));
      } else {
        out.Set(name, Napi::Int32Array::New(env_, buffer->words, bytes, 0));
      }
    }
    return out;
  }

 private:
  void* find(const std::string& name, bool needed) {
    const auto found = arrays_.find(name);
    if (found != arrays_.end()) return found->second->data();
    if (needed) refuse(env_, name + ": this operation needs that array");
    return nullptr;
  }

  Napi::Env env_;
  Napi::Object attributes_;
  std::map<std::string, std::unique_ptr<Guarded>> arrays_;
  std::map<std::string, int64_t> offsets_;
  ts_weights* weights_ = nullptr;
};

// Where an operation runs, how often and how long at least, what each run took, and the workspace it wanted.
struct Scene {
  Napi::Env env;
  ts_context* context;
  Call& call;
  int32_t repeat = 1;
  double seconds = 0;
  std::vector<double> times = {};
  size_t workspace_bytes = 0;
  const ts_backend* table = ts_cpu_backend();

  template <typename Op, typename... Args>
  ts_status run(Op op, Args... args) {
    ts_status status = TS_OK;
    double total = 0;
    for (int32_t i = 0; (i < repeat || total < seconds) && status == TS_OK; i++) {
      const auto began = std::chrono::steady_clock::now();
      status = op(context, args...);
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
      times.push_back(took.count());
      total += took.count();
    }
    return status;
  }

  // With a workspace of exactly the bytes that the operation asks for, filled with no numbers.
  template <typename Op, typename Args>
  ts_status run_in_workspace(Op op, Args* args) {
    ts_workspace workspace = {nullptr, 0};
    const ts_status asked = op(context, args, &workspace);
    if (asked != TS_OK) return asked;
    workspace_bytes = workspace.bytes;
    Guarded memory(env, workspace.bytes / 4 + 1, true);
    workspace.base = memory.data();
    const ts_status status = run(op, args, &workspace);
    if (!memory.whole()) refuse(env, "the operation wrote outside its workspace");
    return status;
  }
};

}  // namespace
