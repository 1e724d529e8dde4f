#include "program/sampler.h"

#include <math.h>
#include <string.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "program/philox.h"

namespace tinystories {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// e^x for x <= 0 to about one unit in the last place; 0 below the normal numbers. The library's own differs
// between systems in its last bit, and one bit may choose another token. Branch-free, so that loops vectorise.
inline double exponential(double x) {
  constexpr double kLog2e = 0x1.71547652b82fep0;
  constexpr double kLn2High = 0x1.62e42fee00000p-1, kLn2Low = 0x1.a39ef35793c76p-33;
  constexpr double kToInteger = 0x1.8p52;  // adding it leaves a whole number in the low bits
  const double clamped = x < -708.0 ? -708.0 : x;
  const double shifted = clamped * kLog2e + kToInteger;
  const double n = shifted - kToInteger;
  const double r = (clamped - n * kLn2High) - n * kLn2Low;
  double sum = 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  double power;
  memcpy(&power, &bits, sizeof power);
  return x < -708.0 ? 0.0 : sum * power;
}

}  // namespace

Sampler::Sampler(int32_t vocab) : vocab_(vocab), values_(vocab), weights_(vocab), order_(vocab) {}

bool Sampler::sample(const float* logits, const Sampling& sampling, const TokenSet& seen, int64_t position,
                     Sample* out, int32_t* top_ids, float* top_logprobs) {
  if (!measure(logits)) return false;
  double log_sum = 0;
  if (sampling.logprobs >= 0) log_sum = log_total(logits);
  if (sampling.logprobs > 0) top(logits, sampling.logprobs, log_sum, top_ids, top_logprobs);

  for (int32_t i = 0; i < vocab_; ++i) values_[i] = logits[i];
  if (sampling.repetition_penalty != 1) penalise(sampling.repetition_penalty, seen);
  const int32_t likeliest = static_cast<int32_t>(std::max_element(values_.begin(), values_.end()) - values_.begin());
  if (sampling.temperature == 0) {
    out->id = likeliest;
  } else {
    const double largest = values_[likeliest];
    for (int32_t i = 0; i < vocab_; ++i) weights_[i] = exponential((values_[i] - largest) / sampling.temperature);
    out->id = draw(sampling, position, cut_by_rank(sampling));
  }
  out->logprob = sampling.logprobs >= 0 ? static_cast<float>((logits[out->id] - largest_) - log_sum)
                                        : std::numeric_limits<float>::quiet_NaN();
  return true;
}

bool Sampler::likeliest(const float* logits, int32_t count, int32_t* ids, float* logprobs) {
  if (!measure(logits)) return false;
  top(logits, count, log_total(logits), ids, logprobs);
  return true;
}

bool Sampler::measure(const float* logits) {
  largest_ = -kInfinity;
  bool number = true;
  for (int32_t i = 0; i < vocab_; ++i) {
    number &= logits[i] == logits[i];
    if (logits[i] > largest_) largest_ = logits[i];
  }
  return number && largest_ > -kInfinity && largest_ < kInfinity;
}

double Sampler::log_total(const float* logits) {
  for (int32_t i = 0; i < vocab_; ++i) weights_[i] = exponential(logits[i] - largest_);
  double total = 0;
  for (int32_t i = 0; i < vocab_; ++i) total += weights_[i];
  return log(total);
}

void Sampler::top(const float* logits, int32_t count, double log_total, int32_t* ids, float* logprobs) const {
  int32_t filled = 0;
  for (int32_t i = 0; i < vocab_; ++i) {
    if (filled == count && !(logits[i] > logits[ids[count - 1]])) continue;
    int32_t at = filled < count ? filled++ : count - 1;
    for (; at > 0 && logits[i] > logits[ids[at - 1]]; --at) ids[at] = ids[at - 1];
    ids[at] = i;
  }
  for (int32_t at = 0; at < filled; ++at)
    logprobs[at] = static_cast<float>((logits[ids[at]] - largest_) - log_total);
  for (int32_t at = filled; at < count; ++at) {
    ids[at] = -1;
    logprobs[at] = -std::numeric_limits<float>::infinity();
  }
}

void Sampler::penalise(double penalty, const TokenSet& seen) {
  const std::vector<uint64_t>& words = seen.words();
  for (size_t word = 0; word < words.size(); ++word) {
    for (uint64_t bits = words[word]; bits != 0; bits &= bits - 1) {
      const size_t id = word * 64 + static_cast<size_t>(std::countr_zero(bits));
      values_[id] = values_[id] > 0 ? values_[id] / penalty : values_[id] * penalty;
    }
  }
}

// Top-k and top-p together: the last token that both keep.
Sampler::Place Sampler::cut_by_rank(const Sampling& sampling) {
  const Place everything = {-kInfinity, vocab_};
  const bool by_count = sampling.top_k > 0 && sampling.top_k < vocab_;
  const bool by_mass = sampling.top_p < 1;
  if (!by_count && !by_mass) return everything;

  // A heap gives the likeliest first at a cost that grows with how many are asked for, not with a whole sort.
  const auto behind = [this](int32_t a, int32_t b) {
    return values_[a] < values_[b] || (values_[a] == values_[b] && a > b);
  };
  std::iota(order_.begin(), order_.end(), 0);
  std::make_heap(order_.begin(), order_.end(), behind);
  auto end = order_.end();  // what was taken stands from here on, last taken first
  const auto take = [&] {
    std::pop_heap(order_.begin(), end, behind);
    return *--end;
  };
  double total = 0;
  if (by_count) {
    for (int32_t i = 0; i < sampling.top_k; ++i) total += weights_[take()];
    if (!by_mass) return {values_[*end], *end};
  } else {
    for (int32_t i = 0; i < vocab_; ++i) total += weights_[i];
  }
  const int32_t limit = by_count ? sampling.top_k : vocab_;
  double mass = 0;
  int32_t id = 0;
  for (int32_t rank = 0; rank < limit; ++rank) {
    id = by_count ? order_[vocab_ - 1 - rank] : take();
    mass += weights_[id];
    if (mass >= sampling.top_p * total) break;
  }
  return {values_[id], id};
}

int32_t Sampler::draw(const Sampling& sampling, int64_t position, Place last) {
  double total = 0;
  for (int32_t i = 0; i < vocab_; ++i) {
    const bool ranked = values_[i] > last.value || (values_[i] == last.value && i <= last.id);
    // The likeliest token weighs exactly 1.
    if (!ranked || weights_[i] < sampling.min_p) weights_[i] = 0;
    total += weights_[i];
  }
  const ts_philox random = ts_philox4x32(sampling.seed, static_cast<uint64_t>(position), sampling.stream);
  const double target = ts_uniform53(random.word[0], random.word[1]) * total;
  double mass = 0;
  int32_t id = 0;
  for (int32_t i = 0; i < vocab_; ++i) {
    if (weights_[i] == 0) continue;
    id = i;
    mass += weights_[i];
    if (mass > target) break;
  }
  return id;
}

}  // namespace tinystories
