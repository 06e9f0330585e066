/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_SGL_H
#define HISI_SGL_H

/**
 * @file
 * Hardware scatter-gather lists out of mbuf chains, from a pool laid out once.
 *
 * Each slot of a ring has a short list for the source and one for the destination. A longer list
 * goes on in blocks that all slots share, and that are released when the descriptor completed.
 * Nothing is allocated after hisi_sgl_pool_init(), and memory that no list needs is never
 * touched.
 *
 * A pool belongs to one ring. Its producer builds and cancels lists, its consumer
 * releases them; the two may be two threads.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_mbuf.h>

#include "hw/hisi_sgl_hw.h"
#include "uacce_compat.h"

/**
 * Entries of a slot's own list: the 16 segments that DPDK's tools chain by default,
 * and one that is kept for hisi_sgl_append(); longer chains of mbufs take shared
 * blocks. Even, as lists are aligned.
 */
#define HISI_SGL_SLOT_ENTRIES	18

/** Shared blocks: two lists of the largest size that hardware walks. */
#define HISI_SGL_POOL_BLOCKS	(2 * HISI_SGL_MAX_BLOCKS)

/** Buffer of an operation that a list describes. */
enum hisi_sgl_buf {
	HISI_SGL_SRC,
	HISI_SGL_DST,
	HISI_SGL_NB_BUFS,
};

#define HISI_SGL_SLOT_SIZE \
	(sizeof(struct hisi_sgl) + HISI_SGL_SLOT_ENTRIES * sizeof(struct hisi_sge))
#define HISI_SGL_BLOCK_SIZE \
	RTE_ALIGN_CEIL(sizeof(struct hisi_sgl) + HISI_SGL_MAX_ENTRIES * sizeof(struct hisi_sge), \
			HISI_SGL_ALIGN)

/** No shared block. */
#define HISI_SGL_NONE	UINT16_MAX

struct hisi_sgl_pool {
	uint8_t *slots;		/**< for each slot a list per enum hisi_sgl_buf */
	uint8_t *blocks;	/**< shared blocks */
	uint16_t *next;		/**< per shared block: the one behind it, or HISI_SGL_NONE */
	uint16_t *first;	/**< per slot and buffer: first shared block of its list */
	uint16_t free;		/**< first free shared block; the producer's */
	uint16_t last;		/**< last free shared block, never part of a list; the consumer's */
	RTE_ATOMIC(uint16_t) nb_free;	/**< free blocks without the last one */
	size_t len;		/**< bytes of the mapping all of this is in */
	void *mem;
};

/**
 * Lay out a pool.
 *
 * @param pool
 *   Pool, all zero.
 * @param nb_slots
 *   Slots of the ring.
 * @return
 *   0 or -ENOMEM.
 */
__rte_internal
int
hisi_sgl_pool_init(struct hisi_sgl_pool *pool, uint32_t nb_slots);

/** Undo hisi_sgl_pool_init(); nothing on a pool that is all zero. */
__rte_internal
void
hisi_sgl_pool_free(struct hisi_sgl_pool *pool);

/**
 * Make room for a list in a slot, which hisi_sgl_add() then fills.
 *
 * @param entries
 *   Entries of the list; one more may be appended.
 * @return
 *   0; -EAGAIN when too few shared blocks are free now; -E2BIG when the list
 *   would be longer than hardware walks.
 */
__rte_internal
int
hisi_sgl_reserve(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which,
		uint32_t entries);

/**
 * Describe part of an mbuf chain in the list of a slot.
 *
 * Segments without data are left out. None is split, because the data of an mbuf are shorter
 * than HISI_SGL_MAX_ENTRY_LEN.
 *
 * @param pool
 *   Pool of the ring.
 * @param slot
 *   Slot of the operation.
 * @param which
 *   Source or destination.
 * @param m
 *   Chain.
 * @param offset
 *   First byte, below the chain's length.
 * @param length
 *   Bytes, at least 1.
 * @return
 *   0; -EAGAIN when too few shared blocks are free now; -E2BIG when the list
 *   would be longer than hardware walks; -EINVAL when the chain ends early.
 */
__rte_internal
int
hisi_sgl_build(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which,
		const struct rte_mbuf *m, uint32_t offset, uint32_t length);

/** The part of hisi_sgl_release() that is seldom needed. */
__rte_internal
void
hisi_sgl_release_long(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which);

/** Release the shared blocks of a slot whose descriptor was not submitted; the producer's. */
__rte_internal
void
hisi_sgl_cancel(struct hisi_sgl_pool *pool, uint32_t slot);

/** List of the source or the destination, from the list of the source. */
static inline struct hisi_sgl *
hisi_sgl_sibling(struct hisi_sgl *src, enum hisi_sgl_buf which)
{
	return (struct hisi_sgl *)((uint8_t *)src + which * HISI_SGL_SLOT_SIZE);
}

