/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Enqueue: the fast path, and the burst function. Nothing here allocates, locks, logs or waits.
 * Source: hardware_interface.rst, section 3.
 *
 * Operations with contiguous mbufs or short chains, room enough and nothing to compute take the
 * fast path, in batches that share an xform. All others are marked with UACCE_ZIP_SLOW and take
 * the slow path (uacce_zip_slow.c), one by one.
 */

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_mbuf.h>
#include <rte_vect.h>

#include "uacce_zip_private.h"

/*
 * A template in registers, for a whole batch: a descriptor takes a few wide stores. They leave
 * out the addresses and the tag, which differ between operations.
 */
struct template {
	rte_v128u32_t dw0, dw4, dw8, dw12, dw22, dw28;
};

/* Bytes into the descriptor. */
#define TEMPLATE_DW(n)	((n) * sizeof(uint32_t))

/*
 * Load the template of an xform, once for a batch. With chains the descriptors have hardware lists
 * as source and destination.
 */
static inline void
template_load(struct template *t, const struct hisi_zip_sqe *sqe, bool chains)
{
	const uint8_t *from = (const uint8_t *)sqe;

	memcpy(&t->dw0, from, sizeof(t->dw0));
	memcpy(&t->dw4, from + TEMPLATE_DW(4), sizeof(t->dw4));
	memcpy(&t->dw8, from + TEMPLATE_DW(8), sizeof(t->dw8));
	memcpy(&t->dw12, from + TEMPLATE_DW(12), sizeof(t->dw12));
	memcpy(&t->dw22, from + TEMPLATE_DW(22), sizeof(t->dw22));
	memcpy(&t->dw28, from + TEMPLATE_DW(28), sizeof(t->dw28));
	if (chains)
		t->dw8[1] |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
}

static inline void
template_store(struct hisi_zip_sqe *sqe, const struct template *t)
{
	uint8_t *to = (uint8_t *)sqe;

	memcpy(to, &t->dw0, sizeof(t->dw0));
	memcpy(to + TEMPLATE_DW(4), &t->dw4, sizeof(t->dw4));
	memcpy(to + TEMPLATE_DW(8), &t->dw8, sizeof(t->dw8));
	memcpy(to + TEMPLATE_DW(12), &t->dw12, sizeof(t->dw12));
	memset(sqe->rsvd16, 0, sizeof(sqe->rsvd16));
	memcpy(to + TEMPLATE_DW(22), &t->dw22, sizeof(t->dw22));
	memcpy(to + TEMPLATE_DW(28), &t->dw28, sizeof(t->dw28));
}

/* Place of an operation of a batch: its descriptor, and the two lists of its slot. */
struct place {
	struct hisi_zip_sqe *sqe;
	rte_v128u64_t lists;		/* addresses, of the source first */
};

static inline struct place
place_of(const struct uacce_zip_ring *ring, uint32_t slot)
{
	struct place at = {
		.sqe = hisi_qm_sqe(&ring->qm, slot),
		.lists = {
			(uintptr_t)hisi_sgl_of(&ring->sgl, slot, HISI_SGL_SRC),
			(uintptr_t)hisi_sgl_of(&ring->sgl, slot, HISI_SGL_DST),
		},
	};

	return at;
}

/* Move to the next slot. A batch does not go beyond the end of the ring. */
static inline void
place_step(struct place *at)
{
	at->sqe++;
	at->lists += HISI_SGL_NB_BUFS * HISI_SGL_SLOT_SIZE;
}

/* Whether an operation belongs to the batch of an xform. */
static inline bool
op_in_batch(const struct rte_comp_op *op, const struct uacce_zip_xform *xf, uint32_t min_flush)
{
	return likely(op->private_xform == xf && op->op_type == RTE_COMP_OP_STATELESS &&
			op->flush_flag >= min_flush && op->m_src != NULL && op->m_dst != NULL);
}

