// Near duplicates among stories, by MinHash. How near two stories are is the Jaccard index of their sets of five
// words in a row (a story of fewer words is one such run), estimated from a signature: the lowest byte of the
// smallest value that each of 56 hashes takes on the set. Two stories are compared when they agree in a whole band
// of four: at an index of 0.8 a pair shares one of the 14 bands with 99.9 %, at 0.7 with 98 %, at 0.3 with 11 %.
//
// lib/data/text/min-hash.ts is not this: it takes one story after another in JavaScript, and keeps other parts of the
// minima. Here it is 56 bytes a story, for tens of millions of them at once, on all threads.
//
// A story goes when an earlier one that stays is near: estimated at the threshold or more. Where the earliest story
// that is near to it has itself gone, it is compared with the one for which that went.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "program/failure.h"

namespace tinystories::text {

constexpr size_t kHashes = 56, kBandHashes = 4, kBands = kHashes / kBandHashes;
// Earlier stories of a band's bucket that a story is compared with: the first, and so many before it.
constexpr size_t kBucketWindow = 4;

using Signature = std::array<uint8_t, kHashes>;

// Of the words' hashes.
Signature sign(const std::vector<uint64_t>& words);

class NearDuplicates {
 public:
  // From how many equal bytes on two stories are near.
  explicit NearDuplicates(double threshold);

  void add(const Signature& signature);
  size_t size() const { return size_; }

  // Which stories go: for each the earlier one that it goes for, or kStays. The threads change nothing.
  // Throws Failure (ABORTED).
  static constexpr uint32_t kStays = ~0u;
  std::vector<uint32_t> settle(size_t threads, const Stop& stop);

  // Bytes now, and at most while `settle` ran.
  size_t memory() const;
  size_t peak_memory() const { return peak_; }
  void clear();

 private:
  static constexpr size_t kChunk = 1 << 14;
  // A band is searched in parts, by the lowest bit of its keys. Each thread takes eight bytes for every story of
  // the part that it searches.
  static constexpr size_t kParts = 2, kMostThreads = 2;

  const Signature& at(size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  bool near(size_t i, size_t j) const;
  void search(size_t band, size_t part, std::vector<uint64_t>& order, std::atomic<uint32_t>* earliest,
              const Stop& stop) const;

  size_t needed_;
  size_t size_ = 0, peak_ = 0;
  std::vector<std::unique_ptr<Signature[]>> chunks_;
};

}  // namespace tinystories::text
