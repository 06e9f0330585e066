/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>

#include "soft_atomic.h"
#include "soft_queue.h"

void
soft_qm_reset(struct soft_qm *qm)
{
	qm->sq_head = 0;
	qm->sq_tail = 0;
	qm->cq_head = 0;
	qm->cq_tail = 0;
	qm->phase = true;
	qm->broken = 0;
	qm->kept = 0;
	/* START_Q arms the interrupt once (2.5). */
	qm->irq_armed = true;
	qm->current.sqe = NULL;
	qm->current.n = 0;
}

/*
 * Interrupt if that is armed and a completion was not acknowledged. A completion that was written
 * between a driver's last look and its arming doorbell counts, or the driver would sleep while it
 * waits.
 */
static void
interrupt(struct soft_qm *qm)
{
	if (qm->irq == NULL || !qm->irq_armed || qm->cq_head == qm->cq_tail)
		return;
	qm->irq_armed = false;
	qm->irq(qm);
}

/* Steps forward from one ring index to another. */
static uint16_t
distance(uint16_t from, uint16_t to, uint16_t depth)
{
	return (to - from) & (depth - 1);
}

/* A tail may move forward up to the slot before the head. */
static void
doorbell_sq(struct soft_qm *qm, uint16_t tail)
{
	if (tail >= qm->sq_depth)
		return;
	if (distance(qm->sq_head, tail, qm->sq_depth) <
			distance(qm->sq_head, qm->sq_tail, qm->sq_depth))
		return;
	qm->sq_tail = tail;
}

/* A head may move forward up to the last completion written. */
static void
doorbell_cq(struct soft_qm *qm, uint16_t head, bool irq)
{
	if (head >= qm->cq_depth)
		return;
	if (distance(qm->cq_head, head, qm->cq_depth) >
			distance(qm->cq_head, qm->cq_tail, qm->cq_depth))
		return;
	qm->cq_head = head;
	qm->irq_armed = irq;
	interrupt(qm);
}

void
soft_qm_doorbell(struct soft_qm *qm, uint64_t value)
{
	uint16_t index = value >> HISI_QM_DB_INDEX_S;

	if ((value & HISI_QM_DB_QN_MASK) != (qm->id & HISI_QM_DB_QN_MASK))
		return;
	switch (value >> HISI_QM_DB_CMD_S & 0xf) {
	case HISI_QM_DB_CMD_SQ:
		doorbell_sq(qm, index);
		break;
	case HISI_QM_DB_CMD_CQ:
		doorbell_cq(qm, index, (value & HISI_QM_DB_IRQ) != 0);
		break;
	default:
		break;
	}
}

/* Completions that can be written: one entry of the ring stays free. */
static unsigned int
completion_room(const struct soft_qm *qm)
{
	return qm->cq_depth - 1 - distance(qm->cq_head, qm->cq_tail, qm->cq_depth);
}

static unsigned int
at_most(unsigned int n, unsigned int limit)
{
	return n < limit ? n : limit;
}

/* The next descriptor to take. */
static uint16_t
next_slot(const struct soft_qm *qm)
{
	return (qm->sq_head + qm->kept) & (qm->sq_depth - 1);
}

unsigned int
soft_qm_batch(const struct soft_qm *qm, unsigned int max)
{
	unsigned int n = at_most(max, qm->engine->batch);
	unsigned int room;

	if (n == 1 && qm->kept == 0)
		return 1;
	n = at_most(n, soft_qm_waiting(qm));
	n = at_most(n, qm->sq_depth - next_slot(qm));
	/* There was room for the completions of those kept when they were taken. */
	room = completion_room(qm) - qm->kept;
	return at_most(n, room == 0 && qm->kept == 0 ? 1 : room);
}

/* The word of a completion that a fault is injected into. */
static uint64_t
broken_word(struct soft_qm *qm, uint64_t slot, uint64_t common)
{
	const uint8_t kind = qm->broken;

	/* A second completion follows the first one, in complete(). */
	if (kind == SOFT_FAULT_TWICE)
		return slot | common;
	qm->broken = 0;
	if (kind == SOFT_FAULT_ORDER)
		slot = (slot + 1) & (qm->sq_depth - 1);
	else if (kind == SOFT_FAULT_RANGE)
		slot = qm->sq_depth;
	else if (kind == SOFT_FAULT_PHASE)
		common ^= UINT64_C(1) << HISI_QM_CQE_PHASE_S;
	return slot | common;
}

/* The word of a completion with its slot, queue and phase. */
static uint64_t
completed_word(struct soft_qm *qm, uint64_t slot, uint64_t common)
{
	if (SOFT_UNLIKELY(qm->broken != 0))
		return broken_word(qm, slot, common);
	return slot | common;
}

/*
 * Write the completions of n descriptors from sq_head on, in one piece of the ring, and
 * step both rings (2.2, 2.4).
 */
