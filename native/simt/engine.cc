// What a multiprocessor of Hopper does beside its threads: bulk copies of boxes, and products of a warpgroup. Each is done
// when it hurts most: what stands where a box is loaded to is spoiled at once, and the box is there when a thread waits for it
// and not before; so are boxes that are stored, and products.
#include <string.h>

#include "simt/fault.h"
#include "simt/host.h"
#include "simt/memory.h"
#include "simt/shared.h"

namespace simt {
namespace {

constexpr int kSide = 64, kRowBytes = 128, kBlock = kSide * kRowBytes, kNarrow = 16;  // numbers of a row of either kind

unsigned char* shared_bytes(Host& host, uint32_t at, size_t bytes) {
  if (at > host.dynamic.bytes || bytes > host.dynamic.bytes - at) {
    fail("shared memory outside of the %zu bytes asked for, at byte %u", host.dynamic.bytes, at);
  }
  return reinterpret_cast<unsigned char*>(host.dynamic.begin) + at;
}

// The bytes of a chunk of eight numbers, swizzled as boxes are; `at` begins a row of eight.
unsigned char* chunk_of(unsigned char* block, int row, int chunk) { return block + row * kRowBytes + ((chunk ^ row % 8) << 4); }

// Of a box with rows of `bytes` bytes, 128 or 32: what of the place within 128 or 256 bytes says is turned.
unsigned char* chunk_of_box(unsigned char* block, int row, int chunk, int bytes) {
  if (bytes == kRowBytes) return chunk_of(block, row, chunk);
  return block + row * bytes + ((chunk ^ row / 4 % 2) << 4);
}

// Calls move(in device memory, in shared memory, bytes that are there of 16) for every chunk of a box.
template <typename Move>
void each_chunk(Host& host, uint32_t shared, const Box& box, const int (&first)[3], Move move) {
  const size_t rows = size_t{box.box[1]} * box.box[2];
  if (box.box[0] != kSide && box.box[0] != kNarrow) fail("a box with rows of %u numbers instead of %d or %d", box.box[0], kSide, kNarrow);
  const int bytes = static_cast<int>(box.box[0]) * 2, unit = bytes * 8;  // after which the swizzle comes again
  const size_t off = (host.dynamic.begin + shared) % static_cast<size_t>(unit);
  if (off) fail("a box begins %zu bytes off a multiple of %d", off, unit);
  unsigned char* const block = shared_bytes(host, shared, rows * static_cast<size_t>(bytes));
  for (size_t r = 0; r < rows; r++) {
    const int64_t middle = first[1] + static_cast<int64_t>(r % box.box[1]), outer = first[2] + static_cast<int64_t>(r / box.box[1]);
    const bool there = middle >= 0 && middle < static_cast<int64_t>(box.sizes[1]) && outer >= 0 && outer < static_cast<int64_t>(box.sizes[2]);
    for (int chunk = 0; chunk < bytes / 16; chunk++) {
      const int64_t column = first[0] + chunk * 8, left = static_cast<int64_t>(box.sizes[0]) - column;
      const int count = !there || column < 0 || left <= 0 ? 0 : left < 8 ? static_cast<int>(left) : 8;
      const uintptr_t at = box.base + static_cast<uintptr_t>(((outer * static_cast<int64_t>(box.sizes[1]) + middle) * static_cast<int64_t>(box.sizes[0]) + column) * 2);
      if (count && !memory::within(at, static_cast<size_t>(count) * 2)) {
        char where[120];
        memory::describe(at, static_cast<size_t>(count) * 2, where, sizeof where);
        fail("a box touches %d bytes %s", count * 2, where);
      }
      move(reinterpret_cast<void*>(at), chunk_of_box(block, static_cast<int>(r), chunk, bytes), static_cast<size_t>(count) * 2);
    }
  }
}

float number_at(const unsigned char* at) {
  uint16_t half;
  memcpy(&half, at, 2);
  const uint32_t bits = uint32_t{half} << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

// The block of 64 x 64 numbers with rows `row` of an operand, and the first of their k; where the operand is across, each of the
// block's rows is a k, and rows are its columns.
unsigned char* block_of(Host& host, Operand64 operand, int row, int* k0) {
  const uint32_t at = static_cast<uint32_t>(operand);
  const bool across = operand >> 32 & 1;
  // Along, sixteen of k further are 32 bytes; across, 2 KB.
  const uint32_t within = static_cast<uint32_t>((host.dynamic.begin + at) % 1024);
  if (within >= (across ? 1u : static_cast<unsigned>(kRowBytes)) || within % 32) fail("an operand of a product begins at byte %u", at);
  *k0 = static_cast<int>(within) / 2;
  return shared_bytes(host, at - within + static_cast<uint32_t>(row / kSide * kBlock), across ? 16 * kRowBytes : kBlock);
}

// Sixteen numbers along k of row `row` of an operand.
void numbers_of(Host& host, Operand64 operand, int row, float (&to)[16]) {
  const bool across = operand >> 32 & 1;
  int k0;
  unsigned char* const block = block_of(host, operand, row, &k0);
  for (int k = 0; k < 16; k++) {
    const unsigned char* const chunk = across ? chunk_of(block, k, row % kSide / 8) : chunk_of(block, row % kSide, (k0 + k) / 8);
    to[k] = number_at(chunk + (across ? row % 8 : (k0 + k) % 8) * 2);
  }
}

void multiply(Host& host, const Fiber& me, const PendingProduct& p) {
  const int lane = me.lane, g = lane / 4, t = lane % 4, first = me.index % 128 / static_cast<int>(kLanes) * 16 + g;
  float left[2][16], right[16];
  for (int h = 0; h < 2; h++) {
    if (!p.by_rows) {
      numbers_of(host, p.a, first + 8 * h, left[h]);
      continue;
    }
    for (int k = 0; k < 16; k++) left[h][k] = number_at(reinterpret_cast<const unsigned char*>(&p.rows[h][k / 2]) + k % 2 * 2);
  }
  for (int j = 0; j < p.count / 4; j++) {
    for (int e = 0; e < 2; e++) {
      numbers_of(host, p.b, 8 * j + 2 * t + e, right);
      for (int h = 0; h < 2; h++) {
        float sum = 0;
        for (int k = 0; k < 16; k++) sum += left[h][k] * right[k];
        float& d = p.sums[4 * j + 2 * h + e];
        d = p.adds ? d + sum : sum;
      }
    }
  }
  if (lane == 0) host.mma += static_cast<uint64_t>(p.count / 4);
}

// Those of the running fiber in groups before the last `pending`, in order.
template <typename Item, typename Do>
void take_groups(Host& host, std::vector<Item>& list, uint32_t group, int pending, Do doing) {
  const uint16_t mine = host.current->index;
  size_t kept = 0;
  for (size_t i = 0; i < list.size(); i++) {
    if (list[i].fiber == mine && list[i].group + static_cast<uint32_t>(pending) < group) {
      doing(list[i]);
    } else {
      list[kept++] = list[i];
    }
  }
  list.resize(kept);
}

}  // namespace

uint32_t shared_offset(const void* at) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(at) - host_of_fiber()->dynamic.begin);
}
uint32_t shared_word(uint32_t at) {
  uint32_t word;
  memcpy(&word, shared_bytes(*host_of_fiber(), at, 4), 4);
  return word;
}
void set_shared_word(uint32_t at, uint32_t word) { memcpy(shared_bytes(*host_of_fiber(), at, 4), &word, 4); }

