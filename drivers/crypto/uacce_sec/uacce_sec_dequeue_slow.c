/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Dequeue: the slow path. Requests come back in the order of their enqueue. Those with one
 * descriptor complete in that order by themselves. A request with two descriptors keeps its
 * slot of the first ring until its second descriptor completed. As long as there is such a
 * request, this path also counts completions of the first ring behind the oldest request, so
 * that the device gets second descriptors early. It returns a request only when that is the
 * oldest one and over. Source: hardware_interface.rst, section 4.
 *
 * Nothing here allocates, locks, logs or waits, but for uacce_sec_give_up(), which stop calls.
 */

#include "uacce_sec_complete.h"

/* Completions that the slow path counts at a time: those of a usual burst. */
#define LOOK_AHEAD	32u

/* Do not submit the second descriptor of a request, which gets a status without it. */
static void
drop_second(struct uacce_sec_qp *qp, uint32_t at, uint8_t status)
{
	struct uacce_sec_slot *slot = &qp->ring[UACCE_SEC_FIRST].slots[at];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint32_t next = second->qm.submitted + qp->second_due + qp->second_lost;

	uacce_sec_clean_slot(qp, second, hisi_qm_slot(&second->qm, next));
	qp->second_lost++;
	slot->status = status;
	slot->after &= ~UACCE_SEC_AFTER_STEP;
	slot->after |= UACCE_SEC_AFTER_LOST;
}

/*
 * Have the second descriptor of a request submitted, as the first one completed. If the first
 * one failed, the device completes the second one without working on it.
 */
static void
prepare_second(struct uacce_sec_qp *qp, uint32_t at)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint8_t status = uacce_sec_complete(qp, first, at);
	uint8_t *sqe;

	if (qp->second_lost != 0 || !hisi_qm_can_submit(&second->qm)) {
		drop_second(qp, at, status == RTE_CRYPTO_OP_STATUS_SUCCESS ?
				(uint8_t)RTE_CRYPTO_OP_STATUS_ERROR : status);
		return;
	}
	first->slots[at].status = status;
	sqe = hisi_qm_sqe(&second->qm, hisi_qm_slot(&second->qm,
			second->qm.submitted + qp->second_due));
	if (status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		sqe[qp->layout->invalid_at] |= qp->layout->invalid;
	qp->second_due++;
}

/* Submit second descriptors: one doorbell. */
static void
submit_due(struct uacce_sec_qp *qp)
{
	if (qp->second_due == 0)
		return;
	hisi_qm_submit(&qp->ring[UACCE_SEC_SECOND].qm, qp->second_due);
	qp->second_due = 0;
}

/* Count more completions of the first ring, and submit second descriptors. */
static void
look_ahead(struct uacce_sec_qp *qp, struct uacce_sec_call *call)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	uint32_t n, i, at;
	bool dead;

	call->looked_ahead = true;
	n = hisi_qp_poll(&first->qm, qp->first_seen, LOOK_AHEAD,
			&call->may_poll_device[UACCE_SEC_FIRST], &dead);
	if (dead) {
		call->dead[UACCE_SEC_FIRST] = n;
		return;
	}
	for (i = 0; i < n; i++) {
		at = hisi_qm_slot(&first->qm, first->qm.completed + qp->first_seen + i);
		if (uacce_sec_has_step(first, at))
			prepare_second(qp, at);
	}
	qp->first_seen += n;
	submit_due(qp);
}

/* Whether the oldest descriptor of the second ring completed, or never will. */
static bool
second_is_done(struct uacce_sec_qp *qp, struct uacce_sec_call *call)
{
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	bool dead;
	uint32_t n;

	if (qp->second_seen != 0 || call->dead[UACCE_SEC_SECOND] != 0)
		return true;
	n = hisi_qp_poll(&second->qm, 0, LOOK_AHEAD, &call->may_poll_device[UACCE_SEC_SECOND],
			&dead);
	if (dead)
		call->dead[UACCE_SEC_SECOND] = n;
	else
		qp->second_seen = n;
	return n != 0;
}

/* Release the oldest descriptor of a ring. */
static void
release_one(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at)
{
	if (uacce_sec_is_slow(ring, at))
		uacce_sec_clean_slot(qp, ring, at);
	hisi_qm_release(&ring->qm, 1);
}

/* Status of the oldest request, whose second descriptor completed or never will. */
static uint8_t
complete_second(struct uacce_sec_qp *qp, struct uacce_sec_call *call, uint8_t status)
{
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint32_t at = hisi_qm_slot(&second->qm, second->qm.completed);
	const bool dead = qp->second_seen == 0;

	if (dead) {
		hisi_qm_give_up(&second->qm);
		hisi_qp_count(&qp->base.aborted, 1);
		call->dead[UACCE_SEC_SECOND]--;
	} else {
		qp->second_seen--;
	}
	if (status == RTE_CRYPTO_OP_STATUS_SUCCESS)
		status = dead ? (uint8_t)RTE_CRYPTO_OP_STATUS_ERROR :
			uacce_sec_complete(qp, second, at);
	release_one(qp, second, at);
	return status;
}

/* Status of the oldest request, which is on a dead ring and will never complete (1.8). */
static uint8_t
complete_dead(struct uacce_sec_qp *qp, struct uacce_sec_call *call, uint32_t at)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];

	hisi_qm_give_up(&first->qm);
	hisi_qp_count(&qp->base.aborted, 1);
	call->dead[UACCE_SEC_FIRST]--;
	if (uacce_sec_has_step(first, at))
		drop_second(qp, at, RTE_CRYPTO_OP_STATUS_ERROR);
	return RTE_CRYPTO_OP_STATUS_ERROR;
}

