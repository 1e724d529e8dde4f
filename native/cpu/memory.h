// The door through which the CPU backend takes memory: 64-byte aligned, counted, and able to fail on request. (What
// thread_memory gives is neither counted nor asked to fail: who has none of it works on the stack.)
#pragma once
#include <cstddef>
#include <cstdint>

namespace ts {

// 64-byte aligned memory, or nullptr when there is none (or when this call was asked to fail). Large pieces in few and
// large pages, where the system has them.
void* allocate(size_t bytes);
// The same, zeroed: large pieces by the system when they are first touched, so that taking them costs
// nothing.
void* allocate_zeroed(size_t bytes);
void release(void* memory);

// kThreadMemory bytes of the calling thread's own until it ends, in one large page where the system has one, or nullptr:
// for what an operation rearranges on its way through the second cache. A stack's small pages would be spread over that
// cache by chance and fall into its sets unevenly.
constexpr size_t kThreadMemory = 2 << 20;
void* thread_memory();

// The `nth` allocation from now on fails (1: the next one); 0 turns that off. Returns how many allocations
// were counted since the last call. For tests.
int64_t fail_allocation(int64_t nth);

// Allocations not released yet. For tests.
int64_t live_allocations();

}  // namespace ts
