#include "simt/memory.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <algorithm>
#include <map>
#include <mutex>

namespace simt::memory {

uintptr_t region = ~uintptr_t{0} - kRegion;  // until there is one, nothing lies in it

namespace {

constexpr size_t kPage = 4096;
constexpr size_t kAlign = 256;  // what CUDA promises

struct Range {
  uintptr_t begin, end;
};

std::mutex mutex;
Range* ranges = nullptr;              // the allocation of every page of the region
std::map<uintptr_t, size_t> taken;    // first page of an allocation -> its bytes, with the page behind it
uintptr_t cursor = 0;                 // allocations go round, so that what was released stays out of reach for long
size_t held = 0;

bool open() {
  if (ranges) return true;
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* const table = mmap(nullptr, kRegion / kPage * sizeof(Range), PROT_READ | PROT_WRITE, flags, -1, 0);
  if (table == MAP_FAILED) return false;
  void* const memory = mmap(nullptr, kRegion, PROT_NONE, flags, -1, 0);
  if (memory == MAP_FAILED) {
    munmap(table, kRegion / kPage * sizeof(Range));
    return false;
  }
  ranges = static_cast<Range*>(table);
  region = reinterpret_cast<uintptr_t>(memory);
  cursor = region + kPage;
  return true;
}

const Range& range_of(uintptr_t address) { return ranges[(address - region) / kPage]; }

// Room for `bytes` from `from` on; 0 when there is none.
uintptr_t find_room(uintptr_t from, size_t bytes) {
  auto next = taken.upper_bound(from);
  if (next != taken.begin()) {
    const auto before = std::prev(next);
    from = std::max(from, before->first + before->second);
  }
  for (; next != taken.end() && next->first - from < bytes; ++next) from = next->first + next->second;
  return region + kRegion - from >= bytes ? from : 0;
}

}  // namespace

void* allocate(size_t bytes) {
  std::lock_guard lock(mutex);
  if (!open() || bytes > kTotal || held + bytes > kTotal) return nullptr;
  const size_t usable = (bytes + kAlign - 1) / kAlign * kAlign;
  const size_t pages = std::max(kPage, (usable + kPage - 1) / kPage * kPage);
  uintptr_t at = find_room(cursor, pages + kPage);
  if (!at) at = find_room(region + kPage, pages + kPage);
  if (!at || mprotect(reinterpret_cast<void*>(at), pages, PROT_READ | PROT_WRITE) != 0) return nullptr;
  // At the end of its pages: most that goes wrong runs over the end.
  const uintptr_t begin = at + pages - usable;
  for (uintptr_t page = at; page < at + pages; page += kPage) ranges[(page - region) / kPage] = {begin, begin + bytes};
  taken.emplace(at, pages + kPage);
  cursor = at + pages + kPage;
  held += bytes;
  return reinterpret_cast<void*>(begin);
}

bool release(void* memory) {
  std::lock_guard lock(mutex);
  const uintptr_t begin = reinterpret_cast<uintptr_t>(memory);
  if (!ranges || !in_region(begin) || range_of(begin).begin != begin) return false;
  const uintptr_t at = begin / kPage * kPage;
  const auto found = taken.find(at);
  if (found == taken.end()) return false;
  const size_t pages = found->second - kPage;
  held -= range_of(begin).end - begin;
  memset(&ranges[(at - region) / kPage], 0, pages / kPage * sizeof(Range));
  mmap(reinterpret_cast<void*>(at), pages, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  taken.erase(found);
  return true;
}

size_t used() {
  std::lock_guard lock(mutex);
  return held;
}

bool within(uintptr_t address, size_t bytes) {
  if (!in_region(address)) return false;
  const Range& range = range_of(address);
  return address >= range.begin && address + bytes <= range.end;
}

void describe(uintptr_t address, size_t bytes, char* text, size_t room) {
  if (!in_region(address)) {
    snprintf(text, room, "at %p, which is no device memory", reinterpret_cast<void*>(address));
    return;
  }
  // Pages between two allocations belong to neither; the nearer page tells which it was.
  Range range = range_of(address);
  for (uintptr_t page = kPage; !range.end && page <= kPage; page += kPage) {
    if (address - page >= region) range = range_of(address - page);
    if (!range.end && address + page < region + kRegion) range = range_of(address + page);
  }
  if (!range.end) {
    snprintf(text, room, "in device memory where nothing is allocated (any more)");
  } else if (address < range.begin) {
    snprintf(text, room, "%zu bytes before an allocation of %zu bytes", static_cast<size_t>(range.begin - address),
             static_cast<size_t>(range.end - range.begin));
  } else {
    snprintf(text, room, "that end %zu bytes behind an allocation of %zu bytes", static_cast<size_t>(address + bytes - range.end),
             static_cast<size_t>(range.end - range.begin));
  }
}

}  // namespace simt::memory