/* Build a descriptor for a contiguous source and destination; false if that cannot be done. */
static inline bool
build_flat(struct hisi_zip_sqe *sqe, const struct template *t, struct rte_comp_op *op)
{
	const struct rte_mbuf *src = op->m_src, *dst = op->m_dst;
	const int64_t src_room = (int64_t)src->data_len - op->src.offset;
	const int64_t dst_room = (int64_t)dst->data_len - op->dst.offset;
	const uint32_t src_len = op->src.length;

	/*
	 * One comparison for src_len == 0 || src_len > src_room: a length of 0 becomes the largest
	 * number. Two comparisons take 3 instructions more for each operation.
	 */
	if (unlikely((src->nb_segs | dst->nb_segs) != 1 ||
			(int64_t)(uint32_t)(src_len - 1) >= src_room))
		return false;
	template_store(sqe, t);
	sqe->input_data_length = src_len;
	sqe->source_addr = (uintptr_t)src->buf_addr + src->data_off + op->src.offset;
	if (unlikely(dst_room <= HISI_ZIP_MIN_OUT))
		return false;
	sqe->dest_avail_out = dst_room;
	op->produced = dst_room;
	sqe->dest_addr = (uintptr_t)dst->buf_addr + dst->data_off + op->dst.offset;
	return true;
}

/* Build the list of the destination of a chained operation; false if that cannot be done. */
static inline bool
build_destination(struct hisi_zip_sqe *sqe, struct hisi_sgl *list, struct rte_comp_op *op)
{
	const struct rte_mbuf *dst = op->m_dst;
	const uint32_t offset = op->dst.offset;
	int64_t room;

	if (likely(dst->nb_segs == 1)) {
		room = (int64_t)dst->data_len - offset;
		sqe->dest_avail_out = room;
		op->produced = room;
		hisi_sgl_build_one(list, (uintptr_t)dst->buf_addr + dst->data_off + offset, room);
		return likely(room > HISI_ZIP_MIN_OUT);
	}
	room = (int64_t)dst->pkt_len - offset;
	sqe->dest_avail_out = room;
	op->produced = room;
	return room > HISI_ZIP_MIN_OUT && hisi_sgl_build_short(list, dst, offset, room);
}

/*
 * Build a descriptor for a chained source or destination that the slot's own lists have room for;
 * false if that cannot be done. Contiguous ones among them become lists of one entry.
 */
static inline bool
build_chains(const struct place *at, const struct template *t, struct rte_comp_op *op)
{
	struct hisi_sgl *list = (struct hisi_sgl *)(uintptr_t)at->lists[HISI_SGL_SRC];

	template_store(at->sqe, t);
	memcpy(&at->sqe->source_addr, &at->lists, sizeof(at->lists));
	at->sqe->input_data_length = op->src.length;
	return hisi_sgl_build_short(list, op->m_src, op->src.offset, op->src.length) &&
		build_destination(at->sqe, hisi_sgl_sibling(list, HISI_SGL_DST), op);
}

/*
 * Build descriptors up to the first operation that takes the slow path or is of another xform.
 * Returns how many. Inlined by force: in one body for both kinds, the compiler would test for
 * the kind at each operation.
 */
static __rte_always_inline uint32_t
enqueue_batch_of(struct uacce_zip_ring *ring, uint32_t slot, const struct uacce_zip_xform *xf,
		struct rte_comp_op **ops, uint32_t nb_ops, bool chains)
{
	uintptr_t *slot_ops = &ring->ops[slot];
	const uint32_t min_flush = xf->min_flush;
	struct place at = place_of(ring, slot);
	struct template t;
	size_t i;

	template_load(&t, &xf->sqe, chains);
	for (i = 0; i < nb_ops; i++) {
		struct rte_comp_op *op = ops[i];

		if (!op_in_batch(op, xf, min_flush))
			break;
		if (!(chains ? build_chains(&at, &t, op) : build_flat(at.sqe, &t, op)))
			break;
		/*
		 * The tag helps to debug a ring; the driver does not read it. Where the tag has
		 * another place, all operations take the slow path.
		 */
		at.sqe->dw26 = (uintptr_t)op;
		slot_ops[i] = (uintptr_t)op;
		place_step(&at);
	}
	return i;
}

