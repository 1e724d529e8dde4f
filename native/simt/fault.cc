#include "simt/fault.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>

#include <mutex>

#include "simt/host.h"
#include "simt/memory.h"
#include "simt/pool.h"

namespace simt {
namespace {

struct sigaction before_segv, before_bus;

void pass_on(const struct sigaction& before, int signal, siginfo_t* info, void* context) {
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    ::signal(signal, SIG_DFL);  // the access comes again, and ends the process as it would have
  } else {
    before.sa_handler(signal);
  }
}

// Fibers touch memory while no lock is held and nothing is being allocated, so it is safe to leave from here.
void on_signal(int signal, siginfo_t* info, void* context) {
  Host* const host = pool_host(pthread_self());
  if (!host || !host->in_block) {
    pass_on(signal == SIGBUS ? before_bus : before_segv, signal, info, context);
    return;
  }
  const uintptr_t address = reinterpret_cast<uintptr_t>(info->si_addr);
  if (host->stacks.holds(address) && host->stacks.between(address)) {
    fail("a thread needs more than %zu KiB of local memory, or recurs without end", kStack >> 10);
  }
  char where[120];
  memory::describe(address, 1, where, sizeof where);
  fail("touches memory %s", where);
}

}  // namespace

void fail(const char* format, ...) {
  Host& h = *host();
  Launch& launch = *h.launch;
  if (!launch.failed.exchange(true)) {
    char text[200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char who[48] = "";
    if (const Fiber* const me = h.current) {
      snprintf(who, sizeof who, ", thread (%u,%u,%u)", me->thread.x, me->thread.y, me->thread.z);
    }
    snprintf(launch.message, sizeof launch.message, "kernel %s, block (%u,%u,%u)%s: %s", launch.name, h.block.x, h.block.y,
             h.block.z, who, text);
  }
  siglongjmp(h.landing, 1);
}

void watch_signals() {
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  for (const int signal : {SIGSEGV, SIGBUS}) {
    struct sigaction now;
    sigaction(signal, nullptr, &now);
    if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_signal) continue;
    (signal == SIGBUS ? before_bus : before_segv) = now;
    struct sigaction ours = {};
    ours.sa_sigaction = on_signal;
    // On a stack of its own, since a fiber's may be what has run out; and not held back, since nobody returns.
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&ours.sa_mask);
    sigaction(signal, &ours, nullptr);
  }
}

}  // namespace simt
