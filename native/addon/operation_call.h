// What a test hands to one operation of a backend: arrays between sentinels in that backend's memory, attributes,
// parameters in an arena.
#pragma once
#include <napi.h>

#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "program/backend.h"
#include "program/bf16.h"

namespace {

// Bytes of sentinels before and after each array. native/simt knows the bounds of all memory: an access outside of an
// array fails there by itself, as long as nothing else lies around it.
size_t guard_of(const ts_backend* table) { return std::strcmp(table->name, "simt") == 0 ? 0 : 256; }
constexpr uint32_t kSentinel = 0x7fa5c3d1;  // not a number, when read as a float

[[noreturn]] void refuse(Napi::Env env, const std::string& message, const char* code = "INVALID_ARGUMENT") {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", code);
  throw error;
}

// Bytes of a backend's memory between sentinels.
class Guarded {
 public:
  Guarded(Napi::Env env, const ts_backend* table, ts_context* context, const void* from, size_t bytes)
      : env_(env), table_(table), context_(context), guard_(guard_of(table)), bytes_(bytes) {
    const size_t all = bytes + 2 * guard_;
    std::vector<uint32_t> words = sentinels();
    if (from && bytes) std::memcpy(reinterpret_cast<char*>(words.data()) + guard_, from, bytes);
    base_ = static_cast<char*>(table->alloc(context, all));
    if (!base_) refuse(env, "no memory for an array", "OUT_OF_MEMORY");
    if (table->upload(context, base_, words.data(), all) != TS_OK) refuse(env, table->message(context), "NATIVE");
  }
  ~Guarded() { table_->release(context_, base_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  void* data() { return base_ + guard_; }
  // What it holds by now; `whole`: nothing was written outside.
  std::vector<char> read(bool* whole) const {
    const size_t all = bytes_ + 2 * guard_, after = guard_ + bytes_;
    std::vector<uint32_t> words = sentinels(), expected = words;
    if (table_->download(context_, words.data(), base_, all) != TS_OK || table_->finish(context_) != TS_OK)
      refuse(env_, table_->message(context_), "NATIVE");
    const char* const bytes = reinterpret_cast<char*>(words.data());
    const char* const clean = reinterpret_cast<char*>(expected.data());
    *whole = std::memcmp(bytes, clean, guard_) == 0 && std::memcmp(bytes + after, clean + after, all - after) == 0;
    return {bytes + guard_, bytes + after};
  }

 private:
  std::vector<uint32_t> sentinels() const { return std::vector<uint32_t>((bytes_ + 2 * guard_ + 3) / 4, kSentinel); }

  Napi::Env env_;
  const ts_backend* table_;
  ts_context* context_;
  size_t guard_, bytes_;
  char* base_ = nullptr;
};

// One call: its arrays by name, its attributes, its parameters in an arena of their own.
class Call {
 public:
  Call(Napi::Env env, const ts_backend* table, ts_context* context, Napi::Object attributes, Napi::Object arrays)
      : env_(env), table_(table), context_(context), attributes_(attributes) {
    const Napi::Array names = arrays.GetPropertyNames();
    for (uint32_t i = 0; i < names.Length(); i++) {
      const std::string name = names.Get(i).ToString();
      const Napi::Value value = arrays.Get(name);
      if (!value.IsTypedArray()) refuse(env, name + ": expected a Float32Array or an Int32Array");
      const Napi::TypedArray array = value.As<Napi::TypedArray>();
      const napi_typedarray_type type = array.TypedArrayType();
      if (type != napi_float32_array && type != napi_int32_array)
        refuse(env, name + ": expected 32-bit numbers");
      Array& mine = arrays_[name];
      mine.is_float = type == napi_float32_array;
      mine.words.resize(array.ElementLength());
      const uint8_t* from = static_cast<const uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
      if (array.ByteLength()) std::memcpy(mine.words.data(), from, array.ByteLength());
    }
  }
  ~Call() {
    if (weights_) table_->weights_destroy(weights_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  bool has(const std::string& name) const { return arrays_.count(name) > 0; }
  // Float32 whatever the backend computes in.
  float* floats(const std::string& name, bool needed = false) { return static_cast<float*>(find(name, needed, 4)); }
  // Numbers of the kind that the backend keeps activations in.
  float* activations(const std::string& name, bool needed = false) {
    return static_cast<float*>(find(name, needed, static_cast<size_t>(table_->activation_bytes(context_))));
  }
  int32_t* integers(const std::string& name, bool needed = false) {
    return static_cast<int32_t*>(find(name, needed, 4));
  }
  const int32_t* host_integers(const std::string& name, bool needed = false) {
    const auto found = arrays_.find(name);
    if (found != arrays_.end()) return reinterpret_cast<const int32_t*>(found->second.words.data());
    if (needed) refuse(env_, name + ": this operation needs that array");
    return nullptr;
  }
  size_t count(const std::string& name) const {
    const auto found = arrays_.find(name);
    return found == arrays_.end() ? 0 : found->second.words.size();
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
    const bool aligned = integer("aligned") != 0;  // else an odd start: nothing may count on alignment
    int64_t floats = aligned ? 8 : 7;
    for (const std::string& name : names) {
      if (!has(name)) continue;
      offsets_[name] = floats;
      floats += static_cast<int64_t>(count(name)) + 9;
      if (aligned) floats = (floats + 7) / 8 * 8;
    }
    weights_ = table_->weights_create(integer("device"), floats);
    if (!weights_) refuse(env_, "no memory for the arena", "OUT_OF_MEMORY");
    for (const auto& [name, offset] : offsets_) {
      check(table_->upload(context_, table_->weights_data(weights_) + offset, arrays_[name].words.data(), count(name) * 4));
    }
    table_->weights_changed(weights_);
  }
  ts_parameter parameter(const std::string& name, int32_t cols) {
    const auto found = offsets_.find(name);
    if (found == offsets_.end()) return {nullptr, 0, 0, 0};
    return {weights_, found->second, static_cast<int32_t>(count(name)) / cols, cols};
  }
  void read_back(const std::string& name) {
    check(table_->download(context_, arrays_[name].words.data(), table_->weights_data(weights_) + offsets_[name],
                           count(name) * 4));
    check(table_->finish(context_));
  }
  int64_t offset(const std::string& name) { return offsets_[name]; }
  void set(const std::string& name, size_t index, float value) { std::memcpy(&arrays_[name].words[index], &value, 4); }

  // A copy of `name` in backend memory with `before` zeros in front, for operations that index from an arena's start.
  Guarded& shifted(const std::string& name, size_t before) {
    std::vector<uint32_t> words(before, 0);
    words.insert(words.end(), arrays_[name].words.begin(), arrays_[name].words.end());
    shifted_.push_back(std::make_unique<Guarded>(env_, table_, context_, words.data(), words.size() * 4));
    return *shifted_.back();
  }
  void take_shifted(const std::string& name, Guarded& from, size_t before) {
    bool whole = false;
    const std::vector<char> bytes = from.read(&whole);
    if (!whole) refuse(env_, name + ": the operation wrote outside this array");
    if (count(name)) std::memcpy(arrays_[name].words.data(), bytes.data() + before * 4, count(name) * 4);
  }

  ts_batch batch(int32_t rows) {
    ts_batch b = {};
    b.rows = rows;
    static_assert(sizeof(ts_sequence) == 4 * sizeof(int32_t));
    b.sequences = reinterpret_cast<const ts_sequence*>(host_integers("sequences"));
    b.placed = reinterpret_cast<const ts_sequence*>(integers("sequences"));
    b.sequence_count = static_cast<int32_t>(count("sequences") / 4);
    b.tokens = integers("tokens");
    b.positions = integers("positions");
    b.first = integers("first");
    return b;
  }

  Napi::Object results() {
    Napi::Object out = Napi::Object::New(env_);
    for (auto& [name, array] : arrays_) {
      take_back(name, array);
      Napi::ArrayBuffer bytes = Napi::ArrayBuffer::New(env_, array.words.size() * sizeof(uint32_t));
      if (!array.words.empty()) std::memcpy(bytes.Data(), array.words.data(), bytes.ByteLength());
      if (array.is_float) {
        out.Set(name, Napi::Float32Array::New(env_, array.words.size(), bytes, 0));
      } else {
        out.Set(name, Napi::Int32Array::New(env_, array.words.size(), bytes, 0));
      }
    }
    return out;
  }

 private:
  struct Array {
    std::vector<uint32_t> words;  // float32 or int32, as the test gave them
    bool is_float = true;
    size_t each = 4;  // bytes of a number in backend memory
    std::unique_ptr<Guarded> placed;
  };

  void check(ts_status status) {
    if (status != TS_OK) refuse(env_, table_->message(context_), "NATIVE");
  }

  void* find(const std::string& name, bool needed, size_t each) {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) {
      if (needed) refuse(env_, name + ": this operation needs that array");
      return nullptr;
    }
    Array& array = found->second;
    if (array.placed) return array.placed->data();
    array.each = each;
    if (each == 4) {
      array.placed = std::make_unique<Guarded>(env_, table_, context_, array.words.data(), array.words.size() * 4);
    } else {
      std::vector<uint16_t> halves(array.words.size());
      for (size_t i = 0; i < halves.size(); i++) {
        float value;
        std::memcpy(&value, &array.words[i], 4);
        halves[i] = tinystories::to_bf16(value);
      }
      array.placed = std::make_unique<Guarded>(env_, table_, context_, halves.data(), halves.size() * 2);
    }
    return array.placed->data();
  }

  void take_back(const std::string& name, Array& array) {
    if (!array.placed) return;
    bool whole = false;
    const std::vector<char> bytes = array.placed->read(&whole);
    if (!whole) refuse(env_, name + ": the operation wrote outside this array");
    for (size_t i = 0; i < array.words.size(); i++) {
      if (array.each == 4) {
        std::memcpy(&array.words[i], bytes.data() + i * 4, 4);
        continue;
      }
      uint16_t half;
      std::memcpy(&half, bytes.data() + i * 2, 2);
      const float value = tinystories::from_bf16(half);
      std::memcpy(&array.words[i], &value, 4);
    }
  }

  Napi::Env env_;
  const ts_backend* table_;
  ts_context* context_;
  Napi::Object attributes_;
  std::map<std::string, Array> arrays_;
  std::map<std::string, int64_t> offsets_;
  std::vector<std::unique_ptr<Guarded>> shifted_;
  ts_weights* weights_ = nullptr;
};

// Where an operation runs, how often and how long at least, what each run took, and the workspace it wanted.
struct Scene {
  Napi::Env env;
  const ts_backend* table;
  ts_context* context;
  Call& call;
  int32_t repeat = 1;
  double seconds = 0;
  std::vector<double> times = {};
  size_t workspace_bytes = 0;

  template <typename Op, typename... Args>
  ts_status run(Op op, Args... args) {
    ts_status status = TS_OK;
    double total = 0;
    for (int32_t i = 0; (i < repeat || total < seconds) && status == TS_OK; i++) {
      const auto began = std::chrono::steady_clock::now();
      status = op(context, args...);
      if (status == TS_OK) status = table->finish(context);
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
    const std::vector<uint32_t> poison(workspace.bytes / 4 + 1, kSentinel);
    Guarded memory(env, table, context, poison.data(), workspace.bytes);
    workspace.base = memory.data();
    const ts_status status = run(op, args, &workspace);
    if (status != TS_OK) return status;
    bool whole = false;
    memory.read(&whole);
    if (!whole) refuse(env, "the operation wrote outside its workspace");
    return status;
  }
};

}  // namespace
