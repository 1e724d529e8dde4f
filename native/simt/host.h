// A thread of the host while it runs blocks of a kernel, and the parts of such a block. For native/simt alone.
#pragma once
#include <pthread.h>
#include <setjmp.h>

#include <atomic>
#include <vector>

#include "simt/cuda_runtime.h"
#include "simt/fibers.h"
#include "simt/shared.h"

namespace simt {

// In which order what could run at the same time runs.
struct Order {
  enum Kind : uint8_t { ascending, descending, seeded } kind = ascending;
  uint64_t seed = 0;
};

// One launch of a kernel.
struct Launch {
  const char* name;
  dim3 grid, size;
  unsigned threads;      // of a block, or of a cluster of blocks
  unsigned own_threads;  // of each of these
  size_t shared, blocks;
  void (*call)(const void*);
  const void* arguments;
  size_t argument_bytes;
  Order order;
  std::atomic<size_t> next{0};  // block that nobody has taken
  std::atomic<uint64_t> mma{0}, boxes{0};
  std::atomic<bool> failed{false};
  char message[320] = "";
};

// What a fiber waits at, and what it hands in there.
enum class Wait : uint8_t { barrier, warp, shuffle, ballot, mma, ldmatrix, gate, numbered, word };
const char* name_of(Wait kind);
struct Request {
  Wait kind;
  bool flag;            // vote, or trans
  uint8_t count;        // matrices
  uint8_t bytes;        // of a shuffle
  unsigned source;      // lane of a shuffle, or phase of a gate or a numbered barrier
  unsigned place;       // of a gate in the host's list, which is long where blocks are many
  unsigned long long word;  // that is to be another one
  const void *in, *in2;
  void* out;
  Spot spot;
};

// lets_go: has arrived somewhere and goes on when nobody else can who has not, or has later.
enum class State : uint8_t { ready, lets_go, at_block, at_warp, at_gate, done };
struct Warp {
  unsigned lanes, alive, waiting;
  uint32_t synced;  // the host's clock at its last barrier
};
struct Fiber {
  State state;
  uint16_t index, lane;  // in the block, in the warp
  uint3 thread;
  Warp* warp;
  unsigned char* stack;
  uint32_t first_copy, last_copy;  // cp.async that are under way (see copies.cc)
  uint32_t group;                  // those committed so far
  uint32_t store_group, product_group;  // the same of engine.cc's
  Switch context;
  Request request;
  uint64_t arrival;  // which of the host's was its last
};

// `missing`: of the `count` arrivals that end a phase, in this one. `over`: phases that are. `next`: of each warp the one that it
// waits for next.
struct Gate {
  const void* at;
  int64_t bytes;  // announced and not here yet
  uint32_t count, missing, over, next[Stacks::kMost / kLanes];
};

// A barrier of a part of a block, by number. `over`: how often it was passed.
struct Numbered {
  unsigned part;  // the block of a cluster
  int number, threads, arrived;
  uint32_t over;
};

// What engine.cc has put off.
struct PendingStore {
  uint16_t fiber;
  uint32_t group, from;
  Box box;
  int first[3];
};
struct PendingLoad {
  uint32_t to, barrier;
  Box box;
  int first[3];
};
struct PendingWords {
  uint32_t to, barrier, words[4];
};
struct PendingProduct {
  uint16_t fiber;
  uint32_t group;
  float* sums;
  int count;
  Operand64 a, b;
  bool adds, by_rows;
  uint32_t rows[2][8];  // instead of a
};

// A cp.async that has not been waited for. kNone ends a list.
constexpr uint32_t kNone = ~0u;
struct Copy {
  unsigned char* to;
  unsigned char data[16];
  uint32_t group, next;
  int bytes;
};

struct Host {
  // Where this thread stands.
  Launch* launch = nullptr;
  Fiber* current = nullptr;
  bool in_block = false;
  uint3 block{};
  unsigned alive = 0, waiting = 0;
  uint64_t arrivals = 0;  // at barriers in shared memory
  uint32_t clock = 0;  // steps on at every barrier of a warp or a block
  uint32_t began = 0, synced = 0;  // the clock at the block's start, at its last barrier
  uint64_t mma = 0, boxes = 0;
  Switch scheduler;
  sigjmp_buf landing;  // where a block ends that has failed

  // What it runs them in.
  pthread_t thread{};
  Stacks stacks;
  std::vector<Fiber> fibers;
  std::vector<Warp> warps;
  std::vector<unsigned char*> free_stacks;
  std::vector<Gate> gates;
  std::vector<Numbered> numbered;
  std::vector<PendingStore> stores;
  std::vector<PendingProduct> products;
  std::vector<PendingLoad> loads;
  std::vector<PendingWords> words;
  std::vector<Copy> copies;
  uint32_t free_copy = kNone;
  Doubt doubt;
  Window dynamic, fixed;  // shared memory by size at the launch, and by declaration

  void run(Launch& its_launch);

 private:
  bool begin_block(size_t number);
  void run_fibers();
  void step(Fiber& fiber);
  void release_block();
  [[noreturn]] void stuck();
};

extern constinit thread_local Host* host_of_thread;
// Of the calling thread; nullptr where it is none of the pool.
inline Host* host() { return host_of_thread; }
// All threads of the pool. Read by signal handlers, so none of them is freed while its thread lives.
extern std::atomic<Host*> hosts[kMostHosts];
// Of the calling fiber; nullptr where it is none. Quicker than to ask for a thread-local variable.
inline Host* host_of_fiber() {
  const uintptr_t offset = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - all_stacks;
  return offset < kMostHosts * kStacksOfHost ? hosts[offset / kStacksOfHost].load(std::memory_order_relaxed) : nullptr;
}
inline void set_host(Host* one) { host_of_thread = one; }

// The running fiber waits for its warp; what it hands in stands in its request.
void meet_warp();
// Runs what the lanes of a warp wait at together, and lets them go on (warp.cc).
void release_warp(Host& host, Warp& warp, Fiber* lanes);
// Lets go of copies that the last block has left behind (copies.cc).
void forget_copies(Host& host);
bool gate_passed(Host& host, const Fiber& fiber);  // whether what the fiber waits for is over
void barrier_bring(Host& host, uint32_t at, int64_t bytes);  // of what was announced
void bring_loads(Host& host, uint32_t barrier);              // boxes that are on their way to it
void engine_ends(Host& host);                      // with the running fiber
void leave();                                      // to whom is next: what the fiber waits for is noted

}  // namespace simt
