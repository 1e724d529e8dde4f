// Decoding step by step takes one row of every sequence through the same short operations, and most of its time would
// go into launching them. So where a step of single rows comes again, its operations are written down as instructions,
// and one launch runs them all: a block for each row, with what it computes in shared memory and the weights of the
// next products on their way there. Blocks need nothing of one another.
//
// Every instruction adds in the order of the operation's own kernel, so a row's bits are the same in a prompt. A list that
// is a transformer's is done by a kernel of fixed structure where there is one for it.
#pragma once
#include <stdint.h>

#include <unordered_map>
#include <vector>

#include "cuda/bf16.h"
#include "cuda/cluster_step.h"
#include "cuda/decoding_step.h"
#include "cuda/operation.h"

namespace ts::cuda {

constexpr int kInterpreterScratch = 8192;  // bytes

enum class Code : int32_t { embed, norm, product, attend, add };

// Places are in numbers of the block's memory; -1: none. An instruction's results are written to device memory as well
// where it has an address for them (of the first row): only what is read there afterwards, since arrays share memory.
struct Embed {
  const float* table;
  const float* positions;  // or nullptr
};
struct Norm {
  float epsilon;
  int32_t centred;
  int32_t gain, bias;  // among the constants; bias -1: none
  int32_t other, sum;  // places; -1: without residual
  bf16* sum_out;
};
// `width` rows of up to four weights below one another.
struct Product {
  const bf16* weight[TS_MAX_PARTS];
  int32_t end[TS_MAX_PARTS];  // as in StackedRows
  int32_t depth;
  int32_t bias;   // among the constants; -1: none
  int32_t ahead;  // the instruction whose weights are to be fetched meanwhile; -1: none
  ts_activation activation;
  bool by_warpgroups;  // made by Hopper's kernels where it is an operation by itself
};
struct Attend {
  bf16* keys;
  bf16* values;
  int32_t heads, kv_heads, head_size, window, capacity;
  float scale2;
  uint32_t sign;
  bool by_warpgroups;  // as of a product
};
struct alignas(16) Instruction {
  Code code;
  int32_t x, y;
  int32_t width;   // of what it writes
  int32_t stride;  // of `out`
  union {
    Embed embed;
    Norm norm;
    Product product;
    Attend attend;
    int32_t other;  // of add: the place of b
  };
  bf16* out;  // or nullptr
};

// Parameters in float32, which stay in shared memory. From nowhere come zeros.
struct Constant {
  const float* from;
  int32_t to, count;
};

// What the kernel is given. Offsets are bytes of shared memory.
struct Interpretation {
  const Instruction* list;
  const Constant* constants;
  int32_t count, constant_count;
  int32_t first[2];  // products
  int32_t constants_at, values_at, scratch_at, ring_at, chunk_bytes;
  const int32_t* tokens;
  const int32_t* positions;
  const ts_sequence* sequences;
};

// Writes down the operations of a step while they run as they are, and does them when the step comes again. A step of
// which it does not know all operations but logits at the end is left to the graph.
class Listing {
 public:
  void note(ts_context* context, const ts_embedding& p);
  void note(ts_context* context, const ts_norm& p);
  void note(ts_context* context, const ts_linear& p);
  void note(ts_context* context, const ts_attention& p);
  void note(ts_context* context, const ts_add& p);
  void note(ts_context* context, const ts_logits& p);  // is left as it is
  template <typename Operation>
  void note(ts_context*, const Operation&) {
    refuse();
  }
  void refuse() { state_ = State::refused; }

  // The step is over: brings the instructions to the device. False: it is not to be interpreted.
  bool prepare(ts_context* context);
  void release();

  // The step comes again. Whether its next operation is one of the instructions.
  void begin_again() { taken_ = 0, launched_ = false; }
  bool take() { return taken_ < noted_ && (taken_++, true); }
  // Launches them once all were taken; for what follows.
  ts_status launch(ts_context* context);

 private:
  enum class State { empty, open, closed, refused };
  struct Value {  // what a block holds of an array of device memory
    int32_t place, width, room;
    int32_t writer;  // the instruction
    bool is_sum;     // of a norm
  };

  bool takes(ts_rows rows);
  int32_t read(const float* array, int32_t width);
  int32_t write(const float* array, int32_t width, bool is_sum = false);
  int32_t constant(const float* from, int32_t count);
  void add(const Instruction& instruction);
  bool cut(int32_t chunk_bytes, std::vector<Instruction>* list, int32_t (&first)[2]) const;
  bool lay_out(ts_context* context);

  State state_ = State::empty;
  int32_t rows_ = 0;
  std::vector<Instruction> list_;
  std::vector<Constant> constants_;
  int32_t constant_floats_ = 0, numbers_ = 0;
  int64_t weight_bytes_ = 0;
  std::unordered_map<const float*, Value> values_;
  int32_t noted_ = 0, taken_ = 0;
  bool launched_ = false;
  Interpretation given_ = {};
  size_t shared_ = 0;
  void* memory_ = nullptr;  // of list and constants on the device
  bool interpretable_ = true;  // no instruction is one for steps of a fixed structure alone
  DecodingStep step_ = {};
  int32_t narrow_tiles_ = 0;   // of narrow_step.h, where that takes the step
  ClusterPlan cluster_ = {};   // of cluster_step.h, where that does: some blocks
};

// How a context decodes where it can: TINYSTORIES_CUDA_DECODE=0: operation by operation; 1: by instructions; 2: narrow models
// by narrow_step.h; 3: wider ones by cluster_step.h.
int way_of_decoding();
// Whether a context may interpret at all.
bool may_interpret(const ts_context* context);

ts_status launch_interpreter(ts_context* context, int32_t rows, size_t shared, const Interpretation& given);

}  // namespace ts::cuda
