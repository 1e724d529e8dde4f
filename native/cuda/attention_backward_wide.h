// The gradient of attention by the products of a warpgroup, for heads of 24 to 64 numbers: probabilities are computed
// once, and a block holds the sums of dq for a whole sequence and head in shared memory.
//
// A block goes over pairs of tiles of 64 keys, in ascending order, and for each over the tiles of 64 queries that see
// them ("entries"). Each of its first two warpgroups owns one tile of the pair, its gradients in registers. Of an entry
// a warpgroup first computes probabilities and gradients of scores (`weigh`), then adds the three products with them and
// begins the scores of the next entry (`multiply`). While one warpgroup weighs the other multiplies, so that tensor
// cores and exponentials are both at work; the second is half an entry ahead, and so adds to each tile of dq first. What
// a tile does not see is masked, also whole tiles, which come up where the other warpgroup's keys are seen. The third
// warpgroup copies what comes next, and computes what is to be added to scores and their gradients (`feed`).
//
// Shared memory is divided into places of 16 KB. Keys and values of tile j are at place j, sums of dq of tile i at
// place i + 2: these are complete when the pair with keys i comes to its first two entries, and then the place is free
// for the keys of the next pair.
#pragma once
#include <type_traits>

#include "cuda/attention_backward.h"
#include "cuda/attention_blocks.h"

namespace ts::cuda {
namespace {

constexpr int kWideTile = kBlockSide, kWideStages = 3, kWideThreads = 3 * kGroup;
constexpr int kPlace = 2 * kBlockSize;

__host__ __device__ constexpr size_t wide_shared(int32_t tiles) {
  constexpr int kAlignment = 1024, kAligned = 128;  // what blocks of 64 x 64 want, and what there is
  return (tiles + 2 + kWideStages) * static_cast<size_t>(kPlace) + 2 * kBlockSize +
         kWideStages * kWideTile * sizeof(float2) + kAlignment - kAligned;
}

// ---- kernels ----

#ifdef TS_WARPGROUP_CODE

// A barrier of the block, which its warpgroups come to in different places.
__device__ __forceinline__ void meet() { __syncthreads(); }

// A tile of queries beside a pair of tiles of keys.
struct WideEntry {
  int32_t pair, step, count;  // `count` steps has the pair
  int32_t fresh;              // tiles from this one on were not seen by pairs before
};

template <int WIDTH>
struct WideBlock {
  static constexpr int kSteps = WIDTH / 16, kColumns = WIDTH / 8;  // of a head's numbers
  static constexpr int kSums = WIDTH / 2;                          // of a lane, of 64 rows of a head's numbers

  const Backward<bf16>& b;
  const bf16* y;
  const float* lse;
  float2* all_sums;
  ts_sequence s;
  int32_t head, tiles, pairs;
  unsigned char* places;
  unsigned char* stages;  // of each: queries, then dy
  unsigned char* mine;    // the warpgroup's gradients of scores: [key][query]
  float2* sums;
  int group;
  float scale2;

  uint32_t p[4][4], ds[4][4];  // probabilities and gradients of scores, as left sides
  float x[32], dp[32];         // scores, and products of values with dy: [key][query]
  float dk[kSums], dv[kSums], dq[kSums];

  __device__ __forceinline__ WideBlock(const Backward<bf16>& given, const bf16* y, const float* lse, float2* all_sums)
      : b(given), y(y), lse(lse), all_sums(all_sums) {}

  // ---- entries ----

  __device__ __forceinline__ int32_t count_of(int32_t pair) const {
    const int32_t window = b.forward.shape.window, last_key = min(s.length, (pair + 1) * 2 * kWideTile) - 1;
    const int32_t last = window > 0 ? min(s.length - 1, last_key + window - 1) : s.length - 1;
    const int32_t count = last / kWideTile - 2 * pair + 1;
    // The keys of the next pair come two entries behind the first, and need one to arrive.
    return pair + 1 < pairs ? max(count, 4) : count;
  }
  __device__ __forceinline__ WideEntry first_of(int32_t pair) const {
    return {pair, 0, count_of(pair), pair > 0 ? 2 * (pair - 1) + count_of(pair - 1) : 0};
  }
  __device__ __forceinline__ WideEntry after(const WideEntry& e) const {
    if (e.step + 1 == e.count && e.pair < pairs) return first_of(e.pair + 1);
    return {e.pair, e.step + 1, e.count, e.fresh};
  }
  // Beyond the last pair: a tile of zeros.
  __device__ __forceinline__ int32_t tile_of(const WideEntry& e) const {
    return e.pair < pairs ? 2 * e.pair + e.step : tiles;
  }

