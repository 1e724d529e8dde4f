// The addon's door: each area exports itself.
#include "addon/exports.h"

#include <napi.h>

#include "addon/environment.h"

namespace {

Napi::Value set_error_factory(const Napi::CallbackInfo& info) {
  tinystories::environment(info.Env()).error_factory = Napi::Persistent(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  tinystories::open_environment(env);
  exports.Set("version", TINYSTORIES_VERSION);
  exports.Set("setErrorFactory", Napi::Function::New(env, set_error_factory));
  export_weights(env, exports);
  export_program(env, exports);
  export_session(env, exports);
  export_sampler(env, exports);
  export_machine(env, exports);
  export_backends(env, exports);
  export_operations(env, exports);
  export_simulator(env, exports);
  export_ceilings(env, exports);
  export_tokenizer(env, exports);
  export_shard(env, exports);
  export_cleaning(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(tinystories, initialise)
