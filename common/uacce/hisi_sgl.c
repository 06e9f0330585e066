/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>
#include <sys/mman.h>

#include "hisi_sgl.h"
#include "uacce_chain.h"

/*
 * Free blocks are a linked queue: the producer takes them from its front, and the consumer adds
 * them at its end. The last block is never taken, so that the two never write the same link.
 * nb_free, which both change, orders their accesses.
 */
#define QUEUED_BLOCKS	(HISI_SGL_POOL_BLOCKS + 1)

/*
 * Lay out the pool in one mapping of normal pages: the device takes any memory (1.7), and most
 * applications never touch the shared blocks. Returns the length.
 */
static size_t
pool_lay_out(struct hisi_sgl_pool *pool, uintptr_t mem, uint32_t nb_slots)
{
	size_t lists = (size_t)nb_slots * HISI_SGL_NB_BUFS;
	uintptr_t at = mem;

	pool->slots = (uint8_t *)at;
	at += lists * HISI_SGL_SLOT_SIZE;
	pool->blocks = (uint8_t *)at;
	at += QUEUED_BLOCKS * HISI_SGL_BLOCK_SIZE;
	pool->next = (uint16_t *)at;
	at += QUEUED_BLOCKS * sizeof(*pool->next);
	pool->first = (uint16_t *)at;
	at += lists * sizeof(*pool->first);
	return at - mem;
}

static struct hisi_sgl *
block_of(const struct hisi_sgl_pool *pool, uint16_t block)
{
	return (struct hisi_sgl *)(pool->blocks + block * HISI_SGL_BLOCK_SIZE);
}

int
hisi_sgl_pool_init(struct hisi_sgl_pool *pool, uint32_t nb_slots)
{
	struct hisi_sgl *list;
	uint32_t i;
	void *mem;

	RTE_BUILD_BUG_ON(HISI_SGL_SLOT_SIZE % HISI_SGL_ALIGN != 0);
	pool->len = pool_lay_out(pool, 0, nb_slots);
	mem = mmap(NULL, pool->len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED) {
		memset(pool, 0, sizeof(*pool));
		return -ENOMEM;
	}
	pool->mem = mem;
	pool_lay_out(pool, (uintptr_t)mem, nb_slots);
	for (i = 0; i < nb_slots * HISI_SGL_NB_BUFS; i++) {
		list = (struct hisi_sgl *)(pool->slots + i * HISI_SGL_SLOT_SIZE);
		list->entry_sum_in_chain = HISI_SGL_SLOT_ENTRIES;
		list->entry_length_in_sgl = HISI_SGL_SLOT_ENTRIES;
		pool->first[i] = HISI_SGL_NONE;
	}
	for (i = 0; i < QUEUED_BLOCKS; i++)
		pool->next[i] = i + 1 < QUEUED_BLOCKS ? i + 1 : HISI_SGL_NONE;
	pool->free = 0;
	pool->last = QUEUED_BLOCKS - 1;
	pool->nb_free = HISI_SGL_POOL_BLOCKS;
	return 0;
}

void
hisi_sgl_pool_free(struct hisi_sgl_pool *pool)
{
	if (pool->mem != NULL)
		munmap(pool->mem, pool->len);
	memset(pool, 0, sizeof(*pool));
}

/* Take n blocks off the pool and chain them behind the slot's own list. */
static void
take_blocks(struct hisi_sgl_pool *pool, struct hisi_sgl *list, uint16_t *first, uint32_t n)
{
	uint16_t last = HISI_SGL_NONE;

	*first = pool->free;
	rte_atomic_fetch_sub_explicit(&pool->nb_free, n, rte_memory_order_relaxed);
	list->entry_sum_in_chain = HISI_SGL_SLOT_ENTRIES + n * HISI_SGL_MAX_ENTRIES;
	while (n-- > 0) {
		last = pool->free;
		pool->free = pool->next[last];
		list->next = (uintptr_t)block_of(pool, last);
		list = block_of(pool, last);
		list->entry_length_in_sgl = HISI_SGL_MAX_ENTRIES;
		list->entry_sum_in_sgl = 0;
	}
	list->next = 0;
	pool->next[last] = HISI_SGL_NONE;
}

