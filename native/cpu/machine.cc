// How many CPUs there are for us.
#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#include "cpu/pool.h"

#if defined(__linux__)
#include <sched.h>
#endif

namespace ts {
namespace {

int32_t by_affinity() {
#if defined(__linux__)
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  const unsigned count = std::thread::hardware_concurrency();
  return count ? static_cast<int32_t>(count) : 1;
}

// The CPUs that a control group's quota amounts to; 0 when there is no quota.
int32_t by_quota() {
  double quota = 0, period = 0;
  std::ifstream v2("/sys/fs/cgroup/cpu.max");
  if (v2 >> quota >> period && period > 0) return static_cast<int32_t>(std::ceil(quota / period));
  std::ifstream v1_quota("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  std::ifstream v1_period("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  if (v1_quota >> quota && v1_period >> period && quota > 0 && period > 0) {
    return static_cast<int32_t>(std::ceil(quota / period));
  }
  return 0;
}

}  // namespace

int32_t machine_threads() {
  static const int32_t threads = [] {
    const int32_t cpus = by_affinity();
    const int32_t quota = by_quota();
    return quota > 0 && quota < cpus ? quota : cpus;
  }();
  return threads < 1 ? 1 : threads;
}

}  // namespace ts
