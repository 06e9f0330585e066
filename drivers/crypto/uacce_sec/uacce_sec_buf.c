/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Sides of requests: mbuf chains, and the vectors of the raw data path. Part of the
 * data path: nothing here allocates, locks, logs or waits.
 */

#include <errno.h>

#include <rte_mbuf.h>

#include "uacce_sec_request.h"

static uint64_t
vecs_len(const struct uacce_sec_side *side)
{
	uint64_t len = 0;
	uint32_t i;

	for (i = 0; i < side->nb_vecs; i++)
		len += side->vec[i].len;
	return len;
}

bool
uacce_sec_side_holds(const struct uacce_sec_side *side, uint64_t end)
{
	return side->m == NULL ? end <= vecs_len(side) : hisi_sgl_chain_holds(side->m, end);
}

/* Walks a range of a side piece by piece. */
struct pieces {
	const struct rte_mbuf *m;	/* NULL: vectors */
	const struct rte_crypto_vec *vec;
	uint32_t skip;
	uint32_t left;
};

static struct pieces
pieces_of(const struct uacce_sec_side *side, uint32_t start, uint32_t len)
{
	const struct pieces p = { .m = side->m, .vec = side->vec, .skip = start, .left = len };

	return p;
}

/* Bytes of the buffer that the walk is at; of the last mbuf, all there is room for. */
static uint32_t
piece_end(const struct pieces *p)
{
	if (p->m == NULL)
		return p->vec->len;
	return p->m->next == NULL ? (uint32_t)p->m->buf_len - p->m->data_off : p->m->data_len;
}

/* The next piece, no longer than an entry of a list; false at the end of the range. */
static bool
next_piece(struct pieces *p, uint64_t *addr, uint32_t *len)
{
	if (p->left == 0)
		return false;
	while (p->skip >= piece_end(p)) {
		p->skip -= piece_end(p);
		if (p->m != NULL)
			p->m = p->m->next;
		else
			p->vec++;
	}
	*addr = p->skip + (p->m == NULL ? (uintptr_t)p->vec->base :
			(uintptr_t)p->m->buf_addr + p->m->data_off);
	*len = RTE_MIN(RTE_MIN(piece_end(p) - p->skip, p->left), HISI_SGL_MAX_ENTRY_LEN);
	p->skip += *len;
	p->left -= *len;
	return true;
}

static enum uacce_sec_reject
reject_of(int error)
{
	switch (error) {
	case 0:
		return UACCE_SEC_TAKEN;
	case -EAGAIN:
		return UACCE_SEC_LATER;
	case -E2BIG:
		return UACCE_SEC_REJECT_LIST;
	default:
		return UACCE_SEC_REJECT_RANGE;
	}
}

enum uacce_sec_reject
uacce_sec_side_list(struct uacce_sec_ring *ring, uint32_t slot, enum hisi_sgl_side which,
		const struct uacce_sec_side *side, uint32_t start, uint32_t len)
{
	struct hisi_sgl *list = hisi_sgl_of(&ring->sgl, slot, which);
	struct pieces p = pieces_of(side, start, len);
	uint32_t n = 0, piece_len;
	uint64_t addr;
	int ret;

	if (side->m != NULL && side->m->nb_segs != 1)
		return reject_of(hisi_sgl_build(&ring->sgl, slot, which, side->m, start, len));
	while (next_piece(&p, &addr, &piece_len))
		n++;
	ret = hisi_sgl_reserve(&ring->sgl, slot, which, n);
	if (ret < 0)
		return reject_of(ret);
	for (p = pieces_of(side, start, len); next_piece(&p, &addr, &piece_len);)
		list = hisi_sgl_add(list, addr, piece_len);
	return UACCE_SEC_TAKEN;
}

void
uacce_sec_side_copy(const struct uacce_sec_side *dst, const struct uacce_sec_side *src,
		uint32_t start, uint32_t len)
{
	struct pieces from = pieces_of(src, start, len), to = pieces_of(dst, start, len);
	uint32_t n, from_len = 0, to_len = 0;
	uint64_t from_addr = 0, to_addr = 0;

	while ((from_len != 0 || next_piece(&from, &from_addr, &from_len)) &&
			(to_len != 0 || next_piece(&to, &to_addr, &to_len))) {
		n = RTE_MIN(from_len, to_len);
		memcpy((void *)(uintptr_t)to_addr, (const void *)(uintptr_t)from_addr, n);
		from_addr += n;
		to_addr += n;
		from_len -= n;
		to_len -= n;
	}
}

/* One side; a single mbuf may stand against a chain. */
static bool
short_list(struct hisi_sgl *list, const struct rte_mbuf *m, uint32_t offset, uint32_t len)
{
	if (m->nb_segs != 1)
		return hisi_sgl_build_short(list, m, offset, len);
	hisi_sgl_build_one(list, (uintptr_t)m->buf_addr + m->data_off + offset, len);
	return true;
}

bool
uacce_sec_short_lists(struct hisi_sgl *lists, const struct rte_crypto_sym_op *sym, uint32_t offset,
		uint32_t len, struct uacce_sec_data *data)
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
	lists = hisi_sgl_side(lists, HISI_SGL_DST);
	data->dst = (uintptr_t)lists;
	return (dst->nb_segs != 1 || end + dst->data_off <= dst->buf_len) &&
		short_list(lists, dst, offset, len);
}
