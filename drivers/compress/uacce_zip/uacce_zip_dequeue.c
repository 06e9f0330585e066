/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Dequeue. Nothing here allocates, locks or waits, and only uacce_zip_give_up() logs. */

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/*
 * Check the counts of a stateless operation before the driver or the application walks a buffer
 * by them. They are compared with the operation, whose field produced still has the room, and
 * not with the descriptor, in which a device that is broken may have changed the lengths.
 */
static inline bool
counts_are_sane(const struct rte_comp_op *op, uint32_t consumed, uint32_t produced)
{
	return likely(consumed <= op->src.length && produced <= op->produced);
}

/* Set the result of any completion. */
static void
complete_other(const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	uint8_t status = uacce_zip_op_status(r->dw3);

	if (status == RTE_COMP_OP_STATUS_SUCCESS &&
			!counts_are_sane(op, r->consumed, r->produced))
		status = RTE_COMP_OP_STATUS_ERROR;
	uacce_zip_op_fail(op, status, r->dw3);
	if (status != RTE_COMP_OP_STATUS_SUCCESS)
		return;
	op->consumed = r->consumed;
	op->produced = r->produced;
}

/* Whether an operation failed. A stream that is short of room goes on with another one. */
static bool
op_has_failed(const struct rte_comp_op *op)
{
	return op->status != RTE_COMP_OP_STATUS_SUCCESS &&
		op->status != RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE;
}

/* Set the result of a success without any warning; false if it is none. */
static inline bool
complete_success(const struct hisi_zip_sqe *sqe, struct rte_comp_op *op)
{
	/* Each is loaded once, so that what was checked is what is used. */
	const uint64_t counts = hisi_qm_load64(&sqe->counts, rte_memory_order_relaxed);
	const uint64_t dw3 = hisi_qm_load32(&sqe->dw3, rte_memory_order_relaxed);

	if (unlikely((dw3 & HISI_ZIP_DW3_STATUS) != HISI_ZIP_OK))
		return false;
	/* Stored before the counts are checked, which saves two instructions. */
	op->debug_status = dw3;
	if (unlikely(!counts_are_sane(op, counts, counts >> 32)))
		return false;
	op->status = RTE_COMP_OP_STATUS_SUCCESS;
	/* Both counts are copied at once. */
	RTE_BUILD_BUG_ON(offsetof(struct hisi_zip_sqe, produced) !=
			offsetof(struct hisi_zip_sqe, consumed) + sizeof(op->consumed));
	RTE_BUILD_BUG_ON(offsetof(struct rte_comp_op, produced) !=
			offsetof(struct rte_comp_op, consumed) + sizeof(op->consumed));
	memcpy(&op->consumed, &counts, sizeof(counts));
	return true;
}

/* Take the checksum that the device computed; false if it did not compute the whole one (3.8). */
static bool
checksum_of_device(const struct uacce_zip_xform *xf, const struct uacce_zip_result *r,
		struct rte_comp_op *op)
{
	if (xf->ring != HISI_ZIP_QC_COMPRESS || op->input_chksum != 0)
		return false;
	switch (xf->sqe.dw9 & HISI_ZIP_DW9_REQ) {
	case HISI_ZIP_REQ_ZLIB:
		op->output_chksum = r->checksum;
		return xf->chksum == RTE_COMP_CHECKSUM_ADLER32;
	case HISI_ZIP_REQ_GZIP:
		op->output_chksum = uacce_zip_crc_of_register(r->checksum);
		return xf->chksum == RTE_COMP_CHECKSUM_CRC32;
	default:
		return false;
	}
}

static void
set_checksum(const struct uacce_zip_xform *xf, const struct uacce_zip_result *r,
		struct rte_comp_op *op)
{
	uint64_t start = uacce_zip_sum_start(xf->chksum, op->input_chksum);

	if (xf->chksum == RTE_COMP_CHECKSUM_NONE || checksum_of_device(xf, r, op))
		return;
	if (xf->ring == HISI_ZIP_QC_COMPRESS)
		op->output_chksum = uacce_zip_sum(xf->chksum, start, op->m_src,
				op->src.offset, op->consumed);
	else
		op->output_chksum = uacce_zip_sum(xf->chksum, start, op->m_dst,
				op->dst.offset, op->produced);
}

