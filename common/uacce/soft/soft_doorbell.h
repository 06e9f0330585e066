/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_DOORBELL_H
#define SOFT_DOORBELL_H

/** @file The two words that are the doorbells of a queue inside the process. */

#include <stdint.h>

#include "soft_atomic.h"

/** The window between the two loads; tests define it and let the driver run there. */
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
 * submits descriptors that need their entries, so a device that sees the submission also sees the
 * acknowledgement. With the order reversed a queue could have more descriptors than entries for
 * their completions.
 *
 * Acquire: the submission doorbell is loaded before the completion doorbell and before the
 * descriptors; the completion doorbell is loaded before completions are stored into entries that
 * it acknowledges.
 */
static inline struct soft_doorbells
soft_doorbells_read(const uint64_t *sq, const uint64_t *cq)
{
	struct soft_doorbells seen;

	seen.sq = soft_atomic_load_acquire(sq);
	SOFT_TEST_POINT(DOORBELLS);
	seen.cq = soft_atomic_load_acquire(cq);
	return seen;
}

#endif /* SOFT_DOORBELL_H */
