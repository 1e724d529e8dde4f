// cp.async. What is copied is read at once and written when it is waited for; until then the target holds no numbers,
// and whoever touches it is at fault.
#include <string.h>

#include "simt/fault.h"
#include "simt/host.h"
#include "simt/memory.h"

namespace simt {
namespace {

uint32_t new_copy(Host& host) {
  if (host.free_copy == kNone) {
    host.copies.emplace_back();
    return static_cast<uint32_t>(host.copies.size() - 1);
  }
  const uint32_t copy = host.free_copy;
  host.free_copy = host.copies[copy].next;
  return copy;
}

Window& target(Host& host, const void* shared) {
  Window* const window = window_of(host, shared);
  if (!window) fail("the target of cp.async is not in shared memory");
  return *window;
}

}  // namespace

void forget_copies(Host& host) {
  host.copies.clear();
  host.free_copy = kNone;
}

void cp_async(void* shared, const void* global, int bytes, bool there) {
  Host& h = *host_of_fiber();
  Fiber& me = *h.current;
  const uintptr_t to = reinterpret_cast<uintptr_t>(shared), from = reinterpret_cast<uintptr_t>(global);
  const size_t size = static_cast<size_t>(bytes);
  if (to % size || (there && from % size)) fail("an address of cp.async is no multiple of %zu", size);
  if (there && !memory::within(from, size)) {
    char where[120];
    memory::describe(from, size, where, sizeof where);
    fail("cp.async reads %zu bytes %s", size, where);
  }
  touch_shared(h, target(h, shared), to, size, Touch::copy_begins);
  const uint32_t mine = new_copy(h);
  Copy& copy = h.copies[mine];
  copy = {static_cast<unsigned char*>(shared), {}, me.group, kNone, bytes};
  if (there) memcpy(copy.data, global, size);
  memset(shared, 0xff, size);
  if (me.first_copy == kNone) {
    me.first_copy = mine;
  } else {
    h.copies[me.last_copy].next = mine;
  }
  me.last_copy = mine;
}

void cp_async_commit() { host_of_fiber()->current->group++; }

void cp_async_wait(int pending) {
  Host& h = *host_of_fiber();
  Fiber& me = *h.current;
  while (me.first_copy != kNone) {
    const uint32_t first = me.first_copy;
    Copy& copy = h.copies[first];
    if (copy.group + static_cast<uint32_t>(pending) >= me.group) break;  // among the latest, or not committed
    memcpy(copy.to, copy.data, static_cast<size_t>(copy.bytes));
    touch_shared(h, target(h, copy.to), reinterpret_cast<uintptr_t>(copy.to), static_cast<size_t>(copy.bytes), Touch::copy_ends);
    me.first_copy = copy.next;
    copy.next = h.free_copy;
    h.free_copy = first;
  }
}

}  // namespace simt
