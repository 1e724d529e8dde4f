#include "program/memory.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <limits>
#include <utility>

#include "program/failure.h"

namespace tinystories {

namespace {

// The first number of a file, or of the line that begins with `key`; -1: not there (or "max").
int64_t read_number(const char* path, const char* key = nullptr) {
  std::FILE* file = std::fopen(path, "r");
  if (!file) return -1;
  char line[256];
  long long number = -1;
  while (std::fgets(line, sizeof line, file)) {
    size_t skip = key ? std::strlen(key) : 0;
    if (key && std::strncmp(line, key, skip) != 0) continue;
    if (std::sscanf(line + skip, "%lld", &number) != 1) number = -1;
    break;
  }
  std::fclose(file);
  return number;
}

// What a container may still take: its limit less what it holds, files that can be dropped aside.
int64_t group_memory() {
  int64_t limit = read_number("/sys/fs/cgroup/memory.max");
  int64_t used = read_number("/sys/fs/cgroup/memory.current");
  int64_t files = read_number("/sys/fs/cgroup/memory.stat", "inactive_file ");
  if (limit < 0) {
    limit = read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes");
    used = read_number("/sys/fs/cgroup/memory/memory.usage_in_bytes");
    files = read_number("/sys/fs/cgroup/memory/memory.stat", "total_inactive_file ");
  }
  if (limit < 0 || used < 0) return std::numeric_limits<int64_t>::max();
  if (files > 0) used -= files < used ? files : used;
  return limit > used ? limit - used : 0;
}

}  // namespace

int64_t available_memory() {
  int64_t machine = std::numeric_limits<int64_t>::max();
  int64_t kilobytes = read_number("/proc/meminfo", "MemAvailable:");
  if (kilobytes >= 0) {
    machine = kilobytes * 1024;
  } else {
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages > 0 && size > 0) machine = int64_t(pages) * size;
  }
  int64_t group = group_memory();
  return group < machine ? group : machine;
}

int64_t available_memory(const ts_backend* backend, ts_context* context) {
  int64_t bytes = backend->available_memory(context);
  return bytes < 0 ? available_memory() : bytes;
}

Memory::Memory(const ts_backend* backend, ts_context* context, size_t bytes, const char* what)
    : backend_(backend), context_(context), data_(static_cast<char*>(backend->alloc(context, bytes))), bytes_(bytes) {
  if (!data_) throw Failure("OUT_OF_MEMORY", format("no memory for %s: %zu bytes were refused", what, bytes));
}

Memory::~Memory() {
  if (data_) backend_->release(context_, data_);
}

Memory::Memory(Memory&& other) noexcept { *this = std::move(other); }

Memory& Memory::operator=(Memory&& other) noexcept {
  std::swap(backend_, other.backend_);
  std::swap(context_, other.context_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

HostMemory::HostMemory(const ts_backend* backend, ts_context* context, size_t bytes, const char* what)
    : backend_(backend), context_(context), data_(backend->host_alloc(context, bytes)) {
  if (!data_) throw Failure("OUT_OF_MEMORY", format("no memory for %s: %zu bytes were refused", what, bytes));
}

Context::Context(const Place& place, int32_t threads, bool whole_texts) : backend_(place.backend) {
  ts_context_options options = {place.device, threads, place.compute, whole_texts};
  ts_status status = backend_->context_create(&options, &context_);
  if (status != TS_OK) check_status(backend_, nullptr, status);
}

Context::~Context() {
  if (context_) backend_->context_destroy(context_);
}

Arena::Arena(const Place& place, int64_t floats, const char* what)
    : backend_(place.backend), weights_(backend_->weights_create(place.device, floats)) {
  if (!weights_) {
    throw Failure("OUT_OF_MEMORY",
                  format("no memory for %s: %lld bytes were refused", what, (long long)floats * 4));
  }
}

Arena::~Arena() {
  if (weights_) backend_->weights_destroy(weights_);
}

Arena::Arena(Arena&& other) noexcept { *this = std::move(other); }

Arena& Arena::operator=(Arena&& other) noexcept {
  std::swap(backend_, other.backend_);
  std::swap(weights_, other.weights_);
  return *this;
}

}  // namespace tinystories
