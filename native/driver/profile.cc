#include "driver/profile.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "program/failure.h"

namespace tinystories::driver {
namespace {

struct Work {
  double flops = 0, bytes = 0;
};
struct Entry {
  int64_t calls = 0;
  double seconds = 0;
  Work work;
};

const ts_backend* inner;
int32_t each = 4;  // bytes of an activation
std::map<std::string, Entry> entries;

double pairs(const ts_batch& batch, int32_t window) {
  double sum = 0;
  for (int32_t i = 0; i < batch.sequence_count; ++i) {
    double T = batch.sequences[i].length, W = window > 0 ? std::min<double>(window, T) : T;
    sum += T * W - W * (W - 1) / 2;
  }
  return sum;
}

// What must be read and written once, and computed once.
Work work_of(const ts_embedding& o) { return {0, double(o.batch->rows) * o.table.cols * each}; }
Work work_of(const ts_embedding_backward& o) { return {0, double(o.batch->rows) * o.width * each + 8.0 * o.vocab * o.width}; }
Work work_of(const ts_norm& o) {
  double rows = o.rows.end - o.rows.begin;
  return {0, rows * o.width * each * (o.residual ? 4 : 2)};
}
Work work_of(const ts_norm_backward& o) { return {0, double(o.rows) * o.width * each * (o.accumulate ? 4 : 3)}; }
Work work_of(const ts_linear& o) {
  double rows = o.rows.end - o.rows.begin;
  return {2 * rows * o.in * o.out, rows * each * (o.in + o.out * (o.pre ? 2.0 : 1.0))};
}
Work work_of(const ts_linear_backward& o) {
  double rows = o.rows;
  double products = (o.dx ? 1 : 0) + (o.d_weight[0] ? 1 : 0);
  bool act = o.activation != TS_IDENTITY;
  return {2 * rows * o.in * o.out * products, rows * each * (o.in * (o.dx ? 2.0 : 1.0) + o.out * (act ? 3.0 : 1.0))};
}
Work work_of(const ts_mlp& o) {
  double rows = o.rows.end - o.rows.begin;
  return {2 * rows * o.hidden * (o.in + o.out), rows * each * (o.in + o.out + o.hidden * ((o.pre ? 1.0 : 0.0) + (o.act ? 1.0 : 0.0)))};
}
// What is computed anew is not counted, where it stands is not read.
Work work_of(const ts_mlp_backward& o) {
  double rows = o.rows, products = o.in * ((o.dx ? 1.0 : 0.0) + (o.d_weight1 ? 1.0 : 0.0)) + o.out * (1.0 + (o.d_weight2 ? 1.0 : 0.0));
  return {2 * rows * o.hidden * products, rows * each * (o.in * (o.dx ? 2.0 : 1.0) + o.out + o.hidden * ((o.pre ? 1.0 : 0.0) + (o.act ? 1.0 : 0.0)))};
}
// What stands between the two is neither written nor read.
Work joined(const Work& product, const Work& norm, double between) { return {product.flops + norm.flops, product.bytes + norm.bytes - 2 * between}; }
Work work_of(const ts_linear_norm& o) {
  return joined(work_of(o.linear), work_of(o.norm), double(o.norm.rows.end - o.norm.rows.begin) * o.norm.width * each);
}
Work work_of(const ts_mlp_norm& o) {
  return joined(work_of(o.mlp), work_of(o.norm), double(o.norm.rows.end - o.norm.rows.begin) * o.norm.width * each);
}
Work work_of(const ts_linear_norm_backward& o) {
  return joined(work_of(o.linear), work_of(o.norm), double(o.norm.rows) * o.norm.width * each);
}
Work work_of(const ts_mlp_norm_backward& o) {
  return joined(work_of(o.mlp), work_of(o.norm), double(o.norm.rows) * o.norm.width * each);
}
Work work_of(const ts_gated_linear& o) {
  double rows = o.rows.end - o.rows.begin;
  return {4 * rows * o.in * o.out, rows * each * (o.in + o.out * (o.gate_pre ? 3.0 : 1.0))};
}
Work work_of(const ts_gated_linear_backward& o) { return {8.0 * o.rows * o.in * o.out, double(o.rows) * each * (2.0 * o.in + 5.0 * o.out)}; }
Work work_of(const ts_attention& o) {
  double C = o.shape.heads * o.shape.head_size, wide = C + 2.0 * o.shape.kv_heads * o.shape.head_size;
  return {4 * pairs(*o.batch, o.shape.window) * C, o.batch->rows * each * (wide + C)};
}
Work work_of(const ts_attention_backward& o) {
  double C = o.shape.heads * o.shape.head_size, wide = C + 2.0 * o.shape.kv_heads * o.shape.head_size;
  return {8 * pairs(*o.batch, o.shape.window) * C, o.batch->rows * each * (2 * wide + 2 * C)};
}
Work work_of(const ts_dropout& o) { return {0, double(o.rows.end - o.rows.begin) * o.width * each * 2}; }
Work work_of(const ts_add& o) { return {0, double(o.rows.end - o.rows.begin) * o.width * each * 3}; }
Work work_of(const ts_cross_entropy& o) {
  return {(o.dx ? 6.0 : 2.0) * o.rows * o.width * o.vocab, double(o.rows) * o.width * each * (o.dx ? 2 : 1)};
}
Work work_of(const ts_logits& o) { return {2.0 * o.count * o.width * o.vocab, 4.0 * o.count * o.vocab}; }
Work work_of(const ts_adamw& o) { return {0, 30.0 * double(o.segments[o.segment_count - 1].end)}; }

std::string shape_of(const ts_embedding& o) { return format("C=%d", o.table.cols); }
std::string shape_of(const ts_embedding_backward& o) { return format("C=%d", o.width); }
std::string shape_of(const ts_norm& o) { return format("C=%d", o.width); }
std::string shape_of(const ts_norm_backward& o) { return format("C=%d", o.width); }
std::string shape_of(const ts_linear& o) { return format("%dx%d", o.in, o.out); }
std::string shape_of(const ts_linear_backward& o) { return format("%dx%d", o.in, o.out); }
std::string shape_of(const ts_mlp& o) { return format("%dx%d", o.in, o.hidden); }
std::string shape_of(const ts_mlp_backward& o) { return format("%dx%d", o.in, o.hidden); }
std::string shape_of(const ts_linear_norm& o) { return shape_of(o.linear); }
std::string shape_of(const ts_linear_norm_backward& o) { return shape_of(o.linear); }
std::string shape_of(const ts_mlp_norm& o) { return shape_of(o.mlp); }
std::string shape_of(const ts_mlp_norm_backward& o) { return shape_of(o.mlp); }
std::string shape_of(const ts_gated_linear& o) { return format("%dx%d", o.in, o.out); }
std::string shape_of(const ts_gated_linear_backward& o) { return format("%dx%d", o.in, o.out); }
std::string shape_of(const ts_attention& o) { return format("HD=%d window=%d", o.shape.head_size, o.shape.window); }
std::string shape_of(const ts_attention_backward& o) { return format("HD=%d window=%d", o.shape.head_size, o.shape.window); }
std::string shape_of(const ts_dropout& o) { return format("C=%d", o.width); }
std::string shape_of(const ts_add& o) { return format("C=%d", o.width); }
std::string shape_of(const ts_cross_entropy& o) { return format("C=%d V=%d%s", o.width, o.vocab, o.dx ? "" : " (losses)"); }
std::string shape_of(const ts_logits& o) { return format("C=%d", o.width); }
std::string shape_of(const ts_adamw&) { return ""; }

template <typename Operation, typename Call>
ts_status timed(const char* name, ts_context* context, const Operation* operation, Call call) {
  inner->finish(context);
  auto began = std::chrono::steady_clock::now();
  ts_status status = call();
  if (status == TS_OK) status = inner->finish(context);
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  Entry& entry = entries[std::string(name) + " " + shape_of(*operation)];
  Work work = work_of(*operation);
  entry.calls++;
  entry.seconds += took.count();
  entry.work.flops += work.flops;
  entry.work.bytes += work.bytes;
  return status;
}

#define PLAIN(name)                                                          \
  [](ts_context* context, const ts_##name* operation) -> ts_status {         \
    return timed(#name, context, operation, [&] { return inner->name(context, operation); }); \
  }
#define WITH_WORKSPACE(name)                                                                     \
  [](ts_context* context, const ts_##name* operation, ts_workspace* workspace) -> ts_status {    \
    if (!workspace->base) return inner->name(context, operation, workspace);                     \
    return timed(#name, context, operation, [&] { return inner->name(context, operation, workspace); }); \
  }

}  // namespace

const ts_backend* profiled(const ts_backend* backend) {
  static ts_backend table;
  inner = backend;
  table = *backend;
  // Recorded work could not be taken apart.
  table.repeat_begin = [](ts_context*, uint64_t, int32_t* replayed) -> ts_status {
    *replayed = 0;
    return TS_OK;
  };
  table.repeat_end = [](ts_context*, int32_t) -> ts_status { return TS_OK; };
  table.context_create = [](const ts_context_options* options, ts_context** out) -> ts_status {
    ts_status status = inner->context_create(options, out);
    if (status == TS_OK) each = inner->activation_bytes(*out);
    return status;
  };
  table.embedding = PLAIN(embedding);
  table.embedding_backward = WITH_WORKSPACE(embedding_backward);
  table.norm = PLAIN(norm);
  table.norm_backward = WITH_WORKSPACE(norm_backward);
  table.linear = PLAIN(linear);
  table.linear_backward = WITH_WORKSPACE(linear_backward);
  if (table.mlp_keeps) {
    table.mlp = WITH_WORKSPACE(mlp);
    table.mlp_backward = WITH_WORKSPACE(mlp_backward);
  }
  if (table.linear_norm) {
    table.linear_norm = WITH_WORKSPACE(linear_norm);
    table.mlp_norm = WITH_WORKSPACE(mlp_norm);
    table.linear_norm_backward = WITH_WORKSPACE(linear_norm_backward);
    table.mlp_norm_backward = WITH_WORKSPACE(mlp_norm_backward);
  }
  table.gated_linear = WITH_WORKSPACE(gated_linear);
  table.gated_linear_backward = WITH_WORKSPACE(gated_linear_backward);
  table.attention = WITH_WORKSPACE(attention);
  table.attention_backward = WITH_WORKSPACE(attention_backward);
  table.dropout = PLAIN(dropout);
  table.add = PLAIN(add);
  table.cross_entropy = WITH_WORKSPACE(cross_entropy);
  table.logits = PLAIN(logits);
  table.adamw = WITH_WORKSPACE(adamw);
  return &table;
}

void forget_profile() { entries.clear(); }

std::vector<OperationTime> take_profile(int32_t steps) {
  std::vector<OperationTime> profile;
  for (auto& [name, entry] : entries) {
    profile.push_back({name.substr(0, name.find_last_not_of(' ') + 1), double(entry.calls) / steps, entry.seconds / steps,
                       entry.work.flops / steps, entry.work.bytes / steps});
  }
  std::sort(profile.begin(), profile.end(), [](auto& a, auto& b) { return a.seconds > b.seconds; });
  return profile;
}

void print_profile(const std::vector<OperationTime>& profile, double copy_rate, double matrix_rate) {
  double all = 0, least = 0;
  for (const OperationTime& o : profile) {
    all += o.seconds;
    least += o.least(copy_rate, matrix_rate);
  }
  std::printf("%-44s %6s %9s %6s %8s %8s %6s\n", "operation", "calls", "ms/step", "share", "TB/s", "TFLOP/s", "limit");
  for (const OperationTime& o : profile) {
    std::printf("%-44s %6.1f %9.3f %5.1f%% %8.2f %8.1f %5.1f%%\n", o.name.c_str(), o.calls, o.seconds * 1e3,
                o.seconds / all * 100, o.bytes / o.seconds / 1e12, o.flops / o.seconds / 1e12,
                o.least(copy_rate, matrix_rate) / o.seconds * 100);
  }
  std::printf("%-44s %6s %9.3f %6s %8s %8s %5.1f%%\n", "all", "", all * 1e3, "", "", "", least / all * 100);
}

}  // namespace tinystories::driver
