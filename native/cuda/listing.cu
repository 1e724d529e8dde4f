// A step of decoding as a list of instructions; see interpreter.h.
#include <algorithm>

#include "cuda/attention.h"
#include "cuda/context.h"
#include "cuda/hopper.h"
#include "cuda/interpreter.h"
#include "cuda/linear_cublaslt.h"
#include "cuda/narrow_step.h"
#include "cuda/operations.h"
#include "cuda/pack.h"
#include "cuda/vectors.h"

namespace ts::cuda {
namespace {

// What one multiprocessor reads in about 35 us. Larger weights are read sooner by many of them, launch by launch.
constexpr int64_t kMostWeightBytes = int64_t{4} << 20;
// A block's ring has room for three chunks of weights.
constexpr int32_t kRing = 3, kLine = 128;
constexpr int32_t kPad = 8;  // as kWeightPad
constexpr int32_t kWidestNorm = 1024, kWidestInterpreted = 512;

int32_t up(int64_t value, int32_t step) { return static_cast<int32_t>((value + step - 1) / step * step); }

int32_t bytes_of(const Instruction& product) {
  return up(int64_t{product.width} * (product.product.depth + kPad) * 2, kLine);
}

// Whether Hopper's kernels make the product, and not those of gemm_rows.h, in whose order they need not add.
bool made_by_warpgroups(ts_context* context, const ts_linear& p, const Product& product) {
  HopperRows h = {p.rows.end, p.out, p.in, false, reinterpret_cast<const bf16*>(p.x), p.part_count, {}, {}, {}, p.activation,
                  reinterpret_cast<bf16*>(p.y), nullptr, false};
  for (int32_t i = 0; i < p.part_count; i++) {
    h.weight[i] = product.weight[i];
    h.weight_rows[i] = p.weight[i].rows;
  }
  return hopper_takes(context, h);
}

}  // namespace

bool Listing::takes(ts_rows rows) {
  if (state_ == State::open && rows.begin == 0 && rows.end == rows_) return true;
  refuse();
  return false;
}

// The place of an array that an earlier instruction wrote.
int32_t Listing::read(const float* array, int32_t width) {
  const auto found = values_.find(array);
  if (found != values_.end() && found->second.width == width) return found->second.place;
  refuse();
  return -1;
}

// The place of what the next instruction writes.
int32_t Listing::write(const float* array, int32_t width, bool is_sum) {
  Value& value = values_.try_emplace(array, Value{-1, 0, 0, 0, false}).first->second;
  if (value.room < width) {
    value.place = numbers_;
    value.room = up(width, 8);
    numbers_ += value.room;
  }
  value.width = width;
  value.writer = static_cast<int32_t>(list_.size());
  value.is_sum = is_sum;
  return value.place;
}

int32_t Listing::constant(const float* from, int32_t count) {
  constants_.push_back({from, constant_floats_, count});
  constant_floats_ += count;
  return constant_floats_ - count;
}

void Listing::add(const Instruction& instruction) {
  noted_++;
  list_.push_back(instruction);
}

void Listing::note(ts_context* context, const ts_embedding& p) {
  const ts_batch& batch = *p.batch;
  if (state_ != State::empty || batch.rows != batch.sequence_count || batch.rows > 2 * processors_of(context) ||
      longest_sequence(batch) > 1 || p.table.cols % 8 != 0) {
    return refuse();
  }
  state_ = State::open;
  rows_ = batch.rows;
  given_.tokens = batch.tokens;
  given_.positions = batch.positions;
  given_.sequences = batch.placed;
  Instruction o = {};
  o.code = Code::embed;
  o.width = o.stride = p.table.cols;
  o.x = -1;
  o.y = write(p.y, o.width);
  o.embed = {parameter_floats(p.table), p.positions.weights ? parameter_floats(p.positions) : nullptr};
  add(o);
}

void Listing::note(ts_context*, const ts_norm& p) {
  if (!takes(p.rows)) return;
  if (p.mean || p.rstd || p.width % 8 != 0 || p.width > kWidestNorm || !aligned16(p.x, p.residual, p.sum, p.y)) return refuse();
  Instruction o = {};
  o.code = Code::norm;
  o.width = o.stride = p.width;
  o.x = read(p.x, p.width);
  o.norm.other = p.residual ? read(p.residual, p.width) : -1;
  o.norm.sum = p.residual ? write(p.sum, p.width, true) : -1;
  o.y = write(p.y, p.width);
  o.norm.epsilon = p.epsilon;
  o.norm.centred = p.kind == TS_LAYER_NORM;
  constant_floats_ = up(constant_floats_, 4);  // read four at a time
  o.norm.gain = constant(parameter_floats(p.gain), p.width);
  o.norm.bias = p.bias.weights ? constant(parameter_floats(p.bias), p.width) : -1;
  interpretable_ = interpretable_ && p.width <= kWidestInterpreted;
  add(o);
}

void Listing::note(ts_context* context, const ts_linear& p) {
  if (!takes(p.rows)) return;
  // Behind the last of k there are no zeros here that would be added.
  if (p.pre || p.in % 64 != 0 || p.out % 8 != 0 || !aligned16(p.x, p.y) || cublaslt_takes(context, p)) return refuse();
  Instruction o = {};
  o.code = Code::product;
  o.width = o.stride = p.out;
  o.x = read(p.x, p.in);
  o.y = write(p.y, p.out);
  o.product.depth = p.in;
  o.product.activation = p.activation;
  o.product.bias = -1;
  bool any_bias = false;
  int32_t end = 0;
  for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
    if (i < p.part_count) {
      o.product.weight[i] = parameter_bf16(context, p.weight[i]);
      if (!o.product.weight[i] || !aligned_rows(o.product.weight[i], p.in)) return refuse();
      any_bias = any_bias || p.bias[i].weights;
      end += p.weight[i].rows;
    }
    o.product.end[i] = end;
  }
  o.product.by_warpgroups = made_by_warpgroups(context, p, o.product);
  interpretable_ = interpretable_ && !o.product.by_warpgroups;
  if (any_bias) {
    o.product.bias = constant_floats_;
    for (int32_t i = 0; i < p.part_count; i++) {
      constant(p.bias[i].weights ? parameter_floats(p.bias[i]) : nullptr, p.weight[i].rows);
    }
  }
  weight_bytes_ += int64_t{p.in} * p.out * 2;
  add(o);
}

