// Dropout (Srivastava et al. 2014) with a counter-based mask: Philox4x32-10 (Salmon et al. 2011).
//
// Element e = row * C + column takes word (e / 16) % 4 of the block with counter (e / 64) * 16 + e % 16: so a
// vector holds consecutive counters, and 64 consecutive elements need 16 of them. It is kept when that word's
// upper 24 bits, as a fraction of 2^24, reach the probability.
#include "cpu/kernels/operations.h"
#include "cpu/kernels/tiles.h"
#include "program/philox.h"

namespace ts::TS_NS {
namespace {

constexpr int32_t kGroup = 64;
constexpr int32_t kCounters = 16;

// Four words for each of 16 consecutive counters, words[w][i]. Loops over plain arrays: every compiler makes
// vectors of them.
void philox(uint64_t counter, uint64_t key, uint32_t (&words)[4][kCounters]) {
  for (uint32_t i = 0; i < kCounters; i++) {
    words[0][i] = static_cast<uint32_t>(counter + i);
    words[1][i] = static_cast<uint32_t>((counter + i) >> 32);
    words[2][i] = 0;
    words[3][i] = 0;
  }
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < kCounters; i++) {
      const uint64_t a = static_cast<uint64_t>(words[0][i]) * 0xD2511F53u;
      const uint64_t b = static_cast<uint64_t>(words[2][i]) * 0xCD9E8D57u;
      const uint32_t c1 = words[1][i], c3 = words[3][i];
      words[0][i] = static_cast<uint32_t>(b >> 32) ^ c1 ^ k0;
      words[1][i] = static_cast<uint32_t>(b);
      words[2][i] = static_cast<uint32_t>(a >> 32) ^ c3 ^ k1;
      words[3][i] = static_cast<uint32_t>(a);
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
}

}  // namespace

ts_status dropout(ts_context* context, const ts_dropout* p) {
  constexpr int64_t kTile = 64 * kGroup;
  const int64_t begin = static_cast<int64_t>(p->rows.begin) * p->width;
  const int64_t end = static_cast<int64_t>(p->rows.end) * p->width;
  const int64_t first = begin / kTile;
  const float scale = 1.0f / (1.0f - p->probability);
  const uint64_t key = ts_dropout_key(context_variables(context).dropout_seed, p->operation);
  const uint32_t bound = static_cast<uint32_t>(ceilf(p->probability * 16777216.0f));
  each_tile(context, ceil_div(end, kTile) - first, 40.0 * static_cast<double>(end - begin) / L,
            [=](int32_t tile, int32_t) {
              uint32_t words[4][kCounters];
              const int64_t from = (first + tile) * kTile;
              for (int64_t group = from; group < from + kTile && group < end; group += kGroup) {
                if (group + kGroup <= begin) continue;
                philox(static_cast<uint64_t>(group / kGroup) * kCounters, key, words);
                const int64_t stop = group + kGroup < end ? group + kGroup : end;
                for (int64_t e = group > begin ? group : begin; e < stop; e++) {
                  const float x = words[(e - group) / kCounters][(e - group) % kCounters] >> 8 >= bound
                                      ? p->x[e] * scale
                                      : 0.0f;
                  p->y[e] = p->accumulate ? p->y[e] + x : x;
                }
              }
            });
  return TS_OK;
}

}  // namespace ts::TS_NS
