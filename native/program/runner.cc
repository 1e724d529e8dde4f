#include "program/runner.h"

#include <algorithm>
#include <cstring>

#include "program/bf16.h"
#include "program/philox.h"

namespace tinystories {

namespace {

constexpr int32_t kLogitRows = 64;       // of logits formed at a time; all of them never exist in a backend's memory
constexpr int32_t kHostLogitRows = 256;  // the same where they are formed in the caller's
constexpr int32_t kReachedRows = 8;      // that are formed where the caller wants them although this is slower than a copy

uint64_t mix(uint64_t key, uint64_t part) {
  ts_philox mixed = ts_philox4x32(key, part, 0);
  return uint64_t(mixed.word[1]) << 32 | mixed.word[0];
}

// What of an optimizer's step does not come from the device; 0 where there is none.
uint64_t settings_of(const ts_adamw* update) {
  if (!update) return 0;
  uint64_t mixed = 1;
  for (float setting : {update->beta1, update->beta2, update->epsilon, update->weight_decay, update->clip}) {
    uint32_t bits = 0;
    std::memcpy(&bits, &setting, sizeof bits);
    mixed = mix(mixed, bits);
  }
  return mixed;
}

}  // namespace

Runner::Runner(std::shared_ptr<const Document> document_given, std::shared_ptr<Weights> weights,
               const RunnerOptions& options)
    : document_(std::move(document_given)),
      weights_(std::move(weights)),
      backend_(weights_->place().backend),
      options_(options),
      context_(weights_->place(), options.threads, !options.match_generation),
      activation_bytes_(backend_->activation_bytes(context_.get())) {
  const Document& d = document();
  weights_->check_layout(d);
  for (auto* list : {&options_.wanted, &options_.wanted_probabilities, &options_.replaced}) {
    list->resize(d.values.size(), false);
  }
  attention_rank_.assign(d.operations.size(), -1);
  for (size_t i = 0; i < d.operations.size(); ++i) {
    if (d.operations[i].op != Op::attention) continue;
    attention_rank_[i] = int32_t(attentions_.size());
    attentions_.push_back(int32_t(i));
  }
  PlanRequest request;
  request.max_length = options_.limits.length;
  request.wanted = options_.wanted;
  request.wanted_probabilities = options_.wanted_probabilities;
  request.replaced = options_.replaced;
  request.remake_norms = backend_->remakes_norms;
  request.join_norms = backend_->linear_norm != nullptr;
  if (backend_->mlp_keeps) request.mlp_keeps = [this](const ts_mlp_shape& shape) { return mlp_keeps(shape); };
  plan_ = make_plan(d, request);
  if (options_.train) {
    request.train = true;
    train_plan_ = make_plan(d, request);
  }
  fit();
  backend_->set_priority(context_.get(), options_.priority);
  check(backend_->set_weight_precision(context_.get(), options_.weights));
  allocate();
}

int64_t Runner::logit_rows(int64_t rows) const { return reaches_all() ? 0 : std::min<int64_t>(rows, kLogitRows); }

void Runner::walk(const Call& call, const Stop& stop, const Taps* taps, Reducer* reducer) {
  size_t bucket = 0;
  for (size_t i = 0; i < call.plan->steps.size();) {
    const Step& step = call.plan->steps[i];
    bool head = step.operation + 1 == int32_t(document().operations.size());
    if (head && !call.gradients) break;  // losses() and logits() finish the pass
    check_stop(stop);
    i += execute_from(call, i);
    if (taps && step.operation >= 0) tap(call, step, *taps);
    if (!reducer) continue;
    while (bucket < call.plan->buckets.size() && call.plan->buckets[bucket].step < int32_t(i)) {
      reducer->whole(call.gradients, call.plan->buckets[bucket++]);
    }
  }
}

// Host memory holds float32 whatever the backend computes in.
void Runner::take_out(const char* from, float* to, size_t count) {
  if (activation_bytes_ == 4) {
    check(backend_->download(context_.get(), to, from, count * 4));
    return;
  }
  halves_.resize(count);
  check(backend_->download(context_.get(), halves_.data(), from, count * 2));
  finish();
  for (size_t i = 0; i < count; ++i) to[i] = from_bf16(halves_[i]);
}

void Runner::put_in(char* to, const float* from, size_t count) {
  if (activation_bytes_ == 4) {
    check(backend_->upload(context_.get(), to, from, count * 4));
    return;
  }
  halves_.resize(count);
  for (size_t i = 0; i < count; ++i) halves_[i] = to_bf16(from[i]);
  check(backend_->upload(context_.get(), to, halves_.data(), count * 2));
}

// Hands out, or puts in, the values that this step has made.
void Runner::tap(const Call& call, const Step& step, const Taps& taps) {
  const Operation& o = document().operations[step.operation];
  bool whole = step.kind == StepKind::forward;  // else the addition before a norm
  auto made = [&](int32_t value) {
    return (whole && value == o.y) || (value == o.sum && (!whole || step.sum >= 0));
  };
  size_t rows = size_t(call.batch.rows);
  for (auto [value, from] : taps.replace) {
    if (!made(value)) continue;
    char* to = reinterpret_cast<char*>(at(call, call.plan->value_buffer[value]));
    put_in(to, from, rows * size_t(document().values[value].width));
  }
  for (auto [value, to] : taps.outputs) {
    if (!made(value)) continue;
    const char* from = reinterpret_cast<char*>(at(call, call.plan->value_buffer[value]));
    take_out(from, to, rows * size_t(document().values[value].width));
  }
  for (auto [value, to] : taps.probabilities) {
    if (!made(value)) continue;
    size_t floats = 0;
    for (int32_t s = 0; s < call.batch.sequence_count; ++s) {
      floats += size_t(call.batch.sequences[s].length) * size_t(call.batch.sequences[s].length);
    }
    floats *= size_t(o.attention.heads);
    check(backend_->download(context_.get(), to, at(call, step.probabilities), floats * 4));
  }
}

void Runner::forward(const Batch& batch, const Stop& stop, const Taps* taps) {
  Call call;
  call.plan = &plan_;
  upload(batch, call);
  walk(call, stop, taps, nullptr);
  finish();
  last_ = call;
}

void Runner::losses(float* to) {
  execute(last_, plan_.steps.back());
  check(backend_->download(context_.get(), to, at(last_, plan_.losses), size_t(last_.batch.rows) * 4));
  check(backend_->finish(context_.get()));
}

// `to`: the caller's memory, which the backend has to reach; or `logits_`, of at most as many rows as there are in that.
void Runner::form_logits(const int32_t* rows, int32_t count, float* to) {
  const Operation& head = document().head();
  ts_logits operation{};
  operation.count = count;
  operation.width = document().values[head.x].width;
  operation.vocab = document().vocab;
  operation.weight = weights_->parameter(head.parameter);
  operation.x = at(last_, plan_.head_input);
  operation.row_index = rows;
  operation.y = to;
  check(backend_->logits(context_.get(), &operation));
}

void Runner::logits(const int32_t* rows, int32_t count, float* to, const Stop& stop) {
  size_t row_floats = size_t(document().vocab);
  const int32_t most = reaches_all() ? kHostLogitRows : std::min(kLogitRows, options_.limits.rows);
  for (int32_t begin = 0; begin < count; begin += most) {
    check_stop(stop);
    int32_t some = std::min(most, count - begin);
    float* mine = to + size_t(begin) * row_floats;
    form_logits(rows + begin, some, reaches_all() ? mine : formed_logits());
    if (!reaches_all()) check(backend_->download(context_.get(), mine, formed_logits(), size_t(some) * row_floats * 4));
  }
  finish();
}

void Runner::decode(const Batch& batch, const ts_cache* caches, const int32_t* rows, int32_t count, float* to,
                    const Stop& stop) {
  Call call;
  call.plan = &plan_;
  call.caches = caches;
  upload(batch, call);
  last_ = call;
  // The rows' numbers are part of what is recorded.
  bool together = count > 0 && count <= std::min(kLogitRows, options_.limits.rows);
  const bool reached = reaches_all() || (backend_->host_memory == TS_REACHES_ALLOCATED && count <= kReachedRows);
  uint64_t chosen = 0;
  for (int32_t i = 0; together && i < count; ++i) chosen = chosen * 0x9E3779B97F4A7C15ull + uint64_t(rows[i]) + 1;
  repeat(repeat_key(call, {together ? uint64_t(count) : 0, chosen, 2}), [&] {
    walk(call, stop, nullptr, nullptr);
    if (together) form_logits(rows, count, reached ? to : formed_logits());
  });
  if (together) {
    size_t bytes = size_t(count) * size_t(document().vocab) * 4;
    if (!reached) check(backend_->download(context_.get(), to, formed_logits(), bytes));
    finish();
  } else {
    logits(rows, count, to, stop);
  }
}

// What the operations of a pass are a function of, besides the memory they name.
uint64_t Runner::repeat_key(const Call& call, std::initializer_list<uint64_t> more) const {
  int32_t longest = 0;
  for (int32_t i = 0; i < call.batch.sequence_count; ++i) longest = std::max(longest, call.batch.sequences[i].length);
  uint64_t key = 0;
  for (uint64_t part : {uint64_t(call.batch.rows), uint64_t(call.batch.sequence_count), uint64_t(longest),
                        uint64_t(!!call.batch.first), uint64_t(!!call.targets), uint64_t(!!call.loss_weights)}) {
    key = mix(key, part);
  }
  for (uint64_t part : more) key = mix(key, part);
  return key;
}

template <typename Work>
void Runner::repeat(uint64_t key, Work work) {
  int32_t replayed = 0;
  check(backend_->repeat_begin(context_.get(), key, &replayed));
  try {
    if (!replayed) work();
  } catch (...) {
    backend_->repeat_end(context_.get(), 1);
    throw;
  }
  check(backend_->repeat_end(context_.get(), 0));
}

void Runner::differentiate(const Batch& batch, const Part& part, float* losses, const Stop& stop, Reducer* reducer) {
  Call call;
  call.plan = &train_plan_;
  call.gradients = part.gradients;
  upload(batch, call);
  ts_context* context = context_.get();
  auto work = [&] {
    if (part.first) check(backend_->zero(context, part.gradients, size_t(document().floats) * 4));
    walk(call, stop, nullptr, reducer);
    if (part.update) run_update(part.update);
  };
  if (reducer) {
    work();
  } else {
    repeat(repeat_key(call, {uint64_t(part.first), settings_of(part.update), 1}), work);
  }
  check(backend_->download(context, losses, at(call, train_plan_.losses), size_t(call.batch.rows) * 4));
}

void Runner::adamw(const ts_variables& variables, const ts_adamw& update) {
  set_variables(variables, nullptr);
  run_update(&update);
}

ts_update Runner::finish_update() {
  ts_update update;
  check(backend_->download(context_.get(), &update, update_memory(), sizeof update));
  finish();
  return update;
}

uint64_t Runner::mark_update(ts_update* to) {
  uint64_t mark = 0;
  check(backend_->download(context_.get(), to, update_memory(), sizeof *to));
  check(backend_->mark(context_.get(), &mark));
  return mark;
}

bool Runner::reached(uint64_t mark, bool wait) {
  int32_t reached = 0;
  check(backend_->reach(context_.get(), mark, wait, &reached));
  return reached != 0;
}

}  // namespace tinystories
