/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateful operations. Source: hardware_interface.rst 3.5, 3.9, 3.11 to 3.13.
 *
 * The device keeps the state of a stream in a context in memory, and in words of the descriptor
 * that the driver copies from one request to the next. The driver itself does three things.
 * It cuts the input of a compression to what is sure to fit in the destination, because it is
 * not known what hardware does with more. It has outputs that are too small for the hardware
 * written to a store of the stream, and copies from there. And it writes the empty last block.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/igzip_lib.h>

#include <rte_malloc.h>
#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/* Bytes of the store, which are more than the least room that the hardware takes (3.12). */
#define STORE_SIZE	512

/* A stored last block of no bytes. Before it the output ends with a whole byte (3.13). */
static const uint8_t empty_last_block[] = { 0x01, 0x00, 0x00, 0xff, 0xff };

struct uacce_zip_stream {
	struct uacce_zip_xform xf;	/* template; private_xform of an operation points here */
	RTE_ATOMIC(uint32_t) in_flight;	/* 1 from an enqueue until the dequeue, else 0 */
	bool started;			/* the next request continues the stream in the context */
	bool used;			/* the device got the context, which may be no longer 0 */
	bool ended;			/* the last block is in the output, or in the store */
	bool pending;			/* the device has output to give without more input */
	bool end_cached;		/* the device has the end among the bits it cached */
	/* Of the request in flight. The descriptor is not read back, as the device may write it. */
	bool to_store;			/* the destination is the store */
	bool finish;			/* it ends the stream */
	uint32_t input;			/* bytes of source */
	/* Words that the device leaves for the next request (3.8, 3.9). */
	uint32_t ctx_dw0;
	uint32_t ctx_dw1;
	uint32_t ctx_dw2;
	uint32_t isize;
	uint32_t checksum;
	uint64_t sum;			/* checksum of the API over the stream so far */
	uint8_t *ctx;			/* HISI_ZIP_CTX_SIZE bytes; NULL where the lcore inflates */
	struct inflate_state *inflate;	/* ISA-L's, where the hardware cannot */
	uint16_t store_at;		/* first byte of the store not copied to an operation */
	uint16_t store_len;		/* bytes from there on */
	uint8_t store[STORE_SIZE];
};

static bool
is_compress(const struct uacce_zip_stream *s)
{
	return s->xf.ring == HISI_ZIP_QC_COMPRESS;
}

/* Make the next operation begin a new stream. */
static void
stream_reset(struct uacce_zip_stream *s)
{
	s->started = false;
	s->ended = false;
	s->pending = false;
	s->end_cached = false;
	s->store_len = 0;
	s->sum = uacce_zip_sum_start(s->xf.chksum, 0);
	if (s->inflate != NULL)
		isal_inflate_init(s->inflate);
}

int
uacce_zip_stream_create(struct rte_compressdev *dev, const struct rte_comp_xform *xform,
		void **stream)
{
	struct uacce_zip_dev *zip = dev->data->dev_private;
	struct uacce_zip_stream *s;
	int ret;

	if (xform == NULL || stream == NULL)
		return -EINVAL;
	s = rte_zmalloc_socket("uacce_zip_stream", sizeof(*s), RTE_CACHE_LINE_SIZE,
			dev->data->socket_id);
	if (s == NULL)
		goto no_memory;
	ret = uacce_zip_xform_fill(zip, xform, &s->xf);
	if (ret < 0) {
		rte_free(s);
		return ret;
	}
	if ((s->xf.sqe.dw9 & HISI_ZIP_DW9_REQ) == HISI_ZIP_REQ_LZ4) {
		UACCE_ZIP_LOG(ERR, zip->name, "there are no streams of LZ4");
		rte_free(s);
		return -ENOTSUP;
	}
	s->xf.kind = UACCE_ZIP_KIND_STREAM;
	s->xf.slow = true;
	/* It is not known how hardware that only has zlib would end a stream without a trailer. */
	s->xf.software = !is_compress(s) && zip->gen->wraps_deflate;
	/* The device restarts its checksum at a full flush, so the driver computes it. */
	if (is_compress(s) && !zip->gen->wraps_deflate) {
		s->xf.sqe.dw9 = (s->xf.sqe.dw9 & ~HISI_ZIP_DW9_REQ) | HISI_ZIP_REQ_DEFLATE;
		s->xf.trailer = 0;
	}
	/* Not from huge pages: the device takes any memory, and contexts are many and large. */
	if (s->xf.software)
		s->inflate = calloc(1, sizeof(*s->inflate));
	else
		s->ctx = aligned_alloc(RTE_CACHE_LINE_SIZE, HISI_ZIP_CTX_SIZE);
	if (s->inflate == NULL && s->ctx == NULL) {
		rte_free(s);
		goto no_memory;
	}
	if (s->ctx != NULL)
		memset(s->ctx, 0, HISI_ZIP_CTX_SIZE);
	stream_reset(s);
	*stream = s;
	return 0;
no_memory:
	UACCE_ZIP_LOG(ERR, zip->name, "no memory for a stream");
	return -ENOMEM;
}

