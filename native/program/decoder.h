// One ragged batch over cached sequences: the memory of a session and the pass that fills it. What a session
// knows of tokens and sampling is not known here.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "program/batch.h"
#include "program/failure.h"
#include "program/memory.h"
#include "program/runner.h"
#include "program/session.h"

namespace tinystories {

class Decoder {
 public:
  // A sequence's part of the batch.
  struct Entry {
    int32_t slot;
    int32_t position;  // of its first row
    int32_t rows;
    int32_t logits;    // which of the batch's logits are those of its last row; -1: not wanted
  };

  // Plans all memory. Throws Failure OUT_OF_MEMORY with what is needed and how many slots would fit.
  Decoder(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights,
          const SessionOptions& options);

  int32_t vocab() const { return runner_.document().vocab; }
  // Most rows of a batch, at least one a slot, and of one sequence in it.
  int32_t max_rows() const { return runner_.limits().rows; }
  int32_t chunk() const { return runner_.limits().length; }
  int64_t cache_bytes() const { return cache_bytes_; }

  void clear();
  void put(int32_t slot, const int32_t* tokens, int32_t rows, int32_t position, bool wants_logits);
  // Computes the batch and stores it in the caches. After a failure the same batch can be computed again.
  void compute(const Stop& stop);
  const std::vector<Entry>& entries() const { return entries_; }
  // [vocab], valid until the next batch.
  const float* logits(const Entry& entry) const;

  // Copies what is cached of the first `positions` tokens of a slot.
  void copy(int32_t from, int32_t to, int32_t positions);

 private:
  struct Cache {
    Memory keys, values;
    size_t row_bytes;  // of one position
  };

  Runner runner_;
  int64_t cache_bytes_ = 0;
  std::vector<Cache> caches_;    // of each attention, in the runner's order
  std::vector<ts_cache> views_;  // the same as the runner takes them
  std::vector<Entry> entries_;
  Batch batch_;
  std::vector<int32_t> logits_rows_;
  std::optional<HostMemory> logits_;  // float32, [slots, vocab]
  std::vector<char> bounce_;   // between two slots; taken at the first fork
};

}  // namespace tinystories