static bool
complete_piece(struct soft_qm *qm, unsigned int n)
{
	uint64_t addr = qm->cq_addr + (uint64_t)qm->cq_tail * HISI_QM_CQE_SIZE;
	size_t len = n * sizeof(struct hisi_qm_cqe);
	struct hisi_qm_cqe *cqe = soft_mem_map(qm->mem, addr, len, true);
	const uint64_t common = (uint64_t)qm->id << HISI_QM_CQE_SQ_NUM_S |
		(uint64_t)qm->phase << HISI_QM_CQE_PHASE_S;
	const uint16_t mask = qm->sq_depth - 1;
	uint16_t slot = qm->sq_head;
	unsigned int i;

	if (cqe == NULL)
		return false;
	for (i = 0; i < n; i++, slot++) {
		cqe[i].lo = 0;
		/*
		 * Release: destination data and the result words of the descriptor are stored
		 * before the word with the phase, which the driver loads first.
		 */
		soft_atomic_store_release(&cqe[i].hi, completed_word(qm, slot & mask, common));
	}
	qm->sq_head = slot & mask;
	soft_mem_unmap(qm->mem, cqe, len, len);
	qm->cq_tail = (qm->cq_tail + n) & (qm->cq_depth - 1);
	if (qm->cq_tail == 0)
		qm->phase = !qm->phase;
	return true;
}

/* Complete n descriptors: n, or -EIO. */
static int
complete(struct soft_qm *qm, unsigned int n)
{
	unsigned int left, part;

	for (left = n; left != 0; left -= part) {
		part = at_most(left, at_most(qm->cq_depth - qm->cq_tail, completion_room(qm)));
		/* One more would overwrite a completion that the driver has not seen. */
		if (part == 0 || !complete_piece(qm, part))
			return -EIO;
		interrupt(qm);
	}
	if (SOFT_UNLIKELY(qm->broken == SOFT_FAULT_TWICE) && n != 0) {
		/* Once more for the descriptor before the head. */
		qm->broken = 0;
		qm->sq_head = (qm->sq_head - 1) & (qm->sq_depth - 1);
		return complete(qm, 1) < 0 ? -EIO : (int)n;
	}
	return n;
}

/* Complete the descriptors of the call at hand and all that were kept. */
static int
write_back(struct soft_qm *qm)
{
	unsigned int n = qm->kept + qm->current.n;
	size_t len = qm->current.n * HISI_QM_SQE_SIZE;

	if (qm->current.n != 0)
		soft_mem_unmap(qm->mem, qm->current.sqe, len, len);
	qm->current.sqe = NULL;
	qm->current.n = 0;
	qm->kept = 0;
	return complete(qm, n);
}

/* Map the next descriptors, which are then those of the call at hand (rule 2 of soft_guard.h). */
static bool
fetch(struct soft_qm *qm, unsigned int n)
{
	uint64_t addr = qm->sq_addr + (uint64_t)next_slot(qm) * HISI_QM_SQE_SIZE;

	qm->current.n = n;
	qm->current.sqe = soft_mem_map(qm->mem, addr, n * HISI_QM_SQE_SIZE, true);
	return qm->current.sqe != NULL;
}

/* Descriptors that are kept stay mapped, which costs nothing in memory of the process alone. */
static bool
may_keep(const struct soft_qm *qm)
{
	return qm->engine->take != NULL && qm->mem->is_process && qm->data->is_process;
}

int
soft_qm_serve(struct soft_qm *qm, unsigned int n)
{
	unsigned int done;

	if (!fetch(qm, n))
		return -EIO;
	if (!may_keep(qm)) {
		qm->engine->run(qm->state, qm->data, qm->current.sqe, n);
		return write_back(qm);
	}
	done = qm->engine->take(qm->state, qm->data, qm->current.sqe, n);
	qm->current.n = 0;
	qm->kept += n - done;
	return complete(qm, done);
}

int
soft_qm_flush(struct soft_qm *qm)
{
	if (qm->kept == 0)
		return 0;
	qm->current.n = 0;
	qm->engine->flush(qm->state);
	return write_back(qm);
}

int
soft_qm_serve_fault(struct soft_qm *qm)
{
	qm->engine->resume(qm->state, qm->data, qm->current.sqe, qm->current.n);
	return write_back(qm);
}

int
soft_qm_serve_error(struct soft_qm *qm)
{
	if (!fetch(qm, 1))
		return -EIO;
	qm->engine->fail(qm->state, qm->current.sqe);
	return write_back(qm);
}

int
soft_qm_serve_forged(struct soft_qm *qm, enum soft_fault_kind kind)
{
	if (!fetch(qm, 1))
		return -EIO;
	if (kind == SOFT_FAULT_COUNTS || kind == SOFT_FAULT_NOLAST)
		qm->engine->run(qm->state, qm->data, qm->current.sqe, 1);
	if (kind != SOFT_FAULT_NOWB)
		qm->engine->forge(qm->state, qm->current.sqe, kind);
	return write_back(qm);
}
