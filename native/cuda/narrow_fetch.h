// Where everything stands in the shared memory of narrow_step.cu, and how its last warps bring there what is computed with.
#pragma once
#include "cuda/narrow_rows.h"
#include "cuda/narrow_step.h"

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
constexpr int kQkv = (kSights + kStepLayers * 16 + 1023) / 1024 * 1024, kOut = kQkv + 3 * kPanel, kUp = kOut + kPanel;
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

__device__ __forceinline__ void fetch_qkv(unsigned char* shared, const StepLayer& layer, int thread) {
  const void* const any = layer.qkv[0].weight;
#pragma unroll
  for (int i = 0; i < 3; i++) {
    fetch_rows<W, W>(shared + kQkv + i * kPanel, layer.qkv[i].weight, thread);
    fetch_floats<W>(shared + kQkvFloats + (2 + i) * W * 4, layer.qkv[i].bias, any, thread, 32 + 16 * i);
  }
  fetch_floats<W>(shared + kQkvFloats, layer.before_attention.gain, any, thread, 0);
  fetch_floats<W>(shared + kQkvFloats + W * 4, layer.before_attention.bias, any, thread, 16);
}
__device__ __forceinline__ void fetch_out(unsigned char* shared, const StepLayer& layer, int thread) {
  fetch_rows<W, W>(shared + kOut, layer.out.weight, thread);
  fetch_floats<W>(shared + kOutFloats, layer.out.bias, layer.out.weight, thread, 0);
}
__device__ __forceinline__ void fetch_up(unsigned char* shared, const StepLayer& layer, int thread) {
  fetch_rows<W, F>(shared + kUp, layer.up.weight, thread);
  fetch_floats<W>(shared + kUpFloats, layer.before_mlp.gain, layer.up.weight, thread, 0);
  fetch_floats<W>(shared + kUpFloats + W * 4, layer.before_mlp.bias, layer.up.weight, thread, 16);
  fetch_floats<F>(shared + kUpFloats + 2 * W * 4, layer.up.bias, layer.up.weight, thread, 32);
}
__device__ __forceinline__ void fetch_down(unsigned char* shared, const StepLayer& layer, int thread) {
  fetch_rows<F, W>(shared + kDown, layer.down.weight, thread);
  fetch_floats<W>(shared + kDownFloats, layer.down.bias, layer.down.weight, thread, 0);
}
__device__ __forceinline__ void fetch_last(unsigned char* shared, const StepNorm& last, const void* any, int thread) {
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
__device__ __forceinline__ Sight sight_of(const StepLayer& layer, const ts_sequence& s) {
  const int low = lowest_seen(layer.window, s.position);
  return {low, s.position / kKeyTile + 1, low / kKeyTile * kKeyTile % layer.capacity,
          s.slot * layer.capacity + s.position % layer.capacity};
}
// Tiles [from, to) of those that the layer sees; in shared memory `first` stands first.
__device__ __forceinline__ void fetch_tiles(unsigned char* shared, const StepLayer& layer, const Sight& sight, int slot,
                                            int first, int from, int to, int thread) {
  for (int tile = from; tile < to; tile++) {
    const int place = kTiles + (tile - first) * 2 * kTile;
    int at = sight.start + (tile - sight.first()) * kKeyTile;
    if (at >= layer.capacity) at -= layer.capacity;
    const int row = slot * layer.capacity + at;
    fetch_rows<W, kKeyTile>(shared + place, layer.keys + static_cast<int64_t>(row) * W, thread);
    fetch_rows<W, kKeyTile>(shared + place + kTile, layer.values + static_cast<int64_t>(row) * W, thread);
  }
}

}  // namespace
}  // namespace ts::cuda
