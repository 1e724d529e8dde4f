#include "simt/fibers.h"

#include <sys/mman.h>

namespace simt {

#ifdef TS_SIMT_UCONTEXT

void switch_to(Switch& from, Switch& to) { swapcontext(&from.context, &to.context); }

void prepare(Switch& fiber, unsigned char* stack, unsigned char* top, void (*enter)()) {
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = stack;
  fiber.context.uc_stack.ss_size = static_cast<size_t>(top - stack);
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, enter, 0);
}

#else

// System V on x86-64: what a callee keeps is rbx, rbp and r12 to r15.
extern "C" void ts_simt_switch(void** from, void* to);
__asm__(
    ".text\n.weak ts_simt_switch\n.hidden ts_simt_switch\n.type ts_simt_switch,@function\nts_simt_switch:\n"
    " push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
    " mov %rsp,(%rdi)\n mov %rsi,%rsp\n"
    " pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n ret\n"
    ".size ts_simt_switch,.-ts_simt_switch\n");

void switch_to(Switch& from, Switch& to) { ts_simt_switch(&from.stack_pointer, to.stack_pointer); }

void prepare(Switch& fiber, unsigned char*, unsigned char* top, void (*enter)()) {
  void** sp = reinterpret_cast<void**>(top);
  *--sp = nullptr;
  *--sp = reinterpret_cast<void*>(enter);
  for (int i = 0; i < 6; i++) *--sp = nullptr;
  fiber.stack_pointer = sp;
}

#endif

uintptr_t all_stacks = ~uintptr_t{0} - kMostHosts * kStacksOfHost;  // until there are any

bool Stacks::open(unsigned host) {
  static void* const memory =
      mmap(nullptr, kMostHosts * kStacksOfHost, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  all_stacks = reinterpret_cast<uintptr_t>(memory);
  begin_ = static_cast<unsigned char*>(memory) + host * kStacksOfHost;
  return true;
}

void Stacks::close() {
  if (begin_) mmap(begin_, kStacksOfHost, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  begin_ = nullptr;
  ready_ = 0;
}

bool Stacks::ready(size_t count) {
  for (; ready_ < count; ready_++) {
    if (mprotect(at(ready_), kStack, PROT_READ | PROT_WRITE) != 0) return false;
  }
  return true;
}

}  // namespace simt
