/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_CHAIN_H
#define UACCE_CHAIN_H

/**
 * @file
 * The walk over a range of an mbuf chain, piece by piece.
 *
 * The rule for all walks: a segment holds data_len bytes, and a chain ends with the segment
 * whose next is NULL. What pkt_len and nb_segs say is not looked at, because an application may
 * have set them wrong. Room behind the data of a segment is not part of a chain. A range that
 * is longer than its chain ends with it.
 */

#include <stdbool.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_mbuf.h>

/** A place in an mbuf chain, and the bytes of a range that lie behind it. */
struct uacce_chain {
	const struct rte_mbuf *seg;	/**< NULL behind the last segment */
	uint32_t offset;	/**< bytes from the start of its data, or beyond its end */
	uint32_t left;		/**< bytes of the range */
};

/** Begin a walk over @p length bytes from byte @p offset of a chain on. */
static inline struct uacce_chain
uacce_chain_range(const struct rte_mbuf *m, uint32_t offset, uint32_t length)
{
	const struct uacce_chain walk = { .seg = m, .offset = offset, .left = length };

	return walk;
}

/**
 * Find the contiguous bytes at the place of a walk.
 *
 * @param[out] addr
 *   Their address; untouched where there are none.
 * @return
 *   How many; 0 at the end of the range, or of the chain.
 */
static inline uint32_t
uacce_chain_peek(struct uacce_chain *walk, uint8_t **addr)
{
	if (walk->left == 0)
		return 0;
	for (; walk->seg != NULL; walk->seg = walk->seg->next) {
		if (walk->offset < walk->seg->data_len) {
			*addr = rte_pktmbuf_mtod_offset(walk->seg, uint8_t *, walk->offset);
			return RTE_MIN(walk->seg->data_len - walk->offset, walk->left);
		}
		walk->offset -= walk->seg->data_len;
	}
	return 0;
}

/** Move a walk on by @p n bytes, at most what uacce_chain_peek() returned. */
static inline void
uacce_chain_skip(struct uacce_chain *walk, uint32_t n)
{
	walk->offset += n;
	walk->left -= n;
}

/** Find the contiguous bytes at the place of a walk, and move behind them. */
static inline uint32_t
uacce_chain_next(struct uacce_chain *walk, uint8_t **addr)
{
	const uint32_t n = uacce_chain_peek(walk, addr);

	uacce_chain_skip(walk, n);
	return n;
}

/** Whether a chain holds so many bytes. */
static inline bool
uacce_chain_holds(const struct rte_mbuf *m, uint64_t bytes)
{
	struct uacce_chain walk = uacce_chain_range(m, 0, RTE_MIN(bytes, (uint64_t)UINT32_MAX));
	uint8_t *addr;

	while (uacce_chain_next(&walk, &addr) != 0)
		;
	return bytes <= UINT32_MAX && walk.left == 0;
}

#endif /* UACCE_CHAIN_H */
