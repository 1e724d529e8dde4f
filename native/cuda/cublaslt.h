// NVIDIA's cuBLASLt, when it is found at run time: in the file that TINYSTORIES_CUBLASLT names, else under its usual
// name. Nothing is compiled or linked against it.
//
// It makes the products that TINYSTORIES_CUDA_CUBLASLT names, a sum of ProductChoice; none unless it is asked to, for our
// own kernels were measured to be faster (H200, CUDA 13.0). TINYSTORIES_CUDA_CUBLASLT_PICK says which of the algorithms
// that it proposes, the one it expects most of being 0. Read when a context is made.
#pragma once
#include <stdint.h>

#include "cuda/bf16.h"
#include "program/backend.h"

namespace ts::cuda {

enum ProductChoice { kForwardProduct = 1, kInputGradient = 2, kWeightGradient = 4, kGeluInProduct = 8, kHeadGradients = 16 };

// Makes cuBLASLt ready for a context that is told to use it; a context does without where the library is not there.
ts_status cublaslt_open(ts_context* context);
void cublaslt_close(ts_context* context);
bool cublaslt_makes(const ts_context* context, ProductChoice product);

// D = A B, or D += A B, of arrays that lie column by column: column j of D, m numbers, begins at d + j * d_stride. A
// row-major array [R, C] is such an array of C rows and R columns.
struct ColumnProduct {
  int64_t m, n, k;
  const bf16* a;
  int64_t a_stride;
  bool a_turned;  // what lies in memory is A^T, k x m
  const bf16* b;
  int64_t b_stride;
  bool b_turned;  // what lies in memory is B^T, n x k
  void* d;
  int64_t d_stride;
  bool float_sums;  // D is float32, else bfloat16
  bool accumulate;
  bool split;  // k may be cut into parts, whose sums are added up in order
  const bf16* bias;  // [m], added to every column; or nullptr
  bool gelu;         // its tanh form, of all that
  bf16* pre;         // with gelu: what it is applied to, laid out as D; or nullptr
};
// Everything in it is aligned to 16 bytes, and so is every column.
ts_status cublaslt_multiply(ts_context* context, const ColumnProduct& product);

}  // namespace ts::cuda
