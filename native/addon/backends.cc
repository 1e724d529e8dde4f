#include "addon/backends.h"

#include <dlfcn.h>

#include <map>
#include <mutex>

#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/exports.h"
#include "program/library.h"

namespace tinystories {
namespace {

std::string folder_of_this_addon() {
  Dl_info info{};
  dladdr(reinterpret_cast<void*>(&folder_of_this_addon), &info);
  std::string path = info.dli_fname ? info.dli_fname : "";
  return path.substr(0, path.rfind('/') + 1);
}

// Opened once.
const BackendLibrary& library_named(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, BackendLibrary> libraries;
  std::lock_guard lock(mutex);
  auto found = libraries.find(name);
  if (found == libraries.end()) found = libraries.emplace(name, open_backend_library(folder_of_this_addon(), name)).first;
  return found->second;
}

// BackendInfo[] of lib/runtime/addon.ts.
Napi::Value backends(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    constexpr int32_t kRoom = 64;
    auto list = Napi::Array::New(env);
    for (const char* name : {"cpu", "cuda"}) {
      auto entry = Napi::Object::New(env);
      auto devices = Napi::Array::New(env);
      entry.Set("backend", name);
      entry.Set("devices", devices);
      list.Set(list.Length(), entry);
      std::string why;
      const ts_backend* backend = ts_cpu_backend();
      if (std::string(name) != "cpu") {
        const BackendLibrary& library = library_named(name);
        backend = library.table;
        why = library.why;
      }
      std::vector<ts_device> found(kRoom);
      int32_t count = 0;
      if (backend && backend->devices(found.data(), kRoom, &count) != TS_OK) {
        why = backend->message(nullptr);
        count = 0;
      }
      for (int32_t i = 0; i < count && i < kRoom; ++i) {
        auto device = Napi::Object::New(env);
        device.Set("name", found[i].name);
        device.Set("memory", double(found[i].memory));
        device.Set("available", double(found[i].available));
        device.Set("capability", format("%d.%d", found[i].major, found[i].minor));
        device.Set("processors", found[i].processors);
        devices.Set(uint32_t(i), device);
      }
      entry.Set("reason", why);
    }
    return list;
  });
}

}  // namespace

const ts_backend* backend_named(const std::string& name) {
  if (name == "cpu") return ts_cpu_backend();
  if (name != "cuda" && name != "simt") {
    throw Failure("INVALID_ARGUMENT", "backend: expected \"cpu\", \"cuda\" or \"simt\"");
  }
  const BackendLibrary& library = library_named(name);
  if (!library.table) throw Failure("UNSUPPORTED", "the " + name + " backend cannot be used: " + library.why);
  return library.table;
}

void* backend_function(const std::string& name, const char* function) {
  backend_named(name);
  void* const found = dlsym(library_named(name).handle, function);
  if (!found) throw Failure("UNSUPPORTED", "the " + name + " library does not export " + function);
  return found;
}

Place read_place(const Napi::Value& value) {
  Place place{ts_cpu_backend()};
  if (!present(value)) return place;
  Napi::Object object = object_argument(value, "place");
  if (auto name = object.Get("backend"); present(name)) place.backend = backend_named(string_argument(name, "backend"));
  if (auto device = object.Get("device"); present(device)) place.device = int32_t(whole_argument(device, "device", 0, 1023));
  if (auto compute = object.Get("compute"); present(compute)) {
    std::string kind = string_argument(compute, "compute");
    if (kind != "float32" && kind != "bf16") throw Failure("INVALID_ARGUMENT", "compute: expected \"float32\" or \"bf16\"");
    place.compute = kind == "bf16" ? TS_BF16 : TS_FLOAT32;
  }
  return place;
}

}  // namespace tinystories

void export_backends(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("backends", Napi::Function::New(env, backends, "backends"));
}