namespace {

// What a copy is about to write to must not be read any more by a product, nor by a box that is stored.
void look_for_readers(const Host& host, uint32_t to, size_t bytes) {
  const auto overlaps = [&](uint32_t begin, size_t length) { return begin < to + bytes && to < begin + length; };
  const auto reads = [&](Operand64 operand, int rows) {
    const bool across = operand >> 32 & 1;
    const uint32_t at = static_cast<uint32_t>(operand), begin = across ? at : at - static_cast<uint32_t>((host.dynamic.begin + at) % 1024);
    for (int block = 0; block * kSide < rows; block++) {
      const int left = rows - block * kSide, along = (left < kSide ? left : kSide) * kRowBytes;
      if (overlaps(begin + static_cast<uint32_t>(block * kBlock), static_cast<size_t>(across ? 16 * kRowBytes : along))) return true;
    }
    return false;
  };
  for (const PendingProduct& p : host.products) {
    if (reads(p.b, 2 * p.count) || (!p.by_rows && reads(p.a, kSide))) {
      fail("a copy begins to write to byte %u of shared memory, where a product of thread %u may still read", to, p.fiber);
    }
  }
  for (const PendingStore& s : host.stores) {
    if (overlaps(s.from, size_t{s.box.box[0]} * s.box.box[1] * s.box.box[2] * 2)) {
      fail("a copy begins to write to byte %u of shared memory, where a box that thread %u stores may still be read", to, s.fiber);
    }
  }
}

}  // namespace

