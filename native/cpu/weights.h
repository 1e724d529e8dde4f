// Parameter arenas and what is derived from them.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "cpu/kernels/kernels.h"

namespace ts {

// One rearranged copy. Operations in flight hold on to it, so a newer version never pulls it from under them.
struct PanelCopy {
  PanelSource source;
  uint64_t version = 0;
  const Kernels* kernels = nullptr;
  void* data = nullptr;
  ~PanelCopy();
};

}  // namespace ts

struct ts_weights {
  float* data = nullptr;
  int64_t floats = 0;
  std::atomic<uint64_t> version{1};
  std::mutex mutex;  // guards what follows
  std::vector<std::shared_ptr<ts::PanelCopy>> copies;
  size_t expected = 0;  // where the next one asked for stands, if they are asked for in turn
  ~ts_weights();
};

namespace ts {

bool same_source(const PanelSource& a, const PanelSource& b);

// The copy of `source` for the arena's present version, made by `pack` when there is none; nullptr when there
// is no memory.
std::shared_ptr<PanelCopy> find_panels(ts_context* context, const PanelSource& source, size_t bytes,
                                       PanelPack pack);

}  // namespace ts
