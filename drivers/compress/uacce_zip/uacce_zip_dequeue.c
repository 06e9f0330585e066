/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Dequeue. */

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/*
 * Counts of a stateless operation are checked before the driver or the application walks
 * a buffer by them, and against the operation, whose produced is the room still: a device
 * that writes where it should not may have changed the lengths in the descriptor, too.
 */
static inline bool
counts_are_sane(const struct rte_comp_op *op, uint32_t consumed, uint32_t produced)
{
	return likely(consumed <= op->src.length && produced <= op->produced);
}

/* Anything but the plainest success. */
static void
complete_odd(const struct uacce_zip_result *r, struct rte_comp_op *op)
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

/* Failed for good: a stream that is short of room goes on. */
static bool
op_has_failed(const struct rte_comp_op *op)
{
	return op->status != RTE_COMP_OP_STATUS_SUCCESS &&
		op->status != RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE;
}

/* The plainest success; false if it is none. */
static inline bool
complete_plain(const struct hisi_zip_sqe *sqe, struct rte_comp_op *op)
{
	/* Once each: what was checked is what is used. */
	const uint64_t counts = __atomic_load_n(&sqe->counts, __ATOMIC_RELAXED);
	const uint64_t dw3 = __atomic_load_n(&sqe->dw3, __ATOMIC_RELAXED);

	if (unlikely((dw3 & HISI_ZIP_DW3_STATUS) != HISI_ZIP_OK))
		return false;
	/* Before the counts are known to be good: next to them it costs two instructions more. */
	op->debug_status = dw3;
	if (unlikely(!counts_are_sane(op, counts, counts >> 32)))
		return false;
	op->status = RTE_COMP_OP_STATUS_SUCCESS;
	/* Both counts, side by side here and there. */
	RTE_BUILD_BUG_ON(offsetof(struct hisi_zip_sqe, produced) !=
			offsetof(struct hisi_zip_sqe, consumed) + sizeof(op->consumed));
	RTE_BUILD_BUG_ON(offsetof(struct rte_comp_op, produced) !=
			offsetof(struct rte_comp_op, consumed) + sizeof(op->consumed));
	memcpy(&op->consumed, &counts, sizeof(counts));
	return true;
}

/* The checksum the device computed, where it did (3.8) and nothing came before it. */
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
 * Raw data that went as zlib: it ends where the trailer should be (3.14, section 6
 * item 6). That the last block was processed proves the end; whatever stood in the
 * trailer's place may have been taken for one.
 */
static void
complete_bare(const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	bool none = (r->ctx_dw0 & HISI_ZIP_CTX_DW0_ST) == HISI_ZIP_CTX_ST_NO_CHECKSUM;
	uint32_t taken = none ? 0 : HISI_ZIP_ZLIB_TRAILER;
	uint8_t status = r->dw3 & HISI_ZIP_DW3_STATUS;

	if ((status != HISI_ZIP_OK && status != HISI_ZIP_BAD_TRAILER) ||
			(r->dw3 & HISI_ZIP_DW3_LAST) == 0 ||
			!counts_are_sane(op, r->consumed, r->produced) ||
			r->consumed < taken) {
		complete_odd(r, op);
		return;
	}
	op->status = RTE_COMP_OP_STATUS_SUCCESS;
	op->debug_status = r->dw3;
	op->consumed = r->consumed - taken;
	op->produced = r->produced;
}