int
uacce_zip_stream_free(struct rte_compressdev *dev, void *stream)
{
	const struct uacce_zip_dev *zip = dev->data->dev_private;
	struct uacce_zip_stream *s = stream;

	if (s == NULL)
		return -EINVAL;
	if (rte_atomic_load_explicit(&s->in_flight, rte_memory_order_acquire) != 0) {
		UACCE_ZIP_LOG(ERR, zip->name, "a stream with an operation in flight is not freed");
		return -EBUSY;
	}
	free(s->ctx);
	free(s->inflate);
	rte_free(s);
	return 0;
}

/* Bytes of input that are sure to fit: they grow by an eighth (3.12), headers and a flush. */
static uint32_t
input_that_fits(uint32_t avail)
{
	const uint32_t overhead = 64;

	return avail <= overhead ? 0 : (uint32_t)((uint64_t)(avail - overhead) * 8 / 9) & ~3u;
}

/* Destination of a request. */
struct target {
	void *buf;	/* the store, or NULL for the operation's destination */
	uint32_t avail;	/* bytes that may be used */
};

static struct target
choose_target(struct uacce_zip_stream *s, const struct rte_comp_op *op)
{
	struct target t = { .buf = NULL, .avail = uacce_zip_room(op) };

	if (uacce_zip_is_tiny(t.avail)) {
		t.buf = s->store;
		t.avail = STORE_SIZE;
	}
	return t;
}

/* Set the words that continue a stream from the request before (3.5, 3.9), or begin one. */
static void
set_stream_words(struct uacce_zip_stream *s, struct hisi_zip_sqe *sqe)
{
	sqe->stream_ctx_addr = (uintptr_t)(s->ctx + HISI_ZIP_CTX_OFFSET);
	sqe->dw7 |= HISI_ZIP_DW7_STATEFUL;
	if (!s->started) {
		/*
		 * The context of a new stream must be all zero (3.9). The device writes to it also
		 * if the request fails.
		 */
		if (s->used)
			memset(s->ctx, 0, HISI_ZIP_CTX_SIZE);
		s->used = true;
		sqe->dw7 |= HISI_ZIP_DW7_NEW;
		return;
	}
	sqe->dw7 &= ~HISI_ZIP_DW7_NEW;
	sqe->ctx_dw0 = s->ctx_dw0;
	sqe->ctx_dw1 = s->ctx_dw1;
	sqe->ctx_dw2 = s->ctx_dw2;
	sqe->isize = s->isize;
	sqe->checksum = s->checksum;
}

static void
save_stream_words(struct uacce_zip_stream *s, const struct uacce_zip_result *r)
{
	s->ctx_dw0 = r->ctx_dw0;
	s->ctx_dw1 = r->ctx_dw1;
	s->ctx_dw2 = r->ctx_dw2;
	s->isize = r->isize;
	s->checksum = r->checksum;
}

static void
set_input(struct uacce_zip_stream *s, const struct rte_comp_op *op, struct hisi_zip_sqe *sqe,
		uint32_t avail)
{
	uint32_t fits = is_compress(s) ? input_that_fits(avail - s->xf.trailer) : UINT32_MAX;

	s->input = s->end_cached ? 0 : RTE_MIN(op->src.length, fits);
	sqe->input_data_length = s->input;
	/* The end goes with the last of the input. All other requests end with a flush. */
	s->finish = is_compress(s) && op->flush_flag == RTE_COMP_FLUSH_FINAL &&
		op->src.length <= fits;
	if (is_compress(s) && !s->finish)
		sqe->dw7 &= ~HISI_ZIP_DW7_FINISH;
}

static int
build(struct uacce_zip_ring *ring, uint32_t slot, struct uacce_zip_stream *s,
		struct rte_comp_op *op)
{
	struct hisi_zip_sqe *sqe = hisi_qm_sqe(&ring->qm, slot);
	struct target t = choose_target(s, op);

	*sqe = s->xf.sqe;
	*(uint32_t *)((uint8_t *)sqe + s->xf.tag_offset) = slot;
	s->to_store = t.buf != NULL;
	set_input(s, op, sqe, t.avail);
	set_stream_words(s, sqe);
	return uacce_zip_set_buffers(ring, slot, sqe, op, t.buf, t.avail, 0);
}

/* Whether the device has work to do for an operation; else the store and the lcore serve it. */
static bool
needs_device(const struct uacce_zip_stream *s, const struct rte_comp_op *op)
{
	if (s->inflate != NULL || s->store_len != 0)
		return false;
	if (op->src.length != 0)
		return true;
	return !is_compress(s) && s->pending;
}

