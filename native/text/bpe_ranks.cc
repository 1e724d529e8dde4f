#include "text/bpe_ranks.h"

#include <string>

#include "program/failure.h"
#include "text/word_table.h"

namespace tinystories::text {

std::vector<uint32_t> merges_of_ranks(const std::vector<uint8_t>& token_bytes,
                                      const std::vector<uint32_t>& token_ends) {
  const auto refuse = [](size_t rank, const char* why) {
    throw Failure("INVALID_ARGUMENT", "token of rank " + std::to_string(rank) + " " + why);
  };
  WordTable tokens;
  uint32_t begin = 0;
  for (const uint32_t end : token_ends) {
    const uint32_t rank = tokens.size();
    if (end <= begin || end > token_bytes.size()) refuse(rank, "is empty or lies outside of the token bytes");
    if (tokens.add(token_bytes.data() + begin, end - begin) != rank) refuse(rank, "stands twice");
    begin = end;
  }

  std::vector<uint32_t> merges, cuts;
  for (uint32_t rank = 0; rank < tokens.size(); rank++) {
    const uint8_t* bytes = tokens.bytes(rank);
    const uint32_t length = static_cast<uint32_t>(tokens.length(rank));
    if (length == 1) continue;
    // The parts lie between neighbouring cuts.
    cuts.clear();
    for (uint32_t i = 0; i <= length; i++) cuts.push_back(i);
    while (cuts.size() > 3) {
      uint32_t lowest = rank;
      size_t best = 0;
      for (size_t i = 1; i + 1 < cuts.size(); i++) {
        const uint32_t joined = tokens.find(bytes + cuts[i - 1], cuts[i + 1] - cuts[i - 1]);
        if (joined >= lowest) continue;
        lowest = joined;
        best = i;
      }
      if (best == 0) refuse(rank, "is not made of two tokens of lower rank");
      cuts.erase(cuts.begin() + static_cast<std::ptrdiff_t>(best));
    }
    for (size_t i = 0; i < 2; i++) {
      const uint32_t part = tokens.find(bytes + cuts[i], cuts[i + 1] - cuts[i]);
      if (part >= rank) refuse(rank, "is not made of two tokens of lower rank");
      merges.push_back(part);
    }
  }
  return merges;
}

}  // namespace tinystories::text
