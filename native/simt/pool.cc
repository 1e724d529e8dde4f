#include "simt/pool.h"

#include <signal.h>

#include <condition_variable>
#include <mutex>
#include <new>

#include "simt/fault.h"

namespace simt {

std::atomic<Host*> hosts[kMostHosts];

namespace {

constexpr size_t kSignalStack = 64 << 10;

class Pool {
 public:
  ~Pool() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    for (unsigned i = 0; i < started_; i++) pthread_join(hosts[i].load()->thread, nullptr);
    for (unsigned i = 0; i < started_; i++) delete hosts[i].exchange(nullptr);
  }

  bool run(Launch& launch, unsigned threads) {
    std::lock_guard one_at_a_time(launching_);
    watch_signals();
    threads = threads < kMostHosts ? threads : kMostHosts;
    if (launch.blocks < threads) threads = static_cast<unsigned>(launch.blocks);
    while (started_ < threads && start()) {
    }
    if (started_ == 0) return false;
    std::unique_lock lock(mutex_);
    launch_ = &launch;
    wanted_ = threads < started_ ? threads : started_;
    busy_ = wanted_;
    generation_++;
    wake_.notify_all();
    done_.wait(lock, [this] { return busy_ == 0; });
    launch_ = nullptr;
    return true;
  }

 private:
  struct Seat {
    Pool* pool;
    unsigned index;
  };

  bool start() {
    Host* const one = new (std::nothrow) Host;
    Seat* const seat = new (std::nothrow) Seat{this, started_};
    if (!one || !seat || !one->stacks.open(started_)) {
      delete one;
      delete seat;
      return false;
    }
    hosts[started_] = one;
    if (pthread_create(&one->thread, nullptr, work, seat) != 0) {
      hosts[started_] = nullptr;
      one->stacks.close();
      delete one;
      delete seat;
      return false;
    }
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return opened_ > started_; });
    started_++;  // a thread without its windows ends every launch with a message
    return true;
  }

  static void* work(void* given) {
    const Seat seat = *static_cast<Seat*>(given);
    delete static_cast<Seat*>(given);
    Host& mine = *hosts[seat.index].load();
    mine.thread = pthread_self();
    // Signals of the process are for its own threads.
    sigset_t all;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
    unsigned char* const stack = new unsigned char[kSignalStack];
    stack_t alternative = {};
    alternative.ss_sp = stack;
    alternative.ss_size = kSignalStack;
    sigaltstack(&alternative, nullptr);
    set_host(&mine);
    const bool opened = open_windows(mine);
    seat.pool->serve(mine, seat.index, opened);
    close_windows(mine);
    mine.stacks.close();
    alternative.ss_flags = SS_DISABLE;
    sigaltstack(&alternative, nullptr);
    delete[] stack;
    return nullptr;
  }

  void serve(Host& mine, unsigned index, bool opened) {
    std::unique_lock lock(mutex_);
    uint64_t seen = generation_;
    opened_++;
    done_.notify_all();
    for (;;) {
      wake_.wait(lock, [&] { return ending_ || generation_ != seen; });
      if (ending_) return;
      seen = generation_;
      if (index >= wanted_) continue;
      Launch& launch = *launch_;
      lock.unlock();
      if (opened) {
        mine.run(launch);
      } else {
        launch.failed = true;
      }
      lock.lock();
      if (--busy_ == 0) done_.notify_all();
    }
  }

  std::mutex launching_, mutex_;
  std::condition_variable wake_, done_;
  Launch* launch_ = nullptr;
  uint64_t generation_ = 0;
  unsigned started_ = 0, wanted_ = 0, busy_ = 0, opened_ = 0;
  bool ending_ = false;
};

Pool pool;

}  // namespace

bool run_on_pool(Launch& launch, unsigned threads) { return pool.run(launch, threads); }

Host* pool_host(pthread_t thread) {
  for (const std::atomic<Host*>& one : hosts) {
    Host* const host = one.load();
    if (!host) return nullptr;
    if (pthread_equal(host->thread, thread)) return host;
  }
  return nullptr;
}

}  // namespace simt
