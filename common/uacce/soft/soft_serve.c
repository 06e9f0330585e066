/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <sched.h>

#include "soft_clock.h"
#include "soft_doorbell.h"
#include "soft_guard.h"
#include "soft_serve.h"

static bool
queue_try_lock(struct soft_queue *q)
{
	/*
	 * The load comes first, as an exchange would take the cache line from whoever serves.
	 * Acquire: the lock is taken before any access to the queue.
	 */
	return soft_atomic_load_relaxed(&q->busy) == 0 &&
		soft_atomic_exchange_acquire(&q->busy, 1) == 0;
}

void
soft_serve_lock(struct soft_queue *q)
{
	while (!queue_try_lock(q))
		sched_yield();
}

/*
 * A thread that finds the bit of a queue loads the state before it uses the queue, so the bit
 * orders nothing. Release: what the queue was set up with is stored before its state.
 */
void
soft_serve_set_state(struct soft_queue *q, enum soft_state state)
{
	unsigned int n = q - q->dev->queues;
	uint64_t *word = &q->dev->started[n / SOFT_WORD_BITS];
	uint64_t bit = UINT64_C(1) << n % SOFT_WORD_BITS;

	soft_atomic_store_release(&q->state, state);
	if (state == SOFT_STARTED)
		soft_atomic_or_relaxed(word, bit);
	else
		soft_atomic_and_relaxed(word, ~bit);
}

static uint32_t *
status_words(const struct soft_queue *q)
{
	return (uint32_t *)(void *)(q->mem[UACCE_REGION_DUS] +
			q->dev->region_size[UACCE_REGION_DUS] - HISI_QM_STATUS_SIZE);
}

/*
 * The sequence of 1.8: stop sending, serve no more, stop receiving. Release: the completions of the
 * queue are stored before the RX word, after which the driver loads completions for the last time.
 * Completions that another thread stored come before this thread took the lock of the queue.
 */
static void
queue_kill(struct soft_queue *q)
{
	uint32_t *status = status_words(q);

	soft_atomic_store_release(&status[HISI_QM_STATUS_TX], 1);
	soft_serve_set_state(q, SOFT_DEAD);
	soft_atomic_store_release(&status[HISI_QM_STATUS_RX], 1);
}

void
soft_serve_look(struct soft_queue *q)
{
	const struct soft_doorbells db = soft_doorbells_read(
			soft_serve_doorbell(q, HISI_QM_DB_OFFSET),
			soft_serve_doorbell(q, HISI_QM_SOFT_CQ_DB_OFFSET));

	if (db.cq != q->cq_db_seen) {
		q->cq_db_seen = db.cq;
		soft_qm_doorbell(&q->qm, db.cq);
	}
	if (db.sq != q->sq_db_seen) {
		q->sq_db_seen = db.sq;
		if (!soft_fault_hit(&q->dev->config.faults, SOFT_FAULT_DOORBELL))
			soft_qm_doorbell(&q->qm, db.sq);
	}
}

/*
 * Kill all queues but one, which the caller has locked and kills itself: a reset takes all queues
 * (1.8). It is injected once, so no other thread waits here for the queue of this one.
 */
