// Reading what JavaScript passed. Each throws Failure INVALID_ARGUMENT that names the argument.
#pragma once
#include <napi.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace tinystories {

Napi::Object object_argument(const Napi::Value& value, const char* name);
std::string string_argument(const Napi::Value& value, const char* name);
int64_t whole_argument(const Napi::Value& value, const char* name, int64_t low, int64_t high);
// A number of threads; 0: all that the process may use.
size_t threads_argument(const Napi::Value& value);
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

// The array is the vector's own memory, which others may go on using; it goes when nobody has it any more. Where a
// runtime allows no memory from outside, it is copied.
inline Napi::Float32Array shared_float32_array(Napi::Env env, const std::shared_ptr<std::vector<float>>& values) {
  auto kept = std::make_unique<std::shared_ptr<std::vector<float>>>(values);
  napi_value buffer;
  const napi_status status = napi_create_external_arraybuffer(
      env, values->data(), values->size() * sizeof(float),
      [](napi_env, void*, void* hint) { delete static_cast<std::shared_ptr<std::vector<float>>*>(hint); }, kept.get(),
      &buffer);
  if (status != napi_ok) return float32_array(env, *values);
  kept.release();
  return Napi::Float32Array::New(env, values->size(), Napi::ArrayBuffer(env, buffer), 0);
}
// Large results are not copied.
inline Napi::Float32Array float32_array(Napi::Env env, std::vector<float>&& values) {
  constexpr size_t kWorthIt = 1 << 16;
  if (values.size() < kWorthIt) return float32_array(env, static_cast<const std::vector<float>&>(values));
  return shared_float32_array(env, std::make_shared<std::vector<float>>(std::move(values)));
}
inline Napi::Int32Array int32_array(Napi::Env env, const std::vector<int32_t>& values) {
  return to_array<Napi::Int32Array>(env, values);
}

constexpr int64_t kMaxWhole = (int64_t(1) << 53) - 1;  // Number.MAX_SAFE_INTEGER
constexpr int64_t kMaxInt32 = 2147483647;

}  // namespace tinystories
