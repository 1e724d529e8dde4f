// NativeProgram of lib/runtime/addon.ts.
#pragma once
#include <napi.h>

#include <memory>
#include <vector>

#include "addon/executor.h"
#include "program/program.h"

namespace tinystories {

class ProgramObject : public Napi::ObjectWrap<ProgramObject> {
 public:
  static Napi::Function define(Napi::Env env);
  // The object behind a JavaScript value; throws Failure when it is none, or disposed of.
  static ProgramObject& unwrap(Napi::Env env, const Napi::Value& value);

  explicit ProgramObject(const Napi::CallbackInfo& info);
  ~ProgramObject() override;

  const std::shared_ptr<Program>& program() const { return program_; }

 private:
  Napi::Value calls(const Napi::CallbackInfo& info);
  Napi::Value memory(const Napi::CallbackInfo& info);
  Napi::Value plan(const Napi::CallbackInfo& info);
  Napi::Value forward(const Napi::CallbackInfo& info);
  Napi::Value gradients(const Napi::CallbackInfo& info);
  Napi::Value train_step(const Napi::CallbackInfo& info);
  Napi::Value cancel_calls(const Napi::CallbackInfo& info);
  Napi::Value dispose(const Napi::CallbackInfo& info);
  const std::shared_ptr<Program>& alive() const;
  std::shared_ptr<std::vector<float>> kept_logits(Napi::Env env, size_t floats);
  Napi::Float32Array array_of(Napi::Env env, const std::shared_ptr<std::vector<float>>& logits);

  std::shared_ptr<Program> program_;  // null once disposed of
  std::shared_ptr<Strand> strand_ = make_strand();
  int64_t accounted_ = 0;
  // The logits that calls with `reuse` share, and the array that JavaScript sees them by.
  std::shared_ptr<std::vector<float>> kept_;
  Napi::ObjectReference kept_array_;
};

// What a session takes from a program; throws Failure when `value` is none, or disposed of.
struct ProgramParts {
  std::shared_ptr<const Document> document;
  std::shared_ptr<Weights> weights;
  int32_t threads;
};
ProgramParts program_parts(Napi::Env env, const Napi::Value& value);

}  // namespace tinystories
