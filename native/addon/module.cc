// The addon's door: what the module exports.
#include <napi.h>

void export_sampler(Napi::Env, Napi::Object exports);

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("version", "0.1.0");
  export_sampler(env, exports);
  return exports;
}

NODE_API_MODULE(tinystories, initialise)
