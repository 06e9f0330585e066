/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_DOORBELL_H
#define SOFT_DOORBELL_H

/** @file The two words that are the doorbells of a queue inside the process. */

#include <stdint.h>

/** The window between two loads; tests define it and let the driver run there. */
#ifndef SOFT_TEST_POINT
#define SOFT_TEST_POINT(window)	do { } while (0)
#endif

/** Values of both words. */
struct soft_doorbells {
	uint64_t sq;	/**< submission */
	uint64_t cq;	/**< completion */
};

/**
 * Read both words, the submission doorbell first. A driver acknowledges completions before it
 * submits descriptors that need their entries, so who saw the submission sees the
 * acknowledgement. Read the other way round, a queue could have more descriptors than entries.
 *
 * Acquire: the submission doorbell comes before the load of the other word and before those
 * of the descriptors; the completion doorbell comes before the stores that fill entries anew.
 */
static inline struct soft_doorbells
soft_doorbells_read(const uint64_t *sq, const uint64_t *cq)
{
	struct soft_doorbells seen;

	seen.sq = __atomic_load_n(sq, __ATOMIC_ACQUIRE);
	SOFT_TEST_POINT(DOORBELLS);
	seen.cq = __atomic_load_n(cq, __ATOMIC_ACQUIRE);
	return seen;
}

#endif /* SOFT_DOORBELL_H */
