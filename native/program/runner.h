// A runner walks the steps of a plan over a batch, with a context and memory of its own. Programs use it for whole
// batches; a session uses one as well, with caches, so that what is decoded is what was trained.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <memory>
#include <vector>

#include "program/batch.h"
#include "program/failure.h"
#include "program/memory.h"
#include "program/plan.h"
#include "program/weights.h"

namespace tinystories {

struct RunnerOptions {
  Limits limits;
  int32_t threads = 0;      // 0: as many as the process may use
  int32_t priority = 0;     // decoding 1, everything else 0
  ts_precision weights = TS_FLOAT32;  // how forward products read them; training and losses need all of it
  int64_t memory_limit = 0; // bytes; 0: what the machine has free
  bool train = false;       // plan the backward pass as well
  bool match_generation = true;  // compute what decoding would, to the bit
  int32_t cached = 0;       // positions of the longest cache that `decode` will be given; 0: it will not be called
  std::vector<bool> wanted, wanted_probabilities, replaced;  // by value; empty: none
};

// Values handed out and supplied in one forward pass, whole rows of host memory.
struct Taps {
  struct Out {
    int32_t value;
    float* to;
  };
  struct In {
    int32_t value;
    const float* from;
  };
  std::vector<Out> outputs, probabilities;
  std::vector<In> replace;
};

// Told of gradients as they become whole in the last micro-batch, so that other ranks' can be added. `sum` adds
// numbers over all ranks; `finish` returns when every bucket holds the sum over all ranks.
class Reducer {
 public:
  virtual ~Reducer() = default;
  virtual void sum(double* numbers, int32_t count) = 0;
  virtual void whole(float* gradients, const GradientBucket& bucket) = 0;
  virtual void finish() = 0;
};

class Runner {
 public:
  // Plans, measures and allocates. Throws Failure OUT_OF_MEMORY with what is needed, what there is and the largest
  // number of rows that fits; MISMATCH when the document's parameters are not those of the weights.
  Runner(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights, const RunnerOptions& options);
  // For the document that the weights were made for.
  Runner(std::shared_ptr<Weights> weights, const RunnerOptions& options) : Runner(weights->document(), weights, options) {}

  const Document& document() const { return *document_; }
  Weights& weights() const { return *weights_; }
  const ts_backend* backend() const { return backend_; }
  ts_context* context() const { return context_.get(); }
  const Limits& limits() const { return options_.limits; }
  // Operations that are attention, in the order in which `forward` expects their caches.
  const std::vector<int32_t>& attentions() const { return attentions_; }

  // All that follows is for one thread at a time that holds Reading(weights().access()).

  // The forward pass up to the head, over sequences that are whole in the batch. The batch must have passed check_batch
  // and stay as it is until the pass's results were taken.
  void forward(const Batch& batch, const Stop& stop, const Taps* taps = nullptr);
  // The same over cached sequences, with one of `caches` for each attention, and logits of chosen rows, [count, V], in
  // one breath: what decoding does over and over. `to` is HostMemory.
  void decode(const Batch& batch, const ts_cache* caches, const int32_t* rows, int32_t count, float* to,
              const Stop& stop);
  // Of the last forward pass: each row's loss, [rows], and the logits of chosen rows, [count, V].
  void losses(float* to);
  void logits(const int32_t* rows, int32_t count, float* to, const Stop& stop);
  // Forward and backward: gradients of `loss_scale · Σ weight·loss` are added to `gradients`, losses go to `losses`
  // (once `finish` returned). The batch must stay as it is until then.
  void differentiate(const Batch& batch, const ts_variables& variables, float* gradients, float* losses,
                     const Stop& stop, Reducer* reducer = nullptr) {
    set_variables(variables, nullptr);
    differentiate(batch, {gradients, false, nullptr}, losses, stop, reducer);
  }
  // One micro-batch of a training step, all of it in one breath.
  struct Part {
    float* gradients;
    bool first;              // gradients begin at zero
    const ts_adamw* update;  // of the last micro-batch: the optimizer's step follows; else null
  };
  void differentiate(const Batch& batch, const Part& part, float* losses, const Stop& stop, Reducer* reducer = nullptr);
  // Of what is asked for from now on. `otherwise`, or null: what holds instead if the last update was skipped.
  void set_variables(const ts_variables& variables, const ts_variables* otherwise) {
    check(backend_->set_variables(context_.get(), &variables, otherwise, otherwise ? update_memory() : nullptr));
  }
  void adamw(const ts_variables& variables, const ts_adamw& update);
  // What the last update did; with it all that was asked for is done.
  ts_update finish_update();
  void finish() { check(backend_->finish(context_.get())); }
  // Asks for what the last update did, and marks all that was asked for until then.
  uint64_t mark_update(ts_update* to);
  // Whether that is done; with `wait` it is.
  bool reached(uint64_t mark, bool wait);
  // Ends what was asked for, whatever comes of it: nothing is written to the host any more. False: it has failed.
  bool give_up() { return backend_->finish(context_.get()) == TS_OK; }
  // Backend memory for `ts_adamw::update`.
  ts_update* update_memory() const { return reinterpret_cast<ts_update*>(update_.data()); }

