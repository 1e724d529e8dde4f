// Whether a list of instructions is a step of decoding_step.h.
#include "cuda/decoding_step.h"
#include "cuda/interpreter.h"
#include "cuda/pack.h"

namespace ts::cuda {
namespace {

// Reads a list from the front; `fits` tells whether all of it was as expected so far.
class Reader {
 public:
  Reader(const std::vector<Instruction>& list, const std::vector<Constant>& constants) : list_(list), constants_(constants) {}

  bool fits() const { return fits_; }
  void expect(bool is) { fits_ = fits_ && is; }

  const Instruction& next(Code code, int32_t width) {
    static const Instruction none = {};
    expect(at_ < list_.size() && list_[at_].code == code && list_[at_].width == width);
    return fits_ ? list_[at_++] : none;
  }

  // A norm of the row between two layers, to which `branch` is added; -1: nothing.
  const Instruction& next_norm(int32_t width, int32_t* stream, int32_t branch, StepNorm* norm) {
    const Instruction& o = next(Code::norm, width);
    const bool same = o.x == *stream && o.norm.other == branch, turned = o.norm.other == *stream && o.x == branch;
    expect((same || (turned && branch >= 0)) && *stream != branch && !o.norm.sum_out);
    if (!fits_) return o;
    norm->gain = constants_at(o.norm.gain);
    norm->bias = o.norm.bias < 0 ? nullptr : constants_at(o.norm.bias);
    if (branch >= 0) *stream = o.norm.sum;
    return o;
  }

  // A product of that place, `parts` weights of `width / parts` rows below one another.
  const Instruction& next_product(int32_t x, int32_t depth, int32_t width, int32_t parts, StepProduct* to) {
    const Instruction& o = next(Code::product, width);
    expect(o.x == x && !o.out && o.product.depth == depth);
    for (int32_t i = 0; fits_ && i < parts; i++) {
      const int32_t begin = i * (width / parts), end = begin + width / parts;
      int32_t part = 0;
      while (o.product.end[part] <= begin) part++;
      expect(o.product.end[part] >= end);
      const int32_t first = part ? o.product.end[part - 1] : 0;
      to[i].weight = o.product.weight[part] + int64_t{begin - first} * depth;
      to[i].bias = o.product.bias < 0 ? nullptr : constants_at(o.product.bias + begin);
    }
    return o;
  }

  int32_t coming_width() const { return at_ < list_.size() ? list_[at_].width : 0; }
  bool at_last() const { return at_ + 1 == list_.size(); }

 private:
  const float* constants_at(int32_t at) {
    for (const Constant& c : constants_) {
      if (at < c.to || at >= c.to + c.count) continue;
      const float* const from = c.from ? c.from + (at - c.to) : nullptr;
      expect(aligned16(from));
      return from;
    }
    expect(false);
    return nullptr;
  }

  const std::vector<Instruction>& list_;
  const std::vector<Constant>& constants_;
  size_t at_ = 0;
  bool fits_ = true;
};

}  // namespace

bool read_decoding_step(const std::vector<Instruction>& list, const std::vector<Constant>& constants, DecodingStep* step) {
  if (list.empty()) return false;
  Reader reader(list, constants);
  const int32_t W = step->width = list.front().width;
  const Instruction& embed = reader.next(Code::embed, W);
  reader.expect(!embed.out);
  step->table = embed.embed.table;
  step->places = embed.embed.positions;
  int32_t stream = embed.y, branch = -1;
  int32_t& l = step->layers;
  for (l = 0; reader.fits() && !reader.at_last(); l++) {
    reader.expect(l < kStepLayers);
    if (!reader.fits()) break;
    StepLayer& layer = step->layer[l];
    const Instruction& before = reader.next_norm(W, &stream, branch, &layer.before_attention);
    const Instruction& qkv = reader.next_product(before.y, W, 3 * W, 3, layer.qkv);
    const Instruction& attend = reader.next(Code::attend, W);
    const Attend& a = attend.attend;
    const Instruction& out = reader.next_product(attend.y, W, W, 1, &layer.out);
    const Instruction& middle = reader.next_norm(W, &stream, out.y, &layer.before_mlp);
    const int32_t F = reader.coming_width();
    const Instruction& up = reader.next_product(middle.y, W, F, 1, &layer.up);
    const Instruction& down = reader.next_product(up.y, F, W, 1, &layer.down);
    branch = down.y;
    for (const Instruction* o : {&before, &attend, &middle}) reader.expect(!o->out);
    for (const Instruction* o : {&qkv, &out, &down}) reader.expect(o->product.activation == TS_IDENTITY);
    if (l == 0) {
      step->middle = F;
      step->heads = a.heads;
      step->head_size = a.head_size;
      step->centred = before.norm.centred;
      step->activation = up.product.activation;
      step->wide_products = qkv.product.by_warpgroups;
      step->wide_heads = a.by_warpgroups;
    }
    reader.expect(attend.x == qkv.y && a.heads == step->heads && a.kv_heads == a.heads && a.head_size == step->head_size);
    reader.expect(F == step->middle && up.product.activation == step->activation && a.by_warpgroups == step->wide_heads);
    for (const Instruction* o : {&before, &middle}) reader.expect(o->norm.centred == step->centred);
    for (const Instruction* o : {&qkv, &out, &up, &down}) reader.expect(o->product.by_warpgroups == step->wide_products);
    layer.keys = a.keys;
    layer.values = a.values;
    layer.window = a.window;
    layer.capacity = a.capacity;
    layer.scale2 = a.scale2;
    layer.sign = a.sign;
    layer.epsilon[0] = before.norm.epsilon;
    layer.epsilon[1] = middle.norm.epsilon;
  }
  const Instruction& last = reader.next_norm(W, &stream, branch, &step->last);
  reader.expect(l > 0 && last.out && last.norm.centred == step->centred);
  step->last_epsilon = last.norm.epsilon;
  step->out = last.out;
  return reader.fits();
}

}  // namespace ts::cuda
