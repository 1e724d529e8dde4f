#include "driver/learn.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "driver/run.h"
#include "text/shard.h"

namespace tinystories::driver {
namespace {

constexpr int32_t kEarly = 20;  // steps in which roundings have not grown yet

// One window of the text after another; from the beginning again at its end.
Batch window(const text::Shard& shard, int32_t sequences, int32_t length, int64_t step) {
  const int64_t rows = int64_t(sequences) * length, windows = (int64_t(shard.tokens()) - 1) / rows;
  const uint64_t begin = uint64_t((step - 1) % windows * rows);
  Batch batch;
  batch.tokens.resize(size_t(rows));
  batch.targets.resize(size_t(rows));
  shard.read(begin, begin + uint64_t(rows), batch.tokens.data());
  shard.read(begin + 1, begin + 1 + uint64_t(rows), batch.targets.data());
  batch.lay_out(std::vector<int32_t>(size_t(sequences), length));
  return batch;
}

double mean_of_last(const std::vector<StepOutcome>& steps, size_t count) {
  double sum = 0;
  for (size_t i = steps.size() - count; i < steps.size(); ++i) sum += steps[i].loss;
  return sum / double(count);
}

}  // namespace

int learn(const std::string& file, const std::string& shard_file, const Place& place, int32_t sequences, int32_t length,
          int32_t steps, std::ofstream& json) {
  text::Shard shard(shard_file);
  auto train = [&](const Place& where) {
    Run run = open_run(file, where, sequences, length);
    if (int32_t(shard.info().vocab) > run.document->vocab || int64_t(shard.tokens()) <= int64_t(sequences) * length) {
      throw Failure("MISMATCH", format("%s has %u different tokens, %llu in all; the program knows %d and a step takes %d",
                                       shard_file.c_str(), shard.info().vocab, (unsigned long long)shard.tokens(),
                                       run.document->vocab, sequences * length));
    }
    return train_steps(*run.program, steps, [&](int64_t step) {
      return std::vector<Batch>{window(shard, sequences, length, step)};
    });
  };
  std::vector<StepOutcome> ours = train(place), theirs = train({ts_cpu_backend()});
  const bool bf16 = place.compute == TS_BF16;
  std::string name = base_name(file);
  std::printf("%s, %d steps of %d x %d tokens, %s: loss, and on the CPU\n", name.c_str(), steps, sequences, length, bf16 ? "bf16" : "float32");
  double worst = 0;
  for (int32_t i = 0; i < steps; ++i) {
    if (i < kEarly) worst = std::max(worst, std::fabs(ours[size_t(i)].loss / theirs[size_t(i)].loss - 1));
    if (i == 0 || (i + 1) % std::max(1, steps / 10) == 0) {
      std::printf("%8d %9.5f %9.5f\n", i + 1, ours[size_t(i)].loss, theirs[size_t(i)].loss);
    }
  }
  const size_t last = size_t(std::max(1, steps / 10));
  const double end = mean_of_last(ours, last), their_end = mean_of_last(theirs, last);
  int failed = 0;
  auto compare = [&](const char* what, double error, double allowed) {
    const bool ok = error <= allowed;
    failed += !ok;
    std::printf("%s %s, %s: %.3g (at most %.3g)\n", ok ? "right " : "FAILED", name.c_str(), what, error, allowed);
  };
  compare("losses of the first steps", worst, bf16 ? 5e-3 : 1e-4);
  compare("mean loss of the last tenth", std::fabs(end / their_end - 1), 2e-2);
  compare("what is left of the first loss", end / ours[0].loss, 0.9);
  std::fflush(stdout);
  json << format("{\"kind\":\"learning\",\"program\":\"%s\",\"compute\":\"%s\",\"steps\":%d,\"sequences\":%d,\"length\":%d,"
                 "\"first\":%.6g,\"last\":%.6g,\"cpuLast\":%.6g}\n",
                 name.c_str(), bf16 ? "bf16" : "float32", steps, sequences, length, ours[0].loss, end, their_end);
  return failed;
}

}  // namespace tinystories::driver
