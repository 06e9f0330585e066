/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The data path. Nothing here allocates, locks, logs or waits, but for
 * uacce_zip_give_up(), which stop calls. Source: hardware_interface.rst, section 3.
 *
 * Operations with contiguous mbufs, room enough and nothing to compute go the
 * short way, in runs that share an xform; all others are marked and go the long
 * way, one by one.
 */

#include <errno.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_mbuf.h>
#include <rte_vect.h>

#include "uacce_zip_private.h"

/*
 * A template held in registers over a run: a descriptor is a few wide stores. They
 * leave out the addresses and the tag, which each operation writes anyway.
 */
struct template {
	rte_v128u32_t dw0, dw4, dw8, dw12, dw22, dw28;
};

/* Bytes into the descriptor. */
#define TEMPLATE_DW(n)	((n) * sizeof(uint32_t))

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

/* Where an operation of a run goes: its descriptor, and the two lists of its slot. */
struct place {
	struct hisi_zip_sqe *sqe;
	rte_v128u64_t lists;		/* their addresses, by side */
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

/* A run ends with the ring, so each step is an addition. */
static inline void
place_step(struct place *at)
{
	at->sqe++;
	at->lists += HISI_SGL_NB_SIDES * HISI_SGL_SLOT_SIZE;
}

/* Whether an operation belongs to the run of an xform. */
static inline bool
op_is_alike(const struct rte_comp_op *op, const struct uacce_zip_xform *xf, uint32_t min_flush)
{
	return likely(op->private_xform == xf && op->op_type == RTE_COMP_OP_STATELESS &&
			op->flush_flag >= min_flush && op->m_src != NULL && op->m_dst != NULL);
}

/* Both sides contiguous, and room for the least the hardware works with. */
static inline bool
build_flat(struct hisi_zip_sqe *sqe, const struct template *t, struct rte_comp_op *op)
{
	const struct rte_mbuf *src = op->m_src, *dst = op->m_dst;
	const int64_t src_room = (int64_t)src->data_len - op->src.offset;
	const int64_t dst_room = (int64_t)dst->data_len - op->dst.offset;
	const uint32_t src_len = op->src.length;

	/* One less, so that an empty source is the largest number and in no room. */
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

/* The destination of a chained operation as a list; false if that will not do. */
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
 * A chain on either side, short enough for the lists that are the slot's own.
 * What is contiguous on both sides has a way of its own, but may be in between.
 */
static inline bool
build_chains(const struct place *at, const struct template *t, struct rte_comp_op *op)
{
	struct hisi_sgl *list = (struct hisi_sgl *)(uintptr_t)at->lists[HISI_SGL_SRC];

	template_store(at->sqe, t);
	memcpy(&at->sqe->source_addr, &at->lists, sizeof(at->lists));
	at->sqe->input_data_length = op->src.length;
	return hisi_sgl_build_short(list, op->m_src, op->src.offset, op->src.length) &&
		build_destination(at->sqe, hisi_sgl_side(list, HISI_SGL_DST), op);
}

/*
 * Build descriptors up to the first operation that is not plain, or not of the
 * kind asked for; how many. Inlined by force: with one body for either kind the
 * compiler asks for the kind at each operation.
 */
static __rte_always_inline uint32_t
enqueue_run(struct uacce_zip_ring *ring, uint32_t slot, const struct uacce_zip_xform *xf,
		struct rte_comp_op **ops, uint32_t nb_ops, bool chains)
{
	uintptr_t *held = &ring->ops[slot];
	const uint32_t min_flush = xf->min_flush;
	struct place at = place_of(ring, slot);
	struct template t;
	size_t i;

	template_load(&t, &xf->sqe, chains);
	for (i = 0; i < nb_ops; i++) {
		struct rte_comp_op *op = ops[i];

		if (!op_is_alike(op, xf, min_flush))
			break;
		if (!(chains ? build_chains(&at, &t, op) : build_flat(at.sqe, &t, op)))
			break;
		/*
		 * The tag is for whoever looks at a ring; nobody reads it back.
		 * Descriptors with the tag elsewhere are special, all of them.
		 */
		at.sqe->dw26 = (uintptr_t)op;
		held[i] = (uintptr_t)op;
		place_step(&at);
	}
	return i;
}

/* Functions of their own, so that each loop has all the registers. */
static __rte_noinline uint32_t
enqueue_flat_run(struct uacce_zip_ring *ring, uint32_t slot, const struct uacce_zip_xform *xf,
		struct rte_comp_op **ops, uint32_t nb_ops)
{
	return enqueue_run(ring, slot, xf, ops, nb_ops, false);
}

static __rte_noinline uint32_t
enqueue_chain_run(struct uacce_zip_ring *ring, uint32_t slot, const struct uacce_zip_xform *xf,
		struct rte_comp_op **ops, uint32_t nb_ops)
{
	return enqueue_run(ring, slot, xf, ops, nb_ops, true);
}

/* The long way from here on. */

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

/* Both sides as lists, and what may be written behind the destination. */
static int
set_lists(struct uacce_zip_ring *ring, uint32_t slot, struct hisi_zip_sqe *sqe,
		const struct rte_comp_op *op, void *dst, uint32_t avail, uint32_t tail)
{
	struct hisi_sgl_pool *pool = &ring->sgl;
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, HISI_SGL_DST);
	int ret;

	sqe->dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	sqe->dest_addr = (uintptr_t)list;
	/* Without input the source is still to be an address, and any will do (3.2). */
	sqe->source_addr = (uintptr_t)list;
	if (sqe->input_data_length != 0) {
		sqe->source_addr = (uintptr_t)hisi_sgl_of(pool, slot, HISI_SGL_SRC);
		ret = hisi_sgl_build(pool, slot, HISI_SGL_SRC, op->m_src, op->src.offset,
				sqe->input_data_length);
		if (ret < 0)
			return ret;
	}
	if (dst == NULL) {
		ret = hisi_sgl_build(pool, slot, HISI_SGL_DST, op->m_dst, op->dst.offset, avail);
		if (ret < 0) {
			hisi_sgl_cancel(pool, slot);
			return ret;
		}
		if (tail != 0)
			hisi_sgl_append(pool, slot, HISI_SGL_DST, ring->tail, tail);
	} else {
		list->entry_sum_in_sgl = 0;
		hisi_sgl_append(pool, slot, HISI_SGL_DST, dst, avail + tail);
	}
	return 0;
}

int
uacce_zip_set_buffers(struct uacce_zip_ring *ring, uint32_t slot, struct hisi_zip_sqe *sqe,
		struct rte_comp_op *op, void *dst, uint32_t avail, uint32_t tail)
{
	bool chained = sqe->input_data_length != 0 && op->m_src->nb_segs != 1;
	int ret;

