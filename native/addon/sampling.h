// Reads what JavaScript says about sampling.
#pragma once
#include <napi.h>

#include "program/session.h"

namespace tinystories {

// `value`: a SamplingInput of lib/runtime/addon.ts. Throws Failure INVALID_ARGUMENT for what cannot be meant.
// `stop` and `maxTokens` are read by `continuation_argument` alone.
Sampling sampling_argument(const Napi::Value& value);
Continuation continuation_argument(const Napi::Value& value);

}  // namespace tinystories
