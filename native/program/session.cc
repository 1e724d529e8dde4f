#include "program/session.h"

#include <algorithm>

#include "cpu/pool.h"
#include "program/decoder.h"

namespace tinystories {
namespace {

// A row of logits is read in less time than it takes to wake a thread that reads another.
constexpr int32_t kRowsOfThread = 2;

int32_t reading_threads(const SessionOptions& options) {
  const int32_t threads = options.threads > 0 ? options.threads : ts::machine_threads();
  return std::max(1, std::min(threads, options.slots / kRowsOfThread));
}

}  // namespace

struct Session::Slot {
  explicit Slot(int32_t vocab) : seen(vocab) {}

  bool used = false;
  Continuation continuation;
  std::vector<int32_t> tokens;
  int32_t computed = 0;  // tokens in the cache
  int32_t chosen = 0;    // tokens that were sampled
  TokenSet seen;
  // What the last row that was read says; if it was no distribution, nothing.
  bool numbers = false;
  Sample sample{};
  std::vector<int32_t> top_ids;
  std::vector<float> top_logprobs;
  SlotOutput output;     // what was not told of yet
  bool told = false;     // that it is finished

  int32_t length() const { return static_cast<int32_t>(tokens.size()); }
  int32_t pending() const { return length() - computed; }
  // Makes sure that there is a row whose logits say what follows: they are not kept, so the last one is
  // computed again where nothing else is to be.
  void ask() {
    if (pending() == 0) --computed;
  }
  bool finished() const { return output.finish != Finish::no; }
};

Session::Session(std::shared_ptr<const Document> document, std::shared_ptr<Weights> weights,
                 const SessionOptions& options)
    : options_(options),
      decoder_(std::make_unique<Decoder>(std::move(document), std::move(weights), options)),
      samplers_(static_cast<size_t>(reading_threads(options)), Sampler(decoder_->vocab())) {
  slots_.reserve(static_cast<size_t>(options.slots));
  for (int32_t i = 0; i < options.slots; ++i) {
    slots_.emplace_back(decoder_->vocab());
    slots_.back().output.slot = i;
    slots_.back().tokens.reserve(static_cast<size_t>(options.capacity));
  }
}

Session::~Session() = default;

void Session::check_slots(const std::vector<int32_t>& slots) const {
  std::vector<bool> named(slots_.size());
  for (int32_t slot : slots) {
    if (slot < 0 || slot >= options_.slots || !at(slot).used)
      throw Failure("INVALID_ARGUMENT", format("slot %d holds no sequence", slot));
    if (named[static_cast<size_t>(slot)])
      throw Failure("INVALID_ARGUMENT", format("slots: %d is named twice", slot));
    named[static_cast<size_t>(slot)] = true;
  }
}

void Session::check_tokens(const std::vector<int32_t>& slots, const std::vector<int32_t>& tokens) const {
  if (slots.empty() || slots.size() != tokens.size())
    throw Failure("INVALID_ARGUMENT",
                  format("expected at least one slot, and a token for each: got %zu slots and %zu tokens",
                         slots.size(), tokens.size()));
  for (size_t i = 0; i < slots.size(); ++i) {
    if (tokens[i] < -1 || tokens[i] >= decoder_->vocab())
      throw Failure("INVALID_ARGUMENT",
                    format("token %d for slot %d: expected 0 to %d, or -1 for none", tokens[i], slots[i],
                           decoder_->vocab() - 1));
    if (tokens[i] >= 0 && at(slots[i]).length() >= options_.capacity)
      throw Failure("INVALID_ARGUMENT",
                    format("slot %d is full with %d tokens", slots[i], options_.capacity));
  }
}

int32_t Session::add(const std::vector<int32_t>& tokens, Continuation continuation) {
  if (tokens.empty()) throw Failure("INVALID_ARGUMENT", "the prompt is empty: expected at least one token");
  if (tokens.size() > static_cast<size_t>(options_.capacity))
    throw Failure("INVALID_ARGUMENT",
                  format("the prompt has %zu tokens, but a sequence of the session may have %d",
                         tokens.size(), options_.capacity));
  const int32_t vocab = decoder_->vocab();
  for (size_t i = 0; i < tokens.size(); ++i)
    if (tokens[i] < 0 || tokens[i] >= vocab)
      throw Failure("INVALID_ARGUMENT",
                    format("token %zu of the prompt is %d: expected 0 to %d", i, tokens[i], vocab - 1));
  const int32_t index = free_slot();
  Slot& slot = at(index);
  slot.used = true;
  slot.continuation = std::move(continuation);
  slot.tokens = tokens;
  slot.computed = slot.chosen = 0;
  slot.told = false;
  slot.seen.clear();
  for (int32_t token : tokens) slot.seen.insert(token);
  slot.output = SlotOutput{};
  slot.output.slot = index;
  return index;
}

void Session::remove(int32_t slot) {
  check_slots({slot});
  at(slot).used = false;
}

std::vector<int32_t> Session::used_slots() const {
  std::vector<int32_t> used;
  for (int32_t i = 0; i < options_.slots; ++i)
    if (at(i).used) used.push_back(i);
  return used;
}

std::vector<SlotOutput> Session::run(int32_t steps, const std::vector<int32_t>& slots, const Stop& stop) {
  std::vector<int32_t> active;
  std::vector<int32_t> goal(slots_.size());
  for (int32_t index : slots) {
    Slot& slot = at(index);
    if (slot.finished()) continue;
    if (slot.chosen >= slot.continuation.max_tokens) {
      slot.output.finish = Finish::length;
    } else if (slot.length() >= options_.capacity) {
      slot.output.finish = Finish::capacity;
    } else {
      const int64_t wanted = std::min<int64_t>(int64_t{slot.chosen} + steps, slot.continuation.max_tokens);
      goal[static_cast<size_t>(index)] = static_cast<int32_t>(std::min<int64_t>(wanted, options_.capacity));
      const size_t room = slot.output.ids.size() + static_cast<size_t>(std::min(steps, options_.capacity));
      const size_t top = static_cast<size_t>(std::max(0, slot.continuation.sampling.logprobs));
      slot.output.ids.reserve(room);
      slot.output.logprobs.reserve(room);
      slot.output.top_ids.reserve(room * top);
      slot.output.top_logprobs.reserve(room * top);
      slot.top_ids.resize(top);
      slot.top_logprobs.resize(top);
      slot.ask();
      active.push_back(index);
    }
  }
  while (!active.empty()) {
    pass(
        active, stop, [this](Slot& slot, Sampler& sampler, const float* logits) { draw(slot, sampler, logits); },
        [this](Slot& slot) { accept(slot); });
    std::erase_if(active, [&](int32_t index) {
      const Slot& slot = at(index);
      return slot.finished() || slot.chosen >= goal[static_cast<size_t>(index)];
    });
  }

  std::vector<SlotOutput> outputs;
  outputs.reserve(slots.size());
  for (int32_t index : slots) {
    Slot& slot = at(index);
    if (slot.told) continue;
    const Finish finish = slot.output.finish;
    slot.told = finish != Finish::no;
    outputs.push_back(std::move(slot.output));
    slot.output = SlotOutput{};
    slot.output.slot = index;
    slot.output.finish = finish;
  }
  return outputs;
}

void Session::draw(Slot& slot, Sampler& sampler, const float* logits) {
  slot.numbers = sampler.sample(logits, slot.continuation.sampling, slot.seen, slot.length(), &slot.sample,
                                slot.top_ids.data(), slot.top_logprobs.data());
}

void Session::accept(Slot& slot) {
  if (!slot.numbers)
    throw Failure("NON_FINITE",
                  format("the model's logits at position %d hold NaN or infinity: its weights are broken",
                         slot.length()));
  const Sample sample = slot.sample;
  SlotOutput& output = slot.output;
  output.top_ids.insert(output.top_ids.end(), slot.top_ids.begin(), slot.top_ids.end());
  output.top_logprobs.insert(output.top_logprobs.end(), slot.top_logprobs.begin(), slot.top_logprobs.end());
  output.ids.push_back(sample.id);
  output.logprobs.push_back(sample.logprob);
  slot.tokens.push_back(sample.id);
  slot.seen.insert(sample.id);
  ++slot.chosen;
  const std::vector<int32_t>& ends = slot.continuation.stop;
  if (std::find(ends.begin(), ends.end(), sample.id) != ends.end()) {
    output.finish = Finish::stop;
  } else if (slot.chosen >= slot.continuation.max_tokens) {
    output.finish = Finish::length;
  } else if (slot.length() >= options_.capacity) {
    output.finish = Finish::capacity;
  }
}

Likeliest Session::step(const std::vector<int32_t>& slots, const std::vector<int32_t>& tokens, int32_t top,
                        const Stop& stop) {
  for (size_t i = 0; i < slots.size(); ++i) {
    Slot& slot = at(slots[i]);
    if (tokens[i] >= 0) {
      slot.tokens.push_back(tokens[i]);
      slot.seen.insert(tokens[i]);
    }
    slot.ask();
  }
  Likeliest result;
  result.ids.resize(slots.size() * static_cast<size_t>(top));
  result.logprobs.resize(result.ids.size());
  std::vector<int32_t> active = slots;
  while (!active.empty()) {
    pass(
        active, stop,
        [&](Slot& slot, Sampler& sampler, const float* logits) {
          const auto place = std::find(slots.begin(), slots.end(), slot.output.slot) - slots.begin();
          const size_t at = static_cast<size_t>(place) * static_cast<size_t>(top);
          slot.numbers = sampler.likeliest(logits, top, result.ids.data() + at, result.logprobs.data() + at);
        },
        [&](Slot& slot) {
          if (!slot.numbers) throw Failure("NON_FINITE", "the model's logits hold NaN or infinity: its weights are broken");
        });
    std::erase_if(active, [this](int32_t index) { return at(index).pending() == 0; });
  }
  return result;
}

template <typename Read, typename Done>
void Session::pass(const std::vector<int32_t>& active, const Stop& stop, Read read, Done&& done) {
  check_stop(stop);
  decoder_->clear();
  int32_t rows_left = decoder_->max_rows();
  int32_t slots_left = static_cast<int32_t>(active.size());
  for (int32_t index : active) {
    const Slot& slot = at(index);
    // Every slot gets at least one row; what is left over goes to prompts.
    const int32_t rows = std::min({slot.pending(), decoder_->chunk(), rows_left - --slots_left});
    decoder_->put(index, slot.tokens.data() + slot.computed, rows, slot.computed, rows == slot.pending());
    rows_left -= rows;
  }
  decoder_->compute(stop);
  const auto read_all = [&](int32_t tile, int32_t worker) {
    const Decoder::Entry& entry = decoder_->entries()[static_cast<size_t>(tile)];
    if (entry.logits >= 0) read(at(entry.slot), samplers_[static_cast<size_t>(worker)], decoder_->logits(entry));
  };
  const int32_t entries = static_cast<int32_t>(decoder_->entries().size());
  if (entries < 2 * kRowsOfThread || samplers_.size() == 1) {
    for (int32_t entry = 0; entry < entries; ++entry) read_all(entry, 0);
  } else {
    ts::take_turn(1);
    ts::run_on_pool(
        std::min(static_cast<int32_t>(samplers_.size()), entries / kRowsOfThread), entries,
        [](void* work, int32_t tile, int32_t worker) { (*static_cast<decltype(&read_all)>(work))(tile, worker); },
        const_cast<void*>(static_cast<const void*>(&read_all)));
    ts::end_turn();
  }
  // From here on nothing is left half done: a failure to choose leaves the row to be computed again.
  for (const Decoder::Entry& entry : decoder_->entries()) {
    Slot& slot = at(entry.slot);
    if (entry.logits >= 0) done(slot);
    slot.computed = entry.position + entry.rows;
  }
}

int32_t Session::fork(int32_t from) {
  const Slot& source = at(from);
  const int32_t index = free_slot();
  decoder_->copy(from, index, source.computed);
  Slot& slot = at(index);
  slot.used = true;
  slot.continuation = source.continuation;
  slot.tokens = source.tokens;
  slot.computed = source.computed;
  slot.chosen = source.chosen;
  slot.seen = source.seen;
  slot.output = source.output;
  slot.output.slot = index;
  slot.told = source.told;
  return index;
}

int64_t Session::cache_bytes() const { return decoder_->cache_bytes(); }

Session::Slot& Session::at(int32_t slot) { return slots_[static_cast<size_t>(slot)]; }
const Session::Slot& Session::at(int32_t slot) const { return slots_[static_cast<size_t>(slot)]; }

int32_t Session::free_slot() const {
  for (int32_t i = 0; i < options_.slots; ++i)
    if (!at(i).used) return i;
  throw Failure("BUSY",
                format("all %d slots of the session hold a sequence: remove one, or ask for more slots",
                       options_.slots));
}

}  // namespace tinystories
