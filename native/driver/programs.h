// Whole recorded programs on a backend: compared with the CPU, and timed.
#pragma once
#include <string>
#include <vector>

#include "driver/side.h"
#include "program/batch.h"

namespace tinystories::driver {

// Sequences of `length` tokens as frequent as words of a text are: the same ones under the same seed.
Batch some_batch(const Document& document, int32_t sequences, int32_t length, uint64_t seed);

// Losses, gradients and weights of a few steps against the CPU backend; prints; returns how many comparisons failed.
int compare_program(const std::string& file, const Place& place, int32_t sequences, int32_t length, int32_t steps);

struct Timing {
  std::string program;
  int32_t sequences, length;
  double median, fastest, slowest;  // seconds a step, from the batch in host memory to the loss in host memory
  double loss;
  int64_t bytes;  // of activations and workspace
};
// Steps of training for `seconds` at least, after some that are not counted.
Timing time_training(const std::string& file, const Place& place, int32_t sequences, int32_t length, double seconds);

// What one step of training spends in each operation, each waited for: a table by operation and shape.
void profile_training(const std::string& file, const Place& place, int32_t sequences, int32_t length, int32_t steps,
                      double copy_rate, double matrix_rate);

// Tokens a second that one sequence, and `slots` at once, are continued with.
void time_decoding(const std::string& file, const Place& place, int32_t slots, int32_t tokens);

}  // namespace tinystories::driver
