// Who may touch the weights: any number of passes that read them, or one call that changes them. Those who want to
// change go first, or a busy server would never let a training step finish; those who waited to read while a change was
// under way go before the next one, or training would never let anybody read.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "program/failure.h"

namespace tinystories {

class Access {
 public:
  void begin_read(const Stop& stop) {
    std::unique_lock lock(mutex_);
    ++waiting_readers_;
    try {
      wait(lock, stop, [&] { return !writing_ && (waiting_writers_ == 0 || invited_readers_ > 0); });
    } catch (...) {
      stop_waiting_to_read();
      throw;
    }
    stop_waiting_to_read();
    ++readers_;
  }
  void end_read() {
    std::lock_guard lock(mutex_);
    --readers_;
    change_.notify_all();
  }
  void begin_write(const Stop& stop) {
    std::unique_lock lock(mutex_);
    ++waiting_writers_;
    try {
      wait(lock, stop, [&] { return !writing_ && readers_ == 0 && invited_readers_ == 0; });
    } catch (...) {
      --waiting_writers_;
      change_.notify_all();
      throw;
    }
    --waiting_writers_;
    writing_ = true;
  }
  void end_write() {
    std::lock_guard lock(mutex_);
    writing_ = false;
    invited_readers_ = waiting_readers_;
    change_.notify_all();
  }
  // Whether somebody waits for a change to end.
  bool awaited() {
    std::lock_guard lock(mutex_);
    return waiting_readers_ > 0 || waiting_writers_ > 0;
  }

 private:
  void stop_waiting_to_read() {
    --waiting_readers_;
    if (invited_readers_ > 0) --invited_readers_;
    change_.notify_all();
  }
  template <typename Ready>
  void wait(std::unique_lock<std::mutex>& lock, const Stop& stop, Ready ready) {
    while (!ready()) {
      check_stop(stop);
      change_.wait_for(lock, std::chrono::milliseconds(5));
    }
  }

  std::mutex mutex_;
  std::condition_variable change_;
  int readers_ = 0;
  int waiting_readers_ = 0, waiting_writers_ = 0;
  int invited_readers_ = 0;  // may read before the next change
  bool writing_ = false;
};

class Reading {
 public:
  Reading(Access& access, const Stop& stop) : access_(access) { access_.begin_read(stop); }
  ~Reading() { access_.end_read(); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  Access& access_;
};

class Writing {
 public:
  Writing(Access& access, const Stop& stop) : access_(access) { access_.begin_write(stop); }
  ~Writing() { access_.end_write(); }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  Access& access_;
};

}  // namespace tinystories
