// Reads what JavaScript says about sampling.
#pragma once
#include <napi.h>

#include "program/session.h"

namespace tinystories {

// `value`: a SamplingInput of lib/runtime/addon.ts. Throws INVALID_ARGUMENT for what cannot be meant. `stop` and
// `maxTokens` are read by `read_continuation` alone.
Sampling read_sampling(Napi::Env env, const Napi::Value& value);
Continuation read_continuation(Napi::Env env, const Napi::Value& value);

// Typed arrays; throws INVALID_ARGUMENT naming `what`.
Napi::Int32Array int32_array(Napi::Env env, const Napi::Value& value, const char* what);
Napi::Float32Array float32_array(Napi::Env env, const Napi::Value& value, const char* what);
// A whole number in [low, high].
double whole_number(Napi::Env env, const Napi::Value& value, const char* what, double low, double high);

// Vectors as typed arrays.
Napi::Int32Array to_javascript(Napi::Env env, const std::vector<int32_t>& values);
Napi::Float32Array to_javascript(Napi::Env env, const std::vector<float>& values);

}  // namespace tinystories
