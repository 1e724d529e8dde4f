// A harness with which tests run one operation of a backend on given arrays: every array between sentinels, outputs
// and workspace as the test fills them; on the CPU at any level the machine has.
#include <napi.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/backends.h"
#include "addon/errors.h"
#include "addon/exports.h"
#include "addon/joined_operations.h"
#include "addon/operation_call.h"
#include "addon/product_operations.h"
#include "cpu/context.h"
#include "cpu/level.h"

namespace {

ts_status run_embedding(Scene& s) {
  Call& c = s.call;
  const int32_t width = c.integer("width");
  c.place({"table", "positionTable"});
  const ts_batch batch = c.batch(c.integer("rows"));
  ts_embedding e = {&batch, c.parameter("table", width), c.parameter("positionTable", width),
                    c.activations("y", true)};
  return s.run(s.table->embedding, &e);
}

ts_status run_embedding_backward(Scene& s) {
  Call& c = s.call;
  const ts_batch batch = c.batch(c.integer("rows"));
  ts_embedding_backward e = {&batch,
                             c.activations("dy", true),
                             c.integer("vocab"),
                             c.integer("maxPositions"),
                             c.integer("width"),
                             c.floats("dTable"),
                             c.floats("dPositions")};
  return s.run_in_workspace(s.table->embedding_backward, &e);
}

ts_status run_norm(Scene& s) {
  Call& c = s.call;
  const int32_t width = c.integer("width");
  c.place({"gain", "bias"});
  ts_norm p = {};
  p.kind = static_cast<ts_norm_kind>(c.integer("kind"));
  p.rows = c.rows(c.integer("rows"));
  p.width = width;
  p.epsilon = static_cast<float>(c.number("epsilon"));
  p.x = c.activations("x", true);
  p.residual = c.activations("residual");
  p.gain = c.parameter("gain", width);
  p.bias = c.parameter("bias", width);
  p.sum = c.integer("inPlace") ? c.activations("x") : c.activations("sum");
  p.y = c.activations("y", true);
  p.mean = c.floats("mean");
  p.rstd = c.floats("rstd");
  return s.run(s.table->norm, &p);
}

ts_status run_norm_backward(Scene& s) {
  s.call.place({"gain"});
  ts_norm_backward p = norm_backward_of(s.call, s.call.integer("width"), "dy", "dBias");
  p.accumulate = s.call.integer("accumulate");
  return s.run_in_workspace(s.table->norm_backward, &p);
}

ts_attention_shape attention_shape(Call& c) {
  const int32_t heads = c.integer("heads");
  return {heads,
          c.integer("kvHeads", heads),
          c.integer("headSize"),
          c.integer("window"),
          static_cast<float>(c.number("scale", 1)),
          static_cast<float>(c.number("ropeTheta"))};
}

ts_status run_attention(Scene& s) {
  Call& c = s.call;
  const ts_batch batch = c.batch(c.integer("rows"));
  ts_attention p = {};
  p.batch = &batch;
  p.shape = attention_shape(c);
  p.qkv = c.activations("qkv", true);
  ts_cache cache = {c.activations("keys"), c.activations("values"), c.integer("slots"), c.integer("capacity")};
  p.cache = cache.keys ? &cache : nullptr;
  p.y = c.activations("y", true);
  p.lse = c.floats("lse");
  p.probabilities = c.floats("probabilities");
  return s.run_in_workspace(s.table->attention, &p);
}

ts_status run_attention_backward(Scene& s) {
  Call& c = s.call;
  const ts_batch batch = c.batch(c.integer("rows"));
  ts_attention_backward p = {};
  p.batch = &batch;
  p.shape = attention_shape(c);
  p.qkv = c.activations("qkv", true);
  p.y = c.activations("y", true);
  p.lse = c.floats("lse", true);
  p.dy = c.activations("dy", true);
  p.d_qkv = c.activations("dQkv", true);
  return s.run_in_workspace(s.table->attention_backward, &p);
}

ts_status run_dropout(Scene& s) {
  Call& c = s.call;
  ts_dropout p = {};
  p.rows = c.rows(c.integer("rows"));
  p.width = c.integer("width");
  p.probability = static_cast<float>(c.number("probability"));
  p.operation = c.integer("operation");
  p.x = c.activations("x", true);
  p.y = c.integer("inPlace") ? c.activations("x") : c.activations("y", true);
  p.accumulate = c.integer("accumulate");
  return s.run(s.table->dropout, &p);
}

ts_status run_add(Scene& s) {
  Call& c = s.call;
  ts_add p = {c.rows(c.integer("rows")), c.integer("width"), c.activations("a", true), c.activations("b", true),
              c.integer("inPlace") ? c.activations("b") : c.activations("y", true)};
  return s.run(s.table->add, &p);
}

ts_status run_cross_entropy(Scene& s) {
  Call& c = s.call;
  ts_cross_entropy p = {};
  p.rows = c.integer("rows");
  p.width = c.integer("width");
  p.vocab = c.integer("vocab");
  c.place({"weight"});
  p.weight = c.parameter("weight", p.width);
  p.x = c.activations("x", true);
  p.targets = c.integers("targets", true);
  p.loss_weights = c.floats("lossWeights");
  p.losses = c.floats("losses", true);
  p.dx = c.activations("dx");
  p.d_weight = c.floats("dWeight");
  return s.run_in_workspace(s.table->cross_entropy, &p);
}

ts_status run_logits(Scene& s) {
  Call& c = s.call;
  ts_logits p = {};
  p.width = c.integer("width");
  p.vocab = c.integer("vocab");
  c.place({"weight"});
  p.weight = c.parameter("weight", p.width);
  p.x = c.activations("x", true);
  p.row_index = c.host_integers("rowIndex", true);
  p.count = static_cast<int32_t>(c.count("rowIndex"));
  p.y = c.floats("y", true);
  return s.run(s.table->logits, &p);
}

// `parameters` is an arena of its own here: gradients, moments and segments ([begin, end, decay, trainable]
// each) index it from 0, so the arena's odd start is made up for.
ts_status run_adamw(Scene& s) {
  Call& c = s.call;
  c.place({"parameters"});
  const int64_t start = c.offset("parameters");
  std::vector<ts_segment> segments;
  const int32_t* given = c.host_integers("segments", true);
  if (start > 0) segments.push_back({0, start, 0, 0});
  for (size_t i = 0; i + 4 <= c.count("segments"); i += 4) {
    segments.push_back({start + given[i], start + given[i + 1], given[i + 2], given[i + 3]});
  }
  // The arrays are handed over as if they began where the arena does; nothing before `parameters` is
  // trainable.
  const size_t before = static_cast<size_t>(start);
  Guarded& gradients = c.shifted("gradients", before);
  Guarded& moment1 = c.shifted("moment1", before);
  Guarded& moment2 = c.shifted("moment2", before);
  Guarded update(s.env, s.table, s.context, nullptr, sizeof(ts_update));
  ts_adamw p = {};
  p.weights = c.weights();
  p.gradients = static_cast<float*>(gradients.data());
  p.moment1 = static_cast<float*>(moment1.data());
  p.moment2 = static_cast<float*>(moment2.data());
  p.segments = segments.data();
  p.segment_count = static_cast<int32_t>(segments.size());
  p.beta1 = static_cast<float>(c.number("beta1"));
  p.beta2 = static_cast<float>(c.number("beta2"));
  p.epsilon = static_cast<float>(c.number("epsilon"));
  p.weight_decay = static_cast<float>(c.number("weightDecay"));
  p.clip = static_cast<float>(c.number("clip"));
  p.update = static_cast<ts_update*>(update.data());
  const ts_status status = s.run_in_workspace(s.table->adamw, &p);
  if (status != TS_OK) return status;
  c.take_shifted("gradients", gradients, before);
  c.take_shifted("moment1", moment1, before);
  c.take_shifted("moment2", moment2, before);
  c.read_back("parameters");
  bool whole = false;
  const std::vector<char> bytes = update.read(&whole);
  if (!whole) refuse(s.env, "update: the operation wrote outside it");
  ts_update done;
  std::memcpy(&done, bytes.data(), sizeof done);
  c.set("norm", 0, static_cast<float>(done.norm));
  c.set("norm", 1, static_cast<float>(done.skipped));
  return status;
}

const std::map<std::string, ts_status (*)(Scene&)> operations = {
    {"embedding", run_embedding},
    {"embeddingBackward", run_embedding_backward},
    {"norm", run_norm},
    {"normBackward", run_norm_backward},
    {"linear", run_linear},
    {"linearBackward", run_linear_backward},
    {"mlp", run_mlp},
    {"mlpBackward", run_mlp_backward},
    {"linearNorm", run_linear_norm},
    {"linearNormBackward", run_linear_norm_backward},
    {"mlpNorm", run_mlp_norm},
    {"mlpNormBackward", run_mlp_norm_backward},
    {"gatedLinear", run_gated_linear},
    {"gatedLinearBackward", run_gated_linear_backward},
    {"attention", run_attention},
    {"attentionBackward", run_attention_backward},
    {"dropout", run_dropout},
    {"add", run_add},
    {"crossEntropy", run_cross_entropy},
    {"logits", run_logits},
    {"adamw", run_adamw},
};

// The level that a call names, or nullptr for the process's own choice.
const ts::Kernels* wanted_level(Napi::Env env, Napi::Object options) {
  if (!options.Has("level")) return nullptr;
  const std::string name = options.Get("level").ToString();
  if (const ts::Kernels* const level = ts::usable_level(name)) return level;
  refuse(env, "this machine cannot run level " + name);
}

// The context that a call names.
ts_context* wanted_context(Napi::Env env, Napi::Object options, const ts_backend* table) {
  const int32_t threads = options.Has("threads") ? options.Get("threads").ToNumber().Int32Value() : 1;
  const bool whole_texts = options.Has("wholeTexts") && options.Get("wholeTexts").ToBoolean();
  const tinystories::Place place = tinystories::read_place(options);
  ts_context* context = nullptr;
  ts_status status;
  if (table == ts_cpu_backend()) {
    status = ts::create_context(wanted_level(env, options), threads, whole_texts, &context);
  } else {
    const ts_context_options wanted = {place.device, threads, place.compute, whole_texts};
    status = table->context_create(&wanted, &context);
  }
  if (status != TS_OK) refuse(env, table->message(nullptr), "UNSUPPORTED");
  return context;
}

// runOperation(name, attributes, arrays, { backend?, device?, compute?, level?, threads?, wholeTexts?, precision?,
// repeat?, seconds? }): all arrays as the operation left them. It runs `repeat` times, and on until `seconds` have passed;
// where either was asked for, `times` tells what each run took and `workspaceBytes` what memory of its own the
// operation wanted. Runs on the calling thread: for tests and benchmarks only.
Napi::Value run_operation(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return tinystories::guarded(env, [&]() -> Napi::Value {
    const auto operation = operations.find(info[0].ToString());
    if (operation == operations.end()) refuse(env, "no such operation: " + info[0].ToString().Utf8Value());
    const Napi::Object options = info[3].IsObject() ? info[3].As<Napi::Object>() : Napi::Object::New(env);
    const ts_backend* const table = tinystories::read_place(options).backend;
    ts_context* const context = wanted_context(env, options, table);
    const std::unique_ptr<ts_context, void (*)(ts_context*)> owner(context, table->context_destroy);
    const int32_t precision = options.Has("precision") ? options.Get("precision").ToNumber().Int32Value() : 0;
    if (table->set_weight_precision(context, static_cast<ts_precision>(precision)) != TS_OK)
      refuse(env, table->message(context), "UNSUPPORTED");
    const Napi::Object attributes = info[1].As<Napi::Object>();
    Call call(env, table, context, attributes, info[2].As<Napi::Object>());
    ts_variables variables = {};
    variables.dropout_seed = static_cast<uint64_t>(call.number("seed"));
    variables.step = call.integer("step", 1);
    variables.learning_rate = static_cast<float>(call.number("learningRate"));
    variables.loss_scale = static_cast<float>(call.number("scale", 1));
    if (table->set_variables(context, &variables, nullptr, nullptr) != TS_OK) refuse(env, table->message(context), "NATIVE");
    Scene scene{env, table, context, call};
    if (options.Has("repeat")) scene.repeat = options.Get("repeat").ToNumber().Int32Value();
    if (options.Has("seconds")) scene.seconds = options.Get("seconds").ToNumber().DoubleValue();
    const ts_status status = operation->second(scene);
    if (status != TS_OK) {
      refuse(env, table->message(context),
             status == TS_OUT_OF_MEMORY ? "OUT_OF_MEMORY"
             : status == TS_UNSUPPORTED ? "UNSUPPORTED"
                                        : "NATIVE");
    }
    Napi::Object results = call.results();
    if (options.Has("repeat") || options.Has("seconds")) {
      results.Set("times", tinystories::to_array<Napi::Float64Array>(env, scene.times));
      results.Set("workspaceBytes", static_cast<double>(scene.workspace_bytes));
    }
    return results;
  });
}

}  // namespace

void export_operations(Napi::Env env, Napi::Object exports) {
  exports.Set("runOperation", Napi::Function::New(env, run_operation, "runOperation"));
}
