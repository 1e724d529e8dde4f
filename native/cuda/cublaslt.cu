#include "cuda/cublaslt.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include <array>
#include <map>
#include <new>

#include "cuda/choices.h"
#include "cuda/context.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

// ---- the library's interface: names and values as NVIDIA documents them (the same in 12 and 13) ----

enum { kSuccess = 0 };                        // cublasStatus_t
enum { kNumberFloat = 0, kNumberBf16 = 14 };  // cudaDataType_t: CUDA_R_32F, CUDA_R_16BF
enum { kComputeFloat = 68 };                  // cublasComputeType_t: CUBLAS_COMPUTE_32F
enum { kAsItIs = 0, kTurned = 1 };            // cublasOperation_t: CUBLAS_OP_N, CUBLAS_OP_T
enum {                                        // cublasLtMatmulDescAttributes_t
  kTurnA = 3,
  kTurnB = 4,
  kEpilogue = 7,
  kBiasPointer = 8,
  kAuxPointer = 11,
  kAuxStride = 12,
};
enum { kPlain = 1, kBias = 4, kGelu = 32, kAux = 128 };    // cublasLtEpilogue_t; the last three may be added up
enum { kMaxWorkspace = 1, kReductions = 3, kAlignA = 5 };  // cublasLtMatmulPreferenceAttributes_t; 6 to 8: of B, C, D
// cublasLtReductionScheme_t. "In place" is never allowed; "compute type" goes through the workspace, in order.
enum { kNoReduction = 0, kReductionInFloat = 2 };

struct Algorithm {
  uint64_t data[8];
};
struct Proposal {  // cublasLtMatmulHeuristicResult_t
  Algorithm algorithm;
  size_t workspace;
  int state;
  float waves;
  int reserved[4];
};

#define TS_CUBLASLT_FUNCTIONS(X)                                                                                             \
  X(Create, int, (void** handle))                                                                                            \
  X(Destroy, int, (void* handle))                                                                                            \
  X(GetVersion, size_t, ())                                                                                                  \
  X(GetStatusName, const char*, (int status))                                                                                \
  X(MatmulDescCreate, int, (void** description, int compute, int scale))                                                     \
  X(MatmulDescDestroy, int, (void* description))                                                                             \
  X(MatmulDescSetAttribute, int, (void* description, int attribute, const void* value, size_t bytes))                       \
  X(MatrixLayoutCreate, int, (void** layout, int number, uint64_t rows, uint64_t columns, int64_t stride))                   \
  X(MatrixLayoutDestroy, int, (void* layout))                                                                                \
  X(MatmulPreferenceCreate, int, (void** preference))                                                                        \
  X(MatmulPreferenceDestroy, int, (void* preference))                                                                        \
  X(MatmulPreferenceSetAttribute, int, (void* preference, int attribute, const void* value, size_t bytes))                  \
  X(MatmulAlgoGetHeuristic, int,                                                                                             \
    (void* handle, void* description, void* a, void* b, void* c, void* d, void* preference, int room, Proposal* proposals,   \
     int* count))                                                                                                            \
  X(Matmul, int,                                                                                                             \
    (void* handle, void* description, const void* alpha, const void* a, void* a_layout, const void* b, void* b_layout,       \
     const void* beta, const void* c, void* c_layout, void* d, void* d_layout, const Algorithm* algorithm, void* workspace, \
     size_t workspace_bytes, cudaStream_t stream))

struct Library {
#define TS_CUBLASLT_MEMBER(name, result, arguments) result(*name) arguments = nullptr;
  TS_CUBLASLT_FUNCTIONS(TS_CUBLASLT_MEMBER)
#undef TS_CUBLASLT_MEMBER
  bool found = false;
  char account[512] = "not found";
};

