#include "program/weights.h"

#include <algorithm>

#include "program/philox.h"

namespace tinystories {

namespace {

constexpr int64_t kChunk = int64_t(1) << 16;  // floats drawn between two looks at `stop`

// Elements [begin, end) of parameter number `index`; begin is a multiple of four.
void draw(const Parameter& parameter, uint32_t index, uint64_t seed, int64_t begin, int64_t end, float* to) {
  if (!parameter.normal) {
    std::fill(to, to + (end - begin), float(parameter.init));
    return;
  }
  for (int64_t e = begin; e < end; e += 4) {
    uint64_t block = uint64_t(e) / 4;
    double normal[4];
    ts_normals(ts_philox4x32(seed, block, uint64_t(TS_PHILOX_INITIALISE) << 32 | index), normal);
    for (int64_t i = 0; i < 4 && e + i < end; ++i) to[e - begin + i] = float(normal[i] * parameter.init);
  }
}

int64_t fitting(const Place& place, const Context& context, int64_t floats) {
  int64_t available = available_memory(place.backend, context.get());
  if (floats * 4 <= available) return floats;
  throw Failure("OUT_OF_MEMORY", format("the parameters need %lld bytes, but %lld are available",
                                        (long long)floats * 4, (long long)available));
}

}  // namespace

Weights::Weights(std::shared_ptr<const Document> document, const Place& place)
    : document_(std::move(document)),
      place_(place),
      backend_(place.backend),
      context_(place, 1),
      parameters_(place, fitting(place, context_, document_->floats), "the parameters") {}

void Weights::check_layout(const Document& document) const {
  if (&document == document_.get()) return;
  const auto &ours = document_->parameters, &theirs = document.parameters;
  for (size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
    if (i < ours.size() && i < theirs.size() && ours[i].name == theirs[i].name && ours[i].shape == theirs[i].shape) continue;
    throw Failure("MISMATCH", format("the program was recorded for other weights: parameter %zu is \"%s\" in the "
                                     "program and \"%s\" in the weights, or their shapes differ", i,
                                     i < theirs.size() ? theirs[i].name.c_str() : "(none)",
                                     i < ours.size() ? ours[i].name.c_str() : "(none)"));
  }
}

std::vector<ts_segment> optimizer_segments(const Document& document) {
  std::vector<ts_segment> segments;
  const auto& list = document.parameters;
  for (size_t i = 0; i < list.size(); ++i) {
    int64_t end = i + 1 < list.size() ? list[i + 1].offset : document.floats;
    int32_t decay = list[i].decay, trainable = !list[i].frozen;
    if (!segments.empty() && segments.back().decay == decay && segments.back().trainable == trainable) {
      segments.back().end = end;
    } else {
      segments.push_back({list[i].offset, end, decay, trainable});
    }
  }
  return segments;
}

ts_parameter Weights::parameter(int32_t index) const {
  ts_parameter p{};
  if (index < 0) return p;
  const Parameter& q = document_->parameters[index];
  p.weights = parameters_.get();
  p.offset = q.offset;
  p.rows = q.rows();
  p.cols = q.cols();
  return p;
}

void Weights::prepare_training() {
  std::lock_guard lock(prepare_);
  if (trains_) return;
  Arena gradients(place_, document_->floats, "the gradients");
  Arena moment1(place_, document_->floats, "the optimizer's first moments");
  Arena moment2(place_, document_->floats, "the optimizer's second moments");
  gradients_ = std::move(gradients);
  moment1_ = std::move(moment1);
  moment2_ = std::move(moment2);
  trains_ = true;
}

float* Weights::find(std::string_view arena, int64_t offset, int64_t count) const {
  float* data = nullptr;
  if (arena == "parameters") {
    data = parameters_.data();
  } else if (arena != "gradients" && arena != "moment1" && arena != "moment2") {
    throw Failure("INVALID_ARGUMENT", format("there is no arena \"%.*s\"; expected parameters, gradients, moment1 or moment2",
                                             int(std::min<size_t>(arena.size(), 40)), arena.data()));
  } else if (!trains_) {
    throw Failure("INVALID_ARGUMENT", "gradients and moments exist once a program was compiled with mode \"train\"");
  } else {
    data = arena == "gradients" ? gradients() : arena == "moment1" ? moment1() : moment2();
  }
  if (offset < 0 || count < 0 || offset > document_->floats || count > document_->floats - offset) {
    throw Failure("INVALID_ARGUMENT", format("floats %lld to %lld are outside the arena, which has %lld",
                                             (long long)offset, (long long)(offset + count),
                                             (long long)document_->floats));
  }
  return data + offset;
}

void Weights::initialise(uint64_t seed, const Stop& stop) {
  Writing lock(access_, stop);
  backend_->weights_changed(parameters_.get());
  std::vector<float> chunk(kChunk);
  float* arena = parameters_.data();
  for (size_t i = 0; i < document_->parameters.size(); ++i) {
    const Parameter& p = document_->parameters[i];
    for (int64_t begin = 0; begin < p.count; begin += kChunk) {
      check_stop(stop);
      int64_t end = std::min(p.count, begin + kChunk);
      draw(p, uint32_t(i), seed, begin, end, chunk.data());
      check_status(backend_, context_.get(),
                   backend_->upload(context_.get(), arena + p.offset + begin, chunk.data(), size_t(end - begin) * 4));
    }
  }
  check_status(backend_, context_.get(), backend_->finish(context_.get()));
}

void Weights::read(std::string_view arena, int64_t offset, int64_t count, float* to, const Stop& stop) {
  const float* from = find(arena, offset, count);
  Reading lock(arena == "parameters" ? access_ : training_, stop);
  check_status(backend_, context_.get(), backend_->download(context_.get(), to, from, size_t(count) * 4));
  check_status(backend_, context_.get(), backend_->finish(context_.get()));
}

void Weights::write(std::string_view arena, int64_t offset, int64_t count, const float* from, const Stop& stop) {
  float* to = find(arena, offset, count);
  bool parameters = arena == "parameters";
  Writing lock(parameters ? access_ : training_, stop);
  if (parameters) backend_->weights_changed(parameters_.get());
  check_status(backend_, context_.get(), backend_->upload(context_.get(), to, from, size_t(count) * 4));
  check_status(backend_, context_.get(), backend_->finish(context_.get()));
}

}  // namespace tinystories
