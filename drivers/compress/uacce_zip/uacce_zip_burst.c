/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The data path. Nothing here allocates, locks, logs or waits, but for
 * uacce_zip_drain(), which stop calls. Source: hardware-interface.md, section 3.
 */

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_cycles.h>
#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/* Bytes of an mbuf from an offset on; at or past the end there are none. */
static inline uint32_t
room_at(const struct rte_mbuf *m, uint32_t offset)
{
	return likely(offset < m->data_len) ? m->data_len - offset : 0;
}

/* Whether an operation is one the driver takes; if not, why. */
static inline bool
op_is_valid(const struct rte_comp_op *op, enum uacce_zip_reject *why)
{
	const struct uacce_zip_xform *xf = op->private_xform;

	*why = UACCE_ZIP_REJECT_TYPE;
	if (unlikely(op->op_type != RTE_COMP_OP_STATELESS || xf == NULL))
		return false;
	*why = UACCE_ZIP_REJECT_FLUSH;
	/* A stateless operation is whole; inflate does not look at the flag. */
	if (unlikely(op->flush_flag < RTE_COMP_FLUSH_FULL && xf->ring == HISI_ZIP_QC_COMPRESS))
		return false;
	*why = UACCE_ZIP_REJECT_MBUF;
	if (unlikely(op->m_src == NULL || op->m_dst == NULL))
		return false;
	*why = UACCE_ZIP_REJECT_SEGMENTS;
	if (unlikely(op->m_src->nb_segs + op->m_dst->nb_segs != 2))
		return false;
	*why = UACCE_ZIP_REJECT_RANGE;
	return likely((uint64_t)op->src.offset + op->src.length <= op->m_src->data_len &&
			op->dst.offset < op->m_dst->data_len);
}

/*
 * Outputs below the least that hardware surely works with go through a buffer of
 * the slot (3.12, section 6 item 10).
 */
static inline void
set_destination(struct uacce_zip_ring *ring, uint32_t slot, const struct rte_comp_op *op,
		struct hisi_zip_sqe *sqe)
{
	uint32_t room = op->m_dst->data_len - op->dst.offset;

	if (likely(room > HISI_ZIP_MIN_OUT)) {
		sqe->dest_avail_out = room;
		sqe->dest_addr = (uintptr_t)rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *,
				op->dst.offset);
	} else {
		sqe->dest_avail_out = HISI_ZIP_MIN_OUT;
		sqe->dest_addr = (uintptr_t)(ring->bounce + slot * UACCE_ZIP_BOUNCE_SIZE);
	}
}

/* Build a descriptor in its slot: the template, then what the operation adds. */
static inline void
build(struct uacce_zip_ring *ring, uint32_t slot, struct rte_comp_op *op,
		const struct uacce_zip_xform *xf)
{
	struct hisi_zip_sqe *sqe = hisi_qm_sqe(&ring->qm, slot);

	*sqe = xf->sqe;
	sqe->input_data_length = op->src.length;
	sqe->source_addr = (uintptr_t)rte_pktmbuf_mtod_offset(op->m_src, uint8_t *,
			op->src.offset);
	set_destination(ring, slot, op, sqe);
	*(uint32_t *)((uint8_t *)sqe + xf->tag_offset) = slot;
	ring->ops[slot] = op;
}

static uint16_t
enqueue_sw(struct uacce_zip_qp *qp, struct rte_comp_op *op, uint8_t ring)
{
	/* A queue pair that is stopped or dead takes nothing, whoever would do the work. */
	if (uacce_zip_sw_count(&qp->sw) >= UACCE_ZIP_SW_ROOM ||
			!hisi_qm_can_submit(&qp->ring[ring].qm))
		return 0;
	op->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
	uacce_zip_sw_push(&qp->sw, op);
	return 1;
}

static void
reject(struct uacce_zip_qp *qp, struct rte_comp_op *op, enum uacce_zip_reject why)
{
	op->status = RTE_COMP_OP_STATUS_INVALID_ARGS;
	qp->rejects[why]++;
	qp->stats.enqueue_err_count++;
}

static inline uint32_t
ring_room(const struct uacce_zip_ring *ring)
{
	return hisi_qm_can_submit(&ring->qm) ? hisi_qm_free(&ring->qm) : 0;
}

