// A compiled program: what a caller asks of a model, each one call.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "program/runner.h"

namespace tinystories {

struct ProgramOptions {
  bool train = false;
  Limits limits;
  int32_t threads = 0;
  int64_t memory_limit = 0;
  bool match_generation = true;  // of one that does not train: to the bit
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
  // `step` counts the update of the program's step before this one, whose outcome the caller does not know yet. If that
  // one is skipped, the number is one less.
  bool ahead = false;
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

  // The same in two parts, where a device works by itself (`overlaps`): a step is asked for, and its outcome is taken
  // when it is there; meanwhile one more may be asked for. Until then the batches stay as they are.
  bool overlaps() const;
  bool may_ask() const;  // false: somebody waits for the weights, or enough was asked for
  void ask_step(const std::vector<Batch>& batches, uint64_t seed, const Optimizer& optimizer, const Stop& stop);
  // Of the oldest step; with `wait` it is there. When that step has failed, it throws, and so it does for the next one.
  std::optional<StepOutcome> end_step(bool wait);

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

  // A step that was asked for and whose outcome was not taken.
  struct Asked {
    const std::vector<Batch>* batches = nullptr;
    double weight = 0;
    bool ahead = false;  // of the outcome of the one before
    std::vector<std::vector<float>> losses;  // of each micro-batch
    ts_update update{};
    uint64_t mark = 0;
    std::optional<Failure> failure;  // of another one that spoilt it
  };

  GradientOutcome differentiate(const std::vector<Batch>& batches, uint64_t seed, ts_variables variables,
                                const Stop& stop);
  ts_adamw update_of(const Optimizer& optimizer) const;
  int64_t number_of(const Optimizer& optimizer) const;
  void drop_newest(const Failure* why);
  void release_when_idle();

  std::shared_ptr<const Document> document_;
  std::shared_ptr<Weights> weights_;
  ProgramOptions options_;
  std::vector<Wanted> wanted_;
  // From the first step that is asked for until no outcome is left to be taken.
  struct {
    std::optional<Writing> training, weights;
  } held_;
  std::unique_ptr<Runner> runner_;
  std::shared_ptr<Reducer> reducer_;
  std::vector<ts_segment> segments_;
  std::vector<float> losses_;
  std::deque<Asked> asked_;  // oldest first
  struct Last {
    int64_t number;
    bool skipped;  // as far as it is known
  };
  std::optional<Last> last_;  // step; none after a failure
};

}  // namespace tinystories