  // ---- what comes next, by the third warpgroup ----

  // What a lane needs of its rows of a tile for their sums: 8 numbers of y of each, and the log of one of them.
  static constexpr int kRows = kWideTile * 8 / kGroup;  // of a lane, 16 apart
  struct Outputs {
    uint4 y[kRows];
    float lse;
  };

  __device__ __forceinline__ void fetch_entry(const WideEntry& e, int stage, Outputs& outputs) const {
    const Attention<bf16>& a = b.forward;
    const int32_t tile = tile_of(e), i0 = tile * kWideTile, HD = a.shape.head_size, NH = a.shape.heads;
    const int64_t row = s.row + i0, width = static_cast<int64_t>(NH) * HD;
    unsigned char* const to = stages + stage * kPlace;
    copy_block<WIDTH, kGroup>(to, a.qkv + row * a.width + head * HD, a.width, 0, s.length - i0, HD);
    copy_block<WIDTH, kGroup>(to + kBlockSize, b.dy + row * width + head * HD, width, 0, s.length - i0, HD);
    const int32_t thread = thread_asked() % kGroup;
    if (tile >= e.fresh) {
      const int32_t chunk = thread % 8, first = thread / 8, logged = first + chunk * 16;
#pragma unroll
      for (int n = 0; n < kRows; n++) {
        const int32_t i = first + n * 16;
        outputs.y[n] = make_uint4(0, 0, 0, 0);
        if (i0 + i < s.length && chunk * 8 < HD) {
          outputs.y[n] = *reinterpret_cast<const uint4*>(y + (row + i) * width + head * HD + chunk * 8);
        }
      }
      outputs.lse = 0;
      if (chunk < kRows && i0 + logged < s.length) outputs.lse = lse[(row + logged) * NH + head];
    } else if (thread < kWideTile) {
      const bool there = i0 + thread < s.length;
      cp_async<8>(sums + stage * kWideTile + thread, all_sums + (there ? (row + thread) * NH + head : 0), there);
    }
  }
  // Sums of rows that come up for the first time, from what this lane itself has copied.
  __device__ __forceinline__ void finish_entry(const WideEntry& e, int stage, const Outputs& outputs) const {
    cp_async_commit();
    cp_async_wait<0>();
    const int32_t tile = tile_of(e), thread = thread_asked() % kGroup, chunk = thread % 8;
    if (tile >= e.fresh) {
      const unsigned char* const outer = stages + stage * kPlace + kBlockSize;
#pragma unroll
      for (int n = 0; n < kRows; n++) {
        const int32_t i = thread / 8 + n * 16;
        uint4 dy = make_uint4(0, 0, 0, 0);
        if (chunk < kColumns) dy = *reinterpret_cast<const uint4*>(outer + chunk_place(i, chunk));
        const uint4 out = outputs.y[n];
        float sum = fmaf(low(dy.x), low(out.x), high(dy.x) * high(out.x)) + fmaf(low(dy.y), low(out.y), high(dy.y) * high(out.y));
        sum += fmaf(low(dy.z), low(out.z), high(dy.z) * high(out.z)) + fmaf(low(dy.w), low(out.w), high(dy.w) * high(out.w));
#pragma unroll
        for (int by = 1; by < 8; by *= 2) sum += __shfl_xor_sync(kAll, sum, by);
        if (chunk == n) {
          const float2 two = make_float2(-kLog2e * outputs.lse, sum);
          sums[stage * kWideTile + i] = two;
          const int32_t row = tile * kWideTile + i;
          if (row < s.length) all_sums[static_cast<int64_t>(s.row + row) * b.forward.shape.heads + head] = two;
        }
      }
    }
    shared_fence();
  }
  __device__ __forceinline__ void fetch_keys(int32_t pair) const {
    const Attention<bf16>& a = b.forward;
    const int32_t HD = a.shape.head_size;
#pragma unroll
    for (int n = 0; n < 2; n++) {
      const int32_t tile = 2 * pair + n, j0 = tile * kWideTile;
      const int64_t from = static_cast<int64_t>(s.row + j0) * a.width + head * HD;
      copy_block<WIDTH, kGroup>(places + tile * kPlace, a.keys + from, a.width, 0, s.length - j0, HD);
      copy_block<WIDTH, kGroup>(places + tile * kPlace + kBlockSize, a.values + from, a.width, 0, s.length - j0, HD);
    }
  }

