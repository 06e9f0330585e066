/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Enqueue: the slow path, one operation at a time: streams, checksums, trailers, outputs that
 * are too small for the hardware, long chains, work for the lcore, and all rejects. Part of the
 * data path: nothing here allocates, locks, logs or waits.
 */

#include <errno.h>

#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/* Check what does not depend on the xform's algorithm; UACCE_ZIP_ACCEPTED if all is right. */
static enum uacce_zip_verdict
check_op(const struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	const uint8_t kind = op->op_type == RTE_COMP_OP_STATELESS ?
		UACCE_ZIP_KIND_XFORM : UACCE_ZIP_KIND_STREAM;
	uint32_t src_len;

	if ((unsigned int)op->op_type > RTE_COMP_OP_STATEFUL || xf == NULL || xf->kind != kind)
		return UACCE_ZIP_REJECT_TYPE;
	/* A stateless compression needs a flag that ends its output; inflate reads none. */
	if ((kind == UACCE_ZIP_KIND_XFORM && op->flush_flag < xf->min_flush) ||
			(unsigned int)op->flush_flag > RTE_COMP_FLUSH_FINAL)
		return UACCE_ZIP_REJECT_FLUSH;
	if (op->m_src == NULL || op->m_dst == NULL)
		return UACCE_ZIP_REJECT_MBUF;
	src_len = op->m_src->nb_segs == 1 ? op->m_src->data_len : op->m_src->pkt_len;
	if (uacce_zip_room(op) == 0 || (uint64_t)op->src.offset + op->src.length > src_len)
		return UACCE_ZIP_REJECT_RANGE;
	return UACCE_ZIP_ACCEPTED;
}

/* Build the descriptor of a stateless operation. @return as uacce_zip_set_buffers(). */
static int
build_stateless(struct uacce_zip_ring *ring, uint32_t slot, struct rte_comp_op *op)
{
	struct hisi_zip_sqe *sqe = hisi_qm_sqe(&ring->qm, slot);
	const struct uacce_zip_xform *xf = op->private_xform;
	uint32_t room = uacce_zip_room(op);
	void *dst = NULL;

	*sqe = xf->sqe;
	sqe->input_data_length = op->src.length;
	*(uint32_t *)((uint8_t *)sqe + xf->tag_offset) = slot;
	if (uacce_zip_is_tiny(room)) {
		dst = uacce_zip_bounce_of(ring, slot);
		room = HISI_ZIP_MIN_OUT;
	}
	return uacce_zip_set_buffers(ring, slot, sqe, op, dst, room, xf->trailer);
}

static enum uacce_zip_verdict
enqueue_stateless(struct uacce_zip_ring *ring, uint32_t slot, bool has_slot,
		struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	const bool software = xf->software || op->src.length == 0;

	/* The fast path does not check this: its lists have too few entries for as much (3.12). */
	RTE_BUILD_BUG_ON(HISI_SGL_SLOT_ENTRIES * UINT16_MAX > HISI_ZIP_MAX_LEN);
	if (op->src.length > xf->max_input)
		return UACCE_ZIP_REJECT_RANGE;
	if ((software || uacce_zip_is_tiny(uacce_zip_room(op))) && !uacce_zip_chains_hold(op))
		return UACCE_ZIP_REJECT_RANGE;
	if (software)
		return UACCE_ZIP_ACCEPTED_SW;
	if (!has_slot)
		return UACCE_ZIP_LATER;
	return uacce_zip_verdict_of(build_stateless(ring, slot, op));
}

static void
reject(struct uacce_zip_qp *qp, struct rte_comp_op *op, enum uacce_zip_verdict reason)
{
	op->status = reason == UACCE_ZIP_REJECT_STREAM ?
		RTE_COMP_OP_STATUS_INVALID_STATE : RTE_COMP_OP_STATUS_INVALID_ARGS;
	hisi_qp_count(&qp->rejects[reason], 1);
	qp->base.stats.enqueue_errors++;
}

bool
uacce_zip_enqueue_slow(struct uacce_zip_qp *qp, struct uacce_zip_burst *burst,
		struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	enum uacce_zip_verdict verdict = check_op(op);
	struct uacce_zip_ring *ring;
	uint32_t slot;
	bool has_slot;

	if (verdict != UACCE_ZIP_ACCEPTED) {
		reject(qp, op, verdict);
		return false;
	}
	ring = &qp->ring[xf->ring];
	/*
	 * A queue pair that is stopped or dead accepts nothing, not even work for the lcore. This
	 * is checked before a stream decides about the operation, which cannot be undone.
	 */
	if (hisi_qp_backlog_count(&qp->sw.backlog) >= UACCE_ZIP_SW_MAX ||
			!hisi_qm_can_submit(&ring->qm))
		return false;
	slot = hisi_qm_slot(&ring->qm, ring->qm.submitted + burst->built[xf->ring]);
	has_slot = burst->built[xf->ring] < burst->room[xf->ring];
	verdict = xf->kind == UACCE_ZIP_KIND_STREAM ?
		uacce_zip_stream_enqueue(ring, slot, has_slot, op) :
		enqueue_stateless(ring, slot, has_slot, op);
	switch (verdict) {
	case UACCE_ZIP_ACCEPTED:
		ring->ops[slot] = (uintptr_t)op | UACCE_ZIP_SLOW;
		burst->built[xf->ring]++;
		return true;
	case UACCE_ZIP_ACCEPTED_SW:
		op->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
		uacce_zip_sw_push(&qp->sw, op);
		return true;
	case UACCE_ZIP_LATER:
		return false;
	default:
		reject(qp, op, verdict);
		return false;
	}
}
