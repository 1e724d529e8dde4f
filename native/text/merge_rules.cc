#include "text/merge_rules.h"

#include <algorithm>

#include "text/hash.h"

namespace tinystories::text {
namespace {

// Above this many parts a word is merged with a heap. Below, scanning for the best pair is faster.
constexpr size_t kShortWord = 48;

}  // namespace

MergeRules::MergeRules(size_t expected) {
  size_t slots = 16;
  while (slots < expected * 2) slots *= 2;
  rules_.assign(slots * 2, {kNoPair, kNoRank, 0});
}

bool MergeRules::add(uint32_t left, uint32_t right, uint32_t rank, uint32_t result) {
  if (find(left, right) != nullptr) return false;
  if (++count_ * 2 > rules_.size()) {
    const std::vector<Rule> before = std::move(rules_);
    rules_.assign(before.size() * 2, {kNoPair, kNoRank, 0});
    for (const Rule& rule : before)
      if (rule.pair != kNoPair) place(rule);
  }
  place({static_cast<uint64_t>(left) << 32 | right, rank, result});
  return true;
}

void MergeRules::place(const Rule& rule) {
  const size_t mask = rules_.size() - 1;
  size_t at = mix(rule.pair >> 32, static_cast<uint32_t>(rule.pair)) & mask;
  while (rules_[at].pair != kNoPair) at = (at + 1) & mask;
  rules_[at] = rule;
}

const MergeRules::Rule* MergeRules::find(uint32_t left, uint32_t right) const {
  const uint64_t pair = static_cast<uint64_t>(left) << 32 | right;
  const size_t mask = rules_.size() - 1;
  for (size_t at = mix(left, right) & mask;; at = (at + 1) & mask) {
    if (rules_[at].pair == pair) return &rules_[at];
    if (rules_[at].pair == kNoPair) return nullptr;
  }
}

void MergeRules::apply(WordCache& cache) const {
  if (cache.word.size() < 2) return;
  if (cache.word.size() <= kShortWord)
    merge_short(cache);
  else
    merge_long(cache);
}

void MergeRules::merge_short(WordCache& cache) const {
  std::vector<uint32_t>& word = cache.word;
  uint32_t ranks[kShortWord], results[kShortWord];
  size_t count = word.size();
  const auto look = [&](size_t i) {
    const Rule* rule = find(word[i], word[i + 1]);
    ranks[i] = rule == nullptr ? kNoRank : rule->rank;
    results[i] = rule == nullptr ? 0 : rule->result;
  };
  for (size_t i = 0; i + 1 < count; i++) look(i);
  while (count > 1) {
    const size_t best = static_cast<size_t>(std::min_element(ranks, ranks + count - 1) - ranks);
    if (ranks[best] == kNoRank) break;
    word[best] = results[best];
    count--;
    for (size_t i = best + 1; i < count; i++) word[i] = word[i + 1];
    for (size_t i = best + 1; i + 1 < count; i++) {
      ranks[i] = ranks[i + 1];
      results[i] = results[i + 1];
    }
    if (best > 0) look(best - 1);
    if (best + 1 < count) look(best);
  }
  word.resize(count);
}

void MergeRules::merge_long(WordCache& cache) const {
  using Candidate = WordCache::Candidate;
  constexpr uint32_t kEnd = ~0u;
  std::vector<uint32_t>& word = cache.word;
  std::vector<WordCache::Node>& nodes = cache.nodes;
  std::vector<Candidate>& heap = cache.heap;
  const uint32_t size = static_cast<uint32_t>(word.size());
  nodes.resize(size);
  heap.clear();
  const auto later = [](const Candidate& a, const Candidate& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.at > b.at;
  };
  const auto candidate = [&](uint32_t at, Candidate* found) {
    const uint32_t left = nodes[at].id, right = nodes[nodes[at].after].id;
    const Rule* rule = find(left, right);
    if (rule != nullptr) *found = {rule->rank, at, left, right};
    return rule != nullptr;
  };
  for (uint32_t i = 0; i < size; i++)
    nodes[i] = {word[i], i == 0 ? kEnd : i - 1, i + 1 == size ? kEnd : i + 1};
  Candidate next;
  for (uint32_t i = 0; i + 1 < size; i++)
    if (candidate(i, &next)) heap.push_back(next);
  std::make_heap(heap.begin(), heap.end(), later);

  constexpr uint32_t kGone = ~0u;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    const Candidate best = heap.back();
    heap.pop_back();
    WordCache::Node& node = nodes[best.at];
    // Outdated: one of the two was merged with another neighbour since.
    if (node.id != best.left || node.after == kEnd || nodes[node.after].id != best.right) continue;
    node.id = find(best.left, best.right)->result;
    WordCache::Node& right = nodes[node.after];
    right.id = kGone;
    node.after = right.after;
    if (node.after != kEnd) nodes[node.after].before = best.at;
    for (const uint32_t at : {node.before, best.at}) {
      if (at == kEnd || nodes[at].after == kEnd || !candidate(at, &next)) continue;
      heap.push_back(next);
      std::push_heap(heap.begin(), heap.end(), later);
    }
  }
  word.clear();
  for (uint32_t at = 0; at != kEnd; at = nodes[at].after) word.push_back(nodes[at].id);
}

}  // namespace tinystories::text
