// Whether a backend learns as the CPU does: the same steps on the same real text.
#pragma once
#include <fstream>
#include <string>

#include "program/memory.h"

namespace tinystories::driver {

// Trains the program for `steps` steps on the tokens of `shard` on the backend and on the CPU, prints losses side by
// side, and compares: those of the first steps, and the mean of the last tenth. Returns how many comparisons failed.
int learn(const std::string& file, const std::string& shard, const Place& place, int32_t sequences, int32_t length,
          int32_t steps, std::ofstream& json);

}  // namespace tinystories::driver
