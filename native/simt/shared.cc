#include "simt/shared.h"

#include <link.h>
#include <string.h>
#include <sys/mman.h>

#include "simt/fault.h"
#include "simt/host.h"

namespace simt {
namespace {

constexpr size_t kGranule = 2;  // bytes of a cell
constexpr size_t kRoom = (kClusterMost * kSharedMost + kPage - 1) / kPage * kPage;

struct Block {
  uintptr_t begin = 0;
  size_t bytes = 0;
};

// Where this library's thread-local variables of the calling thread lie: `__shared__` declares such.
int find_fixed(dl_phdr_info* info, size_t, void* out) {
  bool ours = false;
  size_t bytes = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type == PT_LOAD && reinterpret_cast<uintptr_t>(&find_fixed) - (info->dlpi_addr + part.p_vaddr) < part.p_memsz) ours = true;
    if (part.p_type == PT_TLS) bytes = part.p_memsz;
  }
  if (ours) *static_cast<Block*>(out) = {reinterpret_cast<uintptr_t>(info->dlpi_tls_data), bytes};
  return ours;
}

Cell* map_cells(size_t bytes) {
  void* const memory = mmap(nullptr, (bytes / kGranule + 1) * sizeof(Cell), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Cell*>(memory);
}

void unmap_cells(Window& window) {
  if (window.cells) munmap(window.cells, (window.room_bytes / kGranule + 1) * sizeof(Cell));
}

[[noreturn]] void race(Host& host, const Window& window, uintptr_t address, const char* what, unsigned other) {
  const bool same_warp = host.current && other / kLanes == host.current->index / kLanes;
  fail("%s byte %zu of %s memory with no %s in between (thread %u of the block did)", what,
       static_cast<size_t>(address - window.begin), &window == &host.dynamic ? "shared" : "declared shared",
       same_warp ? "__syncwarp" : "__syncthreads", other);
}

}  // namespace

