#include "cpu/level.h"

#include <cstdlib>
#include <cstring>
#include <fstream>

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ts {
namespace {

#if defined(__x86_64__)

bool runs_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("fma");
}

// Linux gives a process the tile registers when it asks for them, and then to all its threads.
bool asked_for_tiles() {
#if defined(__linux__)
  constexpr unsigned kTile = 1u << 24, kBf16 = 1u << 22;  // of EDX of leaf 7
  constexpr int kRequestPermission = 0x1023, kTileData = 18;
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & kTile) == 0 || (d & kBf16) == 0) return false;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
  return false;
#endif
}

#endif

bool runs_here(const char* level) {
  if (!std::strcmp(level, "base")) return true;
#if defined(__x86_64__)
  if (!std::strcmp(level, "avx2")) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  }
  if (!std::strcmp(level, "avx512")) return runs_avx512();
  if (!std::strcmp(level, "amx")) {
    static const bool tiles = runs_avx512() && asked_for_tiles();
    return tiles;
  }
#endif
  return false;
}

std::string names(const std::vector<const Kernels*>& levels) {
  std::string text;
  for (const Kernels* level : levels) text += (text.empty() ? "" : ", ") + std::string(level->level);
  return text;
}

}  // namespace

std::vector<const Kernels*> compiled_levels() {
  return {
      &kernels_base,
#ifdef TS_HAVE_AVX2
      &kernels_avx2,
#endif
#ifdef TS_HAVE_AVX512
      &kernels_avx512,
#endif
#ifdef TS_HAVE_AMX
      &kernels_amx,
#endif
  };
}

std::vector<const Kernels*> usable_levels() {
  std::vector<const Kernels*> usable;
  for (const Kernels* level : compiled_levels()) {
    if (runs_here(level->level)) usable.push_back(level);
  }
  return usable;
}

const Kernels* usable_level(const std::string& name) {
  for (const Kernels* level : usable_levels()) {
    if (name == level->level) return level;
  }
  return nullptr;
}

const Kernels* chosen_level(std::string* error) {
  const std::vector<const Kernels*> usable = usable_levels();
  const char* wanted = std::getenv("TINYSTORIES_CPU");
  if (!wanted || !*wanted) return usable.back();
  if (const Kernels* const level = usable_level(wanted)) return level;
  bool compiled = false;
  for (const Kernels* level : compiled_levels()) compiled = compiled || !std::strcmp(level->level, wanted);
  *error = std::string("TINYSTORIES_CPU=") + wanted +
           (compiled ? ": this machine cannot run that instruction-set level"
                     : ": no such instruction-set level") +
           "; expected one of " + names(usable) + ", or the variable unset";
  return nullptr;
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  std::string line;
  while (std::getline(info, line)) {
    if (line.rfind("model name", 0) != 0) continue;
    const size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
#if defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "arm64";
#else
  return "unknown";
#endif
}

}  // namespace ts
