/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>

#include "soft_queue.h"

const struct soft_mem soft_mem_process = {
	.is_process = true,
};

void
soft_qm_reset(struct soft_qm *qm)
{
	qm->sq_head = 0;
	qm->sq_tail = 0;
	qm->cq_head = 0;
	qm->cq_tail = 0;
	qm->phase = true;
	qm->misorder = false;
	qm->current.sqe = NULL;
	qm->current.n = 0;
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
doorbell_cq(struct soft_qm *qm, uint16_t head)
{
	if (head >= qm->cq_depth)
		return;
	if (distance(qm->cq_head, head, qm->cq_depth) >
			distance(qm->cq_head, qm->cq_tail, qm->cq_depth))
		return;
	qm->cq_head = head;
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
		doorbell_cq(qm, index);
		break;
	default:
		break;
	}
}

/* Completions that can be written; one entry stays free. */
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

unsigned int
soft_qm_batch(const struct soft_qm *qm, unsigned int max)
{
	unsigned int n = at_most(max, qm->engine->batch);
	unsigned int room;

	if (n == 1)
		return 1;
	n = at_most(n, distance(qm->sq_head, qm->sq_tail, qm->sq_depth));
	n = at_most(n, qm->sq_depth - qm->sq_head);
	room = completion_room(qm);
	return at_most(n, room == 0 ? 1 : room);
}

/* The slot a completion names. */
static uint64_t
completed_slot(struct soft_qm *qm)
{
	uint16_t slot = qm->sq_head + qm->misorder;

	qm->misorder = false;
	return slot & (qm->sq_depth - 1);
}

/* Write the completion of the descriptor at sq_head and step both rings (2.2, 2.4). */
static int
complete(struct soft_qm *qm)
{
	struct hisi_qm_cqe *cqe;
	uint64_t addr = qm->cq_addr + (uint64_t)qm->cq_tail * HISI_QM_CQE_SIZE;

	/* Beyond it the driver would lose a lap. */
	if (completion_room(qm) == 0)
		return -EIO;
	cqe = soft_mem_map(qm->mem, addr, sizeof(*cqe), true);
	if (cqe == NULL)
		return -EIO;
	cqe->lo = 0;
	/*
	 * Release: destination data and the descriptor's result words are stored
	 * before the phase that makes the driver look at them.
	 */
	__atomic_store_n(&cqe->hi, completed_slot(qm) |
			(uint64_t)qm->id << HISI_QM_CQE_SQ_NUM_S |
			(uint64_t)qm->phase << HISI_QM_CQE_PHASE_S, __ATOMIC_RELEASE);
	soft_mem_unmap(qm->mem, cqe, sizeof(*cqe), sizeof(*cqe));
	qm->sq_head = (qm->sq_head + 1) & (qm->sq_depth - 1);
	qm->cq_tail = (qm->cq_tail + 1) & (qm->cq_depth - 1);
	if (qm->cq_tail == 0)
		qm->phase = !qm->phase;
	return 0;
}

static int
write_back(struct soft_qm *qm)
{
	unsigned int i, n = qm->current.n;
	size_t len = n * HISI_QM_SQE_SIZE;
	uint8_t *sqe = qm->current.sqe;
	int ret = 0;

	qm->current.sqe = NULL;
	soft_mem_unmap(qm->mem, sqe, len, len);
	for (i = 0; i < n && ret == 0; i++)
		ret = complete(qm);
	return ret < 0 ? ret : (int)n;
}

static bool
fetch(struct soft_qm *qm, unsigned int n)
{
	uint64_t addr = qm->sq_addr + (uint64_t)qm->sq_head * HISI_QM_SQE_SIZE;

	qm->current.n = n;
	qm->current.sqe = soft_mem_map(qm->mem, addr, n * HISI_QM_SQE_SIZE, true);
	return qm->current.sqe != NULL;
}

int
soft_qm_serve(struct soft_qm *qm, unsigned int n)
{
	if (!fetch(qm, n))
		return -EIO;
	qm->engine->run(qm->state, qm->data, qm->current.sqe, n);
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
