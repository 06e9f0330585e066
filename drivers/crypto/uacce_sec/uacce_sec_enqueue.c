/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Enqueue. Nothing here allocates, locks, logs or waits. Source: hardware_interface.rst,
 * section 4.
 *
 * Common operations take the fast path (uacce_sec_fast.h), in batches that share a session. All
 * others take the slow path (uacce_sec_slow.c), one by one.
 */

#include <rte_branch_prediction.h>

#include "uacce_sec_request.h"

static void
reject(struct uacce_sec_qp *qp, struct rte_crypto_op *op, enum uacce_sec_verdict why)
{
	op->status = why == UACCE_SEC_REJECT_SESSION || why == UACCE_SEC_REJECT_XFORM ||
			why == UACCE_SEC_REJECT_QUEUE ?
		RTE_CRYPTO_OP_STATUS_INVALID_SESSION : RTE_CRYPTO_OP_STATUS_INVALID_ARGS;
	hisi_qp_count(&qp->rejects[why], 1);
	qp->base.stats.enqueue_errors++;
}

/* Build the batch that a burst starts with; 0 if its first operation takes the slow path. */
static inline uint32_t
enqueue_batch(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op **ops,
		uint32_t nb_ops)
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
	return qp->gen == UACCE_SEC_BD3 ? uacce_sec_bd3_batch(ring, slot, sess, ops, nb_ops) :
		uacce_sec_bd2_batch(ring, slot, sess, ops, nb_ops);
}

uint16_t
uacce_sec_enqueue_burst(void *queue_pair, struct rte_crypto_op **ops, uint16_t nb_ops)
{
	struct uacce_sec_qp *qp = queue_pair;
	struct hisi_qm *qm = &qp->ring[UACCE_SEC_FIRST].qm;
	uint32_t i, n, slot;

	nb_ops = RTE_MIN(nb_ops, uacce_sec_room(qp));
	/* Descriptors that the raw data path built and did not submit come first. */
	if (unlikely(qp->unsubmitted != 0))
		return 0;
	for (i = 0; i < nb_ops; i += n) {
		slot = hisi_qm_slot(qm, qm->submitted + i);
		n = enqueue_batch(qp, slot, ops + i, nb_ops - i);
		if (unlikely(n == 0)) {
			enum uacce_sec_verdict why = uacce_sec_op_build(qp, slot, ops[i]);

			if (why < UACCE_SEC_NB_REJECTS)
				reject(qp, ops[i], why);
			if (why != UACCE_SEC_ACCEPTED)
				break;
			n = 1;
		}
	}
	if (likely(i != 0))
		hisi_qm_submit(qm, i);
	qp->base.stats.enqueued += i;
	return i;
}
