// The addon's door: what the module exports.
#include <napi.h>

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("version", "0.1.0");
  return exports;
}

NODE_API_MODULE(tinystories, initialise)
