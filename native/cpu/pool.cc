#include "cpu/pool.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "program/thread.h"

#if defined(__linux__)
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ts {
namespace {

// Sleeping on a 32-bit word until it is no longer `value`.
#if defined(__linux__)
void sleep_on(std::atomic<uint32_t>* word, uint32_t value) {
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(word), FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}
void wake(std::atomic<uint32_t>* word, int32_t count) {
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(word), FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}
#else
struct Bed {
  std::mutex mutex;
  std::condition_variable changed;
};
Bed& bed() {
  static Bed* const leaked = new Bed;
  return *leaked;
}
void sleep_on(std::atomic<uint32_t>* word, uint32_t value) {
  std::unique_lock<std::mutex> lock(bed().mutex);
  if (word->load() == value) bed().changed.wait(lock);
}
void wake(std::atomic<uint32_t>*, int32_t) {
  std::lock_guard<std::mutex> lock(bed().mutex);
  bed().changed.notify_all();
}
#endif

void breathe() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Between the operations of a step that are worth two threads, some take only one: waking a sleeper would take longer
// than waiting so long.
constexpr auto kAwake = std::chrono::microseconds(300);
typedef std::chrono::steady_clock Clock;

// True when `over()` is, false when time is up.
template <class Over>
bool wait_awake(Clock::time_point until, Over over) {
  constexpr int kBreaths = 32;  // between looks at the clock
  do {
    for (int i = 0; i < kBreaths; i++) {
      if (over()) return true;
      breathe();
    }
    std::this_thread::yield();  // to whom is waited for, should it be on this CPU
  } while (Clock::now() < until);
  return over();
}

// The gate says whether the current job may be joined: its number, how many joined, how many more may.
struct Gate {
  uint32_t job;
  uint16_t joined;
  uint16_t places;
};
static_assert(sizeof(Gate) == 8);

struct Pool {
  // Each on a cache line of its own: they are written by different threads at different times.
  alignas(64) std::atomic<Gate> gate{Gate{0, 0, 0}};
  alignas(64) std::atomic<uint32_t> signal{0};  // changes with every job; idle workers sleep on it
  std::atomic<int32_t> sleepers{0};
  alignas(64) std::atomic<int32_t> next{0};       // the next tile
  alignas(64) std::atomic<uint32_t> finished{0};  // workers that joined this job and are done
  std::atomic<uint32_t> caller_sleeps{0};
  alignas(64) PoolTask task = nullptr;
  void* arg = nullptr;
  int32_t tiles = 0;
  int32_t workers = 0;
};

Pool& pool() {
  static Pool* const leaked = new Pool;
  return *leaked;
}

void take_tiles(Pool& p, int32_t worker) {
  const PoolTask task = p.task;
  void* const arg = p.arg;
  const int32_t tiles = p.tiles;
  for (int32_t tile; (tile = p.next.fetch_add(1, std::memory_order_relaxed)) < tiles;)
    task(arg, tile, worker);
}

// Joins the current job if it has a place left.
bool try_join(Pool& p) {
  Gate gate = p.gate.load(std::memory_order_acquire);
  while (gate.places > 0) {
    const Gate mine{gate.job, static_cast<uint16_t>(gate.joined + 1), static_cast<uint16_t>(gate.places - 1)};
    if (!p.gate.compare_exchange_weak(gate, mine, std::memory_order_acq_rel)) continue;
    take_tiles(p, mine.joined);
    p.finished.fetch_add(1);
    if (p.caller_sleeps.load()) wake(&p.finished, 1);
    return true;
  }
  return false;
}

[[noreturn]] void work(void*) {
  lower_thread_priority();
  Pool& p = pool();
  Clock::time_point until = {};  // jobs of fewer threads keep nobody awake
  for (;;) {
    const uint32_t seen = p.signal.load();
    if (try_join(p)) {
      until = Clock::now() + kAwake;
      continue;
    }
    if (wait_awake(until, [&] { return p.signal.load(std::memory_order_relaxed) != seen; })) continue;
    p.sleepers.fetch_add(1);
    sleep_on(&p.signal, seen);
    p.sleepers.fetch_sub(1);
  }
}

// Signals are for the threads of Node, so the pool's threads block them all. Where not all can be had, fewer
// threads compute the same.
void grow(Pool& p, int32_t workers) {
#if defined(__linux__)
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
#endif
  while (p.workers < workers && tinystories::start_thread(work, nullptr)) p.workers++;
#if defined(__linux__)
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
#endif
}

// Whose turn it is.
struct Turn {
  std::mutex mutex;
  std::condition_variable changed;
  bool taken = false;
  uint64_t tickets[2] = {0, 0};  // handed out
  uint64_t served[2] = {0, 0};
};
Turn& turn() {
  static Turn* const leaked = new Turn;
  return *leaked;
}

}  // namespace

void run_on_pool(int32_t threads, int32_t tiles, PoolTask task, void* arg) {
  if (threads > tiles) threads = tiles;
  if (threads <= 1) {
    for (int32_t tile = 0; tile < tiles; tile++) task(arg, tile, 0);
    return;
  }
  lower_thread_priority();
  Pool& p = pool();
  if (p.workers < threads - 1) grow(p, threads - 1);
  p.task = task;
  p.arg = arg;
  p.tiles = tiles;
  p.next.store(0, std::memory_order_relaxed);
  p.finished.store(0, std::memory_order_relaxed);
  const uint32_t job = p.gate.load(std::memory_order_relaxed).job + 1;
  p.gate.store(Gate{job, 0, static_cast<uint16_t>(threads - 1)}, std::memory_order_release);
  p.signal.fetch_add(1);
  if (p.sleepers.load() > 0) wake(&p.signal, threads - 1);

  take_tiles(p, 0);

  // No tile is left: nobody may join any more, and those who did are waited for.
  const uint32_t joined = p.gate.exchange(Gate{job, 0, 0}, std::memory_order_acq_rel).joined;
  if (wait_awake(Clock::now() + kAwake, [&] { return p.finished.load() == joined; })) return;
  p.caller_sleeps.store(1);
  for (uint32_t finished; (finished = p.finished.load()) != joined;) sleep_on(&p.finished, finished);
  p.caller_sleeps.store(0);
}

void take_turn(int32_t priority) {
  Turn& t = turn();
  const int mine = priority > 0 ? 1 : 0;
  std::unique_lock<std::mutex> lock(t.mutex);
  const uint64_t ticket = t.tickets[mine]++;
  t.changed.wait(lock, [&] {
    return !t.taken && t.served[mine] == ticket && (mine == 1 || t.tickets[1] == t.served[1]);
  });
  t.served[mine]++;
  t.taken = true;
}

void end_turn() {
  Turn& t = turn();
  {
    std::lock_guard<std::mutex> lock(t.mutex);
    t.taken = false;
  }
  t.changed.notify_all();
}

void lower_thread_priority() {
#if defined(__linux__)
  static thread_local bool done = false;
  if (done) return;
  done = true;
  const pid_t self = static_cast<pid_t>(syscall(SYS_gettid));
  if (self == getpid()) return;
  setpriority(PRIO_PROCESS, static_cast<id_t>(self), getpriority(PRIO_PROCESS, static_cast<id_t>(self)) + 5);
#endif
}

}  // namespace ts
