#include "addon/sampling.h"

#include "addon/arguments.h"

namespace tinystories {
namespace {

double within(const Napi::Object& input, const char* name, double low, double high) {
  const double number = number_argument(input.Get(name), name);
  if (!(number >= low && number <= high))
    throw Failure("INVALID_ARGUMENT",
                  format("%s: expected a number from %g to %g, got %g", name, low, high, number));
  return number;
}

int64_t whole(const Napi::Object& input, const char* name, int64_t low, int64_t high) {
  return whole_argument(input.Get(name), name, low, high);
}

}  // namespace

Sampling sampling_argument(const Napi::Value& value) {
  const Napi::Object input = object_argument(value, "sampling");
  Sampling sampling;
  sampling.repetition_penalty = within(input, "repetitionPenalty", 1e-6, 1e6);
  sampling.temperature = within(input, "temperature", 0, 1e6);
  sampling.top_k = static_cast<int32_t>(whole(input, "topK", 0, kMaxInt32));
  sampling.top_p = within(input, "topP", 0, 1);
  sampling.min_p = within(input, "minP", 0, 1);
  sampling.seed = static_cast<uint64_t>(whole(input, "seed", 0, kMaxWhole));
  sampling.stream = static_cast<uint64_t>(whole(input, "stream", 0, kMaxWhole));
  sampling.logprobs = static_cast<int32_t>(whole(input, "logprobs", -1, 1024));
  return sampling;
}

Continuation continuation_argument(const Napi::Value& value) {
  Continuation continuation;
  continuation.sampling = sampling_argument(value);
  const Napi::Object input = object_argument(value, "sampling");
  continuation.max_tokens = static_cast<int32_t>(whole(input, "maxTokens", 0, kMaxInt32));
  continuation.stop = int32_argument(input.Get("stop"), "stop");
  return continuation;
}

}  // namespace tinystories
