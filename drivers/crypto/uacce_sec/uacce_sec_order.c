/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Dequeue: the slow path. Requests come back in the order of their enqueue. Those with one
 * descriptor complete in that order by themselves. A request with two descriptors keeps its
 * slot of the first ring until the second descriptor completed. As long as there is such a
 * request this path looks at completions of the first ring ahead of the oldest request, so
 * that the device gets second descriptors early, and returns a request only when it is the
 * oldest one and over. Source: hardware_interface.rst, section 4.
 *
 * Nothing here allocates, locks, logs or waits, but for uacce_sec_give_up(), which stop calls.
 */

#include "uacce_sec_finish.h"

/* Completions that the slow path looks for at a time: those of a usual burst. */
#define LOOK_AHEAD	32u

/* The device does not get the second descriptor of a request: then this is its status. */
static void
lose_step(struct uacce_sec_qp *qp, uint32_t at, uint8_t status)
{
	struct uacce_sec_slot *slot = &qp->ring[UACCE_SEC_FIRST].slots[at];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint32_t next = second->qm.submitted + qp->passed + qp->lost;

	uacce_sec_clean_slot(qp, second, hisi_qm_slot(&second->qm, next));
	qp->lost++;
	slot->status = status;
	slot->after &= ~UACCE_SEC_AFTER_STEP;
	slot->after |= UACCE_SEC_AFTER_LOST;
}

/*
 * The first descriptor of a request completed: let the second one start, or be completed
 * undone when the first failed.
 */
static void
pass_on(struct uacce_sec_qp *qp, uint32_t at)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint8_t status = uacce_sec_finish(first, at);
	uint8_t *sqe;

	if (qp->lost != 0 || !hisi_qm_can_submit(&second->qm)) {
		lose_step(qp, at, status == RTE_CRYPTO_OP_STATUS_SUCCESS ?
				(uint8_t)RTE_CRYPTO_OP_STATUS_ERROR : status);
		return;
	}
	first->slots[at].status = status;
	sqe = hisi_qm_sqe(&second->qm, hisi_qm_slot(&second->qm,
			second->qm.submitted + qp->passed));
	if (status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		sqe[qp->layout->invalid_at] |= qp->layout->invalid;
	qp->passed++;
}

/* Submit second descriptors: one doorbell. */
static void
submit_passed(struct uacce_sec_qp *qp)
{
	if (qp->passed == 0)
		return;
	hisi_qm_submit(&qp->ring[UACCE_SEC_SECOND].qm, qp->passed);
	qp->passed = 0;
}

/* Look at more completions of the first ring, and let second descriptors start. */
static void
look_ahead(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	uint32_t n, i, at;
	bool dead;

	visit->looked = true;
	n = uacce_sec_ring_poll(first, qp->ahead, LOOK_AHEAD, &visit->turn[UACCE_SEC_FIRST], &dead);
	if (dead) {
		visit->dead[UACCE_SEC_FIRST] = n;
		return;
	}
	for (i = 0; i < n; i++) {
		at = hisi_qm_slot(&first->qm, first->qm.completed + qp->ahead + i);
		if (uacce_sec_has_step(first, at))
			pass_on(qp, at);
	}
	qp->ahead += n;
	submit_passed(qp);
}

/* Whether the oldest request of the second ring is over, one way or the other. */
static bool
second_is_over(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit)
{
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	bool dead;
	uint32_t n;

	if (qp->ready != 0 || visit->dead[UACCE_SEC_SECOND] != 0)
		return true;
	n = uacce_sec_ring_poll(second, 0, LOOK_AHEAD, &visit->turn[UACCE_SEC_SECOND], &dead);
	if (dead)
		visit->dead[UACCE_SEC_SECOND] = n;
	else
		qp->ready = n;
	return n != 0;
}

/* Release the oldest descriptor of a ring. */
static void
release_one(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at)
{
	if (uacce_sec_is_special(ring, at))
		uacce_sec_clean_slot(qp, ring, at);
	hisi_qm_release(&ring->qm, 1);
}

/* The status of the oldest request, whose second descriptor is over. */
static uint8_t
finish_second(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, uint8_t status)
{
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint32_t at = hisi_qm_slot(&second->qm, second->qm.completed);
	const bool dead = qp->ready == 0;

	if (dead) {
		hisi_qm_give_up(&second->qm);
		visit->dead[UACCE_SEC_SECOND]--;
	} else {
		qp->ready--;
	}
	if (status == RTE_CRYPTO_OP_STATUS_SUCCESS)
		status = dead ? (uint8_t)RTE_CRYPTO_OP_STATUS_ERROR : uacce_sec_finish(second, at);
	release_one(qp, second, at);
	return status;
}

/* The oldest request is on a dead ring, and will never complete (1.8). */
static uint8_t
finish_dead(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, uint32_t at)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];

	hisi_qm_give_up(&first->qm);
	visit->dead[UACCE_SEC_FIRST]--;
	if (uacce_sec_has_step(first, at))
		lose_step(qp, at, RTE_CRYPTO_OP_STATUS_ERROR);
	return RTE_CRYPTO_OP_STATUS_ERROR;
}

