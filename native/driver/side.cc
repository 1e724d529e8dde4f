#include "driver/side.h"

#include <dlfcn.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>

#include "program/bf16.h"
#include "program/failure.h"
#include "program/library.h"

namespace tinystories::driver {
namespace {

std::string folder() {
  if (const char* given = std::getenv("TINYSTORIES_LIBRARIES")) return std::string(given) + "/";
  char path[PATH_MAX + 1] = "";
  if (readlink("/proc/self/exe", path, PATH_MAX) < 0) return "./";
  std::string text = path;
  return text.substr(0, text.rfind('/') + 1);
}

}  // namespace

const ts_backend* open_backend(const std::string& name) {
  if (name == "cpu") return ts_cpu_backend();
  BackendLibrary library = open_backend_library(folder(), name);
  if (!library.table) throw Failure("UNSUPPORTED", library.why);
  return library.table;
}

void* symbol_of(const std::string& name, const char* symbol) {
  void* library = open_backend_library(folder(), name).handle;
  return library ? dlsym(library, symbol) : nullptr;
}

uint32_t Random::bits() {
  state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
  uint32_t mixed = uint32_t(((state_ >> 18) ^ state_) >> 27), turn = uint32_t(state_ >> 59);
  return mixed >> turn | mixed << (-turn & 31);
}

float rounded(float value) { return from_bf16(to_bf16(value)); }

Side::Side(const Place& place, const Scene& scene)
    : place_(place),
      scene_(scene),
      context_(place, 0),
      activation_bytes_(size_t(place.backend->activation_bytes(context_.get()))) {
  int64_t floats = 16;
  for (auto& [name, values] : scene.parameters) {
    offsets_[name] = floats;
    floats += (int64_t(values.size()) + 15) / 16 * 16 + 16;
  }
  arena_ = Arena(place, floats, "the parameters");
  for (auto& [name, values] : scene.parameters) {
    check(table()->upload(context(), table()->weights_data(weights()) + offsets_[name], values.data(), values.size() * 4));
  }
  check(table()->finish(context()));
  table()->weights_changed(weights());
  for (auto& [name, array] : scene.arrays) {
    size_t count = array.kind == Kind::integer ? array.integers.size() : array.reals.size();
    size_t each = array.kind == Kind::activation ? activation_bytes_ : 4;
    Memory memory(table(), context(), count * each + 64, "an array");
    if (each == 2) {
      std::vector<uint16_t> halves(count);
      for (size_t i = 0; i < count; ++i) halves[i] = to_bf16(array.reals[i]);
      check(table()->upload(context(), memory.data(), halves.data(), count * 2));
    } else {
      const void* from = array.kind == Kind::integer ? static_cast<const void*>(array.integers.data()) : array.reals.data();
      check(table()->upload(context(), memory.data(), from, count * 4));
    }
    memory_.emplace(name, std::move(memory));
  }
  check(table()->set_variables(context(), &scene.variables, nullptr, nullptr));
  check(table()->finish(context()));
}

float* Side::at(const std::string& name) {
  auto found = memory_.find(name);
  return found == memory_.end() ? nullptr : reinterpret_cast<float*>(found->second.data());
}

ts_parameter Side::parameter(const std::string& name, int32_t rows, int32_t cols) {
  auto found = offsets_.find(name);
  if (found == offsets_.end()) return {};
  return {weights(), found->second, rows, cols};
}

std::vector<float> Side::read(const std::string& name) {
  const Array& array = scene_.arrays.at(name);
  std::vector<float> values(array.reals.size());
  if (array.kind == Kind::activation && activation_bytes_ == 2) {
    std::vector<uint16_t> halves(values.size());
    check(table()->download(context(), halves.data(), at(name), halves.size() * 2));
    check(table()->finish(context()));
    for (size_t i = 0; i < values.size(); ++i) values[i] = from_bf16(halves[i]);
  } else {
    check(table()->download(context(), values.data(), at(name), values.size() * 4));
    check(table()->finish(context()));
  }
  return values;
}

std::vector<float> Side::read_parameter(const std::string& name) {
  std::vector<float> values(scene_.parameters.at(name).size());
  check(table()->download(context(), values.data(), table()->weights_data(weights()) + offsets_.at(name), values.size() * 4));
  check(table()->finish(context()));
  return values;
}

}  // namespace tinystories::driver