/* These are not inlined, so that each loop has all registers. */
static __rte_noinline uint32_t
enqueue_flat_batch(struct uacce_zip_ring *ring, uint32_t slot, const struct uacce_zip_xform *xf,
		struct rte_comp_op **ops, uint32_t nb_ops)
{
	return enqueue_batch_of(ring, slot, xf, ops, nb_ops, false);
}

static __rte_noinline uint32_t
enqueue_chain_batch(struct uacce_zip_ring *ring, uint32_t slot, const struct uacce_zip_xform *xf,
		struct rte_comp_op **ops, uint32_t nb_ops)
{
	return enqueue_batch_of(ring, slot, xf, ops, nb_ops, true);
}

/* Descriptors that can be built in a ring now. */
static inline uint32_t
ring_room(const struct uacce_zip_ring *ring)
{
	return hisi_qm_can_submit(&ring->qm) ? hisi_qm_free(&ring->qm) : 0;
}

/*
 * Operations that can be enqueued while the backlog is not empty. A stop moves all operations in
 * flight to the backlog, which has room for two full rings and UACCE_ZIP_SW_MAX operations, but
 * not for those, too, that an earlier stop moved there.
 */
static uint32_t
backlog_room(const struct uacce_zip_qp *qp, uint32_t waiting)
{
	const struct hisi_qm *compress = &qp->ring[HISI_ZIP_QC_COMPRESS].qm;
	const struct hisi_qm *decompress = &qp->ring[HISI_ZIP_QC_DECOMPRESS].qm;

	return qp->sw.backlog.mask + 1 - waiting - (compress->limit - hisi_qm_free(compress)) -
		(decompress->limit - hisi_qm_free(decompress));
}

/* Build the batch that a burst starts with; 0 if its first operation takes the slow path. */
static inline uint32_t
enqueue_batch(struct uacce_zip_qp *qp, struct uacce_zip_burst *burst, struct rte_comp_op **ops,
		uint32_t nb_ops)
{
	const struct uacce_zip_xform *xf = ops[0]->private_xform;
	const struct rte_mbuf *src = ops[0]->m_src, *dst = ops[0]->m_dst;
	struct uacce_zip_ring *ring;
	uint32_t n, r, slot;

	if (unlikely(ops[0]->op_type != RTE_COMP_OP_STATELESS || xf == NULL || xf->slow ||
			src == NULL || dst == NULL))
		return 0;
	r = xf->ring;
	ring = &qp->ring[r];
	slot = hisi_qm_slot(&ring->qm, ring->qm.submitted + burst->built[r]);
	nb_ops = RTE_MIN(nb_ops, burst->room[r] - burst->built[r]);
	nb_ops = RTE_MIN(nb_ops, ring->qm.sq_mask + 1 - slot);
	if ((src->nb_segs | dst->nb_segs) == 1)
		n = enqueue_flat_batch(ring, slot, xf, ops, nb_ops);
	else
		n = enqueue_chain_batch(ring, slot, xf, ops, nb_ops);
	burst->built[r] += n;
	return n;
}

uint16_t
uacce_zip_enqueue_burst(void *queue_pair, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct uacce_zip_qp *qp = queue_pair;
	struct uacce_zip_burst burst = {
		.room = { ring_room(&qp->ring[0]), ring_room(&qp->ring[1]) },
	};
	const uint32_t waiting = hisi_qp_backlog_count(&qp->sw.backlog);
	uint32_t i, n, r;

	if (unlikely(waiting != 0))
		nb_ops = RTE_MIN(nb_ops, backlog_room(qp, waiting));
	for (i = 0; i < nb_ops; i += n) {
		n = enqueue_batch(qp, &burst, ops + i, nb_ops - i);
		if (unlikely(n == 0)) {
			if (!uacce_zip_enqueue_slow(qp, &burst, ops[i]))
				break;
			n = 1;
		}
	}
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		if (burst.built[r] != 0)
			hisi_qm_submit(&qp->ring[r].qm, burst.built[r]);
	qp->base.stats.enqueued += i;
	return i;
}
