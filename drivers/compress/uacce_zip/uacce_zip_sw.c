/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * What the hardware cannot be asked for: empty input (hardware-interface.md
 * 3.13) and raw inflate on QM v2 (3.14, section 6 item 6).
 */

#include <errno.h>
#include <string.h>

#include <isa-l/igzip_lib.h>

#include <rte_malloc.h>
#include <rte_mbuf.h>

#include "uacce_zip_private.h"

/* A final block of fixed Huffman codes with nothing in it (3.13). */
static const uint8_t empty_deflate[] = { 0x03, 0x00 };

int
uacce_zip_sw_init(struct uacce_zip_sw *sw, bool inflate, int socket_id)
{
	sw->ops = rte_zmalloc_socket("uacce_zip_sw", UACCE_ZIP_SW_SIZE * sizeof(*sw->ops),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (sw->ops == NULL)
		return -ENOMEM;
	if (!inflate)
		return 0;
	sw->inflate = rte_zmalloc_socket("uacce_zip_inflate", sizeof(*sw->inflate),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (sw->inflate == NULL)
		return -ENOMEM;
	isal_inflate_init(sw->inflate);
	return 0;
}

void
uacce_zip_sw_free(struct uacce_zip_sw *sw)
{
	rte_free(sw->ops);
	rte_free(sw->inflate);
}

static void
op_finish(struct rte_comp_op *op, uint8_t status, uint32_t consumed, uint32_t produced)
{
	op->status = status;
	op->debug_status = 0;
	op->consumed = consumed;
	op->produced = produced;
}

static void
run_empty(struct rte_comp_op *op, bool compress)
{
	uint32_t room = op->m_dst->data_len - op->dst.offset;

	if (!compress) {
		/* No stream is shorter than a block header. */
		op_finish(op, RTE_COMP_OP_STATUS_ERROR, 0, 0);
	} else if (room < sizeof(empty_deflate)) {
		op_finish(op, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED, 0, 0);
	} else {
		memcpy(rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *, op->dst.offset),
				empty_deflate, sizeof(empty_deflate));
		op_finish(op, RTE_COMP_OP_STATUS_SUCCESS, 0, sizeof(empty_deflate));
	}
}

static void
run_inflate(struct inflate_state *state, struct rte_comp_op *op)
{
	uint32_t room = op->m_dst->data_len - op->dst.offset;
	int ret;

	state->next_in = rte_pktmbuf_mtod_offset(op->m_src, uint8_t *, op->src.offset);
	state->avail_in = op->src.length;
	state->next_out = rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *, op->dst.offset);
	state->avail_out = room;
	state->crc_flag = ISAL_DEFLATE;
	ret = isal_inflate_stateless(state);
	if (ret == ISAL_OUT_OVERFLOW)
		op_finish(op, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED, 0, 0);
	else if (ret != ISAL_DECOMP_OK || state->block_state != ISAL_BLOCK_FINISH)
		op_finish(op, RTE_COMP_OP_STATUS_ERROR, 0, 0);
	else
		op_finish(op, RTE_COMP_OP_STATUS_SUCCESS, op->src.length - state->avail_in,
				room - state->avail_out);
}

void
uacce_zip_sw_run(struct uacce_zip_sw *sw, struct rte_comp_op *op)
{
	const struct uacce_zip_xform *xf = op->private_xform;

	if (op->src.length == 0)
		run_empty(op, xf->ring == HISI_ZIP_QC_COMPRESS);
	else
		run_inflate(sw->inflate, op);
}
