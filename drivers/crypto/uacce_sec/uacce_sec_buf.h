/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_BUF_H
#define UACCE_SEC_BUF_H

/**
 * @file
 * Source and destination of requests: mbuf chains, and vectors of the raw data path. Nothing
 * here allocates, locks, logs or waits.
 */

#include "uacce_sec_private.h"

/** Source or destination of a request: an mbuf chain, or vectors of the raw data path. */
struct uacce_sec_buf {
	const struct rte_mbuf *m;	/**< NULL: vectors */
	const struct rte_crypto_vec *vec;
	uint32_t nb_vecs;
};

/**
 * Build the lists of an operation's mbufs for the fast path: in the slot's own entries, so that
 * nothing is to be released afterwards.
 *
 * @param lists
 *   List of the source; that of the destination is behind it.
 * @return
 *   Whether that was possible; if not, the operation takes the slow path.
 */
bool uacce_sec_short_lists(struct hisi_sgl *lists, const struct rte_crypto_sym_op *sym,
		uint32_t offset, uint32_t len, struct uacce_sec_data *data);

/** Whether a buffer that is not a single mbuf has at least @p end bytes. */
bool uacce_sec_buf_holds(const struct uacce_sec_buf *buf, uint64_t end);

static inline bool
uacce_sec_buf_is_mbuf(const struct uacce_sec_buf *buf)
{
	return likely(buf->m != NULL && buf->m->nb_segs == 1);
}

/** Whether a buffer has @p end bytes to read. */
static inline bool
uacce_sec_buf_reads(const struct uacce_sec_buf *buf, uint64_t end)
{
	return uacce_sec_buf_is_mbuf(buf) ? end <= buf->m->data_len :
		uacce_sec_buf_holds(buf, end);
}

/** Whether a buffer has room to write @p end bytes: of a single mbuf, its tailroom counts. */
static inline bool
uacce_sec_buf_writes(const struct uacce_sec_buf *buf, uint64_t end)
{
	return uacce_sec_buf_is_mbuf(buf) ? end + buf->m->data_off <= buf->m->buf_len :
		uacce_sec_buf_holds(buf, end);
}

/** Address of a byte of a buffer that is contiguous; 0 if it is not. */
static inline uint64_t
uacce_sec_buf_flat(const struct uacce_sec_buf *buf, uint32_t start)
{
	if (uacce_sec_buf_is_mbuf(buf))
		return (uintptr_t)buf->m->buf_addr + buf->m->data_off + start;
	return buf->m == NULL && buf->nb_vecs == 1 ? (uintptr_t)buf->vec->base + start : 0;
}

/**
 * Build the list of a range of a buffer, which holds it.
 *
 * @return
 *   UACCE_SEC_ACCEPTED, UACCE_SEC_LATER or UACCE_SEC_REJECT_LIST.
 */
enum uacce_sec_verdict uacce_sec_buf_list(struct uacce_sec_ring *ring, uint32_t slot,
		enum hisi_sgl_buf which, const struct uacce_sec_buf *buf, uint32_t start,
		uint32_t len);

/** Copy a range of one buffer to the same range of another; both hold it. */
void uacce_sec_buf_copy(const struct uacce_sec_buf *dst, const struct uacce_sec_buf *src,
		uint32_t start, uint32_t len);

#endif /* UACCE_SEC_BUF_H */
