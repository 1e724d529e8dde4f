// The addon's door: each area exports itself.
#include <napi.h>

#include "addon/environment.h"
#include "addon/exports.h"

namespace {

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  tinystories::open_environment(env);
  exports.Set("version", TINYSTORIES_VERSION);
  exports.Set("setErrorFactory", Napi::Function::New(env, [](const Napi::CallbackInfo& info) {
                tinystories::environment(info.Env()).error_factory = Napi::Persistent(info[0].As<Napi::Function>());
              }));
  tinystories::export_weights(env, exports);
  tinystories::export_program(env, exports);
  tinystories::export_session(env, exports);
  tinystories::export_sampler(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(tinystories, initialise)
