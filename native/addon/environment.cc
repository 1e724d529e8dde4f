#include "addon/environment.h"

#include <dlfcn.h>

#include "addon/mailbox.h"

namespace tinystories {

namespace {

// Node unloads an addon with the last worker that used it, while threads of ours may still wait in its code.
void stay_loaded() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<void*>(&stay_loaded), &info) != 0 && info.dli_fname) {
    dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE);
  }
}

}  // namespace

void open_environment(Napi::Env env) {
  stay_loaded();
  auto* data = new Environment;
  env.SetInstanceData(data);
  data->mailbox = Mailbox::open(env);
}

Environment& environment(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

void adjust_external_memory(Napi::Env env, int64_t bytes) {
  if (bytes != 0) Napi::MemoryManagement::AdjustExternalMemory(env, bytes);
}

}  // namespace tinystories