static void
complete_stateless(const struct uacce_zip_ring *ring, uint32_t slot,
		const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	uint32_t room = uacce_zip_room(op);

	if (xf->bare)
		complete_bare(r, op);
	else
		complete_odd(r, op);
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

/* The long way of a completion. */
static struct rte_comp_op *
complete_special(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, uint32_t slot)
{
	struct rte_comp_op *op = (struct rte_comp_op *)(ring->ops[slot] & ~UACCE_ZIP_SPECIAL);
	const struct uacce_zip_result r = uacce_zip_result_fetch(hisi_qm_sqe(&ring->qm, slot));

	if ((ring->ops[slot] & UACCE_ZIP_SPECIAL) == 0) {
		complete_odd(&r, op);
	} else {
		hisi_sgl_release(&ring->sgl, slot);
		if (op->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_complete(&r, op);
		else
			complete_stateless(ring, slot, &r, op);
	}
	qp->stats.dequeue_err_count += op_has_failed(op);
	return op;
}

/* A dead ring gives back the oldest n operations with an error, once (1.8). */
static void
dequeue_dead(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, struct rte_comp_op **ops,
		uint16_t n)
{
	struct hisi_qm *qm = &ring->qm;
	uint16_t i;

	hisi_qm_give_up(qm);
	for (i = 0; i < n; i++) {
		uint32_t slot = hisi_qm_slot(qm, qm->completed);

		ops[i] = (struct rte_comp_op *)(ring->ops[slot] & ~UACCE_ZIP_SPECIAL);
		if ((ring->ops[slot] & UACCE_ZIP_SPECIAL) != 0)
			hisi_sgl_release(&ring->sgl, slot);
		if (ops[i]->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_abort(ops[i]);
		uacce_zip_op_fail(ops[i], RTE_COMP_OP_STATUS_ERROR, 0);
		hisi_qm_release(qm, 1);
	}
	qp->stats.dequeue_err_count += n;
}

/*
 * Completions that are there, an inline device having had its turn if none were. None of a
 * ring whose operations are being given back.
 */
static inline uint32_t
ring_poll(struct hisi_qm *qm, uint16_t max, bool *dead)
{
	uint32_t n;

	*dead = qm->given_up;
	if (unlikely(*dead))
		return 0;
	n = hisi_qm_poll(qm, max);
	if (n != 0)
		return n;
	hisi_qm_idle(qm, max);
	/* Asked before the second poll: what was completed before the end is valid. */
	*dead = hisi_qm_is_dead(qm);
	return hisi_qm_poll(qm, max);
}

static inline uint16_t
dequeue_ring(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring, struct rte_comp_op **ops,
		uint16_t nb_ops)
{
	struct hisi_qm *qm = &ring->qm;
	const struct hisi_zip_sqe *sqe;
	const uintptr_t *held;
	uint32_t n, slot;
	size_t i;
	bool dead;

	/* Also keeps a closed ring, which has no memory, from being polled. */
	if (hisi_qm_outstanding(qm) == 0)
		return 0;
	n = ring_poll(qm, nb_ops, &dead);
	/* Completions of one poll do not go beyond the end of the ring. */
	slot = hisi_qm_slot(qm, qm->completed);
	held = &ring->ops[slot];
	sqe = hisi_qm_sqe(qm, slot);
	for (i = 0; i < n; i++) {
		struct rte_comp_op *op = (struct rte_comp_op *)held[i];

		if (unlikely(((uintptr_t)op & UACCE_ZIP_SPECIAL) != 0 ||
				!complete_plain(&sqe[i], op)))
			op = complete_special(qp, ring, slot + i);
		ops[i] = op;
	}
	if (likely(n != 0)) {
		hisi_qm_release(qm, n);
	} else if (unlikely(dead)) {
		n = RTE_MIN(hisi_qm_quiet(qm), nb_ops);
		if (n != 0)
			dequeue_dead(qp, ring, ops, n);
	}
	return n;
}

static uint16_t
dequeue_sw(struct uacce_zip_qp *qp, struct rte_comp_op **ops, uint16_t nb_ops)
{
	uint16_t i, n = RTE_MIN(uacce_zip_sw_count(&qp->sw), nb_ops);

	for (i = 0; i < n; i++) {
		ops[i] = uacce_zip_sw_pop(&qp->sw);
		if (ops[i]->status != RTE_COMP_OP_STATUS_NOT_PROCESSED)
			continue;
		if (ops[i]->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_run(ops[i]);
		else
			uacce_zip_sw_run(&qp->sw, ops[i]);
		qp->stats.dequeue_err_count += op_has_failed(ops[i]);
	}
	return n;
}

uint16_t
uacce_zip_dequeue_burst(void *queue_pair, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct uacce_zip_qp *qp = queue_pair;
	uint16_t n = 0;

	if (unlikely(uacce_zip_sw_count(&qp->sw) != 0))
		n = dequeue_sw(qp, ops, nb_ops);
	/* Neither direction starves the other. */
	qp->turn ^= 1;
	if (n < nb_ops)
		n += dequeue_ring(qp, &qp->ring[qp->turn], ops + n, nb_ops - n);
	if (n < nb_ops)
		n += dequeue_ring(qp, &qp->ring[qp->turn ^ 1], ops + n, nb_ops - n);
	qp->stats.dequeued_count += n;
	return n;
}

uint32_t
uacce_zip_drain(struct uacce_zip_qp *qp)
{
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

	if (hisi_qm_outstanding(&ring->qm) != 0)
		UACCE_ZIP_LOG(ERR, qp->name, "%s does not finish, %u operations failed",
				qp->device->name, hisi_qm_outstanding(&ring->qm));
	/* Nobody gets to see them before the queue is closed and the device done. */
	while (hisi_qm_outstanding(&ring->qm) != 0) {
		dequeue_dead(qp, ring, &op, 1);
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
