// The machine's description, and what tests ask of the CPU backend's memory.
#include "addon/errors.h"
#include "addon/exports.h"
#include "cpu/level.h"
#include "cpu/memory.h"
#include "cpu/pool.h"

namespace tinystories {
namespace {

Napi::Array level_names(Napi::Env env, const std::vector<const ts::Kernels*>& levels) {
  Napi::Array names = Napi::Array::New(env, levels.size());
  for (uint32_t i = 0; i < levels.size(); i++) names.Set(i, Napi::String::New(env, levels[i]->level));
  return names;
}

// MachineInfo of lib/runtime/addon.ts.
Napi::Value machine(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    std::string error;
    const ts::Kernels* const chosen = ts::chosen_level(&error);
    if (!chosen) throw Failure("UNSUPPORTED", error);
    Napi::Object out = Napi::Object::New(env);
    out.Set("level", chosen->level);
    out.Set("compiledLevels", level_names(env, ts::compiled_levels()));
    out.Set("usableLevels", level_names(env, ts::usable_levels()));
    out.Set("cpu", ts::processor_name());
    out.Set("threads", ts::machine_threads());
#if defined(__clang__)
    out.Set("compiler", "clang " __clang_version__);
#else
    out.Set("compiler", "gcc " __VERSION__);
#endif
    return out;
  });
}

Napi::Value fail_allocation(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(ts::fail_allocation(info[0].ToNumber().Int64Value())));
}

Napi::Value live_allocations(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(ts::live_allocations()));
}

}  // namespace
}  // namespace tinystories

void export_machine(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("machine", Napi::Function::New(env, machine, "machine"));
  exports.Set("failAllocation", Napi::Function::New(env, fail_allocation, "failAllocation"));
  exports.Set("liveAllocations", Napi::Function::New(env, live_allocations, "liveAllocations"));
}
