// The gradient of attention of heads of 16 numbers, sequences of 512 at most, where a block stays: it works as one of
// attention_backward_whole.h does, on two heads of a sequence at a time, and what the next two need comes to shared memory
// meanwhile, by bulk copies.
//
// Queries, their dy and what is added to their scores have two buffers. Keys and values have a slot for each warp: it takes
// the head's at work into registers, and those that it owns next come to the slot at once. So do rows of y, of which and of dy
// the warp makes what is added to the next heads' scores, during the last phases of these.
//
// Sums of dq have a place for each tile of one head. Of the first head a tile's first share is that of the keys at its own
// positions, the last that of the first keys that it sees; of the second, back in time, it is the other way round, and tile
// i's first share comes after the last one of the first head's tile `last - i`, whose place it takes. The last share goes to
// where dq belongs.
#pragma once
#include "cuda/attention_backward_narrow.h"
#include "cuda/choices.h"
#include "cuda/hopper_code.h"

namespace ts::cuda {
namespace {

using LineHeads = Whole<16, 2, 1>;
constexpr int kLineWarps = LineHeads::kLine, kLineThreads = LineHeads::kThreads, kLineKeys = LineHeads::kKeys;

struct LineMaps {
  CUtensorMap qkv, dy, y;  // boxes of a tile's rows of a head
};

// Shared memory, in bytes.
struct LinePlaces {
  static constexpr int kRows = kLineKeys * LineHeads::kRow * 2;  // a tile's
  static constexpr int kAdded = kLineKeys * static_cast<int>(sizeof(float2)), kSums = kLineKeys * LineHeads::kHead * 4;
  // Of a buffer and head: queries of all tiles, and their dy.
  static constexpr int kHeadRows = 2 * kLineWarps * kRows, kHeadAdded = kLineWarps * kAdded;
  static constexpr int kKeysAt = 2 * LineHeads::kHeads * kHeadRows, kSumsAt = kKeysAt + kLineWarps * 2 * kRows;
  static constexpr int kAddedAt = kSumsAt + kLineWarps * kSums, kOutAt = kAddedAt + 2 * LineHeads::kHeads * kHeadAdded;
  static constexpr int kBarriersAt = kOutAt + kLineWarps * kRows;
  static constexpr int kAlignment = 256, kAligned = 128;  // what boxes of such rows want, and what there is
  static constexpr size_t kBytes = kBarriersAt + (2 + 2 * kLineWarps) * 8 + kAlignment - kAligned;
};

#ifdef TS_HOPPER_KERNELS

struct LineItem {
  int32_t index, head0, heads, tiles;
  ts_sequence s;
};

// What a block works on, and where.
struct Line {
  const Backward<bf16>& b;
  const LineMaps& maps;
  const float* lse;
  int32_t items, window;
  unsigned char* shared;

  __device__ __forceinline__ Line(const Backward<bf16>& b, const LineMaps& maps, const float* lse, int32_t items, unsigned char* given)
      : b(b), maps(maps), lse(lse), items(items), window(b.forward.shape.window) {
    shared = given + (-reinterpret_cast<uintptr_t>(given) & (LinePlaces::kAlignment - 1));
  }

  __device__ __forceinline__ static int warp() { return static_cast<int>(threadIdx.x) / kWarp; }
  __device__ __forceinline__ static bool asks() { return threadIdx.x % kWarp == 0; }

  // ---- places ----

  __device__ __forceinline__ unsigned char* queries_at(int buffer, int h, int tile) const {
    return shared + (buffer * LineHeads::kHeads + h) * LinePlaces::kHeadRows + tile * LinePlaces::kRows;
  }
  static constexpr int kOuterAt = kLineWarps * LinePlaces::kRows;  // behind the queries
  __device__ __forceinline__ float2* added_at(int buffer, int h, int tile) const {
    const int head = buffer * LineHeads::kHeads + h;
    return reinterpret_cast<float2*>(shared + LinePlaces::kAddedAt + head * LinePlaces::kHeadAdded + tile * LinePlaces::kAdded);
  }
  __device__ __forceinline__ unsigned char* sums_at(int place) const { return shared + LinePlaces::kSumsAt + place * LinePlaces::kSums; }
  __device__ __forceinline__ unsigned char* keys() const { return shared + LinePlaces::kKeysAt + warp() * 2 * LinePlaces::kRows; }
  __device__ __forceinline__ uint32_t came(int buffer) const { return shared_address(shared + LinePlaces::kBarriersAt) + buffer * 8; }
  __device__ __forceinline__ uint32_t keys_came() const { return came(2 + warp()); }
  __device__ __forceinline__ unsigned char* out() const { return shared + LinePlaces::kOutAt + warp() * LinePlaces::kRows; }
  __device__ __forceinline__ uint32_t out_came() const { return came(2 + kLineWarps + warp()); }

