#include "text/cleaner.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "text/parallel.h"
#include "text/story_words.h"

namespace tinystories::text {
namespace {

// Stories that one thread takes at a time.
constexpr size_t kGroup = 64;

const uint8_t* find_mark(const uint8_t* p, const uint8_t* end) {
  while (static_cast<size_t>(end - p) >= kEndOfTextSize) {
    const size_t room = static_cast<size_t>(end - p) - kEndOfTextSize + 1;
    p = static_cast<const uint8_t*>(std::memchr(p, kEndOfText[0], room));
    if (p == nullptr) return nullptr;
    if (std::memcmp(p, kEndOfText, kEndOfTextSize) == 0) return p;
    p++;
  }
  return nullptr;
}

bool is_blank(const uint8_t* p, const uint8_t* end) {
  return std::all_of(p, end, [](uint8_t c) { return c == ' ' || (c >= 0x09 && c <= 0x0d); });
}

// The end of the line after a mark.
const uint8_t* after_line_end(const uint8_t* p, const uint8_t* end) {
  if (end - p >= 2 && p[0] == '\r' && p[1] == '\n') return p + 2;
  return p < end && *p == '\n' ? p + 1 : p;
}

// A story without the line's end before its mark.
size_t before_line_end(const uint8_t* begin, const uint8_t* mark) {
  if (mark > begin && mark[-1] == '\n') mark -= mark - begin >= 2 && mark[-2] == '\r' ? 2 : 1;
  return static_cast<size_t>(mark - begin);
}

}  // namespace

struct Cleaner::Group {
  Bytes bytes;
  std::vector<uint32_t> ends;  // of those that no step has dropped yet
  std::vector<uint8_t> verdicts;
  std::vector<uint64_t> hashes;
  std::vector<Signature> signatures;
  StepCounts counts;
};

Cleaner::Cleaner(const CleaningRules& rules)
    : rules_(rules), two_passes_(rules.on[kNear]), near_(rules.near_threshold) {}

// Stories that are complete and, unless it is the last block, not the last of the file so far. They lie in `held_`,
// of which `taken_` bytes are done with afterwards.
std::vector<Cleaner::Story> Cleaner::split(bool last) {
  std::vector<Story> stories;
  const uint8_t* const end = held_.data() + held_.size();
  const uint8_t* begin = held_.data();
  const auto add = [&](const uint8_t* text, size_t size) {
    stories.push_back({text, size, {!begun_, false}});
    begun_ = true;
  };
  // A story that was too long to be held counts when it ends.
  const auto add_oversized = [&] { add(nullptr, kLongestStory + 1); };
  const uint8_t* last_begin = nullptr;
  const uint8_t* mark;
  for (; (mark = find_mark(begin, end)) != nullptr; begin = after_line_end(mark + kEndOfTextSize, end)) {
    // What follows the mark may be the first byte of a line's end.
    if (!last && end - mark < static_cast<ptrdiff_t>(kEndOfTextSize) + 2) break;
    last_begin = begin;
    if (skipping_)
      add_oversized();
    else
      add(begin, before_line_end(begin, mark));
    skipping_ = false;
  }
  if (last) {
    if (skipping_)
      add_oversized();
    else if (!is_blank(begin, end) || !begun_)
      add(begin, static_cast<size_t>(end - begin));
    skipping_ = false;
    if (!stories.empty()) stories.back().standing.last = true;
    taken_ = held_.size();
  } else if (skipping_ || static_cast<size_t>(end - begin) > kLongestStory + kEndOfTextSize) {
    skipping_ = true;
    // A mark may have begun.
    taken_ = held_.size() - std::min(held_.size(), kEndOfTextSize + 1);
    if (mark != nullptr) taken_ = static_cast<size_t>(mark - held_.data());
  } else if (last_begin != nullptr && stories.back().text != nullptr) {
    begun_ = stories.size() > 1 || !stories.back().standing.first;
    stories.pop_back();
    taken_ = static_cast<size_t>(last_begin - held_.data());
  } else {
    taken_ = static_cast<size_t>(begin - held_.data());
  }
  return stories;
}

std::vector<Cleaner::Story> Cleaner::stories_of(CleaningBlock& block) {
  if (block.first) {
    held_.clear();
    begun_ = skipping_ = false;
  }
  if (!block.packed) {
    if (held_.empty())
      held_ = std::move(block.bytes);
    else
      held_.insert(held_.end(), block.bytes.begin(), block.bytes.end());
    return split(block.last);
  }
  held_ = std::move(block.bytes);
  taken_ = held_.size();
  std::vector<Story> stories;
  uint32_t begin = 0;
  for (const uint32_t end : block.ends) {
    stories.push_back({held_.data() + begin, end - begin, {block.first && begin == 0 && stories.empty(), false}});
    begin = end;
  }
  if (block.last && !stories.empty()) stories.back().standing.last = true;
  return stories;
}

std::vector<Cleaner::Group> Cleaner::look(const std::vector<Story>& stories, const CleaningRules& rules, bool hashes,
                                          bool signatures, size_t threads, const Stop& stop) const {
  std::vector<Group> groups((stories.size() + kGroup - 1) / kGroup);
  parallel(stories.size(), kGroup, threads, [&](size_t, size_t begin, size_t end) {
    check_stop(stop);
    Group& group = groups[begin / kGroup];
    Scratch scratch;
    Bytes words;
    std::vector<uint64_t> each;
    size_t room = 0;
    for (size_t i = begin; i < end; i++) room += stories[i].size <= kLongestStory ? stories[i].size : 0;
    group.bytes.reserve(room);
    for (size_t i = begin; i < end; i++) {
      const auto& [text, size, standing] = stories[i];
      const size_t before = group.bytes.size();
      const Step dropped = clean_story(text, size, rules, standing, scratch, group.bytes, group.counts);
      group.verdicts.push_back(dropped);
      if (dropped != kSteps) continue;
      group.ends.push_back(static_cast<uint32_t>(group.bytes.size()));
      if (!hashes) continue;
      const size_t folded = fold_words(group.bytes.data() + before, group.bytes.size() - before, words);
      group.hashes.push_back(story_hash(words.data(), folded));
      if (!signatures) continue;
      each.clear();
      word_hashes(words.data(), folded, each);
      group.signatures.push_back(sign(each));
    }
  });
  return groups;
}

void Cleaner::done_with_block() { held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(taken_)); }

