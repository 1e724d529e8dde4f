// A packed batch in host memory: sequences one after another, each row a token.
#pragma once
#include <cstdint>
#include <vector>

#include "program/document.h"

namespace tinystories {

struct Limits {
  int32_t rows = 0, sequences = 0, length = 0;
};

struct Batch {
  std::vector<int32_t> tokens;
  std::vector<int32_t> positions;      // absolute, one a row
  std::vector<int32_t> first;          // empty: every row may attend to all before it
  std::vector<int32_t> targets;        // empty: nothing is scored
  std::vector<float> loss_weights;     // empty: all 1
  std::vector<ts_sequence> sequences;

  int32_t rows() const { return int32_t(tokens.size()); }
  // Weight of a row's loss: 0 without a target.
  double weight(size_t row) const {
    return targets.empty() || targets[row] < 0 ? 0.0 : loss_weights.empty() ? 1.0 : double(loss_weights[row]);
  }
  double total_weight() const {
    double sum = 0;
    for (size_t row = 0; row < tokens.size(); ++row) sum += weight(row);
    return sum;
  }
  // Of each row's loss. In double, row by row, so that the sum is the same however the work was shared out.
  double weighted_sum(const std::vector<float>& losses) const {
    double sum = 0;
    for (size_t row = 0; row < tokens.size(); ++row) {
      double its = weight(row);
      if (its != 0) sum += its * double(losses[row]);
    }
    return sum;
  }

  // Fills `sequences` and `positions` for whole sequences that begin at position 0.
  void lay_out(const std::vector<int32_t>& lengths);
};

// Throws Failure INVALID_ARGUMENT for anything the operations could not bear.
void check_batch(const Batch& batch, const Document& document, const Limits& limits);

}  // namespace tinystories
