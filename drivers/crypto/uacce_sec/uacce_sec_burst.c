/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The burst functions. Nothing here allocates, locks, logs or waits, but for
 * uacce_sec_drain(), which stop calls. Source: hardware-interface.md, section 4.
 *
 * Plain operations are enqueued in runs that share a session; all others are marked
 * and go the long way, one by one.
 */

#include <rte_branch_prediction.h>
#include <rte_cycles.h>

#include "uacce_sec_private.h"

/* The done, error and warning fields as one word, and what decides about success (4.10). */
#define DONE_ERROR_S	16
#define DONE_ERROR	(0xffu << DONE_ERROR_S)
#define DONE_DECIDES	(HISI_SEC_DONE | HISI_SEC_ICV | DONE_ERROR)

static void
reject(struct uacce_sec_qp *qp, struct rte_crypto_op *op, enum uacce_sec_reject why)
{
	op->status = why == UACCE_SEC_REJECT_SESSION || why == UACCE_SEC_REJECT_XFORM ?
		RTE_CRYPTO_OP_STATUS_INVALID_SESSION : RTE_CRYPTO_OP_STATUS_INVALID_ARGS;
	qp->rejects[why]++;
	qp->stats.enqueue_err_count++;
}

/* A run of plain operations from the start of a burst; 0 if the first is not. */
static inline uint32_t
enqueue_plain(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	const struct uacce_sec_session *sess;

	if (unlikely(ops[0]->type != RTE_CRYPTO_OP_TYPE_SYMMETRIC ||
			ops[0]->sess_type != RTE_CRYPTO_OP_WITH_SESSION))
		return 0;
	sess = uacce_sec_session_of(ops[0]->sym->session, qp->gen);
	if (unlikely(sess == NULL))
		return 0;
	nb_ops = RTE_MIN(nb_ops, qp->qm.sq_mask + 1 - slot);
	return qp->gen == UACCE_SEC_BD3 ? uacce_sec_bd3_run(qp, slot, sess, ops, nb_ops) :
		uacce_sec_bd2_run(qp, slot, sess, ops, nb_ops);
}

uint16_t
uacce_sec_enqueue_burst(void *queue_pair, struct rte_crypto_op **ops, uint16_t nb_ops)
{
	struct uacce_sec_qp *qp = queue_pair;
	uint32_t i, n, slot;

	nb_ops = RTE_MIN(nb_ops, uacce_sec_room(qp));
	/* Descriptors that the raw data path has not told of come first. */
	if (unlikely(qp->cached != 0))
		return 0;
	for (i = 0; i < nb_ops; i += n) {
		slot = hisi_qm_slot(&qp->qm, qp->qm.submitted + i);
		n = enqueue_plain(qp, slot, ops + i, nb_ops - i);
		if (unlikely(n == 0)) {
			enum uacce_sec_reject why = uacce_sec_take(qp, slot, ops[i]);

			if (why < UACCE_SEC_NB_REJECTS)
				reject(qp, ops[i], why);
			if (why != UACCE_SEC_TAKEN)
				break;
			n = 1;
		}
	}
	if (likely(i != 0))
		hisi_qm_submit(&qp->qm, i);
	qp->stats.enqueued_count += i;
	return i;
}

/* The done word of a descriptor, at the same place in either type. */
static inline uint32_t
done_of(const uint8_t *sqe)
{
	uint32_t done;

	memcpy(&done, sqe + UACCE_SEC_DONE, sizeof(done));
	return done;
}

static inline bool
is_plain_success(uint32_t done)
{
	return likely((done & DONE_DECIDES) == HISI_SEC_DONE);
}

/* Status of a device in the API's words (4.10). */
static uint8_t
status_of(uint32_t done)
{
	if ((done & HISI_SEC_DONE) == 0 || (done & DONE_ERROR) != 0)
		return RTE_CRYPTO_OP_STATUS_ERROR;
	if ((done & HISI_SEC_ICV) >> HISI_SEC_ICV_S == HISI_SEC_ICV_MISMATCH)
		return RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
	return RTE_CRYPTO_OP_STATUS_SUCCESS;
}

