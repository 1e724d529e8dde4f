#include "driver/run.h"

#include <deque>
#include <fstream>
#include <iterator>

namespace tinystories::driver {

std::shared_ptr<const Document> read_document(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Failure("FILE", "cannot read " + file);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  return Document::parse(text);
}

std::string base_name(const std::string& file) {
  size_t slash = file.rfind('/'), dot = file.rfind('.');
  size_t from = slash == std::string::npos ? 0 : slash + 1;
  return file.substr(from, dot == std::string::npos || dot < from ? dot : dot - from);
}

Run open_run(const std::string& file, const Place& place, int32_t sequences, int32_t length) {
  Run run;
  run.document = read_document(file);
  run.weights = std::make_shared<Weights>(run.document, place);
  run.weights->initialise(7, never);
  ProgramOptions options;
  options.train = true;
  options.limits = {sequences * length, sequences, length};
  run.program = std::make_unique<Program>(run.document, run.weights, options);
  return run;
}

Optimizer optimizer_at(int64_t step) {
  Optimizer o;
  o.step = step;
  o.learning_rate = 1e-3f;
  o.beta1 = 0.9f;
  o.beta2 = 0.95f;
  o.epsilon = 1e-8f;
  o.weight_decay = 0.1f;
  o.clip = 1;
  return o;
}

std::vector<StepOutcome> train_steps(Program& program, int32_t steps,
                                     const std::function<std::vector<Batch>(int64_t)>& batches_of) {
  std::vector<StepOutcome> outcomes;
  std::deque<std::vector<Batch>> asked;  // of steps whose outcomes are still to be taken
  for (int64_t step = 1; step <= steps || !asked.empty(); ++step) {
    if (step <= steps) {
      asked.push_back(batches_of(step));
      Optimizer optimizer = optimizer_at(step);
      optimizer.ahead = step > 1;
      if (program.overlaps()) {
        program.ask_step(asked.back(), 3, optimizer, never);
      } else {
        outcomes.push_back(program.train_step(asked.back(), 3, optimizer, never));
        asked.pop_back();
      }
    }
    if (asked.size() > 1 || (step > steps && !asked.empty())) {
      outcomes.push_back(*program.end_step(true));
      asked.pop_front();
    }
  }
  return outcomes;
}

}  // namespace tinystories::driver