int
hisi_sgl_reserve(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which,
		uint32_t entries)
{
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, which);
	uint32_t blocks;

	list->entry_sum_in_sgl = 0;
	/* The entry that hisi_sgl_append() may add must fit, too. */
	if (entries < HISI_SGL_SLOT_ENTRIES)
		return 0;
	entries -= HISI_SGL_SLOT_ENTRIES - 1;
	blocks = (entries + HISI_SGL_MAX_ENTRIES - 1) / HISI_SGL_MAX_ENTRIES;
	/* The slot's own list is the first block of the chain. */
	if (blocks + 1 > HISI_SGL_MAX_BLOCKS)
		return -E2BIG;
	/* Acquire: the consumer's stores of links come before the loads in take_blocks(). */
	if (blocks > rte_atomic_load_explicit(&pool->nb_free, rte_memory_order_acquire))
		return -EAGAIN;
	take_blocks(pool, list, &pool->first[slot * HISI_SGL_NB_BUFS + which], blocks);
	return 0;
}

/* Entries that a list of a range needs; 0 if the chain ends before the range. */
static uint32_t
count_entries(struct uacce_chain range)
{
	uint8_t *addr;
	uint32_t n = 0;

	while (uacce_chain_next(&range, &addr) != 0)
		n++;
	return range.left == 0 ? n : 0;
}

int
hisi_sgl_build(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which,
		const struct rte_mbuf *m, uint32_t offset, uint32_t length)
{
	struct uacce_chain range = uacce_chain_range(m, offset, length);
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, which);
	const uint32_t n = count_entries(range);
	uint8_t *addr;
	uint32_t len;
	int ret;

	if (n == 0)
		return -EINVAL;
	ret = hisi_sgl_reserve(pool, slot, which, n);
	if (ret < 0)
		return ret;
	while ((len = uacce_chain_next(&range, &addr)) != 0)
		list = hisi_sgl_add(list, (uintptr_t)addr, len);
	return 0;
}

/* Find the last of a list's shared blocks, and their number. */
static uint16_t
last_of(const struct hisi_sgl_pool *pool, uint16_t block, uint16_t *n)
{
	for (*n = 1; pool->next[block] != HISI_SGL_NONE; (*n)++)
		block = pool->next[block];
	return block;
}

/* Reset what hisi_sgl_build_short() and hisi_sgl_build_one() rely on and do not write. */
static void
reset_list(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which)
{
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, which);

	pool->first[slot * HISI_SGL_NB_BUFS + which] = HISI_SGL_NONE;
	list->next = 0;
	list->entry_sum_in_chain = HISI_SGL_SLOT_ENTRIES;
}

void
hisi_sgl_release_long(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_buf which)
{
	uint16_t first = pool->first[slot * HISI_SGL_NB_BUFS + which], n;
	uint16_t last = last_of(pool, first, &n);

	pool->next[pool->last] = first;
	pool->last = last;
	reset_list(pool, slot, which);
	/* Release: the stores of links come before the producer's loads in take_blocks(). */
	rte_atomic_fetch_add_explicit(&pool->nb_free, n, rte_memory_order_release);
}

void
hisi_sgl_cancel(struct hisi_sgl_pool *pool, uint32_t slot)
{
	uint16_t first, last, n;
	unsigned int which;

	for (which = 0; which < HISI_SGL_NB_BUFS; which++) {
		first = pool->first[slot * HISI_SGL_NB_BUFS + which];
		if (first == HISI_SGL_NONE)
			continue;
		last = last_of(pool, first, &n);
		pool->next[last] = pool->free;
		pool->free = first;
		reset_list(pool, slot, which);
		rte_atomic_fetch_add_explicit(&pool->nb_free, n, rte_memory_order_relaxed);
	}
}
