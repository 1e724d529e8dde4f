#include "cpu/passing_panels.h"

#include "cpu/memory.h"
#include "cpu/weights.h"

namespace ts {

PassingPanels::~PassingPanels() {
  for (const Buffer& buffer : buffers_) release(buffer.data);
}

bool PassingPanels::wanted_again(const PanelSource& source, uint64_t version) {
  if (version != version_) made_.clear();
  version_ = version;
  for (const PanelSource& made : made_) {
    if (same_source(made, source)) return true;
  }
  made_.push_back(source);
  return false;
}

// The smallest free one that is large enough; else the largest free one made larger; else a new one.
PassingPanels::Buffer* PassingPanels::buffer(size_t bytes) {
  Buffer *fits = nullptr, *largest = nullptr;
  for (Buffer& one : buffers_) {
    if (one.used) continue;
    if (one.bytes >= bytes && (!fits || one.bytes < fits->bytes)) fits = &one;
    if (!largest || one.bytes > largest->bytes) largest = &one;
  }
  if (fits) return fits;
  if (!largest) {
    buffers_.push_back({nullptr, 0, false});
    largest = &buffers_.back();
  }
  release(largest->data);
  largest->data = allocate(bytes);
  largest->bytes = largest->data ? bytes : 0;
  return largest->data ? largest : nullptr;
}

const void* PassingPanels::make(ts_context* context, const PanelSource& source, size_t bytes, PanelPack pack) {
  Buffer* const to = buffer(bytes);
  if (!to) return nullptr;
  to->used = true;
  void* const data = to->data;
  pack(context, &source, data);
  return data;
}

void PassingPanels::end_operation() {
  for (Buffer& buffer : buffers_) buffer.used = false;
}

}  // namespace ts
