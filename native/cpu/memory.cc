#include "cpu/memory.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace ts {
namespace {

std::atomic<int64_t> counted{0};
std::atomic<int64_t> failing{0};
std::atomic<int64_t> live{0};

constexpr size_t kAlignment = 64;
// Memory of so many bytes is asked for in large pages: a matrix kernel reads many rows at once, each of them on a page
// of its own.
constexpr size_t kLargePage = 2 << 20;

void prefer_large_pages(void* memory, size_t bytes) {
#if defined(__linux__)
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(memory) + kLargePage - 1) / kLargePage * kLargePage;
  const uintptr_t end = (reinterpret_cast<uintptr_t>(memory) + bytes) / kLargePage * kLargePage;
  // A wish only: what the system makes of it changes nothing but time.
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  static_cast<void>(memory);
  static_cast<void>(bytes);
#endif
}

// Aligned by hand, since there is no aligned calloc: what the C library gave stands before the memory handed
// out.
void* take(size_t bytes, bool zeroed) {
  const int64_t count = counted.fetch_add(1) + 1;
  if (count == failing.load()) return nullptr;
  const size_t whole = bytes + kAlignment + sizeof(void*);
  if (whole < bytes) return nullptr;
  void* const given = zeroed ? std::calloc(whole, 1) : std::malloc(whole);
  if (!given) return nullptr;
  if (whole >= kLargePage) prefer_large_pages(given, whole);
  const uintptr_t free = reinterpret_cast<uintptr_t>(given) + sizeof(void*);
  void** const memory = reinterpret_cast<void**>((free + kAlignment - 1) / kAlignment * kAlignment);
  memory[-1] = given;
  live.fetch_add(1);
  return memory;
}

struct ThreadMemory {
  void* memory = nullptr;
  bool asked = false;
  ~ThreadMemory() { std::free(memory); }
};

}  // namespace

void* thread_memory() {
  static thread_local ThreadMemory own;
  if (!own.asked) {
    own.asked = true;
#if defined(__linux__)
    own.memory = std::aligned_alloc(kLargePage, kThreadMemory);
    if (own.memory) prefer_large_pages(own.memory, kThreadMemory);
#endif
  }
  return own.memory;
}

void* allocate(size_t bytes) { return take(bytes, false); }
void* allocate_zeroed(size_t bytes) { return take(bytes, true); }

void release(void* memory) {
  if (!memory) return;
  live.fetch_sub(1);
  std::free(static_cast<void**>(memory)[-1]);
}

int64_t fail_allocation(int64_t nth) {
  failing.store(0);
  const int64_t before = counted.exchange(0);
  failing.store(nth);
  return before;
}

int64_t live_allocations() { return live.load(); }

}  // namespace ts
