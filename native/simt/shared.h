// Shared memory of the block that a thread of the host runs: its bounds, and who touched which of its numbers since
// which barrier, so that a missing barrier is found in whatever order the threads run.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace simt {

struct Host;

// The last touches of two bytes, by the host's clock.
struct Cell {
  uint32_t written, read;
  uint16_t writer, reader;
  enum Readers : uint8_t { one, one_warp, several_warps } readers;
  bool pending;  // a cp.async writes it
};

struct Window {
  uintptr_t begin = 0;  // what may be touched
  size_t bytes = 0;
  uintptr_t room = 0;  // what is known to be shared memory
  size_t room_bytes = 0;
  Cell* cells = nullptr;  // of the room
  bool holds(uintptr_t address) const { return address - room < room_bytes; }
};

// A write where another thread has written since the last barrier. It is no fault when it changes nothing, which is
// known once it has happened: see `settle`.
struct Doubt {
  const Window* window = nullptr;
  uintptr_t address = 0;
  uint8_t bytes = 0;  // 0: there is none
  uint16_t other = 0;
  unsigned char before[16] = {};
};

constexpr size_t kSharedMost = 227 << 10;  // of a block
constexpr unsigned kClusterMost = 16;      // blocks

bool open_windows(Host& host);  // false: no memory
void close_windows(Host& host);
// New memory for a block, filled with what is no number.
void begin_shared(Host& host, size_t bytes);

// A touch by the running fiber, or by its whole warp together. Does not return when it is at fault.
enum class Touch : uint8_t { read, write, read_by_warp, copy_begins, copy_ends };
void touch_shared(Host& host, Window& window, uintptr_t address, size_t bytes, Touch touch);
// Called before the next access of the fiber, and when it waits.
void settle(Host& host);
// The window that holds an address, or nullptr.
Window* window_of(Host& host, const void* address);

}  // namespace simt
