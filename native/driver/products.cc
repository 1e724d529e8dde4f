#include "driver/products.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "driver/side.h"
#include "program/failure.h"

namespace tinystories::driver {
namespace {

constexpr std::pair<int32_t, int32_t> kWidths[] = {{64, 192},   {64, 256},   {256, 64},   {256, 768}, {256, 1024},
                                                   {1024, 256}, {768, 2304}, {768, 3072}, {3072, 768}};

// One product's arrays, in a context of its own.
class Product {
 public:
  Product(const Place& place, int32_t rows, int32_t in, int32_t out)
      : table_(place.backend), context_(place, 0), each_(table_->activation_bytes(context_.get())), rows_(rows), in_(in), out_(out),
        weights_(place, int64_t(in) * out, "the weight"), gradients_(place, int64_t(in) * out, "the gradient") {
    std::vector<float> values = some(int64_t(in) * out, 0.2f);
    check(table_->upload(context_.get(), weights_.data(), values.data(), values.size() * 4));
    check(table_->finish(context_.get()));
    table_->weights_changed(weights_.get());
    x_ = activations(in);
    y_ = activations(out);
    dx_ = activations(in);
  }

  // Microseconds of y = x W^T, of dx = dy W and of dW += dy^T x.
  double forward() {
    ts_linear o{};
    o.rows = {0, rows_};
    o.in = in_;
    o.out = out_;
    o.part_count = 1;
    o.weight[0] = {weights_.get(), 0, out_, in_};
    o.x = numbers(x_);
    o.y = numbers(y_);
    return time([&] { return table_->linear(context_.get(), &o); });
  }
  double input_gradient() {
    ts_linear_backward o = backward();
    o.dx = numbers(dx_);
    return time_backward(o);
  }
  double weight_gradient() {
    ts_linear_backward o = backward();
    o.d_weight[0] = gradients_.data();
    return time_backward(o);
  }

 private:
  void check(ts_status status) { check_status(table_, context_.get(), status); }
  static float* numbers(const Memory& memory) { return reinterpret_cast<float*>(memory.data()); }

  std::vector<float> some(int64_t count, float scale) {
    std::vector<float> values(static_cast<size_t>(count));
    for (float& value : values) value = rounded(random_.between(-scale, scale));
    return values;
  }
  // [rows, width] of a few rows that come again: what numbers are multiplied changes a GPU's clock.
  Memory activations(int32_t width) {
    constexpr int32_t kFew = 512;
    std::vector<float> values = some(int64_t(kFew) * width, 1);
    std::vector<char> bytes(values.size() * size_t(each_));
    for (size_t i = 0; i < values.size(); ++i) {
      // The upper half of a float is the bfloat16 that it was rounded to.
      std::memcpy(&bytes[i * size_t(each_)], reinterpret_cast<const char*>(&values[i]) + 4 - each_, size_t(each_));
    }
    size_t row = size_t(width) * size_t(each_);
    Memory memory(table_, context_.get(), size_t(rows_) * row, "activations");
    for (int32_t at = 0; at < rows_; at += kFew) {
      size_t count = size_t(std::min(kFew, rows_ - at)) * row;
      check(table_->upload(context_.get(), memory.data() + size_t(at) * row, bytes.data(), count));
    }
    check(table_->finish(context_.get()));
    return memory;
  }

  ts_linear_backward backward() {
    ts_linear_backward o{};
    o.rows = rows_;
    o.in = in_;
    o.out = out_;
    o.part_count = 1;
    o.weight[0] = {weights_.get(), 0, out_, in_};
    o.x = numbers(x_);
    o.dy = numbers(y_);
    return o;
  }
  double time_backward(const ts_linear_backward& o) {
    ts_workspace workspace{nullptr, 0};
    check(table_->linear_backward(context_.get(), &o, &workspace));
    Memory memory(table_, context_.get(), workspace.bytes + 64, "the workspace");
    workspace.base = memory.data();
    return time([&] { return table_->linear_backward(context_.get(), &o, &workspace); });
  }
  // Many calls one after another, waited for once.
  double time(const std::function<ts_status()>& call) {
    constexpr double kSeconds = 0.02;
    auto run = [&](int32_t count) {
      auto began = std::chrono::steady_clock::now();
      for (int32_t i = 0; i < count; ++i) check(call());
      check(table_->finish(context_.get()));
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    };
    run(1);
    double once = run(2) / 2;
    int32_t count = std::max(1, std::min(500, int32_t(kSeconds / once)));
    return run(count) / count * 1e6;
  }

  const ts_backend* table_;
  Context context_;
  int32_t each_, rows_, in_, out_;
  Random random_{1};
  Arena weights_, gradients_;
  Memory x_, y_, dx_;
};

}  // namespace

void time_products(const Place& place, int32_t rows, double copy_rate) {
  const int each = place.compute == TS_BF16 ? 2 : 4;
  std::printf("%d rows; a share is that of a copy's rate\n", rows);
  std::printf("%-10s %-14s %9s %8s %6s %6s\n", "K x N", "product", "us", "TFLOP/s", "TB/s", "share");
  for (auto [in, out] : kWidths) {
    Product product(place, rows, in, out);
    const double flops = 2.0 * rows * in * out, bytes = double(rows) * (in + out) * each;
    const std::pair<const char*, double> timed[] = {{"y = x W^T", product.forward()},
                                                    {"dx = dy W", product.input_gradient()},
                                                    {"dW += dy^T x", product.weight_gradient()}};
    for (auto& [name, us] : timed) {
      std::printf("%-10s %-14s %9.1f %8.1f %6.2f %5.1f%%\n", format("%dx%d", in, out).c_str(), name, us, flops / us / 1e6,
                  bytes / us / 1e6, bytes / us / 1e-6 / copy_rate * 100);
    }
    std::fflush(stdout);
  }
}

}  // namespace tinystories::driver