/* A stop puts all that is held into the software ring: never hold more than fits. */
static inline uint16_t
qp_room(const struct uacce_zip_qp *qp, uint16_t nb_ops)
{
	uint32_t held = uacce_zip_sw_count(&qp->sw);
	unsigned int r;

	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		held += qp->ring[r].qm.limit - hisi_qm_free(&qp->ring[r].qm);
	return RTE_MIN(nb_ops, UACCE_ZIP_SW_SIZE - held);
}

uint16_t
uacce_zip_enqueue_burst(void *queue_pair, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct uacce_zip_qp *qp = queue_pair;
	uint32_t built[UACCE_ZIP_NB_RINGS] = { 0 };
	uint32_t room[UACCE_ZIP_NB_RINGS];
	enum uacce_zip_reject why;
	uint16_t i, r;

	nb_ops = qp_room(qp, nb_ops);
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		room[r] = ring_room(&qp->ring[r]);
	for (i = 0; i < nb_ops; i++) {
		struct rte_comp_op *op = ops[i];
		const struct uacce_zip_xform *xf = op->private_xform;
		struct uacce_zip_ring *ring;

		if (unlikely(!op_is_valid(op, &why))) {
			reject(qp, op, why);
			break;
		}
		if (unlikely(xf->software || op->src.length == 0)) {
			if (enqueue_sw(qp, op, xf->ring) == 0)
				break;
			continue;
		}
		r = xf->ring;
		if (unlikely(built[r] == room[r]))
			break;
		ring = &qp->ring[r];
		build(ring, hisi_qm_slot(&ring->qm, ring->qm.submitted + built[r]), op, xf);
		built[r]++;
	}
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		if (built[r] != 0)
			hisi_qm_submit(&qp->ring[r].qm, built[r]);
	qp->stats.enqueued_count += i;
	return i;
}

/* Status of the device in the API's words (3.10). */
static inline uint8_t
op_status(uint32_t dw3)
{
	switch (dw3 & HISI_ZIP_DW3_STATUS) {
	case HISI_ZIP_OK:
	case HISI_ZIP_NEGATIVE_COMP:
	case HISI_ZIP_STREAM_END:
		return RTE_COMP_OP_STATUS_SUCCESS;
	case HISI_ZIP_NO_SPACE:
		return RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED;
	default:
		return RTE_COMP_OP_STATUS_ERROR;
	}
}

/* An operation came back through the slot's buffer, or has room to the byte. */
static void
bounce_back(const struct uacce_zip_ring *ring, uint32_t slot, struct rte_comp_op *op,
		const struct hisi_zip_sqe *sqe)
{
	const uint8_t *bounce = ring->bounce + slot * UACCE_ZIP_BOUNCE_SIZE;

	if (sqe->dest_addr != (uintptr_t)bounce)
		return;
	if (op->produced > room_at(op->m_dst, op->dst.offset)) {
		op->status = RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED;
		op->consumed = 0;
		op->produced = 0;
		return;
	}
	memcpy(rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *, op->dst.offset), bounce,
			op->produced);
}

/* What the device wrote is checked before anyone walks a buffer by it. */
static inline bool
counts_are_sane(const struct hisi_zip_sqe *sqe, uint32_t trailer)
{
	return likely(sqe->consumed <= sqe->input_data_length &&
			sqe->produced <= sqe->dest_avail_out && sqe->produced >= trailer);
}

/* Turn a completed descriptor into the result of its operation. */
static inline void
complete(const struct uacce_zip_ring *ring, uint32_t slot, struct rte_comp_op *op)
{
	const struct hisi_zip_sqe *sqe = hisi_qm_sqe(&ring->qm, slot);
	const struct uacce_zip_xform *xf = op->private_xform;

	op->status = op_status(sqe->dw3);
	op->debug_status = sqe->dw3;
	op->consumed = 0;
	op->produced = 0;
	if (unlikely(op->status != RTE_COMP_OP_STATUS_SUCCESS))
		return;
	if (unlikely(!counts_are_sane(sqe, xf->trailer))) {
		op->status = RTE_COMP_OP_STATUS_ERROR;
		return;
	}
	op->consumed = sqe->consumed;
	op->produced = sqe->produced - xf->trailer;
	if (unlikely(sqe->dest_avail_out <= HISI_ZIP_MIN_OUT))
		bounce_back(ring, slot, op, sqe);
}

