// The kernel of narrow_step.h. Eight warps compute; four more fetch what is computed with: each phase begins to bring what
// is used four phases later, to the place of what the phase before was the last to read.
#include "cuda/narrow_rows.h"

#ifndef TS_SIMT
#include "cuda/ptx_hopper.h"
#endif

namespace ts::cuda {
namespace {

constexpr int kComputing = 8, kFetching = 4, kFetchers = kFetching * kWarp;  // warps; threads
constexpr int kStepThreads = (kComputing + kFetching) * kWarp;
constexpr int W = kNarrowWidth, F = kNarrowMiddle;

// ---- shared memory, in bytes ----

constexpr int kRow = W * 2;  // of numbers
constexpr int kPanel = 64 * 128;
// Of every product biases, and of the norm before it gains and biases first.
constexpr int kQkvFloats = 0, kOutFloats = kQkvFloats + (2 + 3) * W * 4, kUpFloats = kOutFloats + W * 4;
constexpr int kDownFloats = kUpFloats + (2 * W + F) * 4, kLast = kDownFloats + W * 4;  // the last norm's
constexpr int kStream = kLast + 2 * W * 4;     // the row between two layers: two of them, used in turn
constexpr int kBranch = kStream + 2 * kRow;    // what is to be added to it
constexpr int kValues = kBranch + kRow;        // queries, keys and values, then what attention makes of them
constexpr int kMiddle = kValues + 4 * kRow;    // of the MLP
constexpr int kNormed = kMiddle + F * 2;       // of each warp
constexpr int kScratch = kNormed + kComputing * kRow;
constexpr int kBarriers = kScratch + kComputing * 2 * kKeyTile * 4;
constexpr int kQkv = (kBarriers + 64 + 1023) / 1024 * 1024, kOut = kQkv + 3 * kPanel, kUp = kOut + kPanel;
constexpr int kDown = kUp + 4 * kPanel, kTiles = kDown + 4 * kPanel;
constexpr int kTile = kKeyTile * kRow;         // of keys; as many values follow
static_assert(kTile == kPanel);

// ---- fetching: by the threads of the last warps ----

template <int DEPTH, int ROWS>
__device__ __forceinline__ void fetch_rows(unsigned char* to, const bf16* from, int thread) {
  constexpr int kInRow = DEPTH / 8;
#pragma unroll
  for (int i = 0; i < ROWS * kInRow / kFetchers; i++) {
    const int at = thread + i * kFetchers;
    cp_async<16>(to + chunk_at(at / kInRow, at % kInRow), from + at * 8, true);
  }
}

// By threads from `first` on, four numbers each. From nowhere come zeros; `any` can be read.
template <int COUNT>
__device__ __forceinline__ void fetch_floats(unsigned char* to, const float* from, const void* any, int thread, int first) {
  const int at = thread - first;
  if (at < 0 || at >= COUNT / 4) return;
  cp_async<16>(to + at * 16, from ? static_cast<const void*>(from + at * 4) : any, from != nullptr);
}

// Boxes of a layer's map, each a panel, by one thread; `item` numbers their barrier.
enum Item { kItemQkv, kItemTiles, kItemOut, kItemUp, kItemDown, kItems };
__device__ __forceinline__ void announce(unsigned char* shared, Item item, int panels) {
#ifdef TS_HOPPER_CODE
  barrier_expect(shared_address(shared + kBarriers + item * 8), static_cast<uint32_t>(panels * kPanel));
#endif
}
__device__ __forceinline__ void fetch_box(unsigned char* shared, int to, const NarrowLayer& layer, int map, int column, int row,
                                          Item item) {
#ifdef TS_HOPPER_CODE
  load_box(shared_address(shared + to), static_cast<const CUtensorMap*>(layer.maps)[map], column, row,
           shared_address(shared + kBarriers + item * 8));
#endif
}
__device__ __forceinline__ void open_barriers(unsigned char* shared) {
#ifdef TS_HOPPER_CODE
  for (int i = 0; i < kItems; i++) barrier_init(shared_address(shared + kBarriers + i * 8), 1);
  barrier_init_fence();
#endif
}
__device__ __forceinline__ void await_item(unsigned char* shared, Item item, uint32_t& phases) {
#ifdef TS_HOPPER_CODE
  barrier_wait(shared_address(shared + kBarriers + item * 8), phases >> item & 1);
  phases ^= 1u << item;
#endif
}

template <bool BOXES>
__device__ __forceinline__ void fetch_qkv(unsigned char* shared, const NarrowLayer& layer, int thread) {
  const void* const any = layer.qkv[0].weight;
  if (BOXES && thread == 0) announce(shared, kItemQkv, 3);
#pragma unroll
  for (int i = 0; i < 3; i++) {
    if constexpr (BOXES) {
      if (thread == 0) fetch_box(shared, kQkv + i * kPanel, layer, kMapQkv + i, 0, 0, kItemQkv);
    } else {
      fetch_rows<W, W>(shared + kQkv + i * kPanel, layer.qkv[i].weight, thread);
    }
    fetch_floats<W>(shared + kQkvFloats + (2 + i) * W * 4, layer.qkv[i].bias, any, thread, 32 + 16 * i);
  }
  fetch_floats<W>(shared + kQkvFloats, layer.before_attention.gain, any, thread, 0);
  fetch_floats<W>(shared + kQkvFloats + W * 4, layer.before_attention.bias, any, thread, 16);
}
template <bool BOXES>
__device__ __forceinline__ void fetch_out(unsigned char* shared, const NarrowLayer& layer, int thread) {
  if constexpr (BOXES) {
    if (thread == 0) {
      announce(shared, kItemOut, 1);
      fetch_box(shared, kOut, layer, kMapOut, 0, 0, kItemOut);
    }
  } else {
    fetch_rows<W, W>(shared + kOut, layer.out.weight, thread);
  }
  fetch_floats<W>(shared + kOutFloats, layer.out.bias, layer.out.weight, thread, 0);
}
template <bool BOXES>
__device__ __forceinline__ void fetch_up(unsigned char* shared, const NarrowLayer& layer, int thread) {
  if constexpr (BOXES) {
    if (thread == 0) {
      announce(shared, kItemUp, 4);
      for (int i = 0; i < 4; i++) fetch_box(shared, kUp + i * kPanel, layer, kMapUp, 0, 64 * i, kItemUp);
    }
  } else {
    fetch_rows<W, F>(shared + kUp, layer.up.weight, thread);
  }
  fetch_floats<W>(shared + kUpFloats, layer.before_mlp.gain, layer.up.weight, thread, 0);
  fetch_floats<W>(shared + kUpFloats + W * 4, layer.before_mlp.bias, layer.up.weight, thread, 16);
  fetch_floats<F>(shared + kUpFloats + 2 * W * 4, layer.up.bias, layer.up.weight, thread, 32);
}
template <bool BOXES>
__device__ __forceinline__ void fetch_down(unsigned char* shared, const NarrowLayer& layer, int thread) {
  if constexpr (BOXES) {
    if (thread == 0) {
      announce(shared, kItemDown, 4);
      for (int i = 0; i < 4; i++) fetch_box(shared, kDown + i * kPanel, layer, kMapDown, 64 * i, 0, kItemDown);
    }
  } else {
    fetch_rows<F, W>(shared + kDown, layer.down.weight, thread);
  }
  fetch_floats<W>(shared + kDownFloats, layer.down.bias, layer.down.weight, thread, 0);
}
__device__ __forceinline__ void fetch_last(unsigned char* shared, const NarrowNorm& last, const void* any, int thread) {
  fetch_floats<W>(shared + kLast, last.gain, any, thread, 0);
  fetch_floats<W>(shared + kLast + W * 4, last.bias, any, thread, 16);
}

// The tiles that a layer looks at.
struct Range {
  int first, end;
};
__device__ __forceinline__ Range range_of(const NarrowLayer& layer, const ts_sequence& s) {
  const int low = layer.window > 0 ? max(0, s.position - layer.window + 1) : 0;
  return {low / kKeyTile, s.position / kKeyTile + 1};
}
// Tiles [from, to); the first of those in shared memory is `first`.
template <bool BOXES>
__device__ __forceinline__ void fetch_tiles(unsigned char* shared, const NarrowLayer& layer, const ts_sequence& s, int first,
                                            int from, int to, int thread) {
  if constexpr (BOXES) {
    if (thread > 0 || from == to) return;
    announce(shared, kItemTiles, 2 * (to - from));
  }
  for (int tile = from; tile < to; tile++) {
    const int place = kTiles + (tile - first) * 2 * kTile;
    const int row = s.slot * layer.capacity + tile * kKeyTile % layer.capacity;
    if constexpr (BOXES) {
      fetch_box(shared, place, layer, kMapKeys, 0, row, kItemTiles);
      fetch_box(shared, place + kTile, layer, kMapValues, 0, row, kItemTiles);
    } else {
      fetch_rows<W, kKeyTile>(shared + place, layer.keys + static_cast<int64_t>(row) * W, thread);
      fetch_rows<W, kKeyTile>(shared + place + kTile, layer.values + static_cast<int64_t>(row) * W, thread);
    }
  }
}

// ---- computing ----

struct Place {
  unsigned char* shared;
  int warp, lane, row;
  __device__ __forceinline__ bf16* numbers(int at) const { return reinterpret_cast<bf16*>(shared + at); }
  __device__ __forceinline__ const float* floats(int at) const { return reinterpret_cast<const float*>(shared + at); }
};

// What a norm gets: the row, what is added to it, and where the sum goes.
__device__ __forceinline__ void norm_for_warp(const Place& p, int stream, int floats, float epsilon, bool centred) {
  bf16* const sum = p.warp == 0 ? p.numbers(kStream + (1 - stream) * kRow) : nullptr;
  narrow_norm(p.numbers(kStream + stream * kRow), p.numbers(kBranch), sum, p.floats(floats), p.floats(floats) + W, epsilon,
              centred, p.numbers(kNormed + p.warp * kRow));
}

// Queries, keys and values of the new position; keys and values also to their place in the ring, where nobody reads them
// before the next step.
__device__ __forceinline__ void make_qkv(const Place& p, const NarrowLayer& layer, const ts_sequence& s, int stream,
                                         bool centred) {
  constexpr int kParts = 3 * W / 16;
  const bool two = p.warp + kComputing < kParts;
  Weights<W> w[2];
  w[0].load(p.shared + kQkv, p.warp * 16);
  if (two) w[1].load(p.shared + kQkv, (p.warp + kComputing) * 16);
  norm_for_warp(p, stream, kQkvFloats, layer.epsilon[0], centred);
  Vector<W> x;
  x.load(p.numbers(kNormed + p.warp * kRow));
  float v[2][2];
  const float* const bias = p.floats(kQkvFloats) + 2 * W;
  multiply(v[0], w[0], x, bias, p.warp * 16);
  if (two) multiply(v[1], w[1], x, bias, (p.warp + kComputing) * 16);
  const int t = p.lane % 4;
  if (t >= 2) return;
  const int64_t ring = (static_cast<int64_t>(s.slot) * layer.capacity + s.position % layer.capacity) * W;
#pragma unroll
  for (int i = 0; i < 2; i++) {
    if (i == 1 && !two) break;
    const int at = (p.warp + i * kComputing) * 16 + t * 8 + p.lane / 4;
    bf16 number;
    store(&number, t ? v[i][1] : v[i][0]);
    p.numbers(kValues)[at] = number;
    if (at >= 2 * W) {
      layer.values[ring + at - 2 * W] = number;
    } else if (at >= W) {
      layer.keys[ring + at - W] = number;
    }
  }
}

// A warp's two heads of what is in shared memory, tiles [from, to).
struct Mixture {
  float total, mixed[4];
};
__device__ __forceinline__ void attend_tiles(const Place& p, const NarrowLayer& layer, const ts_sequence& s, int from, int to,
                                             Mixture& mixture) {
  const int g = p.lane / 4, t = p.lane % 4, chunk = p.warp;
  unsigned char* const tiles = p.shared + kTiles;
  if (s.position / kKeyTile < to) {  // the new key and value
    unsigned char* const tile = tiles + (s.position / kKeyTile - from) * 2 * kTile;
    const int at = chunk_at(s.position % kKeyTile, chunk);
    if (p.lane < 2) {
      store_pack(reinterpret_cast<bf16*>(tile + p.lane * kTile + at),
                 load_pack<bf16, 8>(p.numbers(kValues) + (1 + p.lane) * W + chunk * 8));
#ifdef TS_HOPPER_CODE
      shared_fence();  // a box is to come there
#endif
    }
    __syncwarp();
  }
  const uint32_t own = pair_at(p.numbers(kValues) + chunk * 8 + 2 * t) ^ layer.sign;
  const uint32_t q = t / 2 == g % 2 ? own : 0;
  const Sight sight = {layer.window > 0 ? max(0, s.position - layer.window + 1) : 0, s.position, layer.scale2};
  int tile = from;
  for (; tile + 1 < to; tile += 2) {
    const unsigned char* const keys = tiles + (tile - from) * 2 * kTile;
    const Weighed left = weigh_tile(keys, chunk, q, tile * kKeyTile, sight);
    const Weighed right = weigh_tile(keys + 2 * kTile, chunk, q, (tile + 1) * kKeyTile, sight);
    mix_tile(left, keys + kTile, chunk, mixture.total, mixture.mixed);
    mix_tile(right, keys + 3 * kTile, chunk, mixture.total, mixture.mixed);
  }
  if (tile < to) {
    const unsigned char* const keys = tiles + (tile - from) * 2 * kTile;
    mix_tile(weigh_tile(keys, chunk, q, tile * kKeyTile, sight), keys + kTile, chunk, mixture.total, mixture.mixed);
  }
}

__device__ __forceinline__ void give_mixture(const Place& p, const NarrowLayer& layer, const ts_sequence& s,
                                             const Mixture& mixture) {
  const int g = p.lane / 4, t = p.lane % 4;
  const float total = quad_sum(mixture.total);
  bf16* const to = p.numbers(kValues) + 3 * W;
  if (__any_sync(kAll, !(total > kLeastTotal && total < kMostTotal))) {
    Instruction o = {};
    o.width = o.stride = W;
    o.y = 3 * W;
    o.attend = {layer.keys, layer.values, W / kNarrowHead, W / kNarrowHead, kNarrowHead, layer.window, layer.capacity, layer.slots,
                layer.scale2, layer.sign};
    attend_heads<4>(o, p.numbers(kValues), reinterpret_cast<float*>(p.shared + kScratch) + p.warp * 2 * kKeyTile, s,
                    2 * p.warp, p.row);
    return;
  }
  const float part = 1.0f / total;
  if (g == t / 2) put_pair(to + p.warp * 8 + 2 * t, pack_bf16(mixture.mixed[0] * part, mixture.mixed[1] * part));
}

// Four warps' work: 64 results to the branch.
template <int DEPTH>
__device__ __forceinline__ void make_branch(const Place& p, int weights, int floats, int from) {
  if (p.warp >= W / 16) return;
  Weights<DEPTH> w;
  Vector<DEPTH> x;
  x.load(p.numbers(from));
  w.load(p.shared + weights, p.warp * 16);
  float v[2];
  multiply(v, w, x, p.floats(floats), p.warp * 16);
  const int t = p.lane % 4;
  if (t < 2) store(p.numbers(kBranch) + p.warp * 16 + t * 8 + p.lane / 4, t ? v[1] : v[0]);
}

__device__ __forceinline__ void make_middle(const Place& p, const NarrowLayer& layer, int stream, bool centred,
                                            ts_activation activation) {
  static_assert(F / 16 == 2 * kComputing);
  Weights<W> w[2];
#pragma unroll
  for (int i = 0; i < 2; i++) w[i].load(p.shared + kUp, (p.warp + i * kComputing) * 16);
  norm_for_warp(p, stream, kUpFloats, layer.epsilon[1], centred);
  Vector<W> x;
  x.load(p.numbers(kNormed + p.warp * kRow));
  float v[2][2];
  const float* const bias = p.floats(kUpFloats) + 2 * W;
#pragma unroll
  for (int i = 0; i < 2; i++) multiply(v[i], w[i], x, bias, (p.warp + i * kComputing) * 16);
  // Lanes of t 0 to 3 take a number each.
  const int t = p.lane % 4;
  float mine[1] = {t / 2 ? (t % 2 ? v[1][1] : v[1][0]) : (t % 2 ? v[0][1] : v[0][0])};
  activate(activation, mine);
  store(p.numbers(kMiddle) + (p.warp + t / 2 * kComputing) * 16 + t % 2 * 8 + p.lane / 4, mine[0]);
}

// ---- kernels ----

template <bool BOXES>
__global__ void __launch_bounds__(kStepThreads, 1) narrow_step(const __grid_constant__ NarrowStep step) {
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const int thread = static_cast<int>(threadIdx.x), row = static_cast<int>(blockIdx.x);
  const Place p = {shared, thread / kWarp, thread % kWarp, row};
  const bool fetches = p.warp >= kComputing, centred = step.centred != 0;
  const int fetcher = thread - kComputing * kWarp;
  const ts_sequence s = step.sequences[row];

  uint32_t phases = 0;
  // The copies of 16 bytes but the latest `pending`, and the boxes of an item.
  const auto await = [&](auto pending, Item item) {
    cp_async_commit();
    cp_async_wait<decltype(pending)::value>();
    if (BOXES && fetcher == 0) await_item(shared, item, phases);
  };
  using Two = std::integral_constant<int, 2>;
  using Three = std::integral_constant<int, 3>;
  if (fetches) {
    if (BOXES && fetcher == 0) open_barriers(shared);
    const NarrowLayer& first = step.layer[0];
    fetch_qkv<BOXES>(shared, first, fetcher);
    fetch_last(shared, step.last, step.table, fetcher);
    cp_async_commit();
    const Range range = range_of(first, s);
    fetch_tiles<BOXES>(shared, first, s, range.first, range.first, min(range.end, range.first + step.tiles), fetcher);
    cp_async_commit();
    fetch_out<BOXES>(shared, first, fetcher);
    cp_async_commit();
    fetch_up<BOXES>(shared, first, fetcher);
    await(Three(), kItemQkv);
  } else if (thread < W) {
    float sum = step.table[static_cast<int64_t>(step.tokens[row]) * W + thread];
    if (step.places) sum += step.places[static_cast<int64_t>(step.positions[row]) * W + thread];
    store(p.numbers(kStream) + thread, sum);
    store(p.numbers(kBranch) + thread, -0.0f);  // changes no number that it is added to
  }
  __syncthreads();

  int stream = 0;
#pragma unroll 1
  for (int l = 0; l < step.layers; l++) {
    const NarrowLayer& layer = step.layer[l];
    const bool more = l + 1 < step.layers;
    const NarrowLayer& next = step.layer[more ? l + 1 : l];
    const Range range = range_of(layer, s), coming = range_of(next, s);
    const int coming_end = more ? min(coming.end, coming.first + step.tiles) : coming.first;
    const int half = BOXES ? coming_end : coming.first + (coming_end - coming.first) / 2;

    if (fetches) {
      fetch_down<BOXES>(shared, layer, fetcher);
      await(Two(), kItemTiles);
    } else {
      make_qkv(p, layer, s, stream, centred);
    }
    stream = 1 - stream;
    __syncthreads();

    if (fetches) {
      if (more) fetch_qkv<BOXES>(shared, next, fetcher);
      await(Three(), kItemOut);
    }
    Mixture mixture = {};
#pragma unroll 1
    for (int from = range.first;;) {
      const int to = min(range.end, from + step.tiles);
      if (!fetches) attend_tiles(p, layer, s, from, to, mixture);
      if (to == range.end) break;
      __syncthreads();
      if (fetches) {
        fetch_tiles<BOXES>(shared, layer, s, to, to, min(range.end, to + step.tiles), fetcher);
        await(std::integral_constant<int, 0>(), kItemTiles);
      }
      from = to;
      __syncthreads();
    }
    if (!fetches) give_mixture(p, layer, s, mixture);
    __syncthreads();

    if (fetches) {
      fetch_tiles<BOXES>(shared, next, s, coming.first, coming.first, half, fetcher);
      await(Three(), kItemUp);
    } else {
      make_branch<W>(p, kOut, kOutFloats, kValues + 3 * kRow);
    }
    __syncthreads();

    if (fetches) {
      fetch_tiles<BOXES>(shared, next, s, coming.first, half, coming_end, fetcher);
      if (more) fetch_out<BOXES>(shared, next, fetcher);
      await(Three(), kItemDown);
    } else {
      make_middle(p, layer, stream, centred, step.activation);
    }
    stream = 1 - stream;
    __syncthreads();

    if (fetches) {
      if (more) {
        fetch_up<BOXES>(shared, next, fetcher);
        await(Three(), kItemQkv);
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

}  // namespace

// ---- launchers ----

size_t narrow_step_bytes(int32_t tiles) { return static_cast<size_t>(kTiles) + static_cast<size_t>(tiles) * 2 * kTile; }

ts_status launch_narrow_step(ts_context* context, int32_t rows, const NarrowStep& step) {
  const auto by_boxes = narrow_step<true>, by_copies = narrow_step<false>;
  if (step.layer[0].maps) {
    TS_LAUNCH(context, by_boxes, static_cast<unsigned>(rows), kStepThreads, narrow_step_bytes(step.tiles), step);
  } else {
    TS_LAUNCH(context, by_copies, static_cast<unsigned>(rows), kStepThreads, narrow_step_bytes(step.tiles), step);
  }
  return TS_OK;
}

}  // namespace ts::cuda
