// Long calls: work on threads of our own (never libuv's four), result or error back on the JavaScript thread.
//
// A strand is the queue of one object: its tasks run one after another in the order they were submitted, tasks of
// different strands side by side. What a task has asked of a device may be under way while the next one runs. Ends of
// life:
//  - cancel: a queued task is rejected (ABORTED) at once, a running one at its next operation; what a device was asked
//    for is done;
//  - close: the strand takes no more and cancels all; a running task keeps alive what it uses until it has ended;
//  - the environment goes away (worker.terminate, process end): all its tasks are cancelled and waited for.
#pragma once
#include <napi.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "addon/environment.h"
#include "program/failure.h"

namespace tinystories {

class Strand;

class Task {
 public:
  virtual ~Task() = default;
  // On a thread of ours, as the next two. Throws Failure.
  virtual void run(const Stop& stop) = 0;
  // After `run`: whether all is done; if not, it is asked again. With `wait` it is done. Throws Failure.
  virtual bool ended(bool /*wait*/) { return true; }
  // Whether it may run now though the task before it has not ended.
  virtual bool may_overlap() const { return false; }
  // On the JavaScript thread, once `run` has returned; `owner` is the one given to `submit`.
  virtual Napi::Value result(Napi::Env env, Napi::Object owner) = 0;
};

std::shared_ptr<Strand> make_strand();

// Queues the task. `owner` is kept from the garbage collector until the task is done.
Napi::Promise submit(Napi::Env env, const std::shared_ptr<Strand>& strand, std::unique_ptr<Task> task,
                     Napi::Object owner);

// Tasks submitted so far: the number of the one submitted last.
uint64_t submitted(const Strand& strand);
// Cancels the task of that number, or with 0 all of them.
void cancel(const std::shared_ptr<Strand>& strand, uint64_t number);
void close(const std::shared_ptr<Strand>& strand);

// A task of two functions: `work(stop)` returns a value, `convert(env, value)` makes it a JavaScript one.
template <typename Work, typename Convert>
Napi::Promise submit(Napi::Env env, const std::shared_ptr<Strand>& strand, Napi::Object owner, Work work,
                     Convert convert) {
  using Result = decltype(work(std::declval<const Stop&>()));
  class Pair final : public Task {
   public:
    Pair(Work work, Convert convert) : work_(std::move(work)), convert_(std::move(convert)) {}
    void run(const Stop& stop) override { result_ = std::make_unique<Result>(work_(stop)); }
    Napi::Value result(Napi::Env env, Napi::Object) override { return convert_(env, std::move(*result_)); }

   private:
    Work work_;
    Convert convert_;
    std::unique_ptr<Result> result_;
  };
  return submit(env, strand, std::make_unique<Pair>(std::move(work), std::move(convert)), owner);
}

}  // namespace tinystories
