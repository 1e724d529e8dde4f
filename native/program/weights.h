// The parameters of a document in one flat arena, and, once something trains them, gradients and moments laid out
// alike.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "program/access.h"
#include "program/document.h"
#include "program/memory.h"

namespace tinystories {

class Weights {
 public:
  Weights(std::shared_ptr<const Document> document, const Place& place);

  const std::shared_ptr<const Document>& document() const { return document_; }
  const Place& place() const { return place_; }
  // Parameter `index` for an operation; -1 gives one without weights.
  ts_parameter parameter(int32_t index) const;

  // Gradients and moments; keeps what is there. Throws Failure OUT_OF_MEMORY.
  void prepare_training();
  bool trains() const { return trains_.load(); }
  int64_t training_bytes() const { return 3 * document_->floats * int64_t(sizeof(float)); }
  ts_weights* parameters() const { return parameters_.get(); }
  float* gradients() const { return gradients_.data(); }
  float* moment1() const { return moment1_.data(); }
  float* moment2() const { return moment2_.data(); }
  // Throws Failure MISMATCH unless the document has the same parameters in the same order.
  void check_layout(const Document& document) const;

  // One call at a time. Draws every parameter by its `init`: element e of parameter p under a seed is always the
  // same number.
  void initialise(uint64_t seed, const Stop& stop);
  void read(std::string_view arena, int64_t offset, int64_t count, float* to, const Stop& stop);
  void write(std::string_view arena, int64_t offset, int64_t count, const float* from, const Stop& stop);

  // Passes read the parameters; AdamW, initialise and write change them.
  Access& access() { return access_; }
  // Held through a training step: its gradients and moments belong to one program at a time.
  Access& training() { return training_; }

  std::atomic<bool> disposed{false};

 private:
  float* find(std::string_view arena, int64_t offset, int64_t count) const;

  std::shared_ptr<const Document> document_;
  Place place_;
  const ts_backend* backend_;
  Context context_;
  Arena parameters_, gradients_, moment1_, moment2_;
  std::mutex prepare_;
  std::atomic<bool> trains_{false};
  Access access_, training_;
};

// Runs of parameters that AdamW treats alike, covering the arena.
std::vector<ts_segment> optimizer_segments(const Document& document);

}  // namespace tinystories