  // By one thread; a barrier of the block follows.
  __device__ __forceinline__ void prepare() const {
    for (int i = 0; i < 2 + 2 * kLineWarps; i++) barrier_init(came(i), i < 2 ? kLineWarps : 1);
    barrier_init_fence();
  }

  // ---- items ----

  __device__ __forceinline__ bool there(const LineItem& item) const { return item.index < items; }
  // The first from `index` on that the block has and that holds anything.
  __device__ __forceinline__ LineItem item_from(int32_t index) const {
    LineItem item = {};
    const int32_t groups = b.forward.groups;
    item.index = index = item_that_holds(b.forward.sequences, index, items, groups, item.s);
    item.head0 = index % groups * LineHeads::kHeads;
    item.heads = min(LineHeads::kHeads, b.forward.shape.heads - item.head0);
    item.tiles = ceil_div(item.s.length, kLineKeys);
    return item;
  }
  __device__ __forceinline__ LineItem first() const { return item_from(static_cast<int32_t>(blockIdx.x)); }
  __device__ __forceinline__ LineItem after(const LineItem& item) const { return item_from(item.index + static_cast<int32_t>(gridDim.x)); }
  // The tile of keys that this warp owns of a head; none if that is not below `tiles`.
  __device__ __forceinline__ static int32_t tile_of(const LineItem& item, int h) {
    return h == 0 || warp() >= item.tiles ? warp() : item.tiles - 1 - warp();
  }
  // How many tiles of queries see a tile of keys, from its own on.
  __device__ __forceinline__ int32_t most(const LineItem& item) const {
    const int32_t seen = window > 0 ? min(window, item.s.length) : item.s.length;
    return (kLineKeys + seen - 2) / kLineKeys + 1;
  }
  __device__ __forceinline__ int32_t reach(const LineItem& item, int32_t tile) const { return min(item.tiles - tile, most(item)); }

  // ---- what is brought: of each warp's tile ----

  __device__ __forceinline__ void bring_queries(const LineItem& item, int buffer) const {
    if (!there(item) || !asks()) return;
    const int tile = warp();
    const uint32_t barrier = came(buffer);
    if (tile >= item.tiles) {
      barrier_arrive(barrier);
      return;
    }
    const int32_t row = item.s.row + tile * kLineKeys;
    barrier_expect(barrier, static_cast<uint32_t>(item.heads * 2 * LinePlaces::kRows));
    for (int h = 0; h < item.heads; h++) {
      const uint32_t to = shared_address(queries_at(buffer, h, tile));
      load_box(to, maps.qkv, 0, item.head0 + h, row, barrier);
      load_box(to + kOuterAt, maps.dy, 0, item.head0 + h, row, barrier);
    }
  }
  __device__ __forceinline__ void bring_keys(const LineItem& item, int h) const {
    const int32_t tile = tile_of(item, h), NH = b.forward.shape.heads;
    if (!there(item) || tile >= item.tiles || !asks()) return;
    const int32_t row = item.s.row + tile * kLineKeys;
    const uint32_t to = shared_address(keys()), barrier = keys_came();
    barrier_expect(barrier, 2 * LinePlaces::kRows);
    load_box(to, maps.qkv, 0, NH + item.head0 + h, row, barrier);
    load_box(to + LinePlaces::kRows, maps.qkv, 0, 2 * NH + item.head0 + h, row, barrier);
  }
  __device__ __forceinline__ void bring_out(const LineItem& item, int h) const {
    if (!there(item) || warp() >= item.tiles || !asks()) return;
    barrier_expect(out_came(), LinePlaces::kRows);
    load_box(shared_address(out()), maps.y, 0, item.head0 + h, item.s.row + warp() * kLineKeys, out_came());
  }

