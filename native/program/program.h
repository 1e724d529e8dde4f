// A compiled program: what a caller asks of a model, each one call.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "program/runner.h"

namespace tinystories {

struct ProgramOptions {
  bool train = false;
  Limits limits;
  int32_t threads = 0;
  int64_t memory_limit = 0;
  std::vector<std::string> outputs;  // values, or `name.probabilities`
  std::vector<std::string> replace;
};

enum class LogitRows { none, last, all };  // `last`: the last row of each sequence

struct ForwardRequest {
  bool losses = false;
  LogitRows logits = LogitRows::none;
  std::shared_ptr<std::vector<float>> into;  // where the logits go, of the right size; null: to the outcome
  std::vector<std::pair<std::string, std::vector<float>>> replace;
};

struct ForwardOutcome {
  double loss = 0, weight = 0;
  std::vector<float> losses, logits;
  std::vector<std::pair<std::string, std::vector<float>>> outputs;
};

struct GradientOutcome {
  double loss = 0, weight = 0;
};

struct Optimizer {
  int64_t step = 1;
  float learning_rate = 0, beta1 = 0, beta2 = 0, epsilon = 0, weight_decay = 0, clip = 0;
};

struct StepOutcome {
  double loss = 0, norm = 0;
  bool skipped = false;
};

class Program {
 public:
  Program(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights, const ProgramOptions& options);

  // Checks of what the caller passed, apart from the running, so that errors come at once.
  void check(const Batch& batch, bool targets_needed) const;
  void check(const ForwardRequest& request, const Batch& batch) const;
  // Floats of the logits that are asked for.
  size_t logit_floats(LogitRows which, const Batch& batch) const;
  void check_trains() const;

  // For one thread at a time.
  ForwardOutcome forward(const Batch& batch, const ForwardRequest& request, const Stop& stop);
  GradientOutcome gradients(const std::vector<Batch>& batches, uint64_t seed, int64_t step, const Stop& stop);
  StepOutcome train_step(const std::vector<Batch>& batches, uint64_t seed, const Optimizer& optimizer, const Stop& stop);

  // Other ranks' part in the gradients; null: this process is alone.
  void set_reducer(std::shared_ptr<Reducer> reducer) { reducer_ = std::move(reducer); }

  const std::shared_ptr<const Document>& document() const { return document_; }
  const std::shared_ptr<Weights>& weights() const { return weights_; }
  const ProgramOptions& options() const { return options_; }
  const Runner& runner() const { return *runner_; }

 private:
  struct Wanted {
    std::string name;
    int32_t value;
    bool probabilities;
  };

  GradientOutcome differentiate(const std::vector<Batch>& batches, uint64_t seed, ts_variables variables,
                                const Stop& stop);

  std::shared_ptr<const Document> document_;
  std::shared_ptr<Weights> weights_;
  ProgramOptions options_;
  std::vector<Wanted> wanted_;
  std::unique_ptr<Runner> runner_;
  std::shared_ptr<Reducer> reducer_;
  std::vector<ts_segment> segments_;
  std::vector<float> losses_;
};

}  // namespace tinystories
