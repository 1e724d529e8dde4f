#include "addon/program_object.h"

#include <optional>

#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/exports.h"
#include "addon/weights.h"

namespace tinystories {

namespace {

ProgramOptions read_options(const Napi::Value& value) {
  Napi::Object object = object_argument(value, "options");
  ProgramOptions options;
  std::string mode = string_argument(object.Get("mode"), "mode");
  if (mode != "train" && mode != "evaluate") {
    throw Failure("INVALID_ARGUMENT", "mode: expected \"train\" or \"evaluate\"");
  }
  options.train = mode == "train";
  options.limits.sequences = int32_t(whole_argument(object.Get("maxSequences"), "maxSequences", 1, kMaxInt32));
  options.limits.rows = int32_t(whole_argument(object.Get("maxRows"), "maxRows", 1, kMaxInt32));
  options.limits.length = int32_t(whole_argument(object.Get("maxLength"), "maxLength", 1, kMaxInt32));
  options.threads = int32_t(whole_argument(object.Get("threads"), "threads", 0, 4096));
  options.outputs = strings_argument(object.Get("outputs"), "outputs");
  options.replace = strings_argument(object.Get("replace"), "replace");
  options.match_generation = object.Get("matchGeneration").ToBoolean();
  options.memory_limit = whole_argument(object.Get("memoryLimit"), "memoryLimit", 0, kMaxWhole);
  return options;
}

Batch read_batch(const Napi::Value& value) {
  Napi::Object object = object_argument(value, "batch");
  Batch batch;
  batch.tokens = int32_argument(object.Get("tokens"), "batch.tokens");
  batch.lay_out(int32_argument(object.Get("lengths"), "batch.lengths"));
  if (auto targets = object.Get("targets"); present(targets)) batch.targets = int32_argument(targets, "batch.targets");
  if (auto weights = object.Get("lossWeights"); present(weights)) {
    batch.loss_weights = float32_argument(weights, "batch.lossWeights");
  }
  if (auto first = object.Get("first"); present(first)) batch.first = int32_argument(first, "batch.first");
  return batch;
}

std::vector<Batch> read_batches(const Napi::Value& value, const Program& program) {
  if (!value.IsArray() || value.As<Napi::Array>().Length() == 0) {
    throw Failure("INVALID_ARGUMENT", "batches: expected an array of at least one micro-batch");
  }
  auto array = value.As<Napi::Array>();
  std::vector<Batch> batches;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    batches.push_back(read_batch(array.Get(i)));
    program.check(batches.back(), true);
  }
  return batches;
}

ForwardRequest read_request(const Napi::Value& value) {
  ForwardRequest request;
  if (!present(value)) return request;
  Napi::Object object = object_argument(value, "options");
  request.losses = object.Get("losses").ToBoolean();
  if (auto logits = object.Get("logits"); present(logits)) {
    std::string which = string_argument(logits, "logits");
    if (which == "last") {
      request.logits = LogitRows::last;
    } else if (which == "all") {
      request.logits = LogitRows::all;
    } else if (which != "none") {
      throw Failure("INVALID_ARGUMENT", "logits: expected \"none\", \"last\" or \"all\"");
    }
  }
  if (auto replace = object.Get("replace"); present(replace)) {
    Napi::Object values = object_argument(replace, "replace");
    auto names = values.GetPropertyNames();
    for (uint32_t i = 0; i < names.Length(); ++i) {
      std::string name = string_argument(names.Get(i), "replace");
      request.replace.emplace_back(name, float32_argument(values.Get(name), ("replace." + name).c_str()));
    }
  }
  return request;
}

Optimizer read_optimizer(const Napi::Value& value) {
  Napi::Object object = object_argument(value, "optimizer");
  Optimizer o;
  auto number = [&](const char* key, double low, double high) {
    double n = number_argument(object.Get(key), key);
    if (!(n >= low && n <= high)) {
      throw Failure("INVALID_ARGUMENT", format("%s: expected a number from %g to %g, got %g", key, low, high, n));
    }
    return float(n);
  };
  o.step = whole_argument(object.Get("step"), "step", 1, kMaxWhole);
  o.learning_rate = number("learningRate", 0, 1e6);
  o.beta1 = number("beta1", 0, 0.9999999);
  o.beta2 = number("beta2", 0, 0.9999999);
  o.epsilon = number("epsilon", 0, 1);
  o.weight_decay = number("weightDecay", 0, 1e6);
  o.clip = number("clip", 0, 1e30);
  o.ahead = object.Get("ahead").ToBoolean();
  return o;
}

// A device computes the step by itself; the next one may be asked for meanwhile.
class TrainStep final : public Task {
 public:
  TrainStep(std::shared_ptr<Program> program, std::vector<Batch> batches, uint64_t seed, const Optimizer& optimizer)
      : program_(std::move(program)), batches_(std::move(batches)), seed_(seed), optimizer_(optimizer) {}

