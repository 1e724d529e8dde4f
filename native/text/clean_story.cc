#include "text/clean_story.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include "text/utf8.h"

namespace tinystories::text {
namespace {

enum Trait : uint16_t {
  kHigh = 1,        // above ASCII
  kReturn = 2,      // carriage return
  kControl = 4,     // a control that is neither white space of text nor a line's end
  kBackslash = 8,
  kSymbol = 16,     // of the step `symbols`
  kSuspicious = 32, // may begin what the step `junk` looks for, or a mark
  kUnprintable = 64, // neither a line feed nor printable ASCII
  kSpace = 128,      // a space
  kDouble = 256,     // two of them in a row
  kLetterW = 512,    // w
  kDoubleW = 1024    // two of them, as in web addresses and hardly elsewhere
};

struct Traits {
  uint16_t of[256] = {};
  Traits() {
    of[' '] = kSpace;
    of['w'] = kLetterW;
    for (int c = 0; c < 32; c++) of[c] = kControl | kUnprintable;
    of['\t'] = kUnprintable;
    of['\n'] = 0;
    of['\r'] = kReturn | kUnprintable;
    of[127] = kControl;
    for (int c = 128; c < 256; c++) of[c] = kHigh | kUnprintable;
    of['\\'] = kBackslash;
    for (const char* c = "|<>/`*=_&@~#%[]+()"; *c != 0; c++) of[static_cast<uint8_t>(*c)] |= kSymbol;
    for (const char* c = "</`"; *c != 0; c++) of[static_cast<uint8_t>(*c)] |= kSuspicious;
  }
};

const Traits kTraits;

uint16_t traits(std::string_view text) {
  uint32_t all = 0, before = 0;
  for (const char c : text) {
    const uint32_t now = kTraits.of[static_cast<uint8_t>(c)];
    all |= now | (now & before & (kSpace | kLetterW)) << 1;
    before = now;
  }
  return static_cast<uint16_t>(all);
}

const uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

std::string_view view(const Bytes& text) {
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

bool is_letter(uint8_t byte) { return (byte | 32) >= 'a' && (byte | 32) <= 'z'; }

// Whether `text` begins with the lower-case `words`, whatever its case.
bool begins_with(std::string_view text, std::string_view words) {
  if (text.size() < words.size()) return false;
  for (size_t i = 0; i < words.size(); i++) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((is_letter(byte) ? byte | 32 : byte) != static_cast<uint8_t>(words[i])) return false;
  }
  return true;
}

// Bytes of white space at the beginning.
size_t leading_space(const uint8_t* p, const uint8_t* end) {
  const uint8_t* const begin = p;
  size_t length;
  while (p < end && (length = utf8_length(p, end)) != 0 && is_white_space(utf8_code(p, length))) p += length;
  return static_cast<size_t>(p - begin);
}

size_t trailing_space(const uint8_t* p, const uint8_t* end) {
  const uint8_t* const all = end;
  while (end > p) {
    const uint8_t* last = end - 1;
    while (last > p && (*last & 0xc0) == 0x80) last--;
    const size_t length = utf8_length(last, end);
    if (length == 0 || !is_white_space(utf8_code(last, length))) break;
    end = last;
  }
  return static_cast<size_t>(all - end);
}

// --- mend; each appends to `out` and returns at how many places it changed something ---

size_t fix_line_ends(std::string_view from, Bytes& out) {
  const std::span<const uint8_t> text(bytes_of(from), from.size());
  size_t count = 0;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '\n') i++;
    out.push_back('\n');
    count++;
  }
  return count;
}

// U+0080 to U+009f, which follow a byte 0xc2, and U+feff.
size_t remove_controls(std::string_view from, Bytes& out) {
  const std::span<const uint8_t> text(bytes_of(from), from.size());
  size_t count = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t left = text.size() - i;
    size_t length = 0;
    if (kTraits.of[text[i]] & kControl) length = 1;
    if (left >= 2 && text[i] == 0xc2 && text[i + 1] < 0xa0) length = 2;
    if (left >= 3 && text[i] == 0xef && text[i + 1] == 0xbb && text[i + 2] == 0xbf) length = 3;
    if (length == 0) {
      out.push_back(text[i++]);
    } else {
      i += length;
      count++;
    }
  }
  return count;
}

size_t remove_heading(std::string_view from, Bytes& out) {
  const std::span<const uint8_t> text(bytes_of(from), from.size());
  const uint8_t* const end = text.data() + text.size();
  const uint8_t* p = text.data() + leading_space(text.data(), end);
  for (const std::string_view heading : {"possible story:", "story:"}) {
    const std::string_view rest(reinterpret_cast<const char*>(p), static_cast<size_t>(end - p));
    if (!begins_with(rest, heading)) continue;
    p += heading.size();
    p += leading_space(p, end);
    out.assign(p, end);
    return 1;
  }
  return 0;
}

