// Where everything stands in the shared memory of narrow_step.cu, and how its last warps bring there what is computed with.
#pragma once
#include "cuda/narrow_rows.h"
#include "cuda/narrow_step.h"

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
constexpr int kSights = kScratch + kComputing * 2 * kKeyTile * 4;
constexpr int kBarriers = kSights + kNarrowLayers * 16;
constexpr int kQkv = (kBarriers + 64 + 1023) / 1024 * 1024, kOut = kQkv + 3 * kPanel, kUp = kOut + kPanel;
constexpr int kDown = kUp + 4 * kPanel, kTiles = kDown + 4 * kPanel;
constexpr int kTile = kKeyTile * kRow;         // of keys; as many values follow
static_assert(kTile == kPanel);

// ---- fetching: by the threads of the last warps ----

template <int DEPTH, int ROWS>
__device__ __forceinline__ void fetch_rows(unsigned char* to, const bf16* from, int thread) {
  constexpr int kInRow = DEPTH / 8, kApart = kFetchers / kInRow;  // rows, from one copy of a thread to the next
  const int row = thread / kInRow, chunk = thread % kInRow;
  const bf16* const mine = from + thread * 8;
#pragma unroll
  for (int i = 0; i < ROWS / kApart; i++) {
    // Eight rows further a chunk has the same place among eight.
    const int at = chunk_at(row + i * kApart % 8, chunk) + i * kApart / 8 * (8 * 128);
    cp_async<16>(to + at, mine + i * kFetchers * 8, true);
  }
}

// By threads from `first` on, four numbers each. From nowhere come zeros; `any` can be read.
template <int COUNT>
__device__ __forceinline__ void fetch_floats(unsigned char* to, const float* from, const void* any, int thread, int first) {
  const int at = thread - first;
  if (at < 0 || at >= COUNT / 4) return;
  cp_async<16>(to + at * 16, from ? static_cast<const void*>(from + at * 4) : any, from != nullptr);
}

// Boxes of a layer's map, each a panel, asked for by one thread; every item has a barrier.
enum Item { kItemQkv, kItemTiles, kItemOut, kItemUp, kItemDown, kItems };
#ifdef TS_HOPPER_CODE
__device__ __forceinline__ uint32_t barrier_of(unsigned char* shared, int item) {
  return shared_address(shared + kBarriers + item * 8);
}
__device__ __forceinline__ void open_barriers(unsigned char* shared) {
  for (int i = 0; i < kItems; i++) barrier_init(barrier_of(shared, i), 1);
  barrier_init_fence();
}
__device__ __forceinline__ void announce(unsigned char* shared, Item item, int panels) {
  barrier_expect(barrier_of(shared, item), static_cast<uint32_t>(panels * kPanel));
}
__device__ __forceinline__ void fetch_box(unsigned char* shared, int to, const NarrowLayer& layer, int map, int column, int row,
                                          Item item) {
  load_box(shared_address(shared + to), static_cast<const CUtensorMap*>(layer.maps)[map], column, row, barrier_of(shared, item));
}
__device__ __forceinline__ void await_item(unsigned char* shared, Item item, uint32_t& phases) {
  barrier_wait(barrier_of(shared, item), phases >> item & 1);
  phases ^= 1u << item;
}
// A box is to come where the thread has written.
__device__ __forceinline__ void fence_for_boxes() { shared_fence(); }
#else
__device__ __forceinline__ void open_barriers(unsigned char*) {}
__device__ __forceinline__ void announce(unsigned char*, Item, int) {}
__device__ __forceinline__ void fetch_box(unsigned char*, int, const NarrowLayer&, int, int, int, Item) {}
__device__ __forceinline__ void await_item(unsigned char*, Item, uint32_t&) {}
__device__ __forceinline__ void fence_for_boxes() {}
#endif

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

// What a layer sees.
struct alignas(16) Sight {
  int low;    // position; the highest is the new one
  int end;    // tiles; the first is that of `low`
  int start;  // where that begins in the slot's ring
  int row;    // of the new key among all slots' rings
  __device__ __forceinline__ int first() const { return low / kKeyTile; }
};
__device__ __forceinline__ Sight sight_of(const NarrowLayer& layer, const ts_sequence& s) {
  const int low = layer.window > 0 ? max(0, s.position - layer.window + 1) : 0;
  return {low, s.position / kKeyTile + 1, low / kKeyTile * kKeyTile % layer.capacity,
          s.slot * layer.capacity + s.position % layer.capacity};
}
// Tiles [from, to) of those that the layer sees; in shared memory `first` stands first.
template <bool BOXES>
__device__ __forceinline__ void fetch_tiles(unsigned char* shared, const NarrowLayer& layer, const Sight& sight, int slot,
                                            int first, int from, int to, int thread) {
  if constexpr (BOXES) {
    if (thread > 0 || from == to) return;
    announce(shared, kItemTiles, 2 * (to - from));
  }
  for (int tile = from; tile < to; tile++) {
    const int place = kTiles + (tile - first) * 2 * kTile;
    int at = sight.start + (tile - sight.first()) * kKeyTile;
    if (at >= layer.capacity) at -= layer.capacity;
    const int row = slot * layer.capacity + at;
    if constexpr (BOXES) {
      fetch_box(shared, place, layer, kMapKeys, 0, row, kItemTiles);
      fetch_box(shared, place + kTile, layer, kMapValues, 0, row, kItemTiles);
    } else {
      fetch_rows<W, kKeyTile>(shared + place, layer.keys + static_cast<int64_t>(row) * W, thread);
      fetch_rows<W, kKeyTile>(shared + place + kTile, layer.values + static_cast<int64_t>(row) * W, thread);
    }
  }
}

}  // namespace
}  // namespace ts::cuda