  // What is added to the scores of the warp's tile of a head, and to products of its dy, whose rows have come; then the next
  // head's rows of y may come. `turn`: how often the warp has had some. Rows past the end have exponentials of zero.
  __device__ __forceinline__ void add_up(const LineItem& item, int buffer, int h, uint32_t& turn) const {
    const int lane = threadIdx.x % kWarp, tile = warp();
    if (!there(item) || h >= item.heads || tile >= item.tiles) return;
    barrier_wait(out_came(), turn++ % 2);
    const unsigned char* const outer = queries_at(buffer, h, tile) + kOuterAt;
#pragma unroll 1
    for (int row = lane; row < kLineKeys; row += kWarp) {
      const int32_t i = tile * kLineKeys + row;
      float shift = -INFINITY, mean = 0;
      if (i < item.s.length) shift = -kLog2e * lse[static_cast<int64_t>(item.s.row + i) * b.forward.shape.heads + item.head0 + h];
#pragma unroll
      for (int piece = 0; piece < LineHeads::kColumns; piece++) {
        const int at = (row / 16 * 16 * LineHeads::kRow + row_place<LineHeads>(row % 16, piece)) * static_cast<int>(sizeof(bf16));
        const uint4 one = *reinterpret_cast<const uint4*>(outer + at), other = *reinterpret_cast<const uint4*>(out() + at);
        mean -= fmaf(low(one.x), low(other.x), high(one.x) * high(other.x));
        mean -= fmaf(low(one.y), low(other.y), high(one.y) * high(other.y));
        mean -= fmaf(low(one.z), low(other.z), high(one.z) * high(other.z));
        mean -= fmaf(low(one.w), low(other.w), high(one.w) * high(other.w));
      }
      added_at(buffer, h, tile)[row] = make_float2(shift, mean);
    }
    shared_fence();
    __syncwarp();  // all lanes have read y
    if (h + 1 < item.heads) bring_out(item, h + 1);
  }
};

// Sixteen queries of a tile (see attention_backward_narrow.h).
struct LineStrip {
  const unsigned char* rows;  // of queries; those of dy are kOuterAt further
  const float2* scores;       // what is added to them
  float4* mine;               // this lane's sums
  bool fresh, done;           // there are none yet; no more come
  int32_t first, length;      // of the rows, and of the sequence
  bf16* to;                   // dq of the sequence's rows, `stride` bytes from one to the next
  uint32_t stride;
  float scale;

