#include "addon/errors.h"

#include "addon/environment.h"

namespace tinystories {

Napi::Value make_error(Napi::Env env, const char* code, const std::string& message) {
  auto& factory = environment(env).error_factory;
  if (!factory.IsEmpty()) {
    return factory.Call({Napi::String::New(env, code), Napi::String::New(env, message)});
  }
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  return error.Value();
}

void throw_error(Napi::Env env, const char* code, const std::string& message) {
  throw Napi::Error(env, make_error(env, code, message));
}

Napi::Promise rejected(Napi::Env env, const char* code, const std::string& message) {
  auto deferred = Napi::Promise::Deferred::New(env);
  deferred.Reject(make_error(env, code, message));
  return deferred.Promise();
}

}  // namespace tinystories