  void run(const Stop& stop) override {
    if (program_->overlaps()) {
      program_->ask_step(batches_, seed_, optimizer_, stop);
    } else {
      outcome_ = program_->train_step(batches_, seed_, optimizer_, stop);
    }
  }
  bool ended(bool wait) override {
    if (!outcome_) outcome_ = program_->end_step(wait);
    return outcome_.has_value();
  }
  bool may_overlap() const override { return program_->overlaps() && program_->may_ask(); }
  Napi::Value result(Napi::Env env, Napi::Object) override {
    auto result = Napi::Object::New(env);
    result.Set("loss", outcome_->loss);
    result.Set("gradNorm", outcome_->norm);
    result.Set("skipped", outcome_->skipped);
    return result;
  }

 private:
  std::shared_ptr<Program> program_;
  std::vector<Batch> batches_;
  uint64_t seed_;
  Optimizer optimizer_;
  std::optional<StepOutcome> outcome_;
};

Napi::Value forward_result(Napi::Env env, ForwardOutcome&& outcome) {
  auto result = Napi::Object::New(env);
  result.Set("loss", outcome.loss);
  result.Set("weight", outcome.weight);
  if (!outcome.losses.empty()) result.Set("losses", float32_array(env, std::move(outcome.losses)));
  if (!outcome.logits.empty()) result.Set("logits", float32_array(env, std::move(outcome.logits)));
  auto outputs = Napi::Object::New(env);
  for (auto& [name, values] : outcome.outputs) outputs.Set(name, float32_array(env, std::move(values)));
  result.Set("outputs", outputs);
  return result;
}

}  // namespace

Napi::Function ProgramObject::define(Napi::Env env) {
  return DefineClass(env, "NativeProgram",
                     {
                         InstanceAccessor<&ProgramObject::calls>("calls"),
                         InstanceMethod<&ProgramObject::memory>("memory"),
                         InstanceMethod<&ProgramObject::plan>("plan"),
                         InstanceMethod<&ProgramObject::forward>("forward"),
                         InstanceMethod<&ProgramObject::gradients>("gradients"),
                         InstanceMethod<&ProgramObject::train_step>("trainStep"),
                         InstanceMethod<&ProgramObject::cancel_calls>("cancel"),
                         InstanceMethod<&ProgramObject::dispose>("dispose"),
                     });
}

ProgramObject& ProgramObject::unwrap(Napi::Env env, const Napi::Value& value) {
  auto constructor = environment(env).program_class.Value();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(constructor)) {
    throw Failure("INVALID_ARGUMENT", "program: expected a NativeProgram");
  }
  ProgramObject& object = *Unwrap(value.As<Napi::Object>());
  object.alive();
  return object;
}

// (document, weights, options): the document must be the one the weights were made for.
ProgramObject::ProgramObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ProgramObject>(info) {
  guarded(info.Env(), [&] {
    auto document = Document::parse(string_argument(info[0], "document"));
    WeightsObject& weights = WeightsObject::unwrap(info.Env(), info[1]);
    program_ = std::make_shared<Program>(std::move(document), weights.weights(), read_options(info[2]));
    weights.account(info.Env());
    accounted_ = program_->runner().activation_bytes() + program_->runner().workspace_bytes();
    adjust_external_memory(info.Env(), accounted_);
  });
}

ProgramObject::~ProgramObject() {
  adjust_external_memory(Env(), -accounted_);
  close(strand_);
}

const std::shared_ptr<Program>& ProgramObject::alive() const {
  if (!program_) throw Failure("DISPOSED", "the program was disposed of and cannot be used any more");
  if (program_->weights()->disposed) {
    throw Failure("DISPOSED", "the weights of this program were disposed of; it cannot be used any more");
  }
  return program_;
}

Napi::Value ProgramObject::calls(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), double(submitted(*strand_)));
}

Napi::Value ProgramObject::memory(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    auto& program = alive();
    double arena = double(program->document()->floats) * 4;
    bool train = program->options().train;
    auto result = Napi::Object::New(env);
    result.Set("parameters", arena);
    result.Set("gradients", train ? arena : 0);
    result.Set("moments", train ? 2 * arena : 0);
    result.Set("activations", double(program->runner().activation_bytes()));
    result.Set("workspace", double(program->runner().workspace_bytes()));
    return result;
  });
}

