#include "driver/report.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include "program/failure.h"
#include "program/json.h"

namespace tinystories::driver {
namespace {

// All that was measured of one program.
struct Measured {
  std::string program;
  double tokens = 0, step = 0, alone = 0;     // of a training step; seconds
  std::vector<const Json*> operations;        // of a profiled step
  double pytorch = 0;                         // its fastest way, seconds a step
  std::string way;
  std::map<int32_t, double> decoding;         // tokens a second by sequences at once
};

std::vector<Json> read_list(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Failure("FILE", "cannot read " + file);
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  if (text[first] == '[') return Json::parse(text, file).array;
  std::vector<Json> list;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) list.push_back(Json::parse(std::string_view(text).substr(begin, end - begin), file));
    begin = end + 1;
  }
  return list;
}

double number(const Json& one, const char* key) {
  const Json* value = one.find(key);
  return value && value->kind == Json::Kind::number ? value->number : 0;
}
std::string text(const Json& one, const char* key) {
  const Json* value = one.find(key);
  return value && value->kind == Json::Kind::string ? value->string : "";
}

// In the order in which programs come; a later measurement of the same thing takes the place of an earlier one.
std::vector<Measured> gather(const std::vector<Json>& list) {
  std::vector<Measured> all;
  auto of = [&](const std::string& program) -> Measured& {
    for (Measured& one : all) {
      if (one.program == program) return one;
    }
    all.push_back({});
    all.back().program = program;
    return all.back();
  };
  for (const Json& one : list) {
    std::string kind = text(one, "kind"), program = text(one, "program");
    if (kind == "training") {
      Measured& m = of(program);
      m.tokens = number(one, "sequences") * number(one, "length");
      m.step = number(one, "median");
      m.alone = number(one, "oneAtATime");
    } else if (kind == "operation") {
      Measured& m = of(program);
      std::string operation = text(one, "operation");
      std::erase_if(m.operations, [&](const Json* other) { return text(*other, "operation") == operation; });
      m.operations.push_back(&one);
    } else if (kind == "decoding") {
      of(program).decoding[int32_t(number(one, "slots"))] = number(one, "tokensPerSecond");
    } else if (kind == "pytorch") {
      // hidden x layers x heads
      std::string shape = text(one, "shape");
      Measured& m = of(shape.substr(0, shape.rfind('x')));
      double median = number(one, "median");
      if (median > 0 && (m.pytorch == 0 || median < m.pytorch)) {
        m.pytorch = median;
        m.way = text(one, "way");
      }
    }
  }
  return all;
}

// A number of a table; 0 is what was not measured.
std::string cell(const char* pattern, double value) { return value > 0 ? format(pattern, value) : "-"; }

double sum(const Measured& m, const char* key) {
  double all = 0;
  for (const Json* one : m.operations) all += number(*one, key);
  return all;
}

void print_operations(const Measured& m) {
  std::printf("\n%-44s %6s %9s %6s %9s\n", m.program.c_str(), "calls", "ms/step", "share", "roofline");
  double all = sum(m, "seconds"), least = sum(m, "least");
  auto operations = m.operations;
  std::stable_sort(operations.begin(), operations.end(),
                   [](const Json* a, const Json* b) { return number(*a, "seconds") > number(*b, "seconds"); });
  for (const Json* one : operations) {
    double seconds = number(*one, "seconds");
    std::printf("%-44s %6.1f %9.3f %5.1f%% %8.1f%%\n", text(*one, "operation").c_str(), number(*one, "calls"), seconds * 1e3,
                seconds / all * 100, number(*one, "least") / seconds * 100);
  }
  std::printf("%-44s %6s %9.3f %6s %8.1f%%\n", "all, each waited for", "", all * 1e3, "", least / all * 100);
}

}  // namespace

int report(const std::string& file) {
  std::vector<Json> list = read_list(file);
  std::vector<Measured> all = gather(list);
  if (all.empty()) {
    std::printf("%s: nothing was measured of any program\n", file.c_str());
    return 1;
  }
  for (const Measured& m : all) {
    if (!m.operations.empty()) print_operations(m);
  }
  std::printf("\n%-10s %9s %9s %9s %9s %9s %6s %6s %9s %9s\n", "program", "ms/step", "alone", "Mtokens/s", "roofline",
              "PyTorch", "way", "ratio", "decode 1", "decode 64");
  for (const Measured& m : all) {
    auto decoding = [&](int32_t slots) {
      auto found = m.decoding.find(slots);
      return found == m.decoding.end() ? 0 : found->second;
    };
    double rate = m.step > 0 ? m.tokens / m.step / 1e6 : 0, least = sum(m, "least");
    std::printf("%-10s %9s %9s %9s %9s %9s %6s %6s %9s %9s\n", m.program.c_str(), cell("%.3f", m.step * 1e3).c_str(),
                cell("%.3f", m.alone * 1e3).c_str(), cell("%.3f", rate).c_str(),
                cell("%.1f%%", m.step > 0 ? least / m.step * 100 : 0).c_str(), cell("%.3f", m.pytorch * 1e3).c_str(),
                m.way.empty() ? "-" : m.way.c_str(), cell("%.2f", m.step > 0 ? m.pytorch / m.step : 0).c_str(),
                cell("%.0f", decoding(1)).c_str(), cell("%.0f", decoding(64)).c_str());
  }
  std::printf("ms/step: each step asked for while the one before is computed; alone: one at a time. roofline: the least time\n"
              "that bytes at the rate of a copy and products at the rate of a matrix product take, of the time taken.\n");
  return 0;
}

}  // namespace tinystories::driver
