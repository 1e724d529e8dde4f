#include "program/decoder.h"

#include <algorithm>

namespace tinystories {
namespace {

// Rows of one prompt in one batch: enough to keep the matrix kernels busy, few enough to keep rings short.
constexpr int32_t kChunk = 128;
// Rows of all prompts in one batch.
constexpr int32_t kRows = 256;

RunnerOptions runner_options(const Document& document, const SessionOptions& session) {
  const auto [slots, capacity, threads, weights] = session;
  const int32_t positions = document.max_positions;
  if (positions > 0 && capacity > positions)
    throw Failure("INVALID_ARGUMENT",
                  format("capacity: expected at most the model's %d positions, got %d", positions, capacity));
  RunnerOptions options;
  options.limits.length = std::min(kChunk, capacity);
  options.limits.sequences = slots;
  options.limits.rows = static_cast<int32_t>(
      std::max<int64_t>(slots, std::min<int64_t>(kRows, int64_t{slots} * options.limits.length)));
  options.threads = threads;
  options.priority = 1;
  options.weights = weights;
  options.cached = capacity;
  return options;
}

int64_t round_up(int64_t value, int64_t step) { return (value + step - 1) / step * step; }

}  // namespace

Decoder::Decoder(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights,
                 const SessionOptions& options)
    : runner_(document, std::move(weights), runner_options(*document, options)) {
  const int32_t slots = options.slots, capacity = options.capacity;
  const ts_backend* backend = runner_.backend();
  const int64_t tile = backend->key_tile();
  int64_t slot_bytes = 0;
  for (int32_t index : runner_.attentions()) {
    const ts_attention_shape& shape = runner_.document().operations[static_cast<size_t>(index)].attention;
    int64_t positions = capacity;
    if (shape.window > 0) positions = std::min<int64_t>(positions, int64_t{shape.window} + chunk() - 1);
    Cache cache;
    cache.row_bytes = static_cast<size_t>(backend->activation_bytes(runner_.context())) * static_cast<size_t>(shape.kv_heads * shape.head_size);
    const int64_t stored = round_up(positions, tile);
    slot_bytes += 2 * stored * static_cast<int64_t>(cache.row_bytes);
    views_.push_back({nullptr, nullptr, slots, static_cast<int32_t>(stored)});
    caches_.push_back(std::move(cache));
  }
  const int64_t available = available_memory(backend, runner_.context());
  if (slot_bytes > available / slots)
    throw Failure("OUT_OF_MEMORY",
                  format("the cache of %d sequences of %d tokens needs %.0f MiB, %lld MiB are available: "
                         "at most %lld sequences fit",
                         slots, capacity, static_cast<double>(slot_bytes) * slots / (1 << 20),
                         static_cast<long long>(available >> 20),
                         static_cast<long long>(available / slot_bytes)));
  cache_bytes_ = slot_bytes * slots;
  for (size_t i = 0; i < caches_.size(); ++i) {
    Cache& cache = caches_[i];
    const size_t stored = static_cast<size_t>(views_[i].capacity) * static_cast<size_t>(slots);
    const size_t bytes = cache.row_bytes * stored;
    cache.keys = Memory(backend, runner_.context(), bytes, "cached keys");
    cache.values = Memory(backend, runner_.context(), bytes, "cached values");
    // A backend may read whole tiles and mask them afterwards, which only finite numbers survive.
    for (Memory* memory : {&cache.keys, &cache.values})
      check_status(backend, runner_.context(), backend->zero(runner_.context(), memory->data(), bytes));
    views_[i].keys = reinterpret_cast<float*>(cache.keys.data());
    views_[i].values = reinterpret_cast<float*>(cache.values.data());
  }

  const size_t rows = static_cast<size_t>(max_rows());
  batch_.tokens.reserve(rows);
  batch_.positions.reserve(rows);
  batch_.sequences.reserve(static_cast<size_t>(slots));
  entries_.reserve(static_cast<size_t>(slots));
  logits_rows_.reserve(static_cast<size_t>(slots));
  logits_.emplace(backend, runner_.context(), static_cast<size_t>(slots) * static_cast<size_t>(vocab()) * sizeof(float),
                  "the logits");
}

void Decoder::clear() {
  batch_.tokens.clear();
  batch_.positions.clear();
  batch_.sequences.clear();
  entries_.clear();
  logits_rows_.clear();
}

void Decoder::put(int32_t slot, const int32_t* tokens, int32_t rows, int32_t position, bool wants_logits) {
  batch_.sequences.push_back({batch_.rows(), rows, position, slot});
  batch_.tokens.insert(batch_.tokens.end(), tokens, tokens + rows);
  for (int32_t i = 0; i < rows; ++i) batch_.positions.push_back(position + i);
  Entry entry = {slot, position, rows, -1};
  if (wants_logits) {
    entry.logits = static_cast<int32_t>(logits_rows_.size());
    logits_rows_.push_back(batch_.rows() - 1);
  }
  entries_.push_back(entry);
}

void Decoder::compute(const Stop& stop) {
  check_batch(batch_, runner_.document(), runner_.limits());
  // One pass reads one state of the weights; a training step may change them before the next.
  Reading reading(runner_.weights().access(), stop);
  runner_.decode(batch_, views_.data(), logits_rows_.data(), static_cast<int32_t>(logits_rows_.size()),
                 static_cast<float*>(logits_->data()), stop);
}

const float* Decoder::logits(const Entry& entry) const {
  return static_cast<const float*>(logits_->data()) + static_cast<size_t>(entry.logits) * static_cast<size_t>(vocab());
}

void Decoder::copy(int32_t from, int32_t to, int32_t positions) {
  const ts_backend* backend = runner_.backend();
  ts_context* context = runner_.context();
  for (size_t i = 0; i < caches_.size(); ++i) {
    Cache& cache = caches_[i];
    const size_t slot_bytes = cache.row_bytes * static_cast<size_t>(views_[i].capacity);
    const size_t bytes = cache.row_bytes * static_cast<size_t>(std::min(positions, views_[i].capacity));
    if (bytes == 0) continue;
    if (bounce_.size() < bytes) bounce_.resize(slot_bytes);
    for (Memory* memory : {&cache.keys, &cache.values}) {
      const char* source = memory->data() + static_cast<size_t>(from) * slot_bytes;
      char* target = memory->data() + static_cast<size_t>(to) * slot_bytes;
      check_status(backend, context, backend->download(context, bounce_.data(), source, bytes));
      check_status(backend, context, backend->finish(context));
      check_status(backend, context, backend->upload(context, target, bounce_.data(), bytes));
    }
  }
}

}  // namespace tinystories
