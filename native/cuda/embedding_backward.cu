// The gradient of the embedding tables, without atomics: rows are sorted by token (and by position), tiles of the
// sorted rows are summed up token by token, and where a token's rows go over several tiles, the tiles' partial sums
// are added in order. So every sum has one order, and no token is too frequent.
#include "cuda/operations.h"
#include "cuda/pack.h"
#include "cuda/sort.h"

namespace ts::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kTile = 64;   // sorted rows
constexpr int kAhead = 8;   // rows under way at once
constexpr int kShort = 32;  // tiles of a run that a warp adds up; longer ones get blocks of their own
constexpr int kColumns = 32, kStripes = kThreads / kColumns;

// One table's rows in order. A run is all rows of one key. Those rows of a tile whose run began in an earlier tile
// give its head; a run that begins in it and goes on gives its tail; all others are whole sums.
struct Sorted {
  const int32_t* keys;
  const int32_t* rows;
  float* d;
  float* heads;  // [tiles][C]
  float* tails;  // [tiles][C]
  bool whole;    // d allows accesses of 16 bytes; heads and tails always do where C is a multiple of 4
};
struct Tables {
  Sorted table[2];
  int32_t count, tiles, width;
};

// ---- kernels ----

template <int P>
__device__ __forceinline__ void add_to(float* to, const float (&sum)[P], bool whole) {
  float before[P];
  load_floats(to, before, whole);
  for (int i = 0; i < P; i++) before[i] += sum[i];
  store_floats(to, before, whole);
}

// `across` lanes for P columns each of a tile.
template <typename T, int P>
__global__ void __launch_bounds__(kThreads) sum_tiles(Tables tables, const T* dy, int32_t across) {
  const Sorted s = blockIdx.z == 0 ? tables.table[0] : tables.table[1];
  const int32_t thread = static_cast<int32_t>(threadIdx.x);
  const int64_t tile = static_cast<int64_t>(blockIdx.x) * (kThreads / across) + thread / across;
  const int64_t column = (static_cast<int64_t>(blockIdx.y) * across + thread % across) * P;
  if (tile >= tables.tiles || column >= tables.width) return;
  const int64_t width = tables.width, from = tile * kTile;
  const int64_t to = from + kTile < tables.count ? from + kTile : tables.count;
  int32_t key = s.keys[from];
  bool began_before = from > 0 && s.keys[from - 1] == key;
  float sum[P] = {};
  for (int64_t i = from; i < to; i += kAhead) {
    Pack<T, P> ahead[kAhead];
    int32_t keys[kAhead];
#pragma unroll
    for (int u = 0; u < kAhead; u++) {
      const bool there = i + u < to;
      keys[u] = there ? s.keys[i + u] : key;
      ahead[u] = there ? load_pack<T, P>(dy + s.rows[i + u] * width + column) : Pack<T, P>{};
    }
#pragma unroll
    for (int u = 0; u < kAhead; u++) {
      if (i + u >= to) break;
      if (keys[u] != key) {
        if (began_before) {
          store_floats(s.heads + tile * width + column, sum, true);
        } else {
          add_to(s.d + key * width + column, sum, s.whole);
        }
        began_before = false;
        key = keys[u];
        for (int c = 0; c < P; c++) sum[c] = 0;
      }
      float g[P];
      unpack(ahead[u], g);
      for (int c = 0; c < P; c++) sum[c] += g[c];
    }
  }
  if (began_before) {
    store_floats(s.heads + tile * width + column, sum, true);
  } else if (to < tables.count && s.keys[to] == key) {
    store_floats(s.tails + tile * width + column, sum, true);
  } else {
    add_to(s.d + key * width + column, sum, s.whole);
  }
}

// Whether a run begins in that tile and goes on into the next one; `key` gets its key.
__device__ __forceinline__ bool goes_on(const Sorted& s, int64_t tile, int64_t tiles, int32_t& key) {
  if (tile + 1 >= tiles) return false;
  const int64_t from = tile * kTile;
  key = s.keys[from + kTile - 1];
  return s.keys[from + kTile] == key && (from == 0 || s.keys[from - 1] != key);
}

