// A recorded program with weights of its own, and steps of training.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "program/program.h"

namespace tinystories::driver {

inline const Stop never{false};

std::shared_ptr<const Document> read_document(const std::string& file);
std::string base_name(const std::string& file);  // without folder and ending

struct Run {
  std::shared_ptr<const Document> document;
  std::shared_ptr<Weights> weights;
  std::unique_ptr<Program> program;
};
// The same weights everywhere.
Run open_run(const std::string& file, const Place& place, int32_t sequences, int32_t length);

Optimizer optimizer_at(int64_t step);

// What comes of steps 1 to `steps`. A device is asked for each while it computes the one before.
std::vector<StepOutcome> train_steps(Program& program, int32_t steps,
                                     const std::function<std::vector<Batch>(int64_t)>& batches_of);

}  // namespace tinystories::driver