/*
 * Set the result of raw data that was inflated as zlib (3.14, section 6 item 6). The flag for
 * the last block proves that the data ended. The device then looks for a trailer, which is not
 * there, and may have consumed the bytes behind the data as one.
 */
static void
complete_as_zlib(const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	bool none = (r->ctx_dw0 & HISI_ZIP_CTX_DW0_ST) == HISI_ZIP_CTX_ST_NO_CHECKSUM;
	uint32_t behind = none ? 0 : HISI_ZIP_ZLIB_TRAILER;
	uint8_t status = r->dw3 & HISI_ZIP_DW3_STATUS;

	if ((status != HISI_ZIP_OK && status != HISI_ZIP_BAD_TRAILER) ||
			(r->dw3 & HISI_ZIP_DW3_LAST) == 0 ||
			!counts_are_sane(op, r->consumed, r->produced) ||
			r->consumed < behind) {
		complete_other(r, op);
		return;
	}
	op->status = RTE_COMP_OP_STATUS_SUCCESS;
	op->debug_status = r->dw3;
	op->consumed = r->consumed - behind;
	op->produced = r->produced;
}

static void
complete_stateless(const struct uacce_zip_ring *ring, uint32_t slot,
		const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	uint32_t room = uacce_zip_room(op);

	if (xf->as_zlib)
		complete_as_zlib(r, op);
	else
		complete_other(r, op);
	if (op->status != RTE_COMP_OP_STATUS_SUCCESS)
		return;
	if (op->produced < xf->trailer) {
		uacce_zip_op_fail(op, RTE_COMP_OP_STATUS_ERROR, r->dw3);
		return;
	}
	op->produced -= xf->trailer;
	if (op->produced > room) {
		uacce_zip_op_fail(op, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED, r->dw3);
		return;
	}
	if (uacce_zip_is_tiny(room))
		uacce_zip_copy_to_chain(op->m_dst, op->dst.offset, uacce_zip_bounce_of(ring, slot),
				op->produced);
	set_checksum(xf, r, op);
}