  // ---- the two halves of an entry ----

  __device__ __forceinline__ unsigned char* keys_of(const WideEntry& e) const {
    return places + (2 * min(e.pair, pairs - 1) + group) * kPlace;
  }
  __device__ __forceinline__ void begin_scores(const WideEntry& e, int stage) {
    const unsigned char* const keys = keys_of(e);
    const unsigned char* const queries = stages + stage * kPlace;
    const Operand k = along(keys), v = along(keys + kBlockSize), q = along(queries), dy = along(queries + kBlockSize);
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(x, further<false>(k, i), further<false>(q, i), i > 0);
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(dp, further<false>(v, i), further<false>(dy, i), i > 0);
    product_commit();
  }

  template <bool masked>
  __device__ __forceinline__ void gradients_of_scores(int32_t i0, int32_t j0, const float2* of_queries) {
    const int thread = thread_asked() % kGroup, g = thread % kWarp / 4, t = thread % 4, row = thread / kWarp * 16 + g;
    unsigned char* const to = mine + row * 128 + 4 * t;
#pragma unroll
    for (int j = 0; j < 8; j++) {
      const float4 two = *reinterpret_cast<const float4*>(of_queries + 8 * j + 2 * t);
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const bool odd = i % 2 == 1;
        float& score = x[4 * j + i];
        float& change = dp[4 * j + i];
        score = exp2_fast(fmaf(score, scale2, odd ? two.z : two.x));
        change -= odd ? two.w : two.y;
      }
      if constexpr (masked) {
#pragma unroll
        for (int c = 0; c < 2; c++) {
          const int32_t query = i0 + 8 * j + 2 * t + c, key = j0 + row;
          const int32_t least = lowest_key(b.forward, s, min(query, s.length - 1)) - s.position;
          if (key > query || key < least) x[4 * j + c] = 0;
          if (key + 8 > query || key + 8 < least) x[4 * j + 2 + c] = 0;
        }
      }
#pragma unroll
      for (int i = 0; i < 4; i++) dp[4 * j + i] *= x[4 * j + i];
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int i = 4 * j + 2 * half;
        p[j / 2][j % 2 * 2 + half] = pack_bf16(x[i], x[i + 1]);
        ds[j / 2][j % 2 * 2 + half] = pack_bf16(dp[i], dp[i + 1]);
        *reinterpret_cast<uint32_t*>(to + half * 1024 + ((j ^ g) << 4)) = ds[j / 2][j % 2 * 2 + half];
      }
    }
  }
  __device__ __forceinline__ void weigh(const WideEntry& e, int stage) {
    product_wait<0>();
    settled(x);
    settled(dp);
    if (e.step == 0 && e.pair > 0) write_keys(e.pair - 1);
    const int32_t i0 = tile_of(e) * kWideTile, j0 = (2 * e.pair + group) * kWideTile, window = b.forward.shape.window;
    const float2* const of_queries = sums + stage * kWideTile;
    if (b.forward.first || i0 < j0 + kWideTile - 1 || (window > 0 && i0 + kWideTile - window > j0)) {
      gradients_of_scores<true>(i0, j0, of_queries);
    } else {
      gradients_of_scores<false>(i0, j0, of_queries);
    }
    shared_fence();
  }

