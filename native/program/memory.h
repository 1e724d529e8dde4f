// A backend's memory as objects that know how to go away, and what the machine has left.
#pragma once
#include <cstddef>
#include <cstdint>

#include "program/backend.h"

namespace tinystories {

// Bytes that this process can still take (its control group's limit included); INT64_MAX when unknown.
int64_t available_memory();
// Bytes of its own memory that a backend can still take.
int64_t available_memory(const ts_backend* backend, ts_context* context);

// Where weights live and programs run: a backend, one of its devices, and how that computes.
struct Place {
  const ts_backend* backend;
  int32_t device = 0;
  ts_precision compute = TS_FLOAT32;
};

// A piece of a backend's memory. Contents are undefined at first.
class Memory {
 public:
  Memory() = default;
  // Throws Failure OUT_OF_MEMORY; `what` names the use.
  Memory(const ts_backend* backend, ts_context* context, size_t bytes, const char* what);
  ~Memory();
  Memory(Memory&& other) noexcept;
  Memory& operator=(Memory&& other) noexcept;

  char* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  const ts_backend* backend_ = nullptr;
  ts_context* context_ = nullptr;
  char* data_ = nullptr;
  size_t bytes_ = 0;
};

// Memory of the host to which a backend brings results. Contents are undefined at first.
class HostMemory {
 public:
  // Throws Failure OUT_OF_MEMORY; `what` names the use.
  HostMemory(const ts_backend* backend, ts_context* context, size_t bytes, const char* what);
  ~HostMemory() { backend_->host_release(context_, data_); }
  HostMemory(const HostMemory&) = delete;
  HostMemory& operator=(const HostMemory&) = delete;

  void* data() const { return data_; }

 private:
  const ts_backend* backend_;
  ts_context* context_;
  void* data_;
};

// A context of a backend.
class Context {
 public:
  Context(const Place& place, int32_t threads, bool whole_texts = false);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ts_context* get() const { return context_; }

 private:
  const ts_backend* backend_;
  ts_context* context_ = nullptr;
};

// An arena of parameters, or of gradients or moments laid out like them; zeros at first.
class Arena {
 public:
  Arena() = default;
  Arena(const Place& place, int64_t floats, const char* what);
  ~Arena();
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  ts_weights* get() const { return weights_; }
  float* data() const { return weights_ ? backend_->weights_data(weights_) : nullptr; }

 private:
  const ts_backend* backend_ = nullptr;
  ts_weights* weights_ = nullptr;
};

}  // namespace tinystories
