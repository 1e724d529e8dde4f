// What a file of measurements says, as tables for people.
#pragma once
#include <string>

namespace tinystories::driver {

// Prints, for each program that was profiled, its operations with their share of the roofline, and then a line a
// program: time of a step, its share of the roofline, tokens a second, PyTorch's best, decoding. `file` holds lines of
// JSON, or a list. Returns 1 when nothing in it is of a program, else 0; throws Failure when it cannot be read.
int report(const std::string& file);

}  // namespace tinystories::driver
