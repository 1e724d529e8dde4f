#include "cuda/linear_cublaslt.h"

#include "cuda/activation.h"
#include "cuda/cublaslt.h"
#include "cuda/gemm_columns.h"
#include "cuda/operation.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

// ---- kernels ----

// y = act(pre), eight numbers a thread; `count` is a multiple of eight, and pre may be y.
__global__ void __launch_bounds__(256) activate_all(ts_activation activation, const bf16* pre, bf16* y, int64_t count) {
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x * 8;
  for (int64_t i = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * 8; i < count; i += stride) {
    float v[8];
    load_eight(pre + i, v);
    activate(activation, v);
    store_eight(y + i, v);
  }
}

// The sums of dy's columns over kSumRows rows. 2^log_groups threads stand side by side, eight columns each; the others
// share the rows.
constexpr int kSumThreads = 256, kSumRows = 512;
__global__ void __launch_bounds__(kSumThreads)
    sum_columns(const bf16* dy, int rows, int log_groups, const __grid_constant__ GradientTarget target) {
  TS_DYNAMIC_SHARED(float, shared);
  const int thread = static_cast<int>(threadIdx.x), groups = 1 << log_groups, sharers = kSumThreads >> log_groups;
  const int group = thread & (groups - 1), sharer = thread >> log_groups;
  const int first = static_cast<int>(blockIdx.x) * groups * 8, col = first + group * 8;
  const int begin = static_cast<int>(blockIdx.y) * kSumRows, end = min(rows, begin + kSumRows);
  float sums[8] = {};
  if (col < target.out) {
#pragma unroll 4
    for (int row = begin + sharer; row < end; row += sharers) {
      float v[8];
      load_eight(dy + static_cast<int64_t>(row) * target.out + col, v);
#pragma unroll
      for (int j = 0; j < 8; j++) sums[j] += v[j];
    }
  }
#pragma unroll
  for (int j = 0; j < 8; j++) shared[sharer * groups * 8 + group * 8 + j] = sums[j];
  __syncthreads();
  if (thread < groups * 8 && first + thread < target.out) {
    float sum = 0.0f;
    for (int i = 0; i < sharers; i++) sum += shared[i * groups * 8 + thread];
    target.put_bias(static_cast<int>(blockIdx.y), first + thread, sum);
  }
}

// ---- launchers ----

constexpr int32_t kLeastRows = 1024;

bool aligned(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer) % 16 == 0; }

// Shapes of which every row, and every part of one, is aligned where the whole is. An arena's copy begins aligned.
bool fits(int32_t rows, int32_t in, int32_t part_count, const ts_parameter* weight) {
  bool all = rows >= kLeastRows && in % 8 == 0;
  for (int32_t i = 0; i < part_count; i++) all = all && weight[i].rows % 8 == 0 && weight[i].offset % 8 == 0;
  return all;
}
// Whether the parts are one weight to a product.
bool below_one_another(int32_t in, int32_t part_count, const ts_parameter* weight) {
  for (int32_t i = 1; i < part_count; i++) {
    if (weight[i].weights != weight[0].weights) return false;
    if (weight[i].offset != weight[i - 1].offset + static_cast<int64_t>(weight[i - 1].rows) * in) return false;
  }
  return true;
}

// db[out] += the sums of dy's columns.
ts_status bias_gradient(ts_context* context, const ts_linear_backward& p, void* workspace) {
  GradientTarget target = {};
  target.out = p.out;
  target.partial = static_cast<float*>(workspace);
  bool any = false;
  int32_t end = 0;
  for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
    if (i < p.part_count) {
      target.d_bias[i] = p.d_bias[i];
      any = any || p.d_bias[i];
      end += p.weight[i].rows;
    }
    target.end[i] = end;
  }
  if (!any) return TS_OK;
  int log_groups = 3;
  while (log_groups < 5 && (8 << log_groups) < p.out) log_groups++;
  const int32_t splits = ceil_div(p.rows, kSumRows);
  const dim3 grid(static_cast<unsigned>(ceil_div(p.out, 8 << log_groups)), static_cast<unsigned>(splits));
  TS_LAUNCH(context, sum_columns, grid, kSumThreads, kSumThreads * 8 * sizeof(float), reinterpret_cast<const bf16*>(p.dy), p.rows,
            log_groups, target);
  TS_LAUNCH(context, add_splits, static_cast<unsigned>(ceil_div(p.out, kWarp)), kWarp * kSharers, kWarp * kSharers * sizeof(float),
            splits, target);
  return TS_OK;
}

}  // namespace

bool cublaslt_takes(ts_context* context, const ts_linear& p) {
  if (!cublaslt_makes(context, kForwardProduct) || !fits(p.rows.end - p.rows.begin, p.in, p.part_count, p.weight)) return false;
  for (int32_t i = 0; i < p.part_count; i++) {
    if (p.bias[i].weights && p.bias[i].offset % 8 != 0) return false;
  }
  return aligned(p.x) && aligned(p.y) && aligned(p.pre);
}

