// What the lanes of a warp do together. A lane states in its request what it hands in and waits; when all have come,
// the warp's work is done once for all of them.
#include <string.h>

#include "simt/fault.h"
#include "simt/host.h"

namespace simt {
namespace {

Request& ask(Wait kind, Spot spot) {
  Request& request = host_of_fiber()->current->request;
  request.kind = kind;
  request.spot = spot;
  return request;
}

void shuffle(Host& host, const Warp& warp, Fiber* lanes) {
  uint64_t values[kLanes];
  for (unsigned i = 0; i < warp.lanes; i++) {
    if (lanes[i].state == State::at_warp) memcpy(&values[i], lanes[i].request.in, lanes[i].request.bytes);
  }
  for (unsigned i = 0; i < warp.lanes; i++) {
    if (lanes[i].state != State::at_warp) continue;
    const unsigned source = lanes[i].request.source;
    if (source >= warp.lanes || lanes[source].state != State::at_warp) {
      host.current = &lanes[i];
      fail("a shuffle (line %u) takes the value of lane %u, which %s", static_cast<unsigned>(lanes[i].request.spot.line()), source,
           source >= warp.lanes ? "the warp does not have" : "has ended");
    }
    memcpy(lanes[i].request.out, &values[source], lanes[i].request.bytes);
  }
}

void ballot_of(const Warp& warp, Fiber* lanes) {
  uint32_t votes = 0;
  for (unsigned i = 0; i < warp.lanes; i++) {
    if (lanes[i].state == State::at_warp) votes |= static_cast<uint32_t>(lanes[i].request.flag) << i;
  }
  for (unsigned i = 0; i < warp.lanes; i++) lanes[i].request.source = votes;
}

void take_pair(float* to, uint32_t pair) {
  const uint32_t low = pair << 16, high = pair & 0xffff0000u;
  memcpy(to, &low, 4);
  memcpy(to + 1, &high, 4);
}

// Every number is taken out of its fragment once; the sum over k runs in order and is added to d at the end.
void multiply(Host& host, Fiber* lanes) {
  using Row = float __attribute__((vector_size(32)));
  float a[16][16];
  float columns[8][16];
  for (unsigned l = 0; l < kLanes; l++) {
    const unsigned g = l / 4, t = l % 4;
    const uint32_t* const left = static_cast<const uint32_t*>(lanes[l].request.in);
    const uint32_t* const right = static_cast<const uint32_t*>(lanes[l].request.in2);
    take_pair(&a[g][2 * t], left[0]);
    take_pair(&a[g + 8][2 * t], left[1]);
    take_pair(&a[g][2 * t + 8], left[2]);
    take_pair(&a[g + 8][2 * t + 8], left[3]);
    take_pair(&columns[g][2 * t], right[0]);
    take_pair(&columns[g][2 * t + 8], right[1]);
  }
  Row b[16], sums[16];
  for (int k = 0; k < 16; k++) {
    for (int n = 0; n < 8; n++) b[k][n] = columns[n][k];
  }
  for (int m = 0; m < 16; m++) {
    Row sum = {};
    for (int k = 0; k < 16; k++) sum += a[m][k] * b[k];
    sums[m] = sum;
  }
  for (unsigned l = 0; l < kLanes; l++) {
    const unsigned g = l / 4, t = l % 4;
    float* const d = static_cast<float*>(lanes[l].request.out);
    d[0] += sums[g][2 * t];
    d[1] += sums[g][2 * t + 1];
    d[2] += sums[g + 8][2 * t];
    d[3] += sums[g + 8][2 * t + 1];
  }
  host.mma++;
}

void load_matrices(Host& host, Fiber* lanes) {
  for (unsigned m = 0; m < lanes[0].request.count; m++) {
    uint16_t matrix[8][8];
    for (unsigned r = 0; r < 8; r++) {
      Fiber& owner = lanes[8 * m + r];
      const void* const row = owner.request.in;
      const uintptr_t address = reinterpret_cast<uintptr_t>(row);
      host.current = &owner;
      if (address % 16) fail("a row of ldmatrix begins %zu bytes off a multiple of 16", static_cast<size_t>(address % 16));
      Window* const window = window_of(host, row);
      if (!window) fail("a row of ldmatrix is not in shared memory");
      touch_shared(host, *window, address, 16, Touch::read_by_warp);
      memcpy(matrix[r], row, 16);
    }
    for (unsigned l = 0; l < kLanes; l++) {
      const unsigned g = l / 4, t = l % 4;
      const bool trans = lanes[l].request.flag;
      const uint32_t low = trans ? matrix[2 * t][g] : matrix[g][2 * t];
      const uint32_t high = trans ? matrix[2 * t + 1][g] : matrix[g][2 * t + 1];
      static_cast<uint32_t*>(lanes[l].request.out)[m] = low | high << 16;
    }
  }
  host.current = nullptr;
}

}  // namespace

const char* name_of(Wait kind) {
  switch (kind) {
    case Wait::barrier: return "__syncthreads";
    case Wait::warp: return "__syncwarp";
    case Wait::shuffle: return "a shuffle";
    case Wait::ballot: return "a vote";
    case Wait::mma: return "mma";
    case Wait::ldmatrix: return "ldmatrix";
    case Wait::gate: return "a gate";
    case Wait::numbered: return "a barrier by number";
    case Wait::word: return "a word of memory";
  }
  return "";
}

void release_warp(Host& host, Warp& warp, Fiber* lanes) {
  const Fiber* first = nullptr;
  for (unsigned i = 0; i < warp.lanes; i++) {
    const Fiber& lane = lanes[i];
    if (lane.state != State::at_warp) continue;
    if (!first) first = &lane;
    const Request &one = first->request, &other = lane.request;
    if (one.kind == other.kind && one.spot.line() == other.spot.line() && one.count == other.count) continue;
    host.current = &lanes[i];
    fail("lanes of a warp wait at different places: lane %u at %s (line %u), lane %u at %s (line %u)", first->lane,
         name_of(one.kind), static_cast<unsigned>(one.spot.line()), lane.lane, name_of(other.kind),
         static_cast<unsigned>(other.spot.line()));
  }
  switch (first->request.kind) {
    case Wait::barrier:
    case Wait::gate:
    case Wait::numbered:
    case Wait::word: break;
    case Wait::warp: warp.synced = ++host.clock; break;
    case Wait::shuffle: shuffle(host, warp, lanes); break;
    case Wait::ballot: ballot_of(warp, lanes); break;
    case Wait::mma:
    case Wait::ldmatrix:
      if (warp.alive != kLanes) {
        host.current = &lanes[first->lane];
        fail("%s by %u lanes; it needs all 32", name_of(first->request.kind), warp.alive);
      }
      if (first->request.kind == Wait::mma) {
        multiply(host, lanes);
      } else {
        load_matrices(host, lanes);
      }
      break;
  }
  warp.waiting = 0;
  for (unsigned i = 0; i < warp.lanes; i++) {
    if (lanes[i].state == State::at_warp) lanes[i].state = State::ready;
  }
}

void warp_barrier(Spot spot) {
  ask(Wait::warp, spot).count = 0;
  meet_warp();
}

void exchange(const void* mine, void* theirs, unsigned bytes, unsigned source, Spot spot) {
  Request& request = ask(Wait::shuffle, spot);
  request.count = 0;
  request.bytes = static_cast<uint8_t>(bytes);
  request.source = source;
  request.in = mine;
  request.out = theirs;
  meet_warp();
}

uint32_t ballot(bool vote, Spot spot) {
  Request& request = ask(Wait::ballot, spot);
  request.count = 0;
  request.flag = vote;
  meet_warp();
  return request.source;
}

uint32_t to_bf16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;
  return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

void mma_bf16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
  Request& request = ask(Wait::mma, {});
  request.count = 0;
  request.in = a;
  request.in2 = b;
  request.out = d;
  meet_warp();
}

void ldmatrix_rows(uint32_t* registers, int count, const void* shared, bool trans) {
  Request& request = ask(Wait::ldmatrix, {});
  request.count = static_cast<uint8_t>(count);
  request.flag = trans;
  request.in = shared;
  request.out = registers;
  meet_warp();
}

}  // namespace simt
