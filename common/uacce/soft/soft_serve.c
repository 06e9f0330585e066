/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <sched.h>

#include "soft_doorbell.h"
#include "soft_guard.h"
#include "soft_serve.h"

static bool
queue_try_lock(struct soft_queue *q)
{
	/* Looked at first: an exchange takes the line from whoever serves. */
	return __atomic_load_n(&q->busy, __ATOMIC_RELAXED) == 0 &&
		__atomic_exchange_n(&q->busy, 1, __ATOMIC_ACQUIRE) == 0;
}

/* Control path only: whoever serves lets go after a burst. */
void
soft_serve_lock(struct soft_queue *q)
{
	while (!queue_try_lock(q))
		sched_yield();
}

/* A thread that finds the bit takes the lock and looks at the state, so it orders nothing. */
void
soft_serve_set_state(struct soft_queue *q, enum soft_state state)
{
	unsigned int n = q - q->dev->queues;
	uint64_t *word = &q->dev->started[n / WORD_BITS];
	uint64_t bit = UINT64_C(1) << n % WORD_BITS;

	__atomic_store_n(&q->state, state, __ATOMIC_RELEASE);
	if (state == SOFT_STARTED)
		__atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(word, ~bit, __ATOMIC_RELAXED);
}

static uint32_t *
status_words(const struct soft_queue *q)
{
	return (uint32_t *)(void *)(q->mem[UACCE_REGION_DUS] +
			q->dev->region_size[UACCE_REGION_DUS] - HISI_QM_STATUS_SIZE);
}

/*
 * The sequence of 1.8: stop sending, nothing runs any more, stop receiving. Release: the
 * completions of the queue are stored before the RX word, after which the driver loads them
 * for the last time. Those that another thread stored are ordered by the queue's lock.
 */
static void
queue_kill(struct soft_queue *q)
{
	uint32_t *status = status_words(q);

	__atomic_store_n(&status[HISI_QM_STATUS_TX], 1, __ATOMIC_RELEASE);
	soft_serve_set_state(q, SOFT_DEAD);
	__atomic_store_n(&status[HISI_QM_STATUS_RX], 1, __ATOMIC_RELEASE);
}

/* Turn what is in the doorbell words into events. */
void
soft_serve_look(struct soft_queue *q)
{
	const struct soft_doorbells db = soft_doorbells_read(soft_serve_doorbell(q, HISI_QM_DB_OFFSET),
			soft_serve_doorbell(q, HISI_QM_SOFT_CQ_DB_OFFSET));

	if (db.cq != q->cq_db_seen) {
		q->cq_db_seen = db.cq;
		soft_qm_doorbell(&q->qm, db.cq);
	}
	if (db.sq != q->sq_db_seen) {
		q->sq_db_seen = db.sq;
		soft_qm_doorbell(&q->qm, db.sq);
	}
}

/*
 * A reset takes all queues, at once (1.8). The caller holds one of them and is
 * the only one to get here, so waiting for the others is safe.
 */
static void
device_reset(struct soft_device *dev, const struct soft_queue *held)
{
	unsigned int i;

	for (i = 0; i < dev->nb_queues; i++) {
		struct soft_queue *q = &dev->queues[i];

		if (q == held)
			continue;
		soft_serve_lock(q);
		if (soft_serve_state(q) == SOFT_STARTED)
			queue_kill(q);
		soft_serve_unlock(q);
	}
}

bool
soft_serve_has_faults(const struct soft_faults *faults)
{
	return faults->at[SOFT_FAULT_RESET] != 0 || faults->at[SOFT_FAULT_STALL] != 0 ||
		faults->at[SOFT_FAULT_ORDER] != 0 || faults->at[SOFT_FAULT_STATUS] != 0 ||
		faults->at[SOFT_FAULT_UNDONE] != 0 || faults->at[SOFT_FAULT_ICV] != 0 ||
		faults->at[SOFT_FAULT_COUNTS] != 0 || faults->at[SOFT_FAULT_NOWB] != 0 ||
		faults->at[SOFT_FAULT_NOLAST] != 0;
}

/* Faults that one more descriptor meets. */
static uint32_t
count_faults(struct soft_faults *faults)
{
	if (soft_fault_hit(faults, SOFT_FAULT_RESET))
		return 1u << SOFT_FAULT_RESET;
	if (soft_fault_hit(faults, SOFT_FAULT_STALL))
		return 1u << SOFT_FAULT_STALL;
	return (uint32_t)soft_fault_hit(faults, SOFT_FAULT_ORDER) << SOFT_FAULT_ORDER |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_STATUS) << SOFT_FAULT_STATUS |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_UNDONE) << SOFT_FAULT_UNDONE |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_ICV) << SOFT_FAULT_ICV |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_COUNTS) << SOFT_FAULT_COUNTS |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_NOWB) << SOFT_FAULT_NOWB |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_NOLAST) << SOFT_FAULT_NOLAST;
}

/* The next descriptor and the faults it meets. Returns as serve_next(). */
static int
serve_injected(struct soft_queue *q)
{
	uint32_t injected = q->injected;
	enum soft_fault_kind kind;

	q->injected = 0;
	if (injected & 1u << SOFT_FAULT_RESET) {
		device_reset(q->dev, q);
		return -EIO;
	}
	if (injected & 1u << SOFT_FAULT_STALL) {
		q->stalled = true;
		return 0;
	}
	q->qm.misorder = (injected & 1u << SOFT_FAULT_ORDER) != 0;
	if (injected & 1u << SOFT_FAULT_STATUS)
		return soft_qm_serve_error(&q->qm);
	for (kind = SOFT_FAULT_UNDONE; kind <= SOFT_FAULT_NOLAST; kind++)
		if (injected & 1u << kind)
			return soft_qm_serve_forged(&q->qm, kind);
	return soft_qm_serve(&q->qm, 1);
}