size_t remove_backslashes(std::string_view from, Bytes& out) {
  const std::span<const uint8_t> text(bytes_of(from), from.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](uint8_t byte) { return byte != '\\'; });
  return text.size() - out.size();
}

size_t collapse_spaces(std::string_view from, Bytes& out) {
  const std::span<const uint8_t> text(bytes_of(from), from.size());
  size_t count = 0;
  for (size_t i = 0; i < text.size(); i++) {
    out.push_back(text[i]);
    if (text[i] != ' ' || i + 1 == text.size() || text[i + 1] != ' ') continue;
    while (i + 1 < text.size() && text[i + 1] == ' ') i++;
    count++;
  }
  return count;
}

// Signs of U+2010 to U+203f, of which all begin with the bytes e2 80. An opening single quotation mark stays.
size_t fix_typography(std::string_view from, Bytes& out) {
  const std::span<const uint8_t> text(bytes_of(from), from.size());
  size_t count = 0;
  for (size_t i = 0; i < text.size();) {
    const char* sign = nullptr;
    if (text[i] == 0xe2 && text.size() - i >= 3 && text[i + 1] == 0x80) {
      switch (text[i + 2]) {
        case 0x93: sign = "-"; break;
        case 0x94: {
          const bool spaced = !out.empty() && out.back() == ' ' && i + 3 < text.size() && text[i + 3] == ' ';
          sign = spaced ? "-" : " - ";
          break;
        }
        case 0x99: sign = "'"; break;
        case 0x9c:
        case 0x9d: sign = "\""; break;
        case 0xa6: sign = "..."; break;
        default: break;
      }
    }
    if (sign == nullptr) {
      out.push_back(text[i++]);
      continue;
    }
    while (*sign != 0) out.push_back(static_cast<uint8_t>(*sign++));
    i += 3;
    count++;
  }
  return count;
}

// --- drop ---

// Words parted by white space, at most `enough`.
size_t count_words(std::string_view text, size_t enough) {
  const uint8_t* const begin = bytes_of(text);
  const uint8_t* const end = begin + text.size();
  size_t words = 0;
  bool inside = false;
  for (const uint8_t* p = begin; p < end && words < enough;) {
    const size_t length = std::max<size_t>(1, utf8_length(p, end));
    const bool space = is_white_space(utf8_code(p, length));
    words += !space && !inside;
    inside = !space;
    p += length;
  }
  return words;
}

size_t count_characters(std::string_view text, size_t enough) {
  size_t count = 0;
  for (size_t i = 0; i < text.size() && count < enough; i++) count += (text[i] & 0xc0) != 0x80;
  return count;
}

// A story of whose file the part before was cut off begins inside a sentence.
bool begins_inside(std::string_view text) {
  for (const char c : text)
    if (is_letter(static_cast<uint8_t>(c)) || (c & 0x80)) return c >= 'a' && c <= 'z';
  return false;
}

// Ends with a full stop, an exclamation or question mark or an ellipsis, and closing marks after it.
bool ends_a_sentence(std::string_view rest) {
  rest.remove_suffix(trailing_space(bytes_of(rest), bytes_of(rest) + rest.size()));
  const auto ends_with = [&](std::string_view mark) {
    if (!rest.ends_with(mark)) return false;
    rest.remove_suffix(mark.size());
    return true;
  };
  while (ends_with("\"") || ends_with("'") || ends_with(")") || ends_with("\xe2\x80\x9d") ||
         ends_with("\xe2\x80\x99")) {
  }
  return ends_with(".") || ends_with("!") || ends_with("?") || ends_with("\xe2\x80\xa6");
}

