// The CPU backend: its table, its contexts, and what it offers to the kernels.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include "cpu/context.h"
#include "cpu/level.h"
#include "cpu/memory.h"
#include "cpu/pool.h"

namespace ts {
namespace {

// Why the last context_create of this thread failed: there is no context to ask.
thread_local char create_message[240] = "";

// Brackets an operation: what it took (the pool's turn, panels) is given back at its end.
struct Operation {
  ts_context* context;
  ~Operation() {
    done_with_panels(context);
    if (context->has_turn) end_turn();
    context->has_turn = false;
  }
};

template <auto Member, typename... Args>
ts_status call(ts_context* context, Args... args) {
  Operation operation{context};
  context->message[0] = 0;
  return (context->kernels->*Member)(context, args...);
}

}  // namespace

void parallel(ts_context* context, int32_t threads, int32_t tiles, Task task, void* arg) {
  if (threads > context->threads) threads = context->threads;
  if (threads > 1 && tiles > 1 && !context->has_turn) {
    take_turn(context->priority);
    context->has_turn = true;
  }
  run_on_pool(threads, tiles, task, arg);
}

int32_t context_threads(const ts_context* context) { return context->threads; }
ts_precision context_precision(const ts_context* context) { return context->precision; }
bool context_whole_texts(const ts_context* context) { return context->whole_texts; }
const ts_variables& context_variables(const ts_context* context) { return context->variables; }

ts_status failed(ts_context* context, ts_status status, const char* format, ...) {
  va_list args;
  va_start(args, format);
  std::vsnprintf(context->message, sizeof context->message, format, args);
  va_end(args);
  return status;
}

const void* panels(ts_context* context, const PanelSource* source, size_t bytes, PanelPack pack) {
  const void* data = nullptr;
  try {
    const uint64_t version = source->part[0].weights->version.load();
    if (context->whole_texts && (source->once || !context->passing.wanted_again(*source, version))) {
      data = context->passing.make(context, *source, bytes, pack);
    } else if (const std::shared_ptr<PanelCopy> copy = find_panels(context, *source, bytes, pack)) {
      context->held.push_back(copy);
      data = copy->data;
    }
  } catch (const std::bad_alloc&) {
    // The bookkeeping found no memory either.
  }
  if (!data) failed(context, TS_OUT_OF_MEMORY, "no memory for %zu bytes of rearranged weights", bytes);
  return data;
}

void done_with_panels(ts_context* context) {
  context->held.clear();
  context->passing.end_operation();
}

void* context_scratch(ts_context* context, size_t bytes) {
  if (bytes <= context->scratch_bytes) return context->scratch;
  release(context->scratch);
  context->scratch = allocate(bytes);
  context->scratch_bytes = context->scratch ? bytes : 0;
  if (!context->scratch) failed(context, TS_OUT_OF_MEMORY, "no memory for %zu bytes of scratch", bytes);
  return context->scratch;
}

ts_status create_context(const Kernels* kernels, int32_t threads, bool whole_texts, ts_context** out) {
  *out = nullptr;
  if (!kernels) {
    std::string error;
    kernels = chosen_level(&error);
    if (!kernels) {
      std::snprintf(create_message, sizeof create_message, "%s", error.c_str());
      return TS_UNSUPPORTED;
    }
  }
  ts_context* const context = new (std::nothrow) ts_context;
  if (!context) {
    std::snprintf(create_message, sizeof create_message, "no memory for a context");
    return TS_OUT_OF_MEMORY;
  }
  context->kernels = kernels;
  context->threads = threads > 0 ? threads : machine_threads();
  context->whole_texts = whole_texts;
  *out = context;
  return TS_OK;
}

namespace {

ts_status devices(ts_device* list, int32_t room, int32_t* count) {
  *count = 1;
  if (room < 1) return TS_OK;
  list[0] = {};
  std::snprintf(list[0].name, sizeof list[0].name, "%s", processor_name().c_str());
  return TS_OK;
}

ts_status context_create(const ts_context_options* options, ts_context** out) {
  *out = nullptr;
  if (options->compute != TS_FLOAT32 || options->device != 0) {
    std::snprintf(create_message, sizeof create_message, "the CPU backend computes in float32, and on device 0");
    return TS_UNSUPPORTED;
  }
  return create_context(nullptr, options->threads, options->whole_texts != 0, out);
}

void context_destroy(ts_context* context) {
  if (!context) return;
  release(context->scratch);
  delete context;
}

const char* message(const ts_context* context) { return context ? context->message : create_message; }

int32_t activation_bytes(const ts_context*) { return sizeof(float); }

int64_t available_memory(ts_context*) { return -1; }

void set_priority(ts_context* context, int32_t priority) { context->priority = priority; }

ts_status set_weight_precision(ts_context* context, ts_precision precision) {
  context->precision = precision;
  return TS_OK;
}

void* context_alloc(ts_context* context, size_t bytes) {
  void* const memory = allocate(bytes);
  if (!memory) failed(context, TS_OUT_OF_MEMORY, "no memory for %zu bytes", bytes);
  return memory;
}

void context_release(ts_context*, void* memory) { release(memory); }

ts_status copy(ts_context*, void* to, const void* from, size_t bytes) {
  if (bytes) std::memcpy(to, from, bytes);
  return TS_OK;
}

ts_status zero(ts_context*, void* to, size_t bytes) {
  if (bytes) std::memset(to, 0, bytes);
  return TS_OK;
}

ts_status finish(ts_context*) { return TS_OK; }

// Whatever was asked is done already.
ts_status mark(ts_context*, uint64_t* mark) {
  *mark = 0;
  return TS_OK;
}

ts_status reach(ts_context*, uint64_t, int32_t, int32_t* reached) {
  *reached = 1;
  return TS_OK;
}

ts_status set_variables(ts_context* context, const ts_variables* variables, const ts_variables* otherwise,
                        const ts_update* update) {
  context->variables = otherwise && update->skipped ? *otherwise : *variables;
  return TS_OK;
}

ts_status repeat_begin(ts_context*, uint64_t, int32_t* replayed) {
  *replayed = 0;
  return TS_OK;
}

ts_status repeat_end(ts_context*, int32_t) { return TS_OK; }

ts_weights* weights_create(int32_t, int64_t floats) {
  ts_weights* const weights = new (std::nothrow) ts_weights;
  if (!weights) return nullptr;
  const size_t bytes = static_cast<size_t>(floats) * sizeof(float);
  weights->data = static_cast<float*>(allocate_zeroed(bytes));
  weights->floats = floats;
  if (!weights->data) {
    delete weights;
    return nullptr;
  }
  return weights;
}

void weights_destroy(ts_weights* weights) { delete weights; }

int32_t key_tile() {
  // The largest of all levels, so that a cache suits each.
  int32_t tile = 1;
  for (const Kernels* level : compiled_levels()) tile = level->key_tile > tile ? level->key_tile : tile;
  return tile;
}

ts_mlp_keeps mlp_keeps(ts_context* context, const ts_mlp_shape* shape) { return context->kernels->mlp_keeps(context, shape); }

const ts_backend table = {
    TS_BACKEND_ABI,
    sizeof(ts_backend),
    "cpu",
    1,
    TS_REACHES_ALL,
    devices,
    context_create,
    context_destroy,
    message,
    activation_bytes,
    available_memory,
    set_priority,
    set_weight_precision,
    context_alloc,
    context_release,
    context_alloc,
    context_release,
    copy,
    copy,
    zero,
    finish,
    mark,
    reach,
    set_variables,
    repeat_begin,
    repeat_end,
    weights_create,
    weights_destroy,
    weights_floats,
    weights_were_changed,
    key_tile,
    call<&Kernels::embedding>,
    call<&Kernels::embedding_backward>,
    call<&Kernels::norm>,
    call<&Kernels::norm_backward>,
    call<&Kernels::linear>,
    call<&Kernels::linear_backward>,
    call<&Kernels::gated_linear>,
    call<&Kernels::gated_linear_backward>,
    call<&Kernels::attention>,
    call<&Kernels::attention_backward>,
    call<&Kernels::dropout>,
    call<&Kernels::add>,
    call<&Kernels::cross_entropy>,
    call<&Kernels::logits>,
    call<&Kernels::adamw>,
    mlp_keeps,
    call<&Kernels::mlp>,
    call<&Kernels::mlp_backward>,
    nullptr,  // a product and a norm as one: linear_norm and the like
    nullptr,
    nullptr,
    nullptr,
};

}  // namespace
}  // namespace ts

const ts_backend* ts_cpu_backend(void) { return &ts::table; }
