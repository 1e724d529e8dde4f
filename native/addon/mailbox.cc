#include "addon/mailbox.h"

#include <chrono>
#include <cstdlib>
#include <new>
#include <set>

#include "addon/errors.h"

namespace tinystories {

namespace {

// A call ends at its next operation, a matter of milliseconds; only a call that waits for another machine may
// take longer, and it must not keep the process from ending.
constexpr auto kPatience = std::chrono::seconds(5);

// Every mailbox of the process, for its end. Leaked: used while static destructors run.
struct Registry {
  std::mutex mutex;
  std::set<std::weak_ptr<Mailbox>, std::owner_less<>> mailboxes;
};

Registry& registry() {
  static Registry* all = new Registry;
  return *all;
}

// process.exit() ends the main environment without its cleanup hooks: nothing may call back into it any more.
void shut_all() {
  std::vector<std::shared_ptr<Mailbox>> open;
  {
    std::lock_guard lock(registry().mutex);
    for (auto& entry : registry().mailboxes) {
      if (auto mailbox = entry.lock()) open.push_back(std::move(mailbox));
    }
  }
  for (auto& mailbox : open) mailbox->shut();
}

}  // namespace

template <typename Body>
void Job::guarded(Body body) {
  try {
    body();
  } catch (const Failure& failure) {
    fail(failure.code(), failure.message());
  } catch (const std::bad_alloc&) {
    fail("OUT_OF_MEMORY", "the process has no memory left for this call");
  } catch (const std::exception& error) {
    fail("NATIVE", error.what());
  }
}

void Job::run() {
  guarded([&] {
    check_stop(stop);
    task->run(stop);
  });
}

bool Job::ended(bool wait) {
  bool ended = code != nullptr;
  if (!ended) guarded([&] { ended = task->ended(wait); });
  return ended || code;
}

std::shared_ptr<Mailbox> Mailbox::open(Napi::Env env) {
  auto mailbox = std::make_shared<Mailbox>();
  Napi::String name = Napi::String::New(env, "tinystories");
  napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr,
                                                       mailbox.get(), on_wake, &mailbox->wake_);
  if (status != napi_ok) throw Failure("NATIVE", "the environment has no room for a thread-safe function");
  napi_unref_threadsafe_function(env, mailbox->wake_);
  // Hooks run last added first: this one before the function above is torn down.
  auto* held = new std::shared_ptr<Mailbox>(mailbox);
  napi_add_env_cleanup_hook(
      env,
      [](void* data) {
        auto* held = static_cast<std::shared_ptr<Mailbox>*>(data);
        (*held)->shut();
        (*held)->pending_.clear();
        delete held;
      },
      held);
  std::lock_guard lock(registry().mutex);
  static bool registered = std::atexit(shut_all) == 0;
  (void)registered;
  std::erase_if(registry().mailboxes, [](auto& entry) { return entry.expired(); });
  registry().mailboxes.insert(mailbox);
  return mailbox;
}

Napi::Promise Mailbox::expect(Napi::Env env, const std::shared_ptr<Job>& job, Napi::Object owner) {
  auto deferred = Napi::Promise::Deferred::New(env);
  // While a call runs, the process has something to wait for.
  if (pending_.empty()) napi_ref_threadsafe_function(env, wake_);
  pending_.emplace(job.get(), Pending{deferred, Napi::Persistent(owner)});
  std::lock_guard lock(mutex_);
  outstanding_.insert(job.get());
  if (shut_) job->stop = true;
  return deferred.Promise();
}

void Mailbox::deliver(std::shared_ptr<Job> job) {
  std::lock_guard lock(mutex_);
  outstanding_.erase(job.get());
  if (!shut_) {
    finished_.push_back(std::move(job));
    napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  }
  if (outstanding_.empty()) idle_.notify_all();
}

void Mailbox::shut() {
  std::unique_lock lock(mutex_);
  shut_ = true;
  for (Job* job : outstanding_) job->stop = true;
  idle_.wait_for(lock, kPatience, [&] { return outstanding_.empty(); });
  finished_.clear();
}

void Mailbox::on_wake(napi_env env, napi_value, void* context, void*) {
  if (env != nullptr) static_cast<Mailbox*>(context)->settle(env);
}

void Mailbox::answer(Napi::Env env, Job& job, Pending& pending) {
  if (job.code) {
    pending.deferred.Reject(make_error(env, job.code, job.message));
    return;
  }
  try {
    pending.deferred.Resolve(job.task->result(env, pending.owner.Value()));
  } catch (const Napi::Error& error) {
    pending.deferred.Reject(error.Value());
  } catch (const std::bad_alloc&) {
    pending.deferred.Reject(make_error(env, "OUT_OF_MEMORY", "the process has no memory left for the result"));
  } catch (const std::exception& error) {
    pending.deferred.Reject(make_error(env, "NATIVE", error.what()));
  }
}

void Mailbox::settle(Napi::Env env) {
  auto keep = shared_from_this();
  std::vector<std::shared_ptr<Job>> finished;
  {
    std::lock_guard lock(mutex_);
    finished.swap(finished_);
  }
  for (auto& job : finished) {
    auto entry = pending_.extract(job.get());
    if (entry.empty()) continue;
    Napi::HandleScope scope(env);
    // A worker that is being terminated runs no JavaScript any more: then every call into it fails, and there is
    // nobody left to be told.
    try {
      answer(env, *job, entry.mapped());
    } catch (const Napi::Error&) {
    }
  }
  if (pending_.empty() && !finished.empty()) napi_unref_threadsafe_function(env, wake_);
}

}  // namespace tinystories
