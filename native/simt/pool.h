// The threads of the host that run blocks. They start when they are first needed, wait between launches and end with
// the process (or when the library is closed). One launch at a time.
#pragma once
#include <pthread.h>

#include "simt/host.h"

namespace simt {

// Runs all blocks of a launch; false where no thread could be started.
bool run_on_pool(Launch& launch, unsigned threads);
// The Host of a thread of the pool, else nullptr; may be asked in a signal handler.
Host* pool_host(pthread_t thread);

}  // namespace simt