/* A head of two blocks is one again: the short way writes neither of these. */
static void
mend_head(struct uacce_sec_head *head)
{
	head->list.next = 0;
	head->list.entry_sum_in_chain = RTE_DIM(head->entry);
	head->list.entry_sum_in_sgl = RTE_DIM(head->entry);
}

/* Give back what a slot took. */
static void
clean_slot(struct uacce_sec_qp *qp, uint32_t at)
{
	struct uacce_sec_slot *slot = &qp->slots[at];

	if ((slot->after & UACCE_SEC_AFTER_LISTS) != 0) {
		hisi_sgl_release(&qp->sgl, at);
		mend_head(&slot->src);
		mend_head(&slot->dst);
	}
	if ((slot->after & UACCE_SEC_AFTER_WIPE) != 0)
		uacce_memzero_explicit(&qp->sessions[at], sizeof(qp->sessions[at]));
}

/* What the device left to do about a MAC that it computed. */
static uint8_t
finish_mac(struct uacce_sec_slot *slot)
{
	unsigned int i;

	if ((slot->after & UACCE_SEC_AFTER_XOR) != 0)
		for (i = 0; i < HISI_SEC_IV_LEN; i++)
			slot->mac[i] ^= slot->mac[HISI_SEC_IV_LEN + i];
	if ((slot->after & UACCE_SEC_AFTER_COPY) != 0)
		memcpy(slot->digest, slot->mac, slot->digest_len);
	if ((slot->after & UACCE_SEC_AFTER_COMPARE) != 0 &&
			!uacce_memeq_timingsafe(slot->mac, slot->digest, slot->digest_len))
		return RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
	return RTE_CRYPTO_OP_STATUS_SUCCESS;
}

uint8_t
uacce_sec_finish(struct uacce_sec_qp *qp, uint32_t at)
{
	uint8_t status = status_of(done_of(hisi_qm_sqe(&qp->qm, at)));

	if ((qp->held[at] & UACCE_SEC_SPECIAL) != 0) {
		if (status == RTE_CRYPTO_OP_STATUS_SUCCESS)
			status = finish_mac(&qp->slots[at]);
		clean_slot(qp, at);
	}
	qp->stats.dequeue_err_count += status != RTE_CRYPTO_OP_STATUS_SUCCESS;
	return status;
}

/* A dead ring gives back what it holds with an error, once (1.8). */
void
uacce_sec_abort(struct uacce_sec_qp *qp, uint32_t at)
{
	/* Nothing may be submitted behind operations that are being given back. */
	hisi_qm_fail(&qp->qm);
	if ((qp->held[at] & UACCE_SEC_SPECIAL) != 0)
		clean_slot(qp, at);
	qp->stats.dequeue_err_count++;
}

uint32_t
uacce_sec_poll(struct uacce_sec_qp *qp, uint32_t max, bool *dead)
{
	struct hisi_qm *qm = &qp->qm;
	uint32_t n;

	*dead = false;
	/* Also keeps a closed ring, which has no memory, from being polled. */
	if (hisi_qm_outstanding(qm) == 0)
		return 0;
	n = hisi_qm_poll(qm, max);
	if (likely(n != 0))
		return n;
	hisi_qm_idle(qm, max);
	/* Asked before the second poll: what was completed before the end is valid. */
	*dead = hisi_qm_is_dead(qm);
	n = hisi_qm_poll(qm, max);
	*dead = n == 0 && *dead && hisi_qm_is_quiet(qm);
	if (n != 0)
		return n;
	return *dead ? RTE_MIN(hisi_qm_outstanding(qm), max) : 0;
}

/* Operations of a dead ring, up to the first that is of the raw data path. */
static uint32_t
dequeue_dead(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	uint32_t n, slot;

	for (n = 0; n < nb_ops; n++) {
		slot = hisi_qm_slot(&qp->qm, qp->qm.completed);
		if ((qp->held[slot] & UACCE_SEC_RAW) != 0)
			break;
		uacce_sec_abort(qp, slot);
		ops[n] = (struct rte_crypto_op *)(qp->held[slot] & ~UACCE_SEC_MARKS);
		ops[n]->status = RTE_CRYPTO_OP_STATUS_ERROR;
		qp->qm.completed++;
	}
	return n;
}