// y [N, out] = x [N, in] W^T, W [out, in]. By columns, y is out x N, x is in x N and W is in x out:
//   y = W^T x, so A is W turned (m = out, k = in), B is x as it is (n = N).
// The bias goes by the rows of that y, which are the columns of ours.
ts_status cublaslt_linear(ts_context* context, const ts_linear& p) {
  const int64_t rows = p.rows.end - p.rows.begin;
  const bf16* const x = reinterpret_cast<const bf16*>(p.x) + int64_t{p.rows.begin} * p.in;
  bf16* const y = reinterpret_cast<bf16*>(p.y) + int64_t{p.rows.begin} * p.out;
  bf16* const pre = p.pre ? reinterpret_cast<bf16*>(p.pre) + int64_t{p.rows.begin} * p.out : nullptr;
  const bool gelu = p.activation == TS_GELU_TANH && cublaslt_makes(context, kGeluInProduct);
  const bool afterwards = p.activation != TS_IDENTITY && !gelu;
  // What the products write where the activation comes after them. Without one, `pre` is y again.
  bf16* const sums = afterwards && pre ? pre : y;
  bool whole = below_one_another(p.in, p.part_count, p.weight);
  for (int32_t i = 0; i < p.part_count; i++) whole = whole && (p.part_count == 1 || !p.bias[i].weights);
  int32_t start = 0;
  for (int32_t i = 0; i < (whole ? 1 : p.part_count); i++) {
    const int32_t out = whole ? p.out : p.weight[i].rows;
    ColumnProduct product = {};
    product.m = out;
    product.n = rows;
    product.k = p.in;
    product.a = parameter_bf16(context, p.weight[i]);
    product.a_stride = p.in;
    product.a_turned = true;
    product.b = x;
    product.b_stride = p.in;
    product.d = sums + start;
    product.d_stride = p.out;
    product.bias = p.bias[i].weights ? parameter_bf16(context, p.bias[i]) : nullptr;
    product.gelu = gelu;
    product.pre = gelu && pre ? pre + start : nullptr;
    if (!product.a || (p.bias[i].weights && !product.bias)) return TS_OUT_OF_MEMORY;
    const ts_status status = cublaslt_multiply(context, product);
    if (status != TS_OK) return status;
    start += out;
  }
  const int64_t count = rows * p.out;
  if (afterwards) {
    TS_LAUNCH(context, activate_all, static_cast<unsigned>(ceil_div(count, 256 * 8)), 256, 0, p.activation, sums, y, count);
  } else if (pre && !gelu) {
    return checked(context, cudaMemcpyAsync(pre, y, static_cast<size_t>(count) * sizeof(bf16), cudaMemcpyDeviceToDevice, stream_of(context)),
                   "copying what has no activation");
  }
  return TS_OK;
}

// Of parts that lie apart the sums would be rounded to bfloat16 between the parts.
bool cublaslt_takes_input(ts_context* context, const ts_linear_backward& p) {
  return p.dx && cublaslt_makes(context, kInputGradient) && fits(p.rows, p.in, p.part_count, p.weight) &&
         below_one_another(p.in, p.part_count, p.weight) && aligned(p.dy) && aligned(p.dx);
}

// dx [N, in] = dy [N, out] W, W [out, in]. By columns, dx is in x N, dy is out x N and W is in x out:
//   dx = W dy, so A is W as it is (m = in, k = out), B is dy as it is (n = N).
ts_status cublaslt_input_gradient(ts_context* context, const ts_linear_backward& p) {
  ColumnProduct product = {};
  product.m = p.in;
  product.n = p.rows;
  product.k = p.out;
  product.a = parameter_bf16(context, p.weight[0]);
  product.a_stride = p.in;
  product.b = reinterpret_cast<const bf16*>(p.dy);
  product.b_stride = p.out;
  product.d = p.dx;
  product.d_stride = p.in;
  product.accumulate = p.accumulate != 0;
  return product.a ? cublaslt_multiply(context, product) : TS_OUT_OF_MEMORY;
}

bool cublaslt_takes_weights(ts_context* context, const ts_linear_backward& p) {
  bool all = cublaslt_makes(context, kWeightGradient) && fits(p.rows, p.in, p.part_count, p.weight) && aligned(p.dy) && aligned(p.x);
  for (int32_t i = 0; i < p.part_count; i++) all = all && aligned(p.d_weight[i]);
  return all;
}

size_t cublaslt_weight_gradient_bytes(const ts_linear_backward& p) {
  return static_cast<size_t>(ceil_div(p.rows, kSumRows)) * static_cast<size_t>(p.out) * sizeof(float);
}

// dW [out, in] += dy^T x. By columns, dW is in x out, x is in x N and dy is out x N:
//   dW = x dy^T, so A is x as it is (m = in, k = N), B is dy turned (n = out).
ts_status cublaslt_weight_gradient(ts_context* context, const ts_linear_backward& p, void* workspace) {
  bool whole = p.d_weight[0] != nullptr;
  for (int32_t i = 1; i < p.part_count; i++) {
    whole = whole && p.d_weight[i] == p.d_weight[i - 1] + static_cast<int64_t>(p.weight[i - 1].rows) * p.in;
  }
  int32_t start = 0;
  for (int32_t i = 0; i < (whole ? 1 : p.part_count); i++) {
    const int32_t out = whole ? p.out : p.weight[i].rows;
    if (p.d_weight[i]) {
      ColumnProduct product = {};
      product.m = p.in;
      product.n = out;
      product.k = p.rows;
      product.a = reinterpret_cast<const bf16*>(p.x);
      product.a_stride = p.in;
      product.b = reinterpret_cast<const bf16*>(p.dy) + start;
      product.b_stride = p.out;
      product.b_turned = true;
      product.d = p.d_weight[i];
      product.d_stride = p.in;
      product.float_sums = true;
      product.accumulate = true;
      product.split = true;
      const ts_status status = cublaslt_multiply(context, product);
      if (status != TS_OK) return status;
    }
    start += out;
  }
  return bias_gradient(context, p, workspace);
}

}  // namespace ts::cuda
