#include "cpu/weights.h"

#include <cstring>

#include "cpu/context.h"
#include "cpu/memory.h"

namespace ts {

bool same_source(const PanelSource& a, const PanelSource& b) {
  if (a.parts != b.parts || a.transposed != b.transposed || a.precision != b.precision || a.thirds != b.thirds)
    return false;
  for (int32_t i = 0; i < a.parts; i++) {
    const ts_parameter& p = a.part[i];
    const ts_parameter& q = b.part[i];
    if (p.weights != q.weights || p.offset != q.offset || p.rows != q.rows || p.cols != q.cols) return false;
  }
  return true;
}

PanelCopy::~PanelCopy() { release(data); }

std::shared_ptr<PanelCopy> find_panels(ts_context* context, const PanelSource& source, size_t bytes,
                                       PanelPack pack) {
  const Kernels* const kernels = context->kernels;
  ts_weights* const weights = source.part[0].weights;
  const uint64_t version = weights->version.load();
  std::shared_ptr<PanelCopy> mine;
  {
    std::lock_guard<std::mutex> lock(weights->mutex);
    std::vector<std::shared_ptr<PanelCopy>>& copies = weights->copies;
    for (size_t tried = 0; tried < copies.size(); tried++) {
      const size_t i = (weights->expected + tried) % copies.size();
      if (copies[i]->kernels != kernels || !same_source(copies[i]->source, source)) continue;
      if (copies[i]->version == version) {
        weights->expected = i + 1;
        return copies[i];
      }
      // An old copy that nobody uses any more is filled anew.
      if (copies[i].use_count() == 1) mine = std::move(copies[i]);
      copies.erase(copies.begin() + static_cast<ptrdiff_t>(i));
      break;
    }
  }
  if (!mine) {
    mine = std::make_shared<PanelCopy>();
    mine->source = source;
    mine->kernels = kernels;
    mine->data = allocate(bytes);
    if (!mine->data) return nullptr;
  }
  // Not under the lock: packing waits for the pool, and who has the pool may be waiting for the lock.
  pack(context, &source, mine->data);
  mine->version = version;
  std::lock_guard<std::mutex> lock(weights->mutex);
  weights->copies.push_back(mine);
  return mine;
}

const float* parameter_data(const ts_parameter& parameter) {
  return parameter.weights->data + parameter.offset;
}
void weights_were_changed(ts_weights* weights) { weights->version.fetch_add(1); }
float* weights_floats(ts_weights* weights) { return weights->data; }

}  // namespace ts

ts_weights::~ts_weights() { ts::release(data); }