// The runs of several tiles: tail + head + head + ... Blocks below `long_blocks` look for a long run among kShort
// tiles, where at most one begins, and add kColumns columns of it in stripes; in the others each warp has a tile.
template <int P>
__global__ void __launch_bounds__(kThreads) sum_runs(Tables tables, int32_t long_blocks, int32_t column_blocks) {
  const Sorted s = blockIdx.y == 0 ? tables.table[0] : tables.table[1];
  TS_DYNAMIC_SHARED(float, stripes);
  const int lane = static_cast<int>(threadIdx.x) % kWarp, warp = static_cast<int>(threadIdx.x) / kWarp;
  const int64_t width = tables.width, tiles = tables.tiles, block = blockIdx.x;
  int32_t key = 0;
  if (block < long_blocks) {
    // Every warp looks for itself, and finds the same.
    const int64_t first = block / column_blocks * kShort, tile = first + lane;
    const bool is_long = tile + kShort < tiles && goes_on(s, tile, tiles, key) && s.keys[(tile + kShort) * kTile] == key;
    const unsigned found = __ballot_sync(~0u, is_long);
    if (!found) return;
    const int begin = __ffs(static_cast<int>(found)) - 1;
    key = __shfl_sync(~0u, key, begin);
    int64_t end = first + begin + 1;  // of the tiles that start with this key
    for (unsigned more = ~0u; more == ~0u; ) {
      more = __ballot_sync(~0u, end + lane < tiles && s.keys[(end + lane) * kTile] == key);
      end += __popc(more);
    }
    const int64_t column = block % column_blocks * kColumns + lane;
    float sum = 0;
    if (column < width) {
#pragma unroll 8
      for (int64_t t = first + begin + 1 + warp; t < end; t += kStripes) sum += s.heads[t * width + column];
    }
    stripes[warp * kColumns + lane] = sum;
    __syncthreads();
    if (warp != 0 || column >= width) return;
    float total = s.tails[(first + begin) * width + column];
    for (int i = 0; i < kStripes; i++) total += stripes[i * kColumns + lane];
    s.d[key * width + column] += total;
    return;
  }
  const int64_t tile = (block - long_blocks) * (kThreads / kWarp) + warp;
  if (tile >= tiles || !goes_on(s, tile, tiles, key)) return;
  const unsigned more = __ballot_sync(~0u, tile + 1 + lane < tiles && s.keys[(tile + 1 + lane) * kTile] == key);
  if (more == ~0u) return;
  const int64_t end = tile + 1 + __popc(more);
  for (int64_t column = static_cast<int64_t>(lane) * P; column < width; column += kWarp * P) {
    float sum[P];
    load_floats(s.tails + tile * width + column, sum, true);
#pragma unroll 4
    for (int64_t t = tile + 1; t < end; t++) {
      float head[P];
      load_floats(s.heads + t * width + column, head, true);
      for (int i = 0; i < P; i++) sum[i] += head[i];
    }
    add_to(s.d + key * width + column, sum, s.whole);
  }
}

// ---- launchers ----

struct Shape {
  int lists;
  int32_t tiles;
  int64_t partials, sort;  // 32-bit numbers of each list, multiples of 4
};
Shape shape_of(const ts_embedding_backward& o) {
  const int32_t rows = o.batch->rows, tiles = ceil_div(rows, kTile);
  return {(o.d_table != nullptr) + (o.d_positions != nullptr), tiles,
          ceil_div(static_cast<int64_t>(tiles) * o.width, 4) * 4, ceil_div(sort_scratch(rows), 4) * 4};
}

template <typename T>
ts_status launch_embedding_backward(ts_context* context, const ts_embedding_backward& o, float* scratch) {
  const Shape shape = shape_of(o);
  const int32_t* keys[2] = {};
  int32_t* room[2] = {};
  SortList sorted[2] = {};
  Tables tables = {{}, o.batch->rows, shape.tiles, o.width};
  int32_t bound = 1;
  int list = 0;
  for (int which = 0; which < 2; which++) {
    float* const d = which ? o.d_positions : o.d_table;
    if (!d) continue;
    keys[list] = which ? o.batch->positions : o.batch->tokens;
    const int32_t size = which ? o.max_positions : o.vocab;
    if (size > bound) bound = size;
    float* const mine = scratch + list * (2 * shape.partials + shape.sort);
    tables.table[list] = {nullptr, nullptr, d, mine, mine + shape.partials, aligned16(d)};
    room[list++] = reinterpret_cast<int32_t*>(mine + 2 * shape.partials);
  }
  if (list == 0 || o.batch->rows <= 0) return TS_OK;
  const ts_status status = sort_rows(context, keys, list, o.batch->rows, bound, room, sorted);
  if (status != TS_OK) return status;
  for (int i = 0; i < list; i++) {
    tables.table[i].keys = sorted[i].keys;
    tables.table[i].rows = sorted[i].rows;
  }
  const T* const dy = reinterpret_cast<const T*>(o.dy);
  const bool packs = o.width % kPack<T> == 0 && aligned16(dy, scratch);
  const int32_t pieces = packs ? o.width / kPack<T> : o.width;
  int32_t across = 1;
  while (across < pieces && across < kWarp) across *= 2;
  const dim3 grid(static_cast<unsigned>(ceil_div(shape.tiles, kThreads / across)),
                  static_cast<unsigned>(ceil_div(pieces, across)), static_cast<unsigned>(list));
  const auto tile_sums = packs ? sum_tiles<T, kPack<T>> : sum_tiles<T, 1>;
  TS_LAUNCH(context, tile_sums, grid, kThreads, 0, tables, dy, across);
  const int32_t column_blocks = ceil_div(o.width, kColumns);
  const int32_t long_blocks = shape.tiles > kShort ? ceil_div(shape.tiles - kShort, kShort) * column_blocks : 0;
  const dim3 run_grid(static_cast<unsigned>(long_blocks + ceil_div(shape.tiles, kThreads / kWarp)),
                      static_cast<unsigned>(list));
  const auto run_sums = packs ? sum_runs<4> : sum_runs<1>;
  TS_LAUNCH(context, run_sums, run_grid, kThreads, kThreads * sizeof(float), tables, long_blocks, column_blocks);
  return TS_OK;
}

}  // namespace

ts_status embedding_backward(ts_context* context, const ts_embedding_backward* p, ts_workspace* workspace) {
  if (!workspace->base) {
    const Shape shape = shape_of(*p);
    workspace->bytes = static_cast<size_t>(shape.lists * (2 * shape.partials + shape.sort)) * sizeof(float);
    return TS_OK;
  }
  float* const scratch = static_cast<float*>(workspace->base);
  return computes_bf16(context) ? launch_embedding_backward<bf16>(context, *p, scratch)
                                : launch_embedding_backward<float>(context, *p, scratch);
}

}  // namespace ts::cuda
