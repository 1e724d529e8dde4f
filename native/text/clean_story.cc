#include "text/clean_story.h"

#include <algorithm>
#include <cstring>
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
  kDouble = 128      // two spaces in a row
};

struct Traits {
  uint16_t of[256] = {};
  uint16_t space[256] = {};
  Traits() {
    space[' '] = kDouble;
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

uint16_t traits(const Bytes& text) {
  uint32_t all = 0, before = 0;
  for (const uint8_t byte : text) {
    all |= kTraits.of[byte];
    all |= before & kTraits.space[byte];
    before = kTraits.space[byte];
  }
  return static_cast<uint16_t>(all);
}

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

size_t fix_line_ends(const Bytes& text, Bytes& out) {
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
size_t remove_controls(const Bytes& text, Bytes& out) {
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

size_t remove_heading(const Bytes& text, Bytes& out) {
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

size_t remove_backslashes(const Bytes& text, Bytes& out) {
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](uint8_t byte) { return byte != '\\'; });
  return text.size() - out.size();
}

size_t collapse_spaces(const Bytes& text, Bytes& out) {
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
size_t fix_typography(const Bytes& text, Bytes& out) {
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
size_t count_words(const Bytes& text, size_t enough) {
  const uint8_t* const end = text.data() + text.size();
  size_t words = 0;
  bool inside = false;
  for (const uint8_t* p = text.data(); p < end && words < enough;) {
    const size_t length = std::max<size_t>(1, utf8_length(p, end));
    const bool space = is_white_space(utf8_code(p, length));
    words += !space && !inside;
    inside = !space;
    p += length;
  }
  return words;
}

size_t count_characters(const Bytes& text, size_t enough) {
  size_t count = 0;
  for (size_t i = 0; i < text.size() && count < enough; i++) count += (text[i] & 0xc0) != 0x80;
  return count;
}

// A story of whose file the part before was cut off begins inside a sentence.
bool begins_inside(const Bytes& text) {
  for (const uint8_t byte : text)
    if (is_letter(byte) || byte >= 0x80) return byte >= 'a' && byte <= 'z';
  return false;
}

// Ends with a full stop, an exclamation or question mark or an ellipsis, and closing marks after it.
bool ends_a_sentence(const Bytes& text) {
  std::string_view rest = view(text);
  rest.remove_suffix(trailing_space(text.data(), text.data() + text.size()));
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
bool is_junk(const Bytes& text) {
  const std::string_view all = view(text);
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

bool holds_web_address(const Bytes& text) { return view(text).find("www.") != std::string_view::npos; }

Step verdict(const Bytes& text, const CleaningRules& rules, Standing standing) {
  const auto& on = rules.on;
  const uint16_t all = traits(text);
  if (on[kEmpty] && leading_space(text.data(), text.data() + text.size()) == text.size()) return kEmpty;
  if (on[kTiny] && count_words(text, rules.tiny_words) < rules.tiny_words) return kTiny;
  if (on[kCut] && ((standing.first && begins_inside(text)) || (standing.last && !ends_a_sentence(text))))
    return kCut;
  if (on[kJunk] && (((all & kSuspicious) && is_junk(text)) || holds_web_address(text))) return kJunk;
  if (on[kAscii] && (all & kUnprintable)) return kAscii;
  if (on[kSymbols] && (all & kSymbol)) return kSymbols;
  if (on[kShort] && count_characters(text, rules.short_characters) < rules.short_characters) return kShort;
  if (on[kEnding] && (text.empty() || std::strchr(".!\"?", text.back()) == nullptr)) return kEnding;
  return kSteps;
}

}  // namespace

Step clean_story(const uint8_t* text, size_t size, const CleaningRules& rules, Standing standing, Scratch& scratch,
                 Bytes& out, StepCounts& counts) {
  if (size > kLongestStory) {
    counts.add(kOversized, 1);
    return kOversized;
  }
  Bytes &now = scratch.one, &next = scratch.other;
  now.assign(text, text + size);
  // Puts the result of a step in the place of the text.
  const auto mend = [&](Step step, const auto& apply) {
    next.clear();
    const size_t places = apply(now, next);
    counts.add(step, places);
    if (places != 0) std::swap(now, next);
    return places;
  };
  const auto& on = rules.on;
  uint16_t met = traits(now);
  if (met & kHigh) {
    mend(kUtf8, [](const Bytes& from, Bytes& to) { return make_utf8(from.data(), from.size(), to); });
    size_t mended = 0;
    // Text that went through it twice or three times.
    for (int turn = 0; on[kMojibake] && turn < 3; turn++) {
      next.clear();
      const size_t places = repair_mojibake(now.data(), now.size(), on[kMojibakeResidue], next);
      if (places == 0) break;
      mended += places;
      std::swap(now, next);
    }
    counts.add(kMojibake, mended);
    if (on[kMojibakeResidue])
      mend(kMojibakeResidue,
           [](const Bytes& from, Bytes& to) { return repair_residue(from.data(), from.size(), to); });
    met = traits(now);
  }
  if (on[kLineEnds] && (met & kReturn)) mend(kLineEnds, fix_line_ends);
  if (on[kControls] && (met & (kControl | kHigh))) mend(kControls, remove_controls);
  if (on[kHeadings]) mend(kHeadings, remove_heading);
  if (on[kStrip]) {
    const uint8_t* const begin = now.data();
    const size_t before = leading_space(begin, begin + now.size());
    const size_t after = before == now.size() ? 0 : trailing_space(begin + before, begin + now.size());
    now.resize(now.size() - after);
    now.erase(now.begin(), now.begin() + static_cast<ptrdiff_t>(before));
    counts.add(kStrip, (before != 0) + (after != 0));
  }
  if (on[kBackslashes] && (met & kBackslash)) mend(kBackslashes, remove_backslashes);
  // A backslash, a control or a lost no-break space may have stood between two.
  if (on[kSpaces] && (met & (kDouble | kBackslash | kControl | kHigh))) mend(kSpaces, collapse_spaces);
  if (on[kTypography] && (met & kHigh)) mend(kTypography, fix_typography);
  // Also one that came about just now.
  if (const size_t mark = view(now).find(kEndOfText); mark != std::string_view::npos) {
    now.resize(mark);
    if (on[kStrip]) now.resize(now.size() - trailing_space(now.data(), now.data() + now.size()));
    counts.add(kMarks, 1);
  }
  const Step dropped = verdict(now, rules, standing);
  if (dropped != kSteps)
    counts.add(dropped, 1);
  else
    out.insert(out.end(), now.begin(), now.end());
  return dropped;
}

}  // namespace tinystories::text
