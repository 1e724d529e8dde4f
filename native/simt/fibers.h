// Fibers: a stack each, and a switch from one to another that the system does not hear of.
#pragma once
#include <stddef.h>
#include <stdint.h>

#if !defined(__x86_64__) && !defined(TS_SIMT_UCONTEXT)
#define TS_SIMT_UCONTEXT 1
#endif
#ifdef TS_SIMT_UCONTEXT
#include <ucontext.h>
#endif

namespace simt {

constexpr size_t kStack = 64 << 10;
constexpr size_t kPage = 4096;

// Where a fiber stands while another runs.
struct Switch {
#ifdef TS_SIMT_UCONTEXT
  ucontext_t context;
#else
  void* stack_pointer = nullptr;
#endif
};

// Leaves `from` and goes on at `to`.
void switch_to(Switch& from, Switch& to);
// Makes `fiber` begin with `enter` on the stack that ends at `top`; `enter` never returns.
void prepare(Switch& fiber, unsigned char* stack, unsigned char* top, void (*enter)());

// The stacks of all threads of the host lie in one range of addresses, so that a fiber's stack pointer tells whose it is.
constexpr unsigned kMostHosts = 64;
constexpr size_t kStacksOfHost = size_t{512} << 20;  // addresses
extern uintptr_t all_stacks;

// Those of one thread of the host: side by side, with a page between them that nobody may touch.
class Stacks {
 public:
  static constexpr size_t kStride = kStack + kPage;
  static constexpr size_t kMost = 4096;  // the threads of the largest block, or cluster of blocks
  static_assert(kMost * kStride <= kStacksOfHost);

  bool open(unsigned host);  // false: no memory
  void close();
  unsigned char* at(size_t i) const { return begin_ + i * kStride + kPage; }
  bool ready(size_t count);  // `count` stacks may be used
  bool holds(uintptr_t address) const { return address - reinterpret_cast<uintptr_t>(begin_) < kMost * kStride; }
  // Whether an address of these is one that nobody may touch.
  bool between(uintptr_t address) const { return (address - reinterpret_cast<uintptr_t>(begin_)) % kStride < kPage; }

 private:
  unsigned char* begin_ = nullptr;
  size_t ready_ = 0;
};

}  // namespace simt
