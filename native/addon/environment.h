// What the addon keeps for each JavaScript environment (the main thread, every worker). There is nothing global
// but the leaked thread cache of the executor: several environments may load the addon in one process.
#pragma once
#include <napi.h>

#include <memory>

namespace tinystories {

class Mailbox;  // finished tasks on their way back to the environment's thread

struct Environment {
  Napi::FunctionReference error_factory;  // (code, message) => Error; empty until the loader sets it
  Napi::FunctionReference weights_class;
  Napi::FunctionReference program_class;
  std::shared_ptr<Mailbox> mailbox;
};

// Called once for each environment, first of all.
void open_environment(Napi::Env env);
Environment& environment(Napi::Env env);

// Tells V8 of memory it cannot see.
void adjust_external_memory(Napi::Env env, int64_t bytes);

}  // namespace tinystories