enum uacce_zip_verdict
uacce_zip_stream_enqueue(struct uacce_zip_ring *ring, uint32_t slot, bool has_slot,
		struct rte_comp_op *op)
{
	struct uacce_zip_stream *s = op->stream;
	enum uacce_zip_verdict verdict = UACCE_ZIP_ACCEPTED_SW;

	/* Acquire: the dequeue's stores to the stream come before the loads here. */
	if (rte_atomic_load_explicit(&s->in_flight, rte_memory_order_acquire) != 0)
		return UACCE_ZIP_REJECT_STREAM;
	if (!uacce_zip_chains_hold(op))
		return UACCE_ZIP_REJECT_RANGE;
	if (needs_device(s, op)) {
		if (!has_slot)
			return UACCE_ZIP_LATER;
		verdict = uacce_zip_verdict_of(build(ring, slot, s, op));
		if (verdict != UACCE_ZIP_ACCEPTED)
			return verdict;
	}
	/* Relaxed: the consumer learns of the operation from the ring or the backlog. */
	rte_atomic_store_explicit(&s->in_flight, 1, rte_memory_order_relaxed);
	return verdict;
}

/* Copy from the store what the destination has room for. */
static void
deliver(struct uacce_zip_stream *s, struct rte_comp_op *op)
{
	uint32_t n = RTE_MIN((uint32_t)s->store_len, uacce_zip_room(op));

	uacce_zip_copy_to_chain(op->m_dst, op->dst.offset, s->store + s->store_at, n);
	s->store_at += n;
	s->store_len -= n;
	op->produced = n;
}

/* Whether an operation is done; if not, the application continues it with another one. */
static bool
is_satisfied(const struct uacce_zip_stream *s, const struct rte_comp_op *op)
{
	if (s->store_len != 0)
		return false;
	if (!is_compress(s))
		return s->ended || (op->consumed == op->src.length && !s->pending);
	return op->consumed == op->src.length &&
		(op->flush_flag != RTE_COMP_FLUSH_FINAL || s->ended);
}

/* Update the checksum of the uncompressed data: input consumed, or output produced. */
static void
add_checksum(struct uacce_zip_stream *s, struct rte_comp_op *op)
{
	if (s->xf.chksum == RTE_COMP_CHECKSUM_NONE)
		return;
	if (is_compress(s))
		s->sum = uacce_zip_sum(s->xf.chksum, s->sum, op->m_src, op->src.offset,
				op->consumed);
	else
		s->sum = uacce_zip_sum(s->xf.chksum, s->sum, op->m_dst, op->dst.offset,
				op->produced);
	op->output_chksum = s->sum;
}

/* Set status and checksum of an operation that has its counts, and the state of the stream. */
static void
finish(struct uacce_zip_stream *s, struct rte_comp_op *op, uint32_t dw3)
{
	bool satisfied = is_satisfied(s, op);

	add_checksum(s, op);
	op->debug_status = dw3;
	op->status = satisfied ? RTE_COMP_OP_STATUS_SUCCESS :
		RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE;
	if (satisfied && s->ended) {
		stream_reset(s);
	} else if (satisfied && is_compress(s) && op->flush_flag == RTE_COMP_FLUSH_FULL) {
		/* No data behind a full flush may refer to data before: a new stream begins. */
		s->started = false;
	}
	rte_atomic_store_explicit(&s->in_flight, 0, rte_memory_order_release);
}

static void
fail(struct uacce_zip_stream *s, struct rte_comp_op *op, uint8_t status, uint32_t dw3)
{
	uacce_zip_op_fail(op, status, dw3);
	stream_reset(s);
	rte_atomic_store_explicit(&s->in_flight, 0, rte_memory_order_release);
}

void
uacce_zip_stream_abort(struct rte_comp_op *op)
{
	fail(op->stream, op, RTE_COMP_OP_STATUS_ERROR, 0);
}

/*
 * Look for the end of the stream among bits that the device has cached and not begun to decode:
 * it begins a block when it has more bits, or with a request without input (3.9). Returns the
 * number of bits up to the end, or 0 if it is not there. The bits are in memory that the device
 * writes. If they are wrong, a request without input too many is submitted, and no more.
 */
static uint32_t
end_among_cached(const struct uacce_zip_stream *s, const struct uacce_zip_result *r,
		uint32_t nb_bits)
{
	uint32_t at = r->ctx_dw2 & HISI_ZIP_CTX_DW2_HISTORY;
	uint64_t bits;

	if ((r->ctx_dw0 & HISI_ZIP_CTX_DW0_ST) != HISI_ZIP_CTX_ST_NOT_STARTED ||
			nb_bits >= HISI_ZIP_CTX_BEGIN_BITS || at > HISI_ZIP_CTX_WINDOW)
		return 0;
	at = HISI_ZIP_CTX_OFFSET + HISI_ZIP_CTX_WINDOW_AT +
		RTE_ALIGN_CEIL(at, HISI_ZIP_CTX_TAIL_ALIGN);
	memcpy(&bits, s->ctx + at, sizeof(bits));
	return uacce_zip_end_in(bits, nb_bits);
}

