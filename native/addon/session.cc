// The class Session of lib/runtime/addon.ts.
#include <memory>
#include <utility>

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

class SessionObject final : public Napi::ObjectWrap<SessionObject> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Session",
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

  // (program, { slots, capacity })
  explicit SessionObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<SessionObject>(info) {
    const Napi::Env env = info.Env();
    if (!info[1].IsObject()) throw_error(env, "INVALID_ARGUMENT", "options: expected an object");
    const Napi::Object input = info[1].As<Napi::Object>();
    SessionOptions options;
    options.slots = static_cast<int32_t>(whole_number(env, input.Get("slots"), "slots", 1, 4096));
    options.capacity = static_cast<int32_t>(whole_number(env, input.Get("capacity"), "capacity", 1, 1 << 24));
    guarded(env, [&] {
      ProgramParts parts = program_parts(env, info[0]);
      options.threads = parts.threads;
      weights_ = parts.weights;
      session_ = std::make_shared<Session>(std::move(parts.weights), options);
    });
    strand_ = make_strand();
    external_ = session_->cache_bytes();
    adjust_external_memory(env, external_);
  }

  void Finalize(Napi::BasicEnv) override { release(); }

 private:
  Napi::Value add(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    check_idle(env);
    const Napi::Int32Array tokens = int32_array(env, info[0], "tokens");
    Continuation continuation = read_continuation(env, info[1]);
    return Napi::Number::New(env, guarded(env, [&] {
      return session_->add(tokens.Data(), static_cast<int64_t>(tokens.ElementLength()), std::move(continuation));
    }));
  }

  void remove(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    check_idle(env);
    const int32_t slot = slot_number(env, info[0]);
    guarded(env, [&] { session_->remove(slot); });
  }

  Napi::Value run(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    return guarded_promise(env, [&]() -> Napi::Value {
      check_idle(env);
      const int32_t steps = static_cast<int32_t>(whole_number(env, info[0], "steps", 1, INT32_MAX));
      std::vector<int32_t> only;
      if (!info[1].IsUndefined()) {
        only = vector_of(env, info[1], "slots");
        if (only.empty()) throw_error(env, "INVALID_ARGUMENT", "slots: expected at least one, or none given for all");
      }
      return start(
          env, [steps, only = std::move(only)](Session& session, const Stop& stop) { return session.run(steps, only, stop); },
          outputs);
    });
  }

  Napi::Value step(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    return guarded_promise(env, [&]() -> Napi::Value {
      check_idle(env);
      std::vector<int32_t> slots = vector_of(env, info[0], "slots"), tokens = vector_of(env, info[1], "tokens");
      const int32_t top = static_cast<int32_t>(whole_number(env, info[2], "top", 1, 65536));
      if (slots.size() != tokens.size())
        throw_error(env, "INVALID_ARGUMENT",
                    format("tokens: expected one for each of %zu slots, got %zu", slots.size(), tokens.size()));
      return start(
          env,
          [slots = std::move(slots), tokens = std::move(tokens), top](Session& session, const Stop& stop) {
            return session.step(slots, tokens, top, stop);
          },
          [](Napi::Env at, const Likeliest& likeliest) -> Napi::Value {
            Napi::Object result = Napi::Object::New(at);
            result.Set("ids", to_javascript(at, likeliest.ids));
            result.Set("logprobs", to_javascript(at, likeliest.logprobs));
            return result;
          });
    });
  }

  Napi::Value fork(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    return guarded_promise(env, [&]() -> Napi::Value {
      check_idle(env);
      const int32_t slot = slot_number(env, info[0]);
      return start(
          env, [slot](Session& session, const Stop&) { return session.fork(slot); },
          [](Napi::Env at, int32_t forked) -> Napi::Value { return Napi::Number::New(at, forked); });
    });
  }

  Napi::Value memory(const Napi::CallbackInfo& info) {
    check_alive(info.Env());
    Napi::Object result = Napi::Object::New(info.Env());
    result.Set("cache", static_cast<double>(session_->cache_bytes()));
    return result;
  }

  void cancel_calls(const Napi::CallbackInfo&) {
    if (session_) cancel(strand_, 0);
  }

  void dispose(const Napi::CallbackInfo& info) {
    adjust_external_memory(info.Env(), -external_);
    release();
  }

  void release() {
    external_ = 0;
    weights_.reset();
    // A running call is cancelled; the memory goes when it has ended.
    if (session_) close(strand_, [session = std::move(session_)]() mutable { session.reset(); });
    session_.reset();
  }

  template <typename Work, typename Convert>
  Napi::Value start(Napi::Env env, Work work, Convert convert) {
    auto mark = std::make_shared<InFlight>();
    in_flight_ = mark;
    return submit(
        env, strand_, Value(),
        [session = session_, mark = std::move(mark), work = std::move(work)](const Stop& stop) mutable {
          // Both go before the caller can hear of the end, however it ends.
          const auto held = std::move(mark);
          const auto used = std::move(session);
          return work(*used, stop);
        },
        std::move(convert));
  }

  static Napi::Value outputs(Napi::Env env, const std::vector<SlotOutput>& slots) {
    static constexpr const char* kFinish[] = {"", "stop", "length", "capacity"};
    Napi::Array result = Napi::Array::New(env, slots.size());
    for (size_t i = 0; i < slots.size(); ++i) {
      const SlotOutput& slot = slots[i];
      Napi::Object output = Napi::Object::New(env);
      output.Set("slot", slot.slot);
      output.Set("ids", to_javascript(env, slot.ids));
      output.Set("logprobs", to_javascript(env, slot.logprobs));
      output.Set("topIds", to_javascript(env, slot.top_ids));
      output.Set("topLogprobs", to_javascript(env, slot.top_logprobs));
      output.Set("finished", kFinish[static_cast<int>(slot.finish)]);
      result.Set(static_cast<uint32_t>(i), output);
    }
    return result;
  }

  void check_alive(Napi::Env env) const {
    if (!session_) throw_error(env, "DISPOSED", "the session was disposed of and cannot be used any more");
    if (weights_->disposed) throw_error(env, "DISPOSED", "the model was disposed of and cannot be used any more");
  }

  void check_idle(Napi::Env env) const {
    check_alive(env);
    if (!in_flight_.expired())
      throw_error(env, "BUSY", "the session is computing: wait for the call before, one at a time");
  }

  static int32_t slot_number(Napi::Env env, const Napi::Value& value) {
    return static_cast<int32_t>(whole_number(env, value, "slot", 0, INT32_MAX));
  }

  static std::vector<int32_t> vector_of(Napi::Env env, const Napi::Value& value, const char* what) {
    const Napi::Int32Array array = int32_array(env, value, what);
    return std::vector<int32_t>(array.Data(), array.Data() + array.ElementLength());
  }

  std::shared_ptr<Weights> weights_;
  std::shared_ptr<Session> session_;
  std::shared_ptr<Strand> strand_;
  std::weak_ptr<InFlight> in_flight_;
  int64_t external_ = 0;
};

}  // namespace

void export_session(Napi::Env env, Napi::Object exports) { exports.Set("Session", SessionObject::define(env)); }

}  // namespace tinystories