void Cleaner::protect(CleaningBlock block, size_t threads, const Stop& stop) {
  CleaningRules mending = rules_;
  std::fill(mending.on.begin() + kEmpty, mending.on.end(), false);
  const std::vector<Story> stories = stories_of(block);
  for (const Group& group : look(stories, mending, true, false, threads, stop))
    for (const uint64_t hash : group.hashes) protected_.add(hash);
  done_with_block();
}

Step Cleaner::decide(uint64_t hash) {
  if (rules_.on[kLeaked] && protected_.has(hash)) return kLeaked;
  if (rules_.on[kExact]) {
    compared_++;
    if (!met_.add(hash)) return kExact;
  }
  return kSteps;
}

void Cleaner::survey(CleaningBlock block, size_t threads, const Stop& stop) {
  if (!two_passes_ || settled_) throw Failure("INVALID_ARGUMENT", "survey: expected before settle, with near-duplicates on");
  const std::vector<Story> stories = stories_of(block);
  for (const Group& group : look(stories, rules_, true, true, threads, stop)) {
    for (size_t i = 0; i < group.hashes.size(); i++) {
      const Step step = decide(group.hashes[i]);
      decisions_.push_back(step);
      if (step == kSteps) near_.add(group.signatures[i]);
    }
  }
  done_with_block();
  compared_ = decisions_.size();
  note_memory(near_.memory());
}

void Cleaner::settle(size_t threads, const Stop& stop) {
  if (!two_passes_ || settled_) throw Failure("INVALID_ARGUMENT", "settle: expected once, after survey");
  met_.clear();
  const std::vector<uint32_t> goes = near_.settle(threads, stop);
  note_memory(near_.peak_memory());
  near_.clear();
  size_t unique = 0;
  for (uint8_t& decision : decisions_)
    if (decision == kSteps && goes[unique++] != NearDuplicates::kStays) decision = kNear;
  settled_ = true;
}

CleanedBlock Cleaner::clean(CleaningBlock block, size_t threads, const Stop& stop) {
  if (two_passes_ && !settled_) throw Failure("INVALID_ARGUMENT", "clean: expected after settle");
  const std::vector<Story> stories = stories_of(block);
  const bool hashes = !two_passes_ && (rules_.on[kExact] || rules_.on[kLeaked]);
  CleanedBlock cleaned;
  cleaned.verdicts.reserve(stories.size());
  cleaned.bytes.reserve(held_.size() + 2 * stories.size());
  for (Group& group : look(stories, rules_, hashes, false, threads, stop)) {
    size_t candidate = 0, begin = 0;
    for (uint8_t& verdict : group.verdicts) {
      if (verdict != kSteps) continue;
      if (two_passes_ && next_decision_ == decisions_.size()) throw changed();
      if (two_passes_) verdict = decisions_[next_decision_++];
      if (hashes) verdict = decide(group.hashes[candidate]);
      const size_t end = group.ends[candidate++];
      if (verdict != kSteps) {
        group.counts.add(static_cast<Step>(verdict), 1);
      } else {
        Bytes& out = cleaned.bytes;
        out.insert(out.end(), group.bytes.begin() + static_cast<ptrdiff_t>(begin),
                   group.bytes.begin() + static_cast<ptrdiff_t>(end));
        constexpr char kEnding[] = "\n<|endoftext|>\n";
        out.insert(out.end(), kEnding, kEnding + sizeof(kEnding) - 1);
        cleaned.ends.push_back(static_cast<uint32_t>(out.size()));
      }
      begin = end;
    }
    counts_.add(group.counts);
    cleaned.verdicts.insert(cleaned.verdicts.end(), group.verdicts.begin(), group.verdicts.end());
  }
  done_with_block();
  note_memory(0);
  return cleaned;
}

void Cleaner::finish() const {
  if (two_passes_ && next_decision_ != decisions_.size()) throw changed();
}

Failure Cleaner::changed() {
  return Failure("MISMATCH",
                 "the stories were not the same when they were read a second time; let nothing change the files "
                 "while they are cleaned, and run it again");
}

void Cleaner::note_memory(size_t signatures) {
  peak_ = std::max(peak_, met_.memory() + protected_.memory() + decisions_.capacity() + signatures);
}

}  // namespace tinystories::text
