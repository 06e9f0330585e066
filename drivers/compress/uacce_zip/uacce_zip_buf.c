/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Source and destination of operations. Part of the data path: nothing here allocates, locks,
 * logs or waits.
 */

#include <string.h>

#include <rte_mbuf.h>

#include "uacce_chain.h"
#include "uacce_zip_private.h"

/*
 * Build lists of source and destination. Behind the latter, tail bytes are added for what the
 * device may write there.
 */
static int
set_lists(struct uacce_zip_ring *ring, uint32_t slot, struct hisi_zip_sqe *sqe,
		const struct rte_comp_op *op, void *dst, uint32_t avail, uint32_t tail)
{
	struct hisi_sgl_pool *pool = &ring->sgl;
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, HISI_SGL_DST);
	int ret;

	sqe->dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	sqe->dest_addr = (uintptr_t)list;
	/* Without input, the source may be any address but 0 (3.2). */
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
			hisi_sgl_append(pool, slot, HISI_SGL_DST, ring->trailer_sink, tail);
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
	return uacce_chain_holds(op->m_src, (uint64_t)op->src.offset + op->src.length) &&
		uacce_chain_holds(op->m_dst, (uint64_t)op->dst.offset + uacce_zip_room(op));
}

void
uacce_zip_copy_to_chain(struct rte_mbuf *m, uint32_t offset, const uint8_t *from,
		uint32_t length)
{
	struct uacce_chain walk = uacce_chain_range(m, offset, length);
	uint8_t *to;
	uint32_t n;

	while ((n = uacce_chain_next(&walk, &to)) != 0) {
		memcpy(to, from, n);
		from += n;
	}
}
