// Attention forward of whole sequences by the products of a warpgroup: keys and values of a head of a sequence (an "item")
// come to shared memory once and stay while its tiles of 64 queries go over them.
//
// A block works on one item after another. Three warpgroups take tiles of queries by turns, in ascending order; one thread
// has everything brought. Nothing is met at by all: barriers order who waits for what. Of each item
//   keys_came(place)    the keys and values of a tile are there
//   keys_left(place)    all three groups are done with them
//   queries_came(stage), queries_left(stage)    the same of a tile of queries, which one group has
// The last tiles of queries go over all keys, so a place is free for the next item's keys well before that needs them:
// its first queries see but the first. An item that is shorter than another uses all places too, with nothing to come, so that
// phases are those of items.
#pragma once
#include "cuda/attention_narrow.h"
#include "cuda/attention_wide_rows.h"
#include "cuda/ptx_hopper.h"
#include "cuda/tensor_maps.h"

namespace ts::cuda {
namespace {

constexpr int kReaders = 3, kQueryStages = 2 * kReaders, kResidentThreads = (kReaders + 1) * kGroup;

struct ResidentPlan {
  CUtensorMap qkv;  // boxes of 64 rows of a head
  int32_t items, places;  // tiles of the longest sequence
};

__host__ __device__ constexpr size_t resident_shared(int32_t places) {
  constexpr int kAlignment = 1024, kAligned = 128;  // what blocks of 64 x 64 want, and what there is
  return (2 * places + kQueryStages) * static_cast<size_t>(kBlockSize) + 2 * (places + kQueryStages) * 8 + kAlignment - kAligned;
}

#ifdef TS_HOPPER_KERNELS

struct ResidentItem {
  int32_t index, head, tiles;
  ts_sequence s;
};

// What a block works on, and where.
struct Resident {
  const Attention<bf16>& p;
  const ResidentPlan& plan;
  unsigned char* keys;     // of each place: keys, then values
  unsigned char* queries;  // of each stage
  uint32_t barriers;

  __device__ __forceinline__ Resident(const Attention<bf16>& p, const ResidentPlan& plan, unsigned char* shared) : p(p), plan(plan) {
    keys = shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
    queries = keys + plan.places * 2 * kBlockSize;
    barriers = shared_address(queries + kQueryStages * kBlockSize);
  }

  __device__ __forceinline__ unsigned char* keys_at(int32_t place) const { return keys + place * 2 * kBlockSize; }
  __device__ __forceinline__ unsigned char* queries_at(uint32_t stage) const { return queries + stage * kBlockSize; }
  __device__ __forceinline__ uint32_t keys_came(int32_t place) const { return barriers + place * 16; }
  __device__ __forceinline__ uint32_t keys_left(int32_t place) const { return barriers + place * 16 + 8; }
  __device__ __forceinline__ uint32_t queries_came(uint32_t stage) const { return keys_came(plan.places) + stage * 16; }
  __device__ __forceinline__ uint32_t queries_left(uint32_t stage) const { return queries_came(stage) + 8; }

  // By one thread; a barrier of the block follows.
  __device__ __forceinline__ void prepare() const {
    constexpr int kWarps = kGroup / kWarp;
    for (int32_t i = 0; i < plan.places; i++) {
      barrier_init(keys_came(i), 1);
      barrier_init(keys_left(i), kReaders * kWarps);
    }
    for (uint32_t i = 0; i < kQueryStages; i++) {
      barrier_init(queries_came(i), 1);
      barrier_init(queries_left(i), kWarps);
    }
    barrier_init_fence();
  }

  __device__ __forceinline__ bool there(const ResidentItem& item) const { return item.index < plan.items; }
  // The first from `index` on that the block has and that holds anything.
  __device__ __forceinline__ ResidentItem item_from(int32_t index) const {
    ResidentItem item = {};
    const int32_t NH = p.shape.heads;
    item.index = index = item_that_holds(p.sequences, index, plan.items, NH, item.s);
    item.head = index % NH;
    item.tiles = ceil_div(item.s.length, kBlockSide);
    return item;
  }
  __device__ __forceinline__ ResidentItem first() const { return item_from(static_cast<int32_t>(blockIdx.x)); }
  __device__ __forceinline__ ResidentItem after(const ResidentItem& item) const {
    return item_from(item.index + static_cast<int32_t>(gridDim.x));
  }

