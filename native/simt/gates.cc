// Gates (cuda/gate.h): barriers in shared memory that a number of arrivals ends, phase after phase. They hold threads back as on
// a GPU, but order no memory. A warp must wait for the phase after the one it last waited for, or for that one again: a GPU
// tells phases apart by their parity alone.
#include "simt/fault.h"
#include "simt/host.h"

namespace simt {
namespace {

Gate* find_gate(Host& host, const void* at) {
  for (Gate& gate : host.gates) {
    if (gate.at == at) return &gate;
  }
  return nullptr;
}
Gate& gate_at(Host& host, const void* at) {
  if (Gate* const gate = find_gate(host, at)) return *gate;
  fail("uses a gate that was not prepared");
}

bool end_phase(Gate& gate) {
  if (gate.missing || gate.bytes) return false;
  gate.missing = gate.count;
  gate.over++;
  return true;
}

// What all threads did before is before what any of them does from now on.
void order_all(Host& host) {
  host.synced = ++host.clock;
  for (Warp& warp : host.warps) warp.synced = host.clock;
}

// What others do now may come before what who has arrived does next, or after it. It goes on, but where its arrival ends a phase
// the others have a turn; in all orders but the ascending one it has, half of the time, to wait until nobody else can go on.
void let_others_go(Host& host, bool ended) {
  const Order& order = host.launch->order;
  Fiber& me = *host.current;
  me.arrival = ++host.arrivals;
  const bool waits = order.kind != Order::ascending && ((order.seed ^ host.arrivals * 0x9e3779b97f4a7c15u) >> 40 & 1);
  if (waits) me.state = State::lets_go;
  if (waits || ended) leave();
}

const void* barrier_at(Host& host, uint32_t at) { return reinterpret_cast<const void*>(host.dynamic.begin + at); }

void wait_for(Wait kind, const void* in, uint32_t source, Spot spot) {
  Fiber& me = *host_of_fiber()->current;
  me.request.kind = kind;
  me.request.in = in;
  me.request.source = source;
  me.request.spot = spot;
  me.state = State::at_gate;
  leave();
}

}  // namespace

void gate_prepare(const void* at, int count) {
  Host& host = *host_of_fiber();
  if (find_gate(host, at)) fail("prepares a gate again");
  Gate gate = {};
  gate.at = at;
  gate.count = gate.missing = static_cast<uint32_t>(count);
  host.gates.push_back(gate);
}

void gate_arrive(const void* at) {
  Gate& gate = gate_at(*host_of_fiber(), at);
  gate.missing--;
  let_others_go(*host_of_fiber(), end_phase(gate));
}

void gate_await(const void* at, uint32_t phase, Spot spot) {
  Host* const host = host_of_fiber();
  Gate& gate = gate_at(*host, at);
  uint32_t& next = gate.next[host->current->index / kLanes];
  if (phase != next && phase + 1 != next) {
    fail("waits for phase %u of a gate (line %u), where phase %u comes next: one that is left out can be taken for another", phase,
         static_cast<unsigned>(spot.line()), next);
  }
  if (gate.over > phase + 1) {
    fail("waits for phase %u of a gate (line %u), of which %u are over", phase, static_cast<unsigned>(spot.line()), gate.over);
  }
  next = phase + 1;
  if (gate.over > phase) return;
  host->current->request.place = static_cast<unsigned>(&gate - host->gates.data());
  wait_for(Wait::gate, at, phase, spot);
}

void barrier_prepare(uint32_t at, int count) { gate_prepare(barrier_at(*host_of_fiber(), at), count); }

void barrier_arrive(uint32_t at, int64_t announced) {
  Host& host = *host_of_fiber();
  Gate& gate = gate_at(host, barrier_at(host, at));
  if (!gate.missing) fail("arrives at a barrier at which all have, before what was announced there has come");
  gate.bytes += announced;
  gate.missing--;
  const bool ended = end_phase(gate);
  if (ended) order_all(host);
  let_others_go(host, ended);
}

void barrier_bring(Host& host, uint32_t at, int64_t bytes) {
  Gate& gate = gate_at(host, barrier_at(host, at));
  if (bytes > gate.bytes) fail("a copy brings %lld bytes to a barrier that %lld are announced to", static_cast<long long>(bytes), static_cast<long long>(gate.bytes));
  gate.bytes -= bytes;
  if (end_phase(gate)) order_all(host);
}

// The phase of that parity which is next for this warp, or the one it last waited for; before the first is one that is over.
void barrier_await(uint32_t at, uint32_t parity, Spot spot) {
  Host& host = *host_of_fiber();
  const void* const place = barrier_at(host, at);
  const uint32_t next = gate_at(host, place).next[host.current->index / kLanes];
  if (next % 2 == parity) {
    if (gate_at(host, place).over == next) bring_loads(host, at);
    return gate_await(place, next, spot);
  }
  if (next > 0) gate_await(place, next - 1, spot);
}

void numbered_barrier(int number, int threads, bool waits, Spot spot) {
  Host& host = *host_of_fiber();
  const unsigned part = host.current->index / host.launch->own_threads;
  size_t i = 0;
  while (i < host.numbered.size() && (host.numbered[i].part != part || host.numbered[i].number != number)) i++;
  if (i == host.numbered.size()) host.numbered.push_back({part, number, threads, 0, 0});
  Numbered& barrier = host.numbered[i];
  if (barrier.threads != threads) fail("comes to barrier %d of %d threads (line %u) as one of %d", number, barrier.threads, static_cast<unsigned>(spot.line()), threads);
  const uint32_t before = barrier.over;
  if (++barrier.arrived == threads) {
    barrier.arrived = 0;
    barrier.over++;
    order_all(host);
    let_others_go(host, true);
    return;
  }
  if (!waits) return let_others_go(host, false);
  wait_for(Wait::numbered, reinterpret_cast<const void*>(i), before, spot);
}

void await_other(const unsigned long long* at, unsigned long long word, Spot spot) {
  host_of_fiber()->current->request.word = word;
  wait_for(Wait::word, at, 0, spot);
}

bool gate_passed(Host& host, const Fiber& fiber) {
  const Request& r = fiber.request;
  switch (r.kind) {
    case Wait::numbered: return host.numbered[reinterpret_cast<size_t>(r.in)].over != r.source;
    case Wait::word: return *static_cast<const volatile unsigned long long*>(r.in) != r.word;
    default: {
      // What copies bring comes when it is waited for.
      const Gate& gate = host.gates[r.place];
      const uintptr_t at = reinterpret_cast<uintptr_t>(r.in) - host.dynamic.begin;
      if (gate.over == r.source && at < host.dynamic.bytes) bring_loads(host, static_cast<uint32_t>(at));
      return gate.over > r.source;
    }
  }
}

}  // namespace simt