/* Note whether an inflated stream ended, or what of it is still to come. */
static bool
save_inflate_state(struct uacce_zip_stream *s, const struct uacce_zip_result *r,
		struct rte_comp_op *op)
{
	uint32_t ctx_st = r->ctx_dw0 & HISI_ZIP_CTX_DW0_ST;
	uint32_t nb_bits = (r->ctx_dw0 & HISI_ZIP_CTX_DW0_CACHED) >> HISI_ZIP_CTX_DW0_CACHED_S;
	uint32_t end = end_among_cached(s, r, nb_bits);

	/* It is the end only if both the status and the flag say so (3.10). */
	s->ended = (r->dw3 & (HISI_ZIP_DW3_STATUS | HISI_ZIP_DW3_LAST)) ==
		(HISI_ZIP_STREAM_END | HISI_ZIP_DW3_LAST);
	s->end_cached = !s->ended && end != 0;
	s->pending = !s->ended && (s->end_cached ||
			(r->ctx_dw1 & HISI_ZIP_CTX_DW1_PENDING) != 0 ||
			ctx_st == HISI_ZIP_CTX_ST_NO_SPACE_AT_END ||
			ctx_st == HISI_ZIP_CTX_ST_NO_SPACE);
	if (!s->end_cached)
		return true;
	/* Input behind the end does not belong to the stream. */
	op->consumed -= RTE_MIN(op->consumed, (nb_bits - end) / 8);
	/* False for a device that was to go on without input and did nothing: it never would. */
	return s->input != 0 || r->consumed != 0 || r->produced != 0;
}

/* Take over the result of a request; false if it cannot be true. */
static bool
save_result(struct uacce_zip_stream *s, const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	uint32_t trailer = s->finish ? s->xf.trailer : 0;

	/* Until now, produced of the operation is the room in the descriptor. */
	if (r->consumed > s->input || r->produced > op->produced || r->produced < trailer)
		return false;
	op->consumed = r->consumed;
	op->produced = r->produced - trailer;
	save_stream_words(s, r);
	s->started = true;
	if (!is_compress(s))
		return save_inflate_state(s, r, op);
	s->ended = s->finish && r->consumed == s->input;
	return true;
}

void
uacce_zip_stream_complete(const struct uacce_zip_result *r, struct rte_comp_op *op)
{
	struct uacce_zip_stream *s = op->stream;
	uint8_t status = uacce_zip_op_status(r->dw3);

	if (status == RTE_COMP_OP_STATUS_SUCCESS && !save_result(s, r, op))
		status = RTE_COMP_OP_STATUS_ERROR;
	if (status != RTE_COMP_OP_STATUS_SUCCESS) {
		fail(s, op, status, r->dw3);
		return;
	}
	if (s->to_store) {
		/* The device wrote to the store. */
		s->store_at = 0;
		s->store_len = op->produced;
		deliver(s, op);
	}
	finish(s, op, r->dw3);
}

/* Inflate on the lcore. ISA-L itself keeps output that has no room. */
static void
run_inflate(struct uacce_zip_stream *s, struct rte_comp_op *op)
{
	int ret = uacce_zip_sw_inflate(s->inflate, op);

	if (ret < 0) {
		fail(s, op, RTE_COMP_OP_STATUS_ERROR, 0);
		return;
	}
	s->started = true;
	s->ended = s->inflate->block_state == ISAL_BLOCK_FINISH;
	/* Where the output is full, bits that ISA-L read may have whole symbols. */
	s->pending = !s->ended &&
		(s->inflate->tmp_out_valid != s->inflate->tmp_out_processed ||
		(op->produced == uacce_zip_room(op) && s->inflate->read_in_length != 0));
	finish(s, op, 0);
}

void
uacce_zip_stream_run(struct rte_comp_op *op)
{
	struct uacce_zip_stream *s = op->stream;

	if (s->inflate != NULL) {
		run_inflate(s, op);
		return;
	}
	/* Without input only the end of the stream is left to write, once. */
	if (is_compress(s) && op->src.length == 0 && op->flush_flag == RTE_COMP_FLUSH_FINAL &&
			!s->ended && s->store_len == 0) {
		memcpy(s->store, empty_last_block, sizeof(empty_last_block));
		s->store_at = 0;
		s->store_len = sizeof(empty_last_block);
		s->ended = true;
	}
	op->consumed = 0;
	deliver(s, op);
	finish(s, op, 0);
}
