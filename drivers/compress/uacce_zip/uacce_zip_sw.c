/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Work on the lcore, where the hardware cannot do it: empty input (hardware_interface.rst 3.13)
 * and raw inflate on QM v2 (3.14, section 6 item 6).
 */

#include <errno.h>

#include <isa-l/igzip_lib.h>

#include <rte_malloc.h>
#include <rte_mbuf.h>

#include "uacce_chain.h"
#include "uacce_zip_private.h"

/* A final block of fixed Huffman codes without data (3.13). */
static const uint8_t empty_deflate[] = { 0x03, 0x00 };

/* A token of no literals, which may end a block. */
static const uint8_t empty_lz4[] = { 0x00 };

int
uacce_zip_sw_init(struct uacce_zip_sw *sw, uint32_t slots, bool inflate, int socket_id)
{
	slots = rte_align32pow2(slots);
	sw->backlog.mask = slots - 1;
	sw->ops = rte_zmalloc_socket("uacce_zip_sw", slots * sizeof(*sw->ops),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (sw->ops == NULL)
		return -ENOMEM;
	if (!inflate)
		return 0;
	sw->inflate = rte_zmalloc_socket("uacce_zip_inflate", sizeof(*sw->inflate),
			RTE_CACHE_LINE_SIZE, socket_id);
	return sw->inflate == NULL ? -ENOMEM : 0;
}

void
uacce_zip_sw_free(struct uacce_zip_sw *sw)
{
	rte_free(sw->ops);
	rte_free(sw->inflate);
}

static void
op_succeed(struct rte_comp_op *op, uint32_t consumed, uint32_t produced)
{
	op->status = RTE_COMP_OP_STATUS_SUCCESS;
	op->debug_status = 0;
	op->consumed = consumed;
	op->produced = produced;
}

static void
run_empty(struct rte_comp_op *op, const struct uacce_zip_xform *xf)
{
	bool lz4 = (xf->sqe.dw9 & HISI_ZIP_DW9_REQ) == HISI_ZIP_REQ_LZ4;
	const uint8_t *empty = lz4 ? empty_lz4 : empty_deflate;
	uint32_t len = lz4 ? sizeof(empty_lz4) : sizeof(empty_deflate);

	if (xf->ring != HISI_ZIP_QC_COMPRESS) {
		/* Even an empty stream has a block header. */
		uacce_zip_op_fail(op, RTE_COMP_OP_STATUS_ERROR, 0);
	} else if (uacce_zip_room(op) < len) {
		uacce_zip_op_fail(op, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED, 0);
	} else {
		uacce_zip_copy_to_chain(op->m_dst, op->dst.offset, empty, len);
		op_succeed(op, 0, len);
		op->output_chksum = uacce_zip_sum_start(xf->chksum, op->input_chksum);
	}
}

/*
 * Give input that ISA-L read ahead, up to eight bytes, back to the operation that it is from.
 *
 * Bytes behind the end of the stream do not belong to it. Where the output is full, the end may
 * be among the bytes read ahead; a later operation would find it, whose input they are not. Where
 * the input is used up, ISA-L keeps only bits of an incomplete symbol, or of a header in tmp_in,
 * and these are not given back.
 */
static void
give_back(struct inflate_state *state, struct rte_comp_op *op, bool full)
{
	bool ended = state->block_state == ISAL_BLOCK_INPUT_DONE ||
		state->block_state == ISAL_BLOCK_FINISH;
	uint32_t n;

	if ((!ended && !full) || state->tmp_in_size != 0 || state->read_in_length < 8)
		return;
	n = RTE_MIN(op->consumed, (uint32_t)state->read_in_length / 8);
	op->consumed -= n;
	state->read_in_length -= 8 * n;
	state->read_in &= (UINT64_C(1) << state->read_in_length) - 1;
}

int
uacce_zip_sw_inflate(struct inflate_state *state, struct rte_comp_op *op)
{
	const uint32_t room = uacce_zip_room(op);
	struct uacce_chain src = uacce_chain_range(op->m_src, op->src.offset, op->src.length);
	struct uacce_chain dst = uacce_chain_range(op->m_dst, op->dst.offset, room);
	uint32_t in, out;
	int ret;

	do {
		in = uacce_chain_peek(&src, &state->next_in);
		out = uacce_chain_peek(&dst, &state->next_out);
		state->avail_in = in;
		state->avail_out = out;
		ret = isal_inflate(state);
		uacce_chain_skip(&src, in - state->avail_in);
		uacce_chain_skip(&dst, out - state->avail_out);
	} while (ret == ISAL_DECOMP_OK && state->block_state != ISAL_BLOCK_FINISH &&
			(in != state->avail_in || out != state->avail_out));
	op->consumed = op->src.length - src.left;
	op->produced = room - dst.left;
	if (ret == ISAL_DECOMP_OK)
		give_back(state, op, dst.left == 0);
	return ret;
}

/* Contiguous buffers: ISA-L then needs no window of its own. */
static int
inflate_flat(struct inflate_state *state, struct rte_comp_op *op)
{
	uint32_t room = uacce_zip_room(op);
	int ret;

	state->next_in = rte_pktmbuf_mtod_offset(op->m_src, uint8_t *, op->src.offset);
	state->avail_in = op->src.length;
	state->next_out = rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *, op->dst.offset);
	state->avail_out = room;
	ret = isal_inflate_stateless(state);
	op->consumed = op->src.length - state->avail_in;
	op->produced = room - state->avail_out;
	return ret;
}

static void
run_inflate(struct inflate_state *state, struct rte_comp_op *op,
		const struct uacce_zip_xform *xf)
{
	bool flat = op->m_src->nb_segs == 1 && op->m_dst->nb_segs == 1;
	int ret;

	isal_inflate_init(state);
	ret = flat ? inflate_flat(state, op) : uacce_zip_sw_inflate(state, op);
	if (ret == ISAL_DECOMP_OK && state->block_state == ISAL_BLOCK_FINISH) {
		op_succeed(op, op->consumed, op->produced);
		op->output_chksum = uacce_zip_sum(xf->chksum,
				uacce_zip_sum_start(xf->chksum, op->input_chksum), op->m_dst,
				op->dst.offset, op->produced);
	} else if (ret == ISAL_OUT_OVERFLOW || (op->produced == uacce_zip_room(op) &&
			(ret == ISAL_DECOMP_OK || ret == ISAL_INVALID_LOOKBACK))) {
		/*
		 * ISA-L also calls a distance invalid that leads to bytes which it decoded
		 * in the same step and had no room for.
		 */
		uacce_zip_op_fail(op, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED, 0);
	} else {
		uacce_zip_op_fail(op, RTE_COMP_OP_STATUS_ERROR, 0);
	}
}

void
uacce_zip_sw_run(struct uacce_zip_sw *sw, struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;

	if (op->src.length == 0)
		run_empty(op, xf);
	else
		run_inflate(sw->inflate, op, xf);
}
