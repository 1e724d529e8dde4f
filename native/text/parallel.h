// Splits independent items over threads that live for this call alone.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tinystories::text {

// Calls body(thread, begin, end) for ranges of at most `group` of `count` items until all are done. The
// caller's thread is number 0. What a body throws is thrown here, once all threads have stopped.
template <typename Body>
void parallel(size_t count, size_t group, size_t threads, const Body& body) {
  std::atomic<size_t> next{0};
  std::exception_ptr failure;
  std::mutex lock;
  const auto work = [&](size_t thread) {
    try {
      for (size_t begin; (begin = next.fetch_add(group)) < count;)
        body(thread, begin, std::min(begin + group, count));
    } catch (...) {
      next = count;
      const std::lock_guard<std::mutex> guard(lock);
      failure = std::current_exception();
    }
  };
  const size_t useful = std::min(threads, (count + group - 1) / group);
  std::vector<std::thread> helpers;
  try {
    for (size_t i = 1; i < useful; i++) helpers.emplace_back(work, i);
  } catch (const std::system_error&) {
    // Fewer threads than asked for do the same work.
  }
  work(0);
  for (std::thread& helper : helpers) helper.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tinystories::text
