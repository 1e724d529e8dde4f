// Chooses the next token from a row of logits.
//
// The cuts are applied in this order, each to what the one before left:
//   1. repetition penalty (Keskar et al. 2019, "CTRL"): logits of tokens seen before are divided by it where
//      positive, multiplied where negative;
//   2. temperature: logits are divided by it; 0 takes the likeliest token, the lowest id among equals;
//   3. top-k: the k likeliest stay, exactly k of them, lower ids first among equals;
//   4. top-p (Holtzman et al. 2020, "The curious case of neural text degeneration"): the likeliest tokens
//      whose probabilities, renormalised after top-k, first reach p; never fewer than one;
//   5. min-p (Nguyen et al. 2024): tokens less likely than min_p times the likeliest one are dropped.
//
// The draw walks the tokens that are left in the order of their ids, so that a cut that drops nothing changes
// nothing. Its random number is a function of (seed, stream, position): not of the batch, nor of what other
// sequences draw. Sums are in double precision and exponentials are our own, so the same logits give the same
// token on every machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <vector>

namespace tinystories {

struct Sampling {
  double repetition_penalty = 1;
  double temperature = 1;
  int32_t top_k = 0;    // 0: all
  double top_p = 1;
  double min_p = 0;
  uint64_t seed = 0;
  uint64_t stream = 0;
  int32_t logprobs = 0;  // alternatives to report a token; -1: not even the token's own log-probability
};

// Ids seen so far in a sequence, as a set.
class TokenSet {
 public:
  explicit TokenSet(int32_t vocab) : bits_((static_cast<size_t>(vocab) + 63) / 64) {}
  void clear() { bits_.assign(bits_.size(), 0); }
  void insert(int32_t id) { bits_[static_cast<size_t>(id) >> 6] |= uint64_t{1} << (id & 63); }
  const std::vector<uint64_t>& words() const { return bits_; }

 private:
  std::vector<uint64_t> bits_;
};

struct Sample {
  int32_t id;
  // Under the model's own distribution: before penalty, temperature and cuts. NaN where not asked for.
  float logprob;
};

// Scratch for one row at a time; nothing is allocated after construction.
class Sampler {
 public:
  explicit Sampler(int32_t vocab);

  // logits: [vocab]; seen: what the repetition penalty applies to; position: of the token being chosen.
  // top_ids, top_logprobs: [sampling.logprobs], likeliest first; id -1 and -infinity past the vocabulary's
  // end. False when the logits are no distribution: one is NaN or +infinity, or all are -infinity.
  bool sample(const float* logits, const Sampling& sampling, const TokenSet& seen, int64_t position,
              Sample* out, int32_t* top_ids, float* top_logprobs);

  // The `count` likeliest tokens of a row and their log-probabilities, lower ids first among equals. False as
  // above.
  bool likeliest(const float* logits, int32_t count, int32_t* ids, float* logprobs);

 private:
  // The place of a token in the order (logit falling, id rising); a cut keeps all up to one place.
  struct Place {
    double value;
    int32_t id;
  };

  bool measure(const float* logits);
  double log_total(const float* logits);
  double total();
  void top(const float* logits, int32_t count, double log_total, int32_t* ids, float* logprobs) const;
  void penalise(double penalty, const TokenSet& seen);
  void rank(int32_t count);
  Place cut_by_rank(const Sampling& sampling);
  int32_t draw(const Sampling& sampling, int64_t position);

  int32_t vocab_, blocks_;
  double largest_ = 0;           // of the row as the model gave it
  std::vector<double> values_;   // the row, penalised; where that or an order is asked for
  std::vector<double> weights_;  // exp((value - largest) / temperature); zeros up to a whole block
  std::vector<double> sums_;     // of the blocks of weights
  double total_ = 0;             // of all
  bool summed_ = false;          // whether both are those of the weights as they are
  std::vector<double> maxima_, order_;  // of groups of values
  std::vector<Place> ranked_;    // the likeliest, in order
};

}  // namespace tinystories
