// A backend in a shared library, opened at run time.
#pragma once
#include <string>

#include "program/backend.h"

namespace tinystories {

struct BackendLibrary {
  void* handle = nullptr;  // never closed: kernels of it may run until the process ends
  const ts_backend* table = nullptr;
  std::string why;  // `table` is null
};

// libtinystories_NAME.so of a folder, whose name ends in a slash.
BackendLibrary open_backend_library(const std::string& folder, const std::string& name);

}  // namespace tinystories
