#include "addon/executor.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "addon/errors.h"
#include "addon/mailbox.h"
#include "program/thread.h"

namespace tinystories {

namespace {

// Threads that wait for work, started when none is idle: a task may wait for a lock that another running task
// holds, so a fixed number could stand still.
class ThreadCache {
 public:
  // Throws Failure when the system gives no thread; then the work is not done.
  void start(std::function<void()> work) {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    if (idle_ >= queue_.size()) {
      wake_.notify_one();
      return;
    }
    if (start_thread([](void* cache) { static_cast<ThreadCache*>(cache)->serve(); }, this)) return;
    queue_.pop_back();
    throw Failure("NATIVE", "the system gives this process no more threads; raise its limit (`ulimit -u`)");
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      while (!queue_.empty()) {
        auto work = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        work();
        work = nullptr;
        lock.lock();
      }
      ++idle_;
      wake_.wait_for(lock, std::chrono::seconds(10), [&] { return !queue_.empty(); });
      --idle_;
      if (queue_.empty()) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  size_t idle_ = 0;
};

// Leaked: its threads may outlive every static destructor.
ThreadCache& thread_cache() {
  static ThreadCache* cache = new ThreadCache;
  return *cache;
}

}  // namespace

class Strand : public std::enable_shared_from_this<Strand> {
 public:
  // 0 when the strand was closed. Throws Failure when there is no thread to be had.
  uint64_t push(const std::shared_ptr<Job>& job) {
    std::lock_guard lock(mutex_);
    if (closed_) return 0;
    // The thread waits for the lock, so it finds the job.
    if (!running_) thread_cache().start([self = shared_from_this()] { self->drive(); });
    running_ = true;
    job->number = ++submitted_;
    queue_.push_back(job);
    arrival_.notify_one();
    return job->number;
  }

  void cancel(uint64_t number) {
    std::vector<std::shared_ptr<Job>> dropped;
    {
      std::lock_guard lock(mutex_);
      if (current_ && (number == 0 || current_->number == number)) current_->stop = true;
      for (auto it = queue_.begin(); it != queue_.end();) {
        if (number != 0 && (*it)->number != number) {
          ++it;
          continue;
        }
        dropped.push_back(*it);
        it = queue_.erase(it);
      }
    }
    for (auto& job : dropped) {
      job->fail("ABORTED", "the operation was aborted before it began");
      deliver(std::move(job));
    }
  }

  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    cancel(0);
  }

  uint64_t submitted() const {
    std::lock_guard lock(mutex_);
    return submitted_;
  }

 private:
  void drive() {
    std::deque<std::shared_ptr<Job>> under_way;
    for (;;) {
      bool more = false;
      if (auto job = next(under_way.empty(), &more)) {
        run(*job);
        under_way.push_back(std::move(job));
      } else if (under_way.empty()) {
        return;
      }
      // With one task under way and none that waits for its end, another may come that can run meanwhile.
      bool wait = more || under_way.size() > 1;
      while (!under_way.empty() && under_way.front()->ended(wait)) {
        deliver(std::move(under_way.front()));
        under_way.pop_front();
        wait = false;
      }
      if (!under_way.empty()) look_about();
    }
  }

  // The next job to run; null: there is none, or (`more`) none that may run before those under way have ended.
  std::shared_ptr<Job> next(bool idle, bool* more) {
    std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      running_ = running_ && !idle;
      return nullptr;
    }
    *more = !idle && !queue_.front()->task->may_overlap();
    if (*more) return nullptr;
    current_ = queue_.front();
    queue_.pop_front();
    return current_;
  }

  // Before the caller can hear of it the job is not the current one any more: whoever awaits a call finds nothing held on
  // its behalf.
  void run(Job& job) {
    job.run();
    std::lock_guard lock(mutex_);
    current_ = nullptr;
  }

  void look_about() {
    std::unique_lock lock(mutex_);
    arrival_.wait_for(lock, std::chrono::microseconds(20), [&] { return !queue_.empty(); });
  }

  static void deliver(std::shared_ptr<Job> job) {
    auto mailbox = job->mailbox;
    mailbox->deliver(std::move(job));
  }

  mutable std::mutex mutex_;
  std::condition_variable arrival_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::shared_ptr<Job> current_;
  uint64_t submitted_ = 0;
  bool running_ = false;
  bool closed_ = false;
};

std::shared_ptr<Strand> make_strand() { return std::make_shared<Strand>(); }
uint64_t submitted(const Strand& strand) { return strand.submitted(); }
void cancel(const std::shared_ptr<Strand>& strand, uint64_t number) { strand->cancel(number); }
void close(const std::shared_ptr<Strand>& strand) { strand->close(); }

Napi::Promise submit(Napi::Env env, const std::shared_ptr<Strand>& strand, std::unique_ptr<Task> task,
                     Napi::Object owner) {
  auto job = std::make_shared<Job>();
  job->task = std::move(task);
  job->mailbox = environment(env).mailbox;
  auto promise = job->mailbox->expect(env, job, owner);
  try {
    if (strand->push(job) != 0) return promise;
    job->fail("DISPOSED", "the object was disposed of and cannot be used any more");
  } catch (const Failure& failure) {
    job->fail(failure.code(), failure.message());
  }
  auto mailbox = job->mailbox;
  mailbox->deliver(std::move(job));
  return promise;
}

}  // namespace tinystories
