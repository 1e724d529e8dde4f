// The kernel that runs the instructions of interpreter.h.
#include "cuda/choices.h"
#include "cuda/interpreter_rows.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// A block for each row. Products take turns in a ring of three: while one is computed, the weights of the next two are
// on their way.
__global__ void __launch_bounds__(kInterpreterThreads, 1) interpret(const __grid_constant__ Interpretation p) {
  TS_DYNAMIC_SHARED(unsigned char, shared);
  const Instruction* const list = reinterpret_cast<const Instruction*>(shared);
  float* const constants = reinterpret_cast<float*>(shared + p.constants_at);
  bf16* const values = reinterpret_cast<bf16*>(shared + p.values_at);
  float* const scratch = reinterpret_cast<float*>(shared + p.scratch_at);
  const auto ring = [&](int number) { return reinterpret_cast<bf16*>(shared + p.ring_at + number % 3 * p.chunk_bytes); };
  const int thread = static_cast<int>(threadIdx.x), warp = thread / kWarp, lane = thread % kWarp;
  const int row = static_cast<int>(blockIdx.x);

  const int words = p.count * static_cast<int>(sizeof(Instruction) / 16);
  for (int i = thread; i < words; i += kInterpreterThreads) {
    reinterpret_cast<uint4*>(shared)[i] = reinterpret_cast<const uint4*>(p.list)[i];
  }
  for (int i = warp; i < p.constant_count; i += kInterpreterWarps) {
    const Constant c = p.constants[i];
    for (int j = lane; j < c.count; j += kWarp) {
      cp_async<4>(constants + c.to + j, c.from ? c.from + j : reinterpret_cast<const float*>(p.list), c.from != nullptr);
    }
  }
  cp_async_commit();
  const ts_sequence s = p.sequences[row];
  const int token = p.tokens[row], position = p.positions[row];
  __syncthreads();
  for (int i = 0; i < 2; i++) {
    if (p.first[i] >= 0) fetch_weights(list[p.first[i]], ring(i));
    cp_async_commit();
  }

  int number = 0;  // of the next product
  for (int i = 0; i < p.count; i++) {
    const Instruction& o = list[i];
    switch (o.code) {
      case Code::embed:
        for (int c = thread; c < o.width; c += kInterpreterThreads) {
          float sum = o.embed.table[static_cast<int64_t>(token) * o.width + c];
          if (o.embed.positions) sum += o.embed.positions[static_cast<int64_t>(position) * o.width + c];
          store(values + o.y + c, sum);
          if (o.out) store(o.out + static_cast<int64_t>(row) * o.stride + c, sum);
        }
        break;
      case Code::norm:
        if (warp == 0) norm(o, values, constants, row);
        break;
      case Code::product:
        if (o.product.ahead >= 0) fetch_weights(list[o.product.ahead], ring(number + 2));
        cp_async_commit();
        product(o, values, constants, ring(number), row);
        number++;
        break;
      case Code::attend:
        attend(o, values, scratch, s, row);
        break;
      case Code::add:
        for (int c = thread; c < o.width; c += kInterpreterThreads) {
          const float sum = load(values[o.x + c]) + load(values[o.other + c]);
          store(values + o.y + c, sum);
          if (o.out) store(o.out + static_cast<int64_t>(row) * o.stride + c, sum);
        }
        break;
    }
    // The weights of the product that comes next; before the first one, the constants.
    if (i + 1 < p.count && list[i + 1].code == Code::product) {
      cp_async_wait<1>();
    } else {
      cp_async_wait<2>();
    }
    __syncthreads();
  }
  cp_async_wait<0>();
}

}  // namespace

// ---- launchers ----

ts_status launch_interpreter(ts_context* context, int32_t rows, size_t shared, const Interpretation& given) {
  TS_LAUNCH(context, interpret, static_cast<unsigned>(rows), kInterpreterThreads, shared, given);
  return TS_OK;
}

int way_of_decoding() { return choice("DECODE", 2); }
bool may_interpret(const ts_context* context) { return computes_bf16(context) && way_of_decoding() > 0; }

}  // namespace ts::cuda
