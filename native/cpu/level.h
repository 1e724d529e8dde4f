// Which instruction set the kernels use: decided once per process from what was compiled in, what the machine
// can run, and the environment variable TINYSTORIES_CPU (base, avx2, avx512 or amx).
#pragma once
#include <string>
#include <vector>

#include "cpu/kernels/kernels.h"

namespace ts {

// Compiled in, weakest first.
std::vector<const Kernels*> compiled_levels();
// Those of them that this machine can run.
std::vector<const Kernels*> usable_levels();
// The usable level of that name; nullptr when there is none.
const Kernels* usable_level(const std::string& name);

// The strongest usable level, or the one TINYSTORIES_CPU asks for. nullptr, and why in `error`, when the
// variable names a level that is unknown, was not compiled in, or cannot run here.
const Kernels* chosen_level(std::string* error);

// The processor's name, as far as the machine tells it.
std::string processor_name();

}  // namespace ts
