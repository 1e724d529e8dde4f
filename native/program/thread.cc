#include "program/thread.h"

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>

#include <cstddef>
#include <new>
#else
#include <system_error>
#include <thread>
#endif

namespace tinystories {

#if defined(__unix__) || defined(__APPLE__)

namespace {

constexpr size_t kStack = 2 << 20;

struct Start {
  void (*run)(void*);
  void* argument;
};

void* begin(void* start) {
  const Start mine = *static_cast<Start*>(start);
  delete static_cast<Start*>(start);
  mine.run(mine.argument);
  return nullptr;
}

}  // namespace

bool start_thread(void (*run)(void*), void* argument) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  size_t usual = 0;
  pthread_attr_getstacksize(&attributes, &usual);
  // Never less than usual: drivers of GPUs compile on these threads.
  if (usual < kStack) pthread_attr_setstacksize(&attributes, kStack);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  Start* const start = new (std::nothrow) Start{run, argument};
  const bool started = start && pthread_create(&thread, &attributes, begin, start) == 0;
  if (!started) delete start;
  pthread_attr_destroy(&attributes);
  return started;
}

#else

bool start_thread(void (*run)(void*), void* argument) {
  try {
    std::thread(run, argument).detach();
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

#endif

}  // namespace tinystories