void Listing::note(ts_context* context, const ts_attention& p) {
  if (!takes({0, p.batch->rows})) return;
  const ts_attention_shape& shape = p.shape;
  const int32_t HD = shape.head_size, NH = shape.heads, NKV = shape.kv_heads;
  const bool wide = attends_by_warpgroups(context, HD);
  const bool known = wide || HD == 8 || HD == 16 || (HD == 4 && NH == NKV && NH % 2 == 0);
  if (!known || NH % NKV != 0 || shape.rope_theta != 0 || !p.cache || p.lse || p.probabilities || p.batch->first ||
      p.batch->placed != given_.sequences || !aligned16(p.y, p.cache->keys, p.cache->values)) {
    return refuse();
  }
  const Attention<bf16> a = attention_of<bf16>(*p.batch, shape, p.qkv);
  Instruction o = {};
  o.code = Code::attend;
  o.width = o.stride = NH * HD;
  o.x = read(p.qkv, (NH + 2 * NKV) * HD);
  o.y = write(p.y, o.width);
  o.attend = {reinterpret_cast<bf16*>(p.cache->keys), reinterpret_cast<bf16*>(p.cache->values), NH, NKV, HD, shape.window,
              p.cache->capacity, a.scale2, a.sign, wide};
  interpretable_ = interpretable_ && !wide;
  add(o);
}

void Listing::note(ts_context*, const ts_add& p) {
  if (!takes(p.rows)) return;
  Instruction o = {};
  o.code = Code::add;
  o.width = o.stride = p.width;
  o.x = read(p.a, p.width);
  o.other = read(p.b, p.width);
  o.y = write(p.y, p.width);
  add(o);
}

void Listing::note(ts_context*, const ts_logits& p) {
  const auto found = values_.find(p.x);
  if (state_ == State::refused || found == values_.end()) return refuse();
  state_ = State::closed;
  Instruction& o = list_[static_cast<size_t>(found->second.writer)];
  bf16* const to = reinterpret_cast<bf16*>(const_cast<float*>(p.x));
  if (found->second.is_sum) {
    o.norm.sum_out = to;
  } else {
    o.out = to;
  }
}

