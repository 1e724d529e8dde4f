#include "program/library.h"

#include <dlfcn.h>

namespace tinystories {

BackendLibrary open_backend_library(const std::string& folder, const std::string& name) {
  BackendLibrary library;
  void* const handle = dlopen((folder + "libtinystories_" + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    library.why = dlerror();
    return library;
  }
  auto open = reinterpret_cast<ts_backend_open_function>(dlsym(handle, "ts_backend_open"));
  const ts_backend* table = open ? open() : nullptr;
  if (!table || table->abi != TS_BACKEND_ABI || table->size != sizeof(ts_backend)) {
    library.why = "the " + name + " library beside the addon is of another version; build both anew";
    return library;
  }
  library.handle = handle;
  library.table = table;
  return library;
}

}  // namespace tinystories
