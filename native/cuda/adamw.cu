// AdamW (Loshchilov & Hutter 2019) over whole arenas: the squares of the gradients are summed chunk by chunk, one block
// adds the chunks up and works out what all updates share, and one pass updates the parameters, their moments and
// their copy in bfloat16.
#include <math.h>

#include "cuda/operation.h"
#include "cuda/operations.h"
#include "cuda/pack.h"
#include "cuda/reduce.h"

namespace ts::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kSumThreads = 1024;
constexpr int64_t kChunk = 4096;  // floats; they begin at multiples of it
constexpr int kRuns = 128;        // of one launch: what goes with a launch by value is limited to 4 KB

// A run of trainable parameters of one treatment, and the number of chunks that the runs before it touch.
struct Run {
  int64_t begin, end;
  int32_t chunks_before, decay;
};
struct Runs {
  Run run[kRuns];
  int32_t count, chunks;
};

// What all updates share.
struct Step {
  float clip, keep1, take1, keep2, take2, rate, root, epsilon, decayed;
  int32_t skipped;
};
struct Settings {
  float beta1, beta2, epsilon, weight_decay, clip;
};
struct Arena {
  const float* gradients;
  float* parameters;
  float* moment1;
  float* moment2;
  bf16* copy;  // or NULL
  bool whole;  // allows accesses of 16 bytes (of 8 to the copy) at multiples of four numbers
};

// ---- kernels ----

// The run that chunk `chunk` of these belongs to, and which numbers of it.
__device__ __forceinline__ Run run_of(const Runs& runs, int32_t chunk) {
  int low = 0;
  for (int high = runs.count; high - low > 1;) {
    const int middle = (low + high) / 2;
    if (runs.run[middle].chunks_before <= chunk) {
      low = middle;
    } else {
      high = middle;
    }
  }
  Run run = runs.run[low];
  const int64_t from = (run.begin / kChunk + chunk - run.chunks_before) * kChunk;
  run.begin = run.begin > from ? run.begin : from;
  run.end = run.end < from + kChunk ? run.end : from + kChunk;
  return run;
}

__global__ void __launch_bounds__(kThreads) sum_squares(Runs runs, const float* gradients, bool whole, double* partial) {
  TS_DYNAMIC_SHARED(double, scratch);
  const Run run = run_of(runs, static_cast<int32_t>(blockIdx.x));
  double total = 0;
#pragma unroll 4
  for (int64_t i = run.begin / 4 * 4 + threadIdx.x * 4; i < run.end; i += kThreads * 4) {
    float g[4] = {};
    if (i >= run.begin && i + 4 <= run.end) {
      load_floats(gradients + i, g, whole);
    } else {
      for (int j = 0; j < 4; j++) g[j] = i + j >= run.begin && i + j < run.end ? gradients[i + j] : 0.0f;
    }
    for (int j = 0; j < 4; j++) total += static_cast<double>(g[j]) * static_cast<double>(g[j]);
  }
  total = block_sum<kThreads>(total, scratch);
  if (threadIdx.x == 0) partial[blockIdx.x] = total;
}

__global__ void __launch_bounds__(kSumThreads)
    prepare_step(const double* partial, int32_t count, Settings s, const ts_variables* variables, Step* step, ts_update* update) {
  TS_DYNAMIC_SHARED(double, scratch);
  double squares = 0;
#pragma unroll 4
  for (int32_t i = static_cast<int32_t>(threadIdx.x); i < count; i += kSumThreads) squares += partial[i];
  squares = block_sum<kSumThreads>(squares, scratch);
  if (threadIdx.x != 0) return;
  const double norm = sqrt(squares);
  const bool skipped = !isfinite(norm);
  update->norm = norm;
  update->skipped = skipped;
  const double beta1 = static_cast<double>(s.beta1), beta2 = static_cast<double>(s.beta2);
  const double correction1 = 1 - pow(beta1, static_cast<double>(variables->step));
  const double correction2 = 1 - pow(beta2, static_cast<double>(variables->step));
  const double clip = static_cast<double>(s.clip), rate = static_cast<double>(variables->learning_rate);
  step->clip = clip > 0 && norm > clip ? static_cast<float>(clip / (norm + 1e-6)) : 1.0f;
  step->keep1 = s.beta1;
  step->take1 = static_cast<float>(1 - beta1);
  step->keep2 = s.beta2;
  step->take2 = static_cast<float>(1 - beta2);
  step->rate = static_cast<float>(rate / correction1);
  step->root = static_cast<float>(1 / sqrt(correction2));
  step->epsilon = s.epsilon;
  step->decayed = static_cast<float>(1 - rate * static_cast<double>(s.weight_decay));
  step->skipped = skipped;
}

