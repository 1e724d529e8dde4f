// Rearranged weights that are wanted for one operation: in training every weight changes before it is wanted again, and
// a text may be scored but once, so copies of all of them would only take memory, and push one another out of the caches.
#pragma once
#include <vector>

#include "cpu/kernels/kernels.h"

namespace ts {

class PassingPanels {
 public:
  PassingPanels() = default;
  ~PassingPanels();
  PassingPanels(const PassingPanels&) = delete;
  PassingPanels& operator=(const PassingPanels&) = delete;

  // Whether `source` was already made of the arena's present version: there are several batches to a step, and a copy
  // that stays is better.
  bool wanted_again(const PanelSource& source, uint64_t version);
  // A copy made by `pack`, until end_operation(); nullptr when there is no memory.
  const void* make(ts_context* context, const PanelSource& source, size_t bytes, PanelPack pack);
  void end_operation();

 private:
  struct Buffer {
    void* data;
    size_t bytes;
    bool used;
  };
  Buffer* buffer(size_t bytes);

  std::vector<Buffer> buffers_;
  std::vector<PanelSource> made_;
  uint64_t version_ = 0;
};

}  // namespace ts
