// Gradients and training steps. A device computes a step by itself, so the next one may be asked for meanwhile.
#include "program/philox.h"
#include "program/program.h"

namespace tinystories {

namespace {

constexpr size_t kMostAsked = 2;  // steps at a time: the device always has one more to go on with

// A number for each micro-batch of a run, for its dropout masks.
uint64_t dropout_seed(uint64_t seed, int64_t step, size_t micro) {
  ts_philox block = ts_philox4x32(seed, uint64_t(step), uint64_t(TS_PHILOX_DROPOUT_KEY) << 32 | uint32_t(micro));
  return uint64_t(block.word[1]) << 32 | block.word[0];
}

double total(const std::vector<Batch>& batches, Reducer* reducer) {
  double weight = 0;
  for (auto& batch : batches) weight += batch.total_weight();
  if (reducer) reducer->sum(&weight, 1);
  return weight;
}

float scale(double weight) { return float(weight > 0 ? 1.0 / weight : 0.0); }

}  // namespace

GradientOutcome Program::differentiate(const std::vector<Batch>& batches, uint64_t seed, ts_variables variables,
                                       const Stop& stop) {
  GradientOutcome outcome;
  outcome.weight = total(batches, reducer_.get());
  variables.loss_scale = scale(outcome.weight);

  Reading lock(weights_->access(), stop);
  size_t bytes = size_t(document_->floats) * 4;
  check_status(runner_->backend(), runner_->context(), runner_->backend()->zero(runner_->context(), weights_->gradients(), bytes));
  double sum = 0;
  for (size_t i = 0; i < batches.size(); ++i) {
    losses_.resize(batches[i].tokens.size());
    bool last = i + 1 == batches.size();
    variables.dropout_seed = dropout_seed(seed, variables.step, i);
    runner_->differentiate(batches[i], variables, weights_->gradients(), losses_.data(), stop,
                           last ? reducer_.get() : nullptr);
    runner_->finish();
    sum += batches[i].weighted_sum(losses_);
  }
  if (reducer_) {
    reducer_->finish();
    reducer_->sum(&sum, 1);
  }
  if (outcome.weight > 0) outcome.loss = sum / outcome.weight;
  return outcome;
}

GradientOutcome Program::gradients(const std::vector<Batch>& batches, uint64_t seed, int64_t step, const Stop& stop) {
  Writing training(weights_->training(), stop);
  ts_variables variables{};
  variables.step = step;
  return differentiate(batches, seed, variables, stop);
}

ts_adamw Program::update_of(const Optimizer& optimizer) const {
  ts_adamw update{};
  update.weights = weights_->parameters();
  update.gradients = weights_->gradients();
  update.moment1 = weights_->moment1();
  update.moment2 = weights_->moment2();
  update.segments = segments_.data();
  update.segment_count = int32_t(segments_.size());
  update.beta1 = optimizer.beta1;
  update.beta2 = optimizer.beta2;
  update.epsilon = optimizer.epsilon;
  update.weight_decay = optimizer.weight_decay;
  update.clip = optimizer.clip;
  update.update = runner_->update_memory();
  return update;
}

// The number of the step as far as the outcome of the one before is known.
int64_t Program::number_of(const Optimizer& optimizer) const {
  if (!optimizer.ahead) return optimizer.step;
  if (!last_ || optimizer.step != last_->number + 1) {
    throw Failure("INVALID_ARGUMENT", "`ahead`: the step before this one was not made by this program, or failed");
  }
  return asked_.empty() && last_->skipped ? optimizer.step - 1 : optimizer.step;
}

StepOutcome Program::train_step(const std::vector<Batch>& batches, uint64_t seed, const Optimizer& optimizer,
                                const Stop& stop) {
  if (overlaps()) {
    ask_step(batches, seed, optimizer, stop);
    return *end_step(true);
  }
  Writing training(weights_->training(), stop);
  ts_adamw update = update_of(optimizer);
  ts_variables variables{};
  variables.step = number_of(optimizer);
  variables.learning_rate = optimizer.learning_rate;
  last_.reset();
  GradientOutcome gradients = differentiate(batches, seed, variables, stop);
  // Whoever read the weights meanwhile may go on until the optimizer changes them.
  Writing lock(weights_->access(), stop);
  check_stop(stop);
  runner_->adamw(variables, update);
  ts_update done = runner_->finish_update();
  last_ = {variables.step, done.skipped != 0};
  return {gradients.loss, done.norm, done.skipped != 0};
}

bool Program::overlaps() const { return runner_->backend() != ts_cpu_backend() && !reducer_; }

bool Program::may_ask() const {
  if (asked_.empty()) return true;
  return asked_.size() < kMostAsked && !weights_->training().awaited() && !weights_->access().awaited();
}

void Program::ask_step(const std::vector<Batch>& batches, uint64_t seed, const Optimizer& optimizer, const Stop& stop) {
  if (asked_.size() >= kMostAsked) throw Failure("BUSY", format("%zu steps are under way already", asked_.size()));
  Asked asked;
  asked.batches = &batches;
  asked.weight = total(batches, nullptr);
  asked.ahead = optimizer.ahead && !asked_.empty();
  ts_adamw update = update_of(optimizer);
  ts_variables variables{};
  variables.step = number_of(optimizer);
  variables.learning_rate = optimizer.learning_rate;
  variables.loss_scale = scale(asked.weight);
  ts_variables otherwise = variables;
  --otherwise.step;
  for (auto& batch : batches) asked.losses.emplace_back(batch.tokens.size());

  last_.reset();
  if (asked_.empty()) {
    held_.training.emplace(weights_->training(), stop);
    try {
      held_.weights.emplace(weights_->access(), stop);
    } catch (...) {
      held_.training.reset();
      throw;
    }
  }
  asked_.push_back(std::move(asked));
  Asked& mine = asked_.back();
  try {
    for (size_t i = 0; i < batches.size(); ++i) {
      check_stop(stop);
      variables.dropout_seed = dropout_seed(seed, variables.step, i);
      otherwise.dropout_seed = dropout_seed(seed, otherwise.step, i);
      runner_->set_variables(variables, mine.ahead ? &otherwise : nullptr);
      bool last = i + 1 == batches.size();
      runner_->differentiate(batches[i], {weights_->gradients(), i == 0, last ? &update : nullptr}, mine.losses[i].data(), stop);
    }
    mine.mark = runner_->mark_update(&mine.update);
  } catch (const Failure& failure) {
    drop_newest(&failure);
    throw;
  } catch (...) {
    drop_newest(nullptr);
    throw;
  }
  last_ = {variables.step, false};
}

// Of a step that could not be asked for as a whole. A device may tell only now why the one before has failed.
void Program::drop_newest(const Failure* why) {
  bool sound = runner_->give_up();
  asked_.pop_back();
  if (!sound && why) {
    for (Asked& before : asked_) before.failure = *why;
  }
  release_when_idle();
}

std::optional<StepOutcome> Program::end_step(bool wait) {
  Asked& oldest = asked_.front();
  try {
    if (oldest.failure) throw Failure(*oldest.failure);
    // With nothing else to do, the quickest way to wait.
    if (wait && asked_.size() == 1) runner_->finish();
    if (!runner_->reached(oldest.mark, wait)) return {};
  } catch (const Failure& failure) {
    runner_->give_up();
    last_.reset();
    asked_.pop_front();
    for (Asked& later : asked_) later.failure = failure;  // it was to follow upon this one
    release_when_idle();
    throw;
  }
  Asked done = std::move(oldest);
  asked_.pop_front();
  release_when_idle();
  double sum = 0;
  for (size_t i = 0; i < done.losses.size(); ++i) sum += (*done.batches)[i].weighted_sum(done.losses[i]);
  bool skipped = done.update.skipped != 0;
  if (last_ && asked_.empty()) last_->skipped = skipped;
  if (last_ && !asked_.empty() && skipped && asked_.front().ahead) --last_->number;
  return StepOutcome{done.weight > 0 ? sum / done.weight : 0.0, done.update.norm, skipped};
}

void Program::release_when_idle() {
  if (!asked_.empty()) return;
  held_.weights.reset();
  held_.training.reset();
}

}  // namespace tinystories
