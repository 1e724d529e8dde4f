#include "text/texts.h"

#include "program/failure.h"
#include "text/parallel.h"

namespace tinystories::text {

EncodedTexts encode_texts(const Encoder& encoder, const Texts& texts, bool special, size_t threads,
                          const std::atomic<bool>& stop) {
  // Groups are fixed by the number of texts alone, and put together in their order.
  constexpr size_t kGroup = 256;
  std::vector<EncodedTexts> groups((texts.count() + kGroup - 1) / kGroup);
  parallel(texts.count(), kGroup, threads, [&](size_t, size_t begin, size_t end) {
    EncodedTexts& group = groups[begin / kGroup];
    for (size_t i = begin; i < end; i++) {
      check_stop(stop);
      const size_t before = group.ids.size();
      encoder.encode(texts.begin(i), texts.size(i), special, group.ids);
      group.counts.push_back(static_cast<uint32_t>(group.ids.size() - before));
    }
  });
  if (groups.size() == 1) return std::move(groups[0]);
  EncodedTexts all;
  for (const EncodedTexts& group : groups) {
    all.ids.insert(all.ids.end(), group.ids.begin(), group.ids.end());
    all.counts.insert(all.counts.end(), group.counts.begin(), group.counts.end());
  }
  return all;
}

}  // namespace tinystories::text
