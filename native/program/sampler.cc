#include "program/sampler.h"

#include <math.h>
#include <string.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>

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

// The largest of a row; false where one of them is no number.
TS_EVERY_LEVEL
bool find_largest(const float* logits, int32_t count, float* largest) {
  constexpr int32_t kWide = 4 * kStrands;  // of fewer the compiler makes single numbers
  float strand[kWide];
  int32_t strange[kWide] = {};
  for (float& high : strand) high = -std::numeric_limits<float>::infinity();
  int32_t i = 0;
  for (; i + kWide <= count; i += kWide) {
    for (int32_t s = 0; s < kWide; ++s) {
      strand[s] = logits[i + s] > strand[s] ? logits[i + s] : strand[s];
      strange[s] |= logits[i + s] != logits[i + s];
    }
  }
  for (; i < count; ++i) {
    strand[0] = logits[i] > strand[0] ? logits[i] : strand[0];
    strange[0] |= logits[i] != logits[i];
  }
  *largest = *std::max_element(strand, strand + kWide);
  return std::count(strange, strange + kWide, 0) == kWide;
}

TS_EVERY_LEVEL
void widen(const float* logits, int32_t count, double* values) {
  for (int32_t i = 0; i < count; ++i) values[i] = logits[i];
}

// weights[i] = exp((values[i] - largest) / temperature)
template <typename Value>
inline __attribute__((always_inline)) void weigh_each(const Value* values, int32_t count, double largest, double temperature,
                                                      double* weights) {
  if (temperature == 1) {  // a division by 1 changes nothing but the time
    for (int32_t i = 0; i < count; ++i) weights[i] = exponential(values[i] - largest);
  } else {
    for (int32_t i = 0; i < count; ++i) weights[i] = exponential((values[i] - largest) / temperature);
  }
}
TS_EVERY_LEVEL
void weigh(const float* values, int32_t count, double largest, double temperature, double* weights) {
  weigh_each(values, count, largest, temperature, weights);
}
TS_EVERY_LEVEL
void weigh_penalised(const double* values, int32_t count, double largest, double temperature, double* weights) {
  weigh_each(values, count, largest, temperature, weights);
}

// Weights of tokens behind a place in the order, and small ones, become 0.
TS_EVERY_LEVEL
void cut_weights(const double* values, int32_t count, double last_value, int32_t last_id, double least, double* weights) {
  for (int32_t i = 0; i < count; ++i) {
    const bool ranked = (values[i] > last_value) | ((values[i] == last_value) & (i <= last_id));
    weights[i] = ranked & !(weights[i] < least) ? weights[i] : 0.0;
  }
}