  int64_t activation_bytes() const { return arena_bytes_ + batch_bytes(options_.limits.rows) + int64_t(logits_.bytes()); }
  int64_t workspace_bytes() const { return int64_t(workspace_.bytes()); }
  const Plan& plan(bool train) const { return train ? train_plan_ : plan_; }

 private:
  // What a pass over one batch has at hand.
  struct Call {
    const Plan* plan = nullptr;
    ts_batch batch{};
    const ts_cache* caches = nullptr;
    const int32_t* targets = nullptr;
    const float* loss_weights = nullptr;
    float* gradients = nullptr;  // arena; null: forward only
  };

  int64_t batch_bytes(int64_t rows) const;
  int64_t place(int64_t rows);             // both plans; the arena's bytes
  size_t measure(int64_t rows);            // the largest workspace of any step
  void fit();                              // throws when the plan exceeds the limit
  void allocate();                         // for as much as fits
  void upload(const Batch& batch, Call& call);
  uint64_t repeat_key(const Call& call, std::initializer_list<uint64_t> more) const;
  template <typename Work>
  void repeat(uint64_t key, Work work);
  // Rows of logits that are formed at a time in memory of the backend's; none where it can write to the caller's.
  int64_t logit_rows(int64_t rows) const;
  float* formed_logits() const { return reinterpret_cast<float*>(logits_.data()); }
  bool reaches_all() const { return backend_->host_memory == TS_REACHES_ALL; }
  void form_logits(const int32_t* rows, int32_t count, float* to);
  void walk(const Call& call, const Stop& stop, const Taps* taps, Reducer* reducer);
  void run_update(const ts_adamw* update);
  void take_out(const char* from, float* to, size_t count);
  void put_in(char* to, const float* from, size_t count);
  void tap(const Call& call, const Step& step, const Taps& taps);

  // runner_joined.cc
  size_t execute_from(const Call& call, size_t i);
  bool execute_joined(const Call& call, const Step& step, const Step& next);

  // runner_steps.cc
  void execute(const Call& call, const Step& step);
  void forward_step(const Call& call, const Step& step);
  void backward_step(const Call& call, const Step& step);
  void cross_entropy(const Call& call, const Step& step, float* dx, float* d_weight);
  ts_linear linear_of(const Call& call, const tinystories::Operation& o, float* x, float* y, float* pre) const;
  ts_linear_backward linear_backward_of(const Call& call, const Step& step) const;
  ts_norm norm_of(const Call& call, const Step& step) const;
  ts_norm_backward norm_backward_of(const Call& call, const Step& step) const;
  ts_mlp mlp_of(const Call& call, const Step& step) const;
  ts_mlp_backward mlp_backward_of(const Call& call, const Step& step) const;
  void linear(const Call& call, const tinystories::Operation& o, float* x, float* y, float* pre);
  ts_mlp_keeps mlp_keeps(const ts_mlp_shape& shape) const { return backend_->mlp_keeps(context_.get(), &shape); }
  void mlp(const Call& call, const Step& step);
  float* at(const Call& call, int32_t buffer) const;
  float* gradient(const Call& call, int32_t parameter) const;
  void check(ts_status status) const { check_status(backend_, context_.get(), status); }
  template <typename Function, typename Operation>
  bool offered(Function function, const Operation* operation);
  template <typename Function, typename Operation>
  void with_workspace(Function function, const Operation* operation);

  std::shared_ptr<const Document> document_;
  std::shared_ptr<Weights> weights_;
  const ts_backend* backend_;
  RunnerOptions options_;
  Context context_;
  Plan plan_, train_plan_;
  std::vector<int32_t> attentions_;
  std::vector<int32_t> attention_rank_;  // of an operation among the attentions
  int64_t arena_bytes_ = 0;
  int64_t activation_bytes_ = 4;
  Memory arena_, batch_memory_, logits_, workspace_, update_;
  std::vector<char> packed_;      // a batch on its way to the backend
  std::vector<uint16_t> halves_;  // activations of fewer bits on their way in or out
  Call last_;  // the last forward pass
  bool measuring_ = false;
  size_t measured_ = 0;
};

// First asks what the operation needs, then runs it. False: the backend has none of that kind for its shape.
template <typename Function, typename Operation>
bool Runner::offered(Function function, const Operation* operation) {
  ts_workspace workspace{nullptr, 0};
  const ts_status asked = function(context_.get(), operation, &workspace);
  if (asked == TS_UNSUPPORTED) return false;
  check(asked);
  if (measuring_) {
    measured_ = std::max(measured_, workspace.bytes);
    return true;
  }
  if (workspace.bytes > workspace_.bytes()) {
    workspace_ = Memory();
    workspace_ = Memory(backend_, context_.get(), workspace.bytes, "the workspace");
  }
  workspace = {workspace_.data(), workspace_.bytes()};
  check(function(context_.get(), operation, &workspace));
  return true;
}

template <typename Function, typename Operation>
void Runner::with_workspace(Function function, const Operation* operation) {
  if (!offered(function, operation)) check(TS_UNSUPPORTED);
}

}  // namespace tinystories
