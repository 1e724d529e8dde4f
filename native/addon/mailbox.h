// Finished tasks on their way back to their environment's thread.
#pragma once
#include <napi.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "addon/executor.h"

namespace tinystories {

struct Job {
  std::unique_ptr<Task> task;
  std::shared_ptr<Mailbox> mailbox;
  uint64_t number = 0;
  Stop stop{false};
  const char* code = nullptr;  // of the failure; null: it succeeded
  std::string message;

  void run();
  // Whether it has failed, or its task has ended.
  bool ended(bool wait);
  void fail(const char* failure, std::string why) {
    code = failure;
    message = std::move(why);
  }

 private:
  template <typename Body>
  void guarded(Body body);
};

class Mailbox : public std::enable_shared_from_this<Mailbox> {
 public:
  static std::shared_ptr<Mailbox> open(Napi::Env env);

  // JavaScript thread: a promise that the job's outcome will settle.
  Napi::Promise expect(Napi::Env env, const std::shared_ptr<Job>& job, Napi::Object owner);
  // Any thread: the job's outcome stands.
  void deliver(std::shared_ptr<Job> job);
  // No more deliveries; cancels all jobs and waits for them.
  void shut();

 private:
  struct Pending {  // touched on the JavaScript thread only
    Napi::Promise::Deferred deferred;
    Napi::ObjectReference owner;
  };

  static void on_wake(napi_env env, napi_value, void* context, void*);
  void settle(Napi::Env env);
  void answer(Napi::Env env, Job& job, Pending& pending);

  napi_threadsafe_function wake_ = nullptr;
  std::unordered_map<Job*, Pending> pending_;

  std::mutex mutex_;
  std::condition_variable idle_;
  std::unordered_set<Job*> outstanding_;
  std::vector<std::shared_ptr<Job>> finished_;
  bool shut_ = false;
};

}  // namespace tinystories