/* Complete an operation on the slow path. */
static __rte_noinline struct rte_comp_op *
complete_slow(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, uint32_t slot)
{
	struct rte_comp_op *op = (struct rte_comp_op *)(ring->ops[slot] & ~UACCE_ZIP_SLOW);
	const struct uacce_zip_result r = uacce_zip_result_fetch(hisi_qm_sqe(&ring->qm, slot));

	if ((ring->ops[slot] & UACCE_ZIP_SLOW) == 0) {
		complete_other(&r, op);
	} else {
		hisi_sgl_release(&ring->sgl, slot);
		if (op->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_complete(&r, op);
		else
			complete_stateless(ring, slot, &r, op);
	}
	if (op_has_failed(op)) {
		qp->base.stats.dequeue_errors++;
		hisi_qp_count_error(&qp->base, r.dw3 & HISI_ZIP_DW3_STATUS);
	}
	return op;
}

/* Return the oldest n operations of a dead ring with an error (1.8). */
static __rte_noinline void
return_dead(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, struct rte_comp_op **ops,
		uint16_t n)
{
	struct hisi_qm *qm = &ring->qm;
	uint16_t i;

	hisi_qm_give_up(qm);
	for (i = 0; i < n; i++) {
		uint32_t slot = hisi_qm_slot(qm, qm->completed);

		ops[i] = (struct rte_comp_op *)(ring->ops[slot] & ~UACCE_ZIP_SLOW);
		if ((ring->ops[slot] & UACCE_ZIP_SLOW) != 0)
			hisi_sgl_release(&ring->sgl, slot);
		if (ops[i]->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_abort(ops[i]);
		uacce_zip_op_fail(ops[i], RTE_COMP_OP_STATUS_ERROR, 0);
		hisi_qm_release(qm, 1);
	}
	qp->base.stats.dequeue_errors += n;
	hisi_qp_count(&qp->base.aborted, n);
}

/* Complete the oldest n operations of a ring. Not inlined, so that the loop has all registers. */
static __rte_noinline void
complete_batch(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, struct rte_comp_op **ops,
		uint32_t n)
{
	/* Completions of one poll do not go beyond the end of the ring. */
	const uint32_t slot = hisi_qm_slot(&ring->qm, ring->qm.completed);
	const uintptr_t *slot_ops = &ring->ops[slot];
	const struct hisi_zip_sqe *sqe = hisi_qm_sqe(&ring->qm, slot);
	size_t i;

	for (i = 0; i < n; i++) {
		struct rte_comp_op *op = (struct rte_comp_op *)slot_ops[i];

		if (unlikely(((uintptr_t)op & UACCE_ZIP_SLOW) != 0 ||
				!complete_success(&sqe[i], op)))
			op = complete_slow(qp, ring, slot + i);
		ops[i] = op;
	}
	hisi_qm_release(&ring->qm, n);
}

static uint16_t
dequeue_ring(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, struct rte_comp_op **ops,
		uint16_t nb_ops)
{
	bool may_poll_device = true, dead;
	uint32_t n;

	n = hisi_qp_poll(&ring->qm, 0, nb_ops, &may_poll_device, &dead);
	if (unlikely(dead)) {
		n = RTE_MIN(n, nb_ops);
		if (n != 0)
			return_dead(qp, ring, ops, n);
	} else if (likely(n != 0)) {
		complete_batch(qp, ring, ops, n);
	}
	return n;
}

static uint16_t
dequeue_backlog(struct uacce_zip_qp *qp, struct rte_comp_op **ops, uint16_t nb_ops)
{
	uint16_t i, n = RTE_MIN(hisi_qp_backlog_count(&qp->sw.backlog), nb_ops);

	for (i = 0; i < n; i++) {
		ops[i] = uacce_zip_sw_pop(&qp->sw);
		if (ops[i]->status != RTE_COMP_OP_STATUS_NOT_PROCESSED)
			continue;
		if (ops[i]->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_run(ops[i]);
		else
			uacce_zip_sw_run(&qp->sw, ops[i]);
		hisi_qp_count(&qp->base.software, 1);
		qp->base.stats.dequeue_errors += op_has_failed(ops[i]);
	}
	return n;
}

uint16_t
uacce_zip_dequeue_burst(void *queue_pair, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct uacce_zip_qp *qp = queue_pair;
	uint16_t n = 0;

	if (unlikely(hisi_qp_backlog_count(&qp->sw.backlog) != 0))
		n = dequeue_backlog(qp, ops, nb_ops);
	/* The two rings take turns to be first, so that neither direction starves. */
	qp->polled_first ^= 1;
	if (n < nb_ops)
		n += dequeue_ring(qp, &qp->ring[qp->polled_first], ops + n, nb_ops - n);
	if (n < nb_ops)
		n += dequeue_ring(qp, &qp->ring[qp->polled_first ^ 1], ops + n, nb_ops - n);
	qp->base.stats.dequeued += n;
	return n;
}

uint32_t
uacce_zip_drain(void *queue_pair)
{
	struct uacce_zip_qp *qp = queue_pair;
	struct rte_comp_op *op;
	uint32_t left = 0;
	unsigned int r;

	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++) {
		while (dequeue_ring(qp, &qp->ring[r], &op, 1) != 0)
			uacce_zip_sw_push(&qp->sw, op);
		left += hisi_qm_outstanding(&qp->ring[r].qm);
	}
	return left;
}

static void
give_up_ring(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring)
{
	struct rte_comp_op *op;

	hisi_qp_log_given_up(&qp->base, hisi_qm_outstanding(&ring->qm));
	/* They can be dequeued only once the ring is closed, when the device is done with them. */
	while (hisi_qm_outstanding(&ring->qm) != 0) {
		return_dead(qp, ring, &op, 1);
		uacce_zip_sw_push(&qp->sw, op);
	}
}

void
uacce_zip_give_up(struct uacce_zip_qp *qp)
{
	unsigned int r;

	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		give_up_ring(qp, &qp->ring[r]);
}
