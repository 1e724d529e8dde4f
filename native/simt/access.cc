// Kernels are compiled so that the compiler calls a function before every load and store (-fsanitize=thread) and where
// an address is not aligned as its type wants or an index leaves its array (-fsanitize=alignment,bounds). Those functions
// are here; no sanitizer's own library takes part.
#include <link.h>
#include <string.h>

#include "simt/fault.h"
#include "simt/host.h"
#include "simt/memory.h"

namespace simt {
namespace {

struct Image {
  uintptr_t begin = 0, end = 0;
};

int find_image(dl_phdr_info* info, size_t, void* out) {
  Image image = {~uintptr_t{0}, 0};
  bool ours = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
    const uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, end = begin + info->dlpi_phdr[i].p_memsz;
    const uintptr_t here = reinterpret_cast<uintptr_t>(&find_image);
    ours = ours || (here >= begin && here < end);
    image.begin = begin < image.begin ? begin : image.begin;
    image.end = end > image.end ? end : image.end;
  }
  if (ours) *static_cast<Image*>(out) = image;
  return ours;
}

// Tables of constants lie in this library.
bool in_library(uintptr_t address) {
  static const Image image = [] {
    Image found;
    dl_iterate_phdr(find_image, &found);
    return found;
  }();
  return address >= image.begin && address < image.end;
}

[[noreturn]] void outside(uintptr_t address, size_t bytes, bool writes) {
  char where[120];
  memory::describe(address, bytes, where, sizeof where);
  fail("%s %zu bytes %s", writes ? "writes" : "reads", bytes, where);
}

void touch(const void* at, size_t bytes, bool writes) {
  Host* const h = host_of_fiber();
  if (!h || !h->current) return;
  if (h->doubt.bytes) settle(*h);
  const uintptr_t address = reinterpret_cast<uintptr_t>(at);
  if (h->stacks.holds(address)) return;
  if (memory::in_region(address)) {
    if (!memory::within(address, bytes)) outside(address, bytes, writes);
    return;
  }
  if (Window* const window = window_of(*h, at)) {
    touch_shared(*h, *window, address, bytes, writes ? Touch::write : Touch::read);
    return;
  }
  if (writes) outside(address, bytes, true);
  if (address - reinterpret_cast<uintptr_t>(h->launch->arguments) < h->launch->argument_bytes || in_library(address)) return;
  outside(address, bytes, false);
}

// Atomic accesses are in order with one another; only their bounds are looked at.
void touch_atomic(const void* at, size_t bytes) {
  Host* const h = host();
  const uintptr_t address = reinterpret_cast<uintptr_t>(at);
  if (address % bytes) fail("an atomic access to an address that is no multiple of %zu", bytes);
  if (memory::within(address, bytes)) return;
  const Window* const window = window_of(*h, at);
  if (!window || address < window->begin || address + bytes > window->begin + window->bytes) outside(address, bytes, true);
}

}  // namespace

int32_t atomic_add(int32_t* to, int32_t value) {
  touch_atomic(to, 4);
  return __atomic_fetch_add(to, value, __ATOMIC_SEQ_CST);
}
uint32_t atomic_add(uint32_t* to, uint32_t value) {
  touch_atomic(to, 4);
  return __atomic_fetch_add(to, value, __ATOMIC_SEQ_CST);
}

}  // namespace simt

// ---- what the compiler calls ----

#define HIDDEN __attribute__((visibility("hidden")))
extern "C" {

#define ACCESS(bytes)                                                                     \
  HIDDEN void __tsan_read##bytes(void* at) { simt::touch(at, bytes, false); }             \
  HIDDEN void __tsan_write##bytes(void* at) { simt::touch(at, bytes, true); }             \
  HIDDEN void __tsan_unaligned_read##bytes(void* at) { simt::touch(at, bytes, false); }   \
  HIDDEN void __tsan_unaligned_write##bytes(void* at) { simt::touch(at, bytes, true); }
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)
HIDDEN void __tsan_read_range(void* at, size_t bytes) { simt::touch(at, bytes, false); }
HIDDEN void __tsan_write_range(void* at, size_t bytes) { simt::touch(at, bytes, true); }
HIDDEN void __tsan_vptr_update(void**, void*) {}
HIDDEN void __tsan_vptr_read(void**) {}
HIDDEN void __tsan_init() {}
HIDDEN void __tsan_func_entry(void*) {}
HIDDEN void __tsan_func_exit() {}

// Launchers may use atomics of their own (function-local statics do).
#define ATOMIC(bits, T)                                                                                             \
  HIDDEN T __tsan_atomic##bits##_load(const volatile T* at, int) { return __atomic_load_n(at, __ATOMIC_SEQ_CST); }   \
  HIDDEN void __tsan_atomic##bits##_store(volatile T* at, T v, int) { __atomic_store_n(at, v, __ATOMIC_SEQ_CST); }   \
  HIDDEN T __tsan_atomic##bits##_exchange(volatile T* at, T v, int) {                                                \
    return __atomic_exchange_n(at, v, __ATOMIC_SEQ_CST);                                                             \
  }                                                                                                                  \
  HIDDEN T __tsan_atomic##bits##_fetch_add(volatile T* at, T v, int) {                                               \
    return __atomic_fetch_add(at, v, __ATOMIC_SEQ_CST);                                                              \
  }                                                                                                                  \
  HIDDEN T __tsan_atomic##bits##_fetch_sub(volatile T* at, T v, int) {                                               \
    return __atomic_fetch_sub(at, v, __ATOMIC_SEQ_CST);                                                              \
  }                                                                                                                  \
  HIDDEN bool __tsan_atomic##bits##_compare_exchange_strong(volatile T* at, T* expected, T v, int, int) {            \
    return __atomic_compare_exchange_n(at, expected, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                  \
  }                                                                                                                  \
  HIDDEN bool __tsan_atomic##bits##_compare_exchange_weak(volatile T* at, T* expected, T v, int, int) {              \
    return __atomic_compare_exchange_n(at, expected, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                  \
  }
ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)

struct Source {
  const char* file;
  uint32_t line, column;
};
struct Mismatch {
  Source source;
  const void* type;
  unsigned char log_alignment, access;
};
struct OutOfBounds {
  Source source;
  const void *array, *index;
};
static const char* short_name(const char* file) {
  const char* const slash = strrchr(file, '/');
  return slash ? slash + 1 : file;
}
HIDDEN void __ubsan_handle_type_mismatch_v1(Mismatch* data, uintptr_t address) {
  const simt::Host* const h = simt::host();
  if (!h || !h->current) return;
  const size_t align = size_t{1} << data->log_alignment;
  if (address % align) {
    simt::fail("%s:%u: an address %zu bytes off a multiple of %zu", short_name(data->source.file), data->source.line,
               static_cast<size_t>(address % align), align);
  }
}
HIDDEN void __ubsan_handle_out_of_bounds(OutOfBounds* data, uintptr_t index) {
  const simt::Host* const h = simt::host();
  if (!h || !h->current) return;
  simt::fail("%s:%u: index %td is outside of its array", short_name(data->source.file), data->source.line,
             static_cast<ptrdiff_t>(index));
}

}  // extern "C"
