// What a warpgroup does with tiles of 64 keys for 64 queries of a wide head: scores, exponentials beside a running maximum,
// the mixture of values. All kernels by these products share it, so a query gets the same bits whichever of them has it.
#pragma once
#include "cuda/attention_blocks.h"
#include "cuda/attention_softmax.h"

namespace ts::cuda {
namespace {

#ifdef TS_HOPPER_KERNELS

// What a warp's 16 queries see, those of a lane and all: positions. Rows past the end repeat the last.
struct WideView {
  int32_t row0, row1, low0, low1;  // the lane's rows, and the lowest keys of each
  int32_t begin, all_from, all_to;  // the first key that any sees; the first and the last that all do

  // `w0`: the warp's first query.
  __device__ __forceinline__ WideView(const Attention<bf16>& p, const ts_sequence& s, int32_t w0) {
    const int g = threadIdx.x % kWarp / 4;
    row0 = min(w0 + g, s.length - 1), row1 = min(w0 + g + 8, s.length - 1);
    low0 = lowest_key(p, s, row0), low1 = lowest_key(p, s, row1);
    begin = min(low0, low1), all_from = max(low0, low1);
#pragma unroll
    for (int by = 4; by < kWarp; by *= 2) {
      begin = min(begin, __shfl_xor_sync(kAll, begin, by));
      all_from = max(all_from, __shfl_xor_sync(kAll, all_from, by));
    }
    all_to = s.position + min(w0, s.length - 1);
  }
};

template <int WIDTH>
struct WideRows {
  static constexpr int kSteps = WIDTH / 16;
  float x[8][4], o[WIDTH / 8][4], top[2] = {kLowest, kLowest}, total[2] = {0, 0};
  uint32_t e[4][4];  // exponentials as a left side

  __device__ __forceinline__ WideRows() {
#pragma unroll
    for (int n = 0; n < WIDTH / 8; n++) o[n][0] = o[n][1] = o[n][2] = o[n][3] = 0;
  }
  __device__ __forceinline__ float (&scores())[32] { return reinterpret_cast<float(&)[32]>(x); }
  __device__ __forceinline__ float (&mixed())[WIDTH / 2] { return reinterpret_cast<float(&)[WIDTH / 2]>(o); }

  __device__ __forceinline__ void begin_scores(Operand q, Operand k) {
    product_fence();
#pragma unroll
    for (int i = 0; i < kSteps; i++) product_of<false, false>(scores(), further<false>(q, i), further<false>(k, i), i > 0);
    product_commit();
  }
  __device__ __forceinline__ void begin_mixture(Operand v) {
    product_fence();
#pragma unroll
    for (int i = 0; i < 4; i++) product_of<true>(mixed(), e[i], further<true>(v, i), true);
    product_commit();
  }
  __device__ __forceinline__ void finish() {
    product_wait<0>();
    settled(scores());
    settled(mixed());
  }

  // From scores to exponentials. `at`: the position of the tile's first key.
  __device__ __forceinline__ void weigh(const Attention<bf16>& p, const ts_sequence& s, const WideView& seen, int32_t at) {
    if (p.sign) {
#pragma unroll
      for (int i = 0; i < 32; i++) scores()[i] = -scores()[i];
    }
    if (at < seen.all_from || at + kBlockSide - 1 > seen.all_to) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int32_t start = at + 2 * (static_cast<int>(threadIdx.x) % 4), least = (half ? seen.low1 : seen.low0) - start;
        const int32_t most = s.position + (half ? seen.row1 : seen.row0) - start;
#pragma unroll
        for (int n = 0; n < 8; n++) {
#pragma unroll
          for (int c = 0; c < 2; c++) {
            if (n * 8 + c < least || n * 8 + c > most) x[n][2 * half + c] = -INFINITY;
          }
        }
      }
    }
    exponentials<false>(x, top, total, o, p.scale2, 0, 0);
    to_left(e, x);
  }

  // The mixtures of a warp's queries, the first of which is `w0`, and the logs of their sums. `rows`: 16 rows of a block, which
  // nobody else reads any more.
  __device__ __forceinline__ void give(const Attention<bf16>& p, const ts_sequence& s, int32_t head, int32_t w0, unsigned char* rows) {
    const int32_t NH = p.shape.heads, HD = p.shape.head_size;
    const float upper = quad_sum(total[0]), lower = quad_sum(total[1]);
    const int lane = threadIdx.x % kWarp, g = lane / 4, t = lane % 4;
    if (p.lse && t < 2) {
      const int32_t i = w0 + t * 8 + g;
      const float log_sum = (t ? top[1] : top[0]) * p.scale2 + log2f(t ? lower : upper);
      if (i < s.length) p.lse[static_cast<int64_t>(s.row + i) * NH + head] = log_sum * kLn2;
    }
    const int64_t width = static_cast<int64_t>(NH) * HD;
    take_out_of_block<WIDTH>(rows, mixed(), 1.0f / upper, 1.0f / lower, p.y + (s.row + w0) * width + static_cast<int64_t>(head) * HD,
                             width, s.length - w0, HD);
  }
};

#endif  // TS_HOPPER_KERNELS

}  // namespace
}  // namespace ts::cuda
