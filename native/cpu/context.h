// A context of the CPU backend: one program's threads, scratch memory and last failure.
#pragma once
#include <memory>
#include <vector>

#include "cpu/kernels/kernels.h"
#include "cpu/passing_panels.h"
#include "cpu/weights.h"

struct ts_context {
  const ts::Kernels* kernels = nullptr;
  int32_t threads = 1;
  bool whole_texts = false;
  int32_t priority = 0;
  ts_precision precision = TS_FLOAT32;  // of weights in forward products
  ts_variables variables = {};
  bool has_turn = false;                             // of the pool, while an operation runs
  std::vector<std::shared_ptr<ts::PanelCopy>> held;  // by the operation that runs
  ts::PassingPanels passing;                         // of a context for whole texts
  void* scratch = nullptr;
  size_t scratch_bytes = 0;
  char message[240] = "";
};

namespace ts {

// A context whose kernels are of a given level (tests run all of them); nullptr: the process's own choice.
ts_status create_context(const Kernels* kernels, int32_t threads, bool whole_texts, ts_context** out);

}  // namespace ts
