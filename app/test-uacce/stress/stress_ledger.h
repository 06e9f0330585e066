/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_STRESS_LEDGER_H
#define TEST_UACCE_STRESS_LEDGER_H

/**
 * @file
 * The ledger of `stress`: each operation that a queue pair accepted has to come back exactly once
 * with the right result. A queue pair has one ledger. One thread, the producer, enqueues; one
 * thread, the consumer, dequeues; both may be the same.
 */

#include <stdbool.h>
#include <stdint.h>

#include "uacce_compat.h"

/** How an operation that came back ended. */
enum stress_result {
	STRESS_GOOD,		/**< success, with the right output */
	STRESS_NO_SPACE,	/**< as due: the destination is too small */
	STRESS_BAD_DATA,	/**< as due: the source is damaged */
	STRESS_BAD_DIGEST,	/**< as due: what is verified is damaged */
	STRESS_FAILED,		/**< the device failed, or was stopped, before it was done */
	/**
	 * The device was made to report success without doing anything, of a digest, for which it
	 * has no flag that tells: the output is not due, and no driver can know.
	 */
	STRESS_UNDONE,
	STRESS_NB_RESULTS,
};

/** Of each result, for people and as a name in JSON. */
extern const char *const stress_result_names[STRESS_NB_RESULTS];

struct stress_ledger {
	RTE_ATOMIC(uint64_t) enqueued;	/**< producer writes, all read */
	RTE_ATOMIC(uint64_t) dequeued;	/**< consumer writes, all read: came back once */
	uint64_t rejected;	/**< producer writes: refused by enqueue, although valid */
	/* The consumer writes the others. All but the first two are read when both threads ended. */
	uint64_t results[STRESS_NB_RESULTS];
	uint64_t lost;		/**< accepted, and never came back */
	uint64_t duplicated;	/**< came back while not in flight */
	uint64_t wrong;		/**< came back with a status or an output that is not due */
};

/** Where one operation is; all zero: with the application. */
struct stress_mark {
	RTE_ATOMIC(uint32_t) in_flight;
};

/** Producer: the operation is about to be enqueued. */
void stress_ledger_enter(struct stress_mark *mark);
/** Producer: the queue pair accepted @p n operations that were entered. */
void stress_ledger_enqueued(struct stress_ledger *l, uint32_t n);
/** Producer: an operation that was entered was not accepted. */
void stress_ledger_leave(struct stress_mark *mark);
/**
 * Consumer: the operation came back.
 *
 * @return
 *   Whether it was in flight. If not it is counted as duplicated, and is to be left alone.
 */
bool stress_ledger_dequeued(struct stress_ledger *l, struct stress_mark *mark);
/** Consumer: how the operation ended; @p right is false if that was not due. */
void stress_ledger_judged(struct stress_ledger *l, enum stress_result result, bool right);
/** With no thread left: an operation that is still in flight is counted as lost. */
void stress_ledger_close(struct stress_ledger *l, struct stress_mark *mark);

/** Operations accepted that did not come back yet, as the calling thread sees it. */
uint64_t stress_ledger_in_flight(const struct stress_ledger *l);
/** Add the counts of one ledger to those of another. */
void stress_ledger_add(struct stress_ledger *sum, const struct stress_ledger *l);
/**
 * Whether nothing is lost, duplicated, wrong or rejected, and the sums agree: each operation that
 * was enqueued was dequeued, and each that was dequeued has a result or is wrong.
 */
bool stress_ledger_is_clean(const struct stress_ledger *l);

#endif /* TEST_UACCE_STRESS_LEDGER_H */
