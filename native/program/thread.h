// Threads that compute.
#pragma once

namespace tinystories {

// Starts a thread of its own that calls run(argument), with a stack that the kernels' blocks fit into (some systems give
// a thread 128 KiB). False when the system has none to give.
bool start_thread(void (*run)(void*), void* argument);

}  // namespace tinystories
