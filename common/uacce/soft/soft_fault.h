/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_FAULT_H
#define SOFT_FAULT_H

/**
 * @file
 * Faults that a soft device injects, so that drivers and applications can be tested against a
 * device that fails. Each kind strikes once, at the n-th event of its kind on the whole device,
 * counted from 1.
 */

#include <stdbool.h>
#include <stdint.h>

#include "soft_atomic.h"

enum soft_fault_kind {
	SOFT_FAULT_OPEN,	/**< open: -EBUSY, as if all queues were in use */
	SOFT_FAULT_START,	/**< START_Q: -EIO, as with an error pending */
	SOFT_FAULT_STATUS,	/**< descriptor: completes with an error status */
	SOFT_FAULT_ORDER,	/**< descriptor: its completion names the next slot */
	SOFT_FAULT_STALL,	/**< descriptor: its queue completes nothing from there on */
	SOFT_FAULT_RESET,	/**< descriptor: device reset, all queues die (1.8) */
	SOFT_FAULT_UNDONE,	/**< descriptor: completes without error, but nothing was done */
	SOFT_FAULT_ICV,		/**< descriptor of SEC: the check of its MAC has no valid result */
	SOFT_FAULT_COUNTS,	/**< descriptor: succeeds, its lengths and flags overwritten */
	SOFT_FAULT_NOWB,	/**< descriptor: completes, nothing is written into it */
	SOFT_FAULT_NOLAST,	/**< descriptor: no flag says that a last block was processed */
	SOFT_FAULT_TWICE,	/**< descriptor: two completions are written for it */
	SOFT_FAULT_RANGE,	/**< descriptor: its completion names a slot behind the ring */
	SOFT_FAULT_PHASE,	/**< descriptor: its completion has the phase of the lap before */
	SOFT_FAULT_SLOW,	/**< descriptor: its queue completes nothing for SOFT_SLOW_MS */
	SOFT_FAULT_SLOWER,	/**< descriptor: its queue completes nothing for SOFT_SLOWER_MS */
	SOFT_FAULT_DOORBELL,	/**< submission doorbell: the device ignores it */
	SOFT_NB_FAULTS,
};

/** Milliseconds without a completion, less and more than most applications wait. */
#define SOFT_SLOW_MS	5
#define SOFT_SLOWER_MS	1000

struct soft_faults {
	uint32_t at[SOFT_NB_FAULTS];	/**< event that fails; 0 for none */
	uint32_t seen[SOFT_NB_FAULTS];	/**< events so far; several threads count */
};

/**
 * Parse `kind@n`, several joined by +; kinds are open, start, status, order,
 * stall, reset, undone, icv, counts, nowb, nolast, twice, range, phase, slow, slower and doorbell,
 * n is 1 to 2^32 - 1.
 *
 * @return
 *   0, or -EINVAL.
 */
int soft_fault_parse(const char *text, struct soft_faults *faults);

/**
 * Count an event of a kind that is injected at all; true if it is the one that fails. The counter
 * orders no other access.
 */
static inline bool
soft_fault_hit(struct soft_faults *faults, enum soft_fault_kind kind)
{
	if (faults->at[kind] == 0)
		return false;
	return soft_atomic_add_relaxed(&faults->seen[kind], 1) == faults->at[kind];
}

#endif /* SOFT_FAULT_H */
