// Cleans a corpus that comes in blocks, in order; the result does not depend on the number of threads.
//
// Without near duplicates one pass is enough: `clean` each block. With them the corpus is gone through twice:
// `survey` each block, `settle`, then `clean` the same blocks again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "program/failure.h"
#include "text/clean_story.h"
#include "text/hash_set.h"
#include "text/near_duplicates.h"

namespace tinystories::text {

// A part of a file: its bytes, or (`packed`) whole texts one after another, where text i ends at ends[i].
struct CleaningBlock {
  Bytes bytes;
  bool packed = false;
  std::vector<uint32_t> ends;
  // Whether the file begins and ends with this block.
  bool first = false, last = false;
};

// The stories that stay, each followed by a line `<|endoftext|>`; where each ends with that; and for each story that
// was met the step that dropped it, kSteps for one that stays.
struct CleanedBlock {
  Bytes bytes;
  std::vector<uint32_t> ends;
  std::vector<uint8_t> verdicts;
};

class Cleaner {
 public:
  explicit Cleaner(const CleaningRules& rules);

  // Stories of validation, whose words no other story is to have.
  void protect(CleaningBlock block, size_t threads, const Stop& stop);
  void survey(CleaningBlock block, size_t threads, const Stop& stop);
  void settle(size_t threads, const Stop& stop);
  // Throws Failure (MISMATCH) where this is not what was surveyed.
  CleanedBlock clean(CleaningBlock block, size_t threads, const Stop& stop);
  // Throws Failure (MISMATCH) when less was cleaned than surveyed.
  void finish() const;

  // Of the blocks that were cleaned.
  const StepCounts& counts() const { return counts_; }
  // Bytes taken for the sake of duplicates, at most so far; and stories they were taken for.
  size_t peak_memory() const { return peak_; }
  size_t compared() const { return compared_; }

 private:
  struct Story {
    const uint8_t* text;
    size_t size;
    Standing standing;
  };
  struct Group;

  std::vector<Story> stories_of(CleaningBlock& block);
  std::vector<Story> split(bool last);
  std::vector<Group> look(const std::vector<Story>& stories, const CleaningRules& rules, bool hashes,
                          bool signatures, size_t threads, const Stop& stop) const;
  Step decide(uint64_t hash);
  void done_with_block();
  void note_memory(size_t signatures);
  static Failure changed();

  CleaningRules rules_;
  bool two_passes_;
  // Of the file that is being gone through: bytes from the beginning of the last story that is complete, and how
  // many of them the block has done with; whether a story was met; whether one too long to be held is passed over.
  Bytes held_;
  size_t taken_ = 0;
  bool begun_ = false, skipping_ = false;
  StepCounts counts_;
  HashSet protected_, met_;
  NearDuplicates near_;
  // With two passes: what became of each story that came so far.
  std::vector<uint8_t> decisions_;
  bool settled_ = false;
  size_t next_decision_ = 0, compared_ = 0, peak_ = 0;
};

}  // namespace tinystories::text