/* A dead ring gives back what it holds with an error, once (1.8). */
static uint16_t
dequeue_dead(struct uacce_zip_ring *ring, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct hisi_qm *qm = &ring->qm;
	uint16_t i, n = RTE_MIN(hisi_qm_outstanding(qm), nb_ops);

	/* Nothing may be submitted behind operations that are being given back. */
	hisi_qm_fail(qm);
	for (i = 0; i < n; i++) {
		ops[i] = ring->ops[hisi_qm_slot(qm, qm->completed)];
		ops[i]->status = RTE_COMP_OP_STATUS_ERROR;
		ops[i]->debug_status = 0;
		ops[i]->consumed = 0;
		ops[i]->produced = 0;
		qm->completed++;
	}
	return n;
}

/* Completions that are there, an inline device having had its turn if none were. */
static inline uint32_t
ring_poll(struct hisi_qm *qm, uint16_t max, bool *dead)
{
	uint32_t n = hisi_qm_poll(qm, max);

	*dead = false;
	if (n != 0)
		return n;
	hisi_qm_idle(qm, max);
	/* Asked before the second poll: what was completed before the end is valid. */
	*dead = hisi_qm_is_dead(qm);
	return hisi_qm_poll(qm, max);
}

static inline uint16_t
dequeue_ring(struct uacce_zip_ring *ring, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct hisi_qm *qm = &ring->qm;
	uint32_t i, n;
	bool dead;

	/* Also keeps a closed ring, which has no memory, from being polled. */
	if (hisi_qm_outstanding(qm) == 0)
		return 0;
	n = ring_poll(qm, nb_ops, &dead);
	for (i = 0; i < n; i++) {
		uint32_t slot = hisi_qm_slot(qm, qm->completed + i);

		ops[i] = ring->ops[slot];
		complete(ring, slot, ops[i]);
	}
	if (likely(n != 0))
		hisi_qm_release(qm, n);
	else if (unlikely(dead) && hisi_qm_is_quiet(qm))
		return dequeue_dead(ring, ops, nb_ops);
	return n;
}

static uint16_t
dequeue_sw(struct uacce_zip_sw *sw, struct rte_comp_op **ops, uint16_t nb_ops)
{
	uint16_t i, n = RTE_MIN(uacce_zip_sw_count(sw), nb_ops);

	for (i = 0; i < n; i++) {
		ops[i] = uacce_zip_sw_pop(sw);
		if (ops[i]->status == RTE_COMP_OP_STATUS_NOT_PROCESSED)
			uacce_zip_sw_run(sw, ops[i]);
	}
	return n;
}

uint16_t
uacce_zip_dequeue_burst(void *queue_pair, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct uacce_zip_qp *qp = queue_pair;
	uint16_t i, n = 0;

	if (unlikely(uacce_zip_sw_count(&qp->sw) != 0))
		n = dequeue_sw(&qp->sw, ops, nb_ops);
	/* Neither direction starves the other. */
	qp->turn ^= 1;
	if (n < nb_ops)
		n += dequeue_ring(&qp->ring[qp->turn], ops + n, nb_ops - n);
	if (n < nb_ops)
		n += dequeue_ring(&qp->ring[qp->turn ^ 1], ops + n, nb_ops - n);
	for (i = 0; i < n; i++)
		qp->stats.dequeue_err_count += ops[i]->status != RTE_COMP_OP_STATUS_SUCCESS;
	qp->stats.dequeued_count += n;
	return n;
}

static void
drain_ring(struct uacce_zip_qp *qp, struct uacce_zip_ring *ring)
{
	uint64_t end = rte_get_timer_cycles() + UACCE_ZIP_DRAIN_S * rte_get_timer_hz();
	struct rte_comp_op *op;

	while (hisi_qm_outstanding(&ring->qm) != 0 && rte_get_timer_cycles() < end)
		if (dequeue_ring(ring, &op, 1) != 0)
			uacce_zip_sw_push(&qp->sw, op);
	if (hisi_qm_outstanding(&ring->qm) != 0)
		UACCE_ZIP_LOG(ERR, qp->name, "%s does not finish, %u operations failed",
				qp->device->name, hisi_qm_outstanding(&ring->qm));
	/* Nobody gets to see them before the queue is closed and the device done. */
	while (dequeue_dead(ring, &op, 1) != 0)
		uacce_zip_sw_push(&qp->sw, op);
}

void
uacce_zip_drain(struct uacce_zip_qp *qp)
{
	unsigned int r;

	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		drain_ring(qp, &qp->ring[r]);
}