  // One thread: keys of an item as their places are left, and between them its queries as stages are.
  __device__ __forceinline__ void bring() const {
    fetch_map(plan.qkv);
    const int32_t NH = p.shape.heads;
    uint32_t tile = 0, number = 0;  // of queries, and of items, so far
    for (ResidentItem item = first(); there(item); item = after(item), number++) {
      for (int32_t i = 0; i < plan.places; i++) {
        if (number > 0) barrier_wait(keys_left(i), (number - 1) & 1);
        if (i >= item.tiles) {
          barrier_arrive(keys_came(i));
          continue;
        }
        const int32_t row = item.s.row + i * kBlockSide;
        const uint32_t to = shared_address(keys_at(i));
        barrier_expect(keys_came(i), 2 * kBlockSize);
        load_box(to, plan.qkv, 0, NH + item.head, row, keys_came(i));
        load_box(to + kBlockSize, plan.qkv, 0, 2 * NH + item.head, row, keys_came(i));
        const uint32_t stage = tile % kQueryStages, turn = tile / kQueryStages;
        if (turn > 0) barrier_wait(queries_left(stage), (turn - 1) & 1);
        barrier_expect(queries_came(stage), kBlockSize);
        load_box(shared_address(queries_at(stage)), plan.qkv, 0, item.head, row, queries_came(stage));
        tile++;
      }
    }
  }
};

template <int WIDTH>
struct ResidentReader {
  const Resident& r;
  uint32_t group;
  uint32_t number = 0;            // of the item, of all
  int32_t awaited = 0, left = 0;  // places of the item

  __device__ __forceinline__ ResidentReader(const Resident& r, uint32_t group) : r(r), group(group) {}

  __device__ __forceinline__ void await_keys(int32_t count) {
    for (; awaited < count; awaited++) barrier_wait(r.keys_came(awaited), number & 1);
  }
  __device__ __forceinline__ void leave_keys(int32_t count) {
    __syncwarp();
    for (; left < count; left++) {
      if (threadIdx.x % kWarp == 0) barrier_arrive(r.keys_left(left));
    }
  }

  // Tile `i` of the item's queries, tile `at` of all; `last` of the group's in the item.
  __device__ __forceinline__ void mix(const ResidentItem& item, int32_t i, uint32_t at, bool last) {
    const Attention<bf16>& p = r.p;
    const ts_sequence& s = item.s;
    const uint32_t stage = at % kQueryStages;
    const int warp = static_cast<int>(threadIdx.x) % kGroup / kWarp, lane = threadIdx.x % kWarp;
    const int32_t i0 = i * kBlockSide, w0 = i0 + warp * 16;
    const WideView seen(p, s, w0);
    // Of all four warps' queries.
    int32_t from = min(lowest_key(p, s, min(i0 + lane, s.length - 1)), lowest_key(p, s, min(i0 + kWarp + lane, s.length - 1)));
#pragma unroll
    for (int by = 1; by < kWarp; by *= 2) from = min(from, __shfl_xor_sync(kAll, from, by));
    const int32_t first = min(__shfl_sync(kAll, from, 0) / kBlockSide, i);

    WideRows<WIDTH> rows;
    const Operand q = along(r.queries_at(stage));
    barrier_wait(r.queries_came(stage), (at / kQueryStages) & 1);
    await_keys(first + 1);
    rows.begin_scores(q, along(r.keys_at(first)));
    rows.finish();
#pragma unroll 1
    for (int32_t tile = first; tile <= i; tile++) {
      rows.weigh(p, s, seen, tile * kBlockSide);
      if (tile < i) await_keys(tile + 2);
      rows.begin_mixture(across(r.keys_at(tile) + kBlockSize));
      if (tile < i) rows.begin_scores(q, along(r.keys_at(tile + 1)));
      rows.finish();
      if (last) leave_keys(tile + 1);
    }
    named_barrier_sync(1 + static_cast<int>(group), kGroup);  // nobody reads the queries any more
    rows.give(p, s, item.head, w0, r.queries_at(stage) + warp * 2048);
    shared_fence();
    __syncwarp();
    if (lane == 0) barrier_arrive(r.queries_left(stage));
  }