__device__ __forceinline__ void update_one(const Step& s, float shrink, float gradient, float& p, float& m1, float& m2) {
  const float d = gradient * s.clip;
  m1 = fmaf(s.keep1, m1, s.take1 * d);
  m2 = fmaf(s.keep2, m2, s.take2 * d * d);
  const float change = m1 / fmaf(sqrtf(m2), s.root, s.epsilon);
  p = fmaf(-s.rate, change, p * shrink);
}

__global__ void __launch_bounds__(kThreads) update_parameters(Runs runs, Arena arena, const Step* step) {
  const Step s = *step;
  if (s.skipped) return;
  const Run run = run_of(runs, static_cast<int32_t>(blockIdx.x));
  const float shrink = run.decay ? s.decayed : 1.0f;
#pragma unroll 2
  for (int64_t i = run.begin / 4 * 4 + threadIdx.x * 4; i < run.end; i += kThreads * 4) {
    if (arena.whole && i >= run.begin && i + 4 <= run.end) {
      float g[4], p[4], m1[4], m2[4];
      load_floats(arena.gradients + i, g, true);
      load_floats(arena.parameters + i, p, true);
      load_floats(arena.moment1 + i, m1, true);
      load_floats(arena.moment2 + i, m2, true);
      for (int j = 0; j < 4; j++) update_one(s, shrink, g[j], p[j], m1[j], m2[j]);
      store_floats(arena.parameters + i, p, true);
      store_floats(arena.moment1 + i, m1, true);
      store_floats(arena.moment2 + i, m2, true);
      if (arena.copy) *reinterpret_cast<uint2*>(arena.copy + i) = make_uint2(pack_bf16(p[0], p[1]), pack_bf16(p[2], p[3]));
      continue;
    }
    for (int64_t j = i > run.begin ? i : run.begin; j < i + 4 && j < run.end; j++) {
      float p = arena.parameters[j], m1 = arena.moment1[j], m2 = arena.moment2[j];
      update_one(s, shrink, arena.gradients[j], p, m1, m2);
      arena.parameters[j] = p;
      arena.moment1[j] = m1;
      arena.moment2[j] = m2;
      if (arena.copy) store(arena.copy + j, p);
    }
  }
}

// ---- launchers ----

// Calls body(runs) for the trainable segments, as many of them at a time as one launch takes.
template <typename Body>
ts_status each_runs(const ts_adamw& o, Body body) {
  Runs runs = {};
  for (int32_t i = 0; i < o.segment_count; i++) {
    const ts_segment& s = o.segments[i];
    if (s.trainable && s.begin < s.end) {
      runs.run[runs.count++] = {s.begin, s.end, runs.chunks, s.decay};
      runs.chunks += static_cast<int32_t>(ceil_div(s.end, kChunk) - s.begin / kChunk);
    }
    if (runs.count == kRuns || (i + 1 == o.segment_count && runs.count > 0)) {
      const ts_status status = body(runs);
      if (status != TS_OK) return status;
      runs.count = runs.chunks = 0;
    }
  }
  return TS_OK;
}

}  // namespace

ts_status adamw(ts_context* context, const ts_adamw* p, ts_workspace* workspace) {
  constexpr size_t kStepBytes = 64;
  static_assert(sizeof(Step) <= kStepBytes && sizeof(Runs) + sizeof(Arena) + sizeof(Step*) <= 4096);
  if (!workspace->base) {
    int64_t chunks = 0;
    each_runs(*p, [&](const Runs& runs) {
      chunks += runs.chunks;
      return TS_OK;
    });
    workspace->bytes = kStepBytes + static_cast<size_t>(chunks) * sizeof(double);
    return TS_OK;
  }
  Step* const step = static_cast<Step*>(workspace->base);
  double* const partial = reinterpret_cast<double*>(static_cast<char*>(workspace->base) + kStepBytes);
  Arena arena = {p->gradients, arena_floats(p->weights), p->moment1, p->moment2, arena_bf16(p->weights), false};
  arena.whole = aligned16(arena.gradients, arena.parameters, arena.moment1, arena.moment2, arena.copy);
  int32_t chunks = 0;
  const ts_status summed = each_runs(*p, [&](const Runs& runs) -> ts_status {
    TS_LAUNCH(context, sum_squares, static_cast<unsigned>(runs.chunks), kThreads, kThreads / kWarp * sizeof(double), runs,
              arena.gradients, arena.whole, partial + chunks);
    chunks += runs.chunks;
    return TS_OK;
  });
  if (summed != TS_OK) return summed;
  const Settings settings = {p->beta1, p->beta2, p->epsilon, p->weight_decay, p->clip};
  TS_LAUNCH(context, prepare_step, 1, kSumThreads, kSumThreads / kWarp * sizeof(double), partial, chunks, settings,
            variables_of(context), step, p->update);
  return each_runs(*p, [&](const Runs& runs) -> ts_status {
    TS_LAUNCH(context, update_parameters, static_cast<unsigned>(runs.chunks), kThreads, 0, runs, arena, step);
    return TS_OK;
  });
}

}  // namespace ts::cuda
