// How native code fails: an exception with one of the codes of lib/runtime/errors.ts. It never crosses into
// kernels (which return a status) or into JavaScript (where it becomes an Error of the same code).
#pragma once
#include <atomic>
#include <cstdarg>
#include <exception>
#include <string>
#include <utility>

#include "program/backend.h"

namespace tinystories {

class Failure : public std::exception {
 public:
  Failure(const char* code, std::string message) : code_(code), message_(std::move(message)) {}
  const char* code() const { return code_; }  // a literal
  const std::string& message() const { return message_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  const char* code_;
  std::string message_;
};

// Text by the rules of printf.
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
std::string format(const char* pattern, ...);

// Asks a running call to end. Checked between operations.
using Stop = std::atomic<bool>;

inline void check_stop(const Stop& stop) {
  if (stop.load(std::memory_order_relaxed)) throw Failure("ABORTED", "the operation was aborted");
}

// Throws what a backend's status means, with the context's message.
void check_status(const ts_backend* backend, const ts_context* context, ts_status status);

}  // namespace tinystories
