// The sampler on logits that JavaScript gives.
#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/exports.h"
#include "addon/sampling.h"

namespace tinystories {
namespace {

// (logits: Float32Array, sampling: SamplingInput, seen: Int32Array, position: number, count: number)
Napi::Value sample(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    const std::vector<float> logits = float32_argument(info[0], "logits");
    const Sampling sampling = sampling_argument(info[1]);
    const std::vector<int32_t> seen_ids = int32_argument(info[2], "seen");
    const int64_t position = whole_argument(info[3], "position", 0, kMaxInt32);
    const size_t draws = static_cast<size_t>(whole_argument(info[4], "count", 0, 1 << 28));
    if (logits.empty()) throw Failure("INVALID_ARGUMENT", "logits: expected at least one");
    const int32_t vocab = static_cast<int32_t>(logits.size());
    TokenSet seen(vocab);
    for (int32_t id : seen_ids) {
      if (id < 0 || id >= vocab)
        throw Failure("INVALID_ARGUMENT", format("seen: expected ids from 0 to %d, got %d", vocab - 1, id));
      seen.insert(id);
    }

    const size_t top = sampling.logprobs > 0 ? static_cast<size_t>(sampling.logprobs) : 0;
    std::vector<int32_t> ids(draws), top_ids(draws * top);
    std::vector<float> logprobs(draws), top_logprobs(draws * top);
    Sampler sampler(vocab);
    for (size_t i = 0; i < draws; ++i) {
      Sample chosen;
      if (!sampler.sample(logits.data(), sampling, seen, position + static_cast<int64_t>(i), &chosen,
                          top_ids.data() + i * top, top_logprobs.data() + i * top))
        throw Failure("NON_FINITE", "the logits hold NaN or infinity, or rule out every token");
      ids[i] = chosen.id;
      logprobs[i] = chosen.logprob;
    }
    Napi::Object result = Napi::Object::New(env);
    result.Set("ids", int32_array(env, ids));
    result.Set("logprobs", float32_array(env, logprobs));
    result.Set("topIds", int32_array(env, top_ids));
    result.Set("topLogprobs", float32_array(env, top_logprobs));
    return result;
  });
}

}  // namespace

}  // namespace tinystories

void export_sampler(Napi::Env env, Napi::Object exports) {
  exports.Set("sample", Napi::Function::New(env, tinystories::sample, "sample"));
}