  // The one that comes `n` later in the tile.
  __device__ __forceinline__ LineStrip further(int n) const {
    LineStrip to_come = *this;
    to_come.rows += n * (LinePlaces::kRows / 4);
    to_come.scores += n * 16;
    to_come.mine += n * (LinePlaces::kSums / 64);
    to_come.first += n * 16;
    return to_come;
  }
  __device__ __forceinline__ const bf16* queries() const { return reinterpret_cast<const bf16*>(rows); }
  __device__ __forceinline__ const bf16* outer() const { return reinterpret_cast<const bf16*>(rows + Line::kOuterAt); }
  __device__ __forceinline__ void added(float (&shift)[2][2], float (&mean)[2][4]) const {
    const int t = threadIdx.x % 4;
#pragma unroll
    for (int n = 0; n < 2; n++) {
      const float4 two = *reinterpret_cast<const float4*>(scores + n * 8 + 2 * t);
      shift[n][0] = two.x, shift[n][1] = two.z;
      mean[n][0] = mean[n][2] = two.y, mean[n][1] = mean[n][3] = two.w;
    }
  }
  __device__ __forceinline__ void begin(float (&dq)[LineHeads::kColumns][4]) const {
#pragma unroll
    for (int n = 0; n < LineHeads::kColumns; n++) {
      const float4 four = fresh ? make_float4(0, 0, 0, 0) : mine[n * kWarp];
      dq[n][0] = four.x, dq[n][1] = four.y, dq[n][2] = four.z, dq[n][3] = four.w;
    }
  }
  __device__ __forceinline__ void end(const float (&dq)[LineHeads::kColumns][4]) const {
    if (!done) {
#pragma unroll
      for (int n = 0; n < LineHeads::kColumns; n++) mine[n * kWarp] = make_float4(dq[n][0], dq[n][1], dq[n][2], dq[n][3]);
      return;
    }
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
#pragma unroll 1
    for (int half = 0; half < 2; half++) {
      const int row = first + half * 8 + g;
      if (row >= length) break;
      unsigned char* const at = reinterpret_cast<unsigned char*>(to + 2 * t) + static_cast<uint32_t>(row) * stride;
#pragma unroll
      for (int n = 0; n < LineHeads::kColumns; n++) {
        const float x = half ? dq[n][2] : dq[n][0], z = half ? dq[n][3] : dq[n][1];
        *reinterpret_cast<uint32_t*>(at + n * 16) = pack_bf16(x * scale, z * scale);
      }
    }
  }
};

#endif  // TS_HOPPER_KERNELS

// ---- kernels ----

// Blocks take pairs of heads of sequences by turns.
__global__ void __launch_bounds__(kLineThreads, 1) line_gradients(const __grid_constant__ LineMaps maps, Backward<bf16> b, const float* lse,
                                                                   int32_t items) {
#ifdef TS_HOPPER_KERNELS
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const Line line(b, maps, lse, items, shared);
  const Attention<bf16>& p = b.forward;
  const int warp = Line::warp(), lane = threadIdx.x % kWarp;
  const uint32_t stride = static_cast<uint32_t>(p.width * sizeof(bf16));
  if (threadIdx.x == 0) line.prepare();
  __syncthreads();
  LineItem item = line.first();
  line.bring_queries(item, 0);
  line.bring_keys(item, 0);
  line.bring_out(item, 0);
  uint32_t number = 0, turn = 0, out_turn = 0;  // of the item, of keys and of rows of y that the warp has had
  if (line.there(item)) {
    barrier_wait(line.came(0), 0);
    for (int h = 0; h < LineHeads::kHeads; h++) line.add_up(item, 0, h, out_turn);  // in its first phase a warp needs its own
  }
#pragma unroll 1
  for (; line.there(item); number++) {
    const LineItem next = line.after(item);
    const int buffer = static_cast<int>(number % 2);
    line.bring_queries(next, buffer ^ 1);
    line.bring_out(next, 0);
    const ts_sequence& s = item.s;
    const int32_t last = item.tiles - 1, middle = last / 2, NH = p.shape.heads;
    const int32_t phases = item.heads == 1 ? line.reach(item, 0) : line.reach(item, middle) + line.reach(item, last - middle);
    const int32_t window = p.shape.window > 0 ? min(p.shape.window, s.length) : s.length;
    int32_t phase = 0;
    if (warp > last) line.bring_keys(next, 0);
    // During the last two phases what is added to the next heads' scores is made.
    const auto end = [&] {
      if (phase + 2 >= phases && line.there(next)) {
        const int h = phase + 2 == phases ? 0 : 1;
        if (phase + 2 == phases || phases == 1) barrier_wait(line.came(buffer ^ 1), (number + 1) / 2 % 2);
        if (h == 1 && phases == 1) line.add_up(next, buffer ^ 1, 0, out_turn);
        line.add_up(next, buffer ^ 1, h, out_turn);
      }
      end_phase();
    };
#pragma unroll 1
    for (int h = 0; h < item.heads; h++) {
      if (warp > last) break;
      const int32_t tile = Line::tile_of(item, h), w0 = tile * kLineKeys;
      const int32_t count = line.reach(item, tile), from = h == 0 ? 0 : phases - count, to = from + count;
#pragma unroll 1
      for (; phase < from; phase++) end();
      Keys<LineHeads> mine;
      barrier_wait(line.keys_came(), turn++ % 2);
      mine.load_rows(reinterpret_cast<const bf16*>(line.keys()), reinterpret_cast<const bf16*>(line.keys() + LinePlaces::kRows), p.sign);
      shared_fence();
      __syncwarp();  // all lanes have read them
      if (h + 1 < item.heads) {
        line.bring_keys(item, h + 1);
      } else {
        line.bring_keys(next, 0);
      }
      bf16* const d_head = b.d_qkv + s.row * p.width + (item.head0 + h) * LineHeads::kHead;
#pragma unroll 1
      for (; phase < to; phase++) {
        const int32_t ahead = h == 0 ? phase : phases - 1 - phase, queries = tile + ahead;
        const bool own_tile = ahead == 0, least = tile == max(0, queries - line.most(item) + 1);
        int32_t i0 = queries * kLineKeys;
        LineStrip strip;
        strip.rows = line.queries_at(buffer, h, queries);
        strip.scores = line.added_at(buffer, h, queries);
        strip.mine = reinterpret_cast<float4*>(line.sums_at(h == 0 ? queries : last - queries)) + sums_place<LineHeads>(lane / 4, lane % 4) / 4;
        strip.fresh = h == 0 ? own_tile : least;
        strip.done = h == 0 ? least : own_tile;
        strip.first = i0;
        strip.length = s.length;
        strip.to = d_head;
        strip.stride = stride;
        strip.scale = p.shape.scale;
        const bool documents = p.first != nullptr;
        if (own_tile && !documents && window >= kLineKeys) {
          own(mine, [&](int n) { return strip.further(n); }, p, s, std::make_integer_sequence<int, LineHeads::kTimes>());
        } else if (documents || (ahead + 1) * kLineKeys > window) {
#pragma unroll 1
          for (const int32_t behind = i0 + kLineKeys; i0 < behind; i0 += 16, strip = strip.further(1)) {
            mine.template step<Keys<LineHeads>::kSome>(strip, p, s, i0, w0);
          }
        } else {
#pragma unroll 1
          for (const int32_t behind = i0 + kLineKeys; i0 < behind; i0 += 16, strip = strip.further(1)) {
            mine.template step<Keys<LineHeads>::kAll>(strip, p, s, i0, w0);
          }
        }
        end();
      }
      bf16* const gradient = d_head + w0 * p.width + NH * LineHeads::kHead;
      mine.store(gradient, gradient + NH * LineHeads::kHead, stride, s.length - w0, p.shape.scale);
    }
#pragma unroll 1
    for (; phase < phases; phase++) end();
    item = next;
  }
#endif
}

// ---- launchers ----

// Whether heads of such a size go this way, where they can. Not run on a GPU yet, so it has to be asked for.
bool by_lines(int32_t HD) {
  static const bool wanted = choice("ATTENTION_LINES", 0) != 0;
  return wanted && HD == LineHeads::kHead;
}
bool takes_lines(const ts_context* context, const ts_attention_shape& shape, int32_t longest) {
  return has_warpgroups(context) && has_tensor_maps() && shape.heads == shape.kv_heads && longest <= kLineWarps * kLineKeys &&
         LinePlaces::kBytes <= shared_limit(context);
}

inline ts_status make_line_map(ts_context* context, CUtensorMap* map, const bf16* base, int32_t rows, int32_t heads) {
  const cuuint64_t sizes[3] = {LineHeads::kHead, static_cast<cuuint64_t>(heads), static_cast<cuuint64_t>(rows)};
  const cuuint32_t box[3] = {LineHeads::kHead, 1, kLineKeys};
  return make_map_of<3>(context, map, base, sizes, box);
}

ts_status backward_by_lines(ts_context* context, const ts_batch& batch, Backward<bf16> b, const bf16* y, const float* lse) {
  const int32_t NH = b.forward.shape.heads;
  LineMaps maps = {};
  ts_status status = make_line_map(context, &maps.qkv, b.forward.qkv, batch.rows, 3 * NH);
  if (status == TS_OK) status = make_line_map(context, &maps.dy, b.dy, batch.rows, NH);
  if (status == TS_OK) status = make_line_map(context, &maps.y, y, batch.rows, NH);
  if (status != TS_OK) return status;
  b.forward.groups = ceil_div(NH, LineHeads::kHeads);
  const int32_t items = batch.sequence_count * b.forward.groups, room = processors_of(context);
  TS_LAUNCH(context, line_gradients, static_cast<unsigned>(items < room ? items : room), kLineThreads, LinePlaces::kBytes, maps, b, lse,
            items);
  return TS_OK;
}

}  // namespace
}  // namespace ts::cuda
