/* Preloaded into a process, it hides instruction sets from every library there, to imitate an older processor.

   $HIDE names them, with spaces between, as below. The kernel is told to trap cpuid, and the trap is answered with
   their bits cleared. Linux on x86-64, where /proc/cpuinfo lists cpuid_fault. Build: gcc -shared -fPIC cpuid.c */

#define _GNU_SOURCE
#include <cpuid.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012

enum { EAX, EBX, ECX, EDX };

/* Leaf 7 of cpuid: its subleaf, the register, and the bits (Intel SDM, volume 2, CPUID). */
static const struct {
  const char *name;
  uint32_t subleaf;
  int reg;
  uint32_t bits;
} SETS[] = {
    {"amx", 0, EDX, 1u << 22 | 1u << 24 | 1u << 25},
    {"amx", 1, EAX, 1u << 21},
    {"avx512_bf16", 1, EAX, 1u << 5},
    {"avx512_bf16", 0, EDX, 1u << 23}, /* and AVX512-FP16, which came later */
    {"vnni", 0, ECX, 1u << 11},
    {"vnni", 1, EAX, 1u << 4},
    {"avx512", 0, EBX, 1u << 16 | 1u << 17 | 1u << 21 | 1u << 28 | 1u << 30 | 1u << 31},
    {"avx512", 0, ECX, 1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14},
    {"avx512", 0, EDX, 1u << 2 | 1u << 3 | 1u << 8 | 1u << 23},
    {"avx512", 1, EAX, 1u << 5},
};
enum { COUNT = sizeof SETS / sizeof *SETS };

static int hidden[COUNT];

static void answer(int number, siginfo_t *info, void *context) {
  greg_t *to = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint8_t *at = (const uint8_t *)to[REG_RIP];
  if (at[0] != 0x0f || at[1] != 0xa2) { /* not cpuid: a fault like any other, which ends the process on return */
    signal(SIGSEGV, SIG_DFL);
    return;
  }
  uint32_t leaf = to[REG_RAX], subleaf = to[REG_RCX], r[4];
  syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1UL);
  __cpuid_count(leaf, subleaf, r[EAX], r[EBX], r[ECX], r[EDX]);
  syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0UL);
  for (int i = 0; i < COUNT; i++)
    if (hidden[i] && leaf == 7 && subleaf == SETS[i].subleaf) r[SETS[i].reg] &= ~SETS[i].bits;
  to[REG_RAX] = r[EAX], to[REG_RBX] = r[EBX], to[REG_RCX] = r[ECX], to[REG_RDX] = r[EDX];
  to[REG_RIP] += 2;
}

__attribute__((constructor)) static void hide(void) {
  const char *names = getenv("HIDE");
  if (!names || !*names) return;
  char *copy = strdup(names);
  for (char *name = strtok(copy, " "); name; name = strtok(NULL, " "))
    for (int i = 0; i < COUNT; i++) hidden[i] |= !strcmp(name, SETS[i].name);
  free(copy);
  struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGSEGV, &action, NULL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0UL)) {
    perror("cpuid cannot be trapped here");
    exit(2);
  }
}
