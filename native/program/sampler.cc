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
// between systems in its last bit, and one bit may choose another token. Branch-free, so that loops
// vectorise.
inline __attribute__((always_inline)) double exponential(double x) {
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

// Every instruction set computes the same bits here: nothing is fused, and sums have one order.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define TS_EVERY_LEVEL __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TS_EVERY_LEVEL
#endif

// Sums of kBlock weights: a sum in eight strands keeps a processor busy, and a draw skips whole blocks.
constexpr int32_t kBlock = 64, kStrands = 8;

// The largest of a row, and whether all of it are numbers; the row as doubles.
TS_EVERY_LEVEL
bool widen(const float* logits, int32_t count, double* values, float* largest) {
  float strand[2 * kStrands];
  bool number = true;
  for (float& high : strand) high = -std::numeric_limits<float>::infinity();
  int32_t i = 0;
  for (; i + 2 * kStrands <= count; i += 2 * kStrands)
    for (int32_t s = 0; s < 2 * kStrands; ++s) strand[s] = logits[i + s] > strand[s] ? logits[i + s] : strand[s];
  for (; i < count; ++i) strand[0] = logits[i] > strand[0] ? logits[i] : strand[0];
  *largest = *std::max_element(strand, strand + 2 * kStrands);
  for (i = 0; i < count; ++i) {
    number &= logits[i] == logits[i];
    values[i] = logits[i];
  }
  return number;
}

// weights[i] = exp((values[i] - largest) / temperature)
TS_EVERY_LEVEL
void weigh(const double* values, int32_t count, double largest, double temperature, double* weights) {
  if (temperature == 1) {  // a division by 1 changes nothing but the time
    for (int32_t i = 0; i < count; ++i) weights[i] = exponential(values[i] - largest);
  } else {
    for (int32_t i = 0; i < count; ++i) weights[i] = exponential((values[i] - largest) / temperature);
  }
}

// The sum of each block, and of all. `weights` is padded with zeros to whole blocks.
TS_EVERY_LEVEL
double sum_blocks(const double* weights, int32_t blocks, double* sums) {
  double total = 0;
  for (int32_t block = 0; block < blocks; ++block) {
    double strand[kStrands] = {};
    for (int32_t i = 0; i < kBlock; i += kStrands)
      for (int32_t s = 0; s < kStrands; ++s) strand[s] += weights[block * kBlock + i + s];
    for (int32_t half = kStrands / 2; half > 0; half /= 2)
      for (int32_t s = 0; s < half; ++s) strand[s] += strand[s + half];
    sums[block] = strand[0];
    total += strand[0];
  }
  return total;
}

}  // namespace

Sampler::Sampler(int32_t vocab)
    : vocab_(vocab),
      blocks_((vocab + kBlock - 1) / kBlock),
      values_(static_cast<size_t>(vocab)),
      weights_(static_cast<size_t>(blocks_) * kBlock),
      sums_(static_cast<size_t>(blocks_)),
      order_(static_cast<size_t>(vocab)) {}

bool Sampler::sample(const float* logits, const Sampling& sampling, const TokenSet& seen, int64_t position,
                     Sample* out, int32_t* top_ids, float* top_logprobs) {
  if (!measure(logits)) return false;
  double log_sum = 0;
  if (sampling.logprobs >= 0) log_sum = log_total();
  if (sampling.logprobs > 0) top(logits, sampling.logprobs, log_sum, top_ids, top_logprobs);

  const bool changed = sampling.repetition_penalty != 1;
  if (changed) penalise(sampling.repetition_penalty, seen);
  const double largest = changed ? *std::max_element(values_.begin(), values_.end()) : largest_;
  if (sampling.temperature == 0) {
    out->id = static_cast<int32_t>(std::find(values_.begin(), values_.end(), largest) - values_.begin());
  } else {
    // The weights of the model's own distribution may be there already.
    if (changed || sampling.temperature != 1 || sampling.logprobs < 0)
      weigh(values_.data(), vocab_, largest, sampling.temperature, weights_.data());
    out->id = draw(sampling, position, cut_by_rank(sampling));
  }
  out->logprob = sampling.logprobs >= 0 ? static_cast<float>((logits[out->id] - largest_) - log_sum)
                                        : std::numeric_limits<float>::quiet_NaN();
  return true;
}

bool Sampler::likeliest(const float* logits, int32_t count, int32_t* ids, float* logprobs) {
  if (!measure(logits)) return false;
  top(logits, count, log_total(), ids, logprobs);
  return true;
}

bool Sampler::measure(const float* logits) {
  float largest;
  const bool number = widen(logits, vocab_, values_.data(), &largest);
  largest_ = largest;
  return number && largest_ > -kInfinity && largest_ < kInfinity;
}

double Sampler::log_total() {
  weigh(values_.data(), vocab_, largest_, 1, weights_.data());
  return log(sum_blocks(weights_.data(), blocks_, sums_.data()));
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
    total = sum_blocks(weights_.data(), blocks_, sums_.data());
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
  const bool cut = last.id < vocab_ || sampling.min_p > 0;
  for (int32_t i = 0; cut && i < vocab_; ++i) {
    const bool ranked = values_[i] > last.value || (values_[i] == last.value && i <= last.id);
    // The likeliest token weighs exactly 1.
    if (!ranked || weights_[i] < sampling.min_p) weights_[i] = 0;
  }
  const double total = sum_blocks(weights_.data(), blocks_, sums_.data());
  const ts_philox random = ts_philox4x32(sampling.seed, static_cast<uint64_t>(position), sampling.stream);
  const double target = ts_uniform53(random.word[0], random.word[1]) * total;
  double mass = 0;
  int32_t block = 0;
  // The blocks' sums add up to the total, which is above the target.
  while (mass + sums_[block] <= target) mass += sums_[block++];
  int32_t id = block * kBlock;
  for (int32_t i = id; i < (block + 1) * kBlock && mass <= target; ++i) {
    if (weights_[i] == 0) continue;
    id = i;
    mass += weights_[i];
  }
  return id;
}

}  // namespace tinystories
