#include "program/program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tinystories {

namespace {

constexpr std::string_view kProbabilities = ".probabilities";

[[noreturn]] void refuse(std::string why) { throw Failure("INVALID_ARGUMENT", std::move(why)); }

int32_t named_value(const Document& document, const std::string& name, const char* option) {
  int32_t value = document.find_value(name);
  if (value < 0) refuse(format("`%s`: the program has no value \"%s\"", option, name.c_str()));
  return value;
}

}  // namespace

Program::Program(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights,
                 const ProgramOptions& options)
    : document_(std::move(document)),
      weights_(std::move(weights)),
      options_(options),
      segments_(optimizer_segments(*document_)) {
  const Document& d = *document_;
  const Limits& limits = options_.limits;
  if (limits.rows < 1 || limits.sequences < 1 || limits.length < 1) {
    refuse("maxRows, maxSequences and maxLength: expected 1 or more");
  }
  if (d.max_positions > 0 && limits.length > d.max_positions) {
    refuse(format("maxLength: expected at most the model's %d positions, got %d", d.max_positions, limits.length));
  }
  int32_t widest = d.vocab;
  for (auto& value : d.values) widest = std::max(widest, value.width);
  if (int64_t(limits.rows) > std::numeric_limits<int64_t>::max() / 64 / widest) refuse("maxRows is too large");

  RunnerOptions runner;
  runner.limits = limits;
  runner.threads = options_.threads;
  runner.memory_limit = options_.memory_limit;
  runner.train = options_.train;
  runner.match_generation = options_.match_generation && !options_.train;
  for (auto* list : {&runner.wanted, &runner.wanted_probabilities, &runner.replaced}) {
    list->assign(d.values.size(), false);
  }
  for (auto& name : options_.outputs) {
    int32_t value = d.find_value(name);
    bool probabilities = false;
    if (value < 0 && name.size() > kProbabilities.size() && std::string_view(name).ends_with(kProbabilities)) {
      std::string of = name.substr(0, name.size() - kProbabilities.size());
      value = named_value(d, of, "outputs");
      probabilities = true;
      if (d.operations[d.values[value].maker].op != Op::attention) {
        refuse(format("`outputs`: value \"%s\" is not made by attention, so it has no probabilities", of.c_str()));
      }
    } else {
      value = named_value(d, name, "outputs");
    }
    (probabilities ? runner.wanted_probabilities : runner.wanted)[value] = true;
    wanted_.push_back({name, value, probabilities});
  }
  for (auto& name : options_.replace) runner.replaced[named_value(d, name, "replace")] = true;
  runner_ = std::make_unique<Runner>(document_, weights_, runner);
}

void Program::check_trains() const {
  if (!options_.train) refuse("this program was compiled with mode \"evaluate\"; gradients need mode \"train\"");
}

void Program::check(const Batch& batch, bool targets_needed) const {
  check_batch(batch, *document_, options_.limits);
  if (targets_needed && batch.targets.empty()) refuse("batch: `targets` are needed here");
}

void Program::check(const ForwardRequest& request, const Batch& batch) const {
  if (request.losses && batch.targets.empty()) refuse("`losses` were asked for, but the batch has no `targets`");
  for (auto& [name, rows] : request.replace) {
    if (std::find(options_.replace.begin(), options_.replace.end(), name) == options_.replace.end()) {
      refuse(format("`replace`: \"%s\" was not among the values named when the program was compiled", name.c_str()));
    }
    const Document& d = *document_;
    size_t expected = size_t(batch.rows()) * size_t(d.values[d.find_value(name)].width);
    if (rows.size() != expected) {
      refuse(format("`replace`: \"%s\" has %zu numbers, expected %zu", name.c_str(), rows.size(), expected));
    }
  }
}

size_t Program::logit_floats(LogitRows which, const Batch& batch) const {
  if (which == LogitRows::none) return 0;
  size_t rows = which == LogitRows::all ? batch.tokens.size() : batch.sequences.size();
  return rows * size_t(document_->vocab);
}

ForwardOutcome Program::forward(const Batch& batch, const ForwardRequest& request, const Stop& stop) {
  const Document& d = *document_;
  ForwardOutcome outcome;
  Taps taps;
  size_t rows = batch.tokens.size(), squares = 0;
  for (auto& s : batch.sequences) squares += size_t(s.length) * size_t(s.length);
  outcome.outputs.reserve(wanted_.size());
  for (auto& wanted : wanted_) {
    const Operation& maker = d.operations[d.values[wanted.value].maker];
    size_t floats = wanted.probabilities ? squares * size_t(maker.attention.heads)
                                         : rows * size_t(d.values[wanted.value].width);
    outcome.outputs.emplace_back(wanted.name, std::vector<float>(floats));
    (wanted.probabilities ? taps.probabilities : taps.outputs).push_back({wanted.value, outcome.outputs.back().second.data()});
  }
  for (auto& [name, values] : request.replace) taps.replace.push_back({d.find_value(name), values.data()});

  Reading lock(weights_->access(), stop);
  runner_->forward(batch, stop, &taps);
  if (!batch.targets.empty()) {
    outcome.losses.resize(rows);
    runner_->losses(outcome.losses.data());
    outcome.weight = batch.total_weight();
    if (outcome.weight > 0) outcome.loss = batch.weighted_sum(outcome.losses) / outcome.weight;
    if (!request.losses) outcome.losses.clear();
  }
  if (request.logits != LogitRows::none) {
    std::vector<int32_t> chosen;
    if (request.logits == LogitRows::all) {
      chosen.resize(rows);
      std::iota(chosen.begin(), chosen.end(), 0);
    } else {
      for (auto& s : batch.sequences) chosen.push_back(s.row + s.length - 1);
    }
    std::vector<float>& logits = request.into ? *request.into : outcome.logits;
    logits.resize(logit_floats(request.logits, batch));
    runner_->logits(chosen.data(), int32_t(chosen.size()), logits.data(), stop);
  }
  return outcome;
}

}  // namespace tinystories
