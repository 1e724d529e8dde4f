// One block: its fibers take turns until each waits or has ended; then whoever waits together goes on.
#include <string.h>

#include "simt/fault.h"
#include "simt/host.h"

namespace simt {

constinit thread_local Host* host_of_thread = nullptr;

namespace {

uint64_t mixed(uint64_t x) {  // splitmix64
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

// The numbers below `count`, as `order` wants them.
void arrange(uint8_t* list, unsigned count, const Order& order, uint64_t salt) {
  for (unsigned i = 0; i < count; i++) list[i] = static_cast<uint8_t>(order.kind == Order::descending ? count - 1 - i : i);
  if (order.kind != Order::seeded) return;
  uint64_t state = mixed(order.seed ^ mixed(salt));
  for (unsigned i = count; i > 1; i--) {
    state = mixed(state);
    const unsigned other = static_cast<unsigned>(state % i);
    const uint8_t kept = list[i - 1];
    list[i - 1] = list[other];
    list[other] = kept;
  }
}

size_t greatest_common_divisor(size_t a, size_t b) { return b ? greatest_common_divisor(b, a % b) : a; }

// The block that comes `i`th.
size_t block_at(const Launch& launch, size_t i) {
  const size_t count = launch.blocks;
  if (launch.order.kind == Order::ascending) return i;
  if (launch.order.kind == Order::descending) return count - 1 - i;
  size_t step = mixed(launch.order.seed) % count + 1;
  while (greatest_common_divisor(step, count) != 1) step++;
  return (i % count * (step % count) + mixed(~launch.order.seed)) % count;
}

// Who is behind the others: one block of a cluster, in seeded orders, waits until nobody else can go on, and then goes on with them
// for some rounds. So the others are as far ahead as they may be of what they wait for. After some such turns it is another one's lot.
struct Laggard {
  static constexpr uint64_t kTurns = 8, kRounds = 16;
  uint64_t turns = 0, rounds = 0;  // that it has left of its turn
  unsigned block = ~0u;

  void choose(const Launch& launch, uint64_t salt) {
    const unsigned blocks = launch.threads / launch.own_threads;
    if (launch.order.kind != Order::seeded || blocks == 1) return;
    block = static_cast<unsigned>(mixed(launch.order.seed ^ mixed(salt + turns / kTurns)) % blocks);
  }
  // Whether that thread has to wait for the others.
  bool waits(unsigned thread, const Launch& launch) const { return !rounds && thread / launch.own_threads == block; }
  // Nobody else can go on; false: it cannot either, or there is none.
  bool take_turn() {
    if (block == ~0u || rounds) return false;
    turns++;
    rounds = kRounds;
    return true;
  }
  void end_round(const Launch& launch, uint64_t salt) {
    if (rounds && --rounds == 0) choose(launch, salt);
  }
};

// Whoever arrived last of those that let others go first; false: nobody does.
bool wake_one(std::vector<Fiber>& fibers, const Launch& launch, const Laggard& laggard) {
  Fiber* latest = nullptr;
  for (unsigned i = 0; i < launch.threads; i++) {
    if (laggard.waits(i, launch)) continue;
    if (fibers[i].state == State::lets_go && (!latest || fibers[i].arrival > latest->arrival)) latest = &fibers[i];
  }
  if (latest) latest->state = State::ready;
  return latest != nullptr;
}

void enter() {
  Host* const mine = host_of_fiber();
  mine->launch->call(mine->launch->arguments);
  engine_ends(*mine);
  mine->current->state = State::done;
  leave();
  __builtin_unreachable();
}

}  // namespace

void leave() {
  Host* const mine = host_of_fiber();
  switch_to(mine->current->context, mine->scheduler);
}

uint3 thread_index() { return host_of_fiber()->current->thread; }
uint3 block_index() { return host_of_fiber()->block; }
dim3 block_size() { return host_of_fiber()->launch->size; }
dim3 grid_size() { return host_of_fiber()->launch->grid; }
unsigned lane() { return host_of_fiber()->current->lane; }
unsigned char* dynamic_shared() { return reinterpret_cast<unsigned char*>(host_of_fiber()->dynamic.begin); }

void block_barrier(Spot spot) {
  Fiber& me = *host_of_fiber()->current;
  me.request.kind = Wait::barrier;
  me.request.flag = false;
  me.request.spot = spot;
  me.state = State::at_block;
  host_of_fiber()->waiting++;
  leave();
}

unsigned block_count(bool vote, Spot spot) {
  Fiber& me = *host_of_fiber()->current;
  me.request.kind = Wait::barrier;
  me.request.flag = vote;
  me.request.spot = spot;
  me.state = State::at_block;
  host_of_fiber()->waiting++;
  leave();
  return me.request.source;  // where release_block leaves the count
}

void meet_warp() {
  Fiber& me = *host_of_fiber()->current;
  me.state = State::at_warp;
  me.warp->waiting++;
  leave();
}

bool Host::begin_block(size_t number) {
  const dim3 grid = launch->grid, size = launch->size;
  const unsigned threads = launch->threads, warp_count = (threads + kLanes - 1) / kLanes;
  if (fibers.size() < threads) fibers.resize(threads);
  if (warps.size() < warp_count) warps.resize(warp_count);
  if (!stacks.ready(threads)) fail("no memory for the stacks of %u threads", threads);
  block = {static_cast<unsigned>(number % grid.x), static_cast<unsigned>(number / grid.x % grid.y),
           static_cast<unsigned>(number / (size_t{grid.x} * grid.y))};
  alive = threads;
  waiting = 0;
  arrivals = 0;
  began = synced = ++clock;
  begin_shared(*this, launch->shared);
  forget_copies(*this);
  gates.clear();
  numbered.clear();
  stores.clear();
  products.clear();
  loads.clear();
  words.clear();
  for (unsigned i = 0; i < warp_count; i++) {
    const unsigned lanes = threads - i * kLanes < kLanes ? threads - i * kLanes : kLanes;
    warps[i] = {lanes, lanes, 0, clock};
  }
  uint3 at = {0, 0, 0};
  for (unsigned i = 0; i < threads; i++) {
    Fiber& f = fibers[i];
    f.state = State::ready;
    f.index = static_cast<uint16_t>(i);
    f.lane = static_cast<uint16_t>(i % kLanes);
    f.thread = at;
    f.warp = &warps[i / kLanes];
    f.stack = nullptr;
    f.first_copy = f.last_copy = kNone;
    f.group = f.store_group = f.product_group = 0;
    if (++at.x == size.x) at.x = 0, at.y++;
    if (at.y == size.y) at.y = 0, at.z++;
  }
  free_stacks.clear();
  for (unsigned i = threads; i-- > 0;) free_stacks.push_back(stacks.at(i));
  return true;
}

void Host::step(Fiber& fiber) {
  current = &fiber;
  if (!fiber.stack) {
    fiber.stack = free_stacks.back();
    free_stacks.pop_back();
    // Staggered, because equal offsets would share sets of the cache.
    prepare(fiber.context, fiber.stack, fiber.stack + kStack - fiber.lane % 16 * 192, enter);
  }
  switch_to(scheduler, fiber.context);
  if (doubt.bytes) settle(*this);
  current = nullptr;
  if (fiber.state != State::done) return;
  free_stacks.push_back(fiber.stack);
  fiber.warp->alive--;
  alive--;
}

void Host::release_block() {
  const unsigned threads = launch->threads;
  const Request& first = fibers[0].request;
  unsigned votes = 0;
  for (unsigned i = 0; i < threads; i++) {
    const Fiber& f = fibers[i];
    if (f.state == State::done) {
      stuck();
    }
    if (f.request.spot.line() != first.spot.line()) {
      current = &fibers[i];
      fail("threads wait at different __syncthreads: thread 0 in line %u, thread %u in line %u",
           static_cast<unsigned>(first.spot.line()), i, static_cast<unsigned>(f.request.spot.line()));
    }
    votes += f.request.flag;
  }
  waiting = 0;
  synced = ++clock;
  for (Warp& warp : warps) warp.synced = clock;
  for (unsigned i = 0; i < threads; i++) {
    fibers[i].state = State::ready;
    fibers[i].request.source = votes;
  }
}

// Nobody can go on: say where they wait.
void Host::stuck() {
  const Fiber* unlike[2] = {nullptr, nullptr};
  unsigned counts[2] = {0, 0}, ended = 0;
  for (unsigned i = 0; i < launch->threads; i++) {
    const Fiber& f = fibers[i];
    if (f.state == State::done) {
      ended++;
      continue;
    }
    for (int k = 0; k < 2; k++) {
      if (!unlike[k]) unlike[k] = &f;
      if (unlike[k]->request.kind != f.request.kind) continue;
      counts[k]++;
      break;
    }
  }
  fail("threads wait for others that do not come: %u at %s (first: thread %u, line %u), %u at %s, %u have ended", counts[0],
       name_of(unlike[0]->request.kind), unlike[0]->index, static_cast<unsigned>(unlike[0]->request.spot.line()), counts[1],
       unlike[1] && counts[1] ? name_of(unlike[1]->request.kind) : "another place", ended);
}

void Host::run_fibers() {
  const unsigned warp_count = (launch->threads + kLanes - 1) / kLanes;
  uint8_t warp_order[Stacks::kMost / kLanes], lane_order[kLanes];
  const uint64_t salt = block.x + (uint64_t{block.y} << 32) + (uint64_t{block.z} << 48);
  arrange(warp_order, warp_count, launch->order, salt);
  Laggard laggard;
  laggard.choose(*launch, salt);
  while (alive) {
    bool moved = false;
    for (unsigned w = 0; w < warp_count; w++) {
      if (laggard.waits(warp_order[w] * kLanes, *launch)) continue;
      Warp& warp = warps[warp_order[w]];
      Fiber* const lanes = fibers.data() + warp_order[w] * kLanes;
      arrange(lane_order, warp.lanes, launch->order, salt + w);
      for (;;) {
        for (unsigned l = 0; l < warp.lanes; l++) {
          Fiber& fiber = lanes[lane_order[l]];
          if (fiber.state == State::at_gate && gate_passed(*this, fiber)) fiber.state = State::ready;
          if (fiber.state != State::ready) continue;
          moved = true;
          step(fiber);
        }
        if (!warp.waiting || warp.waiting != warp.alive) break;
        release_warp(*this, warp, lanes);
      }
    }
    if (alive && waiting == alive) {
      release_block();
      moved = true;
    }
    if (moved) {
      laggard.end_round(*launch, salt);
    } else if (alive && !wake_one(fibers, *launch, laggard) && !laggard.take_turn()) {
      stuck();
    }
  }
  if (!loads.empty()) fail("ends while a box may still be written to shared memory");
  if (!words.empty()) fail("ends while what another block has sent may still be written to shared memory");
}

void Host::run(Launch& its_launch) {
  launch = &its_launch;
  mma = boxes = 0;
  if (clock > ~0u / 2) {  // never reached by tests; numbers of the clock may not come again
    memset(static_cast<void*>(dynamic.cells), 0, (dynamic.room_bytes / 2 + 1) * sizeof(Cell));
    if (fixed.cells) memset(static_cast<void*>(fixed.cells), 0, (fixed.bytes / 2 + 1) * sizeof(Cell));
    clock = 0;
  }
  // Failures land here.
  if (sigsetjmp(landing, 0) == 0) {
    in_block = true;
    for (size_t i; !launch->failed.load() && (i = launch->next.fetch_add(1)) < launch->blocks;) {
      if (begin_block(block_at(*launch, i))) run_fibers();
    }
  }
  in_block = false;
  current = nullptr;
  launch->mma.fetch_add(mma);
  launch->boxes.fetch_add(boxes);
  launch = nullptr;
}

}  // namespace simt
