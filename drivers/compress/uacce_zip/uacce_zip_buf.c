/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Source and destination of operations. */

#include <string.h>

#include <rte_mbuf.h>

#include "uacce_zip_private.h"

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

bool
uacce_zip_chains_hold(const struct rte_comp_op *op)
{
	return hisi_sgl_chain_holds(op->m_src, (uint64_t)op->src.offset + op->src.length) &&
		hisi_sgl_chain_holds(op->m_dst, (uint64_t)op->dst.offset + uacce_zip_room(op));
}

/* The piece of a chain at an offset that its segment holds; moves both on. */
static uint8_t *
next_piece(const struct rte_mbuf **seg, uint32_t *offset, uint32_t left, uint32_t *len)
{
	uint8_t *piece;

	while (*offset >= (*seg)->data_len) {
		*offset -= (*seg)->data_len;
		*seg = (*seg)->next;
	}
	*len = RTE_MIN((*seg)->data_len - *offset, left);
	piece = rte_pktmbuf_mtod_offset(*seg, uint8_t *, *offset);
	*offset += *len;
	return piece;
}

void
uacce_zip_copy_to_chain(struct rte_mbuf *m, uint32_t offset, const uint8_t *from,
		uint32_t length)
{
	const struct rte_mbuf *seg = m;
	uint32_t len;

	for (; length != 0; length -= len, from += len) {
		uint8_t *piece = next_piece(&seg, &offset, length, &len);

		memcpy(piece, from, len);
	}
}
