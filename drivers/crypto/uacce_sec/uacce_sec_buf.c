/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Source and destination of requests: mbuf chains, and vectors of the raw data path. Part of
 * the data path: nothing here allocates, locks, logs or waits.
 */

#include <errno.h>

#include <rte_mbuf.h>

#include "uacce_chain.h"
#include "uacce_sec_buf.h"

static uint64_t
vecs_len(const struct uacce_sec_buf *buf)
{
	uint64_t len = 0;
	uint32_t i;

	for (i = 0; i < buf->nb_vecs; i++)
		len += buf->vec[i].len;
	return len;
}

bool
uacce_sec_buf_holds(const struct uacce_sec_buf *buf, uint64_t end)
{
	return buf->m == NULL ? end <= vecs_len(buf) : uacce_chain_holds(buf->m, end);
}

/* A walk over a range of a buffer, which holds it. */
struct walk {
	uint64_t flat;			/* address of the next byte; 0: not contiguous */
	const struct rte_crypto_vec *vec;	/* NULL: a chain of mbufs */
	uint32_t offset;		/* bytes from the start of vec */
	uint32_t left;			/* bytes of the range */
	struct uacce_chain chain;
};

static struct walk
walk_begin(const struct uacce_sec_buf *buf, uint32_t start, uint32_t len)
{
	const struct walk w = {
		.flat = uacce_sec_buf_flat(buf, start),
		.vec = buf->m == NULL ? buf->vec : NULL,
		.offset = start,
		.left = len,
		.chain = uacce_chain_range(buf->m, start, len),
	};

	return w;
}

/* Find the next contiguous bytes, no more than an entry of a list takes; 0 at the end. */
static uint32_t
walk_next(struct walk *w, uint64_t *addr)
{
	uint32_t n = w->left;
	uint8_t *piece;

	if (n == 0)
		return 0;
	if (w->flat != 0) {
		n = RTE_MIN(n, HISI_SGL_MAX_ENTRY_LEN);
		*addr = w->flat;
		w->flat += n;
	} else if (w->vec == NULL) {
		/* An mbuf has fewer bytes than an entry takes. */
		piece = NULL;
		n = uacce_chain_next(&w->chain, &piece);
		*addr = (uintptr_t)piece;
	} else {
		for (; w->offset >= w->vec->len; w->vec++)
			w->offset -= w->vec->len;
		n = RTE_MIN(w->vec->len - w->offset, n);
		n = RTE_MIN(n, HISI_SGL_MAX_ENTRY_LEN);
		*addr = (uintptr_t)w->vec->base + w->offset;
		w->offset += n;
	}
	w->left -= n;
	return n;
}

static enum uacce_sec_verdict
verdict_of(int error)
{
	switch (error) {
	case 0:
		return UACCE_SEC_ACCEPTED;
	case -EAGAIN:
		return UACCE_SEC_LATER;
	case -E2BIG:
		return UACCE_SEC_REJECT_LIST;
	default:
		return UACCE_SEC_REJECT_RANGE;
	}
}

enum uacce_sec_verdict
uacce_sec_buf_list(struct uacce_sec_ring *ring, uint32_t slot, enum hisi_sgl_buf which,
		const struct uacce_sec_buf *buf, uint32_t start, uint32_t len)
{
	struct hisi_sgl *list = hisi_sgl_of(&ring->sgl, slot, which);
	struct walk w = walk_begin(buf, start, len);
	uint32_t n, entries = 0;
	uint64_t addr;
	int ret;

	if (buf->m != NULL && buf->m->nb_segs != 1)
		return verdict_of(hisi_sgl_build(&ring->sgl, slot, which, buf->m, start, len));
	while (walk_next(&w, &addr) != 0)
		entries++;
	ret = hisi_sgl_reserve(&ring->sgl, slot, which, entries);
	if (ret < 0)
		return verdict_of(ret);
	w = walk_begin(buf, start, len);
	while ((n = walk_next(&w, &addr)) != 0)
		list = hisi_sgl_add(list, addr, n);
	return UACCE_SEC_ACCEPTED;
}

void
uacce_sec_buf_copy(const struct uacce_sec_buf *dst, const struct uacce_sec_buf *src,
		uint32_t start, uint32_t len)
{
	struct walk from = walk_begin(src, start, len), to = walk_begin(dst, start, len);
	uint32_t n, from_len = 0, to_len = 0;
	uint64_t from_addr = 0, to_addr = 0;

	for (;;) {
		if (from_len == 0)
			from_len = walk_next(&from, &from_addr);
		if (to_len == 0)
			to_len = walk_next(&to, &to_addr);
		n = RTE_MIN(from_len, to_len);
		if (n == 0)
			break;
		memcpy((void *)(uintptr_t)to_addr, (const void *)(uintptr_t)from_addr, n);
		from_addr += n;
		to_addr += n;
		from_len -= n;
		to_len -= n;
	}
}

/* Build the list of one of the two; it may be a single mbuf where the other is a chain. */
static bool
short_list(struct hisi_sgl *list, const struct rte_mbuf *m, uint32_t offset, uint32_t len)
{
	if (m->nb_segs != 1)
		return hisi_sgl_build_short(list, m, offset, len);
	hisi_sgl_build_one(list, (uintptr_t)m->buf_addr + m->data_off + offset, len);
	return true;
}

bool
uacce_sec_short_lists(struct hisi_sgl *lists, const struct rte_crypto_sym_op *sym,
		uint32_t offset, uint32_t len, struct uacce_sec_data *data)
{
	const struct rte_mbuf *src = sym->m_src, *dst = sym->m_dst;
	const uint64_t end = (uint64_t)offset + len;

	if (len == 0 || (src->nb_segs == 1 && end > src->data_len) ||
			!short_list(lists, src, offset, len))
		return false;
	data->chained = true;
	data->src = (uintptr_t)lists;
	data->dst = data->src;
	if (data->in_place)
		return true;
	lists = hisi_sgl_sibling(lists, HISI_SGL_DST);
	data->dst = (uintptr_t)lists;
	return (dst->nb_segs != 1 || end + dst->data_off <= dst->buf_len) &&
		short_list(lists, dst, offset, len);
}
