// Whole recorded programs on a backend: compared with the CPU, and timed.
#pragma once
#include <fstream>
#include <string>
#include <vector>

#include "driver/side.h"
#include "program/batch.h"

namespace tinystories::driver {

// Sequences of `length` tokens as frequent as words of a text are: the same ones under the same seed.
Batch some_batch(const Document& document, int32_t sequences, int32_t length, uint64_t seed);

// Losses, gradients and weights of a few steps against the CPU backend; prints; returns how many comparisons failed.
int compare_program(const std::string& file, const Place& place, int32_t sequences, int32_t length, int32_t steps);

struct Times {
  double median = 0, fastest = 0, slowest = 0;  // seconds
};
struct Timing {
  std::string program;
  int32_t sequences, length;
  // A step, from batches in host memory to losses in host memory: from one result to the next where each step is asked
  // for while the one before is computed, and from asking to the result where none is.
  Times step, alone;
  double loss;
  int64_t bytes;  // of activations and workspace
};
// Steps of training for `seconds` at least, after some that are not counted; for a third of it one at a time.
Timing time_training(const std::string& file, const Place& place, int32_t sequences, int32_t length, double seconds);

// What one step of training spends in each operation, each waited for: a table by operation and shape. Adds lines of JSON
// to `json`, where it is open.
void profile_training(const std::string& file, const Place& place, int32_t sequences, int32_t length, int32_t steps,
                      double copy_rate, double matrix_rate, std::ofstream& json);

// Tokens a second that `slots` sequences at once are continued with.
void time_decoding(const std::string& file, const Place& place, int32_t slots, int32_t tokens, std::ofstream& json);

}  // namespace tinystories::driver
