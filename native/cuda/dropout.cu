// Dropout (Srivastava et al. 2014) with the mask of the CPU backend: Philox4x32-10 (Salmon et al. 2011).
//
// Element e = row * C + column takes word (e / 16) % 4 of the block with counter (e / 64) * 16 + e % 16, and is kept
// when that word's upper 24 bits, as a fraction of 2^24, reach the probability. So a thread that draws P consecutive
// counters decides over four packs of P numbers, 16 numbers apart.
#include <math.h>

#include "cuda/operation.h"
#include "cuda/operations.h"
#include "cuda/pack.h"
#include "program/philox.h"

namespace ts::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kGroup = 64;
constexpr int kCounters = 16;

template <typename T>
struct Dropout {
  const T* x;
  T* y;
  int64_t begin, end;  // elements
  uint32_t bound;
  float scale;
  int32_t operation;
  bool accumulate, whole;
};

// ---- kernels ----

template <typename T>
__global__ void __launch_bounds__(kThreads) drop(Dropout<T> p, const ts_variables* variables) {
  constexpr int P = kPack<T>;
  TS_DYNAMIC_SHARED(uint64_t, shared);
  if (threadIdx.x == 0) *shared = ts_dropout_key(variables->dropout_seed, p.operation);
  __syncthreads();
  const uint64_t key = *shared;
  const int64_t packs = ceil_div(p.end, kGroup) * (kCounters / P);
  const int64_t stride = static_cast<int64_t>(gridDim.x) * kThreads;
  const int64_t first = p.begin / kGroup * (kCounters / P);
  for (int64_t i = first + static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < packs; i += stride) {
    const int64_t group = i / (kCounters / P), counter = i * P;
    const int64_t from = group * kGroup + counter % kCounters;
    uint32_t kept[4] = {};
#pragma unroll
    for (int j = 0; j < P; j++) {
      const ts_philox random = ts_philox4x32(key, static_cast<uint64_t>(counter + j), 0);
#pragma unroll
      for (int w = 0; w < 4; w++) kept[w] |= static_cast<uint32_t>(random.word[w] >> 8 >= p.bound) << j;
    }
#pragma unroll
    for (int w = 0; w < 4; w++) {
      const int64_t e = from + w * kCounters;
      if (p.whole && e >= p.begin && e + P <= p.end) {
        float x[P];
        unpack(load_pack<T, P>(p.x + e), x);
        for (int j = 0; j < P; j++) x[j] = kept[w] >> j & 1 ? x[j] * p.scale : 0.0f;
        if (p.accumulate) {
          float y[P];
          unpack(load_pack<T, P>(p.y + e), y);
          for (int j = 0; j < P; j++) x[j] = y[j] + x[j];
        }
        store_pack(p.y + e, packed<T>(x));
        continue;
      }
      for (int j = 0; j < P; j++) {
        if (e + j < p.begin || e + j >= p.end) continue;
        const float x = kept[w] >> j & 1 ? load(p.x[e + j]) * p.scale : 0.0f;
        store(p.y + e + j, p.accumulate ? load(p.y[e + j]) + x : x);
      }
    }
  }
}

// ---- launchers ----

template <typename T>
ts_status launch_dropout(ts_context* context, const ts_dropout& o) {
  Dropout<T> p;
  p.x = reinterpret_cast<const T*>(o.x);
  p.y = reinterpret_cast<T*>(o.y);
  p.begin = static_cast<int64_t>(o.rows.begin) * o.width;
  p.end = static_cast<int64_t>(o.rows.end) * o.width;
  p.bound = static_cast<uint32_t>(ceilf(o.probability * 16777216.0f));
  p.scale = 1.0f / (1.0f - o.probability);
  p.operation = o.operation;
  p.accumulate = o.accumulate != 0;
  p.whole = aligned16(p.x, p.y);
  if (p.begin >= p.end) return TS_OK;
  const int64_t packs = (ceil_div(p.end, kGroup) - p.begin / kGroup) * (kCounters / kPack<T>);
  const int64_t blocks = ceil_div(packs, kThreads), most = static_cast<int64_t>(processors_of(context)) * 16;
  const auto drop_rows = drop<T>;
  TS_LAUNCH(context, drop_rows, static_cast<unsigned>(blocks < most ? blocks : most), kThreads, sizeof(uint64_t), p,
            variables_of(context));
  return TS_OK;
}

}  // namespace

ts_status dropout(ts_context* context, const ts_dropout* p) {
  return computes_bf16(context) ? launch_dropout<bf16>(context, *p) : launch_dropout<float>(context, *p);
}

}  // namespace ts::cuda
