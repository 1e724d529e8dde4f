// What the machine can do at most, measured: the limits that benchmarks hold their figures against.
#include <napi.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/exports.h"
#include "cpu/level.h"
#include "cpu/memory.h"
#include "cpu/pool.h"

namespace tinystories {
namespace {

// Tiles are small, so that no thread waits long for another at the end of a trial; a trial takes a millisecond and
// more, so that some pass without a disturbance.
constexpr int32_t kTilesPerThread = 16;
constexpr int64_t kRounds = 1 << 14;
constexpr int64_t kTileRounds = 1 << 9;
constexpr int64_t kTileBytes = 4 << 20;

struct Settings {
  const ts::Kernels* kernels;
  int32_t threads;
  double seconds;
};

Settings settings(const Napi::Object& options) {
  Settings s{};
  if (present(options.Get("level"))) {
    const std::string name = string_argument(options.Get("level"), "level");
    s.kernels = ts::usable_level(name);
    if (!s.kernels) throw Failure("INVALID_ARGUMENT", "level: this machine cannot run " + name);
  } else {
    std::string error;
    s.kernels = ts::chosen_level(&error);
    if (!s.kernels) throw Failure("UNSUPPORTED", error);
  }
  const Napi::Value threads = options.Get("threads");
  s.threads = present(threads) ? static_cast<int32_t>(whole_argument(threads, "threads", 1, 1024)) : 1;
  const Napi::Value seconds = options.Get("seconds");
  s.seconds = present(seconds) ? number_argument(seconds, "seconds") : 0.05;
  return s;
}

// Runs a tile's work on the pool, trial after trial; what it reports each time, a second.
template <typename Work>
std::vector<double> trials(const Settings& s, int32_t tiles, Work&& work) {
  struct Job {
    Work& work;
    std::vector<int64_t> done;
  } job{work, std::vector<int64_t>(static_cast<size_t>(tiles))};
  std::vector<double> rates;
  ts::take_turn(0);
  double total = 0;
  // The first trial wakes threads and fills caches and is not counted.
  for (int trial = -1; trial < 3 || total < s.seconds; trial++) {
    const auto began = std::chrono::steady_clock::now();
    ts::run_on_pool(
        s.threads, tiles,
        [](void* arg, int32_t tile, int32_t worker) {
          Job& j = *static_cast<Job*>(arg);
          j.done[static_cast<size_t>(tile)] = j.work(worker);
        },
        &job);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (trial < 0) continue;
    int64_t sum = 0;
    for (const int64_t one : job.done) sum += one;
    rates.push_back(static_cast<double>(sum) / took.count());
    total += took.count();
  }
  ts::end_turn();
  return rates;
}

// multiplyAdds({ level?, threads?, seconds?, tiles? }): floating-point operations a second of threads that do nothing but
// multiply-adds in registers, or with `tiles` such products of float32 as AMX makes (none where the level has no AMX), one
// figure a trial. Runs on the calling thread, as do all of these.
Napi::Value multiply_adds(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    const Napi::Object options = info[0].IsObject() ? info[0].As<Napi::Object>() : Napi::Object::New(env);
    const Settings s = settings(options);
    const int32_t tiles = s.threads * kTilesPerThread;
    const bool by_tiles = options.Get("tiles").ToBoolean();
    if (by_tiles && !s.kernels->tile_products) return Napi::Float64Array::New(env, 0);
    const auto rates = trials(s, tiles, [&](int32_t) {
      return by_tiles ? s.kernels->tile_products(kTileRounds) : s.kernels->multiply_adds(kRounds);
    });
    return to_array<Napi::Float64Array>(env, rates);
  });
}

// bandwidth({ kind, bytes, level?, threads?, seconds? }): bytes a second that go over the bus of whichever cache
// holds `bytes`, reads and writes counted alike, one figure a trial. Each thread has its own share of the memory.
Napi::Value bandwidth(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    const Napi::Object options = object_argument(info[0], "options");
    const Settings s = settings(options);
    const std::string name = string_argument(options.Get("kind"), "kind");
    const int32_t kind = name == "read" ? 0 : name == "copy" ? 1 : name == "triad" ? 2 : -1;
    if (kind < 0) throw Failure("INVALID_ARGUMENT", "kind: expected read, copy or triad, got " + name);
    const int64_t bytes = whole_argument(options.Get("bytes"), "bytes", int64_t(s.threads) * 4096, int64_t(1) << 40);
    const int64_t floats = bytes / s.threads / 4;

    typedef std::unique_ptr<void, void (*)(void*)> Memory;
    std::vector<Memory> memory;
    for (int32_t i = 0; i < s.threads; i++) {
      memory.emplace_back(ts::allocate(static_cast<size_t>(floats) * 4), ts::release);
      if (!memory.back()) throw Failure("OUT_OF_MEMORY", format("no memory for %lld bytes", (long long)bytes));
      // Pages that were never written all lie in one page of zeros.
      float* const data = static_cast<float*>(memory.back().get());
      for (int64_t k = 0; k < floats; k++) data[k] = 1.0f;
    }
    const int64_t passes = std::max<int64_t>(1, kTileBytes / (floats * 4));
    const int32_t tiles = s.threads * (passes > 1 ? kTilesPerThread : 2);
    const auto rates = trials(s, tiles, [&](int32_t worker) {
      float* const data = static_cast<float*>(memory[static_cast<size_t>(worker)].get());
      int64_t moved = 0;
      for (int64_t pass = 0; pass < passes; pass++) moved += s.kernels->memory_pass(kind, data, floats);
      return moved;
    });
    return to_array<Napi::Float64Array>(env, rates);
  });
}

}  // namespace
}  // namespace tinystories

void export_ceilings(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("multiplyAdds", Napi::Function::New(env, multiply_adds, "multiplyAdds"));
  exports.Set("bandwidth", Napi::Function::New(env, bandwidth, "bandwidth"));
}
