#include "addon/arguments.h"

#include <cmath>
#include <cstring>

#include "cpu/pool.h"
#include "program/failure.h"

namespace tinystories {

namespace {

const char* kind(const Napi::Value& value) {
  switch (value.Type()) {
    case napi_undefined: return "undefined";
    case napi_null: return "null";
    case napi_boolean: return "a boolean";
    case napi_number: return "a number";
    case napi_string: return "a string";
    case napi_function: return "a function";
    case napi_object: return value.IsTypedArray() ? "a typed array of another kind" : "an object";
    default: return "something else";
  }
}

[[noreturn]] void refuse(const char* name, const char* expected, const Napi::Value& value) {
  throw Failure("INVALID_ARGUMENT", format("%s: expected %s, got %s", name, expected, kind(value)));
}

template <typename Array, typename Element>
std::vector<Element> typed(const Napi::Value& value, const char* name, napi_typedarray_type type, const char* expected) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type) refuse(name, expected, value);
  auto array = value.As<Array>();
  std::vector<Element> copy(array.ElementLength());
  if (!copy.empty()) std::memcpy(copy.data(), array.Data(), copy.size() * sizeof(Element));
  return copy;
}

}  // namespace

Napi::Object object_argument(const Napi::Value& value, const char* name) {
  if (!value.IsObject()) refuse(name, "an object", value);
  return value.As<Napi::Object>();
}

std::string string_argument(const Napi::Value& value, const char* name) {
  if (!value.IsString()) refuse(name, "a string", value);
  return value.As<Napi::String>().Utf8Value();
}

int64_t whole_argument(const Napi::Value& value, const char* name, int64_t low, int64_t high) {
  double number = number_argument(value, name);
  if (number != std::floor(number) || number < double(low) || number > double(high)) {
    throw Failure("INVALID_ARGUMENT", format("%s: expected a whole number from %lld to %lld, got %g", name,
                                             (long long)low, (long long)high, number));
  }
  return int64_t(number);
}

size_t threads_argument(const Napi::Value& value) {
  const int64_t asked = whole_argument(value, "threads", 0, 1024);
  return static_cast<size_t>(asked != 0 ? asked : ts::machine_threads());
}

double number_argument(const Napi::Value& value, const char* name) {
  if (!value.IsNumber()) refuse(name, "a number", value);
  double number = value.As<Napi::Number>().DoubleValue();
  if (!std::isfinite(number)) throw Failure("INVALID_ARGUMENT", format("%s: expected a finite number, got %g", name, number));
  return number;
}

std::vector<int32_t> int32_argument(const Napi::Value& value, const char* name) {
  return typed<Napi::Int32Array, int32_t>(value, name, napi_int32_array, "an Int32Array");
}

std::vector<uint32_t> uint32_argument(const Napi::Value& value, const char* name) {
  return typed<Napi::Uint32Array, uint32_t>(value, name, napi_uint32_array, "a Uint32Array");
}

std::vector<uint8_t> bytes_argument(const Napi::Value& value, const char* name) {
  return typed<Napi::Uint8Array, uint8_t>(value, name, napi_uint8_array, "a Uint8Array");
}

std::vector<float> float32_argument(const Napi::Value& value, const char* name) {
  return typed<Napi::Float32Array, float>(value, name, napi_float32_array, "a Float32Array");
}

std::vector<std::string> strings_argument(const Napi::Value& value, const char* name) {
  if (!value.IsArray()) refuse(name, "an array of strings", value);
  auto array = value.As<Napi::Array>();
  std::vector<std::string> list;
  for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(string_argument(array.Get(i), name));
  return list;
}

bool present(const Napi::Value& value) { return !value.IsUndefined() && !value.IsNull(); }

}  // namespace tinystories
