/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Dequeue: the fast path, for requests that have one descriptor. Nothing here allocates,
 * locks, logs or waits. Source: hardware_interface.rst, section 4.
 */

#include "uacce_sec_complete.h"

/* Why the fast path ends before a burst is full. */
enum end {
	END_EMPTY,	/* no more completions */
	END_RING,	/* the end of the ring, behind which there may be more */
	END_SLOW,	/* a request that only the slow path returns */
};

/* Return requests with one descriptor, up to the end of the ring or the first other one. */
static uint32_t __rte_noinline
dequeue_batch(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops,
		bool *may_poll_device, enum end *why)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_FIRST];
	struct rte_crypto_op **out = ops;
	const struct uacce_sec_op *entry, *first, *end;
	const uint8_t *sqe;
	uint32_t n, slot;
	bool dead;

	*why = END_EMPTY;
	n = hisi_qp_poll(&ring->qm, 0, nb_ops, may_poll_device, &dead);
	if (unlikely(dead)) {
		*why = END_SLOW;
		/* The slow path polls the ring again, and has to find it dead. */
		*may_poll_device = true;
		return 0;
	}
	slot = hisi_qm_slot(&ring->qm, ring->qm.completed);
	first = &ring->ops[slot];
	end = first + n;
	sqe = hisi_qm_sqe(&ring->qm, slot);
	for (entry = first; entry != end; entry++, sqe += HISI_QM_SQE_SIZE) {
		struct rte_crypto_op *op = (struct rte_crypto_op *)entry->op;
		const uint32_t done = uacce_sec_done_of(sqe);

		if (unlikely((entry->op & UACCE_SEC_MARKS) != 0)) {
			const uint32_t at = slot + (entry - first);

			if ((entry->op & UACCE_SEC_RAW) != 0 || uacce_sec_has_step(ring, at)) {
				*why = END_SLOW;
				break;
			}
			op = (struct rte_crypto_op *)(entry->op & ~UACCE_SEC_MARKS);
			op->status = uacce_sec_complete(qp, ring, at);
			uacce_sec_clean_slot(qp, ring, at);
		} else {
			op->status = uacce_sec_status_of(qp, done, entry->done);
		}
		if (unlikely(op->status != RTE_CRYPTO_OP_STATUS_SUCCESS))
			qp->base.stats.dequeue_errors++;
		*out++ = op;
	}
	n = out - ops;
	if (likely(n != 0)) {
		hisi_qm_release(&ring->qm, n);
		if (unlikely(hisi_qm_slot(&ring->qm, ring->qm.completed) == 0) && entry == end)
			*why = END_RING;
	}
	return n;
}

static uint32_t
dequeue_backlog(struct uacce_sec_qp *qp, struct rte_crypto_op **ops, uint32_t nb_ops)
{
	uint32_t n, max = RTE_MIN(hisi_qp_backlog_count(&qp->backlog), nb_ops);

	for (n = 0; n < max; n++) {
		const struct uacce_sec_result *oldest = uacce_sec_backlog_oldest(qp);

		if ((oldest->op & UACCE_SEC_RAW) != 0)
			break;
		ops[n] = (struct rte_crypto_op *)(oldest->op & ~UACCE_SEC_MARKS);
		ops[n]->status = oldest->status;
		hisi_qp_backlog_removed(&qp->backlog);
	}
	return n;
}

uint16_t
uacce_sec_dequeue_burst(void *queue_pair, struct rte_crypto_op **ops, uint16_t nb_ops)
{
	struct uacce_sec_qp *qp = queue_pair;
	enum end why = END_SLOW;
	bool may_poll_device = true;
	uint32_t n = 0;

	/* Enqueue accepts nothing while the backlog has requests, so the rings are empty. */
	if (unlikely(hisi_qp_backlog_count(&qp->backlog) != 0)) {
		n = dequeue_backlog(qp, ops, nb_ops);
		goto out;
	}
	/* Where the slow path counted completions that it did not return, it goes on with them. */
	if (likely(qp->first_seen == 0)) {
		do {
			n += dequeue_batch(qp, ops + n, nb_ops - n, &may_poll_device, &why);
		} while (unlikely(why == END_RING) && n < nb_ops);
	}
	if (unlikely(why == END_SLOW))
		n += uacce_sec_dequeue_slow(qp, ops + n, nb_ops - n, may_poll_device);
out:
	qp->base.stats.dequeued += n;
	return n;
}
