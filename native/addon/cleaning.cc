// Cleaner, as lib/runtime/addon-text.ts describes it.
#include <memory>

#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/executor.h"
#include "addon/exports.h"
#include "text/cleaner.h"

namespace tinystories {
namespace {

text::CleaningRules rules_argument(const Napi::Value& value) {
  const Napi::Object object = object_argument(value, "rules");
  text::CleaningRules rules;
  for (const std::string& name : strings_argument(object.Get("steps"), "rules.steps")) {
    size_t step = 0;
    while (step < text::kSteps && name != text::kStepNames[step]) step++;
    if (step == text::kSteps)
      throw Failure("INVALID_ARGUMENT", "rules.steps: there is no step \"" + name + "\"");
    rules.on[step] = true;
  }
  const auto count = [&](const char* name) {
    return static_cast<size_t>(whole_argument(object.Get(name), name, 0, kMaxInt32));
  };
  rules.tiny_words = count("tinyWords");
  rules.short_characters = count("shortCharacters");
  rules.near_threshold = number_argument(object.Get("nearThreshold"), "nearThreshold");
  if (!(rules.near_threshold > 0 && rules.near_threshold <= 1))
    throw Failure("INVALID_ARGUMENT", "nearThreshold: expected a number above 0, at most 1");
  return rules;
}

text::CleaningBlock block_argument(const Napi::Value& value) {
  const Napi::Object object = object_argument(value, "block");
  text::CleaningBlock block;
  block.bytes = bytes_argument(object.Get("bytes"), "block.bytes");
  block.first = object.Get("first").ToBoolean();
  block.last = object.Get("last").ToBoolean();
  if (present(object.Get("ends"))) {
    block.packed = true;
    block.ends = uint32_argument(object.Get("ends"), "block.ends");
    uint32_t before = 0;
    for (const uint32_t end : block.ends) {
      if (end < before || end > block.bytes.size())
        throw Failure("INVALID_ARGUMENT", "block.ends: expected offsets that rise and stay inside of block.bytes");
      before = end;
    }
  }
  return block;
}

class CleanerObject : public Napi::ObjectWrap<CleanerObject> {
 public:
  explicit CleanerObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    guarded(info.Env(), [&] { cleaner_ = std::make_shared<text::Cleaner>(rules_argument(info[0])); });
  }

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "Cleaner",
        {InstanceMethod<&CleanerObject::protect>("protect"), InstanceMethod<&CleanerObject::survey>("survey"),
         InstanceMethod<&CleanerObject::settle>("settle"), InstanceMethod<&CleanerObject::clean>("clean"),
         InstanceMethod<&CleanerObject::finish>("finish"), InstanceMethod<&CleanerObject::cancel>("cancel")});
  }

 private:
  // A call that works on a block and has no result.
  template <typename Work>
  Napi::Value on_block(const Napi::CallbackInfo& info, Work work) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const size_t threads = threads_argument(info[1]);
      auto block = std::make_shared<text::CleaningBlock>(block_argument(info[0]));
      return submit(
          info.Env(), strand_, Value(),
          [cleaner = cleaner_, block, threads, work](const Stop& stop) {
            work(*cleaner, std::move(*block), threads, stop);
            return 0;
          },
          [](Napi::Env env, int) -> Napi::Value { return env.Undefined(); });
    });
  }

  Napi::Value protect(const Napi::CallbackInfo& info) {
    return on_block(info, [](text::Cleaner& cleaner, text::CleaningBlock&& block, size_t threads, const Stop& stop) {
      cleaner.protect(std::move(block), threads, stop);
    });
  }

  Napi::Value survey(const Napi::CallbackInfo& info) {
    return on_block(info, [](text::Cleaner& cleaner, text::CleaningBlock&& block, size_t threads, const Stop& stop) {
      cleaner.survey(std::move(block), threads, stop);
    });
  }

  Napi::Value settle(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      return submit(
          info.Env(), strand_, Value(),
          [cleaner = cleaner_, threads = threads_argument(info[0])](const Stop& stop) {
            cleaner->settle(threads, stop);
            return 0;
          },
          [](Napi::Env env, int) -> Napi::Value { return env.Undefined(); });
    });
  }

  Napi::Value clean(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const size_t threads = threads_argument(info[1]);
      auto block = std::make_shared<text::CleaningBlock>(block_argument(info[0]));
      return submit(
          info.Env(), strand_, Value(),
          [cleaner = cleaner_, block, threads](const Stop& stop) {
            return cleaner->clean(std::move(*block), threads, stop);
          },
          [](Napi::Env env, const text::CleanedBlock& cleaned) -> Napi::Value {
            Napi::Object result = Napi::Object::New(env);
            result["bytes"] = to_array<Napi::Uint8Array>(env, cleaned.bytes);
            result["ends"] = to_array<Napi::Uint32Array>(env, cleaned.ends);
            result["verdicts"] = to_array<Napi::Uint8Array>(env, cleaned.verdicts);
            return result;
          });
    });
  }

  Napi::Value finish(const Napi::CallbackInfo& info) {
    struct Totals {
      text::StepCounts counts;
      size_t memory, compared;
    };
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      return submit(
          info.Env(), strand_, Value(),
          [cleaner = cleaner_](const Stop&) {
            cleaner->finish();
            return Totals{cleaner->counts(), cleaner->peak_memory(), cleaner->compared()};
          },
          [](Napi::Env env, const Totals& totals) -> Napi::Value {
            Napi::Object steps = Napi::Object::New(env);
            for (size_t i = 0; i < text::kSteps; i++) {
              Napi::Object step = Napi::Object::New(env);
              step["stories"] = Napi::Number::New(env, static_cast<double>(totals.counts.stories[i]));
              step["places"] = Napi::Number::New(env, static_cast<double>(totals.counts.places[i]));
              steps[text::kStepNames[i]] = step;
            }
            Napi::Object result = Napi::Object::New(env);
            result["steps"] = steps;
            result["peakBytes"] = Napi::Number::New(env, static_cast<double>(totals.memory));
            result["compared"] = Napi::Number::New(env, static_cast<double>(totals.compared));
            return result;
          });
    });
  }

  void cancel(const Napi::CallbackInfo&) { tinystories::cancel(strand_, 0); }

  std::shared_ptr<text::Cleaner> cleaner_;
  std::shared_ptr<Strand> strand_ = make_strand();
};

}  // namespace
}  // namespace tinystories

void export_cleaning(Napi::Env env, Napi::Object exports) {
  exports.Set("Cleaner", tinystories::CleanerObject::define(env));
  Napi::Array names = Napi::Array::New(env);
  for (uint32_t i = 0; i < tinystories::text::kSteps; i++) names.Set(i, tinystories::text::kStepNames[i]);
  exports.Set("cleaningSteps", names);
}
