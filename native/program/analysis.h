// What a pass needs of each value and operation, before any buffer exists.
#pragma once
#include <vector>

#include "program/document.h"
#include "program/plan.h"

namespace tinystories {

struct Analysis {
  std::vector<bool> run;        // operation is executed: its outputs reach the head or are asked for
  std::vector<bool> differs;    // operation has a derivative to compute
  std::vector<bool> has_grad;   // value has a gradient that somebody needs
  std::vector<bool> kept;       // value is read by the backward pass
  std::vector<int32_t> last_reader;  // last operation of the forward pass that reads the value; -1: none
};

Analysis analyse(const Document& document, const PlanRequest& request);

// The values an operation reads (one may appear twice) and makes.
std::vector<int32_t> inputs(const Operation& operation);
std::vector<int32_t> outputs(const Operation& operation);
// Its parameters.
std::vector<int32_t> parameters(const Operation& operation);

}  // namespace tinystories