Napi::Value ProgramObject::plan(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto& program = alive();
    const Document& document = *program->document();
    return Napi::String::New(info.Env(), program->runner().plan(program->options().train).json(document));
  });
}

// Memory of so many logits: that of the last call where it fits and JavaScript still has it.
std::shared_ptr<std::vector<float>> ProgramObject::kept_logits(Napi::Env env, size_t floats) {
  const bool fits = !kept_array_.IsEmpty() && kept_array_.Value().As<Napi::Float32Array>().ElementLength() == floats;
  if (fits) return kept_;
  auto values = std::make_shared<std::vector<float>>(floats);
  kept_array_ = Napi::Persistent(shared_float32_array(env, values).As<Napi::Object>());
  kept_ = std::move(values);
  return kept_;
}

// The kept array, unless it does not show this memory: it was replaced or taken away meanwhile, or the runtime allows no
// memory from outside.
Napi::Float32Array ProgramObject::array_of(Napi::Env env, const std::shared_ptr<std::vector<float>>& logits) {
  if (!kept_array_.IsEmpty()) {
    auto array = kept_array_.Value().As<Napi::Float32Array>();
    if (array.Data() == logits->data()) return array;
  }
  return shared_float32_array(env, logits);
}

Napi::Value ProgramObject::forward(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    auto program = alive();
    Batch batch = read_batch(info[0]);
    ForwardRequest request = read_request(info[1]);
    program->check(batch, false);
    program->check(request, batch);
    const bool reuse = present(info[1]) && info[1].As<Napi::Object>().Get("reuse").ToBoolean();
    const size_t floats = program->logit_floats(request.logits, batch);
    if (reuse && floats > 0) request.into = kept_logits(info.Env(), floats);
    auto into = request.into;
    auto work = [program, batch = std::move(batch), request = std::move(request)](const Stop& stop) {
      return program->forward(batch, request, stop);
    };
    // The promise's owner is this object, so it is there when the answer comes.
    auto convert = [this, into](Napi::Env env, ForwardOutcome&& outcome) -> Napi::Value {
      Napi::Object result = forward_result(env, std::move(outcome)).As<Napi::Object>();
      if (into) result.Set("logits", array_of(env, into));
      return result;
    };
    return submit(info.Env(), strand_, Value(), std::move(work), std::move(convert));
  });
}

Napi::Value ProgramObject::gradients(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    auto program = alive();
    program->check_trains();
    auto batches = read_batches(info[0], *program);
    uint64_t seed = uint64_t(whole_argument(info[1], "seed", 0, kMaxWhole));
    int64_t step = whole_argument(info[2], "step", 0, kMaxWhole);
    auto work = [program, batches = std::move(batches), seed, step](const Stop& stop) {
      return program->gradients(batches, seed, step, stop);
    };
    auto convert = [](Napi::Env env, const GradientOutcome& outcome) -> Napi::Value {
      auto result = Napi::Object::New(env);
      result.Set("loss", outcome.loss);
      result.Set("weight", outcome.weight);
      return result;
    };
    return submit(info.Env(), strand_, Value(), std::move(work), convert);
  });
}

Napi::Value ProgramObject::train_step(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    auto program = alive();
    program->check_trains();
    auto batches = read_batches(info[0], *program);
    uint64_t seed = uint64_t(whole_argument(info[1], "seed", 0, kMaxWhole));
    auto task = std::make_unique<TrainStep>(program, std::move(batches), seed, read_optimizer(info[2]));
    return submit(info.Env(), strand_, std::move(task), Value());
  });
}

Napi::Value ProgramObject::cancel_calls(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    int64_t number = present(info[0]) ? whole_argument(info[0], "call", 1, kMaxWhole) : 0;
    cancel(strand_, uint64_t(number));
    return info.Env().Undefined();
  });
}

Napi::Value ProgramObject::dispose(const Napi::CallbackInfo& info) {
  if (program_) {
    program_.reset();
    kept_.reset();
    kept_array_.Reset();
    close(strand_);
    adjust_external_memory(info.Env(), -accounted_);
    accounted_ = 0;
  }
  return info.Env().Undefined();
}

ProgramParts program_parts(Napi::Env env, const Napi::Value& value) {
  const auto& program = ProgramObject::unwrap(env, value).program();
  return {program->document(), program->weights(), program->options().threads};
}

}  // namespace tinystories

void export_program(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  auto constructor = ProgramObject::define(env);
  environment(env).program_class = Napi::Persistent(constructor);
  exports.Set("Program", constructor);
}
