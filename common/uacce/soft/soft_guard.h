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
 * a thread is inside a guard, SIGSEGV and SIGBUS bring it back to the place
 * where it entered; at any other time the handlers that were there before act.
 */

#include <setjmp.h>

struct soft_guard {
	sigjmp_buf env;
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

/** Where this thread goes on a fault; NULL outside a guard. */
extern __thread struct soft_guard *soft_guard_current;

/*
 * The handler blocks nothing, so a jump out of it leaves no mask to restore; but
 * ThreadSanitizer's own handler around it blocks everything.
 */
#ifdef __SANITIZE_THREAD__
#define SOFT_GUARD_SAVE_MASK	1
#else
#define SOFT_GUARD_SAVE_MASK	0
#endif

/**
 * Enter a guard: 0 at first, non-zero each time a fault brought the thread back.
 * After a fault locals changed since are lost: keep state in memory.
 */
#define soft_guard_enter(g) \
	(soft_guard_current = (g), sigsetjmp((g)->env, SOFT_GUARD_SAVE_MASK))

static inline void
soft_guard_leave(void)
{
	soft_guard_current = NULL;
}

#endif /* SOFT_GUARD_H */