// Traces of web pages, prompts and programs.
bool is_junk(std::string_view all) {
  for (size_t i = 0; i < all.size(); i++) {
    const std::string_view rest = all.substr(i);
    switch (all[i]) {
      case '<':
        if (rest.size() > 1 && (rest[1] == '|' || rest[1] == '/' || rest[1] == '!' || is_letter(rest[1])))
          return true;
        break;
      case '/':
        if (rest.starts_with("//")) return true;
        // he/she, him/her, his/her and the other way round
        for (const std::string_view pair : {"he/she", "she/he", "him/her", "her/him", "his/her", "her/his"}) {
          const size_t before = pair.find('/');
          if (i >= before && begins_with(all.substr(i - before), pair)) return true;
        }
        break;
      case '`':
        if (rest.starts_with("```")) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

bool holds_web_address(std::string_view text) { return text.find("www.") != std::string_view::npos; }

Step verdict(std::string_view text, uint16_t met, const CleaningRules& rules, Standing standing) {
  const auto& on = rules.on;
  if (on[kEmpty] && leading_space(bytes_of(text), bytes_of(text) + text.size()) == text.size()) return kEmpty;
  if (on[kTiny] && count_words(text, rules.tiny_words) < rules.tiny_words) return kTiny;
  if (on[kCut] && ((standing.first && begins_inside(text)) || (standing.last && !ends_a_sentence(text))))
    return kCut;
  if (on[kJunk] && (((met & kSuspicious) && is_junk(text)) || ((met & kDoubleW) && holds_web_address(text))))
    return kJunk;
  if (on[kAscii] && (met & kUnprintable)) return kAscii;
  if (on[kSymbols] && (met & kSymbol)) return kSymbols;
  if (on[kShort] && count_characters(text, rules.short_characters) < rules.short_characters) return kShort;
  constexpr std::string_view kEndings = ".!\"?";
  if (on[kEnding] && (text.empty() || kEndings.find(text.back()) == std::string_view::npos)) return kEnding;
  return kSteps;
}

// A story whose text is that of the file until something is changed; only then it is copied.
class Story {
 public:
  Story(std::string_view text, Scratch& scratch, StepCounts& counts) : text(text), scratch_(scratch), counts_(counts) {}

  // Puts what `apply(text, out)` makes in the place of the text, unless it changes nothing. Returns at how many places
  // it did.
  template <typename Apply>
  size_t change(const Apply& apply) {
    Bytes& next = turn_ ? scratch_.other : scratch_.one;
    next.clear();
    const size_t places = apply(text, next);
    if (places == 0) return 0;
    text = view(next);
    turn_ = !turn_;
    return places;
  }

  template <typename Apply>
  void mend(Step step, const Apply& apply) {
    const size_t places = change(apply);
    changed |= places != 0;
    counts_.add(step, places);
  }

  std::string_view text;
  bool changed = false;

 private:
  Scratch& scratch_;
  StepCounts& counts_;
  bool turn_ = false;
};

void strip_end(std::string_view& text) {
  text.remove_suffix(trailing_space(bytes_of(text), bytes_of(text) + text.size()));
}

}  // namespace

Step clean_story(const uint8_t* text, size_t size, const CleaningRules& rules, Standing standing, Scratch& scratch,
                 Bytes& out, StepCounts& counts) {
  if (size > kLongestStory) {
    counts.add(kOversized, 1);
    return kOversized;
  }
  const auto& on = rules.on;
  Story story({reinterpret_cast<const char*>(text), size}, scratch, counts);
  uint16_t met = traits(story.text);
  if (met & kHigh) {
    story.mend(kUtf8, [](std::string_view from, Bytes& to) { return make_utf8(bytes_of(from), from.size(), to); });
    if (on[kMojibake]) {
      // Text that went through it twice or three times.
      size_t mended = 0, places = 1;
      for (int turn = 0; places != 0 && turn < 3; turn++) {
        places = story.change([&](std::string_view from, Bytes& to) {
          return repair_mojibake(bytes_of(from), from.size(), on[kMojibakeResidue], to);
        });
        mended += places;
      }
      story.changed |= mended != 0;
      counts.add(kMojibake, mended);
    }
    if (on[kMojibakeResidue])
      story.mend(kMojibakeResidue,
                 [](std::string_view from, Bytes& to) { return repair_residue(bytes_of(from), from.size(), to); });
    if (story.changed) met = traits(story.text);
  }
  if (on[kLineEnds] && (met & kReturn)) story.mend(kLineEnds, fix_line_ends);
  if (on[kControls] && (met & (kControl | kHigh))) story.mend(kControls, remove_controls);
  if (on[kHeadings]) story.mend(kHeadings, remove_heading);
  if (on[kStrip]) {
    std::string_view& whole = story.text;
    const size_t before = leading_space(bytes_of(whole), bytes_of(whole) + whole.size());
    whole.remove_prefix(before);
    const size_t left = whole.size();
    strip_end(whole);
    counts.add(kStrip, (before != 0) + (whole.size() != left));
    // Tabs and the like may have gone with it.
    story.changed |= (met & kUnprintable) != 0;
  }
  if (on[kBackslashes] && (met & kBackslash)) story.mend(kBackslashes, remove_backslashes);
  // A backslash, a control or a lost no-break space may have stood between two.
  if (on[kSpaces] && (met & (kDouble | kBackslash | kControl | kHigh))) story.mend(kSpaces, collapse_spaces);
  if (on[kTypography] && (met & kHigh)) story.mend(kTypography, fix_typography);
  if (story.changed) met = traits(story.text);
  // Also one that came about just now.
  if (met & kSuspicious) {
    if (const size_t mark = story.text.find(kEndOfText); mark != std::string_view::npos) {
      story.text = story.text.substr(0, mark);
      if (on[kStrip]) strip_end(story.text);
      counts.add(kMarks, 1);
      met = traits(story.text);
    }
  }
  const Step dropped = verdict(story.text, met, rules, standing);
  if (dropped != kSteps)
    counts.add(dropped, 1);
  else
    out.insert(out.end(), bytes_of(story.text), bytes_of(story.text) + story.text.size());
  return dropped;
}

}  // namespace tinystories::text
