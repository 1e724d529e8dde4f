// Decoding with memory: sequences that are continued token by token, each from what is cached of its past.
//
// Every slot holds one sequence. Attention that sees all before it caches a slot's whole capacity; windowed
// attention caches a ring of the last `window + chunk - 1` positions, which is enough because prompts are
// computed in chunks. One pass may compute prompts of some slots and single tokens of others. A sequence's
// numbers depend on itself alone, bit for bit: not on the batch, the chunks or the cache.
//
// Weights may change between calls (training goes on): the next call reads the new ones. What a slot has
// cached by then was computed with the old ones and stays as it is, so a sequence that must be of one mind
// has to be removed and added anew.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "program/backend.h"
#include "program/failure.h"
#include "program/sampler.h"

namespace tinystories {

class Decoder;
struct Document;
class Weights;

struct SessionOptions {
  int32_t slots = 1;
  int32_t capacity = 1;  // tokens of a sequence, prompt included
  int32_t threads = 0;   // 0: as many as the process may use
  ts_precision weights = TS_FLOAT32;  // how products read them
};

// How a slot is to be continued.
struct Continuation {
  Sampling sampling;
  std::vector<int32_t> stop;  // tokens that end the sequence
  int32_t max_tokens = 0;
};

enum class Finish { no, stop, length, capacity };

// What became of a slot since it was last told of.
struct SlotOutput {
  int32_t slot = 0;
  std::vector<int32_t> ids;
  std::vector<float> logprobs;
  std::vector<int32_t> top_ids;  // [ids, alternatives]
  std::vector<float> top_logprobs;
  Finish finish = Finish::no;
};

struct Likeliest {  // [slots, top]
  std::vector<int32_t> ids;
  std::vector<float> logprobs;
};

// Used by one thread at a time. Everything throws Failure; after a failure, ABORTED included, every slot is
// whole: what was chosen but not told of comes with the next run.
class Session {
 public:
  Session(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights,
          const SessionOptions& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Checks of what a caller passes, apart from the computing, so that errors come at once.
  void check_slots(const std::vector<int32_t>& slots) const;
  void check_tokens(const std::vector<int32_t>& slots, const std::vector<int32_t>& tokens) const;

  // Returns the slot.
  int32_t add(const std::vector<int32_t>& tokens, Continuation continuation);
  void remove(int32_t slot);
  std::vector<int32_t> used_slots() const;
  // Up to `steps` tokens for each unfinished one of `slots`.
  std::vector<SlotOutput> run(int32_t steps, const std::vector<int32_t>& slots, const Stop& stop);
  // Feeds tokens[i] (-1: nothing) to slots[i].
  Likeliest step(const std::vector<int32_t>& slots, const std::vector<int32_t>& tokens, int32_t top,
                 const Stop& stop);
  int32_t fork(int32_t slot);
  int64_t cache_bytes() const;

 private:
  struct Slot;

  Slot& at(int32_t slot);
  const Slot& at(int32_t slot) const;
  int32_t free_slot() const;
  void draw(Slot& slot, Sampler& sampler, const float* logits);
  void accept(Slot& slot);
  // One batch over `active` slots with something to compute. For those now complete it calls `read(slot, sampler,
  // logits)`, of several at once, then `done(slot)`, one after another.
  template <typename Read, typename Done>
  void pass(const std::vector<int32_t>& active, const Stop& stop, Read read, Done&& done);

  SessionOptions options_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<Sampler> samplers_;  // one a thread
  std::vector<Slot> slots_;
};

}  // namespace tinystories