// The list with products cut into chunks of that size; false where not even eight rows fit.
bool Listing::cut(int32_t chunk_bytes, std::vector<Instruction>* list, int32_t (&first)[2]) const {
  list->clear();
  std::vector<int32_t> products;
  for (const Instruction& whole : list_) {
    if (whole.code != Code::product) {
      list->push_back(whole);
      continue;
    }
    const Product& p = whole.product;
    const int32_t fit = chunk_bytes / ((p.depth + kPad) * 2) / 8 * 8;
    if (fit == 0) return false;
    const int32_t chunks = ceil_div(whole.width, fit), rows = up(ceil_div(whole.width, chunks), 8);
    for (int32_t begin = 0; begin < whole.width; begin += rows) {
      Instruction o = whole;
      o.width = std::min(rows, whole.width - begin);
      o.y += begin;
      if (o.out) o.out += begin;
      if (p.bias >= 0) o.product.bias += begin;
      int32_t start = 0;
      for (int32_t i = 0; i < TS_MAX_PARTS; i++) {
        if (o.product.weight[i]) o.product.weight[i] += int64_t{std::max(0, begin - start)} * p.depth;
        o.product.end[i] = std::min(std::max(0, p.end[i] - begin), o.width);
        start = p.end[i];
      }
      products.push_back(static_cast<int32_t>(list->size()));
      list->push_back(o);
    }
  }
  for (size_t i = 0; i < products.size(); i++) {
    (*list)[static_cast<size_t>(products[i])].product.ahead = i + 2 < products.size() ? products[i + 2] : -1;
  }
  for (size_t i = 0; i < 2; i++) first[i] = i < products.size() ? products[i] : -1;
  return true;
}

// Shares a block's memory out: chunks as large as fit.
bool Listing::lay_out(ts_context* context) {
  int32_t chunk = 0;
  for (const Instruction& o : list_) {
    if (o.code == Code::product) chunk = std::max(chunk, bytes_of(o));
  }
  std::vector<Instruction> list;
  for (; cut(chunk, &list, given_.first); chunk = (chunk - chunk / 8) / kLine * kLine) {
    given_.constants_at = up(static_cast<int64_t>(list.size() * sizeof(Instruction)), kLine);
    given_.values_at = given_.constants_at + up(int64_t{constant_floats_} * 4, kLine);
    given_.scratch_at = given_.values_at + up(int64_t{numbers_} * 2, kLine);
    given_.ring_at = given_.scratch_at + kInterpreterScratch;
    given_.chunk_bytes = chunk;
    shared_ = static_cast<size_t>(given_.ring_at) + size_t{kRing} * static_cast<size_t>(chunk);
    if (shared_ <= shared_limit(context)) {
      list_ = std::move(list);
      return true;
    }
  }
  return false;
}

bool Listing::prepare(ts_context* context) {
  if (state_ != State::closed) return false;
  if (way_of_decoding() >= 2 && read_decoding_step(list_, constants_, &step_)) {
    step_.tokens = given_.tokens;
    step_.positions = given_.positions;
    step_.sequences = given_.sequences;
    narrow_tiles_ = narrow_step_tiles(step_, shared_limit(context));
    if (narrow_tiles_ > 0) return true;
    if (way_of_decoding() >= 3) cluster_ = plan_cluster_step(context, step_, rows_);
    if (cluster_.blocks > 0) return true;
  }
  if (!interpretable_ || weight_bytes_ > kMostWeightBytes) return false;
  if (!lay_out(context)) return false;
  const size_t list_bytes = list_.size() * sizeof(Instruction), constant_bytes = constants_.size() * sizeof(Constant);
  if (cudaMalloc(&memory_, list_bytes + constant_bytes) != cudaSuccess) {
    cudaGetLastError();
    memory_ = nullptr;
    return false;
  }
  char* const memory = static_cast<char*>(memory_);
  given_.list = reinterpret_cast<const Instruction*>(memory);
  given_.constants = reinterpret_cast<const Constant*>(memory + list_bytes);
  given_.count = static_cast<int32_t>(list_.size());
  given_.constant_count = static_cast<int32_t>(constants_.size());
  return upload(context, memory, list_.data(), list_bytes) == TS_OK &&
         upload(context, memory + list_bytes, constants_.data(), constant_bytes) == TS_OK;
}

void Listing::release() { cudaFree(memory_); }

ts_status Listing::launch(ts_context* context) {
  if (taken_ != noted_ || launched_) return TS_OK;
  launched_ = true;
  if (narrow_tiles_ > 0) return launch_narrow_step(context, rows_, step_, narrow_tiles_);
  if (cluster_.blocks > 0) return launch_cluster_step(context, step_, cluster_);
  return launch_interpreter(context, rows_, shared_, given_);
}

}  // namespace ts::cuda
