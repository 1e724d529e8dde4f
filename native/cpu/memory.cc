#include "cpu/memory.h"

#include <atomic>
#include <cstdlib>

namespace ts {
namespace {

std::atomic<int64_t> counted{0};
std::atomic<int64_t> failing{0};
std::atomic<int64_t> live{0};

}  // namespace

void* allocate(size_t bytes) {
  const int64_t count = counted.fetch_add(1) + 1;
  if (count == failing.load()) return nullptr;
  const size_t whole = (bytes + 63) / 64 * 64;
  if (whole < bytes) return nullptr;
  void* const memory = std::aligned_alloc(64, whole ? whole : 64);
  if (memory) live.fetch_add(1);
  return memory;
}

void release(void* memory) {
  if (memory) live.fetch_sub(1);
  std::free(memory);
}

int64_t fail_allocation(int64_t nth) {
  failing.store(0);
  const int64_t before = counted.exchange(0);
  failing.store(nth);
  return before;
}

int64_t live_allocations() { return live.load(); }

}  // namespace ts
