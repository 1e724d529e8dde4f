// Word caches that calls borrow, so that none is shared between threads and none starts cold.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "text/word_cache.h"

namespace tinystories::text {

class CachePool {
 public:
  std::unique_ptr<WordCache> take() {
    {
      const std::lock_guard<std::mutex> guard(lock_);
      if (!caches_.empty()) {
        std::unique_ptr<WordCache> cache = std::move(caches_.back());
        caches_.pop_back();
        return cache;
      }
    }
    return std::make_unique<WordCache>();
  }

  void give(std::unique_ptr<WordCache> cache) {
    // A word of many megabytes would leave its scratch space behind.
    if (cache->nodes.capacity() > 1 << 20) return;
    const std::lock_guard<std::mutex> guard(lock_);
    caches_.push_back(std::move(cache));
  }

 private:
  std::mutex lock_;
  std::vector<std::unique_ptr<WordCache>> caches_;
};

}  // namespace tinystories::text
