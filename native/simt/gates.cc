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
  if (--gate.missing) return;
  gate.missing = gate.count;
  gate.over++;
}

void gate_await(const void* at, uint32_t phase, Spot spot) {
  Host* const host = host_of_fiber();
  Fiber& me = *host->current;
  Gate& gate = gate_at(*host, at);
  uint32_t& next = gate.next[me.index / kLanes];
  if (phase != next && phase + 1 != next) {
    fail("waits for phase %u of a gate (line %u), where phase %u comes next: one that is left out can be taken for another", phase,
         static_cast<unsigned>(spot.line()), next);
  }
  if (gate.over > phase + 1) {
    fail("waits for phase %u of a gate (line %u), of which %u are over", phase, static_cast<unsigned>(spot.line()), gate.over);
  }
  next = phase + 1;
  if (gate.over > phase) return;
  me.request.kind = Wait::gate;
  me.request.in = at;
  me.request.source = phase;
  me.request.spot = spot;
  me.state = State::at_gate;
  leave();
}

bool gate_passed(Host& host, const Fiber& fiber) { return gate_at(host, fiber.request.in).over > fiber.request.source; }

}  // namespace simt