// The largest of each group of values: a group has every kStrands-th of kStrands * kGroup neighbours. What is left at the
// end is in none.
constexpr int32_t kGroup = 16;
TS_EVERY_LEVEL
void find_group_maxima(const double* values, int32_t groups, double* maxima) {
  for (int32_t group = 0; group < groups; group += kStrands) {
    double strand[kStrands];
    for (int32_t s = 0; s < kStrands; ++s) strand[s] = values[group * kGroup + s];
    for (int32_t i = kStrands; i < kStrands * kGroup; i += kStrands)
      for (int32_t s = 0; s < kStrands; ++s) {
        const double value = values[group * kGroup + i + s];
        strand[s] = value > strand[s] ? value : strand[s];
      }
    for (int32_t s = 0; s < kStrands; ++s) maxima[group + s] = strand[s];
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
      maxima_(static_cast<size_t>(vocab / (kStrands * kGroup) * kStrands)),
      order_(maxima_.size()) {
  ranked_.reserve(static_cast<size_t>(vocab));
}

bool Sampler::sample(const float* logits, const Sampling& sampling, const TokenSet& seen, int64_t position,
                     Sample* out, int32_t* top_ids, float* top_logprobs) {
  if (!measure(logits)) return false;
  double log_sum = 0;
  if (sampling.logprobs >= 0) log_sum = log_total(logits);
  if (sampling.logprobs > 0) top(logits, sampling.logprobs, log_sum, top_ids, top_logprobs);

  const bool penalised = sampling.repetition_penalty != 1, greedy = sampling.temperature == 0;
  const bool cut = (sampling.top_k > 0 && sampling.top_k < vocab_) || sampling.top_p < 1 || sampling.min_p > 0;
  if (penalised || (cut && !greedy)) widen(logits, vocab_, values_.data());
  if (penalised) penalise(sampling.repetition_penalty, seen);
  const double largest = penalised ? *std::max_element(values_.begin(), values_.end()) : largest_;
  if (greedy) {
    out->id = static_cast<int32_t>(penalised ? std::find(values_.begin(), values_.end(), largest) - values_.begin()
                                             : std::find(logits, logits + vocab_, static_cast<float>(largest)) - logits);
  } else {
    // The weights of the model's own distribution, and their sums, may be there already.
    if (penalised) {
      weigh_penalised(values_.data(), vocab_, largest, sampling.temperature, weights_.data());
      summed_ = false;
    } else if (sampling.temperature != 1 || sampling.logprobs < 0) {
      weigh(logits, vocab_, largest, sampling.temperature, weights_.data());
      summed_ = false;
    }
    if (cut) {
      const Place last = cut_by_rank(sampling);
      cut_weights(values_.data(), vocab_, last.value, last.id, sampling.min_p, weights_.data());
      summed_ = false;
    }
    out->id = draw(sampling, position);
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
  float largest;
  const bool numbers = find_largest(logits, vocab_, &largest);
  largest_ = largest;
  return numbers && largest_ > -kInfinity && largest_ < kInfinity;
}

double Sampler::log_total(const float* logits) {
  weigh(logits, vocab_, largest_, 1, weights_.data());
  summed_ = false;
  return log(total());
}

double Sampler::total() {
  if (!summed_) total_ = sum_blocks(weights_.data(), blocks_, sums_.data());
  summed_ = true;
  return total_;
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

// Fills `ranked_`, in order, with the likeliest tokens, at least `count` of them.
void Sampler::rank(int32_t count) {
  const auto before = [](const Place& a, const Place& b) { return a.value > b.value || (a.value == b.value && a.id < b.id); };
  const auto collect = [this](int32_t from, int32_t to, int32_t step, double least) {
    for (int32_t i = from; i < to; i += step)
      if (values_[static_cast<size_t>(i)] >= least) ranked_.push_back({values_[static_cast<size_t>(i)], i});
  };
  ranked_.clear();
  const int32_t groups = static_cast<int32_t>(maxima_.size());
  if (count <= groups / 2) {
    // That many groups have a value that is not below the count-th largest of their largest ones.
    find_group_maxima(values_.data(), groups, maxima_.data());
    std::copy(maxima_.begin(), maxima_.end(), order_.begin());
    std::nth_element(order_.begin(), order_.begin() + (count - 1), order_.end(), std::greater<>());
    const double least = order_[static_cast<size_t>(count - 1)];
    for (int32_t group = 0; group < groups; ++group) {
      if (maxima_[static_cast<size_t>(group)] < least) continue;
      const int32_t first = group / kStrands * kStrands * kGroup;
      collect(first + group % kStrands, first + kStrands * kGroup, kStrands, least);
    }
    collect(groups * kGroup, vocab_, 1, least);
  } else {
    collect(0, vocab_, 1, -kInfinity);
    std::nth_element(ranked_.begin(), ranked_.begin() + (count - 1), ranked_.end(), before);
    ranked_.resize(static_cast<size_t>(count));
  }
  std::sort(ranked_.begin(), ranked_.end(), before);
}

// Top-k and top-p together: the last token that both keep.
Sampler::Place Sampler::cut_by_rank(const Sampling& sampling) {
  const bool by_count = sampling.top_k > 0 && sampling.top_k < vocab_;
  const bool by_mass = sampling.top_p < 1;
  if (!by_count && !by_mass) return {-kInfinity, vocab_};
  const auto weight = [this](size_t place) { return weights_[static_cast<size_t>(ranked_[place].id)]; };
  const size_t limit = static_cast<size_t>(by_count ? sampling.top_k : vocab_);
  double whole = 0;
  if (by_count) {
    rank(sampling.top_k);
    for (size_t place = 0; place < limit; ++place) whole += weight(place);
    if (!by_mass) return ranked_[limit - 1];
  } else {
    whole = total();
  }
  // How many tokens hold the mass is not known before: few are ranked first, and more where they do not suffice.
  constexpr int32_t kFewest = 32, kMore = 8;
  for (int32_t count = kFewest;; count *= kMore) {
    if (!by_count) rank(std::min(count, vocab_));
    const size_t known = std::min(limit, ranked_.size());
    double mass = 0;
    for (size_t place = 0; place < known; ++place) {
      mass += weight(place);
      if (mass >= sampling.top_p * whole) return ranked_[place];
    }
    if (known == limit) return ranked_[limit - 1];
  }
}

int32_t Sampler::draw(const Sampling& sampling, int64_t position) {
  const ts_philox random = ts_philox4x32(sampling.seed, static_cast<uint64_t>(position), sampling.stream);
  const double target = ts_uniform53(random.word[0], random.word[1]) * total();
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
