// NativeWeights of lib/runtime/addon.ts.
#pragma once
#include <napi.h>

#include <memory>

#include "addon/executor.h"
#include "program/weights.h"

namespace tinystories {

class WeightsObject : public Napi::ObjectWrap<WeightsObject> {
 public:
  static Napi::Function define(Napi::Env env);
  // The object behind a JavaScript value; throws Failure when it is none, or disposed of.
  static WeightsObject& unwrap(Napi::Env env, const Napi::Value& value);

  explicit WeightsObject(const Napi::CallbackInfo& info);
  ~WeightsObject() override;

  const std::shared_ptr<Weights>& weights() const { return weights_; }
  // Tells V8 what the arenas hold by now.
  void account(Napi::Env env);

 private:
  Napi::Value count(const Napi::CallbackInfo& info);
  Napi::Value layout(const Napi::CallbackInfo& info);
  Napi::Value initialise(const Napi::CallbackInfo& info);
  Napi::Value read(const Napi::CallbackInfo& info);
  Napi::Value write(const Napi::CallbackInfo& info);
  Napi::Value dispose(const Napi::CallbackInfo& info);
  const std::shared_ptr<Weights>& alive() const;

  std::shared_ptr<Weights> weights_;  // null once disposed of
  std::shared_ptr<Strand> strand_ = make_strand();
  int64_t accounted_ = 0;
};

}  // namespace tinystories
