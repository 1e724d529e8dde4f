// Vocabularies that list tokens by rank alone, as OpenAI publishes them.
#pragma once
#include <cstdint>
#include <vector>

namespace tinystories::text {

// The merges behind a list of tokens by rank: a token of several bytes is the merge of the two parts into
// which the tokens of lower rank cut it. Pairs of ranks, in the order of the tokens they make. Throws Failure
// (INVALID_ARGUMENT) for a token that no merge of two makes.
std::vector<uint32_t> merges_of_ranks(const std::vector<uint8_t>& token_bytes,
                                      const std::vector<uint32_t>& token_ends);

}  // namespace tinystories::text