  __device__ __forceinline__ void go() {
    uint32_t tiles = 0;  // of the items before
    for (ResidentItem item = r.first(); r.there(item); item = r.after(item), number++) {
      awaited = left = 0;
      const int32_t begin = static_cast<int32_t>((group + kReaders - tiles % kReaders) % kReaders);
#pragma unroll 1
      for (int32_t i = begin; i < item.tiles; i += kReaders) {
        mix(item, i, tiles + static_cast<uint32_t>(i), i + kReaders >= item.tiles);
      }
      await_keys(r.plan.places);  // also those that the group has not met: a phase left out could be taken for the one after it
      leave_keys(r.plan.places);
      tiles += static_cast<uint32_t>(item.tiles);
    }
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

template <int WIDTH>
__global__ void __launch_bounds__(kResidentThreads, 1) attend_resident(const __grid_constant__ ResidentPlan plan, Attention<bf16> p) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const Resident r(p, plan, shared);
  if (threadIdx.x == 0) r.prepare();
  __syncthreads();
  const int group = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kGroup, 0);
  if (group == kReaders) {
    give_registers<32>();
    if (threadIdx.x % kGroup == 0) r.bring();
  } else {
    take_registers<160>();
    ResidentReader<WIDTH> reader(r, static_cast<uint32_t>(group));
    reader.go();
  }
#endif
}

// ---- launchers ----

// Whether a batch is one of whole sequences, of such heads and lengths, that all begin at position 0.
bool takes_resident(const ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  const ts_attention_shape& shape = a.shape;
  if (!has_warpgroups(context) || !has_tensor_maps() || a.capacity || shape.heads != shape.kv_heads) return false;
  if (shape.head_size <= 16 || shape.head_size > kBlockSide || shape.head_size % 8 != 0 || longest <= 0) return false;
  return starts_at_zero(batch) && reinterpret_cast<uintptr_t>(a.qkv) % 16 == 0 && resident_shared(ceil_div(longest, kBlockSide)) <= shared_limit(context);
}

template <int WIDTH>
ts_status launch_resident(ts_context* context, const Attention<bf16>& a, const ResidentPlan& plan) {
  const auto attend = attend_resident<WIDTH>;
  const int32_t room = processors_of(context);
  TS_LAUNCH(context, attend, static_cast<unsigned>(plan.items < room ? plan.items : room), kResidentThreads, resident_shared(plan.places),
            plan, a);
  return TS_OK;
}

ts_status attend_residently(ts_context* context, const ts_batch& batch, const Attention<bf16>& a, int32_t longest) {
  const ts_attention_shape& shape = a.shape;
  ResidentPlan plan = {};
  plan.items = batch.sequence_count * shape.heads;
  plan.places = ceil_div(longest, kBlockSide);
  const cuuint64_t sizes[3] = {static_cast<cuuint64_t>(shape.head_size), static_cast<cuuint64_t>(3 * shape.heads),
                               static_cast<cuuint64_t>(batch.rows)};
  const cuuint32_t box[3] = {kBlockSide, 1, kBlockSide};
  const ts_status status = make_map_of<3>(context, &plan.qkv, a.qkv, sizes, box);
  if (status != TS_OK) return status;
  if (shape.head_size <= 32) return launch_resident<32>(context, a, plan);
  if (shape.head_size <= 48) return launch_resident<48>(context, a, plan);
  return launch_resident<64>(context, a, plan);
}

}  // namespace
}  // namespace ts::cuda
