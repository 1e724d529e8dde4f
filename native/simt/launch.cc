// Launches: their limits, the order in which they run, and the count of what ran.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mutex>

#include "simt/control.h"
#include "simt/launch.h"
#include "simt/pool.h"

namespace simt {
namespace {

std::mutex mutex;
bool order_given = false;
Order given_order;
unsigned given_threads = 0;
std::atomic<uint64_t> launches{0}, mma{0}, boxes{0};
std::atomic<int64_t> until_failure{0};  // 1: the next launch fails; 0 or less: none does

bool parse(const char* text, Order* order) {
  if (strcmp(text, "ascending") == 0) {
    *order = {Order::ascending, 0};
  } else if (strcmp(text, "descending") == 0) {
    *order = {Order::descending, 0};
  } else {
    char* end = nullptr;
    const unsigned long long seed = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end) return false;
    *order = {Order::seeded, seed};
  }
  return true;
}

int32_t configure(const ts_simulator_settings* settings) {
  const auto [order, late, threads, failing] = *settings;
  std::lock_guard lock(mutex);
  Order wanted;
  if (order && !parse(order, &wanted)) return 0;
  const bool all = late && strcmp(late, "all") == 0, kernels = late && strcmp(late, "kernels") == 0;
  if (late && !all && !kernels) return 0;
  until_failure = failing;
  set_lateness(all ? Lateness::all : kernels ? Lateness::kernels : Lateness::none);
  order_given = order != nullptr;
  given_order = wanted;
  given_threads = threads > 0 ? static_cast<unsigned>(threads) : 0;
  return 1;
}

void counts(uint64_t* launched, uint64_t* multiplied, uint64_t* brought, uint64_t* ahead) {
  *launched = launches.load();
  *multiplied = mma.load();
  *brought = boxes.load();
  *ahead = uploads_ahead();
}

// What holds for the next launch; false: the environment asks for an order that there is not.
bool settings(Order* order, unsigned* threads) {
  std::lock_guard lock(mutex);
  *order = given_order;
  const char* const wanted_order = getenv("TINYSTORIES_SIMT_ORDER");
  if (!order_given && wanted_order && *wanted_order && !parse(wanted_order, order)) return false;
  *threads = given_threads;
  const char* const wanted_threads = getenv("TINYSTORIES_SIMT_THREADS");
  if (*threads == 0 && wanted_threads) *threads = static_cast<unsigned>(strtoul(wanted_threads, nullptr, 10));
  if (*threads == 0) {
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *threads = processors > 0 ? static_cast<unsigned>(processors) : 1;
  }
  return true;
}

const ts_simulator table = {sizeof(ts_simulator), configure, counts, trial};

}  // namespace

cudaError_t run(const char* name, unsigned cluster, dim3 grid, dim3 size, size_t shared, void (*call)(const void*),
                const void* arguments, size_t argument_bytes) {
  const uint64_t threads = uint64_t{size.x} * size.y * size.z, blocks = uint64_t{grid.x} * grid.y * grid.z;
  const bool together = cluster > 0 && cluster <= kClusterMost && threads * cluster <= Stacks::kMost;
  if (!together || threads == 0 || threads > 1024 || size.z > 64 || blocks == 0 || grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535 ||
      shared > kSharedMost) {
    return explain(cudaErrorInvalidConfiguration,
                   "kernel %s: a grid of (%u,%u,%u) blocks of (%u,%u,%u) threads with %zu bytes of shared memory", name, grid.x,
                   grid.y, grid.z, size.x, size.y, size.z, shared);
  }
  Launch launch{};
  launch.name = name;
  launch.grid = grid;
  launch.size = size;
  launch.size.x *= cluster;
  launch.own_threads = static_cast<unsigned>(threads);
  launch.threads = launch.own_threads * cluster;
  launch.shared = shared * cluster;
  launch.blocks = blocks;
  launch.call = call;
  launch.arguments = arguments;
  launch.argument_bytes = argument_bytes;
  unsigned hosts = 1;
  if (!settings(&launch.order, &hosts)) {
    return explain(cudaErrorInvalidValue, "TINYSTORIES_SIMT_ORDER=%s: expected \"ascending\", \"descending\" or a number",
                   getenv("TINYSTORIES_SIMT_ORDER"));
  }
  if (until_failure > 0 && --until_failure == 0) return explain(cudaErrorLaunchFailure, "kernel %s: a failure that was asked for", name);
  if (!run_on_pool(launch, hosts)) return explain(cudaErrorMemoryAllocation, "no thread to run kernels on");
  launches++;
  mma += launch.mma.load();
  boxes += launch.boxes.load();
  if (!launch.failed) return cudaSuccess;
  return explain(cudaErrorLaunchFailure, "%s", launch.message[0] ? launch.message : "no memory to run kernels in");
}

}  // namespace simt

extern "C" __attribute__((visibility("default"))) const ts_simulator* ts_simulator_open() { return &simt::table; }
