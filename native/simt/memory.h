// Device memory: a region of its own in which every allocation lies between pages that nobody may touch, so that an
// access is known to be inside an allocation or outside of all of them.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace simt::memory {

constexpr size_t kRegion = size_t{64} << 30;  // addresses; memory only where something lies
constexpr size_t kTotal = size_t{8} << 30;    // that may be held at a time

void* allocate(size_t bytes);  // nullptr: none left
bool release(void* memory);    // false: nothing lies there
size_t used();

extern uintptr_t region;  // its first address, once something was allocated
inline bool in_region(uintptr_t address) { return address - region < kRegion; }
// Whether all of it lies in one allocation.
bool within(uintptr_t address, size_t bytes);
// Where an address that is not within lies, in words.
void describe(uintptr_t address, size_t bytes, char* text, size_t room);

}  // namespace simt::memory
