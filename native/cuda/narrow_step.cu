// The kernel of narrow_step.h. Eight warps compute; four more fetch what is computed with: each phase begins to bring what
// is used four phases later (of keys and values some three), to a place that nobody reads any more.
#include <algorithm>
#include <type_traits>

#include "cuda/choices.h"
#include "cuda/narrow_fetch.h"
#include "cuda/narrow_rows.h"

namespace ts::cuda {
namespace {

// ---- computing ----

struct Place {
  unsigned char* shared;
  int warp, lane;
  __device__ __forceinline__ bf16* numbers(int at) const { return reinterpret_cast<bf16*>(shared + at); }
  __device__ __forceinline__ const float* floats(int at) const { return reinterpret_cast<const float*>(shared + at); }
};

// What a norm gets: the row, what is added to it, and where the sum goes.
__device__ __forceinline__ void norm_for_warp(const Place& p, int stream, int floats, float epsilon, bool centred) {
  narrow_norm(p.numbers(kStream + stream * kRow), p.numbers(kBranch), p.numbers(kStream + (1 - stream) * kRow),
              p.warp == 0, p.floats(floats), p.floats(floats) + W, epsilon, centred, p.numbers(kNormed + p.warp * kRow));
}

// Queries, keys and values of the new position; keys and values also to their place in the ring, where nobody reads them
// before the next step.
__device__ __forceinline__ void make_qkv(const Place& p, const StepLayer& layer, const Sight& sight, int stream, bool centred) {
  constexpr int kParts = 3 * W / 16;
  static_assert(kComputing * 16 == 2 * W);  // a warp's second sixteen are values
  const bool two = p.warp + kComputing < kParts;
  const float* const bias = p.floats(kQkvFloats) + 2 * W;
  Sixteen<W> w[2];
  w[0].load(p.shared + kQkv, bias, p.warp * 16);
  if (two) w[1].load(p.shared + kQkv, bias, (p.warp + kComputing) * 16);
  norm_for_warp(p, stream, kQkvFloats, layer.epsilon[0], centred);
  Vector<W> x;
  x.load(p.numbers(kNormed + p.warp * kRow));
  multiply(w, x, two);
  const int t = p.lane % 4;
  if (t >= 2) return;
  const int64_t ring = static_cast<int64_t>(sight.row) * W;
  const int at = p.warp * 16 + t * 8 + p.lane / 4, further = at + kComputing * 16;
  bf16 number, other;
  store(&number, w[0].result(t));
  p.numbers(kValues)[at] = number;
  if (two) {
    store(&other, w[1].result(t));
    p.numbers(kValues)[further] = other;
    layer.values[ring + further - 2 * W] = other;
  }
  if (at >= W) layer.keys[ring + at - W] = number;
}

// A warp's two heads of what is in shared memory, tiles [from, to).
struct Mixture {
  float total, mixed[4];
};
__device__ __forceinline__ void attend_tiles(const Place& p, const StepLayer& layer, const ts_sequence& s, int low, int from,
                                             int to, Mixture& mixture) {
  const int g = p.lane / 4, t = p.lane % 4, chunk = p.warp;
  unsigned char* const tiles = p.shared + kTiles;
  if (s.position / kKeyTile < to) {  // the new key and value
    unsigned char* const tile = tiles + (s.position / kKeyTile - from) * 2 * kTile;
    const int at = chunk_at(s.position % kKeyTile, chunk);
    if (p.lane < 2) {
      store_pack(reinterpret_cast<bf16*>(tile + p.lane * kTile + at),
                 load_pack<bf16, 8>(p.numbers(kValues) + (1 + p.lane) * W + chunk * 8));
    }
    __syncwarp();
  }
  const uint32_t own = pair_at(p.numbers(kValues) + chunk * 8 + 2 * t) ^ layer.sign;
  const uint32_t q = t / 2 == g % 2 ? own : 0;
  const SeenKeys seen = {low, s.position, layer.scale2};
  int tile = from;
  for (; tile + 1 < to; tile += 2) {
    const unsigned char* const keys = tiles + (tile - from) * 2 * kTile;
    const Weighed left = weigh_tile(keys, chunk, q, tile * kKeyTile, seen);
    const Weighed right = weigh_tile(keys + 2 * kTile, chunk, q, (tile + 1) * kKeyTile, seen);
    mix_tile(left, keys + kTile, chunk, mixture.total, mixture.mixed);
    mix_tile(right, keys + 3 * kTile, chunk, mixture.total, mixture.mixed);
  }
  if (tile < to) {
    const unsigned char* const keys = tiles + (tile - from) * 2 * kTile;
    mix_tile(weigh_tile(keys, chunk, q, tile * kKeyTile, seen), keys + kTile, chunk, mixture.total, mixture.mixed);
  }
}

__device__ __forceinline__ void give_mixture(const Place& p, const StepLayer& layer, const ts_sequence& s,
                                             const Mixture& mixture) {
  const int g = p.lane / 4, t = p.lane % 4;
  const float total = quad_sum(mixture.total);
  bf16* const to = p.numbers(kValues) + 3 * W;
  if (__any_sync(kAll, !(total > kLeastTotal && total < kMostTotal))) {
    const Attend attend = {layer.keys, layer.values, W / kNarrowHead, W / kNarrowHead, kNarrowHead, layer.window, layer.capacity,
                           layer.scale2, layer.sign, false};
    const bf16* const x = p.numbers(kValues);
    const Head head = head_of<4>(attend, x, s, 2 * p.warp);
    attend_heads<4>(attend, head, x + p.warp * 8, to + p.warp * 8, nullptr,
                    reinterpret_cast<float*>(p.shared + kScratch) + p.warp * 2 * kKeyTile,
                    [&](auto& keys, int tile) { load_keys(keys, head, tile); });
    return;
  }
  const float part = 1.0f / total;
  if (g == t / 2) put_pair(to + p.warp * 8 + 2 * t, pack_bf16(mixture.mixed[0] * part, mixture.mixed[1] * part));
}

// Four warps' work: 64 results to the branch.
template <int DEPTH>
__device__ __forceinline__ void make_branch(const Place& p, int weights, int floats, int from) {
  if (p.warp >= W / 16) return;
  Sixteen<DEPTH> w[1];
  Vector<DEPTH> x;
  x.load(p.numbers(from));
  w[0].load(p.shared + weights, p.floats(floats), p.warp * 16);
  multiply(w, x, true);
  const int t = p.lane % 4;
  if (t < 2) store(p.numbers(kBranch) + p.warp * 16 + t * 8 + p.lane / 4, w[0].result(t));
}

__device__ __forceinline__ void make_middle(const Place& p, const StepLayer& layer, int stream, bool centred,
                                            ts_activation activation) {
  static_assert(F / 16 == 2 * kComputing);
  const float* const bias = p.floats(kUpFloats) + 2 * W;
  Sixteen<W> w[2];
#pragma unroll
  for (int i = 0; i < 2; i++) w[i].load(p.shared + kUp, bias, (p.warp + i * kComputing) * 16);
  norm_for_warp(p, stream, kUpFloats, layer.epsilon[1], centred);
  Vector<W> x;
  x.load(p.numbers(kNormed + p.warp * kRow));
  multiply(w, x, true);
  // Lanes of t 0 to 3 take a number each.
  const int t = p.lane % 4;
  float mine[1] = {t / 2 ? w[1].result(t % 2) : w[0].result(t % 2)};
  activate(activation, mine);
  store(p.numbers(kMiddle) + (p.warp + t / 2 * kComputing) * 16 + t % 2 * 8 + p.lane / 4, mine[0]);
}

// ---- kernels ----

__global__ void __launch_bounds__(kStepThreads, 1) narrow_step(const __grid_constant__ DecodingStep step, int32_t tiles) {
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const int thread = static_cast<int>(threadIdx.x), row = static_cast<int>(blockIdx.x);
  const Place p = {shared, thread / kWarp, thread % kWarp};
  const bool fetches = p.warp >= kComputing, centred = step.centred != 0;
  const int fetcher = thread - kComputing * kWarp;
  const ts_sequence s = step.sequences[row];
  Sight* const sights = reinterpret_cast<Sight*>(shared + kSights);
  static_assert(W + kStepLayers <= kComputing * kWarp);

  // The copies but the latest `pending`.
  const auto await = [&](auto pending) {
    cp_async_commit();
    cp_async_wait<decltype(pending)::value>();
  };
  using Two = std::integral_constant<int, 2>;
  using Three = std::integral_constant<int, 3>;
  if (fetches) {
    const StepLayer& first = step.layer[0];
    fetch_qkv(shared, first, fetcher);
    fetch_last(shared, step.last, step.table, fetcher);
    cp_async_commit();
    const Sight sight = sight_of(first, s);
    fetch_tiles(shared, first, sight, s.slot, sight.first(), sight.first(), min(sight.end, sight.first() + tiles), fetcher);
    cp_async_commit();
    fetch_out(shared, first, fetcher);
    cp_async_commit();
    fetch_up(shared, first, fetcher);
    await(Three());
  } else if (thread < W) {
    float sum = step.table[static_cast<int64_t>(step.tokens[row]) * W + thread];
    if (step.places) sum += step.places[static_cast<int64_t>(step.positions[row]) * W + thread];
    store(p.numbers(kStream) + thread, sum);
    store(p.numbers(kBranch) + thread, -0.0f);  // changes no number that it is added to
  } else if (thread - W < step.layers) {
    sights[thread - W] = sight_of(step.layer[thread - W], s);
  }
  __syncthreads();

  int stream = 0;
#pragma unroll 1
  for (int l = 0; l < step.layers; l++) {
    const StepLayer& layer = step.layer[l];
    const bool more = l + 1 < step.layers;
    const StepLayer& next = step.layer[more ? l + 1 : l];
    const Sight sight = sights[l], coming = sights[more ? l + 1 : l];
    const int coming_end = more ? min(coming.end, coming.first() + tiles) : coming.first();
    // Few tiles in the shortest phase, the rest in the next.
    const int some = coming.first() + (coming_end - coming.first()) / 4;

    if (fetches) {
      fetch_down(shared, layer, fetcher);
      await(Two());
    } else {
      make_qkv(p, layer, sight, stream, centred);
    }
    stream = 1 - stream;
    __syncthreads();

    if (fetches) {
      if (more) fetch_qkv(shared, next, fetcher);
      await(Three());
    }
    Mixture mixture = {};
#pragma unroll 1
    for (int from = sight.first();;) {
      const int to = min(sight.end, from + tiles);
      if (!fetches) attend_tiles(p, layer, s, sight.low, from, to, mixture);
      if (to == sight.end) break;
      __syncthreads();
      if (fetches) {
        fetch_tiles(shared, layer, sight, s.slot, to, to, min(sight.end, to + tiles), fetcher);
        await(std::integral_constant<int, 0>());
      }
      from = to;
      __syncthreads();
    }
    if (!fetches) give_mixture(p, layer, s, mixture);
    __syncthreads();

    if (fetches) {
      fetch_tiles(shared, next, coming, s.slot, coming.first(), coming.first(), some, fetcher);
      await(Three());
    } else {
      make_branch<W>(p, kOut, kOutFloats, kValues + 3 * kRow);
    }
    __syncthreads();

    if (fetches) {
      fetch_tiles(shared, next, coming, s.slot, coming.first(), some, coming_end, fetcher);
      if (more) fetch_out(shared, next, fetcher);
      await(Three());
    } else {
      make_middle(p, layer, stream, centred, step.activation);
    }
    stream = 1 - stream;
    __syncthreads();

    if (fetches) {
      if (more) {
        fetch_up(shared, next, fetcher);
        await(Three());
      }
    } else {
      make_branch<F>(p, kDown, kDownFloats, kMiddle);
    }
    __syncthreads();
  }

  if (p.warp == 0) {
    norm_for_warp(p, stream, kLast, step.last_epsilon, centred);
    reinterpret_cast<uint32_t*>(step.out + static_cast<int64_t>(row) * W)[p.lane] = pair_at(p.numbers(kNormed) + 2 * p.lane);
  }
  cp_async_wait<0>();
}

// For so many tiles of keys.
size_t shared_bytes(int32_t tiles) { return static_cast<size_t>(kTiles) + static_cast<size_t>(tiles) * 2 * kTile; }

}  // namespace

// ---- launchers ----

int32_t narrow_step_tiles(const DecodingStep& step, size_t shared) {
  const bool narrow = step.width == W && step.middle == F && step.head_size == kNarrowHead && !step.wide_products && !step.wide_heads;
  if (!narrow) return 0;
  int32_t most = 0;
  for (int32_t l = 0; l < step.layers; l++) most = std::max(most, step.layer[l].capacity);
  int32_t tiles = std::min(ceil_div(most, kKeyTile), choice("DECODE_TILES", most));
  while (tiles > 0 && shared_bytes(tiles) > shared) tiles--;
  return std::max(tiles, 0);
}

ts_status launch_narrow_step(ts_context* context, int32_t rows, const DecodingStep& step, int32_t tiles) {
  TS_LAUNCH(context, narrow_step, static_cast<unsigned>(rows), kStepThreads, shared_bytes(tiles), step, tiles);
  return TS_OK;
}

}  // namespace ts::cuda
