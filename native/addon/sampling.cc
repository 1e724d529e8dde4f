#include "addon/sampling.h"

#include <cmath>
#include <cstring>

#include "addon/errors.h"

namespace tinystories {
namespace {

double number(Napi::Env env, const Napi::Value& value, const char* what, double low, double high) {
  const double read = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!(read >= low && read <= high))
    throw_error(env, "INVALID_ARGUMENT", format("%s: expected a number from %.17g to %.17g", what, low, high));
  return read;
}

bool is_array(const Napi::Value& value, napi_typedarray_type type) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type;
}

}  // namespace

double whole_number(Napi::Env env, const Napi::Value& value, const char* what, double low, double high) {
  const double read = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!(read >= low && read <= high && read == std::floor(read)))
    throw_error(env, "INVALID_ARGUMENT", format("%s: expected a whole number from %.17g to %.17g", what, low, high));
  return read;
}

Napi::Int32Array int32_array(Napi::Env env, const Napi::Value& value, const char* what) {
  if (!is_array(value, napi_int32_array))
    throw_error(env, "INVALID_ARGUMENT", format("%s: expected an Int32Array", what));
  return value.As<Napi::Int32Array>();
}

Napi::Float32Array float32_array(Napi::Env env, const Napi::Value& value, const char* what) {
  if (!is_array(value, napi_float32_array))
    throw_error(env, "INVALID_ARGUMENT", format("%s: expected a Float32Array", what));
  return value.As<Napi::Float32Array>();
}

Sampling read_sampling(Napi::Env env, const Napi::Value& value) {
  constexpr double kExact = 9007199254740991.0;  // whole numbers are exact in JavaScript up to here
  if (!value.IsObject()) throw_error(env, "INVALID_ARGUMENT", "sampling: expected an object");
  const Napi::Object input = value.As<Napi::Object>();
  Sampling sampling;
  sampling.repetition_penalty = number(env, input.Get("repetitionPenalty"), "repetitionPenalty", 1e-6, 1e6);
  sampling.temperature = number(env, input.Get("temperature"), "temperature", 0, 1e6);
  sampling.top_k = static_cast<int32_t>(whole_number(env, input.Get("topK"), "topK", 0, INT32_MAX));
  sampling.top_p = number(env, input.Get("topP"), "topP", 0, 1);
  sampling.min_p = number(env, input.Get("minP"), "minP", 0, 1);
  sampling.seed = static_cast<uint64_t>(whole_number(env, input.Get("seed"), "seed", 0, kExact));
  sampling.stream = static_cast<uint64_t>(whole_number(env, input.Get("stream"), "stream", 0, kExact));
  sampling.logprobs = static_cast<int32_t>(whole_number(env, input.Get("logprobs"), "logprobs", -1, 1024));
  return sampling;
}

Continuation read_continuation(Napi::Env env, const Napi::Value& value) {
  Continuation continuation;
  continuation.sampling = read_sampling(env, value);
  const Napi::Object input = value.As<Napi::Object>();
  continuation.max_tokens = static_cast<int32_t>(whole_number(env, input.Get("maxTokens"), "maxTokens", 0, INT32_MAX));
  const Napi::Int32Array stop = int32_array(env, input.Get("stop"), "stop");
  continuation.stop.assign(stop.Data(), stop.Data() + stop.ElementLength());
  return continuation;
}

Napi::Int32Array to_javascript(Napi::Env env, const std::vector<int32_t>& values) {
  auto array = Napi::Int32Array::New(env, values.size());
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(int32_t));
  return array;
}

Napi::Float32Array to_javascript(Napi::Env env, const std::vector<float>& values) {
  auto array = Napi::Float32Array::New(env, values.size());
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(float));
  return array;
}

}  // namespace tinystories
