#include "addon/weights.h"

#include "addon/arguments.h"
#include "addon/backends.h"
#include "addon/errors.h"
#include "addon/exports.h"

namespace tinystories {

namespace {

// Reads straight into the array that the caller gets, so that no copy stalls the event loop.
class ReadTask final : public Task {
 public:
  ReadTask(std::shared_ptr<Weights> weights, std::string arena, int64_t offset, int64_t count, float* to)
      : weights_(std::move(weights)), arena_(std::move(arena)), offset_(offset), count_(count), to_(to) {}
  void run(const Stop& stop) override { weights_->read(arena_, offset_, count_, to_, stop); }
  Napi::Value result(Napi::Env, Napi::Object owner) override { return owner.Get("result"); }

 private:
  std::shared_ptr<Weights> weights_;
  std::string arena_;
  int64_t offset_, count_;
  float* to_;
};

auto undefined = [](Napi::Env env, bool) { return env.Undefined(); };

}  // namespace

Napi::Function WeightsObject::define(Napi::Env env) {
  return DefineClass(env, "NativeWeights",
                     {
                         InstanceAccessor<&WeightsObject::count>("count"),
                         InstanceMethod<&WeightsObject::layout>("layout"),
                         InstanceMethod<&WeightsObject::initialise>("initialise"),
                         InstanceMethod<&WeightsObject::read>("read"),
                         InstanceMethod<&WeightsObject::write>("write"),
                         InstanceMethod<&WeightsObject::dispose>("dispose"),
                     });
}

WeightsObject& WeightsObject::unwrap(Napi::Env env, const Napi::Value& value) {
  auto constructor = environment(env).weights_class.Value();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(constructor)) {
    throw Failure("INVALID_ARGUMENT", "weights: expected a NativeWeights");
  }
  WeightsObject& object = *Unwrap(value.As<Napi::Object>());
  object.alive();
  return object;
}

WeightsObject::WeightsObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<WeightsObject>(info) {
  guarded(info.Env(), [&] {
    auto document = Document::parse(string_argument(info[0], "document"));
    weights_ = std::make_shared<Weights>(std::move(document), read_place(info[1]));
    account(info.Env());
  });
}

WeightsObject::~WeightsObject() {
  adjust_external_memory(Env(), -accounted_);
  close(strand_);
}

void WeightsObject::account(Napi::Env env) {
  int64_t bytes = weights_->document()->floats * 4 + (weights_->trains() ? weights_->training_bytes() : 0);
  adjust_external_memory(env, bytes - accounted_);
  accounted_ = bytes;
}

const std::shared_ptr<Weights>& WeightsObject::alive() const {
  if (!weights_) throw Failure("DISPOSED", "the weights were disposed of and cannot be used any more");
  return weights_;
}

Napi::Value WeightsObject::count(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return Napi::Number::New(info.Env(), double(alive()->document()->floats));
  });
}

Napi::Value WeightsObject::layout(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    const auto& parameters = alive()->document()->parameters;
    auto list = Napi::Array::New(env, parameters.size());
    for (size_t i = 0; i < parameters.size(); ++i) {
      auto entry = Napi::Object::New(env);
      auto shape = Napi::Array::New(env, parameters[i].shape.size());
      for (size_t j = 0; j < parameters[i].shape.size(); ++j) shape.Set(uint32_t(j), parameters[i].shape[j]);
      entry.Set("name", parameters[i].name);
      entry.Set("shape", shape);
      entry.Set("offset", double(parameters[i].offset));
      entry.Set("count", double(parameters[i].count));
      list.Set(uint32_t(i), entry);
    }
    return list;
  });
}

Napi::Value WeightsObject::initialise(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    auto weights = alive();
    uint64_t seed = uint64_t(whole_argument(info[0], "seed", 0, kMaxWhole));
    auto work = [weights, seed](const Stop& stop) {
      weights->initialise(seed, stop);
      return true;
    };
    return submit(info.Env(), strand_, Value(), std::move(work), undefined);
  });
}

Napi::Value WeightsObject::read(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  return guarded_promise(env, [&]() -> Napi::Value {
    auto weights = alive();
    std::string arena = string_argument(info[0], "arena");
    int64_t offset = whole_argument(info[1], "offset", 0, weights->document()->floats);
    int64_t count = whole_argument(info[2], "count", 0, weights->document()->floats - offset);
    auto array = Napi::Float32Array::New(env, size_t(count));
    auto owner = Napi::Object::New(env);
    owner.Set("weights", Value());
    owner.Set("result", array);
    return submit(env, strand_, std::make_unique<ReadTask>(weights, arena, offset, count, array.Data()), owner);
  });
}

Napi::Value WeightsObject::write(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    auto weights = alive();
    std::string arena = string_argument(info[0], "arena");
    int64_t offset = whole_argument(info[1], "offset", 0, weights->document()->floats);
    auto work = [weights, arena, offset, data = float32_argument(info[2], "data")](const Stop& stop) {
      weights->write(arena, offset, int64_t(data.size()), data.data(), stop);
      return true;
    };
    return submit(info.Env(), strand_, Value(), std::move(work), undefined);
  });
}

Napi::Value WeightsObject::dispose(const Napi::CallbackInfo& info) {
  if (weights_) {
    weights_->disposed = true;
    weights_.reset();
    close(strand_);
    adjust_external_memory(info.Env(), -accounted_);
    accounted_ = 0;
  }
  return info.Env().Undefined();
}

}  // namespace tinystories

void export_weights(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  auto constructor = WeightsObject::define(env);
  environment(env).weights_class = Napi::Persistent(constructor);
  exports.Set("Weights", constructor);
}