  __device__ __forceinline__ void multiply(const WideEntry& e, int stage, const WideEntry& next, int next_stage) {
    const unsigned char* const queries = stages + stage * kPlace;
    const Operand q = across(queries), dy = across(queries + kBlockSize), k = across(keys_of(e)), left = across(mine);
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true, true>(dq, further<true>(left, i), further<true>(k, i), i > 0);
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dv, p[i], further<true>(dy, i), e.step > 0 || i > 0);
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(dk, ds[i], further<true>(q, i), e.step > 0 || i > 0);
    product_commit();
    begin_scores(next, next_stage);
    product_wait<1>();
    settled(dq);
    settled(dv);
    settled(dk);
    const int32_t tile = tile_of(e);
    if (tile < tiles) add_queries(tile, group == 1 && tile >= e.fresh, group == 0 && e.step < 2);
  }

  // ---- results ----

  __device__ __forceinline__ void add_queries(int32_t tile, bool first, bool complete) {
    const int thread = thread_asked() % kGroup, warp = thread / kWarp, g = thread % kWarp / 4, t = thread % 4;
    unsigned char* const place = places + (tile + 2) * kPlace;
    float4* const sum = reinterpret_cast<float4*>(place) + thread;
#pragma unroll
    for (int j = 0; j < kColumns; j++) {
      if (!first) {
        const float4 was = sum[j * kGroup];
        dq[4 * j] += was.x, dq[4 * j + 1] += was.y, dq[4 * j + 2] += was.z, dq[4 * j + 3] += was.w;
      }
      if (!complete) sum[j * kGroup] = make_float4(dq[4 * j], dq[4 * j + 1], dq[4 * j + 2], dq[4 * j + 3]);
    }
    if (!complete) return;
    // Pieces of eight numbers of a row through what the warp has of the place, turned so that no bank is met twice.
    __syncwarp();
    unsigned char* const room = place + warp * 512;
    const auto piece = [&](int row, int column) { return room + column * 2048 + (row + column) % 16 * 16; };
    const float scale = b.forward.shape.scale;
#pragma unroll
    for (int j = 0; j < kColumns; j++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int i = 4 * j + 2 * half;
        *reinterpret_cast<uint32_t*>(piece(g + 8 * half, j) + 4 * t) = pack_bf16(dq[i] * scale, dq[i + 1] * scale);
      }
    }
    __syncwarp();
    const Attention<bf16>& a = b.forward;
    const int32_t HD = a.shape.head_size, i0 = tile * kWideTile + warp * 16;
#pragma unroll 1
    for (int e = thread % kWarp; e < 16 * 8; e += kWarp) {
      const int row = e / 8, column = e % 8;
      if (i0 + row >= s.length || column * 8 >= HD) continue;
      *reinterpret_cast<uint4*>(b.d_qkv + (s.row + i0 + row) * a.width + head * HD + column * 8) =
          *reinterpret_cast<const uint4*>(piece(row, column));
    }
  }

  // The gradients of the pair's keys and values, through the warp's rows of `mine`, which nothing reads at this time.
  __device__ __forceinline__ void write_keys(int32_t pair) {
    const Attention<bf16>& a = b.forward;
    const int warp = thread_asked() % kGroup / kWarp;
    const int32_t HD = a.shape.head_size, NH = a.shape.heads, j0 = (2 * pair + group) * kWideTile + warp * 16;
    unsigned char* const rows = mine + warp * 2048;
    bf16* const to = b.d_qkv + (s.row + j0) * a.width + head * HD;
    const float scale = a.shape.scale;
    take_out_of_block<WIDTH>(rows, dk, scale, scale, to + NH * HD, a.width, s.length - j0, HD);
    take_out_of_block<WIDTH>(rows, dv, 1.0f, 1.0f, to + 2 * NH * HD, a.width, s.length - j0, HD);
  }

  // ---- the whole ----

  __device__ __forceinline__ static int stage_after(int stage) { return stage + 1 < kWideStages ? stage + 1 : 0; }

  // In each of an entry's halves the block meets. Copies of an entry have then arrived one entry before the first
  // warpgroup weighs it, and write over what nobody reads any more.
  __device__ __forceinline__ void feed() const {
    Outputs outputs;
    WideEntry ahead = first_of(0);
    int stage = 0;
    fetch_keys(0);
    fetch_entry(ahead, stage, outputs);
    finish_entry(ahead, stage, outputs);
    ahead = after(ahead), stage = stage_after(stage);
    fetch_entry(ahead, stage, outputs);
    finish_entry(ahead, stage, outputs);
    meet();
    for (WideEntry now = first_of(0); now.pair < pairs; now = after(now)) {
      ahead = after(ahead), stage = stage_after(stage);
      fetch_entry(ahead, stage, outputs);
      if (now.step == 2 && now.pair + 1 < pairs) fetch_keys(now.pair + 1);
      meet();
      finish_entry(ahead, stage, outputs);
      meet();
    }
  }
  __device__ __forceinline__ void go() {
    WideEntry now = first_of(0);
    int stage = 0;
    const auto move_on = [&] {
      now = after(now);
      stage = stage_after(stage);
    };
    if (group == 0) {
      meet();
      product_fence();
      begin_scores(now, stage);
      while (now.pair < pairs) {
        weigh(now, stage);
        meet();
        multiply(now, stage, after(now), stage_after(stage));
        meet();
        move_on();
      }
      product_wait<0>();
      settled(x);
      settled(dp);
      write_keys(pairs - 1);
    } else {
      // Its first entry has no query that sees its keys.
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) p[i][j] = ds[i][j] = 0;
      }
