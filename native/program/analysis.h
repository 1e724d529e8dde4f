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
  // The norm whose output the value is, to be made again for the backward pass, which reads it but does not keep it; or -1.
  std::vector<int32_t> remade;
  std::vector<int32_t> last_reader;  // last operation of the forward pass that reads the value; -1: none
  // Of a linear that is run together with the one before it, as an MLP: what the backend keeps. Else TS_MLP_NONE.
  std::vector<ts_mlp_keeps> mlp;
};

Analysis analyse(const Document& document, const PlanRequest& request);

// Whether `operation` and the linear before it, whose output nobody else reads, may be one operation of a backend, and
// its shape if so. Rows are left open.
bool mlp_shape(const Document& document, int32_t operation, ts_mlp_shape& shape);

// The values an operation reads (one may appear twice) and makes.
std::vector<int32_t> inputs(const Operation& operation);
std::vector<int32_t> outputs(const Operation& operation);
// Its parameters.
std::vector<int32_t> parameters(const Operation& operation);

}  // namespace tinystories