/* The status of the oldest request; false if it is not over. */
static bool
finish_oldest(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, uint32_t at,
		uint8_t *status)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	const struct uacce_sec_slot *slot = &first->slots[at];

	if (qp->ahead == 0) {
		*status = finish_dead(qp, visit, at);
		return true;
	}
	if (!uacce_sec_has_step(first, at)) {
		*status = uacce_sec_is_special(first, at) && (slot->after & UACCE_SEC_AFTER_LOST) != 0 ?
			slot->status : uacce_sec_finish(first, at);
		return true;
	}
	/* Others may start in the meantime, and go on when this one is returned. */
	if (!visit->looked)
		look_ahead(qp, visit);
	if (!second_is_over(qp, visit))
		return false;
	*status = finish_second(qp, visit, slot->status);
	return true;
}

/* Return the oldest request, if it is over and of the kind that is asked for. */
static bool
next_in_order(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, uintptr_t kind,
		uintptr_t mask, struct uacce_sec_result *result)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	uint32_t at;
	bool dead;

	if (qp->ahead == 0 && visit->dead[UACCE_SEC_FIRST] == 0)
		look_ahead(qp, visit);
	dead = qp->ahead == 0;
	if (dead && visit->dead[UACCE_SEC_FIRST] == 0)
		return false;
	at = hisi_qm_slot(&first->qm, first->qm.completed);
	if ((first->held[at].op & mask) != kind ||
			!finish_oldest(qp, visit, at, &result->status))
		return false;
	result->op = first->held[at].op;
	result->user = first->slots[at].user;
	qp->stats.dequeue_err_count += result->status != RTE_CRYPTO_OP_STATUS_SUCCESS;
	release_one(qp, first, at);
	qp->ahead -= !dead;
	return true;
}

uint32_t
uacce_sec_dequeue_in_order(struct uacce_sec_qp *qp, struct rte_crypto_op **ops,
		uint32_t nb_ops, bool turn)
{
	struct uacce_sec_visit visit = { .turn = { turn, true } };
	struct uacce_sec_result result;
	uint32_t n;

	for (n = 0; n < nb_ops && next_in_order(qp, &visit, 0, UACCE_SEC_RAW, &result); n++) {
		ops[n] = (struct rte_crypto_op *)(result.op & ~UACCE_SEC_MARKS);
		ops[n]->status = result.status;
	}
	return n;
}

bool
uacce_sec_next(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, bool raw,
		struct uacce_sec_result *result)
{
	const struct uacce_sec_result *parked = &qp->parked[qp->parked_head & qp->parked_mask];
	const uintptr_t kind = raw ? UACCE_SEC_RAW : 0;

	if (unlikely(uacce_sec_nb_parked(qp) != 0)) {
		if ((parked->op & UACCE_SEC_RAW) != kind)
			return false;
		*result = *parked;
		__atomic_store_n(&qp->parked_head, qp->parked_head + 1, __ATOMIC_RELEASE);
	} else if (!next_in_order(qp, visit, kind, UACCE_SEC_RAW, result)) {
		return false;
	}
	qp->stats.dequeued_count++;
	return true;
}

static void
park(struct uacce_sec_qp *qp, const struct uacce_sec_result *result)
{
	qp->parked[qp->parked_tail & qp->parked_mask] = *result;
	__atomic_store_n(&qp->parked_tail, qp->parked_tail + 1, __ATOMIC_RELEASE);
}

static uint32_t
nb_outstanding(const struct uacce_sec_qp *qp)
{
	return hisi_qm_outstanding(&qp->ring[UACCE_SEC_FIRST].qm);
}

uint32_t
uacce_sec_drain(struct uacce_sec_qp *qp)
{
	struct uacce_sec_visit visit = UACCE_SEC_VISIT;
	struct uacce_sec_result result;

	while (next_in_order(qp, &visit, 0, 0, &result))
		park(qp, &result);
	return nb_outstanding(qp);
}

void
uacce_sec_give_up(struct uacce_sec_qp *qp)
{
	struct uacce_sec_visit visit = { .looked = true };
	struct uacce_sec_result result;
	uint32_t failed = 0;
	unsigned int r;

	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		hisi_qm_fail(&qp->ring[r].qm);
	while (nb_outstanding(qp) != 0) {
		if (qp->ready == 0)
			visit.dead[UACCE_SEC_SECOND] =
				hisi_qm_outstanding(&qp->ring[UACCE_SEC_SECOND].qm);
		if (qp->ahead == 0)
			visit.dead[UACCE_SEC_FIRST] = nb_outstanding(qp);
		/* Each of them is over now. */
		if (!next_in_order(qp, &visit, 0, 0, &result))
			break;
		park(qp, &result);
		failed += result.status == RTE_CRYPTO_OP_STATUS_ERROR;
	}
	if (failed != 0)
		UACCE_SEC_LOG(ERR, qp->name, "%s does not finish, %u operations failed",
				qp->device->name, failed);
}
