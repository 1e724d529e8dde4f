// The steps that look at one story alone, in the order in which they are applied: first those that mend its text,
// then those that drop it. docs/cleaning.md describes each.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "text/mojibake.h"

namespace tinystories::text {

enum Step : uint8_t {
  // Before the text is looked at.
  kOversized,
  // Mend.
  kUtf8,
  kMojibake,
  kMojibakeResidue,
  kLineEnds,
  kControls,
  kHeadings,
  kStrip,
  kBackslashes,
  kSpaces,
  kTypography,
  kMarks,
  // Drop.
  kEmpty,
  kTiny,
  kCut,
  kJunk,
  kAscii,
  kSymbols,
  kShort,
  kEnding,
  // Drop, after a look at other stories.
  kLeaked,
  kExact,
  kNear,
  kSteps,
};

// As lib/data/clean/steps.ts calls them.
constexpr const char* kStepNames[kSteps] = {
    "oversized", "utf8",       "mojibake", "mojibake-residue", "line-ends", "controls", "headings", "strip",
    "backslashes", "spaces",   "typography", "marks",          "empty",     "tiny",     "cut",      "junk",
    "ascii",     "symbols",    "short",    "ending",           "leaked",    "exact-duplicates", "near-duplicates",
};

struct CleaningRules {
  std::array<bool, kSteps> on{};
  size_t tiny_words = 10;
  size_t short_characters = 100;
  double near_threshold = 0.8;
};

// What each step has done: to how many stories, and at how many places (of steps that drop: the same).
struct StepCounts {
  std::array<uint64_t, kSteps> stories{}, places{};

  void add(Step step, uint64_t count) {
    if (count == 0) return;
    stories[step]++;
    places[step] += count;
  }
  void add(const StepCounts& other) {
    for (size_t i = 0; i < kSteps; i++) {
      stories[i] += other.stories[i];
      places[i] += other.places[i];
    }
  }
};

// Where in its file a story stands.
struct Standing {
  bool first = false, last = false;
};

// Memory that cleaning one story after another uses again.
struct Scratch {
  Bytes one, other;
};

// Appends the mended story to `out`; the step that dropped it, or kSteps when none did, is returned (what was
// appended is then of no use). Counts what was done.
Step clean_story(const uint8_t* text, size_t size, const CleaningRules& rules, Standing standing, Scratch& scratch,
                 Bytes& out, StepCounts& counts);

// The line that parts stories in files.
constexpr char kEndOfText[] = "<|endoftext|>";
constexpr size_t kEndOfTextSize = sizeof(kEndOfText) - 1;
// A story of more bytes is dropped before it is held in memory.
constexpr size_t kLongestStory = 16 << 20;

}  // namespace tinystories::text