#pragma unroll
      for (int i = 0; i < kBlockSize / 16 / kGroup; i++) {
        *reinterpret_cast<uint4*>(mine + (thread_asked() % kGroup + i * kGroup) * 16) = make_uint4(0, 0, 0, 0);
      }
      shared_fence();
      meet();
      while (now.pair < pairs) {
        multiply(now, stage, after(now), stage_after(stage));
        meet();
        weigh(after(now), stage_after(stage));
        meet();
        move_on();
      }
    }
  }
};

#endif  // TS_WARPGROUP_CODE

// A block: a head of a sequence.
template <int WIDTH>
__global__ void __launch_bounds__(kWideThreads, 1) wide_gradients(Backward<bf16> b, const bf16* y,
                                                                     const float* lse, float2* sums) {
#ifdef TS_WARPGROUP_CODE
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const int32_t block = static_cast<int32_t>(blockIdx.x), NH = b.forward.shape.heads;
  ts_sequence s = b.forward.sequences[block / NH];
  s.row = __shfl_sync(kAll, s.row, 0);
  s.length = __shfl_sync(kAll, s.length, 0);
  s.position = __shfl_sync(kAll, s.position, 0);
  if (s.length <= 0) return;
  WideBlock<WIDTH> w(b, y, lse, sums);
  w.s = s;
  w.head = block % NH;
  w.tiles = ceil_div(w.s.length, kWideTile);
  w.pairs = ceil_div(w.tiles, 2);
  w.group = __shfl_sync(kAll, static_cast<int>(threadIdx.x) / kGroup, 0);  // so the compiler knows that lanes agree
  w.scale2 = b.forward.sign ? -b.forward.scale2 : b.forward.scale2;
  w.places = shared + (-reinterpret_cast<uintptr_t>(shared) & 1023);
  w.stages = w.places + (w.tiles + 2) * kPlace;
  w.mine = w.stages + kWideStages * kPlace + w.group * kBlockSize;
  w.sums = reinterpret_cast<float2*>(w.stages + kWideStages * kPlace + 2 * kBlockSize);
  if (w.group == 2) {
    give_registers<56>();
    w.feed();
  } else {
    take_registers<224>();
    w.go();
  }
#endif
}

// ---- launchers ----

// Whether the tile of a head and the length of the sequences suit.
bool takes_wide(const ts_context* context, const ts_attention_shape& shape, int32_t longest) {
  const int32_t HD = shape.head_size;
  return has_warpgroups(context) && shape.heads == shape.kv_heads && HD > 16 && HD <= 64 && HD % 8 == 0 &&
         wide_shared(ceil_div(longest, kWideTile)) <= shared_limit(context);
}

template <int WIDTH>
ts_status launch_wide(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y,
                      const float* lse, float2* sums, int32_t longest) {
  const auto wide = wide_gradients<WIDTH>;
  TS_LAUNCH(context, wide, static_cast<unsigned>(batch.sequence_count * b.forward.shape.heads), kWideThreads,
            wide_shared(ceil_div(longest, kWideTile)), b, y, lse, sums);
  return TS_OK;
}

ts_status backward_wide(ts_context* context, const ts_batch& batch, const Backward<bf16>& b, const bf16* y,
                        const float* lse, float2* sums, int32_t longest) {
  const int32_t HD = b.forward.shape.head_size;
  if (HD <= 32) return launch_wide<32>(context, batch, b, y, lse, sums, longest);
  if (HD <= 48) return launch_wide<48>(context, batch, b, y, lse, sums, longest);
  return launch_wide<64>(context, batch, b, y, lse, sums, longest);
}

}  // namespace
}  // namespace ts::cuda
