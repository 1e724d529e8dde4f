#include "driver/programs.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "driver/profile.h"
#include "driver/run.h"
#include "program/session.h"

namespace tinystories::driver {
namespace {

std::vector<float> arena(Run& run, const char* name) {
  std::vector<float> values(size_t(run.document->floats));
  run.weights->read(name, 0, run.document->floats, values.data(), never);
  return values;
}

// |a - b| / |b| over the whole of two arrays.
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double d = 0, n = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    double e = double(a[i]) - double(b[i]);
    d += e * e;
    n += double(b[i]) * double(b[i]);
  }
  return std::sqrt(d / (n > 0 ? n : 1));
}

}  // namespace

Batch some_batch(const Document& document, int32_t sequences, int32_t length, uint64_t seed) {
  Random random(seed);
  Batch batch;
  size_t rows = size_t(sequences) * size_t(length);
  batch.tokens.resize(rows);
  batch.targets.resize(rows);
  auto token = [&] {
    double u = random.between(0, 1);
    return std::min(document.vocab - 1, int32_t(std::exp(u * std::log(double(document.vocab) + 1)) - 1));
  };
  int32_t next = token();
  for (size_t i = 0; i < rows; ++i) {
    batch.tokens[i] = next;
    next = token();
    batch.targets[i] = next;
  }
  batch.lay_out(std::vector<int32_t>(size_t(sequences), length));
  return batch;
}

int compare_program(const std::string& file, const Place& place, int32_t sequences, int32_t length, int32_t steps) {
  Run ours = open_run(file, place, sequences, length), reference = open_run(file, {ts_cpu_backend()}, sequences, length);
  bool bf16 = place.compute == TS_BF16;
  int failed = 0;
  auto compare = [&](const char* what, double error, double allowed) {
    bool ok = error <= allowed;
    failed += !ok;
    std::printf("%s %s %s, %s: %.3g (at most %.3g)\n", ok ? "right " : "FAILED", base_name(file).c_str(),
                bf16 ? "bf16" : "float32", what, error, allowed);
    std::fflush(stdout);
  };
  Batch batch = some_batch(*ours.document, sequences, length, 1);
  GradientOutcome a = ours.program->gradients({batch}, 3, 1, never), b = reference.program->gradients({batch}, 3, 1, never);
  compare("loss", std::fabs(a.loss - b.loss) / b.loss, bf16 ? 2e-3 : 2e-6);
  std::vector<float> ga = arena(ours, "gradients"), gb = arena(reference, "gradients");
  compare("all gradients, relative", distance(ga, gb), bf16 ? 3e-2 : 2e-5);
  for (const Parameter& p : ours.document->parameters) {
    std::vector<float> x(ga.begin() + p.offset, ga.begin() + p.offset + p.count);
    std::vector<float> y(gb.begin() + p.offset, gb.begin() + p.offset + p.count);
    double d = distance(x, y), allowed = bf16 ? 6e-2 : 1e-4;
    if (!(d <= allowed)) compare(("gradient of " + p.name).c_str(), d, allowed);
  }
  double worst = 0, worst_norm = 0;
  for (int64_t step = 1; step <= steps; ++step) {
    Batch one = some_batch(*ours.document, sequences, length, uint64_t(step) + 10);
    StepOutcome x = ours.program->train_step({one}, 3, optimizer_at(step), never);
    StepOutcome y = reference.program->train_step({one}, 3, optimizer_at(step), never);
    worst = std::max(worst, std::fabs(x.loss - y.loss) / y.loss);
    worst_norm = std::max(worst_norm, std::fabs(x.norm - y.norm) / y.norm);
  }
  compare(format("losses of %d steps", steps).c_str(), worst, bf16 ? 5e-3 : 2e-5);
  compare("gradient norms", worst_norm, bf16 ? 3e-2 : 1e-3);
  // The same run again, to the bit; by now its steps are recorded ones, and each is asked for ahead.
  Run again = open_run(file, place, sequences, length);
  train_steps(*again.program, steps, [&](int64_t step) {
    return std::vector<Batch>{some_batch(*ours.document, sequences, length, uint64_t(step) + 10)};
  });
  compare("bits of a second run, asked for ahead, that differ", double(arena(again, "parameters") != arena(ours, "parameters")), 0);
  return failed;
}

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

Times times_of(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  return {seconds[seconds.size() / 2], seconds.front(), seconds.back()};
}

// Seconds that `next()` returns, at least `least` of them, until they are `enough` together.
template <typename Next>
Times repeat(size_t least, double enough, Next next) {
  std::vector<double> all;
  for (double sum = 0; all.size() < least || sum < enough; sum += all.back()) all.push_back(next());
  return times_of(std::move(all));
}

}  // namespace

