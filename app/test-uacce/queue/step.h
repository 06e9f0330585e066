/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_STEP_H
#define TEST_UACCE_STEP_H

/**
 * @file
 * Interleavings of a producer and a consumer that run the real code of the ring, one access to
 * shared memory after the other, in one thread. The two are contexts with a stack each. Before
 * each access, and at the end of each turn, something else may happen: the other context goes
 * on, a store reaches memory, the device or the kernel does something. Each such decision is a
 * call of step_choose(), which draws at random or goes through all decisions in order.
 *
 * One execution from the start of both contexts to their ends is a history.
 */

#include <stdbool.h>
#include <stdint.h>

/** Contexts. */
enum step_context {
	STEP_PRODUCER,
	STEP_CONSUMER,
	STEP_NB_CONTEXTS,
};

/** Memory, device and kernel around the contexts. They have no stack: each call is one step. */
struct step_world {
	/** Do all of a turn of a context. @return whether the context has ended. */
	bool (*turn)(enum step_context context);
	/** Stores of a context that may reach memory now, as bits. */
	uint64_t (*stores_ready)(enum step_context context);
	/** Let one of these stores reach memory. */
	void (*store_reaches)(enum step_context context, unsigned int bit);
	/** Whether the device has something to do. */
	bool (*device_has_work)(void);
	void (*device_step)(void);
	/** Whether the kernel may act now. @param[out] due whether it acts unless decided otherwise */
	bool (*kernel_may_act)(bool *due);
	void (*kernel_step)(void);
};

/** How decisions are made. */
enum step_mode {
	STEP_RANDOM,	/**< at random; the first way is drawn more often than the others */
	STEP_ALL,	/**< all histories with at most a number of decisions against the first way */
};

/** Histories to come are explored in this way, from this seed on. */
void step_start(const struct step_world *world, enum step_mode mode, unsigned int most_decisions,
		uint64_t seed);

/**
 * Play one history. The caller has set the memory and the world to their start before.
 *
 * @return
 *   What went wrong, or NULL.
 */
const char *step_history(void);

/** Whether STEP_ALL has histories left; goes on to the next one. */
bool step_next(void);

/** Decide between n ways, 1 or more. @return 0, the usual way, to n - 1 */
unsigned int step_choose(unsigned int n);

/** The context that runs. */
enum step_context step_running(void);

/** A place where others may run: before an access. */
void step_point(void);

/** End the history, which broke a property. Called in a context, it does not return. */
void step_wrong(const char *what);

/** End the history if a property does not hold. */
static inline void
step_check(bool holds, const char *what)
{
	if (!holds)
		step_wrong(what);
}

#endif /* TEST_UACCE_STEP_H */
