// The backends of this process: the CPU's, and those in libraries beside the addon that are opened when asked for.
#pragma once
#include <napi.h>

#include <string>

#include "program/memory.h"

namespace tinystories {

// "cpu", "cuda" or "simt"; throws Failure UNSUPPORTED with the reason when its library cannot be used.
const ts_backend* backend_named(const std::string& name);
// A function that the library of that backend exports; throws like `backend_named`.
void* backend_function(const std::string& name, const char* function);
// Where a caller wants weights to live: { backend?, device?, compute? }, or nothing for the CPU.
Place read_place(const Napi::Value& value);

}  // namespace tinystories
