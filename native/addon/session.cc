// NativeSession of lib/runtime/addon.ts.
#include <memory>
#include <utility>

#include "addon/arguments.h"
#include "addon/environment.h"
#include "addon/errors.h"
#include "addon/executor.h"
#include "addon/exports.h"
#include "addon/program_object.h"
#include "addon/sampling.h"

namespace tinystories {
namespace {

// Lives from the submission of a call to the end of its work, or to its cancellation before that.
struct InFlight {};

Napi::Value outputs_result(Napi::Env env, const std::vector<SlotOutput>& slots) {
  static constexpr const char* kFinish[] = {"", "stop", "length", "capacity"};
  Napi::Array result = Napi::Array::New(env, slots.size());
  for (size_t i = 0; i < slots.size(); ++i) {
    const SlotOutput& slot = slots[i];
    Napi::Object output = Napi::Object::New(env);
    output.Set("slot", slot.slot);
    output.Set("ids", int32_array(env, slot.ids));
    output.Set("logprobs", float32_array(env, slot.logprobs));
    output.Set("topIds", int32_array(env, slot.top_ids));
    output.Set("topLogprobs", float32_array(env, slot.top_logprobs));
    output.Set("finished", kFinish[static_cast<int>(slot.finish)]);
    result.Set(static_cast<uint32_t>(i), output);
  }
  return result;
}

Napi::Value likeliest_result(Napi::Env env, const Likeliest& likeliest) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("ids", int32_array(env, likeliest.ids));
  result.Set("logprobs", float32_array(env, likeliest.logprobs));
  return result;
}

ts_precision precision_argument(const Napi::Value& value) {
  if (!present(value)) return TS_FLOAT32;
  const std::string name = string_argument(value, "weights");
  if (name == "float32") return TS_FLOAT32;
  if (name == "bf16") return TS_BF16;
  if (name == "int8") return TS_INT8;
  throw Failure("INVALID_ARGUMENT",
                "weights: expected \"float32\", \"bf16\" or \"int8\", got \"" + name + "\"");
}

class SessionObject final : public Napi::ObjectWrap<SessionObject> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "NativeSession",
                       {
                           InstanceMethod<&SessionObject::add>("add"),
                           InstanceMethod<&SessionObject::run>("run"),
                           InstanceMethod<&SessionObject::remove>("remove"),
                           InstanceMethod<&SessionObject::step>("step"),
                           InstanceMethod<&SessionObject::fork>("fork"),
                           InstanceMethod<&SessionObject::memory>("memory"),
                           InstanceMethod<&SessionObject::cancel_calls>("cancel"),
                           InstanceMethod<&SessionObject::dispose>("dispose"),
                       });
  }

  // (program, { slots, capacity, weights? })
  explicit SessionObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<SessionObject>(info) {
    guarded(info.Env(), [&] {
      auto [document, weights, threads] = program_parts(info.Env(), info[0]);
      const Napi::Object input = object_argument(info[1], "options");
      SessionOptions options;
      options.slots = static_cast<int32_t>(whole_argument(input.Get("slots"), "slots", 1, 4096));
      options.capacity = static_cast<int32_t>(whole_argument(input.Get("capacity"), "capacity", 1, 1 << 24));
      options.threads = threads;
      options.weights = precision_argument(input.Get("weights"));
      weights_ = weights;
      session_ = std::make_shared<Session>(std::move(document), std::move(weights), options);
      accounted_ = session_->cache_bytes();
      adjust_external_memory(info.Env(), accounted_);
    });
  }

  ~SessionObject() override {
    adjust_external_memory(Env(), -accounted_);
    close(strand_);
  }

 private:
  Napi::Value add(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
      check_idle();
      const std::vector<int32_t> tokens = int32_argument(info[0], "tokens");
      return Napi::Number::New(info.Env(), session_->add(tokens, continuation_argument(info[1])));
    });
  }

  Napi::Value remove(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
      check_idle();
      session_->remove(slot_argument(info[0]));
      return info.Env().Undefined();
    });
  }

  Napi::Value run(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      check_idle();
      const int32_t steps = static_cast<int32_t>(whole_argument(info[0], "steps", 1, kMaxInt32));
      std::vector<int32_t> only;
      if (present(info[1])) {
        only = int32_argument(info[1], "slots");
        session_->check_slots(only);
      }
      const bool all = !present(info[1]);
      auto work = [steps, all, only = std::move(only)](Session& session, const Stop& stop) {
        return session.run(steps, all ? session.used_slots() : only, stop);
      };
      return start(info.Env(), std::move(work), outputs_result);
    });
  }

  Napi::Value step(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      check_idle();
      std::vector<int32_t> slots = int32_argument(info[0], "slots");
      std::vector<int32_t> tokens = int32_argument(info[1], "tokens");
      const int32_t top = static_cast<int32_t>(whole_argument(info[2], "top", 1, 65536));
      session_->check_slots(slots);
      session_->check_tokens(slots, tokens);
      auto work = [slots = std::move(slots), tokens = std::move(tokens), top](Session& session,
                                                                              const Stop& stop) {
        return session.step(slots, tokens, top, stop);
      };
      return start(info.Env(), std::move(work), likeliest_result);
    });
  }

  Napi::Value fork(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      check_idle();
      const int32_t slot = slot_argument(info[0]);
      session_->check_slots({slot});
      auto work = [slot](Session& session, const Stop&) { return session.fork(slot); };
      auto convert = [](Napi::Env env, int32_t forked) -> Napi::Value {
        return Napi::Number::New(env, forked);
      };
      return start(info.Env(), std::move(work), convert);
    });
  }

  Napi::Value memory(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
      check_alive();
      Napi::Object result = Napi::Object::New(info.Env());
      result.Set("cache", static_cast<double>(session_->cache_bytes()));
      return result;
    });
  }

  Napi::Value cancel_calls(const Napi::CallbackInfo& info) {
    cancel(strand_, 0);
    return info.Env().Undefined();
  }

  // A running call is cancelled, and holds the memory until it has ended.
  Napi::Value dispose(const Napi::CallbackInfo& info) {
    session_.reset();
    weights_.reset();
    close(strand_);
    adjust_external_memory(info.Env(), -accounted_);
    accounted_ = 0;
    return info.Env().Undefined();
  }

  template <typename Work, typename Convert>
  Napi::Value start(Napi::Env env, Work work, Convert convert) {
    auto mark = std::make_shared<InFlight>();
    in_flight_ = mark;
    auto task = [session = session_, mark = std::move(mark),
                 work = std::move(work)](const Stop& stop) mutable {
      // The call is over when its work is, before the caller can hear of it.
      const auto held = std::move(mark);
      const auto used = std::move(session);
      return work(*used, stop);
    };
    return submit(env, strand_, Value(), std::move(task), std::move(convert));
  }

  void check_alive() const {
    if (!session_) throw Failure("DISPOSED", "the session was disposed of and cannot be used any more");
    if (weights_->disposed)
      throw Failure("DISPOSED", "the weights of this session were disposed of; it cannot be used any more");
  }

  void check_idle() const {
    check_alive();
    if (!in_flight_.expired())
      throw Failure("BUSY",
                    "the session is computing: one call at a time, and slots come and go between calls");
  }

  static int32_t slot_argument(const Napi::Value& value) {
    return static_cast<int32_t>(whole_argument(value, "slot", 0, kMaxInt32));
  }

  std::shared_ptr<Weights> weights_;
  std::shared_ptr<Session> session_;
  std::shared_ptr<Strand> strand_ = make_strand();
  std::weak_ptr<InFlight> in_flight_;
  int64_t accounted_ = 0;
};

}  // namespace

}  // namespace tinystories

void export_session(Napi::Env env, Napi::Object exports) {
  exports.Set("Session", tinystories::SessionObject::define(env));
}
