// Kernels with one fault each in what Hopper does beside its threads (engine.cc), or in waiting for it.
#include <string.h>

#include "cuda/ptx_hopper.h"
#include "simt/trials.h"

namespace simt {
namespace {

namespace hopper = ts::cuda;

constexpr uint32_t kBarrier = 8192, kBytes = 8192;  // behind a block for a box

// The first 32 * 8 numbers of 16 bits of `in` by rows of eight, of which `rows` are said to be.
hopper::CUtensorMap map_of(const void* in, uint64_t rows = 32) { return {reinterpret_cast<uintptr_t>(in), {8, rows, 1}, {64, 64, 1}}; }

void load(const float* in, float* out, uint32_t to, uint64_t rows, uint32_t announced, int arrivals, uint32_t parity) {
  if (threadIdx.x == 0) {
    hopper::barrier_init(kBarrier, 1);
    for (int i = 0; i < arrivals; i++) hopper::barrier_expect(kBarrier, i ? 0 : announced);
    hopper::load_box(to, map_of(in, rows), 0, 0, kBarrier);
  }
  __syncthreads();
  hopper::barrier_wait(kBarrier, parity);
  out[threadIdx.x] = 1;
}
__global__ void bytes_not_announced(const float* in, int, float* out, int) { load(in, out, 0, 32, 0, 0, 0); }
__global__ void bytes_that_do_not_come(const float* in, int, float* out, int) { load(in, out, 0, 32, kBytes + 16, 1, 0); }
__global__ void arrival_too_many(const float* in, int, float* out, int) { load(in, out, 0, 32, kBytes, 2, 0); }
__global__ void box_behind(const float* in, int, float* out, int) { load(in, out, 0, 64, kBytes, 1, 0); }
__global__ void box_off(const float* in, int, float* out, int) { load(in, out, 512, 32, kBytes, 1, 0); }
// The phase waited for is two behind: a GPU would take the third for it and wait for ever.
__global__ void phase_of_wrong_parity(const float*, int, float* out, int) {
  if (threadIdx.x == 0) {
    hopper::barrier_init(kBarrier, 1);
    hopper::barrier_arrive(kBarrier);
    hopper::barrier_arrive(kBarrier);
  }
  __syncthreads();
  hopper::barrier_wait(kBarrier, 0);
  out[threadIdx.x] = 1;
}

// Who reads what a copy brings without waiting for it reads no numbers, and who leaves it behind has it written to memory that
// is another block's by then.
__global__ void load_without_wait(const float* in, int, float* out, int) {
  if (threadIdx.x == 0) {
    hopper::barrier_init(kBarrier, 1);
    hopper::barrier_expect(kBarrier, kBytes);
    hopper::load_box(0, map_of(in), 0, 0, kBarrier);
  }
  __syncthreads();
  out[threadIdx.x] = __uint_as_float(shared_word(threadIdx.x % 4 * 4));
}

// Numbers sent to a block that does not wait for them, and to one that its cluster does not have.
void send(float* out, uint32_t to_block) {
  if (threadIdx.x == 0) {
    hopper::barrier_init(kBarrier, 1);
    hopper::barrier_expect(kBarrier, 16);
    hopper::store_to_block(0, kBarrier, to_block, make_uint4(1, 2, 3, 4));
  }
  __syncthreads();
  out[threadIdx.x] = __uint_as_float(shared_word(threadIdx.x % 4 * 4));
}
__global__ void sent_without_wait(const float*, int, float* out, int) { send(out, 0); }
__global__ void sent_to_nobody(const float*, int, float* out, int) { send(out, 1); }

// Block 0 of three sends blocks 1 and 2 a number, round after round. That 1 has read its own it is told by 2, which cannot know.
__global__ void told_by_another(const float*, int, float* out, int) {
  constexpr uint32_t kOwn = 9216, kDone = kBarrier + 8, kRounds = 4;  // of each block's shared memory
  const uint32_t part = hopper::cluster_rank(), own = part * kOwn;
  const bool first = threadIdx.x % 32 == 0;
  if (first) {
    hopper::barrier_init(own + kBarrier, 1);
    hopper::barrier_init(own + kDone, 1);
    if (part > 0) hopper::barrier_expect(own + kBarrier, 16);
  }
  hopper::cluster_sync();
  float sum = 0;
  for (uint32_t round = 0; round < kRounds; round++) {
    const uint32_t bits = __float_as_uint(static_cast<float>(round + 1));
    if (part > 0) {
      hopper::barrier_wait(own + kBarrier, round % 2);
      sum += __uint_as_float(shared_word(own));
      __syncwarp();
      if (!first || round + 1 == kRounds) continue;
      hopper::barrier_expect(own + kBarrier, 16);
      if (part == 2) hopper::barrier_arrive_at(kDone, 0);
    } else if (first) {
      if (round > 0) hopper::barrier_wait(kDone, (round - 1) % 2);
      for (uint32_t to = 1; to < 3; to++) hopper::store_to_block(0, kBarrier, to, make_uint4(bits, 0, 0, 0));
    }
  }
  hopper::cluster_sync();
  if (part > 0) out[threadIdx.x - 32] = sum;
}

__global__ void store_without_wait(const float*, int, float* out, int) {
  if (threadIdx.x == 0) {
    hopper::store_box(map_of(out, 4), 0, 0, 0);
    hopper::store_commit();
  }
}
__global__ void product_without_wait(const float*, int, float* out, int) {
  float sums[4] = {};
  hopper::product<false, false>(sums, hopper::operand<false>(0), hopper::operand<false>(1024), false);
  hopper::product_commit();
  out[threadIdx.x] = sums[0];
}

// One warp says that operands may be written again before its product is done; the other takes it at its word.
__global__ void operands_handed_back(const float*, int, float* out, int) {
  const uint32_t lane = threadIdx.x % 32;
  if (threadIdx.x == 0) hopper::barrier_init(kBarrier, 1);
  if (threadIdx.x < 32) {
    for (uint32_t at = lane * 4; at < 2048; at += 128) set_shared_word(at, 0);
  }
  __syncthreads();
  float sums[4] = {};
  if (threadIdx.x < 32) {
    hopper::product_fence();
    hopper::product<false, false>(sums, hopper::operand<false>(0), hopper::operand<false>(1024), false);
    hopper::product_commit();
    if (lane == 0) hopper::barrier_arrive(kBarrier);
    hopper::product_finish(sums);
  } else {
    hopper::barrier_wait(kBarrier, 0);
    for (uint32_t at = lane * 4; at < 2048; at += 128) set_shared_word(at, 0x3f803f80);
  }
  out[threadIdx.x] = sums[0];
}

__global__ void copy_over_operands(const float* in, int, float* out, int) {
  if (threadIdx.x == 0) hopper::barrier_init(kBarrier, 1);
  __syncthreads();
  float sums[4] = {};
  hopper::product<false, false>(sums, hopper::operand<false>(0), hopper::operand<false>(1024), false);
  hopper::product_commit();
  if (threadIdx.x == 0) {
    hopper::barrier_expect(kBarrier, kBytes);
    hopper::load_box(0, map_of(in), 0, 0, kBarrier);
  }
  hopper::product_finish(sums);
  hopper::barrier_wait(kBarrier, 0);
  out[threadIdx.x] = sums[0];
}
__global__ void copy_over_stored(const float* in, int, float* out, int) {
  if (threadIdx.x == 0) {
    hopper::barrier_init(kBarrier, 1);
    hopper::store_box(map_of(out, 4), 0, 0, 0);
    hopper::store_commit();
    hopper::barrier_expect(kBarrier, kBytes);
    hopper::load_box(0, map_of(in), 0, 0, kBarrier);
    hopper::store_wait<0>();
  }
}
__global__ void narrow_box_off(const float* in, int, float*, int) {
  if (threadIdx.x > 0) return;
  hopper::barrier_init(kBarrier, 1);
  hopper::load_box(128, {reinterpret_cast<uintptr_t>(in), {16, 8, 1}, {16, 8, 1}}, 0, 0, kBarrier);
}

__global__ void operand_off(const float*, int, float* out, int) {
  float sums[4] = {};
  hopper::product<false, false>(sums, hopper::operand<false>(0), hopper::operand<false>(512), false);
  hopper::product_commit();
  hopper::product_finish(sums);
  out[threadIdx.x] = sums[0];
}

__global__ void barrier_of_others(const float*, int, float* out, int) {
  hopper::named_barrier_sync(1, threadIdx.x < 32 ? 64 : 32);
  out[threadIdx.x] = 1;
}
__global__ void barrier_of_too_few(const float*, int, float* out, int) {
  if (threadIdx.x < 32) hopper::named_barrier_sync(1, 64);
  out[threadIdx.x] = 1;
}

// ---- trials ----

const Trial planted[] = {
    {"bytes-not-announced", 2, 64, 9216, bytes_not_announced},
    {"bytes-that-do-not-come", 2, 64, 9216, bytes_that_do_not_come},
    {"arrival-too-many", 2, 64, 9216, arrival_too_many},
    {"phase-of-wrong-parity", 2, 64, 9216, phase_of_wrong_parity},
    {"box-behind", 2, 64, 9216, box_behind},
    {"load-without-wait", 2, 64, 9216, load_without_wait},
    {"sent-without-wait", 2, 64, 9216, sent_without_wait},
    {"sent-to-nobody", 2, 64, 9216, sent_to_nobody},
    {"told-by-another", 1, 32, 9216, told_by_another, 3},
    {"box-off", 2, 64, 9216, box_off},
    {"store-without-wait", 2, 64, 9216, store_without_wait},
    {"product-without-wait", 2, 64, 9216, product_without_wait},
    {"operands-handed-back", 1, 64, 9216, operands_handed_back},
    {"copy-over-operands", 2, 64, 9216, copy_over_operands},
    {"copy-over-stored", 2, 64, 9216, copy_over_stored},
    {"narrow-box-off", 2, 64, 9216, narrow_box_off},
    {"operand-off", 2, 64, 9216, operand_off},
    {"barrier-of-others", 2, 64, 9216, barrier_of_others},
    {"barrier-of-too-few", 2, 64, 9216, barrier_of_too_few},
};

}  // namespace

const Trial* find_planted_engine(const char* name) {
  for (const Trial& one : planted) {
    if (strcmp(one.name, name) == 0) return &one;
  }
  return nullptr;
}

}  // namespace simt