Timing time_training(const std::string& file, const Place& place, int32_t sequences, int32_t length, double seconds) {
  Run run = open_run(file, place, sequences, length);
  Program& program = *run.program;
  std::vector<std::vector<Batch>> batches;
  for (uint64_t i = 0; i < 3; ++i) batches.push_back({some_batch(*run.document, sequences, length, i)});
  int64_t step = 0;
  Timing timing{base_name(file), sequences, length, {}, {}, 0, 0};
  auto alone = [&] {
    auto began = Clock::now();
    ++step;
    timing.loss = program.train_step(batches[size_t(step) % batches.size()], 3, optimizer_at(step), never).loss;
    return since(began);
  };
  for (int i = 0; i < 3; ++i) alone();  // as it is, recorded, replayed for the first time
  timing.alone = repeat(5, seconds / 3, alone);
  timing.step = timing.alone;
  if (program.overlaps()) {
    auto ask = [&] {
      ++step;
      Optimizer optimizer = optimizer_at(step);
      optimizer.ahead = true;
      program.ask_step(batches[size_t(step) % batches.size()], 3, optimizer, never);
    };
    Clock::time_point answered;
    auto next = [&] {
      ask();
      timing.loss = program.end_step(true)->loss;
      double took = since(answered);
      answered = Clock::now();
      return took;
    };
    ask();
    for (int i = 0; i < 2; ++i) next();
    timing.step = repeat(5, seconds, next);
    program.end_step(true);
  }
  timing.bytes = program.runner().activation_bytes() + program.runner().workspace_bytes();
  return timing;
}

void profile_training(const std::string& file, const Place& place, int32_t sequences, int32_t length, int32_t steps,
                      double copy_rate, double matrix_rate, std::ofstream& json) {
  Place timed = place;
  timed.backend = profiled(place.backend);
  Run run = open_run(file, timed, sequences, length);
  Batch batch = some_batch(*run.document, sequences, length, 1);
  run.program->train_step({batch}, 3, optimizer_at(1), never);
  forget_profile();
  for (int64_t step = 2; step < 2 + steps; ++step) run.program->train_step({batch}, 3, optimizer_at(step), never);
  std::printf("\n%s, %d x %d tokens\n", base_name(file).c_str(), sequences, length);
  std::vector<OperationTime> profile = take_profile(steps);
  print_profile(profile, copy_rate, matrix_rate);
  std::fflush(stdout);
  for (const OperationTime& o : profile) {
    json << format("{\"kind\":\"operation\",\"program\":\"%s\",\"sequences\":%d,\"length\":%d,\"operation\":\"%s\",\"calls\":%.9g,"
                   "\"seconds\":%.9g,\"flops\":%.9g,\"bytes\":%.9g,\"least\":%.9g}\n",
                   base_name(file).c_str(), sequences, length, o.name.c_str(), o.calls, o.seconds, o.flops, o.bytes,
                   o.least(copy_rate, matrix_rate));
  }
}

void time_decoding(const std::string& file, const Place& place, int32_t slots, int32_t tokens, std::ofstream& json) {
  auto document = read_document(file);
  auto weights = std::make_shared<Weights>(document, place);
  weights->initialise(7, never);
  SessionOptions options;
  options.slots = slots;
  options.capacity = tokens + 16;
  Session session(document, weights, options);
  std::vector<int32_t> added;
  for (int32_t i = 0; i < slots; ++i) {
    Continuation continuation;
    continuation.max_tokens = tokens;
    continuation.sampling.temperature = 1;
    continuation.sampling.seed = uint64_t(i);
    added.push_back(session.add({1, 2, 3, int32_t(i) % document->vocab}, continuation));
  }
  // What was told, as one number: the same whatever computed it.
  uint64_t told = 0;
  size_t count = 0;
  auto hear = [&](const std::vector<SlotOutput>& outputs) {
    for (const SlotOutput& output : outputs) {
      for (int32_t id : output.ids) told = (told ^ uint64_t(id)) * 0x9E3779B97F4A7C15ull;
      count += output.ids.size();
    }
  };
  hear(session.run(8, added, never));
  count = 0;
  auto began = Clock::now();
  std::vector<SlotOutput> outputs = session.run(tokens - 8, added, never);
  double took = since(began);
  hear(outputs);
  double rate = double(count) / took;
  std::printf("%s decoding, %d at once: %.0f tokens/s (text %016llx)\n", base_name(file).c_str(), slots, rate,
              static_cast<unsigned long long>(told));
  std::fflush(stdout);
  json << format("{\"kind\":\"decoding\",\"program\":\"%s\",\"slots\":%d,\"tokens\":%d,\"tokensPerSecond\":%.9g}\n",
                 base_name(file).c_str(), slots, tokens, rate);
}

}  // namespace tinystories::driver
