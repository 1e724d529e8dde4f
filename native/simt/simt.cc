// Fibers, and what they do together (see simt.h).
#include <stdio.h>
#include <stdlib.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "simt/cuda_runtime.h"

namespace simt {
namespace {

struct Switch {
  void* stack_pointer = nullptr;
};
// System V on x86-64: what a callee keeps is rbx, rbp and r12 to r15.
extern "C" void ts_simt_switch(void** from, void* to);
__asm__(
    ".text\n.weak ts_simt_switch\n.hidden ts_simt_switch\n.type ts_simt_switch,@function\nts_simt_switch:\n"
    " push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
    " mov %rsp,(%rdi)\n mov %rsi,%rsp\n"
    " pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n ret\n"
    ".size ts_simt_switch,.-ts_simt_switch\n");
void switch_to(Switch& from, Switch& to) { ts_simt_switch(&from.stack_pointer, to.stack_pointer); }

constexpr size_t kStack = 64 << 10;
enum class State : uint8_t { ready, at_block, at_warp, done };

struct Copy {
  void* to;
  unsigned char data[16];
  int bytes;
};
struct Warp {
  unsigned lanes, alive, waiting;
  uint64_t slot[2][kLanes];
  uint32_t fragment[2][kLanes][6];
  const void* row[2][kLanes];
};
struct Fiber {
  Place place;
  State state;
  uint8_t bank;
  unsigned char* stack;
  Warp* warp;
  Switch context;
  std::vector<Copy> open;                 // cp.async since the last commit
  std::vector<std::vector<Copy>> groups;  // committed, not waited for
};
struct Arena {
  std::unique_ptr<unsigned char[]> stacks;
  size_t stack_count = 0;
  std::vector<Fiber> fibers;
  std::vector<Warp> warps;
  std::vector<unsigned char> shared;
  std::vector<unsigned char*> free;
};
struct Block {
  const char* name;
  const Work* thread;
  unsigned alive, waiting;
  unsigned char* shared;
  Switch scheduler;
};

thread_local Fiber* current = nullptr;
thread_local Block* block = nullptr;

[[noreturn]] void die(const char* why) {
  fprintf(stderr, "simt: %s in kernel %s\n", why, block->name);
  abort();
}

void yield() {
  Fiber* const me = current;
  switch_to(me->context, block->scheduler);
}

void enter() {
  (*block->thread)();
  current->state = State::done;
  yield();
  __builtin_unreachable();
}

void start(Arena& arena, Fiber& fiber) {
  fiber.stack = arena.free.back();
  arena.free.pop_back();
  // Staggered, because equal offsets would share sets of the cache.
  const uintptr_t top = (reinterpret_cast<uintptr_t>(fiber.stack + kStack) - fiber.place.lane % 16 * 192) & ~uintptr_t{63};
  void** sp = reinterpret_cast<void**>(top);
  *--sp = nullptr;
  *--sp = reinterpret_cast<void*>(enter);
  for (int i = 0; i < 6; i++) *--sp = nullptr;
  fiber.context.stack_pointer = sp;
}

void run_block(Arena& arena, Block& b, dim3 grid, dim3 size, uint3 index, size_t shared) {
  const unsigned threads = size.x * size.y * size.z, warps = (threads + kLanes - 1) / kLanes;
  if (arena.stack_count < threads) {
    arena.stacks.reset(new unsigned char[threads * kStack]);
    arena.stack_count = threads;
  }
  if (arena.fibers.size() < threads) arena.fibers.resize(threads);
  if (arena.warps.size() < warps) arena.warps.resize(warps);
  if (arena.shared.size() < shared + 128) arena.shared.resize(shared + 128);
  b.shared = reinterpret_cast<unsigned char*>((reinterpret_cast<uintptr_t>(arena.shared.data()) + 127) & ~uintptr_t{127});
  memset(b.shared, 0xff, shared);  // no numbers: reads before writes show up
  b.alive = threads;
  b.waiting = 0;
  block = &b;
  for (unsigned i = 0; i < warps; i++) {
    const unsigned lanes = threads - i * kLanes < kLanes ? threads - i * kLanes : kLanes;
    arena.warps[i].lanes = arena.warps[i].alive = lanes;
    arena.warps[i].waiting = 0;
  }
  for (unsigned i = 0; i < threads; i++) {
    Fiber& f = arena.fibers[i];
    f.place = {{i % size.x, i / size.x % size.y, i / (size.x * size.y)}, index, size, grid, i % kLanes};
    f.warp = &arena.warps[i / kLanes];
    f.state = State::ready;
    f.bank = 0;
    f.stack = nullptr;
    f.open.clear();
    f.groups.clear();
  }
  arena.free.clear();
  for (unsigned i = threads; i-- > 0;) arena.free.push_back(arena.stacks.get() + i * kStack);
  while (b.alive) {
    bool moved = false;
    for (unsigned w = 0; w < warps; w++) {
      Warp& warp = arena.warps[w];
      Fiber* const lanes = arena.fibers.data() + w * kLanes;
      for (;;) {
        for (unsigned l = 0; l < warp.lanes; l++) {
          if (lanes[l].state != State::ready) continue;
          moved = true;
          current = &lanes[l];
          if (!current->stack) start(arena, *current);
          switch_to(b.scheduler, current->context);
          if (lanes[l].state == State::done) {
            arena.free.push_back(lanes[l].stack);
            warp.alive--;
            b.alive--;
          }
        }
        if (!warp.waiting || warp.waiting != warp.alive) break;
        warp.waiting = 0;
        for (unsigned l = 0; l < warp.lanes; l++) {
          if (lanes[l].state == State::at_warp) lanes[l].state = State::ready;
        }
      }
    }
    if (b.alive && b.waiting == b.alive) {
      b.waiting = 0;
      for (unsigned i = 0; i < threads; i++) arena.fibers[i].state = arena.fibers[i].state == State::at_block ? State::ready : arena.fibers[i].state;
      moved = true;
    }
    if (b.alive && !moved) die("not all threads reach a barrier");
  }
}

float from_bf16(uint32_t pair, bool upper) {
  const uint32_t bits = upper ? pair & 0xffff0000u : pair << 16;
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

}  // namespace

const Place& place() { return current->place; }
unsigned char* dynamic_shared() { return block->shared; }

void block_barrier() {
  current->state = State::at_block;
  block->waiting++;
  yield();
}

void warp_barrier() {
  current->state = State::at_warp;
  current->warp->waiting++;
  yield();
}

// Two banks: no lane can be two exchanges ahead of another.
void exchange(const void* mine, void* theirs, unsigned bytes, unsigned source) {
  Fiber* const me = current;
  auto& slots = me->warp->slot[me->bank ^= 1];
  memcpy(&slots[me->place.lane], mine, bytes);
  warp_barrier();
  memcpy(theirs, &slots[source < me->warp->lanes ? source : me->place.lane], bytes);
}

uint32_t ballot(bool vote) {
  Fiber* const me = current;
  auto& slots = me->warp->slot[me->bank ^= 1];
  slots[me->place.lane] = vote;
  warp_barrier();
  uint32_t votes = 0;
  for (unsigned i = 0; i < me->warp->lanes; i++) votes |= static_cast<uint32_t>(slots[i] & 1) << i;
  return votes;
}

uint32_t to_bf16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

void mma_bf16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
  Fiber* const me = current;
  auto& fragments = me->warp->fragment[me->bank ^= 1];
  uint32_t* const mine = fragments[me->place.lane];
  for (int i = 0; i < 4; i++) mine[i] = a[i];
  for (int i = 0; i < 2; i++) mine[4 + i] = b[i];
  warp_barrier();
  const unsigned g = me->place.lane / 4, t = me->place.lane % 4;
  for (int i = 0; i < 4; i++) {
    const unsigned upper = static_cast<unsigned>(i) >> 1, column = t * 2 + (static_cast<unsigned>(i) & 1);
    float sum = 0;
    for (unsigned k = 0; k < 16; k++) {
      const uint32_t* const row = fragments[g * 4 + k % 8 / 2];
      const uint32_t* const col = fragments[column * 4 + k % 8 / 2];
      sum += from_bf16(row[upper + (k >= 8 ? 2 : 0)], k & 1) * from_bf16(col[4 + (k >= 8)], k & 1);
    }
    d[i] += sum;
  }
}

void ldmatrix_rows(uint32_t* registers, int count, const void* shared, bool trans) {
  Fiber* const me = current;
  auto& rows = me->warp->row[me->bank ^= 1];
  if (reinterpret_cast<uintptr_t>(shared) % 16 && me->place.lane < static_cast<unsigned>(8 * count)) die("a row of ldmatrix is not aligned");
  rows[me->place.lane] = shared;
  warp_barrier();
  const unsigned g = me->place.lane / 4, t = me->place.lane % 4;
  for (int m = 0; m < count; m++) {
    uint16_t pair[2];
    for (unsigned i = 0; i < 2; i++) {
      const unsigned row = trans ? 2 * t + i : g, column = trans ? g : 2 * t + i;
      memcpy(&pair[i], static_cast<const char*>(rows[8 * m + static_cast<int>(row)]) + 2 * column, 2);
    }
    memcpy(registers + m, pair, 4);
  }
  warp_barrier();  // nobody writes over the rows before all have read them
}

// The copy happens when it is waited for, so that a missing wait shows; meanwhile the target holds no numbers.
void cp_async(void* shared, const void* global, int bytes, bool there) {
  Copy copy = {shared, {}, bytes};
  if (reinterpret_cast<uintptr_t>(shared) % static_cast<unsigned>(bytes) || (there && reinterpret_cast<uintptr_t>(global) % static_cast<unsigned>(bytes)))
    die("an address of cp.async is not aligned");
  if (there) memcpy(copy.data, global, static_cast<size_t>(bytes));
  memset(shared, 0xff, static_cast<size_t>(bytes));
  current->open.push_back(copy);
}
void cp_async_commit() {
  current->groups.push_back(std::move(current->open));
  current->open.clear();
}
void cp_async_wait(int pending) {
  auto& groups = current->groups;
  while (groups.size() > static_cast<size_t>(pending)) {
    for (const Copy& copy : groups.front()) memcpy(copy.to, copy.data, static_cast<size_t>(copy.bytes));
    groups.erase(groups.begin());
  }
}

void run(const char* name, dim3 grid, dim3 size, size_t shared, const Work& thread) {
  const size_t blocks = size_t{grid.x} * grid.y * grid.z;
  std::atomic<size_t> next{0};
  auto work = [&] {
    static thread_local Arena arena;
    Block b{};
    b.name = name;
    b.thread = &thread;
    for (size_t i; (i = next.fetch_add(1)) < blocks;) {
      const uint3 index = {static_cast<unsigned>(i % grid.x), static_cast<unsigned>(i / grid.x % grid.y),
                           static_cast<unsigned>(i / (size_t{grid.x} * grid.y))};
      run_block(arena, b, grid, size, index, shared);
    }
  };
  const unsigned wanted = std::thread::hardware_concurrency();
  const size_t helpers = blocks < wanted ? blocks : wanted;
  std::vector<std::thread> threads;
  for (size_t i = 1; i < helpers; i++) threads.emplace_back(work);
  work();
  for (std::thread& one : threads) one.join();
}

}  // namespace simt
