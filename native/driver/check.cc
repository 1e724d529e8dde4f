// Runs every operation on the CPU and on another backend and compares what they wrote.
#include <cmath>
#include <cstdio>

#include "driver/joined_cases.h"
#include "driver/operation_cases.h"
#include "program/failure.h"

namespace tinystories::driver {
namespace {

struct Difference {
  double error = 0, largest = 0;
  bool finite = true;
};

Difference difference(const std::vector<float>& ours, const std::vector<float>& reference) {
  Difference d;
  for (size_t i = 0; i < ours.size(); ++i) {
    double e = std::fabs(double(ours[i]) - double(reference[i]));
    if (!(e <= 1e300)) d.finite = false;
    d.error = std::max(d.error, e);
    d.largest = std::max(d.largest, std::fabs(double(reference[i])));
  }
  return d;
}

// How many numbers stray too far, and the first and the last of them: a hint at what of a kernel is wrong.
std::string wrong_places(const std::vector<float>& ours, const std::vector<float>& reference, double allowed) {
  size_t count = 0, first = 0, last = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    if (std::fabs(double(ours[i]) - double(reference[i])) <= allowed) continue;
    if (count++ == 0) first = i;
    last = i;
  }
  if (!count) return "";
  return format("; %zu of %zu wrong, [%zu] is %.6g for %.6g, [%zu] is %.6g for %.6g", count, ours.size(), first,
                double(ours[first]), double(reference[first]), last, double(ours[last]), double(reference[last]));
}

}  // namespace

int check_operations(const Place& place, bool small, const std::string& filter) {
  int failed = 0, done = 0;
  bool bf16 = place.compute == TS_BF16;
  double unit = bf16 ? 0x1p-8 : 0x1p-24;
  uint64_t seed = 1;
  for (const OperationCase& c : operation_cases(small)) {
    if (c.name.find(filter) == std::string::npos) continue;
    ++done;
    std::string worst, wrong;
    double worst_share = 0;
    bool ok = true, same = true;
    try {
      Scene scene;
      Random random(seed++);
      c.prepare(scene, random);
      Side reference({ts_cpu_backend()}, scene), ours(place, scene), again(place, scene);
      c.run(reference);
      c.run(ours);
      c.run(again);
      for (auto& [name, array] : scene.arrays) {
        if (!array.compared) continue;
        std::vector<float> got = ours.read(name);
        same = same && got == again.read(name);
        std::vector<float> right = reference.read(name);
        Difference d = difference(got, right);
        double allowed = unit * d.largest * (bf16 ? c.bf16_roundings : c.float32_roundings) + 1e-30;
        double share = d.error / allowed;
        if (!d.finite || !(share <= 1) || share > worst_share) {
          worst_share = d.finite ? share : INFINITY;
          worst = format("%s: error %.3g of at most %.3g (largest %.3g)%s", name.c_str(), d.error, allowed, d.largest,
                         d.finite ? "" : ", NOT FINITE");
        }
        if (!d.finite || !(share <= 1)) wrong += "\n        " + name + wrong_places(got, right, allowed);
        ok = ok && d.finite && share <= 1;
      }
    } catch (const Failure& failure) {
      ok = false;
      worst = failure.message();
    }
    if (!same) worst += "; two runs differ";
    ok = ok && same;
    failed += !ok;
    if (!ok) std::printf("FAILED  %s %s: %s\n", bf16 ? "bf16" : "float32", c.name.c_str(), (worst + wrong).c_str());
    std::fflush(stdout);
  }
  const std::string joined = joined_runs() ? format("; %d times a norm and a product were one", joined_runs()) : "";
  std::printf("%s operations in %s: %d of %d right%s\n", place.backend->name, bf16 ? "bf16" : "float32", done - failed, done, joined.c_str());
  std::fflush(stdout);
  return failed;
}

}  // namespace tinystories::driver
