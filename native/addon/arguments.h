// Reading what JavaScript passed. Each throws Failure INVALID_ARGUMENT that names the argument.
#pragma once
#include <napi.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace tinystories {

Napi::Object object_argument(const Napi::Value& value, const char* name);
std::string string_argument(const Napi::Value& value, const char* name);
int64_t whole_argument(const Napi::Value& value, const char* name, int64_t low, int64_t high);
double number_argument(const Napi::Value& value, const char* name);
std::vector<int32_t> int32_argument(const Napi::Value& value, const char* name);
std::vector<uint32_t> uint32_argument(const Napi::Value& value, const char* name);
std::vector<uint8_t> bytes_argument(const Napi::Value& value, const char* name);
std::vector<float> float32_argument(const Napi::Value& value, const char* name);
std::vector<std::string> strings_argument(const Napi::Value& value, const char* name);

// Whether an optional member is there.
bool present(const Napi::Value& value);

// A typed array that holds a copy of `values`: to_array<Napi::Int32Array>(env, ids).
template <typename Array, typename Element>
Array to_array(Napi::Env env, const std::vector<Element>& values) {
  auto array = Array::New(env, values.size());
  static_assert(sizeof(*array.Data()) == sizeof(Element));
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(Element));
  return array;
}
inline Napi::Float32Array float32_array(Napi::Env env, const std::vector<float>& values) {
  return to_array<Napi::Float32Array>(env, values);
}
inline Napi::Int32Array int32_array(Napi::Env env, const std::vector<int32_t>& values) {
  return to_array<Napi::Int32Array>(env, values);
}

constexpr int64_t kMaxWhole = (int64_t(1) << 53) - 1;  // Number.MAX_SAFE_INTEGER
constexpr int64_t kMaxInt32 = 2147483647;

}  // namespace tinystories