void load_box(uint32_t to, const Box& box, const int (&first)[3], uint32_t barrier) {
  Host& host = *host_of_fiber();
  look_for_readers(host, to, size_t{box.box[0]} * box.box[1] * box.box[2] * 2);
  each_chunk(host, to, box, first, [](const void*, unsigned char* chunk, size_t) { memset(chunk, 0xff, 16); });
  host.loads.push_back({to, barrier, box, {first[0], first[1], first[2]}});
}
void bring_loads(Host& host, uint32_t barrier) {
  for (size_t i = 0; i < host.loads.size();) {
    if (host.loads[i].barrier != barrier) {
      i++;
      continue;
    }
    const PendingLoad l = host.loads[i];
    host.loads.erase(host.loads.begin() + static_cast<long>(i));
    host.boxes++;
    each_chunk(host, l.to, l.box, l.first, [](const void* from, unsigned char* chunk, size_t bytes) {
      memset(chunk, 0, 16);
      memcpy(chunk, from, bytes);
    });
    barrier_bring(host, barrier, static_cast<int64_t>(size_t{l.box.box[0]} * l.box.box[1] * l.box.box[2] * 2));
  }
  for (size_t i = 0; i < host.words.size();) {
    if (host.words[i].barrier != barrier) {
      i++;
      continue;
    }
    const PendingWords w = host.words[i];
    host.words.erase(host.words.begin() + static_cast<long>(i));
    memcpy(shared_bytes(host, w.to, sizeof w.words), w.words, sizeof w.words);
    barrier_bring(host, barrier, sizeof w.words);
  }
}

uint32_t cluster_part() {
  const Host& host = *host_of_fiber();
  return host.current->index / host.launch->own_threads;
}
uint32_t in_block(uint32_t at, uint32_t part) {
  const Host& host = *host_of_fiber();
  const uint32_t parts = host.launch->threads / host.launch->own_threads;
  if (part >= parts) fail("writes to block %u of a cluster of %u", part, parts);
  const uint32_t bytes = static_cast<uint32_t>(host.launch->shared / parts);
  return at % bytes + part * bytes;
}
void send_words(uint32_t to, const uint32_t (&words)[4], uint32_t barrier) {
  Host& host = *host_of_fiber();
  look_for_readers(host, to, sizeof words);
  memset(shared_bytes(host, to, sizeof words), 0xff, sizeof words);
  host.words.push_back({to, barrier, {words[0], words[1], words[2], words[3]}});
}

void store_box(uint32_t from, const Box& box, const int (&first)[3]) {
  Host& host = *host_of_fiber();
  host.stores.push_back({host.current->index, host.current->store_group, from, box, {first[0], first[1], first[2]}});
}
void store_commit() { host_of_fiber()->current->store_group++; }
void store_wait(int pending) {
  Host& host = *host_of_fiber();
  take_groups(host, host.stores, host.current->store_group, pending, [&](const PendingStore& s) {
    each_chunk(host, s.from, s.box, s.first, [](void* to, const unsigned char* chunk, size_t bytes) { memcpy(to, chunk, bytes); });
  });
}

void product(float* sums, int count, Operand64 a, Operand64 b, bool adds) {
  Host& host = *host_of_fiber();
  host.products.push_back({host.current->index, host.current->product_group, sums, count, a, b, adds, false, {}});
}
void product(float* sums, int count, const uint32_t (&rows)[2][8], Operand64 b, bool adds) {
  Host& host = *host_of_fiber();
  host.products.push_back({host.current->index, host.current->product_group, sums, count, 0, b, adds, true, {}});
  memcpy(host.products.back().rows, rows, sizeof rows);
}
void product_reads(Operand64 operand, int first, int rows) {
  Host& host = *host_of_fiber();
  if (host.doubt.bytes) settle(host);
  const bool across = operand >> 32 & 1;
  // Chunks of eight numbers: two of each row, or of sixteen k one for each eight rows.
  for (int i = host.current->lane; i < rows * 2; i += static_cast<int>(kLanes)) {
    const int row = first + (across ? i / 16 * 8 : i / 2);
    int k0;
    unsigned char* const block = block_of(host, operand, row, &k0);
    unsigned char* const chunk = across ? chunk_of(block, i % 16, row % kSide / 8) : chunk_of(block, row % kSide, k0 / 8 + i % 2);
    touch_shared(host, host.dynamic, reinterpret_cast<uintptr_t>(chunk), 16, Touch::read);
  }
}
void product_commit() { host_of_fiber()->current->product_group++; }
void product_wait(int pending) {
  Host& host = *host_of_fiber();
  take_groups(host, host.products, host.current->product_group, pending,
              [&](const PendingProduct& p) { multiply(host, *host.current, p); });
}

void engine_ends(Host& host) {
  const uint16_t mine = host.current->index;
  for (const PendingStore& s : host.stores) {
    if (s.fiber == mine) fail("ends while a box that it stored may still be read from shared memory");
  }
  for (const PendingProduct& p : host.products) {
    if (p.fiber == mine) fail("ends before a product that it began");
  }
}

}  // namespace simt
