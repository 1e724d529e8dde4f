// A runner's memory: how much a program needs for how many rows, and where a batch stands in it.
#include <algorithm>
#include <cstring>

#include "program/runner.h"

namespace tinystories {

namespace {

constexpr int64_t kLine = 256;
constexpr int kBatchArrays = 5;  // of one number a row

int64_t aligned(int64_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

std::string readable(int64_t bytes) {
  const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  double value = double(bytes);
  int unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    ++unit;
  }
  return format(unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

}  // namespace

int64_t Runner::batch_bytes(int64_t rows) const {
  int64_t sequences = std::min<int64_t>(rows, options_.limits.sequences);
  return kBatchArrays * aligned(rows * 4) + aligned(sequences * int64_t(sizeof(ts_sequence)));
}

int64_t Runner::place(int64_t rows) {
  int64_t bytes = plan_.place(rows, activation_bytes_);
  return options_.train ? std::max(bytes, train_plan_.place(rows, activation_bytes_)) : bytes;
}

void Runner::fit() {
  bool given = options_.memory_limit > 0;
  int64_t limit = given ? options_.memory_limit : available_memory(backend_, context_.get());
  // A limit of the caller's is for activations and workspace; the machine has to hold the moments as well.
  int64_t fixed = !given && options_.train && !weights_->trains() ? weights_->training_bytes() : 0;
  auto planned = [&](int64_t rows) {
    arena_bytes_ = place(rows);
    int64_t logits = logit_rows(rows) * document().vocab * 4;
    return fixed + arena_bytes_ + batch_bytes(rows) + logits;
  };
  // Stating a workspace takes a table of sequences, which must not be larger than what there is either.
  auto needed = [&](int64_t rows) {
    int64_t bytes = planned(rows);
    return bytes > limit ? bytes : bytes + int64_t(measure(rows));
  };
  int64_t whole = needed(options_.limits.rows);
  if (whole <= limit) return;

  // The largest number of rows below `high` for which `bytes` keeps to the limit; `low` rows do.
  auto largest = [&](int64_t low, int64_t high, auto bytes) {
    while (high - low > 1) {
      int64_t middle = low + (high - low) / 2;
      (bytes(middle) <= limit ? low : high) = middle;
    }
    return low;
  };
  // Measuring is slow for many rows, so it bounds the search from both sides first: by no workspace at all, and by
  // the workspace of that many rows.
  int64_t most = largest(0, options_.limits.rows, planned);
  int64_t workspace = most > 0 ? int64_t(measure(most)) : 0;
  int64_t least = largest(0, most + 1, [&](int64_t rows) { return planned(rows) + workspace; });
  workspace = least > 0 ? int64_t(measure(least)) : 0;
  most = largest(least, most + 1, [&](int64_t rows) { return planned(rows) + workspace; });
  int64_t low = largest(least, most + 1, needed);
  std::string advice = low > 0 ? format("the largest maxRows that fits is %lld", (long long)low)
                               : "not even one row fits";
  throw Failure("OUT_OF_MEMORY",
                format("the program needs %s for %d rows, but %s %s; %s", readable(whole).c_str(),
                       options_.limits.rows, readable(limit).c_str(),
                       given ? "were allowed (memoryLimit)" : "are available", advice.c_str()));
}

// Operations state their workspace for a given batch. The extremes are tried: as few sequences as possible, and as
// many. Data is never touched, so addresses need not exist yet.
size_t Runner::measure(int64_t rows) {
  measuring_ = true;
  measured_ = 0;
  int64_t longest = std::min<int64_t>(rows, options_.limits.length);
  int64_t most = std::min<int64_t>(rows, options_.limits.sequences);
  const int32_t tile = std::max(1, backend_->key_tile());
  const ts_cache widest = {nullptr, nullptr, options_.limits.sequences, (options_.cached + tile - 1) / tile * tile};
  const std::vector<ts_cache> caches(options_.cached > 0 ? attentions().size() : 0, widest);
  for (int64_t count : {(rows + longest - 1) / longest, most}) {
    std::vector<ts_sequence> sequences(size_t(std::min(count, most)));
    int64_t row = 0;
    for (size_t i = 0; i < sequences.size(); ++i) {
      int64_t waiting = int64_t(sequences.size() - i);
      int64_t length = std::min(longest, (rows - row + waiting - 1) / waiting);
      sequences[i] = {int32_t(row), int32_t(length), 0, int32_t(i)};
      row += length;
    }
    Call call;
    call.batch.rows = int32_t(row);
    call.batch.sequence_count = int32_t(sequences.size());
    call.batch.sequences = sequences.data();
    call.plan = &plan_;
    if (!caches.empty()) call.caches = caches.data();
    for (const Step& step : plan_.steps) execute(call, step);
    if (!options_.train) continue;
    call.plan = &train_plan_;
    call.gradients = reinterpret_cast<float*>(kLine);
    for (size_t i = 0; i < train_plan_.steps.size();) i += execute_from(call, i);
    ts_adamw update{};
    update.weights = weights_->parameters();
    auto segments = optimizer_segments(document());
    update.segments = segments.data();
    update.segment_count = int32_t(segments.size());
    run_update(&update);
  }
  measuring_ = false;
  return measured_;
}

void Runner::allocate() {
  ts_context* context = context_.get();
  int64_t rows = options_.limits.rows;
  arena_ = Memory(backend_, context, size_t(std::max(arena_bytes_, kLine)), "the activations");
  batch_memory_ = Memory(backend_, context, size_t(batch_bytes(rows)), "the batch");
  logits_ = Memory(backend_, context, size_t(logit_rows(rows) * document().vocab) * 4, "the logits");
  workspace_ = Memory(backend_, context, std::max<size_t>(measured_, kLine), "the workspace");
  if (!options_.train) return;
  weights_->prepare_training();
  update_ = Memory(backend_, context, sizeof(ts_update), "the update's outcome");
}

// All arrays in one copy, one behind another; where they stand is a function of the number of rows and of which there
// are.
void Runner::upload(const Batch& batch, Call& call) {
  packed_.clear();
  auto put = [&](const void* from, size_t bytes) -> const char* {
    size_t at = packed_.size();
    packed_.resize(at + size_t(aligned(int64_t(bytes))));
    std::memcpy(packed_.data() + at, from, bytes);
    return batch_memory_.data() + at;
  };
  auto put_rows = [&](const auto& array) { return put(array.data(), array.size() * 4); };
  call.batch.rows = batch.rows();
  call.batch.sequence_count = int32_t(batch.sequences.size());
  call.batch.sequences = batch.sequences.data();
  size_t sequence_bytes = batch.sequences.size() * sizeof(ts_sequence);
  call.batch.placed = reinterpret_cast<const ts_sequence*>(put(batch.sequences.data(), sequence_bytes));
  call.batch.tokens = reinterpret_cast<const int32_t*>(put_rows(batch.tokens));
  call.batch.positions = reinterpret_cast<const int32_t*>(put_rows(batch.positions));
  if (!batch.first.empty()) call.batch.first = reinterpret_cast<const int32_t*>(put_rows(batch.first));
  if (!batch.targets.empty()) call.targets = reinterpret_cast<const int32_t*>(put_rows(batch.targets));
  if (!batch.loss_weights.empty()) call.loss_weights = reinterpret_cast<const float*>(put_rows(batch.loss_weights));
  check(backend_->upload(context_.get(), batch_memory_.data(), packed_.data(), packed_.size()));
}

}  // namespace tinystories
