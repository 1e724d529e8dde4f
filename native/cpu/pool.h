// The process's compute threads: one pool for all contexts, made when first needed and never torn down (a
// process may exit while it works).
#pragma once
#include <cstdint>

namespace ts {

// CPUs this process may use: its affinity, cut by a cgroup quota.
int32_t machine_threads();

typedef void (*PoolTask)(void* arg, int32_t tile, int32_t worker);

// Runs task(arg, tile, worker) for every tile in [0, tiles) on at most `threads` threads, the caller among
// them. Tiles go to whoever is free. Only between take_turn and end_turn.
void run_on_pool(int32_t threads, int32_t tiles, PoolTask task, void* arg);

// The pool works for one operation at a time. Who waits with priority 1 goes before all with priority 0;
// among equals, first come, first served.
void take_turn(int32_t priority);
void end_turn();

// Compute threads stand a little behind the event loop's thread in the eyes of the operating system. Done for
// the pool's own threads; a thread that calls run_on_pool is treated the same, unless it is the process's
// main thread.
void lower_thread_priority();

}  // namespace ts
