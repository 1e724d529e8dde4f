#include "program/plan.h"

#include <algorithm>
#include <numeric>

#include "program/failure.h"

namespace tinystories {

namespace {

constexpr int64_t kLine = 256;  // of memory: what devices like to begin at

bool meet(const Buffer& a, const Buffer& b) { return a.first <= b.last && b.first <= a.last; }

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += format("\\u%04x", unsigned(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

const char* kind_name(StepKind kind) {
  switch (kind) {
    case StepKind::forward: return "forward";
    case StepKind::loss: return "loss";
    case StepKind::backward: return "backward";
    case StepKind::zero: return "zero";
    default: return "add";
  }
}

}  // namespace

// Best fit, largest first: each buffer goes into the smallest gap that the buffers alive at the same time leave.
int64_t Plan::place(int64_t rows, int64_t activation_bytes) {
  std::vector<int64_t> bytes(buffers.size());
  for (size_t i = 0; i < buffers.size(); ++i) {
    int64_t each = buffers[i].activation ? activation_bytes : int64_t(sizeof(float));
    bytes[i] = (buffers[i].row_floats * rows * each + kLine - 1) / kLine * kLine;
  }
  std::vector<int32_t> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return bytes[a] > bytes[b]; });

  int64_t end = 0;
  std::vector<int32_t> placed;  // by offset
  for (int32_t id : order) {
    int64_t at = 0, best = -1, best_gap = 0;
    for (int32_t other : placed) {
      if (!meet(buffers[id], buffers[other])) continue;
      int64_t gap = buffers[other].offset - at;
      if (gap >= bytes[id] && (best < 0 || gap < best_gap)) {
        best = at;
        best_gap = gap;
      }
      at = std::max(at, buffers[other].offset + bytes[other]);
    }
    buffers[id].offset = best >= 0 ? best : at;
    end = std::max(end, buffers[id].offset + bytes[id]);
    auto after = std::upper_bound(placed.begin(), placed.end(), buffers[id].offset,
                                  [&](int64_t offset, int32_t other) { return offset < buffers[other].offset; });
    placed.insert(after, id);
  }
  return end;
}

std::string Plan::json(const Document& document) const {
  std::string out = "{\"steps\":[";
  for (size_t i = 0; i < steps.size(); ++i) {
    const Step& s = steps[i];
    const char* op = s.operation < 0 ? "" : s.mlp ? "mlp" : op_name(document.operations[s.operation].op);
    out += format("%s{\"kind\":\"%s\",\"op\":\"%s\",\"operation\":%d,\"accumulate\":%s,\"buffers\":[", i ? "," : "",
                  kind_name(s.kind), op, s.operation, s.accumulate ? "true" : "false");
    bool any = false;
    for (int32_t id : {s.x, s.residual, s.sum, s.y, s.kept, s.kept2, s.probabilities, s.dy, s.dx}) {
      if (id < 0) continue;
      out += format("%s%d", any ? "," : "", id);
      any = true;
    }
    out += "]}";
  }
  out += "],\"buffers\":[";
  for (size_t i = 0; i < buffers.size(); ++i) {
    const Buffer& b = buffers[i];
    out += format("%s{\"name\":%s,\"rowFloats\":%lld,\"first\":%d,\"last\":%d,\"offset\":%lld}", i ? "," : "",
                  quoted(b.name).c_str(), (long long)b.row_floats, b.first, b.last, (long long)b.offset);
  }
  out += "],\"buckets\":[";
  for (size_t i = 0; i < buckets.size(); ++i) {
    out += format("%s{\"step\":%d,\"ranges\":[", i ? "," : "", buckets[i].step);
    for (size_t j = 0; j < buckets[i].ranges.size(); ++j) {
      auto [begin, end] = buckets[i].ranges[j];
      out += format("%s[%lld,%lld]", j ? "," : "", (long long)begin, (long long)end);
    }
    out += "]}";
  }
  return out + "]}";
}

}  // namespace tinystories
