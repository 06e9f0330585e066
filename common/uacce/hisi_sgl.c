/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>
#include <sys/mman.h>

#include "hisi_sgl.h"

/*
 * Free blocks are a queue: the producer takes them from its front, the consumer adds
 * them at its end. One more than are ever taken stays in it, so that neither touches
 * what the other does; the number of those that may be taken is what orders the two.
 */
#define QUEUED_BLOCKS	(HISI_SGL_POOL_BLOCKS + 1)

/*
 * Any memory of the process works (1.7), so one mapping serves: hugepages would
 * be spent on blocks that most applications never need.
 */
static size_t
pool_lay_out(struct hisi_sgl_pool *pool, uintptr_t mem, uint32_t nb_slots)
{
	size_t lists = (size_t)nb_slots * HISI_SGL_NB_SIDES;
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
	for (i = 0; i < nb_slots * HISI_SGL_NB_SIDES; i++) {
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

/* Segments with data from the first byte on: the entries a list needs. */
static uint32_t
count_entries(const struct rte_mbuf *seg, uint32_t offset, uint32_t length)
{
	uint32_t n = 0;

	for (; seg != NULL && length != 0; seg = seg->next) {
		uint32_t len = RTE_MIN(RTE_MAX(seg->data_len, offset) - offset, length);

		offset -= RTE_MIN((uint32_t)seg->data_len, offset);
		length -= len;
		n += len != 0;
	}
	return n;
}

/* Take n blocks off the pool and chain them behind the slot's own list. */
static void
take_blocks(struct hisi_sgl_pool *pool, struct hisi_sgl *list, uint16_t *first, uint32_t n)
{
	uint16_t last = HISI_SGL_NONE;

	*first = pool->free;
	__atomic_fetch_sub(&pool->nb_free, n, __ATOMIC_RELAXED);
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

static void
fill_blocks(struct hisi_sgl *list, const struct rte_mbuf *seg, uint32_t offset, uint32_t length)
{
	for (; length != 0; seg = seg->next) {
		uint32_t skip = RTE_MIN(offset, (uint32_t)seg->data_len);
		uint32_t len = RTE_MIN(seg->data_len - skip, length);

		offset -= skip;
		if (len == 0)
			continue;
		list = hisi_sgl_add(list,
				(uintptr_t)rte_pktmbuf_mtod_offset(seg, uint8_t *, skip), len);
		length -= len;
	}
}

int
hisi_sgl_reserve(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_side side,
		uint32_t entries)
{
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, side);
	uint32_t blocks;

	list->entry_sum_in_sgl = 0;
	/* One more may be appended. */
	if (entries < HISI_SGL_SLOT_ENTRIES)
		return 0;
	entries -= HISI_SGL_SLOT_ENTRIES - 1;
	blocks = (entries + HISI_SGL_MAX_ENTRIES - 1) / HISI_SGL_MAX_ENTRIES;
	/* The slot's own list is a block of the chain, too. */
	if (blocks + 1 > HISI_SGL_MAX_BLOCKS)
		return -E2BIG;
	/* Acquire: the consumer's links come before the walk along them. */
	if (blocks > __atomic_load_n(&pool->nb_free, __ATOMIC_ACQUIRE))
		return -EAGAIN;
	take_blocks(pool, list, &pool->first[slot * HISI_SGL_NB_SIDES + side], blocks);
	return 0;
}

int
hisi_sgl_build_long(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_side side,
		const struct rte_mbuf *m, uint32_t offset, uint32_t length)
{
	int ret;

	if (!hisi_sgl_chain_holds(m, (uint64_t)offset + length))
		return -EINVAL;
	ret = hisi_sgl_reserve(pool, slot, side, count_entries(m, offset, length));
	if (ret == 0)
		fill_blocks(hisi_sgl_of(pool, slot, side), m, offset, length);
	return ret;
}

/* The last of a list's shared blocks, and how many they are. */
static uint16_t
last_of(const struct hisi_sgl_pool *pool, uint16_t block, uint16_t *n)
{
	for (*n = 1; pool->next[block] != HISI_SGL_NONE; (*n)++)
		block = pool->next[block];
	return block;
}

/* The next list in this slot may be a short one, of which nobody writes these. */
static void
reset_list(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_side side)
{
	struct hisi_sgl *list = hisi_sgl_of(pool, slot, side);

	pool->first[slot * HISI_SGL_NB_SIDES + side] = HISI_SGL_NONE;
	list->next = 0;
	list->entry_sum_in_chain = HISI_SGL_SLOT_ENTRIES;
}

void
hisi_sgl_release_long(struct hisi_sgl_pool *pool, uint32_t slot, enum hisi_sgl_side side)
{
	uint16_t first = pool->first[slot * HISI_SGL_NB_SIDES + side], n;
	uint16_t last = last_of(pool, first, &n);

	pool->next[pool->last] = first;
	pool->last = last;
	reset_list(pool, slot, side);
	/* Release: these links come before the producer's walk along them. */
	__atomic_fetch_add(&pool->nb_free, n, __ATOMIC_RELEASE);
}

void
hisi_sgl_cancel(struct hisi_sgl_pool *pool, uint32_t slot)
{
	uint16_t side, first, last, n;

	for (side = 0; side < HISI_SGL_NB_SIDES; side++) {
		first = pool->first[slot * HISI_SGL_NB_SIDES + side];
		if (first == HISI_SGL_NONE)
			continue;
		last = last_of(pool, first, &n);
		pool->next[last] = pool->free;
		pool->free = first;
		reset_list(pool, slot, side);
		__atomic_fetch_add(&pool->nb_free, n, __ATOMIC_RELAXED);
	}
}