bool open_file(Library& library, const char* file) {
  void* const handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return false;
  bool all = true;
#define TS_CUBLASLT_SYMBOL(name, result, arguments)                                        \
  library.name = reinterpret_cast<result(*) arguments>(dlsym(handle, "cublasLt" #name)); \
  all = all && library.name;
  TS_CUBLASLT_FUNCTIONS(TS_CUBLASLT_SYMBOL)
#undef TS_CUBLASLT_SYMBOL
  if (!all) return false;
  snprintf(library.account, sizeof library.account, "found (%s, version %zu)", file, library.GetVersion());
  return true;
}

// Opened once in a process, and kept.
const Library& library() {
  static const Library opened = [] {
    Library made;
    const char* const named = getenv("TINYSTORIES_CUBLASLT");
    if (named && *named) {
      made.found = open_file(made, named);
      if (!made.found) snprintf(made.account, sizeof made.account, "not found (TINYSTORIES_CUBLASLT is %s)", named);
      return made;
    }
#ifndef TS_SIMT  // whose memory is the host's
    made.found = open_file(made, "libcublasLt.so.13") || open_file(made, "libcublasLt.so.12");
#endif
    return made;
  }();
  return opened;
}

// What is prepared once for each kind and shape of product.
struct Plan {
  void *description = nullptr, *a = nullptr, *b = nullptr, *d = nullptr;
  Algorithm algorithm;
  size_t workspace = 0;
};
using Shape = std::array<int64_t, 8>;

constexpr size_t kWorkspace = size_t{32} << 20;  // what NVIDIA recommends for sm_90

}  // namespace

struct CublasLt {
  int products = 0;
  int pick = 0;
  void* handle = nullptr;
  void* workspace = nullptr;
  std::map<Shape, Plan> plans;
};

namespace {

ts_status refused(ts_context* context, int status, const char* what, const ColumnProduct& p) {
  return failed(context, TS_DEVICE, "cuBLASLt: %s failed (a product of %lld x %lld, sums of %lld terms): %s", what,
                static_cast<long long>(p.m), static_cast<long long>(p.n), static_cast<long long>(p.k),
                library().GetStatusName(status));
}

void destroy(Plan& plan) {
  if (plan.description) library().MatmulDescDestroy(plan.description);
  for (void* layout : {plan.a, plan.b, plan.d}) {
    if (layout) library().MatrixLayoutDestroy(layout);
  }
  plan = {};
}

uint32_t epilogue_of(const ColumnProduct& p) {
  const uint32_t parts = (p.bias ? kBias : 0) | (p.gelu ? kGelu | (p.pre ? kAux : 0) : 0);
  return parts ? parts : kPlain;
}

template <typename T>
int set(void* description, int attribute, T value) {
  return library().MatmulDescSetAttribute(description, attribute, &value, sizeof value);
}

// The arrays of a call; a plan is made with the least that it may count on instead.
int set_pointers(void* description, const ColumnProduct& p, const void* bias, void* pre) {
  int status = kSuccess;
  if (p.bias) status = set(description, kBiasPointer, bias);
  if (status == kSuccess && p.gelu && p.pre) status = set(description, kAuxPointer, pre);
  return status;
}

int describe(Plan& plan, const ColumnProduct& p) {
  const Library& lt = library();
  int status = lt.MatmulDescCreate(&plan.description, kComputeFloat, kNumberFloat);
  if (status == kSuccess) status = set<int32_t>(plan.description, kTurnA, p.a_turned ? kTurned : kAsItIs);
  if (status == kSuccess) status = set<int32_t>(plan.description, kTurnB, p.b_turned ? kTurned : kAsItIs);
  if (status == kSuccess) status = set<uint32_t>(plan.description, kEpilogue, epilogue_of(p));
  if (status == kSuccess && p.gelu && p.pre) status = set<int64_t>(plan.description, kAuxStride, p.d_stride);
  // Not read: only how they are aligned counts.
  void* const aligned = reinterpret_cast<void*>(uintptr_t{16});
  if (status == kSuccess) status = set_pointers(plan.description, p, aligned, aligned);
  const auto layout = [&](void** made, int number, bool turned, int64_t rows, int64_t columns, int64_t stride) {
    if (status != kSuccess) return;
    status = lt.MatrixLayoutCreate(made, number, static_cast<uint64_t>(turned ? columns : rows),
                                   static_cast<uint64_t>(turned ? rows : columns), stride);
  };
  layout(&plan.a, kNumberBf16, p.a_turned, p.m, p.k, p.a_stride);
  layout(&plan.b, kNumberBf16, p.b_turned, p.k, p.n, p.b_stride);
  layout(&plan.d, p.float_sums ? kNumberFloat : kNumberBf16, false, p.m, p.n, p.d_stride);
  return status;
}

int prefer(void* preference, const ColumnProduct& p) {
  const Library& lt = library();
  const uint64_t workspace = kWorkspace;
  const uint32_t reductions = p.split ? kReductionInFloat : kNoReduction, alignment = 16;
  int status = lt.MatmulPreferenceSetAttribute(preference, kMaxWorkspace, &workspace, sizeof workspace);
  if (status == kSuccess) status = lt.MatmulPreferenceSetAttribute(preference, kReductions, &reductions, sizeof reductions);
  for (int array = 0; array < 4 && status == kSuccess; array++) {
    status = lt.MatmulPreferenceSetAttribute(preference, kAlignA + array, &alignment, sizeof alignment);
  }
  return status;
}

// The algorithm: of those proposed that fit into the workspace, number `pick` or the last there is.
ts_status choose(ts_context* context, Plan& plan, const ColumnProduct& p) {
  constexpr int kRoom = 16;
  const Library& lt = library();
  Proposal proposals[kRoom] = {};
  void* preference = nullptr;
  int count = 0;
  int status = lt.MatmulPreferenceCreate(&preference);
  if (status == kSuccess) status = prefer(preference, p);
  if (status == kSuccess) {
    status = lt.MatmulAlgoGetHeuristic(context->cublaslt->handle, plan.description, plan.a, plan.b, plan.d, plan.d, preference, kRoom,
                                       proposals, &count);
  }
  if (preference) lt.MatmulPreferenceDestroy(preference);
  if (status != kSuccess) return refused(context, status, "asking for an algorithm", p);
  int taken = -1;
  for (int i = 0; i < count && taken < context->cublaslt->pick; i++) {
    if (proposals[i].state != kSuccess || proposals[i].workspace > kWorkspace) continue;
    plan.algorithm = proposals[i].algorithm;
    plan.workspace = proposals[i].workspace;
    taken++;
  }
  if (taken >= 0) return TS_OK;
  return failed(context, TS_DEVICE, "cuBLASLt has no algorithm for a product of %lld x %lld, sums of %lld terms",
                static_cast<long long>(p.m), static_cast<long long>(p.n), static_cast<long long>(p.k));
}

ts_status plan_of(ts_context* context, const ColumnProduct& p, Plan** found) {
  const int64_t kind = int64_t{epilogue_of(p)} << 8 | (p.a_turned ? 1 : 0) | (p.b_turned ? 2 : 0) | (p.float_sums ? 4 : 0) |
                       (p.split ? 8 : 0) | (p.accumulate ? 16 : 0);
  const Shape shape = {kind, p.m, p.n, p.k, p.a_stride, p.b_stride, p.d_stride};
  auto& plans = context->cublaslt->plans;
  const auto known = plans.find(shape);
  if (known != plans.end()) {
    *found = &known->second;
    return TS_OK;
  }
  Plan plan;
  const int status = describe(plan, p);
  const ts_status chosen = status == kSuccess ? choose(context, plan, p) : refused(context, status, "describing", p);
  if (chosen != TS_OK) {
    destroy(plan);
    return chosen;
  }
  *found = &plans.emplace(shape, plan).first->second;
  return TS_OK;
}

// What its products need: nothing of this while a step is being recorded, before which it ran as it is.
ts_status take(ts_context* context, CublasLt& made) {
  const int status = library().Create(&made.handle);
  if (status != kSuccess) {
    made.handle = nullptr;
    return failed(context, TS_DEVICE, "cuBLASLt: making a handle failed: %s", library().GetStatusName(status));
  }
  return checked(context, cudaMalloc(&made.workspace, kWorkspace), "taking cuBLASLt's workspace");
}

}  // namespace

ts_status cublaslt_open(ts_context* context) {
  const int products = choice("CUBLASLT", 0);
  if (!products || context->compute != TS_BF16 || !library().found) return TS_OK;
  CublasLt* const made = new (std::nothrow) CublasLt;
  if (!made) return TS_OUT_OF_MEMORY;
  context->cublaslt = made;
  made->products = products;
  made->pick = choice("CUBLASLT_PICK", 0);
  return take(context, *made);
}

void cublaslt_close(ts_context* context) {
  CublasLt* const made = context->cublaslt;
  if (!made) return;
  for (auto& [shape, plan] : made->plans) destroy(plan);
  if (made->handle) library().Destroy(made->handle);
  cudaFree(made->workspace);
  delete made;
  context->cublaslt = nullptr;
}

bool cublaslt_makes(const ts_context* context, ProductChoice product) {
  return context->cublaslt && context->cublaslt->products & product;
}

ts_status cublaslt_multiply(ts_context* context, const ColumnProduct& p) {
  Plan* plan = nullptr;
  const ts_status planned = plan_of(context, p, &plan);
  if (planned != TS_OK) return planned;
  context->last_kernel = "cublasLtMatmul";
  const float one = 1.0f, before = p.accumulate ? 1.0f : 0.0f;
  int status = set_pointers(plan->description, p, p.bias, p.pre);
  if (status == kSuccess) {
    status = library().Matmul(context->cublaslt->handle, plan->description, &one, p.a, plan->a, p.b, plan->b, &before, p.d, plan->d,
                              p.d, plan->d, &plan->algorithm, context->cublaslt->workspace, kWorkspace, context->stream);
  }
  return status == kSuccess ? TS_OK : refused(context, status, "cublasLtMatmul", p);
}

}  // namespace ts::cuda

// For the driver: whether cuBLASLt is there, in words.
extern "C" __attribute__((visibility("default"))) const char* ts_cublaslt() { return ts::cuda::library().account; }
