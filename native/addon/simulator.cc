// What tests ask of native/simt beside its backend: the order in which threads run, what ran, and its trials.
#include <napi.h>

#include <cstring>
#include <string>

#include "addon/arguments.h"
#include "addon/backends.h"
#include "addon/errors.h"
#include "addon/exports.h"
#include "simt/control.h"

namespace tinystories {
namespace {

const ts_simulator* simulator() {
  const auto open = reinterpret_cast<ts_simulator_open_function>(backend_function("simt", "ts_simulator_open"));
  const ts_simulator* const table = open();
  if (table->size != sizeof(ts_simulator)) throw Failure("UNSUPPORTED", "the simt library is of another version; build both anew");
  return table;
}

// simulate({ order?, threads?, late?, failing? }): how kernels run from now on; what is left out is as the environment
// says. Returns the counts of what ran so far.
Napi::Value simulate(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    const ts_simulator* const table = simulator();
    if (present(info[0])) {
      Napi::Object options = object_argument(info[0], "options");
      std::string order, late;
      ts_simulator_settings settings{};
      if (auto value = options.Get("order"); present(value)) order = string_argument(value, "order");
      if (auto value = options.Get("threads"); present(value)) settings.threads = int32_t(whole_argument(value, "threads", 0, 64));
      if (auto value = options.Get("failing"); present(value)) {
        settings.failing = int32_t(whole_argument(value, "failing", 0, kMaxInt32));
      }
      if (auto value = options.Get("late"); present(value)) late = string_argument(value, "late");
      if (!order.empty()) settings.order = order.c_str();
      if (!late.empty()) settings.late = late.c_str();
      if (!table->configure(&settings)) {
        throw Failure("INVALID_ARGUMENT",
                      "order: expected \"ascending\", \"descending\" or a number; late: \"all\" or \"kernels\"");
      }
    }
    uint64_t launches = 0, mma = 0, boxes = 0, ahead = 0;
    table->counts(&launches, &mma, &boxes, &ahead);
    auto counts = Napi::Object::New(env);
    counts.Set("launches", double(launches));
    counts.Set("mma", double(mma));
    counts.Set("boxes", double(boxes));
    counts.Set("ahead", double(ahead));
    return counts;
  });
}

// simulatorTrial(name, numbers, count): { output, failure } of a trial kernel of native/simt.
Napi::Value simulator_trial(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  return guarded(env, [&]() -> Napi::Value {
    const std::string name = string_argument(info[0], "name");
    if (!info[1].IsTypedArray() || info[1].As<Napi::TypedArray>().TypedArrayType() != napi_float32_array) {
      throw Failure("INVALID_ARGUMENT", "numbers: expected a Float32Array");
    }
    const auto numbers = info[1].As<Napi::Float32Array>();
    auto output = Napi::Float32Array::New(env, size_t(whole_argument(info[2], "count", 0, 1 << 20)));
    const char* const failure =
        simulator()->trial(name.c_str(), numbers.Data(), numbers.ElementLength(), output.Data(), output.ElementLength());
    if (!failure) throw Failure("INVALID_ARGUMENT", "no such trial: " + name);
    auto result = Napi::Object::New(env);
    result.Set("output", output);
    result.Set("failure", failure);
    return result;
  });
}

}  // namespace
}  // namespace tinystories

void export_simulator(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("simulate", Napi::Function::New(env, simulate, "simulate"));
  exports.Set("simulatorTrial", Napi::Function::New(env, simulator_trial, "simulatorTrial"));
}
