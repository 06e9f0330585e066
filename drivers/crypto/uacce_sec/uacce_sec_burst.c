/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The burst functions. Nothing here allocates, locks, logs or waits, but for
 * uacce_sec_give_up(), which stop calls. Source: hardware-interface.md, section 4.
 *
 * Plain operations are enqueued in runs that share a session; all others are marked
 * and go the long way, one by one.
 */

#include <rte_branch_prediction.h>

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
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_FIRST];
	const struct uacce_sec_session *sess;

	if (unlikely(ops[0]->type != RTE_CRYPTO_OP_TYPE_SYMMETRIC ||
			ops[0]->sess_type != RTE_CRYPTO_OP_WITH_SESSION))
		return 0;
	sess = uacce_sec_session_of(ops[0]->sym->session, qp->gen);
	if (unlikely(sess == NULL))
		return 0;
	nb_ops = RTE_MIN(nb_ops, ring->qm.sq_mask + 1 - slot);
	return qp->gen == UACCE_SEC_BD3 ? uacce_sec_bd3_run(ring, slot, sess, ops, nb_ops) :
		uacce_sec_bd2_run(ring, slot, sess, ops, nb_ops);
}

uint16_t
uacce_sec_enqueue_burst(void *queue_pair, struct rte_crypto_op **ops, uint16_t nb_ops)
{
	struct uacce_sec_qp *qp = queue_pair;
	struct hisi_qm *qm = &qp->ring[UACCE_SEC_FIRST].qm;
	uint32_t i, n, slot;

	nb_ops = RTE_MIN(nb_ops, uacce_sec_room(qp));
	/* Descriptors that the raw data path has not told of come first. */
	if (unlikely(qp->cached != 0))
		return 0;
	for (i = 0; i < nb_ops; i += n) {
		slot = hisi_qm_slot(qm, qm->submitted + i);
		n = enqueue_plain(qp, slot, ops + i, nb_ops - i);
		if (unlikely(n == 0)) {
			enum uacce_sec_reject why = uacce_sec_take_op(qp, slot, ops[i]);

			if (why < UACCE_SEC_NB_REJECTS)
				reject(qp, ops[i], why);
			if (why != UACCE_SEC_TAKEN)
				break;
			n = 1;
		}
	}
	if (likely(i != 0))
		hisi_qm_submit(qm, i);
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

/* Give back what a slot took. */
static void
clean_slot(struct uacce_sec_ring *ring, uint32_t at)
{
	const struct uacce_sec_slot *slot = &ring->slots[at];

	if ((slot->after & UACCE_SEC_AFTER_LISTS) != 0)
		hisi_sgl_release(&ring->sgl, at);
	if ((slot->after & UACCE_SEC_AFTER_WIPE) != 0)
		uacce_memzero_explicit(&ring->sessions[at], sizeof(ring->sessions[at]));
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

/* The status of a completed descriptor; all its slot took is given back. */
static uint8_t
finish(struct uacce_sec_ring *ring, uint32_t at)
{
	struct uacce_sec_slot *slot = &ring->slots[at];
	uint8_t status = status_of(done_of(hisi_qm_sqe(&ring->qm, at)));

	if ((ring->held[at] & UACCE_SEC_SPECIAL) == 0)
		return status;
	/* Only a second step has one before it. */
	if (slot->status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		status = slot->status;
	else if (status == RTE_CRYPTO_OP_STATUS_SUCCESS)
		status = finish_mac(slot);
	clean_slot(ring, at);
	return status;
}

/*
 * Let the second step of the oldest request in the first ring start, or be completed
 * undone when the first failed. False when its ring is dead: then the status is that
 * of the request.
 */
static bool
pass_on(struct uacce_sec_qp *qp, uint8_t *status)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_SECOND];
	const uint32_t at = hisi_qm_slot(&ring->qm, ring->qm.submitted + qp->passed + qp->lost);

	if (qp->lost != 0 || !hisi_qm_can_submit(&ring->qm)) {
		clean_slot(ring, at);
		qp->lost++;
		if (*status == RTE_CRYPTO_OP_STATUS_SUCCESS)
			*status = RTE_CRYPTO_OP_STATUS_ERROR;
		return false;
	}
	ring->slots[at].status = *status;
	if (*status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		*((uint8_t *)hisi_qm_sqe(&ring->qm, at) + qp->layout->invalid_at) |=
			qp->layout->invalid;
	qp->passed++;
	return true;
}

/* Tell the device of second steps: one doorbell. */
static void
submit_passed(struct uacce_sec_qp *qp)
{
	if (qp->passed == 0)
		return;
	hisi_qm_submit(&qp->ring[UACCE_SEC_SECOND].qm, qp->passed);
	qp->passed = 0;
}

/*
 * Conclude the oldest descriptor of a ring, which completed, or never will on a dead
 * ring (1.8). False when its request goes on in the second ring.
 */
static bool
conclude(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at, bool dead,
		uint8_t *status)
{
	const struct uacce_sec_slot *slot = &ring->slots[at];
	const bool has_next = (ring->held[at] & UACCE_SEC_SPECIAL) != 0 &&
		(slot->after & UACCE_SEC_AFTER_STEP) != 0;

	if (dead) {
		/* Nothing may be submitted behind operations that are being given back. */
		hisi_qm_fail(&ring->qm);
		*status = RTE_CRYPTO_OP_STATUS_ERROR;
		if ((ring->held[at] & UACCE_SEC_SPECIAL) != 0)
			clean_slot(ring, at);
		/* The second step goes the same way, or is completed undone. */
	} else {
		*status = finish(ring, at);
	}
	if (has_next && pass_on(qp, status))
		return false;
	qp->stats.dequeue_err_count += *status != RTE_CRYPTO_OP_STATUS_SUCCESS;
	return true;
}

/*
 * Completions for a burst. When fewer are there than it asks for, an inline device has its
 * turn, or what waits for it would pile up from burst to burst until the ring is full; but
 * just one turn, as with nothing new it finishes what it holds to fill its lanes. Of a ring
 * that is dead, and the device done, those that are to be concluded as such. Neither go
 * beyond the end of the ring.
 */
static inline uint32_t
ring_poll(struct hisi_qm *qm, uint32_t max, bool *turn, bool *dead)
{
	uint32_t n;

	*dead = false;
	/* Also keeps a closed ring, which has no memory, from being polled. */
	if (hisi_qm_outstanding(qm) == 0)
		return 0;
	n = hisi_qm_poll(qm, max);
	if (likely(n == max) || !*turn)
		return n;
	/* Hardware needs no turn, and behind the end of the ring there may be more already. */
	if (n != 0 && (qm->queue.idle == NULL || hisi_qm_slot(qm, qm->completed + n) == 0))
		return n;
	*turn = false;
	hisi_qm_idle(qm, max - n);
	/* Asked before the second poll: what was completed before the end is valid. */
	*dead = hisi_qm_is_dead(qm);
	n = hisi_qm_poll(qm, max);
	if (likely(n != 0 || !*dead)) {
		*dead = false;
		return n;
	}
	n = hisi_qm_quiet(qm);
	*dead = n != 0;
	max = RTE_MIN(max, qm->sq_mask + 1 - hisi_qm_slot(qm, qm->completed));
	return RTE_MIN(n, max);
}

/*
 * Operations of a ring, up to the first request of the raw data path or the end of the
 * ring. Whether it was the latter, so that more may be there, is in *cut.
 */
static uint32_t __rte_noinline
dequeue_run(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, struct rte_crypto_op **ops,
		uint32_t nb_ops, bool *turn, bool *cut)
{
	uint32_t i, n, slot, out = 0;
	const uintptr_t *held;
	const uint8_t *sqe;
	bool dead;

	n = ring_poll(&ring->qm, nb_ops, turn, &dead);
	slot = hisi_qm_slot(&ring->qm, ring->qm.completed);
	held = &ring->held[slot];
	sqe = hisi_qm_sqe(&ring->qm, slot);
	for (i = 0; i < n; i++, held++, sqe += HISI_QM_SQE_SIZE) {
		struct rte_crypto_op *op = (struct rte_crypto_op *)*held;
		uint8_t status = RTE_CRYPTO_OP_STATUS_SUCCESS;

		if (unlikely(((uintptr_t)op & UACCE_SEC_MARKS) != 0 || dead)) {
			if (((uintptr_t)op & UACCE_SEC_RAW) != 0)
				break;
			op = (struct rte_crypto_op *)((uintptr_t)op & ~UACCE_SEC_MARKS);
			if (!conclude(qp, ring, slot + i, dead, &status))
				continue;
		} else if (unlikely(!is_plain_success(done_of(sqe)))) {
			status = status_of(done_of(sqe));
			qp->stats.dequeue_err_count++;
		}
		op->status = status;
		ops[out++] = op;
	}
	hisi_qm_release(&ring->qm, i);
	*cut = i != 0 && hisi_qm_slot(&ring->qm, ring->qm.completed) == 0;
	return out;
}

static inline uint32_t
dequeue_ring(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, struct rte_crypto_op **ops,
		uint32_t nb_ops)
{
	bool turn = true, cut;
	uint32_t n = 0;

	do {
		n += dequeue_run(qp, ring, ops + n, nb_ops - n, &turn, &cut);
	} while (unlikely(cut) && n < nb_ops);
	return n;
}

static uint32_t
dequeue_parked(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	uint32_t head = qp->parked_head;
	uint32_t n, max = RTE_MIN(uacce_sec_nb_parked(qp), nb_ops);

	for (n = 0; n < max; n++, head++) {
		const struct uacce_sec_result *parked = &qp->parked[head & qp->parked_mask];

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
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	uint32_t n = 0;

	/* While something is parked nothing was enqueued since. */
	if (unlikely(uacce_sec_nb_parked(qp) != 0)) {
		n = dequeue_parked(qp, ops, nb_ops);
		goto out;
	}
	if (unlikely(hisi_qm_outstanding(&second->qm) != 0))
		n = dequeue_ring(qp, second, ops, nb_ops);
	if (likely(n < nb_ops))
		n += dequeue_ring(qp, &qp->ring[UACCE_SEC_FIRST], ops + n, nb_ops - n);
	if (unlikely(qp->passed != 0)) {
		submit_passed(qp);
		if (n < nb_ops)
			n += dequeue_ring(qp, second, ops + n, nb_ops - n);
	}
out:
	qp->stats.dequeued_count += n;
	return n;
}

/* Whether the oldest request of a ring came out; first, those that go on go on. */
static bool
next_of_ring(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uintptr_t kind, uintptr_t mask,
		struct uacce_sec_result *result)
{
	bool dead, turn = true, done = false;
	uint32_t slot;

	while (!done && ring_poll(&ring->qm, 1, &turn, &dead) != 0) {
		slot = hisi_qm_slot(&ring->qm, ring->qm.completed);
		if ((ring->held[slot] & mask) != kind)
			break;
		result->held = ring->held[slot];
		result->user = ring->slots[slot].user;
		done = conclude(qp, ring, slot, dead, &result->status);
		hisi_qm_release(&ring->qm, 1);
	}
	submit_passed(qp);
	return done;
}

static bool
next_of_rings(struct uacce_sec_qp *qp, uintptr_t kind, uintptr_t mask,
		struct uacce_sec_result *result)
{
	return next_of_ring(qp, &qp->ring[UACCE_SEC_SECOND], kind, mask, result) ||
		next_of_ring(qp, &qp->ring[UACCE_SEC_FIRST], kind, mask, result) ||
		next_of_ring(qp, &qp->ring[UACCE_SEC_SECOND], kind, mask, result);
}

bool
uacce_sec_next(struct uacce_sec_qp *qp, bool raw, struct uacce_sec_result *result)
{
	const struct uacce_sec_result *parked = &qp->parked[qp->parked_head & qp->parked_mask];
	const uintptr_t kind = raw ? UACCE_SEC_RAW : 0;

	if (unlikely(uacce_sec_nb_parked(qp) != 0)) {
		if ((parked->held & UACCE_SEC_RAW) != kind)
			return false;
		*result = *parked;
		__atomic_store_n(&qp->parked_head, qp->parked_head + 1, __ATOMIC_RELEASE);
	} else if (!next_of_rings(qp, kind, UACCE_SEC_RAW, result)) {
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
	return hisi_qm_outstanding(&qp->ring[UACCE_SEC_FIRST].qm) +
		hisi_qm_outstanding(&qp->ring[UACCE_SEC_SECOND].qm);
}

/* Give up what a ring still holds. */
static void
park_dead(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring)
{
	struct uacce_sec_result result;
	uint32_t slot;

	hisi_qm_fail(&ring->qm);
	for (; hisi_qm_outstanding(&ring->qm) != 0; hisi_qm_release(&ring->qm, 1)) {
		slot = hisi_qm_slot(&ring->qm, ring->qm.completed);
		result.held = ring->held[slot];
		result.user = ring->slots[slot].user;
		if (conclude(qp, ring, slot, true, &result.status))
			park(qp, &result);
	}
}

uint32_t
uacce_sec_drain(struct uacce_sec_qp *qp)
{
	struct uacce_sec_result result;

	while (next_of_rings(qp, 0, 0, &result))
		park(qp, &result);
	return nb_outstanding(qp);
}

void
uacce_sec_give_up(struct uacce_sec_qp *qp)
{
	if (nb_outstanding(qp) != 0)
		UACCE_SEC_LOG(ERR, qp->name, "%s does not finish, %u operations failed",
				qp->device->name, nb_outstanding(qp));
	/* Nobody gets to see them before the queues are closed and the device done. */
	park_dead(qp, &qp->ring[UACCE_SEC_SECOND]);
	park_dead(qp, &qp->ring[UACCE_SEC_FIRST]);
}
