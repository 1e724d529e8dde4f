// The sampler on logits that JavaScript gives.
#include "addon/errors.h"
#include "addon/exports.h"
#include "addon/sampling.h"

namespace tinystories {
namespace {

// (logits: Float32Array, sampling: SamplingInput, seen: Int32Array, position: number, count: number)
Napi::Value sample(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Float32Array logits = float32_array(env, info[0], "logits");
  const Sampling sampling = read_sampling(env, info[1]);
  const Napi::Int32Array seen_ids = int32_array(env, info[2], "seen");
  const int64_t position = static_cast<int64_t>(whole_number(env, info[3], "position", 0, INT32_MAX));
  const size_t draws = static_cast<size_t>(whole_number(env, info[4], "count", 0, 1 << 28));
  if (logits.ElementLength() == 0 || logits.ElementLength() > INT32_MAX)
    throw_error(env, "INVALID_ARGUMENT", "logits: expected at least one");
  const int32_t vocab = static_cast<int32_t>(logits.ElementLength());
  TokenSet seen(vocab);
  for (size_t i = 0; i < seen_ids.ElementLength(); ++i) {
    if (seen_ids[i] < 0 || seen_ids[i] >= vocab)
      throw_error(env, "INVALID_ARGUMENT", format("seen: expected ids from 0 to %d, got %d", vocab - 1, seen_ids[i]));
    seen.insert(seen_ids[i]);
  }

  const size_t top = sampling.logprobs > 0 ? static_cast<size_t>(sampling.logprobs) : 0;
  auto ids = Napi::Int32Array::New(env, draws);
  auto logprobs = Napi::Float32Array::New(env, draws);
  auto top_ids = Napi::Int32Array::New(env, draws * top);
  auto top_logprobs = Napi::Float32Array::New(env, draws * top);
  Sampler sampler(vocab);
  for (size_t i = 0; i < draws; ++i) {
    Sample chosen;
    if (!sampler.sample(logits.Data(), sampling, seen, position + static_cast<int64_t>(i), &chosen,
                        top_ids.Data() + i * top, top_logprobs.Data() + i * top))
      throw_error(env, "NON_FINITE", "the logits hold NaN or infinity, or rule out every token");
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

void export_sampler(Napi::Env env, Napi::Object exports) {
  exports.Set("sample", Napi::Function::New(env, sample, "sample"));
}

}  // namespace tinystories