/* Find the status of the oldest request; false if it is not over. */
static bool
complete_oldest(struct uacce_sec_qp *qp, struct uacce_sec_call *call, uint32_t at,
		uint8_t *status)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	const struct uacce_sec_slot *slot = &first->slots[at];

	if (qp->first_seen == 0) {
		*status = complete_dead(qp, call, at);
		return true;
	}
	if (!uacce_sec_has_step(first, at)) {
		*status = uacce_sec_is_slow(first, at) &&
			(slot->after & UACCE_SEC_AFTER_LOST) != 0 ?
			slot->status : uacce_sec_complete(qp, first, at);
		return true;
	}
	/* Second descriptors of later requests are submitted while this one is waited for. */
	if (!call->looked_ahead)
		look_ahead(qp, call);
	if (!second_is_done(qp, call))
		return false;
	*status = complete_second(qp, call, slot->status);
	return true;
}

/*
 * Return the oldest request, if it is over and its marks agree with kind in the bits of mask.
 */
static bool
next_in_order(struct uacce_sec_qp *qp, struct uacce_sec_call *call, uintptr_t kind,
		uintptr_t mask, struct uacce_sec_result *result)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	uint32_t at;
	bool dead;

	if (qp->first_seen == 0 && call->dead[UACCE_SEC_FIRST] == 0)
		look_ahead(qp, call);
	dead = qp->first_seen == 0;
	if (dead && call->dead[UACCE_SEC_FIRST] == 0)
		return false;
	at = hisi_qm_slot(&first->qm, first->qm.completed);
	if ((first->ops[at].op & mask) != kind ||
			!complete_oldest(qp, call, at, &result->status))
		return false;
	result->op = first->ops[at].op;
	result->user = first->slots[at].user;
	qp->base.stats.dequeue_errors += result->status != RTE_CRYPTO_OP_STATUS_SUCCESS;
	release_one(qp, first, at);
	qp->first_seen -= !dead;
	return true;
}

uint32_t
uacce_sec_dequeue_slow(struct uacce_sec_qp *qp, struct rte_crypto_op **ops,
		uint32_t nb_ops, bool may_poll_device)
{
	struct uacce_sec_call call = { .may_poll_device = { may_poll_device, true } };
	struct uacce_sec_result result;
	uint32_t n;

	for (n = 0; n < nb_ops && next_in_order(qp, &call, 0, UACCE_SEC_RAW, &result); n++) {
		ops[n] = (struct rte_crypto_op *)(result.op & ~UACCE_SEC_MARKS);
		ops[n]->status = result.status;
	}
	return n;
}

bool
uacce_sec_dequeue_one(struct uacce_sec_qp *qp, struct uacce_sec_call *call, bool raw,
		struct uacce_sec_result *result)
{
	const uintptr_t kind = raw ? UACCE_SEC_RAW : 0;

	if (unlikely(hisi_qp_backlog_count(&qp->backlog) != 0)) {
		const struct uacce_sec_result *oldest = uacce_sec_backlog_oldest(qp);

		if ((oldest->op & UACCE_SEC_RAW) != kind)
			return false;
		*result = *oldest;
		hisi_qp_backlog_removed(&qp->backlog);
	} else if (!next_in_order(qp, call, kind, UACCE_SEC_RAW, result)) {
		return false;
	}
	qp->base.stats.dequeued++;
	return true;
}

static void
backlog_add(struct uacce_sec_qp *qp, const struct uacce_sec_result *result)
{
	qp->results[hisi_qp_backlog_tail(&qp->backlog)] = *result;
	hisi_qp_backlog_added(&qp->backlog);
}

/* Requests in flight: each has a slot of the first ring until it is returned. */
static uint32_t
nb_in_flight(const struct uacce_sec_qp *qp)
{
	return hisi_qm_outstanding(&qp->ring[UACCE_SEC_FIRST].qm);
}

uint32_t
uacce_sec_drain(void *queue_pair)
{
	struct uacce_sec_qp *qp = queue_pair;
	struct uacce_sec_call call = UACCE_SEC_CALL;
	struct uacce_sec_result result;

	while (next_in_order(qp, &call, 0, 0, &result))
		backlog_add(qp, &result);
	return nb_in_flight(qp);
}

void
uacce_sec_give_up(struct uacce_sec_qp *qp)
{
	struct uacce_sec_call call = { .looked_ahead = true };
	struct uacce_sec_result result;
	uint32_t failed = 0;
	unsigned int r;

	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		hisi_qm_fail(&qp->ring[r].qm);
	while (nb_in_flight(qp) != 0) {
		if (qp->second_seen == 0)
			call.dead[UACCE_SEC_SECOND] =
				hisi_qm_outstanding(&qp->ring[UACCE_SEC_SECOND].qm);
		if (qp->first_seen == 0)
			call.dead[UACCE_SEC_FIRST] = nb_in_flight(qp);
		/* With these counts the oldest request is over, one way or the other. */
		if (!next_in_order(qp, &call, 0, 0, &result))
			break;
		backlog_add(qp, &result);
		failed += result.status == RTE_CRYPTO_OP_STATUS_ERROR;
	}
	hisi_qp_log_given_up(&qp->base, failed);
}
