// A set of 64-bit hashes that wastes little memory while it grows: many small tables, each of which grows alone and
// by a half, so that at most 15 bytes a hash are taken at any time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinystories::text {

class HashSet {
 public:
  // Adds a hash, which is not 0. False: it was there already.
  bool add(uint64_t hash) {
    Table& table = tables_[hash >> 56];
    if ((table.count + 1) * 5 > table.slots.size() * 4) grow(table);
    uint64_t& slot = table.slots[find(table, hash)];
    if (slot == hash) return false;
    slot = hash;
    table.count++;
    size_++;
    return true;
  }

  bool has(uint64_t hash) const {
    const Table& table = tables_[hash >> 56];
    return !table.slots.empty() && table.slots[find(table, hash)] == hash;
  }

  size_t size() const { return size_; }

  size_t memory() const {
    size_t bytes = 0;
    for (const Table& table : tables_) bytes += table.slots.size() * sizeof(uint64_t);
    return bytes;
  }

  void clear() {
    for (Table& table : tables_) table = Table();
    size_ = 0;
  }

 private:
  static constexpr size_t kTables = 256, kFirst = 16;

  struct Table {
    std::vector<uint64_t> slots;
    size_t count = 0;
  };

  // Where the hash is, or would go. The bits below those that chose the table choose the place.
  static size_t find(const Table& table, uint64_t hash) {
    const size_t size = table.slots.size();
    size_t at = static_cast<size_t>(((hash >> 24 & 0xffffffffu) * size) >> 32);
    while (table.slots[at] != 0 && table.slots[at] != hash) at = at + 1 == size ? 0 : at + 1;
    return at;
  }

  static void grow(Table& table) {
    Table larger;
    larger.slots.resize(table.slots.empty() ? kFirst : table.slots.size() + table.slots.size() / 2);
    for (const uint64_t hash : table.slots)
      if (hash != 0) larger.slots[find(larger, hash)] = hash;
    larger.count = table.count;
    table = std::move(larger);
  }

  std::vector<Table> tables_ = std::vector<Table>(kTables);
  size_t size_ = 0;
};

}  // namespace tinystories::text
