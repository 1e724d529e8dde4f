// Operations on random numbers, run on the CPU and on another backend, and compared.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "driver/side.h"

namespace tinystories::driver {

struct OperationCase {
  std::string name;
  std::function<void(Scene&, Random&)> prepare;
  std::function<void(Side&)> run;
  // How many roundings of the largest value a result of the other backend may stray.
  double float32_roundings = 64, bf16_roundings = 6;
};

// `small`: shapes for a tool that slows everything down a hundredfold.
std::vector<OperationCase> operation_cases(bool small);

// Prints a line each; returns how many failed.
int check_operations(const Place& place, bool small, const std::string& filter);

}  // namespace tinystories::driver
