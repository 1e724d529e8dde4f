// AdamW (Loshchilov & Hutter 2019) over whole arenas, with the global norm of the gradients, clipping and the
// non-finite guard.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/tiles.h"

namespace ts::TS_NS {
namespace {

// The norm is summed over these chunks first, then over the chunks in order.
constexpr int64_t kChunk = 16384;

double sum_of_squares(const float* x, int64_t count) {
  constexpr int kSums = 8;
  double sums[kSums] = {};
  int64_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (int j = 0; j < kSums; j++) sums[j] += static_cast<double>(x[i + j]) * static_cast<double>(x[i + j]);
  }
  for (; i < count; i++) sums[i % kSums] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  double total = 0;
  for (double part : sums) total += part;
  return total;
}

struct Step {
  float clip, keep1, take1, keep2, take2, rate, root, epsilon, decayed;
};

void update(const Step& s, bool decay, int64_t count, const float* g, float* p, float* m1, float* m2) {
  const F shrink = set1(decay ? s.decayed : 1.0f);
  for (int64_t i = 0; i < count; i += L) {
    const int n = static_cast<int>(count - i < L ? count - i : L);
    const F d = load_n(g + i, n) * set1(s.clip);
    const F first = fma(set1(s.keep1), load_n(m1 + i, n), set1(s.take1) * d);
    const F second = fma(set1(s.keep2), load_n(m2 + i, n), set1(s.take2) * d * d);
    const F step = first / fma(vsqrt(second), set1(s.root), set1(s.epsilon));
    store_n(m1 + i, first, n);
    store_n(m2 + i, second, n);
    store_n(p + i, fnma(set1(s.rate), step, load_n(p + i, n) * shrink), n);
  }
}

// Calls body(begin, end, decay) for the trainable pieces of [begin, end).
template <class Body>
void each_piece(const ts_adamw& p, int64_t begin, int64_t end, Body body) {
  for (int32_t i = 0; i < p.segment_count; i++) {
    const ts_segment& s = p.segments[i];
    const int64_t from = s.begin > begin ? s.begin : begin;
    const int64_t to = s.end < end ? s.end : end;
    if (s.trainable && from < to) body(from, to, s.decay != 0);
  }
}

}  // namespace

ts_status adamw(ts_context* context, const ts_adamw* p, ts_workspace* workspace) {
  const int64_t floats = p->segment_count ? p->segments[p->segment_count - 1].end : 0;
  const int64_t chunks = ceil_div(floats, kChunk);
  if (!workspace->base) {
    workspace->bytes = static_cast<size_t>(chunks) * sizeof(double);
    return TS_OK;
  }
  double* const partial = static_cast<double*>(workspace->base);
  const ts_adamw& o = *p;
  each_tile(context, chunks, 4.0 * static_cast<double>(floats) / L, [=, &o](int32_t tile, int32_t) {
    double total = 0;
    each_piece(o, tile * kChunk, (tile + 1) * kChunk, [&](int64_t begin, int64_t end, bool) {
      total += sum_of_squares(o.gradients + begin, end - begin);
    });
    partial[tile] = total;
  });
  double squares = 0;
  for (int64_t i = 0; i < chunks; i++) squares += partial[i];
  const double norm = sqrt(squares);
  *p->update = {norm, !isfinite(norm)};
  if (p->update->skipped) return TS_OK;

  const double beta1 = static_cast<double>(p->beta1), beta2 = static_cast<double>(p->beta2);
  const ts_variables& variables = context_variables(context);
  const double correction1 = 1 - pow(beta1, static_cast<double>(variables.step));
  const double correction2 = 1 - pow(beta2, static_cast<double>(variables.step));
  const double clip = static_cast<double>(p->clip);
  const double rate = static_cast<double>(variables.learning_rate);
  Step s;
  s.clip = clip > 0 && norm > clip ? static_cast<float>(clip / (norm + 1e-6)) : 1.0f;
  s.keep1 = p->beta1;
  s.take1 = static_cast<float>(1 - beta1);
  s.keep2 = p->beta2;
  s.take2 = static_cast<float>(1 - beta2);
  s.rate = static_cast<float>(rate / correction1);
  s.root = static_cast<float>(1 / sqrt(correction2));
  s.epsilon = p->epsilon;
  s.decayed = static_cast<float>(1 - rate * static_cast<double>(p->weight_decay));
  float* const weights = weights_floats(p->weights);
  each_tile(context, chunks, 12.0 * static_cast<double>(floats) / L, [=, &o](int32_t tile, int32_t) {
    each_piece(o, tile * kChunk, (tile + 1) * kChunk, [&](int64_t begin, int64_t end, bool decay) {
      update(s, decay, end - begin, o.gradients + begin, weights + begin, o.moment1 + begin,
             o.moment2 + begin);
    });
  });
  weights_were_changed(p->weights);
  return TS_OK;
}

}  // namespace ts::TS_NS