/* Bytes that a descriptor names; more than it takes, but not much. */
static uint64_t
bytes_of(const struct soft_queue *q, unsigned int n)
{
	struct soft_range ranges[SOFT_MAX_RANGES];
	unsigned int i = q->dev->ranges(soft_qm_sqe(&q->qm, n), ranges);
	uint64_t bytes = 0;

	while (i-- > 0)
		bytes += ranges[i].len;
	return bytes;
}

/* Of the next n descriptors those that are in the turn: at least one, if there are any. */
static unsigned int
within_turn(const struct soft_queue *q, struct soft_turn *turn, unsigned int n)
{
	unsigned int i;
	uint64_t bytes;

	for (i = 0; i < n && turn->bytes != 0; i++) {
		bytes = bytes_of(q, q->qm.held + i);
		turn->bytes -= bytes < turn->bytes ? bytes : turn->bytes;
	}
	return i;
}

/*
 * Serve some of the descriptors that are in a turn; a batch ends before one that meets a
 * fault, and what is held is finished before it. Returns how many were completed, or -EIO
 * when the queue is dead.
 */
static int
serve_next(struct soft_queue *q, struct soft_turn *turn)
{
	unsigned int i, n;

	/*
	 * The completion doorbell may have moved since the last look: ask again
	 * before the engine finds its ring full.
	 */
	soft_serve_look(q);
	n = soft_qm_batch(&q->qm, turn->max - turn->done);
	if (n == 0)
		return soft_qm_flush(&q->qm);
	if (turn->is_shared)
		n = within_turn(q, turn, n);
	if (!q->dev->has_faults)
		return soft_qm_serve(&q->qm, n);
	for (i = 0; i < n && q->injected == 0; i++)
		q->injected = count_faults(&q->dev->config.faults);
	if (q->injected == 0)
		return soft_qm_serve(&q->qm, n);
	if (i > 1)
		return soft_qm_serve(&q->qm, i - 1);
	return q->qm.held != 0 ? soft_qm_flush(&q->qm) : serve_injected(q);
}

static bool
turn_goes_on(const struct soft_queue *q, const struct soft_turn *turn)
{
	return turn->done < turn->max && !q->stalled && (!turn->is_shared || turn->bytes != 0);
}

/*
 * Serve until nothing waits or the turn is over. What the engine holds is finished by a
 * call that finds nothing new, or at the end of a shared turn. Returns as serve_next().
 */
static int
serve_waiting(struct soft_queue *q, struct soft_turn *turn)
{
	bool flush = soft_qm_waiting(&q->qm) == 0;
	int ret = 0;

	while (ret >= 0 && turn_goes_on(q, turn) && (flush || soft_qm_waiting(&q->qm) != 0)) {
		ret = flush ? soft_qm_flush(&q->qm) : serve_next(q, turn);
		flush = false;
		if (ret > 0)
			turn->done += ret;
	}
	if (ret < 0 || !turn->is_shared || q->stalled || soft_qm_waiting(&q->qm) != 0)
		return ret;
	ret = soft_qm_flush(&q->qm);
	if (ret > 0)
		turn->done += ret;
	return ret;
}

struct queue_guard {
	struct soft_guard guard;
	const struct soft_queue *q;
};

/* Whether a descriptor that is being served names memory that could not be reached. */
static bool
queue_names(const struct soft_guard *guard, const struct soft_access *access)
{
	const struct soft_queue *q = ((const struct queue_guard *)(const void *)guard)->q;
	struct soft_range ranges[SOFT_MAX_RANGES];
	unsigned int i, j, n;

	for (i = 0; i < soft_qm_taken(&q->qm); i++) {
		n = q->dev->ranges(soft_qm_sqe(&q->qm, i), ranges);
		for (j = 0; j < n; j++)
			if (soft_range_has(&ranges[j], access))
				return true;
	}
	return false;
}

/* What a fault left is finished, and the turn goes on. */
static int
serve_after_fault(struct soft_queue *q, struct soft_turn *turn)
{
	int ret = soft_qm_serve_fault(&q->qm);

	if (ret < 0)
		return ret;
	turn->done += ret;
	return serve_waiting(q, turn);
}

/* Give a queue a turn, and end the queue if it dies of it; the queue is locked. */
void
soft_serve_locked(struct soft_queue *q, struct soft_turn *turn)
{
	struct queue_guard guard = { .guard.names = queue_names, .q = q };
	int ret;

	if (soft_guard_enter(&guard.guard) == 0)
		ret = serve_waiting(q, turn);
	else
		ret = serve_after_fault(q, turn);
	soft_guard_leave();
	if (ret < 0)
		queue_kill(q);
}

/* As soft_queue_serve(), which see. */
unsigned int
soft_serve_turn(struct soft_queue *q, struct soft_turn *turn)
{
	if (soft_serve_state(q) != SOFT_STARTED || !queue_try_lock(q))
		return 0;
	/* It may have been stopped and freed before the lock was ours. */
	if (soft_serve_state(q) == SOFT_STARTED) {
		soft_serve_look(q);
		if (soft_qm_pending(&q->qm))
			soft_serve_locked(q, turn);
		else
			soft_qm_idle(&q->qm);
	}
	soft_serve_unlock(q);
	return turn->done;
}
