#include "program/batch.h"

#include <cmath>

#include "program/failure.h"

namespace tinystories {

namespace {

[[noreturn]] void refuse(std::string why) { throw Failure("INVALID_ARGUMENT", std::move(why)); }

void check_size(const char* what, size_t actual, size_t rows) {
  if (actual != rows) refuse(format("batch: `%s` has %zu entries, expected one for each of %zu tokens", what, actual, rows));
}

}  // namespace

void Batch::lay_out(const std::vector<int32_t>& lengths) {
  int64_t total = 0;
  for (size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] < 1) refuse(format("batch: sequence %zu has length %d; expected at least 1", i, lengths[i]));
    total += lengths[i];
  }
  if (total != int64_t(tokens.size())) {
    refuse(format("batch: `lengths` sum to %lld, but there are %zu tokens", (long long)total, tokens.size()));
  }
  sequences.clear();
  positions.clear();
  positions.reserve(tokens.size());
  int32_t row = 0;
  for (size_t i = 0; i < lengths.size(); ++i) {
    sequences.push_back({row, lengths[i], 0, int32_t(i)});
    for (int32_t t = 0; t < lengths[i]; ++t) positions.push_back(t);
    row += lengths[i];
  }
}

void check_batch(const Batch& batch, const Document& document, const Limits& limits) {
  size_t rows = batch.tokens.size();
  if (rows == 0) refuse("batch: expected at least one token");
  if (rows > size_t(limits.rows)) {
    refuse(format("batch: %zu tokens, but the program was compiled for at most %d (maxRows)", rows, limits.rows));
  }
  if (batch.sequences.size() > size_t(limits.sequences)) {
    refuse(format("batch: %zu sequences, but the program was compiled for at most %d (maxSequences)",
                  batch.sequences.size(), limits.sequences));
  }
  check_size("positions", batch.positions.size(), rows);
  if (!batch.first.empty()) check_size("first", batch.first.size(), rows);
  if (!batch.targets.empty()) check_size("targets", batch.targets.size(), rows);
  if (!batch.loss_weights.empty()) check_size("lossWeights", batch.loss_weights.size(), rows);
  for (size_t i = 0; i < batch.sequences.size(); ++i) {
    const ts_sequence& s = batch.sequences[i];
    if (s.length > limits.length) {
      refuse(format("batch: sequence %zu has %d tokens, but the program was compiled for at most %d (maxLength)", i,
                    s.length, limits.length));
    }
    if (document.max_positions > 0 && s.position + s.length > document.max_positions) {
      refuse(format("batch: sequence %zu reaches position %d, but the model has only %d", i,
                    s.position + s.length - 1, document.max_positions));
    }
  }
  for (size_t row = 0; row < rows; ++row) {
    if (batch.tokens[row] < 0 || batch.tokens[row] >= document.vocab) {
      refuse(format("batch: token %zu is %d, expected an id from 0 to %d", row, batch.tokens[row], document.vocab - 1));
    }
    if (!batch.first.empty() && (batch.first[row] < 0 || batch.first[row] > batch.positions[row])) {
      refuse(format("batch: `first` of token %zu is %d, expected a position from 0 to the token's own, %d", row,
                    batch.first[row], batch.positions[row]));
    }
    if (!batch.targets.empty() && (batch.targets[row] < -1 || batch.targets[row] >= document.vocab)) {
      refuse(format("batch: target %zu is %d, expected -1 or an id from 0 to %d", row, batch.targets[row],
                    document.vocab - 1));
    }
    if (!batch.loss_weights.empty() && !(batch.loss_weights[row] >= 0 && std::isfinite(batch.loss_weights[row]))) {
      refuse(format("batch: loss weight %zu is %g, expected a finite number of 0 or more", row,
                    double(batch.loss_weights[row])));
    }
  }
}

}  // namespace tinystories