static inline uint32_t
dequeue_ring(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	const uintptr_t *held;
	const uint8_t *sqe;
	uint32_t i, n, slot;
	bool dead;

	n = uacce_sec_poll(qp, nb_ops, &dead);
	if (unlikely(dead))
		return dequeue_dead(qp, ops, n);
	/* Completions of one poll do not go beyond the end of the ring. */
	slot = hisi_qm_slot(&qp->qm, qp->qm.completed);
	held = &qp->held[slot];
	sqe = hisi_qm_sqe(&qp->qm, slot);
	for (i = 0; i < n; i++, held++, sqe += HISI_QM_SQE_SIZE) {
		struct rte_crypto_op *op = (struct rte_crypto_op *)*held;
		uint8_t status = RTE_CRYPTO_OP_STATUS_SUCCESS;

		if (unlikely(((uintptr_t)op & UACCE_SEC_MARKS) != 0 ||
				!is_plain_success(done_of(sqe)))) {
			if (((uintptr_t)op & UACCE_SEC_RAW) != 0)
				break;
			op = (struct rte_crypto_op *)((uintptr_t)op & ~UACCE_SEC_MARKS);
			status = uacce_sec_finish(qp, slot + i);
		}
		op->status = status;
		ops[i] = op;
	}
	if (likely(i != 0))
		hisi_qm_release(&qp->qm, i);
	return i;
}

static uint32_t
dequeue_parked(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	uint32_t head = qp->parked_head;
	uint32_t n, max = RTE_MIN(uacce_sec_nb_parked(qp), nb_ops);

	for (n = 0; n < max; n++, head++) {
		const struct uacce_sec_parked *parked = &qp->parked[head & qp->parked_mask];

		if ((parked->held & UACCE_SEC_RAW) != 0)
			break;
		ops[n] = (struct rte_crypto_op *)(parked->held & ~UACCE_SEC_MARKS);
		ops[n]->status = parked->status;
	}
	__atomic_store_n(&qp->parked_head, head, __ATOMIC_RELEASE);
	return n;
}

uint16_t
uacce_sec_dequeue_burst(void *queue_pair, struct rte_crypto_op **ops, uint16_t nb_ops)
{
	struct uacce_sec_qp *qp = queue_pair;
	uint32_t n;

	/* While something is parked nothing was enqueued since. */
	if (unlikely(uacce_sec_nb_parked(qp) != 0))
		n = dequeue_parked(qp, ops, nb_ops);
	else
		n = dequeue_ring(qp, ops, nb_ops);
	qp->stats.dequeued_count += n;
	return n;
}

/* Park the oldest operation of the ring; its slot is free. */
static void
park(struct uacce_sec_qp *qp, uint32_t slot, uint8_t status)
{
	struct uacce_sec_parked *parked = &qp->parked[qp->parked_tail & qp->parked_mask];

	parked->held = qp->held[slot];
	parked->user = qp->slots[slot].user;
	parked->status = status;
	__atomic_store_n(&qp->parked_tail, qp->parked_tail + 1, __ATOMIC_RELEASE);
}

void
uacce_sec_drain(struct uacce_sec_qp *qp)
{
	uint64_t end = rte_get_timer_cycles() + UACCE_SEC_DRAIN_S * rte_get_timer_hz();
	struct hisi_qm *qm = &qp->qm;
	uint32_t slot;
	bool dead = false;

	while (hisi_qm_outstanding(qm) != 0 && !dead && rte_get_timer_cycles() < end) {
		if (uacce_sec_poll(qp, 1, &dead) == 0 || dead)
			continue;
		slot = hisi_qm_slot(qm, qm->completed);
		park(qp, slot, uacce_sec_finish(qp, slot));
		hisi_qm_release(qm, 1);
	}
	if (hisi_qm_outstanding(qm) != 0 && !dead)
		UACCE_SEC_LOG(ERR, qp->name, "%s does not finish, %u operations failed",
				qp->device->name, hisi_qm_outstanding(qm));
	/* Nobody gets to see them before the queue is closed and the device done. */
	for (; hisi_qm_outstanding(qm) != 0; qm->completed++) {
		slot = hisi_qm_slot(qm, qm->completed);
		uacce_sec_abort(qp, slot);
		park(qp, slot, RTE_CRYPTO_OP_STATUS_ERROR);
	}
}
