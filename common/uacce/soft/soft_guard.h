/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_GUARD_H
#define SOFT_GUARD_H

/**
 * @file
 * Turn a fault on an address out of a descriptor into an error completion.
 *
 * An IOMMU ends such a transaction with an error; a process gets a signal. While
 * a thread is inside a guard, SIGSEGV and SIGBUS bring it back to the place where
 * it entered, if the address is one that the guarded work names. Any other fault,
 * one in a signal handler that interrupted the work for example, and any fault
 * outside a guard goes to the handler that was there before.
 *
 * A thread must not block the two signals inside a guard: the kernel then ends the
 * process instead of calling a handler. They are unblocked when a thread enters its
 * first guard, and not looked at again, as that would be a system call each time.
 */

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Memory that an access failed to reach. */
struct soft_access {
	bool is_known;		/**< x86 does not say which address was not canonical */
	uint64_t addr;		/**< first byte */
	uint64_t len;		/**< bytes: 1, or a page that the machine lost */
};

/** To be embedded: names() then knows the work. */
struct soft_guard {
	sigjmp_buf env;
	/** Whether the guarded work reaches that memory. Called from a signal handler. */
	bool (*names)(const struct soft_guard *guard, const struct soft_access *access);
};

/**
 * Install the handlers where they are not in place; counted. Any thread may call.
 *
 * @return
 *   0; -ENOMEM; a negative errno of sigaction(). Nothing is counted then.
 */
int soft_guard_get(void);

/**
 * Install the handlers again if others took their place since soft_guard_get(): an
 * application that set up its own, or a test framework around a test. Those others
 * are passed what is not ours. To be called before queues start; any thread may.
 *
 * @return
 *   0; -ENOMEM; a negative errno of sigaction().
 */
int soft_guard_check(void);

/**
 * Undo one soft_guard_get(). The last restores the handlers found last, unless others
 * are in place by now: these stay, and may hand faults on to ours for ever.
 */
void soft_guard_put(void);

/**
 * Read memory that may not be there; for names().
 *
 * @return
 *   Whether it was read.
 */
bool soft_guard_read(void *to, uint64_t addr, size_t len);

/*
 * The handler must be able to read these wherever the fault was, inside malloc() for
 * one. The default model of a library calls malloc() for it in a library that was
 * loaded by dlopen().
 */
#define SOFT_GUARD_TLS	__thread __attribute__((tls_model("initial-exec")))

/** Where this thread goes on a fault; NULL outside a guard. */
extern SOFT_GUARD_TLS struct soft_guard *soft_guard_current;

/** Whether this thread was seen to take the signals. */
extern SOFT_GUARD_TLS bool soft_guard_ready;

/** Make this thread take the signals. */
void soft_guard_unblock(void);

static inline void
soft_guard_set(struct soft_guard *guard)
{
	if (__builtin_expect(!soft_guard_ready, 0))
		soft_guard_unblock();
	soft_guard_current = guard;
}

/**
 * Enter a guard: 0 at first, non-zero each time a fault brought the thread back. The
 * signal mask is then what it was when the fault came.
 * After a fault locals changed since are lost: keep state in memory.
 */
#define soft_guard_enter(g)	(soft_guard_set(g), sigsetjmp((g)->env, 0))

static inline void
soft_guard_leave(void)
{
	soft_guard_current = NULL;
}

#endif /* SOFT_GUARD_H */
