/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_GUARD_H
#define SOFT_GUARD_H

/**
 * @file
 * Turn a fault on an address out of a descriptor into an error completion.
 *
 * An IOMMU ends such an access with an error; a process gets a signal. While a thread is inside a
 * guard, SIGSEGV and SIGBUS bring it back to the place where it entered, if the address is one that
 * the guarded work names. Any other fault, for example one in a signal handler that interrupted the
 * work, and any fault outside a guard goes to the handler that was there before.
 *
 * A thread must not block the two signals inside a guard, as the kernel would end the process
 * instead of calling a handler. They are unblocked when a thread enters its first guard. The mask
 * is not looked at again, as that would be a system call for each guard.
 *
 * What recovery rests on
 * ----------------------
 *
 * A fault leaves the work between any two instructions, one of which touches memory that a
 * descriptor names. The code that does the work keeps these rules, and refers to them by number.
 *
 *  1. What has to be known after a fault is in memory that outlives the call which faulted, not in
 *     local variables: struct soft_turn, struct soft_qm and the state of an engine.
 *  2. soft_queue.c: each descriptor without a completion that the engine was given is counted once,
 *     in soft_qm.kept or in soft_qm.current. current is stored before the engine is called. sq_head
 *     moves with the completions that are written, after the engine returned.
 *  3. sec_batch.c: soft_sec.stage is stored, behind a compiler barrier, before the accesses of that
 *     stage:
 *
 *     stage  | at fault    | what the stage promises           | recovery
 *     -------|-------------|-----------------------------------|-----------------------------------
 *     TAKE   | req[tail]   | sqe is set; it has no job         | it ends with an error
 *     SUBMIT | req[tail]   | pending is set before the job is  | pending: it waits, and as FLUSH;
 *            |             | handed over                       | not pending: as TAKE
 *     FLUSH  | any of head | status of each job says how far   | jobs are dropped; what is left of
 *            | to tail     | it came; results of others stay   | each is done by AGAIN
 *     AGAIN  | req[again]  | those before are not pending      | it ends with an error, the rest
 *            |             |                                   | follows
 *     FINISH | req[head]   | it is served; head still counts   | it ends with an error, and nothing
 *            |             | it                                | of it is stored again
 *
 *     A request with an error is written back without a look at its memory, so that it faults
 *     once. sqe, left and taken move on when a request is finished or waits, head when it is
 *     written back.
 *  4. sec_memory.c: what a job reads and writes was touched before, so that a fault inside
 *     ipsec-mb means that memory was unmapped meanwhile. Which request it was of is not known, so
 *     OpenSSL serves all that are not lost, one by one. CBC in place keeps the first block of its
 *     source, which says whether it was begun.
 *  5. sec_key.c: an entry is empty, its id 0, until all is derived, and derived from a copy of the
 *     key. Bounce memory is counted as used before it is written, and replaced while none is used.
 *  6. zip_engine.c: a queue serves one request at a time, which ends with an error. Scratch memory
 *     is replaced only while nothing else is touched, and the context of a stream is stored last.
 *  7. While memory of descriptors is touched no lock is taken and all memory and contexts of
 *     libraries are in the state of the queue, so that a fault leaks nothing. Libraries begin anew
 *     with each request.
 */

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Memory that an access failed to reach. */
struct soft_access {
	bool is_known;		/**< false: the address is none that a process can have */
	uint64_t addr;		/**< first byte */
	uint64_t len;		/**< bytes: 1, or a page that the machine lost */
};

/** To be embedded in what names() has to know. */
struct soft_guard {
	sigjmp_buf env;
	/** Whether the guarded work names that memory. Called from a signal handler. */
	bool (*names)(const struct soft_guard *guard, const struct soft_access *access);
};

/**
 * Install the handlers if they are not in place, and count a user. Any thread may call this.
 *
 * @return
 *   0; -ENOMEM; a negative errno of sigaction(). Nothing is counted then.
 */
int soft_guard_get(void);

/**
 * Install the handlers again if others took their place since soft_guard_get(), such as those of an
 * application or of a test framework. Faults that are not of guarded work go on to those others. It
 * is called before a queue starts. Any thread may call it.
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
 * The handler reads these wherever the fault was, inside malloc() for example. In a library that
 * was loaded by dlopen(), the default model would call malloc() for it.
 */
#define SOFT_GUARD_TLS	__thread __attribute__((tls_model("initial-exec")))

/** Guard that this thread is in; NULL outside. */
extern SOFT_GUARD_TLS struct soft_guard *soft_guard_current;

/** Whether the signals were unblocked in this thread. */
extern SOFT_GUARD_TLS bool soft_guard_ready;

/** Unblock the signals in this thread. */
void soft_guard_unblock(void);

static inline void
soft_guard_set(struct soft_guard *guard)
{
	if (__builtin_expect(!soft_guard_ready, 0))
		soft_guard_unblock();
	soft_guard_current = guard;
}

/**
 * Enter a guard: 0 at first, and not 0 each time a fault brought the thread back. The signal mask
 * is then as it was when the fault came. Values of local variables that changed since are lost.
 */
#define soft_guard_enter(g)	(soft_guard_set(g), sigsetjmp((g)->env, 0))

static inline void
soft_guard_leave(void)
{
	soft_guard_current = NULL;
}

#endif /* SOFT_GUARD_H */