bool open_windows(Host& host) {
  Window& d = host.dynamic;
  void* const memory =
      mmap(nullptr, kRoom + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  d.room = reinterpret_cast<uintptr_t>(memory);
  d.room_bytes = kRoom + 2 * kPage;
  if (mprotect(reinterpret_cast<void*>(d.room + kPage), kRoom, PROT_READ | PROT_WRITE) != 0) return false;
  d.cells = map_cells(d.room_bytes);
  if (!d.cells) return false;
  Block block;
  dl_iterate_phdr(find_fixed, &block);
  if (!block.begin || !block.bytes) return true;
  host.fixed = {block.begin, block.bytes, block.begin, block.bytes, map_cells(block.bytes)};
  return host.fixed.cells != nullptr;
}

void close_windows(Host& host) {
  unmap_cells(host.dynamic);
  unmap_cells(host.fixed);
  if (host.dynamic.room) munmap(reinterpret_cast<void*>(host.dynamic.room), host.dynamic.room_bytes);
  host.dynamic = host.fixed = {};
}

void begin_shared(Host& host, size_t bytes) {
  Window& d = host.dynamic;
  const size_t usable = (bytes + 127) / 128 * 128;
  d.begin = d.room + d.room_bytes - kPage - usable;
  d.bytes = bytes;
  memset(reinterpret_cast<void*>(d.begin), 0xff, usable);
  host.doubt.bytes = 0;
  if (host.fixed.begin) {
    // Threads of the pool have no other thread-local variable than the one that leads to their Host.
    memset(reinterpret_cast<void*>(host.fixed.begin), 0xff, host.fixed.bytes);
    set_host(&host);
  }
}

Window* window_of(Host& host, const void* address) {
  const uintptr_t a = reinterpret_cast<uintptr_t>(address);
  if (host.dynamic.holds(a)) return &host.dynamic;
  return host.fixed.holds(a) ? &host.fixed : nullptr;
}

void settle(Host& host) {
  Doubt& doubt = host.doubt;
  if (!doubt.bytes) return;
  const size_t bytes = doubt.bytes;
  doubt.bytes = 0;
  if (memcmp(doubt.before, reinterpret_cast<const void*>(doubt.address), bytes) == 0) return;
  race(host, *doubt.window, doubt.address, "writes over what another thread wrote to", doubt.other);
}

template <Touch touch>
void touch_cells(Host& host, Window& window, uintptr_t address, size_t bytes) {
  constexpr bool writes = touch == Touch::write || touch >= Touch::copy_begins;
  if (address < window.begin || address + bytes > window.begin + window.bytes) {
    fail("%s shared memory outside of the %zu bytes asked for, at byte %td", writes ? "writes" : "reads", window.bytes,
         static_cast<ptrdiff_t>(address - window.begin));
  }
  if (bytes < kGranule) return;  // two threads may share a cell then
  const Fiber& me = *host.current;
  const unsigned my_warp = me.index / kLanes;
  const uint32_t warp_synced = me.warp->synced, block_synced = host.synced;
  Cell* const end = window.cells + (address + bytes - 1 - window.room) / kGranule;
  for (Cell* cell = window.cells + (address - window.room) / kGranule; cell <= end; cell++) {
    Cell& c = *cell;
    if (touch == Touch::read && c.written < block_synced && !c.pending && c.read >= block_synced) {
      if (c.readers == Cell::several_warps) continue;  // nothing to add
      if (c.reader == me.index && c.readers == Cell::one) {
        c.read = host.clock;
        continue;
      }
    }
    const uintptr_t at = window.room + static_cast<size_t>(cell - window.cells) * kGranule;
    if (touch == Touch::copy_ends) {
      c.pending = false;
      c.written = host.clock;
      continue;
    }
    // Since the last barrier that orders the two threads?
    if (c.written >= host.began) {
      if (c.pending) {
        fail("%s byte %zu of shared memory while a cp.async of thread %u writes it: no wait has let it end",
             writes ? "writes" : "reads", static_cast<size_t>(at - window.begin), c.writer);
      }
      const bool same_warp = c.writer / kLanes == my_warp;
      if (c.written >= (same_warp ? warp_synced : block_synced) && (c.writer != me.index || touch == Touch::read_by_warp)) {
        if (touch != Touch::write || bytes > sizeof host.doubt.before) {
          race(host, window, at, writes ? "copies over what another thread wrote to" : "reads what another thread wrote to", c.writer);
        }
        host.doubt.window = &window;
        host.doubt.address = address;
        host.doubt.bytes = static_cast<uint8_t>(bytes);
        host.doubt.other = c.writer;
        memcpy(host.doubt.before, reinterpret_cast<const void*>(address), bytes);
      }
    }
    const bool read_lately = c.read >= block_synced;
    if (writes) {
      if (read_lately) {
        const bool same_warp = c.reader / kLanes == my_warp;
        if (c.readers == Cell::several_warps || !same_warp ||
            (c.read >= warp_synced && (c.reader != me.index || c.readers == Cell::one_warp))) {
          race(host, window, at, "writes over what another thread read from", c.reader);
        }
      }
      c.written = host.clock;
      c.writer = me.index;
      c.pending = touch == Touch::copy_begins;
    } else {
      if (!read_lately) {
        c.readers = Cell::one;
      } else if (c.reader / kLanes != my_warp) {
        c.readers = Cell::several_warps;
      } else if (c.readers != Cell::several_warps) {
        c.readers = c.read >= warp_synced && (c.reader != me.index || c.readers == Cell::one_warp) ? Cell::one_warp : Cell::one;
      }
      if (touch == Touch::read_by_warp && c.readers == Cell::one) c.readers = Cell::one_warp;
      c.read = host.clock;
      c.reader = me.index;
    }
  }
}

void touch_shared(Host& host, Window& window, uintptr_t address, size_t bytes, Touch touch) {
  switch (touch) {
    case Touch::read: return touch_cells<Touch::read>(host, window, address, bytes);
    case Touch::write: return touch_cells<Touch::write>(host, window, address, bytes);
    case Touch::read_by_warp: return touch_cells<Touch::read_by_warp>(host, window, address, bytes);
    case Touch::copy_begins: return touch_cells<Touch::copy_begins>(host, window, address, bytes);
    case Touch::copy_ends: return touch_cells<Touch::copy_ends>(host, window, address, bytes);
  }
}

}  // namespace simt
