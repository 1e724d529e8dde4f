#include "text/near_duplicates.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "text/parallel.h"

namespace tinystories::text {
namespace {

constexpr size_t kRun = 5;

// An odd factor and a summand for each hash, always the same: splitmix64 from 1 on.
struct Factors {
  uint32_t factor[kHashes], summand[kHashes];
  Factors() {
    uint64_t state = 1;
    for (size_t k = 0; k < kHashes; k++) {
      state += 0x9e3779b97f4a7c15u;
      uint64_t z = state;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      z ^= z >> 31;
      factor[k] = static_cast<uint32_t>(z) | 1;
      summand[k] = static_cast<uint32_t>(z >> 32);
    }
  }
};

const Factors kFactors;

constexpr uint64_t kBase = 0xd6e8feb86659fd93u;

// Of `count` words in a row; 32 well mixed bits.
uint32_t run_hash(const uint64_t* words, size_t count) {
  uint64_t hash = count;
  for (size_t i = 0; i < count; i++) hash = hash * kBase + words[i];
  hash ^= hash >> 32;
  hash *= kBase;
  return static_cast<uint32_t>(hash >> 32);
}

}  // namespace

Signature sign(const std::vector<uint64_t>& words) {
  uint32_t smallest[kHashes];
  std::fill_n(smallest, kHashes, ~0u);
  const size_t length = std::min(words.size(), kRun);
  for (size_t i = 0; i + length <= words.size(); i++) {
    const uint32_t run = run_hash(words.data() + i, length);
    for (size_t k = 0; k < kHashes; k++)
      smallest[k] = std::min(smallest[k], kFactors.factor[k] * run + kFactors.summand[k]);
    if (length == 0) break;
  }
  Signature signature;
  for (size_t k = 0; k < kHashes; k++) signature[k] = static_cast<uint8_t>(smallest[k]);
  return signature;
}

// Two bytes of different stories are equal by chance in one of 256 cases.
NearDuplicates::NearDuplicates(double threshold)
    : needed_(static_cast<size_t>(std::ceil(kHashes * (threshold + (1 - threshold) / 256) - 1e-9))) {}

void NearDuplicates::add(const Signature& signature) {
  if (size_ == kStays) throw Failure("INVALID_ARGUMENT", "too many stories to look for near duplicates in");
  if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Signature[]>(kChunk));
  chunks_[size_ / kChunk][size_ % kChunk] = signature;
  size_++;
}

bool NearDuplicates::near(size_t i, size_t j) const {
  const Signature &a = at(i), &b = at(j);
  size_t equal = 0;
  for (size_t k = 0; k < kHashes; k++) equal += a[k] == b[k];
  return equal >= needed_;
}

void NearDuplicates::search(size_t band, size_t part, std::vector<uint64_t>& order,
                            std::atomic<uint32_t>* earliest, const Stop& stop) const {
  check_stop(stop);
  const auto key_of = [&](size_t i) {
    uint32_t key;
    std::memcpy(&key, at(i).data() + band * kBandHashes, sizeof key);
    return key;
  };
  const auto is_here = [&](uint32_t key) { return key % kParts == part; };
  // Counted first: what grows by doubling takes twice as much.
  size_t count = 0;
  for (size_t i = 0; i < size_; i++) count += is_here(key_of(i));
  order.clear();
  order.reserve(count);
  for (size_t i = 0; i < size_; i++)
    if (const uint32_t key = key_of(i); is_here(key)) order.push_back(static_cast<uint64_t>(key) << 32 | i);
  std::sort(order.begin(), order.end());
  const auto key = [&](size_t t) { return order[t] >> 32; };
  const auto story = [&](size_t t) { return static_cast<uint32_t>(order[t]); };
  size_t first = 0;
  for (size_t t = 1; t < count; t++) {
    if (key(t) != key(first)) {
      first = t;
      continue;
    }
    const uint32_t i = story(t);
    const size_t window = t - first > kBucketWindow ? t - kBucketWindow : first + 1;
    uint32_t found = NearDuplicates::kStays;
    if (near(i, story(first))) found = story(first);
    for (size_t s = window; found == kStays && s < t; s++)
      if (near(i, story(s))) found = story(s);
    uint32_t before = earliest[i].load(std::memory_order_relaxed);
    while (found < before && !earliest[i].compare_exchange_weak(before, found, std::memory_order_relaxed)) {
    }
    if (t % (1 << 20) == 0) check_stop(stop);
  }
}

std::vector<uint32_t> NearDuplicates::settle(size_t threads, const Stop& stop) {
  const auto earliest = std::make_unique<std::atomic<uint32_t>[]>(size_);
  for (size_t i = 0; i < size_; i++) earliest[i].store(kStays, std::memory_order_relaxed);
  const size_t workers = std::max<size_t>(1, std::min(threads, kMostThreads));
  {
    std::vector<std::vector<uint64_t>> orders(workers);
    std::atomic<size_t> largest{0};
    parallel(kBands * kParts, 1, workers, [&](size_t thread, size_t task, size_t) {
      search(task / kParts, task % kParts, orders[thread], earliest.get(), stop);
      size_t before = largest;
      while (before < orders[thread].size() && !largest.compare_exchange_weak(before, orders[thread].size())) {
      }
    });
    // Of as many threads as there may be: the same number on every machine.
    peak_ = memory() + size_ * sizeof(uint32_t) +
            std::max(kMostThreads * largest * sizeof(uint64_t), size_ * sizeof(uint32_t));
  }
  std::vector<uint32_t> goes(size_, kStays);
  for (size_t i = 0; i < size_; i++) {
    const uint32_t j = earliest[i].load(std::memory_order_relaxed);
    if (j == kStays) continue;
    if (goes[j] == kStays)
      goes[i] = j;
    else if (near(i, goes[j]))
      goes[i] = goes[j];
  }
  return goes;
}

size_t NearDuplicates::memory() const { return chunks_.size() * kChunk * sizeof(Signature); }

void NearDuplicates::clear() {
  chunks_.clear();
  size_ = 0;
}

}  // namespace tinystories::text
