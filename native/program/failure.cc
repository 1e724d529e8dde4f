#include "program/failure.h"

#include <cstdio>
#include <vector>

namespace tinystories {

std::string format(const char* pattern, ...) {
  va_list arguments, again;
  va_start(arguments, pattern);
  va_copy(again, arguments);
  int length = std::vsnprintf(nullptr, 0, pattern, arguments);
  va_end(arguments);
  std::string text(length > 0 ? size_t(length) : 0, '\0');
  if (length > 0) std::vsnprintf(text.data(), size_t(length) + 1, pattern, again);
  va_end(again);
  return text;
}

void check_status(const ts_backend* backend, const ts_context* context, ts_status status) {
  if (status == TS_OK) return;
  const char* said = backend->message(context);  // without a context: why this thread's last one was not made
  std::string message = said && *said ? said : format("the %s backend failed with status %d", backend->name, int(status));
  switch (status) {
    case TS_OUT_OF_MEMORY: throw Failure("OUT_OF_MEMORY", message);
    case TS_UNSUPPORTED: throw Failure("UNSUPPORTED", message);
    case TS_DEVICE: throw Failure("DEVICE", message);
    default: throw Failure("NATIVE", message);
  }
}

}  // namespace tinystories
