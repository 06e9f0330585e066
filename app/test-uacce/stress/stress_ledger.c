/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "stress_ledger.h"

const char *const stress_result_names[STRESS_NB_RESULTS] = {
	[STRESS_GOOD] = "good",
	[STRESS_NO_SPACE] = "out_of_space",
	[STRESS_BAD_DATA] = "bad_data",
	[STRESS_BAD_DIGEST] = "bad_digest",
	[STRESS_FAILED] = "failed",
	[STRESS_UNDONE] = "undone",
};

/* A counter that one thread writes needs no atomic addition. */
static void
add(RTE_ATOMIC(uint64_t) *counter, uint64_t n)
{
	const uint64_t now = rte_atomic_load_explicit(counter, rte_memory_order_relaxed);

	rte_atomic_store_explicit(counter, now + n, rte_memory_order_relaxed);
}

static uint64_t
value_of(const RTE_ATOMIC(uint64_t) *counter)
{
	return rte_atomic_load_explicit(counter, rte_memory_order_relaxed);
}

/*
 * The mark orders nothing. The consumer loads it after the queue pair gave the operation back, and
 * the queue pair orders that behind the enqueue.
 */
void
stress_ledger_enter(struct stress_mark *mark)
{
	rte_atomic_store_explicit(&mark->in_flight, 1, rte_memory_order_relaxed);
}

void
stress_ledger_leave(struct stress_mark *mark)
{
	rte_atomic_store_explicit(&mark->in_flight, 0, rte_memory_order_relaxed);
}

void
stress_ledger_enqueued(struct stress_ledger *l, uint32_t n)
{
	add(&l->enqueued, n);
}

bool
stress_ledger_dequeued(struct stress_ledger *l, struct stress_mark *mark)
{
	if (rte_atomic_load_explicit(&mark->in_flight, rte_memory_order_relaxed) == 0) {
		l->duplicated++;
		return false;
	}
	rte_atomic_store_explicit(&mark->in_flight, 0, rte_memory_order_relaxed);
	add(&l->dequeued, 1);
	return true;
}

void
stress_ledger_judged(struct stress_ledger *l, enum stress_result result, bool right)
{
	if (right)
		l->results[result]++;
	else
		l->wrong++;
}

void
stress_ledger_close(struct stress_ledger *l, struct stress_mark *mark)
{
	l->lost += rte_atomic_load_explicit(&mark->in_flight, rte_memory_order_relaxed);
	stress_ledger_leave(mark);
}

uint64_t
stress_ledger_in_flight(const struct stress_ledger *l)
{
	const uint64_t dequeued = value_of(&l->dequeued), enqueued = value_of(&l->enqueued);

	/* The producer counts after the enqueue, so the consumer may be ahead for a moment. */
	return enqueued > dequeued ? enqueued - dequeued : 0;
}

void
stress_ledger_add(struct stress_ledger *sum, const struct stress_ledger *l)
{
	enum stress_result r;

	add(&sum->enqueued, value_of(&l->enqueued));
	add(&sum->dequeued, value_of(&l->dequeued));
	for (r = 0; r < STRESS_NB_RESULTS; r++)
		sum->results[r] += l->results[r];
	sum->rejected += l->rejected;
	sum->lost += l->lost;
	sum->duplicated += l->duplicated;
	sum->wrong += l->wrong;
}

bool
stress_ledger_is_clean(const struct stress_ledger *l)
{
	const uint64_t dequeued = value_of(&l->dequeued);
	uint64_t judged = l->wrong;
	enum stress_result r;

	for (r = 0; r < STRESS_NB_RESULTS; r++)
		judged += l->results[r];
	return l->lost == 0 && l->duplicated == 0 && l->wrong == 0 && l->rejected == 0 &&
		value_of(&l->enqueued) == dequeued && judged == dequeued;
}
