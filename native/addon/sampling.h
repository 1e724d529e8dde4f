// Reads what JavaScript says about sampling.
#pragma once
#include <napi.h>

#include "program/sampler.h"

// `input`: a SamplingInput of lib/runtime/addon.ts. Throws INVALID_ARGUMENT for what cannot be meant.
tinystories::Sampling read_sampling(const Napi::Object& input);
