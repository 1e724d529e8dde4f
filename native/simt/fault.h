// What a kernel does wrong ends its launch, not the process: the message names kernel, block and thread, and the rest
// of the launch is abandoned. Kernels hold nothing that would have to be given back.
#pragma once

namespace simt {

// Ends the block that this thread of the host runs.
[[noreturn]] void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

// Accesses that the hardware refuses are failures of the kernel too, on threads of the pool; all other signals go
// where they went before.
void watch_signals();

}  // namespace simt
