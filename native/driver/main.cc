// Checks and times a backend on a machine without Node: it executes recorded programs through the backend's table.
// See docs/gpu.md and scripts/gpu-check.sh.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "driver/learn.h"
#include "driver/operation_cases.h"
#include "driver/products.h"
#include "driver/programs.h"
#include "driver/report.h"
#include "program/failure.h"

namespace {

using namespace tinystories;
using namespace tinystories::driver;

const char* const kUsage =
    "usage: tinystories-driver [--backend cuda|simt|cpu] [--device N] [--compute float32|bf16] [--json FILE] COMMAND\n"
    "  devices                          what the backend sees\n"
    "  operations [--small] [TEXT]      every operation (whose name holds TEXT) against the CPU\n"
    "  compare SEQUENCES LENGTH STEPS PROGRAM...    whole programs against the CPU\n"
    "  train TOKENS LENGTH SECONDS PROGRAM...       time of a training step\n"
    "  profile TOKENS LENGTH STEPS COPY MATRIX PROGRAM...   where a step's time goes (COPY TB/s, MATRIX TFLOP/s)\n"
    "  products COPY [ROWS]             time of the products of linear (COPY TB/s; 131072 rows)\n"
    "  decode SLOTS TOKENS PROGRAM...   tokens a second\n"
    "  learn SHARD SEQUENCES LENGTH STEPS PROGRAM...    training on a shard of real text, beside the CPU's\n"
    "  report FILE                      tables of what is in FILE, to which `train`, `profile`, `decode` and `learn` add\n"
    "                                   lines when it is named by --json\n";

int usage() {
  std::fputs(kUsage, stderr);
  return 2;
}

int devices(const Place& place) {
  ts_device list[16];
  int32_t count = 0;
  if (place.backend->devices(list, 16, &count) != TS_OK) {
    std::printf("no device: %s\n", place.backend->message(nullptr));
    return 1;
  }
  for (int32_t i = 0; i < count && i < 16; ++i) {
    std::printf("%d: %s, %.1f GB (%.1f free), capability %d.%d, %d multiprocessors\n", i, list[i].name,
                double(list[i].memory) / 1e9, double(list[i].available) / 1e9, list[i].major, list[i].minor, list[i].processors);
  }
  if (auto cublaslt = reinterpret_cast<const char* (*)()>(symbol_of(place.backend->name, "ts_cublaslt"))) {
    std::printf("cuBLASLt: %s\n", cublaslt());
  }
  return 0;
}

int train(const Place& place, std::ofstream& json, const std::vector<std::string>& a) {
  int32_t tokens = std::atoi(a[1].c_str()), length = std::atoi(a[2].c_str());
  double seconds = std::atof(a[3].c_str());
  for (size_t i = 4; i < a.size(); ++i) {
    Timing t = time_training(a[i], place, tokens / length, length, seconds);
    double rows = double(t.sequences) * t.length;
    std::printf("%s: %.3f ms a step of %d x %d tokens (%.3f to %.3f; one at a time %.3f), %.3f million tokens/s, %.2f GB of activations, loss %.4f\n",
                t.program.c_str(), t.step.median * 1e3, t.sequences, t.length, t.step.fastest * 1e3, t.step.slowest * 1e3,
                t.alone.median * 1e3, rows / t.step.median / 1e6, double(t.bytes) / 1e9, t.loss);
    std::fflush(stdout);
    json << format("{\"kind\":\"training\",\"program\":\"%s\",\"sequences\":%d,\"length\":%d,\"median\":%.9g,\"fastest\":%.9g,"
                   "\"slowest\":%.9g,\"oneAtATime\":%.9g,\"activationBytes\":%lld,\"loss\":%.6g}\n",
                   t.program.c_str(), t.sequences, t.length, t.step.median, t.step.fastest, t.step.slowest, t.alone.median,
                   (long long)t.bytes, t.loss);
  }
  return 0;
}

int run(const Place& place, std::ofstream& json, const std::vector<std::string>& a) {
  const std::string& command = a[0];
  int failed = 0;
  if (command == "devices") return devices(place);
  if (command == "operations") {
    bool small = a.size() > 1 && a[1] == "--small";
    return check_operations(place, small, a.size() > (small ? 2u : 1u) ? a.back() : "") > 0;
  }
  if (command == "compare" && a.size() > 4) {
    for (size_t i = 4; i < a.size(); ++i) {
      failed += compare_program(a[i], place, std::atoi(a[1].c_str()), std::atoi(a[2].c_str()), std::atoi(a[3].c_str()));
    }
    return failed > 0;
  }
  if (command == "learn" && a.size() > 5) {
    for (size_t i = 5; i < a.size(); ++i) {
      failed += learn(a[i], a[1], place, std::atoi(a[2].c_str()), std::atoi(a[3].c_str()), std::atoi(a[4].c_str()), json);
    }
    return failed > 0;
  }
  if (command == "train" && a.size() > 4) return train(place, json, a);
  if (command == "profile" && a.size() > 6) {
    int32_t length = std::atoi(a[2].c_str());
    for (size_t i = 6; i < a.size(); ++i) {
      profile_training(a[i], place, std::atoi(a[1].c_str()) / length, length, std::atoi(a[3].c_str()),
                       std::atof(a[4].c_str()) * 1e12, std::atof(a[5].c_str()) * 1e12, json);
    }
    return 0;
  }
  if (command == "products" && a.size() > 1) {
    time_products(place, a.size() > 2 ? std::atoi(a[2].c_str()) : 131072, std::atof(a[1].c_str()) * 1e12);
    return 0;
  }
  if (command == "decode" && a.size() > 3) {
    for (size_t i = 3; i < a.size(); ++i) time_decoding(a[i], place, std::atoi(a[1].c_str()), std::atoi(a[2].c_str()), json);
    return 0;
  }
  return usage();
}

}  // namespace

int main(int count, char** given) {
  std::vector<std::string> arguments(given + 1, given + count);
  std::string backend = "cuda", compute = "bf16";
  std::ofstream json;
  Place place{};
  while (arguments.size() > 1 && arguments[0].rfind("--", 0) == 0) {
    if (arguments[0] == "--backend") backend = arguments[1];
    else if (arguments[0] == "--compute") compute = arguments[1];
    else if (arguments[0] == "--json") json.open(arguments[1], std::ios::app);
    else if (arguments[0] == "--device") place.device = std::atoi(arguments[1].c_str());
    else return usage();
    arguments.erase(arguments.begin(), arguments.begin() + 2);
  }
  if (arguments.empty() || arguments[0] == "--help") return usage();
  try {
    if (arguments[0] == "report") return arguments.size() == 2 ? report(arguments[1]) : usage();
    place.backend = open_backend(backend);
    place.compute = compute == "bf16" ? TS_BF16 : TS_FLOAT32;
    return run(place, json, arguments);
  } catch (const Failure& failure) {
    std::fprintf(stderr, "%s: %s\n", failure.code(), failure.message().c_str());
    return 1;
  }
}
