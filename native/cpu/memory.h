// The one door through which the CPU backend takes memory: 64-byte aligned, counted, and able to fail on
// request.
#pragma once
#include <cstddef>
#include <cstdint>

namespace ts {

// 64-byte aligned memory, or nullptr when there is none (or when this call was asked to fail).
void* allocate(size_t bytes);
// The same, zeroed: large pieces by the system when they are first touched, so that taking them costs
// nothing.
void* allocate_zeroed(size_t bytes);
void release(void* memory);
// For a large piece that is read from end to end over and over: fewer and larger pages, where the system has
// them. Before it is first touched.
void prefer_large_pages(void* memory, size_t bytes);

// The `nth` allocation from now on fails (1: the next one); 0 turns that off. Returns how many allocations
// were counted since the last call. For tests.
int64_t fail_allocation(int64_t nth);

// Allocations not released yet. For tests.
int64_t live_allocations();

}  // namespace ts