static void
device_reset(struct soft_device *dev, const struct soft_queue *locked)
{
	unsigned int i;

	for (i = 0; i < dev->nb_queues; i++) {
		struct soft_queue *q = &dev->queues[i];

		if (q == locked)
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
	enum soft_fault_kind kind;

	for (kind = SOFT_FAULT_STATUS; kind < SOFT_FAULT_DOORBELL; kind++)
		if (faults->at[kind] != 0)
			return true;
	return false;
}

/*
 * Count one more descriptor. Returns the faults that are injected into it, as bits. A descriptor
 * that is not served for one of the first two counts for no other.
 */
static uint32_t
count_faults(struct soft_faults *faults)
{
	enum soft_fault_kind kind;
	uint32_t bits = 0;

	if (soft_fault_hit(faults, SOFT_FAULT_RESET))
		return 1u << SOFT_FAULT_RESET;
	if (soft_fault_hit(faults, SOFT_FAULT_STALL))
		return 1u << SOFT_FAULT_STALL;
	for (kind = SOFT_FAULT_STATUS; kind < SOFT_FAULT_DOORBELL; kind++)
		if (kind != SOFT_FAULT_RESET && kind != SOFT_FAULT_STALL &&
				soft_fault_hit(faults, kind))
			bits |= 1u << kind;
	return bits;
}

/* The exact clock: with ticks of 10 ms a coarse one could end a stall of 5 ms at once. */
static uint64_t
stall_clock(void)
{
	return soft_clock_ms(CLOCK_MONOTONIC);
}

/* A queue that is slow goes on when its time has passed. */
static void
end_stall(struct soft_queue *q)
{
	if (q->stalled_until != 0 && stall_clock() >= q->stalled_until)
		q->stalled = false;
}

/* The kind of fault of the completion of a descriptor, or 0. */
static uint8_t
broken_completion(uint32_t injected)
{
	static const enum soft_fault_kind kinds[] = {
		SOFT_FAULT_ORDER, SOFT_FAULT_TWICE, SOFT_FAULT_RANGE, SOFT_FAULT_PHASE,
	};
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (injected & 1u << kinds[i])
			return kinds[i];
	return 0;
}

/* Serve the next descriptor and the faults injected into it. Returns as serve_next(). */
static int
serve_injected(struct soft_queue *q)
{
	const uint32_t slow = 1u << SOFT_FAULT_SLOW, slower = 1u << SOFT_FAULT_SLOWER;
	uint32_t injected = q->injected;
	enum soft_fault_kind kind;

	q->injected = 0;
	if (injected & (slow | slower)) {
		q->stalled = true;
		q->stalled_until = stall_clock() +
			(injected & slower ? SOFT_SLOWER_MS : SOFT_SLOW_MS);
		q->injected = (injected & ~(slow | slower)) | SOFT_COUNTED;
		return 0;
	}
	if (injected & 1u << SOFT_FAULT_RESET) {
		device_reset(q->dev, q);
		return -EIO;
	}
	if (injected & 1u << SOFT_FAULT_STALL) {
		q->stalled = true;
		q->stalled_until = 0;
		return 0;
	}
	q->qm.broken = broken_completion(injected);
	if (injected & 1u << SOFT_FAULT_STATUS)
		return soft_qm_serve_error(&q->qm);
	for (kind = SOFT_FAULT_UNDONE; kind <= SOFT_FAULT_NOLAST; kind++)
		if (injected & 1u << kind)
			return soft_qm_serve_forged(&q->qm, kind);
	return soft_qm_serve(&q->qm, 1);
}

/* Bytes that a descriptor reads and writes, or a little more. */
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

/* How many of the next n descriptors are part of a shared turn: at least one, if n is not 0. */
static unsigned int
within_turn(const struct soft_queue *q, struct soft_turn *turn, unsigned int n)
{
	unsigned int i;
	uint64_t bytes;

	for (i = 0; i < n && turn->bytes != 0; i++) {
		bytes = bytes_of(q, q->qm.kept + i);
		turn->bytes -= bytes < turn->bytes ? bytes : turn->bytes;
	}
	return i;
}

/*
 * Serve one batch of a turn. A batch ends before a descriptor that a fault is injected into, and
 * what the engine keeps is finished before that descriptor. Returns how many descriptors were
 * completed, or -EIO if the queue dies.
 */
static int
serve_next(struct soft_queue *q, struct soft_turn *turn)
{
	unsigned int i, n;

	/*
	 * The completion doorbell may have moved since the last look, and without it the engine
	 * could find its completion ring full.
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
	return q->qm.kept != 0 ? soft_qm_flush(&q->qm) : serve_injected(q);
}

static bool
turn_goes_on(const struct soft_queue *q, const struct soft_turn *turn)
{
	return turn->done < turn->max && !q->stalled && (!turn->is_shared || turn->bytes != 0);
}

/*
 * Serve until no descriptor waits or the turn is over. What the engine keeps is finished by a turn
 * that finds no new descriptor, or at the end of a shared turn. Returns as serve_next().
 */
static int
serve_waiting(struct soft_queue *q, struct soft_turn *turn)
{
	bool flush = soft_qm_waiting(&q->qm) == 0;
	int ret = 0;

	if (SOFT_UNLIKELY(q->stalled))
		end_stall(q);
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

/* Whether a descriptor in the engine names memory that could not be reached. */
static bool
queue_names(const struct soft_guard *guard, const struct soft_access *access)
{
	const struct soft_queue *q = ((const struct queue_guard *)(const void *)guard)->q;
	struct soft_range ranges[SOFT_MAX_RANGES];
	unsigned int i, j, n;

	for (i = 0; i < soft_qm_in_engine(&q->qm); i++) {
		n = q->dev->ranges(soft_qm_sqe(&q->qm, i), ranges);
		for (j = 0; j < n; j++)
			if (soft_range_has(&ranges[j], access))
				return true;
	}
	return false;
}

/* Finish what a fault left, and go on with the turn. */
static int
serve_after_fault(struct soft_queue *q, struct soft_turn *turn)
{
	int ret = soft_qm_serve_fault(&q->qm);

	if (ret < 0)
		return ret;
	turn->done += ret;
	return serve_waiting(q, turn);
}

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

unsigned int
soft_serve_turn(struct soft_queue *q, struct soft_turn *turn)
{
	if (soft_serve_state(q) != SOFT_STARTED || !queue_try_lock(q))
		return 0;
	/* The queue may have been stopped and freed before this thread took the lock. */
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
