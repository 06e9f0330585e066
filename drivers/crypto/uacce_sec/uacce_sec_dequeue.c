/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Dequeue: the fast path, for requests that have one descriptor. Nothing here allocates,
 * locks, logs or waits. Source: hardware_interface.rst, section 4.
 */

#include "uacce_sec_finish.h"

/* Why the fast path ends before a burst is full. */
enum end {
	END_EMPTY,	/* no more completions */
	END_RING,	/* the end of the ring, behind which there may be more */
	END_SLOW,	/* a request that only the slow path returns */
};

/* Requests with one descriptor, up to one of the raw data path or the end of the ring. */
static uint32_t __rte_noinline
dequeue_run(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops, bool *turn,
		enum end *why)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_FIRST];
	struct rte_crypto_op **out = ops;
	const struct uacce_sec_held *held, *first, *end;
	const uint8_t *sqe;
	uint32_t n, slot;
	bool dead;

	*why = END_EMPTY;
	n = uacce_sec_ring_poll(ring, 0, nb_ops, turn, &dead);
	if (unlikely(dead)) {
		*why = END_SLOW;
		/* To find out again that it is dead. */
		*turn = true;
		return 0;
	}
	slot = hisi_qm_slot(&ring->qm, ring->qm.completed);
	first = &ring->held[slot];
	end = first + n;
	sqe = hisi_qm_sqe(&ring->qm, slot);
	for (held = first; held != end; held++, sqe += HISI_QM_SQE_SIZE) {
		struct rte_crypto_op *op = (struct rte_crypto_op *)held->op;
		const uint32_t done = uacce_sec_done_of(sqe);

		if (unlikely((held->op & UACCE_SEC_MARKS) != 0)) {
			const uint32_t at = slot + (held - first);

			if ((held->op & UACCE_SEC_RAW) != 0 || uacce_sec_has_step(ring, at)) {
				*why = END_SLOW;
				break;
			}
			op = (struct rte_crypto_op *)(held->op & ~UACCE_SEC_MARKS);
			op->status = uacce_sec_finish(ring, at);
			uacce_sec_clean_slot(qp, ring, at);
		} else {
			op->status = uacce_sec_status_of(done, held->done);
		}
		if (unlikely(op->status != RTE_CRYPTO_OP_STATUS_SUCCESS))
			qp->stats.dequeue_err_count++;
		*out++ = op;
	}
	n = out - ops;
	if (likely(n != 0)) {
		hisi_qm_release(&ring->qm, n);
		if (unlikely(hisi_qm_slot(&ring->qm, ring->qm.completed) == 0) && held == end)
			*why = END_RING;
	}
	return n;
}

static uint32_t
dequeue_parked(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	uint32_t head = qp->parked_head;
	uint32_t n, max = RTE_MIN(uacce_sec_nb_parked(qp), nb_ops);

	for (n = 0; n < max; n++, head++) {
		const struct uacce_sec_result *parked = &qp->parked[head & qp->parked_mask];

		if ((parked->op & UACCE_SEC_RAW) != 0)
			break;
		ops[n] = (struct rte_crypto_op *)(parked->op & ~UACCE_SEC_MARKS);
		ops[n]->status = parked->status;
	}
	__atomic_store_n(&qp->parked_head, head, __ATOMIC_RELEASE);
	return n;
}

uint16_t
uacce_sec_dequeue_burst(void *queue_pair, struct rte_crypto_op **ops, uint16_t nb_ops)
{
	struct uacce_sec_qp *qp = queue_pair;
	enum end why = END_SLOW;
	bool turn = true;
	uint32_t n = 0;

	/* While something is parked nothing was enqueued since. */
	if (unlikely(uacce_sec_nb_parked(qp) != 0)) {
		n = dequeue_parked(qp, ops, nb_ops);
		goto out;
	}
	if (likely(qp->ahead == 0)) {
		do {
			n += dequeue_run(qp, ops + n, nb_ops - n, &turn, &why);
		} while (unlikely(why == END_RING) && n < nb_ops);
	}
	if (unlikely(why == END_SLOW))
		n += uacce_sec_dequeue_in_order(qp, ops + n, nb_ops - n, turn);
out:
	qp->stats.dequeued_count += n;
	return n;
}
