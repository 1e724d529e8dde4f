// Asking for the rows that the next task of attention's gradient reads, and for those that this one writes in the end,
// while it is computed. They are far apart, so the processor does not foresee them; and a few at a time, because
// hundreds at once would wait for one another.
#pragma once
#include "cpu/kernels/ahead.h"
#include "cpu/kernels/attention_backward.h"

namespace ts::TS_NS {

class Ahead {
 public:
  // Wider heads' rows would drive one another out of the second cache before they are read.
  static constexpr int32_t kWidest = 48;

  explicit Ahead(const HeadTask& t) {
    const ts_attention_shape& shape = t.p->shape;
    if (t.HD > kWidest) return;
    const bool last = t.kv_head + t.kv_heads == shape.kv_heads;
    if (last && t.s + 1 == t.p->batch->sequences + t.p->batch->sequence_count) return;
    HeadTask next = t;
    next.s = last ? t.s + 1 : t.s;
    const int32_t kv_head = last ? 0 : t.kv_head + t.kv_heads;
    const int64_t query = next.query(0, kv_head * t.group), mixed = next.mixed(0, kv_head * t.group);
    read_ = t.p->qkv + query;
    write_ = t.p->d_qkv + t.query(0, t.kv_head * t.group);
    y_ = t.p->y + mixed;
    dy_ = t.p->dy + mixed;
    key_ = next.query(0, shape.heads + kv_head) - query;
    value_ = key_ + static_cast<int64_t>(shape.kv_heads) * t.HD;
    width_ = t.width;
    mixed_ = next.mixed(1, 0) - next.mixed(0, 0);
    left_ = rows_ = next.s->length;
    floats_ = t.kv_heads * t.HD;
  }

  // What is due until `done` of all the work is done, which takes so many steps from here on.
  TS_INLINE void plan(float done, int32_t steps) {
    due_ = imax(0, left_ - static_cast<int32_t>(static_cast<float>(rows_) * (1 - done)));
    steps_ = steps;
    credit_ = 0;
  }
  TS_INLINE void step() {
    for (credit_ += due_; credit_ >= steps_; credit_ -= steps_) ask();
  }

 private:
  // One row; of heads that share a key head, the first.
  TS_INLINE void ask() {
    for (int32_t d = 0; d < floats_; d += kLine) {
      __builtin_prefetch(read_ + d);
      __builtin_prefetch(read_ + key_ + d);
      __builtin_prefetch(read_ + value_ + d);
      __builtin_prefetch(y_ + d);
      __builtin_prefetch(dy_ + d);
      __builtin_prefetch(write_ + d);
      __builtin_prefetch(write_ + key_ + d);
      __builtin_prefetch(write_ + value_ + d);
    }
    read_ += width_;
    write_ += width_;
    y_ += mixed_;
    dy_ += mixed_;
    left_--;
  }

  const float *read_ = nullptr, *write_ = nullptr, *y_ = nullptr, *dy_ = nullptr;
  int64_t key_ = 0, value_ = 0, width_ = 0, mixed_ = 0;
  int32_t floats_ = 0, rows_ = 0, left_ = 0, due_ = 0, steps_ = 1, credit_ = 0;
};

}  // namespace ts::TS_NS
