// The sampler on logits given by JavaScript.
#include <math.h>

#include <string>

#include "addon/sampling.h"

using tinystories::Sample;
using tinystories::Sampler;
using tinystories::Sampling;
using tinystories::TokenSet;

namespace {

Napi::Error coded(Napi::Env env, const char* code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  return error;
}

double number(const Napi::Object& input, const char* name, double low, double high, const char* expected) {
  const Napi::Value value = input.Get(name);
  const double read = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!(read >= low && read <= high))
    throw coded(input.Env(), "INVALID_ARGUMENT", std::string(name) + ": expected " + expected);
  return read;
}

double whole(const Napi::Object& input, const char* name, double low, double high, const char* expected) {
  const double read = number(input, name, low, high, expected);
  if (read != floor(read)) throw coded(input.Env(), "INVALID_ARGUMENT", std::string(name) + ": expected " + expected);
  return read;
}

// (logits: Float32Array, sampling: SamplingInput, seen: Int32Array, position: number, count: number)
Napi::Value sample(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() != 5 || !info[0].IsTypedArray() || !info[1].IsObject() || !info[2].IsTypedArray() ||
      info[0].As<Napi::TypedArray>().TypedArrayType() != napi_float32_array ||
      info[2].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array || !info[3].IsNumber() ||
      !info[4].IsNumber())
    throw coded(env, "INVALID_ARGUMENT", "sample: expected logits, sampling, seen, position, count");
  const auto logits = info[0].As<Napi::Float32Array>();
  const auto seen_ids = info[2].As<Napi::Int32Array>();
  const Sampling sampling = read_sampling(info[1].As<Napi::Object>());
  const int64_t position = info[3].As<Napi::Number>().Int64Value();
  const int64_t count = info[4].As<Napi::Number>().Int64Value();
  if (logits.ElementLength() == 0 || logits.ElementLength() > INT32_MAX || position < 0 || count < 0 ||
      count > (1 << 28))
    throw coded(env, "INVALID_ARGUMENT", "sample: expected at least one logit, and position and count from 0 on");
  const int32_t vocab = static_cast<int32_t>(logits.ElementLength());
  TokenSet seen(vocab);
  for (size_t i = 0; i < seen_ids.ElementLength(); ++i) {
    if (seen_ids[i] < 0 || seen_ids[i] >= vocab)
      throw coded(env, "INVALID_ARGUMENT", "seen: expected ids below the number of logits");
    seen.insert(seen_ids[i]);
  }

  const size_t draws = static_cast<size_t>(count), top = sampling.logprobs > 0 ? sampling.logprobs : 0;
  auto ids = Napi::Int32Array::New(env, draws);
  auto logprobs = Napi::Float32Array::New(env, draws);
  auto top_ids = Napi::Int32Array::New(env, draws * top);
  auto top_logprobs = Napi::Float32Array::New(env, draws * top);
  Sampler sampler(vocab);
  for (size_t i = 0; i < draws; ++i) {
    Sample chosen;
    if (!sampler.sample(logits.Data(), sampling, seen, position + static_cast<int64_t>(i), &chosen,
                        top_ids.Data() + i * top, top_logprobs.Data() + i * top))
      throw coded(env, "NON_FINITE", "the logits hold NaN or infinity, or rule out every token");
    ids[i] = chosen.id;
    logprobs[i] = chosen.logprob;
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("ids", ids);
  result.Set("logprobs", logprobs);
  result.Set("topIds", top_ids);
  result.Set("topLogprobs", top_logprobs);
  return result;
}

}  // namespace

Sampling read_sampling(const Napi::Object& input) {
  constexpr double kLargest = 9007199254740991.0;  // whole numbers are exact in JavaScript up to here
  Sampling sampling;
  sampling.repetition_penalty = number(input, "repetitionPenalty", 1e-6, 1e6, "a factor above 0");
  sampling.temperature = number(input, "temperature", 0, 1e6, "a number from 0 on");
  sampling.top_k = static_cast<int32_t>(whole(input, "topK", 0, INT32_MAX, "a whole number from 0 on"));
  sampling.top_p = number(input, "topP", 0, 1, "a share from 0 to 1");
  sampling.min_p = number(input, "minP", 0, 1, "a share from 0 to 1");
  sampling.seed = static_cast<uint64_t>(whole(input, "seed", 0, kLargest, "a whole number from 0 to 2^53 - 1"));
  sampling.stream = static_cast<uint64_t>(whole(input, "stream", 0, kLargest, "a whole number from 0 to 2^53 - 1"));
  sampling.logprobs = static_cast<int32_t>(whole(input, "logprobs", -1, 1024, "a whole number from -1 to 1024"));
  return sampling;
}

void export_sampler(Napi::Env env, Napi::Object exports) { exports.Set("sample", Napi::Function::New(env, sample, "sample")); }