/**
 * Add a buffer to a list that hisi_sgl_reserve() made room in.
 *
 * @param list
 *   The slot's list at first, then what the last call returned.
 * @param addr
 *   Buffer.
 * @param len
 *   Bytes, 1 to HISI_SGL_MAX_ENTRY_LEN.
 * @return
 *   Block to go on with.
 */
static inline struct hisi_sgl *
hisi_sgl_add(struct hisi_sgl *list, uint64_t addr, uint32_t len)
{
	struct hisi_sge *entry;

	if (list->entry_sum_in_sgl == list->entry_length_in_sgl)
		list = (struct hisi_sgl *)(uintptr_t)list->next;
	entry = &hisi_sgl_entries(list)[list->entry_sum_in_sgl++];
	entry->addr = addr;
	entry->len = len;
	return list;
}

/** List of a slot. */
static inline struct hisi_sgl *
hisi_sgl_of(const struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which)
{
	return (struct hisi_sgl *)(pool->slots +
			(slot * HISI_SGL_NB_BUFS + which) * HISI_SGL_SLOT_SIZE);
}

/** A list of one buffer. */
static inline void
hisi_sgl_build_one(struct hisi_sgl *list, uint64_t addr, uint32_t len)
{
	struct hisi_sge *entry = hisi_sgl_entries(list);

	entry->addr = addr;
	entry->len = len;
	/* Two adjacent constants, which are one store. */
	list->entry_sum_in_chain = HISI_SGL_SLOT_ENTRIES;
	list->entry_sum_in_sgl = 1;
}

/**
 * Build a list for the fast path, of a chain whose segments all hold data, in the entries of the
 * slot: nothing is to be released afterwards. It does not take a length of 0, nor an offset
 * behind the first segment. It walks the chain itself, because uacce_chain_next() needs more
 * instructions for each segment; it has the same rule, that data_len and next count alone.
 *
 * @return
 *   Whether the list was built; if not, hisi_sgl_build() may be able to.
 */
static inline bool
hisi_sgl_build_short(struct hisi_sgl *list, const struct rte_mbuf *seg, uint32_t offset,
		uint32_t length)
{
	struct hisi_sge *entry = hisi_sgl_entries(list);
	uint32_t len = seg->data_len;
	uint64_t addr = (uintptr_t)seg->buf_addr + seg->data_off + offset;
	/* Both lengths are less by 1, so that a segment without data ends the walk, too. */
	uint32_t left = length - 1;
	/* One entry is kept for hisi_sgl_append(). */
	uint32_t entries = HISI_SGL_SLOT_ENTRIES - 1;

	if (unlikely(offset >= len))
		return false;
	len -= offset;
	for (;;) {
		entry->addr = addr;
		if (len - 1 >= left)
			break;
		entry->len = len;
		left -= len;
		entry++;
		seg = seg->next;
		if (unlikely(--entries == 0 || seg == NULL))
			return false;
		len = seg->data_len;
		addr = (uintptr_t)seg->buf_addr + seg->data_off;
	}
	if (unlikely(len == 0))
		return false;
	entry->len = left + 1;
	list->entry_sum_in_sgl = HISI_SGL_SLOT_ENTRIES - entries;
	return true;
}

/**
 * Add one more buffer to the end of a list; once per list.
 *
 * @param pool
 *   Pool of the ring.
 * @param slot
 *   Slot of the list.
 * @param which
 *   Source or destination.
 * @param buf
 *   Buffer.
 * @param len
 *   Bytes, 1 to HISI_SGL_MAX_ENTRY_LEN.
 */
static inline void
hisi_sgl_append(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which, void *buf,
		uint32_t len)
{
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, which);
	struct hisi_sge *entry;

	while (unlikely(list->next != 0))
		list = (struct hisi_sgl *)(uintptr_t)list->next;
	entry = &hisi_sgl_entries(list)[list->entry_sum_in_sgl++];
	entry->addr = (uintptr_t)buf;
	entry->len = len;
}

/** Release the shared blocks of a slot whose descriptor completed; the consumer's. */
static inline void
hisi_sgl_release(struct hisi_sgl_pool *pool, uint32_t slot)
{
	const uint16_t *first = &pool->first[slot * HISI_SGL_NB_BUFS];

	if (unlikely(first[HISI_SGL_SRC] != HISI_SGL_NONE))
		hisi_sgl_release_long(pool, slot, HISI_SGL_SRC);
	if (unlikely(first[HISI_SGL_DST] != HISI_SGL_NONE))
		hisi_sgl_release_long(pool, slot, HISI_SGL_DST);
}

#endif /* HISI_SGL_H */
