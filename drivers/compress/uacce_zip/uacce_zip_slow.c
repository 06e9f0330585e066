/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Enqueue: the slow path. */

#include <errno.h>

#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/* Whether an operation is one the driver takes; if not, why. */
static bool
op_is_valid(const struct rte_comp_op *op, enum uacce_zip_reject *why)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	uint8_t kind = op->op_type == RTE_COMP_OP_STATELESS ?
		UACCE_ZIP_KIND_XFORM : UACCE_ZIP_KIND_STREAM;

	*why = UACCE_ZIP_REJECT_TYPE;
	if ((unsigned int)op->op_type > RTE_COMP_OP_STATEFUL || xf == NULL || xf->kind != kind)
		return false;
	/* A stateless operation is whole; inflate does not look at the flag. */
	*why = UACCE_ZIP_REJECT_FLUSH;
	if ((kind == UACCE_ZIP_KIND_XFORM && op->flush_flag < xf->min_flush) ||
			(unsigned int)op->flush_flag > RTE_COMP_FLUSH_FINAL)
		return false;
	*why = UACCE_ZIP_REJECT_MBUF;
	if (op->m_src == NULL || op->m_dst == NULL)
		return false;
	*why = UACCE_ZIP_REJECT_RANGE;
	return uacce_zip_room(op) != 0 && (uint64_t)op->src.offset + op->src.length <=
		(op->m_src->nb_segs == 1 ? op->m_src->data_len : op->m_src->pkt_len);
}

static int
build_special(struct uacce_zip_ring *ring, uint32_t slot, struct rte_comp_op *op)
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

static enum uacce_zip_taken
take_stateless(struct uacce_zip_ring *ring, uint32_t slot, bool has_slot,
		struct rte_comp_op *op, enum uacce_zip_reject *why)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	bool software = xf->software || op->src.length == 0;

	*why = UACCE_ZIP_REJECT_RANGE;
	/* The fast path need not look: its lists have too few entries for as much (3.12). */
	RTE_BUILD_BUG_ON(HISI_SGL_SLOT_ENTRIES * UINT16_MAX > HISI_ZIP_MAX_LEN);
	if (op->src.length > xf->max_input)
		return UACCE_ZIP_TAKEN_NEVER;
	if ((software || uacce_zip_is_tiny(uacce_zip_room(op))) && !uacce_zip_chains_hold(op))
		return UACCE_ZIP_TAKEN_NEVER;
	if (software)
		return UACCE_ZIP_TAKEN_SW;
	if (!has_slot)
		return UACCE_ZIP_TAKEN_LATER;
	switch (build_special(ring, slot, op)) {
	case 0:
		return UACCE_ZIP_TAKEN_RING;
	case -EAGAIN:
		return UACCE_ZIP_TAKEN_LATER;
	case -E2BIG:
		*why = UACCE_ZIP_REJECT_LIST;
		return UACCE_ZIP_TAKEN_NEVER;
	default:
		return UACCE_ZIP_TAKEN_NEVER;
	}
}

static void
reject(struct uacce_zip_qp *qp, struct rte_comp_op *op, enum uacce_zip_reject why)
{
	op->status = why == UACCE_ZIP_REJECT_STREAM ?
		RTE_COMP_OP_STATUS_INVALID_STATE : RTE_COMP_OP_STATUS_INVALID_ARGS;
	qp->rejects[why]++;
	qp->stats.enqueue_err_count++;
}

/* Take one operation, whatever it is; false if the burst ends before it. */
bool
uacce_zip_enqueue_slow(struct uacce_zip_qp *qp, struct uacce_zip_batch *batch, struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;
	bool has_slot;
	enum uacce_zip_taken taken = UACCE_ZIP_TAKEN_NEVER;
	struct uacce_zip_ring *ring;
	enum uacce_zip_reject why;
	uint32_t slot;

	if (!op_is_valid(op, &why)) {
		reject(qp, op, why);
		return false;
	}
	ring = &qp->ring[xf->ring];
	/*
	 * A queue pair that is stopped or dead takes nothing, whoever would do the
	 * work. Asked first: what a stream decides on cannot be taken back.
	 */
	if (uacce_zip_sw_count(&qp->sw) >= UACCE_ZIP_SW_ROOM || !hisi_qm_can_submit(&ring->qm))
		return false;
	slot = hisi_qm_slot(&ring->qm, ring->qm.submitted + batch->built[xf->ring]);
	has_slot = batch->built[xf->ring] < batch->room[xf->ring];
	if (xf->kind == UACCE_ZIP_KIND_STREAM)
		taken = uacce_zip_stream_take(ring, slot, has_slot, op, &why);
	else
		taken = take_stateless(ring, slot, has_slot, op, &why);
	if (taken == UACCE_ZIP_TAKEN_RING) {
		ring->ops[slot] = (uintptr_t)op | UACCE_ZIP_SPECIAL;
		batch->built[xf->ring]++;
	} else if (taken == UACCE_ZIP_TAKEN_SW) {
		op->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
		uacce_zip_sw_push(&qp->sw, op);
	} else if (taken == UACCE_ZIP_TAKEN_NEVER) {
		reject(qp, op, why);
	}
	return taken == UACCE_ZIP_TAKEN_RING || taken == UACCE_ZIP_TAKEN_SW;
}