	avail = RTE_MIN(avail, UINT32_MAX - tail);
	sqe->dest_avail_out = avail + tail;
	if (chained || (dst == NULL && (op->m_dst->nb_segs != 1 || tail != 0))) {
		ret = set_lists(ring, slot, sqe, op, dst, avail, tail);
		if (ret == 0)
			op->produced = avail + tail;
		return ret;
	}
	op->produced = avail + tail;
	if (dst == NULL)
		dst = rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *, op->dst.offset);
	sqe->dest_addr = (uintptr_t)dst;
	sqe->source_addr = sqe->input_data_length == 0 ? sqe->dest_addr :
		(uintptr_t)rte_pktmbuf_mtod_offset(op->m_src, uint8_t *, op->src.offset);
	return 0;
}

static uint8_t *
bounce_of(const struct uacce_zip_ring *ring, uint32_t slot)
{
	return ring->bounce + slot * UACCE_ZIP_BOUNCE_SIZE;
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
		dst = bounce_of(ring, slot);
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
static bool
enqueue_one(struct uacce_zip_qp *qp, struct uacce_zip_batch *batch, struct rte_comp_op *op)
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

/* Descriptors that a ring takes. */
static inline uint32_t
ring_room(const struct uacce_zip_ring *ring)
{
	return hisi_qm_can_submit(&ring->qm) ? hisi_qm_free(&ring->qm) : 0;
}

/*
 * A stop puts all that is held into the software ring. It has room for full rings and all
 * that may wait, but not for what an earlier stop left there: operations that still fit.
 */
static uint32_t
sw_room(const struct uacce_zip_qp *qp, uint32_t waiting)
{
	const struct hisi_qm *compress = &qp->ring[HISI_ZIP_QC_COMPRESS].qm;
	const struct hisi_qm *decompress = &qp->ring[HISI_ZIP_QC_DECOMPRESS].qm;

	return qp->sw.mask + 1 - waiting - (compress->limit - hisi_qm_free(compress)) -
		(decompress->limit - hisi_qm_free(decompress));
}

/* A run of plain operations from the start of a burst; 0 if the first is not. */
static inline uint32_t
enqueue_plain(struct uacce_zip_qp *qp, struct uacce_zip_batch *batch, struct rte_comp_op **ops,
		uint32_t nb_ops)
{
	const struct uacce_zip_xform *xf = ops[0]->private_xform;
	const struct rte_mbuf *src = ops[0]->m_src, *dst = ops[0]->m_dst;
	struct uacce_zip_ring *ring;
	uint32_t n, r, slot;

	if (unlikely(ops[0]->op_type != RTE_COMP_OP_STATELESS || xf == NULL || xf->special ||
			src == NULL || dst == NULL))
		return 0;
	r = xf->ring;
	ring = &qp->ring[r];
	slot = hisi_qm_slot(&ring->qm, ring->qm.submitted + batch->built[r]);
	nb_ops = RTE_MIN(nb_ops, batch->room[r] - batch->built[r]);
	nb_ops = RTE_MIN(nb_ops, ring->qm.sq_mask + 1 - slot);
	if ((src->nb_segs | dst->nb_segs) == 1)
		n = enqueue_flat_run(ring, slot, xf, ops, nb_ops);
	else
		n = enqueue_chain_run(ring, slot, xf, ops, nb_ops);
	batch->built[r] += n;
	return n;
}

uint16_t
uacce_zip_enqueue_burst(void *queue_pair, struct rte_comp_op **ops, uint16_t nb_ops)
{
	struct uacce_zip_qp *qp = queue_pair;
	struct uacce_zip_batch batch = {
		.room = { ring_room(&qp->ring[0]), ring_room(&qp->ring[1]) },
	};
	const uint32_t waiting = uacce_zip_sw_count(&qp->sw);
	uint32_t i, n, r;

	if (unlikely(waiting != 0))
		nb_ops = RTE_MIN(nb_ops, sw_room(qp, waiting));
	for (i = 0; i < nb_ops; i += n) {
		n = enqueue_plain(qp, &batch, ops + i, nb_ops - i);
		if (unlikely(n == 0)) {
			if (!enqueue_one(qp, &batch, ops[i]))
				break;
			n = 1;
		}
	}
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		if (batch.built[r] != 0)
			hisi_qm_submit(&qp->ring[r].qm, batch.built[r]);
	qp->stats.enqueued_count += i;
	return i;
}

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
		uacce_zip_copy_to_chain(op->m_dst, op->dst.offset, bounce_of(ring, slot),
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
